"""Where the slides of a document are: the head above a money line, the money line, and the body with its standing headings.

A slide of this family reads from the top: title, division, <予算の目> and money line, 事業の目的, 事業の概要, 実施主体等.
The next slide begins where the next head begins, whatever page breaks the conversion kept or lost.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise, takewhile
from operator import attrgetter
from typing import NamedTuple

from monitor.parse.layouts.slide.breaks import first_lines, pages_in
from monitor.parse.layouts.slide.cores import Deck, find_cores
from monitor.parse.layouts.slide.offices import is_division
from monitor.parse.layouts.slide.order import UNEVEN, in_order, lines_apart
from monitor.parse.layouts.slide.pages import runs_of_pages
from monitor.parse.layouts.slide.signs import (
    BADGE,
    FIGURE,
    NO_TITLE,
    Heading,
    Section,
    begins_mid,
    ends_attributive,
    fold,
    heading,
    headings,
    is_badge_line,
    is_cut,
    is_head_line,
    is_in_brackets,
    is_list_item,
    is_unfinished,
    money_word,
)
from monitor.parse.layouts.slide.table_page import rows_of_page
from monitor.parse.memo import remembered_of_lines
from monitor.parse.names import Marker, read_marker
from monitor.parse.page_numbers import is_paged, page_ends, page_numbers
from monitor.parse.places import Text, places, text_of
from monitor.read.document import Line

LONGEST_TITLE = 3
HEAD = 10
"""How many printed lines a head can have above its money line: section, title, parts, 予算の目, division."""
TAIL = 150
"""How many lines after its last heading a slide can go on, where no other slide ends it."""


class Frame(NamedTuple):
    """One slide: the printed lines of its head (above the money lines), its money lines, and all lines after them.

    sections: the printed lines of the body by heading, in order; the first is what stands above them all.
    is_brief: it stands on a page without standing headings, others beside it; last_page: the printed lines of the body's last
    page where the money is on another; own_page: those of the page where it holds this slide alone; is_page: only that tells it.
    """

    head: tuple[Line, ...]
    money: tuple[Line, ...]
    body: tuple[Line, ...]
    sections: tuple[Section, ...]
    is_brief: bool = False
    last_page: tuple[Line, ...] = ()
    own_page: tuple[Line, ...] = ()
    is_page: bool = False

    @property
    def printed(self) -> list[Line]:
        """The printed lines of the body, without its standing headings."""
        return [line for section in self.sections for line in section.lines]

    @property
    def first(self) -> int:
        """The number of the slide's first line."""
        return min(lines[0].number for lines in (self.head or self.money, self.body) if lines)

    @property
    def last(self) -> int:
        """The number of the slide's last line."""
        return max(lines[-1].number for lines in (self.money, self.body) if lines)


@remembered_of_lines
def frames(lines: Sequence[Line]) -> list[Frame]:
    """The slides among the lines, in order. A line belongs to one slide at most; what comes before the first slide, to none."""
    text = text_of(lines)
    return _frames(text) if _may_have_slides(text) else []


def tell_among(lines: Sequence[Line], first: int, last: int, found: list[Frame]) -> None:
    """Remembers the slides among the lines for when those from one number to another are asked about by themselves.

    Not where a standing heading is outside, nor where printed numbers tell the pages of the whole only, or of those lines only:
    then these are looked at anew.
    """
    start, end = bisect_left(lines, first, key=attrgetter("number")), bisect_right(lines, last, key=attrgetter("number"))
    among, whole = lines[start:end], text_of(lines)
    if not all(start <= place < end for place in headings(whole)):
        return
    told = [number for number in first_lines(whole) if first < number <= last]
    if told != [number for number in first_lines(text_of(among)) if number > first]:
        return
    numbers = page_numbers(whole)
    own = [(place, number) for place, number in numbers if start <= place < end]
    if is_paged(among) or bool(page_ends(numbers)) == bool(page_ends(own)):
        frames.tell(among, found)


def _frames(text: Text) -> list[Frame]:
    lines, kinds = in_order(text)
    pages = pages_in(text, lines)
    deck = Deck(lines, kinds, pages, runs_of_pages(lines, kinds, pages))
    cores = find_cores(deck)
    starts = []
    heads = []
    floor = 0
    for core in cores:
        heads.append(_head_start(deck, core.first, floor))
        starts.append(
            max(floor, deck.extent(core.first).start) if core.is_page and not deck.may_be_cover(core.first) else heads[-1]
        )
        floor = core.last + 1
    found = []
    for n, (core, start) in enumerate(zip(cores, starts, strict=True)):
        end = starts[n + 1] if n + 1 < len(starts) else _tail_end(deck, core.last)
        if core.is_table:
            found += _frames_of_table(_printed([lines[at] for at in range(start, end) if deck.pages[at] == deck.pages[core.first]]))
        if core.has_money:
            head, money = _printed(lines[heads[n] : core.first]), _printed(lines[core.first : core.last + 1])
            above, body = range(start, heads[n]), range(core.last + 1, end)
            if core.is_brief and not any(is_division(line.text) for line in head):
                head = [*_division_on_page(deck, core.first), *head]
            sections = (*_sections(deck, above), *_sections(deck, body)) if above else _sections(deck, body)
            told = tuple(lines[at] for at in (*above, *body))
            last, own = _last_page(deck, core.last, end), _own_page(deck, core.first)
            found.append(Frame(tuple(head), tuple(money), told, sections, core.is_brief, last, own, core.is_page))
    return found


def _frames_of_table(page: Sequence[Line]) -> list[Frame]:
    """The measures of a table as if each had a slide."""
    office, rows = rows_of_page(page)
    return [Frame((*office, row.name), (row.money,), row.told, (Section(None, list(row.told)),)) for row in rows]


def _last_page(deck: Deck, core: int, end: int) -> tuple[Line, ...]:
    """The printed lines of the page that a slide ends on, if its money at `core` is on another."""
    while end > core + 1 and not deck.lines[end - 1].text.strip():
        end -= 1
    page = deck.pages[end - 1]
    if page is None or page == deck.pages[core]:
        return ()
    return tuple(deck.lines[at] for at in range(core + 1, end) if deck.pages[at] == page and deck.lines[at].text.strip())


def _division_on_page(deck: Deck, at: int) -> list[Line]:
    """The office that stands last above a line on its page."""
    above = takewhile(lambda place: deck.pages[place] == deck.pages[at], range(at - 1, -1, -1))
    return [deck.lines[place] for place in above if is_division(deck.lines[place].text)][:1]


def _own_page(deck: Deck, at: int) -> tuple[Line, ...]:
    """The printed lines of the page of a slide's money, if pages hold one slide each; not of a page that a cover can be on."""
    if deck.pages[at] not in deck.runs or deck.may_be_cover(at):
        return ()
    extent = deck.extent(at)
    return tuple(_printed(deck.lines[extent.start : extent.stop]))


def _sections(deck: Deck, extent: range) -> tuple[Section, ...]:
    """The sections of these lines."""
    borders = [place for place in extent if place in deck.kinds]
    above = Section(None, _printed(deck.lines[extent.start : borders[0] if borders else extent.stop]))
    return (above, *(Section(deck.kinds[a], _printed(deck.lines[a + 1 : b])) for a, b in pairwise([*borders, extent.stop])))


def _may_have_slides(text: Text) -> bool:
    """Whether a line is a heading that a slide's text begins with, or has it beside something else, as few tables do."""
    near = (text.lines[place] for place in places(HAS_OPENING, text))
    pieces = (piece for line in near for piece in (lines_apart(line) if UNEVEN.search(line.text) else (line,)))
    return any(heading(piece.text) in (Heading.PURPOSE, Heading.OUTLINE) for piece in pieces)


def _printed(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.text.strip()]


HAS_OPENING = re.compile(r"[目趣課概内][^\S\n]*[的旨題要容].*")
"""What a document of slides has somewhere; others are left alone at one glance."""
AFTER_FORM_FEED = re.compile(r"[ \f]\S")


def _head_start(deck: Deck, first: int, floor: int) -> int:
    """The index at which the head of the money line at `first` begins: on its page, where pages are known."""
    lines = deck.lines
    start, printed = first, 0
    page = deck.pages[first]
    while deck.pages[floor] != page:
        floor += 1
    for i in range(first - 1, floor - 1, -1):
        text = lines[i].text
        if not text.strip():
            continue
        printed += 1
        fits = (
            is_head_line(text)
            or is_badge_line(text)
            or is_in_brackets(text)
            or (start == i + 1 < first and (is_unfinished(text) or _goes_on_below(text, lines[start].text)))
            or ((i + 1 == first or _begins_page(deck, i)) and _is_short_and_plain(text))
            or _is_numbered_title(lines, i, floor)
            or _stands_alone(deck, i, start, floor)
            or _is_of_long_title(deck, i, floor)
        )
        if printed > HEAD or not fits:
            break
        start = i
    return start


def _goes_on_below(text: str, below: str) -> bool:
    """Whether a short line is the first part of a title whose next line begins in the middle or is a bracket."""
    return _is_short_and_plain(text) and (begins_mid(below) or is_in_brackets(below))


def _stands_alone(deck: Deck, at: int, below: int, floor: int) -> bool:
    """Whether a line is a paragraph of its own that names a thing, right above the head read so far and under no label.

    A label or an open list above it would make it a value: 【実施主体】, then 都道府県.
    """
    lines = deck.lines
    if at > floor and lines[at - 1].text.strip() and not _begins_page(deck, at):
        return False
    if any(line.text.strip() for line in lines[at + 1 : below]):
        return False
    above = next((lines[i].text for i in range(at - 1, floor - 1, -1) if lines[i].text.strip()), "")
    return _names_a_thing(lines[at].text) and not OPEN_LABEL.search(fold(above))


def _is_of_long_title(deck: Deck, at: int, floor: int) -> bool:
    """Whether a line is in a paragraph of two or three short lines that is a title.

    Its page begins with it, or each of its lines runs on into the next and the last names a thing.
    """
    lines = deck.lines
    top, bottom = at, at
    while top > floor and lines[top - 1].text.strip() and not _begins_page(deck, top):
        top -= 1
    while bottom + 1 < len(lines) and lines[bottom + 1].text.strip() and bottom - top < LONGEST_TITLE:
        bottom += 1
    paragraph = [line.text for line in lines[top : bottom + 1]]
    if bottom == top or bottom - top >= LONGEST_TITLE or not all(map(_is_short_and_plain, paragraph)):
        return False
    runs_on = all(is_unfinished(text) or ends_attributive(text) for text in paragraph[:-1])
    runs_on = runs_on or (len(paragraph) == 2 and is_cut(*paragraph))
    return _begins_page(deck, top) or (runs_on and _names_a_thing(paragraph[-1]))


def _begins_page(deck: Deck, at: int) -> bool:
    """Whether a line is the first printed one of its page, by its number or by what a form feed left."""
    if AFTER_FORM_FEED.match(deck.lines[at].text):
        return True
    above = next((i for i in range(at - 1, max(-1, at - 3), -1) if deck.lines[i].text.strip()), None)
    return at == 0 or (above is not None and deck.pages[above] != deck.pages[at])


def _names_a_thing(text: str) -> bool:
    """Whether a short line ends in a noun and is not only a list of bodies."""
    plain = fold(BADGE.sub("", text))
    other = NO_TITLE.search(plain) or FIGURE.search(plain) or is_list_item(text) or heading(plain) or money_word(plain)
    return (
        6 <= len(plain) <= 60
        and not other
        and "、" not in plain
        and NOUN_END.search(plain) is not None
        and not BODY_END.search(plain)
    )


OPEN_LABEL = re.compile(r"[】〕\]>:、]$ | 以下 | 次の", re.X)
"""How a line ends that a value follows."""
NOUN_END = re.compile(r"[一-龠々ァ-ヶー]{2}(?:[(][^()]{1,40}[)])*$")
BODY_END = re.compile(r"(?:都道府県|市町村|特別区|[市県国]|法人|団体|機関|事業者|民間|学校|病院|大学|企業|者)(?:[(][^()]*[)])?$")


def _is_numbered_title(lines: Sequence[Line], at: int, floor: int) -> bool:
    """Whether a numbered line is a title and not the last item of a list: no item of its kind stands just above it."""
    marker, rest = read_marker(lines[at].text)
    if marker is None or lines[at].text.lstrip().startswith("-") or not is_head_line(rest):
        return False
    above = [lines[i].text for i in range(at - 1, floor - 1, -1) if lines[i].text.strip()][:6]
    return not any(_goes_before(read_marker(text)[0], marker) for text in above if not FIGURE.search(text))


def _goes_before(other: Marker | None, marker: Marker) -> bool:
    """Whether a marker can be the one before in the same list."""
    if other is None or other.kind is not marker.kind:
        return False
    return other.text == marker.text if other.ordinal is None else other.ordinal + 1 == marker.ordinal


def _is_short_and_plain(text: str) -> bool:
    """Whether a line that touches the money line can be its title although it ends like none of them."""
    plain = fold(text)
    other = NO_TITLE.search(plain) or FIGURE.search(plain) or is_list_item(text) or heading(plain) or money_word(plain)
    return 3 < len(plain) <= 50 and not other and bool(re.search(r"[一-龠ァ-ヶ]{2}", plain))


def _tail_end(deck: Deck, last: int) -> int:
    """Where the last slide ends: not beyond TAIL lines after its last heading."""
    end = max(last, max(deck.kinds, default=last)) + 1
    return min(len(deck.lines), end + TAIL)
