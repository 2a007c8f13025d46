"""What the amounts of two lists say about which entries are one measure: the stated prior year against the stored one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.budget import Amount, AmountKind, Entry
from monitor.match.pairs import Pairs, Values

TELLING_DIGITS = 3.0
"""Powers of ten between step and figure from which an agreement is full evidence."""
WITHIN_TELLS = 0.3
"""What agreement of 内数 tells of an agreement's full worth: many measures are part of one figure."""
FAR = 3.0
"""Powers of two between two figures from which they are as far apart as can be."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Amounts of a list as arrays. yen: 0 where none is stated; half: half the printed step; telling: see `_telling`."""

    yen: Values
    half: Values
    stated: NDArray[np.bool_]
    within: NDArray[np.bool_]
    telling: Values

    @property
    def whole(self) -> Values:
        """Yen of what is stated of the measure alone: 0 for 内数, which is stated of several together."""
        alone: Values = np.where(self.within, 0.0, self.yen)
        return alone


@dataclass(frozen=True, slots=True)
class Money:
    """The amounts and stated prior amounts of the two lists, and how many fiscal years each newer entry is after an older one."""

    older: tuple[Figures, Figures]
    newer: tuple[Figures, Figures]
    years: tuple[NDArray[np.int64], NDArray[np.int64]]
    supplementary: tuple[NDArray[np.bool_], NDArray[np.bool_]]
    also: tuple[Figures, ...] = ()
    """Other amounts of the older entries for their fiscal year, as earlier stages stated them."""

    def that_may_agree(self) -> list[tuple[Figures, Figures]]:
        """Figures of the older and of the newer list that may be one sum, whichever of the two states it as the year before."""
        (amount, prior), (next_amount, next_prior) = self.older, self.newer
        return [(amount, next_prior), (prior, next_amount), (amount, next_amount), *((one, next_prior) for one in self.also)]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Verdicts a pair, each 0 to 1.

    agree: one sum of money as far as the printed precision tells, weighed by how telling; gap: how far apart two stated figures are
    (1: eight times and more); older_alone, newer_alone: one document says 0 or 「－」 where the other states money; same_size: how
    near the two amounts themselves are, whatever year they are for.
    """

    agree: Values
    gap: Values
    older_alone: Values
    newer_alone: Values
    same_size: Values


def money_of(older: Sequence[Entry], newer: Sequence[Entry], also: Mapping[str, Sequence[Amount]]) -> Money:
    """The figures of two lists. also: by an older entry's id, what other documents state for its fiscal year."""
    most = max((len(also.get(e.id, ())) for e in older), default=0)
    return Money(
        (_figures([e.amount for e in older]), _figures([e.prior for e in older])),
        (_figures([e.amount for e in newer]), _figures([e.prior for e in newer])),
        (_years(older), _years(newer)),
        (_supplementary(older), _supplementary(newer)),
        tuple(_figures([_at(also.get(e.id, ()), rank) for e in older]) for rank in range(most)),
    )


def _at(amounts: Sequence[Amount], rank: int) -> Amount:
    return amounts[rank] if rank < len(amounts) else Amount.none()


def compare_money(money: Money, pairs: Pairs) -> Comparison:
    """Hold the figures against each other that speak of one fiscal year: which ones, the entries' fiscal years tell.

    One year apart: the newer's stated prior and the older's amount. The same year: amount and amount, prior and prior.
    Any other distance, or a supplementary budget against a main one: nothing to compare.
    """
    (amount, prior), (next_amount, next_prior) = money.older, money.newer
    older_year, newer_year = money.years[0][pairs.older], money.years[1][pairs.newer]
    alike = money.supplementary[0][pairs.older] == money.supplementary[1][pairs.newer]
    known = (older_year > 0) & (newer_year > 0) & alike
    forward, backward = _hold(amount, next_prior, pairs), _hold(prior, next_amount, pairs)
    for one in money.also:
        forward = _either(forward, _hold(one, next_prior, pairs))
    same_amount, same_prior = _hold(amount, next_amount, pairs), _hold(prior, next_prior, pairs)
    same = _Verdict(
        np.maximum(same_amount.agree, 0.9 * same_prior.agree),
        np.where(same_prior.agree > 0, 0.0, np.maximum(same_amount.gap, same_prior.gap)),
        np.maximum(same_amount.older_alone, same_prior.older_alone),
        np.maximum(same_amount.newer_alone, same_prior.newer_alone),
    )
    total = _Verdict(*(np.zeros(len(pairs)) for _ in range(4)))
    for apart, verdict in ((1, forward), (0, same), (-1, backward)):
        mask = known & (newer_year - older_year == apart)
        for field in ("agree", "gap", "older_alone", "newer_alone"):
            np.copyto(getattr(total, field), getattr(verdict, field), where=mask)
    both = (amount.yen[pairs.older] != 0) & (next_amount.yen[pairs.newer] != 0)
    both &= amount.within[pairs.older] == next_amount.within[pairs.newer]
    size = np.where(both, 1.0 - same_amount.gap, 0.0)
    return Comparison(total.agree, total.gap, total.older_alone, total.newer_alone, size)


def one_budget(money: Money, pairs: Pairs) -> tuple[Values, Values, Values]:
    """What the two documents of each pair state of one fiscal year's budget, in yen, and how far rounding may part the two.

    The entries' fiscal years tell which figures these are, as for `compare_money`. 0: none is stated, or only as 内数.
    """
    (amount, prior), (next_amount, next_prior) = money.older, money.newer
    apart = money.years[1][pairs.newer] - money.years[0][pairs.older]
    known = (money.years[0][pairs.older] > 0) & (money.years[1][pairs.newer] > 0)
    known &= money.supplementary[0][pairs.older] == money.supplementary[1][pairs.newer]
    yen, other, half = (np.zeros(len(pairs)) for _ in range(3))
    for years, left, right in ((1, amount, next_prior), (0, amount, next_amount), (-1, prior, next_amount)):
        mask = known & (apart == years)
        np.copyto(yen, left.whole[pairs.older], where=mask)
        np.copyto(other, right.whole[pairs.newer], where=mask)
        np.copyto(half, left.half[pairs.older] + right.half[pairs.newer], where=mask)
    return yen, other, half


def rarity(agree: Values, pairs: Pairs) -> Values:
    """How much an agreement tells: 1 where no other entry of either list would agree, less the more would."""
    agrees = agree > 0
    rows = np.bincount(pairs.older, weights=agrees, minlength=pairs.shape[0])
    columns = np.bincount(pairs.newer, weights=agrees, minlength=pairs.shape[1])
    rivals = rows[pairs.older] + columns[pairs.newer] - 1
    tells: Values = np.where(agrees, agree / np.sqrt(np.maximum(rivals, 1)), 0.0)
    return tells


@dataclass(frozen=True, slots=True)
class _Verdict:
    agree: Values
    gap: Values
    older_alone: Values
    newer_alone: Values


def _either(first: _Verdict, second: _Verdict) -> _Verdict:
    """Of two amounts of one year that documents state, the verdict on one or the other: agreement with one is enough."""
    agree = np.maximum(first.agree, second.agree)
    return _Verdict(
        agree,
        np.where(agree > 0, 0.0, first.gap),
        np.where(agree > 0, 0.0, first.older_alone),
        np.where(agree > 0, 0.0, first.newer_alone),
    )


def _years(entries: Sequence[Entry]) -> NDArray[np.int64]:
    return np.array([entry.fiscal_year.year if entry.fiscal_year else -1 for entry in entries], dtype=np.int64)


def _supplementary(entries: Sequence[Entry]) -> NDArray[np.bool_]:
    return np.array([e.stage is not None and e.stage.is_supplementary for e in entries], dtype=bool)


def _figures(amounts: Sequence[Amount]) -> Figures:
    yen = np.array([float(a.yen or 0) for a in amounts])
    half = np.array([_step(a) / 2 for a in amounts])
    stated = np.array([a.yen is not None for a in amounts], dtype=bool)
    within = np.array([a.kind is AmountKind.WITHIN for a in amounts], dtype=bool)
    return Figures(yen, half, stated, within, np.array([_telling(a) for a in amounts]))


def _telling(amount: Amount) -> float:
    """How little likely the figure is to be met by chance, 0 to 1: 3百万円 is met often, 168百万円 seldom."""
    if not amount.yen:
        return 0.0
    return float(np.clip(np.log10(abs(amount.yen) / _step(amount)) / TELLING_DIGITS, 0.2, 1.0))


def _step(amount: Amount) -> int:
    """The printed step in yen; a figure without one is taken to be printed in 百万円, or 千円, where it can be."""
    if not amount.yen:
        return 0
    return amount.step if amount.step and amount.step > 1 else next(s for s in (10**6, 10**3, 1) if amount.yen % s == 0)


def _hold(left: Figures, right: Figures, pairs: Pairs) -> _Verdict:
    """The figures of each pair. A figure of zero agrees with nothing: it identifies no measure."""
    yen, other = left.yen[pairs.older], right.yen[pairs.newer]
    both = left.stated[pairs.older] & right.stated[pairs.newer]
    money = both & (yen != 0) & (other != 0)
    within, other_within = left.within[pairs.older], right.within[pairs.newer]
    comparable = money & (within == other_within)
    agree = comparable & (np.abs(yen - other) <= left.half[pairs.older] + right.half[pairs.newer])
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = np.nan_to_num(np.abs(np.log2(np.abs(yen) / np.abs(other))), nan=FAR, posinf=FAR)
    gap = np.where(comparable & ~agree, np.clip(apart / FAR, 0.0, 1.0), 0.0)
    telling = np.minimum(left.telling[pairs.older], right.telling[pairs.newer])
    weight = np.where(within & other_within, WITHIN_TELLS, 1.0) * telling
    older_alone = both & (yen != 0) & (other == 0)
    newer_alone = both & (yen == 0) & (other != 0)
    return _Verdict(agree * weight, gap, older_alone.astype(np.float64), newer_alone.astype(np.float64))
