"""What is open where an item of an overview stands: headings, a measure, a list of parts; and what they say of the item."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.budget import AmountKind
from monitor.parse.around_figures import Statement
from monitor.parse.badges import read_badges
from monitor.parse.layouts.office import NOBODY
from monitor.parse.layouts.overview.items import Item, ItemKind
from monitor.parse.layouts.overview.placed import Block, Heading, Placed, of_one_rank
from monitor.parse.layouts.overview.sections import (
    NUMBERS,
    has_parts_that_add_up,
    is_list_of_one_year,
    is_sum,
    measures_bullets,
    rank_of,
    states_both_years,
)
from monitor.parse.layouts.overview.summary import summary_range
from monitor.parse.layouts.overview.whole import heads_of_lists, may_head
from monitor.parse.names import Marker, MarkerKind

HEADS = (*NUMBERS, MarkerKind.CHAPTER, MarkerKind.ROMAN)
"""What numbers the headings above bulleted measures."""

LOOK_AHEAD = 120
"""How many items on the first measure under a heading can stand."""


class Opened:
    """The open headings, the open measure and the open list at one place of an overview."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self.placed: list[Placed] = []
        self.summary = summary_range(items)
        self.heading_kinds = {item.marker.kind for item in items if item.marker is not None and item.kind is ItemKind.HEADING}
        figures = [item for item in items if item.statement and item.kind is ItemKind.FIGURE and item.statement.prior.is_stated]
        self.names_alone = 2 * sum([item.marker is None for item in figures]) > len(figures)
        """Whether most measures have no number: then what is numbered and has money is their section's sum."""
        self.bullets = measures_bullets(items)
        self.list_heads = heads_of_lists(items)
        self.headings: list[Heading] = []
        self.title: str | None = None
        self.measure: Placed | None = None
        self.block: Block | None = None
        self.last: Placed | None = None
        self.lost: Placed | None = None
        self.sums: set[tuple[object, object]] = set()
        """The ranks of sums, each with that of the first measure below it."""
        self.office = NOBODY
        """Whose all is that stands below the last office alone on its row."""
        self.boxed = False
        """Whether a title in brackets stands below the open measure: 【早期の相談】, over parts without numbers."""
        self.asides: list[tuple[Placed, tuple[str, Statement]]] = []
        """The figures below which （参考） tells their money in another budget, and that budget."""

    def section(self) -> tuple[str, ...]:
        """The words of the open headings."""
        words = [heading.words for heading in self.headings]
        return (self.title, *words) if self.title else tuple(words)

    def has_measures(self, index: int, marker: Marker) -> bool:
        """Whether a numbered row without money heads a new run of measures, told by the number of the next one.

        A kind of heading that is open already goes on counting; a new kind must be followed by measures that count anew.
        """
        kinds = [heading.marker.kind for heading in self.headings]
        if marker.kind in kinds:
            return True
        own = self.measure.item.marker if self.measure else None
        if own is None or marker.kind is own.kind:
            return True
        for item in self.items[index + 1 : index + LOOK_AHEAD]:
            if item.marker is None or item.kind not in (ItemKind.HEADING, ItemKind.FIGURE):
                continue
            if item.kind is ItemKind.HEADING and item.marker.kind in kinds:
                return False
            if item.kind is ItemKind.FIGURE and item.marker.kind is own.kind:
                return item.marker.ordinal != (own.ordinal or 0) + 1
        return False

    def has_boxed_parts(self) -> bool:
        """Whether names without numbers are parts of the open measure: numbered, explained, a title in brackets below it."""
        above = self.measure
        return self.boxed and above is not None and above.item.marker is not None and bool(above.prose)

    def continues_block(self, item: Item) -> bool:
        """Whether the figure is the next line of the open list. In one of a supplementary budget none states the year before.

        Numbers behind an introduction that stands below no measure are those of measures.
        """
        kind = item.marker.kind if item.marker else None
        if self.block is not None and self.block.is_of_other_budget and self.block.kind in (None, kind):
            counts_on = kind is self.block.kind or self.last is None or self.last.block is not self.block
            return not states_both_years(item) and (kind not in NUMBERS or counts_on)
        if self.block is not None and self.block.is_aside and kind is None:
            return False
        if self.block is None or (item.marker is not None and self.measure and of_one_rank(item.marker, self.measure.item.marker)):
            return False
        if self.block.kind is None:
            heads_measures = self.block.owner is None and kind in NUMBERS and states_both_years(item)
            return self.block.introduction is not None and not heads_measures
        return kind in (self.block.kind, None)

    def is_below_measure(self, index: int, marker: Marker | None) -> bool:
        """Whether a figure with such a marker is a part of the open measure: a kind that numbers neither measures nor headings.

        So is one behind another bullet than that of measures, which the open one has. Where the measure is numbered as other
        headings without money are, its money is its section's: below it stand measures.
        """
        if marker is None or self.measure is None or self.measure.item.marker is None:
            return False
        kind, own = marker.kind, self.measure.item.marker.kind
        if kind is own is MarkerKind.BULLET:
            if self.measure.item.marker.text in self.bullets and marker.text not in self.bullets:
                return True
            first = next((one.item for one in self.placed if one.section == self.measure.section and one.item.marker), None)
            return first is not None and is_list_of_one_year(index, self.items, first, self.measure.item)
        if kind is own or (kind in NUMBERS and own in self.heading_kinds):
            return False
        return kind not in [heading.marker.kind for heading in self.headings]

    def is_sum_of(self, index: int, item: Item) -> bool:
        """Whether the open measure is only the sum of what comes: nothing explains it, and the first below it has both years.

        What explains it says nothing where another of its rank is the sum of such already.

        A badge makes it a measure of its own, unless the first and those like it add up to it.
        """
        above = self.measure
        if above is None or self.block is not None or item.marker is None or item.marker.ordinal != 1:
            return False
        if above.prose and (rank_of(above.item), rank_of(item)) not in self.sums:
            return False
        whole = above.item.statement
        if whole is None or whole.prior.kind is AmountKind.NONE or not states_both_years(item):
            return False
        if read_badges(above.item.text)[1] and not has_parts_that_add_up(whole, index, self.items):
            return False
        return (above.item.marker is not None and above.item.marker.kind in self.list_heads) or may_head(self.items, index)

    def is_sum_of_section(self, index: int, item: Item) -> bool:
        """Whether a number's money is that of the measures below it, up to the next number of its kind or of a heading's."""
        if item.marker is None or item.marker.kind not in HEADS or (self.headings and item.marker.kind not in self.heading_kinds):
            return False
        return is_sum(index, self.items, {item.marker.kind, *(heading.marker.kind for heading in self.headings)})

    def is_sum_of_bulleted(self, index: int, item: Item) -> bool:
        """Whether measures with a bullet follow up to the next number of the item's kind, both years told of most."""
        if not self.bullets or item.marker is None or item.marker.kind not in HEADS:
            return False
        below = self.bulleted_below(index, item.marker)
        return bool(below) and 2 * sum(map(states_both_years, below)) > len(below)

    def bulleted_below(self, index: int, marker: Marker) -> list[Item]:
        """The bulleted figures behind a number, up to the next of its kind; none where the bullet that comes first tells parts."""
        found: list[Item] = []
        kinds = [heading.marker.kind for heading in self.headings]
        for place in range(index + 1, len(self.items)):
            item = self.items[place]
            if item.marker is None or item.kind not in (ItemKind.HEADING, ItemKind.FIGURE):
                continue
            is_bullet = item.marker.kind is MarkerKind.BULLET
            if item.marker.kind is marker.kind or item.marker.kind in kinds:
                break
            if item.kind is ItemKind.FIGURE and (not is_bullet or not (found or item.marker.text in self.bullets)):
                break
            if item.kind is ItemKind.FIGURE and item.marker.text in self.bullets:
                found.append(item)
        return found

    def heads(self, above: Marker, marker: Marker | None) -> bool:
        """Whether the measure above turns out to be the heading of the one that comes: numbered as headings are, and otherwise."""
        if marker is None:
            return self.names_alone and above.kind in NUMBERS
        if marker.kind is above.kind or marker.kind not in NUMBERS or above.kind not in self.heading_kinds:
            return False
        return marker.kind not in [heading.marker.kind for heading in self.headings]
