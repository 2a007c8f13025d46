"""Differences of the terms that local offices and hospitals live by: subsidy rates, revision rates, unit amounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import TypeVar

from monitor.budget import Basis, ChangeKind, Entry, Rate, UnitAmount
from monitor.compare.difference import Difference
from monitor.compare.words import rate_words, unit_amount_words
from monitor.match import plain_name

T = TypeVar("T")


def rates(before: Entry, after: Entry, basis: Basis) -> Difference | None:
    """Who pays which share, whatever the order and width. Rates that one document leaves out are a change only between editions."""
    old, new = _stated(before), _stated(after)
    gone, come = _set_difference(old, new, _rate_key)
    gone, come = _drop_scopeless_twins(gone, come)
    if not gone and not come:
        return None
    if basis is not Basis.REVISION and not (old and new):
        return None
    return Difference(ChangeKind.RATE, "rates", _joined(rate_words(r) for r in gone), _joined(rate_words(r) for r in come))


def revision_rates(before: Entry, after: Entry, _basis: Basis) -> Difference | None:
    """改定率 that both documents state under one label."""
    old = {plain_name(r.label): r.percent for r in before.revision_rates}
    new = {plain_name(r.label): r for r in after.revision_rates}
    moved = [(old[key], rate) for key, rate in sorted(new.items()) if key in old and old[key] != rate.percent]
    if not moved:
        return None
    return Difference(
        ChangeKind.RATE,
        "revision_rates",
        _joined(f"{rate.label} {_percent(percent)}" for percent, rate in moved),
        _joined(f"{rate.label} {_percent(rate.percent)}" for _, rate in moved),
    )


def unit_amounts(before: Entry, after: Entry, basis: Basis) -> Difference | None:
    """補助基準額, 補助単価, 上限額. Between years and stages only what both documents print under one label."""
    gone, come = _set_difference(before.unit_amounts, after.unit_amounts, _unit_key)
    if basis is not Basis.REVISION:
        gone, come = _comparable_units(gone, come)
    if not gone and not come:
        return None
    return Difference(
        ChangeKind.UNIT_AMOUNT,
        "unit_amounts",
        _joined(unit_amount_words(u) for u in gone),
        _joined(unit_amount_words(u) for u in come),
        *((gone[0].yen, come[0].yen) if len(gone) == len(come) == 1 else (None, None)),
    )


def _set_difference(before: Sequence[T], after: Sequence[T], key: Callable[[T], object]) -> tuple[list[T], list[T]]:
    """What stands on one side alone, in printed order; what is printed twice counts once."""
    old, new = {key(x): x for x in before}, {key(x): x for x in after}
    return [x for k, x in old.items() if k not in new], [x for k, x in new.items() if k not in old]


def _rate_key(rate: Rate) -> object:
    return plain_name(rate.scope or ""), _shares(rate)


def _stated(entry: Entry) -> list[Rate]:
    """The rates that say anything."""
    return [rate for rate in entry.rates if rate.shares or rate.text]


def _shares(rate: Rate) -> object:
    return frozenset((plain_name(party), share) for party, share in rate.shares) or plain_name(rate.text)


def _drop_scopeless_twins(gone: list[Rate], come: list[Rate]) -> tuple[list[Rate], list[Rate]]:
    """Leave out pairs of equal shares of which one does not say what it holds for: nothing is known to have changed."""
    for old in list(gone):
        twin = next((new for new in come if _shares(new) == _shares(old) and not (new.scope and old.scope)), None)
        if twin is not None:
            gone, come = [r for r in gone if r is not old], [r for r in come if r is not twin]
    return gone, come


def _unit_key(unit: UnitAmount) -> tuple[str, str, object]:
    return plain_name(unit.label), plain_name(unit.per or ""), plain_name(unit.text) if unit.yen is None else unit.yen


def _comparable_units(gone: list[UnitAmount], come: list[UnitAmount]) -> tuple[list[UnitAmount], list[UnitAmount]]:
    """Of units on one side alone, those that the other side states too with another figure: same label and same thing."""
    old, new = {_unit_key(u)[:2] for u in gone}, {_unit_key(u)[:2] for u in come}
    both = old & new
    return [u for u in gone if _unit_key(u)[:2] in both], [u for u in come if _unit_key(u)[:2] in both]


def _joined(words: Iterable[str]) -> str | None:
    return " / ".join(words) or None


def _percent(percent: Decimal) -> str:
    return f"{'▲' if percent < 0 else '+'}{abs(percent)}%"
