"""What one cell of a table says: a figure, a unit, money in words, what its column holds."""

from __future__ import annotations

import pytest

from monitor.budget import AmountKind
from monitor.parse.table.figures import amount_in, figure_in, unit_in, within_in
from monitor.parse.table.heads import Role, heads_of
from monitor.read.document import Cell, TableRow


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,056", "1056"),
        ("△ 111,155", "-111155"),
        ("▲24", "-24"),
        ("－600", "-600"),
        ("２，９３６，５０１", "2936501"),
        ("0.65", "0.65"),
        ("－", "0"),
        ("皆減", "0"),
        ("12億円", "12"),
        ("令和7年", None),
        ("1/2", None),
        ("1,05", None),
        ("(1,204)", None),
        ("2.1.1", None),
        ("", None),
        ("9" * 30, None),
    ],
)
def test_a_figure_is_a_cell_that_is_nothing_else(text: str, number: str | None) -> None:
    figure = figure_in(text)
    assert (str(figure.number) if figure else None) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [("2,000の内数", "2000"), ("130 内数", "130"), ("95（内数）", "95"), ("0.5億円の内数", "0.5"), ("2,000", None), ("内数", None)],
)
def test_a_figure_that_holds_more_says_so(text: str, number: str | None) -> None:
    figure = within_in(text)
    assert (str(figure.number) if figure else None) == number


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("（単位：千円、％）", 1000),
        ("事業費（千円）", 1000),
        ("千円", 1000),
        ("（単位：百万円）", 10**6),
        ("単位 億円", 10**8),
        ("補助単価（円/人）", None),
        ("予算額", None),
        ("500千円", None),
    ],
)
def test_a_unit_is_told_by_a_note_or_a_head(text: str, unit: int | None) -> None:
    assert unit_in(text) == unit


def test_money_in_words_is_all_that_its_cell_says() -> None:
    stated = amount_in("56億円の内数")
    assert stated is not None
    assert (stated.yen, stated.kind) == (5_600_000_000, AmountKind.WITHIN)
    assert amount_in("通話料900千円を見込む") is None
    assert amount_in("3億円、5億円") is None


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("令和８年度要求額", Role.MONEY),
        ("R４年度当初予算額（千円）", Role.MONEY),
        ("前年度予算額", Role.PRIOR),
        ("増△減額(B-A)", Role.DIFFERENCE),
        ("比較", Role.DIFFERENCE),
        ("① － ②", Role.DIFFERENCE),
        ("対前年度当初比", Role.RATIO),
        ("構成比", Role.RATIO),
        ("補正前の額", Role.BEFORE),
        ("補 正 額", Role.SUPPLEMENT),
        ("計", Role.SUM),
        ("一般財源", Role.FUND),
        ("主管課", Role.DIVISION),
        ("担当部局", Role.DIVISION),
        ("主な事業内容", Role.OVERVIEW),
        ("事 業 名", Role.NAME),
        ("会計別", Role.NAME),
        ("款項目", Role.CODE),
        ("番号", Role.NUMBER),
        ("決算額", Role.NO_BUDGET),
        ("限 度 額", Role.NO_BUDGET),
        ("国庫補助率", Role.RATE),
        ("負担割合", Role.RATE),
        ("補助基準額（千円）", Role.UNIT_AMOUNT),
        ("実施主体", Role.IMPLEMENTER),
    ],
)
def test_a_head_says_what_its_column_holds(words: str, role: Role) -> None:
    (head,) = heads_of([TableRow(1, (Cell(words),))])
    assert head.role is role


@pytest.mark.parametrize(
    ("words", "year"),
    [
        ("８年度予算案", 2026),
        ("８年度予算案（千円）", 2026),
        ("(10年度)要求額", 2028),
        ("令和８年度予算案", 2026),
        ("昭和63年度決算", 1988),
        ("平成8年度予算額", 1996),
        ("西暦2026年度予算額", 2026),
    ],
)
def test_a_year_without_an_era_in_a_head_is_of_this_one(words: str, year: int) -> None:
    (head,) = heads_of([TableRow(1, (Cell(words),))])
    assert head.year is not None
    assert head.year.year == year


@pytest.mark.parametrize("words", ["第3年度事業費", "過去５年度の事業費", "事業費（5年度間）", "計画3年度目の事業費"])
def test_a_count_of_years_in_a_head_is_no_year(words: str) -> None:
    (head,) = heads_of([TableRow(1, (Cell(words),))])
    assert head.year is None
