"""Which lines of one document are one measure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from monitor.budget import Amount, Entry, FiscalYear, Level, Stage
from monitor.pipeline.identity import fold_twins, other_amounts
from storage.editions import Statement
from storage.tables import Edition


def stated(row: int, name: str, yen: int | None, **fields: Any) -> Statement:
    amount = Amount.none() if yen is None else Amount(yen, step=fields.pop("step", 10**6))
    return Statement(Entry(id=str(row), name=name, amount=amount, **fields), row, None, Edition(id=1))


def breakdown(row: int, name: str, yen: int | None, parent: str, **fields: Any) -> Statement:
    return stated(row, name, yen, level=Level.BREAKDOWN, parent=parent, **fields)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            stated(1, "特定行為研修推進事業", 10**9),
            stated(2, "特定行為研修推進事業", 10**9, flags=("reprise",)),
            id="a reprise",
        ),
        pytest.param(
            stated(1, "地域医療介護総合確保基金", 102_866_000_000),
            stated(2, "地域医療介護総合確保基金", 73_299_000_000, flags=("reprise",)),
            id="a reprise that states the national share alone",
        ),
        pytest.param(
            breakdown(1, "生産性向上に対する支援", 22 * 10**9, "支援パッケージ"),
            stated(2, "生産性向上に対する支援事業", 22 * 10**9),
            id="the line of a package and the sheet of its own",
        ),
        pytest.param(
            stated(1, "病床適正化事業", 154 * 10**6),
            stated(2, "病床適正化事業", 150_000_000, step=10**7),
            id="154百万円 and 1.5億円",
        ),
        pytest.param(
            breakdown(1, "小児救命救急センター事業", 189 * 10**6, "小児医療"),
            breakdown(2, "小児救命救急センター事業", 189 * 10**6, "救急医療"),
            id="one budget line under two headings",
        ),
        pytest.param(stated(1, "医療DXの推進", None), stated(2, "医療ＤＸの推進", None), id="事項要求 twice"),
    ],
)
def test_one_measure(one: Statement, other: Statement) -> None:
    assert len(set(fold_twins([one, other]).values())) == 1
    assert len(set(fold_twins([other, one]).values())) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            stated(1, "ドクターヘリ導入促進事業", 10_011 * 10**6),
            breakdown(2, "ドクターヘリ導入促進事業", 10_000 * 10**6, "ドクターヘリ導入促進事業"),
            id="a part of the measure under its name",
        ),
        pytest.param(
            breakdown(1, "市町村事業", 10**8, "甲事業"), breakdown(2, "市町村事業", 2 * 10**8, "乙事業"), id="lines of two measures"
        ),
        pytest.param(breakdown(1, "事務費", None, "甲事業"), breakdown(2, "事務費", None, "乙事業"), id="lines without money"),
        pytest.param(
            stated(1, "連携支援事業（国実施分）", 10**8), stated(2, "連携支援事業（都道府県実施分）", 10**8), id="国 and 都道府県"
        ),
    ],
)
def test_two_measures(one: Statement, other: Statement) -> None:
    assert len(set(fold_twins([one, other]).values())) == 2


def test_a_total_is_no_measure() -> None:
    assert fold_twins([stated(1, "令和7年度概算要求額", 10**9, level=Level.TOTAL)]) == {}


def test_the_measure_counts_before_the_line_of_another_and_the_reprise_last() -> None:
    line = breakdown(1, "生産性向上に対する支援", 10**9, "支援パッケージ")
    sheet = stated(2, "生産性向上に対する支援", 10**9)
    reprise = stated(0, "生産性向上に対する支援", 10**9, flags=("reprise",))
    assert fold_twins([reprise, line, sheet]) == {0: 2, 1: 2, 2: 2}


def test_other_stages_amounts_of_a_year_are_known_of_a_measure() -> None:
    """August's request and December's draft of one year; not the year before, nor a supplementary budget."""
    year, before = FiscalYear(2025), FiscalYear(2024)
    rows = [
        stated(1, "救急医療体制整備", 150, fiscal_year=year, stage=Stage.DRAFT, step=1),
        stated(2, "救急医療体制整備", 168, fiscal_year=year, stage=Stage.REQUEST, step=1),
        stated(3, "救急医療体制整備", 140, fiscal_year=before, stage=Stage.DRAFT, step=1),
        stated(4, "救急医療体制整備", 30, fiscal_year=year, stage=Stage.SUPPLEMENTARY_DRAFT, step=1),
    ]
    statements = [replace(row, measure_id="mhlw-2024-0001") for row in rows]
    assert other_amounts(statements[:1], statements) == {"1": [Amount(168, step=1)]}
