"""Which measures the entries of editions would be taken for if these were read once more: what a decision had a part in shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.pipeline.identity import fold_twins, groups, recognise
from monitor.pipeline.ladder import ladder
from monitor.pipeline.reconsider import known_then
from monitor.pipeline.rulings import Rulings, rulings_in_force
from storage.editions import READ, Statement, statements_of
from storage.tables import Edition


@dataclass(frozen=True, slots=True)
class Foretold:
    """What an entry would be known by way of (None: it would be a measure of its own), and whether it states that measure."""

    by: int | None
    holds: bool


Told = Mapping[int, Foretold]
"""What is foretold of entries, by their ids."""


def editions_since(session: Session, editions: Sequence[Edition], since: datetime) -> list[Edition]:
    """What the ministries of some editions had read since a moment, in that order; copies of what was read are left out."""
    ministries = {one.ministry for one in editions}
    query = select(Edition).where(Edition.status == READ, Edition.ministry.in_(ministries), Edition.read_at >= since)
    return [one for one in session.scalars(query.order_by(Edition.id)) if one.release.copy_of is None or one.number > 1]


def foretell(session: Session, editions: Sequence[Edition], now: datetime) -> dict[int, Foretold]:
    """What each entry would be recognised as, among what was known when its edition was read and under the decisions in force."""
    rulings = rulings_in_force(session) if editions else Rulings()
    return {row: told for one in editions for row, told in _foretell(session, one, rulings, now)}


def changed_rows(before: Told, after: Told) -> list[int]:
    """The entries that do not state what they would be taken for, less those that did not before for the same reason."""
    return [row for row, told in sorted(after.items()) if not told.holds and before.get(row) != told]


def _foretell(session: Session, edition: Edition, rulings: Rulings, now: datetime) -> Iterator[tuple[int, Foretold]]:
    stated = statements_of(session, [edition])
    replaced, known, withdrawn = known_then(session, edition)
    for group, members in groups(stated).items():
        twins = fold_twins(members)
        firsts = [one for one in members if twins[one.row] == one.row]
        session.flush()
        with session.no_autoflush:
            found, _ = recognise(session, firsts, ladder(group, replaced, known, withdrawn), now, rulings)
            for link in list(session.new):
                session.expunge(link)
        elsewhere = {one.measure_id for one in (*replaced, *known, *withdrawn)}
        for one in firsts:
            way = found.get(one.row)
            by, measure_id = (way.by, way.measure_id) if way is not None and way.accepted else (None, None)
            yield one.row, Foretold(by, _holds(one, measure_id, elsewhere))
        known += firsts


def _holds(one: Statement, foretold: str | None, elsewhere: set[str | None]) -> bool:
    return one.measure_id == foretold if foretold is not None else one.measure_id not in elsewhere
