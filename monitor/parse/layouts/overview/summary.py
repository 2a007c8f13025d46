"""The list at the head of an overview that sums up its sections before they begin (主な要望施策)."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import islice

from monitor.parse.layouts.overview.items import Item, ItemKind
from monitor.parse.names import MarkerKind, clean_name

MOST_RESTARTS = 4
"""How often a heading is printed again before its section begins: in a table of contents, in a summary."""
SAME_TITLE = 0.85
"""How alike two titles must be to be one heading printed twice."""


def summary_range(items: Sequence[Item]) -> range:
    """The indices of the list that sums up the sections before they begin (主な要望施策), empty when there is none.

    It runs from the first numbered heading to the same heading printed again. Its figures state one year alone, or are named as
    the sections that follow. A table of contents above it is of it.
    """
    start = next((index for index, item in enumerate(items) if _may_be_heading(item)), None)
    if start is None:
        return range(0)
    headings = [index for index, item in enumerate(items) if item.kind is ItemKind.HEADING and index > start]
    again = (index for index in headings if _same_heading(items[index], items[start]))
    stop = max((index for index in islice(again, MOST_RESTARTS) if _sums_up(items[start:index], items[index:])), default=start)
    return range(start, stop) if stop > start else range(0)


def _sums_up(above: Sequence[Item], below: Sequence[Item]) -> bool:
    """Whether the figures above state one year alone, or half of them have the names of headings below."""
    figures = [item for item in above if item.kind is ItemKind.FIGURE]
    if not any(item.statement is not None and item.statement.prior.is_stated for item in figures):
        return True
    titles = {clean_name(item.text) for item in below if item.kind is ItemKind.HEADING}
    return 2 * sum(clean_name(item.text) in titles for item in figures) >= len(figures)


def _may_be_heading(item: Item) -> bool:
    return (
        item.kind in (ItemKind.HEADING, ItemKind.FIGURE) and item.marker is not None and item.marker.kind is not MarkerKind.BULLET
    )


def _same_heading(one: Item, other: Item) -> bool:
    """Whether two headings have the same number and about the same title."""
    if one.marker is None or other.marker is None or one.marker.ordinal != other.marker.ordinal:
        return False
    if one.marker.kind is not other.marker.kind:
        return False
    titles = SequenceMatcher(None, clean_name(one.text), clean_name(other.text), autojunk=False)
    return titles.real_quick_ratio() >= SAME_TITLE and titles.quick_ratio() >= SAME_TITLE and titles.ratio() >= SAME_TITLE
