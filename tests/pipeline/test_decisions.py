"""What a person decides holds at once and for ever, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from monitor.budget import Origin
from monitor.pipeline.decisions import (
    DecisionError,
    Judge,
    confirm_link,
    confirm_measures,
    merge_measures,
    reject_link,
    split_measure,
)
from monitor.pipeline.undoing import undo_decision
from storage.changes import change_to_json
from storage.database import Database
from storage.decisions import standing_measure
from storage.tables import (
    Delivery,
    Edition,
    StoredChange,
    StoredDecision,
    StoredEntry,
    StoredLink,
    StoredMeasure,
)
from tests.kin import matcher_that_finds
from tests.pipeline.conftest import ROWS, Ledger, Row, edited, next_year, overview

OLD, DOUBTFUL, LIKELY = "救急医療体制整備事業", "救急搬送医療体制整備事業", "救急医療体制整備推進事業"
"""A measure, a name that may be its or a neighbour's, and one that the matcher takes for it."""
KNOWN = "mhlw-2025-0003"
R7, R8, R9 = (f"https://www.mhlw.go.jp/r{number}.txt" for number in (7, 8, 9))


def called(name: str, rows: Sequence[Row] = ROWS, amount: int = 1450, prior: int = 1400) -> list[Row]:
    """The rows a year later, one of them under another name."""
    return [(name, amount, prior) if row[0] == OLD else (row[0], row[1], row[1]) for row in rows]


def judge(ledger: Ledger, name: str = "山田", note: str | None = None) -> Judge:
    ledger.clock += timedelta(minutes=1)
    return Judge(name, ledger.clock, note)


def stated_as(ledger: Ledger, name: str, url: str | None = None) -> set[str | None]:
    """The measures that entries of a name state, in all editions or in those of a URL."""
    with ledger.database.reading() as session:
        query = select(StoredEntry).join(Edition).where(StoredEntry.name == name)
        return {row.measure_id for row in session.scalars(query if url is None else query.where(Edition.url == url))}


def link_to(ledger: Ledger, name: str, status: str) -> int:
    """The link in which an entry of that name was in question."""
    with ledger.database.reading() as session:
        query = select(StoredLink.id).join(StoredEntry, StoredEntry.id == StoredLink.next_entry_id)
        found = session.scalars(query.where(StoredEntry.name == name, StoredLink.status == status).order_by(StoredLink.id)).all()
    return found[0]


def holding(ledger: Ledger) -> list[tuple[str, str, str, str | None, str | None]]:
    """The changes that hold: measure, kind, name, before and after."""
    rows = ledger.rows(StoredChange, superseded_at=None)
    return sorted((row.measure_id, row.kind, row.name, row.before, row.after) for row in rows)


def state(database: Database) -> dict[str, list[Any]]:
    """All that the ledger tells of measures: entries with their measures, the measures that stand, links, changes."""
    with database.reading() as session:
        found: dict[str, list[Any]] = {
            "changes": sorted(map(str, map(change_to_json, session.scalars(select(StoredChange))))),
            "entries": sorted((row.id, str(row.measure_id), row.by_way_of or 0) for row in session.scalars(select(StoredEntry))),
        }
        measures = session.scalars(select(StoredMeasure).where(StoredMeasure.joined_into.is_(None))).all()
        found["measures"] = sorted((row.id, row.name, str(row.bureau)) for row in measures if _is_stated(row))
        columns = ("id", "measure_id", "kind", "status", "score", "decided_by", "decision_id")
        found["links"] = sorted(str([getattr(row, column) for column in columns]) for row in session.scalars(select(StoredLink)))
        return found


def _is_stated(row: StoredMeasure) -> bool:
    return bool(row.entries)


def holds_again(ledger: Ledger, decision: StoredDecision, before: dict[str, list[Any]]) -> None:
    undo_decision(ledger.database, decision.id, judge(ledger, "佐藤"))
    assert state(ledger.database) == before


@pytest.fixture
def doubted(ledger: Ledger) -> Ledger:
    """Two years, with a name in the second that may be a known measure's."""
    ledger.take(overview(), R7)
    assert ledger.take(overview(2026, called(DOUBTFUL)), R8).doubts == 1
    return ledger


@pytest.fixture
def linked(ledger: Ledger) -> Ledger:
    """Two years, with a name in the second that was taken for a known measure's."""
    ledger.take(overview(), R7)
    ledger.take(overview(2026, called(LIKELY)), R8)
    assert stated_as(ledger, LIKELY) == {KNOWN}
    return ledger


def test_a_confirmed_link_makes_the_entry_state_the_known_measure(doubted: Ledger) -> None:
    before = state(doubted.database)
    [joined] = stated_as(doubted, DOUBTFUL)
    decision = confirm_link(doubted.database, link_to(doubted, DOUBTFUL, "review"), judge(doubted))
    assert stated_as(doubted, DOUBTFUL) == {KNOWN}
    assert (KNOWN, "renamed", DOUBTFUL, OLD, DOUBTFUL) in holding(doubted)
    assert (KNOWN, "amount", DOUBTFUL, "1,500百万円", "1,450百万円") in holding(doubted)
    assert {row.origin for row in doubted.rows(StoredChange)} == {Origin.CORRECTION.value}
    with doubted.database.reading() as session:
        standing = standing_measure(session, str(joined))
        assert standing is not None
        assert (standing.id, standing.name) == (KNOWN, DOUBTFUL)
    [link] = doubted.rows(StoredLink, id=decision.link_id)
    assert (link.status, link.decided_by) == ("accepted", "山田")
    holds_again(doubted, decision, before)


def test_two_measures_without_a_link_become_one(ledger: Ledger) -> None:
    ledger.take(overview(), R7)
    ledger.take(overview(2026, called("遠隔画像診断普及調査")), R8)
    [new] = stated_as(ledger, "遠隔画像診断普及調査")
    assert (KNOWN, "disappeared", OLD, "1,500百万円", None) in holding(ledger)
    assert any(row[:2] == (new, "appeared") for row in holding(ledger))
    before = state(ledger.database)
    decision = confirm_measures(ledger.database, KNOWN, str(new), judge(ledger))
    assert stated_as(ledger, "遠隔画像診断普及調査") == {KNOWN}
    assert {row[1] for row in holding(ledger) if row[0] == KNOWN} == {"renamed", "amount"}
    assert not [row for row in holding(ledger) if row[0] == new]
    holds_again(ledger, decision, before)


def test_a_rejected_doubt_lets_one_measure_go_and_another_come(doubted: Ledger) -> None:
    before = state(doubted.database)
    assert not {"appeared", "disappeared"} & {row[1] for row in holding(doubted)}
    decision = reject_link(doubted.database, link_to(doubted, DOUBTFUL, "review"), judge(doubted))
    assert (KNOWN, "disappeared", OLD, "1,500百万円", None) in holding(doubted)
    assert [row[2] for row in holding(doubted) if row[1] == "appeared"] == [DOUBTFUL]
    holds_again(doubted, decision, before)


def test_a_rejected_doubt_is_asked_of_no_other_document(doubted: Ledger) -> None:
    with doubted.database.session() as session:
        first = session.scalars(select(StoredLink).where(StoredLink.status == "review")).one()
        again = {column.name: getattr(first, column.name) for column in StoredLink.__table__.columns if column.name != "id"}
        lines = select(StoredEntry).where(StoredEntry.name == "医師確保支援事業").order_by(StoredEntry.id)
        twin = session.scalars(lines).first()
        assert twin is not None
        twin.measure_id = twin.given_id = KNOWN
        session.add(StoredLink(**again | {"prev_entry_id": twin.id}))
    decision = reject_link(doubted.database, link_to(doubted, DOUBTFUL, "review"), judge(doubted))
    assert [row.status for row in doubted.rows(StoredLink, decision_id=decision.id)] == ["rejected"] * 2
    undo_decision(doubted.database, decision.id, judge(doubted))
    assert doubted.count(StoredLink, status="review") == 2


def test_a_rejected_link_gives_the_entry_and_what_followed_a_measure_of_its_own(linked: Ledger) -> None:
    linked.take(overview(2027, next_year(called(LIKELY))), R9)
    linked.take(overview(2026, edited(called(LIKELY), **{LIKELY: 1470})), R8)
    assert stated_as(linked, LIKELY) == {KNOWN}
    before = state(linked.database)
    decision = reject_link(linked.database, link_to(linked, LIKELY, "accepted"), judge(linked))
    [given] = stated_as(linked, LIKELY)
    assert given not in (KNOWN, None)
    assert stated_as(linked, OLD) == {KNOWN}
    told = holding(linked)
    assert (given, "amount", LIKELY, "1,450百万円", "1,470百万円") in told, "the revision is the new measure's"
    assert (KNOWN, "disappeared", OLD, "1,500百万円", None) in told
    assert not [row for row in told if row[0] == KNOWN and row[1] in ("renamed", "amount")]
    holds_again(linked, decision, before)


def test_a_rejected_link_makes_room_for_the_next_best(ledger: Ledger) -> None:
    ledger.take(overview(), R7)
    both = "救急医療体制の整備推進事業", LIKELY
    ledger.take(overview(2026, [*called(LIKELY, prior=1500), (both[0], 1500, 1500)]), R8)
    left, taken = sorted(both, key=lambda name: stated_as(ledger, name) == {KNOWN})
    assert stated_as(ledger, taken) == {KNOWN}
    before = state(ledger.database)
    decision = reject_link(ledger.database, link_to(ledger, taken, "accepted"), judge(ledger))
    assert stated_as(ledger, left) == {KNOWN}
    assert stated_as(ledger, taken) != {KNOWN}
    holds_again(ledger, decision, before)


def later_runs(ledger: Ledger, name: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Everything that looks at the entry again: the same bytes, a replaced edition, a copy, a new parser, the next year."""
    rows = called(name)
    ledger.take(overview(2026, rows), R8)
    yield "the same bytes"
    ledger.take(overview(2026, edited(rows, 医師確保支援事業=130)), R8)
    yield "a replaced edition"
    ledger.take(overview(2026, edited(rows, 医師確保支援事業=131)), "https://www.mhlw.go.jp/copy.txt")
    yield "another document of the same list"
    ledger.take(overview(2026, edited(rows[:2] + rows[3:], 医師確保支援事業=130)), R8)
    ledger.take(overview(2026, edited(rows, 医師確保支援事業=130)), R8)
    yield "left out and put back"
    for module in ("intake", "releases"):
        monkeypatch.setattr(f"monitor.pipeline.{module}.PARSER_VERSION", "99")
    ledger.take(overview(2026, edited(rows, 医師確保支援事業=130)), R8)
    yield "a new parser"
    ledger.take(overview(2027, next_year(rows)), R9)
    yield "next year"


def test_a_confirmed_name_is_the_known_measure_in_every_later_run(doubted: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    confirm_link(doubted.database, link_to(doubted, DOUBTFUL, "review"), judge(doubted))
    for run in later_runs(doubted, DOUBTFUL, monkeypatch):
        assert stated_as(doubted, DOUBTFUL) == {KNOWN}, run
    assert {row.basis for row in doubted.rows(StoredChange) if row.kind in ("appeared", "disappeared")} == {"revision"}


def test_a_confirmed_name_is_taken_where_the_matcher_sees_no_likeness(ledger: Ledger) -> None:
    ledger.take(overview(), R7)
    ledger.take(overview(2026, called("遠隔画像診断普及調査")), R8)
    [new] = stated_as(ledger, "遠隔画像診断普及調査")
    decision = confirm_measures(ledger.database, KNOWN, str(new), judge(ledger))
    ledger.take(overview(2026, [row for row in next_year() if row[0] != OLD]), R8)
    ledger.take(overview(2026, called("遠隔画像診断普及調査", amount=1480)), R8)
    assert stated_as(ledger, "遠隔画像診断普及調査") == {KNOWN}
    ledger.take(overview(2027, called("遠隔画像診断普及調査", amount=1480)), R9)
    assert stated_as(ledger, "遠隔画像診断普及調査", R9) == {KNOWN}
    undo_decision(ledger.database, decision.id, judge(ledger))
    assert not {KNOWN, None} & stated_as(ledger, "遠隔画像診断普及調査")


def test_a_rejected_pair_is_linked_in_no_later_run(linked: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    reject_link(linked.database, link_to(linked, LIKELY, "accepted"), judge(linked))
    for run in later_runs(linked, LIKELY, monkeypatch):
        assert KNOWN not in stated_as(linked, LIKELY), run
    assert stated_as(linked, OLD) == {KNOWN}


@pytest.mark.parametrize("times", [1, 2])
def test_what_was_taken_in_under_a_decision_is_as_without_it_when_it_is_taken_back(linked: Ledger, times: int) -> None:
    linked.take(overview(2026, called(LIKELY)), "https://www.mhlw.go.jp/other.txt")
    rows = called(LIKELY)
    for _ in range(times - 1):
        decision = reject_link(linked.database, link_to(linked, LIKELY, "accepted"), judge(linked))
        undo_decision(linked.database, decision.id, judge(linked))
    decision = reject_link(linked.database, link_to(linked, LIKELY, "accepted"), judge(linked))
    linked.take(overview(2026, rows[:2] + rows[3:]), R8)
    linked.take(overview(2026, rows), R8)
    linked.take(overview(2027, next_year(rows)), R9)
    undo_decision(linked.database, decision.id, judge(linked))
    assert stated_as(linked, LIKELY) == {KNOWN}


def test_a_join_is_followed_by_who_subscribed_to_either_and_told_once(ledger: Ledger) -> None:
    ledger.take(overview(), R7)
    ledger.take(overview(2026, called("遠隔画像診断普及調査")), R8)
    [new] = stated_as(ledger, "遠隔画像診断普及調査")
    ledger.subscribe(measure_id=str(new))
    ledger.take(overview(2026, called("遠隔画像診断普及調査", amount=1480)), R8)
    [owed] = ledger.rows(Delivery)
    decision = confirm_measures(ledger.database, KNOWN, str(new), judge(ledger))
    assert owed.change_id in {row.change_id for row in ledger.rows(Delivery, state="pending")}
    told = {row.change_id for row in ledger.rows(Delivery)}
    kinds = {row.kind for row in ledger.rows(StoredChange) if row.id in told}
    assert kinds == {"amount", "renamed"}
    ledger.take(overview(2027, next_year(called("遠隔画像診断普及調査", amount=1600))), R9)
    count = ledger.count(Delivery)
    ledger.take(overview(2027, edited(next_year(called("遠隔画像診断普及調査")), 遠隔画像診断普及調査=1700)), R9)
    assert ledger.count(Delivery) > count, "who followed the joined measure follows the one it is"
    undo_decision(ledger.database, decision.id, judge(ledger))
    pending = {row.change_id for row in ledger.rows(Delivery, state="pending")}
    assert owed.change_id in pending
    assert not {row.id for row in ledger.rows(StoredChange, kind="renamed") if row.id in pending}


def test_a_split_and_a_merge_join_no_measures(ledger: Ledger) -> None:
    ledger.take(overview(), R7)
    parts = [("第一救急調査", 700, 0), ("第二搬送調査", 800, 0)]
    ledger.take(overview(2026, [row for row in next_year() if row[0] != OLD] + parts), R8)
    new = [str(measure) for name, _, _ in parts for measure in stated_as(ledger, name)]
    before = state(ledger.database)
    decision = split_measure(ledger.database, KNOWN, new, judge(ledger))
    assert {stated_as(ledger, name).pop() for name, _, _ in parts} == set(new)
    links = ledger.rows(StoredLink, "kind", "status", "decided_by", decision_id=decision.id)
    assert links == [("split", "accepted", "山田")] * 2
    with pytest.raises(DecisionError, match="cannot come of each other"):
        merge_measures(ledger.database, [new[0]], KNOWN, judge(ledger))
    holds_again(ledger, decision, before)
    decision = merge_measures(ledger.database, [KNOWN, new[0]], new[0], judge(ledger))
    assert ledger.rows(StoredLink, "kind", decision_id=decision.id) == [("merge",)]
    holds_again(ledger, decision, before)


def test_who_decided_and_who_took_it_back_is_kept(doubted: Ledger) -> None:
    made = judge(doubted, "山田", "同じ補助金")
    decision = confirm_link(doubted.database, link_to(doubted, DOUBTFUL, "review"), made)
    back = judge(doubted, "佐藤", "別の事業だった")
    undo_decision(doubted.database, decision.id, back)
    [row] = doubted.rows(StoredDecision)
    assert (row.decided_by, row.decided_at, row.note) == ("山田", made.now, "同じ補助金")
    assert (row.undone_by, row.undone_at, row.undo_note) == ("佐藤", back.now, "別の事業だった")


def refused(ledger: Ledger, why: str, decide: Any, *what: Any) -> None:
    before = state(ledger.database)
    with pytest.raises(DecisionError, match=why):
        decide(ledger.database, *what, judge(ledger))
    assert state(ledger.database) == before


def test_what_cannot_be_decided_is_refused_with_the_reason(doubted: Ledger) -> None:
    link, [new] = link_to(doubted, DOUBTFUL, "review"), stated_as(doubted, DOUBTFUL)
    refused(doubted, "no link has the id 999", confirm_link, 999)
    refused(doubted, "no link has the id 999", reject_link, 999)
    refused(doubted, "no measure has the id x", confirm_measures, KNOWN, "x")
    refused(doubted, "no measure has the id x", split_measure, "x", [KNOWN])
    refused(doubted, "no decision has the id 7", undo_decision, 7)
    refused(doubted, "into itself alone", split_measure, KNOWN, [KNOWN])
    refused(doubted, "from itself alone", merge_measures, [KNOWN], KNOWN)
    refused(doubted, "one measure already", confirm_measures, KNOWN, KNOWN)
    refused(doubted, "side by side", confirm_measures, KNOWN, "mhlw-2025-0001")
    decision = confirm_link(doubted.database, link, judge(doubted))
    refused(doubted, f"by decision {decision.id} of 山田", confirm_link, link)
    refused(doubted, f"by decision {decision.id} of 山田", reject_link, link)
    refused(doubted, "one measure already", confirm_measures, str(new), KNOWN)
    undo_decision(doubted.database, decision.id, judge(doubted))
    refused(doubted, "taken back already, by 山田", undo_decision, decision.id)


def test_a_decision_that_a_later_one_builds_on_is_not_taken_back_before_it(linked: Ledger) -> None:
    first = reject_link(linked.database, link_to(linked, LIKELY, "accepted"), judge(linked))
    linked.take(overview(2027, called("遠隔画像診断普及調査")), R9)
    [new] = stated_as(linked, "遠隔画像診断普及調査")
    second = confirm_measures(linked.database, str(first.other_id), str(new), judge(linked))
    refused(linked, f"decision {second.id} builds on it", undo_decision, first.id)
    undo_decision(linked.database, second.id, judge(linked))
    undo_decision(linked.database, first.id, judge(linked))
    assert stated_as(linked, LIKELY) == {KNOWN}


def test_no_id_is_given_twice(linked: Ledger) -> None:
    link = link_to(linked, LIKELY, "accepted")
    given = []
    for _ in range(2):
        decision = reject_link(linked.database, link, judge(linked))
        given.append(stated_as(linked, LIKELY))
        undo_decision(linked.database, decision.id, judge(linked))
    assert given[0] == given[1], "the one it had before"
    ids = [row[0] for row in linked.rows(StoredMeasure, "id")]
    assert len(ids) == len(set(ids))


PART = "ドクターカー活用促進事業"


def test_a_split_that_is_none_lets_the_part_appear_and_is_not_found_again(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    matcher_that_finds(monkeypatch)("split", OLD, PART)
    rows = [*edited(next_year(), **{OLD: 1200}), (PART, 300, 0)]
    ledger.take(overview(), R7)
    ledger.take(overview(2026, rows), R8)
    [link] = ledger.rows(StoredLink, kind="split")
    assert link.status == "accepted"
    before = state(ledger.database)
    decision = reject_link(ledger.database, link.id, judge(ledger))
    assert {row[1] for row in holding(ledger) if row[2] == PART} == {"appeared"}
    ledger.take(overview(2026, rows), "https://www.mhlw.go.jp/other.txt")
    ledger.take(overview(2026, [row for row in rows if row[0] != PART]), R8)
    ledger.take(overview(2026, rows), R8)
    assert {row.status for row in ledger.rows(StoredLink, kind="split")} == {"rejected"}
    undo_decision(ledger.database, decision.id, judge(ledger))
    assert {row.status for row in ledger.rows(StoredLink, kind="split")} == {"accepted"}
    assert before["measures"] == state(ledger.database)["measures"]


def test_a_split_in_doubt_is_told_when_it_is_confirmed(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    matcher_that_finds(monkeypatch)("split", OLD, PART, 0.6)
    ledger.take(overview(), R7)
    ledger.take(overview(2026, [*edited(next_year(), **{OLD: 1200}), (PART, 300, 0)]), R8)
    before = state(ledger.database)
    [link] = ledger.rows(StoredLink, kind="split")
    assert link.status == "review"
    decision = confirm_link(ledger.database, link.id, judge(ledger))
    assert {row[1] for row in holding(ledger) if row[2] == PART} == {"split"}
    assert stated_as(ledger, PART) != {KNOWN}, "a part is a measure of its own"
    holds_again(ledger, decision, before)


def test_what_came_back_beside_a_rejected_entry_is_another_measure_once_it_is_not_rejected(linked: Ledger) -> None:
    decision = reject_link(linked.database, link_to(linked, LIKELY, "accepted"), judge(linked))
    linked.take(overview(2027, [*next_year(called(LIKELY)), (OLD, 1500, 1500)]), R9)
    assert stated_as(linked, OLD, R9) == {KNOWN}
    assert KNOWN not in stated_as(linked, LIKELY, R9)
    undo_decision(linked.database, decision.id, judge(linked))
    assert stated_as(linked, LIKELY, R9) == {KNOWN}
    assert stated_as(linked, OLD, R9) not in ({KNOWN}, {None})
    assert [row[1] for row in holding(linked) if row[2] == OLD and row[0] != KNOWN] == ["appeared"]


def test_a_join_is_not_taken_back_before_what_was_decided_of_the_measure_it_made(ledger: Ledger) -> None:
    names = "遠隔画像診断普及調査", "離島巡回船運航"
    rest = [row for row in next_year() if row[0] != OLD]
    ledger.take(overview(), R7)
    ledger.take(overview(2026, [*rest, (names[0], 700, 0)]), R8)
    ledger.take(overview(2027, [*next_year(rest), (names[1], 710, 0)]), R9)
    alone = state(ledger.database)
    first, second = (str(measure) for name in names for measure in stated_as(ledger, name))
    inner = confirm_measures(ledger.database, first, second, judge(ledger))
    outer = confirm_measures(ledger.database, KNOWN, second, judge(ledger))
    refused(ledger, f"decision {outer.id} builds on it", undo_decision, inner.id)
    undo_decision(ledger.database, outer.id, judge(ledger))
    part = next(str(measure) for measure in stated_as(ledger, rest[0][0]))
    split = split_measure(ledger.database, part, [second], judge(ledger))
    refused(ledger, f"decision {split.id} builds on it", undo_decision, inner.id)
    undo_decision(ledger.database, split.id, judge(ledger))
    undo_decision(ledger.database, inner.id, judge(ledger))
    assert state(ledger.database) == alone


OTHER = "遠隔画像診断普及調査"


def side_by_side(ledger: Ledger) -> StoredDecision:
    """Two measures joined of which the next year's list states both, so that one of them got a measure of its own there."""
    ledger.take(overview(), R7)
    ledger.take(overview(2026, called(OTHER)), R8)
    [new] = stated_as(ledger, OTHER)
    decision = confirm_measures(ledger.database, KNOWN, str(new), judge(ledger))
    ledger.take(overview(2027, [*next_year(called(OTHER)), (OLD, 1500, 1500)]), R9)
    assert len(stated_as(ledger, OTHER, R9) | stated_as(ledger, OLD, R9)) == 2
    return decision


def test_a_list_read_under_a_join_tells_both_measures_apart_once_it_is_taken_back(ledger: Ledger) -> None:
    decision = side_by_side(ledger)
    undo_decision(ledger.database, decision.id, judge(ledger))
    assert stated_as(ledger, OLD) == {KNOWN}
    assert len(stated_as(ledger, OTHER)) == 1
    assert not [row for row in holding(ledger) if row[2] == OLD and row[1] == "appeared" and row[0] != KNOWN]


def test_what_cannot_be_as_without_a_decision_is_not_taken_back(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    decision = side_by_side(ledger)
    monkeypatch.setattr("monitor.pipeline.undoing.let_go", lambda *_: None)
    refused(ledger, f"{R9} was read since: without decision {decision.id}, what {OLD} is there", undo_decision, decision.id)


def test_the_tables_hold_together(doubted: Ledger) -> None:
    decision = confirm_link(doubted.database, link_to(doubted, DOUBTFUL, "review"), judge(doubted))
    hold_together(doubted)
    doubted.take(overview(2027, next_year(called(DOUBTFUL))), R9)
    hold_together(doubted)
    undo_decision(doubted.database, decision.id, judge(doubted))
    hold_together(doubted)


def hold_together(ledger: Ledger) -> None:
    """Every entry states what the one states that it was known by, or what it was given stands for; links are of their ends."""
    rows = {row.id: row for row in ledger.rows(StoredEntry)}
    with ledger.database.reading() as session:
        for row in rows.values():
            known = rows.get(row.by_way_of or 0)
            assert known is None or known.measure_id == row.measure_id
            standing = standing_measure(session, str(row.given_id))
            assert known is not None or row.given_id is None or (standing is not None and standing.id == row.measure_id)
    measures = {row.id: row.joined_into for row in ledger.rows(StoredMeasure)}
    stated = {row.measure_id for row in rows.values()} - {None}
    assert stated == {measure for measure, into in measures.items() if into is None}
    assert {into for into in measures.values() if into} <= stated
    for link in ledger.rows(StoredLink, status="accepted"):
        assert {rows[link.prev_entry_id].measure_id, rows[link.next_entry_id].measure_id} == {link.measure_id}


def test_the_measure_that_was_stated_first_keeps_its_id_whichever_is_named_first(ledger: Ledger) -> None:
    ledger.take(overview(), R7)
    ledger.take(overview(2026, called(OTHER)), R8)
    [new] = stated_as(ledger, OTHER)
    refused(ledger, f"all that is stated of {KNOWN} is older than {new}", split_measure, str(new), [KNOWN])
    confirm_measures(ledger.database, str(new), KNOWN, judge(ledger))
    assert stated_as(ledger, OTHER) == stated_as(ledger, OLD) == {KNOWN}


def test_what_stood_side_by_side_in_a_replaced_list_alone_may_be_one_measure(ledger: Ledger) -> None:
    ledger.take(overview(), R7)
    ledger.take(overview(2026, [*called(OTHER), (OLD, 5, 5)]), R8)
    [new] = stated_as(ledger, OTHER)
    refused(ledger, "side by side", confirm_measures, KNOWN, str(new))
    ledger.take(overview(2026, called(OTHER)), R8)
    before = state(ledger.database)
    decision = confirm_measures(ledger.database, KNOWN, str(new), judge(ledger))
    assert stated_as(ledger, OTHER) == {KNOWN}
    holds_again(ledger, decision, before)
