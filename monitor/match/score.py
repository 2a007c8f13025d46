"""What each feature weighs, and the thresholds. The figures stand in coefficients.json; `make fit-matcher` fits them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from monitor.match.features import Table
from monitor.match.pairs import Values

ACCEPT = 0.7
"""A link scored this or more is taken without a person."""
REVIEW = 0.3
"""A link scored this or more, but less than ACCEPT, waits for a person."""

EVEN = 1.0
"""Log-odds at most of a link that has a rival as likely as itself: barely taken, as twins printed twice are rivals too."""
SURER = 2.0
"""How much surer a link is for each log-odds between it and its nearest rival."""


@dataclass(frozen=True, slots=True)
class Curve:
    """What a feature adds to the log-odds: given at some of its values (rising), between them on straight lines."""

    values: tuple[float, ...]
    adds: tuple[float, ...]

    def __call__(self, values: Values) -> Values:
        added: Values = np.interp(values, self.values, self.adds)
        return added


@dataclass(frozen=True, slots=True)
class Weights:
    """The model: log-odds that two entries taken at random are one measure, and what each feature adds."""

    base: float
    curves: Mapping[str, Curve]

    def log_odds(self, table: Table) -> Values:
        """The log-odds of each pair of a table that holds at least one feature."""
        total: Values = np.full(len(next(iter(table.values()))), self.base)
        for name, values in table.items():
            total += self.curves[name](values)
        return total

    def most(self, name: str) -> float:
        """The most that a feature can add."""
        return max(self.curves[name].adds)

    def evidence(self, table: Table, at: int, margin: float) -> dict[str, Any]:
        """Each feature that says anything about the pair at a place: its value, its weight there and what it adds to the log-odds.

        margin: log-odds by which the pair beats its nearest rival; where that is small, "rival" takes off what cannot be known.
        """
        said: dict[str, Any] = {"base": {"value": 1.0, "weight": self.base, "adds": self.base}}
        for name, values in table.items():
            value = float(values[at])
            adds = float(self.curves[name](values[at : at + 1])[0])
            if value and adds:
                said[name] = {"value": round(value, 4), "weight": round(adds / value, 3), "adds": round(adds, 3)}
        excess = sum(part["adds"] for part in said.values()) - (EVEN + SURER * margin)
        if excess > 0:
            said["rival"] = {"value": round(excess, 3), "weight": -1.0, "adds": -round(excess, 3)}
        return said


@cache
def weights() -> Weights:
    """The model that is shipped."""
    return read_weights(files("monitor.match").joinpath("coefficients.json").read_text(encoding="utf-8"))


def read_weights(text: str) -> Weights:
    """The model of a JSON text: base, and for each feature its values and what it adds at each."""
    told = json.loads(text)
    return Weights(
        told["base"], {name: Curve(tuple(curve["values"]), tuple(curve["adds"])) for name, curve in told["curves"].items()}
    )


def probability(odds: float) -> float:
    """The score of a pair with these log-odds."""
    return float(1.0 / (1.0 + np.exp(-odds)))
