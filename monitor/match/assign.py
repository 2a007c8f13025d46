"""One-to-one assignment: which pairs hold together best. Nothing is ever linked twice."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from monitor.match.pairs import Ints, Pairs, Values

UNRIVALLED = 12.0
"""Log-odds by which a pair is taken to beat a rival that there is none of."""


def assign(pairs: Pairs, odds: Values, least: float) -> Ints:
    """Places, among the pairs, of those whose log-odds sum highest, none of them below `least`; in the order of the pairs."""
    chosen = [at for group in _groups(pairs, odds > least) for at in _best(pairs, odds - least, group)]
    return np.array(sorted(chosen), dtype=np.int64)


def margins(pairs: Pairs, odds: Values, least: float, chosen: Ints) -> Values:
    """For each chosen pair the log-odds by which it beats its nearest rival, UNRIVALLED at most.

    A rival is another entry that nothing is linked to, or a swap of partners with another pair. 0: both are as likely.
    """
    gain = np.maximum(odds - least, 0.0)
    own_older, own_newer = np.zeros(pairs.shape[0]), np.zeros(pairs.shape[1])
    partner_older, partner_newer = np.full(pairs.shape[0], -1, dtype=np.int64), np.full(pairs.shape[1], -1, dtype=np.int64)
    own_older[pairs.older[chosen]] = own_newer[pairs.newer[chosen]] = gain[chosen]
    partner_older[pairs.older[chosen]], partner_newer[pairs.newer[chosen]] = pairs.newer[chosen], pairs.older[chosen]
    crossed = dict(zip(zip(pairs.older.tolist(), pairs.newer.tolist(), strict=True), gain.tolist(), strict=True))
    least_beaten, least_beaten_newer = np.full(pairs.shape[0], UNRIVALLED), np.full(pairs.shape[1], UNRIVALLED)
    is_chosen = np.zeros(len(pairs), dtype=bool)
    is_chosen[chosen] = True
    for at in np.flatnonzero((gain > 0) & ~is_chosen).tolist():
        older, newer = int(pairs.older[at]), int(pairs.newer[at])
        other = crossed.get((int(partner_newer[newer]), int(partner_older[older])), 0.0)
        lost = own_older[older] + own_newer[newer] - gain[at] - other
        least_beaten[older] = min(least_beaten[older], lost)
        least_beaten_newer[newer] = min(least_beaten_newer[newer], lost)
    beaten: Values = np.minimum(least_beaten[pairs.older[chosen]], least_beaten_newer[pairs.newer[chosen]])
    return beaten


def _groups(pairs: Pairs, possible: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Iterator[Ints]:
    """The possible pairs, those together that compete for an entry, directly or by way of others."""
    from scipy.sparse import coo_array  # here: its import takes half a second, and most commands match nothing
    from scipy.sparse.csgraph import connected_components

    places = np.flatnonzero(possible)
    if not len(places):
        return
    older, newer = pairs.older[places], pairs.newer[places] + pairs.shape[0]
    size = sum(pairs.shape)
    _, labels = connected_components(coo_array((np.ones(len(places)), (older, newer)), shape=(size, size)), directed=False)
    order = np.argsort(labels[older], kind="stable")
    yield from np.split(places[order], np.flatnonzero(np.diff(labels[older][order])) + 1)


def _best(pairs: Pairs, gain: Values, group: Ints) -> list[int]:
    if len(group) == 1:
        return [int(group[0])]
    from scipy.optimize import linear_sum_assignment

    rows, row = np.unique(pairs.older[group], return_inverse=True)
    columns, column = np.unique(pairs.newer[group], return_inverse=True)
    table = np.zeros((len(rows), len(columns)))
    place = np.full(table.shape, -1, dtype=np.int64)
    table[row, column], place[row, column] = gain[group], group
    best = place[linear_sum_assignment(table, maximize=True)]
    return [int(at) for at in best if at >= 0]
