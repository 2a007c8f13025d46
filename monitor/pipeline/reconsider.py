"""Recognising single entries of an edition once more, among what was known when the edition was read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from monitor.budget import IDENTITY, Level
from monitor.pipeline.identity import recognise
from monitor.pipeline.ladder import Candidates, ladder
from monitor.pipeline.links import MATCHER
from monitor.pipeline.rulings import Judged, rulings_in_force
from storage.editions import READ, Statement, statements_near, statements_of
from storage.settling import links_with_ends
from storage.tables import Edition, StoredEntry, StoredLink
from storage.withdrawn import withdrawn_statements


def reconsider(session: Session, row: StoredEntry, now: datetime, decision_id: int | None = None) -> None:
    """Look for the measure of an entry again, under the decisions in force; it hangs on what is found, else on nothing.

    What another entry of its budget could not be because of it is looked for too. The links found are those of the decision.
    """
    session.flush()
    statements = statements_of(session, [row.edition])
    entries = {one.row: session.get_one(StoredEntry, one.row) for one in statements}
    firsts = [one for one in statements if _is_of_budget(one, row) and not _is_twin(entries[one.row], entries)]
    links = _links_of(session, [one.row for one in firsts])
    pairs = {frozenset((link.prev_entry_id, link.next_entry_id)) for link in links}
    decided = {entry.id for link, _, entry in links_with_ends(session, links) if link.status == "accepted"}
    row.by_way_of = None
    open_ = [one for one in firsts if one.row == row.id or (entries[one.row].by_way_of is None and one.row not in decided)]
    waiting = {one.row for one in open_}
    taken = {one.measure_id for one in firsts if one.row not in waiting}

    def heeds(judged: Judged) -> bool:
        makes_room = judged.ruling is not None and judged.ruling.decision_id == decision_id
        is_new = frozenset((judged.known.row, judged.one.row)) not in pairs and not judged.refused
        is_free = judged.one.row in waiting and judged.known.measure_id not in taken
        return is_new and is_free and (makes_room or judged.one.row == row.id)

    found, _ = recognise(session, firsts, _steps(session, row), now, rulings_in_force(session), heeds)
    for one in filter(lambda one: one.accepted, found.values()):
        entries[one.row].by_way_of = one.by
    session.flush()
    for link in _links_of(session, sorted(waiting)):
        if frozenset((link.prev_entry_id, link.next_entry_id)) not in pairs:
            link.decision_id = decision_id
    session.flush()


def part_neighbours(session: Session, measures: Iterable[str], since: datetime, now: datetime) -> set[str]:
    """Let one document state a measure once again after a decision was taken back, which was made at `since`.

    What was recognised since then beside what is that measure again is reconsidered; of several such entries the one that was known
    by way of the latest budget stays. Gives the measures that these entries were given before, if any.
    """
    concerned: set[str] = set()
    for neighbours in _neighbours(session, measures):
        late = {row.id: link for row in neighbours if (link := _link_of(session, row)) is not None and link.decided_at >= since}
        if len(late) == len(neighbours):
            late.pop(max(neighbours, key=lambda row: _known_in(session, row)).id)
        for row_id, link in late.items():
            session.delete(link)
            row = session.get_one(StoredEntry, row_id)
            reconsider(session, row, now)
            concerned |= {row.given_id} if row.given_id is not None else set()
    return concerned


def let_go(session: Session, rows: Sequence[StoredEntry], since: datetime, now: datetime) -> None:
    """Reconsider entries of one edition without what the matcher found of them since a moment and nobody decided."""
    for link, _, entry in links_with_ends(session, _links_of(session, [row.id for row in rows])):
        is_found = link.kind in IDENTITY and link.decided_by == MATCHER and link.decision_id is None
        if is_found and entry in rows and link.decided_at >= since:
            session.delete(link)
    for row in rows:
        row.by_way_of = None
    for row in rows:
        reconsider(session, row, now)


def _neighbours(session: Session, measures: Iterable[str]) -> list[list[StoredEntry]]:
    """The entries of one budget in one document that state one of the measures and are no twins, where there are several."""
    rows = session.scalars(select(StoredEntry).where(StoredEntry.measure_id.in_(sorted(measures))).order_by(StoredEntry.id)).all()
    by_id = {row.id: row for row in rows}
    groups: dict[tuple[object, ...], list[StoredEntry]] = {}
    for row in rows:
        first = by_id.get(row.by_way_of or 0)
        if first is None or first.edition_id != row.edition_id or not _is_twin(row, by_id):
            groups.setdefault((row.edition_id, row.fiscal_year, row.stage, row.measure_id), []).append(row)
    return [group for group in groups.values() if len(group) > 1]


def _link_of(session: Session, row: StoredEntry) -> StoredLink | None:
    """The link by which the matcher recognised an entry."""
    ends = or_(
        and_(StoredLink.prev_entry_id == row.id, StoredLink.next_entry_id == row.by_way_of),
        and_(StoredLink.next_entry_id == row.id, StoredLink.prev_entry_id == row.by_way_of),
    )
    return session.scalars(
        select(StoredLink).where(ends, StoredLink.status == "accepted", StoredLink.decided_by == MATCHER)
    ).first()


def _known_in(session: Session, row: StoredEntry) -> tuple[int, int]:
    """The budget by way of which an entry was known."""
    known = session.get_one(StoredEntry, row.by_way_of)
    return known.fiscal_year or 0, known.edition_id


def _steps(session: Session, row: StoredEntry) -> list[Candidates]:
    """Where the entry's measure was looked for when its edition was read."""
    replaced, near, withdrawn = known_then(session, row.edition)
    [group] = {(one.entry.fiscal_year, one.entry.stage) for one in statements_of(session, [row.edition]) if one.row == row.id}
    return list(ladder(group, replaced, near, withdrawn))


def known_then(session: Session, edition: Edition) -> tuple[list[Statement], list[Statement], list[Statement]]:
    """What the edition states that this one replaced, and what the others of its ministry stated that held when it was read.

    Third what nothing stated any more.
    """
    same = (Edition.release_id == edition.release_id, Edition.status == READ, Edition.number < edition.number)
    query = select(Edition).where(*same).order_by(Edition.number.desc())
    budget = edition.fiscal_year, edition.stage, edition.round
    replaced = next((one for one in session.scalars(query) if (one.fiscal_year, one.stage, one.round) == budget), None)
    near = [one for one in statements_near(session, edition, then=True) if replaced is None or one.edition.id != replaced.id]
    return statements_of(session, [replaced] if replaced else []), near, withdrawn_statements(session, edition)


def _is_of_budget(one: Statement, row: StoredEntry) -> bool:
    year, stage = one.entry.fiscal_year, one.entry.stage
    same = (year.year if year else None, stage.value if stage else None) == (row.fiscal_year, row.stage)
    return same and one.entry.level is not Level.TOTAL


def _is_twin(entry: StoredEntry, entries: dict[int, StoredEntry]) -> bool:
    first = entries.get(entry.by_way_of or 0)
    return first is not None and (first.fiscal_year, first.stage) == (entry.fiscal_year, entry.stage)


def _links_of(session: Session, rows: Sequence[int]) -> list[StoredLink]:
    return list(
        session.scalars(select(StoredLink).where(or_(StoredLink.prev_entry_id.in_(rows), StoredLink.next_entry_id.in_(rows))))
    )
