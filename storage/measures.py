"""The permanent ids of measures: readable, given once, never used again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from monitor.budget import Entry, Level, ministry_code
from storage.editions import storable
from storage.tables import Serial, StoredMeasure


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An entry that states a measure nobody has stated before. year: the fiscal year of its id."""

    entry: Entry
    year: int
    parent_id: str | None = None


def new_measures(session: Session, newcomers: Sequence[Newcomer], now: datetime) -> list[str]:
    """Record new measures and give their ids, in the order of the newcomers."""
    prefixes = [f"{ministry_code(one.entry.ministry)}-{one.year}" for one in newcomers]
    counters = {prefix: _take(session, prefix, prefixes.count(prefix)) for prefix in dict.fromkeys(prefixes)}
    ids = []
    for one, prefix in zip(newcomers, prefixes, strict=True):
        ids.append(f"{prefix}-{counters[prefix]:04d}")
        counters[prefix] += 1
        session.add(_row(ids[-1], one, now))
    session.flush()
    return ids


def restate(measure: StoredMeasure, entry: Entry) -> None:
    """Let a measure be called what it was called last; what the newer document leaves out stays as it was."""
    measure.name = storable(entry.name)
    measure.ministry = storable(entry.ministry) or measure.ministry
    measure.bureau = storable(entry.bureau) or measure.bureau
    measure.division = storable(entry.division) or measure.division
    if entry.level is Level.BREAKDOWN:
        measure.parent_name = storable(entry.parent) or measure.parent_name


def _take(session: Session, prefix: str, count: int) -> int:
    """The first of `count` serials under a prefix that are from now on taken."""
    insert: sqlite.Insert | postgresql.Insert
    insert = sqlite.insert(Serial) if session.get_bind().dialect.name == "sqlite" else postgresql.insert(Serial)
    taken: Insert = insert.values(prefix=prefix, last=count).on_conflict_do_update(
        index_elements=["prefix"], set_={"last": Serial.last + count}
    )
    return session.scalars(taken.returning(Serial.last)).one() - count + 1


def _row(measure_id: str, one: Newcomer, now: datetime) -> StoredMeasure:
    entry = one.entry
    return StoredMeasure(
        id=measure_id,
        name=storable(entry.name),
        level=entry.level.value,
        parent_name=storable(entry.parent) if entry.level is Level.BREAKDOWN else None,
        parent_id=one.parent_id,
        ministry=storable(entry.ministry),
        bureau=storable(entry.bureau),
        division=storable(entry.division),
        created_at=now,
    )
