"""HTML: what a reader of the page sees, block by block, without the page's furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from monitor.read.cells import WIDE, one_line
from monitor.read.charset import decode
from monitor.read.document import Cell, Document, Line, ReadError, Table, TableRow, row_text
from monitor.read.marks import begins_item

DROPPED = {"head", "script", "style", "nav", "noscript", "template", "svg", "canvas", "iframe", "object", "embed", "audio", "video"}
DROPPED |= {"select", "button", "textarea", "rt", "rp"}
PARAGRAPHS = {
    "html",
    "body",
    "main",
    "article",
    "section",
    "header",
    "footer",
    "aside",
    "div",
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
}
PARAGRAPHS |= {
    "ul",
    "ol",
    "dl",
    "table",
    "caption",
    "figure",
    "figcaption",
    "blockquote",
    "pre",
    "form",
    "fieldset",
    "legend",
    "details",
}
PARAGRAPHS |= {"summary", "address", "center", "hr"}
ROWS = {"li", "dt", "dd", "tr"}
CELLS = {"td", "th"}
META_CHARSET = re.compile(rb"""<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([\w-]+)""", re.I)
RULE_GAP = 3  # empty lines for a rule across the page: as many as a converter leaves between pages
WIDEST_SPAN, TALLEST_SPAN = 1000, 65_534  # columns, rows; the standard's own bounds
META_WITHIN = 4096  # bytes; the standard says 1024, ministries' templates need more
_SIZE = r"[\d０-９] [\d,.０-９．，]* \s* [KMkmＫＭ][BbＢ] (?! [A-Za-zＡ-Ｚａ-ｚ以] )"
LINKED_SIZE = re.compile(
    rf"(?: (?<!\s) \s+ )? [(（\[［] [^()（）\[\]［］]{{0,16}}? {_SIZE} [^()（）\[\]［］]{{0,6}} [)）\]］]", re.X
)
"""（PDF：369KB）, [PDF形式：1.2MB], （資料1 45KB／3頁）: what a site puts in a link to a file or right behind it."""
FILE_SIZE = re.compile(
    rf"(?: (?<!\s) \s+ )? [(（\[［] [A-Za-zＡ-Ｚａ-ｚ\s]{{0,10}} (?: 形式 | ファイル )? [：:/／\s]{{0,2}} {_SIZE} [)）\]］]", re.X
)
"""（PDF：369KB） where no link is near; no （容量100MB以上）, which is part of a name."""
SPACE = re.compile(r"[ \t\r\n\f\u00a0]+")


def read(data: bytes, name: str) -> Document:
    """The page's headings, paragraphs, list items and table rows, a Line each, with an empty Line between blocks.

    A rule across the page (hr) is three empty Lines. Cells of a row are joined by a tab, and what a taller cell above covers is an
    empty cell; items of a list get the bullet or number that a browser shows. The charset is told by the bytes (byte order mark,
    meta, strict guess), as nothing is known of HTTP here.
    Raises ReadError, without the file's name.
    """
    declared = META_CHARSET.search(data, 0, META_WITHIN)
    text = decode(data, declared.group(1).decode("ascii") if declared else None)
    try:
        parser = LexborHTMLParser(text)
    except (SelectolaxError, ValueError) as error:
        raise ReadError(f"is HTML that cannot be parsed ({error})") from error
    title = parser.css_first("title")
    page = _Page()
    if parser.body is not None:
        page.take(parser.body)
    if not any(page.rows):
        raise ReadError("is an HTML page without any text")
    lines = tuple(Line(number, row) for number, row in enumerate(page.rows, 1))
    return Document(
        name=name,
        kind="html",
        lines=lines,
        title=_squeezed(title.text()) or None if title else None,
        tables=tuple(table for grid in page.grids.values() if (table := grid.table()) is not None),
    )


class _Grid:
    """A table while its rows are read: cells that reach into the rows below are kept by the column where they stand."""

    def __init__(self) -> None:
        self._rows: list[TableRow] = []
        self._cells: list[Cell] = []
        self._column = 0
        self._reaching: dict[int, tuple[int, int]] = {}  # column: how many columns, how many rows more
        self._starting: dict[int, tuple[int, int]] = {}

    def add(self, text: str, node: LexborNode) -> None:
        """The row's next cell, behind what cells above cover."""
        self._step_over()
        columns = _span(node, "colspan", WIDEST_SPAN)
        if (rows := _span(node, "rowspan", TALLEST_SPAN)) > 1:
            self._starting[self._column] = (columns, rows - 1)
        self._cells.append(Cell(text, columns))
        self._column += columns

    def end_row(self) -> tuple[Cell, ...]:
        """The row's cells; the next row begins."""
        self._step_over()
        below = {column: (columns, rows - 1) for column, (columns, rows) in self._reaching.items() if rows > 1}
        self._reaching = below | self._starting
        cells = tuple(self._cells)
        self._cells, self._column, self._starting = [], 0, {}
        return cells

    def keep(self, row: TableRow) -> None:
        """The row is one of the table's."""
        self._rows.append(row)

    def table(self) -> Table | None:
        """The table, None where no row has a second cell: then it only draws a frame."""
        return Table(tuple(self._rows)) if any(len(row.cells) > 1 for row in self._rows) else None

    def _step_over(self) -> None:
        while (covering := self._reaching.get(self._column)) is not None:
            self._cells.append(Cell("", covering[0]))
            self._column += covering[0]


def _span(node: LexborNode, name: str, most: int) -> int:
    """How many columns or rows a cell takes, as a browser understands the attribute."""
    digits = re.match(r"\s*0*([0-9]{1,6})", str(node.attributes.get(name) or ""))
    return min(max(int(digits[1]), 1), most) if digits else 1


class _Page:
    """The rows of a page while its tree is walked."""

    def __init__(self) -> None:
        self.rows: list[str] = []
        self._row = ""
        self._links: list[tuple[int, int]] = []  # where in the row each link begins and ends
        self._marker = ""
        self._gap = 0
        self.grids: dict[int, _Grid] = {}
        self._grid: _Grid | None = None
        self._numbers: dict[int, int] = {}

    def take(self, root: LexborNode) -> None:
        """Walk the tree without recursion: a hostile page nests deeper than the interpreter's stack."""
        for node, entering in _walk(root):
            tag = node.tag or ""
            if node.is_text_node:
                self._text(node)
            elif tag == "br":
                self._break()
            elif tag == "a":
                self._link(entering)
            elif tag in CELLS:
                self._cell(node, entering)
            elif tag == "tr" and not _is_layout(node):
                self._table_row(node, entering)
            elif tag in ROWS or tag in PARAGRAPHS:
                self._block(node, tag, entering)
        self._end_row()
        while self.rows and not self.rows[-1]:
            self.rows.pop()

    def _text(self, node: LexborNode) -> None:
        text = node.text_content or ""
        if _inside_pre(node):
            for part in text.split("\n"):
                if self._row:
                    self._end_row()
                self._row = part.rstrip("\r")
            return
        self._row = _joined(self._row, text)

    def _link(self, entering: bool) -> None:
        if entering:
            self._links.append((len(self._row), len(self._row)))
        elif self._links:
            self._links[-1] = self._links[-1][0], len(self._row)

    def _taken(self) -> str:
        """The row without the sizes of files; another begins."""
        row, links = self._row, self._links
        self._row, self._links = "", []
        return _without_sizes(row, links)

    def _break(self) -> None:
        if self._grid is not None:
            self._row += "\n"
        elif self._row.strip():
            self._end_row()
        else:
            self._gap = max(self._gap, 1)

    def _block(self, node: LexborNode, tag: str, entering: bool) -> None:
        if self._grid is not None:
            self._row += "\n"
            return
        self._end_row()
        self._gap = max(self._gap, RULE_GAP if tag == "hr" else int(tag in PARAGRAPHS))
        if tag == "li":
            self._marker = self._item_marker(node) if entering else ""

    def _table_row(self, node: LexborNode, entering: bool) -> None:
        if entering:
            self._end_row()
            self._grid = self.grids.setdefault(_table_of(node), _Grid())
            return
        grid, self._grid = self._grid, None
        self._taken()
        cells = grid.end_row() if grid is not None else ()
        if grid is not None and (text := row_text(cells)):
            self._put(text)
            grid.keep(TableRow(len(self.rows), cells))

    def _cell(self, node: LexborNode, entering: bool) -> None:
        if self._grid is None:
            self._end_row()
        elif entering:
            self._taken()
        else:
            self._grid.add(one_line(self._taken()), node)

    def _item_marker(self, item: LexborNode) -> str:
        """The bullet or number that a browser draws before the item."""
        parent = item.parent
        if parent is None or parent.tag != "ol":
            return "・"
        given = str(item.attributes.get("value") or "")
        start = str(parent.attributes.get("start") or "")
        last = self._numbers.get(parent.mem_id, int(start) - 1 if start.isdecimal() else 0)
        number = int(given) if given.isdecimal() else last + 1
        self._numbers[parent.mem_id] = number
        return f"{number}. "

    def _end_row(self) -> None:
        row = self._taken()
        if not row.strip(" \t\r\n\u3000"):
            return
        row = row.rstrip().lstrip("\r\n")
        if self._marker:
            row = row.lstrip() if begins_item(row) else self._marker + row.lstrip()
            self._marker = ""
        self._put(row)

    def _put(self, row: str) -> None:
        if self.rows:
            self.rows += [""] * self._gap
        self._gap = 0
        self.rows.append(row)


def _walk(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Every node of the tree twice, entering and leaving; text and void elements once; what is not shown never."""
    node: LexborNode | None = root
    while node is not None:
        shown = node.is_text_node or (node.is_element_node and node.tag not in DROPPED and "hidden" not in node.attributes)
        if shown:
            yield node, True
        below = node.child if shown and node.is_element_node else None
        if below is not None:
            node = below
            continue
        if shown and node.is_element_node and node.tag != "br":
            yield node, False
        while node is not None and node.next is None:
            node = node.parent
            if node is None or node.mem_id == root.mem_id:
                return
            yield node, False
        node = node.next if node is not None else None


def _is_layout(row: LexborNode) -> bool:
    """Whether a table's row holds a table: then the outer one only arranges the page."""
    return row.css_first("table") is not None


def _table_of(row: LexborNode) -> int:
    """The identity of the table that the row is in, be there a tbody between or not."""
    parent = row.parent
    above = parent.parent if parent is not None and parent.tag != "table" else parent
    return above.mem_id if above is not None else 0


def _without_sizes(row: str, links: Sequence[tuple[int, int]]) -> str:
    """The row without the sizes of the files that it links to: no part of what the page says."""
    if "B" not in row and "Ｂ" not in row and "b" not in row:
        return row

    def left(match: re.Match[str]) -> str:
        return "" if any(begin <= match.start() <= end for begin, end in links) else match[0]

    return FILE_SIZE.sub("", LINKED_SIZE.sub(left, row) if links else row)


def _inside_pre(node: LexborNode) -> bool:
    parent = node.parent
    return parent is not None and parent.tag == "pre"


def _joined(row: str, text: str) -> str:
    """Text after text, white space collapsed as a browser does; a line end in the source between two wide letters is nothing."""
    squeezed = _squeezed(text)
    if not squeezed:
        return row + " " if text and row and not row.endswith((" ", "\n")) else row
    before = " " if SPACE.match(text) and row and not row.endswith((" ", "\n")) else ""
    if before and "\n" in text[: len(text) - len(text.lstrip())] and WIDE.match(row[-1]) and WIDE.match(squeezed[0]):
        before = ""
    after = " " if SPACE.match(text[-1]) else ""
    return row + before + squeezed + after


def _squeezed(text: str) -> str:
    """White space collapsed to single spaces, and to nothing where a line of the source ended between two wide letters."""
    stripped = text.strip(" \t\r\n\f\u00a0")

    def space(match: re.Match[str]) -> str:
        left, right = stripped[match.start() - 1], stripped[match.end()]
        return "" if "\n" in match.group() and WIDE.match(left) and WIDE.match(right) else " "

    return SPACE.sub(space, stripped)
