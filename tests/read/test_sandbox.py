"""The sandbox: a hostile file costs one ReadError, bounded memory and bounded time, and the next file is read."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.parse.contents import read_contents
from monitor.read import Limits, ReadError, read
from monitor.read.archive import parts
from monitor.typeset import typeset
from tests.conftest import Plant, missing

MB = 1_000_000
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the address space can be limited on Linux only")


def planted(plant: Plant, code: str) -> None:
    """Let the child run this code as the text reader's body, in place of reading."""
    head = "from monitor.read.document import Document, Line\n\n\ndef read(data, name):\n"
    plant("monitor/read/text.py", head + "".join(f"    {line}\n" for line in code.splitlines()))


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("while True: pass", "takes longer to read than the 1 s of processor time allowed"),
        ("import time; time.sleep(60)", "takes longer to read than the 2 s allowed"),
        (
            "import os; os.abort()",
            "broke its reader (SIGABRT): damaged on purpose, or it needs more than the 1000 MB of memory allowed",
        ),
        ("import os; os.kill(os.getpid(), 11)", "broke its reader (SIGSEGV)"),
        ("raise KeyError('円')", "broke its reader: KeyError: '円'"),
        ("import os; os._exit(0)", "the reader's answer is not JSON"),
        ("import socket; socket.create_connection(('127.0.0.1', 9))", "its reader tried what no reader may do (socket."),
        ("import subprocess; subprocess.run(['true'])", "its reader tried what no reader may do (subprocess.Popen)"),
        ("import os; os.fork()", "its reader tried what no reader may do (os.fork)"),
        ("open('big', 'wb').write(bytes(17_000_000))", "broke its reader"),
        ("return Document(name, 'text', tuple(Line(n, '') for n in range(300_001)))", "has 300001 lines; 300000 are allowed"),
    ],
)
def test_whatever_a_reader_does_the_service_gets_one_clear_error(plant: Plant, code: str, reason: str) -> None:
    planted(plant, code)
    with pytest.raises(ReadError) as refusal:
        read(b"a", "a.txt", limits=Limits(cpu_seconds=1, wall_seconds=2 if "sleep" in code else 60))
    assert str(refusal.value).startswith(f"a.txt: {reason}")


@LINUX
def test_memory_that_a_reader_may_not_have_is_named(plant: Plant) -> None:
    planted(plant, "bytes(2_000_000_000)")
    with pytest.raises(ReadError, match=r"a\.txt: needs more than the 1000 MB of memory allowed to be read"):
        read(b"a", "a.txt")


def test_a_reader_sees_no_secret_and_only_its_own_folder(monkeypatch: pytest.MonkeyPatch, plant: Plant) -> None:
    monkeypatch.setenv("YOSAN_DATABASE_URL", "postgresql://secret")
    code = """import os, tempfile
seen = (repr(dict(os.environ)), tempfile.gettempdir(), os.getcwd())
return Document(name, 'text', tuple(Line(1, text) for text in seen))"""
    planted(plant, code)
    environment, temporary, working = (line.text for line in read(b"a", "a.txt").lines)
    assert "YOSAN" not in environment
    assert Path(temporary).name.startswith("yosan-read-")
    assert not Path(temporary).exists()
    assert Path(working).name == Path(temporary).name


@LINUX
def test_native_code_in_a_reader_finds_no_network(plant: Plant) -> None:
    if subprocess.run([sys.executable, "-c", "import ctypes; exit(ctypes.CDLL(None).unshare(0x40000000))"]).returncode:
        missing("this machine permits no network namespace (it needs root, or user namespaces)")
    with socket.create_server(("127.0.0.1", 0)) as server:
        code = f"""import ctypes, struct
libc = ctypes.CDLL(None)
address = struct.pack("<H", 2) + struct.pack(">H", {server.getsockname()[1]}) + bytes([127, 0, 0, 1]) + bytes(8)
return Document(name, 'text', (Line(1, str(libc.connect(libc.socket(2, 1, 0), address, 16))),))"""
        planted(plant, code)
        assert [line.text for line in read(b"a", "a.txt").lines] == ["-1"]


def test_nothing_is_left_in_the_temporary_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    read("予算".encode(), "a.txt")
    with pytest.raises(ReadError):
        read(b"%PDF-1.4 %%EOF", "a.pdf")
    assert list(tmp_path.iterdir()) == []


def test_the_same_bytes_give_the_same_document(shared) -> None:
    data = (shared / "data" / "pdf" / "nankoku_r8_tousho_setsumei.pdf").read_bytes()
    assert len({read(data, "説明.pdf") for _ in range(3)}) == 1


SEEDS = [
    typeset("1. 予算の概要\n・研修の事業\t75 百万円"),
    "<!doctype html><h1>予算</h1><table><tr><td>甲<td>1円".encode(),
    "予算 1億円".encode(),
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=6)), max_size=8))
def test_damaged_bytes_give_a_document_or_a_read_error(seed: bytes, damages: list[tuple[float, bytes]]) -> None:
    data = bytearray(seed)
    for place, damage in damages:
        start = int(place * len(seed))
        data[start : start + len(damage)] = damage
    assert "\n" not in outcome(bytes(data))


def outcome(data: bytes) -> str:
    try:
        return read(data, "a").kind
    except ReadError as error:
        return str(error)


def test_a_file_is_read_from_where_it_lies(tmp_path: Path) -> None:
    place = tmp_path / "ab" / "capture"
    place.parent.mkdir()
    place.write_text("令和8年度予算\n", encoding="utf-8")
    assert read(place, "予算.txt") == read(place.read_bytes(), "予算.txt")
    assert place.read_text(encoding="utf-8") == "令和8年度予算\n"
    with pytest.raises(ReadError, match=r"has 0\.0 MB; 0 MB are allowed"):
        read(place, "予算.txt", limits=Limits(input_bytes=5))


def test_an_archive_is_read_from_where_it_lies(tmp_path: Path) -> None:
    place = tmp_path / "capture"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("一.txt", "令和8年度予算 一")
        archive.writestr("二.txt", "令和8年度予算 二")
    assert [part.name for part in parts(place, "a.zip", Limits())] == ["a.zip/一.txt", "a.zip/二.txt"]
    assert [reading.document.name for reading in read_contents(place, "a.zip").readings] == ["a.zip/一.txt", "a.zip/二.txt"]
