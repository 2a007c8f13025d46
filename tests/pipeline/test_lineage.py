"""Splits and merges as they are taken in: two measures and a relation, told to both sides, whatever order releases come in."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from storage.lineage import Descent, descents_near, descents_of
from storage.tables import Edition, StoredChange, StoredEntry, StoredLink, StoredMeasure
from tests.kin import Relate, matcher_that_finds

OLD, NEW, DRAFT = (f"https://www.mhlw.go.jp/{name}.txt" for name in ("r7", "r8", "r8-draft"))
WHOLE, PART, OTHER = "救急医療体制整備事業", "ドクターカー活用促進事業", "小児患者搬送調整事業"


@pytest.fixture
def relate(monkeypatch: pytest.MonkeyPatch) -> Relate:
    return matcher_that_finds(monkeypatch)


def split_rows(press: Any) -> list[Any]:
    """A year later 300 of the 1,500 million of one measure stand beside it under another name."""
    return [*press.edited(press.next_year(), **{WHOLE: 1200}), (PART, 300, 0)]


def merged_rows(press: Any) -> list[Any]:
    """A year later the last measure's money stands within another's."""
    return press.edited(press.next_year(), **{WHOLE: 1545})[:-1]


def descents(ledger: Any) -> list[Descent]:
    with ledger.database.reading() as session:
        return descents_near(session, session.query(Edition).all())


def of(ledger: Any, name: str) -> str:
    [(ident,)] = ledger.rows(StoredMeasure, "id", name=name)
    return str(ident)


def test_a_part_is_a_measure_of_its_own_and_the_link_tells_whose_part(ledger: Any, press: Any, relate: Relate) -> None:
    relate("split", WHOLE, PART)
    ledger.take(press.overview())
    ledger.take(press.overview(2026, split_rows(press)), NEW)
    assert ledger.count(StoredMeasure) == len(press.rows) + 1
    [link] = ledger.rows(StoredLink, kind="split")
    assert (link.measure_id, link.score, link.status, link.evidence) == (
        of(ledger, WHOLE),
        0.9,
        "accepted",
        {"sum": {"value": 1.0}},
    )
    [told] = descents(ledger)
    assert (told.kind, told.older, told.newer, told.year) == ("split", of(ledger, WHOLE), of(ledger, PART), 2026)
    with ledger.database.reading() as session:
        assert [descents_of(session, of(ledger, name)) for name in (WHOLE, PART, OTHER)] == [[told], [told], []]


def test_a_split_is_told_to_the_whole_and_to_the_part_which_did_not_appear(ledger: Any, press: Any, relate: Relate) -> None:
    relate("split", WHOLE, PART)
    ledger.take(press.overview())
    ledger.take(press.overview(2026, split_rows(press)), NEW)
    assert ledger.changes() == [
        ("amount", WHOLE, "1,500百万円", "1,200百万円"),
        ("split", PART, f"{WHOLE} 1,500百万円", f"{PART} 300百万円"),
        ("split", WHOLE, f"{WHOLE} 1,500百万円", f"{WHOLE} 1,200百万円、{PART} 300百万円"),
    ]
    part, whole = sorted(ledger.rows(StoredChange, kind="split"), key=lambda row: row.field)
    assert (part.measure_id, part.old_name, part.field) == (of(ledger, PART), WHOLE, "split_from")
    assert (part.before_yen, part.after_yen) == (1500 * 10**6, 300 * 10**6)
    assert (whole.measure_id, whole.field, whole.basis) == (of(ledger, WHOLE), "split_into", "year")
    assert (whole.before_yen, whole.after_yen) == (1500 * 10**6, 1500 * 10**6)
    for change in (part, whole):
        assert [change.evidence[side]["url"] for side in ("before", "after")] == [OLD, NEW]
        assert all(change.evidence[side]["line"] for side in ("before", "after"))


def test_a_merge_is_told_to_what_ended_and_to_what_it_went_into(ledger: Any, press: Any, relate: Relate) -> None:
    relate("merge", OTHER, WHOLE)
    ledger.take(press.overview())
    ledger.take(press.overview(2026, merged_rows(press)), NEW)
    assert ledger.changes() == [
        ("amount", WHOLE, "1,500百万円", "1,545百万円"),
        ("merged", OTHER, f"{OTHER} 45百万円", f"{WHOLE} 1,545百万円"),
        ("merged", WHOLE, f"{WHOLE} 1,500百万円、{OTHER} 45百万円", f"{WHOLE} 1,545百万円"),
    ]
    fields = {row.measure_id: (row.field, row.before_yen, row.after_yen) for row in ledger.rows(StoredChange, kind="merged")}
    assert fields == {
        of(ledger, OTHER): ("merged_into", 45 * 10**6, 1545 * 10**6),
        of(ledger, WHOLE): ("merged_from", 1545 * 10**6, 1545 * 10**6),
    }
    [told] = descents(ledger)
    assert (told.kind, told.older, told.newer) == ("merge", of(ledger, OTHER), of(ledger, WHOLE))


@pytest.mark.parametrize("kind", ["split", "merge"])
def test_the_year_that_is_filled_in_later_finds_the_same_as_baseline(embedded: Any, press: Any, relate: Relate, kind: str) -> None:
    ends, rows = {"split": ((WHOLE, PART), split_rows(press)), "merge": ((OTHER, WHOLE), merged_rows(press))}[kind]
    relate(kind, *ends)
    embedded.take(press.overview(2026, rows), NEW)
    embedded.take(press.overview())
    told = (
        {("split", "split_from"), ("split", "split_into")}
        if kind == "split"
        else {("merged", "merged_from"), ("merged", "merged_into")}
    )
    assert set(embedded.rows(StoredChange, "kind", "field", origin="baseline")) == told | {("amount", "amount")}
    assert [(one.older, one.newer) for one in descents(embedded)] == [tuple(of(embedded, name) for name in ends)]


def test_the_draft_tells_the_requests_split_no_second_time(embedded: Any, press: Any, relate: Relate) -> None:
    relate("split", WHOLE, PART)
    embedded.take(press.overview())
    embedded.take(press.overview(2026, split_rows(press)), NEW)
    assert embedded.take(press.overview(2026, split_rows(press), stage="予算案"), DRAFT).changes == 0
    assert len(descents(embedded)) == 1


def test_a_split_between_stages_is_told_on_the_basis_of_the_stage(embedded: Any, press: Any, relate: Relate) -> None:
    relate("split", WHOLE, PART)
    embedded.take(press.overview())
    embedded.take(press.overview(rows=[*press.edited(press.rows, **{WHOLE: 1200}), (PART, 300, 0)], stage="予算案"), DRAFT)
    assert {row.basis for row in embedded.rows(StoredChange, kind="split")} == {"stage"}
    assert len(embedded.rows(StoredChange, kind="split")) == 2


def test_a_split_by_a_revision_is_told_and_one_that_is_taken_back_holds_no_more(embedded: Any, press: Any, relate: Relate) -> None:
    relate("split", WHOLE, PART)
    embedded.take(press.overview())
    embedded.take(press.overview(2026, press.next_year()), NEW)
    embedded.take(press.overview(2026, split_rows(press)), NEW)
    assert sorted(embedded.rows(StoredChange, "basis", "field", kind="split")) == [
        (basis, field) for basis in ("revision", "year") for field in ("split_from", "split_into")
    ]
    embedded.take(press.overview(2026, press.next_year()), NEW)
    held = embedded.rows(StoredChange, "basis", superseded_at=None, kind="split")
    assert held == [("revision",), ("revision",)]


def test_a_split_in_doubt_is_no_news_and_waits_for_a_person(embedded: Any, press: Any, relate: Relate) -> None:
    relate("split", WHOLE, PART, 0.6)
    embedded.take(press.overview())
    embedded.take(press.overview(2026, split_rows(press)), NEW)
    assert embedded.rows(StoredLink, "status", kind="split") == [("review",)]
    assert embedded.changes() == [("amount", WHOLE, "1,500百万円", "1,200百万円")]
    embedded.take(press.overview(2026, split_rows(press), stage="予算案"), DRAFT)
    assert len(embedded.changes()) == 1


def test_a_split_that_is_rather_none_lets_the_part_appear(embedded: Any, press: Any, relate: Relate) -> None:
    relate("split", WHOLE, PART, 0.4)
    embedded.take(press.overview())
    embedded.take(press.overview(2026, split_rows(press)), NEW)
    assert ("appeared", PART, None, "300百万円") in embedded.changes()


def test_a_supplementary_budget_splits_nothing(embedded: Any, press: Any, relate: Relate) -> None:
    relate("split", WHOLE, PART)
    embedded.take(press.overview())
    embedded.take(press.overview(2026, split_rows(press), stage="補正予算案"), NEW)
    assert descents(embedded) == []
    assert embedded.rows(StoredLink, kind="split") == []


def test_what_another_volume_stated_all_along_was_not_split_off(embedded: Any, press: Any, relate: Relate) -> None:
    relate("split", WHOLE, PART)
    embedded.take(press.overview())
    embedded.take(press.overview(2026, split_rows(press)), NEW)
    assert len(descents(embedded)) == 1
    second = [(PART, 280, 270), ("臓器移植普及費", 22, 20), ("血液確保等費", 33, 30)]
    embedded.take(press.overview(2025, second), "https://www.mhlw.go.jp/r7-2.txt")
    assert descents(embedded) == []
    assert [moment is not None for (moment,) in embedded.rows(StoredChange, "superseded_at", kind="split")] == [True, True]


def test_what_another_volume_states_after_all_was_not_merged(embedded: Any, press: Any, relate: Relate) -> None:
    relate("merge", OTHER, WHOLE)
    embedded.take(press.overview())
    embedded.take(press.overview(2026, merged_rows(press)), NEW)
    second = [(OTHER, 46, 45), ("臓器移植普及費", 22, 20), ("血液確保等費", 33, 30)]
    embedded.take(press.overview(2026, second), "https://www.mhlw.go.jp/r8-2.txt")
    assert descents(embedded) == []
    assert [moment is not None for (moment,) in embedded.rows(StoredChange, "superseded_at", kind="merged")] == [True, True]


def test_what_a_person_refused_is_no_relation(embedded: Any, press: Any, relate: Relate) -> None:
    relate("split", WHOLE, PART)
    embedded.take(press.overview())
    embedded.take(press.overview(2026, split_rows(press)), NEW)
    with embedded.database.session() as session:
        session.execute(update(StoredLink).where(StoredLink.kind == "split").values(status="rejected"))
    assert descents(embedded) == []


def test_the_entries_of_a_part_keep_the_parts_own_measure(embedded: Any, press: Any, relate: Relate) -> None:
    relate("split", WHOLE, PART)
    embedded.take(press.overview())
    for url, stage in ((NEW, "概算要求"), (DRAFT, "予算案")):
        embedded.take(press.overview(2026, split_rows(press), stage=stage), url)
    assert embedded.count(StoredEntry, measure_id=of(embedded, PART)) == 2


SUM = "医療情報化等推進事業"
PARTS = (
    ("医療情報化等電子処方箋推進事業", 27011, 26964),
    ("医療情報化等標準規格推進事業", 7200, 7138),
    ("医療情報化等基盤推進事業", 650, 643),
)
"""What the newer list states for the year before adds up to what the measure had then: 66,245 = 31,500 + 26,964 + 7,138 + 643."""


def test_parts_that_add_up_are_found_and_told_by_the_matcher_as_it_is(embedded: Any, press: Any) -> None:
    embedded.take(press.overview(rows=[*press.rows, (SUM, 66245, 65800)]))
    embedded.take(press.overview(2026, [*press.next_year(), (SUM, 31870, 31500), *PARTS]), NEW)
    told = {(row.kind, row.field, row.name, row.after_yen) for row in embedded.rows(StoredChange)}
    assert told == {
        ("amount", "amount", SUM, 31870 * 10**6),
        ("split", "split_into", SUM, (31870 + 27011 + 7200 + 650) * 10**6),
        *(("split", "split_from", name, amount * 10**6) for name, amount, _ in PARTS),
    }
    assert {one.older for one in descents(embedded)} == {of(embedded, SUM)}
