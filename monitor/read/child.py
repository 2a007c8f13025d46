"""The child process that reads one capture: gives up what it does not need, reads, answers, ends.

Run by monitor.read.sandbox only. Everything here happens before the hostile bytes are touched, so it stays small and in the
standard library; the reader itself is imported last.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import resource
import signal
import sys

from monitor.read import wire
from monitor.read.document import ReadError

KINDS = ("text", "html", "pdf")
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
    """Read standard input as the kind that the parent asks for and answer on standard output."""
    order = json.loads(sys.argv[1])
    # Nothing that a library prints may get into the answer.
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _limit(order)
    _leave_network()
    sys.addaudithook(_refuse)
    try:
        if order["kind"] not in KINDS:
            raise ReadError(f"no reader for {order['kind']}")
        reader = importlib.import_module(f"monitor.read.{order['kind']}")
        document = reader.read(sys.stdin.buffer.read(), order["name"])
        if len(document.lines) > order["output_lines"]:
            raise ReadError(f"has {len(document.lines)} lines; {order['output_lines']} are allowed")
        for row in wire.pack(document):
            answer.write(row)
    except ReadError as error:
        answer.write(wire.pack_failure(str(error)))
    except MemoryError:
        os._exit(wire.OUT_OF_MEMORY)
    answer.flush()
    # Not sys.exit: a library's clean-up of a broken file must not undo a good answer.
    os._exit(0)


def _limit(order: dict[str, int]) -> None:
    """Limit this process before it touches the capture; what is exceeded kills it or fails its allocations."""
    bounds = {
        resource.RLIMIT_CPU: (order["cpu_seconds"], order["cpu_seconds"] + 2),
        resource.RLIMIT_FSIZE: (order["file_bytes"],) * 2,
        resource.RLIMIT_CORE: (0, 0),
    }
    if sys.platform == "linux":  # elsewhere the address space cannot be limited; the wall clock still holds
        bounds[resource.RLIMIT_AS] = (order["memory_bytes"],) * 2
        bounds[resource.RLIMIT_NPROC] = (0, 0)
    for bound, (soft, hard) in bounds.items():
        ceiling = resource.getrlimit(bound)[1]
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)
        resource.setrlimit(bound, (soft, hard))


def _leave_network() -> None:
    """Move into an empty network namespace, die with the parent, gain no privileges: where Linux permits it.

    Some containers forbid new namespaces. Then the audit hook alone stands between Python code and the network; native code of a
    reader (pdfium, lexbor) opens no connections of its own.
    """
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    libc.unshare(NEW_NETWORK if os.geteuid() == 0 else NEW_USER | NEW_NETWORK)


def _refuse(event: str, _arguments: tuple[object, ...]) -> None:
    """Audit hook: a reader opens no connection and starts no program."""
    if event.startswith(FORBIDDEN):
        raise ReadError(f"its reader tried what no reader may do ({event})")
