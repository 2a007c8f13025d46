"""The tables of a PDF's pages put among its lines: each row of a table is a Line, where the table stands."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from monitor.read.document import Line, Table, TableRow, row_text
from monitor.read.pdf.tables import RuledTable


def with_tables(lines: Sequence[Line], tables: Sequence[RuledTable]) -> tuple[tuple[Line, ...], tuple[Table, ...]]:
    """The lines with each table's rows put in where it stands, an empty line before and after it, and the tables by line."""
    if not tables:
        return tuple(lines), ()
    at: dict[int, list[RuledTable]] = defaultdict(list)
    pages = [line.page or 0 for line in lines]
    for table in tables:
        at[_place_of(table, lines, bisect_left(pages, table.page))].append(table)
    placed: list[Line] = []
    told: list[Table] = []
    for index in range(len(lines) + 1):
        for table in at.get(index, ()):
            _part(placed, table.page)
            first = len(placed) + 1
            placed += [Line(0, row_text(row.cells), table.page, row.box) for row in table.rows]
            rows = (TableRow(number, row.cells) for number, row in enumerate(table.rows, first))
            told.append(Table(tuple(rows), table.page))
            _part(placed, table.page)
        if index < len(lines) and (lines[index].text or not placed or placed[-1].text):
            placed.append(lines[index])
    while placed and not placed[-1].text:
        placed.pop()
    return tuple([Line(number, text, page, box) for number, (_, text, page, box) in enumerate(placed, 1)]), tuple(told)


def _part(placed: list[Line], page: int) -> None:
    if placed and placed[-1].text:
        placed.append(Line(0, "", page))


def _place_of(table: RuledTable, lines: Sequence[Line], first: int) -> int:
    """The index of the line that comes after the table: the first on its page (whose first is given) below the table's top."""
    for index in range(first, len(lines)):
        line = lines[index]
        if line.page != table.page:
            return index
        if line.text and line.box is not None and (line.box.y0 + line.box.y1) / 2 < table.box.y1:
            return index
    return len(lines)
