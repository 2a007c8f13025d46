"""How measures descend from one another, as the links tell: which was split, which were merged, and which may be one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from monitor.budget import MERGE, SPLIT, Stage, budget_order
from storage.editions import current_editions
from storage.tables import Edition, StoredEntry, StoredLink

NAMED = {SPLIT: ("split_into", "split_from"), MERGE: ("merged_into", "merged_from")}
"""What such a link is to the older of the two measures, and what it is to the newer."""
PARTS = frozenset(relation for pair in NAMED.values() for relation in pair)
"""Relations with another measure."""

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
    older_ministry: str | None
    newer_ministry: str | None
    year: int | None
    score: float
    is_sure: bool
    decided_by: str


@dataclass(frozen=True, slots=True)
class Relation:
    """What a measure came from or went into, or how it was called or whose it was before (EXPORT.md, measure ID).

    relation: renamed_from, split_from, split_into, merged_into, merged_from, moved_from or moved_to. measure_id: the other measure,
    or this one where it only got another name or ministry; name: as stated then, ministry: whose it was then; fiscal_year: the one
    whose budget tells it first.
    """

    relation: str
    measure_id: str
    name: str
    ministry: str | None
    fiscal_year: int | None
    score: float
    decided_by: str

    @property
    def is_other(self) -> bool:
        """Whether it is with another measure."""
        return self.relation in PARTS

    def to_json(self) -> dict[str, Any]:
        """The public form."""
        return asdict(self) | {"score": round(self.score, 4)}


_older, _newer = aliased(StoredEntry), aliased(StoredEntry)
_older_edition, _newer_edition = aliased(Edition), aliased(Edition)


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


def lineage(session: Session, measure_id: str) -> list[Relation]:
    """Where a measure comes from and where it went, the oldest first: splits, merges, former names and ministries."""
    found = [_of_parts(one, measure_id) for one in descents_of(session, measure_id)] + _own(session, measure_id)
    return sorted(found, key=lambda one: (one.fiscal_year or 0, one.relation, one.measure_id, one.name))


def _of_parts(one: Descent, measure_id: str) -> Relation:
    to_older, to_newer = NAMED[one.kind]
    if one.older == measure_id:
        return Relation(to_older, one.newer, one.newer_name, one.newer_ministry, one.year, one.score, one.decided_by)
    return Relation(to_newer, one.older, one.older_name, one.older_ministry, one.year, one.score, one.decided_by)


def _own(session: Session, measure_id: str) -> list[Relation]:
    """Former names of a measure and the ministries it moved between, as the links between its own statements tell them."""
    query = _joined().where(StoredLink.status == "accepted", _older.measure_id == measure_id, _newer.measure_id == measure_id)
    rows = sorted(session.execute(query.where(StoredLink.kind.not_in(NAMED))), key=lambda row: (_newer_budget(row), row.id))
    told = _told(session, measure_id)
    names = [row for row in rows if row.kind == "renamed" and not _was_before(row, row.newer_name, [one[:2] for one in told])]
    moves = [row for row in rows if row.older_ministry and row.newer_ministry not in (None, row.older_ministry)]
    moves = [row for row in moves if not _was_before(row, row.newer_ministry, [one[::2] for one in told])]
    still = {(year, whose) for (year, _), _, whose in told}
    moves = [row for row in moves if (row.newer_year, row.older_ministry) not in still]
    found = [_relation("renamed_from", row, "older") for row in _once(names, "older_name")]
    for row in _once(moves, "older_ministry"):
        found += [_relation("moved_from", row, "older"), _relation("moved_to", row, "newer")]
    return found


def _relation(relation: str, row: Row[Any], side: str) -> Relation:
    name, ministry = getattr(row, f"{side}_name"), getattr(row, f"{side}_ministry")
    return Relation(relation, row.older, name, ministry, row.newer_year, row.score, row.decided_by)


def _told(session: Session, measure_id: str) -> list[tuple[Budget, str, str | None]]:
    """What each budget that states a measure calls it, and whose it is."""
    query = select(StoredEntry, Edition.ministry).join(Edition).where(StoredEntry.measure_id == measure_id)
    return [(budget_order(row.fiscal_year, row.stage), row.name, row.body["ministry"] or of) for row, of in session.execute(query)]


def _was_before(row: Row[Any], what: str, told: Iterable[tuple[Any, ...]]) -> bool:
    """Whether a budget between the two of a link states already what only the newer of them is said to."""
    return any(
        budget_order(row.older_year, row.older_stage) < budget < _newer_budget(row) and said == what for budget, said in told
    )


def _once(rows: Iterable[Row[Any]], field: str) -> Iterator[Row[Any]]:
    """The rows less those that tell the same as the one before."""
    last = None
    for row in rows:
        if getattr(row, field) != last:
            yield row
        last = getattr(row, field)


def _newer_budget(row: Row[Any]) -> Budget:
    return budget_order(row.newer_year, row.newer_stage)


def _links(session: Session, condition: ColumnElement[bool]) -> list[Row[Any]]:
    """The links between two measures that nobody refused, with what has to be known of their entries."""
    between = or_(StoredLink.kind.in_((SPLIT, MERGE)), StoredLink.status == "review")
    query = _joined().where(between, StoredLink.status != "rejected", _older.measure_id != _newer.measure_id, condition)
    return list(session.execute(query))


def _joined() -> Select[Any]:
    """Links with what their two entries state, in the order in which they were made."""
    columns: list[ColumnElement[Any]] = []
    for name, entry, edition in (("older", _older, _older_edition), ("newer", _newer, _newer_edition)):
        ministry = func.coalesce(entry.body["ministry"].as_string(), edition.ministry)
        labelled = {
            "": entry.measure_id,
            "_name": entry.name,
            "_year": entry.fiscal_year,
            "_stage": entry.stage,
            "_ministry": ministry,
        }
        columns += [column.label(f"{name}{label}") for label, column in labelled.items()]
    of_link = (StoredLink.kind, StoredLink.status, StoredLink.score, StoredLink.decided_by)
    return (
        select(StoredLink.id, *of_link, StoredLink.prev_entry_id, StoredLink.next_entry_id, _newer_edition.release_id, *columns)
        .join(_older, _older.id == StoredLink.prev_entry_id)
        .join(_newer, _newer.id == StoredLink.next_entry_id)
        .join(_older_edition, _older_edition.id == _older.edition_id)
        .join(_newer_edition, _newer_edition.id == _newer.edition_id)
        .order_by(StoredLink.id)
    )


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
        row.older_ministry,
        row.newer_ministry,
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
            stated[row.measure_id].add((budget_order(row.fiscal_year, row.stage), row.release_id))
    return stated


def _is_disproved(row: Row[Any], stated: dict[str, set[tuple[Budget, int]]]) -> bool:
    """Whether a part was stated before it was split off, or beside what it is said to have gone into.

    Another volume of the same list can come later and tell so. What the very release says that a link is about does not.
    """
    before, now = budget_order(row.older_year, row.older_stage), budget_order(row.newer_year, row.newer_stage)
    if row.kind == SPLIT:
        return any(told <= before and (told, release) != (now, row.release_id) for told, release in stated[row.newer])
    return any(told[0] == now[0] and told >= now for told, _ in stated[row.older])


def _batches(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    for start in range(0, len(values), ROWS_AT_ONCE):
        yield values[start : start + ROWS_AT_ONCE]
