"""Decks whose pages hold one slide each: where all pages say the same budget's money once, a page is a slide."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from monitor.parse.layouts.slide.field import is_labelled
from monitor.parse.layouts.slide.signs import FIGURE, MONEY_WORD, Heading, fold, is_head_line, is_money_line, money_word
from monitor.parse.layouts.slide.year_before import FIGURE_ALONE, WORDS_ALONE, is_words_alone
from monitor.parse.places import Text, places, text_of
from monitor.parse.statements import read_statement
from monitor.parse.unit_amounts import BLANK_AND_LABEL, is_price_of_one
from monitor.read.document import Line

LEAST_PAGES = 3
WITHIN = 2
"""Printed lines between two lines of the money of one slide."""
REMARK_BEHIND = re.compile(r"\s*(?:[※(（\[［].*)?")
"""What can stand behind a figure alone: ※デジタル庁計上分を含む."""
BUDGET_SIGN = re.compile("予算|要[求望]|当初|補正")
"""What words for a fiscal year's money have."""


class Run(NamedTuple):
    """The first and last index of the money lines of a page."""

    first: int
    last: int


def budget_of(text: str) -> str:
    """The words for the budget whose money a line states, without blanks."""
    m = money_word(text)
    return "".join(fold(m[0]).split()) if m else ""


def runs_of_pages(lines: Sequence[Line], kinds: Mapping[int, Heading], pages: Sequence[Hashable]) -> dict[Hashable, Run]:
    """Where the pages say their money that hold one slide each; none where the pages do not say the same budget once each.

    Some of them have a standing heading or a labelled field too: chapters of an overview have none.
    """
    if not lines or pages[0] == pages[-1]:
        return {}
    told: dict[Hashable, list[int]] = defaultdict(list)
    for at in places(BUDGET_SIGN, text_of(lines)):
        if _says_money(lines, at):
            told[pages[at]].append(at)
    if len(told) < LEAST_PAGES:
        return {}
    ((budget, _),) = Counter(budget_of(lines[at].text) for found in told.values() for at in found[:1]).most_common(1)
    same = {page: found for page, found in told.items() if any(budget_of(lines[at].text) == budget for at in found)}
    once = {page: Run(found[0], _last_of(lines, found[-1])) for page, found in same.items() if _is_run(lines, kinds, found)}
    if len(once) < LEAST_PAGES or 3 * len(once) < 2 * len(same):
        return {}
    extents = extents_of(pages)
    marked = [page for page in once if has_marks(lines, kinds, extents[page])]
    return once if 2 * len(marked) >= len(once) else {}


def extents_of(pages: Sequence[Hashable]) -> dict[Hashable, range]:
    """The indices of the lines of each page."""
    borders = [0, *(at for at in range(1, len(pages)) if pages[at] != pages[at - 1]), len(pages)]
    return {pages[a]: range(a, b) for a, b in pairwise(borders) if a < b}


def has_marks(lines: Sequence[Line], kinds: Mapping[int, Heading], extent: range) -> bool:
    """Whether a page has a standing heading or a labelled field."""
    return any(at in kinds or is_labelled(lines[at].text) for at in extent)


def is_titled(lines: Sequence[Line], run: Run, extent: range) -> bool:
    """Whether a line that can be a title stands right above a page's money, a blank line between at most."""
    above = next((lines[at].text for at in range(run.first - 1, extent.start - 1, -1) if lines[at].text.strip()), "")
    return is_head_line(above)


def _says_money(lines: Sequence[Line], at: int) -> bool:
    text = lines[at].text
    if text.lstrip().startswith(("※", "|", "うち")):
        return False
    return is_money_line(text) or (is_words_alone(text) and _figure_below(lines, at))


def _figure_below(lines: Sequence[Line], at: int) -> bool:
    return _place_of_figure(lines, at) is not None


def _place_of_figure(lines: Sequence[Line], at: int) -> int | None:
    """Where the figure stands that the next printed line, a blank one between at most, begins with."""
    below = next((place for place in range(at + 1, min(at + 3, len(lines))) if lines[place].text.strip()), None)
    return below if below is not None and FIGURE.match(lines[below].text.strip()) else None


def _last_of(lines: Sequence[Line], at: int) -> int:
    """Where the money ends whose last words stand on a line: with the figure below, if they have none themselves."""
    pushed = _place_of_figure(lines, at) if is_words_alone(lines[at].text) else None
    return at if pushed is None else pushed


def _is_run(lines: Sequence[Line], kinds: Mapping[int, Heading], found: Sequence[int]) -> bool:
    """Whether money lines stand together: no heading, no sentence and few other lines between."""
    for a, b in pairwise(found):
        between = [lines[at].text for at in range(a + 1, b) if lines[at].text.strip()]
        if len(between) > WITHIN or any(at in kinds for at in range(a + 1, b)) or any("。" in text for text in between):
            return False
    return True


def with_figures_of_pages(text: Text, pages: Sequence[Hashable]) -> Text:
    """The lines, the words of a page's money that stand alone in one with the only figure that stands alone on the page."""
    if not text.lines or pages[0] == pages[-1]:
        return text
    words = [at for at in places(WORDS_ALONE, text) if is_words_alone(text.lines[at].text)]
    if not words:
        return text
    lines: list[Line | None] = list(text.lines)
    for at, figure in _figures_of(text.lines, words, extents_of(pages), pages):
        lines[at] = text.lines[at].with_text(f"{text.lines[at].text.rstrip()} {text.lines[figure].text.strip()}")
        lines[figure] = None
    return text_of([line for line in lines if line is not None])


def _figures_of(
    lines: Sequence[Line], words: Sequence[int], extents: Mapping[Hashable, range], pages: Sequence[Hashable]
) -> Iterator[tuple[int, int]]:
    """The words of a page's money, each with its figure, on pages that have one of each and no other words for money.

    words: the places of all that stand alone. A figure that the line above says is one recipient's (補助上限額) is no budget's.
    """
    counts = Counter(pages[at] for at in words)
    for at in words:
        if counts[pages[at]] > 1 or _figure_below(lines, at):
            continue
        told = [place for place in extents[pages[at]] if place != at and "円" in lines[place].text]
        alone = [place for place in told if _is_figure(lines[place].text)]
        if len(alone) != 1 or any(MONEY_WORD.search(lines[place].text) for place in told):
            continue
        if not is_price_of_one([line.text for line in lines[max(0, alone[0] - BLANK_AND_LABEL) : alone[0] + 1]]):
            yield at, alone[0]


def _is_figure(text: str) -> bool:
    """Whether a line is money and a remark behind it at most; no sentence about it: 2億円を超える事業は対象外."""
    statement = read_statement(text) if FIGURE_ALONE.fullmatch(text) else None
    return statement is not None and REMARK_BEHIND.fullmatch(text, statement.end) is not None
