"""The captures: whole or absent, verified, never changed."""

from __future__ import annotations

import hashlib
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import storage.captures
from storage import CaptureError, CaptureStore, Kept


def test_a_capture_lies_two_levels_deep_under_its_hash(tmp_path: Path) -> None:
    sha256 = CaptureStore(tmp_path).put("予算".encode())
    assert sha256 == hashlib.sha256("予算".encode()).hexdigest()
    assert (tmp_path / sha256[:2] / sha256[2:4] / sha256).read_bytes() == "予算".encode()


def test_keeping_the_same_bytes_again_does_nothing(tmp_path: Path) -> None:
    store = CaptureStore(tmp_path / "made" / "when" / "needed")
    sha256 = store.put(b"x")
    before = store.path(sha256).stat()
    assert store.put(b"x") == sha256
    assert store.path(sha256).stat() == before or store.path(sha256).stat().st_mtime_ns == before.st_mtime_ns
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_changed_byte_is_told_with_the_hash(tmp_path: Path) -> None:
    store = CaptureStore(tmp_path)
    sha256 = store.put(b"2,027")
    store.path(sha256).write_bytes(b"2,028")
    with pytest.raises(CaptureError, match=sha256):
        store.get(sha256)


def test_a_damaged_capture_is_mended_by_the_same_bytes(tmp_path: Path) -> None:
    store = CaptureStore(tmp_path)
    sha256 = store.put(b"2,027")
    store.path(sha256).write_bytes(b"2,028")
    store.put(b"2,027")
    assert store.get(sha256) == b"2,027"


def test_a_missing_capture_is_told_with_the_hash(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="0" * 64):
        CaptureStore(tmp_path).get("0" * 64)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_what_is_no_hash_reaches_no_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(CaptureError, match="not a SHA-256"):
        CaptureStore(tmp_path).get(name)


def test_a_write_that_fails_leaves_nothing_and_says_why(tmp_path: Path) -> None:
    """A file-size limit stands for the full disk: the write stops in the middle, with an error of the system."""
    store = CaptureStore(tmp_path)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limit[1]))
    try:
        with pytest.raises(CaptureError, match="cannot be written"):
            store.put(b"x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, handler)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert store.get(store.put(b"x" * 5000)) == b"x" * 5000


def test_captures_stop_before_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage.captures, "KEPT_FREE", 1.0)
    with pytest.raises(CaptureError, match="disk would stay free"):
        CaptureStore(tmp_path).put(b"x")


WRITER = """
import sys
from pathlib import Path
from storage import CaptureStore
store = CaptureStore(Path(sys.argv[1]))
print("ready", flush=True)
n = 0
while True:
    n += 1
    store.put(f"{sys.argv[2]}-{n}-".encode() * 40_000)
"""


def test_a_kill_never_leaves_a_torn_capture(tmp_path: Path) -> None:
    """Eight writers are killed at eight different moments; every file under a hash's name is whole."""
    root = Path(storage.captures.__file__).parent.parent
    for n in range(8):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), str(n)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(root)},
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.02 + 0.013 * n)
        process.kill()
        process.wait()
        process.stdout.close()
    store = CaptureStore(tmp_path)
    kept = [path.name for path in tmp_path.rglob("*") if path.is_file() and not path.name.endswith(".part")]
    assert kept
    for sha256 in kept:
        store.get(sha256)


def test_what_a_crash_left_half_written_is_swept_after_an_hour(tmp_path: Path) -> None:
    store = CaptureStore(tmp_path)
    store.put(b"first")
    abandoned, young = (tmp_path / "unfinished" / name for name in ("a.part", "b.part"))
    for path in (abandoned, young):
        path.write_bytes(b"half")
    os.utime(abandoned, (0, 0))
    store.put(b"second")
    assert [path.name for path in tmp_path.rglob("*.part")] == ["b.part"]


def test_a_capture_that_comes_in_pieces_is_kept_as_one(tmp_path: Path) -> None:
    store = CaptureStore(tmp_path)
    with store.receive() as incoming:
        for piece in (b"2,", b"027", b""):
            incoming.write(piece)
        assert len(list(tmp_path.rglob("*.part"))) == 1
        kept = incoming.keep()
    assert kept == Kept(hashlib.sha256(b"2,027").hexdigest(), 5)
    assert store.get(kept.sha256) == b"2,027"
    assert list(tmp_path.rglob("*.part")) == []


def test_a_capture_that_is_not_kept_leaves_nothing(tmp_path: Path) -> None:
    with CaptureStore(tmp_path).receive() as incoming:
        incoming.write(b"x" * 100_000)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_capture_is_verified_where_it_lies(tmp_path: Path) -> None:
    store = CaptureStore(tmp_path)
    sha256 = store.put(b"2,027")
    assert store.verified(sha256) == store.path(sha256)
    store.path(sha256).write_bytes(b"2,028")
    with pytest.raises(CaptureError, match="damaged"):
        store.verified(sha256)
    with pytest.raises(CaptureError, match="cannot be read"):
        store.verified("0" * 64)
