"""What people decided of links and measures: the rows, which of them are in force, and which measures they make one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.tables import StoredDecision, StoredLink, StoredMeasure

CONFIRM, REJECT = "confirm", "reject"
"""Kinds of decisions: one measure; not one measure. The others are SPLIT and MERGE, as of links (monitor.budget)."""


def decisions(session: Session) -> list[StoredDecision]:
    """Every decision that was ever made, in order."""
    return list(session.scalars(select(StoredDecision).order_by(StoredDecision.id)))


def decisions_in_force(session: Session) -> list[StoredDecision]:
    """The decisions that nobody took back, in order."""
    return [one for one in decisions(session) if one.undone_at is None]


def joined_measures(in_force: Iterable[StoredDecision]) -> dict[str, str]:
    """The measure that each joined one is, for decisions in their order: what is joined to a joined measure is what that is."""
    stands: dict[str, str] = {}
    for one in in_force:
        if one.kind != CONFIRM or one.other_id is None:
            continue
        kept, joined = (stands.get(measure, measure) for measure in (one.measure_id, one.other_id))
        if kept != joined:
            stands = {measure: kept if into == joined else into for measure, into in stands.items()} | {joined: kept}
    return stands


def standing_measure(session: Session, measure_id: str) -> StoredMeasure | None:
    """The measure that an id stands for by now: its own, or the one it was joined into; None for an id that was never given."""
    measure = session.get(StoredMeasure, measure_id)
    while measure is not None and measure.joined_into is not None:
        measure = session.get_one(StoredMeasure, measure.joined_into)
    return measure


def joined_ids(session: Session, measure_id: str) -> list[str]:
    """The ids of the measures that decisions in force join into a measure, in order."""
    return sorted(joined for joined, into in joined_measures(decisions_in_force(session)).items() if into == measure_id)


def overrule(link: StoredLink, decision_id: int, by: str, now: datetime, *, status: str, kind: str | None = None) -> None:
    """Let a link be what a person decided, and keep what it was."""
    link.said = {
        "kind": link.kind,
        "status": link.status,
        "decided_by": link.decided_by,
        "decided_at": link.decided_at.isoformat(),
        "decision_id": link.decision_id,
        "said": link.said,
    }
    link.status, link.kind, link.decided_by, link.decided_at, link.decision_id = status, kind or link.kind, by, now, decision_id


def links_of(session: Session, decision: StoredDecision) -> list[StoredLink]:
    """The links that a decision made, or made what they are."""
    return list(session.scalars(select(StoredLink).where(StoredLink.decision_id == decision.id).order_by(StoredLink.id)))


def take_back_links(session: Session, decision: StoredDecision) -> None:
    """Let the links that a decision made be no more, and those that it changed what they were."""
    for link in links_of(session, decision):
        if link.said is None:
            session.delete(link)
            continue
        link.kind, link.status, link.decided_by = (link.said[field] for field in ("kind", "status", "decided_by"))
        link.decided_at, link.decision_id = datetime.fromisoformat(link.said["decided_at"]), link.said["decision_id"]
        link.said = link.said["said"]
    session.flush()
