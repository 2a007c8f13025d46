"""A child process with limits, so that a hostile file costs one quarantined capture and never the service.

In-process guards do not do: pdfium aborts the whole process at a memory limit (RELIABILITY, Parsing). Nor does a fork of a threaded
service. So a reader is a fresh interpreter, which forks itself for each capture (monitor.read.child): the fork costs milliseconds,
the interpreter with the imports of readers and parsers a third of a second.
"""

from __future__ import annotations

import io
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import monitor
from monitor.read.child import CAPTURE, NUMBER, ORDER, OUT_OF_MEMORY, REFUSED
from monitor.read.document import ReadError
from monitor.read.limits import MB, Limits

ROOT = str(Path(monitor.__file__).resolve().parent.parent)
START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from monitor.read.child import main; main()"
CHUNK = 1 << 16
LONGEST_REASON = 300
CRASHES = frozenset({signal.SIGABRT, signal.SIGTRAP, signal.SIGILL, signal.SIGSEGV, signal.SIGBUS})


class ReaderGoneError(Exception):
    """A reader ended before it began with the capture: another one can do the work. The message is its last complaint."""


class Reader:
    """A reader process, for one capture after the other. Whoever starts it ends it, in a thread that lives as long as it does.

    The last is Linux's rule: a child that asks to die with its parent dies with the thread that started it (PR_SET_PDEATHSIG).
    """

    def __init__(self) -> None:
        """Start a fresh interpreter that waits for orders.

        It has a process group of its own and an empty environment: no secret of the service is in it. No other child holds the end
        of its socket that this process holds, so it also ends when this process does, however that dies.
        """
        self._working = 0
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed by end()
        self._line, other_end = socket.socketpair()
        with other_end:
            self._child = subprocess.Popen(  # noqa: S603 - our own interpreter, our own code
                [sys.executable, "-I", "-X", "utf8", "-c", START, ROOT, str(os.getpid())],
                stdin=other_end.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=self._complaints,
                cwd="/",
                env={"LANG": "C.UTF-8"},
                start_new_session=True,
            )

    @property
    def is_alive(self) -> bool:
        """Whether it can take an order. One that has ended is no zombie once this was asked."""
        return self._child.poll() is None

    def work(self, task: str, data: bytes | Path, order: Mapping[str, object], limits: Limits) -> bytes:
        """What the task answers about these bytes, or about those of the file at this path, which are not read here.

        Raises ReadError with the task's own reason or with the limit that ended it, and ReaderGoneError. When its time is up or its
        answer is too long, the whole reader is ended.
        """
        deadline = time.monotonic() + limits.wall_seconds
        with tempfile.TemporaryDirectory(prefix="yosan-read-") as folder:
            _lay(Path(folder, CAPTURE), data)
            Path(folder, ORDER).write_text(json.dumps({"task": task, "order": order, "limits": asdict(limits)}), "utf-8")
            pipe = self._send(folder)
            try:
                self._working = self._begun(deadline, limits)
                answer = _answer(pipe, deadline, limits)
                code = self._told(deadline, limits)
                if code is None:
                    raise ReadError(f"broke its reader: {self._last_complaint() or 'it ended'}")
                self._working = 0
            except BaseException:
                self.end()
                raise
            finally:
                os.close(pipe)
        if code == REFUSED:
            raise ReadError(_refusal(answer))
        if code != 0:
            raise ReadError(_cause(code, limits, self._last_complaint()))
        return answer

    def end(self) -> None:
        """Leave no process and no open file behind.

        A fork at work is ended first, while the process that waits for it keeps its id from being given to another.
        """
        if self.is_alive:
            if self._working:
                with suppress(ProcessLookupError):
                    os.kill(self._working, signal.SIGKILL)
            os.killpg(self._child.pid, signal.SIGKILL)
            self._child.wait()
        self._line.close()
        self._complaints.close()

    def _send(self, folder: str) -> int:
        """Tell the reader where its order lies; gives the pipe that the answer will come through."""
        self._complaints.seek(0)
        self._complaints.truncate()
        pipe, other_end = os.pipe()
        try:
            socket.send_fds(self._line, [os.fsencode(folder)], [other_end])
        except OSError as error:
            os.close(pipe)
            raise ReaderGoneError(self._last_complaint()) from error
        finally:
            os.close(other_end)
        return pipe

    def _begun(self, deadline: float, limits: Limits) -> int:
        """The process that works on the order. Raises ReaderGoneError when none was made."""
        working = self._told(deadline, limits)
        if working is None:
            raise ReaderGoneError(self._last_complaint())
        return working

    def _told(self, deadline: float, limits: Limits) -> int | None:
        """The next number that the waiting process tells, None when it has ended. Raises ReadError when it takes too long."""
        told = b""
        while len(told) < NUMBER.size:
            self._line.settimeout(max(deadline - time.monotonic(), 0.1))
            try:
                piece = self._line.recv(NUMBER.size - len(told))
            except TimeoutError as error:
                raise ReadError(_late(limits)) from error
            except ConnectionError:
                piece = b""
            if not piece:
                return None
            told += piece
        return int(NUMBER.unpack(told)[0])

    def _last_complaint(self) -> str:
        """The last line with text that the child wrote on its standard error."""
        end = self._complaints.seek(0, os.SEEK_END)
        self._complaints.seek(max(end - CHUNK, 0))
        lines = self._complaints.read().decode("utf-8", "replace").split("\n")
        return next((" ".join(line.split())[:LONGEST_REASON] for line in reversed(lines) if line.strip()), "")


def _lay(place: Path, data: bytes | Path) -> None:
    """Put a capture where the reader looks for it: bytes are written, a file is pointed at."""
    if isinstance(data, Path):
        place.symlink_to(data.absolute())
    else:
        place.write_bytes(data)


def _answer(pipe: int, deadline: float, limits: Limits) -> bytes:
    """All that comes through the pipe. Raises ReadError when it is too much or takes too long."""
    poll = select.poll()
    poll.register(pipe, select.POLLIN | select.POLLHUP)
    answer = io.BytesIO()
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise ReadError(_late(limits))
        chunk = os.read(pipe, CHUNK)
        if not chunk:
            return answer.getvalue()
        answer.write(chunk)
        if answer.tell() > limits.output_bytes:
            raise ReadError(f"holds more text than the {limits.output_bytes // MB} MB allowed")


def _late(limits: Limits) -> str:
    return f"takes longer to read than the {limits.wall_seconds:g} s allowed"


def _refusal(answer: bytes) -> str:
    """The reason on the last line of an answer that ends in a refusal. It comes from the child: any text, of any length."""
    try:
        told = json.loads(answer[answer.rfind(b"\n", 0, -1) + 1 :])
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, str) or not told.strip():
        return "its reader refused it without a reason"
    return " ".join(told.split())[:LONGEST_REASON]


def _cause(code: int, limits: Limits, complaint: str) -> str:
    """Why a child ended without an answer, in words an operator can act on."""
    memory = f"the {limits.memory_bytes // MB} MB of memory allowed"
    if code == OUT_OF_MEMORY:
        return f"needs more than {memory} to be read"
    if -code in (signal.SIGXCPU, signal.SIGKILL):
        return f"takes longer to read than the {limits.cpu_seconds} s of processor time allowed"
    if -code in CRASHES:
        return f"broke its reader ({signal.Signals(-code).name}): damaged on purpose, or it needs more than {memory}"
    if code < 0:
        return f"broke its reader (signal {-code})"
    return f"broke its reader: {complaint or f'exit {code}'}"
