"""Which releases of a source are asked for in a round: what is new on its pages, and what is known and may have been replaced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

from monitor.budget import FiscalYear
from monitor.watch.discovery import Link, address_of
from monitor.watch.listing import Index
from monitor.watch.seasons import japanese_day
from storage.database import Database
from storage.editions import NOT_A_BUDGET, READ, RESAVED
from storage.watching import KnownRelease, KnownSource, releases_at

UNTROUBLED = (READ, RESAVED, NOT_A_BUDGET)
"""Editions that the same bytes would be again."""
YOUNG = timedelta(days=7)
"""A release that changed this short ago is looked at in every round; replacements mostly follow soon."""
OLD_YEARS = 2
"""Releases of a fiscal year that began this many years ago, or more, are looked at once a week."""
YEARS_BACK = 1
"""How far back a new source is read: the year before is what this year's releases are compared with."""


@dataclass(frozen=True, slots=True)
class Target:
    """A release to be looked at: as it is known, or as a page lists it for the first time."""

    url: str
    title: str | None
    published: str | None
    known: KnownRelease | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """When a source is looked at, and what for.

    watched: ids of all sources that are looked at by machine. everything: also releases that would rest in this round. back_to:
    fill in the past from this fiscal year on, and look at nothing that is known.
    """

    now: datetime
    watched: frozenset[str]
    everything: bool = False
    back_to: int | None = None

    @property
    def this_year(self) -> int:
        """The fiscal year it is in Japan."""
        return FiscalYear.of_day(japanese_day(self.now)).year

    @property
    def oldest(self) -> int:
        """The first fiscal year whose releases are begun with: the past is what a backfill is for."""
        return self.this_year - YEARS_BACK if self.back_to is None else self.back_to


def targets(database: Database, known: KnownSource, index: Index, occasion: Occasion) -> list[Target]:
    """What is new, in the pages' order, and after it the known releases: trouble with an old one keeps no new one waiting."""
    by_address = {address_of(release.url): release for release in known.releases}
    strange = [link for address, link in index.listed.items() if address not in by_address]
    strange = [link for link in strange if link.year is None or link.year >= occasion.oldest]
    elsewhere = _found_elsewhere(database, strange)
    chosen = []
    for link in strange:
        release = elsewhere.get(address_of(link.url))
        if release is None:
            chosen.append(Target(link.url, link.text or None, link.published))
        elif _is_ours(release, known, occasion):
            chosen.append(_target(release, link))
    for address, release in by_address.items():
        if is_due(release, address in index.listed, known.source.every_seconds, occasion):
            chosen.append(_target(release, index.listed.get(address)))
    return chosen


def is_due(release: KnownRelease, is_listed: bool, every_seconds: int, occasion: Occasion) -> bool:
    """Whether a known release is looked at: what is old and settled is asked for less often.

    A look that lies ahead was made by a clock that was wrong, and says nothing.
    """
    checked, now = release.last_checked_at, occasion.now
    if occasion.back_to is not None or (release.moved_to is not None and not is_listed):
        return False
    if checked is None or checked > now or occasion.everything or (release.missing_rounds and release.withdrawn_at is None):
        return True
    if release.edition_status not in UNTROUBLED or (release.withdrawn_at is not None and is_listed):
        return True
    if release.read_at is not None and now - release.read_at <= YOUNG:
        return True
    is_old = release.fiscal_year is not None and release.fiscal_year <= occasion.this_year - OLD_YEARS
    rest = YOUNG if is_old or release.withdrawn_at is not None else timedelta(seconds=every_seconds / 2)
    return now - checked >= rest


def _found_elsewhere(database: Database, links: Iterable[Link]) -> dict[str, KnownRelease]:
    """Releases that another source found, or that were taken in by hand, at these links or at their twins."""
    urls = {twin for link in links for twin in _twins(link.url)}
    if not urls:
        return {}
    with database.reading() as session:
        return {address_of(release.url): release for release in releases_at(session, urls)}


def _is_ours(release: KnownRelease, known: KnownSource, occasion: Occasion) -> bool:
    """Whether no other source that is watched looks after a release already."""
    return release.source_id in (None, known.source.id) or release.source_id not in occasion.watched


def _target(release: KnownRelease, link: Link | None) -> Target:
    return Target(release.url, release.title, release.published_on or (link.published if link else None), release)


def _twins(url: str) -> Iterable[str]:
    """A URL under both schemes: a site that moved to https is the same site."""
    parts = urlsplit(url)
    return {url, *(urlunsplit(parts._replace(scheme=scheme)) for scheme in ("http", "https"))}
