"""What stands around the items on a slide of a bulleted list: bands, groups, offices and accounts, in an order that is lost."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from monitor.parse.layouts.bulleted.heading import SENTENCE
from monitor.parse.layouts.bulleted.items import ACCOUNT, Item
from monitor.parse.layouts.bulleted.list import Listing, end_of
from monitor.parse.layouts.bulleted.offices import Told, office_on
from monitor.parse.money import money_spans
from monitor.parse.names import MarkerKind, read_marker
from monitor.parse.page_numbers import is_page_number
from monitor.parse.papers import starts_page
from monitor.parse.width import fold, plain
from monitor.read.document import Line

ACCOUNT_ALONE = re.compile(rf"^ [(]? {ACCOUNT.pattern} [)]? $", re.X)
"""「東日本大震災復興特別会計」計上項目 on a line of its own (folded text)."""

NOTE = re.compile(r"^ (?: [※*＊(（「【注] | [・-] \s ) ", re.X)

KANJI_PAIR = re.compile(r"(?= ([一-龥々]{2}) )", re.X)
COMMON_NOUNS = frozenset({"推進", "支援", "実施", "事業", "強化", "確保", "充実", "対策", "運営", "関係"})
"""Pairs of kanji that any heading of a budget may hold."""

WORDS = re.compile("[ぁ-んァ-ヶ一-龥]{2}")
"""+156(+1.1%) is a cell of a table, and no band."""

LONGEST_BAND = 60
NEAREST = 6
"""How many bands above and below an item are weighed."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A line that says something about the items around it."""

    index: int
    text: str
    nouns: frozenset[str] = frozenset()


@dataclass(slots=True)
class Slide:
    """One page of the list. carried: the last band of an earlier slide, which may go on here."""

    items: list[Item] = field(default_factory=list)
    bands: list[Mark] = field(default_factory=list)
    groups: list[Mark] = field(default_factory=list)
    offices: list[Told] = field(default_factory=list)
    accounts: list[Mark] = field(default_factory=list)
    carried: Mark | None = None

    def section(self, item: Item) -> tuple[str, ...]:
        """The band an item stands under, and the group of a kana item: ア under ③."""
        band = self._band(item)
        names = [band.text] if band else []
        if item.marker.kind is MarkerKind.KANA and self.groups:
            above = bisect_left([mark.index for mark in self.groups], item.index)
            names.append(self.groups[max(0, above - 1)].text)
        return tuple(names)

    def given_accounts(self) -> dict[int, str]:
        """Account by index of an item that names none: each belongs to the nearest above, or else to the first below.

        One account alone that stands above all items of the slide heads them.
        """
        places = [item.index for item in self.items if item.account is None]
        if len(self.accounts) == 1 and len(places) == len(self.items) and places and self.accounts[0].index < places[0]:
            return dict.fromkeys(places, self.accounts[0].text)
        given: dict[int, str] = {}
        for mark in self.accounts:
            if places:
                given.setdefault(places[max(0, bisect_left(places, mark.index) - 1)], mark.text)
        return given

    def _band(self, item: Item) -> Mark | None:
        """The band that shares most nouns with the item's name; where that does not decide, the one above, or the first below."""
        place = bisect_left([mark.index for mark in self.bands], item.index)
        near = self.bands[max(0, place - NEAREST) : place + NEAREST]
        known = ([self.carried] if self.carried else []) + near
        nouns = _nouns(item.name)
        shared = [len(mark.nouns & nouns) for mark in known]
        if shared and (most := max(shared)) and shared.count(most) == 1:
            return known[shared.index(most)]
        if not self.bands:
            return self.carried
        return self.bands[max(0, place - 1)]


def slides_of(lines: Sequence[Line], listing: Listing) -> list[Slide]:
    """The slides that a list covers, in order, each with its items and what stands around them."""
    slides = [Slide()]
    items = {item.index: item for item in listing.items}
    taken = {index for item in listing.items for index in range(item.index, item.last + 1)}
    for index in range(listing.first, end_of(lines, listing) + 1):
        if starts_page(lines, index):
            slides.append(Slide(carried=slides[-1].bands[-1] if slides[-1].bands else slides[-1].carried))
        if index in items:
            slides[-1].items.append(items[index])
        elif index not in taken and lines[index].text.strip():
            _mark(slides[-1], lines, index, listing)
    return slides


def _mark(slide: Slide, lines: Sequence[Line], index: int, listing: Listing) -> None:
    """Put down what a line that is no item says about the items around it."""
    folded = fold(lines[index].text).strip()
    if office := office_on(lines[index].text):
        slide.offices.append(Told(index, office))
    elif m := ACCOUNT_ALONE.match(folded):
        slide.accounts.append(Mark(index, plain(m["account"])))
    elif group := _group(lines[index].text):
        slide.groups.append(Mark(index, group))
    elif _is_band(lines, index, listing):
        text = plain(lines[index].text)
        slide.bands.append(Mark(index, text, _nouns(text)))


def _is_band(lines: Sequence[Line], index: int, listing: Listing) -> bool:
    """A short line that stands alone, without marker, money or a sentence's end: the band over a slide's items."""
    text = lines[index].text.strip()
    if len(text) > LONGEST_BAND or SENTENCE.search(text) or NOTE.match(text) or is_page_number(text):
        return False
    if (index > 0 and lines[index - 1].text.strip()) or (index + 1 < len(lines) and lines[index + 1].text.strip()):
        return False
    if read_marker(text)[0] is not None or money_spans(text) or not WORDS.search(text):
        return False
    return listing.heading is None or not (plain(text) in listing.heading.text or listing.heading.text in plain(text))


def _group(text: str) -> str | None:
    """A numbered line without money of its own, over items that have it: ③ … への支援. NFKC would make ③ a 3."""
    marker, rest = read_marker(text)
    if marker is None or marker.kind is not MarkerKind.CIRCLED or len(rest.strip()) < 4:
        return None
    if SENTENCE.search(rest.strip()) or money_spans(rest):
        return None
    return f"{marker.text} {plain(rest)}"


def _nouns(text: str) -> frozenset[str]:
    return frozenset(m[1] for m in KANJI_PAIR.finditer(text)) - COMMON_NOUNS
