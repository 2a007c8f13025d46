"""What a person decides of links and measures, and what follows from it, each in one transaction.

A decision is kept by measures and by what the entry in question says, so that it holds for every later edition (rulings). At once
the entries concerned state another measure (settling), and the comparisons that they take part in are made again (retelling).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from monitor.budget import IDENTITY, MERGE, SPLIT, YosanError, budget_order, entry_from_json
from monitor.pipeline.links import MATCHER
from monitor.pipeline.reconsider import reconsider
from monitor.pipeline.retelling import Comparisons, compare_again, editions_concerned, retell
from monitor.pipeline.rulings import said_by
from storage.database import Database
from storage.decisions import CONFIRM, REJECT, decisions_in_force, links_of, overrule, standing_measure
from storage.editions import READ, current_editions, one_at_a_time
from storage.settling import link_ends, part_measures, root_measure, settle_measures
from storage.tables import Edition, StoredDecision, StoredEntry, StoredLink


class DecisionError(YosanError):
    """A decision that cannot be made, or not be taken back; the message says why."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Who decides, when (aware UTC), and what they note. Raises DecisionError for the name that the matcher's own links bear."""

    name: str
    now: datetime
    note: str | None = None

    def __post_init__(self) -> None:
        if self.name.strip().casefold() == MATCHER:
            raise DecisionError(f"{self.name} is no person: what the matcher takes by itself bears that name")


def confirm_link(database: Database, link_id: int, judge: Judge) -> StoredDecision:
    """The link holds: the entry states the known measure, and what it stated as a measure of its own is that measure.

    Raises DecisionError for an unknown link, one that a person decided already, and one between lines of one document.
    """
    with database.session() as session:
        link, known, entry = _open_link(session, link_id)
        before = before_it(session, [known.measure_id, entry.measure_id])
        joins = link.kind in IDENTITY and known.measure_id != entry.measure_id
        if joins:
            _refuse_neighbours(session, known.measure_id, entry.measure_id)
        decision = _decision(CONFIRM, judge, root_measure(session, known), known, entry, link)
        decision.other_id = root_measure(session, entry) if joins else None
        decision.measures = [] if link.kind in IDENTITY else [root_measure(session, entry)]
        _keep(session, decision)
        overrule(link, decision.id, judge.name, judge.now, status="accepted")
        _settle(session, decision, before, judge.now)
        return decision


def confirm_measures(database: Database, old_id: str, new_id: str, judge: Judge) -> StoredDecision:
    """Two measures are one, although no link says so: what was stated of the newer, by its first budget, is of the older.

    Raises DecisionError for an unknown id, for one measure twice, and for two that one document states side by side.
    """
    with database.session() as session:
        one_at_a_time(session)
        old, new = (_standing(session, measure_id) for measure_id in (old_id, new_id))
        if old == new:
            raise DecisionError(f"{old_id} and {new_id} are one measure already")
        old, new = sorted((old, new), key=lambda measure_id: _progress(_history(session, measure_id)[0]))
        _refuse_neighbours(session, old, new)
        before = before_it(session, [old, new])
        entry = _history(session, new)[0]
        known = _last_before(_history(session, old), entry)
        decision = _decision(CONFIRM, judge, old, known, entry)
        decision.other_id = new
        _keep(session, decision)
        _settle(session, decision, before, judge.now)
        return decision


def reject_link(database: Database, link_id: int, judge: Judge) -> StoredDecision:
    """The link does not hold. An entry that was taken as the known measure is given back to the measure it would have been.

    Raises DecisionError for an unknown link and one that a person decided already.
    """
    with database.session() as session:
        link, known, entry = _open_link(session, link_id)
        before = before_it(session, [known.measure_id, entry.measure_id])
        decision = _decision(REJECT, judge, root_measure(session, known), known, entry, link)
        decision.measures = [] if link.kind in IDENTITY else [root_measure(session, entry)]
        _keep(session, decision)
        was_taken = link.status == "accepted" and entry.by_way_of == known.id
        had = entry.given_id
        for refused in (link, *_other_doubts(session, link, known, entry)):
            overrule(refused, decision.id, judge.name, judge.now, status="rejected")
        parted = part_measures(session, known, entry) if link.kind in IDENTITY else None
        if was_taken and parted is None:
            reconsider(session, entry, judge.now, decision.id)
        _settle(session, decision, before, judge.now)
        decision.other_id = root_measure(session, entry) if link.kind in IDENTITY else None
        decision.effects = decision.effects | {"given": entry.given_id if had is None else None, "parted": parted}
        return decision


def split_measure(database: Database, measure_id: str, into: list[str], judge: Judge) -> StoredDecision:
    """A measure was split into these, itself among them where it goes on. That is lineage: all stay measures of their own.

    Raises DecisionError for an unknown id, for a measure split into itself alone, and for one that came of one of these.
    """
    with database.session() as session:
        one_at_a_time(session)
        source, parts = _standing(session, measure_id), [_standing(session, one) for one in dict.fromkeys(into)]
        others = [one for one in dict.fromkeys(parts) if one != source]
        if not others:
            raise DecisionError(f"{measure_id} cannot be split into itself alone")
        pairs = [(source, other) for other in others]
        return _record_lineage(session, SPLIT, source, parts, pairs, judge)


def merge_measures(database: Database, measure_ids: list[str], into: str, judge: Judge) -> StoredDecision:
    """Measures were merged into one, which can be one of them. That is lineage: all stay measures of their own.

    Raises DecisionError for an unknown id, for a measure merged into itself alone, and for one that came of the one merged into.
    """
    with database.session() as session:
        one_at_a_time(session)
        target, parts = _standing(session, into), [_standing(session, one) for one in dict.fromkeys(measure_ids)]
        others = [one for one in dict.fromkeys(parts) if one != target]
        if not others:
            raise DecisionError(f"{into} cannot be merged from itself alone")
        pairs = [(other, target) for other in others]
        return _record_lineage(session, MERGE, target, parts, pairs, judge)


@dataclass(frozen=True, slots=True)
class Before:
    """The measures that a decision is about, the editions that it can touch, and what these gave to tell before it."""

    measures: frozenset[str]
    editions: tuple[Edition, ...]
    comparisons: Comparisons


def _open_link(session: Session, link_id: int) -> tuple[StoredLink, StoredEntry, StoredEntry]:
    """A link that no person has decided, the known entry and the one in question."""
    one_at_a_time(session)
    link = session.get(StoredLink, link_id)
    if link is None:
        raise DecisionError(f"no link has the id {link_id}")
    if link.said is not None:
        raise DecisionError(f"link {link_id} is {link.status} by decision {link.decision_id} of {link.decided_by}: undo that first")
    return link, *link_ends(session, link)


def _other_doubts(session: Session, link: StoredLink, known: StoredEntry, entry: StoredEntry) -> list[StoredLink]:
    """The links that wait with the same question about the same two measures, of other documents that state them."""
    prev, next_ = aliased(StoredEntry), aliased(StoredEntry)
    query = select(StoredLink).join(prev, prev.id == StoredLink.prev_entry_id).join(next_, next_.id == StoredLink.next_entry_id)
    measures = (known.measure_id, entry.measure_id)
    both = prev.measure_id.in_(measures), next_.measure_id.in_(measures), prev.measure_id != next_.measure_id
    kinds = IDENTITY if link.kind in IDENTITY else (link.kind,)
    waiting = (StoredLink.status == "review", StoredLink.kind.in_(kinds), StoredLink.id != link.id)
    return list(session.scalars(query.where(*both, *waiting).order_by(StoredLink.id)))


def _standing(session: Session, measure_id: str) -> str:
    measure = standing_measure(session, measure_id)
    if measure is None:
        raise DecisionError(f"no measure has the id {measure_id}")
    return measure.id


def _refuse_neighbours(session: Session, one: str | None, other: str | None) -> None:
    """Raise DecisionError where one document that holds now states two measures for one budget: then they are two."""
    holds = {one.id for one in current_editions(session, Edition.release_id.in_(_releases(one, other)))}
    stated = [
        {
            (row.edition_id, row.fiscal_year, row.stage): row
            for row in session.scalars(_entries(measure_id))
            if row.edition_id in holds
        }
        for measure_id in (one, other)
    ]
    both = stated[0].keys() & stated[1].keys()
    if both:
        url = stated[0][min(both, key=lambda key: key[0])].edition.url
        raise DecisionError(f"{one} and {other} stand side by side in one document, {url}: they are two measures")


def _releases(*measures: str | None) -> Select[int]:
    """The releases that ever stated any of the measures."""
    return select(Edition.release_id).join(StoredEntry).where(StoredEntry.measure_id.in_(measures))


def _entries(measure_id: str | None) -> Select[StoredEntry]:
    return select(StoredEntry).join(Edition).where(StoredEntry.measure_id == measure_id, Edition.status == READ)


def _history(session: Session, measure_id: str) -> list[StoredEntry]:
    """What was stated of a measure, the oldest budget first. Raises DecisionError where nothing was."""
    rows = sorted(session.scalars(_entries(measure_id)), key=lambda row: (*_progress(row), row.edition_id, row.ordinal))
    if not rows:
        raise DecisionError(f"nothing is stated of {measure_id}")
    return rows


def _last_before(history: list[StoredEntry], entry: StoredEntry) -> StoredEntry:
    """The furthest of the entries that were stated before another; where none was, the first."""
    return next((row for row in reversed(history) if _progress(row) < _progress(entry)), history[0])


def _progress(row: StoredEntry) -> tuple[int, int]:
    return budget_order(row.fiscal_year, row.stage)


def _decision(
    kind: str, judge: Judge, measure_id: str, known: StoredEntry, entry: StoredEntry, link: StoredLink | None = None
) -> StoredDecision:
    said = said_by(entry_from_json(entry.body))
    return StoredDecision(
        kind=kind,
        link_id=link.id if link else None,
        measure_id=measure_id,
        measures=[],
        name=said.name,
        ministry=said.ministry,
        known_entry_id=known.id,
        entry_id=entry.id,
        decided_by=judge.name,
        decided_at=judge.now,
        note=judge.note,
        effects={},
    )


def _keep(session: Session, decision: StoredDecision) -> None:
    session.add(decision)
    session.flush()


def before_it(session: Session, measures: Iterable[str | None]) -> Before:
    """What measures, and those that they stand for by now, give to tell before something is decided of them."""
    concerned = frozenset(one for one in measures if one is not None)
    concerned |= {standing.id for one in concerned if (standing := standing_measure(session, one)) is not None}
    editions = editions_concerned(session, concerned)
    return Before(concerned, tuple(editions), compare_again(session, editions))


def _settle(session: Session, decision: StoredDecision, before: Before, now: datetime) -> None:
    """Let everything follow from a decision that was made, and note what did."""
    session.flush()
    ends = [end for link in links_of(session, decision) for end in link_ends(session, link)]
    settle_measures(session, before.measures | {end.measure_id for end in ends if end.measure_id is not None}, now)
    retold = retell(session, before.comparisons, compare_again(session, before.editions, before.comparisons), now)
    decision.effects = {
        "recorded": list(retold.recorded),
        "superseded": list(retold.superseded),
        "restored": dict(retold.restored),
    }


def _record_lineage(
    session: Session, kind: str, measure_id: str, parts: list[str], pairs: list[tuple[str, str]], judge: Judge
) -> StoredDecision:
    """Keep that measures came of one another, as links between what was stated of them last and first."""
    for older, newer in pairs:
        _refuse_cycle(session, older, newer)
        if _progress(_history(session, newer)[-1]) < _progress(_history(session, older)[0]):
            raise DecisionError(f"all that is stated of {newer} is older than {older}: it cannot have come of it")
    before = before_it(session, [measure_id, *parts])
    ends = [_ends(session, older, newer) for older, newer in pairs]
    decision = _decision(kind, judge, measure_id, *ends[0])
    decision.measures = parts
    _keep(session, decision)
    for known, entry in ends:
        _link_parts(session, decision, known, entry, judge)
    _settle(session, decision, before, judge.now)
    return decision


def _ends(session: Session, older: str, newer: str) -> tuple[StoredEntry, StoredEntry]:
    """The last that was stated of an older measure before a newer one, and the first that was stated of that after it."""
    old, new = _history(session, older), _history(session, newer)
    known = _last_before(old, new[-1])
    entry = next((row for row in new if _progress(row) > _progress(known)), new[-1])
    return known, entry


def _link_parts(session: Session, decision: StoredDecision, known: StoredEntry, entry: StoredEntry, judge: Judge) -> None:
    pair = (StoredLink.prev_entry_id == known.id, StoredLink.next_entry_id == entry.id)
    link = session.scalars(select(StoredLink).where(*pair)).one_or_none()
    if link is not None:
        if link.kind not in IDENTITY and link.said is not None:
            raise DecisionError(f"link {link.id} is {link.status} by decision {link.decision_id}: undo that first")
        overrule(link, decision.id, judge.name, judge.now, status="accepted", kind=decision.kind)
        return
    session.add(
        StoredLink(
            measure_id=known.measure_id or decision.measure_id,
            prev_entry_id=known.id,
            next_entry_id=entry.id,
            kind=decision.kind,
            score=1.0,
            evidence={},
            status="accepted",
            decided_by=judge.name,
            decided_at=judge.now,
            decision_id=decision.id,
        )
    )
    session.flush()


def _refuse_cycle(session: Session, older: str, newer: str) -> None:
    """Raise DecisionError where the older measure came, by decisions, of the newer one."""
    came_of: dict[str, set[str]] = {}
    for one in decisions_in_force(session):
        for part in one.measures if one.kind in (SPLIT, MERGE) else ():
            source, result = (one.measure_id, part) if one.kind == SPLIT else (part, one.measure_id)
            came_of.setdefault(result, set()).add(source)
    reached, left = set(), [older]
    while left:
        measure_id = left.pop()
        if measure_id == newer:
            raise DecisionError(f"{older} came of {newer} already: measures cannot come of each other")
        if measure_id not in reached:
            reached.add(measure_id)
            left += came_of.get(measure_id, ())
