"""Where each item of an overview belongs: under which headings, to which measure, in which list of parts."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.budget import AmountKind, Level
from monitor.parse.layouts.beside import money_beside
from monitor.parse.layouts.office import NOBODY
from monitor.parse.layouts.overview.forms import BOX, REPRISE_ROW, is_rated, is_unfinished
from monitor.parse.layouts.overview.items import Item, ItemKind
from monitor.parse.layouts.overview.offices import owner_in, owner_of
from monitor.parse.layouts.overview.opened import HEADS, Opened
from monitor.parse.layouts.overview.placed import Block, Placed, heading_of, part_of
from monitor.parse.layouts.overview.sections import (
    heads_list_of_budget,
    heads_other_budget,
    is_whole,
    rank_of,
)
from monitor.parse.layouts.overview.terms import states_units
from monitor.parse.names import Marker, MarkerKind, clean_name
from monitor.parse.stages import ASIDE
from monitor.parse.width import fold, plain

MOST_SUMS = 12
"""How many sums of whole budgets an overview begins with at most."""


def place(items: Sequence[Item]) -> list[Placed]:
    """The figures of an overview, each in its place, in printed order."""
    plan = _Plan(items)
    for index, item in enumerate(items):
        plan.put(index, item)
    plan.leave_out_aside_on_all()
    return plan.placed


_BESIDE = (ItemKind.TEXT, ItemKind.NOTE, ItemKind.LISTED)
"""The rows that can tell something about the figure above."""


class _Plan(Opened):
    """One reading of the items from top to bottom: the open headings, the open measure and the open list."""

    def put(self, index: int, item: Item) -> None:
        """Takes the next item in."""
        if index == self.summary.stop and index:
            self.headings, self.title = [], None
        kind = item.kind
        if self.last is not None and kind in _BESIDE and self.is_of_last(item, self.last):
            return
        if kind is ItemKind.PROSE:
            self.prose(item)
        elif kind is ItemKind.FIGURE:
            self.figure(index, item)
        elif kind is ItemKind.TEXT:
            self.text(index, item)
        elif kind is ItemKind.HEADING:
            self.heading(index, item)
        elif kind is ItemKind.LISTED:
            self.listed(item)
        elif kind is ItemKind.INTRODUCTION:
            self.open_block(item)
        elif kind is ItemKind.ADDITION:
            self.add(item, Level.BREAKDOWN, self.block or self.open_block(None))
        elif kind is ItemKind.YEAR:
            self.year(index, item)
        elif kind is ItemKind.LOST:
            self.lose(item)
        elif kind is ItemKind.OFFICE:
            self.office_above(item)
        else:
            self.note(item)

    def office_above(self, item: Item) -> None:
        """Takes in whose all is that follows; right below a heading, what stands under that, as far as another division's row."""
        office = owner_in(item.text) or NOBODY
        if self.headings and self.last is None:
            self.headings[-1] = self.headings[-1]._replace(office=office)
            return
        of_heading = next((depth for depth, heading in enumerate(self.headings) if heading.office.is_told), None)
        if of_heading is not None and office.bureau is None:
            self.headings[of_heading:] = [self.headings[of_heading]._replace(office=office)]
            self.measure = self.block = self.last = None
            return
        self.office = office
        self.headings, self.measure, self.block, self.last = [], None, None, None

    def note(self, item: Item) -> None:
        """Gives a note to the figure above; an office below parts is their measure's, one below a heading the heading's.

        A note that is a part with a name of its own is the open measure's.
        """
        if "うち" in item.text and self.measure is not None and (part := part_of(item, self.measure, self.section())):
            self.placed.append(part)
            return
        owner = owner_in(item.text) if self.last is None or self.last.level is Level.BREAKDOWN else None
        if self.last is None:
            if owner is not None and self.headings:
                self.headings[-1] = self.headings[-1]._replace(office=owner)
            return
        is_of_measure = owner is not None and self.measure is not None and not owner_of(self.measure.notes).is_told
        (self.measure if is_of_measure and self.measure is not None else self.last).notes.append(item.text)

    def is_of_last(self, item: Item, last: Placed) -> bool:
        """Whether a row tells the figure's money in another budget, who pays which share or how much for one; it is taken in."""
        if item.kind is not ItemKind.LISTED and "補正" in item.text and (told := money_beside(item.text)) is not None:
            last.besides.append(told)
            self.asides += [(last, told)] if ASIDE.match(fold(item.text)) else []
            return True
        if item.kind is not ItemKind.NOTE and (is_rated(item.text) or states_units(item.text)):
            last.notes.append(item.text)
            return True
        return False

    def leave_out_aside_on_all(self) -> None:
        """Leaves out a （参考） below the last measure alone, which tells another budget's money for all above."""
        if len(self.asides) == 1 and self.asides[0][0] is self.measure is not self.placed[0]:
            self.measure.besides.remove(self.asides[0][1])

    def add(self, item: Item, level: Level, block: Block | None = None) -> Placed:
        self.last = Placed(item, level, self.section(), block)
        self.last.office = next((heading.office for heading in reversed(self.headings) if heading.office.is_told), self.office)
        self.placed.append(self.last)
        return self.last

    def heading(self, index: int, item: Item) -> None:
        """Opens a heading, unless it is only a line of a list inside a measure."""
        if item.marker is None or (self.measure is not None and not self.has_measures(index, item.marker)):
            return
        self.close_headings(item.marker)
        self.headings.append(heading_of(item.marker, clean_name(item.text)))
        self.measure = self.block = self.last = None

    def close_headings(self, marker: Marker) -> None:
        """Closes the heading of the same kind and those inside it."""
        for depth, heading in enumerate(self.headings):
            if heading.marker.kind is marker.kind:
                del self.headings[depth:]
                return

    def figure(self, index: int, item: Item) -> None:
        """A name with money: a sum of the summary, a part of the measure above, or a measure."""
        kind = item.marker.kind if item.marker else None
        if index in self.summary:
            self.total(item)
        elif self.block is not None and self.continues_block(item):
            self.block.kind, self.block.bullet = kind, item.marker.text if item.marker else None
            self.add(item, Level.BREAKDOWN, self.block)
        elif self.measure is not None and self.is_below_measure(index, item.marker):
            if self.is_sum_of(index, item):
                self.sums.add((rank_of(self.measure.item), rank_of(item)))
                self.make_sum(self.measure)
                self.open_measure(index, item)
            else:
                self.add(item, Level.BREAKDOWN, self.open_block(None, kind))
        elif item.marker is None and self.measure is None and not self.headings and is_whole(index, self.items, HEADS):
            self.add(item, Level.TOTAL)
        elif item.marker is None and self.has_boxed_parts():
            self.add(item, Level.BREAKDOWN, self.block if self.block and self.block.introduction is None else self.open_block(None))
        elif item.marker is not None or (item.statement is not None and item.statement.prior.kind is not AmountKind.NONE):
            self.open_measure(index, item)

    def open_block(self, introduction: Item | None, kind: MarkerKind | None = None) -> Block:
        """Opens a list of parts below the open measure. A measure whose money is lost is told of only where it has parts."""
        if self.measure is not None and self.measure is self.lost:
            self.placed.append(self.lost)
            self.lost = None
        self.block = Block(introduction, self.measure, kind)
        return self.block

    def lose(self, item: Item) -> None:
        """Opens a measure of which no money, or neither name nor money, is left."""
        self.measure = self.lost = Placed(item, Level.MEASURE, self.section()) if clean_name(item.text) else None
        self.block, self.last = None, self.measure

    def total(self, item: Item) -> None:
        """A sum of the summary; one that is numbered like a heading stands beside the headings, not under the last."""
        if item.marker is not None and item.marker.kind is not MarkerKind.BULLET:
            self.close_headings(item.marker)
        self.add(item, Level.TOTAL)

    def open_measure(self, index: int, item: Item) -> None:
        """Opens a measure. One that is numbered like a heading stands beside the headings of its kind."""
        above = self.measure
        if above is not None and above.item.marker is not None and self.heads(above.item.marker, item.marker):
            self.make_sum(above)
        if item.marker is not None:
            self.close_headings(item.marker)
        self.measure = self.add(item, Level.MEASURE)
        self.block, self.boxed = None, False
        self.measure.summed = True in [heading.summed for heading in self.headings]
        if self.is_sum_of_bulleted(index, item) or self.is_sum_of_section(index, item):
            below = next((other for other in self.items[index + 1 :] if other.kind is ItemKind.FIGURE), item)
            self.sums.add((rank_of(item), rank_of(below)))
            self.make_sum(self.measure, of_measures=True)
            self.measure = None

    def make_sum(self, measure: Placed, *, of_measures: bool = False) -> None:
        """A measure turns out to be the sum of its section: what stood for it is the heading of what comes."""
        measure.level = Level.TOTAL
        if measure.item.marker is not None:
            self.headings.append(heading_of(measure.item.marker, measure.name, summed=of_measures))

    def listed(self, item: Item) -> None:
        """A name in a list without money: a part whose money is not told, as long as it stands in a list of parts."""
        bullet = item.marker.text if item.marker else None
        block = self.block
        if block is None or block.introduction is None or block.bullet != bullet or is_unfinished(item.text):
            self.block = None
        elif block.is_headed_by_budget:
            return
        else:
            self.add(item, Level.BREAKDOWN, block)

    def year(self, index: int, item: Item) -> None:
        """A budget's own sum: of the whole document where no measure stands above it, else a list's or only a remark."""
        if item.text.lstrip()[:1] in "【〔《[" and heads_other_budget(index, self.items):
            self.open_block(item)
        elif self.measure is None and not self.headings and len(self.placed) < MOST_SUMS:
            self.add(item, Level.TOTAL)
        elif self.measure is not None and heads_list_of_budget(index, self.items):
            self.open_block(item)
        elif self.last is not None and item.statement is not None:
            self.last.besides.append((item.text, item.statement))
        if self.measure is None and heads_other_budget(index, self.items):
            self.open_block(item)

    def prose(self, item: Item) -> None:
        """A paragraph explains the measure above it until a list of parts begins, and each numbered part below that."""
        block = self.block
        if block is not None and block.is_headed_by_budget and self.last is not None and self.last.block is block:
            self.last.prose.append(item.text.strip())
        elif block is not None and block.introduction is not None and block.kind in (None, MarkerKind.BULLET):
            self.block = self.last = None
        elif self.last is not None:
            self.last.prose.append(item.text.strip())

    def text(self, index: int, item: Item) -> None:
        """A stray text ends a list; the last one before the summary is its title."""
        if heads_other_budget(index, self.items):
            self.open_block(item)
            return
        is_box = "【" in item.text and BOX.fullmatch(item.text) is not None
        if self.block is not None and self.block.is_ended_by(item.text, is_box=is_box):
            self.block = None
        self.boxed = self.boxed or (self.measure is not None and is_box)
        if index == self.summary.start - 1:
            self.title = plain(item.text)
        if self.last is not None and "再掲" in item.text and REPRISE_ROW.fullmatch(item.text):
            self.last.notes.append(item.text)
