"""The cells of a table's row by column: asked for again and again, and worked out once."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.parse.memo import remembered_of_rows
from monitor.parse.table.figures import Figure, figure_in, states_money
from monitor.read.document import Cell, TableRow

NOTE = re.compile(r"[(（\[［【〔]? \s* (?: [※＊*] | 注 \s* \d{0,2} \s* [)）\]］:：.．] | 備考 \s* [:：] ) | .* 。 \s* $", re.X)
"""※１ 上記のほか…, （注）計数は…, a sentence: a row that says something of others and heads none."""
SUM = re.compile(
    r".* (?: 合計 | 小計 | 総計 | 純計 | 総額 ) | 計 | .{1,24} (?: [省庁局部課款項目] | 会計 | 勘定 | 委員会 ) 計", re.X
)
"""歳出合計, 小計, 計, 医政局計: the name of a sum (without white space)."""
BADGE = re.compile(r"一部 (?: 新規 | 拡充 ) | 新規 | 新 | 拡充 | 再掲 | (?: (?: 重要政策 | 優先課題 ) \w{0,6} )? 推進枠", re.X)
"""新規, 一部新規, 拡充, 重要政策推進枠 in a cell of their own."""


def placed(cells: Sequence[Cell]) -> list[tuple[int, Cell]]:
    """The cells of a row, each with the column where it begins."""
    found, column = [], 0
    for cell in cells:
        found.append((column, cell))
        column += cell.columns
    return found


@remembered_of_rows
def filled(row: TableRow) -> tuple[tuple[int, Cell], ...]:
    """The cells that have text, each with the column where it begins."""
    found, column = [], 0
    for cell in row.cells:
        text, columns, _ = cell
        if text and not text.isspace():
            found.append((column, cell))
        column += columns
    return tuple(found)


@remembered_of_rows
def _texts(row: TableRow) -> dict[int, str]:
    """The texts by column, that of a wide cell at each of its columns."""
    texts: dict[int, str] = {}
    for place, cell in filled(row):
        texts[place] = cell.text
        for column in range(place + 1, place + cell.columns):
            texts[column] = cell.text
    return texts


@remembered_of_rows
def figures_in(row: TableRow) -> tuple[tuple[int, Figure], ...]:
    """The cells that are one figure each, by column."""
    return tuple([(place, figure) for place, cell in filled(row) if (figure := figure_in(cell.text)) is not None])


@remembered_of_rows
def stating_money(row: TableRow) -> frozenset[int]:
    """The columns whose cells state money."""
    return frozenset([place for place, cell in filled(row) if states_money(cell.text)])


def text_at(row: TableRow, column: int) -> str:
    """The text of the cell that covers a column."""
    return _texts(row).get(column, "")
