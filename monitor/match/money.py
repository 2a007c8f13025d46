"""What the amounts of two lists say about which entries are one measure: the stated prior year against the stored one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.budget import Amount, AmountKind, Entry

Matrix = NDArray[np.float64]

TELLING_DIGITS = 2.5
"""Powers of ten between step and figure from which an agreement is full evidence."""
WITHIN_TELLS = 0.3
"""What agreement of 内数 tells of an agreement's full worth: many measures are part of one figure."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Pairwise verdicts, older entries down, newer across, each 0 to 1.

    agree: one sum of money as far as the printed precision tells; gap: how far apart two stated figures are (1: half or double and
    more); nothing: one document says 0 or 「－」 where the other states money.
    """

    agree: Matrix
    gap: Matrix
    nothing: Matrix


@dataclass(frozen=True, slots=True)
class _Figures:
    yen: Matrix
    half: Matrix
    stated: NDArray[np.bool_]
    within: NDArray[np.bool_]
    digits: Matrix


def compare_money(prev: Sequence[Entry], next_: Sequence[Entry]) -> Comparison:
    """Hold the figures against each other that speak of one fiscal year: which ones, the entries' fiscal years tell.

    One year apart: the newer's stated prior and the older's amount. The same year: amount and amount, prior and prior.
    Any other distance, or a supplementary budget against a main one: nothing to compare.
    """
    years_prev = np.array([entry.fiscal_year.year if entry.fiscal_year else -1 for entry in prev])
    years_next = np.array([entry.fiscal_year.year if entry.fiscal_year else -1 for entry in next_])
    known = (years_prev[:, None] > 0) & (years_next[None, :] > 0)
    apart = years_next[None, :] - years_prev[:, None]
    amount_prev, amount_next = _figures([e.amount for e in prev]), _figures([e.amount for e in next_])
    prior_prev, prior_next = _figures([e.prior for e in prev]), _figures([e.prior for e in next_])
    forward = _hold(amount_prev, prior_next)
    backward = _hold(prior_prev, amount_next)
    same_amount = _hold(amount_prev, amount_next)
    same_prior = _hold(prior_prev, prior_next)
    budgets = np.equal.outer(_supplementary(prev), _supplementary(next_))
    same = Comparison(
        np.maximum(same_amount.agree, 0.9 * same_prior.agree),
        np.where(same_prior.agree > 0, 0.0, np.maximum(same_amount.gap, same_prior.gap)),
        np.maximum(same_amount.nothing, same_prior.nothing),
    )
    total = Comparison(*(np.zeros(apart.shape) for _ in range(3)))
    for distance, verdict in ((1, forward), (0, same), (-1, backward)):
        mask = known & budgets & (apart == distance)
        for field in ("agree", "gap", "nothing"):
            np.copyto(getattr(total, field), getattr(verdict, field), where=mask)
    return total


def likeness_of_size(prev: Sequence[Entry], next_: Sequence[Entry]) -> Matrix:
    """How near the two amounts themselves are, whatever year they are for: 1 equal, 0 half or double; 0 where one is not stated."""
    left, right = _figures([e.amount for e in prev]), _figures([e.amount for e in next_])
    verdict = _hold(left, right)
    both = (left.stated & (left.yen != 0))[:, None] & (right.stated & (right.yen != 0))[None, :]
    alike = both & (left.within[:, None] == right.within[None, :])
    near: Matrix = np.where(alike, 1.0 - verdict.gap, 0.0)
    return near


def _supplementary(entries: Sequence[Entry]) -> NDArray[np.bool_]:
    return np.array([e.stage is not None and e.stage.is_supplementary for e in entries], dtype=bool)


def _figures(amounts: Sequence[Amount]) -> _Figures:
    yen = np.array([float(a.yen or 0) for a in amounts])
    half = np.array([0.0 if not a.step or a.step == 1 else a.step / 2 for a in amounts])
    stated = np.array([a.yen is not None for a in amounts], dtype=bool)
    within = np.array([a.kind is AmountKind.WITHIN for a in amounts], dtype=bool)
    return _Figures(yen, half, stated, within, np.array([_telling(a) for a in amounts]))


def _telling(amount: Amount) -> float:
    """How little likely the figure is to be met by chance, 0 to 1: 3百万円 is met often, 168百万円 seldom.

    A figure without a printed step is taken to be printed in 百万円 where it can be.
    """
    if not amount.yen:
        return 0.0
    step = amount.step if amount.step and amount.step > 1 else next(s for s in (10**6, 10**3, 1) if amount.yen % s == 0)
    return float(np.clip(np.log10(abs(amount.yen) / step) / TELLING_DIGITS, 0.2, 1.0))


def _hold(left: _Figures, right: _Figures) -> Comparison:
    """Every figure on the left against every one on the right. A figure of zero agrees with nothing: it identifies no measure."""
    both = left.stated[:, None] & right.stated[None, :]
    zero_left, zero_right = (left.yen == 0)[:, None], (right.yen == 0)[None, :]
    money = both & ~zero_left & ~zero_right
    alike = left.within[:, None] == right.within[None, :]
    difference = np.abs(left.yen[:, None] - right.yen[None, :])
    agree = money & alike & (difference <= left.half[:, None] + right.half[None, :])
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.abs(np.log2(np.abs(left.yen)[:, None] / np.abs(right.yen)[None, :]))
    gap = np.where(money & alike & ~agree, np.clip(np.nan_to_num(ratio, nan=1.0, posinf=1.0), 0.0, 1.0), 0.0)
    nothing = both & (zero_left ^ zero_right)
    telling = np.minimum(left.digits[:, None], right.digits[None, :])
    weight = np.where(left.within[:, None] & right.within[None, :], WITHIN_TELLS, 1.0) * telling
    return Comparison(agree * weight, gap, nothing.astype(np.float64))


def rarity(agree: Matrix) -> Matrix:
    """How much an agreement tells: 1 where no other entry of either list would agree, less the more would."""
    if not agree.size:
        return agree
    rivals = (agree > 0).sum(axis=1, keepdims=True) + (agree > 0).sum(axis=0, keepdims=True) - 1
    tells: Matrix = np.where(agree > 0, agree / np.sqrt(np.maximum(rivals, 1)), 0.0)
    return tells
