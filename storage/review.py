"""What waits for a person: entries that were not read surely, and links to known measures that are in doubt."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from monitor.budget import MERGE, REVIEW_BELOW, SPLIT, Level
from storage.editions import current_editions
from storage.tables import Edition, StoredEntry, StoredLink


@dataclass(frozen=True, slots=True)
class Doubt:
    """That an entry of a current edition may be a known measure, which another entry states: how likely (0 to 1)."""

    entry: StoredEntry
    known: StoredEntry
    link: StoredLink


@dataclass(frozen=True, slots=True)
class LinkOfMeasure:
    """A link with both its ends, the older first, of which at least one states the measure."""

    link: StoredLink
    prev: StoredEntry
    next: StoredEntry


def links_of_measure(session: Session, measure_id: str) -> list[LinkOfMeasure]:
    """Every link of an entry that states a measure, in the order in which they were found."""
    prev, next_ = aliased(StoredEntry), aliased(StoredEntry)
    query = (
        select(StoredLink, prev, next_)
        .join(prev, prev.id == StoredLink.prev_entry_id)
        .join(next_, next_.id == StoredLink.next_entry_id)
        .where(or_(prev.measure_id == measure_id, next_.measure_id == measure_id))
        .order_by(StoredLink.id)
    )
    return [LinkOfMeasure(*row) for row in session.execute(query)]


def unsure_entries(session: Session) -> list[StoredEntry]:
    """The measures and breakdown lines of current editions whose confidence is below REVIEW_BELOW, in order of edition and place.

    Totals are no measures and wait for nobody. What a copy of a release states word for word is listed once.
    """
    current = _reviewed_editions(session)
    query = select(StoredEntry).where(StoredEntry.confidence < REVIEW_BELOW, StoredEntry.level != Level.TOTAL)
    rows = session.scalars(query.order_by(StoredEntry.edition_id, StoredEntry.ordinal))
    return [row for row in rows if row.edition_id in current]


def links_in_doubt(session: Session) -> list[Doubt]:
    """The doubtful links of entries that hold and were not surely recognised otherwise, in the order of the entries; those of parts
    whether or not these are measures that are known.

    Of several links of an entry to one measure the likeliest. A doubt outlives the edition it was about: replacing decides nothing.
    """
    links = session.scalars(select(StoredLink).where(StoredLink.status == "review").order_by(StoredLink.score.desc())).all()
    if not links:
        return []
    current = _reviewed_editions(session)
    recognised = _recognised(session)
    doubts: dict[tuple[int, str], Doubt] = {}
    for link in links:
        ends = [session.get_one(StoredEntry, row) for row in (link.prev_entry_id, link.next_entry_id)]
        for known, entry in (ends, ends[::-1]):
            is_open = known.measure_id == link.measure_id != entry.measure_id
            is_open = is_open and (link.kind in (SPLIT, MERGE) or entry.id not in recognised)
            standing = _as_it_stands(session, entry, current) if is_open else None
            if standing is not None:
                doubts.setdefault((standing.id, link.measure_id), Doubt(standing, known, link))
    return sorted(doubts.values(), key=lambda one: (one.entry.edition_id, one.entry.ordinal, -one.link.score))


def _as_it_stands(session: Session, entry: StoredEntry, current: set[int]) -> StoredEntry | None:
    """The entry, or what the edition that replaced its own states of its measure; None where nothing of it holds any more."""
    if entry.edition_id in current:
        return entry
    query = select(StoredEntry).join(Edition).where(StoredEntry.measure_id == entry.measure_id)
    query = query.where(Edition.release_id == entry.edition.release_id).order_by(StoredEntry.edition_id.desc(), StoredEntry.ordinal)
    return next((row for row in session.scalars(query) if row.edition_id in current), None)


def _reviewed_editions(session: Session) -> set[int]:
    """The current editions, of several that state the same word for word the first."""
    firsts: dict[str, Edition] = {}
    for edition in current_editions(session):
        firsts.setdefault(edition.content_hash or str(edition.id), edition)
    return {edition.id for edition in firsts.values()}


def _recognised(session: Session) -> set[int]:
    """The entries that were taken as a measure known before: the later one of each accepted link."""
    ends = session.execute(select(StoredLink.prev_entry_id, StoredLink.next_entry_id).where(StoredLink.status == "accepted"))
    return {max(prev, next_) for prev, next_ in ends}
