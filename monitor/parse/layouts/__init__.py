"""The layout families, one module each: NAME, find(document, header) -> spans, read(lines, header) -> entries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from monitor.budget import Entry
from monitor.parse.header import Header
from monitor.parse.layouts import bulleted, overview, reference, sheet, slide
from monitor.parse.layouts.span import Span
from monitor.read.document import Document, Line


class Layout(Protocol):
    """A module of this package that reads one family of layouts."""

    NAME: str

    def find(self, document: Document, header: Header, /) -> list[Span]:
        """The spans of lines that look like this family, with how sure it is of each."""
        ...

    def read(self, lines: Sequence[Line], header: Header, /) -> list[Entry]:
        """The entries of the lines of one span, in order of place."""
        ...


LAYOUTS: tuple[Layout, ...] = (overview, sheet, slide, bulleted, reference)
