"""Which column of a table is this year's money, which the year before's: told by the head, proved by the arithmetic of the rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from monitor.parse.table.cells import figures_in, filled, stating_money
from monitor.parse.table.figures import ZERO, Figure, bare, within_in
from monitor.parse.table.heads import GENERAL_FUND, PRIOR, Head, Role, groups_of, year_in
from monitor.read.document import TableRow

LATEST = 10_000
"""The year of a column that names none beside one that is the year before's: it is this year's."""
MOST_MONEY = 16
"""Columns of money that are weighed against each other; no budget's table has so many."""
PROVEN = 0.6
"""Share of the rows with all figures whose arithmetic must hold before a column is believed to be what its head says."""

PLAIN_SUM = re.compile("[合小総]?計")

OF_MONEY = (Role.MONEY, Role.SUM, Role.SUPPLEMENT)
"""What a head says of a column that can be the amount's."""

Figures = Mapping[int, Figure]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table, by what they hold. names: those of words left of the money, outermost first; labels: those of the
    groups that the names stand in, where a column of 事業名 tells which the names are.

    before and after stand beside the amount of a supplementary budget; proven, tested: rows whose arithmetic holds, of those that
    can be tested. groups: the first column of the group that a column is in.
    """

    names: tuple[Head, ...]
    amount: Head
    prior: Head | None = None
    difference: Head | None = None
    before: Head | None = None
    after: Head | None = None
    funds: tuple[Head, ...] = ()
    parts: tuple[Head, ...] = ()
    labels: tuple[Head, ...] = ()
    bureau: Head | None = None
    division: Head | None = None
    overview: Head | None = None
    rates: tuple[Head, ...] = ()
    unit_amounts: tuple[Head, ...] = ()
    implementer: Head | None = None
    groups: Mapping[int, int] = field(default_factory=dict)
    proven: int = 0
    tested: int = 0

    @property
    def is_proven(self) -> bool:
        """Whether the rows' arithmetic says what the head does."""
        return self.tested > 0 and self.proven >= PROVEN * self.tested

    @property
    def is_refuted(self) -> bool:
        """Whether the rows' arithmetic says that the head was misunderstood."""
        return self.tested > 1 and self.proven < self.tested / 2

    def holds(self, figures: Figures) -> bool | None:
        """Whether a row's arithmetic holds; None where it has too few figures to tell."""
        answers = self._differs(figures), self._adds_up(figures), self._is_funded(figures)
        return None if answers == (None, None, None) else False not in answers

    def _differs(self, figures: Figures) -> bool | None:
        if self.prior is None or self.difference is None:
            return None
        amount, prior = figures.get(self.amount.place), figures.get(self.prior.place)
        difference = figures.get(self.difference.place)
        if difference is None or (amount is None and prior is None):
            return None
        return _near((amount or ZERO).number - (prior or ZERO).number, difference)

    def _adds_up(self, figures: Figures) -> bool | None:
        if self.before is None or self.after is None:
            return None
        before, after = figures.get(self.before.place), figures.get(self.after.place)
        amount = figures.get(self.amount.place, ZERO)
        return None if before is None or after is None else _near(before.number + amount.number, after)

    def _is_funded(self, figures: Figures) -> bool | None:
        amount = figures.get(self.amount.place) if len(self.funds) > 1 else None
        parts = [figures[fund.place].number for fund in self.funds if fund.place in figures] if amount is not None else []
        return _near(sum(parts, Decimal(0)), amount) if amount is not None and parts else None


def columns_of(heads: Sequence[Head], rows: Sequence[TableRow]) -> Columns | None:
    """The columns of a table under this head; None where none holds a budget's money."""
    if not any(head.role in OF_MONEY for head in heads):
        return None
    groups = groups_of(heads)
    stated = {groups.get(place, place) for row in rows for place in stating_money(row)}
    money = [head for head in heads if head.role is Role.MONEY and head.place in stated][:MOST_MONEY]
    difference = next((head for head in _of(heads, Role.DIFFERENCE) if head.place in stated), None)
    supplement, before = _of(heads, Role.SUPPLEMENT), _of(heads, Role.BEFORE)
    sums = [head for head in _of(heads, Role.SUM) if head.place in stated]
    found: list[Columns] = []
    heads = [head for head in heads if groups[head.place] == head.place]
    if supplement and before and sums:
        found.append(Columns((), supplement[0], before=before[0], after=sums[0]))
    else:
        priors = _of(heads, Role.PRIOR)[:MOST_MONEY]
        for amount in money or sums[:1] or supplement[:1]:
            earlier = [*priors, *(head for head in money if _is_earlier(head, amount))]
            found += [Columns((), amount, prior, difference) for prior in earlier] or [Columns((), amount)]
    if not found:
        return None
    table = [figures_of(row, groups) for row in rows if not _has_within(row)]
    funds = tuple(head for head in _of(heads, Role.FUND) if head.place in stated)
    completed = [_completed(one, heads, funds if _is_funding(funds) else (), table, groups) for one in found]
    return _with_names_beside_parts(max(completed, key=lambda one: (one.proven, *_preference(one))), rows)


def _with_names_beside_parts(columns: Columns, rows: Sequence[TableRow]) -> Columns:
    """The columns without the innermost one of names, where it only tells parts that return beside every name: 国費, 地方費 and 計,
    or two years. What adds up a supplement (補正前, 補正額, 計) is no sum of parts.
    """
    if len(columns.names) < 2:
        return columns
    outer, inner = columns.names[-2:]
    groups: list[list[str]] = []
    for row in rows:
        texts = {place: bare(cell.text) for place, cell in filled(row)}
        if outer.place in texts:
            groups.append([])
        if groups and inner.place in texts:
            groups[-1].append(texts[inner.place])
    several = [group for group in groups if len(group) > 1]
    times = Counter(word for group in several for word in set(group))
    are_parts = all(times[word] > 1 and "補正" not in word for group in several for word in group)
    if not several or not are_parts or not all(sum(map(_is_sum, group)) == 1 or all(map(year_in, group)) for group in several):
        return columns
    return replace(columns, names=columns.names[:-1])


def _is_sum(word: str) -> bool:
    return PLAIN_SUM.fullmatch(word) is not None


def _has_within(row: TableRow) -> bool:
    """Whether a cell tells what contains its money and not how much it is: such a row is nothing to do sums with."""
    return any(within_in(cell.text) is not None for _, cell in filled(row) if "数" in cell.text)


def _of(heads: Sequence[Head], role: Role) -> list[Head]:
    return [head for head in heads if head.role is role]


def figures_of(row: TableRow, groups: Mapping[int, int]) -> dict[int, Figure]:
    """The figures of a row by the first column of the group they stand in; of several in one group the first."""
    figures: dict[int, Figure] = {}
    for place, figure in figures_in(row):
        figures.setdefault(groups.get(place, place), figure)
    return figures


def _is_earlier(head: Head, amount: Head) -> bool:
    """Whether a column of money is of a year before the other's; a supplementary budget is no year before."""
    if head is amount or head.year is None or (head.stage is not None and head.stage.is_supplementary):
        return False
    return head.year.year < (amount.year.year if amount.year else LATEST)


def _is_of(part: Head, amount: Head) -> bool:
    """Whether a part's or a fund's column is of the amount's year: one below 前年度 or another year is not."""
    is_other = part.year is not None and amount.year is not None and part.year != amount.year
    return not is_other and PRIOR.search("/".join(part.path)) is None


def _is_funding(funds: Sequence[Head]) -> bool:
    return len(funds) > 1 or any(GENERAL_FUND.match(fund.label) for fund in funds)


def _completed(
    one: Columns, heads: Sequence[Head], funds: tuple[Head, ...], table: Sequence[Figures], groups: Mapping[int, int]
) -> Columns:
    """The columns with the others of the table, and how often their arithmetic holds."""
    funds = tuple(fund for fund in funds if _is_of(fund, one.amount))
    first = min(head.place for head in (one.amount, one.prior, one.before, *funds) if head is not None)
    words = (Role.NAME, Role.OTHER, Role.OVERVIEW)
    names = [head for head in heads if head.place < first and head.role in words and not _has_many_figures(head, table)]
    named = [head for head in names if "事業" in head.label and head.role is Role.NAME]
    names = named or [head for head in names if head.role is not Role.OVERVIEW] or names
    full = replace(
        one,
        names=tuple(names),
        difference=one.difference if one.prior else None,
        funds=funds,
        parts=tuple(head for head in heads if head.role is Role.PART and _is_of(head, one.amount)),
        labels=tuple(head for head in heads if named and head.place < named[0].place and head.role is Role.NAME),
        bureau=next(iter(_of(heads, Role.BUREAU)), None),
        division=next(iter(_of(heads, Role.DIVISION)), None),
        overview=next((head for head in reversed(heads) if head.role is Role.OVERVIEW and head not in names), None),
        rates=tuple(_of(heads, Role.RATE)),
        unit_amounts=tuple(_of(heads, Role.UNIT_AMOUNT)),
        implementer=next(iter(_of(heads, Role.IMPLEMENTER)), None),
        groups=groups,
    )
    answers = [answer for figures in table if (answer := full.holds(figures)) is not None]
    return replace(full, proven=sum(answers), tested=len(answers))


def _has_many_figures(head: Head, table: Sequence[Figures]) -> bool:
    return sum(head.place in figures for figures in table) > len(table) / 2


def _preference(one: Columns) -> tuple[int, int, int, int, int]:
    """Of columns that the arithmetic proves alike: the latest year, the main budget's, the nearest year before."""
    amount, prior = one.amount, one.prior
    return (
        amount.year.year if amount.year else LATEST,
        amount.stage.rank if amount.stage and not amount.stage.is_supplementary else -1,
        prior.year.year if prior and prior.year else LATEST if prior else -1,
        "計" in amount.label,
        -amount.place,
    )


def _near(value: Decimal, printed: Figure) -> bool:
    """Whether a value is the printed figure, but for the rounding of its last digit."""
    return value == printed.number or abs(value - printed.number) <= Decimal(1).scaleb(-printed.places)
