"""One aspect in which two statements of a measure differ."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.budget import ChangeKind


@dataclass(frozen=True, slots=True)
class Difference:
    """One aspect that differs: its kind and field, both states in words, and yen where one sum of money became another."""

    kind: ChangeKind
    field: str
    before: str | None
    after: str | None
    before_yen: int | None = None
    after_yen: int | None = None
