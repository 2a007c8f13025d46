"""The layout families, one module each: NAME, find(document, header) -> spans, read(lines, header) -> entries."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Protocol, cast

from monitor.budget import Entry
from monitor.parse.header import Header
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


def _landed(name: str) -> Layout | None:
    try:
        return cast(Layout, importlib.import_module(f"monitor.parse.layouts.{name}"))
    except ModuleNotFoundError:
        return None


LAYOUTS: tuple[Layout, ...] = tuple(
    layout for name in ("overview", "sheet", "slide", "bulleted") if (layout := _landed(name)) is not None
)
