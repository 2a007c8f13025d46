"""Run the command line with the rest of the arguments, and kill the process at a named point: die_at.py POINT ingest FILE …"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from typing import Any

POINTS = {
    "before the capture is written": ("storage.captures", "_write", "before"),
    "after the capture is written": ("storage.captures", "_write", "after"),
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
}
"""Point → module, function, and on which side of the call the process dies."""


def die(*args: Any, **kwargs: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arm(point: str) -> None:
    module_name, function, side = POINTS[point]
    module = importlib.import_module(module_name)
    real = getattr(module, function)

    def call_and_die(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        die()

    setattr(module, function, die if side == "before" else call_and_die)


if __name__ == "__main__":
    arm(sys.argv[1])
    sys.argv = ["yosan-watch", *sys.argv[2:]]
    importlib.import_module("monitor.cli").main()
