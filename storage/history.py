"""What was known at a moment: a transaction that sees only what was on record then.

Statements, names, links, changes and whether they held are as they were. Which entries are of one measure is told as it is known
today, so that a measure is found under the id that it has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import event, or_, select
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.orm.attributes import set_committed_value

from monitor.budget import entry_from_json
from storage.database import Database
from storage.measures import restate
from storage.settling import naming
from storage.tables import Edition, Hold, Release, StoredChange, StoredDecision, StoredEntry, StoredLink, StoredMeasure

ROWS_AT_ONCE = 500
"""Values of one IN, below the number of parameters that either database takes."""


@contextmanager
def reading_as_of(database: Database, moment: datetime | None) -> Iterator[Session]:
    """A transaction that reads what was known right before a moment (aware); what is known now without one."""
    with database.reading() as session:
        if moment is not None:
            _look_back(session, moment)
        yield session


def call_as_then(session: Session, measures: Iterable[StoredMeasure]) -> None:
    """Call measures what they were called by the statements that the session sees. They belong to the session no more."""
    by_id = {measure.id: measure for measure in measures}
    stated: dict[str, list[StoredEntry]] = defaultdict(list)
    ordered = sorted(by_id)
    for start in range(0, len(ordered), ROWS_AT_ONCE):
        some = StoredEntry.measure_id.in_(ordered[start : start + ROWS_AT_ONCE])
        for row in session.scalars(select(StoredEntry).where(some).order_by(StoredEntry.edition_id, StoredEntry.ordinal)):
            stated[row.measure_id or ""].append(row)
    for measure_id, measure in by_id.items():
        session.expunge(measure)
        for row in naming(stated[measure_id]):
            restate(measure, entry_from_json(row.body))


def _look_back(session: Session, moment: datetime) -> None:
    """Let a session see what was on record before a moment, and rows that were otherwise then as they were."""
    read = select(Edition.id).where(Edition.read_at < moment)
    criteria = [
        with_loader_criteria(Edition, lambda row: row.read_at < moment, include_aliases=True),
        with_loader_criteria(StoredEntry, lambda row: row.edition_id.in_(read), include_aliases=True),
        with_loader_criteria(StoredMeasure, lambda row: row.created_at < moment, include_aliases=True),
        with_loader_criteria(StoredChange, lambda row: row.noticed_at < moment, include_aliases=True),
        with_loader_criteria(StoredLink, lambda row: or_(row.decided_at < moment, row.said.is_not(None)), include_aliases=True),
        with_loader_criteria(StoredDecision, lambda row: row.decided_at < moment, include_aliases=True),
        with_loader_criteria(Release, lambda row: row.first_seen_at < moment, include_aliases=True),
        with_loader_criteria(Hold, lambda row: row.created_at < moment, include_aliases=True),
    ]

    @event.listens_for(session, "do_orm_execute")
    def see(state: ORMExecuteState) -> None:
        if state.is_select and not state.is_column_load and not state.is_relationship_load:
            state.statement = state.statement.options(*criteria)

    @event.listens_for(session, "loaded_as_persistent")
    def be(_: Session, row: Any) -> None:
        for field, value in _otherwise_then(row, moment):
            set_committed_value(row, field, value)


def _otherwise_then(row: object, moment: datetime) -> Iterator[tuple[str, Any]]:
    """The fields of a row that were something else then, and what they were."""
    if isinstance(row, StoredLink):
        yield from _link_then(row, moment)
    for kind, field, with_it in (
        (StoredChange, "superseded_at", ()),
        (StoredDecision, "undone_at", ("undone_by", "undo_note")),
        (Release, "withdrawn_at", ("withdrawn_why",)),
        (Hold, "decided_at", ("decided_by", "decision", "note")),
    ):
        if isinstance(row, kind) and (at := getattr(row, field)) is not None and at >= moment:
            yield from ((name, None) for name in (field, *with_it))
    fields = ("superseded_at",) if isinstance(row, StoredChange) else ("withdrawn_at", "withdrawn_why")
    for values in _in_force(row, moment):
        yield from zip(fields, values, strict=True)


def _in_force(row: object, moment: datetime) -> Iterator[tuple[Any, ...]]:
    """Since when a change did not hold then, or a release was withdrawn, and why, where that is over by now."""
    spans = row.lapses if isinstance(row, StoredChange) else row.withdrawals if isinstance(row, Release) else None
    for since, until, *why in spans or ():
        if datetime.fromisoformat(since) < moment <= datetime.fromisoformat(until):
            yield datetime.fromisoformat(since), *why


def _link_then(link: StoredLink, moment: datetime) -> Iterator[tuple[str, Any]]:
    """What a link was before people decided it, decision by decision."""
    decided_at, said = link.decided_at, link.said
    before: dict[str, Any] | None = None
    while decided_at >= moment and said is not None:
        before = said
        decided_at, said = datetime.fromisoformat(before["decided_at"]), before["said"]
    if before is not None:
        yield from ((field, before[field]) for field in ("kind", "status", "decided_by", "decision_id", "said"))
        yield "decided_at", decided_at
