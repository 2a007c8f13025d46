"""Which pairs of two lists are worth weighing: a few neighbours of each entry by name, by overview and by money.

Two lists of thousands have millions of pairs; what is looked at grows with their length, not with its square.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from monitor.match.grams import Grams
from monitor.match.money import Figures
from monitor.match.pairs import Ints, Pairs, Values, every_pair, together

FEW = 40_000
"""Pairs of two lists so short that each is weighed."""
NEIGHBOURS = 8
"""Entries of the other list that are looked at for each entry, by name and by overview."""
NAMESAKES = 40
"""Entries of one name in the other list that each is paired with; of more, those nearest in order."""


def candidates(
    names: Grams, prose: Grams, called: Sequence[tuple[Sequence[str], Sequence[str]]], money: Sequence[tuple[Figures, Figures]]
) -> Pairs:
    """The pairs worth weighing, each once.

    called: what the entries of the two lists are called: names alone, names below their parents; money: figures of the older and
    the newer list that may be the same sum.
    """
    shape = len(called[0][0]), len(called[0][1])
    if shape[0] * shape[1] <= FEW:
        return every_pair(*shape)
    found = [names.nearest(NEIGHBOURS), prose.nearest(NEIGHBOURS), *(_of_one_name(*both) for both in called)]
    found += [_of_one_sum(older, newer) for older, newer in money]
    return together(found, shape)


def _of_one_name(older: Sequence[str], newer: Sequence[str]) -> Pairs:
    places: dict[str, list[int]] = defaultdict(list)
    for row, name in enumerate(newer):
        places[name].append(row)
    seen: dict[str, int] = defaultdict(int)
    return _paired(_namesakes(older, places, seen), (len(older), len(newer)))


def _namesakes(older: Sequence[str], places: dict[str, list[int]], seen: dict[str, int]) -> Iterator[tuple[int, Sequence[int]]]:
    for row, name in enumerate(older):
        others = places.get(name, ())
        if others:
            first = max(0, min(seen[name] - NAMESAKES // 2, len(others) - NAMESAKES))
            yield row, others[first : first + NAMESAKES]
            seen[name] += 1


def _of_one_sum(older: Figures, newer: Figures) -> Pairs:
    """Pairs of figures whose printed intervals touch, of each figure those nearest to it."""
    order = np.argsort(older.yen, kind="stable")
    order = order[older.stated[order] & (older.yen[order] != 0)]
    yen = older.yen[order]
    widest = float(older.half[order].max(initial=0.0))
    rows = np.flatnonzero(newer.stated & (newer.yen != 0))
    reach = newer.half[rows] + widest
    first = np.searchsorted(yen, newer.yen[rows] - reach, side="left")
    last = np.searchsorted(yen, newer.yen[rows] + reach, side="right")
    spans = zip(rows.tolist(), _nearest(yen, newer.yen[rows], first, last), strict=True)
    flipped = _paired(((row, order[at].tolist()) for row, at in spans), (len(newer.yen), len(older.yen)))
    return Pairs(flipped.newer, flipped.older, (len(older.yen), len(newer.yen)))


def _nearest(yen: Values, wanted: Values, first: Ints, last: Ints) -> Iterator[Ints]:
    for value, start, end in zip(wanted, first, last, strict=True):
        within = np.arange(start, end)
        if len(within) > NEIGHBOURS:
            within = within[np.argsort(np.abs(yen[within] - value), kind="stable")[:NEIGHBOURS]]
        yield within


def _paired(rows: Iterator[tuple[int, Sequence[int]]], shape: tuple[int, int]) -> Pairs:
    older: list[int] = []
    newer: list[int] = []
    for row, others in rows:
        older += [row] * len(others)
        newer += others
    return Pairs(np.array(older, dtype=np.int64), np.array(newer, dtype=np.int64), shape)
