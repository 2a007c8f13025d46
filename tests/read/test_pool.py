"""The readers of a process: kept, bounded, ended; and never two captures in one process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from monitor.read import Limits, ReadError, pool, read, sandbox
from monitor.read.pool import Readers
from tests.conftest import ROOT, Plant

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
TASK = "monitor.read.errand:answer"
ERRAND = """
import os, time

KEPT = []
AHEAD = ("wave",)


def answer(data, order):
    KEPT.append(data)
    if "sleep" in order:
        time.sleep(order["sleep"])
    if "exit" in order:
        os._exit(order["exit"])
    if "leave" in order:
        os.close(1)
        os.setsid()
        time.sleep(60)
    import sys
    yield b"%d %d %d %d" % (os.getpid(), os.getppid(), len(KEPT), "wave" in sys.modules)
"""
LIMITS = Limits(wall_seconds=30)


@pytest.fixture
def readers(plant: Plant) -> Iterator[Readers]:
    """Two readers whose program knows an errand of ours."""
    plant("monitor/read/errand.py", ERRAND)
    readers = Readers(2)
    yield readers
    readers.close()


def run(readers: Readers, limits: Limits = LIMITS, **order: object) -> tuple[int, int, int, int]:
    process, reader, kept, ahead = map(int, readers.work(TASK, b"bytes", order, limits).split())
    return process, reader, kept, ahead


STRANGERS: set[int] = set()
"""Processes below this one that earlier tests left on purpose, as multiprocessing's resource tracker."""


@pytest.fixture(autouse=True)
def _know_strangers() -> None:
    pool.close_readers()
    STRANGERS.clear()
    STRANGERS.update(children())


def children() -> set[int]:
    """Every process below this one that a test started, those too that have ended and wait to be buried."""
    found: set[int] = set()
    for process in sorted(int(entry.name) for entry in Path("/proc").glob("[0-9]*")):
        if (status := status_of(process)) and int(status[1]) in found | {os.getpid()}:
            found.add(process)
    return found - STRANGERS


def status_of(process: int) -> list[str]:
    """State, parent and more of a process (proc(5)); nothing when there is none."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return []


def is_alive(process: int) -> bool:
    """Whether it runs; one that has ended and that its new parent has not buried does not."""
    return status_of(process)[:1] not in ([], ["Z"], ["X"])


def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 30
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)
    return holds()


def test_every_capture_has_a_process_of_its_own_and_the_reader_is_kept(readers: Readers) -> None:
    first, second = run(readers), run(readers)
    assert first[0] != second[0], "what touched one capture must not touch the next"
    assert first[1] == second[1], "the interpreter is started once"
    assert (first[2], second[2]) == (1, 1), "nothing of a capture stays behind"


def test_what_a_task_names_ahead_is_imported_after_the_first_order_and_not_before(readers: Readers) -> None:
    assert [run(readers)[3] for _ in range(2)] == [0, 1]


@LINUX
def test_a_reader_that_waits_has_one_thread(readers: Readers) -> None:
    """What forks must be alone in its process, with the readers of every kind imported."""
    from monitor.read.capture import AHEAD

    order = {"name": "a.txt", "most_lines": 9}
    for _ in range(2):
        readers.work("monitor.read.capture:answer", "予算".encode(), order, LIMITS)
    assert len(AHEAD) >= 3
    _, reader, _, _ = run(readers)
    assert len(list(Path(f"/proc/{reader}/task").iterdir())) == 1


def test_as_many_work_at_once_as_are_allowed_and_no_more(readers: Readers) -> None:
    with ThreadPoolExecutor(6) as threads:
        ran = list(threads.map(lambda _: run(readers, sleep=0.2), range(6)))
    assert len({process for process, *_ in ran}) == 6
    assert len({reader for _, reader, *_ in ran}) == 2


@pytest.mark.usefixtures("plant")
def test_many_threads_get_each_their_own_answer_of_one_reader() -> None:
    texts = [f"第{n}の予算 {n}億円" for n in range(40)]
    with ThreadPoolExecutor(8) as threads:
        documents = list(threads.map(lambda text: read(text.encode(), f"{text}.txt"), texts))
    assert [document.lines[0].text for document in documents] == texts


@pytest.mark.parametrize("status", [1, 3, 70])
def test_a_task_that_dies_costs_its_capture_and_not_its_reader(readers: Readers, status: int) -> None:
    _, reader, _, _ = run(readers)
    with pytest.raises(ReadError):
        run(readers, exit=status)
    assert run(readers)[1] == reader


@LINUX
def test_a_task_that_is_late_is_ended_with_its_reader_and_another_takes_over(readers: Readers) -> None:
    _, reader, _, _ = run(readers)
    with pytest.raises(ReadError, match="takes longer to read than the 1 s allowed"):
        run(readers, Limits(wall_seconds=1), sleep=60)
    assert run(readers)[1] != reader
    assert eventually(lambda: len(children()) == 1)


@LINUX
def test_a_task_that_leaves_its_session_is_ended_too(readers: Readers) -> None:
    with pytest.raises(ReadError, match="takes longer to read"):
        run(readers, Limits(wall_seconds=1), leave=True)
    assert eventually(lambda: not children())


@LINUX
def test_a_reader_that_was_killed_while_it_waited_is_replaced(readers: Readers) -> None:
    _, reader, _, _ = run(readers)
    os.kill(reader, signal.SIGKILL)
    assert run(readers)[1] != reader


@LINUX
def test_closing_leaves_no_process_no_thread_and_no_open_file(readers: Readers) -> None:
    before = len(os.listdir("/proc/self/fd"))
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda _: run(readers, sleep=0.1), range(4)))
    readers.close()
    assert eventually(lambda: not children())
    assert eventually(lambda: all(thread.name != "readers" for thread in threading.enumerate()))
    assert len(os.listdir("/proc/self/fd")) == before


@LINUX
def test_closing_while_one_is_at_work_lets_it_finish(readers: Readers) -> None:
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(run, readers, sleep=2)
        assert eventually(lambda: len(children()) == 2)
        readers.close()
        assert answer.result()[2] == 1
    assert eventually(lambda: not children())


def test_readers_that_nobody_wants_are_ended_after_a_while(readers: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "IDLE_SECONDS", 0.2)
    _, reader, _, _ = run(readers)
    assert eventually(lambda: not children())
    assert run(readers)[1] != reader


def test_a_machine_that_gives_no_process_is_told_to_who_asked(readers: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a fault of the capture: it is not quarantined, the watch tries again."""
    with monkeypatch.context() as patched:
        patched.setattr(sys, "executable", "/nowhere/python")
        with pytest.raises(FileNotFoundError):
            run(readers)
    assert run(readers)[2] == 1


def test_a_program_that_does_not_start_is_told(plant: Plant) -> None:
    plant("monitor/read/child.py", "raise SystemExit('damaged installation')")
    with pytest.raises(OSError, match="readers end as soon as they are started: damaged installation"):
        pool.work_apart(TASK, b"", {}, LIMITS)


SERVICE = """
import sys, threading, time
from monitor.read import Limits, sandbox
from monitor.read.pool import Readers, close_readers

sandbox.ROOT = sys.argv[1]
readers = Readers(2)
for _ in range(2):
    order = ("monitor.read.errand:answer", b"", {"sleep": 60}, Limits())
    threading.Thread(target=readers.work, args=order, daemon=True).start()
time.sleep(60)
"""


@LINUX
def test_a_service_that_dies_at_once_leaves_no_reader_behind(plant: Plant) -> None:
    plant("monitor/read/errand.py", ERRAND)
    service = subprocess.Popen([sys.executable, "-c", SERVICE, sandbox.ROOT], cwd=ROOT)
    try:
        assert eventually(lambda: len(children()) == 5), "the service, two readers, and a fork of each at work"
        left = children() - {service.pid}
    finally:
        service.kill()
        service.wait()
    assert eventually(lambda: not any(map(is_alive, left)))
