"""Which measure each entry states: that of the entry by way of which it was known, or the one given it, as decisions join them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from monitor.budget import MERGE, SPLIT, Level, Stage, entry_from_json
from storage.decisions import decisions_in_force, joined_measures
from storage.measures import Newcomer, new_measures, restate
from storage.tables import StoredChange, StoredEntry, StoredLink, StoredMeasure


def settle_measures(session: Session, measures: Iterable[str], now: datetime) -> set[str]:
    """Let every entry of these measures state what it states by now, and all that hangs on it follow. Gives the measures touched.

    An entry that is known by way of no other and was never given a measure is given a new one.
    """
    rows = _entries_of(session, measures)
    stands = joined_measures(decisions_in_force(session))
    touched = set(measures)
    for row in rows.values():
        root = _root(row, rows)
        if root.given_id is None:
            root.given_id = _new_measure(session, root, now)
        settled = stands.get(root.given_id, root.given_id)
        touched |= {settled, root.given_id} | ({row.measure_id} if row.measure_id else set())
        row.measure_id = settled
    session.flush()
    for measure_id in touched:
        _redirect(session, measure_id, stands)
        _name_again(session, measure_id)
    _follow(session, rows)
    session.flush()
    return touched


def join_measures(session: Session, one: int, other: int, now: datetime) -> dict[str, str]:
    """Let two entries state one measure, the one that was recorded first. Gives the measure that each joined one is now.

    Nothing is joined that is one already, and no two measures of which both are stated for one fiscal year.
    """
    ends = [_upmost(session, session.get_one(StoredEntry, row)) for row in (one, other)]
    measures = [session.get_one(StoredMeasure, end.measure_id) for end in ends]
    years = [set(session.scalars(select(StoredEntry.fiscal_year).where(StoredEntry.measure_id == row.id))) for row in measures]
    if measures[0].id == measures[1].id or years[0] & years[1]:
        return {}
    kept, lost = sorted((0, 1), key=lambda at: (measures[at].created_at, measures[at].id))
    ends[lost].by_way_of = (one, other)[kept]
    session.flush()
    ids = {row.id for row in measures}
    settle_measures(session, ids, now)
    return {measure: settled for measure in ids if (settled := ends[kept].measure_id) is not None and settled != measure}


def part_measures(session: Session, one: StoredEntry, other: StoredEntry) -> tuple[int, int] | None:
    """Undo a joining of measures that went by way of two entries. Gives the entry that was known by way of the other, and that."""
    for row, on in ((one, other.id), (other, one.id)):
        while row.by_way_of is not None and row.by_way_of != on:
            row = session.get_one(StoredEntry, row.by_way_of)
        if row.by_way_of == on and row.given_id is not None:
            row.by_way_of = None
            return row.id, on
    return None


def _upmost(session: Session, row: StoredEntry) -> StoredEntry:
    while row.by_way_of is not None:
        row = session.get_one(StoredEntry, row.by_way_of)
    return row


def root_measure(session: Session, row: StoredEntry) -> str:
    """The measure that was given to the entry by way of which, in the end, this one was known: before any decision joins it."""
    upmost = _upmost(session, row)
    if upmost.given_id is None:
        raise ValueError(f"entry {row.id} states no measure")
    return upmost.given_id


def _entries_of(session: Session, measures: Iterable[str]) -> dict[int, StoredEntry]:
    """The entries that state the measures or were given them, and those by way of which they were known, by id."""
    wanted = sorted(measures)
    concerned = or_(StoredEntry.measure_id.in_(wanted), StoredEntry.given_id.in_(wanted))
    rows = {row.id: row for row in session.scalars(select(StoredEntry).where(concerned).order_by(StoredEntry.id))}
    while missing := {row.by_way_of for row in rows.values() if row.by_way_of is not None} - rows.keys():
        rows |= {row.id: row for row in session.scalars(select(StoredEntry).where(StoredEntry.id.in_(missing)))}
    return rows


def _root(row: StoredEntry, rows: Mapping[int, StoredEntry]) -> StoredEntry:
    while row.by_way_of is not None:
        row = rows[row.by_way_of]
    return row


def _new_measure(session: Session, row: StoredEntry, now: datetime) -> str:
    entry = entry_from_json(row.body)
    parent = select(StoredEntry.measure_id).where(StoredEntry.edition_id == row.edition_id, StoredEntry.level == Level.MEASURE)
    named = parent.where(StoredEntry.name == entry.parent).order_by(StoredEntry.ordinal).limit(1)
    parent_id = session.scalar(named) if entry.level is Level.BREAKDOWN and entry.parent else None
    [given] = new_measures(session, [Newcomer(entry, row.fiscal_year or now.year, parent_id)], now)
    return given


def _redirect(session: Session, measure_id: str, stands: Mapping[str, str]) -> None:
    """Let the id of a measure that states nothing any more stand for the measure that its entries state."""
    measure = session.get_one(StoredMeasure, measure_id)
    into = stands.get(measure_id)
    if into is None and session.scalar(select(StoredEntry.id).where(StoredEntry.measure_id == measure_id).limit(1)) is None:
        given = select(StoredEntry.measure_id).where(StoredEntry.given_id == measure_id).order_by(StoredEntry.id).limit(1)
        into = session.scalar(given)
    measure.joined_into = into if into != measure_id else None


def _name_again(session: Session, measure_id: str) -> None:
    """Call a measure what its furthest budget calls it."""
    query = select(StoredEntry).where(StoredEntry.measure_id == measure_id).order_by(StoredEntry.edition_id, StoredEntry.ordinal)
    for row in naming(session.scalars(query).all()):
        restate(session.get_one(StoredMeasure, measure_id), entry_from_json(row.body))


def naming(rows: Sequence[StoredEntry]) -> Iterator[StoredEntry]:
    """Of what states a measure, from first to last, what names it: of its furthest budget so far, and no twin in its document."""
    furthest = (0, 0)
    by_id = {row.id: row for row in rows}
    for row in rows:
        first = by_id.get(row.by_way_of or 0)
        is_twin = first is not None and (first.edition_id, first.fiscal_year, first.stage) == _budget(row)
        progress = row.fiscal_year or 0, Stage(row.stage).rank if row.stage else 0
        if not is_twin and progress >= furthest:
            furthest = progress
            yield row


def _budget(row: StoredEntry) -> tuple[int, int | None, str | None]:
    return row.edition_id, row.fiscal_year, row.stage


def _follow(session: Session, rows: Mapping[int, StoredEntry]) -> None:
    """Let links and changes be of the measure that the entries state which they tell of; a change between two measures stays."""
    links = or_(StoredLink.prev_entry_id.in_(rows), StoredLink.next_entry_id.in_(rows))
    for link in session.scalars(select(StoredLink).where(links)):
        known, _ = link_ends(session, link)
        whole = {SPLIT: link.prev_entry_id, MERGE: link.next_entry_id}.get(link.kind, known.id)
        link.measure_id = session.get_one(StoredEntry, whole).measure_id or link.measure_id
    ends = or_(StoredChange.before_entry_id.in_(rows), StoredChange.after_entry_id.in_(rows))
    for change in session.scalars(select(StoredChange).where(ends)):
        stated = [session.get_one(StoredEntry, row) for row in (change.before_entry_id, change.after_entry_id) if row is not None]
        settled = {row.measure_id for row in stated}
        if len(settled) == 1 and (measure_id := settled.pop()) is not None and measure_id != change.measure_id:
            noticed = change.noticed_as or change.measure_id
            change.measure_id, change.noticed_as = measure_id, noticed if noticed != measure_id else None


def links_with_ends(session: Session, links: Iterable[StoredLink]) -> list[tuple[StoredLink, StoredEntry, StoredEntry]]:
    """Each link with the entry that was known before and the one in question."""
    links = list(links)
    wanted = {row for link in links for row in (link.prev_entry_id, link.next_entry_id)}
    read = session.scalars(select(StoredEntry).where(StoredEntry.id.in_(wanted)).options(joinedload(StoredEntry.edition)))
    rows = {row.id: row for row in read}
    return [(link, *_ends_of(link, rows[link.prev_entry_id], rows[link.next_entry_id])) for link in links]


def link_ends(session: Session, link: StoredLink) -> tuple[StoredEntry, StoredEntry]:
    """The entry that was known before and the one in question: the later edition's; in one edition the one that was found."""
    return _ends_of(link, *(session.get_one(StoredEntry, row) for row in (link.prev_entry_id, link.next_entry_id)))


def _ends_of(link: StoredLink, older: StoredEntry, newer: StoredEntry) -> tuple[StoredEntry, StoredEntry]:
    if older.edition_id != newer.edition_id:
        return (older, newer) if older.edition_id < newer.edition_id else (newer, older)
    known_newer = older.by_way_of == newer.id or (newer.measure_id == link.measure_id != older.measure_id)
    return (newer, older) if known_newer else (older, newer)
