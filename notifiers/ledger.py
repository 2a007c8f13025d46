"""The delivery ledger: every step of a delivery is one short transaction, and none of them touches the network.

A delivery is pending until its change is frozen into an envelope, pending again while the envelope waits for an attempt, claimed
while someone works on it, and in the end done, suppressed or dead; ambiguous while an answer is lost. Work is claimed by explicit
id with a worker's name and a lease: the lease of composing stands on the delivery, that of an attempt is the envelope's
next_attempt_at.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Update, and_, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from monitor.budget import ChangeKind
from notifiers import port
from notifiers.news import News, news_of
from notifiers.parcel import Draft, Parcel, Recipient
from notifiers.port import NotifyError
from notifiers.tokens import equip
from storage import Database
from storage.fanout import DISPROVED
from storage.health import unchecked_sources
from storage.tables import Delivery, Envelope, StoredChange, StoredEntry, Subscriber, Subscription

MOST_ROWS = 5_000
"""Deliveries that one claim takes; the rest is in the next one."""

TOLD_AS_UNCHECKED = timedelta(days=1)
"""Readers are told of a source that missed two of its looks and was not seen for so long; a bad hour is for operators alone."""

OPEN = ("pending", "ambiguous", "claimed")
"""States of a delivery that is not accounted for yet."""

COMING_AND_GOING = tuple(
    kind.value for kind in (ChangeKind.APPEARED, ChangeKind.DISAPPEARED, ChangeKind.SPLIT, ChangeKind.MERGED, ChangeKind.WITHDRAWN)
)
"""Changes that are not told once a later document has undone them, nor are moves to another ministry.

A figure's steps are, since the next step leads on from them.
"""

ENDED_SUBSCRIBER = "the subscriber had ended"
ENDED_SUBSCRIPTION = "the subscription had ended"


class LeaseLost(NotifyError):
    """Another worker took over what this one had claimed; its work is dropped and nothing was sent."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One subscriber's pending deliveries, held by one worker. deliveries: delivery ids by change id."""

    worker: str
    deliveries: dict[str, int]
    parcel: Parcel | None
    suppressed: int


@dataclass(frozen=True, slots=True)
class Due:
    """An envelope whose attempt is due."""

    subscriber_id: int
    channel: str
    envelope_id: str


@dataclass(frozen=True, slots=True)
class Started:
    """An attempt that is on record and now has to be made. earlier: outcomes of the attempts before it."""

    attempt_id: int
    number: int
    worker: str
    started_at: datetime
    envelope: port.Envelope
    earlier: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotStarted:
    """Why no attempt was begun: taken (by another worker, or no longer due), suppressed, ambiguous (rests) or dead."""

    why: str
    deliveries: int = 0


def hand_back_expired(database: Database, now: datetime) -> int:
    """Make pending again what a worker claimed for composing and left when its lease ran out. Gives the number of deliveries."""
    with database.session() as session:
        statement = (
            update(Delivery)
            .where(Delivery.state == "claimed", Delivery.envelope_id.is_(None), Delivery.lease_until < now)
            .values(state="pending", claimed_by=None, lease_until=None)
        )
        return changed(session, statement)


def owing(database: Database, channels: Collection[str]) -> list[tuple[int, str]]:
    """Subscriber and channel of every pending delivery that has no envelope yet."""
    with database.reading() as session:
        rows = session.execute(
            select(Delivery.subscriber_id, Delivery.channel)
            .where(Delivery.state == "pending", Delivery.envelope_id.is_(None), Delivery.channel.in_(channels))
            .distinct()
            .order_by(Delivery.subscriber_id)
        )
        return [(row.subscriber_id, row.channel) for row in rows]


def claim(database: Database, subscriber_id: int, channel: str, *, now: datetime, worker: str, lease: timedelta) -> Claim | None:
    """Claim what one subscriber is owed over one channel; what nobody wants any more is suppressed with the reason.

    None when another worker is at it, or nothing is left.
    """
    with database.session() as session:
        subscriber = session.scalar(
            select(Subscriber).where(Subscriber.id == subscriber_id).with_for_update(skip_locked=True, key_share=True)
        )
        if subscriber is None:
            return None
        suppressed = _suppress_unwanted(session, subscriber, channel, now)
        pending = select(Delivery.id).where(*_uncomposed(subscriber_id, channel)).order_by(Delivery.id).limit(MOST_ROWS)
        taken = session.execute(
            update(Delivery)
            .where(Delivery.id.in_(session.scalars(pending).all()), *_uncomposed(subscriber_id, channel))
            .values(state="claimed", claimed_by=worker, lease_until=now + lease)
            .returning(Delivery.id, Delivery.change_id)
        ).all()
        if not taken:
            return Claim(worker, {}, None, suppressed) if suppressed else None
        if channel == "email":
            equip(subscriber)
        deliveries = {row.change_id: row.id for row in taken}
        recipient = Recipient(subscriber.id, channel, subscriber.address, subscriber.language, subscriber.secret)
        late = unchecked_sources(session, now, TOLD_AS_UNCHECKED)
        return Claim(worker, deliveries, Parcel(recipient, _news(session, deliveries.values()), now, late), suppressed)


def _uncomposed(subscriber_id: int, channel: str) -> tuple[Any, ...]:
    return (
        Delivery.subscriber_id == subscriber_id,
        Delivery.channel == channel,
        Delivery.state == "pending",
        Delivery.envelope_id.is_(None),
    )


def _suppress_unwanted(session: Session, subscriber: Subscriber, channel: str, now: datetime) -> int:
    ended = {"state": "suppressed", "finished_at": now}
    if subscriber.status != "active":
        statement = update(Delivery).where(*_uncomposed(subscriber.id, channel))
        return changed(session, statement.values(reason=ENDED_SUBSCRIBER, **ended))
    subscriptions = select(Subscription.id).where(Subscription.subscriber_id == subscriber.id, Subscription.ended_at.is_not(None))
    statement = update(Delivery).where(*_uncomposed(subscriber.id, channel), Delivery.subscription_id.in_(subscriptions))
    suppressed = changed(session, statement.values(reason=ENDED_SUBSCRIPTION, **ended))
    moved = and_(StoredChange.kind == ChangeKind.MOVED.value, StoredChange.field == "ministry")
    undone = or_(StoredChange.kind.in_(COMING_AND_GOING), moved)
    moot = select(StoredChange.id).where(StoredChange.superseded_at.is_not(None), undone)
    statement = update(Delivery).where(*_uncomposed(subscriber.id, channel), Delivery.change_id.in_(moot))
    return suppressed + changed(session, statement.values(reason=DISPROVED, **ended))


def _news(session: Session, delivery_ids: Collection[int]) -> tuple[News, ...]:
    before, after = aliased(StoredEntry), aliased(StoredEntry)
    rows = session.execute(
        select(StoredChange, before.amount_yen, after.amount_yen)
        .join(Delivery, Delivery.change_id == StoredChange.id)
        .outerjoin(before, before.id == StoredChange.before_entry_id)
        .outerjoin(after, after.id == StoredChange.after_entry_id)
        .where(Delivery.id.in_(delivery_ids))
        .order_by(StoredChange.noticed_at, StoredChange.id)
    )
    return tuple(news_of(change, later if later is not None else earlier) for change, earlier, later in rows)


def freeze(database: Database, claimed: Claim, drafts: Sequence[Draft], now: datetime) -> None:
    """Keep the rendered bytes: from here on every attempt sends these. Raises LeaseLost when another worker took over."""
    if claimed.parcel is None:
        return
    recipient = claimed.parcel.recipient
    try:
        with database.session() as session:
            for draft in drafts:
                session.add(_frozen(draft, recipient, now))
                session.flush()
                ids = [claimed.deliveries[change_id] for change_id in draft.change_ids]
                statement = (
                    update(Delivery)
                    .where(Delivery.id.in_(ids), Delivery.state == "claimed", Delivery.claimed_by == claimed.worker)
                    .values(state="pending", envelope_id=draft.id, claimed_by=None, lease_until=None)
                )
                if changed(session, statement) != len(ids):
                    raise LeaseLost(f"the lease on subscriber {recipient.id}'s deliveries ran out while composing")
    except IntegrityError as error:
        raise LeaseLost(f"another worker froze subscriber {recipient.id}'s envelope first") from error


def _frozen(draft: Draft, recipient: Recipient, now: datetime) -> Envelope:
    return Envelope(
        id=draft.id,
        subscriber_id=recipient.id,
        channel=recipient.channel,
        body=draft.body,
        state="pending",
        created_at=now,
        next_attempt_at=now,
    )


def bury_claim(database: Database, claimed: Claim, reason: str, now: datetime) -> int:
    """Make dead letters of a claim that cannot be composed, so that one bad change stops nobody else. Gives how many."""
    with database.session() as session:
        statement = (
            update(Delivery)
            .where(Delivery.id.in_(claimed.deliveries.values()), Delivery.state == "claimed", Delivery.claimed_by == claimed.worker)
            .values(state="dead", reason=reason, claimed_by=None, lease_until=None, finished_at=now)
        )
        return changed(session, statement)


def due(database: Database, channels: Collection[str], now: datetime) -> list[Due]:
    """Every envelope whose next attempt is due, by subscriber, oldest first; one whose attempt's lease ran out is among them."""
    with database.reading() as session:
        rows = session.execute(
            select(Envelope.subscriber_id, Envelope.channel, Envelope.id)
            .where(Envelope.state == "pending", Envelope.next_attempt_at <= now, Envelope.channel.in_(channels))
            .order_by(Envelope.subscriber_id, Envelope.next_attempt_at, Envelope.created_at, Envelope.id)
        )
        return [Due(row.subscriber_id, row.channel, row.id) for row in rows]


def held(database: Database, channels: Collection[str]) -> int:
    """Pending deliveries on channels other than these."""
    with database.reading() as session:
        waiting = select(func.count()).where(Delivery.state.in_(OPEN), Delivery.channel.not_in(channels))
        return session.scalar(waiting) or 0


def changed(session: Session, statement: Update) -> int:
    """Run an UPDATE and tell how many rows it changed."""
    return cast("CursorResult[Any]", session.execute(statement.execution_options(synchronize_session=False))).rowcount
