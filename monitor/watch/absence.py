"""Releases that are not where they were: which are withdrawn, and which are there again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.watch.discovery import address_of
from monitor.watch.listing import Absence, Index
from storage.editions import READ
from storage.watching import KnownRelease

GONE_ROUNDS, GONE_FOR = 3, timedelta(hours=24)
"""In how many rounds, and for how long, a release must be missing before it counts as withdrawn (RELIABILITY.md, 5)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one round saw of the releases of a source.

    doubted: ids of those whose withdrawal is held; missing: of those whose address said that they are gone; there: of those that
    were had, or are as they were.
    """

    releases: tuple[KnownRelease, ...]
    doubted: frozenset[int]
    missing: frozenset[int]
    there: frozenset[int]
    index: Index


def withdrawals(seen: Seen, now: datetime) -> list[tuple[KnownRelease, str]]:
    """Releases that have been missing in enough rounds, and for long enough, with the words for it.

    A 404 may be a throttle, and a list may be incomplete for a while: one look proves nothing.
    """
    found = []
    for release in seen.releases:
        if release.withdrawn_at is not None or release.moved_to is not None or release.status != READ:
            continue
        for absence, why in _absences(release, seen, now):
            if absence.rounds >= GONE_ROUNDS and now - absence.since >= GONE_FOR:
                found.append((release, f"{why} ({absence.rounds} rounds, since {absence.since:%Y-%m-%d %H:%M} UTC)"))
                break
    return found


def returns(seen: Seen) -> list[KnownRelease]:
    """Releases that were withdrawn, would have been, or moved, and are there again.

    One that was gone answers again; one that no page listed is listed again.
    """
    there = [release for release in seen.releases if release.id in seen.there]
    gone = [one for one in there if one.withdrawn_at is not None or one.moved_to is not None or one.id in seen.doubted]
    return [one for one in gone if _is_back(one, address_of(one.url), seen.index)]


def _is_back(release: KnownRelease, address: str, index: Index) -> bool:
    return address in index.listed or (release.missing_rounds > 0 and address not in index.absent)


def _absences(release: KnownRelease, seen: Seen, now: datetime) -> Iterator[tuple[Absence, str]]:
    if release.id in seen.missing:
        yield Absence(release.missing_since or now, release.missing_rounds + 1), "its address answers that it is gone"
    unlisted = seen.index.absent.get(address_of(release.url))
    if unlisted is not None:
        yield unlisted, "no index page lists it any more"
