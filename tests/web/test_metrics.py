"""What a monitoring system is told, held against the text format that it reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from monitor.schedule import TELL, WATCH, Pulse
from monitor.web.metrics import MEDIA_TYPE, Metric, all_metrics, exposition
from storage import Database, migrate, open_database
from storage.tables import Hold, Release, Source

NOW = datetime(2026, 8, 28, 3, 0, tzinfo=UTC)

LINE = re.compile(
    r"""
    \# \s HELP \s [a-zA-Z_:][a-zA-Z0-9_:]* \s [^\n]+
    | \# \s TYPE \s [a-zA-Z_:][a-zA-Z0-9_:]* \s (?: gauge | counter )
    | [a-zA-Z_:][a-zA-Z0-9_:]*                                             # a name
      (?: \{ [a-zA-Z_][a-zA-Z0-9_]* = "(?: [^"\\\n] | \\[\\"n] )*"           # labels, their values escaped
          (?: , [a-zA-Z_][a-zA-Z0-9_]* = "(?: [^"\\\n] | \\[\\"n] )*" )* \} )?
      \s (?: -?\d+(?: \.\d+ )?(?: e[+-]?\d+ )? | NaN | [+-]Inf )             # a value
    """,
    re.X,
)
"""A line of the text format 0.0.4, as its description gives it."""


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    migrate(opened)
    yield opened
    opened.close()


def source(ident: str, **values: object) -> Source:
    given = {"url": f"https://{ident}.example/", "kind": "index", "created_at": NOW, "next_check_at": NOW} | values
    return Source(id=ident, **given)


def told(database: Database, pulse: Pulse | None = None) -> dict[str, float]:
    with database.reading() as session:
        text = exposition(all_metrics(session, NOW, pulse))
    assert all(LINE.fullmatch(line) for line in text.splitlines())
    samples = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
    assert len(samples) == len({name for name, _, _ in samples})
    return {name: float(value) for name, _, value in samples}


def test_what_is_told_is_of_the_text_format_and_escaped() -> None:
    odd = Metric("odd", "a\\b\nc", (({"of": 'a"b\\c\nd'}, 1.5), ({"of": "none"}, float("nan")), ({"of": "all"}, float("inf"))))
    assert exposition([odd]) == (
        "# HELP yosan_odd a\\\\b\\nc\n# TYPE yosan_odd gauge\n"
        'yosan_odd{of="a\\"b\\\\c\\nd"} 1.5\nyosan_odd{of="none"} NaN\nyosan_odd{of="all"} +Inf\n'
    )
    assert exposition([Metric("empty", "nothing", ())]) == ""


def test_sources_are_told_by_when_they_were_seen_well_and_how_they_fail(database: Database) -> None:
    with database.session() as session:
        session.add_all(
            [
                source("good", last_success_at=NOW - timedelta(hours=5), next_check_at=NOW + timedelta(hours=19)),
                source("down", last_success_at=NOW - timedelta(days=3), failures=7, next_check_at=NOW + timedelta(hours=2)),
                source("due", last_success_at=NOW - timedelta(days=1), next_check_at=NOW - timedelta(minutes=2)),
                source("forgotten", last_success_at=NOW - timedelta(days=2), next_check_at=NOW - timedelta(days=1)),
                source("by-hand", manual=True, enabled=False),
            ]
        )
    found = told(database)
    assert found['yosan_source_seconds_since_success{source="good"}'] == 5 * 3600
    assert found['yosan_source_failures{source="down"}'] == 7
    assert [found[f'yosan_source_unchecked{{source="{name}"}}'] for name in ("good", "down", "due", "forgotten")] == [0, 1, 0, 1]
    assert (found["yosan_sources_due"], found["yosan_sources_overdue"]) == (2, 1)
    assert (found['yosan_sources{state="watched"}'], found['yosan_sources{state="manual"}']) == (4, 1)
    assert not any("by-hand" in name for name in found)


def test_releases_and_holds_are_counted(database: Database) -> None:
    with database.session() as session:
        session.add(source("good", last_success_at=NOW, last_checked_at=NOW + timedelta(minutes=30)))
        for number, status in enumerate(("read", "read", "quarantined", "read")):
            gone = NOW if number == 3 else None
            session.add(Release(url=f"https://a.example/{number}", status=status, first_seen_at=NOW, withdrawn_at=gone))
        session.flush()
        session.add(Release(url="https://a.example/moved", status="read", first_seen_at=NOW, moved_to=1))
        for decided in (None, NOW):
            hold = Hold(kind="content", url="u", arrival={}, reason="r", created_at=NOW, decided_at=decided)
            session.add(hold)
    found = told(database)
    assert found['yosan_releases{status="read"}'] == 2
    assert found['yosan_releases{status="withdrawn"}'] == found['yosan_releases{status="quarantined"}'] == 1
    assert found['yosan_releases{status="moved"}'] == 1
    assert found["yosan_holds_open"] == 1
    assert found["yosan_clock_behind_seconds"] == 1800


def test_the_schedule_is_told_where_one_runs(database: Database) -> None:
    pulse = Pulse()
    assert not any("work" in name or "schedule" in name for name in told(database))
    pulse.woke()
    for failed in (True, True):
        pulse.begin(WATCH)
        pulse.end(WATCH, failed)
    pulse.begin(TELL)
    found = told(database, pulse)
    assert found["yosan_schedule_seconds_since_tick"] < 5
    assert found['yosan_work_failures{work="watch"}'] == 2
    assert found['yosan_work_last_end_timestamp_seconds{work="watch"}'] > 1.7e9
    assert found['yosan_work_under_way_seconds{work="tell"}'] >= 0


def test_the_page_gives_them_with_their_media_type(site: httpx.Client) -> None:
    response = site.get("/metrics")
    assert response.headers["content-type"] == MEDIA_TYPE
    assert 'yosan_releases{status="read"} 4' in response.text
    assert all(LINE.fullmatch(line) for line in response.text.splitlines())
    assert "@" not in response.text
