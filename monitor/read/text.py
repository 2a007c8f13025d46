"""Plain text: one Line for every line of the file, whatever stands in it."""

from __future__ import annotations

from monitor.read.charset import decode
from monitor.read.document import Document, Line

PAGE_BREAK = "\f"


def read(data: bytes, name: str) -> Document:
    """The lines of a text file, numbered as an editor numbers them; form feeds are page breaks and stay in the text.

    Raises ReadError, without the file's name, where the bytes are no text in a charset of Japan.
    """
    text = decode(data).replace("\r\n", "\n")
    if "\n" not in text:
        text = text.replace("\r", "\n")
    rows = text.removesuffix("\n").split("\n")
    if PAGE_BREAK not in text:
        return Document(name=name, kind="text", lines=tuple(Line(number, row) for number, row in enumerate(rows, 1)))
    lines = []
    page = 1
    for number, row in enumerate(rows, 1):
        begun = len(row) - len(row.lstrip(PAGE_BREAK))
        page += begun
        lines.append(Line(number, row, page))
        page += row.count(PAGE_BREAK) - begun
    pages = max((line.page or 1 for line in lines if line.text.strip()), default=1)
    return Document(name=name, kind="text", lines=tuple(lines), pages=pages)
