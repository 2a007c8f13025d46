"""A ministry, a ledger that watches it, and the state before a round that goes wrong, for tests that kill or starve a round."""

from __future__ import annotations

import multiprocessing
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select

from monitor.commands.opening import Home, open_home
from monitor.settings import Settings
from storage.tables import (
    Base,
    Delivery,
    Edition,
    Hold,
    Host,
    Listing,
    Release,
    Source,
    StoredChange,
    StoredEntry,
    StoredLink,
    StoredMeasure,
)
from tests.chaos import die_at
from tests.chaos.die_at import Room
from tests.e2e.ministry import INDEX, Ministry
from tests.e2e.watching import R8, R9, Watching, source, with_amounts
from tests.overviews import overview

MANY = [(f"地域医療支援第{n}事業", 100 + n, 100 + n) for n in range(1, 13)]
OTHER = [("歯科口腔保健推進事業", 33, 30), ("受動喫煙対策促進事業", 12, 12), ("献血推進基盤整備事業", 50, 45)]
GONE = [("認知症施策推進事業", 21, 20), ("介護人材確保事業", 70, 65), ("介護予防普及事業", 9, 9)]
OTHER_INDEX = "/hosei/index.html"
FIRST, REPLACED, MIXED = "a first round", "a round with a replaced file", "a round with all that can happen"
TEXT = "text/plain; charset=utf-8"
ALL_ROOM = Room()
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["monitor.cli", "monitor.watch.poll", "tests.chaos.die_at"])


def put(ministry: Ministry, path: str, rows: list[tuple[str, int, int]], bureau: str = "医政局", year: int = 2026) -> None:
    ministry.put(path, overview(year, rows, bureau=bureau).encode(), TEXT)


def publish(ministry: Ministry) -> None:
    """What is there at the beginning: three releases on one index page, and a fourth on another."""
    put(ministry, "/r8.txt", list(R8))
    put(ministry, "/r8hoka.txt", OTHER, "健康局")
    put(ministry, "/r8gone.txt", GONE, "老健局")
    put(ministry, "/hosei.txt", MANY, "保険局")
    for path in ("/r8.txt", "/r8hoka.txt", "/r8gone.txt"):
        ministry.link(path, f"令和8年度 概算要求の概要 {path}")
    ministry.link("/hosei.txt", "令和8年度 概算要求の概要（保険局）", on=OTHER_INDEX)


def replace_one(ministry: Ministry) -> None:
    put(ministry, "/r8.txt", with_amounts(R8, 医師確保支援事業=125))


def do_everything(ministry: Ministry) -> None:
    """A replacement, next year's release, and a file that lost most of its rows. One release is gone for days already."""
    replace_one(ministry)
    put(ministry, "/r9.txt", list(R9), year=2027)
    ministry.link("/r9.txt", "令和9年度 概算要求の概要")
    put(ministry, "/hosei.txt", MANY[:3], "保険局")


def put_large(ministry: Ministry, size: int) -> None:
    """A further release that is larger than that: next year's request of a bureau, and much that is no money."""
    text = overview(2027, with_amounts(MANY, 地域医療支援第1事業=300), bureau="年金局")
    ministry.put("/r9large.txt", (text + "\n" + "本資料は参考である。\n" * (size // 30 + 1)).encode(), TEXT)
    ministry.link("/r9large.txt", "令和9年度 概算要求の概要（年金局）")


@dataclass
class Scene:
    """A ministry, a ledger that watches it, and the state before the round that is killed."""

    ministry: Ministry
    watching: Watching
    catalogue: Path
    rows: dict[str, list[dict[str, Any]]]

    @property
    def home(self) -> Home:
        return self.watching.home

    def keep(self) -> None:
        """Remember the ledger and the captures as they are."""
        shutil.copytree(self.home.captures.folder, self.kept_captures, dirs_exist_ok=True)
        with self.home.database.reading() as session:
            for table in Base.metadata.sorted_tables:
                order = list(table.primary_key.columns)
                self.rows[table.name] = [dict(row) for row in session.execute(select(table).order_by(*order)).mappings()]

    def bring_back(self) -> None:
        """Make them what they were."""
        shutil.rmtree(self.home.captures.folder, ignore_errors=True)
        shutil.copytree(self.kept_captures, self.home.captures.folder)
        with self.home.database.session() as session:
            for table in reversed(Base.metadata.sorted_tables):
                session.execute(delete(table))
            for table in Base.metadata.sorted_tables:
                if self.rows[table.name]:
                    session.execute(insert(table), self.rows[table.name])

    @property
    def kept_captures(self) -> Path:
        return self.catalogue.parent / "captures-before"

    def run(self, point: str | None = None, *, room: Room = ALL_ROOM) -> tuple[int | None, str]:
        """`yosan-watch poll` in a process of its own; its exit code, and what it said on stderr.

        point: at which it is killed. room: that there is on the disk.
        """
        settings = self.home.settings
        told = {"YOSAN_HOME": str(settings.home), "YOSAN_DATABASE_URL": settings.url, "YOSAN_GAP_SECONDS": "0"}
        arguments = ["poll", "--now", "--sources", str(self.catalogue)]
        process = PROCESSES.Process(target=die_at.run, args=(point, told, arguments, self.said, room))
        process.start()
        process.join()
        return process.exitcode, self.said.read_text(encoding="utf-8")

    @property
    def said(self) -> Path:
        return self.catalogue.parent / "stderr.txt"

    def look_again(self) -> None:
        """A round two minutes later, when the claims of a process that was killed have run out."""
        self.watching.clock.now = datetime.now(UTC) + timedelta(minutes=2)
        self.watching.round()

    def state(self) -> dict[str, list[str]]:
        """What the ledger says, without row ids, times and how often it looked.

        Measures by name: which of two sources is read first decides their ids, in a round that nobody kills too.
        """
        measured = StoredMeasure.name
        queries = {
            "releases": select(Release.url, Release.status, Release.fiscal_year, Release.etag, Release.withdrawn_at.is_(None)),
            "editions": select(Edition.url, Edition.number, Edition.capture_sha256, Edition.status),
            "entries": select(Edition.url, StoredEntry.ordinal, StoredEntry.name, measured).join(Edition).join(StoredEntry.measure),
            "measures": select(measured),
            "links": select(measured, StoredLink.kind, StoredLink.score).join(
                StoredMeasure, StoredMeasure.id == StoredLink.measure_id
            ),
            "changes": select(StoredChange.id, StoredChange.kind, StoredChange.superseded_at.is_(None)),
            "owed": select(Delivery.change_id, Delivery.subscriber_id, Delivery.state),
            "holds": select(Hold.url, Hold.kind, Hold.capture_sha256, Hold.decision),
            "listings": select(Listing.address, Listing.leads_to),
            "claims": select(Source.id, Source.claimed_until, Source.baseline_done),
            "hosts": select(Host.name, Host.claimed_by),
        }
        with self.home.database.reading() as session:
            return {name: sorted(map(str, session.execute(query))) for name, query in queries.items()}

    def assert_captures_are_whole(self) -> None:
        for path in self.home.captures.folder.rglob("*"):
            if path.is_file() and path.suffix != ".part":
                self.home.captures.get(path.name)


@contextmanager
def opened(database_url: str, tmp_path: Path) -> Iterator[Scene]:
    """An empty ledger and a ministry with four releases, not yet looked at."""
    settings = Settings(home=tmp_path / "home", database_url=database_url, gap_seconds=0)
    home = open_home(settings)
    home.captures.folder.mkdir(parents=True, exist_ok=True)
    with Ministry("127.0.0.7").open() as ministry:
        watching = Watching(home, source(ministry), source(ministry, "hosei", OTHER_INDEX))
        catalogue = tmp_path / "sources.toml"
        catalogue.write_text(
            "".join(
                f'[[source]]\nid = "{ident}"\nurl = "{ministry.url(path)}"\nministry = "厚生労働省"\nallow_private = true\n'
                for ident, path in (("mihon", INDEX), ("hosei", OTHER_INDEX))
            ),
            encoding="utf-8",
        )
        publish(ministry)
        yield Scene(ministry, watching, catalogue, {})
    home.database.close()


def set_up(scene: Scene, which: str) -> None:
    """The days before: nothing, or a baseline; and for a mixed round one release that has been gone for two days."""
    watching = scene.watching
    watching.clock.now = datetime.now(UTC) - timedelta(days=4)
    if which != FIRST:
        watching.round()
    if which == MIXED:
        scene.ministry.withdraw("/r8gone.txt")
        assert [watching.round(30)["/r8gone.txt"] for _ in range(2)] == ["missing", "missing"]
    {FIRST: lambda one: None, REPLACED: replace_one, MIXED: do_everything}[which](scene.ministry)
    scene.keep()
