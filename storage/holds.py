"""What is held: captures, and withdrawals, that wait for an operator because they would change too much at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.budget import YosanError
from storage.editions import storable
from storage.tables import Hold

CONTENT, WITHDRAWAL = "content", "withdrawal"
"""Kinds of holds: a capture was not taken in; a release was not taken for withdrawn."""

RELEASED, DISMISSED, OVERTAKEN = "released", "dismissed", "overtaken"
"""What became of a hold: its round was taken in; it is not to be; the address gave something else since."""


class HoldError(YosanError):
    """A hold that is not there or was decided already; the message names it."""


@dataclass(frozen=True, slots=True)
class Storm:
    """Why a round is held. key: common to what was held together; would_change: how many changes of each kind it would record."""

    key: str
    reason: str
    would_change: Mapping[str, int]


def holds(session: Session, *, everything: bool = False) -> list[Hold]:
    """The holds that wait, or all that ever were, in order."""
    query = select(Hold).order_by(Hold.id)
    return list(session.scalars(query if everything else query.where(Hold.decided_at.is_(None))))


def find_hold(session: Session, hold_id: int) -> Hold:
    """The hold of a number. Raises HoldError when there is none."""
    hold = session.get(Hold, hold_id)
    if hold is None:
        raise HoldError(f"there is no hold {hold_id}")
    return hold


def waiting_hold(session: Session, hold_id: int) -> Hold:
    """The hold of a number, if it waits. Raises HoldError when it was decided, or there is none."""
    hold = find_hold(session, hold_id)
    if hold.decided_at is not None:
        by = f" by {hold.decided_by}" if hold.decided_by else ""
        raise HoldError(f"hold {hold_id} was {hold.decision}{by} already")
    return hold


def held_together(session: Session, hold: Hold) -> list[Hold]:
    """What of the hold's round waits still, itself among it."""
    return [one for one in holds(session) if one.arrival["round"] == hold.arrival["round"]]


def newest_hold(session: Session, url: str, kind: str) -> Hold | None:
    """The newest hold of an address, decided or not."""
    query = select(Hold).where(Hold.url == url, Hold.kind == kind).order_by(Hold.id.desc()).limit(1)
    return session.scalars(query).one_or_none()


def decide(holds: Sequence[Hold], decision: str, now: datetime, by: str | None = None, note: str | None = None) -> None:
    """Put on record what became of holds."""
    for hold in holds:
        hold.decision, hold.decided_at, hold.decided_by, hold.note = decision, now, by, storable(note) if note else None


def overtake(session: Session, url: str, kind: str, now: datetime, *, but: str | None = None) -> None:
    """What waits of an address is overtaken by what the address gives now. but: the SHA-256 whose hold goes on waiting."""
    waiting = session.scalars(select(Hold).where(Hold.url == url, Hold.kind == kind, Hold.decided_at.is_(None))).all()
    decide([one for one in waiting if but is None or one.capture_sha256 != but], OVERTAKEN, now)


def hold_to_json(hold: Hold) -> dict[str, Any]:
    """The hold as one object."""
    fields = ("id", "kind", "source_id", "release_id", "url", "reason", "decision", "decided_by", "note")
    told = {field: getattr(hold, field) for field in fields}
    when = {"created_at": hold.created_at.isoformat(), "decided_at": hold.decided_at.isoformat() if hold.decided_at else None}
    held = {"sha256": hold.capture_sha256, "round": hold.arrival["round"], "would_change": hold.arrival["would_change"]}
    return told | when | held
