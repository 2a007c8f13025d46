"""Which budget words speak of: its fiscal year, stage and round (DOMAIN.md, The yearly cycle)."""

from __future__ import annotations

import re
from contextlib import suppress

from monitor.budget import FiscalYear, Stage
from monitor.parse.memo import remembered
from monitor.parse.places import matches
from monitor.parse.width import fold

YEAR_FORM = r"""(?:
    (?: 令[ ]?和 | 平[ ]?成 | (?<![A-Za-z]) [RH] ) [ ]? 年? [ ]? (?: 元 | \d{1,2} ) [ ]? (?: [(] \d{4} [)] )? [ ]? 年? [ ]? 度?
  | 20\d{2} [ ]? 年? [ ]? 度
)"""

YEAR = re.compile(YEAR_FORM, re.X)
"""R7, 令和７年度, 2025年度 (folded text)."""

YEAR_BEGIN = re.compile("[令平RH2]")

STAGED_YEAR = re.compile(
    rf"""
    (?P<year> {YEAR_FORM} ) [ の]{{0,3}} (?: (?<=度) \d{{1,2}} [ ]? 月 [ ]? )? [^\d\s、。]{{0,14}}? [ ]?
    (?: (?P<supplementary> (?: 第 [ ]? [\d一二三四] [ ]? 次 [ ]? )? 補[ ]?正 [ ]? (?:予[ ]?算)? ) [ ]?
          (?: [(] [^()\d]{{0,8}} 第 [ ]? [\d一二三四] [ ]? [号次] [)] )? [ ]?
          (?: (?P<sdraft> 等? [(]? (?:政府)? 案 ) | (?P<srequest> 要求 ) )?
      | (?P<request> (?:予算)? [ ]? [(]? 概[ ]?算[ ]?要[ ]?求 | 予[ ]?算[ ]?要[ ]?求 | 要[ ]?求[ ]?額 | 要[ ]?望[ ]?額 )
      | (?P<draft> (?: (?:予算)? [ ]? 概算決定 | 政[ ]?府 (?:予算)? [ ]? 案 | 当?初? [ ]? 予[ ]?算 [ ]? [(]? (?:政府)? 案 ) )
      | (?P<initial> (?: 当[ ]?初 | 成[ ]?立 ) [ ]? 予[ ]?算
          | 予[ ]?算 (?= [ ]* (?: $ | [(] | [ ] | について | の[ ]? (?:概[ ]?要 | 概況 | ポイント | 主 | 内訳 | 全体像) ) ) )
    )
    """,
    re.X,
)
"""令和7年度 概算要求, 令和７年度補正予算案, 令和6年度予算案, 令和8年度予算概算決定, 令和7年度当初予算,
令和7年度6月補正予算 (folded text)."""

ASIDE = re.compile(r"^ \s* [(（【〔] \s* 参考 \s* [)）】〕] \s*", re.X)
"""（参考）令和６年度補正予算における関連施策: another budget's, and the heading of its own list or table."""

STAGE_WORD = re.compile("[正算求望]")
"""A line without any of these names no stage: 補正, 予算, 要求, 要望."""

STAGE_BEHIND_YEAR = re.compile(r"[令平RH0] (?: (?<! 0 ) | (?<= 20 ) (?= \d ) ) [^\n]{1,60}? [正算求望]", re.X)
"""Where a line may name a year and behind it a stage, which is never farther (folded text)."""

ROUND = re.compile(
    r"""
    補[ ]?正 [ ]? (?:予[ ]?算)? [ ]? 案? [ ]? [(]? [^()\d]{0,8} 第 [ ]? (?P<number> [\d一二三四] ) [ ]? 号
  | 第 [ ]? (?P<nth> [\d一二三四] ) [ ]? 次 [ ]? 補[ ]?正
    """,
    re.X,
)
"""補正予算（第1号）, 第2次補正, 第二次補正 (folded text)."""

_KANJI = str.maketrans("一二三四", "1234")

BEFORE_YEAR = re.compile(
    r"""
    (?: 対前年度 | 前年度 | 改正 | 前 | 《 | [(]参考[)] | ^ [ ]* ※
      | (?: [(] [ ]* [)] | 〔 [ ]* 〕 | 《 [ ]* 》 | 括弧 | かっこ | カッコ ) [^。、()]{0,10} は、? ) [ ]* $
    """,
    re.X,
)
"""What makes a year another budget's: 対前年度, 《令和7年度補正予算, (参考)令和7年度, ※令和7年度,
( )内は令和6年度, 〔 〕内は、令和７年度補正予算額 (folded)."""

BEFORE_YEAR_ENDS = frozenset("度正前《)※は、")


def round_number(digit: str) -> int:
    """Which supplementary budget of its year a digit counts: 2, ２ or 二."""
    return int(digit.translate(_KANJI))


@remembered
def staged_years(text: str) -> tuple[tuple[FiscalYear, Stage, int | None], ...]:
    """Every fiscal year that the text names together with a stage of its budget, in order of place."""
    if STAGE_WORD.search(text) is None:
        return ()
    return tuple(found for m in matches(STAGED_YEAR, YEAR_BEGIN, fold(text)) if (found := _staged(m)) is not None)


def named_years(text: str) -> tuple[FiscalYear, ...]:
    """Every fiscal year that the text names, with a stage or without, in order of place."""
    years = []
    for m in YEAR.finditer(fold(text)):
        with suppress(ValueError):
            years.append(FiscalYear.parse(m[0]))
    return tuple(years)


def _staged(m: re.Match[str]) -> tuple[FiscalYear, Stage, int | None] | None:
    try:
        year = FiscalYear.parse(m["year"])
    except ValueError:
        return None
    before = m.string[: m.start()].rstrip(" ")
    if before[-1:] in BEFORE_YEAR_ENDS and BEFORE_YEAR.search(before):
        return None
    if m["supplementary"]:
        stage = Stage.SUPPLEMENTARY_DRAFT if m["sdraft"] else Stage.SUPPLEMENTARY_REQUEST if m["srequest"] else Stage.SUPPLEMENTARY
        round_ = ROUND.search(m.string[m.start() :])
        return year, stage, round_number(round_["number"] or round_["nth"]) if round_ else None
    stage = Stage.REQUEST if m["request"] else Stage.DRAFT if m["draft"] else Stage.INITIAL
    return year, stage, None
