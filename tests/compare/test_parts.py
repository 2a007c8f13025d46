"""Splits and merges between two lists: what each side is told, and what is no longer told beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from monitor.budget import Amount, AmountKind, Basis, Change, Entry, FiscalYear, Level, Stage
from monitor.compare import MERGE, SPLIT, compare_lists
from monitor.match import Link

MILLION = 10**6
WHOLE = "医療情報化等推進事業"


def entry(id_: str, name: str, figure: int | None = None, **more: Any) -> Entry:
    amount = Amount.none() if figure is None else Amount(figure * MILLION, AmountKind.EXACT, MILLION)
    return replace(Entry(id_, name, FiscalYear(2025), Stage.REQUEST, amount=amount), **more)


def changes(links: list[Link], before: list[Entry], after: list[Entry], *, comparable: bool = True) -> list[Change]:
    found = compare_lists(
        links,
        before,
        after,
        Basis.YEAR,
        comparable=comparable,
        measure_id=lambda old, new: f"{old.id if old else '-'}>{new.id if new else '-'}",
    )
    return [change for one in found for change in one.changes]


def told(found: list[Change]) -> list[tuple[str, str, str, int | None, int | None]]:
    return [(change.measure_id, change.kind.value, change.field, change.before_yen, change.after_yen) for change in found]


def test_a_measure_that_ended_in_its_parts_is_split_and_nothing_appeared() -> None:
    before = [entry("p", WHOLE, 662)]
    after = [entry("a", "医療情報基盤事業", 315), entry("b", "電子処方箋事業", 270), entry("c", "標準規格事業", 77)]
    found = changes([Link("p", one.id, 0.9, SPLIT) for one in after], before, after)
    assert told(found) == [
        ("p>-", "split", "split_into", 662 * MILLION, 662 * MILLION),
        ("->a", "split", "split_from", 662 * MILLION, 315 * MILLION),
        ("->b", "split", "split_from", 662 * MILLION, 270 * MILLION),
        ("->c", "split", "split_from", 662 * MILLION, 77 * MILLION),
    ]
    assert (found[0].name, found[0].before) == (WHOLE, f"{WHOLE} 662百万円")
    assert found[0].after == "医療情報基盤事業 315百万円、電子処方箋事業 270百万円、標準規格事業 77百万円"
    assert [(one.name, one.old_name) for one in found[1:]] == [(one.name, WHOLE) for one in after]
    assert {one.confidence for one in found} == {0.9}


def test_a_measure_that_goes_on_keeps_its_own_change_and_is_the_first_of_its_parts() -> None:
    before, after = [entry("p", WHOLE, 662)], [entry("n", "電子処方箋事業", 270), entry("q", WHOLE, 400)]
    found = changes([Link("p", "q", 1.0, "same"), Link("p", "n", 0.9, SPLIT)], before, after)
    assert told(found) == [
        ("->n", "split", "split_from", 662 * MILLION, 270 * MILLION),
        ("p>q", "amount", "amount", 662 * MILLION, 400 * MILLION),
        ("p>q", "split", "split_into", 662 * MILLION, 670 * MILLION),
    ]
    assert found[2].after == f"{WHOLE} 400百万円、電子処方箋事業 270百万円"


def test_measures_that_went_into_another_are_merged_and_did_not_disappear() -> None:
    before, after = [entry("p", "甲事業", 30), entry("q", "乙事業", 70), entry("r", "丙事業", 5)], [entry("m", "乙事業", 104)]
    links = [Link("q", "m", 1.0, "same"), Link("p", "m", 0.8, MERGE), Link("r", "m", 0.8, MERGE)]
    found = changes(links, before, after)
    assert told(found) == [
        ("q>m", "amount", "amount", 70 * MILLION, 104 * MILLION),
        ("q>m", "merged", "merged_from", 105 * MILLION, 104 * MILLION),
        ("p>-", "merged", "merged_into", 30 * MILLION, 104 * MILLION),
        ("r>-", "merged", "merged_into", 5 * MILLION, 104 * MILLION),
    ]
    assert found[1].before == "乙事業 70百万円、甲事業 30百万円、丙事業 5百万円"
    assert (found[2].name, found[2].before, found[2].after) == ("甲事業", "甲事業 30百万円", "乙事業 104百万円")


def test_parts_without_a_figure_of_their_own_have_no_sum() -> None:
    before, within = [entry("p", WHOLE, 662)], Amount(56 * 10**8, AmountKind.WITHIN, 10**8)
    after = [entry("a", "甲事業", 315), replace(entry("b", "乙事業"), amount=within)]
    [whole, _, part] = changes([Link("p", one.id, 0.9, SPLIT) for one in after], before, after)
    assert (whole.before_yen, whole.after_yen) == (662 * MILLION, None)
    assert (part.after, part.after_yen) == ("乙事業 56億円の内数", None)


def test_a_split_in_doubt_tells_neither_a_split_nor_that_anything_appeared() -> None:
    before, after = [entry("p", WHOLE, 662)], [entry("q", WHOLE, 400), entry("n", "電子処方箋事業", 270), entry("x", "丁事業", 1)]
    found = changes([Link("p", "q", 1.0, "same"), Link("p", "n", 0.6, SPLIT)], before, after)
    assert [(change.kind.value, change.name) for change in found] == [("amount", WHOLE), ("appeared", "丁事業")]


def test_lists_that_are_not_comparable_tell_of_no_split() -> None:
    before, after = [entry("p", WHOLE, 662)], [entry("q", WHOLE, 400), entry("n", "電子処方箋事業", 270)]
    found = changes([Link("p", "q", 1.0, "same"), Link("p", "n", 0.9, SPLIT)], before, after, comparable=False)
    assert [change.kind.value for change in found] == ["amount"]


def test_the_lines_of_a_part_are_not_told_on_top_of_it_but_those_of_what_goes_on_are() -> None:
    line = {"level": Level.BREAKDOWN}
    before = [entry("p", WHOLE, 662), entry("o", "旧事務費", 2, parent=WHOLE, **line)]
    after = [entry("q", WHOLE, 400), entry("n", "電子処方箋事業", 270), entry("l", "事務費", 3, parent="電子処方箋事業", **line)]
    found = changes([Link("p", "q", 1.0, "same"), Link("p", "n", 0.9, SPLIT)], before, after)
    assert sorted(change.name for change in found if change.kind.value == "appeared") == []
    assert sorted(change.name for change in found if change.kind.value == "disappeared") == ["旧事務費"]
