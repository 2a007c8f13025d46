"""Where patterns are looked for: in many lines at once, as most have no sign of them, and only at places where they can begin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from monitor.parse.memo import remembered_of_lines
from monitor.read.document import Line


class Text(NamedTuple):
    """Lines, and all of them as one string: a line feed before and behind each."""

    lines: tuple[Line, ...]
    joined: str


def text_of(lines: Sequence[Line]) -> Text:
    """The lines as one text, which can be asked for several signs; worked out once for the same lines."""
    return _text_of(lines)


@remembered_of_lines
def _text_of(lines: Sequence[Line]) -> Text:
    return Text(tuple(lines), _joined([line.text for line in lines]))


def places(sign: re.Pattern[str], text: Text) -> list[int]:
    r"""The indices of the lines that have the sign, in order.

    A sign that begins with \n stands at the beginning of a line. It has no anchors and must not go on beyond its line (\s does).
    """
    return _places(sign, text.joined)


def places_of(sign: re.Pattern[str], texts: Sequence[str]) -> list[int]:
    """The same for texts that are asked for one sign."""
    return _places(sign, _joined(texts))


def holding(sign: re.Pattern[str], texts: Sequence[str]) -> list[str]:
    """Those of the texts that have the sign, in order."""
    return [texts[place] for place in places_of(sign, texts)]


def matches(pattern: re.Pattern[str], begin: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What pattern.finditer(text) finds; the pattern is tried only where begin finds something.

    begin: one sign, with which every match of the pattern begins; a search for it looks at nothing else. Most patterns begin with
    something optional or one of several, so that a search tries all of it at every letter.
    """
    end = 0
    for sign in begin.finditer(text):
        at = sign.start()
        if at >= end and (m := pattern.match(text, at)) is not None:
            end = m.end()
            yield m


def _joined(texts: Sequence[str]) -> str:
    """The texts as one, a line feed before and behind each; those within a text are blanks in it."""
    joined = "\n".join(["", *texts, ""])
    if joined.count("\n") > len(texts) + 1:
        joined = "\n".join(["", *[text.replace("\n", " ") for text in texts], ""])
    return joined


def _places(sign: re.Pattern[str], joined: str) -> list[int]:
    found: list[int] = []
    place, at = -1, 0
    while (m := sign.search(joined, at)) is not None:
        hit = m.start() + 1
        place += joined.count("\n", at, hit)
        found.append(place)
        at = joined.find("\n", max(hit, m.end()))
        if at < 0:
            break
    return found
