"""Measures that go to another ministry with their division keep their id; two ministries' measures of one name are two."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from monitor.pipeline.joint import part_joint
from storage.editions import statements_of
from storage.tables import Edition, StoredChange, StoredEntry, StoredMeasure
from tests.pipeline.conftest import NOW

OLD, NEW = ("厚生労働省", "子ども家庭局"), ("こども家庭庁", "成育局")
MOVING = [("保育体制強化事業", 457, 450), ("母子保健医療対策総合支援事業", 63, 60)]
STAYING = [("医師確保支援事業", 120, 120), ("看護職員研修事業", 80, 80), ("離島診療支援事業", 30, 30)]
OTHERS = [("地域少子化対策重点推進交付金", 90, 90), ("こどもの居場所づくり支援費", 12, 12), ("いじめ防止対策費", 7, 7)]


def year_after(rows: list[Any]) -> list[Any]:
    return [(name, amount + 9, amount) for name, amount, _ in rows]


def text(press: Any, year: int, office: tuple[str, str], rows: list[Any], **more: Any) -> bytes:
    data: bytes = press.overview(year, rows, **more)
    return data.replace("厚生労働省医政局".encode(), "".join(office).encode())


def address(office: tuple[str, str], year: int, what: str = "") -> str:
    return f"https://{'www.mhlw' if office is OLD else 'www.cfa'}.go.jp/{year}{what}.txt"


def take(ledger: Any, press: Any, year: int, office: tuple[str, str], rows: list[Any], **more: Any) -> None:
    ledger.take(text(press, year, office, rows, **more), address(office, year, str(more.get("stage", ""))))


def measures(ledger: Any, name: str) -> set[str]:
    """The measures that entries of a name state."""
    return {measure for (measure,) in ledger.rows(StoredEntry, "measure_id", name=name)}


def moves(ledger: Any) -> set[tuple[str, str, str]]:
    return set(ledger.rows(StoredChange, "name", "before", "after", kind="moved", field="ministry", superseded_at=None))


def told(ledger: Any) -> set[tuple[str, str]]:
    return set(ledger.rows(StoredChange, "kind", "name", superseded_at=None))


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1), (2, 0, 1), (1, 2, 0), (2, 1, 0), (1, 0, 2)])
def test_what_moved_is_the_same_measure_that_neither_appeared_nor_went(embedded: Any, press: Any, order: tuple[int, ...]) -> None:
    takes = (
        (2022, OLD, MOVING + STAYING),
        (2023, OLD, year_after(STAYING)),
        (2023, NEW, year_after(MOVING) + OTHERS),
    )
    for n in order:
        take(embedded, press, *takes[n])
    assert [len(measures(embedded, name)) for name, *_ in MOVING] == [1, 1]
    assert moves(embedded) == {(name, "厚生労働省 子ども家庭局", "こども家庭庁 成育局") for name, *_ in MOVING}
    assert {(kind, name) for kind, name in told(embedded) if kind in ("appeared", "disappeared")} == set()
    assert embedded.count(StoredMeasure) == len(MOVING + STAYING + OTHERS)


def test_the_id_stays_and_the_years_after_know_it(ledger: Any, press: Any) -> None:
    take(ledger, press, 2022, OLD, MOVING + STAYING)
    for stage in ("概算要求", "予算案"):
        take(ledger, press, 2023, NEW, year_after(MOVING) + OTHERS, stage=stage)
    take(ledger, press, 2024, NEW, year_after(year_after(MOVING)) + year_after(OTHERS))
    [kept] = measures(ledger, "保育体制強化事業")
    assert kept.startswith("mhlw-2022-")
    assert ledger.rows(StoredMeasure, "ministry", "bureau", id=kept) == [NEW]
    assert len(moves(ledger)) == len(MOVING)
    assert {kind for kind, _ in told(ledger)} == {"moved", "amount"}


def test_a_rounded_prior_tells_a_move_too(embedded: Any, press: Any) -> None:
    take(embedded, press, 2022, OLD, MOVING + STAYING)
    rounded = text(press, 2023, NEW, year_after(MOVING) + OTHERS).replace("(457百万円)".encode(), "(4.6億円)".encode())
    embedded.take(rounded, address(NEW, 2023))
    assert len(measures(embedded, "保育体制強化事業")) == 1


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_common_name_with_other_money_is_another_measure(ledger: Any, press: Any, order: tuple[int, int]) -> None:
    takes = (
        (2022, OLD, [("子ども・子育て支援事業", 500, 480), *STAYING]),
        (2023, NEW, [("子ども・子育て支援事業", 77, 75), *OTHERS]),
    )
    for n in order:
        take(ledger, press, *takes[n])
    assert len(measures(ledger, "子ども・子育て支援事業")) == 2
    assert moves(ledger) == set()


JOINT = ("放課後児童対策連携事業", 40, 40)


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (2, 3, 0, 1), (3, 1, 0, 2), (0, 2, 1, 3), (1, 0, 3, 2)])
def test_what_both_ministries_state_every_year_moved_nowhere(embedded: Any, press: Any, order: tuple[int, ...]) -> None:
    takes = [
        (year, office, [(JOINT[0], 40 + year - 2022, 40), *rows])
        for office, rows in ((OLD, STAYING), (NEW, OTHERS))
        for year in (2022, 2023)
    ]
    for n in order:
        take(embedded, press, *takes[n])
    assert moves(embedded) == set()
    assert len(measures(embedded, JOINT[0])) == 2


def test_what_the_other_ministry_still_states_did_not_move(ledger: Any, press: Any) -> None:
    take(ledger, press, 2022, OLD, [JOINT, *STAYING])
    take(ledger, press, 2023, OLD, year_after([JOINT, *STAYING]))
    take(ledger, press, 2023, NEW, year_after([JOINT]) + OTHERS)
    assert moves(ledger) == set()
    assert len(measures(ledger, JOINT[0])) == 2


def test_a_move_that_the_other_ministrys_list_disproves_holds_no_more(ledger: Any, press: Any) -> None:
    take(ledger, press, 2022, OLD, [JOINT, *STAYING])
    take(ledger, press, 2023, NEW, year_after([JOINT]) + OTHERS)
    assert len(moves(ledger)) == 1
    take(ledger, press, 2023, OLD, year_after([JOINT, *STAYING]))
    assert moves(ledger) == set()
    ours, theirs = sorted(measures(ledger, JOINT[0]), reverse=True)
    assert (ours[:9], theirs[:8]) == ("mhlw-2022", "cfa-2023")
    take(ledger, press, 2024, NEW, [(JOINT[0], 63, 49), *year_after(OTHERS)])
    take(ledger, press, 2024, OLD, [(JOINT[0], 58, 49), *year_after(year_after(STAYING))])
    assert measures(ledger, JOINT[0]) == {ours, theirs}
    held = set(ledger.rows(StoredChange, "measure_id", "fiscal_year", "after", superseded_at=None, name=JOINT[0]))
    assert held == {(ours, 2023, "49百万円"), (ours, 2024, "58百万円"), (theirs, 2024, "63百万円")}


def test_a_measure_that_the_ministry_had_under_the_name_moved_from_nowhere(embedded: Any, press: Any) -> None:
    much = [(JOINT[0], 300, 290)]
    take(embedded, press, 2021, NEW, [JOINT, *OTHERS])
    take(embedded, press, 2022, OLD, much + STAYING)
    take(embedded, press, 2023, NEW, year_after(much) + OTHERS)
    assert moves(embedded) == set()
    assert len(measures(embedded, JOINT[0])) == 2


@pytest.mark.parametrize(("whose", "parted"), [("こども家庭庁", False), ("厚生労働省", True)])
def test_a_list_of_another_body_counts_for_the_ministry_that_its_lines_name(
    embedded: Any, press: Any, whose: str, parted: bool
) -> None:
    take(embedded, press, 2022, OLD, [JOINT, *STAYING])
    take(embedded, press, 2023, NEW, year_after([JOINT]) + OTHERS)
    with embedded.database.session() as session:
        others = statements_of(session, session.scalars(select(Edition)))
        [moved] = [one for one in others if one.entry.name == JOINT[0] and one.edition.fiscal_year == 2023]
        listed = replace(moved, entry=replace(moved.entry, ministry=whose), edition=Edition(id=99, ministry="財務省"))
        part_joint(session, [listed], others, NOW)
    assert (len(measures(embedded, JOINT[0])) == 2) is parted
