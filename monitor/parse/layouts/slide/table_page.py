"""Pages of a deck that are no slides but a table of measures, a row each: | 〇○○事業 | 4,180百万円 | 3,861百万円 |.

What is said of one of them stands below the table under its name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from monitor.parse.badges import read_badges
from monitor.parse.layouts.slide.offices import is_division
from monitor.parse.layouts.slide.signs import FIGURE, JAPANESE, fold, money_word
from monitor.parse.names import clean_name
from monitor.read.document import Line

SUM = re.compile(r"(?:合\s*計|小?計|総額|総計)$")
NOTHING = re.compile(r"[-－ー―‐–—]|皆増|新規")


class Row(NamedTuple):
    """A measure of such a table. name and money: its line, as a slide would say them; told: the lines under its name below."""

    name: Line
    money: Line
    told: tuple[Line, ...]


def rows_of_page(lines: Sequence[Line]) -> tuple[tuple[Line, ...], list[Row]]:
    """The office of a page and the measures of its table; none where the heads do not name this year's money and the year before's.

    lines: the printed ones of the page, in order.
    """
    head = next((n for n, line in enumerate(lines) if money_word(line.text) and len(_cells(line.text)) > 2), None)
    columns = _columns(_cells(lines[head].text)) if head is not None else None
    if head is None or columns is None:
        return (), []
    own, before, width = columns
    found: list[tuple[Line, Line]] = []
    last = head
    for n, line in enumerate(lines[head + 1 :], head + 1):
        cells = _cells(line.text)
        if len(cells) != width or not FIGURE.match(cells[own]) or SUM.search(fold(cells[0])) or not JAPANESE.search(cells[0]):
            continue
        if not (FIGURE.match(cells[before]) or NOTHING.fullmatch(cells[before])):
            return (), []
        past = cells[before] if FIGURE.match(cells[before]) else "－"
        money = line.with_text(f"{_cells(lines[head].text)[own]} {cells[own]}（{past}）")
        found.append((line.with_text(cells[0]), money))
        last = n
    names = [_bare(name.text) for name, _ in found]
    told = _told(lines[last + 1 :], names)
    office = tuple(line for line in lines[:head] if is_division(line.text))
    return office, [Row(name, money, tuple(told[n])) for n, (name, money) in enumerate(found)]


def _cells(text: str) -> list[str]:
    cells = [cell.strip() for cell in text.split("|" if "|" in text else "\t")]
    return [cell for cell in cells if cell]


def _columns(heads: Sequence[str]) -> tuple[int, int, int] | None:
    """The places of this year's money and the year before's among the heads, and how many heads there are."""
    before = [n for n, head in enumerate(heads) if "前年度" in head]
    own = [n for n, head in enumerate(heads) if money_word(head) and n not in before]
    return (own[0], before[0], len(heads)) if len(own) == 1 and len(before) == 1 and own[0] > 0 else None


def _told(lines: Sequence[Line], names: Sequence[str]) -> list[list[Line]]:
    """The lines under each name; those above the first are no one's."""
    told: list[list[Line]] = [[] for _ in names]
    standing: int | None = None
    for line in lines:
        bare = _bare(line.text)
        if bare in names:
            standing = names.index(bare)
        elif standing is not None:
            told[standing].append(line)
    return told


def _bare(text: str) -> str:
    return clean_name(read_badges(text)[0])
