"""A span of lines that a layout claims."""

from __future__ import annotations

from bisect import bisect_right, insort
from dataclasses import dataclass
from operator import attrgetter


@dataclass(frozen=True, slots=True)
class Span:
    """Lines first to last (numbers, both included) that one layout reads, and how sure it is (0 to 1)."""

    first: int
    last: int
    score: float

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError(f"a span cannot end (line {self.last}) before it begins (line {self.first})")
        if not 0 <= self.score <= 1:
            raise ValueError(f"a score of {self.score} is not between 0 and 1")

    def overlaps(self, other: Span) -> bool:
        """Whether both claim some line."""
        return self.first <= other.last and other.first <= self.last


class Ground:
    """Spans of which no two overlap, in order of place: what is taken of a document's lines."""

    def __init__(self) -> None:
        self.spans: list[Span] = []

    def take(self, span: Span) -> None:
        """Adds a span, which must be free."""
        insort(self.spans, span, key=attrgetter("first"))

    def is_free(self, span: Span) -> bool:
        """Whether no line of the span is taken."""
        last = bisect_right(self.spans, span.last, key=attrgetter("first")) - 1
        return last < 0 or self.spans[last].last < span.first

    def at(self, line: int) -> Span | None:
        """The span that holds the line of that number."""
        last = bisect_right(self.spans, line, key=attrgetter("first")) - 1
        return self.spans[last] if last >= 0 and line <= self.spans[last].last else None
