"""XLS, the workbook of Excel 97 to 2003, which ministries still publish: the same sheets in an older file."""

from __future__ import annotations

import io
import struct

import xlrd
from xlrd.biffh import XLRDError
from xlrd.compdoc import CompDocError

from monitor.read.document import Document, ReadError
from monitor.read.number_format import GENERAL, shown
from monitor.read.sheet import Area, Sheet, document

BROKEN = (XLRDError, CompDocError, struct.error, IndexError, KeyError, AssertionError, ValueError, TypeError, AttributeError)
"""What xlrd raises on a damaged file."""
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}


def read(data: bytes, name: str) -> Document:
    """The sheets that are shown, each a page and a table, as of a newer workbook.

    Raises ReadError, without the file's name.
    """
    complaints = io.StringIO()
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=complaints, on_demand=True)
        sheets = [_sheet(book, at) for at in range(book.nsheets)]
    except BROKEN as error:
        if "encrypted" in str(error):
            raise ReadError("is an old Excel workbook that is encrypted: a password is needed") from error
        raise ReadError(f"is an old Excel workbook that is damaged ({' '.join(str(error).split())[:120]})") from error
    return document(name, "xls", sheets)


def _sheet(book: xlrd.Book, at: int) -> Sheet:
    read = book.sheet_by_index(at)
    sheet = Sheet(read.name, hidden=read.visibility != 0)
    sheet.merged += [Area(top, left, bottom - 1, right - 1) for top, bottom, left, right in read.merged_cells]
    sheet.hidden_rows |= {row for row, info in read.rowinfo_map.items() if info.hidden}
    sheet.hidden_columns += [(column, column) for column, info in read.colinfo_map.items() if info.hidden]
    for row in range(read.nrows):
        for column, cell in enumerate(read.row(row)):
            if text := _shown(book, cell):
                sheet.put(row, column, text)
    book.unload_sheet(at)
    return sheet


def _shown(book: xlrd.Book, cell: xlrd.sheet.Cell) -> str:
    """What a person sees in a cell."""
    value = cell.value
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return ERRORS.get(int(value), "#N/A")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    if not isinstance(value, float):
        return str(value)
    return shown(value, _format(book, cell), from_1904=book.datemode == 1) if abs(value) < 1e300 else str(value)


def _format(book: xlrd.Book, cell: xlrd.sheet.Cell) -> str:
    style = book.xf_list[cell.xf_index] if cell.xf_index is not None and cell.xf_index < len(book.xf_list) else None
    known = book.format_map.get(style.format_key) if style is not None else None
    return known.format_str if known is not None else GENERAL
