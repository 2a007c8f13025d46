"""Lines that are the title or a heading of a budget: they name a fiscal year and its stage, and are no sentence.

Which budget a document is of, its title page says first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from monitor.budget import FiscalYear, Stage
from monitor.parse.places import holding
from monitor.parse.stages import BEFORE_YEAR, STAGE_BEHIND_YEAR, YEAR_FORM, staged_years
from monitor.parse.width import fold
from monitor.read.document import Line

SENTENCE = re.compile(
    r"。 | [、,]$ | (?: する | した | いる | ある | れる | こと | ます | です | により | において | では ) $", re.X
)

LONGEST_TITLE = 60
"""Characters. A longer line that names a budget is prose about it."""

TITLE_WEIGHT = 20
"""How many lines of the rest one line of the title page weighs."""

LETTER_SPACED = re.compile(r"(?: \S{1,2} [ ]+ ){4,} \S{1,3} [ ]", re.X)
"""概 算 要 求 の 概 要, a title set wide (folded text)."""
YEAR_LINE = re.compile(rf"{YEAR_FORM} (?<=年度) (?: 当初 )? (?: 予算 )?", re.X)
STAGE_LINE = re.compile(
    r"""
    [^。、\d]{0,24}?
    (?: 概算要求 | 予算要求 | 予算 [(]? (?:政府)? 案 | 政府案 | 当初予算 | (?:第\d次)? 補正予算 | [(] 案 [)] )
    [^。、]{0,20}
    """,
    re.X,
)
"""令和３年度予算 | 概算要求の概要: a title on two lines (folded text without spaces)."""

MONEY_ASIDE = re.compile(r"^ [ ]* [(【〔《\[<] .* 円", re.X)
"""〔令和７年度補正予算額 18億円〕: money beside a measure's, of which a release can hold many (folded text)."""

ASIDE = re.compile(r"[(【〔《<\[※]")

TITLE_YEAR = re.compile(rf"{YEAR_FORM} (?<=年度)", re.X)
"""令和８年度 in a title that names no stage: 令和８年度環境省重点施策 (folded text)."""


def is_budget_title(text: str) -> bool:
    """Whether a line is short, no sentence and no piece of one, and names a fiscal year's budget: 令和8年度概算要求の概要."""
    plain = fold(text).strip(" #*")
    return 0 < len(plain) <= LONGEST_TITLE and bool(staged_years(plain)) and not SENTENCE.search(plain)


def has_budget_title(lines: Iterable[Line]) -> bool:
    """Whether any of the lines is such a title."""
    return any(is_budget_title(line.text) for line in lines)


def year_and_stage(head: list[str], rest: list[str]) -> tuple[FiscalYear | None, Stage | None, int | None]:
    """The year and stage that the title page and the rest of the document name most."""
    head = _whole_titles(head)
    title = _titled(head)
    votes: Counter[tuple[FiscalYear, Stage]] = Counter()
    asides: Counter[tuple[FiscalYear, Stage]] = Counter()
    rounds: dict[tuple[FiscalYear, Stage], int] = {}
    for lines, weight in ((head, TITLE_WEIGHT), (holding(STAGE_BEHIND_YEAR, rest), 1)):
        for text in lines:
            is_aside = MONEY_ASIDE.match(text) is not None
            for year, stage, round_ in staged_years(text):
                (asides if is_aside or _is_added_before(year, stage, title) else votes)[year, stage] += weight
                if round_ is not None:
                    rounds.setdefault((year, stage), round_)
    votes = votes or asides
    if not votes:
        return *_year_and_stage_apart(head, rest), None
    best = max(votes, key=lambda key: (votes[key], key[0].year, key[1].rank))
    return best[0], best[1], rounds.get(best)


def _titled(head: list[str]) -> tuple[FiscalYear, Stage] | None:
    """The year and stage of the first title of the title page: a line that names one budget, in no bracket and without money."""
    for text in head:
        found = {(year, stage) for year, stage, _ in staged_years(text)} if is_budget_title(text) else set()
        if len(found) == 1 and "円" not in text and not ASIDE.match(text):
            return found.pop()
    return None


def _is_added_before(year: FiscalYear, stage: Stage, title: tuple[FiscalYear, Stage] | None) -> bool:
    """Whether a supplementary budget is the one of the year before the title's: a release tells it beside many of its measures."""
    return title is not None and stage.is_supplementary and not title[1].is_supplementary and year.year == title[0].year - 1


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
