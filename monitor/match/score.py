"""What each feature weighs, and the thresholds. The one place where the matcher's judgement stands in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

ACCEPT = 0.7
"""A link scored this or more is taken without a person."""
REVIEW = 0.3
"""A link scored this or more, but less than ACCEPT, waits for a person."""

INTERCEPT = -7.0
"""Log-odds that two entries taken at random are one measure."""

WEIGHTS: Mapping[str, float] = {
    "name_equal": 5.0,
    "name_printed_equal": 1.5,
    "name_ratio": 2.5,
    "name_alone": 4.0,
    "name_far": -3.0,
    "name_remark": 1.0,
    "name_part": 1.5,
    "lone_mark": -2.0,
    "amount_agrees": 4.5,
    "amount_rare": 3.0,
    "amount_gap": -0.7,
    "amount_nothing": -0.5,
    "amount_size": 1.0,
    "text": 11.0,
    "text_equal": 0.5,
    "text_differs": -2.0,
    "bureau": 1.0,
    "bureau_differs": -0.5,
    "division": 1.0,
    "division_differs": -0.4,
    "section": 0.5,
    "parent": 1.5,
    "parent_differs": -2.5,
    "other_level": -1.5,
    "reprise_differs": -2.0,
    "ministry_differs": -6.0,
    "order": 1.5,
}

EVEN = 1.0
"""Log-odds at most of a link that has a rival as likely as itself: barely taken, as twins printed twice are rivals too."""
SURER = 2.0
"""How much surer a link is for each log-odds between it and its nearest rival."""


def log_odds(table: Mapping[str, Matrix]) -> Matrix:
    """The log-odds of every pair of a table that holds at least one feature."""
    total: Matrix = np.full(next(iter(table.values())).shape, INTERCEPT)
    for name, values in table.items():
        total += WEIGHTS[name] * values
    return total


def probability(odds: float) -> float:
    """The score of a pair with these log-odds."""
    return float(1.0 / (1.0 + np.exp(-odds)))


def evidence(table: Mapping[str, Matrix], row: int, column: int, margin: float) -> dict[str, Any]:
    """Each feature that says anything about the pair: its value, its weight and what it adds to the log-odds.

    margin: log-odds by which the pair beats its nearest rival; where that is small, "rival" takes off what cannot be known.
    """
    said: dict[str, Any] = {"base": {"value": 1.0, "weight": INTERCEPT, "adds": INTERCEPT}}
    for name, values in table.items():
        value = float(values[row, column])
        if value:
            weight = WEIGHTS[name]
            said[name] = {"value": round(value, 4), "weight": weight, "adds": round(weight * value, 3)}
    excess = sum(part["adds"] for part in said.values()) - (EVEN + SURER * margin)
    if excess > 0:
        said["rival"] = {"value": round(excess, 3), "weight": -1.0, "adds": -round(excess, 3)}
    return said
