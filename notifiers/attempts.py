"""One attempt at an envelope: on record before the network is touched, its outcome after (RELIABILITY.md, 17, 36 and 40)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from notifiers import port
from notifiers.ledger import ENDED_SUBSCRIBER, ENDED_SUBSCRIPTION, OPEN, NotStarted, Started, changed
from notifiers.port import TransportError
from notifiers.schedule import RESEND_AFTER, wait
from notifiers.subscribers import end_subscriber
from storage import Database
from storage.tables import Attempt, Delivery, Envelope, Subscriber, Subscription


@dataclass(frozen=True, slots=True)
class Rules:
    """How a channel tries again. waits: after each failure. resends: how often an envelope is sent again after a lost answer."""

    waits: tuple[timedelta, ...]
    resends: int


@dataclass(frozen=True, slots=True)
class Settled:
    """What an attempt came to: ok, retry, ambiguous or dead, and how many deliveries that concerns."""

    outcome: str
    deliveries: int


def begin(
    database: Database, envelope_id: str, rules: Rules, *, now: datetime, worker: str, lease: timedelta
) -> Started | NotStarted:
    """Put an attempt on record and hold the envelope until the lease runs out; the caller makes the attempt after this returns.

    An attempt that nobody finished was cut off by a crash: it counts as ambiguous. An envelope that nobody wants any more is
    suppressed.
    """
    with database.session() as session:
        envelope = session.scalar(
            select(Envelope)
            .where(Envelope.id == envelope_id, Envelope.state == "pending", Envelope.next_attempt_at <= now)
            .with_for_update(skip_locked=True)
        )
        if envelope is None:
            return NotStarted("taken")
        attempts = session.scalars(select(Attempt).where(Attempt.envelope_id == envelope_id).order_by(Attempt.number)).all()
        if resting := _account_for_lost_attempt(session, envelope, attempts, rules, now):
            return resting
        subscriber = session.get_one(Subscriber, envelope.subscriber_id)
        if reason := _unwanted(session, envelope, subscriber):
            return NotStarted("suppressed", _close(session, envelope, "suppressed", reason, now))
        number = attempts[-1].number + 1 if attempts else 1
        attempt = Attempt(envelope_id=envelope.id, number=number, started_at=now)
        session.add(attempt)
        session.flush()
        envelope.next_attempt_at = now + lease
        _mark(session, envelope.id, state="claimed", claimed_by=worker, lease_until=now + lease)
        sealed = port.Envelope(envelope.id, envelope.channel, subscriber.address, envelope.body, subscriber.secret)
        return Started(attempt.id, number, worker, now, sealed, tuple(a.outcome or "" for a in attempts))


def succeed(database: Database, started: Started, now: datetime) -> Settled:
    """The other side took it. True even when our lease ran out meanwhile, so it is recorded in any case."""
    with database.session() as session:
        envelope = _envelope(session, started)
        _finish(session, started, "ok", None, now)
        return Settled("ok", _close(session, envelope, "done", None, now))


def fail(database: Database, started: Started, error: TransportError, rules: Rules, now: datetime) -> Settled:
    """The attempt failed: what happens next is decided by the error and by how often it was tried."""
    with database.session() as session:
        envelope = _envelope(session, started)
        outcome = "ambiguous" if error.ambiguous else "permanent" if error.permanent else "retry"
        if not _finish(session, started, outcome, str(error), now):
            return Settled("taken", 0)  # someone else already counted this attempt as lost, and goes on from there
        if error.gone:
            end_subscriber(session, session.get_one(Subscriber, envelope.subscriber_id), now)
        if error.permanent:
            return Settled("dead", _close(session, envelope, "dead", str(error), now))
        outcomes = (*started.earlier, outcome)
        if error.ambiguous:
            return _rest(session, envelope, outcomes, started.started_at, rules, str(error), now)
        return _retry(session, envelope, outcomes, error, rules, now)


def _retry(
    session: Session, envelope: Envelope, outcomes: Sequence[str], error: TransportError, rules: Rules, now: datetime
) -> Settled:
    pause = wait(rules.waits, len(outcomes), envelope.id)
    if pause is None:
        reason = f"given up after {len(outcomes)} attempts: {error}"
        return Settled("dead", _close(session, envelope, "dead", reason, now))
    envelope.next_attempt_at = now + max(pause, error.retry_after or pause)
    if error.retry_after:
        _delay_others(session, envelope, now + error.retry_after)
    return Settled("retry", _mark(session, envelope.id, state="pending", reason=str(error), claimed_by=None, lease_until=None))


def _delay_others(session: Session, envelope: Envelope, until: datetime) -> None:
    """An endpoint that asks us to wait means every event for it."""
    others = update(Envelope).where(
        Envelope.subscriber_id == envelope.subscriber_id,
        Envelope.channel == envelope.channel,
        Envelope.id != envelope.id,
        Envelope.state == "pending",
        Envelope.next_attempt_at < until,
    )
    changed(session, others.values(next_attempt_at=until))


def _rest(
    session: Session,
    envelope: Envelope,
    outcomes: Sequence[str],
    tried_at: datetime,
    rules: Rules,
    reason: str,
    now: datetime,
) -> Settled:
    """After a lost answer: the same bytes go out again, but not before the other side had time, and not for ever."""
    if outcomes.count("ambiguous") > rules.resends or wait(rules.waits, len(outcomes), envelope.id) is None:
        why = f"the answer was lost {outcomes.count('ambiguous')} times, it may have arrived: {reason}"
        return Settled("dead", _close(session, envelope, "dead", why, now))
    envelope.next_attempt_at = tried_at + RESEND_AFTER
    marked = _mark(session, envelope.id, state="ambiguous", reason=reason, claimed_by=None, lease_until=None)
    return Settled("ambiguous", marked)


def _account_for_lost_attempt(
    session: Session, envelope: Envelope, attempts: Sequence[Attempt], rules: Rules, now: datetime
) -> NotStarted | None:
    """Finish an attempt that a crash left open. None when the envelope may be tried now."""
    if not attempts or attempts[-1].finished_at is not None:
        return None
    lost = attempts[-1]
    lost.outcome, lost.finished_at = "ambiguous", now
    lost.detail = "the worker was lost between sending and the answer"
    outcomes = [attempt.outcome or "" for attempt in attempts]
    settled = _rest(session, envelope, outcomes, lost.started_at, rules, lost.detail, now)
    if settled.outcome == "ambiguous" and envelope.next_attempt_at <= now:
        return None
    return NotStarted(settled.outcome, settled.deliveries)


def _unwanted(session: Session, envelope: Envelope, subscriber: Subscriber) -> str | None:
    """Why nobody wants the envelope any more; asked again right before every attempt."""
    if subscriber.status != "active":
        return ENDED_SUBSCRIBER
    wanted = (
        select(Delivery.id)
        .join(Subscription, Subscription.id == Delivery.subscription_id)
        .where(Delivery.envelope_id == envelope.id, Subscription.ended_at.is_(None))
        .limit(1)
    )
    return None if session.scalar(wanted) else ENDED_SUBSCRIPTION


def _close(session: Session, envelope: Envelope, state: str, reason: str | None, now: datetime) -> int:
    """The envelope and all its deliveries are accounted for."""
    envelope.state = "done" if state == "done" else "dead"
    envelope.finished_at = now
    ending = {"state": state, "reason": reason, "claimed_by": None, "lease_until": None, "finished_at": now}
    return _mark(session, envelope.id, among=(*OPEN, "dead") if state == "done" else OPEN, **ending)


def _mark(session: Session, envelope_id: str, among: Sequence[str] = OPEN, **values: object) -> int:
    statement = update(Delivery).where(Delivery.envelope_id == envelope_id, Delivery.state.in_(among))
    return changed(session, statement.values(**values))


def _envelope(session: Session, started: Started) -> Envelope:
    return session.scalars(select(Envelope).where(Envelope.id == started.envelope.id).with_for_update()).one()


def _finish(session: Session, started: Started, outcome: str, detail: str | None, now: datetime) -> bool:
    """Record the outcome. False when another worker has counted the attempt as lost before; a success is recorded even then."""
    statement = update(Attempt).where(Attempt.id == started.attempt_id)
    if outcome != "ok":
        statement = statement.where(Attempt.finished_at.is_(None))
    return bool(changed(session, statement.values(outcome=outcome, detail=detail, finished_at=now)))
