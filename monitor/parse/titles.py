"""Lines that are the title or a heading of a budget: they name a fiscal year and its stage, and are no sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable

from monitor.parse.stages import staged_years
from monitor.parse.width import fold
from monitor.read.document import Line

SENTENCE = re.compile(
    r"。 | [、,]$ | (?: する | した | いる | ある | れる | こと | ます | です | により | において | では ) $", re.X
)

LONGEST_TITLE = 60
"""Characters. A longer line that names a budget is prose about it."""


def is_budget_title(text: str) -> bool:
    """Whether a line is short, no sentence and no piece of one, and names a fiscal year's budget: 令和8年度概算要求の概要."""
    plain = fold(text).strip(" #*")
    return 0 < len(plain) <= LONGEST_TITLE and bool(staged_years(plain)) and not SENTENCE.search(plain)


def has_budget_title(lines: Iterable[Line]) -> bool:
    """Whether any of the lines is such a title."""
    return any(is_budget_title(line.text) for line in lines)
