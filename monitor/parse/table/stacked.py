"""Tables whose every cell came out as a line of its own: the heads one below the other, then each row's name and its figures.

So some converters leave a ministry's table of totals (令和8年度厚生労働省予算概算要求の主要事項). The name of the first row
may have strayed behind the last.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter

from monitor.parse.memo import remembered
from monitor.parse.places import places, text_of
from monitor.parse.table.figures import bare, figure_in
from monitor.parse.table.heads import Role, heads_of
from monitor.read.document import Cell, Line, Table, TableRow

MOST_HEAD_LINES = 16
"""Lines above the head of the difference in which those of the sums stand, and below it for a ratio."""
LONGEST_CELL = 24
"""Characters of a head, or of a line of a name."""
MOST_NAME_LINES = 4
FEWEST_ROWS, FEWEST_HEADS = 2, 3

DIFFERENCE = re.compile(r"減 | 比較 | 差引", re.X)
FIGURE_ROLES = frozenset({Role.MONEY, Role.PRIOR, Role.DIFFERENCE, Role.RATIO})
FORMULA = re.compile(r"[(\[]? [A-Z①-⑨] (?: [-/] [A-Z①-⑨] )? [)\]]?", re.X)
"""(A), (B-A), B/A on a line below its head (folded text without white space)."""
NO_NAME = re.compile(r"[(（\[［※]|.*[。、]$")
"""(注1), [計数整理の結果…]: what stands below a table."""


def stacked_tables(lines: Sequence[Line]) -> Iterator[Table]:
    """The tables among lines that hold one cell each; the line of a row is that of its name, else of its first figure."""
    near = [lines[place] for place in places(DIFFERENCE, text_of(lines)) if len(lines[place].text) <= LONGEST_CELL]
    differences = [line for line in near if _role(line.text) is Role.DIFFERENCE]
    told = [line for line in lines if line.text.strip()] if differences else []
    done = 0
    for line in differences:
        place = bisect_left(told, line.number, key=attrgetter("number"))
        if place < done:
            continue
        unit, heads, end = _head(told, place, done)
        rows, stop = _rows(told, end, len(heads)) if len(heads) >= FEWEST_HEADS else ([], end)
        if len(rows) < FEWEST_ROWS:
            continue
        head = (Cell("区分"), *(Cell(one.text + unit) for one in heads))
        yield Table((TableRow(heads[0].number, head), *rows), line.page)
        done = stop


@remembered
def _role(text: str) -> Role:
    return heads_of((TableRow(1, (Cell(text),)),))[0].role


def _head(told: Sequence[Line], place: int, done: int) -> tuple[str, list[Line], int]:
    """The note of the unit, the heads of the columns of figures from left to right, and where the rows begin."""
    start = max(done, place - MOST_HEAD_LINES)
    while start < place and (len(told[start].text) > LONGEST_CELL or figure_in(told[start].text) is not None):
        start += 1
    heads = [line for line in told[start : place + 1] if _role(line.text) in FIGURE_ROLES]
    unit = next((line.text for line in told[start : place + 1] if "単位" in bare(line.text)), "")
    end = place + 1
    while end < min(len(told), place + MOST_HEAD_LINES) and len(told[end].text) <= LONGEST_CELL:
        if _role(told[end].text) is Role.RATIO and not FORMULA.fullmatch(bare(told[end].text)):
            heads.append(told[end])
        elif not FORMULA.fullmatch(bare(told[end].text)):
            break
        end += 1
    return unit, heads, end


def _rows(told: Sequence[Line], place: int, columns: int) -> tuple[list[TableRow], int]:
    """The rows from a line on, and where the first line stands that is in none of them."""
    rows: list[TableRow] = []
    name: list[Line] = []
    figures: list[Line] = []
    while place < len(told):
        line = told[place]
        if figure_in(line.text) is not None:
            figures.append(line)
        elif figures or len(name) == MOST_NAME_LINES or len(line.text) > LONGEST_CELL or NO_NAME.match(line.text):
            break
        else:
            name.append(line)
        place += 1
        if len(figures) == columns:
            cells = (Cell("".join(one.text.strip() for one in name)), *(Cell(one.text) for one in figures))
            rows.append(TableRow((name or figures)[0].number, cells))
            name, figures = [], []
    if rows and name and not rows[0].cells[0].text:
        rows[0] = TableRow(rows[0].line, (Cell(name[0].text), *rows[0].cells[1:]))
    return rows, place
