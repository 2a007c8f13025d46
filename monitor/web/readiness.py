"""Whether the service can do its work, as opposed to being alive: ledger, captures, schedule and clock."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from monitor.budget import YosanError
from monitor.web.metrics import Pulse
from storage.captures import KEPT_FREE
from storage.database import Database
from storage.health import clock_behind

TICKS_MISSED = 4
SHORTEST_SILENCE = 60.0
"""Seconds; a schedule that has not woken for this long, and for four of its ticks, is stuck."""


def faults(database: Database, captures: Path, now: datetime, pulse: Pulse | None, tick_seconds: float) -> list[str]:
    """What keeps the service from its work, in words for an operator; empty when it is ready.

    captures: their folder. pulse: of the schedule, None where none runs beside the pages.
    """
    return [*_of_the_ledger(database, now), *_of_the_captures(captures), *(_of_the_schedule(pulse, tick_seconds) if pulse else ())]


def _of_the_ledger(database: Database, now: datetime) -> Iterator[str]:
    try:
        with database.reading() as session:
            session.execute(text("SELECT 1"))
            behind = clock_behind(session, now)
    except (SQLAlchemyError, YosanError):
        yield "the database does not answer"
        return
    if behind is not None:
        yield f"the clock is {behind.total_seconds():.0f} s behind what is stored: nothing is delivered"


def _of_the_captures(folder: Path) -> Iterator[str]:
    """A folder that is not there yet is made with the first capture, where its parent may be written."""
    place = next(part for part in (folder, *folder.parents) if part.exists())
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        yield "the captures' folder cannot be written"
        return
    disk = shutil.disk_usage(place)
    if disk.free < disk.total * KEPT_FREE:
        yield f"less than {KEPT_FREE:.0%} of the captures' disk is free: no capture is kept"


def _of_the_schedule(pulse: Pulse, tick_seconds: float) -> Iterator[str]:
    silent = pulse.seconds_since_tick()
    if silent is None:
        yield "the schedule has not begun"
    elif silent > max(SHORTEST_SILENCE, TICKS_MISSED * tick_seconds):
        yield f"the schedule has not woken for {silent:.0f} s"
