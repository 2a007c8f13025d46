"""XLSX: the work sheets of a workbook as a person sees them, by position and by the number formats.

The XML is read directly: what is hidden, merged and how a figure is printed (1/2, 令和6年4月1日, ▲1,234百万円) are part of what a
sheet says, and the quick readers tell only bare values (python-calamine) or inflate without a limit (RELIABILITY, Parsing).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from monitor.read.document import Document, ReadError
from monitor.read.markup import attribute, elements, local, tree
from monitor.read.number_format import BUILT_IN, GENERAL, shown
from monitor.read.package import Package
from monitor.read.sheet import Area, Sheet, document

REFERENCE = re.compile(r" (?P<column> [A-Z]{1,3} ) (?P<row> \d{1,7} )", re.X)
TRUE = ("1", "true")
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384


def read(data: bytes, name: str) -> Document:
    """The sheets that are shown, each a page and a table; formulas by the value that was stored with them.

    Raises ReadError, without the file's name.
    """
    package = Package(data)
    book = tree(package.part("xl/workbook.xml"), "xl/workbook.xml")
    targets = _targets(package)
    values = _Values(_shared_strings(package, targets), _formats(package, targets), _counts_from_1904(book))
    sheets = []
    for entry in book.iter("{*}sheet"):
        target, kind = targets.get(attribute(entry, "id") or "", ("", ""))
        if kind == "worksheet":
            sheet = Sheet(entry.get("name") or "", hidden=entry.get("state") in ("hidden", "veryHidden"))
            _fill(sheet, package, target, values)
            sheets.append(sheet)
    if not sheets:
        raise ReadError("is a workbook without a work sheet")
    return document(name, "xlsx", sheets)


@dataclass(frozen=True, slots=True)
class _Values:
    """What the cells of a workbook refer to."""

    strings: Sequence[str]
    formats: Sequence[str]
    from_1904: bool


def _targets(package: Package) -> dict[str, tuple[str, str]]:
    """Part and kind of each relation of the workbook, by its id."""
    part = "xl/_rels/workbook.xml.rels"
    found = {}
    for relation in tree(package.part(part), part).iter("{*}Relationship"):
        path = posixpath.normpath(posixpath.join("/xl", relation.get("Target") or "")).lstrip("/")
        found[relation.get("Id") or ""] = (path, (relation.get("Type") or "").rpartition("/")[2])
    return found


def _part_of_kind(targets: dict[str, tuple[str, str]], kind: str) -> str | None:
    return next((path for path, of_kind in targets.values() if of_kind == kind), None)


def _shared_strings(package: Package, targets: dict[str, tuple[str, str]]) -> list[str]:
    part = _part_of_kind(targets, "sharedStrings")
    if part is None or part not in package:
        return []
    return [_text(item) for item in elements(package.part(part), part, ("si",)) if local(item) == "si"]


def _text(item: etree._Element) -> str:
    """The text of a string's runs, without the reading (rPh) that Excel keeps of what was typed."""
    pieces = []
    for child in item:
        if local(child) == "t":
            pieces.append(child.text or "")
        elif local(child) == "r":
            pieces += [part.text or "" for part in child if local(part) == "t"]
    return "".join(pieces)


def _formats(package: Package, targets: dict[str, tuple[str, str]]) -> list[str]:
    """The number format of each cell style."""
    part = _part_of_kind(targets, "styles")
    if part is None or part not in package:
        return []
    root = tree(package.part(part), part)
    own = {_whole(one.get("numFmtId")): one.get("formatCode") or GENERAL for one in root.iter("{*}numFmt")}
    styles = next(root.iter("{*}cellXfs"), None)
    numbers = [_whole(style.get("numFmtId")) for style in styles] if styles is not None else []
    return [own.get(number) or BUILT_IN.get(number, GENERAL) for number in numbers]


def _counts_from_1904(book: etree._Element) -> bool:
    return any(one.get("date1904") in TRUE for one in book.iter("{*}workbookPr"))


def _fill(sheet: Sheet, package: Package, part: str, values: _Values) -> None:
    """Read a work sheet's part: only cells that are there count, whatever size the sheet claims to have."""
    last = -1
    for element in elements(package.part(part), part, ("row", "col", "mergeCell")):
        kind = local(element)
        if kind == "row":
            last = _take_row(sheet, element, last, values)
        elif kind == "col" and element.get("hidden") in TRUE:
            sheet.hidden_columns.append((_whole(element.get("min")) - 1, _whole(element.get("max")) - 1))
        elif kind == "mergeCell" and (area := _area(element.get("ref") or "")) is not None:
            sheet.merged.append(area)


def _take_row(sheet: Sheet, element: etree._Element, last: int, values: _Values) -> int:
    """Keep the cells of a row; gives its number, which a file may leave out."""
    row = _whole(element.get("r"), last + 2) - 1
    if not last < row < MOST_ROWS:
        raise ReadError(f"is damaged: row {row + 1} of the sheet {sheet.title} stands behind row {last + 1}")
    if element.get("hidden") in TRUE:
        sheet.hidden_rows.add(row)
    column = -1
    for cell in element:
        if local(cell) != "c":
            continue
        place = _place(cell.get("r") or "")
        column = place[1] if place is not None else column + 1
        if text := _shown(cell, values):
            sheet.put(row, column, text)
    return row


def _shown(cell: etree._Element, values: _Values) -> str:
    """What a person sees in a cell."""
    kind = cell.get("t")
    if kind == "inlineStr":
        return next((_text(child) for child in cell if local(child) == "is"), "")
    value = next((child.text or "" for child in cell if local(child) == "v"), "")
    if not value or kind in ("str", "e", "d"):
        return value
    if kind == "s":
        at = _whole(value, -1)
        return values.strings[at] if 0 <= at < len(values.strings) else ""
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    style = _whole(cell.get("s"))
    return _figure(value, values.formats[style] if style < len(values.formats) else GENERAL, values.from_1904)


@lru_cache(maxsize=10_000)
def _figure(value: str, code: str, from_1904: bool) -> str:
    try:
        number = float(value)
    except ValueError:
        return value
    return shown(number, code, from_1904=from_1904) if abs(number) < 1e300 else value


def _whole(text: str | None, otherwise: int = 0) -> int:
    """An attribute's whole number; what is none, or longer than any that a file needs, counts as not given."""
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else otherwise


@lru_cache(maxsize=100_000)
def _place(reference: str) -> tuple[int, int] | None:
    """Row and column of B3, from 0. None where the reference is none."""
    m = REFERENCE.fullmatch(reference)
    if m is None:
        return None
    column = 0
    for letter in m["column"]:
        column = column * 26 + ord(letter) - 64
    return (int(m["row"]) - 1, column - 1) if column <= MOST_COLUMNS else None


def _area(reference: str) -> Area | None:
    """The area B3:D4."""
    first, _, last = reference.partition(":")
    corner, opposite = _place(first), _place(last or first)
    return Area(*corner, *opposite) if corner is not None and opposite is not None else None
