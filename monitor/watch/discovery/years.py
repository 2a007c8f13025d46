"""The fiscal year of the budget that words name: of which year a link's release is, or nothing where that is in doubt.

A year that is told of something else (令和6年能登半島地震, 令和6年度決算を踏まえた…) or that begins or ends a span (令和5年度以降,
令和6～8年度) is no budget's. Where one of those is later than every budget's year, nothing is told: what is taken for a release
of the past is never read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from monitor.watch.discovery.days import ERA_BEFORE_FIRST, LONGEST, folded
from monitor.watch.discovery.wording import BUDGET_WORD, FORMS, OTHER, PART

KANJI = "〇一二三四五六七八九"
YEAR = re.compile(
    r"""(?: (?P<era> 令\s*和 | 平\s*成 | 昭\s*和 | (?<![A-Za-z0-9]) [RHS] (?=\s*\d) ) \s* (?: 年 (?=\s*\d) )?
        \s* (?P<of_era> \d{1,2}+ | 元 | [〇一二三四五六七八九十]{1,3}+ ) (?: \s* \( \s* \d{4} \s* \) )?
    | (?<![\d,.]) (?P<gregorian> (?:19|20)\d{2} ) (?![\d,.]) (?: \s* \( [^()]{1,8} \) )?
    | (?<![\d,.]) (?P<bare> \d{1,2}+ ) (?= \s* 年 \s* 度 ) )
    (?: \s* (?: (?P<fiscal> (?: 会計 )? 年 \s* 度 | 度 ) | (?P<calendar> 年 ) ) )?""",
    re.X,
)
"""A year of any writing (folded text): 令和9年度, R9, 令和九年度, 令和7(2025)年度, 2025(令和7)年度, 2027年, 9年度."""
OF_A_DAY = re.compile(r"\s* (?: 年 \s* )? (?: \d{1,2} \s* 月 | [./-] \s* \d{1,2} \s* [./-] \s* \d )", re.X)
SPAN_BEHIND = re.compile(
    r"""\s* (?:予算)? \s* (?: 以降 | 以前 | 以後 | 以来 | まで | から | より
    | [〜~–—―−-] \s* (?: (?: 令和 | 平成 | 昭和 | [RHS] )? \s* \d | \W* $ ) )""",
    re.X,
)
SPAN_BEFORE = re.compile(r"\d (?: \s* 年 (?: \s* 度 )? )? \s* (?: [〜~–—―−-] | から ) \s* $", re.X)
STAGE = re.compile("補正|当初|暫定|概算|要求|政府案")
"""R7補正, R8当初: a stage as it is written short behind a year."""
OTHER_ACCOUNT = re.compile(r"\s*の?(?:歳出|歳入)?(?:決算|執行|実績)")
CLAUSE = re.compile(r"[をがは]")
"""令和6年度予算を踏まえた概算要求: what a clause tells of the year before is not the thing that is named."""


@dataclass(frozen=True, slots=True)
class _Year:
    """A year as it stands in a text. sure: it is a budget's. span: it begins or ends a span."""

    number: int
    sure: bool
    span: bool


def budget_year(text: str, headings: Sequence[str]) -> int | None:
    """The latest fiscal year that a link's text names as a budget's, else the one that the nearest heading with a year names.

    By the Gregorian year in which it begins. None where there is none or it is in doubt.
    """
    told = _years(text)
    latest = max((year.number for year in told), default=None)
    sure = max((year.number for year in told if year.sure), default=None)
    if sure is not None:
        return sure if sure == latest else None
    if any(year.span for year in told):
        return None
    above = next((years for heading in reversed(headings) if (years := _years(heading))), ())
    if len({year.number for year in above}) != 1 or not above[0].sure:
        return None
    return above[0].number if latest is None or latest <= above[0].number else None


@lru_cache(maxsize=1024)
def _years(text: str) -> tuple[_Year, ...]:
    told = folded(text[:LONGEST])
    found = [m for m in YEAR.finditer(told) if _is_a_year(m, told)]
    ends = [*(m.start() for m in found), len(told)][1:]
    return tuple(_read(m, told, end) for m, end in zip(found, ends, strict=True))


def _is_a_year(m: re.Match[str], told: str) -> bool:
    """Whether it is no part of a day (令和8年8月29日) and more than a number of four digits."""
    if OF_A_DAY.match(told, m.end()) or (m["calendar"] and re.match(r"\s*\d{1,2}\s*月", told[m.end() :])):
        return False
    return m["gregorian"] is None or bool(m["fiscal"] or m["calendar"]) or _is_span(m, told) or _joins_budget(m, told)


def _is_span(m: re.Match[str], told: str) -> bool:
    return bool(SPAN_BEHIND.match(told, m.end()) or SPAN_BEFORE.search(told[: m.start()]))


def _joins_budget(m: re.Match[str], told: str) -> bool:
    behind = told[m.end() :].lstrip()
    return bool(BUDGET_WORD.match(behind) or STAGE.match(behind))


def _read(m: re.Match[str], told: str, end: int) -> _Year:
    span = _is_span(m, told)
    written = bool(m["fiscal"]) and m["bare"] is None
    sure = not span and (_joins_budget(m, told) or (written and _is_of_budget(told, m.start(), m.end(), end)))
    return _Year(_number(m), sure and not CLAUSE.search(_up_to_last_budget(told, m.end())), span)


def _is_of_budget(told: str, start: int, behind: int, end: int) -> bool:
    """Whether a fiscal year is a budget's by what follows it up to the next year: a budget word in its phrase, or forms alone.

    A year in round brackets is told of what stands before them.
    """
    phrase = re.split(r"\s[-–—]\s|[|:]", told[behind:end])[0]
    closed = phrase.find(")")
    opened = phrase.find("(")
    if closed >= 0 and not 0 <= opened < closed and "(" in told[:start]:
        return bool(BUDGET_WORD.search(told[:start]))
    word = BUDGET_WORD.search(phrase)
    if word is not None:
        return not _is_other(phrase[: word.start()])
    return FORMS.fullmatch(phrase) is not None and not _is_other(phrase) if phrase.strip() else True


def _is_other(words: str) -> bool:
    """Whether the words begin or end by naming another account: 令和6年度決算を踏まえた."""
    return OTHER_ACCOUNT.match(words) is not None or bool(OTHER.search(words.strip()) or PART.search(words.strip()))


def _up_to_last_budget(told: str, behind: int) -> str:
    words = list(BUDGET_WORD.finditer(told, behind))
    return told[behind : words[-1].start()] if words else ""


def _number(m: re.Match[str]) -> int:
    if m["gregorian"]:
        return int(m["gregorian"])
    if m["bare"]:
        return ERA_BEFORE_FIRST["令和"] + int(m["bare"])
    before = ERA_BEFORE_FIRST[re.sub(r"\s", "", m["era"])]
    return before + _of_era(m["of_era"])


def _of_era(told: str) -> int:
    """元, 9, 九, 十, 二十八."""
    if told.isdecimal():
        return int(told)
    if told == "元":
        return 1
    tens, ten, ones = told.rpartition("十")
    digits = int("".join(str(KANJI.index(sign)) for sign in ones if sign in KANJI) or 0)
    return (10 * (KANJI.index(tens) if tens in KANJI and tens else 1) if ten else 0) + digits
