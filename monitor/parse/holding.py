"""Which of many texts hold a sign: all of them are asked at once, as most lines of a document hold none."""

from __future__ import annotations

import re
from collections.abc import Sequence


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
