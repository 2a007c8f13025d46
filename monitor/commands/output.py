"""What the commands share at the border: JSON lines for programs, plain lines for people, days in options."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from monitor.budget import Amount
from monitor.compare import amount_words

JST = ZoneInfo("Asia/Tokyo")

AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="As it was known at the end of this day (JST), 2026-08-31.")
]


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


def end_of(day: str | None) -> datetime | None:
    """The moment at which an option's day (JST) is over; None without one. Raises typer.BadParameter for what is no ISO day."""
    if day is None:
        return None
    try:
        return datetime.combine(parse_day(day) + timedelta(days=1), time(), JST)
    except OverflowError as error:
        raise typer.BadParameter(f"{day!r} is no day that anything was known on") from error


def in_japan(moment: datetime) -> str:
    """An aware time as a clock in Japan shows it: 2026-08-31 10:00."""
    return f"{moment.astimezone(JST):%Y-%m-%d %H:%M}"


def stated(amount: Amount) -> str:
    """The amount as it was printed: 12,345千円, 1.5億円, 293億円の内数; empty when not stated."""
    return amount_words(amount) if amount.yen is not None else ""


def counted(number: int, one: str, many: str) -> str:
    """1 entry, 2 entries."""
    return f"{number} {one if number == 1 else many}"
