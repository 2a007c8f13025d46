"""What a reading of an overview holds: open headings, lists of parts, figures in their places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from monitor.budget import Level
from monitor.parse.around_figures import Statement
from monitor.parse.layouts.office import NOBODY, Office
from monitor.parse.layouts.overview.forms import is_year_sum
from monitor.parse.layouts.overview.items import Item, ItemKind
from monitor.parse.layouts.overview.offices import office_of_heading, owner_of
from monitor.parse.layouts.part_rows import part_on
from monitor.parse.names import Marker, MarkerKind, clean_name
from monitor.parse.stages import ASIDE
from monitor.parse.width import plain


class Heading(NamedTuple):
    """A heading that is open: its marker and its words.

    summed: whether it states the money of bulleted measures below it. office: whose the measures below are.
    """

    marker: Marker
    words: str
    summed: bool = False
    office: Office = NOBODY


@dataclass(eq=False, slots=True)
class Block:
    """A list of parts. introduction: the item that announces it, None where the parts just follow. owner: the measure above it.

    of_which: whether it is a single part that says itself that it is one: うち　…の検診　120百万円.
    """

    introduction: Item | None
    owner: Placed | None
    kind: MarkerKind | None = None
    bullet: str | None = None
    of_which: bool = False

    @property
    def is_of_other_budget(self) -> bool:
        """Whether it lists what a supplementary budget has for the same: （参考）令和7年度補正予算."""
        return self.introduction is not None and "補正" in self.introduction.text

    @property
    def is_headed_by_budget(self) -> bool:
        """Whether nothing but the name of another budget, and its sum, stands above: 【令和7年度補正予算 61億円】."""
        return self.introduction is not None and (self.introduction.kind in (ItemKind.YEAR, ItemKind.TEXT) or self.is_aside)

    @property
    def is_aside(self) -> bool:
        """Whether （参考） stands before that name: （参考）【令和7年度補正予算】."""
        if self.introduction is None or not self.is_of_other_budget:
            return False
        aside = ASIDE.match(self.introduction.text)
        return aside is not None and is_year_sum(clean_name(self.introduction.text[aside.end() :]))

    def is_ended_by(self, text: str, *, is_box: bool) -> bool:
        """Whether a stray text ends a bulleted list: any under no budget's name, a budget's name, a title in an aside."""
        if self.kind is not MarkerKind.BULLET:
            return False
        return not self.is_headed_by_budget or is_year_sum(clean_name(text)) or (is_box and self.is_aside)


@dataclass(eq=False, slots=True)
class Placed:
    """A figure in its place. prose: the paragraphs that explain it. notes: footnotes and parts below it, raw.

    besides: its money in other budgets, each with the budget's name. summed: whether a numbered sum above it tells its money too.
    office: whose it is as the headings above tell.
    """

    item: Item
    level: Level
    section: tuple[str, ...]
    block: Block | None = None
    prose: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    besides: list[tuple[str, Statement]] = field(default_factory=list)
    summed: bool = False
    office: Office = NOBODY

    @property
    def name(self) -> str:
        """The name alone."""
        return clean_name(self.item.text)

    @property
    def in_charge(self) -> Office:
        """Who is in charge: told beside it, else of the measure that it is a part of, else by what stands above."""
        owner = self.block.owner if self.block is not None else None
        return owner_of(self.notes).within(owner.in_charge if owner is not None else self.office)

    @property
    def ordinal(self) -> int | None:
        """Its number among its siblings."""
        return self.item.marker.ordinal if self.item.marker else None


def heading_of(marker: Marker, title: str, *, summed: bool = False) -> Heading:
    """The heading, its words as they are exported."""
    return Heading(marker, plain(f"{marker.text} {title}"), summed, office_of_heading(title))


def part_of(note: Item, above: Placed, section: tuple[str, ...]) -> Placed | None:
    """The part with a name of its own that a note is, of the measure above as far as its money goes."""
    whole = above.item.statement.amount.yen if above.item.statement else None
    told = part_on(note.text, whole, apart=True) if whole else None
    if told is None:
        return None
    item = Item(ItemKind.FIGURE, note.row, told[0], None, told[1], close=True)
    return Placed(item, Level.BREAKDOWN, section, Block(None, above, of_which=True))


def of_one_rank(marker: Marker, other: Marker | None) -> bool:
    """Whether two markers number or mark lines of one rank: ○ and ・ do not."""
    if other is None or marker.kind is not other.kind:
        return False
    return marker.kind is not MarkerKind.BULLET or marker.text == other.text
