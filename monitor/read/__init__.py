"""Bytes to documents: PDF, HTML, text, workbooks, CSV and Word, each read in a child process with limits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.read.document import Cell, Document, Line, ReadError, Remark, Table, TableRow
from monitor.read.limits import MB, Limits

__all__ = ["Cell", "Document", "Limits", "Line", "ReadError", "Remark", "Table", "TableRow", "check_size", "read", "told_of"]

DEFAULT_LIMITS = Limits()
LONGEST_NAME = 200  # letters of a file name in a message


def read(data: bytes | Path, name: str, *, limits: Limits = DEFAULT_LIMITS) -> Document:
    """The document that these bytes, or those of the file at this path, are; what they are is told by the bytes, not by the name.

    Raises ReadError with one line that begins with the name: empty, cut off, encrypted, without text, of a kind or charset nobody
    reads here, or beyond a limit.
    """
    # Here and not above: the child process imports this package too, and needs none of it.
    from monitor.read import capture, wire
    from monitor.read.pool import work_apart

    with told_of(name):
        check_size(data, limits)
        order = {"name": name, "most_lines": limits.output_lines}
        return wire.unpack(work_apart(capture.TASK, data, order, limits), name, limits.output_lines)


@contextmanager
def told_of(name: str) -> Iterator[None]:
    """Put the name of a capture before the words of a ReadError that its reading raises."""
    try:
        yield
    except ReadError as error:
        shown = " ".join(name.split())[:LONGEST_NAME] or "a file without a name"
        raise ReadError(f"{shown}: {error}") from error


def check_size(data: bytes | Path, limits: Limits) -> None:
    """Raise ReadError, without a name, for more bytes than the limits allow."""
    size = data.stat().st_size if isinstance(data, Path) else len(data)
    if size > limits.input_bytes:
        raise ReadError(f"has {size / MB:.1f} MB; {limits.input_bytes // MB} MB are allowed")
