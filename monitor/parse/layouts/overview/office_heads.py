"""Whether an office alone on its row stands above all that is its, as a heading does, or below each measure."""

from __future__ import annotations

from monitor.parse.layouts.overview.items import Item, ItemKind


def with_offices_in_place(items: list[Item]) -> list[Item]:
    """The items, offices that stand below their measure made notes of it.

    They head what follows where one stands above the first measure, none below the last, and most measures have none of their own.
    """
    offices = [at for at, item in enumerate(items) if item.kind is ItemKind.OFFICE]
    figures = [at for at, item in enumerate(items) if item.kind is ItemKind.FIGURE]
    if not offices or not figures:
        return items
    if offices[0] < figures[0] and offices[-1] < figures[-1] and 2 * len(offices) <= len(figures) + 1:
        return items
    return [item._replace(kind=ItemKind.NOTE) if item.kind is ItemKind.OFFICE else item for item in items]
