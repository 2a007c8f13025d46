"""Full-width forms folded one character for one, so that every offset still points at the raw line (DESIGN.md, Normalise late)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from monitor.budget.kanji import RADICALS
from monitor.parse.memo import remember, remembered

SLASH = re.compile("[/／]")
"""A stroke of either width in raw text: 1/2, １／２."""
_SPACES = "\u00a0\u2002\u2003\u2009\u200b\u3000\ufeff\t"
_MINUS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63"
_VERTICAL = {"︵": "(", "︶": ")", "︑": "、", "︓": ":"}


def _table() -> dict[str, str]:
    table = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table |= dict.fromkeys(_SPACES, " ")
    table |= dict.fromkeys(_MINUS, "-")
    table |= _VERTICAL
    for char in map(chr, (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00))):
        plain = unicodedata.normalize("NFKC", char)
        if len(plain) == 1:
            table[char] = plain
    return table | dict(RADICALS)


_FOLD = _table()
_FOLDED = re.compile(f"[{''.join(map(re.escape, _FOLD))}]")
_ENCLOSED_NUMBER = re.compile("[①-⒛㉑-㉟㊱-㊿❶-➓]")


@remembered
def fold(text: str) -> str:
    """The text with full-width letters, digits and signs, odd spaces and Kangxi radicals made plain; as long as before.

    Circled numbers stay: NFKC makes ①1,000千円 into 11,000千円 (PDF.md, section 6).
    """
    return _FOLDED.sub(lambda m: _FOLD[m[0]], text)


def fold_together(texts: Sequence[str]) -> None:
    """Folds the lines of a document at once, sign by sign, which takes less time than line by line: fold remembers them."""
    folded = "\n".join(texts)
    for sign in set(_FOLDED.findall(folded)):
        folded = folded.replace(sign, _FOLD[sign])
    lines = folded.split("\n")
    if len(lines) == len(texts):
        remember(fold, dict(zip(texts, lines, strict=True)).items())


@remembered
def plain(text: str) -> str:
    """NFKC, but a circled number keeps clear of the digits beside it: ①1 becomes "1 1", never "11". Offsets change."""
    return _plain(_ENCLOSED_NUMBER.sub(r" \g<0> ", text) if _ENCLOSED_NUMBER.search(text) else text)


def plain_together(texts: Sequence[str]) -> list[str]:
    """The same of many lines, among which circled numbers are looked for at once."""
    lines = _ENCLOSED_NUMBER.sub(r" \g<0> ", "\n".join(texts)).split("\n")
    return list(map(_plain, lines)) if len(lines) == len(texts) else list(map(plain, texts))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())
