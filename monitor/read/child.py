"""The child process that works on one capture: gives up what it does not need, waits for its order, works, answers, ends.

Run by monitor.read.sandbox only. What happens before the hostile bytes are touched stays small and in the standard library.

A task is a function of the capture's bytes and of its order (whatever JSON the caller sends with them). It gives its answer in
pieces; the caller checks every value of it, since it comes from a process that has touched a hostile file. What the task raises as
a YosanError reaches the caller as a ReadError with the same words.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import math
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from monitor.budget import YosanError
from monitor.read.document import ReadError

Task = Callable[[bytes, Mapping[str, Any]], Iterable[bytes]]

CAPTURE, ORDER = "capture", "order.json"
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
    """Import the modules that the arguments name after the parent process, then do the one order that standard input brings."""
    # Nothing that a library prints may get into the answer.
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _leave_network(int(sys.argv[1]))
    for module in sys.argv[2:]:
        importlib.import_module(module)
    folder = sys.stdin.readline().rstrip("\n")
    if not folder:
        os._exit(0)  # nobody needs it any more
    os.environ |= {"TMPDIR": folder, "HOME": folder}
    tempfile.tempdir = None
    os.chdir(folder)
    order = json.loads(Path(ORDER).read_text("utf-8"))
    _limit(order["limits"])
    sys.addaudithook(_refuse)
    try:
        module, function = order["task"].split(":")
        task: Task = getattr(importlib.import_module(module), function)
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
    seconds = limits["cpu_seconds"] + math.floor(time.process_time())
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


def _leave_network(parent: int) -> None:
    """Move into an empty network namespace, die with the parent, gain no privileges: where Linux permits it.

    Some containers forbid new namespaces. Then the audit hook alone stands between Python code and the network; native code of a
    reader (pdfium, lexbor) opens no connections of its own.
    """
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)  # it died before it could be asked
    libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    libc.unshare(NEW_NETWORK if os.geteuid() == 0 else NEW_USER | NEW_NETWORK)


def _refuse(event: str, _arguments: tuple[object, ...]) -> None:
    """Audit hook: a reader opens no connection and starts no program."""
    if event.startswith(FORBIDDEN):
        raise ReadError(f"its reader tried what no reader may do ({event})")
