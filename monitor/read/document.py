"""A document: what a reader makes of a capture's bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import count, repeat
from typing import NamedTuple

from monitor.budget import Box, YosanError


class Line(NamedTuple):
    """One line of text. number: 1-based over the whole document; page: 1-based, None where the format has no pages.

    An empty text stands for a blank line (in a PDF: a gap wider than the line spacing). box: on the page, None in text and HTML.
    """

    number: int
    text: str
    page: int | None = None
    box: Box | None = None

    def with_text(self, text: str) -> Line:
        """The same place with another text."""
        number, _, page, box = self
        return _line((number, text, page, box))


_line: Callable[[tuple[int, str, int | None, Box | None]], Line] = partial(tuple.__new__, Line)
"""What Line makes of its fields, in half the time."""


def lines_of(texts: Iterable[str], pages: Iterable[int] | None = None) -> tuple[Line, ...]:
    """A line for each of the texts, in order. pages: that of each, where the format has pages."""
    return tuple(map(_line, zip(count(1), texts, repeat(None) if pages is None else pages, repeat(None))))


class Cell(NamedTuple):
    """One cell of a table. columns: how many it spans; a cell that a taller one above covers has no text."""

    text: str
    columns: int = 1
    box: Box | None = None


class TableRow(NamedTuple):
    """One row of a table. line: number of the Line that carries it, whose text is the cells joined by tabs."""

    line: int
    cells: tuple[Cell, ...]


def row_text(cells: Iterable[Cell]) -> str:
    """The text of the line that carries a row of these cells: joined by tabs, none at the end."""
    return "\t".join([cell.text for cell in cells]).rstrip("\t")


@dataclass(frozen=True, slots=True)
class Table:
    """A table that the format or the page's rules tell. title: of the work sheet it stands on, if any."""

    rows: tuple[TableRow, ...]
    page: int | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader noticed about a document that whoever checks it should know: a page without text, decoded glyph numbers.

    is_loss: whether something that was printed there could not be read.
    """

    text: str
    page: int | None = None
    is_loss: bool = False

    def __str__(self) -> str:
        """The remark as it is told: page 26: its text …"""
        return self.text if self.page is None else f"page {self.page}: {self.text}"


@dataclass(frozen=True, slots=True)
class Document:
    """The text of one capture with the place of every line.

    name: file name; kind: the reader that made it (text, html, pdf, …); pages: how many, None without pages; title: from
    metadata, if any. tables: where the format or the page's rules tell rows and columns; their text stands in the lines too.
    """

    name: str
    kind: str
    lines: tuple[Line, ...]
    pages: int | None = None
    title: str | None = None
    tables: tuple[Table, ...] = ()
    remarks: tuple[Remark, ...] = ()


class ReadError(YosanError):
    """A capture that cannot be read; the message says why in words an operator can act on."""


class UnreadableKindError(ReadError):
    """A capture of a kind that no reader reads: a picture, a feed; nothing about it is broken."""
