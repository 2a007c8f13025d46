"""A span of lines that a layout claims."""

from __future__ import annotations

from dataclasses import dataclass


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
