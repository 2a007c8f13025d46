"""Where entries stand between entries that are linked already: tells apart lines of one name when nothing else does."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from monitor.budget import Entry
from monitor.match.features import Lists
from monitor.match.pairs import Pairs, Values

Place = tuple[str, int, int]
Gap = tuple[int, int, float]
"""Numbers of the links before and after an entry, and how far along the way between them it stands (0 to 1)."""


def order_likeness(lists: Lists, pairs: Pairs, anchors: Sequence[tuple[Entry, Entry]]) -> Values:
    """1 where the two entries stand between the same linked neighbours at the same distance; 0 where a document gives no places."""
    gaps_older = _gaps(lists.older, [a for a, _ in anchors])
    gaps_newer = _gaps(lists.newer, [b for _, b in anchors])
    alike: Values = np.zeros(len(pairs))
    for at, (row, column) in enumerate(zip(pairs.older.tolist(), pairs.newer.tolist(), strict=True)):
        left, right = gaps_older[row], gaps_newer[column]
        if left is not None and right is not None:
            same = 0.4 * (left[0] == right[0]) + 0.4 * (left[1] == right[1])
            alike[at] = same + (0.2 * (1 - abs(left[2] - right[2])) if same else 0.0)
    return alike


def _gaps(entries: Sequence[Entry], anchors: Sequence[Entry]) -> list[Gap | None]:
    """For each entry the gap between links that it stands in; None without a place, or without links to stand between."""
    anchor_places = sorted((place, number) for number, e in enumerate(anchors) if (place := _place(e)) is not None)
    if not anchor_places:
        return [None] * len(entries)
    only = [place for place, _ in anchor_places]
    numbers = [-1, *(number for _, number in anchor_places), -2]
    places = sorted(place for e in entries if (place := _place(e)) is not None)
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
