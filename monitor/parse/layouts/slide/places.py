"""Where a sign stands among many lines: asked of all of them at once, as most have none."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from monitor.read.document import Line


def places(sign: re.Pattern[str], lines: Sequence[Line]) -> list[int]:
    r"""The indices of the lines that have the sign, in order.

    Every line has a line feed before and behind it: a sign that begins with \n stands at the beginning of a line. It must not
    go on beyond its line (\s does).
    """
    texts = [line.text for line in lines]
    hits = [m.start() for m in sign.finditer("\n".join(["", *texts, ""]))]
    if not hits:
        return []
    starts = [0, *accumulate(len(text) + 1 for text in texts)]
    return list(dict.fromkeys(bisect_right(starts, hit) - 1 for hit in hits))
