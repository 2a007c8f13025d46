"""A ledger, and hand-written releases of a bureau that no ministry published."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from monitor.budget import Origin
from monitor.pipeline import Ingested, Limits, Parcel, ingest, take_in
from storage import CaptureStore, Database, migrate, open_database
from storage.captures import Kept
from storage.tables import Base, StoredChange, Subscriber, Subscription
from tests.overviews import overview as overview_text

NOW = datetime(2026, 8, 31, 1, 0, tzinfo=UTC)
Row = tuple[str, int, int]

ROWS: tuple[Row, ...] = (
    ("医師確保支援事業", 120, 100),
    ("看護職員研修事業", 80, 80),
    ("救急医療体制整備事業", 1500, 1200),
    ("離島診療支援事業", 30, 0),
    ("病院情報基盤整備事業", 610, 600),
    ("小児患者搬送調整事業", 45, 45),
)
"""Name, million yen of the year, million yen of the year before."""


def overview(year: int = 2025, rows: Sequence[Row] = ROWS, *, stage: str = "概算要求", bureau: str = "医政局") -> bytes:
    """A bureau's overview as bytes to take in."""
    return overview_text(year, rows, stage=stage, bureau=bureau).encode()


def next_year(rows: Sequence[Row] = ROWS) -> list[Row]:
    """The rows a year later, when nothing changes."""
    return [(name, amount, amount) for name, amount, _ in rows]


def edited(rows: Sequence[Row], **amounts: int) -> list[Row]:
    """The rows with other amounts."""
    return [(name, amounts.get(name, amount), prior) for name, amount, prior in rows]


@dataclass
class Ledger:
    """A database and captures, with short ways to take something in and to look at what came of it."""

    database: Database
    captures: CaptureStore
    clock: datetime = NOW

    def take(self, data: bytes, url: str = "https://www.mhlw.go.jp/r7.txt", origin: Origin = Origin.LIVE, **more: Any) -> Ingested:
        self.clock += timedelta(hours=1)
        return ingest(
            self.database, self.captures, data, name=url.rpartition("/")[2], url=url, origin=origin, now=self.clock, **more
        )

    def parcel(self, data: bytes, url: str, origin: Origin = Origin.LIVE, **more: Any) -> Parcel:
        """Bytes that a URL gave, kept."""
        return Parcel(Kept(self.captures.put(data), len(data)), url.rpartition("/")[2], url, origin=origin, **more)

    def round(self, *parcels: Parcel, limits: Limits | None = None, gone: Collection[int] = ()) -> list[Ingested]:
        """One round over a source, an hour after what was before. gone: releases that it found gone."""
        self.clock += timedelta(hours=1)
        return take_in(self.database, self.captures, parcels, limits=limits or Limits(), gone=gone, now=self.clock)

    def subscribe(self, **wish: str) -> None:
        """Someone who wants to hear of everything, or of what they wish."""
        with self.database.session() as session:
            reader = Subscriber(channel="email", address="a@example.jp", status="active", created_at=NOW)
            session.add(reader)
            session.flush()
            session.add(Subscription(subscriber_id=reader.id, created_at=NOW, **wish))

    def changes(self, **where: str) -> list[tuple[str, str, str | None, str | None]]:
        """Kind, name, before and after of the recorded changes, in order of kind and name."""
        with self.database.reading() as session:
            rows = session.scalars(select(StoredChange).filter_by(**where)).all()
        return sorted((row.kind, row.name, row.before, row.after) for row in rows)

    def rows(self, table: type[Base], *columns: str, **where: Any) -> list[Any]:
        """The rows of a table by their keys, or some columns of them."""
        with self.database.reading() as session:
            found = session.scalars(select(table).filter_by(**where).order_by(*table.__table__.primary_key)).all()
            return [tuple(getattr(row, column) for column in columns) for row in found] if columns else list(found)

    def count(self, table: type[Base], **where: Any) -> int:
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(table).filter_by(**where)) or 0


@pytest.fixture
def ledger(database_url: str, tmp_path: Path) -> Iterator[Ledger]:
    database = open_database(database_url)
    migrate(database)
    yield Ledger(database, CaptureStore(tmp_path / "captures"))
    database.close()


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Ledger]:
    """On SQLite alone, for what no database decides."""
    database = open_database(f"sqlite:///{tmp_path / 'embedded.db'}")
    migrate(database)
    yield Ledger(database, CaptureStore(tmp_path / "captures"))
    database.close()


@dataclass(frozen=True)
class Press:
    """What the tests write releases with."""

    rows: tuple[Row, ...]
    overview: Callable[..., bytes]
    next_year: Callable[..., list[Row]]
    edited: Callable[..., list[Row]]


@pytest.fixture
def press() -> Press:
    return Press(ROWS, overview, next_year, edited)
