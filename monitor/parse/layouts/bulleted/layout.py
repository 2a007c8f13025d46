"""A bulleted list `○ 名 金額（前年度）` inside a document that is mostly something else: council papers, handouts.

Seen in 第174回社会保障審議会医療保険部会 資料3. What makes a list of measures is its form, never its words: a run of lines that
are a marker, a name and an amount with the year before in brackets, under a heading that names a fiscal year's budget or beside
a note that says what the brackets mean. The text of a slide comes out in any order: a name may stand before its section's heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from monitor.budget import Amount, Entry, Level, Part, Rate
from monitor.parse.badges import with_parts
from monitor.parse.header import Header
from monitor.parse.labelled import is_below_all
from monitor.parse.layouts.beside import bracket_beside, entry_beside, money_beside
from monitor.parse.layouts.bulleted.heading import Heading
from monitor.parse.layouts.bulleted.items import Item, account_behind, whole_accounts
from monitor.parse.layouts.bulleted.list import Listing, end_of, is_sum, listings, parts_of
from monitor.parse.layouts.bulleted.offices import offices_of
from monitor.parse.layouts.bulleted.slide import slides_of
from monitor.parse.layouts.bulleted.units import units_below
from monitor.parse.layouts.overview.forms import OF_WHICH, is_prose, is_rated
from monitor.parse.layouts.part_rows import breakdown_of, part_on
from monitor.parse.layouts.span import Span
from monitor.parse.names import clean_name
from monitor.parse.rates import RATE_LABEL, read_rates
from monitor.parse.recipients import by_recipient
from monitor.parse.stages import ASIDE
from monitor.parse.statements import read_parts, read_statement
from monitor.parse.unit_amounts import read_unit_amounts
from monitor.parse.width import fold
from monitor.read.document import Document, Line

NAME = "bulleted"

NEXT_LINES = 2
"""A row without a marker has its money in another budget so near below it: further down it is the list's."""

CONFIDENCE = 0.95
CONFIDENCE_IN_SENTENCE = 0.6

COST_IN_SENTENCE = re.compile(r"^ (?P<name> [^\s、。]{4,80} (?:費用|経費|負担金|補助金|交付金) ) (?:として|に)、? $", re.X)
BOOKED = re.compile("を(?:計上|措置|確保)")
COUNTED = re.compile(rf"^ \s* (?: [(] (?:国費|公費) [)] )? \s* {BOOKED.pattern}", re.X)
"""…に係る費用として、39億円（国費）を計上: money for a part of the measure above, told in a sentence (folded text)."""


def find(document: Document, _header: Header) -> list[Span]:
    """The runs of item lines that a heading or a note tells to be a budget's."""
    lines = document.lines
    spans: list[Span] = []
    for listing in listings(lines):
        first, last = lines[listing.first].number, lines[end_of(lines, listing)].number
        if listing.goes_on and listing.score > 0:
            spans[-1] = replace(spans[-1], last=last)
        elif listing.score > 0:
            spans.append(Span(first, last, listing.score))
    return spans


def read(lines: Sequence[Line], _header: Header) -> list[Entry]:
    """The entries of one list, in order of place. Fiscal year and stage are the list's own heading's where it has one."""
    entries = [entry for listing in listings(lines, of_one_paper=True) if listing.score > 0 for entry in _entries(lines, listing)]
    return sorted(entries, key=lambda entry: entry.line or 0)


def _entries(lines: Sequence[Line], listing: Listing) -> list[Entry]:
    """The list's measures, each followed by the parts whose cost a sentence below it tells."""
    wholes = {part.index: item for place, item in enumerate(listing.items) for part in parts_of(lines, listing.items, place)}
    lines_of = _lines_below(lines, listing, wholes)
    sums = {item.index for place, item in enumerate(listing.items) if is_sum(lines, listing.items, place)}
    entries, has_aside = list[Entry](), False
    slides, whole_names = slides_of(lines, listing), whole_accounts(lines)
    offices = offices_of(listing.items, [(slide.items, slide.offices) for slide in slides])
    for slide in slides:
        accounts = slide.given_accounts()
        for item in slide.items:
            own = lines_of[item.index]
            whole = wholes.get(item.index)
            office = offices.get(item.index) or (offices.get(whole.index) if whole else None)
            entry = replace(
                _entry(lines[item.index], item, listing.heading),
                section=((listing.heading.text,) if listing.heading else ()) + slide.section(item),
                bureau=office.bureau if office else None,
                division=office.division if office else None,
                phone_ext=office.phone_ext if office else None,
                account=item.account or account_behind(item.remarks, whole_names) or accounts.get(item.index),
                level=Level.BREAKDOWN if whole else Level.TOTAL if item.index in sums else Level.MEASURE,
                parent=whole.name if whole else None,
                rates=_rates(own),
                unit_amounts=units_below(own),
            )
            parts = (*entry.of_which, *_quotas(own, entry))
            entry = replace(entry, of_which=parts, flags=with_parts(entry.flags, parts, entry.amount.yen))
            entries.append(entry)
            behind = bracket_beside(lines[item.last].text)
            entries += [other for other in [_beside(lines[item.last].with_text(behind), entry)] if other] if behind else []
            entries += [part for line in own if (part := _part(line, entry) or _cost_in_sentence(line, entry)) is not None]
            below = own if item.marker.text.strip() else own[:NEXT_LINES]
            beside = [line for line in below if _beside(line, entry) is not None]
            aside = [line for line in beside if ASIDE.match(fold(line.text))]
            if item.index == listing.items[-1].index and not has_aside:  # below the list: a remark on the whole of it
                beside = [line for line in beside if line not in aside]
            has_aside = has_aside or bool(aside)
            entries += [other for line in beside if (other := _beside(line, entry)) is not None]
    return entries


def _lines_below(lines: Sequence[Line], listing: Listing, wholes: Mapping[int, Item]) -> dict[int, list[Line]]:
    """The lines below each item by its index; those below the last of several parts that are about all of them are the whole's."""
    ends = [item.index for item in listing.items[1:]] + [end_of(lines, listing) + 1]
    below = {item.index: list(lines[item.last + 1 : end]) for item, end in zip(listing.items, ends, strict=True)}
    for whole in {item.index: item for item in wholes.values()}.values():
        parts = [index for index, item in wholes.items() if item is whole]
        own = [line for line in below[parts[-1]] if is_below_all([lines[index] for index in parts], line, lines)]
        if own and own[0].text.strip():
            below[parts[-1]] = [line for line in below[parts[-1]] if line not in own]
            below[whole.index] += own
    return below


def _rates(lines: Sequence[Line]) -> tuple[Rate, ...]:
    """Who pays which share, as the lines below an item tell."""
    return tuple(rate for line in lines if _states_rates(line) for rate in by_recipient(read_rates(line.text), line.text))


def _states_rates(line: Line) -> bool:
    return is_rated(line.text) or (("率" in line.text or "合" in line.text) and RATE_LABEL.search(fold(line.text)) is not None)


def _entry(line: Line, item: Item, heading: Heading | None) -> Entry:
    return Entry(
        id=f"l{line.number}",
        name=item.name,
        page=line.page,
        line=line.number,
        box=line.box,
        level=Level.MEASURE,
        fiscal_year=heading.year if heading else None,
        stage=heading.stage if heading else None,
        round=heading.round if heading else None,
        amount=item.statement.amount,
        prior=item.statement.prior,
        of_which=item.statement.of_which,
        flags=item.flags,
        confidence=CONFIDENCE,
    )


def _beside(line: Line, above: Entry) -> Entry | None:
    """The measure above in another budget: ※令和７年度補正予算額 82億円 on a line of its own."""
    told = money_beside(line.text)
    other = entry_beside(above, *told) if told else None
    return replace(other, id=f"l{line.number}", page=line.page, line=line.number, box=line.box) if other else None


def _quotas(lines: Sequence[Line], above: Entry) -> Iterator[Part]:
    """What rows below a measure tell of its money without a name to tell apart: うち推進枠 2億円, （うち、離島 1億円）."""
    for line in lines:
        if (
            "うち" in line.text
            and OF_WHICH.match(line.text)
            and not is_prose(line.text)
            and _part(line, above) is None
            and not read_unit_amounts(line.text)
        ):
            yield from (part for part in read_parts(line.text) if part.yen <= (above.amount.yen or 0))


def _part(line: Line, above: Entry) -> Entry | None:
    """The part of a measure on a line of its own: うち、大規模成長枠 420億円. A quota (うち推進枠) is no part to tell apart."""
    told = part_on(line.text, above.amount.yen or 0)
    if told is None:
        return None
    name, statement = told
    return breakdown_of(above, line, name, statement.amount, statement.prior, CONFIDENCE)


def _cost_in_sentence(line: Line, above: Entry) -> Entry | None:
    """The part of a measure whose cost a sentence tells: …の費用として、39億円（国費）を計上"""
    if BOOKED.search(line.text) is None:
        return None
    statement = read_statement(line.text)
    if statement is None or not statement.amount.is_stated:
        return None
    text = fold(line.text)
    named = COST_IN_SENTENCE.match(text[: statement.start].strip())
    if named is None or not COUNTED.match(text[statement.end :]):
        return None
    return breakdown_of(above, line, clean_name(named["name"]), statement.amount, Amount.none(), CONFIDENCE_IN_SENTENCE)
