"""The real command, run as its users run it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from monitor.commands.opening import open_home
from monitor.settings import Settings
from monitor.watch.catalogue import SourceSpec
from tests.e2e.ministry import Ministry
from tests.e2e.watching import Watch, Watching

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home."""
    return tmp_path / "home"


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    """The environment of a fresh user: no setting of the machine's own, a home of the test's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("YOSAN_")}
    return kept | {"YOSAN_HOME": str(home), "YOSAN_GAP_SECONDS": "0", "COLUMNS": "200"}


@pytest.fixture
def yosan(environment: dict[str, str], tmp_path: Path) -> Run:
    """`yosan-watch` with arguments, from an empty folder."""

    def run(*arguments: str | Path, seconds: float = 120) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "monitor", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=seconds, check=False)

    return run


@pytest.fixture
def ministry() -> Iterator[Ministry]:
    with Ministry("127.0.0.2").open() as site:
        yield site


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    """Begins to watch sources from an empty home, on SQLite."""
    begun = []

    def begin(*specs: SourceSpec, gap: float = 0.0) -> Watching:
        settings = Settings(home=tmp_path / "home", database_url=None, gap_seconds=gap, contact="ops@yosan-watch.example")
        begun.append(Watching(open_home(settings), *specs))
        return begun[-1]

    yield begin
    for watching in begun:
        watching.home.database.close()
