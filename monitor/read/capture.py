"""Reading one capture here, in this process: what a child does when it is told to read, or to read and parse.

What a capture is, is told here too: that already opens hostile bytes where they are an archive.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from monitor.read import wire
from monitor.read.archive import NESTED, member_of
from monitor.read.damage import with_damage_told
from monitor.read.document import Document, ReadError, TableRow
from monitor.read.kinds import kind_of

READERS = {kind: f"monitor.read.{kind}" for kind in ("text", "html", "pdf", "xlsx", "xls", "docx", "delimited")}
"""The module of each kind that kinds.kind_of() tells; its read(data, name) gives the document."""

TASK = f"{__name__}:answer"
AHEAD = tuple(READERS.values())

LINE_ENDS = "\n\v\r"
UNPRINTABLE = re.compile(r"[\x00-\x08\n\v\r\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters but tab and form feed, halves of characters, and what is no character at all."""
PRINTABLE = {code: " " if chr(code) in LINE_ENDS else "\ufffd" for code in range(0x10000) if UNPRINTABLE.match(chr(code))}


def read_here(data: bytes, name: str, most_lines: int, member: int | None = None) -> Document:
    """The document that the reader of its kind makes of the bytes. To be called in a child process only.

    member: the place of the file in the archive that the bytes are. Raises ReadError, without the file's name.
    """
    if member is not None:
        data = member_of(data, member)
    if (kind := kind_of(data)) not in READERS:
        raise ReadError(NESTED if member is not None else "is a ZIP archive of files that are read one by one")
    reader = importlib.import_module(READERS[kind])
    document: Document = reader.read(data, name)
    if len(document.lines) > most_lines:
        raise ReadError(f"has {len(document.lines)} lines; {most_lines} are allowed")
    if document.pages is not None and document.pages > wire.MAX_PAGES:
        raise ReadError(f"has {document.pages} pages; {wire.MAX_PAGES} are allowed")
    return with_damage_told(_printable(document))


def _printable(document: Document) -> Document:
    """The document without characters that are none: they would reach names, mails, feeds and terminals.

    A line's text has no line ends; tabs and form feeds stay. What no text can hold becomes U+FFFD, so that the damage is seen.
    """
    if not any(map(_is_unprintable, _texts(document))):
        return document
    return replace(
        document,
        title=document.title and document.title.translate(PRINTABLE),
        lines=tuple(line.with_text(line.text.translate(PRINTABLE)) for line in document.lines),
        tables=tuple(replace(table, rows=tuple(map(_printable_row, table.rows))) for table in document.tables),
        remarks=tuple(replace(remark, text=remark.text.translate(PRINTABLE)) for remark in document.remarks),
    )


def _printable_row(row: TableRow) -> TableRow:
    return TableRow(row.line, tuple(cell._replace(text=cell.text.translate(PRINTABLE)) for cell in row.cells))


def _texts(document: Document) -> Iterator[str]:
    """Every text of a document; those of its tables are those of their lines."""
    yield document.title or ""
    yield from (line.text for line in document.lines)
    yield from (remark.text for remark in document.remarks)


def _is_unprintable(text: str) -> bool:
    return UNPRINTABLE.search(text) is not None


def answer(data: bytes, order: Mapping[str, Any]) -> Iterator[bytes]:
    """The task of a reading: the document, packed for the wire."""
    yield from wire.pack(read_here(data, order["name"], order["most_lines"], order.get("member")))
