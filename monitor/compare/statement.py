"""Two statements of one measure, compared: every aspect in which they differ, as changes (DOMAIN.md, What a change is)."""

from __future__ import annotations

from collections.abc import Callable

from monitor.budget import Basis, Change, Entry
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


def compare(before: Entry, after: Entry, basis: Basis, measure_id: str) -> list[Change]:
    """Every change from one statement of a measure to another, at most one an aspect; none when both can hold.

    before: on the year basis the statement stored for the fiscal year before, on stage and revision the earlier one.
    """
    found = (aspect(before, after, basis) for aspect in ASPECTS)
    return [_change(difference, before, after, basis, measure_id) for difference in found if difference is not None]


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
