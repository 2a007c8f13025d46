"""A text as a document, a line for each of its lines and no pages: what layouts and the header are asked about."""

from __future__ import annotations

from monitor.read.document import Document, Line


def lines_of(text: str) -> tuple[Line, ...]:
    """The lines; a form feed stays in its line, as a converter leaves it."""
    return tuple(Line(number, row) for number, row in enumerate(text.split("\n"), 1))


def document(text: str, name: str = "release.txt") -> Document:
    return Document(name, "text", lines_of(text))
