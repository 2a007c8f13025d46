"""A child process with limits, so that a hostile file costs one quarantined capture and never the service.

In-process guards do not do: pdfium aborts the whole process at a memory limit (RELIABILITY, Parsing). The child is a fresh
interpreter, not a fork of a threaded service. It may be started ahead, and then waits, its imports done, for the one capture that
it works on. After that one it ends: what has touched hostile bytes touches no second file.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import monitor
from monitor.read.child import CAPTURE, ORDER, OUT_OF_MEMORY, REFUSED
from monitor.read.document import ReadError
from monitor.read.limits import MB, Limits

ROOT = str(Path(monitor.__file__).resolve().parent.parent)
START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from monitor.read.child import main; main()"
CHUNK = 1 << 16
LONGEST_REASON = 300
CRASHES = frozenset({signal.SIGABRT, signal.SIGTRAP, signal.SIGILL, signal.SIGSEGV, signal.SIGBUS})


class ReaderGoneError(Exception):
    """A reader ended while it waited, before it saw a byte of the capture: another one can do the work."""


class Reader:
    """One child process for one capture. Whoever starts it ends it, in a thread that lives as long as it does.

    The last is Linux's rule: a child that asks to die with its parent dies with the thread that started it (PR_SET_PDEATHSIG).
    """

    def __init__(self, modules: Sequence[str] = ()) -> None:
        """Start a fresh interpreter that imports these modules and waits for its order.

        It has a process group of its own and an empty environment: no secret of the service is in it. No other child holds the end
        of its pipe that this process holds, so it also ends when this process does, however that dies.
        """
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed by end()
        self._complaint = ""
        self._child = subprocess.Popen(  # noqa: S603 - our own interpreter, our own code
            [sys.executable, "-I", "-X", "utf8", "-c", START, ROOT, str(os.getpid()), *modules],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            cwd="/",
            env={"LANG": "C.UTF-8"},
            start_new_session=True,
        )

    @property
    def is_alive(self) -> bool:
        """Whether it still runs. One that has ended is no zombie once this was asked."""
        return self._child.poll() is None

    def work(self, task: str, data: bytes, order: Mapping[str, object], limits: Limits) -> bytes:
        """What the task answers about these bytes; then the reader is used up.

        Raises ReadError with the task's own reason or with the limit that ended it, and ReaderGoneError.
        """
        deadline = time.monotonic() + limits.wall_seconds
        with tempfile.TemporaryDirectory(prefix="yosan-read-") as folder:
            Path(folder, CAPTURE).write_bytes(data)
            Path(folder, ORDER).write_text(json.dumps({"task": task, "order": order, "limits": asdict(limits)}), "utf-8")
            try:
                self._send(folder)
                answer = self._answer(deadline, limits)
            finally:
                self.end()
        code = self._child.returncode
        if code == REFUSED:
            raise ReadError(_refusal(answer))
        if code != 0:
            raise ReadError(_cause(code, limits, self._complaint))
        return answer

    def end(self) -> None:
        """Leave no process and no open file behind. One that ended by itself left none in its group: it could not start any."""
        if self.is_alive:
            os.killpg(self._child.pid, signal.SIGKILL)
            self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                pipe.close()
        if not self._complaints.closed:
            self._complaint = self._last_complaint()
            self._complaints.close()

    def _send(self, folder: str) -> None:
        """Tell the child where its order lies. So short a line goes through a pipe whole, whatever the child does."""
        try:
            os.write(_fileno(self._child.stdin), os.fsencode(folder) + b"\n")
        except BrokenPipeError as error:
            raise ReaderGoneError from error

    def _answer(self, deadline: float, limits: Limits) -> bytes:
        """All that the child writes, until it ends. Raises ReadError when it is too much or takes too long."""
        pipe = _fileno(self._child.stdout)
        poll = select.poll()
        poll.register(pipe, select.POLLIN | select.POLLHUP)
        answer = bytearray()
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not poll.poll(left * 1000):
                raise ReadError(f"takes longer to read than the {limits.wall_seconds:g} s allowed")
            chunk = os.read(pipe, CHUNK)
            if not chunk:
                break
            answer += chunk
            if len(answer) > limits.output_bytes:
                raise ReadError(f"holds more text than the {limits.output_bytes // MB} MB allowed")
        try:
            self._child.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired as error:
            raise ReadError(f"takes longer to read than the {limits.wall_seconds:g} s allowed") from error
        return bytes(answer)

    def _last_complaint(self) -> str:
        """The last line with text that the child wrote on its standard error."""
        end = self._complaints.seek(0, os.SEEK_END)
        self._complaints.seek(max(end - CHUNK, 0))
        lines = self._complaints.read().decode("utf-8", "replace").split("\n")
        return next((" ".join(line.split())[:LONGEST_REASON] for line in reversed(lines) if line.strip()), "")


def _fileno(pipe: object) -> int:
    number = getattr(pipe, "fileno", None)
    if number is None:
        raise ReadError("its reader has no way to answer")
    return int(number())


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
