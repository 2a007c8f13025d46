"""Which budget words speak of: its fiscal year, stage and round (DOMAIN.md, The yearly cycle)."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress

from monitor.budget import FiscalYear, Stage
from monitor.parse.memo import remembered
from monitor.parse.places import holding, matches
from monitor.parse.width import fold

TITLE_WEIGHT = 20
"""How many lines of the rest one line of the title page weighs."""

_YEAR = r"""(?:
    (?: 令[ ]?和 | 平[ ]?成 | (?<![A-Za-z]) [RH] ) [ ]? 年? [ ]? (?: 元 | \d{1,2} ) [ ]? (?: [(] \d{4} [)] )? [ ]? 年? [ ]? 度?
  | 20\d{2} [ ]? 年? [ ]? 度
)"""

YEAR = re.compile(_YEAR, re.X)
"""R7, 令和７年度, 2025年度 (folded text)."""

YEAR_BEGIN = re.compile("[令平RH2]")

STAGED_YEAR = re.compile(
    rf"""
    (?P<year> {_YEAR} ) [ の]{{0,3}} [^\d\s、。]{{0,14}}? [ ]?
    (?: (?P<supplementary> (?: 第 [ ]? \d [ ]? 次 [ ]? )? 補[ ]?正 [ ]? (?:予[ ]?算)? ) [ ]?
          (?: [(] [^()\d]{{0,8}} 第 [ ]? \d [ ]? [号次] [)] )? [ ]?
          (?: (?P<sdraft> 等? [(]? (?:政府)? 案 ) | (?P<srequest> 要求 ) )?
      | (?P<request> (?:予算)? [ ]? [(]? 概[ ]?算[ ]?要[ ]?求 | 予[ ]?算[ ]?要[ ]?求 | 要[ ]?求[ ]?額 | 要[ ]?望[ ]?額 )
      | (?P<draft> (?: 政[ ]?府 (?:予算)? [ ]? 案 | 当?初? [ ]? 予[ ]?算 [ ]? [(]? (?:政府)? 案 ) )
      | (?P<initial> (?: 当[ ]?初 | 成[ ]?立 ) [ ]? 予[ ]?算
          | 予[ ]?算 (?= [ ]* (?: $ | [(] | [ ] | について | の[ ]? (?:概[ ]?要 | 概況 | ポイント | 主 | 内訳 | 全体像) ) ) )
    )
    """,
    re.X,
)
"""令和7年度 概算要求, 令和７年度補正予算案, 令和6年度予算案, 令和7年度当初予算 (folded text)."""

STAGE_WORD = re.compile("[正算求望]")
"""A line without any of these names no stage: 補正, 予算, 要求, 要望."""

STAGE_BEHIND_YEAR = re.compile(r"[令平RH0] (?: (?<! 0 ) | (?<= 20 ) (?= \d ) ) [^\n]{1,60}? [正算求望]", re.X)
"""Where a line may name a year and behind it a stage, which is never farther (folded text)."""

ROUND = re.compile(
    r"""
    補[ ]?正 [ ]? (?:予[ ]?算)? [ ]? 案? [ ]? [(]? [^()\d]{0,8} 第 [ ]? (?P<number> \d ) [ ]? 号
  | 第 [ ]? (?P<nth> \d ) [ ]? 次 [ ]? 補[ ]?正
    """,
    re.X,
)
"""補正予算（第1号）, 第2次補正 (folded text)."""

LETTER_SPACED = re.compile(r"(?: \S{1,2} [ ]+ ){4,} \S{1,3} [ ]", re.X)
"""概 算 要 求 の 概 要, a title set wide (folded text)."""
YEAR_LINE = re.compile(rf"{_YEAR} (?<=年度) (?: 当初 )? (?: 予算 )?", re.X)
STAGE_LINE = re.compile(
    r"""
    [^。、\d]{0,24}?
    (?: 概算要求 | 予算要求 | 予算 [(]? (?:政府)? 案 | 政府案 | 当初予算 | (?:第\d次)? 補正予算 | [(] 案 [)] )
    [^。、]{0,20}
    """,
    re.X,
)
"""令和３年度予算 | 概算要求の概要: a title on two lines (folded text without spaces)."""

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

MONEY_ASIDE = re.compile(r"^ [ ]* [(【〔《\[<] .* 円", re.X)
"""〔令和７年度補正予算額 18億円〕: money beside a measure's, of which a release can hold many (folded text)."""

TITLE_YEAR = re.compile(rf"{_YEAR} (?<=年度)", re.X)
"""令和８年度 in a title that names no stage: 令和８年度環境省重点施策 (folded text)."""


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
        return year, stage, int(round_["number"] or round_["nth"]) if round_ else None
    stage = Stage.REQUEST if m["request"] else Stage.DRAFT if m["draft"] else Stage.INITIAL
    return year, stage, None


def year_and_stage(head: list[str], rest: list[str]) -> tuple[FiscalYear | None, Stage | None, int | None]:
    """The year and stage that the title page and the rest of the document name most."""
    head = _whole_titles(head)
    votes: Counter[tuple[FiscalYear, Stage]] = Counter()
    asides: Counter[tuple[FiscalYear, Stage]] = Counter()
    rounds: dict[tuple[FiscalYear, Stage], int] = {}
    for lines, weight in ((head, TITLE_WEIGHT), (holding(STAGE_BEHIND_YEAR, rest), 1)):
        for text in lines:
            for year, stage, round_ in staged_years(text):
                (asides if MONEY_ASIDE.match(text) else votes)[year, stage] += weight
                if round_ is not None:
                    rounds.setdefault((year, stage), round_)
    votes = votes or asides
    if not votes:
        return *_year_and_stage_apart(head, rest), None
    best = max(votes, key=lambda key: (votes[key], key[0].year, key[1].rank))
    return best[0], best[1], rounds.get(best)


def _whole_titles(head: list[str]) -> list[str]:
    """The title lines, letter-spaced ones set close, and a year on a line of its own together with the stage on the next."""
    lines = [text.replace(" ", "") if LETTER_SPACED.fullmatch(f"{text} ") else text for text in head]
    whole: list[str] = []
    for text in lines:
        year = whole and YEAR_LINE.fullmatch(whole[-1].replace(" ", ""))
        if year and STAGE_LINE.fullmatch(text.replace(" ", "")):
            whole[-1] = whole[-1].replace(" ", "") + text.replace(" ", "")
        else:
            whole.append(text)
    return whole


def _year_and_stage_apart(head: list[str], rest: list[str]) -> tuple[FiscalYear | None, Stage | None]:
    """The year that the first title names, and the stage of a budget that the text speaks of elsewhere; neither alone."""
    years = [
        m[0]
        for text in head[:10]
        if "。" not in text
        for m in TITLE_YEAR.finditer(text)
        if not BEFORE_YEAR.search(text[: m.start()])
    ]
    words = "\n".join(head + rest)
    stage = Stage.REQUEST if "概算要求" in words else Stage.DRAFT if re.search(r"予算(?:政府)?案", words) else None
    try:
        return (FiscalYear.parse(years[0]), stage) if years and stage else (None, None)
    except ValueError:
        return None, None
