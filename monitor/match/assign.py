"""One-to-one assignment: which pairs of a table of log-odds hold together best. Nothing is ever linked twice."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

Matrix = NDArray[np.float64]


def assign(odds: Matrix, least: float) -> list[tuple[int, int]]:
    """Rows and columns of the pairs whose log-odds sum highest, none of them below `least`; in row order."""
    if not odds.size:
        return []
    gain = np.where(np.isfinite(odds), np.maximum(odds - least, 0.0), 0.0)
    rows, columns = linear_sum_assignment(gain, maximize=True)
    return [(int(r), int(c)) for r, c in zip(rows, columns, strict=True) if gain[r, c] > 0]
