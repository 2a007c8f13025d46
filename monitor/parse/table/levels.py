"""Which rows of a budget table are sums, and which are parts of another row: told by name, by place and by arithmetic."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from monitor.parse.table.budget import BudgetTable
from monitor.parse.table.figures import ZERO, bare
from monitor.parse.table.named import SUM, WITHIN, NamedRow
from monitor.parse.table.offices import office_named
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
"""一般会計, 国民健康保険特別会計: a row that is a whole account (normalised text)."""


def named_sums(rows: Sequence[NamedRow]) -> set[int]:
    """The places of the rows that are sums by what they are called or where they stand.

    小計, an account, an office; a 款, 項 or 目 where the measures stand below them.
    """
    found = {place for place, row in enumerate(rows) if _is_named_sum(row.name)}
    measures = [place for place, row in enumerate(rows) if row.rank is None and place not in found and not WITHIN.match(row.name)]
    if measures:
        found |= {place for place, row in enumerate(rows) if row.rank is not None and _has_measures(place, rows, found)}
    return found


def _is_named_sum(name: str) -> bool:
    return SUM.fullmatch(bare(name)) is not None or ACCOUNT.fullmatch(plain(name)) is not None or office_named(name) is not None


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
    for place in range(len(rows)):
        if _parts_of(place, range(place - 1, max(-1, place - LONGEST_SUM), -1), rows, table, found):
            found.add(place)
    return found


def wholes_of(rows: Sequence[NamedRow], sums: set[int], table: BudgetTable) -> dict[int, int]:
    """The place of the row above that each row is a part of: one whose figures are the sum of those right below it.

    Those below may have parts of their own, which are not added again.
    """
    wholes: dict[int, int] = {}
    for place in range(len(rows)):
        if place in wholes or place in sums:
            continue
        wholes |= dict.fromkeys(_parts_of(place, _alike_below(place, rows), rows, table, sums), place)
    for place in range(len(rows)):
        if place not in wholes and place not in sums and place not in wholes.values():
            direct = (other for other in _alike_below(place, rows) if wholes.get(other, 0) <= place)
            wholes |= dict.fromkeys(_parts_of(place, direct, rows, table, sums), place)
    return wholes


def _alike_below(place: int, rows: Sequence[NamedRow]) -> Iterator[int]:
    """The places of the rows right below one that stand in its column and under its labels."""
    row = rows[place]
    for other in range(place + 1, min(len(rows), place + LONGEST_SUM)):
        if (rows[other].depth, rows[other].labels) != (row.depth, row.labels):
            return
        yield other


def _parts_of(place: int, others: Iterable[int], rows: Sequence[NamedRow], table: BudgetTable, sums: set[int]) -> list[int]:
    """Which of the other rows, from the first on, make up this one in every column of money; none where no run of several does."""
    columns = table.columns
    places = [head.place for head in (columns.amount, columns.prior or columns.before) if head is not None]
    wanted = [rows[place].figures[column].number for column in places if column in rows[place].figures]
    if len(places) < 2 or len(wanted) < len(places) or not any(wanted):
        return []
    parts: list[int] = []
    counted, running = 0, [ZERO.number] * len(places)
    for other in others:
        if other in sums:
            continue
        values = [rows[other].figures.get(column, ZERO).number for column in places]
        parts.append(other)
        counted += any(values)
        running = [total + value for total, value in zip(running, values, strict=True)]
        if counted > 1 and running == wanted:
            return parts
    return []
