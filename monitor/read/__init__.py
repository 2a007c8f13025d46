"""Bytes to documents: text, HTML and PDF, each read in a child process with limits."""

from __future__ import annotations

from monitor.read.document import Cell, Document, Line, ReadError, Remark, Table, TableRow
from monitor.read.limits import MB, Limits

__all__ = ["Cell", "Document", "Limits", "Line", "ReadError", "Remark", "Table", "TableRow", "read"]

DEFAULT_LIMITS = Limits()


def read(data: bytes, name: str, *, limits: Limits = DEFAULT_LIMITS) -> Document:
    """The document that these bytes are; what they are is told by the bytes, not by the name.

    Raises ReadError with one line that begins with the name: empty, cut off, encrypted, without text, of a kind or charset nobody
    reads here, or beyond a limit.
    """
    # Here and not above: the child process imports this package too, and needs neither.
    from monitor.read.kinds import kind_of
    from monitor.read.sandbox import read_apart

    shown = " ".join(name.split())[:200] or "a file without a name"
    try:
        if len(data) > limits.input_bytes:
            raise ReadError(f"has {len(data) / MB:.1f} MB; {limits.input_bytes // MB} MB are allowed")
        return read_apart(data, name, kind_of(data), limits)
    except ReadError as error:
        raise ReadError(f"{shown}: {error}") from error
