"""Which rows of a budget table are sums, and which are parts of another row: told by name, by place and by arithmetic."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from monitor.parse.table.budget import BudgetTable
from monitor.parse.table.cells import SUM
from monitor.parse.table.figures import ZERO, Figure, adds_up, bare
from monitor.parse.table.named import WITHIN, NamedRow
from monitor.parse.table.offices import is_told_office, office_named
from monitor.parse.width import plain

LONGEST_SUM = 80
"""Rows that a sum adds up at most."""
ACCOUNT = re.compile(
    r"""
    (?: \d{1,2} [.、\s] \s* )? [一-龥々ァ-ヶー・\s]{0,24} (?: 一般 | 特別 | 事業 | 企業 ) 会計
    (?: \s* [(] [^()]{1,16} 勘定 [)] )?
    """,
    re.X,
)
"""一般会計, 国民健康保険特別会計: a row that may be a whole account (normalised text)."""
GENERAL_ACCOUNT = re.compile(r"(?: \d{1,2} [.、\s] \s* )? 一般会計", re.X)

MOST_BY_CHANCE = 2
"""Rows that may add up to another by chance in one column of money."""
FEWEST_FIGURES = 3
"""Rows that make up another and columns where it has money, together."""


class _Money(NamedTuple):
    """A row's figures in the columns of the amount and of what it was before. is_whole: whether both are printed."""

    amount: Decimal
    prior: Decimal
    is_whole: bool


def named_sums(rows: Sequence[NamedRow], table: BudgetTable) -> set[int]:
    """The places of the rows that are sums by what they are called or where they stand.

    小計, an account, an office; a 款, 項 or 目 where the measures stand below them.
    """
    found = {place for place, row in enumerate(rows) if _is_named_sum(row.name)}
    found |= _wholes_by_name(rows, found, table)
    measures = [place for place, row in enumerate(rows) if row.rank is None and place not in found and not WITHIN.match(row.name)]
    if measures:
        found |= {place for place, row in enumerate(rows) if row.rank is not None and _has_measures(place, rows, found)}
    return found


def _is_named_sum(name: str) -> bool:
    return SUM.fullmatch(bare(name)) is not None or GENERAL_ACCOUNT.fullmatch(plain(name)) is not None or is_told_office(name)


def _is_account(name: str) -> bool:
    return ACCOUNT.fullmatch(plain(name)) is not None


def _wholes_by_name(rows: Sequence[NamedRow], sums: set[int], table: BudgetTable) -> set[int]:
    """The places of rows that may be offices or accounts by their names (土木部, and so 休日夜間薬局), and are.

    Most rows of the table are such; or one is the general account; or the rows below or above make up the money of this one.
    """
    able = [place for place, row in enumerate(rows) if place not in sums and (_is_account(row.name) or office_named(row.name))]
    if not able:
        return set()
    listed = {place for place, row in enumerate(rows) if _is_account(row.name) or office_named(row.name)}
    others = [
        place for place in range(len(rows)) if place not in listed and place not in sums and not WITHIN.match(rows[place].name)
    ]
    if len(listed) > max(1, 2 * len(others)):
        return set(able)
    has_general = any(GENERAL_ACCOUNT.fullmatch(plain(row.name)) for row in rows)
    found = {place for place in able if has_general and _is_account(rows[place].name)}
    ends = {*able, *sums, -1, len(rows)}
    uncounted = sums | {place for place, row in enumerate(rows) if WITHIN.match(row.name)}
    stated = _stated(rows, table)
    parts: set[int] = set()
    for place in able:
        made = next((run for step in (1, -1) if (run := _made_of(place, step, ends, rows, stated, uncounted))), [])
        if made and place not in parts:
            found.add(place)
            parts.update(made)
    return found


def _made_of(
    place: int,
    step: int,
    ends: Collection[int],
    rows: Sequence[NamedRow],
    stated: Sequence[tuple[Figure, ...]],
    uncounted: Collection[int],
) -> list[int]:
    """The rows right below one (step 1) or right above it (-1), up to an end, that add up to it in every column of money.

    One row alone must do so in two columns with money. Parts of these rows, one column deeper or behind うち, are not added again.
    """
    whole = stated[place]
    stating = sum(figure.number != 0 for figure in whole)
    run: list[int] = []
    depth, count, totals = 0, 0, [ZERO.number for _ in whole]
    for other in range(place + step, place + step * LONGEST_SUM, step) if stating else ():
        if not 0 <= other < len(rows):
            break
        if not run or rows[other].depth < depth:
            depth, count, totals = rows[other].depth, 0, [ZERO.number for _ in whole]
        run.append(other)
        if rows[other].depth == depth and other not in uncounted:
            count += 1
            totals = [total + figure.number for total, figure in zip(totals, stated[other], strict=True)]
        is_able = other + step in ends and count + stating >= FEWEST_FIGURES
        if is_able and all(adds_up(figure, total, count) for figure, total in zip(whole, totals, strict=True)):
            return run
    return []


def scope_ends(
    heads: Collection[int], rows: Sequence[NamedRow], sums: set[int], wholes: Mapping[int, int], table: BudgetTable
) -> set[int]:
    """The places of the rows right behind those that make up one of some rows that stand above their parts.

    Parts of the last one, further sums and rows without money are not behind it.
    """
    uncounted = sums | {place for place, row in enumerate(rows) if WITHIN.match(row.name)}
    stated = _stated(rows, table)
    ends: set[int] = set()
    for head in heads:
        run = _made_of(head, 1, range(-1, len(rows) + 1), rows, stated, uncounted)
        if not run:
            continue
        depth = min(rows[other].depth for other in run)
        for other in range(run[-1] + 1, len(rows)):
            is_part = other in uncounted or other in wholes or rows[other].depth > depth
            if not is_part and any(figure.number for figure in stated[other]):
                ends.add(other)
                break
            if other in heads:
                break
    return ends


def _stated(rows: Sequence[NamedRow], table: BudgetTable) -> list[tuple[Figure, ...]]:
    """The figures of each row in the columns of the amount and of what it was before, as far as the table has them."""
    heads = [head for head in (table.columns.amount, table.columns.prior or table.columns.before) if head is not None]
    return [tuple(row.figures.get(head.place, ZERO) for head in heads) for row in rows]


def _has_measures(place: int, rows: Sequence[NamedRow], sums: set[int]) -> bool:
    """Whether rows without a rank stand below one of the account, before the next that is none of its parts."""
    for other in range(place + 1, len(rows)):
        rank = rows[other].rank
        if other in sums or (rank is not None and rank <= (rows[place].rank or 0)):
            return False
        if rank is None and not WITHIN.match(rows[other].name):
            return True
    return False


def sums_of(rows: Sequence[NamedRow], table: BudgetTable) -> set[int]:
    """The places of rows that are the sum of several rows right above them, in every column of money."""
    found: set[int] = set()
    money = _money_of(rows, table)
    only_grows = _only_grows(money)
    for place in range(len(money)):
        above = range(place - 1, max(-1, place - LONGEST_SUM), -1)
        if _parts_of(place, above, money, found, only_grows=only_grows):
            found.add(place)
    return found


def wholes_of(rows: Sequence[NamedRow], sums: set[int], table: BudgetTable) -> dict[int, int]:
    """The place of the row above that each row is a part of: one whose figures are the sum of those right below it.

    Those below may have parts of their own, which are not added again.
    """
    wholes: dict[int, int] = {}
    money = _money_of(rows, table)
    only_grows = _only_grows(money)
    for place in range(len(money)):
        if place in wholes or place in sums:
            continue
        wholes |= dict.fromkeys(_parts_of(place, _alike_below(place, rows), money, sums, only_grows=only_grows), place)
    made = set(wholes.values())
    for place in range(len(money)):
        if place not in wholes and place not in sums and place not in made:
            direct = (other for other in _alike_below(place, rows) if wholes.get(other, 0) <= place)
            wholes |= dict.fromkeys(_parts_of(place, direct, money, sums, only_grows=only_grows), place)
    return wholes


def _alike_below(place: int, rows: Sequence[NamedRow]) -> Iterator[int]:
    """The places of the rows right below one that stand in its column and under its labels."""
    depth, labels = rows[place].depth, rows[place].labels
    for other in range(place + 1, min(len(rows), place + LONGEST_SUM)):
        if rows[other].depth != depth or rows[other].labels != labels:
            return
        yield other


def _money_of(rows: Sequence[NamedRow], table: BudgetTable) -> list[_Money]:
    """What each row states; nothing at all of a table with one column of money, where sums are found by chance."""
    amount, prior = table.columns.amount, table.columns.prior or table.columns.before
    if prior is None:
        return []
    both = [(row.figures.get(amount.place), row.figures.get(prior.place)) for row in rows]
    return [_Money((one or ZERO).number, (two or ZERO).number, one is not None and two is not None) for one, two in both]


def _parts_of(place: int, others: Iterable[int], money: Sequence[_Money], sums: set[int], *, only_grows: bool) -> list[int]:
    """Which of the other rows, from the first on, make up this one in both columns of money; none where no run of several does."""
    amount, prior, is_whole = money[place]
    if not is_whole or not (amount or prior):
        return []
    parts: list[int] = []
    counted, amounts, priors = 0, ZERO.number, ZERO.number
    for other in others:
        if other in sums:
            continue
        parts.append(other)
        if money[other].amount or money[other].prior:
            counted += 1
            amounts += money[other].amount
            priors += money[other].prior
        if counted > 1 and amounts == amount and priors == prior:
            return parts if counted > MOST_BY_CHANCE or _tell_apart(parts, money) else []
        if only_grows and (amounts > amount or priors > prior):
            return []
    return []


def _only_grows(money: Sequence[_Money]) -> bool:
    """Whether a sum only grows with each row, as none states less than nothing: once it is too much, it stays so."""
    return all(one.amount >= 0 and one.prior >= 0 for one in money)


def _tell_apart(parts: Sequence[int], money: Sequence[_Money]) -> bool:
    """Whether both columns of money say something of the rows: neither is empty, nor are they the same."""
    told = [money[part] for part in parts]
    return any(one.amount for one in told) and any(one.prior for one in told) and any(one.amount != one.prior for one in told)
