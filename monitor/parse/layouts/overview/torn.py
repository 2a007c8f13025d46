"""Names that a converter set one below the other, and their money below all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.parse.layouts.overview.rows import Row
from monitor.parse.layouts.overview.sections import BRANCH
from monitor.parse.names import MarkerKind, read_marker
from monitor.parse.statements import read_statement

TREE = re.compile(r"\s* (?P<sign> [┌├└┏┣┗│┃] ) [─━┬]* \s*", re.X)
TREE_SIGNS = frozenset("┌├└┏┣┗│┃")
TRUNKS = frozenset("│┃")
TWO_PART_NUMBER = re.compile(r"\s* [0-9０-９]{1,2} [-－.．] [0-9０-９]{1,2} \s*", re.X)
LONGEST_NUMBER = 6
FEWEST = 2
"""Money below fewer names is that of the last."""


def with_branches(rows: Sequence[Row]) -> list[Row]:
    """The rows: parts that are drawn as a tree behind one sign, a number of two parts, alone on its row, before its name."""
    told: list[Row] = []
    for row in rows:
        text = row.text
        above = told[-1] if told else None
        if text.lstrip()[:1] in TREE_SIGNS and (m := TREE.match(text)) is not None:
            told.append(row.with_text(text[m.end() :] if m["sign"] in TRUNKS else f"{BRANCH}{text[m.end() :]}"))
        elif above is not None and len(above.text.strip()) < LONGEST_NUMBER and _is_name_of(above, row):
            told[-1] = above.with_text(f"{above.text.strip()}　{text.strip()}", row.last)
        else:
            told.append(row)
    return [row for row in told if row.text.strip()]


def _is_name_of(number: Row, row: Row) -> bool:
    """Whether a row is the name behind a number of two parts that stands alone on the row above."""
    return TWO_PART_NUMBER.fullmatch(number.text) is not None and "円" not in row.text and "。" not in row.text


def with_money_beside_names(rows: Sequence[Row]) -> list[Row]:
    """The rows, each bulleted name with its money below it; money that is not as often there as names is nobody's."""
    told: list[Row] = []
    at = 0
    while at < len(rows):
        if not _is_money(rows[at]):
            told.append(rows[at])
            at += 1
            continue
        money = _run_of_money(rows, at)
        names = _names_above(told) if len(money) >= FEWEST else 0
        if names < FEWEST:
            told += money
        elif names == len(money):
            own = told[-names:]
            told[-names:] = [row for pair in zip(own, money, strict=True) for row in pair]
        at += len(money)
    return told


def _run_of_money(rows: Sequence[Row], at: int) -> list[Row]:
    end = at
    while end < len(rows) and _is_money(rows[end]):
        end += 1
    return list(rows[at:end])


def _is_money(row: Row) -> bool:
    """Whether a row is one amount and nothing else."""
    if "円" not in row.text or not row.text.lstrip()[:1].isdecimal():
        return False
    text = row.text.strip()
    statement = read_statement(text)
    return statement is not None and (statement.start, statement.end) == (0, len(text)) and not statement.prior.is_stated


def _names_above(rows: Sequence[Row]) -> int:
    """How many of the last rows are names behind one and the same bullet."""
    count = 0
    bullet = None
    for row in reversed(rows):
        marker, name = read_marker(row.text)
        if marker is None or marker.kind is not MarkerKind.BULLET or not name.strip() or "円" in name or "。" in name:
            break
        if bullet not in (None, marker.text):
            break
        bullet = marker.text
        count += 1
    return count
