"""Whether what stands below a measure can be a section's measures, so that its money is their sum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from monitor.parse.layouts.overview.items import Item, ItemKind
from monitor.parse.names import MarkerKind

LISTS = frozenset({MarkerKind.CIRCLED, MarkerKind.KANA, MarkerKind.LETTER})
"""What numbers the parts of a measure as well as measures."""


def heads_of_lists(items: Sequence[Item]) -> frozenset[MarkerKind]:
    """What numbers the figures of which most have a list behind ① or ア right below: so a release prints its sections' sums."""
    figures: Counter[MarkerKind] = Counter()
    heads: Counter[MarkerKind] = Counter()
    numbered = [item for item in items if item.marker is not None and item.kind in (ItemKind.HEADING, ItemKind.FIGURE)]
    for above, below in pairwise([*numbered, None]):
        if above is None or above.marker is None or above.kind is not ItemKind.FIGURE:
            continue
        figures[above.marker.kind] += 1
        if below is not None and below.marker is not None and below.marker.kind is not above.marker.kind:
            heads[above.marker.kind] += below.marker.kind in LISTS and below.marker.ordinal == 1
    return frozenset(kind for kind, count in heads.items() if 2 * count > figures[kind])


def may_head(items: Sequence[Item], index: int) -> bool:
    """Whether the figure at an index, the first with money below another, can be a section's first measure.

    Measures are explained one by one. Behind ① or ア right below, a figure that the next follows without a word is a part; what
    is said behind the last of them explains the whole.
    """
    marker = items[index].marker
    if marker is None or marker.kind not in LISTS or items[index - 1].kind is ItemKind.HEADING:
        return True
    for item in items[index + 1 :]:
        if item.kind is ItemKind.PROSE:
            return True
        if item.marker is not None and item.kind in (ItemKind.HEADING, ItemKind.FIGURE):
            return item.marker.kind is not marker.kind
    return True
