"""The numbers and bullets that Word draws before the paragraphs of its lists: they stand in no text, and headings need them.

Source: ECMA-376, Part 1, 17.9 (numbering) and 17.18.59 (number formats).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from monitor.read.markup import attribute, local

BULLET = "・"
DRAWN_BULLETS = {
    "\uf0b7": "・",
    "\uf06c": "●",
    "\uf06d": "○",
    "\uf06e": "■",
    "\uf06f": "□",
    "\uf075": "◆",
    "\uf077": "◆",
    "\uf0a7": "■",
    "\uf0a8": "□",
    "\uf0d8": "➢",
    "\uf0e0": "→",
    "\uf0e8": "➤",
    "\uf0fc": "✓",
}
"""What the bullets of the fonts Symbol and Wingdings look like; Word keeps them in the private use area."""
KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
STEMS = "甲乙丙丁戊己庚辛壬癸"
KANJI = "〇一二三四五六七八九"
LEGAL = "〇壱弐参四五六七八九"
ROMAN = {1000: "m", 900: "cm", 500: "d", 400: "cd", 100: "c", 90: "xc", 50: "l", 40: "xl", 10: "x"}
ROMAN |= {9: "ix", 5: "v", 4: "iv", 1: "i"}
PLACE = re.compile(r"%([1-9])")
LARGEST = 9_999
"""No list is longer; a larger start is written in digits whatever its format."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list. text: the number as it is drawn, %1 for the number of level 1; suffix: tab, space or nothing."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    paragraph_style: str | None = None
    restarts: bool = True
    plain_digits: bool = False


@dataclass(frozen=True, slots=True)
class List:
    """A list that paragraphs refer to. abstract: what it counts together with; starts: levels that it begins anew, and at what."""

    abstract: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int]


@dataclass(slots=True)
class Numbering:
    """The lists of a document while its paragraphs are read in order."""

    lists: Mapping[str, List]
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def mark(self, list_id: str, depth: int) -> str:
        """What is drawn before the next paragraph of a list at a depth (from 0): "（１）", "・", empty for none."""
        of = self.lists.get(list_id)
        level = of.levels.get(depth) if of is not None else None
        if of is None or level is None:
            return ""
        counts = self._counts.setdefault(of.abstract, {})
        if depth in of.starts and (list_id, depth) not in self._begun:
            counts[depth] = of.starts[depth] - 1
        self._begun.add((list_id, depth))
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [one for one in counts if one > depth and of.levels.get(one, level).restarts]:
            del counts[deeper]
        if level.format == "bullet":
            return DRAWN_BULLETS.get(level.text, level.text if level.text.strip() and level.text < "\ue000" else BULLET)
        drawn = PLACE.sub(lambda m: self._number(of, level, int(m[1]) - 1, counts), level.text)
        return drawn + (" " if drawn and level.suffix != "nothing" else "")

    def _number(self, of: List, level: Level, depth: int, counts: Mapping[int, int]) -> str:
        own = of.levels.get(depth, Level())
        count = counts.get(depth, own.start)
        return str(count) if level.plain_digits else written(count, own.format)

    def depth_of_style(self, list_id: str, style: str) -> int:
        """The depth that a list gives to the paragraphs of a style."""
        of = self.lists.get(list_id)
        return next((depth for depth, level in of.levels.items() if level.paragraph_style == style), 0) if of else 0


def lists_of(root: etree._Element) -> dict[str, List]:
    """The lists that a numbering part declares, by the number that paragraphs name them by."""
    abstracts = {attribute(one, "abstractNumId") or "": _levels(one) for one in root.iter("{*}abstractNum")}
    lists = {}
    for one in root:
        if local(one) != "num":
            continue
        abstract = next((attribute(child, "val") or "" for child in one if local(child) == "abstractNumId"), "")
        overrides = [child for child in one if local(child) == "lvlOverride"]
        starts = {_depth(over): start for over in overrides if (start := _value(over, "startOverride")) is not None}
        levels = dict(abstracts.get(abstract, {}))
        for over in overrides:
            levels |= _levels(over)
        lists[attribute(one, "numId") or ""] = List(abstract, levels, {depth: _whole(start, 1) for depth, start in starts.items()})
    return lists


def _levels(parent: etree._Element) -> dict[int, Level]:
    return {_depth(one): _level(one) for one in parent if local(one) == "lvl"}


def _level(one: etree._Element) -> Level:
    return Level(
        start=_whole(_value(one, "start"), 1),
        format=_value(one, "numFmt") or "decimal",
        text=_value(one, "lvlText") or "",
        suffix=_value(one, "suff") or "tab",
        paragraph_style=_value(one, "pStyle"),
        restarts=_value(one, "lvlRestart") != "0",
        plain_digits=any(local(child) == "isLgl" for child in one),
    )


def _depth(one: etree._Element) -> int:
    return _whole(attribute(one, "ilvl"), 0)


def _value(parent: etree._Element, name: str) -> str | None:
    """The val of a child of this name, also where it stands in a choice with an older one to fall back on."""
    return next((attribute(child, "val") for child in parent.iter(f"{{*}}{name}")), None)


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def written(count: int, format: str) -> str:
    """A number in one of Word's formats: 3 is ③, ウ, ハ, 三, iii, C."""
    if not 0 < count <= LARGEST:
        return str(count)
    if (row := _ROWS.get(format)) is not None:
        return row[count - 1] if count <= len(row) else str(count)
    if format in ("upperLetter", "lowerLetter"):
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if format == "upperLetter" else letter
    if format in ("upperRoman", "lowerRoman"):
        return _roman(count).upper() if format == "upperRoman" else _roman(count)
    if format in ("decimalFullWidth", "decimalFullWidth2"):
        return str(count).translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    if format in ("japaneseCounting", "japaneseDigitalTenThousand", "chineseCounting", "chineseCountingThousand", "japaneseLegal"):
        return _kanji(count, LEGAL if format == "japaneseLegal" else KANJI)
    if format == "ideographDigital":
        return "".join(KANJI[int(digit)] for digit in str(count))
    return {"none": "", "decimalZero": f"{count:02d}"}.get(format, str(count))


def _run(first: str, count: int) -> str:
    return "".join(chr(ord(first) + at) for at in range(count))


_CIRCLED = _run("①", 20) + _run("㉑", 15) + _run("㊱", 15)
_ROWS: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _CIRCLED),
    "decimalEnclosedParen": _run("⑴", 20),
    "decimalEnclosedFullstop": _run("⒈", 20),
    "ideographEnclosedCircle": _run("㊀", 10),
    **dict.fromkeys(("aiueo", "aiueoFullWidth"), KANA),
    **dict.fromkeys(("iroha", "irohaFullWidth"), IROHA),
    "ideographTraditional": STEMS,
}
"""The formats that are a row of signs, which ends."""


def _roman(count: int) -> str:
    whole = ""
    for value, letters in ROMAN.items():
        whole += letters * (count // value)
        count %= value
    return whole


def _kanji(count: int, digits: str) -> str:
    """十一, 二百三."""
    whole = ""
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, count = divmod(count, unit)
        if digit:
            whole += ("" if digit == 1 and sign else digits[digit]) + sign
    return whole
