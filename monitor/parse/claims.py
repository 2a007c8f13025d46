"""What each layout claims of a document, and which of the claims are read (DESIGN.md)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import accumulate
from operator import attrgetter

from monitor.budget import AmountKind, Entry, YosanError
from monitor.parse.header import Header
from monitor.parse.labelled import with_labelled
from monitor.parse.layouts import LAYOUTS, LISTS, RECORDS, TABLE_LAYOUTS, WHOLE, Layout, TableLayout, sheet
from monitor.parse.layouts.span import Ground, Span
from monitor.parse.table.budget import budget_tables
from monitor.parse.table.rows import money_rows
from monitor.read.document import Document, Line

SURE_ENOUGH = 0.3
"""Below this score a claim is left alone: what fits no layout gives no measure."""

CERTAIN = 0.93
"""From this score a claim has no rivals: slides and sheets with all their signs."""
ABOUT_AS_SURE = 0.25

SAYS_MONEY = re.compile(r"円 | 内\s?数 | 事\s?項", re.X)
"""What every item of a list has: money, the money that it is inside of, 事項要求."""

Claim = tuple[Layout, Span]
AnyClaim = tuple[Layout | TableLayout, Span]


class ParseError(YosanError):
    """A document that a layout claims but cannot read; the message names document, lines and layout."""


class Readings:
    """What claims on a document read, each read once however often it is weighed.

    lost_rows: numbers of the lines that are rows of budget tables with a name and money, and gave no entry.
    """

    def __init__(self, document: Document, header: Header) -> None:
        self.header = header
        self._document, self._read = document, list[Span]()
        self.known: dict[tuple[str, Span], list[Entry]] = {}
        self.lost_rows: set[int] = set()

    @property
    def document(self) -> Document:
        """The document, its lines that certain claims read blank."""
        if self._read:
            self._document, self._read = _without(self._document, self._read), []
        return self._document

    def unread(self) -> Sequence[Line]:
        """The lines of the document that no certain claim reads."""
        return _outside(self._document.lines, self._read)

    def of(self, claim: AnyClaim) -> list[Entry]:
        """The entries of a claim's lines. Raises ParseError where its layout breaks on them."""
        key = claim[0].NAME, claim[1]
        if key not in self.known:
            layout, span = claim
            self.known[key] = self.read(layout, span) if isinstance(layout, Layout) else []
        return self.known[key]

    def records(self) -> list[AnyClaim]:
        """The claims of records, each read. From then on their lines are blank and their tables gone. Raises ParseError as of()."""
        claims = _claims(self, RECORDS)
        for claim in claims:
            self.of(claim)
        ground = Ground()
        for _, span in claims:
            ground.take(span)
        if claims:
            tables = tuple(table for table in self.document.tables if not table.rows or ground.at(table.rows[-1].line) is None)
            self._document = replace(_without(self.document, [span for _, span in claims]), tables=tables)
        return list(claims)

    def tables(self, whole: Sequence[Span]) -> list[AnyClaim]:
        """The claims of the tables that state a budget's money and are no part of a larger whole, each read.

        Their lines are blank from then on: what stands around a table is read without it. Raises ParseError as of() does.
        """
        taken = Ground()
        for span in whole:
            if taken.is_free(span):
                taken.take(span)
        claims: list[AnyClaim] = []
        for table in budget_tables(self.document, self.header):
            span = Span(table.first, table.last, table.score)
            layout = next((layout for layout in TABLE_LAYOUTS if layout.fits(table)), None)
            if layout is not None and taken.is_free(span):
                with _told_as_parse_error(self.document, layout, span):
                    self.known[layout.NAME, span] = layout.read_table(table, self.document)
                self.lost_rows |= money_rows(table) - {entry.line for entry in self.known[layout.NAME, span]}
                if self.known[layout.NAME, span]:
                    taken.take(span)
                    claims.append((layout, span))
        self._document = _without(self.document, [span for _, span in claims])
        return claims

    def certain(self, claims: Sequence[Claim]) -> list[AnyClaim]:
        """Those of the claims that have no rivals, each read: the surest of those that overlap.

        Their lines are blank from then on. Raises ParseError as of() does.
        """
        taken = Ground()
        certain: list[AnyClaim] = []
        for claim in _surest_first(claims):
            if claim[1].score >= CERTAIN and taken.is_free(claim[1]):
                self.of(claim)
                taken.take(claim[1])
                certain.append(claim)
        self._read += taken.spans
        return certain

    def read(self, layout: Layout, span: Span) -> list[Entry]:
        lines = self.document.lines
        own = lines[_places(lines, [span])[0]]
        with _told_as_parse_error(self.document, layout, span):
            entries = layout.read(own, self.header)
            return with_labelled(entries, own) if layout in LISTS else entries

    def measures_told(self, claim: Claim) -> int:
        """How many entries of a claim state the year before: what an overview and a list of measures have in common."""
        return sum(entry.prior.kind is not AmountKind.NONE for entry in self.of(claim))


@contextmanager
def _told_as_parse_error(document: Document, layout: Layout | TableLayout, span: Span) -> Iterator[None]:
    try:
        yield
    except (ValueError, ArithmeticError, LookupError, TypeError, AttributeError) as error:
        where = f"{document.name}: lines {span.first}–{span.last}"
        raise ParseError(f"{where} look like the {layout.NAME} layout but cannot be read as such ({error!r})") from error


def _without(document: Document, spans: Sequence[Span]) -> Document:
    """The document with these lines blank."""
    if not spans:
        return document
    lines = list(document.lines)
    for own in _places(lines, spans):
        lines[own] = [line.with_text("") if line.text else line for line in lines[own]]
    return replace(document, lines=tuple(lines))


def _outside(lines: Sequence[Line], spans: Sequence[Span]) -> Sequence[Line]:
    """The lines that lie in none of the spans."""
    outside = list(lines)
    for own in reversed(_places(lines, spans)):
        del outside[own]
    return outside


def _places(lines: Sequence[Line], spans: Sequence[Span]) -> list[slice]:
    """Where the lines of each span stand, in order of place; spans do not overlap."""
    number = attrgetter("number")
    in_order = sorted(spans, key=attrgetter("first"))
    return [slice(bisect_left(lines, span.first, key=number), bisect_right(lines, span.last, key=number)) for span in in_order]


def ground_of(claims: Sequence[AnyClaim]) -> Ground:
    """The lines that some claim reads; a span around a table is cut where the table stands."""
    apart = (*TABLE_LAYOUTS, *RECORDS)
    tables = sorted((span for layout, span in claims if layout in apart), key=attrgetter("first"))
    ground = Ground()
    for span in tables:
        ground.take(span)
    for layout, span in claims:
        first = span.first
        for table in [] if layout in apart else [table for table in tables if table.overlaps(span)]:
            if first < table.first:
                ground.take(replace(span, first=first, last=table.first - 1))
            first = table.last + 1
        if layout not in apart and first <= span.last:
            ground.take(replace(span, first=first))
    return ground


def best_claims(readings: Readings) -> list[AnyClaim]:
    """The claims that do not overlap, the surest first; in order of place. Of claims about as sure, the one that reads more.

    Records, a table that states a budget's money, and slides and sheets with all their signs are their own layout's; what claims
    the lines around is read without them.

    Raises ParseError where a layout breaks on lines that another claims too.
    """
    apart: list[AnyClaim] = readings.records()
    claims = _claims_of_whole(readings)
    tables = readings.tables([span for _, span in claims if span.score >= CERTAIN])
    if tables:
        claims = _claims_of_whole(readings)
    certain = readings.certain(claims)
    apart += [*tables, *certain]
    taken = ground_of(certain)
    if not certain or SAYS_MONEY.search("\n\n".join([line.text for line in readings.unread()])):
        claims += _claims(readings, [layout for layout in LAYOUTS if layout not in WHOLE])
        claims.sort(key=lambda claim: LAYOUTS.index(claim[0]))
    return sorted([*apart, *_best_of(claims, taken, readings)], key=lambda claim: claim[1].first)


def _best_of(claims: Sequence[Claim], taken: Ground, readings: Readings) -> list[Claim]:
    """Of the claims on lines that are not taken, those that do not overlap; they are taken from then on."""
    beside = _Beside(claims)
    best = []
    for layout, span in _surest_first(claims):
        if taken.is_free(span):
            rivals = [one for one in beside.rivals(layout, span) if taken.is_free(one[1])]
            chosen = max([(layout, span), *rivals], key=readings.measures_told) if rivals else (layout, span)
            taken.take(chosen[1])
            best.append(chosen)
    return best


def _surest_first(claims: Sequence[Claim]) -> list[Claim]:
    return sorted(claims, key=lambda claim: (-claim[1].score, claim[1].first))


def _claims(readings: Readings, layouts: Sequence[Layout]) -> list[Claim]:
    document, header = readings.document, readings.header
    return [(layout, span) for layout in layouts for span in layout.find(document, header) if span.score >= SURE_ENOUGH]


def _claims_of_whole(readings: Readings) -> list[Claim]:
    """The claims of sheets, and of slides too unless all the money stands in sheets that are certain."""
    sheets = _claims(readings, [sheet])
    certain = [span for _, span in sheets if span.score >= CERTAIN]
    if certain and not any("円" in line.text for line in _outside(readings.document.lines, certain)):
        return sheets
    return [*sheets, *_claims(readings, [layout for layout in WHOLE if layout is not sheet])]


class _Beside:
    """The claims by place, so that those on the same lines as one are found without a look at all of them."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self.claims = claims
        self.order = sorted(range(len(claims)), key=lambda place: claims[place][1].first)
        self.firsts = [claims[place][1].first for place in self.order]
        self.reach = list(accumulate((claims[place][1].last for place in self.order), max))

    def rivals(self, layout: Layout, span: Span) -> list[Claim]:
        """The claims of other layouts on some of the span's lines that are about as sure, in the order of the layouts."""
        near = self.order[bisect_left(self.reach, span.first) : bisect_right(self.firsts, span.last)]
        claims = [self.claims[place] for place in sorted(near)]
        return [
            (other, rival)
            for other, rival in claims
            if other is not layout and rival.overlaps(span) and rival.score >= span.score - ABOUT_AS_SURE
        ]
