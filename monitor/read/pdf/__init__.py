"""PDF: characters with their boxes from pdfium, rows and logical lines built here.

pdfium's own text extraction can cut the leading digit off an amount where every character is a text object of its own (PDF.md, Text
fidelity); so only its characters and their places are taken.
"""

from __future__ import annotations

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from monitor.read.document import Document, ReadError
from monitor.read.garbage import uncollected
from monitor.read.pdf.lines import logical_lines
from monitor.read.pdf.pages import pages_of, remarks_of
from monitor.read.pdf.placing import with_tables

MOST_PAGES = 10_000


def read(data: bytes, name: str) -> Document:
    """The document's logical lines with page and box; a wider gap between lines is an empty Line, a ruled table's row a Line.

    Raises ReadError, without the file's name: encrypted with a password, damaged, without a text layer, or nothing but text that
    comes out as glyph numbers, because its fonts have no character map, and that nobody can decode. A page of such text is left out
    and told in the remarks; one of absurd size is left out.
    """
    with uncollected():
        return _read(data, name)


def _read(data: bytes, name: str) -> Document:
    document = open_document(data)
    try:
        count = len(document)
        if count > MOST_PAGES:
            raise ReadError(f"has {count} pages; {MOST_PAGES} are allowed")
        pages = pages_of(document)
        title = str(document.get_metadata_value("Title") or "") or None
    finally:
        document.close()
    if not any(page.rows.rows or page.rows.aside or page.tables for page in pages):
        if any(page.is_lost for page in pages):
            raise ReadError("has text that no reader can tell: its fonts have no character map, so it comes out as glyph numbers")
        raise ReadError(f"has no text layer: {_counted(count)} without a single character (scanned?)")
    ruled = [table for page in pages for table in page.tables]
    lines, tables = with_tables(list(logical_lines([page.rows for page in pages])), ruled)
    return Document(name, "pdf", lines, count, title, tables, remarks_of(pages))


def open_document(data: bytes) -> pdfium.PdfDocument:
    """The document, to be closed by the caller. Raises ReadError, without a name: encrypted, damaged or without pages."""
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


def _counted(pages: int) -> str:
    return "its only page is" if pages == 1 else f"its {pages} pages are"
