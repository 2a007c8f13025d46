"""Full-width forms folded one character for one, so that every offset still points at the raw line (DESIGN.md, Normalise late)."""

from __future__ import annotations

import unicodedata

_SPACES = "\u00a0\u2002\u2003\u2009\u200b\u3000\ufeff\t"
_MINUS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63"
_VERTICAL = {"︵": "(", "︶": ")", "︑": "、", "︓": ":"}


def _table() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table |= {ord(char): " " for char in _SPACES}
    table |= {ord(char): "-" for char in _MINUS}
    table |= {ord(char): plain for char, plain in _VERTICAL.items()}
    for code in (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00)):
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1:
            table[code] = plain
    return table


_FOLD = _table()


def fold(text: str) -> str:
    """The text with full-width letters, digits and signs, odd spaces and Kangxi radicals made plain; as long as before.

    Circled numbers stay: NFKC makes ①1,000千円 into 11,000千円 (PDF.md, section 6).
    """
    return text.translate(_FOLD)


def plain(text: str) -> str:
    """NFKC, but a circled number keeps clear of the digits beside it: ①1 becomes "1 1", never "11". Offsets change."""
    spaced = "".join(f" {char} " if _is_enclosed_number(char) else char for char in text)
    return " ".join(unicodedata.normalize("NFKC", spaced).split())


def _is_enclosed_number(char: str) -> bool:
    return "①" <= char <= "⒛" or "㉑" <= char <= "㉟" or "㊱" <= char <= "㊿" or "❶" <= char <= "➓"
