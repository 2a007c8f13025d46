"""Reading and parsing in one trip to a child process: bytes in, the document and what it states out.

The parser too works on hostile text: a hundred thousand lines made for it cost minutes. So it runs where the reader runs, under the
same limits, and the service waits for neither longer than they allow.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from monitor.parse import Parsed, ParseError, parse
from monitor.parse import wire as parsed_wire
from monitor.read import Document, Limits, ReadError, check_size, told_of
from monitor.read import wire as document_wire
from monitor.read.capture import READERS, read_here
from monitor.read.pool import work_apart

TASK = f"{__name__}:answer"
AHEAD = tuple(READERS.values())
UNPARSED = "unparsed"
LONGEST_REASON = 500
DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Reading:
    """A capture's document, its tables left where they were parsed, and what it states."""

    document: Document
    parsed: Parsed


def read_and_parse(
    data: bytes | Path, name: str, ministry: str | None = None, *, member: int | None = None, limits: Limits = DEFAULT_LIMITS
) -> Reading:
    """What monitor.read.read and monitor.parse.parse make of these bytes, or of those at this path.

    In a child process, with limits on both together.

    ministry: what the caller knows, wins over what the document says. member: of the archive that the bytes are, the file to read.
    Raises ReadError and ParseError with one line that begins with the name.
    """
    with told_of(name):
        check_size(data, limits)
        order = {"name": name, "ministry": ministry, "member": member, "most_lines": limits.output_lines}
        rows = io.BytesIO(work_apart(TASK, data, order, limits))
        _raise_if_unparsed(next(rows, b""))
        document = document_wire.unpack_rows(rows, name, limits.output_lines)
        return Reading(document, parsed_wire.unpack_rows(rows, document))


def answer(data: bytes, order: Mapping[str, Any]) -> Iterator[bytes]:
    """The task: read and parse in this process, which is a child."""
    document = read_here(data, order["name"], order["most_lines"], order["member"])
    try:
        parsed = parse(document, order["ministry"])
    except ParseError as error:
        yield _unparsed(str(error))
        return
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        yield _unparsed(f"{document.name}: the parser failed ({error!r})")
        return
    yield b"{}\n"
    yield from document_wire.pack(replace(document, tables=()))
    yield from parsed_wire.pack(parsed)


def _unparsed(reason: str) -> bytes:
    return json.dumps({UNPARSED: reason}).encode("ascii") + b"\n"


def _raise_if_unparsed(row: bytes) -> None:
    """Raise ParseError where the child's answer begins with one, and ReadError where it does not begin as an answer does."""
    try:
        head = json.loads(row)
    except (ValueError, RecursionError) as error:
        raise ReadError("the reader's answer is not JSON") from error
    reason = head.get(UNPARSED) if isinstance(head, dict) else None
    if isinstance(reason, str):
        raise ParseError(" ".join(reason.split())[:LONGEST_REASON])
    if head != {}:
        raise ReadError("the reader's answer has no head")
