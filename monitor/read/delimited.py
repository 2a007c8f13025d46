"""CSV and TSV: a record is a row of one table, told from prose by its structure and never by a file's name."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from functools import lru_cache
from typing import Literal

from monitor.read.cells import one_line
from monitor.read.charset import decode
from monitor.read.document import Cell, Document, Line, ReadError, Table, TableRow, row_text

Quoting = Literal[0, 3]
SEPARATORS = ("\t", ",")
SNIFFED = 64_000  # bytes looked at
FEWEST_RECORDS = 3
FEWEST_COLUMNS = 3
SURE_COLUMNS = 6
"""Headings and one record of so many fields are enough."""
LEAST_ALIKE = 0.8
"""Share of the records that must have as many fields as most."""
MOST_TITLES = 3
"""Records of one field, a title and a unit above the others or notes below them, that are not counted."""
MOST_COLUMNS = 16_384  # as in a work sheet
LONGEST_FIELD = 1_000_000  # characters
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
"""The commas of 1,234,567: no ends of fields, and prose is full of them."""


def is_delimited(head: bytes) -> bool:
    """Whether the start of a file is records of fields: nearly all with as many, which prose with commas never has.

    Told by the bytes: separators, quotes and line ends are no part of a Japanese letter in UTF-8, cp932 and EUC-JP.
    """
    return _separator(head) is not None


def read(data: bytes, name: str) -> Document:
    """The records as rows of one table, a Line each; a quoted line end is none. Lines count records, not lines of the file.

    Raises ReadError, without the file's name, for a charset nobody reads, and for records and fields that no table has.
    """
    text = decode(data)
    separator = _separator(data[:SNIFFED])
    if separator is None:
        raise ReadError("is no CSV after all: its records are not alike")
    lines, rows = [], []
    for number, record in enumerate(_records(text, separator), 1):
        cells = tuple(map(_cell, record))
        row = row_text(cells)
        lines.append(Line(number, row))
        if row:
            rows.append(TableRow(number, cells))
    return Document(name=name, kind="delimited", lines=tuple(lines), tables=(Table(tuple(rows)),))


@lru_cache(maxsize=50_000)
def _cell(field: str) -> Cell:
    """A field as a cell; records say the same over and over."""
    return Cell(one_line(field))


def _records(text: str, separator: str) -> list[list[str]]:
    """All records. Raises ReadError where one is larger than any table's."""
    csv.field_size_limit(LONGEST_FIELD)
    quoting: Quoting = csv.QUOTE_NONE if _has_open_quote(text, separator) else csv.QUOTE_MINIMAL
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting)
    records = []
    try:
        for record in reader:
            if len(record) > MOST_COLUMNS:
                raise ReadError(f"has a record of {len(record)} fields at line {reader.line_num}; {MOST_COLUMNS} are allowed")
            records.append(record)
    except csv.Error as error:
        raise ReadError(f"is CSV that cannot be read at line {reader.line_num}: {error}") from error
    while records and not any(records[-1]):
        records.pop()
    return records


def _has_open_quote(text: str, separator: str) -> bool:
    """Whether a quote is never closed: then quotes quote nothing, or one sign would swallow all records behind it."""
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _without_titles(widths: list[int]) -> list[int]:
    """The widths of records without those of a few titles at their begin."""
    titles = next((place for place, width in enumerate(widths) if width > 1), len(widths))
    return widths[titles:] if titles <= MOST_TITLES else widths


def _separator(head: bytes) -> str | None:
    """What separates the fields; None where the start of the file is no table."""
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # what Excel calls Unicode text
    if not wide and (b"\x00" in head or b"\x1b" in head):
        return None
    text = head.decode("utf-16", "ignore") if wide else head.decode("latin-1")
    return next((one for one in SEPARATORS if one in text and _is_table(text, one, len(head) < SNIFFED)), None)


def _is_table(head: str, separator: str, is_whole: bool) -> bool:
    """Whether the records are alike. is_whole: the last one is not cut off."""
    if separator == "," and 2 * len(THOUSANDS.findall(head)) > head.count(","):
        return False
    csv.field_size_limit(LONGEST_FIELD)
    quoting: Quoting = csv.QUOTE_NONE if is_whole and _has_open_quote(head, separator) else csv.QUOTE_MINIMAL
    try:
        records = list(csv.reader(io.StringIO(head, newline=""), delimiter=separator, quoting=quoting))
    except csv.Error:
        return False
    widths = [len(record) for record in (records if is_whole else records[:-1]) if any(field.strip() for field in record)]
    if len(widths) < FEWEST_RECORDS:
        return len(widths) == FEWEST_RECORDS - 1 and len(set(widths)) == 1 and widths[0] >= SURE_COLUMNS
    if set(widths) == {FEWEST_COLUMNS - 1}:
        return True
    inside = _without_titles(_without_titles(widths)[::-1])
    columns, alike = Counter(inside or widths).most_common(1)[0]
    return alike >= FEWEST_RECORDS and columns >= FEWEST_COLUMNS and alike >= LEAST_ALIKE * len(inside)
