"""Takes the head of a sheet apart where a reader set its boxes beside each other on one line, a tab between."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.parse.layouts.sheet.money import MONEY_LABEL
from monitor.parse.layouts.sheet.offices import LABELLED_PHONE, is_whole_office
from monitor.parse.layouts.sheet.pages import NAME_LABEL, headings_in
from monitor.parse.width import fold
from monitor.read.document import Line

TAB = "\t"


def boxes_apart(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, each run of rows with boxes of a sheet's head (title, money, office, headings) column by column.

    A title and the office beside it go on below in their own columns, so a row is cut only together with the rows around it. Rows
    of tables stay whole: their cells are no such boxes.
    """
    if not any(TAB in line.text for line in lines):
        return tuple(lines)
    apart: list[Line] = []
    run: list[Line] = []
    for line in lines:
        if TAB in line.text and _has_boxes(line.text):
            run.append(line)
            continue
        if run:
            apart += _by_column(run)
            run = []
        apart.append(line)
    return (*apart, *_by_column(run))


def _has_boxes(text: str) -> bool:
    return any(_is_box(cell) for cell in text.split(TAB) if cell.strip())


def _is_box(cell: str) -> bool:
    text = cell.strip()
    if NAME_LABEL.match(text) or LABELLED_PHONE.match(text) or headings_in(text):
        return True
    money = MONEY_LABEL.match(fold(text))
    return bool(money and money["year"]) or is_whole_office(text) or text.startswith(("【○", "【〇", "【◯"))


def _by_column(rows: Sequence[Line]) -> list[Line]:
    cells = [row.text.split(TAB) for row in rows]
    width = max((len(row) for row in cells), default=0)
    return [
        row.with_text(texts[column].strip())
        for column in range(width)
        for row, texts in zip(rows, cells, strict=True)
        if column < len(texts) and texts[column].strip()
    ]
