"""Fan-out: who is owed which change, written in the transaction that records the change (RELIABILITY.md, 11 and 12)."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Insert, Row, and_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from monitor.budget import Origin
from storage.tables import Base, Delivery, StoredChange, StoredMeasure, Subscriber, Subscription

TOLD = (Origin.LIVE, Origin.CORRECTION)
"""The origins that subscribers hear of; what is found while filling in the past is recorded and not sent."""

DISPROVED = "what had come or gone had not after all, by a later document"
TAKEN_BACK = "the decision that had found it was taken back"
OVERRULED = "a person decided of its measures what makes it untrue"
MISREAD = "a figure in it had been misread"
NO_LONGER_TRUE = (DISPROVED, TAKEN_BACK, OVERRULED, MISREAD)
"""Why a change is not told any more that does not hold."""

ROWS_AT_ONCE = 500
"""Rows of one INSERT, below the number of parameters that either database takes."""


def owe_deliveries(session: Session, changes: Sequence[StoredChange], now: datetime) -> int:
    """Write one pending delivery for each (active subscriber, change, channel) whose subscription asks for the change.

    Where several subscriptions of one subscriber match, the oldest is named. Rows that exist already stay as they are, so it can be
    called again with the same changes. Must be called inside the transaction that records the changes. Gives how many were written.
    """
    told = [change for change in changes if change.origin in TOLD]
    if not told:
        return 0
    session.flush()
    subscriptions = session.execute(_active_subscriptions()).all()
    if not subscriptions:
        return 0
    followed = _followed(session, told)
    rows = [row for change in told for row in _owed(change, followed[change.measure_id], subscriptions, now)]
    written = 0
    for start in range(0, len(rows), ROWS_AT_ONCE):
        statement = insert_new(session, Delivery).values(rows[start : start + ROWS_AT_ONCE]).returning(Delivery.id)
        written += len(session.scalars(statement).all())
    return written


def owe_again(session: Session, change_ids: Collection[str]) -> None:
    """Make due again what was suppressed because the change was superseded, now that it holds after all."""
    moot = and_(Delivery.change_id.in_(change_ids), Delivery.state == "suppressed", Delivery.reason.in_(NO_LONGER_TRUE))
    session.execute(update(Delivery).where(moot).values(state="pending", reason=None, finished_at=None))


def owe_no_more(session: Session, change_ids: Collection[str], now: datetime, reason: str = TAKEN_BACK) -> None:
    """Suppress what is owed of changes that hold no more, as far as nothing is composed yet; who is at it loses the lease."""
    owed = and_(Delivery.change_id.in_(change_ids), Delivery.state.in_(("pending", "claimed")), Delivery.envelope_id.is_(None))
    moot = {"state": "suppressed", "reason": reason, "finished_at": now, "claimed_by": None, "lease_until": None}
    session.execute(update(Delivery).where(owed).values(moot))


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is owed a change: a subscriber over a channel, and the subscription that asked for it."""

    subscriber_id: int
    subscription_id: int
    channel: str


def told_of(session: Session, change_ids: Collection[str]) -> tuple[set[Reader], set[Reader]]:
    """Who was told of any of the changes, or will be, as the words are frozen; and who is owed one that is not composed yet."""
    told: dict[tuple[int, str], Reader] = {}
    owed: dict[tuple[int, str], Reader] = {}
    for row in session.scalars(select(Delivery).where(Delivery.change_id.in_(change_ids)).order_by(Delivery.id)):
        reader = Reader(row.subscriber_id, row.subscription_id, row.channel)
        if row.state in ("done", "ambiguous") or (row.envelope_id is not None and row.state in ("pending", "claimed")):
            told.setdefault((row.subscriber_id, row.channel), reader)
        elif row.state in ("pending", "claimed"):
            owed.setdefault((row.subscriber_id, row.channel), reader)
    return set(told.values()), {reader for key, reader in owed.items() if key not in told}


def owe_to(session: Session, change_id: str, readers: Collection[Reader], now: datetime) -> None:
    """Owe a change to these and to nobody else."""
    ordered = sorted(readers, key=lambda one: (one.subscriber_id, one.channel))
    rows = [asdict(one) | {"change_id": change_id, "state": "pending", "created_at": now} for one in ordered]
    for start in range(0, len(rows), ROWS_AT_ONCE):
        session.execute(insert_new(session, Delivery).values(rows[start : start + ROWS_AT_ONCE]))


def insert_new(session: Session, table: type[Base]) -> Insert:
    """An INSERT that leaves rows alone which are there already, on either database."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


def _active_subscriptions() -> Any:
    return (
        select(
            Subscription.id,
            Subscription.subscriber_id,
            Subscription.ministry,
            Subscription.measure_id,
            Subscription.keyword,
            Subscription.kinds,
            Subscriber.channel,
        )
        .join(Subscriber, Subscriber.id == Subscription.subscriber_id)
        .where(Subscriber.status == "active", Subscription.ended_at.is_(None))
        .order_by(Subscription.id)
    )


def _followed(session: Session, changes: Sequence[StoredChange]) -> dict[str, set[str]]:
    """For the measure of each change the ids by which subscribers follow it: its own, those joined into it, and its parent's.

    Who follows a measure follows its breakdown lines.
    """
    into = select(StoredMeasure.id, StoredMeasure.joined_into).where(StoredMeasure.joined_into.is_not(None))
    joined = {row.id: str(row.joined_into) for row in session.execute(into)}
    lines = {change.measure_id for change in changes if change.level == "breakdown"}
    found = session.scalars(select(StoredMeasure).where(StoredMeasure.parent_id.is_not(None))) if lines else ()
    parents = {line.id: line.parent_id for line in found if line.id in lines and line.parent_id}
    followed: dict[str, set[str]] = {}
    for measure_id in {change.measure_id for change in changes}:
        wanted = {_stands_for(one, joined) for one in (measure_id, parents.get(measure_id)) if one}
        followed[measure_id] = wanted | {one for one in joined if _stands_for(one, joined) in wanted}
    return followed


def _stands_for(measure_id: str, joined: Mapping[str, str]) -> str:
    while measure_id in joined:
        measure_id = joined[measure_id]
    return measure_id


def _owed(
    change: StoredChange, followed: Collection[str], subscriptions: Iterable[Row[Any]], now: datetime
) -> Iterator[dict[str, object]]:
    served = set()
    for subscription in subscriptions:
        subscriber = (subscription.subscriber_id, subscription.channel)
        if subscriber in served or not _asks_for(subscription, change, followed):
            continue
        served.add(subscriber)
        yield {
            "subscriber_id": subscription.subscriber_id,
            "subscription_id": subscription.id,
            "change_id": change.id,
            "channel": subscription.channel,
            "state": "pending",
            "created_at": now,
        }


def _asks_for(subscription: Row[Any], change: StoredChange, followed: Collection[str]) -> bool:
    """Whether every condition that the subscription states holds."""
    if subscription.ministry and _folded(subscription.ministry) != _folded(change.ministry or ""):
        return False
    if subscription.measure_id and subscription.measure_id not in followed:
        return False
    if subscription.kinds and change.kind not in subscription.kinds:
        return False
    if subscription.keyword:
        return _folded(subscription.keyword) in _folded(f"{change.name}\n{change.old_name or ''}")
    return True


def _folded(text: str) -> str:
    """Width, case and spaces do not tell words apart."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
