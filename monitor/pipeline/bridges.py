"""Measures that were two for want of the years between them: what an edition that fills these in shows to be one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from monitor.budget import FiscalYear
from monitor.pipeline.identity import fold_twins, groups, ladder, recognise
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
    for (year, stage), members in groups(stated).items():
        if year is None:
            continue
        twins = fold_twins(members)
        firsts = [one for one in members if twins.get(one.row) == one.row and one.measure_id]
        known = [one for one in firsts if session.get_one(StoredEntry, one.row).by_way_of]
        for newer in (False, True):
            years = _years((*others, *stated), joined)
            rows = [one for one in known if one.measure_id and not _beyond(years[_now(one, joined)], year, newer)]
            ends = {measure for measure, stated_in in years.items() if _all_beyond(stated_in, year, newer)}
            if not rows or not ends:
                continue
            statements = [replace(one, measure_id=_now(one, joined)) for one in others if _beyond(_year(one), year, newer)]
            settled = {one.row: _now(one, joined) for one in firsts}
            beside = {row: measure for row, measure in settled.items() if row not in {one.row for one in rows}}
            found, _ = recognise(
                session,
                firsts,
                ladder((year, stage), (), statements),
                now,
                rulings_in_force(session),
                _Unlinked(session, rows),
                beside,
                ends,
            )
            session.flush()
            for one in found.values():
                joined |= join_measures(session, one.row, one.by, now)
                joined = {measure: joined.get(into, into) for measure, into in joined.items()}
    return joined


class _Unlinked:
    """Heeds links that the matcher is sure of, or a person, between entries that no link joins yet."""

    def __init__(self, session: Session, rows: Iterable[Statement]) -> None:
        ids = [one.row for one in rows]
        links = select(StoredLink.prev_entry_id, StoredLink.next_entry_id)
        pairs = session.execute(links.where(or_(StoredLink.prev_entry_id.in_(ids), StoredLink.next_entry_id.in_(ids))))
        self.pairs = {frozenset((prev, next_)) for prev, next_ in pairs}

    def __call__(self, judged: Judged) -> bool:
        if not judged.link.is_identity or judged.refused or frozenset((judged.known.row, judged.one.row)) in self.pairs:
            return False
        return judged.is_decided or is_sure(judged)


def _years(statements: Iterable[Statement], joined: Mapping[str, str]) -> Years:
    years: dict[str, set[int]] = defaultdict(set)
    for one in statements:
        if one.measure_id and one.entry.fiscal_year:
            years[_now(one, joined)].add(one.entry.fiscal_year.year)
    return years


def _year(one: Statement) -> set[int]:
    return {one.entry.fiscal_year.year} if one.entry.fiscal_year else set()


def _now(one: Statement, joined: Mapping[str, str]) -> str:
    return joined.get(one.measure_id or "", one.measure_id or "")


def _beyond(years: set[int], year: FiscalYear, newer: bool) -> bool:
    """Whether any of the years is to that side of the year."""
    return any(one > year.year if newer else one < year.year for one in years)


def _all_beyond(years: set[int], year: FiscalYear, newer: bool) -> bool:
    return bool(years) and all(one > year.year if newer else one < year.year for one in years)
