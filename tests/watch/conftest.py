"""A pretend ministry on loopback, and an empty home to watch it from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.commands.opening import Home, open_home
from monitor.demo import PretendMinistry, source_of
from monitor.settings import Settings
from monitor.watch.poll import PollReport, poll, register


class FakeClock:
    """A clock that moves only when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 8, 28, 5, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


class Watch:
    """A home that watches one pretend ministry every hour."""

    def __init__(self, home: Home, ministry: PretendMinistry) -> None:
        self.home, self.ministry, self.clock = home, ministry, FakeClock()
        register(home.database, [source_of(ministry)], self.clock())

    def round(self, *, all_sources: bool = False) -> PollReport:
        return poll(self.home.database, self.home.captures, self.home.settings, self.clock, now_all=all_sources)


@pytest.fixture
def ministry() -> Iterator[PretendMinistry]:
    with PretendMinistry().open() as site:
        yield site


@pytest.fixture
def watch(database_url: str, tmp_path: Path, ministry: PretendMinistry) -> Iterator[Watch]:
    home = open_home(Settings(home=tmp_path, database_url=database_url, gap_seconds=0))
    yield Watch(home, ministry)
    home.database.close()
