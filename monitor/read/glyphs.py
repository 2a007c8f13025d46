"""Text that is glyph numbers: how to notice it, and how to read it where the numbers are those of MS Gothic and MS Mincho.

A PDF whose fonts have no character map comes out as the numbers of its glyphs, taken for Unicode: 䠄༢䠖൨䠅 for （単位：億円）
(PDF.md, Mojibake). The faces of MS Gothic and MS Mincho since Windows Vista number their glyphs alike and in the order of Unicode;
the proportional faces have Latin letters, kana and signs of their own behind the kanji. The offsets below are measured from the
character maps of real PDFs (PDF.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

UNKNOWN = "\ufffd"
FIRST_KANJI, LAST_KANJI = 0x4E00, 0x9FFF
FIRST_KANJI_GLYPH = 0x0B4D
EXTRA_GLYPH_BEFORE = "\u9b45"  # from here on the kanji's glyphs are one further on
COMMON_BEYOND = "剝塡頰"  # 常用漢字 since 2010 that Windows-31J lacks; ministries write 補塡
KANJI_SETS = ("euc_jis_2004", "euc_jp", "cp932")  # JIS X 0213:2004, JIS X 0212, CP932: together what the faces have

IMPOSSIBLE = re.compile(
    r"""
      [\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd]   # control characters and what replaced them
    | [\u0500-\u1dff]             # Armenian, Hebrew, Indic … Runic to phonetic extensions
    | [\u2c00-\u2dff]             # Glagolitic to Cyrillic extended
    | [\u3400-\u4dbf]             # CJK extension A: the digits of the proportional faces come out here
    | [\ua000-\uabff]             # Yi to Meetei
    | [\ue000-\uf01f\uf100-\uf8ff]  # private use, without the bullets of symbol fonts
    """,
    re.X,
)
GARBLED = 0.3
"""Suspicion from which a text is glyph numbers; real texts show 0.000, garbled ones from 0.8 (PDF.md)."""

ENOUGH_LETTERS = 10  # before the numbers of a font without a telling name are believed to be those of these faces
RARE_SHARE = 0.05  # of the kanji may lie outside the first level of JIS X 0208: a wrong decoding has three of four there
UNKNOWN_SHARE = 0.03  # of the numbers may be signs that nobody has measured
LONG_TEXT = 200  # letters of kana and kanji; from here some must be kana
LEAST_KANA = 0.005


class Offsets(NamedTuple):
    """Glyph numbers of consecutive characters: number = code point + offset."""

    first: int
    last: int
    offset: int


MONOSPACED = (
    Offsets(0x0020, 0x007E, -0x1D),
    Offsets(0x00D7, 0x00D7, -0x3E),
    Offsets(0x2014, 0x2019, -0x1CD6),
    Offsets(0x203B, 0x203B, -0x1CD7),
    Offsets(0x2160, 0x2169, -0x1D78),
    Offsets(0x25A0, 0x25EF, -0x1EFA),
    Offsets(0x3000, 0x3003, -0x27F7),
    Offsets(0x3005, 0x3015, -0x27F7),
    Offsets(0x3041, 0x3094, -0x280C),
    Offsets(0x30A1, 0x30FE, -0x280E),
    Offsets(0xFF01, 0xFF5E, -0xC0E2),
    Offsets(0xFF61, 0xFF9F, -0xC0E2),
)
PROPORTIONAL = (
    Offsets(0x0020, 0x007E, 0x3EAC),
    Offsets(0x00D7, 0x00D7, 0x3E8B),
    Offsets(0x2014, 0x2015, 0x21E2),
    Offsets(0x203B, 0x203B, 0x21E1),
    Offsets(0x2460, 0x2473, 0x1FBF),
    Offsets(0x25A0, 0x25EF, 0x1FB4),
    Offsets(0x3000, 0x3003, 0x16B7),
    Offsets(0x3005, 0x3015, 0x16B6),
    Offsets(0x3041, 0x3094, 0x1690),
    Offsets(0x30A1, 0x30FE, 0x168E),
    Offsets(0x33A0, 0x33A6, 0x143C),
    Offsets(0xFF05, 0xFF05, -0xB703),
    Offsets(0xFF08, 0xFF5E, -0xB704),
    Offsets(0xFF62, 0xFF9F, -0xB704),
)


def has_impossible(text: str) -> bool:
    """Whether there is any character that no Japanese ministry document uses."""
    return IMPOSSIBLE.search(text) is not None


def suspicion(text: str) -> float:
    """The share of characters, white space aside, that no Japanese ministry document uses: 0.0 clean to 1.0 glyph numbers."""
    printed = sum(not character.isspace() for character in text)
    return sum(1 for _ in IMPOSSIBLE.finditer(text)) / printed if printed else 0.0


def letters_of(numbers: Iterable[int]) -> str:
    """The characters of glyph numbers, one for each; U+FFFD for a number that nobody has measured."""
    known = _letters()
    return "".join(known.get(number, UNKNOWN) for number in numbers)


@cache
def kanji_by_glyph() -> dict[int, str]:
    """The kanji of the faces by the number of their glyph."""
    return {number: letter for number, letter in _letters().items() if is_kanji(letter)}


def glyph_of(letter: str) -> tuple[int, ...]:
    """The glyph numbers of a character, the monospaced face's first; none where nobody has measured it."""
    return _numbers().get(letter, ())


def is_japanese(text: str, *, telling_name: bool) -> bool:
    """Whether decoded glyph numbers are a text that somebody wrote, and not what another font's numbers happen to mean.

    telling_name: the font calls itself MS Gothic or MS Mincho. Then a few letters will do, and what they are need not prove it.
    """
    printed = [letter for letter in text if not letter.isspace()]
    kanji = [letter for letter in printed if is_kanji(letter)]
    kana = sum("\u3041" <= letter <= "\u30fe" for letter in printed)
    rare = sum(not is_everyday(letter) for letter in kanji)
    if len(kanji) + kana < ENOUGH_LETTERS and not telling_name:
        return False
    if text.count(UNKNOWN) > max(UNKNOWN_SHARE * len(printed), 1 if telling_name else 0):
        return False
    if len(kanji) + kana >= LONG_TEXT and kana < LEAST_KANA * len(printed):
        return False
    return rare <= max(RARE_SHARE * len(kanji), 1 if telling_name else 0)


def is_kanji(letter: str) -> bool:
    """Whether a character is a unified ideograph of the basic block."""
    return FIRST_KANJI <= ord(letter) <= LAST_KANJI


def is_everyday(kanji: str) -> bool:
    """Whether a kanji is of the first level of JIS X 0208."""
    return kanji in _first_level()


def unfamiliar(text: str) -> frozenset[str]:
    """The letters that make a page worth a second look: impossible ones, and kanji that no Windows of Japan can type."""
    try:
        text.encode("cp932")
    except UnicodeEncodeError:
        return frozenset(letter for letter in set(text) - _familiar() if IMPOSSIBLE.match(letter) or is_kanji(letter))
    return frozenset(IMPOSSIBLE.findall(text))


def decoded(lines: Sequence[str]) -> list[str] | None:
    """The lines of a text with those made of glyph numbers decoded; None where that gives no Japanese.

    For text that somebody took out of such a PDF. ASCII stays as it is: it may come from another font.
    """
    broken = [number for number, line in enumerate(lines) if is_numbers(line)]
    if not broken:
        return None
    read = {number: _decoded_line(lines[number]) for number in broken}
    if not is_japanese("".join(read.values()), telling_name=False):
        return None
    return [read.get(number, line) for number, line in enumerate(lines)]


def is_numbers(line: str) -> bool:
    """Whether a line is glyph numbers, at least what of it is not ASCII."""
    return has_impossible(line) and suspicion("".join(letter for letter in line if letter > "\x7e" or letter < " ")) > GARBLED


def _decoded_line(line: str) -> str:
    known = _letters()
    return "".join(
        letter if " " <= letter <= "\x7e" or letter in "\t\n\f\r" else known.get(ord(letter), UNKNOWN) for letter in line
    )


@cache
def _kanji() -> tuple[str, ...]:
    """The kanji of the faces in the order of their glyphs."""
    block = "".join(map(chr, range(FIRST_KANJI, LAST_KANJI + 1)))
    return tuple(sorted(set().union(*(block.encode(name, "ignore").decode(name) for name in KANJI_SETS))))


@cache
def _letters() -> dict[int, str]:
    """Glyph number to character, both faces and the kanji."""
    numbered = {code + offset: chr(code) for first, last, offset in (*PROPORTIONAL, *MONOSPACED) for code in range(first, last + 1)}
    for rank, letter in enumerate(_kanji()):
        numbered[FIRST_KANJI_GLYPH + rank + (letter >= EXTRA_GLYPH_BEFORE)] = letter
    return numbered


@cache
def _numbers() -> dict[str, tuple[int, ...]]:
    numbers: dict[str, tuple[int, ...]] = {}
    for number, letter in sorted(_letters().items()):
        numbers[letter] = (*numbers.get(letter, ()), number)
    return numbers


@cache
def _first_level() -> frozenset[str]:
    """The kanji of everyday writing: the first level of JIS X 0208, rows 16 to 47, and the iteration mark."""
    level = b"".join(bytes((0xA0 + row, 0xA0 + cell)) for row in range(16, 48) for cell in range(1, 95))
    return frozenset(level.decode("euc_jp", "ignore"))


@cache
def _familiar() -> frozenset[str]:
    """Every character of Windows-31J, which is what offices in Japan type."""
    typed = "".join(map(chr, range(0x20, 0xFFFE))).encode("cp932", "ignore").decode("cp932")
    return frozenset(IMPOSSIBLE.sub("", typed)) | frozenset(COMMON_BEYOND)
