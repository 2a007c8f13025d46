"""Overviews as letters: what of them is compared. Three programs in five keep theirs word for word from year to year."""

from __future__ import annotations

import re
import unicodedata

_NOT_TEXT = re.compile(r"[\s\W_]+|[0-9]+")
"""Blanks, punctuation and figures: the year in a sentence moves on every year."""


def letters(text: str | None) -> str:
    """The letters of a text in NFKC; empty for none."""
    return _NOT_TEXT.sub("", unicodedata.normalize("NFKC", text)) if text else ""
