"""A document becomes entries: the header is recognised, each layout claims lines, the best claims are read (DESIGN.md)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor.budget import AmountKind, Entry, Level, YosanError
from monitor.parse.header import Header, recognise
from monitor.parse.layouts import LAYOUTS, Layout
from monitor.parse.layouts.span import Span
from monitor.parse.memo import one_document
from monitor.parse.money import money_spans
from monitor.parse.revisions import Revision, revisions
from monitor.read.document import Document

PARSER_VERSION = "1"
"""Stored with every entry: a capture read under another version is read again."""

SURE_ENOUGH = 0.3
"""Below this score a claim is left alone: what fits no layout gives no measure."""

CERTAIN = 0.93
"""From this score a claim has no rivals: slides and sheets with all their signs."""
ABOUT_AS_SURE = 0.25


class ParseError(YosanError):
    """A document that a layout claims but cannot read; the message names document, lines and layout."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a document states. layouts: names of the families that read a part, in order of place.

    unread_money_lines: numbers of the lines that hold money and lie in no layout's span.
    """

    header: Header
    entries: tuple[Entry, ...]
    layouts: tuple[str, ...]
    unread_money_lines: tuple[int, ...]


def parse(document: Document, ministry: str | None = None) -> Parsed:
    """The entries of a document. ministry: what the caller knows, wins over what the document says.

    Raises ParseError where a layout breaks on the lines it claimed: half a list would look like measures that disappeared.
    """
    with one_document():
        return _parse(document, recognise(document).with_ministry(ministry))


def _parse(document: Document, header: Header) -> Parsed:
    claims = _best_claims(document, header)
    entries: list[Entry] = []
    for layout, span in claims:
        entries += _read(layout, span, document, header)
    for revision in revisions(document.lines):
        entries = _with_revision(entries, revision, claims)
    covered = [span for _, span in claims]
    unread = tuple(
        line.number
        for line in document.lines
        if not any(span.first <= line.number <= span.last for span in covered) and any(s.amount.yen for s in money_spans(line.text))
    )
    layouts = tuple(dict.fromkeys(layout.NAME for layout, _ in claims))
    return Parsed(header, _complete(entries, document, header), layouts, unread)


def _read(layout: Layout, span: Span, document: Document, header: Header) -> list[Entry]:
    lines = [line for line in document.lines if span.first <= line.number <= span.last]
    try:
        return layout.read(lines, header)
    except (ValueError, ArithmeticError, LookupError, TypeError, AttributeError) as error:
        where = f"{document.name}: lines {span.first}–{span.last}"
        raise ParseError(f"{where} look like the {layout.NAME} layout but cannot be read as such ({error!r})") from error


def _with_revision(entries: list[Entry], revision: Revision, claims: list[tuple[Layout, Span]]) -> list[Entry]:
    """The entries with the rates of a revision: of the measure that they stand below in its list, else of a total of their own."""
    span = next((span for _, span in claims if span.first <= revision.line <= span.last), None)
    above = [
        place
        for place, entry in enumerate(entries)
        if span and entry.level is Level.MEASURE and entry.line and span.first <= entry.line <= revision.line
    ]
    if not above:
        own = Entry("", revision.title, level=Level.TOTAL, page=revision.page, line=revision.line, revision_rates=revision.rates)
        at = sum((entry.line or 0) <= revision.line for entry in entries)
        return [*entries[:at], own, *entries[at:]]
    place = max(above, key=lambda place: entries[place].line or 0)
    told = replace(entries[place], revision_rates=entries[place].revision_rates + revision.rates)
    return [*entries[:place], told, *entries[place + 1 :]]


def _best_claims(document: Document, header: Header) -> list[tuple[Layout, Span]]:
    """The claims that do not overlap, the surest first; in order of place. Of claims about as sure, the one that reads more."""
    claims = [(layout, span) for layout in LAYOUTS for span in layout.find(document, header) if span.score >= SURE_ENOUGH]
    taken: list[tuple[Layout, Span]] = []
    for layout, span in sorted(claims, key=lambda claim: (-claim[1].score, claim[1].first)):
        if any(span.overlaps(other) for _, other in taken):
            continue
        rivals = [] if span.score >= CERTAIN else [one for one in claims if one[0] is not layout and _contends(one[1], span, taken)]
        best, most = (layout, span), _measures_told((layout, span), document, header) if rivals else 0
        for rival in rivals:
            if (told := _measures_told(rival, document, header)) > most:
                best, most = rival, told
        taken.append(best)
    return sorted(taken, key=lambda claim: claim[1].first)


def _contends(rival: Span, span: Span, taken: list[tuple[Layout, Span]]) -> bool:
    """Whether a claim on the same lines is about as sure."""
    free = not any(rival.overlaps(other) for _, other in taken)
    return free and rival.overlaps(span) and rival.score >= span.score - ABOUT_AS_SURE


def _measures_told(claim: tuple[Layout, Span], document: Document, header: Header) -> int:
    """How many entries of a claim state the year before: what an overview and a list of measures have in common."""
    return sum(entry.prior.kind is not AmountKind.NONE for entry in _read(*claim, document, header))


def _complete(entries: list[Entry], document: Document, header: Header) -> tuple[Entry, ...]:
    """The entries with what holds for the whole document filled in, and ids by their place: line, then count on that line."""
    counts: dict[int, int] = {}
    complete = []
    for entry in entries:
        line = entry.line or 0
        counts[line] = counts.get(line, 0) + 1
        own_id = f"l{line}" if counts[line] == 1 else f"l{line}.{counts[line]}"
        complete.append(
            replace(
                entry,
                id=own_id,
                doc=document.name,
                ministry=entry.ministry or header.ministry,
                bureau=entry.bureau or header.bureau,
                division=entry.division or header.division,
                fiscal_year=entry.fiscal_year or header.fiscal_year,
                stage=entry.stage or header.stage,
                round=entry.round if entry.round is not None else header.round,
            )
        )
    return tuple(complete)
