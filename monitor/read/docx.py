"""DOCX: the paragraphs, lists and tables of a Word document in reading order, as they are printed.

The XML is read directly. What a release's reader needs most (the numbers of lists, text boxes, which of the revisions hold, where a
page ends) python-docx does not tell, and it opens the package without counting what comes out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from lxml import etree

from monitor.read.cells import one_line
from monitor.read.document import Cell, Document, Line, ReadError, Remark, Table, TableRow, row_text
from monitor.read.marks import begins_item
from monitor.read.markup import attribute, local, tree
from monitor.read.numbering import Numbering, lists_of
from monitor.read.package import Package
from monitor.read.word import LINE_END, PAGE_END, PAGE_TURN, Paragraph, Style, children, number, paragraph_of, styles_of

MAIN, STYLES, LISTS = "word/document.xml", "word/styles.xml", "word/numbering.xml"
NOTES = ("word/footnotes.xml", "word/endnotes.xml")
PAGE_GAP = 3  # empty lines where the author ends a page: as many as a converter leaves between pages
MOST_EMPTY = 2  # empty lines that empty paragraphs make elsewhere
WIDEST_SPAN = 63  # columns; Word's own bound
ENDS = re.compile(f"([{LINE_END}{PAGE_END}{PAGE_TURN}])")
SAME_PAGE = ("continuous", "nextColumn")


def read(data: bytes, name: str) -> Document:
    """The paragraphs and table rows, a Line each; a text box behind the paragraph that it hangs on, footnotes at the end.

    Pages are counted where the file tells them: the breaks that its author made and those that Word left when it last set it.
    Raises ReadError, without the file's name.
    """
    package = Package(data)
    root = tree(package.part(MAIN), MAIN)
    styles = styles_of(tree(package.part(STYLES), STYLES) if STYLES in package else None)
    lists = lists_of(tree(package.part(LISTS), LISTS)) if LISTS in package else {}
    story = _Story(styles, Numbering(lists), _page_ends(root))
    for body in root.iterfind("{*}body"):
        story.blocks(body)
    story.put_notes(_notes(package, styles))
    if not story.lines:
        raise ReadError("is a Word document without any text")
    pages = story.page if story.has_pages else None
    return Document(
        name=name,
        kind="docx",
        lines=tuple(story.lines if pages else (Line(line.number, line.text) for line in story.lines)),
        pages=pages,
        tables=tuple(Table(tuple(rows), page if pages else None) for rows, page in story.tables),
        remarks=(Remark(f"{story.pictures} pictures are not read"),) if story.pictures else (),
    )


class _Story:
    """The lines of a document while its blocks are read in order."""

    def __init__(self, styles: Mapping[str, Style], numbering: Numbering, page_ends: set[etree._Element]) -> None:
        self.lines: list[Line] = []
        self.tables: list[tuple[list[TableRow], int]] = []
        self.page = 1
        self.has_pages = False
        self.pictures = 0
        self._styles, self._numbering, self._page_ends = styles, numbering, page_ends
        self._gap = 0
        self._spaced: str | None = None  # the style of the last paragraph, where it has space behind it
        self._is_fresh = True  # nothing stands on the page yet
        self._noted: dict[str, None] = {}

    def blocks(self, parent: etree._Element) -> None:
        """Read the paragraphs and tables of a body, a frame or a text box."""
        for block in children(parent):
            if local(block) == "p":
                self._paragraph(block)
            elif local(block) == "tbl":
                self._table(block)

    def put_notes(self, notes: Mapping[str, str]) -> None:
        """Put the notes that the text refers to at the end, in order, numbered as Word numbers them."""
        self._space()
        for at, note in enumerate(self._noted, 1):
            if text := notes.get(note):
                self._put(f"（注{at}）{text}")

    def _paragraph(self, element: etree._Element) -> None:
        paragraph = self._taken(element)
        style, last = paragraph.style, self._spaced
        if style.new_page:
            self._end_page()
        if (style.before or last is not None) and not (style.joined and style.name == last):
            self._space()
        self._put_text(paragraph.text)
        self._spaced = style.name or "" if style.after else None
        for box in paragraph.boxes:
            self._space()
            self.blocks(box)
            self._space()
        if element in self._page_ends:
            self._end_page()

    def _taken(self, element: etree._Element) -> Paragraph:
        """A paragraph with its number or bullet; its notes and pictures are counted."""
        paragraph = paragraph_of(element, self._styles)
        self._noted |= dict.fromkeys(paragraph.notes)
        self.pictures += paragraph.pictures
        style = paragraph.style
        if style.list_id:
            depth = style.depth if style.depth is not None else self._numbering.depth_of_style(style.list_id, style.name or "")
            paragraph.text = _marked(self._numbering.mark(style.list_id, depth), paragraph.text)
        return paragraph

    def _put_text(self, text: str) -> None:
        """Put a paragraph's lines; one without text is an empty line. A line in which the page turns stands where it begins."""
        if not text.strip():
            self._gap = max(min(self._gap + 1, MOST_EMPTY), self._gap)
        row, turns = "", False
        for piece in ENDS.split(text + LINE_END):
            turns = turns or piece == PAGE_TURN
            if piece in (LINE_END, PAGE_END):
                self._put(_indented(row))
                row = ""
            elif piece != PAGE_TURN:
                row += piece
            if turns and not row.strip():
                self._turn_page()
                turns = False
            if piece == PAGE_END:
                self._end_page()

    def _put(self, row: str) -> None:
        """Put a line behind the empty ones that are due."""
        text = row.rstrip()
        if not text:
            return
        if self.lines:
            page = self.lines[-1].page
            self.lines += [Line(len(self.lines) + at, "", page) for at in range(1, self._gap + 1)]
        self._gap, self._is_fresh = 0, False
        self.lines.append(Line(len(self.lines) + 1, text, self.page))

    def _space(self) -> None:
        self._gap = max(self._gap, 1)

    def _turn_page(self) -> None:
        """Word turned the page here: that is none of its own where the author has just ended one."""
        self.has_pages = True
        if not self._is_fresh:
            self.page += 1
            self._is_fresh = True

    def _end_page(self) -> None:
        """The author ends the page here."""
        self._turn_page()
        self._gap = PAGE_GAP

    def _table(self, table: etree._Element) -> None:
        """A table's rows, a Line each; one that only draws frames around paragraphs is these paragraphs."""
        rows = [row for row in children(table) if local(row) == "tr" and row.find("{*}trPr/{*}del") is None]
        self._space()
        if _is_frame(rows):
            for cell in (cell for row in rows for cell in _cells(row)):
                self.blocks(cell)
                self._space()
            return
        kept: list[TableRow] = []
        for row in rows:
            self._row(row, kept)
        if kept:
            self.tables.append((kept, self.lines[kept[0].line - 1].page or 1))
        self._space()

    def _row(self, row: etree._Element, kept: list[TableRow]) -> None:
        turns = False
        cells = [Cell("", skipped)] if (skipped := _span(row.find("{*}trPr/{*}gridBefore"))) else []
        for cell in _cells(row):
            merge = cell.find("{*}tcPr/{*}vMerge")
            is_covered = merge is not None and attribute(merge, "val") != "restart"
            text = "" if is_covered else self._text_of(cell)
            turns = turns or PAGE_TURN in text or PAGE_END in text
            cells.append(Cell(one_line(text), _span(cell.find("{*}tcPr/{*}gridSpan")) or 1))
        if text := row_text(cells):
            self._put(text)
            kept.append(TableRow(len(self.lines), tuple(cells)))
        if turns:
            self._turn_page()

    def _text_of(self, cell: etree._Element) -> str:
        """The paragraphs of a cell, a line each, with the text boxes in them."""
        lines = []
        for block in children(cell):
            if local(block) == "p":
                paragraph = self._taken(block)
                lines += [paragraph.text, *(self._text_of(box) for box in paragraph.boxes)]
        return LINE_END.join(lines)


def _indented(row: str) -> str:
    """A line whose tabs at the start are an indent, and no empty cells."""
    bare = row.lstrip("\t")
    return "\u3000" * (len(row) - len(bare)) + bare


def _marked(mark: str, text: str) -> str:
    """The text behind its number or bullet; a bullet before an item that has one of its own is drawn for nobody."""
    if not mark or not text.strip():
        return text
    bare = text.lstrip(" \u3000\t")
    return bare if len(mark) == 1 and begins_item(bare) else mark + bare


def _cells(row: etree._Element) -> list[etree._Element]:
    return [cell for cell in children(row) if local(cell) == "tc"]


def _is_frame(rows: Sequence[etree._Element]) -> bool:
    """Whether a table only arranges the page: no row has a second cell, or a cell holds a table."""
    return all(len(_cells(row)) < 2 for row in rows) or any(
        any(local(block) == "tbl" for block in children(cell)) for row in rows for cell in _cells(row)
    )


def _span(element: etree._Element | None) -> int:
    return min(number(element), WIDEST_SPAN)


def _page_ends(root: etree._Element) -> set[etree._Element]:
    """The paragraphs behind which a section ends, where the next one begins on a new page."""
    sections = list(root.iter("{*}sectPr"))
    ends = set()
    for section, behind in pairwise(sections):
        kind = behind.find("{*}type")
        paragraph = next(section.iterancestors("{*}p"), None)
        if paragraph is not None and (kind is None or attribute(kind, "val") not in SAME_PAGE):
            ends.add(paragraph)
    return ends


def _notes(package: Package, styles: Mapping[str, Style]) -> dict[str, str]:
    """The text of each footnote and endnote, by its kind and number."""
    notes = {}
    for part in NOTES:
        if part in package:
            for note in tree(package.part(part), part):
                paragraphs = " ".join(paragraph_of(one, styles).text for one in _paragraphs(note))
                notes[f"{local(note)} {attribute(note, 'id')}"] = one_line(paragraphs)
    return notes


def _paragraphs(note: etree._Element) -> Iterator[etree._Element]:
    return (block for block in children(note) if local(block) == "p")
