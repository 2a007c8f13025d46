"""Two statements of one measure, compared: every aspect in which they differ, as changes (DOMAIN.md, What a change is)."""

from __future__ import annotations

from collections.abc import Callable

from monitor.budget import Basis, Change, ChangeKind, Entry
from monitor.compare import identity, money, terms
from monitor.compare.difference import Difference

ASPECTS: tuple[Callable[[Entry, Entry, Basis], Difference | None], ...] = (
    money.amount,
    terms.rates,
    terms.revision_rates,
    terms.unit_amounts,
    identity.renamed,
    identity.moved,
    identity.flags,
    identity.text,
    money.restated,
)
"""In the order in which a subscriber wants to be told."""

_OF_FIGURES = frozenset({ChangeKind.AMOUNT, ChangeKind.RATE, ChangeKind.UNIT_AMOUNT, ChangeKind.RESTATED})


def compare(before: Entry, after: Entry, basis: Basis, measure_id: str) -> list[Change]:
    """Every change from one statement of a measure to another, at most one an aspect; none when both can hold.

    before: on the year basis the statement stored for the fiscal year before, on stage and revision the earlier one.
    """
    told = (aspect(before, after, basis) for aspect in ASPECTS)
    found = [difference for difference in told if difference is not None and difference.before != difference.after]
    if _figures_alone_moved(before, after) and any(difference.kind in _OF_FIGURES for difference in found):
        found = [difference for difference in found if difference.kind is not ChangeKind.TEXT]
    return [_change(difference, before, after, basis, measure_id) for difference in found]


def _figures_alone_moved(before: Entry, after: Entry) -> bool:
    """Whether the sentences are the same but for their figures: a rate printed inside the prose is told once, as a rate."""
    old, new = identity.words(before.overview or "", figures=False), identity.words(after.overview or "", figures=False)
    return old == new


def _change(difference: Difference, before: Entry, after: Entry, basis: Basis, measure_id: str) -> Change:
    return Change(
        measure_id=measure_id,
        kind=difference.kind,
        basis=basis,
        name=after.name,
        old_name=before.name if difference.field == "name" else None,
        field=difference.field,
        before=difference.before,
        after=difference.after,
        before_yen=difference.before_yen,
        after_yen=difference.after_yen,
        level=after.level.value,
        confidence=min(before.confidence, after.confidence),
    )
