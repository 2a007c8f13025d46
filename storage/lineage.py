"""How measures descend from one another, as the links tell: which was split, which were merged, and which may be one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, or_, select
from sqlalchemy.orm import Session, aliased

from monitor.budget import Stage
from storage.editions import current_editions
from storage.tables import Edition, StoredEntry, StoredLink

SPLIT, MERGE = "split", "merge"
"""Kinds of links between two measures; those of the other kinds make two entries one measure."""

ROWS_AT_ONCE = 500
"""Values of one IN, below the number of parameters that either database takes."""

Value = TypeVar("Value", int, str)

Budget = tuple[int, int]
"""Fiscal year and rank of the stage."""


@dataclass(frozen=True, slots=True)
class Descent:
    """That a newer measure was split off from an older one (split), that the older went into the newer (merge), or that they may
    be one measure (same, renamed).

    year: the fiscal year whose budget tells it first; is_sure: taken by the matcher or a person, else in doubt.
    """

    kind: str
    older: str
    newer: str
    older_name: str
    newer_name: str
    year: int | None
    score: float
    is_sure: bool
    decided_by: str


_older, _newer = aliased(StoredEntry), aliased(StoredEntry)
_newer_edition = aliased(Edition)


def descents_near(session: Session, editions: Iterable[Edition]) -> list[Descent]:
    """What the links tell of measures that the editions, or those that they replaced, state in the newer place; doubts too."""
    releases = sorted({edition.release_id for edition in editions})
    rows: list[Row[Any]] = []
    for some in _batches(releases):
        rows += _links(session, _newer_edition.release_id.in_(some))
    return _distinct(session, rows)


def descents_of(session: Session, measure_id: str) -> list[Descent]:
    """The splits and merges that are sure of one measure, on either side, the oldest first."""
    rows = {row.id: row for side in (_older, _newer) for row in _links(session, side.measure_id == measure_id)}
    return [one for one in _distinct(session, list(rows.values())) if one.is_sure and one.kind in (SPLIT, MERGE)]


def _links(session: Session, condition: ColumnElement[bool]) -> list[Row[Any]]:
    """The links between two measures that nobody refused, with what has to be known of their entries."""
    between = or_(StoredLink.kind.in_((SPLIT, MERGE)), StoredLink.status == "review")
    query = (
        select(
            StoredLink.id,
            StoredLink.kind,
            StoredLink.status,
            StoredLink.score,
            StoredLink.decided_by,
            StoredLink.prev_entry_id,
            StoredLink.next_entry_id,
            _older.measure_id.label("older"),
            _older.name.label("older_name"),
            _older.fiscal_year.label("older_year"),
            _older.stage.label("older_stage"),
            _newer.measure_id.label("newer"),
            _newer.name.label("newer_name"),
            _newer.fiscal_year.label("newer_year"),
            _newer.stage.label("newer_stage"),
            _newer_edition.release_id.label("release_id"),
        )
        .join(_older, _older.id == StoredLink.prev_entry_id)
        .join(_newer, _newer.id == StoredLink.next_entry_id)
        .join(_newer_edition, _newer_edition.id == _newer.edition_id)
        .where(between, StoredLink.status != "rejected", _older.measure_id != _newer.measure_id, condition)
        .order_by(StoredLink.id)
    )
    rows: Any = session.execute(query).all()
    return list(rows)


def _distinct(session: Session, rows: Sequence[Row[Any]]) -> list[Descent]:
    """Each relation of two measures once, as the first budget tells it that the surest link is about."""
    recognised = _recognised(session, rows)
    stated = _statements(session, rows)
    best: dict[tuple[str, str, str], Descent] = {}
    for row in sorted(rows, key=lambda row: (row.status != "accepted", row.newer_year or 0, row.id)):
        is_part = row.kind in (SPLIT, MERGE)
        if is_part and _is_disproved(row, stated):
            continue
        if not is_part and max(row.prev_entry_id, row.next_entry_id) in recognised:
            continue
        best.setdefault((row.kind if is_part else "", row.older, row.newer), _descent(row))
    return sorted(best.values(), key=lambda one: (one.year or 0, one.kind, one.older, one.newer))


def _descent(row: Row[Any]) -> Descent:
    return Descent(
        row.kind,
        row.older,
        row.newer,
        row.older_name,
        row.newer_name,
        row.newer_year,
        row.score,
        row.status == "accepted",
        row.decided_by,
    )


def _recognised(session: Session, rows: Sequence[Row[Any]]) -> set[int]:
    """Of the entries that the links were made for, those that were surely taken as a measure: a doubt about them is none."""
    asked = sorted({max(row.prev_entry_id, row.next_entry_id) for row in rows if row.kind not in (SPLIT, MERGE)})
    found: set[int] = set()
    for some in _batches(asked):
        ends = select(StoredLink.prev_entry_id, StoredLink.next_entry_id).where(
            StoredLink.status == "accepted",
            StoredLink.kind != MERGE,
            or_(StoredLink.prev_entry_id.in_(some), StoredLink.next_entry_id.in_(some)),
        )
        found |= {max(prev, next_) for prev, next_ in session.execute(ends)}
    return found


def _statements(session: Session, rows: Sequence[Row[Any]]) -> dict[str, set[tuple[Budget, int]]]:
    """The main budgets that state each measure of a split or merge now, each with the release that states it."""
    asked = sorted({row.newer if row.kind == SPLIT else row.older for row in rows if row.kind in (SPLIT, MERGE)})
    found: list[Row[Any]] = []
    for some in _batches(asked):
        query = select(
            StoredEntry.measure_id, StoredEntry.fiscal_year, StoredEntry.stage, StoredEntry.edition_id, Edition.release_id
        ).join(Edition)
        found += session.execute(query.where(StoredEntry.measure_id.in_(some), StoredEntry.fiscal_year.is_not(None)))
    current: set[int] = set()
    for some in _batches(sorted({row.release_id for row in found})):
        current |= {edition.id for edition in current_editions(session, Edition.release_id.in_(some))}
    stated: dict[str, set[tuple[Budget, int]]] = defaultdict(set)
    for row in found:
        if row.edition_id in current and not (row.stage and Stage(row.stage).is_supplementary):
            stated[row.measure_id].add((_budget(row.fiscal_year, row.stage), row.release_id))
    return stated


def _is_disproved(row: Row[Any], stated: dict[str, set[tuple[Budget, int]]]) -> bool:
    """Whether a part was stated before it was split off, or beside what it is said to have gone into.

    Another volume of the same list can come later and tell so. What the very release says that a link is about does not.
    """
    before, now = _budget(row.older_year, row.older_stage), _budget(row.newer_year, row.newer_stage)
    if row.kind == SPLIT:
        return any(told <= before and (told, release) != (now, row.release_id) for told, release in stated[row.newer])
    return any(told[0] == now[0] and told >= now for told, _ in stated[row.older])


def _budget(year: int | None, stage: str | None) -> Budget:
    return year or 0, Stage(stage).rank if stage else -1


def _batches(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    for start in range(0, len(values), ROWS_AT_ONCE):
        yield values[start : start + ROWS_AT_ONCE]
