"""Differences of money, as far as the printed precision tells them (DOMAIN.md, Money)."""

from __future__ import annotations

from monitor.budget import Amount, AmountKind, Basis, ChangeKind, Entry, Stage
from monitor.compare.difference import Difference
from monitor.compare.words import amount_words


def amounts_differ(before: Amount, after: Amount) -> bool:
    """Whether no one sum of money can be printed as both.

    Figures of one step are printed by one rule and differ when the digits do; of different steps, when the intervals do not meet.
    """
    if before.kind is not after.kind:
        return True
    if (before.step or 1) == (after.step or 1):
        return before.yen != after.yen
    return not before.agrees_with(after)


def amount(before: Entry, after: Entry, _basis: Basis) -> Difference | None:
    """The money: another figure, or a figure that became 内数 or 事項要求 (or the other way round)."""
    if not amounts_differ(before.amount, after.amount):
        return None
    return Difference(
        ChangeKind.AMOUNT,
        "amount",
        amount_words(before.amount, before.stage),
        amount_words(after.amount, after.stage),
        _own_yen(before.amount),
        _own_yen(after.amount),
    )


def restated(before: Entry, after: Entry, basis: Basis) -> Difference | None:
    """The prior year as the newer document states it, against what was published then.

    Between years: only against an initial budget or a draft of the year right before (a request is never what 前年度予算額 means).
    Between editions of one release: against the prior that the older edition stated.
    """
    if basis is Basis.REVISION:
        stored = before.prior
    elif basis is Basis.YEAR and _is_budget_of_year_before(before, after):
        stored = before.amount
    else:
        return None
    if not (stored.is_stated and after.prior.is_stated) or not amounts_differ(stored, after.prior):
        return None
    return Difference(
        ChangeKind.RESTATED,
        "prior_amount",
        amount_words(stored),
        amount_words(after.prior),
        _own_yen(stored),
        _own_yen(after.prior),
    )


def _own_yen(amount: Amount) -> int | None:
    """Yen that are the measure's own: of 内数 nobody knows how much is."""
    return amount.yen if amount.kind is AmountKind.EXACT else None


def _is_budget_of_year_before(before: Entry, after: Entry) -> bool:
    if before.stage not in (Stage.INITIAL, Stage.DRAFT) or before.fiscal_year is None or after.fiscal_year is None:
        return False
    return after.fiscal_year.year == before.fiscal_year.year + 1
