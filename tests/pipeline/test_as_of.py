"""What was known at a moment: changes, figures, names and links as they were on record then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from monitor.pipeline import put_back, withdraw
from monitor.pipeline.decisions import Judge, confirm_link
from storage.history import call_as_then, reading_as_of
from storage.lineage import lineage
from storage.review import links_of_measure
from storage.tables import Release, StoredChange, StoredEntry, StoredLink, StoredMeasure
from tests.pipeline.conftest import Ledger

R7, R8 = "https://www.mhlw.go.jp/r7.txt", "https://www.mhlw.go.jp/r8.txt"
RENAMED = "看護職員資質向上研修事業"


@contextmanager
def then(ledger: Ledger, moment: datetime) -> Iterator[Session]:
    with reading_as_of(ledger.database, moment + timedelta(seconds=1)) as session:
        yield session


def names(session: Session) -> set[str]:
    measures = session.scalars(select(StoredMeasure)).all()
    call_as_then(session, measures)
    return {measure.name for measure in measures}


@pytest.fixture
def years(ledger: Ledger, press: Any) -> list[datetime]:
    """When a year was taken in, its successor with a raised figure and another name, and a replacement of that."""
    moments = []
    raised = press.edited(press.next_year(), 医師確保支援事業=150)
    raised = [(RENAMED if name == "看護職員研修事業" else name, amount, prior) for name, amount, prior in raised]
    corrected = press.edited(raised, 医師確保支援事業=140)
    for data, url in ((press.overview(), R7), (press.overview(2026, raised), R8), (press.overview(2026, corrected), R8)):
        ledger.take(data, url)
        moments.append(ledger.clock)
    return moments


def test_changes_that_were_not_noticed_yet_are_not_there(ledger: Ledger, years: list[datetime]) -> None:
    seen = []
    for moment in years:
        with then(ledger, moment) as session:
            seen.append({(row.basis, row.after) for row in session.scalars(select(StoredChange).filter_by(kind="amount"))})
    assert seen[0] == set()
    assert seen[1] == {("year", "150百万円")}
    assert seen[2] == {("year", "150百万円"), ("year", "140百万円"), ("revision", "140百万円")}


def test_what_was_superseded_since_held_then(ledger: Ledger, years: list[datetime]) -> None:
    for moment, holds in ((years[1], True), (years[2], False)):
        with then(ledger, moment) as session:
            row = session.scalars(select(StoredChange).filter_by(after="150百万円")).one()
            assert (row.superseded_at is None) is holds


def test_measures_are_called_what_they_were_called(ledger: Ledger, years: list[datetime], press: Any) -> None:
    for moment, called in ((years[0], "看護職員研修事業"), (years[2], RENAMED)):
        with then(ledger, moment) as session:
            assert called in names(session)


def test_measures_figures_and_releases_that_were_not_known_yet_are_not_there(
    ledger: Ledger, years: list[datetime], press: Any
) -> None:
    with then(ledger, years[0] - timedelta(hours=1)) as session:
        assert [session.scalars(select(table)).all() for table in (StoredMeasure, StoredEntry, Release)] == [[], [], []]
        assert session.get(StoredMeasure, "mhlw-2025-0001") is None
        assert session.scalar(select(func.count()).select_from(StoredEntry)) == 0
    with then(ledger, years[0]) as session:
        assert len(session.scalars(select(StoredEntry)).all()) == len(press.rows)


def test_links_are_what_they_were_before_a_person_decided_them(ledger: Ledger, press: Any) -> None:
    ledger.take(press.overview())
    doubtful = [
        ("救急搬送医療体制整備事業", 1450, 1400) if "救急" in name else (name, amount, prior)
        for name, amount, prior in press.next_year()
    ]
    ledger.take(press.overview(2026, doubtful), R8)
    before = ledger.clock
    [link] = [link for link in ledger.rows(StoredLink) if link.status == "review"]
    ledger.clock += timedelta(hours=1)
    confirm_link(ledger.database, link.id, Judge("佐藤", ledger.clock))
    for moment, said in ((before, ("review", "matcher")), (ledger.clock, ("accepted", "佐藤"))):
        with then(ledger, moment) as session:
            own = session.get_one(StoredLink, link.id)
            assert (own.status, own.decided_by) == said
            assert link.id in {one.link.id for one in links_of_measure(session, own.measure_id)}


def test_where_a_measure_came_from_is_told_as_it_was_known(ledger: Ledger, years: list[datetime]) -> None:
    [measure] = [row.id for row in ledger.rows(StoredMeasure) if row.name == RENAMED]
    for moment, known in ((years[0], []), (years[1], ["看護職員研修事業"])):
        with then(ledger, moment) as session:
            assert [one.name for one in lineage(session, measure)] == known


def test_a_release_that_was_withdrawn_since_was_there(ledger: Ledger, years: list[datetime]) -> None:
    ledger.clock += timedelta(hours=1)
    withdraw(ledger.database, [(2, "404")], now=ledger.clock)
    for moment, gone in ((years[2], False), (ledger.clock, True)):
        with then(ledger, moment) as session:
            assert (session.get_one(Release, 2).withdrawn_at is not None) is gone


def test_looking_back_changes_nothing(ledger: Ledger, years: list[datetime]) -> None:
    before = [(row.id, row.superseded_at) for row in ledger.rows(StoredChange)]
    with then(ledger, years[1]) as session:
        session.scalars(select(StoredChange)).all()
        names(session)
    assert [(row.id, row.superseded_at) for row in ledger.rows(StoredChange)] == before


def test_what_came_and_went_more_than_once_is_told_as_it_was_then(ledger: Ledger, press: Any) -> None:
    """95, 96 and 95 again: in between, what had brought the 95 did not hold."""
    ledger.take(press.overview(), R7)
    moments, then_held = [], []
    for amount in (95, 96, 95, 96):
        ledger.take(press.overview(2026, press.edited(press.next_year(), 看護職員研修事業=amount)), R8)
        moments.append(ledger.clock)
        then_held.append(sorted(row.id for row in ledger.rows(StoredChange) if row.superseded_at is None))
    for moment, held in zip(moments, then_held, strict=True):
        with then(ledger, moment) as session:
            assert sorted(row.id for row in session.scalars(select(StoredChange)) if row.superseded_at is None) == held


def test_a_withdrawal_that_was_taken_back_was_one_then(ledger: Ledger, press: Any) -> None:
    ledger.take(press.overview(), R7)
    for _ in range(2):
        ledger.clock += timedelta(hours=1)
        withdraw(ledger.database, [(1, "404")], now=ledger.clock)
        withdrawn = ledger.clock
        ledger.clock += timedelta(hours=1)
        put_back(ledger.database, 1, ledger.clock)
        with then(ledger, withdrawn) as session:
            [release] = session.scalars(select(Release)).all()
            assert (release.withdrawn_at, release.withdrawn_why) == (withdrawn, "404")
        with then(ledger, ledger.clock) as session:
            assert [row.withdrawn_at for row in session.scalars(select(Release))] == [None]
