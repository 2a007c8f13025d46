"""Where entries stand between entries that are linked already: tells apart lines of one name when nothing else does."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from monitor.budget import Entry

Matrix = NDArray[np.float64]
Place = tuple[str, int, int]
Gap = tuple[int, int, float]
"""Numbers of the links before and after an entry, and how far along the way between them it stands (0 to 1)."""


def order_likeness(
    prev: Sequence[Entry],
    next_: Sequence[Entry],
    anchors: Sequence[tuple[Entry, Entry]],
    all_prev: Sequence[Entry],
    all_next: Sequence[Entry],
) -> Matrix:
    """1 where two entries stand between the same linked neighbours at the same distance; 0 where a document gives no places."""
    gaps_prev = _gaps(prev, [a for a, _ in anchors], all_prev)
    gaps_next = _gaps(next_, [b for _, b in anchors], all_next)
    alike: Matrix = np.zeros((len(prev), len(next_)))
    for row, left in enumerate(gaps_prev):
        for column, right in enumerate(gaps_next):
            if left is not None and right is not None:
                same = 0.4 * (left[0] == right[0]) + 0.4 * (left[1] == right[1])
                alike[row, column] = same + (0.2 * (1 - abs(left[2] - right[2])) if same else 0.0)
    return alike


def _gaps(entries: Sequence[Entry], anchors: Sequence[Entry], everyone: Sequence[Entry]) -> list[Gap | None]:
    """For each entry the gap between links that it stands in; None without a place, or without links to stand between."""
    anchor_places = sorted((place, number) for number, e in enumerate(anchors) if (place := _place(e)) is not None)
    if not anchor_places:
        return [None] * len(entries)
    only = [place for place, _ in anchor_places]
    numbers = [-1, *(number for _, number in anchor_places), -2]
    places = sorted(place for e in everyone if (place := _place(e)) is not None)
    gaps: list[Gap | None] = []
    for entry in entries:
        place = _place(entry)
        if place is None:
            gaps.append(None)
            continue
        at = bisect_left(only, place)
        first = bisect_left(places, only[at - 1]) + 1 if at else 0
        last = bisect_left(places, only[at]) if at < len(only) else len(places)
        way = (bisect_left(places, place) - first + 1) / (last - first + 1)
        gaps.append((numbers[at], numbers[at + 1], way))
    return gaps


def _place(entry: Entry) -> Place | None:
    if entry.line is None and entry.page is None:
        return None
    return entry.doc or "", entry.page or 0, entry.line or 0
