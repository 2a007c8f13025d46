"""What an edition changes: against the year before, against the stage before, against the edition that it replaces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from monitor.budget import Basis, ChangeKind, Entry, FiscalYear, Level, Origin
from monitor.compare import comparable, compare, compare_lists
from monitor.match import Link
from monitor.parse.header import Header
from monitor.pipeline.identity import Doubt
from storage.changes import Finding
from storage.editions import Statement, stage_of, year_of
from storage.tables import Edition


@dataclass(frozen=True, slots=True)
class Stated:
    """What one edition states, with measures. sureness: of each measure, how sure it is that it was recognised rightly (0 to 1)."""

    edition: Edition
    statements: tuple[Statement, ...]
    sureness: Mapping[str, float] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()


def revision_findings(earlier: Stated, later: Stated, origin: Origin) -> list[Finding]:
    """What a release says otherwise than it did in its earlier edition."""
    before, after = first_statements(earlier.statements), first_statements(later.statements)
    return _findings(before, after, later, Basis.REVISION, earlier.edition, origin)


def year_findings(later: Stated, others: Sequence[Statement], origin: Origin) -> list[Finding]:
    """What changed from the fiscal year before, whose furthest budget is compared: initial, else draft, else request."""
    found: list[Finding] = []
    for year, main, members in _budgets(later.statements):
        earlier = [one for one in others if one.is_main == main and one.entry.fiscal_year == year.previous]
        present = {one.measure_id for one in others if one.is_main == main and one.entry.fiscal_year == year}
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
        present = {one.measure_id for one in same if one.entry.stage == stage}
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


def first_statements(statements: Iterable[Statement]) -> dict[str, Statement]:
    """The statement of each measure that counts: not the reprise, and of several the first."""
    firsts: dict[str, Statement] = {}
    for one in sorted(statements, key=lambda one: "reprise" in one.entry.flags):
        if one.measure_id and one.entry.level is not Level.TOTAL:
            firsts.setdefault(one.measure_id, one)
    return firsts


def heading(edition: Edition) -> Header:
    """What an edition says of itself on its first page."""
    return Header(
        edition.ministry, edition.bureau, edition.division, year_of(edition), stage_of(edition), edition.round, edition.title
    )


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
    present: set[str | None],
    basis: Basis,
    origin: Origin,
) -> list[Finding]:
    """One budget against the best earlier statement of each of its measures, and against the list that must be as complete."""
    after = first_statements(members)
    best = first_statements(sorted(earlier, key=_furthest_first))
    listed = _comparable_list(later, members, earlier, basis)
    before = {measure: one for measure, one in best.items() if measure in after}
    if listed is not None:
        gone = first_statements(one for one in earlier if one.edition.id == listed.id)
        before |= {measure: one for measure, one in gone.items() if measure not in before and measure not in present}
    return _findings(before, after, later, basis, listed, origin)


def _comparable_list(later: Stated, members: Sequence[Statement], earlier: Sequence[Statement], basis: Basis) -> Edition | None:
    """The furthest earlier edition in which absence is evidence, None where there is none."""
    own = heading(later.edition)
    if members[0].entry.fiscal_year != own.fiscal_year or members[0].entry.stage != own.stage:
        return None
    editions = {one.edition.id: one.edition for one in sorted(earlier, key=_furthest_first)}
    for edition in editions.values():
        if comparable(
            heading(edition), own, basis, before_layouts=edition.layouts or (), after_layouts=later.edition.layouts or ()
        ):
            return edition
    return None


def _furthest_first(one: Statement) -> tuple[int, int, int]:
    return -(one.entry.stage.rank if one.entry.stage else -1), -one.edition.id, one.row


def _findings(
    before: Mapping[str, Statement],
    after: Mapping[str, Statement],
    later: Stated,
    basis: Basis,
    listed: Edition | None,
    origin: Origin,
) -> list[Finding]:
    """The changes between two lists of statements, one a measure. listed: the edition whose silence counts."""
    rows = {one.entry.id: one for one in (*before.values(), *after.values())}
    links = [
        Link(before[measure].entry.id, one.entry.id, later.sureness.get(measure, 1.0), "same")
        for measure, one in after.items()
        if measure in before
    ]
    linked = {link.next_id for link in links}
    links += [
        Link(before[doubt.measure_id].entry.id, str(doubt.row), doubt.score, "same")
        for doubt in later.doubts
        if doubt.measure_id in before and doubt.measure_id not in after and str(doubt.row) not in linked
    ]
    compared = compare_lists(
        links,
        [one.entry for one in before.values()],
        [one.entry for one in after.values()],
        basis,
        comparable=listed is not None,
        measure_id=lambda old, new: _measure_of(rows, new or old),
    )
    found = []
    for pair in compared:
        old, new = (rows[entry.id] if entry else None for entry in (pair.before, pair.after))
        found += [Finding(change, origin, old, new, old.edition if old else listed, later.edition) for change in pair.changes]
    return found


def _measure_of(rows: Mapping[str, Statement], entry: Entry | None) -> str:
    measure_id = rows[entry.id].measure_id if entry else None
    if measure_id is None:
        raise ValueError("a change of no measure")
    return measure_id


def _says_the_same(finding: Finding, other: Statement | None) -> bool:
    """Whether a change that is recorded for the same subject tells this one already."""
    if finding.change.kind in (ChangeKind.APPEARED, ChangeKind.DISAPPEARED):
        return True
    if other is None or finding.after is None:
        return False
    still = compare(other.entry, finding.after.entry, Basis.STAGE, finding.change.measure_id)
    return all(change.field != finding.change.field for change in still)
