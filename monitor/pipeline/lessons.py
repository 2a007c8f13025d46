"""What people decided, in the form in which the matcher's weights are fitted to known links."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.budget import MERGE, SPLIT, budget_order, entry_from_json
from monitor.match import plain_name
from monitor.pipeline.links import MATCHER
from storage.decisions import CONFIRM, REJECT, decisions_in_force, links_of
from storage.tables import StoredDecision, StoredEntry

Rows = tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Lessons:
    """Older entries, newer entries and the decided pairs of them, each in the public form; pairs that are no link are of kind none.

    The entries are all that the editions of the decided ones state: beside its neighbours an entry looks as it did.
    """

    prev: Rows
    next: Rows
    links: Rows


def lessons(session: Session) -> Lessons:
    """What the decisions in force teach."""
    sides: tuple[set[int], set[int]] = (set(), set())
    links: dict[tuple[int, int], dict[str, Any]] = {}
    for decision in decisions_in_force(session):
        for older, newer, told in _pairs(session, decision):
            for side, row in zip(sides, (older, newer), strict=True):
                side.add(row.edition_id)
            links[older.id, newer.id] = {
                "prev_id": str(older.id),
                "next_id": str(newer.id),
                **told,
                "decided_by": decision.decided_by,
            }
    prev, next_ = (_entries(session, side) for side in sides)
    return Lessons(prev, next_, tuple(links.values()))


def _pairs(session: Session, decision: StoredDecision) -> Iterator[tuple[StoredEntry, StoredEntry, dict[str, Any]]]:
    """The entries that a decision is about, the older first, and what it says of them."""
    links = [link for link in links_of(session, decision) if link.decided_by != MATCHER]
    found = [(link.prev_entry_id, link.next_entry_id, link.kind) for link in links]
    told = decision.kind == CONFIRM and decision.link_id is None
    if told and decision.known_entry_id is not None and decision.entry_id is not None:
        found.append((decision.known_entry_id, decision.entry_id, ""))
    for prev, next_, kind in found:
        older, newer = sorted((session.get_one(StoredEntry, prev), session.get_one(StoredEntry, next_)), key=_budget)
        of_parts = kind in (SPLIT, MERGE)
        if decision.kind == REJECT:
            kind = "none"
        elif decision.kind == CONFIRM and not of_parts:
            kind = "same" if plain_name(older.name) == plain_name(newer.name) else "renamed"
        yield older, newer, {"kind": kind, "tier": "secondary" if of_parts else "core"}


def _budget(row: StoredEntry) -> tuple[int, int, int]:
    return *budget_order(row.fiscal_year, row.stage), row.edition_id


def _entries(session: Session, editions: set[int]) -> Rows:
    query = select(StoredEntry).where(StoredEntry.edition_id.in_(editions)).order_by(StoredEntry.edition_id, StoredEntry.ordinal)
    return tuple(
        row.body | {"id": str(row.id), "ministry": entry_from_json(row.body).ministry or row.edition.ministry}
        for row in session.scalars(query)
    )
