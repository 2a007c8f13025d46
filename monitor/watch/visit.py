"""One look at one source: its index, then its releases, then what became of each of them, all of it noted to be written at once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError

from monitor.budget import Origin, YosanError
from monitor.pipeline import Limits, Outcome, Parcel, find_moved, put_back, reading_version, take_in, withdraw
from monitor.settings import Settings
from monitor.watch import seasons
from monitor.watch.absence import Seen, returns, withdrawals
from monitor.watch.answers import FetchError, Trouble
from monitor.watch.clock import Clock
from monitor.watch.discovery import address_of
from monitor.watch.fetch import Fetched, Fetcher, file_name
from monitor.watch.index import WHOLE_EVERY, hosts_of, look_at_index
from monitor.watch.journal import LONGEST_REASON, Journal, Parceled
from monitor.watch.listing import Index, begin_anew
from monitor.watch.report import SourceReport
from monitor.watch.targets import UNTROUBLED, Occasion, Target, targets
from storage.captures import CaptureStore, Kept
from storage.database import Database, StorageError
from storage.editions import NOT_A_BUDGET, QUARANTINED
from storage.watching import KnownRelease, KnownSource, Noted, Row, listed_by_others

BUSY_FOR = timedelta(minutes=1)
"""When a source is looked at again whose host another process was asking."""
BLOCKED_IN_A_ROW = 3
"""After so many refusals one after the other, and nothing that was had, no more is asked for in this round."""
DEPTH_OF_THE_PAST = 3
"""How many index pages deep past years are looked for: the years' list, a year, its bureaus."""
PUT_BACK = "put_back"
MENDED = timedelta(days=30)
"""Within this time other bytes of a release that could not be read are the same release mended; later they are another one."""
UNREAD = (QUARANTINED, NOT_A_BUDGET)
OUTCOMES = {
    Trouble.GONE: "missing",
    Trouble.BLOCKED: "blocked",
    Trouble.TRUNCATED: "truncated",
}
"""What is said of a release that could not be had, where that is more than `failed`."""

log = structlog.get_logger("watch")


class Progress(Protocol):
    """Is told how far a round is, in sources and in releases."""

    def more(self, number: int) -> None:
        """So many more are to be looked at."""

    def done(self, what: object = None) -> None:
        """One of them was."""


@dataclass(frozen=True)
class Tools:
    """What every look of one round shares."""

    database: Database
    captures: CaptureStore
    fetcher: Fetcher
    clock: Clock
    settings: Settings
    watched: frozenset[str]  # ids of all sources that are looked at by machine
    ledger: asyncio.Lock = field(default_factory=asyncio.Lock)  # one release after the other is read and recorded
    every_release: bool = False  # also those that would rest in this round
    progress: Progress | None = None
    back_to: int | None = None  # fill in the past from this fiscal year on, and look at nothing that is known


class Visit:
    """One look at one source."""

    def __init__(self, tools: Tools, known: KnownSource) -> None:
        self._tools, self._known, self._source = tools, known, known.source
        self._started = tools.clock()
        self._occasion = Occasion(self._started, tools.watched, tools.every_release, tools.back_to)
        self._targets: list[Target] = []
        self._index = Index()
        self._waiting: list[Parceled] = []
        self._missing: list[KnownRelease] = []
        self._not_there_yet: set[str] = set()  # listed, and never had by their server
        self._blocked = 0  # refusals one after the other, as long as nothing was had
        self._had = self._gave_up = False
        self.error: FetchError | None = None
        self._journal = Journal(known.source.id, known.held, tools.clock)
        self.noted = self._journal.noted

    async def look(self) -> SourceReport:
        """Look, take in what is new, and note all of it in `noted`. What fails is told, and stops nothing else."""
        tools = self._tools
        try:
            self._index = await look_at_index(
                tools.fetcher, tools.captures, self._known, tools.clock, self._deepest, self._occasion.oldest
            )
        except FetchError as error:
            self.error = error
            self._journal.check(self._source.url, self._started, error.status, str(error.trouble), str(error))
            begin_anew(self._index, self._known.pages.values(), self._started)
            for release in self._known.releases:
                self._journal.not_known_to_be_missing(release)
        else:
            self._targets = await asyncio.to_thread(targets, tools.database, self._known, self._index, self._occasion)
            if tools.progress is not None:
                tools.progress.more(len(self._targets))
            for target in self._targets:
                await self._look_at(target)
                if tools.progress is not None:
                    tools.progress.done(target.url)
                if self.error is not None or self._gave_up:
                    break
            if self.error is not None and self.error.trouble is Trouble.THROTTLED:
                self._journal.take_back_missing()  # a host that is asked too often may have said so with 404 before
                self._missing.clear()
            await self._take_in(self._waiting)
            if tools.back_to is None:
                await self._settle_absences()
        self._finish()
        reason = str(self.error) if self.error else None
        return SourceReport(self._source.id, reason, tuple(self._journal.reports))

    def broke_off(self, reason: str) -> SourceReport:
        """What is told and noted of a look that a fault of ours ended: that it failed. What was taken in before is on record."""
        source, now = self._source, self._tools.clock()
        self.noted = Noted({"id": source.id, "claimed_by": None, "claimed_until": None})
        if self._tools.back_to is None:
            failed = {"failures": source.failures + 1, "last_error": reason[:LONGEST_REASON], "last_trouble": None}
            due = seasons.next_check(self._rhythm, now, source.failures + 1)
            self.noted.source |= {**failed, "last_checked_at": now, "next_check_at": due}
        return SourceReport(source.id, reason, tuple(self._journal.reports))

    @property
    def _rhythm(self) -> seasons.Rhythm:
        source, declared = self._source, seasons.read_declared(self._tools.settings.seasons)
        return seasons.Rhythm(source.id, source.every_seconds, source.season_every_seconds, source.seasons, declared)

    @property
    def _deepest(self) -> int:
        return self._source.depth if self._tools.back_to is None else max(self._source.depth, DEPTH_OF_THE_PAST)

    async def _look_at(self, target: Target) -> None:
        """Ask for one release. A fault of ours with one costs no other its look."""
        started = self._tools.clock()
        try:
            await self._fetch(target)
        except (StorageError, SQLAlchemyError):
            raise
        except Exception as error:
            log.error("a fault of the program", url=target.url, exc_info=error)
            self._journal.tell(target, "failed", started, reason=f"{type(error).__name__}: {error}")

    async def _fetch(self, target: Target) -> None:
        """Ask for one release. What is new of it waits to be taken in."""
        started, known = self._tools.clock(), target.known
        whole = known is None or known.full_at is None or started - known.full_at >= WHOLE_EVERY
        try:
            answer = await self._tools.fetcher.file(
                target.url,
                self._tools.captures,
                allowed=hosts_of(self._source),
                allow_private=self._source.allow_private,
                etag=known.etag if known and not whole else None,
                last_modified=known.last_modified if known and not whole else None,
                sentinel=self._source.url,
                expects=known.media_type if known else None,
            )
        except FetchError as error:
            self._note_trouble(target, error, started)
            return
        except YosanError as error:  # the disk is full
            self._journal.tell(target, "failed", started, reason=str(error))
            return
        self._had = True
        if known is not None:
            self._journal.there.add(known.id)
        if answer.not_modified and known is not None and _is_stale(known):
            await self._keep_for_later(target, _from_capture(known, answer), started)
            return
        is_held = known is not None and known.id in self._known.held
        if answer.not_modified or (_is_same(known, answer) and not is_held):  # what is held is overtaken by what was there before
            self._journal.unchanged(target, answer, started)
            return
        await self._keep_for_later(target, answer, started)

    def _note_trouble(self, target: Target, error: FetchError, started: datetime) -> None:
        """Put on record that a release could not be had, and stop where it is the host that wants to be left alone."""
        self._blocked = self._blocked + 1 if error.trouble is Trouble.BLOCKED else 0
        if error.trouble in (Trouble.THROTTLED, Trouble.BUSY):
            self.error = error
        self._gave_up = self._blocked >= BLOCKED_IN_A_ROW and not self._had
        known = target.known
        if known is None and error.trouble is Trouble.GONE:
            self._not_there_yet.add(target.url)
        if known is not None and error.trouble is not Trouble.GONE:
            self._journal.not_known_to_be_missing(known)
        elif known is not None and self._journal.missing(known, started):
            self._missing.append(known)
        outcome = OUTCOMES.get(error.trouble, "failed") if known or error.trouble is not Trouble.GONE else "failed"
        self._journal.tell(target, outcome, started, status=error.status, reason=str(error))

    async def _keep_for_later(self, target: Target, answer: Fetched, started: datetime) -> None:
        assert answer.kept is not None
        old = self._is_old(target, answer)
        kept_as = target.known.name if answer.not_modified and target.known else None
        name = kept_as or file_name(answer.url, answer.media_type)
        parcel = Parcel(
            kept=answer.kept,
            name=name,
            url=target.url,
            ministry=self._source.ministry,
            published=target.published,
            source_id=self._source.id,
            media_type=answer.media_type,
            origin=Origin.BASELINE if old else Origin.LIVE,
        )
        parceled = Parceled(target, answer, parcel, started)
        if old:
            await self._take_in([parceled])  # a baseline is never held, so it needs not wait for the rest
        else:
            self._waiting.append(parceled)

    def _is_old(self, target: Target, answer: Fetched) -> bool:
        """Whether a release was there before anybody looked, so that it is no news: whatever the first good look at a page listed.

        What was there and could not be had or read then is old too; what was no budget then, as long as its bytes are the same.
        """
        source = self._source
        if self._tools.back_to is not None:
            return True
        is_pending = target.url in source.baseline_pending
        known = target.known
        if known is not None and known.sha256 is not None:
            is_same = answer.kept is not None and answer.kept.sha256 == known.sha256
            is_mended = (
                known.edition_status == QUARANTINED and known.read_at is not None and self._started - known.read_at <= MENDED
            )
            return is_pending and (is_same or is_mended)
        return is_pending or self._is_found_old(target.url) or (known is None and not source.baseline_done)

    async def _take_in(self, waiting: Sequence[Parceled]) -> None:
        """Have releases read and recorded, all of them together, so that too much at once is noticed."""
        if not waiting:
            return
        tools, now = self._tools, self._tools.clock()
        limits = self._limits(now)
        parcels = [one.parcel for one in waiting]
        try:
            async with tools.ledger:
                done = await asyncio.to_thread(
                    take_in, tools.database, tools.captures, parcels, limits=limits, now=now, gone=self._gone()
                )
        except Exception as error:
            expected = isinstance(error, YosanError)
            reason = str(error) if expected else f"{type(error).__name__}: {error}"
            log.warning("releases not taken in", source=self._source.id, reason=reason, exc_info=not expected)
            for one in waiting:
                self._journal.tell(one.target, "failed", one.started, status=one.answer.status, reason=reason)
            return
        for one, ingested in zip(waiting, done, strict=True):
            self._journal.ingested(one, ingested)

    def _gone(self) -> frozenset[int]:
        """Releases that a new address may have taken the place of: gone in this round, or listed no more and not there."""
        dropped = {one.id for one in self._known.releases if address_of(one.url) in self._index.dropped}
        return frozenset({one.id for one in self._missing} | (dropped - self._journal.there))

    def _limits(self, now: datetime) -> Limits:
        """How much of the source's measures may change at once: more in the seasons in which budgets are published."""
        return seasons.limits(seasons.japanese_day(now), Limits(), seasons.read_declared(self._tools.settings.seasons))

    async def _settle_absences(self) -> None:
        """Tell releases that moved from releases that were withdrawn, and take back a withdrawal of what is there again."""
        async with self._tools.ledger:
            await asyncio.to_thread(self._settle)

    def _settle(self) -> None:
        tools, now = self._tools, self._tools.clock()
        missing = frozenset(one.id for one in self._missing)
        round_ = Seen(self._known.releases, self._known.doubted, missing, frozenset(self._journal.there), self._index)
        moved = find_moved(tools.database, round_.missing, now) if round_.missing else {}
        gone = [pair for pair in withdrawals(round_, now) if pair[0].id not in moved]
        with tools.database.reading() as session:
            elsewhere = listed_by_others(session, {address_of(one.url) for one, _ in gone}, self._source.id) if gone else set()
        gone = [(one, why) for one, why in gone if one.id in missing or address_of(one.url) not in elsewhere]
        settled = list(moved.values())
        if gone:
            pairs = [(release.id, why) for release, why in gone]
            settled += withdraw(tools.database, pairs, limits=self._limits(now), now=now)
        for one in settled:
            if one.outcome is not Outcome.UNCHANGED:
                self._journal.retell(one.url, one.release_id, one.outcome, one.changes, one.reason)
        for release in returns(round_):
            put_back(tools.database, release.id, now)
            self._journal.retell(release.url, release.id, PUT_BACK)

    def _finish(self) -> None:
        """Note how the source stands, and when it is due again."""
        source, noted, now = self._source, self.noted, self._tools.clock()
        noted.checks = [*self._index.checks, *noted.checks]
        noted.pages, noted.listings, noted.new_listings = self._index.pages, self._index.listings, self._index.new_listings
        noted.captures += self._index.captures
        noted.new_pages = [({**page, "source_id": source.id}, listings) for page, listings in self._index.new_pages]
        state = noted.source
        state |= {"claimed_by": None, "claimed_until": None}
        if self._tools.back_to is None:
            self._plan(state, now)

    def _plan(self, state: Row, now: datetime) -> None:
        """How the source stands after a regular look, and when it is due again."""
        source = self._source
        state["last_checked_at"] = now
        if self.error is not None:
            is_failure = self.error.trouble is not Trouble.BUSY
            state["failures"] = source.failures + is_failure
            state["last_error"] = str(self.error)[:LONGEST_REASON] if is_failure else source.last_error
            state["last_trouble"] = str(self.error.trouble) if is_failure else source.last_trouble
        else:
            state |= {"failures": 0, "last_error": self._short_of(), "last_trouble": None, "last_success_at": now}
        if self._index.seen:
            state |= {"baseline_pending": self._still_pending(), "baseline_done": True}
        asked = self.error.retry_after if self.error else None
        state["next_check_at"] = seasons.next_check(self._rhythm, now, state["failures"], asked, self._index.fresh_seconds)
        if self.error is not None and self.error.trouble is Trouble.BUSY:
            state["next_check_at"] = now + BUSY_FOR
        if self.error is None:
            state["period_seconds"] = int((state["next_check_at"] - now).total_seconds())

    def _still_pending(self) -> list[str]:
        """URLs of pages and releases that were there at the first look, and could not be had, or read, so far.

        A release that its page lists and its server does not have yet was not there.
        """
        source, looked = self._source, {report.url: report for report in self._journal.reports}
        open_ = {url for url, report in looked.items() if report.is_failure or report.outcome in UNREAD}
        open_ -= {url for url, report in looked.items() if report.outcome == "failed" and url in self._not_there_yet}
        unread = {one.url for one in self._targets if one.known is not None and one.known.edition_status in UNREAD}
        open_ |= set(self._index.failed) | {url for url in unread if url in looked and looked[url].outcome == "unchanged"}
        open_ |= {target.url for target in self._targets if target.url not in looked} | set(self._index.unreached)
        if not source.baseline_done:
            return sorted(open_)
        before = set(source.baseline_pending) | {url for url in open_ if self._is_found_old(url)}
        return sorted(before & open_ | (before - set(looked) - set(self._index.seen)))

    def _is_found_old(self, url: str) -> bool:
        """Whether a page or release that is listed for the first time was there before anybody looked."""
        address = address_of(url)
        return address in self._index.old or self._index.found_on.get(address) in self._source.baseline_pending

    def _short_of(self) -> str | None:
        """What could not be had though the source itself was seen well; None when nothing is amiss."""
        reasons = [str(error) for error in self._index.failed.values()]
        reasons += [report.reason or report.url for report in self._journal.reports if report.is_failure]
        if not reasons:
            return None
        return f"{len(reasons)} of its pages and releases could not be had: {reasons[0]}"[:LONGEST_REASON]


def _is_stale(known: KnownRelease) -> bool:
    """Whether a release was read by a former parser: what that misread is put right from the capture, whoever serves it by now."""
    return known.sha256 is not None and known.edition_status in UNTROUBLED and known.parser_version != reading_version()


def _from_capture(known: KnownRelease, answer: Fetched) -> Fetched:
    """The answer that nothing changed, with what was kept of the release."""
    assert known.sha256 is not None
    return replace(answer, kept=Kept(known.sha256, known.size or 0), media_type=known.media_type)


def _is_same(known: KnownRelease | None, answer: Fetched) -> bool:
    """Whether a release gave the bytes again that it gave last, and they would be read as they were."""
    if known is None or answer.kept is None or known.sha256 != answer.kept.sha256:
        return False
    return known.parser_version == reading_version() and known.edition_status in UNTROUBLED
