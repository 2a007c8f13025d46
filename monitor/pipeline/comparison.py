"""What an edition changes: against the year before, against the stage before, against the edition that it replaces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from monitor.budget import MERGE, SPLIT, Basis, ChangeKind, Entry, FiscalYear, Level, Origin
from monitor.compare import comparable, compare, compare_lists
from monitor.match import SURE, Link
from monitor.parse.header import Header
from monitor.pipeline.identity import place
from monitor.pipeline.ladder import weight
from storage.changes import Finding
from storage.editions import Statement, stage_of, year_of
from storage.lineage import Descent
from storage.tables import Edition

SAME_LIST = 0.5
"""Share of a list's measures that another states, below which neither is silent about the other's measures: two volumes, say."""
IN_DOUBT = 0.5
"""From this score on two entries are rather one measure than two: until a person decides, they neither appeared nor disappeared."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What one edition states, with measures. sureness: of each measure, how sure it is that it was recognised rightly (0 to 1).

    descents: what is known of splits, merges and doubts between its measures and others.
    """

    edition: Edition
    statements: tuple[Statement, ...]
    sureness: Mapping[str, float] = field(default_factory=dict)
    descents: tuple[Descent, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sides:
    """Two budgets held against each other.

    pairs: the statements of one measure; alone_before, alone_after: what one side alone states; elsewhere: the best statement of
    each measure of the older budget, and of the newer one, in whatever list; listed: the edition whose silence counts.
    """

    pairs: Sequence[tuple[Statement, Statement]]
    alone_before: Sequence[Statement]
    alone_after: Sequence[Statement]
    elsewhere_before: Mapping[str, Statement]
    elsewhere_after: Mapping[str, Statement]
    listed: Edition | None


def revision_findings(earlier: Stated, later: Stated, origin: Origin) -> list[Finding]:
    """What a release says otherwise than it did in its earlier edition, wherever it says it: a measure can stand there twice."""
    before, after = _by_measure(earlier.statements), _by_measure(later.statements)
    pairs = [pair for measure in after.keys() & before.keys() for pair in _same_places(before[measure], after[measure])]
    alone_before = [stated[0] for measure, stated in before.items() if measure not in after]
    alone_after = [stated[0] for measure, stated in after.items() if measure not in before]
    listed = earlier.edition if earlier.edition.is_whole and later.edition.is_whole else None
    old, new = ({measure: stated[0] for measure, stated in side.items()} for side in (before, after))
    return _findings(_Sides(pairs, alone_before, alone_after, old, new, listed), later, Basis.REVISION, origin)


def year_findings(later: Stated, others: Sequence[Statement], origin: Origin) -> list[Finding]:
    """What changed from the fiscal year before, whose furthest budget is compared: initial, else draft, else request."""
    found: list[Finding] = []
    for year, main, members in _budgets(later.statements):
        earlier = [one for one in others if one.is_main == main and one.entry.fiscal_year == year.previous]
        present = [one for one in others if one.is_main == main and one.entry.fiscal_year == year]
        found += _against(later, members, earlier, present, Basis.YEAR, origin)
    return found


def stage_findings(later: Stated, others: Sequence[Statement], origin: Origin) -> list[Finding]:
    """What changed as the same budget moved on: request → draft → initial."""
    found: list[Finding] = []
    for year, main, members in _budgets(later.statements):
        stage = members[0].entry.stage
        same = [one for one in others if one.is_main == main and one.entry.fiscal_year == year and one.entry.stage]
        earlier = [
            one for one in same if stage and one.entry.stage and one.entry.stage.precedes(stage) and _same_round(one, members[0])
        ]
        present = [one for one in same if one.entry.stage == stage]
        found += _against(later, members, earlier, present, Basis.STAGE, origin)
    return found


def not_told_yet(findings: Iterable[Finding], recorded: Mapping[tuple[str, ...], list[Statement | None]]) -> list[Finding]:
    """Findings less those that another release or stage told in other words: 154百万円 there is 1.5億円 here.

    recorded: the statements after the change, by `subject` of each change that is recorded already.
    """
    return [one for one in findings if not any(_says_the_same(one, other) for other in recorded.get(subject(one), ()))]


def subject(finding: Finding) -> tuple[str, ...]:
    """What a finding is about: measure, basis, budget, kind and field."""
    change, edition = finding.change, finding.after_edition
    entry = finding.after.entry if finding.after else None
    year = entry.fiscal_year.year if entry and entry.fiscal_year else edition.fiscal_year
    stage = entry.stage.value if entry and entry.stage else edition.stage
    budget = str(stage) if change.basis is not Basis.YEAR else ""
    return change.measure_id, change.basis.value, str(year), budget, change.kind.value, change.field


def still_stated(finding: Finding, others: Iterable[Statement]) -> bool:
    """Whether another release states for the same budget what a finding found: a copy that was not replaced."""
    if finding.after is None:
        return False
    own = finding.after.entry
    return any(
        one.measure_id == finding.change.measure_id
        and (one.entry.fiscal_year, one.entry.stage) == (own.fiscal_year, own.stage)
        and _says_the_same(finding, one)
        for one in others
    )


def rests_on(finding: Finding, one: Statement | None) -> bool:
    """Whether a statement says of the older budget what a finding says of it."""
    before, measure_id = finding.before, finding.change.measure_id
    if before is None or one is None or one.measure_id != measure_id:
        return False
    if (one.entry.fiscal_year, one.entry.stage) != (before.entry.fiscal_year, before.entry.stage):
        return False
    return all(change.field != finding.change.field for change in compare(one.entry, before.entry, Basis.STAGE, measure_id))


def first_statements(statements: Iterable[Statement]) -> dict[str, Statement]:
    """The statement of each measure that counts: of several the first of those that weigh least."""
    return {measure: stated[0] for measure, stated in _by_measure(statements).items()}


def heading(edition: Edition) -> Header:
    """What an edition says of itself on its first page."""
    return Header(
        edition.ministry, edition.bureau, edition.division, year_of(edition), stage_of(edition), edition.round, edition.title
    )


def _by_measure(statements: Iterable[Statement]) -> dict[str, list[Statement]]:
    """The statements of each measure, the one that counts first, the others in their order."""
    measures: dict[str, list[Statement]] = {}
    for one in sorted(statements, key=weight):
        if one.measure_id and one.entry.level is not Level.TOTAL:
            measures.setdefault(one.measure_id, []).append(one)
    return measures


def _same_places(before: Sequence[Statement], after: Sequence[Statement]) -> list[tuple[Statement, Statement]]:
    """Statements of one measure in two editions, paired by where they stand; those that count are a pair in any case."""
    pairs = [(before[0], after[0])]
    rest = list(before[1:])
    for one in after[1:]:
        twin = next((other for other in rest if place(other.entry) == place(one.entry)), None)
        if twin is not None:
            rest.remove(twin)
            pairs.append((twin, one))
    return pairs


def _budgets(statements: Sequence[Statement]) -> list[tuple[FiscalYear, bool, list[Statement]]]:
    """The statements of each fiscal year and stage that an edition is about; those of an unknown year have nothing before them."""
    budgets: dict[tuple[FiscalYear, str], list[Statement]] = {}
    for one in statements:
        if one.entry.fiscal_year:
            budgets.setdefault((one.entry.fiscal_year, one.entry.stage or ""), []).append(one)
    return [(year, members[0].is_main, members) for (year, _), members in budgets.items()]


def _same_round(one: Statement, other: Statement) -> bool:
    return one.entry.round is None or other.entry.round is None or one.entry.round == other.entry.round


def _against(
    later: Stated,
    members: Sequence[Statement],
    earlier: Sequence[Statement],
    present: Sequence[Statement],
    basis: Basis,
    origin: Origin,
) -> list[Finding]:
    """One budget against the best earlier statement of each of its measures, and against the list that must be as complete.

    present: what other editions state of the newer budget.
    """
    after = first_statements(members)
    best = _best_statements(after, earlier)
    listed = _comparable_list(later, members, earlier, basis, set(after))
    pairs = [(best[measure], one) for measure, one in after.items() if measure in best]
    alone_after = [one for measure, one in after.items() if measure not in best]
    alone_before = []
    beside = first_statements(sorted(present, key=_furthest_first))
    if listed is not None:
        gone = first_statements(one for one in earlier if one.edition.id == listed.id)
        alone_before = [one for measure, one in gone.items() if measure not in after and measure not in beside]
    earliest = first_statements(sorted(earlier, key=_furthest_first))
    sides = _Sides(pairs, alone_before, alone_after, earliest | best, beside | after, listed)
    return _findings(sides, later, basis, origin)


def _best_statements(after: Mapping[str, Statement], earlier: Sequence[Statement]) -> dict[str, Statement]:
    """What to compare each measure with: the furthest statement of it, of several that of the same office."""
    stated = _by_measure(sorted(earlier, key=_furthest_first))
    return {
        measure: min(
            stated[measure], key=lambda one: (weight(one), _furthest_first(one)[0], *_other_office(one.entry, newer.entry))
        )
        for measure, newer in after.items()
        if measure in stated
    }


def _other_office(one: Entry, other: Entry) -> tuple[bool, bool]:
    return one.bureau != other.bureau, one.division != other.division


def _comparable_list(
    later: Stated, members: Sequence[Statement], earlier: Sequence[Statement], basis: Basis, after: Set[str]
) -> Edition | None:
    """The earlier edition in which absence is evidence, None where there is none: the furthest, of several the most alike.

    A bureau's list can come out in volumes, and beside it an excerpt: what shares hardly any measure with an edition is another
    list, whatever its title, and what leaves out measures that another edition of the same budget states is no whole list. Nor is
    what has a page that could not be read.
    after: the measures of the later edition.
    """
    own = heading(later.edition)
    if not later.edition.is_whole:
        return None
    if members[0].entry.fiscal_year != own.fiscal_year or members[0].entry.stage != own.stage:
        return None
    lists = _lists(earlier)
    alike: list[tuple[int, float, int]] = []
    for edition, listed in lists.values():
        kept, likeness = len(listed & after), len(listed & after) / len(listed | after)
        excerpt = any(listed < other and _one_budget(edition, whole) for whole, other in lists.values())
        layouts = {"before_layouts": edition.layouts or (), "after_layouts": later.edition.layouts or ()}
        if not edition.is_whole or excerpt or kept < SAME_LIST * len(listed):
            continue
        if not comparable(heading(edition), own, basis, shared=likeness, **layouts):
            continue
        stage = stage_of(edition)
        alike.append((stage.rank if stage else -1, likeness, edition.id))
    return lists[max(alike)[2]][0] if alike else None


def _lists(statements: Sequence[Statement]) -> dict[int, tuple[Edition, set[str]]]:
    """The measures that each edition lists, breakdown lines aside, by the edition's id."""
    lists: dict[int, tuple[Edition, set[str]]] = {}
    for one in statements:
        if one.measure_id and one.entry.level is Level.MEASURE:
            lists.setdefault(one.edition.id, (one.edition, set()))[1].add(one.measure_id)
    return lists


def _one_budget(one: Edition, other: Edition) -> bool:
    return (one.bureau, one.fiscal_year, one.stage, one.round) == (other.bureau, other.fiscal_year, other.stage, other.round)


def _furthest_first(one: Statement) -> tuple[int, int, int]:
    return -(one.entry.stage.rank if one.entry.stage else -1), -one.edition.id, one.row


def _findings(sides: _Sides, later: Stated, basis: Basis, origin: Origin) -> list[Finding]:
    """The changes between pairs of statements, and of what stands on one side alone."""
    links = [
        Link(old.entry.id, new.entry.id, later.sureness.get(new.measure_id or "", 1.0), "same") for old, new in sides.pairs
    ] + _descent_links(sides, later.descents)
    before, after = _compared_statements(sides, links)
    rows = {one.entry.id: one for one in (*before, *after)}
    compared = compare_lists(
        links,
        [one.entry for one in before],
        [one.entry for one in after],
        basis,
        comparable=sides.listed is not None,
        measure_id=lambda old, new: _measure_of(rows, new or old),
    )
    found = []
    for pair in compared:
        old, new = (rows[entry.id] if entry else None for entry in (pair.before, pair.after))
        found += [Finding(change, origin, old, new, old.edition if old else sides.listed, later.edition) for change in pair.changes]
    return found


def _compared_statements(sides: _Sides, links: Sequence[Link]) -> tuple[list[Statement], list[Statement]]:
    """What stands on either side, and what another list states of measures that were split or merged."""
    before = [old for old, _ in sides.pairs] + list(sides.alone_before)
    after = sorted([new for _, new in sides.pairs] + list(sides.alone_after), key=lambda one: one.row)
    for stated, elsewhere, ends in (
        (before, sides.elsewhere_before, {link.prev_id for link in links}),
        (after, sides.elsewhere_after, {link.next_id for link in links}),
    ):
        known = {one.row for one in stated}
        stated += [one for one in elsewhere.values() if one.entry.id in ends and one.row not in known]
    return before, after


def _descent_links(sides: _Sides, descents: Iterable[Descent]) -> list[Link]:
    """Links for splits and merges of these budgets, and for doubts: what may be one measure neither appeared nor disappeared."""
    fresh = {one.measure_id for one in sides.alone_after}
    gone = {one.measure_id for one in sides.alone_before}
    links: dict[tuple[str, str], Link] = {}
    for one in sorted(descents, key=lambda one: (not one.is_sure, -one.score, one.older, one.newer)):
        older, newer = sides.elsewhere_before.get(one.older), sides.elsewhere_after.get(one.newer)
        if older is None or newer is None or newer.entry.fiscal_year is None or newer.entry.fiscal_year.year != one.year:
            continue
        news = (one.kind == MERGE or one.newer in fresh) and (one.kind == SPLIT or one.older in gone)
        if news and (one.is_sure or one.score >= IN_DOUBT):
            part = ("older", one.older) if one.kind == MERGE else ("newer", one.newer)
            score = max(one.score, SURE) if one.is_sure else IN_DOUBT
            links.setdefault(part, Link(older.entry.id, newer.entry.id, score, one.kind))
    return list(links.values())


def _measure_of(rows: Mapping[str, Statement], entry: Entry | None) -> str:
    measure_id = rows[entry.id].measure_id if entry else None
    if measure_id is None:
        raise ValueError("a change of no measure")
    return measure_id


def _says_the_same(finding: Finding, other: Statement | None) -> bool:
    """Whether a change that is recorded for the same subject tells this one already."""
    if finding.change.kind in (ChangeKind.APPEARED, ChangeKind.DISAPPEARED, ChangeKind.SPLIT, ChangeKind.MERGED):
        return True
    if other is None or finding.after is None:
        return False
    still = compare(other.entry, finding.after.entry, Basis.STAGE, finding.change.measure_id)
    return all(change.field != finding.change.field for change in still)
