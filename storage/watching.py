"""What a round over the sources reads from the ledger and writes to it: a few statements for many sources at once.

A source is claimed with a lease, looked at, and given back together with all that was noted of it. A process that is killed in
between leaves the ledger as it was: the lease runs out and another process looks again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from storage.editions import keep_capture
from storage.holds import CONTENT, WITHDRAWAL
from storage.tables import Base, Capture, Check, Edition, Hold, IndexPage, Listing, Release, Source

AT_ONCE = 500
"""Values of one IN, below the number of parameters that either database takes."""
LEASES_AHEAD = 10
"""A claim that reaches this many leases ahead is none."""
UNCHANGED_KEPT = timedelta(days=90)
"""How long it stays on record that a look found nothing new; every other check is kept for ever."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KnownListing:
    """A link as a page listed it when it was last seen."""

    id: int
    address: str
    url: str
    text: str
    published_on: str | None
    year: int | None
    leads_to: str
    first_seen_at: datetime
    missing_since: datetime | None
    missing_rounds: int


@dataclass(frozen=True, slots=True)
class KnownPage:
    """An index page or feed of a source, with what it listed by address."""

    id: int
    url: str
    depth: int
    etag: str | None
    last_modified: str | None
    body_sha256: str | None
    full_at: datetime | None
    failures: int
    links: list[str] | None
    listings: dict[str, KnownListing]


@dataclass(frozen=True, slots=True)
class KnownRelease:
    """A release and what its URL gave last: the newest edition's capture, by which parser it was read, and when."""

    id: int
    url: str
    source_id: str | None
    title: str | None
    published_on: str | None
    fiscal_year: int | None
    status: str
    etag: str | None
    last_modified: str | None
    full_at: datetime | None
    last_checked_at: datetime | None
    missing_since: datetime | None
    missing_rounds: int
    withdrawn_at: datetime | None
    withdrawn_why: str | None
    moved_to: int | None
    sha256: str | None
    parser_version: str | None
    edition_status: str | None
    media_type: str | None
    size: int | None
    name: str | None
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class KnownSource:
    """A source (a row apart from any session) with its pages by URL and its releases in the order in which they were found.

    held, doubted: ids of releases of which something waits for an operator: new content, or that they were withdrawn.
    """

    source: Source
    pages: dict[str, KnownPage]
    releases: tuple[KnownRelease, ...]
    held: frozenset[int] = frozenset()
    doubted: frozenset[int] = frozenset()


@dataclass(slots=True)
class Noted:
    """What a look at one source gives to write: rows, and values by primary key."""

    source: Row
    checks: list[Row] = field(default_factory=list)
    pages: list[Row] = field(default_factory=list)
    new_pages: list[tuple[Row, list[Row]]] = field(default_factory=list)  # with what they list
    listings: list[Row] = field(default_factory=list)
    new_listings: list[Row] = field(default_factory=list)
    releases: list[Row] = field(default_factory=list)
    captures: list[Row] = field(default_factory=list)  # that were kept though nothing came of them
    titles: dict[int, str] = field(default_factory=dict)  # of releases whose document names none


def due_sources(session: Session, now: datetime | None, among: Collection[str] | None = None) -> list[str]:
    """The ids of the sources that are due, the one that is due longest first. now: None for all; among: only these ids."""
    query = select(Source.id).where(Source.enabled).order_by(Source.next_check_at, Source.id)
    if now is not None:
        query = query.where(Source.next_check_at <= now)
    found = session.scalars(query)
    return [ident for ident in found if among is None or ident in among]


def claim_sources(
    session: Session, ids: Sequence[str], owner: str, now: datetime, lease: timedelta, *, also_undue: bool = False
) -> list[str]:
    """Take sources for this process; gives those that no other one has. The claim of a process that was killed runs out.

    A claim that reaches further than any lease was made by a clock that was ahead. also_undue: also those that are not due; without
    it what another process has looked at since the ids were read is left alone.
    """
    ahead = now + LEASES_AHEAD * lease
    free = [or_(Source.claimed_until.is_(None), Source.claimed_until < now, Source.claimed_until > ahead)]
    if not also_undue:
        free.append(Source.next_check_at <= now)
    taken: set[str] = set()
    for some in chunks(ids):
        claim = update(Source).where(Source.id.in_(some), *free).values(claimed_by=owner, claimed_until=now + lease)
        taken.update(session.scalars(claim.returning(Source.id).execution_options(synchronize_session=False)))
    return [ident for ident in ids if ident in taken]


def extend_claims(session: Session, ids: Sequence[str], owner: str, until: datetime | None) -> None:
    """Hold an owner's claims until then; None gives them back. What it gave back or lost meanwhile stays as it is."""
    for some in chunks(ids):
        extended = update(Source).where(Source.id.in_(some), Source.claimed_by == owner, Source.claimed_until.is_not(None))
        claim = {"claimed_until": until, "claimed_by": owner if until else None}
        session.execute(extended.values(claim).execution_options(synchronize_session=False))


def known_sources(session: Session, ids: Sequence[str]) -> list[KnownSource]:
    """What is known of the sources, in the order of the ids."""
    sources = {row.id: row for some in chunks(ids) for row in session.scalars(select(Source).where(Source.id.in_(some)))}
    session.expunge_all()
    pages = _pages(session, ids)
    releases: defaultdict[str, list[KnownRelease]] = defaultdict(list)
    waiting: defaultdict[str, set[int]] = defaultdict(set)
    for some in chunks(ids):
        open_ = select(Hold.kind, Hold.release_id).where(Hold.source_id.in_(some), Hold.decided_at.is_(None))
        for kind, release_id in session.execute(open_):
            if release_id is not None:
                waiting[kind].add(release_id)
        owned = select(Release.id).where(Release.source_id.in_(some))
        for release in _releases(session, owned):
            releases[release.source_id or ""].append(release)
    return [
        KnownSource(
            sources[ident],
            pages[ident],
            tuple(sorted(releases[ident], key=lambda one: one.id)),
            frozenset(waiting[CONTENT]),
            frozenset(waiting[WITHDRAWAL]),
        )
        for ident in ids
        if ident in sources
    ]


def releases_at(session: Session, urls: Collection[str]) -> list[KnownRelease]:
    """The releases that are known at these URLs, whichever source they were found by."""
    found = [one for some in chunks(sorted(urls)) for one in _releases(session, select(Release.id).where(Release.url.in_(some)))]
    return sorted(found, key=lambda one: one.id)


def watched_sources(session: Session) -> frozenset[str]:
    """The ids of all sources that are looked at by machine."""
    return frozenset(session.scalars(select(Source.id).where(Source.enabled)))


def note_visits(session: Session, visits: Sequence[Noted], owner: str) -> list[str]:
    """Write what was noted of several sources, and give them back.

    A source that another process took meanwhile, because the lease ran out, is that one's to write: gives the ids of those.
    """
    ids = [str(visit.source["id"]) for visit in visits]
    ours: set[str] = set()
    for some in chunks(ids):
        ours.update(session.scalars(select(Source.id).where(Source.id.in_(some), Source.claimed_by == owner).with_for_update()))
    visits = [visit for visit in visits if visit.source["id"] in ours]
    for visit in visits:
        for page, listings in visit.new_pages:
            page_id = session.scalars(insert(IndexPage).values(**page).returning(IndexPage.id)).one()
            visit.new_listings.extend({**listing, "page_id": page_id} for listing in listings)
    for capture in [row for visit in visits for row in visit.captures]:
        keep_capture(session, **capture)
    _insert(session, Check, [row for visit in visits for row in visit.checks])
    _insert(session, Listing, [row for visit in visits for row in visit.new_listings])
    for table, rows in (
        (IndexPage, [row for visit in visits for row in visit.pages]),
        (Listing, [row for visit in visits for row in visit.listings]),
        (Release, [row for visit in visits for row in visit.releases]),
        (Source, [visit.source for visit in visits]),
    ):
        if rows:
            session.execute(update(table), sorted(rows, key=lambda row: sorted(row)))
    for release_id, title in [item for visit in visits for item in visit.titles.items()]:
        session.execute(update(Release).where(Release.id == release_id, Release.title.is_(None)).values(title=title))
    return [ident for ident in ids if ident not in ours]


def judge_pages_anew(session: Session, source_id: str) -> None:
    """Have every page of a source given and judged anew at the next look: its links are judged otherwise from now on."""
    anew = update(IndexPage).where(IndexPage.source_id == source_id)
    session.execute(anew.values(etag=None, last_modified=None, body_sha256=None, full_at=None))


def forget_pages(session: Session, source_id: str) -> None:
    """Forget every page of a source and what it listed: the source is at another address now."""
    pages = select(IndexPage.id).where(IndexPage.source_id == source_id)
    session.execute(delete(Listing).where(Listing.page_id.in_(pages)))
    session.execute(delete(IndexPage).where(IndexPage.source_id == source_id))


def listed_by_others(session: Session, addresses: Collection[str], source_id: str) -> set[str]:
    """Those of the addresses that a page of another watched source lists as a release."""
    found: set[str] = set()
    for some in chunks(sorted(addresses)):
        query = (
            select(Listing.address).join(IndexPage, IndexPage.id == Listing.page_id).join(Source, Source.id == IndexPage.source_id)
        )
        there = (Listing.leads_to == "release", Listing.missing_since.is_(None), Source.enabled, Source.id != source_id)
        found.update(session.scalars(query.where(Listing.address.in_(some), *there)))
    return found


def prune_checks(session: Session, now: datetime) -> None:
    """Forget the looks of long ago that found nothing new."""
    old = (Check.outcome == "unchanged", Check.finished_at < now - UNCHANGED_KEPT)
    session.execute(delete(Check).where(*old).execution_options(synchronize_session=False))


def chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """The values, as many at once as one IN may have."""
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))


def _insert(session: Session, table: type[Base], rows: Sequence[Row]) -> None:
    if rows:
        session.execute(insert(table), rows)


def _pages(session: Session, ids: Sequence[str]) -> defaultdict[str, dict[str, KnownPage]]:
    columns = (
        IndexPage.id,
        IndexPage.url,
        IndexPage.depth,
        IndexPage.etag,
        IndexPage.last_modified,
        IndexPage.body_sha256,
        IndexPage.full_at,
        IndexPage.failures,
        IndexPage.links,
    )
    pages: defaultdict[str, dict[str, KnownPage]] = defaultdict(dict)
    for some in chunks(ids):
        listings = _listings(session, select(IndexPage.id).where(IndexPage.source_id.in_(some)))
        query = select(IndexPage.source_id, *columns).where(IndexPage.source_id.in_(some)).order_by(IndexPage.depth, IndexPage.id)
        for row in session.execute(query).mappings():
            values = dict(row)
            source_id = values.pop("source_id")
            pages[source_id][values["url"]] = KnownPage(**values, listings=listings[values["id"]])
    return pages


def _listings(session: Session, pages: Any) -> defaultdict[int, dict[str, KnownListing]]:
    columns = (
        Listing.id,
        Listing.address,
        Listing.url,
        Listing.text,
        Listing.published_on,
        Listing.year,
        Listing.leads_to,
        Listing.first_seen_at,
        Listing.missing_since,
        Listing.missing_rounds,
    )
    found: defaultdict[int, dict[str, KnownListing]] = defaultdict(dict)
    query = select(Listing.page_id, *columns).where(Listing.page_id.in_(pages)).order_by(Listing.id)
    for row in session.execute(query).mappings():
        values = dict(row)
        listings = found[values.pop("page_id")]
        listings[values["address"]] = KnownListing(**values)
    return found


def _releases(session: Session, wanted: Any) -> Iterable[KnownRelease]:
    newest = (
        select(Edition.release_id, func.max(Edition.number).label("number"))
        .where(Edition.release_id.in_(wanted))
        .group_by(Edition.release_id)
        .subquery()
    )
    columns = (
        Release.id,
        Release.url,
        Release.source_id,
        Release.title,
        Release.published_on,
        Release.fiscal_year,
        Release.status,
        Release.etag,
        Release.last_modified,
        Release.full_at,
        Release.last_checked_at,
        Release.missing_since,
        Release.missing_rounds,
        Release.withdrawn_at,
        Release.withdrawn_why,
        Release.moved_to,
        Edition.capture_sha256.label("sha256"),
        Edition.parser_version,
        Edition.status.label("edition_status"),
        Capture.media_type,
        Capture.size,
        Capture.name,
        Edition.read_at,
    )
    query = (
        select(*columns)
        .outerjoin(newest, newest.c.release_id == Release.id)
        .outerjoin(Edition, (Edition.release_id == Release.id) & (Edition.number == newest.c.number))
        .outerjoin(Capture, Capture.sha256 == Edition.capture_sha256)
        .where(Release.id.in_(wanted))
    )
    return [KnownRelease(**row) for row in session.execute(query).mappings()]
