"""The numbers of a name in whatever script: 第二十一期, 第21期, Ⅰ, ⅰ, ①, ㈠, 令和六年度, その二, A and B, 甲 and 乙.

Two names that are one text but for such a number are two measures.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from monitor.budget import fiscal_years_in
from monitor.match.names import normalise_name

_ROMAN_GLYPH = re.compile("[Ⅰ-Ⅿⅰ-ⅿ]+")
_CIRCLED = re.compile("[\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\u3220-\u3229\u3251-\u325f\u3280-\u3289\u32b1-\u32bf]")
"""① ⑴ ⒈ ⓫ ❶ ㈠ ㉑ ㊀ ㊱: each is a number of its own, also beside another."""
ROMAN = re.compile(
    r"""
    (?<![A-Za-z]) (?= [IVX] ) (?P<value> X{0,3} (?: IX | IV | V? I{0,3} ) ) (?![A-Za-z線軸])   # X線 and V軸 are words
    | (?<= [(] ) (?P<small> (?= [ivx] ) x{0,3} (?: ix | iv | v? i{0,3} ) ) (?= [)] )
    """,
    re.X,
)
_KANJI_NUMBER = re.compile("[〇一二三四五六七八九十百千]+")
_KANJI_DIGITS = {kanji: n for n, kanji in enumerate("〇一二三四五六七八九")}
_KANJI_POWERS = {"十": 10, "百": 100, "千": 1000}
ERA_EDITION = re.compile(
    r"""
    (?: (?:令\s*和|平\s*成|昭\s*和) \s* (?:元|[0-9]+) | (?<![A-Za-z0-9]) [RHS] [0-9]+ | (?:19|20)[0-9]{2} )
    \s* (?:[(][0-9]+[)])? \s* 年? \s* 度
    """,
    re.X,
)
_NUMBERED = re.compile(
    r"""
    第? \s* (?P<number> [0-9]+ (?:\.[0-9]+)* ) \s* (?: [期次号回弾] 目? )?
    | (?<![A-Za-z]) (?P<letter> [A-Za-z] ) (?![A-Za-z])
    | (?P<rank> [甲乙丙丁] )
    | (?P<half> [上下前後] ) (?= 半?期 )
    """,
    re.X,
)
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}


@lru_cache(maxsize=65536)
def folded(name: str) -> str:
    """The name in NFKC with Roman numerals in capitals, set apart from letters that follow them."""
    apart = _ROMAN_GLYPH.sub(lambda m: f"{unicodedata.normalize('NFKC', m[0]).upper()} ", name)
    return unicodedata.normalize("NFKC", _CIRCLED.sub(lambda m: f"{m[0]} ", apart)).strip()


@lru_cache(maxsize=65536)
def in_digits(name: str) -> str:
    """The folded name with kanji numbers in Arabic digits: 第二十一期 is 第21期, 令和六年度 is 令和6年度."""
    return _KANJI_NUMBER.sub(lambda m: f" {_of_kanji(m[0])} ", folded(name)).replace("  ", " ")


@lru_cache(maxsize=65536)
def numbers_and_rest(name: str) -> tuple[tuple[str, ...], str]:
    """The numbers of a name in their order, and the normalised name without them and their counters (第, 期, 回)."""
    text = ROMAN.sub(lambda m: f" {roman_value(m)} ", eras_as_years(in_digits(name)))
    numbers = tuple(str(int(m[0])) if m[0].isdecimal() else (m["number"] or m[0]).casefold() for m in _NUMBERED.finditer(text))
    return numbers, normalise_name(_NUMBERED.sub("", text))


def roman_value(m: re.Match[str]) -> int:
    """What a match of ROMAN is worth."""
    values = [_ROMAN_VALUES[letter] for letter in (m["value"] or m["small"]).upper()]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))


def eras_as_years(text: str) -> str:
    """平成31年度 and 令和元年度 are one number."""
    return ERA_EDITION.sub(lambda m: f"{years[0].year}年度" if (years := fiscal_years_in(m[0])) else m[0], text)


def _of_kanji(text: str) -> int:
    """二十一 is 21, 百一 is 101, 二〇二五 is 2025."""
    if not any(letter in _KANJI_POWERS for letter in text):
        return int("".join(str(_KANJI_DIGITS[letter]) for letter in text))
    total, digit = 0, 0
    for letter in text:
        if letter in _KANJI_POWERS:
            total += (digit or 1) * _KANJI_POWERS[letter]
            digit = 0
        else:
            digit = digit * 10 + _KANJI_DIGITS[letter]
    return total + digit
