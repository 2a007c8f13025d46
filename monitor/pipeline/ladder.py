"""Where the measures of an edition are looked for, one step after the other: the surest place first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from monitor.budget import FiscalYear, Level, Stage
from storage.editions import YEARS_NEAR, Statement
from storage.tables import Edition

YEARS_APART = (0, *(sign * apart for apart in range(1, YEARS_NEAR + 1) for sign in (-1, 1)))
"""Where a measure is looked for, nearest first: the same fiscal year, the year before, and further, for measures that paused."""

Group = tuple[FiscalYear | None, Stage | None]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Statements of other editions that may be of the same measures. older: stated before the edition at hand.

    adjoin: whether their budget and the one at hand follow one another: only there is a measure split or merged.
    """

    statements: tuple[Statement, ...]
    older: bool
    adjoin: bool = True


def ladder(
    group: Group, earlier: Sequence[Statement], others: Sequence[Statement], withdrawn: Sequence[Statement] = ()
) -> Iterator[Candidates]:
    """Where to look, one after the other: the edition that is replaced, then year by year.

    withdrawn: what nothing states any more; what the editions before the replaced one stated is looked at right after that one, the
    rest last.
    """
    if earlier:
        yield Candidates(tuple(sorted(earlier, key=weight)), older=True)
    before = [one for one in withdrawn if earlier and _budget_of(one.edition) == _budget_of(earlier[0].edition)]
    if before:
        yield Candidates(tuple(before), older=True, adjoin=False)
    yield from _year_by_year(group, others)
    rows = {one.row for one in before}
    for step in _year_by_year(group, [one for one in withdrawn if one.row not in rows]):
        yield replace(step, adjoin=False)


def _year_by_year(group: Group, others: Sequence[Statement]) -> Iterator[Candidates]:
    year, stage = group
    for apart in YEARS_APART if year else ():
        near = [one for one in others if one.entry.fiscal_year and year and one.entry.fiscal_year.year - year.year == apart]
        if near:
            older = apart < 0 or (apart == 0 and not _are_later(near, stage))
            yield Candidates(tuple(sorted(near, key=lambda one: _closeness(one, stage))), older, abs(apart) <= 1)


def _budget_of(edition: Edition) -> tuple[int, int | None, str | None, int | None]:
    return edition.release_id, edition.fiscal_year, edition.stage, edition.round


def _are_later(near: Sequence[Statement], stage: Stage | None) -> bool:
    """Whether statements of one fiscal year are all of stages that follow the one at hand, so that this is the older list."""
    stages = {one.entry.stage for one in near if one.is_main}
    return bool(stages) and all(stage and other and stage.precedes(other) for other in stages)


def _closeness(one: Statement, stage: Stage | None) -> tuple[bool, int, int, tuple[bool, bool]]:
    """The best statement of a measure first: of the same kind of budget, further along, newer, the one that counts."""
    supplementary = stage is not None and stage.is_supplementary
    rank = one.entry.stage.rank if one.entry.stage else -1
    return one.is_main == supplementary, -rank, -one.edition.id, weight(one)


def weight(one: Statement) -> tuple[bool, bool]:
    """Which of several statements of a measure counts, the lightest first: no reprise, and rather a measure than another's line."""
    return "reprise" in one.entry.flags, one.entry.level is not Level.MEASURE
