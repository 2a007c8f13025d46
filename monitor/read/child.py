"""The reader process: it waits for orders and lets a fork of itself do each one, so that none touches two hostile files.

Run by monitor.read.sandbox only. The process that waits never looks at a capture: it has one thread, imports what tasks need, and
stays as it was started. Each fork gives up what it does not need, works on one capture, answers, and ends.

A task is a function of the capture's bytes and of its order (whatever JSON the caller sends with them). It gives its answer in
pieces; the caller checks every value of it, since it comes from a process that has touched a hostile file. What the task raises as
a YosanError reaches the caller as a ReadError with the same words. Its module may name in AHEAD further modules that its tasks will
need: they are imported once the first order is done.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import resource
import signal
import socket
import struct
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import IO, Any, NoReturn

from monitor.budget import YosanError
from monitor.read.document import ReadError

Task = Callable[[bytes, Mapping[str, Any]], Iterable[bytes]]

CAPTURE, ORDER = "capture", "order.json"
LONGEST_PATH = 4096
NUMBER = struct.Struct("=q")
"""What the waiting process tells through the socket: the process id of its fork, then its exit status."""
OUT_OF_MEMORY, REFUSED = 70, 71  # exit statuses: an allocation failed; the last line of the answer is a reason, as JSON
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000  # <linux/sched.h>
PARENT_DEATH_SIGNAL, NO_NEW_PRIVILEGES = 1, 38  # <linux/prctl.h>
FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "pty.",
    "ftplib.",
    "urllib.",
)


def main() -> None:
    """Do the orders that come through standard input, a socket, until it is closed. Argument: the parent process."""
    _leave_network()
    _die_with(int(sys.argv[1]))
    line = socket.socket(fileno=0)
    while True:
        told, pipes, _, _ = socket.recv_fds(line, LONGEST_PATH, 1)
        if not told:
            os._exit(0)  # nobody needs it any more
        folder = os.fsdecode(told)
        order = json.loads(Path(folder, ORDER).read_text("utf-8"))
        name, _, function = order["task"].partition(":")
        module = importlib.import_module(name)
        gc.freeze()
        _do_apart(line, folder, pipes[0], getattr(module, function), order)
        for further in getattr(module, "AHEAD", ()):
            importlib.import_module(further)


def _do_apart(line: socket.socket, folder: str, pipe: int, task: Task, order: Mapping[str, Any]) -> None:
    """Let a fork do the task; tell the parent which process that is, and how it ended."""
    waiting = os.getpid()
    working = os.fork()
    if not working:
        line.close()
        _die_with(waiting)
        _do(folder, os.fdopen(pipe, "wb"), task, order)
    os.close(pipe)
    line.sendall(NUMBER.pack(working))
    line.sendall(NUMBER.pack(os.waitstatus_to_exitcode(os.waitpid(working, 0)[1])))


def _do(folder: str, answer: IO[bytes], task: Task, order: Mapping[str, Any]) -> NoReturn:
    """Do the task in this process, under its limits and alone in its folder, and end."""
    os.environ |= {"TMPDIR": folder, "HOME": folder}
    tempfile.tempdir = None
    os.chdir(folder)
    _limit(order["limits"])
    sys.addaudithook(_refuse)
    try:
        for piece in task(Path(CAPTURE).read_bytes(), order["order"]):
            answer.write(piece)
        answer.flush()
    except YosanError as error:
        answer.write(b"\n" + json.dumps(str(error)).encode("ascii") + b"\n")
        answer.flush()
        os._exit(REFUSED)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    # Not sys.exit: a library's clean-up of a broken file must not undo a good answer.
    os._exit(0)


def _limit(limits: Mapping[str, int]) -> None:
    """Limit this process before it touches the capture; what is exceeded kills it or fails its allocations."""
    seconds = limits["cpu_seconds"]
    bounds = {
        resource.RLIMIT_CPU: (seconds, seconds + 2),
        resource.RLIMIT_FSIZE: (limits["file_bytes"],) * 2,
        resource.RLIMIT_CORE: (0, 0),
    }
    if sys.platform == "linux":  # elsewhere the address space cannot be limited; the wall clock still holds
        bounds[resource.RLIMIT_AS] = (limits["memory_bytes"],) * 2
        bounds[resource.RLIMIT_NPROC] = (0, 0)
    for bound, (soft, hard) in bounds.items():
        ceiling = resource.getrlimit(bound)[1]
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)
        resource.setrlimit(bound, (soft, hard))


def _leave_network() -> None:
    """Move into an empty network namespace and gain no privileges: where Linux permits it.

    Some containers forbid new namespaces. Then the audit hook alone stands between Python code and the network; native code of a
    reader (pdfium, lexbor) opens no connections of its own.
    """
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    libc.unshare(NEW_NETWORK if os.geteuid() == 0 else NEW_USER | NEW_NETWORK)


def _die_with(parent: int) -> None:
    """Die when the parent does, however it dies; at once when it already has."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def _refuse(event: str, _arguments: tuple[object, ...]) -> None:
    """Audit hook: a reader opens no connection and starts no program."""
    if event.startswith(FORBIDDEN):
        raise ReadError(f"its reader tried what no reader may do ({event})")
