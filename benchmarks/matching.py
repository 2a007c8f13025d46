"""Matching two years of a ministry's programs, beside bare rapidfuzz.process.cdist on their names."""

from __future__ import annotations

import random

from rapidfuzz import fuzz, process

from benchmarks.clock import Figure, best_of, best_of_each
from benchmarks.releases import ENDS, REASONS, names
from monitor.budget import Amount, Entry, FiscalYear
from monitor.match import match

BARE_CDIST = "match: bare cdist of the names"
MILLION = 10**6


def match_figures(count: int, rounds: int) -> list[Figure]:
    """Linking a year's programs to the next year's, of which one in five has another name and one in ten is new."""
    before, after = two_years(count)
    older, newer = [entry.name for entry in before], [entry.name for entry in after]
    work = (("pairs", float(len(before) * len(after))),)
    return [
        Figure(BARE_CDIST, best_of(rounds, lambda: process.cdist(older, newer, scorer=fuzz.ratio, workers=1)), work),
        Figure(f"match: {count:,} programs of two years", best_of(rounds, lambda: match(before, after)), work, BARE_CDIST),
    ]


def match_growth(count: int, rounds: int) -> list[str]:
    """How much longer that many programs take than a quarter of them."""
    quarter, whole = two_years(count // 4), two_years(count)
    few, many = best_of_each(rounds, lambda: match(*quarter), lambda: match(*whole))
    return [f"match: four times as many programs ({count:,}) take {many / few:.2f} times as long"]


def two_years(count: int, seed: int = 1) -> tuple[list[Entry], list[Entry]]:
    """Entries of a fiscal year and of the next: most the same, some renamed, some gone, some new."""
    rng = random.Random(seed)
    every = names(count + count // 10, seed)
    money = {name: rng.randrange(100, 100_000) * MILLION for name in every}
    prose = {name: f"{name}について、{rng.choice(REASONS)}とともに、{rng.choice(REASONS)}。" * 2 for name in every}
    before = [_entry(n, name, 2025, Amount(money[name], step=MILLION), prose[name]) for n, name in enumerate(every[:count])]
    after = []
    for n, name in enumerate(every[count // 10 :]):
        end = next(end for end in ENDS if name.endswith(end))
        called = name.removesuffix(end) + rng.choice(ENDS) if rng.random() < 0.2 else name
        prior = Amount(money[name], step=MILLION) if n < count - count // 10 else Amount(0)
        amount = Amount(rng.randrange(100, 100_000) * MILLION, step=MILLION)
        after.append(_entry(n, called, 2026, amount, prose[name], prior))
    return before, after


def _entry(n: int, name: str, year: int, amount: Amount, prose: str, prior: Amount | None = None) -> Entry:
    return Entry(
        id=f"{year}.{n}",
        name=name,
        fiscal_year=FiscalYear(year),
        ministry="厚生労働省",
        bureau=("医政局", "老健局", "保険局")[n % 3],
        amount=amount,
        overview=prose,
        prior=prior or Amount.none(),
    )
