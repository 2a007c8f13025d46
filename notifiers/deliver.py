"""One round of deliveries: what is due is read from the ledger, composed, frozen, sent, and accounted for (RELIABILITY.md, B)."""

from __future__ import annotations

import os
import socket
import time
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from itertools import groupby

from jinja2 import TemplateError

from monitor.budget import YosanError
from notifiers import attempts, ledger
from notifiers.attempts import Rules, Settled
from notifiers.ledger import Due, LeaseLost, NotStarted, Started
from notifiers.parcel import Compose
from notifiers.port import Transport, TransportError
from storage import Database, no_transaction

LANES = 8
"""Subscribers that are served at the same time; one subscriber's envelopes go one after another."""

ROUND = timedelta(minutes=5)
"""How long a round begins new attempts: a mail server that hangs must not keep a service from its other work."""

LEASE_MARGIN = timedelta(seconds=40)
"""By how much a lease outlives the longest send (svix #2181: a shorter one means two workers sending the same)."""

UNCOMPOSABLE = (YosanError, TemplateError, ValueError, TypeError, LookupError, ArithmeticError)

OUTCOMES = {"ok": "done"}
"""The deliveries' states that an attempt's outcomes lead to, where the words differ."""

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Outlet:
    """One channel: how its envelopes are made, how they leave, and how they are tried again."""

    compose: Compose
    transport: Transport
    rules: Rules


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What one round did. envelopes: made; the others count deliveries, each a change owed to a subscriber.

    retry: failed and due again later; ambiguous: sent, the answer lost, resting; held: pending on a channel that has no outlet.
    """

    envelopes: int = 0
    done: int = 0
    retry: int = 0
    ambiguous: int = 0
    dead: int = 0
    suppressed: int = 0
    held: int = 0

    @property
    def line(self) -> str:
        """The report in one line for an operator."""
        told = [f"{getattr(self, field.name)} {field.name}" for field in fields(self) if getattr(self, field.name)]
        return ", ".join(told) or "nothing was due"


def deliver_due(
    database: Database,
    outlets: Mapping[str, Outlet],
    now: datetime,
    worker: str | None = None,
    *,
    longest: timedelta | None = ROUND,
) -> DeliveryReport:
    """Send everything that is due at `now`, once, whatever other workers do at the same time.

    outlets: by channel; deliveries of a channel without one stay pending. worker: this worker's name in the ledger, unique; made
    up when not given. longest: no attempt is begun after this long, what is left stays due; None for no end. Raises StorageError
    when the ledger cannot be written; what was under way then is resumed by a later round.
    """
    worker = worker or worker_name()
    clock = _clock(now)
    lease = timedelta(seconds=max((outlet.transport.seconds for outlet in outlets.values()), default=0)) + LEASE_MARGIN
    tally: Counter[str] = Counter()
    ledger.hand_back_expired(database, clock())
    for subscriber_id, channel in ledger.owing(database, outlets):
        tally += _compose(database, outlets[channel], subscriber_id, channel, worker, lease, clock)
    lines = [list(line) for _, line in groupby(ledger.due(database, outlets, clock()), key=lambda due: due.subscriber_id)]
    end = now + longest if longest else None
    with ThreadPoolExecutor(max_workers=max(1, min(LANES, len(lines)))) as pool:
        for part in pool.map(lambda line: _send_line(database, outlets, line, worker, lease, clock, end), lines):
            tally += part
    tally["held"] = ledger.held(database, outlets)
    return DeliveryReport(**{field.name: tally[field.name] for field in fields(DeliveryReport)})


def _compose(
    database: Database, outlet: Outlet, subscriber_id: int, channel: str, worker: str, lease: timedelta, clock: Clock
) -> Counter[str]:
    """Freeze what one subscriber is owed into envelopes; what cannot be composed becomes a dead letter and stops nobody else."""
    claimed = ledger.claim(database, subscriber_id, channel, now=clock(), worker=worker, lease=lease)
    if claimed is None:
        return Counter()
    tally = Counter(suppressed=claimed.suppressed)
    if claimed.parcel is None:
        return tally
    try:
        drafts = outlet.compose(claimed.parcel)
    except UNCOMPOSABLE as error:
        reason = f"cannot be composed: {type(error).__name__}: {error}"
        tally["dead"] += ledger.bury_claim(database, claimed, reason, clock())
        return tally
    try:
        ledger.freeze(database, claimed, drafts, clock())
    except LeaseLost:
        return tally  # the worker that took over composes and reports
    tally["envelopes"] += len(drafts)
    return tally


def _send_line(
    database: Database,
    outlets: Mapping[str, Outlet],
    line: Sequence[Due],
    worker: str,
    lease: timedelta,
    clock: Clock,
    end: datetime | None,
) -> Counter[str]:
    """One subscriber's envelopes, one after another, until the round is over."""
    tally: Counter[str] = Counter()
    for due in line:
        if end and clock() >= end:
            break
        outlet = outlets[due.channel]
        begun = attempts.begin(database, due.envelope_id, outlet.rules, now=clock(), worker=worker, lease=lease)
        if isinstance(begun, NotStarted):
            tally[begun.why] += begun.deliveries
            continue
        settled = _attempt(database, outlet, begun, clock)
        tally[OUTCOMES.get(settled.outcome, settled.outcome)] += settled.deliveries
    return tally


def _attempt(database: Database, outlet: Outlet, started: Started, clock: Clock) -> Settled:
    no_transaction()
    try:
        outlet.transport.notify(started.envelope)
    except TransportError as error:
        return attempts.fail(database, started, error, outlet.rules, clock())
    return attempts.succeed(database, started, clock())


def worker_name() -> str:
    """A name for this worker that no other has: host, process, chance."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"


def _clock(now: datetime) -> Clock:
    """The time as it goes on from `now`, measured by the monotonic clock: a round may be longer than a lease."""
    begun = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - begun)
