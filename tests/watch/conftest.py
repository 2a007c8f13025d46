"""A pretend ministry on loopback, and an empty home to watch it from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event

import pytest

from monitor.commands.opening import Home, open_home
from monitor.demo import PretendMinistry, source_of
from monitor.settings import Settings
from monitor.watch.poll import poll, register
from monitor.watch.report import PollReport
from tests.e2e.ministry import Ministry
from tests.watch.asking import Asking
from tests.watch.clock import FakeClock


@dataclass
class PatientMinistry(PretendMinistry):
    """A pretend ministry that can be told to let an address wait."""

    waiting: dict[str, Event] = field(default_factory=dict)
    wanted: dict[str, Event] = field(default_factory=dict)

    def hold_back(self, path: str) -> Event:
        """Answer a path only when the event that this gives is set."""
        self.wanted[path] = Event()
        return self.waiting.setdefault(path, Event())

    def asked(self, path: str) -> bool:
        """Wait until somebody asks for a path that is held back; whether somebody did in time."""
        return self.wanted[path].wait(20)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        if request.path in self.waiting:
            self.wanted[request.path].set()
            self.waiting[request.path].wait(60)
        super().answer(request)


class Watch:
    """A home that watches one pretend ministry every hour."""

    def __init__(self, home: Home, ministry: PatientMinistry) -> None:
        self.home, self.ministry, self.clock = home, ministry, FakeClock()
        register(home.database, [source_of(ministry)], self.clock())

    def round(self, *, all_sources: bool = False) -> PollReport:
        return poll(self.home.database, self.home.captures, self.home.settings, self.clock, now_all=all_sources)


@pytest.fixture
def ministry() -> Iterator[PatientMinistry]:
    site = PatientMinistry()
    with site.open():
        yield site


@pytest.fixture
def watch(database_url: str, tmp_path: Path, ministry: PatientMinistry) -> Iterator[Watch]:
    home = open_home(Settings(home=tmp_path, database_url=database_url, gap_seconds=0))
    yield Watch(home, ministry)
    home.database.close()


@pytest.fixture
def site() -> Iterator[Ministry]:
    with Ministry().open() as site:
        yield site


@pytest.fixture
def asking(site: Ministry, tmp_path: Path) -> Asking:
    return Asking(site, tmp_path / "captures")
