"""How a reader's child process hands its document back: JSON, one object a line, never anything that runs code when loaded.

The first line is the head; each further line is one Line, then one Table, then one Remark. A table's row tells
the number of its line and how many cells it has: their text is that line's, so it is sent once. The parent trusts none of it: the
child has touched a hostile file, so every value is checked for type and range.
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Iterator, Sequence

from monitor.budget import Box
from monitor.read.document import Cell, Document, Line, ReadError, Remark, Table, TableRow, row_text

MAX_PAGES = 100_000
MOST_CELLS = 2_000_000  # of all tables together
MOST_COLUMNS = 16_384  # of one row; no work sheet has more
MOST_REMARKS = 1_000
LONGEST_TITLE = 500
EMPTY = Cell("")


def pack(document: Document) -> Iterator[bytes]:
    """The document as lines of JSON, each with its newline."""
    counts = {"lines": len(document.lines), "tables": len(document.tables), "remarks": len(document.remarks)}
    yield dump_row({"kind": document.kind, "pages": document.pages, "title": document.title, **counts})
    for line in document.lines:
        yield dump_row([line.text, line.page, _sides(line.box)])
    for table in document.tables:
        yield dump_row([table.page, table.title, [_packed_row(row, document.lines) for row in table.rows]])
    for remark in document.remarks:
        yield dump_row([remark.text, remark.page, remark.is_loss])


def _packed_row(row: TableRow, lines: Sequence[Line]) -> list[object]:
    """The row without its text. Raises ValueError where its line does not carry it: then a reader is wrong."""
    if lines[row.line - 1].text != row_text(row.cells):
        raise ValueError(f"line {row.line} is not the row of the table that it should carry")
    columns = [cell.columns for cell in row.cells]
    boxes = [_sides(cell.box) for cell in row.cells]
    return [row.line, len(columns) if set(columns) <= {1} else columns, boxes if any(boxes) else None]


def _sides(box: Box | None) -> list[float] | None:
    return [box.x0, box.y0, box.x1, box.y1] if box else None


def unpack(packed: bytes, name: str, most_lines: int) -> Document:
    """The document that pack() wrote. Raises ReadError where the answer is not of the agreed form."""
    return unpack_rows(io.BytesIO(packed), name, most_lines)


def unpack_rows(rows: Iterator[bytes], name: str, most_lines: int) -> Document:
    """The document whose lines of JSON come next, and no line more taken than are its own. Raises ReadError as unpack() does."""
    head = _load(next(rows, b""))
    if not isinstance(head, dict):
        raise ReadError("the reader's answer has no head")
    kind = head.get("kind")
    if not isinstance(kind, str):
        raise ReadError("the reader's answer has no head")
    count, tables, remarks = (_count(head, what) for what in ("lines", "tables", "remarks"))
    if count > most_lines:
        raise ReadError(f"has {count} lines; {most_lines} are allowed")
    if tables > count or remarks > MOST_REMARKS:
        raise ReadError("the reader's answer has an impossible head")
    lines = tuple(_lines(rows, count))
    return Document(
        name=name,
        kind=kind,
        lines=lines,
        pages=_page(head.get("pages")),
        title=_title(head.get("title")),
        tables=tuple(_tables(rows, tables, lines)),
        remarks=tuple(_remarks(rows, remarks)),
    )


def _count(head: dict[str, object], what: str) -> int:
    value = head.get(what)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ReadError("the reader's answer has no head")
    return value


def _lines(rows: Iterator[bytes], count: int) -> Iterator[Line]:
    for number in range(1, count + 1):
        row = next(rows, b"")
        if not row:
            raise ReadError(f"the reader's answer ends after {number - 1} of {count} lines")
        fields = _load(row)
        if not isinstance(fields, list) or len(fields) != 3 or not isinstance(fields[0], str):
            raise ReadError(f"line {number} of the reader's answer is not a line")
        yield Line(number=number, text=fields[0].replace("\n", " "), page=_page(fields[1]), box=_box(fields[2]))


def _tables(rows: Iterator[bytes], count: int, lines: Sequence[Line]) -> Iterator[Table]:
    left = MOST_CELLS
    for number in range(1, count + 1):
        fields = _load(next(rows, b""))
        if not isinstance(fields, list) or len(fields) != 3 or not isinstance(fields[2], list):
            raise ReadError(f"table {number} of the reader's answer is not a table")
        table_rows: list[TableRow] = []
        for packed in fields[2]:
            row = _table_row(packed, lines, left)
            if table_rows and row.line <= table_rows[-1].line:
                raise ReadError("the reader's answer has a row on an impossible line")
            left -= len(row.cells)
            table_rows.append(row)
        yield Table(tuple(table_rows), _page(fields[0]), _title(fields[1]))


def _table_row(packed: object, lines: Sequence[Line], most_cells: int) -> TableRow:
    """One row, its text cut out of its line. Raises ReadError where line, columns or boxes cannot be."""
    if not isinstance(packed, list) or len(packed) != 3:
        raise ReadError("the reader's answer has an impossible row")
    number, columns, boxes = packed
    if not _is_within(number, 1, len(lines)):
        raise ReadError("the reader's answer has a row on an impossible line")
    spans = columns if isinstance(columns, list) else [1] * columns if _is_within(columns, 0, MOST_COLUMNS) else [0]
    if len(spans) > MOST_COLUMNS or not all(_is_within(span, 1, MOST_COLUMNS) for span in spans):
        raise ReadError("the reader's answer has a row of impossible columns")
    if len(spans) > most_cells:
        raise ReadError(f"has tables of more than the {MOST_CELLS} cells allowed")
    texts = lines[number - 1].text.split("\t", MOST_COLUMNS)
    if boxes is None:
        boxes = [None] * len(spans)
    if not isinstance(boxes, list) or len(boxes) != len(spans) or len(texts) > max(len(spans), 1):
        raise ReadError("the reader's answer has a row that does not fit its line")
    texts += [""] * (len(spans) - len(texts))
    return TableRow(number, tuple(map(_cell, texts, spans, boxes)))


def _cell(text: str, columns: int, box: object) -> Cell:
    return EMPTY if not text and columns == 1 and box is None else Cell(text, columns, _box(box))


def _is_within(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _remarks(rows: Iterator[bytes], count: int) -> Iterator[Remark]:
    for number in range(1, count + 1):
        fields = _load(next(rows, b""))
        text = _title(fields[0]) if isinstance(fields, list) and len(fields) == 3 else None
        if not isinstance(fields, list) or text is None or not isinstance(fields[2], bool):
            raise ReadError(f"remark {number} of the reader's answer is not a remark")
        yield Remark(text, _page(fields[1]), fields[2])


def _page(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_PAGES:
        return value
    raise ReadError("the reader's answer has an impossible page number")


def _title(value: object) -> str | None:
    return " ".join(value.split())[:LONGEST_TITLE] or None if isinstance(value, str) else None


def _box(value: object) -> Box | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 4:
        raise ReadError("the reader's answer has an impossible box")
    sides = [float(side) for side in value if isinstance(side, int | float) and math.isfinite(side)]
    if len(sides) != 4:
        raise ReadError("the reader's answer has an impossible box")
    return Box(*sides)


def dump_row(value: object) -> bytes:
    """The value as one line of JSON in ASCII, with its newline. Raises ValueError for infinities, which are no JSON."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode("ascii") + b"\n"


def _load(row: bytes) -> object:
    try:
        value: object = json.loads(row)
    except (ValueError, RecursionError) as error:
        raise ReadError("the reader's answer is not JSON") from error
    return value
