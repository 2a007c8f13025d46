"""kill -9 in the middle of a decision, or of taking one back: all of it happened, or nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from monitor.pipeline import ingest
from storage import CaptureStore, Database, migrate, open_database
from storage.tables import Delivery, StoredChange, StoredDecision, StoredEntry, StoredLink, StoredMeasure, Subscriber, Subscription
from tests.overviews import overview

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
NOW = datetime(2026, 8, 31, tzinfo=UTC)
ROWS = [
    ("医師確保支援事業", 120, 100),
    ("看護職員研修事業", 80, 80),
    ("救急医療体制整備事業", 1500, 1200),
    ("離島診療支援事業", 30, 0),
]
LATER = [
    ("医師確保支援事業", 150, 120),
    ("看護職員研修事業", 80, 80),
    ("遠隔画像診断普及調査", 12, 0),
    ("離島診療支援事業", 30, 30),
]
POINTS = ("after the decision", "after the entries state another measure", "after the changes of a decision", "after a decision")
UNDO_POINTS = ("after an undo's entries state another measure", "after the changes of an undo", "after a decision")
"""Named points of a decision and of taking it back; only the last lies behind the commit."""


def state(database: Database) -> dict[str, list[Any]]:
    with database.reading() as session:
        queries = {
            "decisions": select(StoredDecision.id, StoredDecision.kind, StoredDecision.undone_by),
            "entries": select(StoredEntry.id, StoredEntry.measure_id, StoredEntry.by_way_of),
            "measures": select(StoredMeasure.id, StoredMeasure.name, StoredMeasure.joined_into),
            "links": select(StoredLink.id, StoredLink.status, StoredLink.decided_by),
            "changes": select(StoredChange.id, StoredChange.measure_id, StoredChange.superseded_at.is_(None)),
            "owed": select(Delivery.change_id, Delivery.state),
        }
        return {name: sorted(map(str, session.execute(query))) for name, query in queries.items()}


def run(home: Path, url: str, *arguments: str) -> int:
    environment = {**os.environ, "YOSAN_HOME": str(home), "YOSAN_DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, check=False).returncode


@pytest.mark.parametrize("decide", [("confirm", "mhlw-2025-0003", "mhlw-2026-0001"), ("split", "mhlw-2025-0003", "mhlw-2026-0001")])
def test_a_kill_in_a_decision_leaves_all_of_it_or_nothing(database_url: str, tmp_path: Path, decide: tuple[str, ...]) -> None:
    database = open_database(database_url)
    migrate(database)
    with database.session() as session:
        session.add(Subscriber(id=1, channel="email", address="a@example.jp", status="active", created_at=NOW))
        session.flush()
        session.add(Subscription(subscriber_id=1, created_at=NOW))
    for year, rows in ((2025, ROWS), (2026, LATER)):
        data, url = overview(year, rows).encode(), f"https://www.mhlw.go.jp/{year}.txt"
        ingest(database, CaptureStore(tmp_path / "captures"), data, name="r.txt", url=url, now=NOW)
    before = state(database)
    for point in POINTS:
        assert state(database) == before, point
        assert run(tmp_path, database_url, str(HERE / "die_at.py"), point, "review", *decide) == -signal.SIGKILL
    decided = state(database)
    assert decided != before
    with database.reading() as session:
        made = str(session.scalars(select(StoredDecision.id)).one())
    for point in UNDO_POINTS:
        assert state(database) == decided, point
        assert run(tmp_path, database_url, str(HERE / "die_at.py"), point, "review", "undo", made) == -signal.SIGKILL
    undone = state(database)
    assert all(undone[name] == before[name] for name in ("entries", "measures", "links"))
    database.close()
