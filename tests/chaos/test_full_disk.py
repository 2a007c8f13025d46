"""No room on the disk, at any step of a round: an error in words, nothing torn, and all of it taken in once there is room.

The kernel refuses the process every write of a file beyond a size (RLIMIT_FSIZE), and SQLite every page beyond a number, as both do
on a full disk; a file system of that size could be made by an administrator only.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.die_at import Room
from tests.chaos.rounds import FIRST, MIXED, Scene, opened, put_large, set_up

LARGE = 4_000_000


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "yosan.db"


@pytest.fixture
def scene(ledger: Path, tmp_path: Path) -> Iterator[Scene]:
    with opened(f"sqlite:///{ledger}", tmp_path) as watched:
        yield watched


def pages(ledger: Path) -> int:
    """How many pages the database has when nothing in it is empty."""
    with sqlite3.connect(ledger) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return int(connection.execute("PRAGMA page_count").fetchone()[0])


def assert_whole(scene: Scene, ledger: Path) -> None:
    """No capture is torn, nothing half-written stays, and the database is sound."""
    scene.assert_captures_are_whole()
    assert not list(scene.home.captures.folder.rglob("*.part"))
    with sqlite3.connect(ledger) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.parametrize("which", [FIRST, MIXED])
def test_a_ledger_that_is_full_fails_in_words_and_goes_on_when_there_is_room(scene: Scene, ledger: Path, which: str) -> None:
    set_up(scene, which)
    before = pages(ledger)
    assert scene.run()[0] in (0, 1)
    undisturbed = scene.state()
    scene.home.database.close()
    grown = pages(ledger) - before
    assert grown > 5
    left = set()
    for more in sorted({0, 1, 2, grown // 4, grown // 2, grown * 3 // 4, grown - 1}):
        scene.bring_back()
        scene.home.database.close()
        code, said = scene.run(room=Room(pages=pages(ledger) + more))
        assert code == 1, more
        assert "database or disk is full" in said
        assert "Traceback" not in said
        assert_whole(scene, ledger)
        left.add(str(scene.state()))
        scene.look_again()
        assert scene.state() == undisturbed, more
    assert which == MIXED or len(left) > 1, "each of the releases of a first round needs pages of its own"


def test_a_capture_that_does_not_fit_costs_no_other_release_and_is_taken_in_when_there_is_room(scene: Scene, ledger: Path) -> None:
    set_up(scene, MIXED)
    put_large(scene.ministry, LARGE)
    assert scene.run()[0] in (0, 1)
    undisturbed = scene.state()
    scene.bring_back()
    code, said = scene.run(room=Room(file_bytes=LARGE // 2))
    assert code == 1
    assert "/r9large.txt: a capture cannot be written: File too large" in said
    assert "Traceback" not in said
    assert_whole(scene, ledger)
    assert any("/r9.txt" in edition for edition in scene.state()["editions"])
    assert not any("/r9large.txt" in edition for edition in scene.state()["editions"])
    scene.look_again()
    assert scene.state() == undisturbed
