"""Where a sign stands among many lines: asked of all of them at once, as most have none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from monitor.read.document import Line


class Text(NamedTuple):
    """Lines, and all of them as one string: a line feed before and behind each."""

    lines: Sequence[Line]
    joined: str


def text_of(lines: Sequence[Line]) -> Text:
    """The lines as one text."""
    joined = "\n".join(["", *[line.text for line in lines], ""])
    if joined.count("\n") > len(lines) + 1:
        joined = "\n".join(["", *[line.text.replace("\n", " ") for line in lines], ""])
    return Text(lines, joined)


def places(sign: re.Pattern[str], text: Text) -> list[int]:
    r"""The indices of the lines that have the sign, in order.

    A sign that begins with \n stands at the beginning of a line. It must not go on beyond its line (\s does).
    """
    found: list[int] = []
    feeds = at = 0
    for m in sign.finditer(text.joined):
        hit = m.start() + 1
        feeds, at = feeds + text.joined.count("\n", at, hit), hit
        if not found or found[-1] != feeds - 1:
            found.append(feeds - 1)
    return found
