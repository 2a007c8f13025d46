"""Reading one capture here, in this process: what a child does when it is told to read, or to read and parse.

What a capture is, is told here too: that already opens hostile bytes where they are an archive.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from typing import Any

from monitor.read import wire
from monitor.read.document import Document, ReadError
from monitor.read.kinds import kind_of

READERS = {"text": "monitor.read.text", "html": "monitor.read.html", "pdf": "monitor.read.pdf"}
"""The module of each kind that kinds.kind_of() tells; its read(data, name) gives the document."""

TASK = f"{__name__}:answer"


def read_here(data: bytes, name: str, most_lines: int) -> Document:
    """The document that the reader of its kind makes of the bytes. To be called in a child process only.

    Raises ReadError, without the file's name.
    """
    reader = importlib.import_module(READERS[kind_of(data)])
    document: Document = reader.read(data, name)
    if len(document.lines) > most_lines:
        raise ReadError(f"has {len(document.lines)} lines; {most_lines} are allowed")
    return document


def answer(data: bytes, order: Mapping[str, Any]) -> Iterator[bytes]:
    """The task of a reading: the document, packed for the wire."""
    yield from wire.pack(read_here(data, order["name"], order["most_lines"]))
