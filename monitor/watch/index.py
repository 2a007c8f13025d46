"""The index of a source: its own page or feed, and the pages found from it, as deep as the source says, with what they list."""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor import __version__
from monitor.watch.answers import FetchError, Trouble
from monitor.watch.clock import Clock
from monitor.watch.discovery import LeadsTo, Link, Rules, address_of, discover, rules_at
from monitor.watch.fetch import Fetched, Fetcher, file_name
from monitor.watch.seasons import japanese_day
from storage.captures import CaptureStore
from storage.tables import Source
from storage.watching import KnownListing, KnownPage, KnownSource, Row

WHOLE_EVERY = timedelta(days=7)
"""A 304 is a hint: after this long a page or file is asked for whole (RELIABILITY.md, 86)."""
COUNTED = ("release", "page")
"""Where the links lead that are remembered."""
NEXT = "next"
LEADS_TO: dict[str, LeadsTo] = {"release": "release", "page": "page", NEXT: "page"}
"""How the ledger keeps a link, and where that leads: a page that goes on with a list lies no deeper than its first."""
LONGEST_AHEAD = timedelta(days=7)
"""A page that was dated further ahead than this was not dated: feeds have held items of 2088 (SOURCES.md, HTTP)."""
MOST_PAGES = 200
"""Index pages of one source in one round: an index that links more of them is not an index."""


@dataclass(frozen=True, slots=True)
class Absence:
    """That no page lists a release any more: since when, and in how many rounds in a row."""

    since: datetime
    rounds: int


@dataclass(slots=True)
class Index:
    """What the pages of a source list now, and what is to be written of it.

    listed: the links to releases by address, in the pages' order. absent: releases that were listed once and are not now. failed:
    pages that could not be looked at, with the reason; what they listed still counts as listed.
    """

    listed: dict[str, Link] = field(default_factory=dict)
    absent: dict[str, Absence] = field(default_factory=dict)
    failed: dict[str, FetchError] = field(default_factory=dict)
    is_unchanged: bool = True
    fresh_seconds: float | None = None
    checks: list[Row] = field(default_factory=list)
    pages: list[Row] = field(default_factory=list)
    new_pages: list[tuple[Row, list[Row]]] = field(default_factory=list)
    listings: list[Row] = field(default_factory=list)
    new_listings: list[Row] = field(default_factory=list)
    captures: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """An index page and how deep it lies, of how many pages that are followed."""

    url: str
    depth: int
    deepest: int


@dataclass(frozen=True, slots=True)
class _Seen:
    """One page as it is now: its links, and whether it was given anew. digest: of what it gave, and of how that is judged.

    links: where it is as it was, those that count; where it is new, all: a link that is judged otherwise now is still there.
    """

    page: KnownPage | None
    url: str
    depth: int
    links: tuple[Link, ...]
    is_new: bool
    answer: Fetched | None
    digest: str | None
    sha256: str | None = None  # of the capture that was kept of it


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
    waiting, met = deque([(source.url, 0)]), {address_of(source.url)}
    seen: list[_Seen] = []
    while waiting and len(seen) < MOST_PAGES:
        url, level = waiting.popleft()
        one = await _look_at(fetcher, captures, known, index, pages.get(address_of(url)), Place(url, level, deepest), clock)
        seen.append(one)
        for link in one.links:
            further = level if link.continues else level + 1
            address = address_of(link.url)
            is_past = link.year is not None and link.year < oldest and address not in pages
            if link.leads_to == "page" and further <= deepest and address not in met and not is_past:
                met.add(address)
                waiting.append((link.url, further))
    _list(index, seen, clock())
    _miss(index, source, known.pages.values(), seen, clock())
    return index


async def _look_at(
    fetcher: Fetcher,
    captures: CaptureStore,
    known: KnownSource,
    index: Index,
    page: KnownPage | None,
    place: Place,
    clock: Clock,
) -> _Seen:
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
        one = _judged(source, page, place, answer, started)
    except FetchError as error:
        if url == source.url:
            raise
        index.failed[url] = error
        index.checks.append(_check(source, url, started, clock(), error.status, str(error.trouble), str(error)))
        if page is not None:
            index.pages.append({"id": page.id, "failures": page.failures + 1})
        return _Seen(page, url, place.depth, _links_of(page), False, None, None)
    outcome = "looked_at" if one.is_new else "unchanged"
    if one.is_new and _lists_otherwise(page, one.links):
        one = await _kept(index, captures, one, started)
    index.checks.append(_check(source, url, started, clock(), answer.status, outcome, None, one.sha256))
    index.is_unchanged = index.is_unchanged and not one.is_new
    if url == source.url:
        index.fresh_seconds = answer.fresh_seconds
    return one


def _lists_otherwise(page: KnownPage | None, links: Sequence[Link]) -> bool:
    """Whether a page lists other links than it did, or names them otherwise."""
    before = {(link.url, link.text, link.leads_to) for link in _links_of(page)}
    return before != {(link.url, link.text, link.leads_to) for link in links if link.leads_to in COUNTED}


async def _kept(index: Index, captures: CaptureStore, one: _Seen, now: datetime) -> _Seen:
    """The page as evidence of what it listed then. What only turned its counter of visitors is not kept."""
    assert one.answer is not None
    body, media_type = one.answer.body, one.answer.media_type
    sha256 = await asyncio.to_thread(captures.put, body)
    name = file_name(one.answer.url, media_type)
    index.captures.append({"sha256": sha256, "size": len(body), "name": name, "media_type": media_type, "now": now})
    return replace(one, sha256=sha256)


def _sentinel(known: KnownSource) -> str | None:
    """An address of the source that exists, to tell a page that is gone from a host that is asked too often."""
    there = (release.url for release in known.releases if not release.missing_rounds and release.withdrawn_at is None)
    return next(there, None)


def _judged(source: Source, page: KnownPage | None, place: Place, answer: Fetched, now: datetime) -> _Seen:
    """What the answer lists. Raises FetchError for one that is not the page: a page that says that the site is being serviced."""
    known, url, depth = _links_of(page), place.url, place.depth
    if answer.not_modified:
        return _Seen(page, url, depth, known, False, answer, page.body_sha256 if page else None)
    rules = _rules(source, place)
    digest = _digest(answer.body, rules)
    if page is not None and page.body_sha256 == digest and place.deepest <= source.depth:
        return _Seen(page, url, depth, known, False, answer, digest)
    found = discover(answer.body, answer.url, rules, answer.media_type, japanese_day(now + LONGEST_AHEAD))
    if known and not _stands_for_itself(source, known, found):
        reason = f"{url}: lists none of the {len(known)} links that it listed: taken for a page that stands in for it"
        raise FetchError(reason, Trouble.NOT_THE_FILE, answer.status)
    return _Seen(page, url, depth, tuple(found), True, answer, digest)


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


def _links_of(page: KnownPage | None) -> tuple[Link, ...]:
    """What a page lists, as far as is known."""
    listings = page.listings.values() if page else ()
    return tuple(
        Link(
            one.url,
            one.text,
            published=one.published_on,
            leads_to=LEADS_TO[one.leads_to],
            continues=one.leads_to == NEXT,
            year=one.year,
        )
        for one in listings
        if one.missing_since is None and one.leads_to in LEADS_TO
    )


def _list(index: Index, seen: Iterable[_Seen], now: datetime) -> None:
    """Note what every page lists."""
    for one in seen:
        for link in one.links:
            if link.leads_to == "release":
                index.listed.setdefault(address_of(link.url), link)
        if one.answer is None:
            continue
        validators = {"etag": one.answer.etag, "last_modified": one.answer.last_modified}
        state: Row = {"last_seen_at": now, "failures": 0, "body_sha256": one.digest}
        if not one.answer.not_modified:
            state |= {**validators, "full_at": now}
        new = {address_of(link.url): link for link in one.links} if one.is_new else {}
        strange = {address: link for address, link in new.items() if link.leads_to in COUNTED}
        if one.page is None:
            page = {"source_id": None, "url": one.url, "depth": one.depth, "etag": None, "last_modified": None, "full_at": None}
            index.new_pages.append((page | state, [_new_listing(address, link, now) for address, link in strange.items()]))
            continue
        index.pages.append({"id": one.page.id, "depth": one.depth, **state})
        for address, link in new.items():
            known = one.page.listings.get(address)
            if known is not None:
                index.listings.append({"id": known.id, **_as_listed(link, now)})
            elif address in strange:
                index.new_listings.append({"page_id": one.page.id, **_new_listing(address, link, now)})


def _as_listed(link: Link, now: datetime) -> Row:
    return {
        "url": link.url,
        "text": link.text,
        "published_on": link.published,
        "year": link.year,
        "leads_to": NEXT if link.continues else link.leads_to,
        "last_seen_at": now,
        "missing_since": None,
        "missing_rounds": 0,
    }


def _new_listing(address: str, link: Link, now: datetime) -> Row:
    return {"address": address, "first_seen_at": now, **_as_listed(link, now)}


def _miss(index: Index, source: Source, pages: Iterable[KnownPage], seen: list[_Seen], now: datetime) -> None:
    """Note what was listed and is not any more.

    The items of a feed leave it as others come: that says nothing. Nor does a page that could not be looked at, or one that only
    such a page may still link.
    """
    if source.kind == "feed":
        return
    looked = {one.page.id: one for one in seen if one.page is not None}
    for page in pages:
        if page.depth > source.depth:
            continue  # found once by going deeper than usual
        one = looked.get(page.id)
        if (one is None and index.failed) or (one is not None and one.answer is None):
            continue
        there = {address_of(link.url) for link in one.links} if one else set()
        for listing in _not_there(page, there):
            absence = Absence(listing.missing_since or now, listing.missing_rounds + 1)
            index.listings.append({"id": listing.id, "missing_since": absence.since, "missing_rounds": absence.rounds})
            if listing.leads_to == "release" and listing.address not in index.listed:
                index.absent[listing.address] = _shorter(index.absent.get(listing.address), absence)


def _not_there(page: KnownPage, there: set[str]) -> Iterator[KnownListing]:
    counted = (listing for listing in page.listings.values() if listing.leads_to in LEADS_TO)
    return (listing for listing in counted if listing.address not in there)


def _shorter(one: Absence | None, other: Absence) -> Absence:
    return other if one is None else replace(one, since=max(one.since, other.since), rounds=min(one.rounds, other.rounds))


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
