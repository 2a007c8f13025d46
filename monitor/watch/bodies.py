"""Where the body of an answer goes while it comes: a page into memory, a file to the captures' folder; inflated with care."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Protocol

from monitor.watch.answers import HEAD_BYTES, TAIL_BYTES, FetchError, Trouble
from storage import CaptureError, CaptureStore, Kept
from storage.captures import Incoming

INFLATED_AT_ONCE = 1 << 20


class Sink(Protocol):
    """Takes the body of an answer, inflated, piece by piece."""

    def write(self, piece: bytes) -> None:
        """Take more of it."""
        ...


class Memory:
    """A body in memory."""

    def __init__(self) -> None:
        self.body = bytearray()

    def write(self, piece: bytes) -> None:
        """See Sink."""
        self.body += piece


class Disk:
    """A body that goes to the captures' folder, from its first byte on; its start and its end stay at hand to be judged.

    A context manager: what was not kept at its end is gone.
    """

    def __init__(self, captures: CaptureStore) -> None:
        self._captures = captures
        self._open = ExitStack()
        self._incoming: Incoming | None = None
        self.head = bytearray()
        self.tail = b""

    def __enter__(self) -> Disk:
        """Nothing is written yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what was not kept."""
        self._open.close()

    @property
    def size(self) -> int:
        """Bytes so far."""
        return self._incoming.size if self._incoming else 0

    def write(self, piece: bytes) -> None:
        """See Sink. Raises CaptureError when it cannot be written."""
        if self._incoming is None:
            self._incoming = self._open.enter_context(self._captures.receive())
        self._incoming.write(piece)
        if len(self.head) < HEAD_BYTES:
            self.head += piece[: HEAD_BYTES - len(self.head)]
        self.tail = (self.tail + piece)[-TAIL_BYTES:]

    def keep(self) -> Kept:
        """Put what was written under its hash. Raises CaptureError when that fails."""
        if self._incoming is None:
            raise CaptureError("a capture without any bytes cannot be kept")
        return self._incoming.keep()


class Plain:
    """A body that was sent as it is."""

    def of(self, piece: bytes) -> Iterator[bytes]:
        """The bytes that this piece holds."""
        yield piece

    def is_whole(self) -> bool:
        """Whether nothing is missing at the end."""
        return True


class Inflated:
    """A body that was sent as gzip, inflated no more at once than it is counted."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(wbits=31)
        self._begun = False

    def of(self, piece: bytes) -> Iterator[bytes]:
        """The bytes that come of this piece, in bounded pieces. Raises zlib.error where it is no gzip."""
        while piece:
            if self._inflate.eof:
                if not piece.startswith(b"\x1f\x8b"):
                    return  # what stands behind the end of a gzip is padding
                self._inflate = zlib.decompressobj(wbits=31)
            self._begun = True
            yield self._inflate.decompress(piece, INFLATED_AT_ONCE)
            piece = self._inflate.unconsumed_tail or self._inflate.unused_data

    def is_whole(self) -> bool:
        """Whether its end was there."""
        return self._inflate.eof or not self._begun


def decoder(encoding: str, url: str) -> Plain | Inflated:
    """What undoes a content encoding. Raises FetchError for one that was not asked for."""
    match encoding.strip().lower():
        case "" | "identity":
            return Plain()
        case "gzip" | "x-gzip":
            return Inflated()
    raise FetchError(f"{url}: content encoding {encoding[:40]!r} was not asked for", Trouble.SERVER_ERROR)
