"""A document: what a reader makes of a capture's bytes."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.budget import Box, YosanError


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text. number: 1-based over the whole document; page: 1-based, None where the format has no pages.

    An empty text stands for a blank line (in a PDF: a gap wider than the line spacing). box: on the page, None in text and HTML.
    """

    number: int
    text: str
    page: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """The text of one capture with the place of every line.

    name: file name; kind: text, pdf or html; pages: how many, None without pages; title: from metadata, if any.
    """

    name: str
    kind: str
    lines: tuple[Line, ...]
    pages: int | None = None
    title: str | None = None


class ReadError(YosanError):
    """A capture that cannot be read; the message says why in words an operator can act on."""
