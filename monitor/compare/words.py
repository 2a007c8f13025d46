"""States in the words a subscriber reads. The same state always gives the same words: the ids of changes hash them."""

from __future__ import annotations

from decimal import Decimal

from monitor.budget import Amount, AmountKind, Rate, Stage, UnitAmount

_UNITS = ((10**8, "億円"), (10**6, "百万円"), (10**3, "千円"), (1, "円"))
_FINER = {10**8: 10**7, 10**6: 10**5, 10**3: 10**2, 1: 1}
"""The finest step a figure in this unit is printed with: 0.1億円 is usual, 0.01億円 is better read as 百万円."""


def amount_words(amount: Amount, stage: Stage | None = None) -> str:
    """The amount as a release prints it: 154百万円, 1.5億円, 56億円の内数; 事項要求 for a request without a figure."""
    if amount.kind is AmountKind.NONE or amount.yen is None:
        return "事項要求" if stage is Stage.REQUEST else "金額の記載なし"
    figure = yen_words(amount.yen, amount.step or 1)
    return f"{figure}の内数" if amount.kind is AmountKind.WITHIN else figure


def yen_words(yen: int, step: int = 1) -> str:
    """Yen in the largest unit that shows the step: (150_000_000, 10_000_000) is 1.5億円. Minus is ▲."""
    unit, word = next((unit, word) for unit, word in _UNITS if step >= _FINER[unit] and step % _FINER[unit] == 0)
    if not yen:
        return f"0{word}"
    places = 0 if yen % unit == 0 and step >= unit else 1 if step < unit else 0
    figure = Decimal(abs(yen)) / unit
    text = f"{figure:,.{places}f}"
    if Decimal(text.replace(",", "")) != figure:
        return f"{'▲' if yen < 0 else ''}{abs(yen):,}円"
    return f"{'▲' if yen < 0 else ''}{text}{word}"


def rate_words(rate: Rate) -> str:
    """A rate in one order and width: 市町村事業: 国1/2、都道府県1/4、市町村1/4."""
    shares = "、".join(f"{party}{share}" if party else str(share) for party, share in rate.shares) or rate.text
    return f"{rate.scope}: {shares}" if rate.scope else shares


def unit_amount_words(unit: UnitAmount) -> str:
    """A unit amount as label, figure and what it is for; the printed words where no figure was read."""
    if unit.yen is None:
        return unit.text
    figure = yen_words(unit.yen, _step_of(unit.yen))
    return f"{unit.label} {figure}" + (f"/{unit.per}" if unit.per else "") if unit.label else figure


def _step_of(yen: int) -> int:
    """千円 below 億円, as unit amounts are printed, so that both states of a change read alike; no step is stored."""
    return next(step for step in ((10**8, 10**7, 10**3, 1) if abs(yen) >= 10**8 else (10**3, 1)) if yen % step == 0)


def excerpts(before: str, after: str, *, around: int = 12, longest: int = 160) -> tuple[str, str]:
    """The stretch where two texts differ, with a little around it, from each; … marks what was left out."""
    head = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after)))
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return _cut(before, head, tail, around, longest), _cut(after, head, tail, around, longest)


def _cut(text: str, head: int, tail: int, around: int, longest: int) -> str:
    first, last = max(0, head - around), min(len(text), len(text) - tail + around)
    last = min(last, first + longest)
    return ("…" if first else "") + text[first:last] + ("…" if last < len(text) else "")
