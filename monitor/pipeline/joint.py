"""Measures that two ministries state for one year: what seemed to have moved did not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from monitor.budget import FiscalYear
from monitor.pipeline.identity import whose
from storage.editions import Statement
from storage.settling import settle_measures
from storage.tables import StoredChange, StoredEntry


def part_joint(session: Session, stated: Sequence[Statement], others: Sequence[Statement], now: datetime) -> list[Statement]:
    """Give another ministry a measure of its own where it was thought to have taken over one that this ministry still states.

    What was compared across the two holds no more. Gives the others' statements with their measures.
    """
    ministries = {_budget(one): whose(one) for one in stated if one.entry.fiscal_year}
    rivals = [(one, ministries.get(_budget(one))) for one in others]
    parted = {one.measure_id for one, ministry in rivals if one.measure_id and ministry and _let_go(session, one, ministry)}
    if not parted:
        return list(others)
    session.flush()
    settle_measures(session, parted, now)
    rows = [one.row for one in others if one.measure_id in parted]
    settled = {row: measure for row, measure in _measures_of(session, rows) if measure}
    moved = [one.row for one in others if one.row in settled and settled[one.row] != one.measure_id]
    across = (StoredChange.after_entry_id.in_(moved), StoredChange.measure_id.in_(parted), StoredChange.superseded_at.is_(None))
    session.execute(update(StoredChange).where(*across).values(superseded_at=now))
    return [replace(one, measure_id=settled.get(one.row, one.measure_id)) for one in others]


def _budget(one: Statement) -> tuple[str | None, FiscalYear | None]:
    return one.measure_id, one.entry.fiscal_year


def _let_go(session: Session, rival: Statement, ministry: str) -> bool:
    """Let what another ministry states no longer be known by way of what this ministry stated, if it was."""
    if whose(rival) == ministry:
        return False
    row = session.get_one(StoredEntry, rival.row)
    while row.by_way_of is not None:
        known = session.get_one(StoredEntry, row.by_way_of)
        if _ministry_of(known) == ministry != _ministry_of(row):
            row.by_way_of = None
            return True
        row = known
    return False


def _ministry_of(row: StoredEntry) -> str | None:
    stated: str | None = row.body["ministry"] or row.edition.ministry
    return stated


def _measures_of(session: Session, rows: Iterable[int]) -> list[tuple[int, str | None]]:
    found = session.execute(select(StoredEntry.id, StoredEntry.measure_id).where(StoredEntry.id.in_(sorted(rows))))
    return [(row.id, row.measure_id) for row in found]
