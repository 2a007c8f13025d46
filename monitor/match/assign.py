"""One-to-one assignment: which pairs of a table of log-odds hold together best. Nothing is ever linked twice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Pair = tuple[int, int]


def assign(odds: Matrix, least: float) -> list[Pair]:
    """Rows and columns of the pairs whose log-odds sum highest, none of them below `least`; in row order."""
    if not odds.size:
        return []
    from scipy.optimize import linear_sum_assignment  # here: its import takes half a second, and most commands match nothing

    gain = _gain(odds, least)
    rows, columns = linear_sum_assignment(gain, maximize=True)
    return [(int(r), int(c)) for r, c in zip(rows, columns, strict=True) if gain[r, c] > 0]


def margins(odds: Matrix, least: float, pairs: Sequence[Pair]) -> list[float]:
    """For each assigned pair the log-odds by which it beats its nearest rival.

    A rival is another entry that nothing is linked to, or a swap of partners with another pair. 0: both are as likely.
    """
    gain = _gain(odds, least)
    rows, columns = np.array([r for r, _ in pairs], dtype=int), np.array([c for _, c in pairs], dtype=int)
    own = gain[rows, columns]
    free_rows, free_columns = np.setdiff1d(np.arange(gain.shape[0]), rows), np.setdiff1d(np.arange(gain.shape[1]), columns)
    crossed = gain[np.ix_(rows, columns)]
    swaps = own[:, None] + own[None, :] - crossed - crossed.T
    np.fill_diagonal(swaps, np.inf)
    nearest = np.minimum.reduce(
        [
            swaps.min(axis=1, initial=np.inf),
            own - gain[np.ix_(rows, free_columns)].max(axis=1, initial=-np.inf),
            own - gain[np.ix_(free_rows, columns)].max(axis=0, initial=-np.inf),
        ]
    )
    return [float(margin) for margin in nearest]


def _gain(odds: Matrix, least: float) -> Matrix:
    gain: Matrix = np.where(np.isfinite(odds), np.maximum(odds - least, 0.0), 0.0)
    return gain
