"""Lines that are the number of their page and nothing else, and the pages that they tell."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter

from monitor.parse.memo import remembered_of_lines
from monitor.parse.places import Text, places, text_of
from monitor.parse.width import fold
from monitor.read.document import Line

PAGE_NUMBER = re.compile(r"\s*+ (?: [-–—―－] \s*+ )? [0-9０-９]{1,3} \s*+ (?: [-–—―－] \s*+ )?", re.X)

NUMBER_ALONE = re.compile(r"\n[^\S\n]*+ (?:[-–—―－][^\S\n]*+)? [0-9０-９]{1,3} [^\S\n]*+ (?:[-–—―－][^\S\n]*+)? (?=\n)", re.X)
"""The same among the lines of a text, each with a line feed before and behind it."""
NUMBER_EDGE = " -–—―－"
LEAST_PAGES = 3
"""Lines of a number that count on before they are believed to be pages'."""
SHORTEST_PAGE = 8
"""Lines; numbers nearer to each other are a table's."""


def is_page_number(text: str) -> bool:
    """Whether a line is nothing but a page's number: 12, - 12 -, ―１２―."""
    return PAGE_NUMBER.fullmatch(text) is not None


def page_numbers(text: Text) -> Sequence[tuple[int, int]]:
    """The lines of a number alone: index and number."""
    return _page_numbers(text.lines)


@remembered_of_lines
def _page_numbers(lines: Sequence[Line]) -> Sequence[tuple[int, int]]:
    found = [(place, lines[place].text) for place in places(NUMBER_ALONE, text_of(lines))]
    return [(place, int(fold(number).strip(NUMBER_EDGE))) for place, number in found if is_page_number(number)]


def page_ends(numbers: Sequence[tuple[int, int]]) -> list[int]:
    """The indices of the lines that end a text's pages: numbers that count on, a few missing, most far apart. None where not."""
    ends = [place for place, number in numbers if number > 0]
    steps = [b - a for (_, a), (_, b) in pairwise(numbers)]
    near = sum(b - a < SHORTEST_PAGE for a, b in pairwise(ends))
    if (
        len(ends) < LEAST_PAGES
        or not all(0 < step <= 2 for step in steps)
        or 4 * steps.count(2) > len(steps)
        or 3 * near > len(ends)
    ):
        return []
    return ends


def pages_of(text: Text, lines: Sequence[Line]) -> list[int | None]:
    """The pages of lines that are a text's in order; as its printed numbers tell them where it counts none itself."""
    if is_paged(text.lines):
        return [line.page for line in lines]
    ends = [text.lines[place].number for place in page_ends(page_numbers(text))]
    return [bisect_left(ends, line.number) for line in lines]


def is_paged(lines: Sequence[Line]) -> bool:
    """Whether the document counts its pages itself."""
    return any(map(attrgetter("page"), lines))
