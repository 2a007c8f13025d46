"""A bulleted list `○ 名 金額（前年度）` inside a document that is mostly something else: council papers, handouts.

Seen in 第174回社会保障審議会医療保険部会 資料3. What makes a list of measures is its form, never its words: a run of lines that
are a marker, a name and an amount with the year before in brackets, under a heading that names a fiscal year's budget or beside
a note that says what the brackets mean. The text of a slide comes out in any order: a name may stand before its section's heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from monitor.budget import Amount, Entry, Level, RevisionRate
from monitor.parse.header import Header
from monitor.parse.layouts.bulleted_list import ACCOUNT, SENTENCE, Item, Listing, end_of, listings, starts_page
from monitor.parse.layouts.span import Span
from monitor.parse.money import money_spans, read_statement
from monitor.parse.names import MarkerKind, clean_name, read_marker
from monitor.parse.rates import read_revision_rates
from monitor.parse.width import fold, plain
from monitor.read.document import Document, Line

NAME = "bulleted"

CONFIDENCE = 0.95
CONFIDENCE_IN_SENTENCE = 0.6

DIVISION = re.compile(r"^ [(] \s* (?P<division> [^()\s]{2,20} (?:課|室|参事官) ) (?: \s* 内線 [\d ]+ )? \s* [)] $", re.X)
"""（保険課） on a line of its own (folded text)."""

ACCOUNT_ALONE = re.compile(rf"^ [(]? {ACCOUNT.pattern} [)]? $", re.X)
"""「東日本大震災復興特別会計」計上項目 on a line of its own (folded text)."""

COST_IN_SENTENCE = re.compile(r"^ (?P<name> [^\s、。]{4,80} (?:費用|経費|負担金|補助金|交付金) ) (?:として|に)、? $", re.X)
COUNTED = re.compile(r"^ \s* (?: [(] (?:国費|公費) [)] )? \s* を (?:計上|措置|確保)", re.X)
"""…に係る費用として、39億円（国費）を計上: money for a part of the measure above, told in a sentence (folded text)."""

PAGE_NUMBER = re.compile(r"^ -? \s* \d{1,3} \s* -? $", re.X)
NOTE = re.compile(r"^ (?: [※*＊(（「【注] | [・-] \s ) ", re.X)

KANJI_PAIR = re.compile(r"(?= ([一-龥々]{2}) )", re.X)
COMMON_NOUNS = frozenset({"推進", "支援", "実施", "事業", "強化", "確保", "充実", "対策", "運営", "関係"})

LONGEST_SECTION = 60


def find(document: Document, _header: Header) -> list[Span]:
    """The runs of item lines that a heading or a note tells to be a budget's."""
    lines = document.lines
    return [
        Span(lines[listing.first].number, lines[end_of(lines, listing)].number, listing.score)
        for listing in listings(lines)
        if listing.score > 0
    ]


def read(lines: Sequence[Line], _header: Header) -> list[Entry]:
    """The entries of one list, in order of place. Fiscal year and stage are the list's own heading's where it has one."""
    pages = _pages(lines)
    entries: list[Entry] = []
    for listing in listings(lines):
        if listing.score > 0:
            first, last = listing.first, end_of(lines, listing)
            page_of = {index: pages[index] for index in range(first, last + 1)}
            entries += _entries(lines, listing, page_of)
    return sorted(entries, key=lambda entry: entry.line or 0)


def _pages(lines: Sequence[Line]) -> list[int]:
    """For each line, a count of the page breaks above it."""
    pages, page = [], 0
    for index in range(len(lines)):
        page += starts_page(lines, index)
        pages.append(page)
    return pages


def _entries(lines: Sequence[Line], listing: Listing, page_of: dict[int, int]) -> list[Entry]:
    taken = {index for item in listing.items for index in range(item.index, item.last + 1)}
    headings = [index for index in page_of if index not in taken and _is_section(lines, index, listing)]
    groups = [index for index in page_of if index not in taken and _is_group(lines[index])]
    divisions = _assigned_below(listing.items, _named(lines, page_of, DIVISION, "division"), page_of)
    accounts = _assigned_above(listing.items, _named(lines, page_of, ACCOUNT_ALONE, "account"), page_of)
    entries = []
    for number, item in enumerate(listing.items):
        below = listing.items[number + 1].index if number + 1 < len(listing.items) else max(page_of) + 1
        own = range(item.last + 1, below)
        section = _section(lines, listing, item, headings, groups, page_of)
        rates = tuple(rate for index in own for rate in read_revision_rates(lines[index].text))
        entry = replace(
            _entry(lines[item.index], item, listing, section, rates),
            division=divisions.get(item.index),
            account=item.account or accounts.get(item.index),
        )
        entries.append(entry)
        entries += [part for index in own if (part := _cost_in_sentence(lines[index], entry)) is not None]
    return entries


def _entry(line: Line, item: Item, listing: Listing, section: tuple[str, ...], rates: tuple[RevisionRate, ...]) -> Entry:
    heading = listing.heading
    return Entry(
        id=f"l{line.number}",
        name=item.name,
        page=line.page,
        line=line.number,
        box=line.box,
        level=Level.MEASURE,
        section=section,
        fiscal_year=heading.year if heading else None,
        stage=heading.stage if heading else None,
        round=heading.round if heading else None,
        amount=item.statement.amount,
        prior=item.statement.prior,
        of_which=item.statement.of_which,
        flags=item.flags,
        revision_rates=rates,
        confidence=CONFIDENCE,
    )


def _cost_in_sentence(line: Line, above: Entry) -> Entry | None:
    """The part of a measure whose cost a sentence tells: …の廃止に係る費用として、39億円（国費）を計上している。"""
    statement = read_statement(line.text)
    if statement is None or not statement.amount.is_stated:
        return None
    text = fold(line.text)
    named = COST_IN_SENTENCE.match(text[: statement.start].strip())
    if named is None or not COUNTED.match(text[statement.end :]):
        return None
    return replace(
        above,
        id=f"l{line.number}",
        name=clean_name(named["name"]),
        page=line.page,
        line=line.number,
        box=line.box,
        level=Level.BREAKDOWN,
        parent=above.name,
        amount=statement.amount,
        prior=Amount.none(),
        of_which=(),
        flags=(),
        revision_rates=(),
        confidence=CONFIDENCE_IN_SENTENCE,
    )


def _is_section(lines: Sequence[Line], index: int, listing: Listing) -> bool:
    """A short line that stands alone, without marker, money or a sentence's end: a slide's band."""
    text = lines[index].text.strip()
    if not text or len(text) > LONGEST_SECTION or SENTENCE.search(text) or NOTE.match(text) or PAGE_NUMBER.match(fold(text)):
        return False
    if read_marker(text)[0] is not None or money_spans(text) or (listing.heading and _same_words(text, listing.heading.text)):
        return False
    alone_above = index == 0 or not lines[index - 1].text.strip()
    alone_below = index + 1 == len(lines) or not lines[index + 1].text.strip()
    return alone_above and alone_below


def _same_words(text: str, heading: str) -> bool:
    return plain(text) in heading or heading in plain(text)


def _is_group(line: Line) -> bool:
    """A numbered line without money of its own, over items that have it: ③ … への支援."""
    marker, rest = read_marker(line.text)
    return (
        marker is not None
        and marker.kind is MarkerKind.CIRCLED
        and len(rest.strip()) >= 4
        and not SENTENCE.search(rest.strip())
        and not money_spans(rest)
    )


def _section(
    lines: Sequence[Line], listing: Listing, item: Item, headings: Sequence[int], groups: Sequence[int], page_of: dict[int, int]
) -> tuple[str, ...]:
    """The headings above an item, outermost first: the list's, the band of its slide, and the group of a kana item."""
    names = [listing.heading.text] if listing.heading else []
    here = [index for index in headings if page_of[index] == page_of[item.index]]
    before = [index for index in headings if page_of[index] < page_of[item.index]][-1:]
    band = _band(item, [(index, plain(lines[index].text)) for index in before + here], len(here))
    if band:
        names.append(band)
    if item.marker.kind is MarkerKind.KANA:
        group = [index for index in groups if page_of[index] == page_of[item.index]]
        nearest = [index for index in group if index < item.index][-1:] or group[:1]
        names += [_group_name(lines[index]) for index in nearest]
    return tuple(names)


def _band(item: Item, bands: Sequence[tuple[int, str]], here: int) -> str | None:
    """Which band an item belongs to: of its own slide's (the last `here` ones), or the one that went on from the slide before.

    The order on a slide is lost, so the nouns that band and name share decide, and the place only where they do not.
    """
    if not bands:
        return None
    shared = [(len(_nouns(text) & _nouns(item.name)), text) for _, text in bands]
    most = max(count for count, _ in shared)
    if most and sum(count == most for count, _ in shared) == 1:
        return next(text for count, text in shared if count == most)
    own = bands[len(bands) - here :] or bands
    above = [text for index, text in own if index < item.index]
    return above[-1] if above else own[0][1]


def _nouns(text: str) -> set[str]:
    """Pairs of kanji, without those that any heading of a budget may hold."""
    return {m[1] for m in KANJI_PAIR.finditer(text)} - COMMON_NOUNS


def _group_name(line: Line) -> str:
    """A group's heading with its marker as printed: NFKC would make ③ a 3."""
    marker, rest = read_marker(line.text)
    return f"{marker.text if marker else ''} {plain(rest)}".strip()


def _named(lines: Sequence[Line], page_of: dict[int, int], pattern: re.Pattern[str], group: str) -> list[tuple[int, str]]:
    """The lines that are nothing but what the pattern names, with the name."""
    return [(index, plain(m[group])) for index in page_of if (m := pattern.match(fold(lines[index].text).strip())) is not None]


def _assigned_below(items: Sequence[Item], named: Sequence[tuple[int, str]], page_of: dict[int, int]) -> dict[int, str]:
    """Each name given to the next item of its page, or else to the last one above."""
    given: dict[int, str] = {}
    for index, name in named:
        page = [item.index for item in items if page_of[item.index] == page_of[index]]
        for place in ([at for at in page if at > index] or page[::-1])[:1]:
            given.setdefault(place, name)
    return given


def _assigned_above(items: Sequence[Item], named: Sequence[tuple[int, str]], page_of: dict[int, int]) -> dict[int, str]:
    """Each name given to the nearest item above it on its page that has no account of its own, or else to the next one below."""
    given: dict[int, str] = {}
    for index, name in named:
        page = [item.index for item in items if page_of[item.index] == page_of[index] and item.account is None]
        for place in ([at for at in page if at < index][::-1] or page)[:1]:
            given.setdefault(place, name)
    return given
