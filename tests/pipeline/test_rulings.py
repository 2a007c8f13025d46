"""What a decision says of other entries than the one that was decided of."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.budget import Amount, Entry, FiscalYear, Level
from monitor.pipeline.rulings import Judged, Ruling, Rulings, Said, said_by
from storage.editions import Statement
from storage.tables import Edition

R7, R8 = FiscalYear(2025), FiscalYear(2026)


def stated(row: int, name: str, million: int, measure: str | None = None, year: FiscalYear = R8, **fields: Any) -> Statement:
    amount = Amount(million * 10**6, step=10**6)
    entry = Entry(id=str(row), name=name, amount=amount, fiscal_year=year, ministry="厚生労働省", **fields)
    return Statement(entry, row, measure, Edition(id=1 if measure else 2, release_id=1 if measure else 2))


def ruling(known: Statement, one: Statement, *, holds: bool) -> Ruling:
    return Ruling(1, holds, str(known.measure_id), said_by(one.entry), one.entry.fiscal_year, one.entry.amount, "山田")


def links(rulings: Rulings, known: list[Statement], open_: list[Statement]) -> list[Judged]:
    return list(rulings.links(known, open_, older=True))


def taken(found: list[Judged]) -> set[tuple[int, int]]:
    return {(one.known.row, one.one.row) for one in found if not one.refused}


def test_what_says_the_same_in_another_document_is_meant_too() -> None:
    known, one = stated(1, "救急医療体制整備事業", 1500, "m-1", R7), stated(2, "救急搬送整備事業", 1500)
    again = stated(3, "救急搬送整備事業", 1700, year=FiscalYear(2027))
    for holds in (True, False):
        decided = Rulings((ruling(known, one, holds=holds),))
        found = decided.of(known, again)
        assert found is not None
        assert found.holds is holds


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"bureau": "健康局"}, id="another bureau's"),
        pytest.param({"level": Level.BREAKDOWN, "parent": "甲事業"}, id="a measure's line"),
        pytest.param({"name": "救急搬送整備事業Ⅱ"}, id="another mark"),
    ],
)
def test_namesakes_that_are_not_the_same_are_not_meant(other: dict[str, Any]) -> None:
    known = stated(1, "救急医療体制整備事業", 1500, "m-1", R7)
    one = stated(2, "救急搬送整備事業", 1500, bureau="医政局")
    namesake = stated(3, **{"name": "救急搬送整備事業", "million": 1500, "bureau": "医政局", **other})
    assert Rulings((ruling(known, one, holds=False),)).of(known, namesake) is None


def test_who_names_no_bureau_does_not_gainsay_one() -> None:
    assert Said("甲", ministry="厚生労働省").fits(Said("甲", ministry="厚生労働省", bureau="医政局"))
    assert not Said("甲", ministry="厚生労働省").fits(Said("甲", ministry="こども家庭庁"))


def test_a_measures_own_name_is_refused_to_the_one_statement_alone() -> None:
    known = stated(1, "看護職員研修事業", 80, "m-1", R7)
    one, twin = stated(2, "看護職員研修事業", 9), stated(3, "看護職員研修事業", 80)
    decided = Rulings((ruling(known, one, holds=False),))
    assert decided.of(known, one) is not None
    assert decided.of(known, twin) is None


def test_of_two_decisions_the_last_counts() -> None:
    known, one = stated(1, "救急医療体制整備事業", 1500, "m-1", R7), stated(2, "救急搬送整備事業", 1500)
    decided = Rulings((ruling(known, one, holds=False), ruling(known, one, holds=True)))
    found = decided.of(known, one)
    assert found is not None
    assert not found.holds


def test_a_decided_name_is_taken_before_the_matcher_is_asked() -> None:
    known = [stated(1, "救急医療体制整備事業", 1500, "m-1", R7), stated(2, "離島診療支援事業", 30, "m-2", R7)]
    open_ = [stated(11, "救急医療体制整備事業", 1500), stated(12, "遠隔画像診断普及調査", 12), stated(13, "離島診療支援事業", 30)]
    found = links(Rulings((ruling(known[0], open_[1], holds=True),)), known, open_)
    assert taken(found) == {(1, 12), (2, 13)}
    [decided] = [one for one in found if one.is_decided]
    assert (decided.link.kind, decided.link.score) == ("renamed", 0.0)


def test_a_refused_pair_is_told_and_both_sides_look_on() -> None:
    known = [stated(1, "救急医療体制整備事業", 1500, "m-1", R7), stated(2, "離島診療支援事業", 30, "m-2", R7)]
    open_ = [
        stated(11, "救急医療体制整備推進事業", 1500),
        stated(12, "救急医療体制の整備事業", 1500),
        stated(13, "離島診療支援事業", 30),
    ]
    [best] = [one for one in links(Rulings(), known, open_) if one.known.row == 1 and one.link.is_identity]
    decided = Rulings((ruling(known[0], best.one, holds=False),))
    found = links(decided, known, open_)
    assert [(one.known.row, one.one.row) for one in found if one.refused] == [(1, best.one.row)]
    other = ({11, 12} - {best.one.row}).pop()
    assert taken(found) == {(1, other), (2, 13)}
    [instead] = [one for one in found if one.known.row == 1 and not one.refused]
    assert instead.ruling is not None
    assert not instead.is_decided
    neither = Rulings((*decided.rulings, ruling(known[0], instead.one, holds=False)))
    assert taken(links(neither, known, open_)) == {(2, 13)}
