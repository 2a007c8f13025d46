"""Where patterns are looked for: only in texts that hold a sign of them, only at places where they can begin."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence


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


def holding(sign: re.Pattern[str], texts: Sequence[str]) -> Sequence[str]:
    """Those of the texts that hold a sign, in order. sign: finds nothing that goes on in the next line, and has no anchors.

    Texts that have line breaks themselves are all given back: whoever asks must look at each of them anyway.
    """
    joined = "\n".join(texts)
    if joined.count("\n") != len(texts) - 1:
        return texts
    held: list[str] = []
    end = -1
    for m in sign.finditer(joined):
        if m.start() > end:
            end = joined.find("\n", m.start())
            end = len(joined) if end < 0 else end
            held.append(joined[joined.rfind("\n", 0, m.start()) + 1 : end])
    return held
