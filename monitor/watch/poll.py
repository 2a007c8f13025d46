"""One round over the sources that are due: look at each, fetch what is new or may have been replaced, hand it to the pipeline."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread
from urllib.parse import urlsplit

import structlog
from sqlalchemy import or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from monitor.budget import Origin, YosanError
from monitor.pipeline import Ingested, Outcome, ingest
from monitor.settings import Settings
from monitor.watch.catalogue import SourceSpec
from monitor.watch.discovery import Link, discover, rules_at
from monitor.watch.fetch import Fetched, Fetcher, FetchError, file_name
from storage.captures import CaptureStore
from storage.database import Database
from storage.tables import Check, Release, Source

HEARTBEATS = 4
"""How often a claim is renewed within its lease, so that one late beat does not lose it."""
LONGEST_REASON = 500
LONGEST_BACK_OFF = timedelta(days=1)

log = structlog.get_logger("watch")
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class TargetReport:
    """What came of one release: its URL, an outcome of the pipeline or `failed`, how many changes, and the reason of a failure.

    unsure: how many entries the reader is not sure of, so that they wait for a person.
    """

    url: str
    outcome: str
    changes: int = 0
    reason: str | None = None
    unsure: int = 0


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What came of one source: its own error, if it could not be looked at, and its releases."""

    source_id: str
    error: str | None = None
    targets: tuple[TargetReport, ...] = ()


@dataclass(frozen=True, slots=True)
class PollReport:
    """What came of one round."""

    sources: tuple[SourceReport, ...]

    @property
    def failed(self) -> bool:
        """Whether any source could not be looked at."""
        return any(source.error for source in self.sources)

    def line(self) -> str:
        """The round in one line: 2 sources, 3 releases: 1 new, 2 unchanged; 14 changes."""
        outcomes: dict[str, int] = {}
        for target in self.targets:
            outcomes[target.outcome] = outcomes.get(target.outcome, 0) + 1
        told = ", ".join(f"{n} {name}" for name, n in sorted(outcomes.items())) or "none"
        changes = sum(target.changes for target in self.targets)
        errors = sum(1 for source in self.sources if source.error)
        unsure = sum(target.unsure for target in self.targets)
        tail = f"; {unsure} entries were not read surely and wait for a person" if unsure else ""
        tail += f"; {errors} sources could not be looked at" if errors else ""
        return f"{len(self.sources)} sources, {len(self.targets)} releases: {told}; {changes} changes{tail}"

    @property
    def targets(self) -> tuple[TargetReport, ...]:
        """The releases of all sources."""
        return tuple(target for source in self.sources for target in source.targets)


def register(database: Database, specs: Iterable[SourceSpec], now: datetime, *, whole: bool = False) -> None:
    """Put declared sources, and what changed in their declaration, into the database; new ones are due at once, manual ones rest.

    whole: the specs are the whole catalogue, and every other source rests.
    """
    declared = {spec.id: spec for spec in specs}
    with database.session() as session:
        for row in session.scalars(select(Source)) if whole else ():
            row.enabled = row.id in declared
        for spec in declared.values():
            row = session.get(Source, spec.id) or Source(id=spec.id, created_at=now, next_check_at=now)
            row.url, row.kind, row.ministry, row.pattern = spec.url, spec.kind, spec.ministry, spec.pattern
            row.follow, row.depth, row.hosts = spec.follow, spec.depth, list(spec.hosts) or None
            row.every_seconds, row.season_every_seconds = spec.every_seconds, spec.season_every_seconds
            row.seasons = None if spec.seasons is None else list(spec.seasons)
            row.allow_private, row.manual, row.note = spec.allow_private, spec.manual, spec.note
            row.enabled = spec.enabled and not spec.manual
            session.add(row)


def poll(
    database: Database,
    captures: CaptureStore,
    settings: Settings,
    clock: Clock,
    *,
    now_all: bool = False,
    among: Collection[str] | None = None,
) -> PollReport:
    """One round over the sources that are due (`now_all`: over all), then done. One bad source or release stops no other.

    clock: gives the present moment, aware. among: only sources with these ids. Raises YosanError for one that is not known.
    """
    reports = []
    lease = timedelta(seconds=settings.lease_seconds)
    for ident in _due(database, clock(), now_all, among):
        if _claim(database, ident, clock(), lease):
            with _held(database, ident, clock, lease):
                reports.append(asyncio.run(_look_at(database, captures, settings, ident, clock)))
    return PollReport(tuple(reports))


def _due(database: Database, now: datetime, now_all: bool, among: Collection[str] | None) -> list[str]:
    query = select(Source.id).where(Source.enabled).order_by(Source.next_check_at, Source.id)
    if among is not None:
        query = query.where(Source.id.in_(among))
    if not now_all:
        query = query.where(Source.next_check_at <= now)
    with database.reading() as session:
        unknown = sorted(set(among or ()) - set(session.scalars(select(Source.id))))
        if unknown:
            raise YosanError(f"no source has the id {unknown[0]}")
        return list(session.scalars(query))


def _claim(database: Database, ident: str, now: datetime, lease: timedelta) -> bool:
    """Take a source for this process; False when another one has it. The claim of a process that was killed runs out."""
    free = or_(Source.claimed_until.is_(None), Source.claimed_until < now)
    with database.session() as session:
        taken = session.execute(
            update(Source).where(Source.id == ident, free).values(claimed_until=now + lease).returning(Source.id)
        ).scalar_one_or_none()
    return taken is not None


@contextmanager
def _held(database: Database, ident: str, clock: Clock, lease: timedelta) -> Iterator[None]:
    """Renew the claim of a source while the block runs: a lease is short, so that a crash costs little, and a round may be long."""
    done = Event()

    def beat() -> None:
        while not done.wait(lease.total_seconds() / HEARTBEATS):
            try:
                with database.session() as session:
                    session.execute(update(Source).where(Source.id == ident).values(claimed_until=clock() + lease))
            except (YosanError, SQLAlchemyError) as error:
                log.warning("claim not renewed", source=ident, reason=str(error))

    heart = Thread(target=beat, name=f"claim of {ident}", daemon=True)
    heart.start()
    try:
        yield
    finally:
        done.set()
        heart.join()
        with database.session() as session:
            session.execute(update(Source).where(Source.id == ident).values(claimed_until=None))


@dataclass(frozen=True, slots=True)
class _Known:
    url: str
    title: str | None
    published: str | None
    etag: str | None = None
    last_modified: str | None = None


async def _look_at(database: Database, captures: CaptureStore, settings: Settings, ident: str, clock: Clock) -> SourceReport:
    with database.session() as session:
        source = session.get_one(Source, ident)
        session.expunge(source)
    fetcher = Fetcher(
        hosts=frozenset({urlsplit(source.url).hostname or ""}),
        contact=settings.contact,
        gap_seconds=settings.gap_seconds,
        allow_private=source.allow_private,
    )
    error: FetchError | None = None
    targets: list[TargetReport] = []
    started = clock()
    async with fetcher:
        page: Fetched | None = None
        links: list[Link] = []
        try:
            page = await fetcher.get(source.url)
            links = [] if page.not_modified else discover(page.body, page.url, rules_at(source), page.media_type)
        except FetchError as refusal:
            error = refusal
        if error is None:
            for target in _targets(database, ident, links):
                targets.append(await _fetch_release(database, captures, fetcher, source, target, clock))
    _finish(database, source, page, error, started, clock(), targets)
    log.info("source looked at", source=ident, releases=len(targets), error=str(error) if error else None)
    return SourceReport(ident, str(error) if error else None, tuple(targets))


def _targets(database: Database, ident: str, links: list[Link]) -> list[_Known]:
    """The releases already known, which may have been replaced in place, and after them the new ones in the page's order."""
    linked = {link.url: _Known(link.url, link.text or None, link.published) for link in links if link.release}
    with database.reading() as session:
        wanted = or_(Release.source_id == ident, Release.url.in_(linked))
        rows = session.scalars(select(Release).where(wanted).order_by(Release.id))
        known = {row.url: _Known(row.url, row.title, row.published_on, row.etag, row.last_modified) for row in rows}
    return [*known.values(), *(release for url, release in linked.items() if url not in known)]


async def _fetch_release(
    database: Database, captures: CaptureStore, fetcher: Fetcher, source: Source, target: _Known, clock: Clock
) -> TargetReport:
    started = clock()
    answer: Fetched | None = None
    done: Ingested | None = None
    old = not source.baseline_done or target.url in source.baseline_pending
    try:
        answer = await fetcher.get(target.url, etag=target.etag, last_modified=target.last_modified)
        if answer.not_modified:
            report = TargetReport(target.url, "unchanged")
        else:
            done = ingest(
                database,
                captures,
                answer.body,
                name=file_name(answer.url, answer.media_type),
                url=target.url,
                ministry=source.ministry,
                published=target.published,
                source_id=source.id,
                origin=Origin.BASELINE if old else Origin.LIVE,
                media_type=answer.media_type,
                now=clock(),
            )
            report = TargetReport(target.url, done.outcome, done.changes, done.reason, done.unsure)
            for remark in done.remarks:
                log.warning("text of a release is damaged", source=source.id, url=target.url, remark=remark)
    except Exception as error:
        expected = isinstance(error, YosanError)
        reason = str(error) if expected else f"{type(error).__name__}: {error}"
        report = TargetReport(target.url, "failed", reason=" ".join(reason.split())[:LONGEST_REASON])
        log.warning("release not read", source=source.id, url=target.url, reason=report.reason, exc_info=not expected)
    _note_check(database, source.id, target, answer, done, report, started, clock())
    return report


def _note_check(
    database: Database,
    source_id: str,
    target: _Known,
    answer: Fetched | None,
    done: Ingested | None,
    report: TargetReport,
    started: datetime,
    now: datetime,
) -> None:
    """Put the look at a release on record, and what to ask the server with next time.

    Only what was taken in well is asked for conditionally: a replacement that could not be stored or read must be sent whole again.
    """
    with database.session() as session:
        release = session.scalars(select(Release).where(Release.url == target.url)).one_or_none()
        session.add(
            Check(
                source_id=source_id,
                release_id=release.id if release else None,
                url=target.url,
                started_at=started,
                finished_at=now,
                status=answer.status if answer else None,
                outcome=report.outcome,
                detail=report.reason,
                capture_sha256=done.sha256 if done else None,
            )
        )
        if release is None or answer is None:
            return
        release.last_checked_at = now
        release.title = release.title or target.title
        if not answer.not_modified:
            whole = done is not None and done.outcome is not Outcome.QUARANTINED
            release.etag, release.last_modified = (answer.etag, answer.last_modified) if whole else (None, None)


def _finish(
    database: Database,
    source: Source,
    page: Fetched | None,
    error: FetchError | None,
    started: datetime,
    now: datetime,
    targets: list[TargetReport],
) -> None:
    with database.session() as session:
        row = session.get_one(Source, source.id)
        session.add(
            Check(
                source_id=source.id,
                url=source.url,
                started_at=started,
                finished_at=now,
                status=page.status if page else (error.status if error else None),
                outcome="failed" if error else ("unchanged" if page and page.not_modified else "looked_at"),
                detail=str(error) if error else None,
            )
        )
        row.last_checked_at = now
        if error is not None:
            row.failures += 1
            row.next_check_at = now + _back_off(row.every_seconds, row.failures, error.retry_after)
            return
        row.failures, row.last_success_at = 0, now
        failed = {target.url for target in targets if target.outcome == "failed"}
        row.baseline_pending = sorted(failed & set(row.baseline_pending) if row.baseline_done else failed)
        row.baseline_done = True
        row.next_check_at = now + timedelta(seconds=row.every_seconds)


def _back_off(every_seconds: int, failures: int, retry_after: float | None) -> timedelta:
    """How long to leave a failing source alone: from a minute, doubling, never more than a day, never less than it asked for."""
    wait = min(timedelta(seconds=min(every_seconds, 60) * 2 ** min(failures - 1, 20)), LONGEST_BACK_OFF)
    return max(wait, timedelta(seconds=min(retry_after or 0.0, 86400.0)))
