"""Runs a reader in a child process with limits, so that a hostile file costs one quarantined capture and never the service.

In-process guards do not do: pdfium aborts the whole process at a memory limit (RELIABILITY, Parsing). The child is a fresh
interpreter, not a fork of a threaded service.
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
from dataclasses import asdict
from pathlib import Path

import monitor
from monitor.read import wire
from monitor.read.document import Document, ReadError
from monitor.read.limits import MB, Limits

ROOT = str(Path(monitor.__file__).resolve().parent.parent)
START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from monitor.read.child import main; main()"
CHUNK = 1 << 16
CRASHES = frozenset({signal.SIGABRT, signal.SIGTRAP, signal.SIGILL, signal.SIGSEGV, signal.SIGBUS})


def read_apart(data: bytes, name: str, kind: str, limits: Limits) -> Document:
    """Let the reader of this kind read the bytes in a child process.

    Raises ReadError, without the file's name, with the reader's own reason or with the limit that ended it.
    """
    with tempfile.TemporaryDirectory(prefix="yosan-read-") as folder:
        capture = Path(folder, "capture")
        capture.write_bytes(data)
        with capture.open("rb") as stdin, Path(folder, "complaints").open("w+b") as stderr:
            child = _start(stdin.fileno(), stderr.fileno(), folder, {"kind": kind, "name": name, **asdict(limits)})
            try:
                packed = _answer(child, limits)
            finally:
                _end(child)
            if child.returncode != 0:
                raise ReadError(_cause(child.returncode, limits, _last_line(Path(folder, "complaints"))))
        return wire.unpack(packed, name, limits.output_lines)


def _start(stdin: int, stderr: int, folder: str, order: dict[str, object]) -> subprocess.Popen[bytes]:
    """A fresh interpreter in a process group of its own, with an empty environment: no secret of the service is in it."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter, our own code
        [sys.executable, "-I", "-X", "utf8", "-c", START, ROOT, json.dumps(order)],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=stderr,
        cwd=folder,
        env={"TMPDIR": folder, "HOME": folder, "LANG": "C.UTF-8"},
        start_new_session=True,
    )


def _answer(child: subprocess.Popen[bytes], limits: Limits) -> bytes:
    """All that the child writes, until it ends. Raises ReadError when it is too much or takes too long."""
    if child.stdout is None:
        raise ReadError("its reader has no way to answer")
    deadline = time.monotonic() + limits.wall_seconds
    pipe = child.stdout.fileno()
    poll = select.poll()
    poll.register(pipe, select.POLLIN | select.POLLHUP)
    packed = bytearray()
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise ReadError(f"takes longer to read than the {limits.wall_seconds:g} s allowed")
        chunk = os.read(pipe, CHUNK)
        if not chunk:
            break
        packed += chunk
        if len(packed) > limits.output_bytes:
            raise ReadError(f"holds more text than the {limits.output_bytes // MB} MB allowed")
    try:
        child.wait(max(deadline - time.monotonic(), 0.1))
    except subprocess.TimeoutExpired as error:
        raise ReadError(f"takes longer to read than the {limits.wall_seconds:g} s allowed") from error
    return bytes(packed)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Leave no child behind. One that ended by itself has no process left in its group: it could not start any."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    if child.stdout is not None:
        child.stdout.close()


def _cause(code: int, limits: Limits, complaint: str) -> str:
    """Why a child ended without an answer, in words an operator can act on."""
    memory = f"the {limits.memory_bytes // MB} MB of memory allowed"
    if code == wire.OUT_OF_MEMORY:
        return f"needs more than {memory} to be read"
    if -code in (signal.SIGXCPU, signal.SIGKILL):
        return f"takes longer to read than the {limits.cpu_seconds} s of processor time allowed"
    if -code in CRASHES:
        return f"broke its reader ({signal.Signals(-code).name}): damaged on purpose, or it needs more than {memory}"
    if code < 0:
        return f"broke its reader (signal {-code})"
    return f"broke its reader: {complaint or f'exit {code}'}"


def _last_line(complaints: Path) -> str:
    lines = complaints.read_bytes()[-CHUNK:].decode("utf-8", "replace").split("\n")
    return next((" ".join(line.split())[:300] for line in reversed(lines) if line.strip()), "")
