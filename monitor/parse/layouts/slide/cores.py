"""The core of each slide: its money lines, and the standing heading below them."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from monitor.budget import AmountKind
from monitor.parse.layouts.slide.field import is_labelled
from monitor.parse.layouts.slide.pages import Run, budget_of, extents_of, has_marks, is_titled
from monitor.parse.layouts.slide.signs import FIGURE, Heading, fold, is_further_part, is_money_line, money_word, money_words
from monitor.parse.statements import read_statement
from monitor.read.document import Line

NEAR = 8
"""How many printed lines may stand between a money line and the first heading (notes, division, the next money line)."""
FARTHEST_FIELD = 60
"""Lines below its heading in which a slide's first labelled field stands."""
LONGEST_NOTE = 3
"""Rows of a note between a slide's money and its first heading."""
NOTE = re.compile(r"\s*(?:[(（]?注[0-9０-９]?[)）]|※)")
CELLS = re.compile(r"[^|\t]\s*[|\t]\s*[^|\t\s]")
"""Cells of a row beside each other."""
DIGITLESS = re.compile(r"\s*[(（]?\s*(?:兆|億|百万|千万|万|千)\s*円")
"""億円の内数 where 657億円の内数 was printed."""


@dataclass(frozen=True, slots=True)
class Deck:
    """The lines of a document in order, its standing headings by index, and the page that each line is on.

    pages: of a document that counts none, always the same. runs: where its pages say their money, if each holds one slide.
    """

    lines: Sequence[Line]
    kinds: Mapping[int, Heading]
    pages: Sequence[int | None]
    runs: Mapping[Hashable, Run] = field(default_factory=dict)

    def extent(self, at: int) -> range:
        """The indices of the lines on the page of one."""
        start = bisect_left(self.pages, True, hi=at, key=lambda page: page == self.pages[at])
        end = bisect_left(self.pages, True, lo=at, key=lambda page: page != self.pages[at])
        return range(start, end)

    def may_be_cover(self, at: int) -> bool:
        """Whether a line is on the first of the pages that only printed numbers tell: a cover without one can stand on it."""
        return self.pages[at] == self.pages[0] and self.lines[at].page is None


class Core(NamedTuple):
    """First and last index of a slide's money lines; of its purpose heading, where it states none.

    is_brief: it stands on a page without standing headings; is_table: it is where a page with a table of measures begins;
    is_page: all of its page is its slide.
    """

    first: int
    last: int
    has_money: bool = True
    is_brief: bool = False
    is_table: bool = False
    is_page: bool = False


def find_cores(deck: Deck) -> list[Core]:
    """The core of each slide, in order.

    Most are the run of money lines that a purpose heading follows, then an outline or carrier heading or a labelled field; some
    state no purpose, some no heading at all. A slide without money is none of this family, but ends the slide before it: it has
    the same heading as the others.
    """
    lines = deck.lines
    cores: list[Core] = []
    standing: set[str] = set()
    outlines: set[str] = set()
    before: Heading | None = None
    for (at, kind), (below, following) in pairwise([*deck.kinds.items(), (len(lines), None)]):
        words = _without_blanks(lines[at].text)
        if kind is Heading.OUTLINE and before is not Heading.PURPOSE and (not cores or words in outlines):
            run = _money_run(deck, at)
            opens = run is not None and _states_year_before(lines[run[0] : at])
        else:
            opens = kind is Heading.PURPOSE and (following not in (None, Heading.PURPOSE) or _has_field(lines[at + 1 : below]))
            run = _money_run(deck, at) if opens else None
        if opens and run and (not cores or run[0] > cores[-1].last):
            cores.append(Core(*run))
            standing.add(words)
            outlines.clear()
        elif opens and not run and words in standing:
            cores.append(Core(at, at, has_money=False))
            outlines.clear()
        if kind is Heading.OUTLINE:
            outlines.add(words)
        before = kind
    cores = _with_pages(deck, cores)
    if not cores:
        return []
    apart = _budgets_apart(deck, cores)
    others = _brief_cores(deck, apart)
    return sorted([*cores, *others, *_tables_apart(deck, cores, apart, {deck.pages[core.first] for core in others})])


def _with_pages(deck: Deck, cores: Sequence[Core]) -> list[Core]:
    """The cores, and those of further pages that hold one slide each: with a heading, a field or a title above the money."""
    if not deck.runs:
        return list(cores)
    taken = {deck.pages[at] for core in cores if core.has_money for at in (core.first, core.last)}
    extents = extents_of(deck.pages)
    runs = {page: run for page, run in deck.runs.items() if page not in taken}
    found = [
        Core(*run, is_page=True)
        for page, run in runs.items()
        if has_marks(deck.lines, deck.kinds, extents[page]) or is_titled(deck.lines, run, extents[page])
    ]
    pages = {deck.pages[core.first] for core in found}
    return sorted([*(core for core in cores if core.has_money or deck.pages[core.first] not in pages), *found])


def _has_field(lines: Sequence[Line]) -> bool:
    """Whether a line near below begins a labelled field: 【実施主体】, 負担割合：."""
    return any(is_labelled(line.text) for line in lines[:FARTHEST_FIELD] if line.text.strip())


def _states_year_before(lines: Sequence[Line]) -> bool:
    """Whether the money of some lines is that of two years, as a slide's own is and few other sums are."""
    told = " ".join(line.text.strip() for line in lines if line.text.strip())
    statement = read_statement(told)
    return "前年度" in told or (statement is not None and statement.prior.kind is not AmountKind.NONE)


def _brief_cores(deck: Deck, apart: Sequence[int]) -> list[Core]:
    """The money lines on later pages without standing headings that say the same budget as the slides', each with a field below.

    apart: the places of all lines on such pages that name it.
    """
    told = [at for at in apart if is_money_line(deck.lines[at].text)]
    found = [at for at in told if not deck.lines[at].text.lstrip().startswith(("※", "|"))]
    return [Core(at, at, is_brief=True) for at, end in pairwise([*found, len(deck.lines)]) if _has_field(_of_page(deck, at, end))]


def _budgets_apart(deck: Deck, cores: Sequence[Core]) -> list[int]:
    """The lines that name the budget of the slides on a later page without standing headings."""
    headed = {deck.pages[at] for at in deck.kinds} | {deck.pages[core.first] for core in cores if core.is_page}
    unheaded = [at for at, page in enumerate(deck.pages) if page not in headed and at > cores[0].last]
    if not unheaded:
        return []
    budgets = {budget_of(deck.lines[core.first].text) for core in cores if core.has_money}
    return [at for at in unheaded if money_word(deck.lines[at].text) is not None and budget_of(deck.lines[at].text) in budgets]


def _tables_apart(deck: Deck, cores: Sequence[Core], apart: Sequence[int], taken: set[int | None]) -> list[Core]:
    """Where pages begin that are no slides but hold a table of measures: heads that name the slides' budget over rows of money."""
    found: dict[int | None, Core] = {}
    for at in apart:
        text, page = deck.lines[at].text, deck.pages[at]
        if page in taken or page in found or CELLS.search(text.strip()) is None or FIGURE.search(text):
            continue
        if (
            sum("円" in line.text and CELLS.search(line.text.strip()) is not None for line in _of_page(deck, at, len(deck.lines)))
            > 1
        ):
            first = next(place for place in range(cores[0].last + 1, at + 1) if deck.pages[place] == page)
            found[page] = Core(first, first, has_money=False, is_table=True)
    return list(found.values())


def _of_page(deck: Deck, at: int, end: int) -> Sequence[Line]:
    """The lines behind one up to another place or the end of its page."""
    while end > at + 1 and deck.pages[end - 1] != deck.pages[at]:
        end -= 1
    return deck.lines[at + 1 : end]


def _without_blanks(text: str) -> str:
    return "".join(fold(text).split())


def _is_money(lines: Sequence[Line], at: int) -> bool:
    text = lines[at].text
    if is_money_line(text):
        return True
    m = money_word(text)
    if m is None or text[m.end() :].strip():
        return False
    return _next_figure(lines, at) is not None or _lost_its_digits(lines, at)


def _lost_its_digits(lines: Sequence[Line], at: int) -> bool:
    """Whether the unit alone stands below a money line: its digits did not come out of the file."""
    below = next((line.text for line in lines[at + 1 : at + 3] if line.text.strip()), "")
    return DIGITLESS.match(below) is not None


def _ends_in_words(text: str) -> bool:
    """Whether a line ends where a figure must follow: …110億円 + 令和７年度当初予算案."""
    words = money_words(text)
    return bool(words) and not text[words[-1].end() :].strip(" 　:：")


def _next_figure(lines: Sequence[Line], at: int) -> int | None:
    """Where the figure of a money line stands whose figure was pushed to the next printed line, if it is there."""
    for i in range(at + 1, min(at + 3, len(lines))):
        if lines[i].text.strip():
            return i if FIGURE.match(lines[i].text.strip()) else None
    return None


def _money_run(deck: Deck, at: int) -> tuple[int, int] | None:
    """The money lines just above the purpose heading at `at`: at most NEAR printed lines between one and the next."""
    lines = deck.lines
    first = last = None
    printed = 0
    for i in range(at - 1, -1, -1):
        if not lines[i].text.strip():
            continue
        if i in deck.kinds or _is_over(deck, i, at) or ("。" in lines[i].text and not _is_in_note(lines, i)):
            break
        if _is_money(lines, i):
            first, printed = i, 0
            last = i if last is None else last
            continue
        printed += 1
        if printed > (NEAR if first is None else 2):
            break
    if first is None or last is None:
        return None
    pushed = _next_figure(lines, last) if _ends_in_words(lines[last].text) else None
    return first, pushed if pushed is not None else _last_part(lines, last)


def _is_over(deck: Deck, above: int, at: int) -> bool:
    """Whether a line is on the page before that of one below it, which says the money of its slide itself."""
    return deck.pages[at] in deck.runs and deck.pages[above] != deck.pages[at]


def _is_in_note(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is of a note to the money: 注）…を含む。, and the rows right below it."""
    above = itertools.takewhile(lambda line: line.text.strip(), reversed(lines[max(0, at - LONGEST_NOTE + 1) : at + 1]))
    return any(NOTE.match(line.text) for line in above)


def _last_part(lines: Sequence[Line], last: int) -> int:
    """Where the last part of the money stands whose parts have lines of their own: …額 ① … 3億円（2億円）, ② … 5億円（5億円）."""
    while last + 1 < len(lines) and is_further_part(lines[last].text, lines[last + 1].text):
        last += 1
    return last
