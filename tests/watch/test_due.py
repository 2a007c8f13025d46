"""What is due stands in the rows: a machine that slept and a clock that was set make no look twice, none lost, and no burst."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest

from monitor.commands.opening import Home, open_home
from monitor.service import watch_round
from monitor.settings import Settings
from monitor.watch.catalogue import SourceSpec
from monitor.watch.poll import register
from storage.tables import Source
from tests.e2e.ministry import INDEX, Ministry
from tests.watch.conftest import FakeClock

SOURCES = 5


class Watched:
    """A home that watches some index pages of one host every hour, and a clock that moves when it is told to."""

    def __init__(self, home: Home, ministry: Ministry) -> None:
        self.home, self.ministry, self.clock = home, ministry, FakeClock()
        self.paths = [f"/yosan/{number}/index.html" for number in range(SOURCES)]
        for path in self.paths:
            ministry.lists[path] = []
        specs = [
            SourceSpec(f"s{n}", ministry.url(path), every_seconds=3600, allow_private=True) for n, path in enumerate(self.paths)
        ]
        register(home.database, specs, self.clock())

    def round(self) -> list[int]:
        """A round; gives how often each source was looked at in it."""
        before = len(self.ministry.log.requests)
        watch_round(self.home.database, self.home.captures, self.home.settings, self.clock)
        asked = [seen.path for seen in self.ministry.log.requests[before:]]
        return [asked.count(path) for path in self.paths]

    def planned(self) -> list[timedelta]:
        """How far from now the next looks are."""
        with self.home.database.reading() as session:
            return [row.next_check_at - self.clock.now for row in session.query(Source).order_by(Source.id)]


@pytest.fixture
def watched(database_url: str, tmp_path: Path) -> Iterator[Watched]:
    home = open_home(Settings(home=tmp_path, database_url=database_url, gap_seconds=0))
    with Ministry().open() as ministry:
        yield Watched(home, ministry)
    home.database.close()


def test_after_three_days_of_sleep_each_source_is_looked_at_once(watched: Watched) -> None:
    assert watched.round() == [1] * SOURCES
    watched.clock.forward(days=3)
    assert watched.round() == [1] * SOURCES
    assert watched.round() == [0] * SOURCES
    assert all(timedelta(minutes=50) < wait <= timedelta(hours=1) for wait in watched.planned())


def test_a_clock_that_jumps_ahead_by_three_hours_makes_one_look_early(watched: Watched) -> None:
    watched.round()
    watched.clock.forward(hours=3)
    assert watched.round() == [1] * SOURCES
    watched.clock.forward(minutes=30)
    assert watched.round() == [0] * SOURCES


def test_a_clock_that_is_set_back_by_three_hours_doubles_nothing_and_loses_nothing(watched: Watched) -> None:
    watched.round()
    watched.clock.forward(hours=-3)
    assert watched.round() == [0] * SOURCES
    watched.clock.forward(hours=4)
    assert watched.round() == [1] * SOURCES


def test_a_clock_that_was_years_ahead_for_one_round_rests_no_source_until_then(watched: Watched) -> None:
    watched.clock.forward(days=4000)
    assert watched.round() == [1] * SOURCES
    watched.clock.forward(days=-4000)
    assert watched.round() == [1] * SOURCES
    assert watched.round() == [0] * SOURCES


def test_rounds_that_begin_together_share_the_sources(watched: Watched) -> None:
    start = Barrier(4)

    def one() -> None:
        start.wait()
        watch_round(watched.home.database, watched.home.captures, watched.home.settings, watched.clock)

    threads = [Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    asked = [seen.path for seen in watched.ministry.log.requests]
    assert [asked.count(path) for path in watched.paths] == [1] * SOURCES
    assert INDEX not in asked
