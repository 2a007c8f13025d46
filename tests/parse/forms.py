"""One release in all the forms that ministries publish: what a reader makes of it must not depend on the form."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable, Sequence

import docx
import openpyxl
from docx.enum.text import WD_BREAK

from monitor.typeset import typeset

PARAGRAPH_END = re.compile(r"\n(?:[ 　]*\n)+")
Rows = Sequence[Sequence[str]]


def as_text(text: str) -> bytes:
    """The release as a converter leaves it: form feeds have become spaces."""
    return text.replace("\f", " ").encode()


def as_pdf(text: str) -> bytes:
    """The release set as a PDF, its pages kept, what stands behind a wide gap set flush right."""
    return typeset(re.sub(r"(?<=\S)[ 　]{3,}(?=\S)", "\t", text))


def as_html(text: str) -> bytes:
    """The release as a plain page: a paragraph for each of its paragraphs, a rule between its pages."""
    pages = ["\n".join(map(_html_paragraph, PARAGRAPH_END.split(page))) for page in text.split("\f")]
    return _html_page("<hr>".join(pages))


def as_docx(text: str) -> bytes:
    """The release as one types it in Word: a paragraph for each of its paragraphs, line breaks in them, page breaks."""
    document = docx.Document()
    for number, page in enumerate(text.split("\f")):
        if number:
            document.add_page_break()
        for paragraph in PARAGRAPH_END.split(page):
            document.add_paragraph(paragraph)
    return _saved(document.save)


def as_docx_of_lines(text: str) -> bytes:
    """The release as one pastes it into Word: a paragraph for each line, empty ones between, none with space around it."""
    document = docx.Document()
    document.styles["Normal"].paragraph_format.space_after = 0  # type: ignore[attr-defined]
    for number, page in enumerate(text.split("\f")):
        if number:
            document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
        for line in page.split("\n"):
            document.add_paragraph(line)
    return _saved(document.save)


FORMS: dict[str, Callable[[str], bytes]] = {
    "txt": as_text,
    "pdf": as_pdf,
    "html": as_html,
    "docx": as_docx,
    "lines.docx": as_docx_of_lines,
}


def table_as_html(title: str, rows: Rows) -> bytes:
    cells = ("".join(f"<td>{html.escape(cell)}" for cell in row) for row in rows)
    return _html_page(f"<h1>{title}</h1><table>{''.join(f'<tr>{row}' for row in cells)}</table>")


def table_as_docx(title: str, rows: Rows) -> bytes:
    document = docx.Document()
    document.add_heading(title, 1)
    table = document.add_table(len(rows), len(rows[0]))
    for row, cells in zip(rows, table.rows, strict=True):
        for text, cell in zip(row, cells.cells, strict=True):
            cell.text = text
    return _saved(document.save)


def table_as_xlsx(title: str, rows: Rows) -> bytes:
    """A work sheet whose figures are figures, printed with the signs of the others."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([title])
    sheet.append([])
    for row in rows:
        sheet.append([_value(cell) for cell in row])
        for cell in sheet[sheet.max_row]:
            cell.number_format = "#,##0.###;▲#,##0.###" if isinstance(cell.value, float) and cell.value % 1 else "#,##0;▲#,##0"
    return _saved(book.save)


def table_as_csv(title: str, rows: Rows) -> bytes:
    """As Excel saves a sheet: the title fills a record of its own."""
    sink = io.StringIO()
    csv.writer(sink).writerows([[title, *[""] * (len(rows[0]) - 1)], *rows])
    return sink.getvalue().encode("cp932")


TABLE_FORMS: dict[str, Callable[[str, Rows], bytes]] = {
    "html": table_as_html,
    "docx": table_as_docx,
    "xlsx": table_as_xlsx,
    "csv": table_as_csv,
}


def _value(cell: str) -> str | float:
    figure = cell.replace(",", "").replace("▲", "-")
    return float(figure) if re.fullmatch(r"-?\d+(?:\.\d+)?", figure) else cell


def _html_paragraph(text: str) -> str:
    return f"<p>{'<br>'.join(map(html.escape, text.splitlines()))}</p>"


def _html_page(body: str) -> bytes:
    head = "<!DOCTYPE html><html><head><meta charset='utf-8'><title></title></head>"
    return f"{head}<body>\n{body}\n</body></html>".encode()


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    sink = io.BytesIO()
    save(sink)
    return sink.getvalue()
