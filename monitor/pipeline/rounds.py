"""A round: what one source gave, read outside any transaction and recorded in one, or held whole when it would change too much."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy import func, or_, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from monitor.budget import Basis, Origin, YosanError
from monitor.compare.hold import Limits, reason_to_hold
from monitor.parse import Parsed
from monitor.parse.header import Header
from monitor.pipeline.holding import held_before, keep_hold
from monitor.pipeline.intake import (
    Held,
    Ingested,
    Outcome,
    Recorded,
    already_known,
    is_reread,
    record,
    set_aside,
    understand,
)
from monitor.pipeline.measured import measures_watched
from monitor.pipeline.misreadings import Reread, put_right
from monitor.pipeline.releases import Arrival, is_stale
from monitor.pipeline.successors import replaced_elsewhere
from storage.captures import CaptureStore, Kept
from storage.database import Database, StorageError
from storage.editions import current_editions, one_at_a_time
from storage.holds import Storm
from storage.tables import Capture, Edition, StoredChange

AGAIN = -1
"""The place in its round of what no parcel brought: it was read again."""

OF_A_ROUND = Limits()
"""What a round may change when its caller knows of no season."""

BY_HAND = Limits(new_share=None)
"""What a person hands in may be the whole of a new year; a revision is held all the same."""

log = structlog.get_logger("pipeline")


@dataclass(frozen=True, slots=True)
class Parcel:
    """Bytes that a URL gave, kept. name: of the file; published: ISO day (JST); media_type: as the server told it."""

    kept: Kept
    name: str
    url: str
    ministry: str | None = None
    published: str | None = None
    source_id: str | None = None
    media_type: str | None = None
    origin: Origin = Origin.LIVE


@dataclass(frozen=True, slots=True)
class Reading:
    """A good reading of a parcel, ready to be recorded. place: of the parcel in its round, or AGAIN."""

    place: int
    arrival: Arrival
    parsed: Parsed
    is_whole: bool
    remarks: tuple[str, ...] = ()

    @property
    def is_live(self) -> bool:
        """Whether what it changes is news."""
        return self.arrival.origin is Origin.LIVE


class _TooMuch(Exception):
    """A round that would change too much at once."""

    def __init__(self, reason: str, would_change: Mapping[str, int]) -> None:
        super().__init__(reason)
        self.would_change = dict(would_change)


def ingest(
    database: Database,
    captures: CaptureStore,
    data: bytes,
    *,
    name: str,
    url: str,
    ministry: str | None = None,
    published: str | None = None,
    source_id: str | None = None,
    media_type: str | None = None,
    origin: Origin = Origin.LIVE,
    limits: Limits = BY_HAND,
    now: datetime,
) -> Ingested:
    """Take in the bytes that a URL gave: keep, read, match, compare, record. The same bytes again change nothing.

    ministry: whose release it is, when the caller knows; now: aware UTC. What cannot be read is quarantined, what states no measure
    is no budget, what would change too much at once is held; neither makes a change or takes the place of an earlier good edition.
    Everything that follows from a good one is one transaction. Raises CaptureError when the bytes cannot be kept and StorageError
    when the database fails.
    """
    parcel = Parcel(Kept(captures.put(data), len(data)), name, url, ministry, published, source_id, media_type, origin)
    [done] = _take_in(database, captures, [parcel], limits, now, frozenset(), strict=True)
    return done


def take_in(
    database: Database,
    captures: CaptureStore,
    parcels: Sequence[Parcel],
    *,
    limits: Limits = OF_A_ROUND,
    gone: Collection[int] = (),
    now: datetime,
) -> list[Ingested]:
    """Take in what one round over a source gave: what becomes of each parcel, in their order.

    gone: ids of the source's releases that this round found gone from where they were: what arrives may be what became of them.

    Each is read and parsed outside any transaction; then all are recorded in one, and what breaks there fails alone. What is live
    is measured together: where it would change more than the limits allow, nothing of it is taken in and each becomes a hold. What
    is baseline is never held and tells nobody. Raises StorageError when the database fails.
    """
    done = _take_in(database, captures, parcels, limits, now, frozenset(gone), strict=False)
    for parcel, one in zip(parcels, done, strict=True):
        if one.outcome is Outcome.HELD:
            told = {"url": parcel.url, "sha256": one.sha256, "reason": one.reason, "would_change": dict(one.kinds)}
            log.warning("held until an operator releases it", hold=one.hold_id, source=parcel.source_id, **told)
    return done


def _take_in(
    database: Database,
    captures: CaptureStore,
    parcels: Sequence[Parcel],
    limits: Limits,
    now: datetime,
    gone: frozenset[int],
    *,
    strict: bool,
) -> list[Ingested]:
    """What `take_in` does. strict: raise what breaks."""
    done: dict[int, Ingested] = {}
    readings: list[Reading] = []
    for place, parcel in enumerate(parcels):
        try:
            with structlog.contextvars.bound_contextvars(capture=parcel.kept.sha256, url=parcel.url):
                one = _look_at(database, captures, place, arrival_of(parcel, now, gone))
        except Exception as error:
            if strict or isinstance(error, StorageError):
                raise
            one = _failed(parcel.url, parcel.kept.sha256, error)
        if isinstance(one, Reading):
            readings.append(one)
        else:
            done[place] = one
    if readings:
        again = read_again(database, captures, readings)
        done |= settle(database, [*again, *readings], limits, strict=strict)
    return [done[place] for place in range(len(parcels))]


def _failed(url: str, sha256: str, error: Exception) -> Ingested:
    """What broke, on record and in the log: of a fault of the program the log tells where."""
    expected = isinstance(error, YosanError)
    told = " ".join((str(error) if expected else f"{type(error).__name__}: {error}").split())
    log.warning("not taken in", url=url, sha256=sha256, reason=told, exc_info=None if expected else error)
    return Ingested(None, None, Outcome.FAILED, reason=told, sha256=sha256)


def _look_at(database: Database, captures: CaptureStore, place: int, arrival: Arrival) -> Reading | Ingested:
    """What a parcel states, or what becomes of it when it is known, held already or gives nothing."""
    with database.session() as session:
        known = already_known(session, arrival) or held_before(session, arrival)
    return known or read(database, captures, place, arrival)


def arrival_of(parcel: Parcel, now: datetime, gone: frozenset[int] = frozenset()) -> Arrival:
    """The parcel as it arrives at a moment. gone: releases of its source that its round found gone."""
    return Arrival(
        parcel.kept.sha256,
        parcel.kept.size,
        parcel.name,
        parcel.url,
        parcel.published,
        parcel.source_id,
        parcel.origin,
        now,
        parcel.media_type,
        parcel.ministry,
        gone,
    )


def read(database: Database, captures: CaptureStore, place: int, arrival: Arrival) -> Reading | Ingested:
    """What a capture states; when it gives nothing, that is put on record. Raises CaptureError when its bytes are not there."""
    understood = understand(arrival, captures.verified(arrival.sha256))
    if isinstance(understood.parsed, Parsed):
        return Reading(place, arrival, understood.parsed, understood.is_whole, understood.remarks)
    return replace(set_aside(database, arrival, understood.parsed), remarks=understood.remarks)


def read_again(database: Database, captures: CaptureStore, readings: Sequence[Reading]) -> list[Reading]:
    """What an older parser read and these are compared with, read again: their releases, and the years beside them.

    Changes are found only between readings of one parser version, so that a better parser is no news (RELIABILITY.md, 95).
    """
    arrived = {one.arrival.sha256 for one in readings}
    ministries = {one.parsed.header.ministry for one in readings}
    ours = [Edition.url.in_({one.arrival.url for one in readings}), Edition.ministry.in_(ministries - {None})]
    ours += [Edition.ministry.is_(None)] if None in ministries else []
    with database.reading() as session:
        stale = [
            (edition, session.get_one(Capture, edition.capture_sha256))
            for edition in current_editions(session, or_(*ours))
            if is_stale(edition)
            and edition.capture_sha256 not in arrived
            and any(_is_near(edition, one.parsed.header, one.arrival.url) for one in readings)
        ]
    again = []
    for edition, capture in stale:
        arrival = replace(
            readings[0].arrival,
            sha256=edition.capture_sha256,
            size=capture.size,
            name=capture.name,
            url=edition.url,
            published=None,
            media_type=None,
            ministry=edition.ministry,
            gone=frozenset(),
            is_fetched=False,
        )
        one = read(database, captures, AGAIN, arrival)
        if isinstance(one, Reading):
            again.append(one)
    return again


def _is_near(edition: Edition, header: Header, url: str) -> bool:
    years = (edition.fiscal_year, header.fiscal_year.year if header.fiscal_year else None)
    beside = None not in years and abs((years[0] or 0) - (years[1] or 0)) <= 1
    return edition.url == url or (edition.ministry == header.ministry and beside)


def settle(database: Database, readings: Sequence[Reading], limits: Limits, *, strict: bool = False) -> dict[int, Ingested]:
    """Record good readings, or hold those that are live. What is no news goes first."""
    ordered = sorted(readings, key=lambda one: (one.is_live, one.place))
    try:
        with database.session() as session:
            done, storms = record_round(session, ordered, limits, strict=strict)
    except _TooMuch as storm:
        done, storms = {}, {}
        quiet = [one for one in ordered if one.place != AGAIN and not one.is_live]
        if quiet:
            with database.session() as session:
                done, _ = record_round(session, quiet, None, strict=strict)
        together = Storm(uuid.uuid4().hex, str(storm), storm.would_change)
        storms = {one.place: (one, together) for one in ordered if one.place != AGAIN and one.is_live}
    return done | hold(database, storms.values())


def hold(database: Database, storms: Iterable[tuple[Reading, Storm]]) -> dict[int, Ingested]:
    """Put on record, in one transaction, what is not taken in before an operator says so."""
    storms = list(storms)
    held: dict[int, Ingested] = {}
    if not storms:
        return held
    with database.session() as session:
        one_at_a_time(session)
        for reading, storm in storms:
            replaced = replaced_elsewhere(session, reading.arrival, reading.parsed)
            kept = keep_hold(session, reading.arrival, reading.parsed.header, storm, replaced.release_id if replaced else None)
            held[reading.place] = replace(kept, remarks=reading.remarks)
    return held


def record_round(
    session: Session, readings: Sequence[Reading], limits: Limits | None, *, strict: bool = False
) -> tuple[dict[int, Ingested], dict[int, tuple[Reading, Storm]]]:
    """Record readings one after another, each in a savepoint. strict: raise what breaks.

    What was read again goes first, as far as its address gave nothing else since, and what had been misread is put right before
    anything is compared with it. Raises _TooMuch when what is live, and what is put right, changes too much together.
    """
    one_at_a_time(session)
    last = session.scalar(select(func.max(Edition.id))) or 0
    again = [one for one in readings if is_reread(session, one.arrival, one.parsed.header)]
    rest = [one for one in readings if one.place != AGAIN and all(one is not other for other in again)]
    done: dict[int, Ingested] = {}
    storms: dict[int, tuple[Reading, Storm]] = {}
    changes: list[StoredChange] = []
    for part in (again, rest):
        rereads: list[Reread] = []
        for one in part:
            try:
                with session.begin_nested():
                    recorded = record_reading(session, one, limits)
            except Held as held:
                storms[one.place] = (one, Storm(uuid.uuid4().hex, str(held), held.would_change))
            except Exception as error:
                if strict or isinstance(error, StorageError | OperationalError):
                    raise
                done[one.place] = _failed(one.arrival.url, one.arrival.sha256, error)
            else:
                done[one.place] = replace(recorded.ingested, remarks=one.remarks)
                changes += recorded.changes
                rereads += [recorded.reread] if recorded.reread else []
        changes += put_right(session, rereads, readings[0].arrival.now) if rereads else []
    if limits is not None and readings:
        _judge(session, changes, readings[-1], last, limits)
    done.pop(AGAIN, None)
    return done, storms


def record_reading(session: Session, one: Reading, limits: Limits | None) -> Recorded:
    """Record one reading. Raises Held when it alone would change too much."""
    return record(session, one.arrival, one.parsed, one.is_whole, limits if one.is_live else None)


def _judge(session: Session, changes: Sequence[StoredChange], one: Reading, last: int, limits: Limits) -> None:
    """Raise _TooMuch when the changes that are news are too many for the source.

    one: any reading of the round, which tells the source; last: the id of the last edition before the round.
    """
    news = [row for row in changes if row.origin != Origin.BASELINE]
    revised = {row.measure_id for row in news if row.basis == Basis.REVISION or row.origin == Origin.CORRECTION}
    new = {row.measure_id for row in news} - revised
    if len(revised) + len(new) <= limits.fewest:
        return
    measures = measures_watched(session, one.arrival.source_id, one.parsed.header.ministry, last)
    if (reason := reason_to_hold(len(revised), measures, 0, 0, limits, new=len(new))) is not None:
        raise _TooMuch(reason, Counter(row.kind for row in news))
