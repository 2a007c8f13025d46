"""Run the command line with the rest of the arguments, and kill the process at a named point: die_at.py POINT ingest FILE …"""

from __future__ import annotations

import importlib
import inspect
import os
import resource
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

POINTS = {
    "before the capture is written": ("storage.captures", "Incoming.write", "before"),
    "after the capture is written": ("storage.captures", "Incoming.keep", "after"),
    "before reading": ("monitor.pipeline.intake", "read_contents", "before"),
    "after parsing": ("monitor.pipeline.intake", "read_contents", "after"),
    "after the edition": ("monitor.pipeline.intake", "new_edition", "after"),
    "after the entries": ("monitor.pipeline.intake", "keep_entries", "after"),
    "after the measures": ("monitor.pipeline.intake", "assign_measures", "after"),
    "between a change and what is owed for it": ("storage.changes", "owe_deliveries", "before"),
    "before the commit": ("monitor.pipeline.intake", "record_changes", "after"),
    "after the decision": ("monitor.pipeline.decisions", "_keep", "after"),
    "after the entries state another measure": ("monitor.pipeline.decisions", "settle_measures", "after"),
    "after the changes of a decision": ("monitor.pipeline.decisions", "retell", "after"),
    "after an undo's entries state another measure": ("monitor.pipeline.undoing", "settle_measures", "after"),
    "after the changes of an undo": ("monitor.pipeline.undoing", "retell", "after"),
    "after a decision": ("monitor.commands.decide", "_tell", "before"),
    "after the commit": ("monitor.commands.ingest", "_summary", "before"),
    "before robots.txt": ("monitor.watch.fetch", "Fetcher._robots", "before"),
    "after the index page": ("monitor.watch.visit", "look_at_index", "after"),
    "between the list and the releases": ("monitor.watch.visit", "targets", "after"),
    "while a file comes": ("storage.captures", "Incoming.write", "after"),
    "after a capture is kept": ("storage.captures", "Incoming.keep", "after"),
    "before a capture is read": ("monitor.pipeline.rounds", "read", "before"),
    "in the transaction of a round": ("monitor.pipeline.rounds", "record_round", "after"),
    "between a round and its checks": ("monitor.watch.visit", "take_in", "after"),
    "while a hold is recorded": ("monitor.pipeline.rounds", "keep_hold", "after"),
    "after a hold": ("monitor.pipeline.rounds", "hold", "after"),
    "while a withdrawal is recorded": ("monitor.watch.visit", "withdraw", "before"),
    "between a withdrawal and its checks": ("monitor.watch.visit", "withdraw", "after"),
    "in the transaction of the checks": ("monitor.watch.poll", "note_visits", "after"),
    "before the hosts are given back": ("monitor.watch.claims", "Claims.__aexit__", "before"),
}
"""Point → module, function, and on which side of the call the process dies."""


def die(*args: Any, **kwargs: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arm(point: str) -> None:
    module_name, path, side = POINTS[point]
    owner: Any = importlib.import_module(module_name)
    *outer, function = path.split(".")
    for name in outer:
        owner = getattr(owner, name)
    real = getattr(owner, function)

    def call_and_die(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        die()

    async def wait_and_die(*args: Any, **kwargs: Any) -> None:
        await real(*args, **kwargs)
        die()

    after = wait_and_die if inspect.iscoroutinefunction(real) else call_and_die
    setattr(owner, function, die if side == "before" else after)


@dataclass(frozen=True)
class Room:
    """How much the disk takes: bytes that any file of the process may have, pages that the embedded database may have."""

    file_bytes: int | None = None
    pages: int | None = None

    def limit(self) -> None:
        """Refuse this process more, as a full disk does."""
        if self.file_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.file_bytes, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
        if self.pages is not None:
            event.listen(Engine, "connect", lambda connection, _: connection.execute(f"PRAGMA max_page_count = {self.pages}"))


def run(point: str | None, environment: dict[str, str], arguments: list[str], said: Path, room: Room) -> None:
    """The command line with arguments in this process, which dies at the point, or at none. said: a file for its stderr."""
    os.environ.update(environment)
    os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), sys.stderr.fileno())
    room.limit()
    sys.argv = ["yosan-watch", *arguments]
    if point is not None:
        arm(point)
    importlib.import_module("monitor.cli").main()


if __name__ == "__main__":
    arm(sys.argv[1])
    sys.argv = ["yosan-watch", *sys.argv[2:]]
    importlib.import_module("monitor.cli").main()
