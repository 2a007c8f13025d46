"""What every command prints: JSON lines for programs, plain lines for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any


class Format(StrEnum):
    """How a command prints its result."""

    TEXT = "text"
    JSONL = "jsonl"


def print_jsonl(rows: Iterable[Mapping[str, Any]]) -> None:
    """One JSON object a line on stdout, and nothing else."""
    for row in rows:
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
