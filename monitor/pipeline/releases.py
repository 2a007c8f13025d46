"""Releases and their editions as captures arrive: which one a capture belongs to, and the rows that say what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from monitor.budget import Origin
from monitor.parse import PARSER_VERSION, Parsed
from monitor.parse.header import Header
from storage.editions import current_editions, keep_capture, next_number, storable
from storage.tables import Edition, Release

HELD = "held"
"""The status of a release that nothing was taken in of yet, because its first edition is held."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A capture and where it came from. ministry: whose it is, when who hands it in knows.

    gone: ids of releases of its source that the round which brought it found gone from where they were. is_fetched: whether the
    address gave it by now; what is read again, or was held, is at hand and says nothing of what is there.
    """

    sha256: str
    size: int
    name: str
    url: str
    published: str | None
    source_id: str | None
    origin: Origin
    now: datetime
    media_type: str | None = None
    ministry: str | None = None
    gone: frozenset[int] = frozenset()
    is_fetched: bool = True


def is_stale(edition: Edition) -> bool:
    """Whether an edition was read by another parser than the present one."""
    return edition.parser_version != PARSER_VERSION


def reading_version() -> str:
    """The version of the parser that reads now."""
    return PARSER_VERSION


def earlier_edition(session: Session, release: Release, header: Header) -> Edition | None:
    """The edition of the release that a new one for the same budget replaces; a URL may turn to another year's budget."""
    year, stage = (header.fiscal_year.year if header.fiscal_year else None), (header.stage.value if header.stage else None)
    for edition in reversed(current_editions(session, Edition.release_id == release.id)):
        pairs = ((edition.fiscal_year, year), (edition.stage, stage), (edition.round, header.round))
        if all(old == new or old is None or new is None for old, new in pairs):
            return edition
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
    release.published_on = arrival.published or release.published_on or header.published


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
    is_whole: bool = True,
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
        is_whole=is_whole,
        read_at=arrival.now,
    )
    session.add(edition)
    session.flush()
    return edition
