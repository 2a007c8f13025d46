"""What other ministries state of a ministry's measures: divisions move, and take their measures along (DOMAIN.md, Who and what)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from monitor.budget import Level
from storage.editions import READ, YEARS_NEAR, Statement, current_editions, name_key, statement_of
from storage.tables import Edition, StoredEntry

ROWS_AT_ONCE = 500
"""Values of one IN, below the number of parameters that either database takes."""


def statements_elsewhere(session: Session, edition: Edition, near: Sequence[Statement], names: Iterable[str]) -> list[Statement]:
    """What other ministries state of this ministry's measures, and of measures that may have moved between them and this one.

    near: what this ministry states in the years around; names: of the measures that the edition states. A measure may have moved
    when another ministry states its name for the year before or after, and no longer, or not yet, for this one's year; where this
    ministry has a measure of the name already, none moved here. What it costs depends on what the edition and its ministry state,
    never on how much there is besides.
    """
    if edition.fiscal_year is None:
        return []
    own = {one.measure_id for one in near if one.measure_id}
    rows = _of_measures(session, edition, own)
    if edition.ministry is not None:
        known = {name_key(one.entry.name) for one in near}
        namesakes = _of_names(session, edition, {name_key(name) for name in names} - known)
        may_have_moved = {row.measure_id for row in namesakes if row.measure_id} - own
        rows += _not_stated_twice(_of_measures(session, edition, may_have_moved), edition.fiscal_year)
    return _current(session, rows)


def _of_measures(session: Session, edition: Edition, measures: Collection[str]) -> list[StoredEntry]:
    """What other ministries state of these measures in the years near the edition's."""
    found: list[StoredEntry] = []
    for some in _batches(measures):
        found += _elsewhere(session, edition, StoredEntry.measure_id.in_(some), YEARS_NEAR)
    return found


def _of_names(session: Session, edition: Edition, keys: Collection[str]) -> list[StoredEntry]:
    """The measures of these names that other ministries state for the year before or after."""
    found: list[StoredEntry] = []
    for some in _batches(keys):
        named = and_(StoredEntry.name_key.in_(some), StoredEntry.level == Level.MEASURE.value, Edition.ministry.is_not(None))
        found += _elsewhere(session, edition, named, 1)
    return [row for row in found if row.fiscal_year != edition.fiscal_year]


def _elsewhere(session: Session, edition: Edition, condition: ColumnElement[bool], years: int) -> Sequence[StoredEntry]:
    year = edition.fiscal_year or 0
    return session.scalars(
        select(StoredEntry)
        .join(Edition)
        .where(condition, StoredEntry.fiscal_year.between(year - years, year + years))
        .where(Edition.status == READ, Edition.ministry.is_distinct_from(edition.ministry))
    ).all()


def _not_stated_twice(rows: Sequence[StoredEntry], year: int) -> list[StoredEntry]:
    """The rows less those of measures that the other ministry states for this very year: it has them still, or had them already."""
    stated_now = {row.measure_id for row in rows if row.fiscal_year == year}
    return [row for row in rows if row.measure_id not in stated_now]


def _current(session: Session, rows: Sequence[StoredEntry]) -> list[Statement]:
    """The statements of the rows that hold now, in the order in which they were made."""
    releases = select(Edition.release_id).where(Edition.id.in_({row.edition_id for row in rows}))
    current = {one.id: one for one in current_editions(session, Edition.release_id.in_(releases))} if rows else {}
    held = {row.id: row for row in rows if row.edition_id in current}
    ordered = sorted(held.values(), key=lambda row: (row.edition_id, row.ordinal))
    return [statement_of(row, current[row.edition_id]) for row in ordered]


def _batches(values: Collection[str]) -> Iterable[Sequence[str]]:
    ordered = sorted(values)
    for start in range(0, len(ordered), ROWS_AT_ONCE):
        yield ordered[start : start + ROWS_AT_ONCE]
