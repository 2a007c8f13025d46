"""Which measure each entry of an edition states: a known one found among what other editions state, or a new one with a new id."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from monitor.budget import Amount, Entry, FiscalYear, Level
from monitor.match import normalise_name, plain_name
from monitor.pipeline.beside import Neighbours, neighbours
from monitor.pipeline.ladder import Candidates, Group, ladder, weight
from monitor.pipeline.links import Part, is_sure, keep_link, keep_parts, part_of
from monitor.pipeline.rulings import Judged, Rulings, rulings_in_force
from storage.editions import Statement
from storage.measures import Newcomer, new_measures, restate
from storage.tables import StoredEntry, StoredMeasure


@dataclass(frozen=True, slots=True)
class Recognised:
    """A row that is like a known measure: taken as that measure when accepted, else left for a person to decide.

    by: the row that states the known measure.
    """

    row: int
    measure_id: str
    score: float
    accepted: bool
    by: int = 0


@dataclass(frozen=True, slots=True)
class Assignment:
    """The statements of an edition with their measures, how sure each recognised measure is (0 to 1), and what is left in doubt."""

    statements: tuple[Statement, ...]
    sureness: Mapping[str, float]
    doubts: tuple[Recognised, ...]


def assign_measures(
    session: Session,
    stated: Sequence[Statement],
    earlier: Sequence[Statement],
    others: Sequence[Statement],
    now: datetime,
    withdrawn: Sequence[Statement] = (),
) -> Assignment:
    """The statements of a new edition with their measures; the rows, the links and new measures are written.

    earlier: what the edition that this one replaces states; others: what holds now in the other editions of the ministry;
    withdrawn: what nothing states any more.
    A measure that one document states twice (再掲) is one measure; totals are none. What was split off from a measure is a measure
    of its own, and what was merged into one ends: the links that tell so join two measures.
    """
    measures: dict[int, str] = {}
    ways: dict[int, int] = {}
    sureness: dict[str, float] = {}
    doubts: list[Recognised] = []
    parts: list[Part] = []
    known = list(others)
    rulings = rulings_in_force(session)
    for group, members in groups(stated).items():
        twins = fold_twins(members)
        firsts = [one for one in members if twins.get(one.row) == one.row]
        recognised, new_parts = recognise(session, firsts, ladder(group, earlier, known, withdrawn), now, rulings)
        parts += new_parts
        found = {row: link.measure_id for row, link in recognised.items() if link.accepted}
        ways |= {row: recognised[row].by for row in found}
        sureness |= {link.measure_id: link.score for row, link in recognised.items() if row in found}
        split_off = {part.newer.row for part in new_parts if part.is_split_off}
        doubts += [link for row, link in recognised.items() if row not in found and row not in split_off]
        once_twins = _split_twins(firsts, found, earlier)
        found |= {row: twin.measure_id or "" for row, twin in once_twins.items()}
        ways |= {row: twin.row for row, twin in once_twins.items()} | {row: first for row, first in twins.items() if row != first}
        found |= _newcomers(session, [one for one in firsts if one.row not in found], members, found, now)
        measures |= {row: found[first] for row, first in twins.items()}
        known += [replace(one, measure_id=measures[one.row]) for one in firsts]
        _restate(session, firsts, measures, known)
    _write(session, measures, ways)
    keep_parts(session, parts, measures, now)
    session.flush()
    return Assignment(tuple(replace(one, measure_id=measures.get(one.row)) for one in stated), sureness, tuple(doubts))


def _write(session: Session, measures: Mapping[int, str], ways: Mapping[int, int]) -> None:
    """Write the measure of each row, and by way of which other row it was known; what was known by none was given its measure."""
    for row, measure_id in measures.items():
        entry = session.get_one(StoredEntry, row)
        entry.measure_id, entry.by_way_of = measure_id, ways.get(row)
        entry.given_id = measure_id if row not in ways else None


def fold_twins(stated: Iterable[Statement]) -> dict[int, int]:
    """For every row that states a measure or a breakdown line, the row that states it first: its own, or its twin's.

    Twins have one name, and one is marked 再掲 or their money is the same: a package's line and its own sheet are one measure, two
    lines of one name with different money are two.
    """
    firsts: dict[str, list[Statement]] = defaultdict(list)
    twins: dict[int, int] = {}
    for one in sorted(stated, key=weight):
        if one.entry.level is Level.TOTAL:
            continue
        same_name = firsts[normalise_name(one.entry.name)]
        twin = next((other for other in same_name if _is_twin(other.entry, one.entry)), None)
        if twin is None:
            same_name.append(one)
        twins[one.row] = (twin or one).row
    return twins


def place(entry: Entry) -> tuple[str, str]:
    """Where a line stands among others of its name: its level, and whose breakdown it is."""
    parent = normalise_name(entry.parent) if entry.parent and entry.level is Level.BREAKDOWN else ""
    return entry.level.value, parent


def _is_twin(first: Entry, second: Entry) -> bool:
    if "reprise" in second.flags:
        return True
    if place(first) == place(second) and (first.amount, first.prior) == (second.amount, second.prior):
        return True
    priors_agree = first.prior.yen is None or second.prior.yen is None or first.prior.agrees_with(second.prior)
    return bool(first.amount.yen) and first.amount.agrees_with(second.amount) and priors_agree


def groups(stated: Sequence[Statement]) -> dict[Group, list[Statement]]:
    """Entries of one fiscal year and stage together: a December document states two budgets of one measure."""
    groups: dict[Group, list[Statement]] = defaultdict(list)
    for one in stated:
        if one.entry.level is not Level.TOTAL:
            groups[one.entry.fiscal_year, one.entry.stage].append(one)
    return groups


def recognise(
    session: Session,
    firsts: Sequence[Statement],
    steps: Iterable[Candidates],
    now: datetime,
    rulings: Rulings,
    heeds: Callable[[Judged], bool] | None = None,
    beside: Mapping[int, str] | None = None,
    among: Set[str] | None = None,
) -> tuple[dict[int, Recognised], list[Part]]:
    """For each row that is like a known measure, the measure and the score, each link kept with its evidence; splits and merges.

    A link that a person took is sure, one that a person refused is kept as such and is none. heeds: which links count, if not all.
    beside: rows that are not in question, with their measures; among: the measures that are, if not all.
    """
    found: dict[int, Recognised] = {}
    parts: list[Part] = []
    seen: list[Candidates] = []
    linked: set[tuple[int, int]] = set()
    for candidates in steps:
        seen.append(candidates)
        settled = dict(beside or {}) | {row: link.measure_id for row, link in found.items() if link.accepted}
        open_ = [one for one in firsts if one.row not in settled]
        if not open_:
            break
        taken = {link.measure_id for link in found.values() if link.accepted}
        known = [one for one in _one_a_measure(candidates.statements, taken) if among is None or one.measure_id in among]
        around = neighbours(firsts, settled, candidates.statements)
        for judged in _judged(known, open_, candidates, around, rulings, settled.values()):
            if heeds is not None and not heeds(judged):
                continue
            linked.add((judged.known.row, judged.one.row))
            if not judged.link.is_identity:
                parts += part_of(judged, older=candidates.older, adjoin=candidates.adjoin)
                continue
            if not judged.is_decided and _are_two(judged.known, judged.one, candidates.older):
                continue
            accepted = judged.is_decided or is_sure(judged)
            keep_link(session, judged, judged.known.measure_id or "", accepted=accepted, now=now)
            row, score = judged.one.row, 1.0 if judged.is_decided else judged.link.score
            accepted = accepted and not judged.refused
            if not judged.refused and (row not in found or accepted or score > found[row].score):
                found[row] = Recognised(row, judged.known.measure_id or "", score, accepted, judged.known.row)
    for judged in _asked(firsts, seen, found, linked, rulings):
        if heeds is None or heeds(judged):
            keep_link(session, judged, judged.known.measure_id or "", accepted=False, now=now)
            link = Recognised(judged.one.row, judged.known.measure_id or "", judged.link.score, False, judged.known.row)
            found.setdefault(link.row, link)
    return found, parts


def _asked(
    firsts: Sequence[Statement],
    steps: Iterable[Candidates],
    found: Mapping[int, Recognised],
    linked: Set[tuple[int, int]],
    rulings: Rulings,
) -> list[Judged]:
    """Of each row that is left over, the nearest statement of a measure that bears its name, where decisions gave that to another.

    linked: pairs of known rows and those in question that a link joins already.
    """
    taken = {link.measure_id for link in found.values() if link.accepted}
    left = [one for one in firsts if one.row not in found or not found[one.row].accepted]
    asked: dict[int, Judged] = {}
    for step in steps:
        for judged in rulings.asked([one for one in step.statements if one.measure_id in taken], left, older=step.older):
            if (judged.known.row, judged.one.row) not in linked:
                asked.setdefault(judged.one.row, judged)
    return list(asked.values())


def _judged(
    known: Sequence[Statement],
    open_: Sequence[Statement],
    step: Candidates,
    beside: Neighbours,
    rulings: Rulings,
    settled: Iterable[str],
) -> Iterator[Judged]:
    """The links of what is in question; recognised neighbours go along for the places that they tell, and their links are known.

    settled: the measures that rows which are not in question state.
    """
    if not known:
        return
    waiting, asked = {one.row for one in open_}, {one.row for one in known}
    both = [*known, *beside.known]
    also = other_amounts(both, step.statements)
    for judged in rulings.links(both, [*open_, *beside.rows], older=step.older, also=also, taken=settled):
        if judged.one.row in waiting and judged.known.row in asked:
            yield judged


def _of_two_bureaus(known: Entry, one: Entry) -> bool:
    """Whether two bureaus state measures of their own that are only alike: 看護職員研修事業 here, 介護職員研修事業 there.

    Within a fiscal year no measure moves under another name, and an equal name with other money is another measure.
    """
    if known.fiscal_year != one.fiscal_year or not one.bureau or not known.bureau:
        return False
    if _offices(known.bureau) & _offices(one.bureau):
        return False
    return normalise_name(known.name) != normalise_name(one.name) or not known.amount.agrees_with(one.amount)


def _are_two(known: Statement, one: Statement, known_is_older: bool) -> bool:
    """Whether what is alike is of two offices that each have a measure of their own."""
    return _of_two_bureaus(known.entry, one.entry) or _of_two_ministries(known, one, known_is_older)


def _of_two_ministries(known: Statement, one: Statement, known_is_older: bool) -> bool:
    """Whether two ministries state measures of their own, for all that is known: nothing but its money tells that one moved.

    The newer has to state for the year before what the older did then. Within a fiscal year no measure moves.
    """
    older, newer = (known, one) if known_is_older else (one, known)
    ministries = {whose(side) for side in (older, newer)}
    if None in ministries or len(ministries) == 1:
        return False
    years = [side.entry.fiscal_year for side in (older, newer)]
    if None in years or years[0] == years[1] or not newer.entry.prior.yen:
        return True
    return not older.entry.amount.is_stated or not newer.entry.prior.agrees_with(older.entry.amount)


def whose(one: Statement) -> str | None:
    """The ministry of a statement: the one that its line names, else that of the document."""
    return one.entry.ministry or one.edition.ministry


def _offices(text: str) -> set[str]:
    """The offices named: 医政局 / 医薬局 is two."""
    return {plain_name(office) for office in re.split(r"[/／、,]", text)}


def _split_twins(firsts: Sequence[Statement], found: Mapping[int, str], earlier: Sequence[Statement]) -> dict[int, Statement]:
    """Lines that stood twice in the edition before and now differ: the one that nothing was found for stays the measure it was."""
    times = Counter(one.measure_id for one in earlier)
    before = {_line(one): one for one in earlier if one.measure_id and times[one.measure_id] > 1}
    lost = [one for one in firsts if one.row not in found]
    return {one.row: before[_line(one)] for one in lost if _line(one) in before}


def _line(one: Statement) -> tuple[str, tuple[str, str]]:
    return normalise_name(one.entry.name), place(one.entry)


def _one_a_measure(statements: Iterable[Statement], taken: set[str]) -> list[Statement]:
    best: dict[str, Statement] = {}
    for one in statements:
        if one.measure_id and one.measure_id not in taken:
            best.setdefault(one.measure_id, one)
    return list(best.values())


def other_amounts(known: Iterable[Statement], statements: Iterable[Statement]) -> dict[str, list[Amount]]:
    """What else was stated of each measure for that fiscal year, in another stage say, by the entry that it is known by."""
    stated: dict[tuple[str | None, FiscalYear | None, bool], dict[Amount, None]] = defaultdict(dict)
    for one in statements:
        stated[one.measure_id, one.entry.fiscal_year, one.is_main][one.entry.amount] = None
    return {
        one.entry.id: [a for a in stated[one.measure_id, one.entry.fiscal_year, one.is_main] if a.yen and a != one.entry.amount]
        for one in known
    }


def _newcomers(
    session: Session, fresh: Sequence[Statement], members: Sequence[Statement], found: dict[int, str], now: datetime
) -> dict[int, str]:
    """New measures for what nobody has stated before: first the measures, then the breakdown lines that name them as parent."""
    given: dict[int, str] = {}
    for level in (Level.MEASURE, Level.BREAKDOWN):
        parents = {
            normalise_name(one.entry.name): (found | given)[one.row]
            for one in members
            if one.entry.level is Level.MEASURE and one.row in found | given
        }
        wanted = [one for one in fresh if one.entry.level is level]
        newcomers = [
            Newcomer(
                one.entry,
                one.entry.fiscal_year.year if one.entry.fiscal_year else now.year,
                parents.get(normalise_name(one.entry.parent)) if level is Level.BREAKDOWN and one.entry.parent else None,
            )
            for one in wanted
        ]
        given |= dict(zip([one.row for one in wanted], new_measures(session, newcomers, now), strict=True))
    return given


def _restate(session: Session, firsts: Sequence[Statement], measures: dict[int, str], known: Sequence[Statement]) -> None:
    """Call each measure what its furthest budget calls it: a document of an older year does not bring an old name back."""
    newest: dict[str, tuple[int, int]] = {}
    for one in known:
        if one.measure_id:
            newest[one.measure_id] = max(newest.get(one.measure_id, (0, 0)), _progress(one.entry))
    for one in firsts:
        if _progress(one.entry) >= newest[measures[one.row]]:
            restate(session.get_one(StoredMeasure, measures[one.row]), one.entry)


def _progress(entry: Entry) -> tuple[int, int]:
    return (entry.fiscal_year.year if entry.fiscal_year else 0), (entry.stage.rank if entry.stage else 0)
