"""The runs of item lines of a bulleted list, and the heading or note that tells them to be a budget's."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.budget import AmountKind
from monitor.parse.labelled import indent
from monitor.parse.layouts.bulleted.heading import Heading, heading_on, headings_in, notes_in
from monitor.parse.layouts.bulleted.items import (
    HEADING_KINDS,
    MAY_STATE_MONEY,
    Item,
    is_money_alone,
    item_of,
    items_in,
    next_with_text,
)
from monitor.parse.layouts.bulleted.offices import without_offices
from monitor.parse.layouts.bulleted.unmarked import unmarked_rows
from monitor.parse.names import Marker, MarkerKind, read_marker
from monitor.parse.papers import end_of_paper, is_next_chapter, label_on, labels_in, starts_page
from monitor.read.document import Line

FEWEST_ITEMS = 3
"""Fewer lines of the form are no list, unless they go on with one under a heading of their own."""

RIGHT_UNDER = 3
"""Lines between a heading and what stands right under it, a note on the brackets included."""

ONE_YEAR = 0.35
"""A list that states no year before at all, under a budget's heading: some ministries print the step from it instead."""
SUREST = 0.9
"""A list of any length is no surer than this: an overview that reads all of it, and more, comes first."""

WIDEST_GAP = 60
"""Lines between two items of one list: a slide of prose may stand between them, not a chapter."""

NOTE_ABOVE = 5
"""Lines above a list in which its note on the brackets can stand."""

WIDEST_HEADING_GAP = 25
"""Lines between a list's heading and its first item, either side."""

TALLEST_TABLES = 150
"""Lines of tables that may stand between a list and its heading."""
READ_TABLE = re.compile(r"[.]{5,}")
"""Lines that are blank (a point each) because the table on them is read: no converter leaves so many."""

SUM_NAME = re.compile(
    r"""
    (?: \S{1,20} (?: [省庁局部] | 会計 | 関係 | 所管 | 全体 ) の? )? (?: 令和 \d{1,2} 年度 )? (?: 当初 | 政府 )?
      (?: 予算 | 概算要求 | 要求 ) (?: 案 | [(]案[)] | 額 | 総額 | 規模 | の? 合計 )*
  | (?: 歳出 | \S{1,20} (?: [省庁局部] | 会計 | 関係 | 所管 | 全体 ) の? )? (?: 合計 | 総計 | 総額 )
    """,
    re.X,
)
"""医政局予算案, 令和8年度予算額, 一般会計合計: a budget's whole, and no measure's name."""

LONGEST_TOPIC = 30
"""Characters of a heading that ends a list."""
TOPIC_STATES = re.compile("[円率：:]")
"""What a line that says something of the item has: 補助率：１／２."""
TOPIC_CLOSED = frozenset("。、）)】〕］]")
"""What a sentence or a remark on the list ends with."""

FEWEST_PARTS = 2
ROUNDING = 0.02
"""Parts that are each rounded add up to their measure within this share of it."""


@dataclass(slots=True)
class Listing:
    """A run of items under one heading."""

    heading: Heading | None
    items: list[Item]
    note: int | None = None
    goes_on: bool = False
    """Whether it goes on with the list before it, in the same bullets, right under a heading of its own."""

    @property
    def first(self) -> int:
        """Index of the first line: of the first item, or of the heading or note that makes the run a list."""
        marks = [mark for mark in (self.heading.index if self.heading else None, self.note) if mark is not None]
        return min([self.items[0].index, *marks])

    @property
    def last(self) -> int:
        """Index of the last item's line, or of the note when that comes later."""
        return max(self.items[-1].last, self.note or 0)

    @property
    def states_one_year(self) -> bool:
        """Whether few items state money of the year before: a list of one year, with its new and its unchanged items."""
        return sum(bool(item.statement.prior.yen) for item in self.items) <= len(self.items) / 3

    @property
    def score(self) -> float:
        """How sure it is that the run lists measures."""
        numbered = [item for item in self.items if item.marker.kind in HEADING_KINDS]
        judged = numbered if len(numbered) > 1 and all(item.has_prior for item in numbered) else self.items
        with_prior = sum(item.has_prior for item in judged)
        if (len(self.items) < FEWEST_ITEMS and not self.goes_on) or (self.heading is None and self.note is None):
            return 0.0
        if with_prior < len(judged) / 2 and not (self.heading and self.heading.stage.is_supplementary):
            return ONE_YEAR if self.heading and self.states_one_year and len(self.items) > FEWEST_ITEMS else 0.0
        return min(SUREST, 0.5 + 0.15 * (self.heading is not None) + 0.15 * (self.note is not None) + 0.02 * len(self.items))


def listings(lines: Sequence[Line], *, of_one_paper: bool = False) -> list[Listing]:
    """Every run of items, cut where another year's or stage's heading, the next chapter or paper or a wide gap comes.

    of_one_paper: whether the lines are known to be of one paper, so that a label among them is its own.
    """
    headings, notes = headings_in(lines), notes_in(lines)
    labels = labels_in(lines) if headings and not of_one_paper else []
    items = _all_items(lines, headings, labels) if headings or notes else []
    ends = _ends_of(lines, headings, labels)
    runs: list[Listing] = []
    for item in items:
        heading = _heading_of(lines, item, headings)
        heading = None if heading and _is_behind(item, heading, ends) else heading
        last = runs[-1] if runs else None
        if last and not _is_cut(last, item, heading) and not _is_behind(item, last.heading, ends):
            last.items.append(item)
        else:
            runs.append(Listing(heading, [item]))
    before: list[Listing] = []
    for run in runs:
        run.heading = run.heading or _heading_behind(run, headings)
        _drop_stray_items(lines, run)
        near = bisect_left(notes, max(run.first - NOTE_ABOVE, before[-1].last + 1 if before else 0))
        run.note = next((note for note in notes[near : near + 1] if note < run.items[-1].last + WIDEST_HEADING_GAP), None)
        run.goes_on = bool(before) and _goes_on(before[-1], run)
        before += [run] if run.score > 0 else []
        if run.score > 0:
            run.items = without_offices(sorted([*run.items, *_unmarked_items(lines, run)], key=lambda item: item.index))
    return runs


def _ends_of(lines: Sequence[Line], headings: Sequence[Heading], labels: Sequence[tuple[int, str]]) -> dict[int, int]:
    """Where the next paper or chapter begins behind the headings that one follows, by the heading's index."""
    following = [*(heading.index for heading in headings), len(lines)][1:]
    papers = {heading.index: end_of_paper(labels, heading.index) for heading in headings} if labels else {}
    chapters = {heading.index: _next_chapter(lines, heading, end) for heading, end in zip(headings, following, strict=True)}
    near = {heading.index: [end for end in (papers.get(heading.index), chapters[heading.index]) if end] for heading in headings}
    return {index: min(ends) for index, ends in near.items() if ends}


def _next_chapter(lines: Sequence[Line], heading: Heading, end: int) -> int | None:
    """Where the chapter after the heading's own begins, if its numbers do not begin anew before: then they are its sections'."""
    if heading.marker is None or heading.marker.ordinal is None:
        return None
    for index in range(heading.index + 1, end):
        marker = read_marker(lines[index].text)[0]
        if marker is not None and marker.kind is heading.marker.kind and (marker.ordinal or 0) <= heading.marker.ordinal:
            return None
        if is_next_chapter(lines[index], heading.marker):
            return index
    return None


def _is_behind(item: Item, heading: Heading | None, ends: Mapping[int, int]) -> bool:
    """Whether an item stands in another paper or chapter than a heading above it. ends: of those by the heading's index."""
    end = ends.get(heading.index) if heading else None
    return end is not None and item.index >= end


def _all_items(lines: Sequence[Line], headings: Sequence[Heading], labels: Sequence[tuple[int, str]]) -> list[Item]:
    """The items with a marker, and those without one below a row that heads their columns."""
    items = list(items_in(lines))
    taken = {index for item in items for index in range(item.index, item.last + 1)}
    rows = [row for row in unmarked_rows(lines, headings, labels) if row.last not in taken]
    return sorted([*items, *rows], key=lambda item: item.index) if rows else items


def _unmarked_items(lines: Sequence[Line], run: Listing) -> Iterator[Item]:
    """Names without a marker among the items of a list: a line that stands alone, and under it nothing but money of both years."""
    taken = {index for item in run.items for index in range(item.index, item.last + 1)}
    for index in range(run.items[0].index, end_of(lines, run) + 1):
        if index in taken or not lines[index].text.strip() or (index and lines[index - 1].text.strip()):
            continue
        following = next_with_text(lines, index)
        if following is None or following in taken or MAY_STATE_MONEY.search(lines[following].text) is None:
            continue
        if not is_money_alone(lines[following].text):
            continue
        item = item_of(f"・{lines[index].text.strip()} {lines[following].text.strip()}", index, following)
        if item is not None and item.has_prior:
            yield item


def _goes_on(before: Listing, run: Listing) -> bool:
    """Whether a short list is the last one's appendix: near it, in its bullets, right under its own heading."""
    if run.heading is None or not 0 < run.items[0].index - run.heading.index <= RIGHT_UNDER:
        return False
    return run.items[0].index - before.last <= WIDEST_HEADING_GAP and run.items[0].marker.text == before.items[0].marker.text


def _drop_stray_items(lines: Sequence[Line], run: Listing) -> None:
    """Drop what stands before the first and behind the last item of both years, unless the budget states no year before.

    An item in the bullets of those, right above or below with nothing written between, is of the list.
    """
    items = run.items
    both = [i for i, item in enumerate(items) if item.has_prior or "new" in item.flags or parts_of(lines, items, i)]
    if both and not run.states_one_year and not (run.heading and run.heading.stage.is_supplementary):
        first, last = both[0], both[-1]
        while first and _is_next_to(lines, items[first - 1], items[first]):
            first -= 1
        while last + 1 < len(items) and _is_next_to(lines, items[last], items[last + 1]):
            last += 1
        run.items = items[first : last + 1]


def _is_next_to(lines: Sequence[Line], above: Item, below: Item) -> bool:
    """Whether two items have the same bullet and nothing is written between them."""
    return above.marker == below.marker and above.marker.kind is MarkerKind.BULLET and _is_close(lines, [above, below])


def parts_of(lines: Sequence[Line], items: Sequence[Item], place: int) -> Sequence[Item]:
    """The items below one that are its parts: behind another mark, before its own comes again.

    Bullets below a bullet are parts where they are together its sum, or a list right below it that no word explains, or all
    further in than it; below a numbered item of both years, where they state one.
    """
    whole = items[place]
    below: list[Item] = []
    for item in map(items.__getitem__, range(place + 1, len(items))):
        between = lines[(below[-1] if below else whole).last + 1 : item.index + 1]
        if item.marker == whole.marker or len(between) > WIDEST_GAP or any(_is_marked_as(line, whole.marker) for line in between):
            break
        below.append(item)
    stated = [item for item in below if item.statement.amount.kind is AmountKind.EXACT]
    total = sum(item.statement.amount.yen or 0 for item in stated)
    most = (whole.statement.amount.yen or 0) * (1 + ROUNDING)
    if whole.marker.kind in HEADING_KINDS and whole.has_prior and not any(item.has_prior for item in below):
        return below if 0 < total <= most and all(item.marker.kind is MarkerKind.BULLET for item in below) else ()
    if whole.marker.kind is not MarkerKind.BULLET or not below or not whole.statement.amount.yen or SUM_NAME.fullmatch(whole.name):
        return ()
    if total <= most and all(indent(lines[item.index]) > indent(lines[whole.index]) for item in below):
        return below
    if len(below) < FEWEST_PARTS:
        return ()
    if total <= most and all(item.marker.kind is MarkerKind.BULLET for item in below) and _is_close(lines, [whole, *below]):
        return below
    if len(stated) < FEWEST_PARTS:
        return ()
    return below if abs(total - whole.statement.amount.yen) <= ROUNDING * whole.statement.amount.yen else ()


def _is_close(lines: Sequence[Line], items: Sequence[Item]) -> bool:
    """Whether nothing is written between the items."""
    return not any(line.text.strip() for above, below in pairwise(items) for line in lines[above.last + 1 : below.index])


def is_sum(lines: Sequence[Line], items: Sequence[Item], place: int) -> bool:
    """Whether an item is only the heading of those below: numbered, of one year, right above one marked otherwise.

    Or its name is that of a whole budget.
    """
    item = items[place]
    if SUM_NAME.fullmatch(item.name):
        return True
    if place + 1 == len(items) or item.has_prior or item.marker.kind in (MarkerKind.BULLET, MarkerKind.CIRCLED):
        return False
    below = items[place + 1]
    explained = any(line.text.strip() for line in lines[item.last + 1 : below.index])
    return below.marker.kind is not item.marker.kind and not below.has_prior and not explained


def _is_marked_as(line: Line, marker: Marker) -> bool:
    own = read_marker(line.text)[0]
    return own is not None and own.kind is marker.kind and (own.text == marker.text or own.kind is not MarkerKind.BULLET)


def _is_cut(run: Listing, item: Item, heading: Heading | None) -> bool:
    """Whether an item is too far below those of a run, or below the heading of another budget."""
    if item.index - run.items[-1].last > WIDEST_GAP:
        return True
    if heading and run.heading and (heading.year, heading.stage) != (run.heading.year, run.heading.stage):
        return heading.index > run.items[0].index
    return False


def end_of(lines: Sequence[Line], listing: Listing) -> int:
    """Index of the list's last line: its last item's prose belongs to it, up to the page's or paper's end or the next heading."""
    last, marker = listing.last, listing.heading.marker if listing.heading else None
    for index in range(last + 1, min(len(lines), last + WIDEST_HEADING_GAP)):
        text = lines[index].text
        if starts_page(lines, index) or label_on(lines[index]) or is_next_chapter(lines[index], marker):
            break
        if heading_on(index, lines[index]) or _heads_something_else(lines, index, listing.items[-1]):
            break
        if text.strip():
            last = index
    return last


def _heads_something_else(lines: Sequence[Line], index: int, item: Item) -> bool:
    """Whether a line below an item is the next topic's: a few words further out than the item, below a blank line, with text set in
    right below or a blank line.
    """
    text = lines[index].text.strip()
    if not text or len(text) > LONGEST_TOPIC or indent(lines[index]) >= indent(lines[item.index]):
        return False
    if lines[index - 1].text.strip() or TOPIC_STATES.search(text) or text[-1] in TOPIC_CLOSED or read_marker(text)[0] is not None:
        return False
    below = lines[index + 1] if index + 1 < len(lines) else None
    return below is None or not below.text.strip() or indent(below) > indent(lines[index])


def _heading_of(lines: Sequence[Line], item: Item, headings: Sequence[Heading]) -> Heading | None:
    """The nearest heading above an item, when it is near enough; tables that are read and blank now are no distance from a
    title, while words in brackets stand over what is right below them.
    """
    place = bisect_right(headings, item.index, key=lambda heading: heading.index)
    nearest = headings[place - 1] if place else None
    if nearest is None or item.index - nearest.index <= WIDEST_HEADING_GAP:
        return nearest
    if item.index - nearest.index > WIDEST_HEADING_GAP + TALLEST_TABLES or nearest.text.startswith("("):
        return None
    between = "".join("x" if line.text.strip() else "." for line in lines[nearest.index : item.index])
    return nearest if len(READ_TABLE.sub(".", between)) <= WIDEST_HEADING_GAP else None


def _heading_behind(run: Listing, headings: Sequence[Heading]) -> Heading | None:
    """A heading that the extraction put behind the first item."""
    first, last = run.items[0].index, run.items[-1].last
    place = bisect_right(headings, first, key=lambda heading: heading.index)
    nearest = headings[place] if place < len(headings) else None
    return nearest if nearest and nearest.index <= min(last, first + WIDEST_HEADING_GAP) else None
