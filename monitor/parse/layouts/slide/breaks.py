"""The pages of a deck whose text has no page breaks: one blank before a line is what is left of them, or a gap, or a number."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from monitor.parse.layouts.slide.field import is_labelled
from monitor.parse.layouts.slide.signs import LONGEST_HEADING, heading, headings, is_head_line, is_list_item, is_money_line
from monitor.parse.memo import remembered_of_lines
from monitor.parse.page_numbers import LEAST_PAGES, SHORTEST_PAGE, is_paged, page_numbers, pages_of
from monitor.parse.places import Text, places, text_of
from monitor.read.document import Line

BLANK_BEFORE = re.compile(r"\n (?=[^\s\-*])")
"""A line behind one blank, among the lines of a text."""
GAP_BEFORE = re.compile(r"\n(?=\n\n\n[^\s])")
"""Three empty lines above a printed one: as many as a rule between pages leaves."""
SIGNS = ((BLANK_BEFORE, 0), (GAP_BEFORE, 3))
"""Each with how many lines below its own the page begins."""
ONE_BLANK = " "
FEWEST_HEADINGS = 4
"""So many standing headings have two pages of three, the fewest that tell pages."""


def pages_in(text: Text, lines: Sequence[Line]) -> list[int | None]:
    """The pages of lines that are a text's in order: counted, or as blanks left of page breaks or printed numbers tell."""
    firsts = first_lines(text)
    return [bisect_right(firsts, line.number) for line in lines] if firsts else pages_of(text, lines)


def first_lines(text: Text) -> tuple[int, ...]:
    """The numbers of the lines that begin pages, as blanks left of page breaks tell them; none where they tell none."""
    return _first_lines(text.lines)


@remembered_of_lines
def _first_lines(lines: Sequence[Line]) -> tuple[int, ...]:
    text = text_of(lines)
    if is_paged(lines) or len(headings(text)) < FEWEST_HEADINGS:
        return ()
    printed = len([line for line in lines if line.text.strip()])
    found = (_starts(text, [place + above for place in places(sign, text)], printed) for sign, above in SIGNS)
    return next((tuple(lines[at].number for at in starts) for starts in found if starts), ())


def _starts(text: Text, signed: Sequence[int], printed: int) -> list[int]:
    """The lines that begin pages by a sign before them, or behind a printed number: most have some of the headings, each once.

    signed: the places of those with the sign; printed: how many lines have text.
    """
    if len(signed) < LEAST_PAGES - 1 or 4 * len(signed) > printed:
        return []
    starts = _with_numbers(text.lines, _far_apart(text.lines, signed), page_numbers(text))
    return starts if len(starts) >= LEAST_PAGES and _have_headings_once(text, starts) else []


def _far_apart(lines: Sequence[Line], signed: Sequence[int]) -> list[int]:
    """Those of the signed lines that can begin a page: none is near below another."""
    found: list[int] = []
    for at in signed:
        if (not found or at - found[-1] >= SHORTEST_PAGE) and _begins_page(lines, at):
            found.append(at)
    return found


def _begins_page(lines: Sequence[Line], at: int) -> bool:
    text = lines[at].text
    below = next((line.text for line in lines[at + 1 : at + 3] if line.text.strip()), "")
    if below.startswith(ONE_BLANK) or len(text) > 2 * LONGEST_HEADING or is_list_item(text):
        return False
    if heading(text) is not None or is_money_line(text):
        return True
    return not is_labelled(text) and (is_head_line(text) or (at > 0 and not lines[at - 1].text.strip()))


def _with_numbers(lines: Sequence[Line], blanks: Sequence[int], numbers: Sequence[tuple[int, int]]) -> list[int]:
    """Where pages begin: the lines behind blanks and those behind printed numbers, if the numbers count all of them."""
    behind = {_printed_behind(lines, place): (place, number) for place, number in numbers}
    starts = sorted({*blanks, *behind})
    counted = [(bisect_right(starts, place), number) for place, number in behind.values()]
    if len({number - count for count, number in counted}) > 1:
        return list(blanks)
    return [at for at in starts if at < len(lines)]


def _printed_behind(lines: Sequence[Line], at: int) -> int:
    return next((place for place in range(at + 1, len(lines)) if lines[place].text.strip()), len(lines))


def _have_headings_once(text: Text, starts: Sequence[int]) -> bool:
    """Whether most pages have two of the standing headings or all three, each once."""
    found = headings(text)
    places_of_headings, kinds = list(found), list(found.values())
    ends = [bisect_left(places_of_headings, start) for start in [*starts, len(text.lines)]]
    told = [kinds[a:b] for a, b in pairwise(ends)]
    whole = sum(len(own) > 1 and len(set(own)) == len(own) for own in told)
    return 3 * whole >= 2 * len(told)
