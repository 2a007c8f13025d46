"""A page of a PDF as a picture, with what was read of it marked: for people who check the reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from monitor.budget import Box
from monitor.read.document import ReadError
from monitor.read.limits import Limits

TASK = "monitor.read.pdf.picture:answer"
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Mark:
    """Something read on a page: the outline of where it stands (points; None where it has no place) and what to write beside it.

    colour: of the outline and the writing, #rrggbb.
    """

    box: Box | None
    text: str
    colour: str


def picture_of(
    data: bytes, name: str, page: int, marks: Sequence[Mark], *, title: str, font: Path, limits: Limits = DEFAULT_LIMITS
) -> bytes:
    """The page (1-based) of a PDF as a PNG, the marks outlined on it and their texts in a margin beside it, under the title.

    font: a TrueType file with Japanese. A page whose text lies on its side is turned as it was for reading. The PDF is drawn in a
    child process with limits. Raises ReadError with one line that begins with the name: no PDF, no such page, beyond a limit.
    """
    from monitor.read import check_size, told_of
    from monitor.read.pool import work_apart

    with told_of(name):
        check_size(data, limits)
        order = {"page": page, "marks": [asdict(mark) for mark in marks], "title": title, "font": str(font)}
        picture = work_apart(TASK, data, order, limits)
        if not picture.startswith(PNG_SIGNATURE):
            raise ReadError("its picture is no PNG")
        return picture
