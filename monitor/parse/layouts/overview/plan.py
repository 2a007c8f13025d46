"""Where each item of an overview belongs: under which headings, to which measure, in which list of parts."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.budget import AmountKind, Level
from monitor.parse.around_figures import Statement
from monitor.parse.badges import read_badges
from monitor.parse.layouts.beside import money_beside
from monitor.parse.layouts.office import NOBODY
from monitor.parse.layouts.overview.forms import BOX, REPRISE_ROW, is_rated, is_unfinished
from monitor.parse.layouts.overview.items import Item, ItemKind
from monitor.parse.layouts.overview.offices import owner_in, owner_of
from monitor.parse.layouts.overview.placed import Block, Heading, Placed, heading_of, of_one_rank, part_of
from monitor.parse.layouts.overview.sections import (
    NUMBERS,
    has_parts_that_add_up,
    heads_list_of_budget,
    heads_other_budget,
    is_list_of_one_year,
    is_sum,
    is_whole,
    measures_bullets,
    rank_of,
    states_both_years,
)
from monitor.parse.layouts.overview.summary import summary_range
from monitor.parse.layouts.overview.terms import states_units
from monitor.parse.layouts.overview.whole import heads_of_lists, may_head
from monitor.parse.names import Marker, MarkerKind, clean_name
from monitor.parse.stages import ASIDE
from monitor.parse.width import fold, plain

_HEADS = (*NUMBERS, MarkerKind.CHAPTER, MarkerKind.ROMAN)
"""What numbers the headings above bulleted measures."""

LOOK_AHEAD = 120
"""How many items on the first measure under a heading can stand."""
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


class _Plan:
    """One reading of the items from top to bottom: the open headings, the open measure and the open list."""

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
        of_heading = next((depth for depth, heading in enumerate(self.headings) if heading.office != NOBODY), None)
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
        is_of_measure = owner is not None and self.measure is not None and owner_of(self.measure.notes) == NOBODY
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

    def section(self) -> tuple[str, ...]:
        """The words of the open headings."""
        words = [heading.words for heading in self.headings]
        return (self.title, *words) if self.title else tuple(words)

    def add(self, item: Item, level: Level, block: Block | None = None) -> Placed:
        self.last = Placed(item, level, self.section(), block)
        self.last.office = next((heading.office for heading in reversed(self.headings) if heading.office != NOBODY), self.office)
        self.placed.append(self.last)
        return self.last

    def heading(self, index: int, item: Item) -> None:
        """Opens a heading, unless it is only a line of a list inside a measure."""
        if item.marker is None or (self.measure is not None and not self.has_measures(index, item.marker)):
            return
        self.close_headings(item.marker)
        self.headings.append(heading_of(item.marker, clean_name(item.text)))
        self.measure = self.block = self.last = None

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
        elif item.marker is None and self.measure is None and not self.headings and is_whole(index, self.items, _HEADS):
            self.add(item, Level.TOTAL)
        elif item.marker is None and self.has_boxed_parts():
            self.add(item, Level.BREAKDOWN, self.block if self.block and self.block.introduction is None else self.open_block(None))
        elif item.marker is not None or (item.statement is not None and item.statement.prior.kind is not AmountKind.NONE):
            self.open_measure(index, item)

    def has_boxed_parts(self) -> bool:
        """Whether names without numbers are parts of the open measure: numbered, explained, a title in brackets below it."""
        above = self.measure
        return self.boxed and above is not None and above.item.marker is not None and bool(above.prose)

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

    def continues_block(self, item: Item) -> bool:
        """Whether the figure is the next line of the open list. In one of a supplementary budget none states the year before.

        Numbers behind an introduction that stands below no measure are those of measures.
        """
        kind = item.marker.kind if item.marker else None
        if self.block is not None and self.block.is_of_other_budget and self.block.kind in (None, kind):
            return not states_both_years(item)
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

    def is_sum_of_section(self, index: int, item: Item) -> bool:
        """Whether a number's money is that of the measures below it, up to the next number of its kind or of a heading's."""
        if item.marker is None or item.marker.kind not in _HEADS or (self.headings and item.marker.kind not in self.heading_kinds):
            return False
        return is_sum(index, self.items, {item.marker.kind, *(heading.marker.kind for heading in self.headings)})

    def is_sum_of_bulleted(self, index: int, item: Item) -> bool:
        """Whether measures with a bullet follow up to the next number of the item's kind, both years told of most."""
        if not self.bullets or item.marker is None or item.marker.kind not in _HEADS:
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
