"""The headings and notes that tell a list to be a budget's: 令和６年度予算案の主な事項, ※（ ）内は前年度当初予算額."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.budget import FiscalYear, Stage
from monitor.parse.names import Marker, read_marker
from monitor.parse.places import places_of
from monitor.parse.stages import STAGE_WORD, staged_years
from monitor.parse.width import fold, plain
from monitor.read.document import Line

ASIDE = re.compile(r"^ \s* [(（【〔] \s* 参考 \s* [)）】〕] \s*", re.X)
"""（参考）令和６年度補正予算における関連施策: another budget's, and its own list's heading."""

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
    near = places_of(STAGE_WORD, [line.text for line in lines])
    return [heading for place in near if (heading := heading_on(place, lines[place])) is not None]


def heading_on(index: int, line: Line) -> Heading | None:
    """The heading that a line is: short, no sentence, no money, and it names a fiscal year's budget.

    令和５年度補正予算及び令和６年度予算案の主な事項 is the main budget's, which is the one that states the year before.
    """
    folded = fold(line.text).strip()
    found = staged_years(ASIDE.sub("", folded) if "参" in folded else folded)
    if not found or "円" in folded:
        return None
    text = line.text.strip()
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


def notes_in(lines: Sequence[Line]) -> list[int]:
    """The places of the lines that say that brackets hold the year before, in order."""
    return [place for place in places_of(NOTE_SIGN, [line.text for line in lines]) if PRIOR_NOTE.search(fold(lines[place].text))]
