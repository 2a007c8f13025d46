"""A change: two statements of one measure that cannot both hold, on a stated basis (DOMAIN.md, What a change is)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class Basis(StrEnum):
    """What was compared with what. The values are public (EXPORT.md)."""

    YEAR = "year"
    STAGE = "stage"
    REVISION = "revision"


class ChangeKind(StrEnum):
    """What happened to a measure. The values are public (EXPORT.md)."""

    APPEARED = "appeared"
    DISAPPEARED = "disappeared"
    AMOUNT = "amount"
    RATE = "rate"
    UNIT_AMOUNT = "unit_amount"
    RENAMED = "renamed"
    MOVED = "moved"
    SPLIT = "split"
    MERGED = "merged"
    FLAGS = "flags"
    TEXT = "text"
    RESTATED = "restated"
    WITHDRAWN = "withdrawn"


class Origin(StrEnum):
    """How a change came to be known: watched live, found while filling in the past, or a correction of our own reading."""

    LIVE = "live"
    BASELINE = "baseline"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one measure.

    before, after: the two states in printed words (None when there is none); before_yen, after_yen: yen where money changed.
    before_entry, after_entry: ids of the stored entries that state them, None where the measure is absent.
    """

    measure_id: str
    kind: ChangeKind
    basis: Basis
    name: str
    field: str
    before: str | None
    after: str | None
    before_yen: int | None = None
    after_yen: int | None = None
    old_name: str | None = None
    level: str = "measure"
    before_entry: int | None = None
    after_entry: int | None = None
    confidence: float = 1.0

    @property
    def delta_yen(self) -> int | None:
        """After less before, in yen; None unless both are known."""
        if self.before_yen is None or self.after_yen is None:
            return None
        return self.after_yen - self.before_yen

    @property
    def ratio(self) -> float | None:
        """After divided by before; None unless both are known and there was something before."""
        if not self.before_yen or self.after_yen is None:
            return None
        return self.after_yen / self.before_yen

    def id(self, *context: object) -> str:
        """The permanent id: a hash of measure, basis, both states and what they were stated in (fiscal year, stage, release).

        The same change found twice has the same id.
        """
        states = (
            self.measure_id,
            self.basis,
            self.kind,
            self.field,
            self.before,
            self.after,
            self.before_yen,
            self.after_yen,
        )
        text = "\x1f".join("" if part is None else str(part) for part in (*states, *context))
        return hashlib.sha256(text.encode()).hexdigest()[:32]
