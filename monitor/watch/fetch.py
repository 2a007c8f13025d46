"""A polite HTTP client: robots.txt first, one connection a host, spaced, conditional, with a deadline on the whole."""

from __future__ import annotations

import asyncio
import random
import ssl
import time
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import Message
from urllib.parse import unquote, urlsplit

import httpx
import structlog

from monitor import __version__
from monitor.net import Line, NetworkRefusal, VettedBackend, origin_of
from monitor.watch import answers, robots
from monitor.watch.answers import Fetched, FetchError, Trouble
from monitor.watch.bodies import Disk, Memory, Sink
from monitor.watch.claims import Claim, Claims, Clock, Probe, touched
from monitor.watch.exchange import (
    REMAINDER,
    Answer,
    Errand,
    judge_file,
    judge_page,
    judge_whole,
    network_complaint,
    received,
    vetted,
)
from monitor.watch.hosts import HostBook
from monitor.watch.pace import Pace, Patience
from monitor.watch.places import Place, place_of
from monitor.watch.robots import PRODUCT
from storage import CaptureStore, Kept, no_transaction

__all__ = ["FetchError", "Fetched", "Fetcher", "Patience", "Trouble", "file_name"]

MAX_REDIRECTS = 5
JITTER = 1.25
"""Requests to a host are up to this many times the least gap apart, at random."""
LEASE_SECONDS = 60.0
PROBED_FOR = timedelta(minutes=3)
"""For so long it holds for a whole host how an address that is known to exist was answered."""
THERE = frozenset({200, 206, 304, 410, 416})
"""How a server may answer that is not asked too much, when it is asked for one byte of an address that existed."""
log = structlog.get_logger("watch")


class Fetcher:
    """Fetches from the hosts that each call allows and from no other, also after a redirect (RELIABILITY.md, 71, 81-83).

    One for a whole round or process, shared by all sources: different hosts are asked at once, one host never twice at once, nor by
    two processes that share a book. Use it as an async context manager; at its end every host is given back.
    """

    def __init__(
        self,
        hosts: HostBook,
        *,
        contact: str = "",
        gap_seconds: float = 5.0,
        patience: Patience = Patience(),  # noqa: B008 - frozen
        lease_seconds: float = LEASE_SECONDS,
        clock: Clock = lambda: datetime.now(UTC),
        certificates: ssl.SSLContext | None = None,
    ) -> None:
        """See the class.

        hosts: the book of hosts. contact: address or page put in the User-Agent. gap_seconds: least time between two requests to a
        host, from the end of the first, with up to a quarter more at random. lease_seconds: after a crash, how long until another
        process may ask the hosts that this one had. clock: gives the present moment, aware. certificates: whom to trust; the
        public authorities when not given.
        """
        self._clock, self._gap, self._patience = clock, gap_seconds, patience
        self._claims = Claims(hosts, clock, lease_seconds)
        self._certificates = certificates
        self._backends = {private: VettedBackend(allow_private=private) for private in (False, True)}
        self._open: dict[str, Claim] = {}
        agent = f"{PRODUCT}/{__version__}" + (f" (+{contact})" if contact else "")
        self._headers = ((b"User-Agent", agent.encode("ascii", "replace")), (b"Accept", b"*/*"))

    async def __aenter__(self) -> Fetcher:
        """Begin to hold hosts."""
        await self._claims.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close every connection and give every host back."""
        await self._claims.__aexit__()

    async def reserve(self, urls: Iterable[str]) -> None:
        """Claim the hosts of many addresses in one transaction, before they are asked one by one."""
        await self._claims.reserve({place_of(url).name for url in urls})

    async def page(
        self,
        url: str,
        *,
        allowed: Collection[str],
        allow_private: bool = False,
        etag: str | None = None,
        last_modified: str | None = None,
        sentinel: str | None = None,
    ) -> Fetched:
        """A page or feed, in memory.

        allowed: names of hosts that may be reached, with or without port. allow_private: also at private addresses. etag,
        last_modified: validators of what is known, as they were given. sentinel: an address of the host that is known to exist,
        asked when this one is said not to. Raises FetchError for everything that is no whole answer of status 200 or 304.
        """
        sink, patience = Memory(), self._patience
        errand = self._errand(url, allowed, allow_private, etag, last_modified, patience.page_bytes, patience.page_bytes, b"gzip")
        answer = await self._run(errand, sink, sentinel)
        if answer.status == 200:
            judge_page(answer, sink.body)
            await asyncio.to_thread(judge_whole, answer, sink.body)  # seconds, for what is made to take long
        return self._fetched(answer, etag, last_modified, body=bytes(sink.body))

    async def file(
        self,
        url: str,
        captures: CaptureStore,
        *,
        allowed: Collection[str],
        allow_private: bool = False,
        etag: str | None = None,
        last_modified: str | None = None,
        sentinel: str | None = None,
        expects: str | None = None,
    ) -> Fetched:
        """A file, written to the captures' folder while it comes and kept there under its hash; nothing of a bad answer is kept.

        expects: the media type that this address had before, where it is known: a web page in its place is then no file. The rest
        is as of page(). Raises CaptureError besides, when it cannot be written.
        """
        patience = self._patience
        errand = self._errand(
            url, allowed, allow_private, etag, last_modified, patience.file_bytes, patience.inflated_bytes, b"identity"
        )
        with Disk(captures) as sink:
            answer = await self._run(errand, sink, sentinel)
            if answer.status != 200:
                return self._fetched(answer, etag, last_modified)
            judge_file(answer, sink, expects)
            return self._fetched(answer, etag, last_modified, kept=await asyncio.to_thread(sink.keep))

    def _errand(
        self,
        url: str,
        allowed: Collection[str],
        allow_private: bool,
        etag: str | None,
        last_modified: str | None,
        limit: int,
        inflated: int,
        encoding: bytes,
    ) -> Errand:
        headers = [*self._headers, (b"Accept-Encoding", encoding)]
        if etag:
            headers.append((b"If-None-Match", etag.encode("latin-1", "replace")))
        if last_modified:
            headers.append((b"If-Modified-Since", last_modified.encode("latin-1", "replace")))
        return Errand(
            url, allowed, allow_private, tuple(headers), limit, bool(etag or last_modified), Pace(self._patience), inflated
        )

    def _fetched(
        self, answer: Answer, etag: str | None, last_modified: str | None, body: bytes = b"", kept: Kept | None = None
    ) -> Fetched:
        unchanged = answer.status == 304
        told = answer.headers.get
        return Fetched(
            url=answer.place.url,
            status=answer.status,
            body=body,
            kept=kept,
            media_type=told("content-type"),
            etag=told("etag") or (etag if unchanged else None),
            last_modified=told("last-modified") or (last_modified if unchanged else None),
            not_modified=unchanged,
            fresh_seconds=answers.fresh_seconds(answer.headers, self._clock()),
        )

    async def _run(self, errand: Errand, sink: Sink, sentinel: str | None) -> Answer:
        """The answer at the end of the redirects, 200 or 304; its body is in the sink. Raises FetchError for any other."""
        no_transaction()
        url, came_from = errand.url, None
        for _ in range(MAX_REDIRECTS + 1):
            place = vetted(url, errand, came_from)
            async with self._claims.visit(place.name) as claim:
                await self._permitted(claim, place, errand)
                answer = await self._ask(claim, place, errand, sink)
                if answer.onward is None:
                    await self._accept(claim, answer, errand, sentinel)
                    return answer
            url, came_from = answer.onward, place
        raise FetchError(f"{errand.url}: more than {MAX_REDIRECTS} redirects", Trouble.SERVER_ERROR, answer.status)

    async def _accept(self, claim: Claim, answer: Answer, errand: Errand, sentinel: str | None) -> None:
        """Raise FetchError unless the answer is one to work with; a host that asks to be left alone is, by every process."""
        url = answer.place.url
        if answer.status == 200 or (answer.status == 304 and errand.is_conditional):
            return
        if answer.status == 304:
            raise FetchError(f"{url}: the server answered 304 to a request without conditions", Trouble.SERVER_ERROR, 304)
        failure = self._failure(answer)
        if sentinel is not None and (answer.status, failure.trouble) in ((404, Trouble.GONE), (503, Trouble.SERVER_ERROR)):
            failure = await self._seconded(claim, failure, answer.place, sentinel, errand)
        if failure.trouble is Trouble.THROTTLED:
            if failure.retry_after is None:
                failure.retry_after = self._patience.rest
            if failure.retry_after:
                await self._leave_alone(claim, failure.retry_after)
        raise failure

    def _failure(self, answer: Answer) -> FetchError:
        """What an answer that gives nothing to keep says by itself."""
        now = self._clock()
        trouble, told = answers.trouble_of(answer.status, answer.headers, answer.body, now)
        return FetchError(f"{answer.place.url}: {told}", trouble, answer.status, answers.retry_after(answer.headers, now))

    async def _seconded(self, claim: Claim, failure: FetchError, at: Place, sentinel: str, errand: Errand) -> FetchError:
        """What a 404 or 503 means, seen beside an address that is known to exist: of the address alone, or the host has enough."""
        place = place_of(sentinel)
        if place.name != claim.name or place.url == at.url or not (claim.rules and claim.rules.allow(place.url)):
            return failure
        other = (await self._probed(claim, place, errand)).failure
        if other is None:
            return failure
        if other.status == failure.status:
            told = f"the server answers {failure.status} here and at {place.url}, which exists: it is asked too often"
            return FetchError(f"{at.url}: {told}", Trouble.THROTTLED, failure.status, self._patience.rest)
        if failure.status == 404 or other.trouble is Trouble.THROTTLED:  # whether it is gone cannot be said
            return FetchError(str(other), other.trouble, other.status, other.retry_after)
        return failure

    async def _probed(self, claim: Claim, place: Place, errand: Errand) -> Probe:
        """How an address fares that is known to exist; asked once for many that are missing.

        It is asked for one byte, with GET, as HEAD is not honoured by all. Who sends the whole of something short instead is heard
        to the end, so that the connection stays open.
        """
        now, known = self._clock(), claim.probe
        if known and timedelta(0) <= now - known.at <= PROBED_FOR and (known.failure is None or known.url == place.url):
            return known
        headers = (*self._headers, (b"Accept-Encoding", b"identity"), (b"Range", b"bytes=0-0"))
        asking = replace(errand, headers=headers, limit=REMAINDER, is_cut=True, is_conditional=False, pace=Pace(self._patience))
        failure: FetchError | None
        try:
            answer = await self._ask(claim, place, asking, Memory())
            failure = None if answer.status in THERE or answer.onward is not None else self._failure(answer)
        except FetchError as error:
            failure = None if error.status == 200 else error
        claim.probe = Probe(now, place.url, failure)
        return claim.probe

    async def _leave_alone(self, claim: Claim, seconds: float) -> None:
        """Keep every process from asking this host for a while, also after a restart."""
        until = self._clock() + timedelta(seconds=min(seconds, answers.LONGEST_RETRY))
        claim.state = replace(claim.state, not_before=max(until, claim.state.not_before or until))
        await self._claims.note(claim)

    async def _permitted(self, claim: Claim, place: Place, errand: Errand) -> None:
        """Raise FetchError where the host is to be left alone for now, or its rules forbid the address."""
        self._check_rest(claim, place)
        if claim.rules is None or claim.rules_until is None or self._clock() >= claim.rules_until:
            await self._learn_rules(claim, place, errand)
        rules = claim.rules or robots.EVERYTHING
        if not rules.allow(place.url):
            raise FetchError(f"{place.url}: robots.txt forbids it ({rules.against(place.url)})", Trouble.FORBIDDEN_BY_ROBOTS)

    def _check_rest(self, claim: Claim, place: Place) -> None:
        """Raise FetchError while the host wants no request. A rest longer than any that is kept comes from a wrong clock."""
        until, now = claim.state.not_before, self._clock()
        if until is not None and 0 < (left := (until - now).total_seconds()) <= answers.LONGEST_RETRY:
            told = f"{place.name} asked to be left alone until {until:%Y-%m-%d %H:%M} UTC"
            raise FetchError(f"{place.url}: {told}", Trouble.THROTTLED, None, left)

    async def _learn_rules(self, claim: Claim, place: Place, errand: Errand) -> None:
        """Find the rules that hold for a host: as it gave them within a day, else by asking. Raises FetchError where none do."""
        now = self._clock()
        claim.rules = robots.standing(claim.state, now)
        claim.rules_until = (claim.state.robots_at or now) + robots.LASTS
        if claim.rules is None:
            await self._ask_rules(claim, place, errand)
        if claim.rules is not None and claim.rules.asked_delay > claim.rules.delay:
            asked, kept = claim.rules.asked_delay, claim.rules.delay
            log.warning("crawl-delay is longer than the longest that is kept", host=claim.name, asked=asked, kept=kept)

    async def _ask_rules(self, claim: Claim, place: Place, errand: Errand) -> None:
        try:
            status, text = await self._robots(claim, place, errand)
        except FetchError as error:
            if error.trouble in (Trouble.BLOCKED, Trouble.REFUSED, Trouble.BUSY):
                raise
            if error.trouble is Trouble.THROTTLED and error.retry_after:
                await self._leave_alone(claim, error.retry_after)
                raise
            self._do_without_rules(claim, place, error)
            return
        now = self._clock()
        claim.state = robots.answered(claim.state, status, text, now)
        claim.rules, claim.rules_until = robots.rules_of(text), now + robots.LASTS

    def _do_without_rules(self, claim: Claim, place: Place, failure: FetchError) -> None:
        """Go by what was known of a host that cannot tell its rules now. Raises FetchError where nothing was."""
        now = self._clock()
        claim.state, claim.rules = robots.unanswered(claim.state, failure.status or robots.NO_ANSWER, now)
        claim.rules_until = now + robots.ASKED_AGAIN
        if claim.rules is None:
            told = f"{place.robots} cannot be had, so nothing is fetched there: {failure}"
            raise FetchError(told, failure.trouble, failure.status, failure.retry_after) from failure
        log.warning("robots.txt cannot be had; what was known of it holds", host=claim.name, error=str(failure))

    async def _robots(self, claim: Claim, place: Place, errand: Errand) -> tuple[int, str]:
        """What a host answers for robots.txt, at the end of its redirects: its status, and the text of it when that is 200."""
        headers = (*self._headers, (b"Accept-Encoding", b"gzip"))
        asking = Errand(
            place.robots,
            errand.allowed,
            errand.allow_private,
            headers,
            robots.ROBOTS_BYTES,
            False,
            Pace(self._patience),
            robots.ROBOTS_BYTES,
            is_cut=True,
        )
        url, came_from = place.robots, None
        for _ in range(MAX_REDIRECTS + 1):
            there, sink = vetted(url, asking, came_from), Memory()
            answer = await self._ask_from(claim, there, asking, sink)
            if answer.onward is None:
                return self._robots_text(answer, bytes(sink.body))
            url, came_from = answer.onward, there
        return 404, ""  # too many redirects: RFC 9309, 2.3.1.2, takes it for unavailable

    def _robots_text(self, answer: Answer, body: bytes) -> tuple[int, str]:
        url = answer.place.url
        if answer.status == 200:
            if answers.is_challenge(answer.headers, body):
                raise FetchError(f"{url}: a firewall answered with a challenge, which is not passed", Trouble.BLOCKED, 200)
            return 200, body[: robots.ROBOTS_BYTES].decode("utf-8", "replace").replace("\x00", "")
        if 400 <= answer.status < 500 and answer.status != 429:
            return answer.status, ""
        raise self._failure(answer)

    async def _ask_from(self, claim: Claim, place: Place, errand: Errand, sink: Sink) -> Answer:
        """Ask a host while another one's turn is held: its own, or, after a redirect, that of the host that it leads to."""
        if place.name == claim.name:
            return await self._ask(claim, place, errand, sink)
        try:
            async with asyncio.timeout(self._patience.deadline), self._claims.visit(place.name) as other:
                self._check_rest(other, place)
                return await self._ask(other, place, errand, sink)
        except TimeoutError as error:
            raise FetchError(f"{place.url}: its host did not get free in time", Trouble.BUSY) from error

    async def _ask(self, claim: Claim, place: Place, errand: Errand, sink: Sink) -> Answer:
        """One request of a host whose turn is held. Raises FetchError for what is no whole answer, whatever its status."""
        await self._spaced(claim)
        line = await self._line(claim, place, errand.allow_private)
        request = httpx.Request("GET", place.raw, headers=[(b"Host", place.header), *errand.headers])
        is_whole = False
        try:
            async with errand.pace:
                response = await line.send(request)
                errand.pace.begin_body()
                try:
                    answer, is_whole = await received(response, place, errand, sink)
                finally:
                    await response.aclose()
                return answer
        except TimeoutError as error:
            raise FetchError(f"{place.url}: {errand.pace.complaint}", Trouble.UNREACHABLE) from error
        except NetworkRefusal as error:
            raise FetchError(f"{place.url}: {error}", Trouble.REFUSED) from error
        except httpx.TransportError as error:
            raise FetchError(f"{place.url}: {network_complaint(error)}", Trouble.UNREACHABLE) from error
        finally:
            touched(claim, self._clock())
            if not is_whole:
                await line.close()

    async def _spaced(self, claim: Claim) -> None:
        """Wait until the host may be asked again."""
        gap = max(self._gap, claim.rules.delay if claim.rules else 0.0)
        if gap:
            wait = claim.ended + gap * random.uniform(1.0, JITTER) - time.monotonic()  # noqa: S311 - manners, not secrets
            await asyncio.sleep(max(wait, 0.0))

    async def _line(self, claim: Claim, place: Place, allow_private: bool) -> Line:
        """The connection to a place, the only one to its host; those to hosts that were asked longest ago are closed."""
        origin, backend = origin_of(place.raw), self._backends[allow_private]
        line = claim.line
        if line is None or line.origin != origin or line.backend is not backend:
            if line is not None:
                await line.close()
            line = claim.line = Line(place.raw, backend, self._trusted() if place.scheme == "https" else None)
        self._open.pop(claim.name, None)
        self._open[claim.name] = claim
        if len(self._open) > self._patience.keep_open:
            oldest = self._open.pop(next(iter(self._open)))
            if oldest.line is not None and not oldest.turn.locked():
                await oldest.line.close()
        return line

    def _trusted(self) -> ssl.SSLContext:
        if self._certificates is None:
            self._certificates = httpx.create_ssl_context()
        return self._certificates


def file_name(url: str, media_type: str | None) -> str:
    """A name for the capture of a URL: the last part of its path, else its host, with an ending that says what it is."""
    parts = urlsplit(url)
    name = unquote(parts.path.rstrip("/").rpartition("/")[2]) or parts.hostname or "release"
    name = "".join(c for c in name if c.isprintable() and c not in "/\\")[:120]
    if "." in name[1:]:
        return name
    header = Message()
    header["content-type"] = media_type or "application/octet-stream"
    endings = {"text/html": ".html", "application/pdf": ".pdf", "text/plain": ".txt"}
    return name + endings.get(header.get_content_type(), "")
