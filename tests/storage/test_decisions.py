"""The rows behind decisions: which measures they make one, how changes keep their ids, and what is owed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from monitor.budget import Amount, Basis, Change, ChangeKind, Entry, FiscalYear, Origin, Stage
from storage import Database, migrate, open_database
from storage.changes import Finding, already_recorded, hold_again, record_changes, recorded_ids, supersede
from storage.decisions import joined_ids, joined_measures, overrule, standing_measure, take_back_links
from storage.editions import keep_capture, keep_entries, statements_of
from storage.fanout import DISPROVED, owe_no_more
from storage.measures import Newcomer, new_measures
from storage.settling import root_measure, settle_measures
from storage.tables import (
    Delivery,
    Edition,
    Release,
    StoredChange,
    StoredDecision,
    StoredEntry,
    StoredLink,
    StoredMeasure,
    Subscriber,
    Subscription,
)

NOW = datetime(2026, 8, 31, tzinfo=UTC)
ENTRY = Entry(id="l7", name="救急医療体制整備事業", stage=Stage.REQUEST, ministry="厚生労働省", amount=Amount(10**9, step=10**6))
FIRST, SECOND = "mhlw-2025-0001", "mhlw-2026-0001"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Two years that state a measure each, and a line of the second year that was known by way of its measure's."""
    opened = open_database(database_url)
    migrate(opened)
    with opened.session() as session:
        keep_capture(session, "0" * 64, 1, "r.pdf", NOW)
        session.add(Release(id=1, url="https://a.example/", first_seen_at=NOW))
        session.flush()
        for number, year in ((1, 2025), (2, 2026)):
            edition = Edition(
                release_id=1, number=number, url="", capture_sha256="0" * 64, parser_version="1", status="read", read_at=NOW
            )
            session.add(edition)
            session.flush()
            entry = replace(ENTRY, fiscal_year=FiscalYear(year), name=f"{ENTRY.name}{year}")
            rows = keep_entries(session, edition, [entry] * number)
            [rows[0].given_id] = new_measures(session, [Newcomer(entry, year)], NOW)
            for row in rows:
                row.measure_id = rows[0].given_id
            for row in rows[1:]:
                row.by_way_of = rows[0].id
    yield opened
    opened.close()


def decided(kind: str = "confirm", **fields: object) -> StoredDecision:
    return StoredDecision(
        **{"kind": kind, "measure_id": FIRST, "other_id": SECOND, "decided_by": "山田", "decided_at": NOW, **fields}
    )


def join(a: str, b: str) -> StoredDecision:
    return decided(measure_id=a, other_id=b)


@pytest.mark.parametrize(
    ("joins", "stands"),
    [
        ([("a", "b")], {"b": "a"}),
        ([("a", "b"), ("c", "a")], {"a": "c", "b": "c"}),
        ([("a", "b"), ("b", "c")], {"b": "a", "c": "a"}),
        ([("a", "b"), ("c", "d"), ("d", "b")], {"a": "c", "b": "c", "d": "c"}),
        ([("a", "b"), ("b", "a")], {"b": "a"}),
    ],
)
def test_what_is_joined_to_a_joined_measure_is_what_that_is(joins: list[tuple[str, str]], stands: dict[str, str]) -> None:
    assert joined_measures(join(*ends) for ends in joins) == stands


def test_entries_state_what_decisions_join_and_what_they_hang_on(database: Database) -> None:
    with database.session() as session:
        session.add(decided())
        session.flush()
        assert settle_measures(session, {FIRST, SECOND}, NOW) == {FIRST, SECOND}
        assert set(session.scalars(select(StoredEntry.measure_id))) == {FIRST}
        assert standing_measure(session, SECOND) == session.get_one(StoredMeasure, FIRST)
        assert joined_ids(session, FIRST) == [SECOND]
        assert session.get_one(StoredMeasure, FIRST).name == f"{ENTRY.name}2026"
        assert {root_measure(session, row) for row in session.scalars(select(StoredEntry))} == {FIRST, SECOND}
        session.get_one(StoredDecision, 1).undone_at = NOW
        settle_measures(session, {FIRST}, NOW)
        assert session.scalars(select(StoredEntry.measure_id).order_by(StoredEntry.id)).all() == [FIRST, SECOND, SECOND]
        assert session.get_one(StoredMeasure, FIRST).name == f"{ENTRY.name}2025"
        assert standing_measure(session, "x") is None


def test_what_hangs_on_nothing_is_given_a_measure_and_an_id_that_states_nothing_leads_on(database: Database) -> None:
    with database.session() as session:
        *_, last = session.scalars(select(StoredEntry).order_by(StoredEntry.id))
        last.by_way_of = None
        settle_measures(session, {SECOND}, NOW)
        assert last.measure_id == last.given_id == "mhlw-2026-0002"
        last.by_way_of = last.id - 1
        settle_measures(session, {SECOND, "mhlw-2026-0002"}, NOW)
        assert last.measure_id == SECOND
        standing = standing_measure(session, "mhlw-2026-0002")
        assert standing is not None
        assert standing.id == SECOND


def test_a_link_that_was_overruled_twice_comes_back_step_by_step(database: Database) -> None:
    with database.session() as session:
        session.add_all([decided("reject"), decided("split")])
        link = StoredLink(
            measure_id=FIRST,
            prev_entry_id=1,
            next_entry_id=2,
            kind="renamed",
            score=0.6,
            evidence={},
            status="review",
            decided_by="matcher",
            decided_at=NOW,
        )
        session.add(link)
        session.flush()
        overrule(link, 1, "山田", NOW, status="rejected")
        overrule(link, 2, "佐藤", NOW, status="accepted", kind="split")
        take_back_links(session, session.get_one(StoredDecision, 2))
        assert (link.kind, link.status, link.decided_by, link.decision_id) == ("renamed", "rejected", "山田", 1)
        take_back_links(session, session.get_one(StoredDecision, 1))
        assert (link.kind, link.status, link.decided_by, link.decision_id, link.said) == (
            "renamed",
            "review",
            "matcher",
            None,
            None,
        )


def found(database: Database, measure_id: str = FIRST) -> Finding:
    """That the second year's money is more."""
    with database.reading() as session:
        statements = statements_of(session, session.scalars(select(Edition)).all())
    change = Change(measure_id, ChangeKind.AMOUNT, Basis.YEAR, ENTRY.name, "amount", "10億円", "12億円", 10**9, 12 * 10**8)
    return Finding(change, Origin.LIVE, statements[0], statements[1], statements[0].edition, statements[1].edition)


def restate(database: Database, change_id: str, measure_id: str) -> None:
    with database.session() as session:
        row = session.get_one(StoredChange, change_id)
        row.noticed_as, row.measure_id = row.measure_id, measure_id


def test_a_change_keeps_its_id_when_its_measure_turns_out_to_be_another(database: Database) -> None:
    finding = found(database)
    with database.session() as session:
        [row] = record_changes(session, [finding], NOW)
    restate(database, row.id, SECOND)
    same, other = found(database, SECOND), found(database, FIRST)
    with database.session() as session:
        assert recorded_ids(session, [same]) == {same.id: row.id}
        assert already_recorded(session, [same]) == {same.id}
        assert record_changes(session, [same], NOW) == []
        assert recorded_ids(session, [other])[other.id] != row.id, "the other measure's own change is another one"
        assert len(record_changes(session, [other], NOW)) == 1
        supersede(session, [same], NOW)
        session.expire_all()
        assert session.get_one(StoredChange, row.id).superseded_at == NOW


def test_what_was_not_told_because_it_held_no_more_is_owed_again_when_it_does(database: Database) -> None:
    with database.session() as session:
        session.add(Subscriber(id=1, channel="email", address="a@example.jp", status="active", created_at=NOW))
        session.flush()
        session.add(Subscription(subscriber_id=1, created_at=NOW))
        [row] = record_changes(session, [found(database)], NOW)
        [owed] = session.scalars(select(Delivery))
        owe_no_more(session, [row.id], NOW)
        session.expire_all()
        assert owed.state == "suppressed"
        for reason, state in ((DISPROVED, "pending"), ("the subscriber had ended", "suppressed")):
            owed.state, owed.reason, row.superseded_at = "suppressed", reason, NOW
            session.flush()
            hold_again(session, [row.id], NOW)
            session.expire_all()
            assert (owed.state, row.superseded_at) == (state, None)
