"""Whether a release numbers none of its measures."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.parse.layouts.overview.forms import LONGEST_ROW, OF_WHICH, ends_row, is_year_sum
from monitor.parse.layouts.overview.rows import Row
from monitor.parse.names import clean_name, read_marker
from monitor.parse.statements import read_statement

WIDE_GAP = 2
"""Lines from the end of a row to the beginning of the next; more are left where a sign on a line of its own was lost."""
MOST_STRAY = 2
"""So few names without numbers are broken lines, not a release that numbers none."""


def has_names_alone(rows: Sequence[Row]) -> bool:
    """Whether most names that stand on one row with the money of both years have no number: no heading above is part of them."""
    heads: dict[bool, list[str]] = {True: [], False: []}
    for row in rows:
        statement = read_statement(row.text) if len(row.text) <= LONGEST_ROW else None
        if statement is not None and statement.start and statement.prior.is_stated and ends_row(row.text, statement):
            head = row.text[: statement.start]
            heads[read_marker(head)[0] is not None].append(head)
    if len(heads[False]) <= MOST_STRAY or (alone := sum(map(is_name, heads[False]))) <= MOST_STRAY:
        return False
    return alone > sum(map(is_name, heads[True]))


def is_name(head: str) -> bool:
    """Whether what stands before money names a measure."""
    name = clean_name(head)
    return bool(name) and not is_year_sum(name) and not OF_WHICH.match(head)


def is_behind_gap(above: Row, row: Row) -> bool:
    """Whether a row without a number stands as far below the one above as one whose sign a file lost: two blank lines at least."""
    return row.number - above.last > WIDE_GAP and read_marker(row.text)[0] is None


def has_names_behind_gaps(rows: Sequence[Row], money: Sequence[bool]) -> bool:
    """Whether several names stand behind such gaps, each right above money of both years: their numbers are lost."""
    found = 0
    for above, row, below, is_money in zip(rows, rows[1:], rows[2:], money[2:], strict=False):
        if is_money and is_behind_gap(above, row) and below.number - row.last < row.number - above.last:
            statement = read_statement(below.text)
            found += statement is not None and statement.prior.is_stated and not clean_name(below.text[: statement.start])
    return found > MOST_STRAY
