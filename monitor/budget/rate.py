"""Subsidy rates (補助率, 負担割合), unit amounts (補助基準額) and revision rates (改定率)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

FLAT: Literal["定額"] = "定額"
"""A flat subsidy: the party pays a fixed sum instead of a share."""

Share = Fraction | Literal["定額"]


@dataclass(frozen=True, slots=True)
class Rate:
    """Who pays which share, for one scope of a measure.

    shares: pairs of a party as printed (国, 都道府県, 都道府県・市町村) and its Fraction of the cost or 定額, in printed order.
    scope: what it holds for (市町村事業, ①, 事務費), None for the whole measure. text: the printed words.
    """

    scope: str | None
    shares: tuple[tuple[str, Share], ...]
    text: str

    def __post_init__(self) -> None:
        for party, share in self.shares:
            if isinstance(share, Fraction) and not 0 <= share <= 1:
                raise ValueError(f"{party} cannot pay {share} of the cost")


@dataclass(frozen=True, slots=True)
class UnitAmount:
    """Money for one of something: 1都道府県当たり 8,625千円. yen is the printed figure, per the thing (None when unsaid)."""

    label: str
    yen: int | None
    per: str | None
    text: str


@dataclass(frozen=True, slots=True)
class RevisionRate:
    """A rate by which a price list is revised (診療報酬 ＋0.88％), in per cent."""

    label: str
    percent: Decimal
