"""One round over the sources that are due: each is claimed, looked at beside the others, and given back with what was noted."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections import deque
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime, timedelta
from threading import Event, Thread

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from monitor.budget import YosanError
from monitor.settings import Settings
from monitor.watch.catalogue import SourceSpec
from monitor.watch.clock import Clock
from monitor.watch.fetch import Fetcher
from monitor.watch.report import PollReport, SourceReport
from monitor.watch.visit import Progress, Tools, Visit
from storage.captures import CaptureStore
from storage.database import Database, StorageError
from storage.hosts import LedgerHosts
from storage.tables import Source
from storage.watching import (
    KnownSource,
    Noted,
    claim_sources,
    due_sources,
    extend_claims,
    forget_pages,
    judge_pages_anew,
    known_sources,
    note_visits,
    prune_checks,
    watched_sources,
)

HEARTBEATS = 4
"""How often claims are renewed within their lease, so that one late beat does not lose them."""
SOURCES_AT_ONCE = 32
"""Sources that are looked at beside each other; those of one host wait for each other."""
A_MOMENT, LOOK_AGAIN = 0.05, 10.0
"""Seconds that a worker without a source waits at a time, and from one look at what is due by now to the next."""
NOTED_AT_ONCE = 64
"""Visits that are written in one transaction, as far as they end within moments of each other."""
NOTED_WITHIN = 0.25
"""Seconds after which what was noted is written, however little it is."""
DECLARED = ("url", "kind", "ministry", "pattern", "follow", "depth", "every_seconds", "season_every_seconds", "allow_private")
"""What a source's row has of its declaration as it is."""
JUDGING = ("pattern", "follow", "depth", "hosts")
"""What decides about links: where it changes, pages are judged anew."""

log = structlog.get_logger("watch")


def register(database: Database, specs: Iterable[SourceSpec], now: datetime, *, whole: bool = False) -> None:
    """Put declared sources, and what changed in their declaration, into the database; new ones are due at once, manual ones rest.

    A source at another address is a new one: what it lists was there before, and is no news. Where links are only judged otherwise
    from now on, what the pages linked already is no news.

    whole: the specs are the whole catalogue, and every other source rests.
    """
    declared = {spec.id: spec for spec in specs}
    with database.session() as session:
        for row in session.scalars(select(Source)) if whole else ():
            row.enabled = row.id in declared
        for spec in declared.values():
            row = session.get(Source, spec.id) or Source(id=spec.id, created_at=now, next_check_at=now)
            before, place = [getattr(row, name) for name in JUDGING], (row.url, row.kind)
            for name in DECLARED:
                setattr(row, name, getattr(spec, name))
            row.hosts, row.seasons = list(spec.hosts) or None, list(spec.seasons) if spec.seasons is not None else None
            row.manual, row.note, row.enabled = spec.manual, spec.note, spec.enabled and not spec.manual
            session.add(row)
            if place != (row.url, row.kind):
                row.baseline_done, row.baseline_pending = False, []
                session.flush()
                forget_pages(session, spec.id)
            elif before != [getattr(row, name) for name in JUDGING]:
                judge_pages_anew(session, spec.id)


def poll(
    database: Database,
    captures: CaptureStore,
    settings: Settings,
    clock: Clock,
    *,
    now_all: bool = False,
    among: Collection[str] | None = None,
    back_to: int | None = None,
    stop: Event | None = None,
    progress: Progress | None = None,
) -> PollReport:
    """One round over the sources that are due (`now_all`: over all), then done. One bad source or release stops no other.

    clock: gives the present moment, aware. among: only sources with these ids. back_to: take in, as what was there before, what
    the sources list of this fiscal year and later ones, going deeper into their pages than usual, and look at nothing that is
    known. stop: ends the round early, in good order. Raises YosanError for an id that is not known.
    """
    _refuse_unknown(database, among)
    round_ = _Round(database, captures, settings, clock, among, now_all=now_all, back_to=back_to)
    round_.find_due()
    if progress is not None:
        progress.more(round_.size)
    with round_.held():
        reports, stopped = asyncio.run(round_.run(stop or Event(), progress))
    return PollReport(tuple(reports), stopped)


def _refuse_unknown(database: Database, among: Collection[str] | None) -> None:
    with database.reading() as session:
        unknown = sorted(set(among or ()) - set(session.scalars(select(Source.id))))
    if unknown:
        raise YosanError(f"no source has the id {unknown[0]}")


class _Round:
    """The sources of one round: which are still to be claimed, which are claimed, and what is still to be written."""

    def __init__(
        self,
        database: Database,
        captures: CaptureStore,
        settings: Settings,
        clock: Clock,
        among: Collection[str] | None,
        *,
        now_all: bool,
        back_to: int | None,
    ) -> None:
        self._database, self._captures, self._settings, self._clock = database, captures, settings, clock
        self._among, self._now_all, self._back_to = among, now_all, back_to
        self._due, self._ready = deque[str](), deque[KnownSource]()
        self._watched: frozenset[str] = frozenset()
        self._owner = uuid.uuid4().hex
        self._at_work, self._looked = 0, time.monotonic()
        self._claimed: set[str] = set()
        self._noted: list[Noted] = []
        self._reports: list[SourceReport] = []
        self._order: dict[str, int] = {}
        self._lease = timedelta(seconds=settings.lease_seconds)
        self._writing, self._over = asyncio.Lock(), asyncio.Event()

    @property
    def size(self) -> int:
        """How many sources were found to be due so far."""
        return len(self._order)

    def find_due(self) -> None:
        """Add what is due by now and was not looked at in this round: a long visit to one host keeps nothing else waiting."""
        with self._database.reading() as session:
            due = due_sources(session, None if self._now_all else self._clock(), self._among)
            self._watched = watched_sources(session)
        fresh = [ident for ident in due if ident not in self._order]
        self._order.update((ident, place) for place, ident in enumerate(fresh, len(self._order)))
        self._due.extend(fresh)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Renew the claims while the block runs: a lease is short, so that a crash costs little, and a round may be long."""
        done = Event()

        def beat() -> None:
            while not done.wait(self._lease.total_seconds() / HEARTBEATS):
                try:
                    self._extend(self._clock() + self._lease)
                except (YosanError, SQLAlchemyError) as error:
                    log.warning("claims not renewed", sources=sorted(self._claimed), reason=str(error))

        heart = Thread(target=beat, name="claims", daemon=True)
        heart.start()
        try:
            yield
        finally:
            done.set()
            heart.join()
            self._extend(None)

    def _extend(self, until: datetime | None) -> None:
        if claimed := sorted(self._claimed):
            with self._database.session() as session:
                extend_claims(session, claimed, self._owner, until)

    async def run(self, stop: Event, progress: Progress | None) -> tuple[list[SourceReport], bool]:
        """Look at every source that no other process has; gives the reports in the order in which the sources were due."""
        if not self._due:
            return [], False
        async with self._fetcher() as fetcher:
            tools = Tools(
                self._database,
                self._captures,
                fetcher,
                self._clock,
                self._settings,
                self._watched,
                every_release=self._now_all,
                back_to=self._back_to,
                progress=progress,
            )
            number = min(SOURCES_AT_ONCE, len(self._due)) if self._now_all else SOURCES_AT_ONCE
            workers = [asyncio.create_task(self._work(tools, progress)) for _ in range(number)]
            writer = asyncio.create_task(self._write_now_and_then())
            stopped = await self._finish_or_stop(workers, writer, stop)
            await self._write(prune=True)
        return sorted(self._reports, key=lambda report: self._order[report.source_id]), stopped

    @asynccontextmanager
    async def _fetcher(self) -> AsyncIterator[Fetcher]:
        settings = self._settings
        hosts = LedgerHosts(self._database)
        async with Fetcher(
            hosts,
            contact=settings.contact,
            gap_seconds=settings.gap_seconds,
            lease_seconds=settings.lease_seconds,
            clock=self._clock,
        ) as fetcher:
            yield fetcher

    async def _work(self, tools: Tools, progress: Progress | None) -> None:
        while (known := await self._next()) is not None:
            visit = Visit(tools, known)
            self._at_work += 1
            try:
                with structlog.contextvars.bound_contextvars(source=known.source.id):
                    report = await self._looked_at(visit)
                    log.info("source looked at", releases=len(report.targets), error=report.error)
            finally:
                self._at_work -= 1
            self._reports.append(report)
            self._noted.append(visit.noted)
            if progress is not None:
                progress.done(report)
            if len(self._noted) >= NOTED_AT_ONCE:
                await self._write()

    async def _looked_at(self, visit: Visit) -> SourceReport:
        """What came of a look. A fault of ours with one source costs that source its look, and no other anything."""
        try:
            return await visit.look()
        except (StorageError, SQLAlchemyError):
            raise
        except YosanError as error:
            return visit.broke_off(str(error))
        except Exception as error:
            log.error("a fault of the program", exc_info=error)
            return visit.broke_off(f"a fault of the program, please report it: {type(error).__name__}: {error}")

    async def _next(self) -> KnownSource | None:
        """A source that is this process's now; None when no more is due and no other is being looked at."""
        while True:
            async with self._writing:
                while not self._ready and self._due:
                    some = [self._due.popleft() for _ in range(min(SOURCES_AT_ONCE, len(self._due)))]
                    self._ready.extend(await asyncio.to_thread(self._claim, some))
                if self._ready:
                    return self._ready.popleft()
            if self._now_all or not self._at_work:
                return None
            await self._wait_for_more()

    async def _wait_for_more(self) -> None:
        """Wait a moment; from time to time, look whether more is due."""
        await asyncio.sleep(A_MOMENT)
        if time.monotonic() - self._looked >= LOOK_AGAIN:
            self._looked = time.monotonic()
            await asyncio.to_thread(self.find_due)

    def _claim(self, some: Sequence[str]) -> list[KnownSource]:
        with self._database.session() as session:
            mine = claim_sources(session, some, self._owner, self._clock(), self._lease, also_undue=self._now_all)
        self._claimed.update(mine)
        with self._database.reading() as session:
            return known_sources(session, mine)

    async def _write_now_and_then(self) -> None:
        while not self._over.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), NOTED_WITHIN)
            await self._write()

    async def _write(self, *, prune: bool = False) -> None:
        """Write what was noted, and give those sources back."""
        async with self._writing:
            noted, self._noted = self._noted, []
            if noted or prune:
                await asyncio.shield(asyncio.to_thread(self._note, noted, prune))

    def _note(self, noted: Sequence[Noted], prune: bool) -> None:
        with self._database.session() as session:
            lost = note_visits(session, noted, self._owner)
            if prune:
                prune_checks(session, self._clock())
        self._claimed -= {str(visit.source["id"]) for visit in noted}
        for source in lost:
            log.warning("another process took this source meanwhile; what was seen of it is not noted", source=source)

    async def _finish_or_stop(self, workers: Sequence[asyncio.Task[None]], writer: asyncio.Task[None], stop: Event) -> bool:
        """Wait for the workers, or end them when the round is to stop; tells whether it was. Raises what one of the tasks raised.

        A ledger that cannot be written ends the round: what was noted is not on record, and those sources are due again.
        """
        waiting = set(workers)
        while waiting and not stop.is_set() and not writer.done():
            done, waiting = await asyncio.wait(waiting, timeout=0.2, return_when=asyncio.FIRST_EXCEPTION)
            if any(task.exception() for task in done):
                break
        for task in waiting:
            task.cancel()
        self._over.set()  # the writer is not broken off: what it writes would be lost without a word
        for result in await asyncio.gather(*workers, writer, return_exceptions=True):
            if isinstance(result, Exception):
                raise result
        return bool(waiting)
