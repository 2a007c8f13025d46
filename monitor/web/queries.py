"""What the pages show, read from the ledger into plain data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from monitor.budget import REVIEW_BELOW
from monitor.watch.seasons import Declared, Rhythm
from notifiers.news import News, news_of
from storage.decisions import standing_measure
from storage.history import call_as_then
from storage.lineage import Relation, lineage
from storage.tables import Edition, Hold, Release, Source, StoredChange, StoredEntry, StoredMeasure

PAGE_SIZE = 50

KIN_FIELDS = {
    "split_from": "split_into",
    "split_into": "split_from",
    "merged_into": "merged_from",
    "merged_from": "merged_into",
}
"""What a relation is to the other measure: the field of the change that tells it there."""

NEWEST_FIRST = (
    StoredChange.noticed_at.desc(),
    StoredChange.release_id.desc(),
    func.coalesce(StoredChange.after_entry_id, StoredChange.before_entry_id),
    StoredChange.id,
)
"""Changes of one moment stand in the order of the printed pages, so that those of one measure stand together."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What one edition of one release says of a measure.

    entry: the public form of EXPORT.md. current: no later edition of the release has replaced it.
    """

    entry: dict[str, Any]
    release_id: int
    release_title: str
    url: str
    edition: int
    current: bool
    sha256: str
    read_at: datetime

    @property
    def printed_at(self) -> str:
        """The address of the printed page."""
        return page_address(self.url, self.entry.get("page"))


@dataclass(frozen=True, slots=True)
class MeasureHistory:
    """One measure: its statements, newest year first, its changes, newest first, and where it comes from and went, oldest first.

    kin_changes: how the measures were split or merged that it came from or went into, newest first.
    """

    id: str
    name: str
    level: str
    parent_name: str | None
    ministry: str | None
    bureau: str | None
    division: str | None
    created_at: datetime
    statements: tuple[Statement, ...]
    changes: tuple[News, ...]
    lineage: tuple[Relation, ...] = ()
    kin_changes: tuple[News, ...] = ()


@dataclass(frozen=True, slots=True)
class EditionView:
    """One edition of a release: its number, when it was read, from which bytes, and what came of it."""

    number: int
    status: str
    reason: str | None
    sha256: str
    read_at: datetime
    entries: int
    unread_money_lines: int


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One release in a list."""

    id: int
    title: str
    url: str
    ministry: str | None
    bureau: str | None
    fiscal_year: int | None
    stage: str | None
    published_on: str | None
    status: str
    first_seen_at: datetime
    last_checked_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_why: str | None
    missing_since: datetime | None
    moved_to: int | None
    copy_of: int | None

    @property
    def state(self) -> str:
        """What a reader is to know first: withdrawn, moved, or what came of reading it."""
        if self.withdrawn_at:
            return "withdrawn"
        return "moved" if self.moved_to else self.status


@dataclass(frozen=True, slots=True)
class HoldView:
    """What waits for an operator's word: a capture that would change too much at once, or releases that would all be
    withdrawn."""

    id: int
    kind: str
    source_id: str | None
    release_id: int | None
    url: str
    reason: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """One release: its editions, newest first, and what the newest readable one states.

    elsewhere: the release that it moved to, or whose copy it is.
    """

    row: ReleaseRow
    editions: tuple[EditionView, ...]
    entries: tuple[tuple[str | None, dict[str, Any]], ...]
    changes: tuple[News, ...]
    holds: tuple[HoldView, ...]
    elsewhere: ReleaseRow | None


@dataclass(frozen=True, slots=True)
class SourceView:
    """One source and its health. holds: what waits for an operator; withdrawn: releases that its ministry took back."""

    id: str
    url: str
    ministry: str | None
    enabled: bool
    manual: bool
    note: str | None
    rhythm: Rhythm
    last_checked_at: datetime | None
    last_success_at: datetime | None
    next_check_at: datetime
    failures: int
    last_error: str | None
    last_trouble: str | None = None
    releases: int = 0
    holds: int = 0
    withdrawn: int = 0


def page_address(url: str, page: int | None) -> str:
    """The address of a page in a PDF that browsers open at that page; the document itself without a page."""
    return f"{url}#page={page}" if page else url


def latest_changes(
    session: Session,
    *,
    ministry: str | None = None,
    kind: str | None = None,
    basis: str | None = None,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> tuple[list[News], bool]:
    """A page of changes, newest first, and whether there are more. What the reader is not sure of is not among them."""
    query = select(StoredChange).where(StoredChange.confidence >= REVIEW_BELOW).order_by(*NEWEST_FIRST)
    for column, value in ((StoredChange.ministry, ministry), (StoredChange.kind, kind), (StoredChange.basis, basis)):
        if value:
            query = query.where(column == value)
    rows = list(session.scalars(query.offset((page - 1) * size).limit(size + 1)))
    return [news_of(row) for row in rows[:size]], len(rows) > size


def ministries(session: Session) -> list[str]:
    """Every ministry that has a measure, by name."""
    query = select(StoredMeasure.ministry).where(StoredMeasure.ministry.is_not(None)).distinct().order_by(StoredMeasure.ministry)
    return [name for name in session.scalars(query) if name]


def find_measures(session: Session, search: str, page: int = 1) -> tuple[list[StoredMeasure], bool]:
    """A page of measures whose current name, or any earlier one, holds every word of the search, and whether there are more."""
    query = select(StoredMeasure).where(StoredMeasure.joined_into.is_(None))
    query = query.order_by(StoredMeasure.ministry, StoredMeasure.name, StoredMeasure.id)
    for word in search.split():
        standing = standing_measure(session, word)
        by_id = StoredMeasure.id == (standing.id if standing else word)
        query = query.where(or_(_holds(StoredMeasure.name, word), _once_named(word), by_id))
    rows = list(session.scalars(query.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE + 1)))
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def _holds(column: Any, word: str) -> ColumnElement[bool]:
    return func.lower(column).contains(word.lower(), autoescape=True)


def _once_named(word: str) -> ColumnElement[bool]:
    return StoredMeasure.id.in_(select(StoredEntry.measure_id).where(_holds(StoredEntry.name, word)))


def measure_history(session: Session, measure_id: str, *, then: bool = False) -> MeasureHistory | None:
    """The whole history of the measure that an id stands for; None when there is no such measure.

    then: the session looks back (storage.history), and the measure is called what it was called.
    """
    row = standing_measure(session, measure_id)
    if row is None:
        return None
    if then:
        call_as_then(session, [row])
    measure_id = row.id
    entries = session.scalars(
        select(StoredEntry)
        .where(StoredEntry.measure_id == measure_id)
        .options(selectinload(StoredEntry.edition).selectinload(Edition.release))
    )
    current = _current_editions(session)
    found = [_statement(entry, current) for entry in entries]
    found.sort(key=lambda s: (s.entry["fiscal_year"] or 0, s.read_at, s.edition), reverse=True)
    changes = session.scalars(select(StoredChange).where(StoredChange.measure_id == measure_id).order_by(*NEWEST_FIRST))
    relations = tuple(lineage(session, measure_id))
    return MeasureHistory(
        row.id,
        row.name,
        row.level,
        row.parent_name,
        row.ministry,
        row.bureau,
        row.division,
        row.created_at,
        tuple(found),
        tuple(news_of(change) for change in changes),
        relations,
        _kin_changes(session, relations),
    )


def _kin_changes(session: Session, relations: Iterable[Relation]) -> tuple[News, ...]:
    """How the measures were split or merged that a measure came from or went into, as far as it is the same event."""
    events = {(one.measure_id, one.fiscal_year, KIN_FIELDS[one.relation]) for one in relations if one.is_other}
    kin = select(StoredChange).where(
        StoredChange.measure_id.in_({measure for measure, _, _ in events}), StoredChange.field.in_({field for *_, field in events})
    )
    found = session.scalars(kin.order_by(*NEWEST_FIRST))
    return tuple(news_of(row) for row in found if (row.measure_id, row.fiscal_year, row.field) in events)


def _statement(entry: StoredEntry, current: set[int]) -> Statement:
    edition = entry.edition
    return Statement(
        entry=entry.body,
        release_id=edition.release_id,
        release_title=_title(edition.release),
        url=edition.release.url,
        edition=edition.number,
        current=edition.id in current,
        sha256=edition.capture_sha256,
        read_at=edition.read_at,
    )


def _current_editions(session: Session) -> set[int]:
    """The ids of the newest readable edition of each release."""
    newest = (
        select(Edition.release_id, func.max(Edition.number).label("number"))
        .where(Edition.status == "read")
        .group_by(Edition.release_id)
        .subquery()
    )
    join = and_(Edition.release_id == newest.c.release_id, Edition.number == newest.c.number)
    return set(session.scalars(select(Edition.id).join(newest, join)))


def list_releases(session: Session) -> list[ReleaseRow]:
    """Every release, the one seen last first."""
    rows = session.scalars(select(Release).order_by(Release.first_seen_at.desc(), Release.id.desc()))
    return [_release_row(row) for row in rows]


def release_view(session: Session, release_id: int) -> ReleaseView | None:
    """One release with its editions and entries; None when there is no such release."""
    release = session.get(Release, release_id)
    if release is None:
        return None
    per_edition = (
        select(StoredEntry.edition_id, func.count())
        .join(Edition)
        .where(Edition.release_id == release_id)
        .group_by(StoredEntry.edition_id)
    )
    counts = {row[0]: row[1] for row in session.execute(per_edition.where(Edition.release_id == release_id))}
    editions = list(reversed(release.editions))
    newest = next((edition for edition in editions if edition.status == "read" and counts.get(edition.id)), None)
    changes = session.scalars(select(StoredChange).where(StoredChange.release_id == release_id).order_by(*NEWEST_FIRST))
    return ReleaseView(
        _release_row(release),
        tuple(_edition_view(edition, counts) for edition in editions),
        tuple((entry.measure_id, entry.body) for entry in newest.entries) if newest else (),
        tuple(news_of(change) for change in changes),
        open_holds(session, or_(Hold.release_id == release_id, Hold.url == release.url)),
        _elsewhere(session, release),
    )


def _elsewhere(session: Session, release: Release) -> ReleaseRow | None:
    other = session.get(Release, release.moved_to or release.copy_of or 0)
    return _release_row(other) if other else None


def _edition_view(edition: Edition, counts: dict[int, int]) -> EditionView:
    return EditionView(
        edition.number,
        edition.status,
        edition.reason,
        edition.capture_sha256,
        edition.read_at,
        counts.get(edition.id, 0),
        edition.unread_money_lines,
    )


def _release_row(row: Release) -> ReleaseRow:
    return ReleaseRow(
        row.id,
        _title(row),
        row.url,
        row.ministry,
        row.bureau,
        row.fiscal_year,
        row.stage,
        row.published_on,
        row.status,
        row.first_seen_at,
        row.last_checked_at,
        row.withdrawn_at,
        row.withdrawn_why,
        row.missing_since,
        row.moved_to,
        row.copy_of,
    )


def _title(row: Release) -> str:
    return row.title or row.url.rpartition("/")[2] or row.url


def list_sources(session: Session, declared: tuple[Declared, ...] = ()) -> list[SourceView]:
    """Every source with its health. declared: the seasons that an operator declared."""
    releases = _per_source(session, Release.source_id)
    withdrawn = _per_source(session, Release.source_id, Release.withdrawn_at.is_not(None))
    holds = _per_source(session, Hold.source_id, Hold.decided_at.is_(None))
    return [
        SourceView(
            row.id,
            row.url,
            row.ministry,
            row.enabled,
            row.manual,
            row.note,
            Rhythm(row.id, row.every_seconds, row.season_every_seconds, row.seasons, declared),
            row.last_checked_at,
            row.last_success_at,
            row.next_check_at,
            row.failures,
            row.last_error,
            row.last_trouble,
            releases.get(row.id, 0),
            holds.get(row.id, 0),
            withdrawn.get(row.id, 0),
        )
        for row in session.scalars(select(Source).order_by(Source.ministry.is_(None), Source.ministry, Source.id))
    ]


def _per_source(session: Session, source: InstrumentedAttribute[str | None], *which: ColumnElement[bool]) -> dict[str, int]:
    rows = session.execute(select(source, func.count()).where(source.is_not(None), *which).group_by(source))
    return {ident: number for ident, number in rows if ident}


def open_holds(session: Session, *which: ColumnElement[bool]) -> tuple[HoldView, ...]:
    """What waits for an operator's word, oldest first."""
    rows = session.scalars(select(Hold).where(Hold.decided_at.is_(None), *which).order_by(Hold.id))
    return tuple(HoldView(row.id, row.kind, row.source_id, row.release_id, row.url, row.reason, row.created_at) for row in rows)
