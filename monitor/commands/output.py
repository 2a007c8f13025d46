"""What the commands share at the border: JSON lines for programs, plain lines for people, days in options."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import typer


class Format(StrEnum):
    """How a command prints its result."""

    TEXT = "text"
    JSONL = "jsonl"


def print_jsonl(rows: Iterable[Mapping[str, Any]]) -> None:
    """One JSON object a line on stdout, and nothing else."""
    for row in rows:
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def parse_day(text: str) -> date:
    """An option's day. Raises typer.BadParameter (wrong usage) for what is no ISO day."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no day such as 2026-08-31") from error
