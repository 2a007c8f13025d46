"""What each layout claims of a document, and which of the claims are read (DESIGN.md)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from operator import attrgetter

from monitor.budget import AmountKind, Entry, YosanError
from monitor.parse.header import Header
from monitor.parse.layouts import LAYOUTS, Layout
from monitor.parse.layouts.span import Ground, Span
from monitor.read.document import Document

SURE_ENOUGH = 0.3
"""Below this score a claim is left alone: what fits no layout gives no measure."""

CERTAIN = 0.93
"""From this score a claim has no rivals: slides and sheets with all their signs."""
ABOUT_AS_SURE = 0.25

Claim = tuple[Layout, Span]


class ParseError(YosanError):
    """A document that a layout claims but cannot read; the message names document, lines and layout."""


class Readings:
    """What claims on a document read, each read once however often it is weighed."""

    def __init__(self, document: Document, header: Header) -> None:
        self.document, self.header = document, header
        self.known: dict[tuple[str, Span], list[Entry]] = {}

    def of(self, claim: Claim) -> list[Entry]:
        """The entries of a claim's lines. Raises ParseError where its layout breaks on them."""
        key = claim[0].NAME, claim[1]
        if key not in self.known:
            self.known[key] = self.read(*claim)
        return self.known[key]

    def read(self, layout: Layout, span: Span) -> list[Entry]:
        lines = self.document.lines
        first = bisect_left(lines, span.first, key=attrgetter("number"))
        last = bisect_right(lines, span.last, key=attrgetter("number"))
        try:
            return layout.read(lines[first:last], self.header)
        except (ValueError, ArithmeticError, LookupError, TypeError, AttributeError) as error:
            where = f"{self.document.name}: lines {span.first}–{span.last}"
            raise ParseError(f"{where} look like the {layout.NAME} layout but cannot be read as such ({error!r})") from error

    def measures_told(self, claim: Claim) -> int:
        """How many entries of a claim state the year before: what an overview and a list of measures have in common."""
        return sum(entry.prior.kind is not AmountKind.NONE for entry in self.of(claim))


def best_claims(readings: Readings) -> list[Claim]:
    """The claims that do not overlap, the surest first; in order of place. Of claims about as sure, the one that reads more.

    Raises ParseError where a layout breaks on lines that another claims too.
    """
    document, header = readings.document, readings.header
    claims = [(layout, span) for layout in LAYOUTS for span in layout.find(document, header) if span.score >= SURE_ENOUGH]
    beside = _Beside(claims)
    taken = Ground()
    best: list[Claim] = []
    for layout, span in sorted(claims, key=lambda claim: (-claim[1].score, claim[1].first)):
        if not taken.is_free(span):
            continue
        rivals = [] if span.score >= CERTAIN else [one for one in beside.rivals(layout, span) if taken.is_free(one[1])]
        chosen = max([(layout, span), *rivals], key=readings.measures_told) if rivals else (layout, span)
        taken.take(chosen[1])
        best.append(chosen)
    return sorted(best, key=lambda claim: claim[1].first)


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
