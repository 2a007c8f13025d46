"""Measures that were two for want of the years between them: what an edition that fills these in shows to be one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from monitor.budget import FiscalYear
from monitor.pipeline.identity import Recognised, fold_twins, groups, recognise
from monitor.pipeline.ladder import Group, ladder
from monitor.pipeline.links import is_sure
from monitor.pipeline.rulings import Judged, rulings_in_force
from storage.editions import Statement
from storage.settling import join_measures
from storage.tables import StoredEntry, StoredLink

Years = Mapping[str, set[int]]
"""The fiscal years near an edition's in which each measure is stated."""


def join_across(session: Session, stated: Sequence[Statement], others: Sequence[Statement], now: datetime) -> dict[str, str]:
    """Join the measures of an edition with those that end before it, or begin after it, and are the same.

    A measure that was found among older statements was not looked for among newer ones, nor the other way round. Only a measure
    that nobody states to that side is looked for there, among measures that nobody states to this side of it: two that stand side
    by side in any year are two. Gives the measure that each joined one is now.
    """
    joined: dict[str, str] = {}
    for group, members in groups(stated).items():
        twins = fold_twins(members)
        firsts = [one for one in members if twins.get(one.row) == one.row and one.measure_id]
        for newer in (False, True) if group[0] else ():
            others_now, stated_now, firsts_now = (_as_joined(side, joined) for side in (others, stated, firsts))
            years = _years((*others_now, *stated_now))
            for one in _found_beyond(session, group, firsts_now, others_now, years, newer, now):
                joined |= join_measures(session, one.row, one.by, now)
                joined = {measure: joined.get(into, into) for measure, into in joined.items()}
    return joined


def _found_beyond(
    session: Session,
    group: Group,
    firsts: Sequence[Statement],
    others: Sequence[Statement],
    years: Years,
    newer: bool,
    now: datetime,
) -> list[Recognised]:
    """The rows of a budget that are surely what ends before it, or begins after it."""
    year = group[0]
    known = [one for one in firsts if session.get_one(StoredEntry, one.row).by_way_of]
    rows = {one.row for one in known if year and not _beyond(years[one.measure_id or ""], year, newer)}
    ends = {measure for measure, stated_in in years.items() if year and _all_beyond(stated_in, year, newer)}
    if not rows or not ends:
        return []
    beside = {one.row: one.measure_id or "" for one in firsts if one.row not in rows}
    heeds = _Unlinked(session, firsts[0].edition.id)
    found, _ = recognise(session, firsts, ladder(group, (), others), now, rulings_in_force(session), heeds, beside, ends)
    session.flush()
    return list(found.values())


class _Unlinked:
    """Heeds links that the matcher is sure of, or a person, between entries that no link joins yet."""

    def __init__(self, session: Session, edition_id: int) -> None:
        rows = select(StoredEntry.id).where(StoredEntry.edition_id == edition_id)
        links = select(StoredLink.prev_entry_id, StoredLink.next_entry_id)
        pairs = session.execute(links.where(or_(StoredLink.prev_entry_id.in_(rows), StoredLink.next_entry_id.in_(rows))))
        self.pairs = {frozenset((prev, next_)) for prev, next_ in pairs}

    def __call__(self, judged: Judged) -> bool:
        if not judged.link.is_identity or judged.refused or frozenset((judged.known.row, judged.one.row)) in self.pairs:
            return False
        return judged.is_decided or is_sure(judged)


def _years(statements: Iterable[Statement]) -> Years:
    years: dict[str, set[int]] = defaultdict(set)
    for one in statements:
        if one.measure_id and one.entry.fiscal_year:
            years[one.measure_id].add(one.entry.fiscal_year.year)
    return years


def _as_joined(statements: Iterable[Statement], joined: Mapping[str, str]) -> list[Statement]:
    return [replace(one, measure_id=joined.get(one.measure_id or "", one.measure_id)) for one in statements]


def _beyond(years: set[int], year: FiscalYear, newer: bool) -> bool:
    """Whether any of the years is to that side of the year."""
    return any(one > year.year if newer else one < year.year for one in years)


def _all_beyond(years: set[int], year: FiscalYear, newer: bool) -> bool:
    return bool(years) and all(one > year.year if newer else one < year.year for one in years)
