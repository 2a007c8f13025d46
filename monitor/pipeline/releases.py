"""Releases and their editions as captures arrive: which one a capture belongs to, and the rows that say what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from monitor.budget import Level, Origin
from monitor.match import normalise_name
from monitor.parse import PARSER_VERSION, Parsed
from monitor.parse.header import Header
from storage.editions import current_editions, keep_capture, next_number, statements_of, storable
from storage.tables import Edition, Release

SAME_RELEASE = 0.6
"""Share of measures that a release at another URL must have in common to be a copy of one that is known."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A capture and where it came from."""

    sha256: str
    size: int
    name: str
    url: str
    published: str | None
    source_id: str | None
    origin: Origin
    now: datetime
    media_type: str | None = None


def earlier_edition(session: Session, release: Release, header: Header) -> Edition | None:
    """The edition of the release that a new one for the same budget replaces; a URL may turn to another year's budget."""
    year, stage = (header.fiscal_year.year if header.fiscal_year else None), (header.stage.value if header.stage else None)
    for edition in reversed(current_editions(session, Edition.release_id == release.id)):
        pairs = ((edition.fiscal_year, year), (edition.stage, stage), (edition.round, header.round))
        if all(old == new or old is None or new is None for old, new in pairs):
            return edition
    return None


def copied_release(session: Session, parsed: Parsed) -> Release | None:
    """The release of which this document is a copy at another URL: the same heading, and most measures in common."""
    header = parsed.header
    if header.ministry is None or header.fiscal_year is None or header.stage is None:
        return None
    wanted = (header.ministry, header.bureau, header.division, header.fiscal_year.year, header.stage.value, header.round)
    names = {normalise_name(entry.name) for entry in parsed.entries if entry.level is Level.MEASURE}
    for edition in current_editions(session, Edition.ministry == header.ministry, Edition.fiscal_year == wanted[3]):
        found = (edition.ministry, edition.bureau, edition.division, edition.fiscal_year, edition.stage, edition.round)
        stored = {normalise_name(one.entry.name) for one in statements_of(session, [edition]) if one.entry.level is Level.MEASURE}
        if found == wanted and len(names & stored) >= SAME_RELEASE * max(len(names), len(stored), 1):
            return edition.release
    return None


def new_release(session: Session, arrival: Arrival, header: Header, status: str) -> Release:
    release = Release(url=arrival.url, source_id=arrival.source_id, status=status, first_seen_at=arrival.now)
    describe(release, arrival, header)
    session.add(release)
    session.flush()
    return release


def describe(release: Release, arrival: Arrival, header: Header) -> None:
    """Say of a release what its newest good edition says of itself."""
    release.title = storable(header.title) or release.title
    release.ministry = storable(header.ministry) or release.ministry
    release.bureau = storable(header.bureau) or release.bureau
    release.fiscal_year = header.fiscal_year.year if header.fiscal_year else release.fiscal_year
    release.stage = header.stage.value if header.stage else release.stage
    release.round = header.round or release.round
    release.published_on = arrival.published or header.published or release.published_on


def new_edition(
    session: Session,
    release: Release,
    arrival: Arrival,
    header: Header,
    status: str,
    *,
    reason: str | None = None,
    hashed: str | None = None,
    parsed: Parsed | None = None,
) -> Edition:
    keep_capture(session, arrival.sha256, arrival.size, arrival.name, arrival.now, arrival.media_type)
    edition = Edition(
        release_id=release.id,
        number=next_number(session, release.id),
        url=arrival.url,
        capture_sha256=arrival.sha256,
        parser_version=PARSER_VERSION,
        status=status,
        reason=storable(reason),
        content_hash=hashed,
        title=storable(header.title),
        ministry=storable(header.ministry),
        bureau=storable(header.bureau),
        division=storable(header.division),
        fiscal_year=header.fiscal_year.year if header.fiscal_year else None,
        stage=header.stage.value if header.stage else None,
        round=header.round,
        layouts=list(parsed.layouts) if parsed else [],
        unread_money_lines=len(parsed.unread_money_lines) if parsed else 0,
        read_at=arrival.now,
    )
    session.add(edition)
    session.flush()
    return edition
