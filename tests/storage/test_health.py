"""Which sources have not been checked, by their own periods, and what a wrong clock does to the plans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from storage import Database, migrate, open_database
from storage.health import clock_behind, mend_plans, unchecked_sources
from storage.tables import Source

NOW = datetime(2026, 8, 28, 3, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    migrate(opened)
    yield opened
    opened.close()


def add(database: Database, ident: str, **values: object) -> None:
    given = {
        "url": "https://a.example/",
        "kind": "index",
        "created_at": NOW - 9 * DAY,
        "next_check_at": NOW,
        "last_success_at": NOW,
    }
    with database.session() as session:
        session.add(Source(id=ident, **(given | values)))


def named(database: Database, now: datetime = NOW, at_least: timedelta = timedelta(0)) -> list[str]:
    with database.reading() as session:
        return [one.source_id for one in unchecked_sources(session, now, at_least)]


def test_a_source_is_not_checked_once_it_missed_two_of_its_own_periods(database: Database) -> None:
    add(database, "hourly", every_seconds=3600)
    add(database, "daily", every_seconds=86400)
    add(database, "in-season", every_seconds=86400, period_seconds=3 * 3600)
    assert named(database, NOW + 2 * HOUR - timedelta(seconds=1)) == []
    assert named(database, NOW + 2 * HOUR) == ["hourly"]
    assert named(database, NOW + 6 * HOUR) == ["hourly", "in-season"]
    assert named(database, NOW + 2 * DAY) == ["daily", "hourly", "in-season"]
    assert named(database, NOW + 23 * HOUR, at_least=DAY) == []


def test_over_a_weekend_and_golden_week_only_what_was_to_be_looked_at_is_missed(database: Database) -> None:
    friday = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
    add(database, "weekly", every_seconds=7 * 86400, last_success_at=friday)
    add(database, "daily", every_seconds=86400, last_success_at=friday)
    assert named(database, friday + 5 * DAY) == ["daily"]
    assert named(database, friday + 14 * DAY) == ["daily", "weekly"]


def test_one_that_was_never_seen_counts_from_when_it_was_declared(database: Database) -> None:
    add(database, "new", created_at=NOW - DAY, last_success_at=None)
    assert named(database) == []
    assert named(database, NOW + DAY) == ["new"]


def test_what_nobody_watches_by_machine_is_not_missed(database: Database) -> None:
    add(database, "by-hand", last_success_at=None, manual=True, enabled=False)
    add(database, "resting", last_success_at=NOW - 90 * DAY, enabled=False)
    assert named(database) == []


def test_a_clock_that_lies_behind_the_ledger_is_noticed(database: Database) -> None:
    with database.reading() as session:
        assert clock_behind(session, NOW) is None
    add(database, "seen", last_checked_at=NOW)
    with database.reading() as session:
        assert clock_behind(session, NOW - timedelta(minutes=5)) is None
        assert clock_behind(session, NOW - timedelta(minutes=6)) == timedelta(minutes=6)
        assert clock_behind(session, datetime(1970, 1, 1, tzinfo=UTC)) is not None


def test_a_look_that_a_wrong_clock_planned_years_ahead_is_due_at_once(database: Database) -> None:
    add(database, "wrong", next_check_at=NOW + 400 * DAY)
    add(database, "weekly", every_seconds=7 * 86400, next_check_at=NOW + 7 * DAY)
    add(database, "daily", next_check_at=NOW + DAY)
    with database.session() as session:
        assert mend_plans(session, NOW) == ["wrong"]
        assert session.get_one(Source, "wrong").next_check_at == NOW
        assert session.get_one(Source, "weekly").next_check_at == NOW + 7 * DAY
