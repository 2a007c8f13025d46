"""The terms of two measures: whether their unit amounts and rates are the same figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

import numpy as np

from monitor.budget import Entry
from monitor.match.pairs import Pairs, Values

RARE = 3
"""Entries of a list that may state a unit amount for it to tell one from another: 1,000千円 is paid for many things."""

Terms = Sequence[frozenset[Hashable]]


def unit_amounts_alike(older: Sequence[Entry], newer: Sequence[Entry], pairs: Pairs) -> Values:
    """How many of the unit amounts of the entry that has fewer are the other's, 0 to 1; common figures do not count."""
    stated = [frozenset(unit.yen for unit in entry.unit_amounts if unit.yen) for entry in older]
    newly = [frozenset(unit.yen for unit in entry.unit_amounts if unit.yen) for entry in newer]
    return _shared(_rare(stated), _rare(newly), pairs)


def rates_alike(older: Sequence[Entry], newer: Sequence[Entry], pairs: Pairs) -> Values:
    """How many of the shares that parties pay are the same, 0 to 1."""
    return _shared(_shares(older), _shares(newer), pairs)


def _shares(entries: Sequence[Entry]) -> Terms:
    return [frozenset(share for rate in entry.rates for share in rate.shares) for entry in entries]


def _rare(terms: Iterable[frozenset[int]]) -> Terms:
    terms = list(terms)
    times = Counter(figure for figures in terms for figure in figures)
    return [frozenset(figure for figure in figures if times[figure] <= RARE) for figures in terms]


def _shared(older: Terms, newer: Terms, pairs: Pairs) -> Values:
    shared = np.zeros(len(pairs))
    stated, newly = (np.array([bool(one) for one in terms], dtype=bool) for terms in (older, newer))
    for at in np.flatnonzero(stated[pairs.older] & newly[pairs.newer]).tolist():
        one, other = older[pairs.older[at]], newer[pairs.newer[at]]
        shared[at] = len(one & other) / min(len(one), len(other))
    return shared
