"""What became of a release that is gone: its file was uploaded anew, the same or a later edition of it, under another address.

Ministries replace a file so more often than in place: an address is made anew for every upload.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from monitor.budget import Level, Origin
from monitor.parse import Parsed
from monitor.pipeline.releases import Arrival
from storage.editions import READ, content_hash, find_release, name_key
from storage.tables import Edition, Release, StoredChange, StoredEntry
from storage.withdrawn import put_back_release

SAME_LIST = 0.5
"""Share of the measures of each of two releases that the other states, from which one is a later edition of the other.

The same share below which a list is another list wherever two are compared (comparison.SAME_LIST), here on both sides: a summary
states hardly any of the measures of a full list, and a full list hardly more than those of a summary twice over.
"""


def same_elsewhere(session: Session, arrival: Arrival, hashed: str) -> list[Release]:
    """Releases of the source that are gone and whose content arrives now, word for word, at another address."""
    same = (last for last in _gone(session, arrival) if last.content_hash == hashed or last.capture_sha256 == arrival.sha256)
    return [last.release for last in same]


def replaced_elsewhere(session: Session, arrival: Arrival, parsed: Parsed) -> Edition | None:
    """The last edition of a release that is gone and that what arrives is the next edition of, at another address.

    That is one of the same source, ministry, bureau, fiscal year, stage and round, when each states at least half of the measures
    of the other, by name; of several the one that shares the most. Never of what is no news, nor of what is there still.
    """
    header = parsed.header
    if arrival.origin is not Origin.LIVE or header.fiscal_year is None or header.stage is None:
        return None
    hashed = content_hash(parsed.entries)
    budget = (header.ministry, header.bureau, header.fiscal_year.year, header.stage.value, header.round)
    names = {name_key(entry.name) for entry in parsed.entries if entry.level is Level.MEASURE}
    alike: list[tuple[int, int, Edition]] = []
    for last in _gone(session, arrival):
        if last.content_hash == hashed or (last.ministry, last.bureau, last.fiscal_year, last.stage, last.round) != budget:
            continue
        stated = _names(session, last)
        shared = len(names & stated)
        if shared and shared >= SAME_LIST * len(names) and shared >= SAME_LIST * len(stated):
            alike.append((shared, last.id, last))
    return max(alike)[2] if alike else None


def move(session: Session, gone: Iterable[Release], release: Release, arrival: Arrival) -> list[StoredChange]:
    """Note that releases that are gone have moved to this one. Gives the changes of their withdrawal, which hold no more."""
    undone: list[StoredChange] = []
    for one in gone:
        undone += put_back_release(session, one, arrival.now)
        one.moved_to = release.id
    session.flush()
    return undone


def _gone(session: Session, arrival: Arrival) -> list[Edition]:
    """The last statements of the releases of the source that are gone from where they were, the oldest release first.

    None where the arriving address stated something before: then it is its own next edition.
    """
    own = find_release(session, arrival.url)
    stated = select(Edition.release_id).where(Edition.status == READ)
    if own is not None and session.scalar(stated.where(Edition.release_id == own.id).limit(1)) is not None:
        return []
    ours: list[ColumnElement[bool]] = [Release.source_id.is_not_distinct_from(arrival.source_id), Release.moved_to.is_(None)]
    left = or_(Release.missing_since.is_not(None), Release.withdrawn_at.is_not(None), Release.id.in_(arrival.gone))
    releases = select(Release.id).where(*ours, left, Release.url != arrival.url)
    last: dict[int, Edition] = {}
    editions = select(Edition).where(Edition.status == READ, Edition.release_id.in_(releases))
    for edition in session.scalars(editions.order_by(Edition.release_id, Edition.number)):
        last[edition.release_id] = edition
    return list(last.values())


def _names(session: Session, edition: Edition) -> set[str]:
    own = (StoredEntry.edition_id == edition.id, StoredEntry.level == Level.MEASURE.value)
    return {row or "" for row in session.scalars(select(StoredEntry.name_key).where(*own))}
