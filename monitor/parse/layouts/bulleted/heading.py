"""The headings and notes that tell a list to be a budget's: 令和６年度予算案の主な事項, ※（ ）内は前年度当初予算額."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.budget import AmountKind, FiscalYear, Stage
from monitor.parse.names import Marker, read_marker
from monitor.parse.places import places, text_of
from monitor.parse.stages import ASIDE, STAGE_WORD, staged_years
from monitor.parse.statements import read_statement
from monitor.parse.width import fold, plain
from monitor.read.document import Line

PRIOR_NOTE = re.compile(
    r"""
    (?: [(] \s* [)] | 括弧 | かっこ | カッコ ) [^。、()]{0,10} は、? \s*
    (?: 前年度 | (?:令和|平成) \s* [\d元]+ \s* 年度 ) \s* (?: [^。]{0,6} (?: 当初 | 予算 | 要求 ) | [)。]* $ )
    """,
    re.X,
)
"""※（ ）内は前年度当初予算額; never the year before's 決算額 or 実績 (folded text)."""

NOTE_SIGN = re.compile(r"は、?(?:[^\S\n]|\u200b|\ufeff)*[前令\uf9a8平]")
"""A line without …は前年度, …は令和 or …は平成 is no such note, in letters of whichever width."""

LONGEST_HEADING = 60
"""Characters, blanks between letters not counted."""

SUM_LABEL = re.compile(r"補正予算 [^\s]{0,6} 額 [)）】]? $", re.X)
SUM_OF_BUDGET = re.compile(
    r"""
    (?: \S{1,14} (?: [省庁局部] | 会計 | 関係 | 関連 ) の? [ ]? )?
    (?: 令和 | 平成 | R ) [ ]? [\d元]+ [ ]? 年度 [ ]? (?: 当初 | 政府 )? (?: 予算 | 概算要求 | 要求 )
    (?: 額 | 案 | [(]案[)] | 総額 )*
    """,
    re.X,
)
"""令和８年度予算案 before the money of both years: the whole of the list below (folded text)."""
SENTENCE = re.compile(r"[。、,]$ | (?: する | した | いる | ある | れる | こと )$", re.X)


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that names a fiscal year's budget and is a heading."""

    index: int
    year: FiscalYear
    stage: Stage
    round: int | None
    marker: Marker | None
    text: str


def headings_in(lines: Sequence[Line]) -> list[Heading]:
    """The headings among the lines, in order."""
    near = places(STAGE_WORD, text_of(lines))
    return [heading for place in near if (heading := heading_on(place, lines[place])) is not None]


def heading_on(index: int, line: Line) -> Heading | None:
    """The heading that a line is: short, no sentence, no money but the budget's own, and it names a fiscal year's budget.

    令和５年度補正予算及び令和６年度予算案の主な事項 is the main budget's, which is the one that states the year before.
    """
    text = _words_of_sum(line.text).strip() if "円" in line.text else line.text.strip()
    folded = fold(text)
    found = staged_years(ASIDE.sub("", folded) if "参" in folded else folded)
    if not found or "円" in folded:
        return None
    if len("".join(text.split())) > LONGEST_HEADING or SENTENCE.search(text) or PRIOR_NOTE.search(folded):
        return None
    if SUM_LABEL.search(folded):  # 令和3年度一次補正予算額 over its money: another budget's sum
        found = tuple(one for one in found if not one[1].is_supplementary)
    if len(found) > 1:
        found = tuple(one for one in found if not one[1].is_supplementary)
    if len(found) != 1:
        return None
    marker, _ = read_marker(text)
    year, stage, round_ = found[0]
    return Heading(index, year, stage, round_, marker, plain(text))


def _words_of_sum(text: str) -> str:
    """What a line says before the money of both years, where it says nothing else: 令和８年度予算案 366億円（361億円）."""
    statement = read_statement(text)
    is_whole = statement is not None and statement.prior.kind is not AmountKind.NONE and not text[statement.end :].strip()
    words = text[: statement.start].strip(" 　\t:：") if statement and is_whole else ""
    return words if SUM_OF_BUDGET.fullmatch(fold(words)) else ""


def notes_in(lines: Sequence[Line]) -> list[int]:
    """The places of the lines that say that brackets hold the year before, in order."""
    return [place for place in places(NOTE_SIGN, text_of(lines)) if PRIOR_NOTE.search(fold(lines[place].text))]
