"""Deliveries as an operator sees them, and dead letters brought back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from notifiers.ledger import changed
from notifiers.port import NotifyError
from storage import Database
from storage.tables import Attempt, Delivery, Envelope, StoredChange


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """One delivery: what it tells, to whom, how it stands and why. attempts: of its envelope."""

    id: int
    state: str
    reason: str | None
    channel: str
    subscriber_id: int
    change_id: str
    measure_id: str
    name: str
    kind: str
    envelope_id: str | None
    attempts: int
    next_attempt_at: datetime | None
    created_at: datetime
    finished_at: datetime | None


def list_deliveries(database: Database, *, dead: bool = False) -> Sequence[DeliveryView]:
    """Every delivery by id, or the dead letters alone."""
    tries = select(Attempt.envelope_id, func.count().label("number")).group_by(Attempt.envelope_id).subquery()
    query = (
        select(Delivery, StoredChange, func.coalesce(tries.c.number, 0), Envelope.next_attempt_at)
        .join(StoredChange, StoredChange.id == Delivery.change_id)
        .outerjoin(Envelope, Envelope.id == Delivery.envelope_id)
        .outerjoin(tries, tries.c.envelope_id == Delivery.envelope_id)
        .order_by(Delivery.id)
    )
    if dead:
        query = query.where(Delivery.state == "dead")
    with database.reading() as session:
        return [_view(delivery, change, number, due) for delivery, change, number, due in session.execute(query)]


def _view(delivery: Delivery, change: StoredChange, attempts: int, due: datetime | None) -> DeliveryView:
    return DeliveryView(
        id=delivery.id,
        state=delivery.state,
        reason=delivery.reason,
        channel=delivery.channel,
        subscriber_id=delivery.subscriber_id,
        change_id=delivery.change_id,
        measure_id=change.measure_id,
        name=change.name,
        kind=change.kind,
        envelope_id=delivery.envelope_id,
        attempts=attempts,
        next_attempt_at=due if delivery.state in ("pending", "ambiguous") else None,
        created_at=delivery.created_at,
        finished_at=delivery.finished_at,
    )


def replay(database: Database, delivery_ids: Sequence[int], now: datetime) -> int:
    """Make dead letters due again, each with the whole envelope it died in; the same id and bytes go out.

    Gives how many deliveries that are. Raises NotifyError, and changes nothing, when one of the ids is no dead letter.
    """
    with database.session() as session:
        found = {row.id: row for row in session.scalars(select(Delivery).where(Delivery.id.in_(delivery_ids)))}
        for ident in delivery_ids:
            if ident not in found:
                raise NotifyError(f"no delivery has the id {ident}")
            if found[ident].state != "dead":
                raise NotifyError(f"delivery {ident} is {found[ident].state}; only dead letters are sent again")
        envelopes = {row.envelope_id for row in found.values() if row.envelope_id}
        loose = [row.id for row in found.values() if not row.envelope_id]
        waking = {"state": "pending", "reason": None, "finished_at": None}
        again = changed(session, update(Delivery).where(Delivery.id.in_(loose)).values(**waking))
        mates = update(Delivery).where(Delivery.envelope_id.in_(envelopes), Delivery.state == "dead")
        again += changed(session, mates.values(**waking))
        reopened = update(Envelope).where(Envelope.id.in_(envelopes))
        changed(session, reopened.values(state="pending", finished_at=None, next_attempt_at=now))
        return again
