"""Recognising single entries of an edition once more, among what was known when the edition was read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from monitor.budget import Level
from monitor.pipeline.identity import Candidates, ladder, recognise
from monitor.pipeline.rulings import Judged, rulings_in_force
from storage.editions import READ, Statement, statements_near, statements_of
from storage.settling import links_with_ends
from storage.tables import Edition, StoredEntry, StoredLink


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
    for one in found.values():
        if one.accepted:
            session.get_one(StoredEntry, one.row).by_way_of = one.by
    session.flush()
    for link in _links_of(session, sorted(waiting)):
        if frozenset((link.prev_entry_id, link.next_entry_id)) not in pairs:
            link.decision_id = decision_id
    session.flush()


def _steps(session: Session, row: StoredEntry) -> list[Candidates]:
    """Where the entry's measure was looked for when its edition was read."""
    edition = row.edition
    same = (Edition.release_id == edition.release_id, Edition.status == READ, Edition.number < edition.number)
    query = select(Edition).where(*same).order_by(Edition.number.desc())
    budget = edition.fiscal_year, edition.stage, edition.round
    replaced = next((one for one in session.scalars(query) if (one.fiscal_year, one.stage, one.round) == budget), None)
    near = [one for one in statements_near(session, edition, then=True) if replaced is None or one.edition.id != replaced.id]
    [group] = {(one.entry.fiscal_year, one.entry.stage) for one in statements_of(session, [edition]) if one.row == row.id}
    return list(ladder(group, statements_of(session, [replaced] if replaced else []), near))


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
