"""kill -9 at any moment of an ingest, then the same ingest again: one release, no duplicate change, none lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from monitor.pipeline import ingest
from storage import CaptureStore, Database, migrate, open_database
from storage.tables import (
    Base,
    Delivery,
    Edition,
    Release,
    StoredChange,
    StoredEntry,
    StoredLink,
    StoredMeasure,
    Subscriber,
    Subscription,
)
from tests.overviews import overview as overview_text

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
NOW = datetime(2026, 8, 31, tzinfo=UTC)
URL = "https://www.mhlw.go.jp/r8.txt"
KILLS = {"sqlite": 10, "postgresql": 4}
"""With the named points: twenty kills of the embedded ledger, fourteen of the other."""

POINTS = (
    "before the capture is written",
    "after the capture is written",
    "before reading",
    "after parsing",
    "after the edition",
    "after the entries",
    "after the measures",
    "between a change and what is owed for it",
    "before the commit",
    "after the commit",
)


def overview(year: int, rows: list[tuple[str, int, int]]) -> bytes:
    return overview_text(year, rows).encode()


OLD = [
    ("医師確保支援事業", 120, 100),
    ("看護職員研修事業", 80, 80),
    ("救急医療体制整備事業", 1500, 1200),
    ("離島診療支援事業", 30, 0),
]
NEW = [
    ("医師確保支援事業", 150, 120),
    ("看護職員研修事業", 80, 80),
    ("救急医療体制整備推進事業", 1500, 1500),
    ("遠隔画像診断普及調査", 12, 0),
]


@dataclass
class Scene:
    """A ledger with one year in it and a subscriber, and next year's file."""

    url: str
    home: Path
    file: Path
    database: Database

    def set_up(self) -> None:
        shutil.rmtree(self.home / "captures", ignore_errors=True)
        with self.database.session() as session:
            for table in reversed(Base.metadata.sorted_tables):
                session.execute(delete(table))
            session.add(Subscriber(channel="email", address="a@example.jp", status="active", created_at=NOW))
            session.flush()
            session.add(Subscription(subscriber_id=session.scalars(select(Subscriber.id)).one(), created_at=NOW))
        self.take("https://www.mhlw.go.jp/r7.txt", overview(2025, OLD))

    def take(self, url: str, data: bytes) -> None:
        ingest(self.database, CaptureStore(self.home / "captures"), data, name="r.txt", url=url, now=NOW)

    def take_again(self) -> None:
        self.take(URL, self.file.read_bytes())

    def start(self, *program: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "YOSAN_HOME": str(self.home), "YOSAN_DATABASE_URL": self.url, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, *program, "ingest", str(self.file), "--url", URL]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def state(self) -> dict[str, list[Any]]:
        """Everything that the ledger says, without row ids and times."""
        with self.database.reading() as session:
            releases = session.execute(select(Release.url, Release.fiscal_year, Release.status))
            editions = session.execute(select(Edition.url, Edition.number, Edition.capture_sha256, Edition.status))
            entries = session.execute(
                select(Edition.url, StoredEntry.ordinal, StoredEntry.name, StoredEntry.amount_yen, StoredEntry.measure_id).join(
                    Edition
                )
            )
            measures = session.execute(select(StoredMeasure.id, StoredMeasure.name))
            links = session.execute(select(StoredLink.measure_id, StoredLink.kind, StoredLink.score))
            changes = session.execute(select(StoredChange.id, StoredChange.kind, StoredChange.before, StoredChange.after))
            owed = session.execute(select(Subscriber.address, Delivery.change_id, Delivery.state).join_from(Delivery, Subscriber))
            queries = {
                "releases": releases,
                "editions": editions,
                "entries": entries,
                "measures": measures,
                "links": links,
                "changes": changes,
                "owed": owed,
            }
            return {name: sorted(tuple(row) for row in rows) for name, rows in queries.items()}

    def assert_captures_are_whole(self) -> None:
        store = CaptureStore(self.home / "captures")
        for path in store.folder.rglob("*"):
            if path.is_file() and not path.name.endswith(".part"):
                store.get(path.name)


@pytest.fixture
def scene(database_url: str, tmp_path: Path) -> Iterator[Scene]:
    database = open_database(database_url)
    migrate(database)
    file = tmp_path / "r8.txt"
    file.write_bytes(overview(2026, NEW))
    yield Scene(database_url, tmp_path / "home", file, database)
    database.close()


def undisturbed(scene: Scene) -> tuple[dict[str, list[Any]], dict[str, list[Any]], float]:
    """The state before, the state after an ingest that nobody kills, and how long that takes in seconds."""
    scene.set_up()
    before = scene.state()
    began = time.monotonic()
    process = scene.start("-m", "monitor")
    _, said = process.communicate()
    assert process.returncode == 0, said
    after = scene.state()
    assert len(after["changes"]) == len(after["owed"]) == 4
    return before, after, time.monotonic() - began


def kill_and_take_again(scene: Scene, before: dict[str, list[Any]], after: dict[str, list[Any]]) -> bool:
    """What must hold when an ingest was killed; tells whether it had committed."""
    left = scene.state()
    assert left in (before, after), "a half-recorded ingest"
    scene.assert_captures_are_whole()
    scene.take_again()
    assert scene.state() == after
    return left == after


def test_a_kill_at_each_named_point_loses_and_doubles_nothing(scene: Scene) -> None:
    before, after, _ = undisturbed(scene)
    committed = []
    for point in POINTS:
        scene.set_up()
        process = scene.start(str(HERE / "die_at.py"), point)
        process.communicate()
        assert process.returncode == -signal.SIGKILL, point
        if kill_and_take_again(scene, before, after):
            committed.append(point)
    assert committed == ["after the commit"]


def test_a_kill_at_any_moment_loses_and_doubles_nothing(scene: Scene) -> None:
    """The first kills are spread over the run; the others close in on the commit from both sides."""
    before, after, seconds = undisturbed(scene)
    kills = KILLS[scene.database.engine.dialect.name]
    earliest, latest = 0.25 * seconds, 2 * seconds
    committed = []
    for n in range(kills):
        delay = (0.25 + n / kills) * seconds if n < kills // 2 else (earliest + latest) / 2
        scene.set_up()
        process = scene.start("-m", "monitor")
        time.sleep(delay)
        process.kill()
        process.communicate()
        committed.append(kill_and_take_again(scene, before, after))
        assert committed[-1] or process.returncode == -signal.SIGKILL
        earliest, latest = (earliest, min(delay, latest)) if committed[-1] else (max(delay, earliest), latest)
    assert set(committed) == {False, True}, "no kill before the commit, or none after it"
