"""The year before of a slide's money, where a PDF set it on lines of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.parse.layouts.slide.signs import FIGURE, MONEY_WORD, fold, is_money_line
from monitor.parse.places import Text, places, text_of
from monitor.read.document import Line

FIGURE_ALONE = re.compile(rf"\s*(?:{FIGURE.pattern}).{{0,30}}", re.X)
"""293億円の内数（177億円の内数）: a figure that begins its line and is nearly all of it."""
IN_BRACKETS = re.compile(r"\s*[(（][^()（）]*[円\-－ー―][^()（）]*[)）]\s*(?:※.*)?")
"""（640億円の内数）※（）内は前年度当初予算額: the year before on a line of its own."""
IN_BRACKET = re.compile(r"\n[^\S\n]*+[(（]")
"""How IN_BRACKETS begins among them."""
BROKEN = re.compile(r"円(?:の内数)?[^\S\n]*+[(（][^\S\n]*+前年[^()（）\d\n]{0,12}+(?=\n)")
REST = re.compile(r"\s*[度予算額案]{0,5}[^()（）。]{1,20}[)）]\s*")
"""4億円（前年度予 and 算額 3億円）, among the lines of a text."""
WORDS_ALONE = re.compile(r"[額案算求望][)）]?[^\S\n]*+(?=\n)")
"""How words of money end that have no figure behind them, among the lines of a text."""
OPEN_BRACKET = re.compile(r"\n[^\S\n]*+[(（]\s*+前年度[^()（）\d\n]{0,12}+(?=\n)")
"""（前年度予算額 and nothing else, among the lines of a text."""


def with_years_before(printed: Text) -> Text:
    """The lines, a year before that stands in brackets below its money (（前年度予算額 2億円）) on the money's line."""
    text = _figures_in_order(_brackets_closed(printed))
    near = [place for place in places(IN_BRACKET, text) if _is_year_before(text.lines[place].text)]
    joined: list[Line | None] = [*text.lines] if near else []
    for place in near:
        above = place_above(joined, place)
        if above is not None and (money := joined[above]) is not None and _lacks_year_before(joined, above):
            joined[above] = money.with_text(f"{money.text.rstrip()} {text.lines[place].text.strip()}")
            joined[place] = None
    return text_of([line for line in joined if line is not None]) if near else text


def place_above(lines: Sequence[Line | None], at: int) -> int | None:
    """The index of the printed line above one, with one blank line between at most; a line that was taken up is None."""
    blanks = 0
    for place in range(at - 1, -1, -1):
        line = lines[place]
        if line is None:
            continue
        if line.text.strip():
            return place
        blanks += 1
        if blanks > 1:
            break
    return None


def _is_year_before(text: str) -> bool:
    return IN_BRACKETS.fullmatch(text) is not None and FIGURE.search(text) is not None


def _lacks_year_before(lines: Sequence[Line | None], at: int) -> bool:
    """Whether a line is money of one year: the words for it and a figure, or the figure alone below the words."""
    money = lines[at]
    text = money.text if money is not None else ""
    if text.lstrip().startswith("※") or fold(text).count("(") != fold(text).count("(案)"):
        return False
    if is_money_line(text):
        return True
    above = place_above(lines, at) if FIGURE_ALONE.fullmatch(text) else None
    words = lines[above] if above is not None else None
    return words is not None and is_words_alone(words.text)


def is_words_alone(text: str) -> bool:
    """Whether a line is the words for a fiscal year's money, and its figure stands elsewhere."""
    m = MONEY_WORD.match(text)
    return m is not None and not text[m.end() :].strip(" 　:：")


def _brackets_closed(text: Text) -> Text:
    """The lines, a bracket of the year before that the page's edge broke closed again: 4億円（前年度予 / 算額 3億円）."""
    near = [place for place in places(BROKEN, text) if any(REST.fullmatch(line.text) for line in text.lines[place + 1 : place + 2])]
    if not near:
        return text
    lines = list(text.lines)
    for place in near:
        lines[place] = lines[place].with_text(f"{lines[place].text.rstrip()}{lines[place + 1].text.strip()}")
        lines[place + 1] = lines[place + 1].with_text("")
    return text_of(lines)


def _figures_in_order(text: Text) -> Text:
    """The lines, this year's figure before the bracket that a PDF put it in: （前年度予算額 / 55億円 / 52億円）."""
    near = [place for place in places(OPEN_BRACKET, text) if _holds_both_years(text.lines[place : place + 3])]
    if not near:
        return text
    lines = list(text.lines)
    for place in near:
        bracket, own, before = lines[place : place + 3]
        words = f"{bracket.text.strip()} {before.text.strip()}"
        lines[place : place + 3] = [own, bracket.with_text(words), before.with_text("")]
    return text_of(lines)


def _holds_both_years(lines: Sequence[Line]) -> bool:
    own, before = (fold(line.text) for line in lines[1:]) if len(lines) == 3 else ("", "")
    return FIGURE.fullmatch(own) is not None and before.endswith(")") and FIGURE.fullmatch(before[:-1]) is not None
