"""How a reader's child process hands its document back: JSON, one object a line, never anything that runs code when loaded.

The first line is the head (or the failure), each further line one Line. The parent trusts none of it: the child has touched a
hostile file, so every value is checked for type and range.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator

from monitor.budget import Box
from monitor.read.document import Document, Line, ReadError

MAX_PAGES = 100_000
OUT_OF_MEMORY = 70  # exit status of a child whose allocation failed


def pack(document: Document) -> Iterator[bytes]:
    """The document as lines of JSON, each with its newline."""
    yield _dump({"kind": document.kind, "pages": document.pages, "title": document.title, "lines": len(document.lines)})
    for line in document.lines:
        box = line.box
        yield _dump([line.text, line.page, [box.x0, box.y0, box.x1, box.y1] if box else None])


def pack_failure(reason: str) -> bytes:
    """A ReadError's reason, as the only line."""
    return _dump({"failure": reason})


def unpack(packed: bytes, name: str, most_lines: int) -> Document:
    """The document that pack() wrote. Raises ReadError with the child's reason, or where the answer is not of the agreed form."""
    rows = iter(packed.split(b"\n"))
    head = _load(next(rows))
    if not isinstance(head, dict):
        raise ReadError("the reader's answer has no head")
    if isinstance(failure := head.get("failure"), str):
        raise ReadError(failure)
    count, kind = head.get("lines"), head.get("kind")
    if not isinstance(count, int) or not isinstance(kind, str):
        raise ReadError("the reader's answer has no head")
    if count > most_lines:
        raise ReadError(f"has {count} lines; {most_lines} are allowed")
    lines = tuple(_lines(rows, count))
    return Document(name=name, kind=kind, lines=lines, pages=_page(head.get("pages")), title=_title(head.get("title")))


def _lines(rows: Iterable[bytes], count: int) -> Iterator[Line]:
    found = 0
    for row in rows:
        if not row:
            break
        found += 1
        fields = _load(row)
        if found > count or not isinstance(fields, list) or len(fields) != 3 or not isinstance(fields[0], str):
            raise ReadError(f"line {found} of the reader's answer is not a line")
        yield Line(number=found, text=fields[0].replace("\n", " "), page=_page(fields[1]), box=_box(fields[2]))
    if found != count:
        raise ReadError(f"the reader's answer ends after {found} of {count} lines")


def _page(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_PAGES:
        return value
    raise ReadError("the reader's answer has an impossible page number")


def _title(value: object) -> str | None:
    return " ".join(value.split())[:500] or None if isinstance(value, str) else None


def _box(value: object) -> Box | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 4:
        raise ReadError("the reader's answer has an impossible box")
    sides = [float(side) for side in value if isinstance(side, int | float) and math.isfinite(side)]
    if len(sides) != 4:
        raise ReadError("the reader's answer has an impossible box")
    return Box(*sides)


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False).encode("ascii") + b"\n"


def _load(row: bytes) -> object:
    try:
        value: object = json.loads(row)
    except (ValueError, RecursionError) as error:
        raise ReadError("the reader's answer is not JSON") from error
    return value
