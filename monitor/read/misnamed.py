"""Kanji called by wrong names in a text taken out of a PDF, where no font is left to ask: 促逭 for 促進.

The character map that made them let a range of glyphs run on by code point (see monitor.read.pdf.maps). So one shift explains all
of them: code point minus glyph number is the same for each, and that of a kanji in front of them which is right.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from monitor.read.glyphs import COMMON_BEYOND, glyph_of, is_everyday, is_kanji, letters_of

FEWEST_STRANGE = 5
"""Different strange kanji that one shift must turn into everyday ones; by chance it does so to one in four of each."""
REFERENCE = re.compile(rb"&#(\d{5});")
"""A kanji's place in Unicode has five digits."""
COMMON = frozenset(COMMON_BEYOND)
BLOCK = 0x100  # glyphs; a range of a character map does not go beyond


class Shift(NamedTuple):
    """A range of glyphs that ran on: the number of the last one named rightly, and code point minus number from there on."""

    start: int
    offset: int

    def printed(self, letter: str) -> str | None:
        """What is printed where this letter stands in the text; None where the range does not reach it."""
        number = ord(letter) - self.offset
        if not self.start < number < (self.start // BLOCK + 1) * BLOCK:
            return None
        right = letters_of([number])
        return right if is_kanji(right) else None


def right_names(text: str) -> dict[str, str]:
    """The kanji that stand wrong in a text, each with the one that is printed; empty for nearly every text.

    An everyday kanji is only held to be wrong where the one it stands for occurs nowhere: a map that is wrong about it always is.
    """
    strange = _strange(text)
    if len(strange) < FEWEST_STRANGE:
        return {}
    found: dict[str, str] = {}
    for shift in _shifts(strange):
        for letter in filter(is_kanji, set(text)):
            right = shift.printed(letter)
            if right is None or right == letter or not is_everyday(right):
                continue
            if not is_everyday(letter) or right not in text:
                found.setdefault(letter, right)
    return found


def _strange(text: str) -> frozenset[str]:
    """The kanji of a text that no Windows of Japan can type.

    The codec tells what it cannot encode, as references, far faster than anything could go through the letters of a text.
    """
    told = REFERENCE.findall(text.encode("cp932", "xmlcharrefreplace"))
    letters = {chr(int(code)) for code in set(told)} - COMMON
    return frozenset(letter for letter in letters if is_kanji(letter) and letter in text)


def _shifts(strange: frozenset[str]) -> list[Shift]:
    """The shifts that explain enough strange kanji; of each block of glyphs the one that explains most, if only one does."""
    blocks: dict[int, list[tuple[int, Shift]]] = defaultdict(list)
    for shift in _candidates(strange):
        reached = [right for letter in strange if (right := shift.printed(letter)) is not None]
        if len(reached) >= FEWEST_STRANGE and all(map(is_everyday, reached)):
            blocks[shift.start // BLOCK].append((len(reached), shift))
    told = []
    for shifts in blocks.values():
        most = max(count for count, _ in shifts)
        best = [shift for count, shift in shifts if count == most]
        if len({shift.offset for shift in best}) == 1:
            told.append(min(best))
    return told


def _candidates(strange: Iterable[str]) -> set[Shift]:
    """Every range that could have run on to a strange kanji: it starts at a kanji of the faces not far in front of it."""
    shifts: set[Shift] = set()
    for letter in strange:
        for code in range(ord(letter) - 2 * BLOCK, ord(letter)):
            for number in glyph_of(chr(code)) if is_kanji(chr(code)) else ():
                shift = Shift(number, code - number)
                if shift.printed(letter) is not None:
                    shifts.add(shift)
    return shifts
