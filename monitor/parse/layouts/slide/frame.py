"""Where the slides of a document are: the head above a money line, the money line, and the body with its standing headings.

A slide of this family reads from the top: title, division, <予算の目> and money line, 事業の目的, 事業の概要, 実施主体等.
The next slide begins where the next head begins, whatever page breaks the conversion kept or lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.parse.layouts.slide.order import UNEVEN, in_order, with_printed_pages
from monitor.parse.layouts.slide.signs import (
    BADGE,
    FIGURE,
    MONEY_WORD,
    NO_TITLE,
    Heading,
    begins_mid,
    ends_attributive,
    fold,
    heading,
    is_badge_line,
    is_further_part,
    is_head_line,
    is_in_brackets,
    is_list_item,
    is_money_line,
    is_unfinished,
    money_word,
)
from monitor.parse.names import Marker, read_marker
from monitor.read.document import Line

NEAR = 8
"""How many printed lines may stand between a money line and the first heading (notes, division, the next money line)."""
LONGEST_TITLE = 3
HEAD = 10
"""How many printed lines a head can have above its money line: section, title, parts, 予算の目, division."""
TAIL = 150
"""How many lines after its last heading a slide can go on, where no other slide ends it."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One slide: the printed lines of its head (above the money lines), its money lines, and all lines after them."""

    head: tuple[Line, ...]
    money: tuple[Line, ...]
    body: tuple[Line, ...]

    def without_pages(self) -> Frame:
        """The slide of a document that knows no pages: the printed numbers told where slides end, not where entries stand."""
        bare = [tuple(line._replace(page=None) for line in lines) for lines in (self.head, self.money, self.body)]
        return Frame(*bare)

    @property
    def first(self) -> int:
        """The number of the slide's first line."""
        return (self.head or self.money)[0].number

    @property
    def last(self) -> int:
        """The number of the slide's last line."""
        return (self.body or self.money)[-1].number


def frames(lines: Sequence[Line]) -> list[Frame]:
    """The slides among the lines, in order. A line belongs to one slide at most; what comes before the first slide, to none."""
    if not any(_may_be_purpose(line.text) for line in lines):
        return []
    unpaged = all(line.page is None for line in lines)
    lines = in_order(with_printed_pages(lines) if unpaged else lines)
    cores = _cores(lines)
    starts = []
    floor = 0
    for core in cores:
        starts.append(_head_start(lines, core.first, floor))
        floor = core.last + 1
    found = []
    for n, (core, start) in enumerate(zip(cores, starts, strict=True)):
        end = starts[n + 1] if n + 1 < len(starts) else _tail_end(lines, core.last)
        head = tuple(line for line in lines[start : core.first] if line.text.strip())
        money = tuple(line for line in lines[core.first : core.last + 1] if line.text.strip())
        if core.has_money:
            frame = Frame(head, money, tuple(lines[core.last + 1 : end]))
            found.append(frame.without_pages() if unpaged else frame)
    return found


def _may_be_purpose(text: str) -> bool:
    """Whether a line is the heading that every slide has, or may have it beside something else."""
    return HAS_PURPOSE.search(text) is not None and (heading(text) is Heading.PURPOSE or UNEVEN.search(text) is not None)


@dataclass(frozen=True, slots=True)
class _Core:
    """First and last index of a slide's money lines; of its purpose heading, where it states none."""

    first: int
    last: int
    has_money: bool = True


def _cores(lines: Sequence[Line]) -> list[_Core]:
    """The core of each slide: the run of money lines that a purpose heading follows, then an outline or carrier heading.

    A slide without money is none of this family, but ends the slide before it: it has the same heading as the others.
    """
    kinds = [heading(line.text) for line in lines]
    cores: list[_Core] = []
    standing: set[str] = set()
    for at, kind in enumerate(kinds):
        if kind is not Heading.PURPOSE:
            continue
        run = _money_run(lines, kinds, at)
        if run and (not cores or run[0] > cores[-1].last) and _goes_on(kinds, at):
            cores.append(_Core(*run))
            standing.add(_without_blanks(lines[at].text))
        elif not run and _without_blanks(lines[at].text) in standing and _goes_on(kinds, at):
            cores.append(_Core(at, at, has_money=False))
    return cores


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


HAS_PURPOSE = re.compile(r"[目趣課]\s*[的旨題]")
"""What a document of slides has somewhere; others are left alone at one glance."""
DIGITLESS = re.compile(r"\s*[(（]?\s*(?:兆|億|百万|千万|万|千)\s*円")
"""億円の内数 where 657億円の内数 was printed."""


def _ends_in_words(text: str) -> bool:
    """Whether a line ends where a figure must follow: …110億円 + 令和７年度当初予算案."""
    words = list(MONEY_WORD.finditer(text))
    return bool(words) and not text[words[-1].end() :].strip(" 　:：")


def _next_figure(lines: Sequence[Line], at: int) -> int | None:
    """Where the figure of a money line stands whose figure was pushed to the next printed line, if it is there."""
    for i in range(at + 1, min(at + 3, len(lines))):
        if lines[i].text.strip():
            return i if FIGURE.match(lines[i].text.strip()) else None
    return None


def _money_run(lines: Sequence[Line], kinds: Sequence[Heading | None], at: int) -> tuple[int, int] | None:
    """The money lines just above the purpose heading at `at`: at most NEAR printed lines between one and the next."""
    first = last = None
    printed = 0
    for i in range(at - 1, -1, -1):
        if not lines[i].text.strip():
            continue
        if kinds[i] or "。" in lines[i].text:
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


def _last_part(lines: Sequence[Line], last: int) -> int:
    """Where the last part of the money stands whose parts have lines of their own: …額 ① … 3億円（2億円）, ② … 5億円（5億円）."""
    while last + 1 < len(lines) and is_further_part(lines[last].text, lines[last + 1].text):
        last += 1
    return last


def _goes_on(kinds: Sequence[Heading | None], at: int) -> bool:
    """Whether an outline or carrier heading comes before the next purpose heading."""
    following = next((place for place in range(at + 1, len(kinds)) if kinds[place] is not None), None)
    return following is not None and kinds[following] is not Heading.PURPOSE


def _head_start(lines: Sequence[Line], first: int, floor: int) -> int:
    """The index at which the head of the money line at `first` begins: on its page, where pages are known."""
    start, printed = first, 0
    while lines[floor].page != lines[first].page:
        floor += 1
    for i in range(first - 1, floor - 1, -1):
        text = lines[i].text
        if not text.strip():
            continue
        printed += 1
        runs_on = start == i + 1 < first and (is_unfinished(text) or _goes_on_below(text, lines[start].text))
        touches = (i + 1 == first or _begins_page(lines, i)) and _is_short_and_plain(text)
        fits = is_head_line(text) or is_badge_line(text) or runs_on or touches or is_in_brackets(text)
        fits = (
            fits
            or _is_numbered_title(lines, i, floor)
            or _stands_alone(lines, i, start, floor)
            or _is_of_long_title(lines, i, floor)
        )
        if printed > HEAD or not fits:
            break
        start = i
    return start


def _goes_on_below(text: str, below: str) -> bool:
    """Whether a short line is the first part of a title whose next line begins in the middle or is a bracket."""
    return _is_short_and_plain(text) and (begins_mid(below) or is_in_brackets(below))


def _stands_alone(lines: Sequence[Line], at: int, below: int, floor: int) -> bool:
    """Whether a line is a paragraph of its own that names a thing, right above the head read so far and under no label.

    A label or an open list above it would make it a value: 【実施主体】, then 都道府県.
    """
    if at > floor and lines[at - 1].text.strip() and not _begins_page(lines, at):
        return False
    if any(line.text.strip() for line in lines[at + 1 : below]):
        return False
    above = next((lines[i].text for i in range(at - 1, floor - 1, -1) if lines[i].text.strip()), "")
    return _names_a_thing(lines[at].text) and not OPEN_LABEL.search(fold(above))


def _is_of_long_title(lines: Sequence[Line], at: int, floor: int) -> bool:
    """Whether a line is in a paragraph of two or three short lines that is a title.

    Its page begins with it, or each of its lines runs on into the next and the last names a thing.
    """
    top, bottom = at, at
    while top > floor and lines[top - 1].text.strip() and not _begins_page(lines, top):
        top -= 1
    while bottom + 1 < len(lines) and lines[bottom + 1].text.strip() and bottom - top < LONGEST_TITLE:
        bottom += 1
    paragraph = [line.text for line in lines[top : bottom + 1]]
    if bottom == top or bottom - top >= LONGEST_TITLE or not all(map(_is_short_and_plain, paragraph)):
        return False
    runs_on = all(is_unfinished(text) or ends_attributive(text) for text in paragraph[:-1])
    return _begins_page(lines, top) or (runs_on and _names_a_thing(paragraph[-1]))


def _begins_page(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is the first printed one of its page, by its number or by what a form feed left."""
    above = next((lines[i] for i in range(at - 1, max(-1, at - 3), -1) if lines[i].text.strip()), None)
    of_another = above is not None and above.page != lines[at].page
    return of_another or re.match(r"[ \f]\S", lines[at].text) is not None


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


def _tail_end(lines: Sequence[Line], last: int) -> int:
    """Where the last slide ends: not beyond TAIL lines after its last heading."""
    end = last + 1
    for i in range(last + 1, len(lines)):
        if heading(lines[i].text):
            end = i + 1
    return min(len(lines), end + TAIL)
