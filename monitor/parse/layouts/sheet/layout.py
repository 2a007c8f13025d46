"""The sheet layout: a collection (主要施策集) that gives every measure a page of its own, whose parts stand in any order."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter

from monitor.budget import Amount, Entry, Level, Stage
from monitor.parse.header import Header
from monitor.parse.layouts.sheet.amounts import unit_amounts_in
from monitor.parse.layouts.sheet.implementers import implementers_in
from monitor.parse.layouts.sheet.money import Money, states_money
from monitor.parse.layouts.sheet.offices import joined
from monitor.parse.layouts.sheet.pages import REPEATED, Sheet, are_pages, may_have_sheets, sheets_in
from monitor.parse.layouts.sheet.parts import Breakdown, breakdowns
from monitor.parse.layouts.sheet.rates import rates_in
from monitor.parse.layouts.sheet.slots import Slots, Title
from monitor.parse.layouts.sheet.terms import flags_in, overview_in
from monitor.parse.layouts.sheet.together import slots_of_all
from monitor.parse.layouts.span import Span
from monitor.read.document import Document, Line

NAME = "sheet"

SURE, REGULAR, PAGED, LIKELY, POSSIBLE = 0.99, 0.95, 0.925, 0.75, 0.5
"""With title bars; without them in a supplementary budget: the same parts on nearly every sheet, money on nearly every page, or
neither; without them elsewhere."""
FEWEST_REGULAR, NEARLY_ALL = 5, 0.8
OF_SHEETS = frozenset({"outcome", "pillar"})
"""The parts that slides and papers do not have."""

GOES_ON = re.compile(r"\((?:続き|つづき|その\S{1,2}|\d/\d)\)$")
"""…事業（その２）: the second page of a measure; a bracket with other words (国実施分) tells another measure."""

BRACKET_BEHIND = re.compile(r"\s*\([^()]+\)$")

FARTHEST_PART = 100
"""How many sheets behind a package's own its parts can have theirs."""


def find(document: Document, header: Header) -> list[Span]:
    """One span from the first sheet to the last, where the document has any.

    A page is a sheet when it has two of: a title bar (施策名：), the headings of a sheet, the money of a supplementary budget.
    """
    if not may_have_sheets(document.lines):
        return []
    sheets = sheets_in(document.lines)
    like = [sheet for sheet in sheets if _is_sheet(sheet)]
    if not like:
        return []
    score = _score(like, header)
    if score == LIKELY and are_pages(document.lines) and (volume := _volume(sheets)):
        like, score = [*volume], PAGED
    span = Span(like[0].first, like[-1].last, score)
    first, last = (bisect_left(document.lines, number, key=attrgetter("number")) for number in (span.first, span.last))
    sheets_in.tell(document.lines[first : last + 1], sheets[sheets.index(like[0]) : sheets.index(like[-1]) + 1])
    return [span]


def read(lines: Sequence[Line], _header: Header) -> list[Entry]:
    """The measures of the sheets and the breakdown lines of their umbrella sheets, in order.

    A second page of a measure (its name again, no money or the same) adds its rates and unit amounts to the measure. Entries carry
    no id, and a year and a stage only where their own sheet names them.
    """
    sheets = _without_frames(slots_of_all(sheets_in(lines)))
    entries: list[Entry] = []
    last: dict[str, int] = {}
    for place, slots in enumerate(sheets, start=1):
        if slots.title is None:
            continue
        at = _continued(slots, last, entries)
        if at is not None:
            entries[at] = _with_more(entries[at], slots)
            continue
        parts = breakdowns(slots, sheets[place : place + FARTHEST_PART])
        entries += _measures(_without_remarks(slots, parts), slots.title)
        last[slots.title.bare] = len(entries) - 1
        first = slots.money[0] if slots.money else None
        entries += [_part(part, slots.title, slots, first) for part in parts]
    return entries


def _without_frames(sheets: Sequence[Slots]) -> list[Slots]:
    """The sheets, a bracket behind a title (…事業【国土強靱化】) left out where it tells no two sheets with money apart."""
    counts = Counter(slots.title.bare for slots in sheets if slots.title and slots.money)
    return [
        replace(slots, title=replace(slots.title, name=slots.title.bare))
        if slots.title and slots.money and slots.title.name.endswith(("】", "]", "］")) and counts[slots.title.bare] == 1
        else slots
        for slots in sheets
    ]


def _without_remarks(slots: Slots, parts: Sequence[Breakdown]) -> Slots:
    """The sheet without what it says of one part alone."""
    of_parts = {line.number for part in parts for line in part.remarks}
    if not of_parts:
        return slots
    return replace(slots, body=tuple(line.with_text("") if line.number in of_parts else line for line in slots.body))


def _score(sheets: Sequence[Sheet], header: Header) -> float:
    """How sure it is that these are the sheets of a volume."""
    if 2 * sum(sheet.has_title_bar for sheet in sheets) >= len(sheets):
        return SURE
    if header.stage in (Stage.SUPPLEMENTARY_DRAFT, Stage.SUPPLEMENTARY):
        return REGULAR if _is_regular(sheets) else LIKELY
    return POSSIBLE


def _is_sheet(sheet: Sheet) -> bool:
    return sheet.signs == 2 or (sheet.signs == 1 and states_money(sheet))


def _volume(sheets: Sequence[Sheet]) -> Sequence[Sheet]:
    """The pages from the first to the last that states money, where nearly every one does and half have a sheet's heading."""
    paid = [place for place, sheet in enumerate(sheets) if states_money(sheet)]
    among = sheets[paid[0] : paid[-1] + 1] if paid else ()
    marked = sum(bool(sheet.kinds) for sheet in among)
    return among if len(paid) >= max(FEWEST_REGULAR, NEARLY_ALL * len(among)) and 2 * marked >= len(among) else ()


def _is_regular(sheets: Sequence[Sheet]) -> bool:
    """Whether nearly every one of several sheets states money and has the same three parts, one of them a sheet's alone."""
    fewest = NEARLY_ALL * len(sheets)
    counts = Counter(kind for sheet in sheets for kind in sheet.kinds)
    common = {kind for kind, count in counts.items() if count >= fewest}
    if (
        len(sheets) < FEWEST_REGULAR
        or len(common) < len(OF_SHEETS) + 1
        or not any(kind in OF_SHEETS or kind.startswith(REPEATED) for kind in common)
    ):
        return False
    return sum(map(states_money, sheets)) >= fewest


def _continued(slots: Slots, last: dict[str, int], entries: Sequence[Entry]) -> int | None:
    """The entry that a sheet goes on with: the measure of the same name before it, where it states no money or the same again.

    A sheet with neither money nor a heading goes on also where a bracket behind the name tells what it shows (支給額の詳細).
    """
    if slots.title is None:
        return None
    at = last.get(slots.title.bare)
    if at is None and not slots.money and not slots.has_headings:
        return last.get(BRACKET_BEHIND.sub("", slots.title.bare))
    if at is None or not slots.money:
        return at
    if slots.title.name != entries[at].name and not GOES_ON.search(slots.title.name):
        return None
    again = [money for money in slots.money if (money.amount, money.stage) == (entries[at].amount, entries[at].stage)]
    return at if len(again) == len(slots.money) and entries[at].amount.is_stated else None


def _with_more(entry: Entry, slots: Slots) -> Entry:
    return replace(
        entry,
        rates=entry.rates + tuple(rate for rate in rates_in(slots.body) if rate not in entry.rates),
        unit_amounts=entry.unit_amounts + unit_amounts_in(slots.body),
        implementers=entry.implementers or implementers_in(slots.body),
    )


def _measures(slots: Slots, title: Title) -> list[Entry]:
    """The measure of a sheet: an entry for each budget whose money it states, or one without money."""
    if not slots.money:
        return [_measure(slots, title, None)]
    first = _measure(slots, title, slots.money[0])
    return [first, *(_in_budget(first, money) for money in slots.money[1:])]


def _in_budget(entry: Entry, money: Money) -> Entry:
    """The same measure as another of its sheet's budgets states it."""
    return replace(
        entry,
        fiscal_year=money.fiscal_year,
        stage=money.stage,
        round=money.round,
        amount=money.amount,
        prior=money.prior,
        of_which=money.of_which,
    )


def _measure(slots: Slots, title: Title, money: Money | None) -> Entry:
    office = joined(slots.offices)
    return Entry(
        id="-",
        name=title.name,
        fiscal_year=money.fiscal_year if money else None,
        stage=money.stage if money else None,
        round=money.round if money else None,
        page=title.line.page,
        line=title.line.number,
        box=title.line.box,
        level=Level.MEASURE,
        section=(slots.section,) if slots.section else (),
        bureau=office.bureau,
        division=office.division,
        phone_ext=office.phone_ext,
        amount=money.amount if money else Amount.none(),
        prior=money.prior if money else Amount.none(),
        of_which=money.of_which if money else (),
        flags=flags_in(slots.body, title.flags),
        rates=rates_in(slots.body),
        unit_amounts=unit_amounts_in(slots.body),
        implementers=implementers_in(slots.body),
        account=slots.account,
        overview=overview_in(slots.body),
        confidence=0.95 if money else 0.6,
    )


def _part(part: Breakdown, title: Title, slots: Slots, money: Money | None) -> Entry:
    return Entry(
        id="-",
        name=part.name,
        fiscal_year=money.fiscal_year if money else None,
        stage=money.stage if money else None,
        round=money.round if money else None,
        page=part.line.page,
        line=part.line.number,
        box=part.line.box,
        level=Level.BREAKDOWN,
        parent=title.name,
        section=(slots.section,) if slots.section else (),
        amount=part.amount,
        prior=part.prior,
        of_which=part.of_which,
        rates=rates_in(part.remarks),
        unit_amounts=unit_amounts_in(part.remarks),
        confidence=0.85,
    )
