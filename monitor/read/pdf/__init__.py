"""PDF: characters with their boxes from pdfium, rows and logical lines built here.

pdfium's own text extraction can cut the leading digit off an amount where every character is a text object of its own (PDF.md, Text
fidelity); so only its characters and their places are taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from monitor.read.document import Document, ReadError
from monitor.read.pdf.characters import Run, by_direction, garbled, legible, page_frame, page_runs
from monitor.read.pdf.lines import logical_lines
from monitor.read.pdf.rows import PageRows, rows_of
from monitor.read.pdf.ruling import NO_RULES, Rules, page_rules
from monitor.read.pdf.tables import RuledTable, tables_of, with_tables

MOST_PAGES = 10_000
LONGEST_SIDE = 15_000  # points; the format ends at 14,400
GARBLED = 0.3  # share of impossible characters from which a text is glyph numbers; real texts show 0.000, garbled ones from 0.8


def read(data: bytes, name: str) -> Document:
    """The document's logical lines with page and box; a wider gap between lines is an empty Line, a ruled table's row a Line.

    Raises ReadError, without the file's name: encrypted with a password, damaged, without a text layer, or text that comes out as
    glyph numbers because its fonts have no character map. A page of absurd size is left out.
    """
    document = _open(data)
    try:
        count = len(document)
        if count > MOST_PAGES:
            raise ReadError(f"has {count} pages; {MOST_PAGES} are allowed")
        pages, tables = zip(*_pages(document), strict=True)
        title = str(document.get_metadata_value("Title") or "") or None
    finally:
        document.close()
    if not any(page.rows or page.aside for page in pages) and not any(tables):
        raise ReadError(f"has no text layer: {_counted(count)} without a single character (scanned?)")
    lines, told = with_tables(list(logical_lines(pages)), list(chain.from_iterable(tables)))
    return Document(name=name, kind="pdf", lines=lines, pages=count, title=title, tables=told)


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
        if len(document) == 0:
            raise ReadError("is a PDF without pages")
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium_raw.FPDF_ERR_PASSWORD:
            raise ReadError("is encrypted: it opens only with a password") from error
        if getattr(error, "err_code", None) == pdfium_raw.FPDF_ERR_SECURITY:
            raise ReadError("is encrypted in a way that pdfium does not know") from error
        raise ReadError(f"is a damaged PDF ({' '.join(str(error).split())})") from error
    return document


def _pages(document: pdfium.PdfDocument) -> Iterator[tuple[PageRows, list[RuledTable]]]:
    """The pages' rows, and apart from them the tables that their rules draw."""
    letters = impossible = 0
    for index in range(len(document)):
        width, runs, rules = _runs(document, index)
        runs = legible(runs)
        letters += sum(len(run.text) for run in runs)
        impossible += garbled("".join(run.text for run in runs))
        main, apart = by_direction(runs)
        tables, main = tables_of(index + 1, rules, main)
        aside = tuple(row.text for group in apart for row in rows_of(group))
        yield PageRows(index + 1, width, tuple(rows_of(main)), aside), tables
    if impossible > GARBLED * letters:
        raise ReadError("has text that no reader can tell: its fonts have no character map, so it comes out as glyph numbers")


def _runs(document: pdfium.PdfDocument, index: int) -> tuple[float, list[Run], Rules]:
    """The width, the characters and the rules of one page, and pdfium's memory for it freed again."""
    try:
        page = document[index]
        try:
            frame = page_frame(page)
            if not (0 < frame.width <= LONGEST_SIDE and 0 < frame.height <= LONGEST_SIDE):
                return frame.width, [], NO_RULES
            text = page.get_textpage()
            try:
                return frame.width, page_runs(text, frame), page_rules(page, frame)
            finally:
                text.close()
        finally:
            page.close()
    except pdfium.PdfiumError as error:
        raise ReadError(f"page {index + 1}: cannot be read ({' '.join(str(error).split())})") from error


def _counted(pages: int) -> str:
    return "its only page is" if pages == 1 else f"its {pages} pages are"
