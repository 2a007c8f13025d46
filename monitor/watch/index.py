"""The index of a source: its own page or feed, and the pages found from it, as deep as the source says, with what they list."""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import structlog

from monitor import __version__
from monitor.watch.answers import FetchError, Trouble
from monitor.watch.clock import Clock
from monitor.watch.discovery import Link, Rules, address_of, discover, rules_at
from monitor.watch.fetch import Fetched, Fetcher, file_name
from monitor.watch.listing import COUNTED, Index, Seen, begin_anew, find_old, links_of, lists_otherwise, miss, take_down
from monitor.watch.seasons import japanese_day
from storage.captures import CaptureError, CaptureStore
from storage.tables import Source
from storage.watching import KnownPage, KnownSource, Row

WHOLE_EVERY = timedelta(days=7)
"""A 304 is a hint: after this long a page or file is asked for whole (RELIABILITY.md, 86)."""
LONGEST_AHEAD = timedelta(days=7)
"""A page that was dated further ahead than this was not dated: feeds have held items of 2088 (SOURCES.md, HTTP)."""
MOST_PARTS = 10
"""Parts of one list that are looked at: what is further on was listed long ago, and a list that never ends is a fault."""
MOST_PAGES = 200
"""Index pages of one source in one round: an index that links more of them is not an index."""

log = structlog.get_logger("watch")


@dataclass(frozen=True, slots=True)
class Place:
    """An index page, how deep it lies of how many pages that are followed, and which part of its list it is (0 the first)."""

    url: str
    depth: int
    deepest: int
    part: int = 0


def hosts_of(source: Source) -> frozenset[str]:
    """The hosts that may be reached for a source."""
    return frozenset({urlsplit(source.url).hostname or "", *(source.hosts or ())})


async def look_at_index(
    fetcher: Fetcher, captures: CaptureStore, known: KnownSource, clock: Clock, deepest: int, oldest: int
) -> Index:
    """Look at the source's page and at the pages found from it.

    deepest: how many pages deep links are followed. oldest: pages that name an earlier fiscal year are not begun with.

    Raises FetchError when the source's own page cannot be looked at; another page that cannot is noted and stops nothing.
    """
    source, index = known.source, Index()
    pages = {address_of(page.url): page for page in known.pages.values()}
    waiting, met = deque([Place(source.url, 0, deepest)]), {address_of(source.url)}
    seen: list[Seen] = []
    while waiting and len(seen) < MOST_PAGES:
        place = waiting.popleft()
        one = await _look_at(fetcher, captures, known, index, pages.get(address_of(place.url)), place, clock)
        seen.append(one)
        find_old(index, one, source.baseline_pending)
        for link in one.links:
            further, address = follow(link, place), address_of(link.url)
            is_past = link.year is not None and link.year < oldest and address not in pages
            if further is not None and address not in met and not is_past:
                met.add(address)
                waiting.append(further)
    if waiting:
        log.warning("more index pages than are looked at", source=source.id, looked_at=len(seen))
        index.unreached = [place.url for place in waiting]
    take_down(index, seen, clock())
    miss(index, source.kind, source.depth, seen, clock())
    return index


def follow(link: Link, place: Place) -> Place | None:
    """The page that a link of a page leads to, where it is looked at too: not too deep, and not too far on in one list."""
    if link.leads_to != "page":
        return None
    if link.continues:
        return replace(place, url=link.url, part=place.part + 1) if place.part + 1 < MOST_PARTS else None
    return Place(link.url, place.depth + 1, place.deepest) if place.depth < place.deepest else None


async def _look_at(
    fetcher: Fetcher,
    captures: CaptureStore,
    known: KnownSource,
    index: Index,
    page: KnownPage | None,
    place: Place,
    clock: Clock,
) -> Seen:
    source, sentinel = known.source, _sentinel(known)
    started, url = clock(), place.url
    deeper = place.deepest > source.depth
    whole = page is None or page.full_at is None or deeper or started - page.full_at >= WHOLE_EVERY
    etag, modified = (page.etag, page.last_modified) if page and not whole else (None, None)
    try:
        answer = await fetcher.page(
            url,
            allowed=hosts_of(source),
            allow_private=source.allow_private,
            etag=etag,
            last_modified=modified,
            sentinel=sentinel,
        )
        one = await asyncio.to_thread(_judged, source, page, place, answer, started)
    except FetchError as error:
        if url == source.url:
            raise
        index.failed[url] = error
        index.checks.append(_check(source, url, started, clock(), error.status, str(error.trouble), str(error)))
        if page is not None:
            index.pages.append({"id": page.id, "failures": page.failures + 1})
            begin_anew(index, [page], started)
        return Seen(page, url, place.depth, links_of(page), False, None, None)
    outcome = "looked_at" if one.is_new else "unchanged"
    if one.is_new and lists_otherwise(page, one.links):
        one = await _kept(index, captures, one, started)
    index.checks.append(_check(source, url, started, clock(), answer.status, outcome, None, one.sha256))
    index.is_unchanged = index.is_unchanged and not one.is_new
    if url == source.url:
        index.fresh_seconds = answer.fresh_seconds
    return one


async def _kept(index: Index, captures: CaptureStore, one: Seen, now: datetime) -> Seen:
    """The page as evidence of what it listed then. What only turned its counter of visitors is not kept."""
    assert one.answer is not None
    body, media_type = one.answer.body, one.answer.media_type
    try:
        sha256 = await asyncio.to_thread(captures.put, body)
    except CaptureError as error:
        log.warning("the page is not kept as evidence of what it lists", url=one.url, reason=str(error))
        return one
    name = file_name(one.answer.url, media_type)
    index.captures.append({"sha256": sha256, "size": len(body), "name": name, "media_type": media_type, "now": now})
    return replace(one, sha256=sha256)


def _sentinel(known: KnownSource) -> str | None:
    """An address of the source that exists, to tell a page that is gone from a host that is asked too often."""
    there = (release.url for release in known.releases if not release.missing_rounds and release.withdrawn_at is None)
    return next(there, None)


def _judged(source: Source, page: KnownPage | None, place: Place, answer: Fetched, now: datetime) -> Seen:
    """What the answer lists. Raises FetchError for one that is not the page: a page that says that the site is being serviced."""
    known, url, depth = links_of(page), place.url, place.depth
    if answer.not_modified:
        return Seen(page, url, depth, known, False, answer, page.body_sha256 if page else None)
    rules = _rules(source, place)
    digest = _digest(answer.body, rules)
    if page is not None and page.body_sha256 == digest and place.deepest <= source.depth:
        return Seen(page, url, depth, known, False, answer, digest)
    found = discover(answer.body, answer.url, rules, answer.media_type, japanese_day(now + LONGEST_AHEAD))
    if known and not _stands_for_itself(source, known, found):
        reason = f"{url}: lists none of the {len(known)} links that it listed: taken for a page that stands in for it"
        raise FetchError(reason, Trouble.NOT_THE_FILE, answer.status)
    return Seen(page, url, depth, tuple(found), True, answer, digest)


def _stands_for_itself(source: Source, known: Sequence[Link], found: Sequence[Link]) -> bool:
    """Whether a page with these links can be the one that had the known ones: it has one of them still, or others that count."""
    if source.kind == "feed":
        return bool(found)
    there = {address_of(link.url) for link in found}
    return any(link.leads_to in COUNTED for link in found) or any(address_of(link.url) in there for link in known)


def _rules(source: Source, place: Place) -> Rules:
    """How the links of a page are judged; where pages are followed further than the source says, by what reads like one."""
    further = place.deepest - place.depth
    return replace(rules_at(source, place.depth), depth=further, follow=source.follow if further else None)


def _digest(body: bytes, rules: Rules) -> str:
    """Equal for the same bytes as long as they are judged alike."""
    judged = (__version__, rules.kind, rules.pattern, rules.follow, sorted(rules.hosts), rules.depth)
    return hashlib.sha256(body + repr(judged).encode()).hexdigest()


def _check(
    source: Source,
    url: str,
    started: datetime,
    finished: datetime,
    status: int | None,
    outcome: str,
    detail: str | None,
    sha256: str | None = None,
) -> Row:
    return {
        "source_id": source.id,
        "release_id": None,
        "url": url,
        "started_at": started,
        "finished_at": finished,
        "status": status,
        "outcome": outcome,
        "detail": detail,
        "capture_sha256": sha256,
    }
