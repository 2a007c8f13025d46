"""Work sheets as a document: each sheet a table, each row a line, whatever file they came in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from monitor.read.cells import one_line
from monitor.read.document import Cell, Document, Line, ReadError, Remark, Table, TableRow, row_text

SHEET_GAP = 3  # empty lines between sheets: as many as a converter leaves between pages
MOST_MERGED = 50_000  # merged areas of one sheet
MOST_CELLS = 2_000_000  # cells with text of one file


@dataclass(frozen=True, slots=True)
class Area:
    """Cells that are shown as one, which has the text of the first: rows and columns counted from 0, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(slots=True)
class Sheet:
    """One work sheet. texts: what is shown, by row and column from 0; hidden: whether the sheet is, or rows and columns of it."""

    title: str
    texts: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    cells: int = 0

    def put(self, row: int, column: int, text: str) -> None:
        """Keep a cell's text, if it has any. Raises ReadError where the sheet has too many."""
        if text := one_line(text):
            self.texts.setdefault(row, {})[column] = text
            self.cells += 1
            if self.cells > MOST_CELLS:
                raise ReadError(f"has more than the {MOST_CELLS} cells with text allowed on a sheet")


def document(name: str, kind: str, sheets: Sequence[Sheet], title: str | None = None) -> Document:
    """The sheets that are shown, in order: a page and a table each, a Line for each row, an empty Line for empty rows.

    Rows, columns and sheets that are hidden are left out, as no reader sees them, with a remark that says how many. Columns in
    which no cell begins are left out too: forms are drawn on a fine grid of merged cells. Raises ReadError where no cell has text.
    """
    _check_size(sheets)
    shown = [sheet for sheet in sheets if not sheet.hidden]
    lines: list[Line] = []
    tables = []
    for page, sheet in enumerate(shown, 1):
        rows: list[TableRow] = []
        for gap, cells in _rows(sheet):
            empty = gap if rows else SHEET_GAP if lines else 0
            lines += [Line(len(lines) + at, "", page if rows else page - 1) for at in range(1, empty + 1)]
            lines.append(Line(len(lines) + 1, row_text(cells), page))
            rows.append(TableRow(len(lines), cells))
        if rows:
            tables.append(Table(tuple(rows), page, sheet.title))
    if not lines:
        raise ReadError("is a workbook without any text" + (" on a sheet that is not hidden" if len(shown) < len(sheets) else ""))
    remarks = tuple(_remarks(sheets))
    return Document(name, kind, tuple(lines), pages=len(shown), title=title, tables=tuple(tables), remarks=remarks)


def _check_size(sheets: Sequence[Sheet]) -> None:
    for sheet in sheets:
        if len(sheet.merged) > MOST_MERGED:
            raise ReadError(f"has {len(sheet.merged)} merged areas on a sheet; {MOST_MERGED} are allowed")
    if (cells := sum(sheet.cells for sheet in sheets)) > MOST_CELLS:
        raise ReadError(f"has {cells} cells with text; {MOST_CELLS} are allowed")


def _rows(sheet: Sheet) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """The rows with text, top down, each with how many empty lines are above it: one for any number of empty rows."""
    texts = _shown_texts(sheet)
    columns = sorted({column for row in texts.values() for column in row})
    covering: list[Area] = []
    waiting = sorted(sheet.merged, key=lambda area: area.first_row, reverse=True)
    last = None
    for row in sorted(texts):
        while waiting and waiting[-1].first_row <= row:
            covering.append(waiting.pop())
        covering = [area for area in covering if area.last_row >= row]
        apart = last is not None and row > last + 1 and not _is_hidden_or_covered(sheet, range(last + 1, row), covering)
        yield int(apart), tuple(_cells(texts[row], columns, covering))
        last = row


def _shown_texts(sheet: Sheet) -> dict[int, dict[int, str]]:
    """The texts of the cells that are shown: of merged cells the first one's."""
    covered = _covered(sheet)
    shown = {}
    for row, cells in sheet.texts.items():
        if row in sheet.hidden_rows:
            continue
        kept = {
            column: text
            for column, text in cells.items()
            if (row, column) not in covered and not any(first <= column <= last for first, last in sheet.hidden_columns)
        }
        if kept:
            shown[row] = kept
    return shown


def _covered(sheet: Sheet) -> set[tuple[int, int]]:
    """The cells with text that a merged area hides."""
    rows = sorted(sheet.texts)
    covered = set()
    for area in sheet.merged:
        for row in rows[bisect_left(rows, area.first_row) : bisect_right(rows, area.last_row)]:
            covered |= {
                (row, column)
                for column in sheet.texts[row]
                if area.first_column <= column <= area.last_column and (row, column) != (area.first_row, area.first_column)
            }
    return covered


def _is_hidden_or_covered(sheet: Sheet, rows: Iterable[int], covering: Sequence[Area]) -> bool:
    """Whether rows without text are no gap on the page: a cell above reaches over them, or they are not shown."""
    return any(area.first_row < min(rows) for area in covering) or all(row in sheet.hidden_rows for row in rows)


def _cells(texts: dict[int, str], columns: Sequence[int], covering: Sequence[Area]) -> Iterator[Cell]:
    """The cells of a row up to the last with text; a merged one spans as many of the columns as it covers."""
    last, at = max(texts), 0
    while at < len(columns) and (column := columns[at]) <= last:
        area = next((one for one in covering if one.first_column <= column <= one.last_column), None)
        span = bisect_right(columns, area.last_column) - at if area is not None else 1
        yield Cell(texts.get(column, ""), span)
        at += span


def _remarks(sheets: Sequence[Sheet]) -> Iterator[Remark]:
    if unseen := [sheet.title for sheet in sheets if sheet.hidden]:
        yield Remark(f"{len(unseen)} hidden sheets are not read: {', '.join(unseen)[:200]}")
    for page, sheet in enumerate((sheet for sheet in sheets if not sheet.hidden), 1):
        if rows := sum(1 for row in sheet.texts if row in sheet.hidden_rows):
            yield Remark(f"{rows} hidden rows of the sheet {sheet.title} are not read", page)
        if columns := _hidden_columns(sheet):
            yield Remark(f"{columns} hidden columns of the sheet {sheet.title} are not read", page)


def _hidden_columns(sheet: Sheet) -> int:
    """How many columns with text are hidden."""
    used = {column for row in sheet.texts.values() for column in row} if sheet.hidden_columns else set()
    return sum(1 for column in used if any(first <= column <= last for first, last in sheet.hidden_columns))
