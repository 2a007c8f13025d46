"""Records: tables made for programs, one statement a row, their columns found by the words above them and not by place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from monitor.budget import Amount
from monitor.parse.layouts.span import Span
from monitor.parse.width import fold, plain
from monitor.read.document import Document, Line

SCORE = 0.97
"""A row of headings of its own words: no prose has it, and no other layout is asked."""
HEADINGS_WITHIN = 20
"""Rows of a table, of which one must be its headings: a title and notes may stand above."""

NUMBER = re.compile(
    r"""
    (?P<minus> [-▲△] )? \s* (?P<whole> \d{1,3} (?: ,\d{3} ){1,5} | \d{1,18} ) (?: [.] (?P<decimals> \d{1,10} ) )?
    (?: E \+ (?P<power> \d{1,2} ) )?
    """,
    re.X,
)
"""1,234, ▲5, 201.0, and 4.80327E+11, which Excel makes of a large figure that it saves again (folded text)."""

KANJI = re.compile(r"[一-龥]")

LARGEST = 10**18
"""Yen, and more than any government has; what states more is no amount."""

Columns = dict[str, int]


def cells(line: Line) -> list[str]:
    """The cells of the row that a line carries."""
    return [cell.strip() for cell in line.text.split("\t")]


def heading(cell: str) -> str:
    """A column's heading with widths and spaces made alike: 当初予算（合計） is 当初予算(合計)."""
    return plain(cell).replace(" ", "")


def cell(row: Sequence[str], column: int | None) -> str:
    """A row's cell, empty where the row ends before it or there is no such column."""
    return row[column] if column is not None and column < len(row) else ""


def spans(document: Document, words: Sequence[str]) -> list[Span]:
    """The part of each table from its row of headings on, of which each of the words is (part of) one.

    The kanji of the first word, which few documents have, are looked for before any heading is made alike.
    """
    found: list[Span] = []
    sign = re.compile(r"\s*".join(KANJI.findall(words[0])))
    if not document.tables or sign.search("\n".join([line.text for line in document.lines])) is None:
        return found
    for table in document.tables:
        for row in table.rows[:HEADINGS_WITHIN]:
            if sign.search("\t".join([one.text for one in row.cells])) is None:
                continue
            headings = [heading(one.text) for one in row.cells]
            if all(any(word in one for one in headings) for word in words):
                found.append(Span(row.line, table.rows[-1].line, SCORE))
                break
    return found


def rows(lines: Sequence[Line], headings: Sequence[str]) -> Iterator[tuple[Line, list[str]]]:
    """The records below the headings, without headings that are repeated on a further page."""
    for line in lines:
        row = cells(line)
        is_heading = heading(row[0]) == headings[0] and [heading(one) for one in row] == list(headings)
        if any(row) and not is_heading:
            yield line, row


def amount(text: str, unit: int) -> Amount | None:
    """The amount that a cell of figures states in a unit (yen); not stated where it is empty, None where it is no figure."""
    if text.isascii() and text.isdigit() and len(text) <= 10:
        return Amount(int(text) * unit, step=unit)
    figure = fold(text).strip()
    if not figure:
        return Amount.none()
    m = NUMBER.fullmatch(figure)
    if m is None:
        return Amount(0, step=unit) if figure in ("-", "－", "―") else None
    decimals = (m["decimals"] or "") if m["power"] else (m["decimals"] or "").rstrip("0")
    printed = unit * 10 ** int(m["power"] or 0)
    yen = Fraction(f"{m['whole'].replace(',', '')}.{decimals or 0}") * printed * (-1 if m["minus"] else 1)
    step = Fraction(printed, 10 ** len(decimals))
    return Amount(int(yen), step=int(step)) if yen.denominator == step.denominator == 1 and abs(yen) <= LARGEST else None
