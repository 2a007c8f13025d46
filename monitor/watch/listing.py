"""What the pages of a source list, what they list no more, and what they linked before anybody looked."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from monitor.watch.answers import FetchError
from monitor.watch.discovery import LeadsTo, Link, address_of
from monitor.watch.fetch import Fetched
from storage.watching import KnownListing, KnownPage, Row

COUNTED = ("release", "page")
"""Where the links lead that are remembered."""
NEXT, LEFT = "next", "gone"
LEADS_TO: dict[str, LeadsTo] = {"release": "release", "page": "page", NEXT: "page"}
"""How the ledger keeps a link, and where that leads: a page that goes on with a list lies no deeper than its first."""
STANDING = 0.5
"""A page that kept less than this share of what it listed was made anew, or another page stands in for it."""
MOST_LINKS = 20_000


@dataclass(frozen=True, slots=True)
class Absence:
    """That a page lists a release no more, though the list is the same: since when, and in how many rounds in a row."""

    since: datetime
    rounds: int


@dataclass(slots=True)
class Index:
    """What the pages of a source list now, and what is to be written of it.

    listed: the links to releases by address, in the pages' order. absent: releases that were taken off a list that otherwise
    stands. dropped: addresses that were listed and are not now, for whatever reason. old: addresses that a page linked already
    when it was judged otherwise, and those on pages that are old themselves. found_on: the page of each listed address. seen: the
    URLs of the pages that were looked at. failed: pages that could not be, with the reason; what they listed still counts.
    unreached: those that there were too many of.
    """

    listed: dict[str, Link] = field(default_factory=dict)
    absent: dict[str, Absence] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    old: set[str] = field(default_factory=set)
    found_on: dict[str, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    failed: dict[str, FetchError] = field(default_factory=dict)
    unreached: list[str] = field(default_factory=list)
    is_unchanged: bool = True
    fresh_seconds: float | None = None
    checks: list[Row] = field(default_factory=list)
    pages: list[Row] = field(default_factory=list)
    new_pages: list[tuple[Row, list[Row]]] = field(default_factory=list)
    listings: list[Row] = field(default_factory=list)
    new_listings: list[Row] = field(default_factory=list)
    captures: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Seen:
    """One page as it is now: its links, and whether it was given anew. digest: of what it gave, and of how that is judged.

    links: where it is as it was, those that count; where it is new, all: a link that is judged otherwise now is still there.
    answer: None for a page that could not be looked at.
    """

    page: KnownPage | None
    url: str
    depth: int
    links: tuple[Link, ...]
    is_new: bool
    answer: Fetched | None
    digest: str | None
    sha256: str | None = None  # of the capture that was kept of it


def links_of(page: KnownPage | None) -> tuple[Link, ...]:
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


def lists_otherwise(page: KnownPage | None, links: Sequence[Link]) -> bool:
    """Whether a page lists other links than it did, or names them otherwise."""
    before = {(link.url, link.text, link.leads_to) for link in links_of(page)}
    return before != {(link.url, link.text, link.leads_to) for link in links if link.leads_to in COUNTED}


def find_old(index: Index, one: Seen, pending: Collection[str]) -> None:
    """Note which links of a page are no news though they are listed for the first time.

    A page that links what it linked before, and only is judged otherwise now, says nothing new; nor does a page that lay there
    before anybody followed the link to it. pending: URLs of pages that could not be looked at when they were found to be old.
    """
    if one.answer is not None:
        index.seen.append(one.url)
    before = frozenset(one.page.links or ()) if one.page else frozenset()
    is_old = one.url in pending or (one.page is None and address_of(one.url) in index.old)
    if is_old:
        index.old.add(address_of(one.url))
    for link in one.links:
        address = address_of(link.url)
        if link.leads_to == "release":
            index.found_on.setdefault(address, one.url)
        if is_old or (one.page is not None and not _was_listed(one.page, link, address) and _short(address) in before):
            index.old.add(address)


def _was_listed(page: KnownPage, link: Link, address: str) -> bool:
    """Whether a page listed a link as what it is taken for now."""
    known = page.listings.get(address)
    return known is not None and LEADS_TO.get(known.leads_to) == link.leads_to


def take_down(index: Index, seen: Iterable[Seen], now: datetime) -> None:
    """Note what every page lists."""
    for one in seen:
        for link in one.links:
            if link.leads_to == "release":
                index.listed.setdefault(address_of(link.url), link)
        if one.answer is None:
            continue
        state: Row = {"last_seen_at": now, "failures": 0, "body_sha256": one.digest}
        if not one.answer.not_modified:
            state |= {"etag": one.answer.etag, "last_modified": one.answer.last_modified, "full_at": now}
        new = {address_of(link.url): link for link in one.links} if one.is_new else {}
        if one.is_new:
            state["links"] = [_short(address) for address in new][:MOST_LINKS]
        strange = {address: link for address, link in new.items() if link.leads_to in COUNTED}
        if one.page is None:
            blank = {"source_id": None, "etag": None, "last_modified": None, "full_at": None, "links": None}
            page = blank | {"url": one.url, "depth": one.depth} | state
            index.new_pages.append((page, [_new_listing(address, link, now) for address, link in strange.items()]))
            continue
        index.pages.append({"id": one.page.id, "depth": one.depth, **state})
        for address, link in new.items():
            known = one.page.listings.get(address)
            if known is not None:
                index.listings.append({"id": known.id, **_as_listed(link, now)})
            elif address in strange:
                index.new_listings.append({"page_id": one.page.id, **_new_listing(address, link, now)})


def miss(index: Index, kind: str, depth: int, seen: Iterable[Seen], now: datetime) -> None:
    """Note what was listed and is not any more, by the pages that were looked at: others say nothing.

    Only what was taken off a list that otherwise stands counts as absent. The items of a feed, and the oldest of a dated list,
    leave it as others come, and what others came for at the same time made room for them; a page that lost most of what it listed
    was made anew, or another page stands in for it.
    """
    for one in seen:
        if one.page is None or one.answer is None or one.depth > depth:
            continue
        there = {address_of(link.url) for link in one.links}
        counted = [listing for listing in one.page.listings.values() if listing.leads_to in LEADS_TO]
        has_more = any(link.leads_to == "release" and address_of(link.url) not in one.page.listings for link in one.links)
        for listing in counted:
            if listing.address in there:
                continue
            moved_on = has_more and listing.missing_since is None
            if kind != "feed" and listing.address not in index.listed:
                index.dropped.add(listing.address)
            if kind == "feed" or moved_on or listing.leads_to != "release" or not _was_taken_off(listing, counted, there):
                index.listings.append({"id": listing.id, "leads_to": LEFT})
                continue
            since = listing.missing_since if listing.missing_rounds else None
            absence = Absence(since or now, listing.missing_rounds + 1)
            index.listings.append({"id": listing.id, "missing_since": absence.since, "missing_rounds": absence.rounds})
            if listing.address not in index.listed:
                index.absent[listing.address] = _shorter(index.absent.get(listing.address), absence)


def begin_anew(index: Index, pages: Iterable[KnownPage], now: datetime) -> None:
    """Count what is missing from its list from now on: a site that was down in between proves nothing."""
    for page in pages:
        missing = (listing for listing in page.listings.values() if listing.missing_since is not None)
        index.listings.extend({"id": listing.id, "missing_since": now, "missing_rounds": 0} for listing in missing)


def _was_taken_off(listing: KnownListing, counted: Iterable[KnownListing], there: set[str]) -> bool:
    """Whether the list that a release is missing from stands otherwise, and did not only move on.

    What is listed of another fiscal year says nothing: an old year is taken off when its releases move to the archive.
    """
    others = [one for one in counted if one.leads_to == "release" and one is not listing and not _left_before(one, listing)]
    others = [one for one in others if one.year == listing.year]
    standing = [one for one in others if one.address in there]
    if not standing or len(standing) < STANDING * len(others):
        return False
    return any(_is_older(one, listing) for one in standing)


def _left_before(one: KnownListing, other: KnownListing) -> bool:
    return one.missing_since is not None and (other.missing_since is None or one.missing_since < other.missing_since)


def _is_older(one: KnownListing, than: KnownListing) -> bool:
    """Whether a list, the newest first, that dropped the other because newer ones came would have dropped this one too.

    By their dates, where both have one; else by when they were listed first, and by their order where that was at once.
    """
    if one.published_on is not None and than.published_on is not None:
        return (one.published_on, -one.id) < (than.published_on, -than.id)
    return (one.first_seen_at, -one.id) < (than.first_seen_at, -than.id)


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


def _shorter(one: Absence | None, other: Absence) -> Absence:
    return other if one is None else replace(one, since=max(one.since, other.since), rounds=min(one.rounds, other.rounds))


def _short(address: str) -> str:
    """An address as it is remembered that a page linked it: 8 hex digits of its hash."""
    return hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()[:8]
