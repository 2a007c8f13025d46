"""Amounts of money, with the precision they were printed in (DOMAIN.md, Money)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class WithinError(ArithmeticError):
    """Arithmetic was asked of an amount that is an unstated part of another (内数) or is not stated at all."""


class AmountKind(StrEnum):
    """How an amount was stated. The values are public (EXPORT.md)."""

    EXACT = "exact"
    WITHIN = "within"
    """内数: the measure's money is an unstated part of the printed figure."""
    NONE = "none"
    """No figure: 事項要求, or nothing printed."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Every amount of yen from low to high, both included."""

    low: Fraction
    high: Fraction

    def meets(self, other: Interval) -> bool:
        """Whether some amount lies in both."""
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True, slots=True)
class Amount:
    """Yen as printed: the value, what kind of statement it is, and the step of its last printed digit in yen (None: not known).

    1.5億円 is Amount(150_000_000, EXACT, 10_000_000). 56億円の内数 is Amount(5_600_000_000, WITHIN, 100_000_000).
    事項要求 and a missing figure are Amount.none(). Raises ValueError when value, kind and step do not fit together.
    """

    yen: int | None
    kind: AmountKind = AmountKind.EXACT
    step: int | None = 1

    def __post_init__(self) -> None:
        if (self.kind is AmountKind.NONE) != (self.yen is None):
            raise ValueError(f"an amount of kind {self.kind} cannot have the value {self.yen}")
        if self.kind is AmountKind.NONE and self.step is not None:
            raise ValueError("an amount that is not stated has no precision")
        if self.step is not None and self.step < 1:
            raise ValueError(f"a step of {self.step} yen is no precision")

    @staticmethod
    def none() -> Amount:
        """The amount that is not stated."""
        return _NOT_STATED

    @property
    def is_stated(self) -> bool:
        """Whether there is a figure that is the measure's own (not 内数, not missing)."""
        return self.kind is AmountKind.EXACT

    def interval(self) -> Interval:
        """What the printed figure can stand for: half a step to either side, so 1.5億円 is 150,000,000 ± 5,000,000 yen.

        Both bounds are included. A printed zero stands for zero alone: (0百万円) says that there was nothing (DOMAIN.md, Money).
        Raises WithinError when there is no figure of its own.
        """
        if self.yen is None or self.kind is not AmountKind.EXACT:
            raise WithinError(f"{self.kind} amounts have no interval of their own")
        if self.yen == 0 or self.step is None or self.step == 1:
            return Interval(Fraction(self.yen), Fraction(self.yen))
        half = Fraction(self.step, 2)
        return Interval(self.yen - half, self.yen + half)

    def agrees_with(self, other: Amount) -> bool:
        """Whether the two statements can both be true of one sum of money.

        内数 agrees with 内数 of the same figure; two unstated amounts agree; a stated amount agrees with neither.
        """
        if self.kind is not other.kind:
            return False
        if self.kind is AmountKind.NONE:
            return True
        return _own(self).interval().meets(_own(other).interval())

    def __add__(self, other: Amount) -> Amount:
        """The sum, as coarse as its coarser part. Raises WithinError for 内数 and unstated amounts."""
        if not (self.is_stated and other.is_stated) or self.yen is None or other.yen is None:
            raise WithinError("an amount that is 内数 or not stated cannot be added")
        return Amount(self.yen + other.yen, AmountKind.EXACT, max(self.step or 1, other.step or 1))

    def __sub__(self, other: Amount) -> Amount:
        """The difference, as coarse as its coarser part. Raises WithinError for 内数 and unstated amounts."""
        if other.yen is None:
            raise WithinError("an amount that is not stated cannot be subtracted")
        return self + Amount(-other.yen, other.kind, other.step)


_NOT_STATED = Amount(None, AmountKind.NONE, None)
"""The same one for all: every entry without a figure has it."""


def _own(amount: Amount) -> Amount:
    return Amount(amount.yen, AmountKind.EXACT, amount.step)
