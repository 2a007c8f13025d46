"""What each feature weighs, and the thresholds. The figures stand in coefficients.json; `make fit-matcher` fits them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from monitor.match.pairs import Ints, Table, Values

ACCEPT = 0.5
"""A link scored this or more is rather one than none: it is told."""
SURE = 0.7
"""A link scored this or more is taken without a person."""
REVIEW = 0.3
"""A link scored this or more, but less than SURE, waits for a person."""
LEAST = math.log(0.1 / 0.9)
"""Log-odds below which a pair is not even a doubt."""


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
    """What a table of features says: the log-odds where they say nothing, and what each adds."""

    base: float
    curves: Mapping[str, Curve]

    def log_odds(self, table: Table) -> Values:
        """The log-odds of each row of a table that holds at least one feature."""
        total: Values = np.full(len(next(iter(table.values()))), self.base)
        for name, values in table.items():
            total += self.curves[name](values)
        return total

    def most(self, name: str) -> float:
        """The most that a feature can add."""
        return max(self.curves[name].adds)

    def evidence(self, table: Table, rows: Ints) -> list[dict[str, Any]]:
        """For each of the rows, each feature that says anything: its value, its weight there and what it adds to the log-odds."""
        said: list[dict[str, Any]] = [{"base": part(1.0, self.base)} for _ in rows]
        for name, values in table.items():
            adds = self.curves[name](values[rows])
            for at in np.flatnonzero(adds).tolist():
                said[at][name] = part(float(values[rows[at]]), float(adds[at]))
        return said


@dataclass(frozen=True, slots=True)
class Doubts:
    """How sure a chosen pair is: as its own log-odds allow, and as those allow by which it beats its nearest rival.

    A pair is right where neither doubt holds: of twins each is the other's rival, and no likeness of their names makes them surer.
    """

    curves: Mapping[str, Curve]

    def log_odds(self, table: Table) -> Values:
        """The log-odds of each row."""
        doubts = [-curve(table[name]) for name, curve in self.curves.items()]
        sure: Values = -np.logaddexp.reduce(doubts)
        return sure


@dataclass(frozen=True, slots=True)
class Model:
    """The three questions of a match, each with its weights.

    pairs: whether two entries, taken alone, are one measure; chosen: whether a pair is, that the assignment chose among its rivals;
    further: whether an entry that is left was split off from, or went into, one that has its partner.
    """

    pairs: Weights
    chosen: Doubts
    further: Weights


def part(value: float, adds: float) -> dict[str, float]:
    """What one feature says, as evidence tells it."""
    value = round(value, 4)
    return {"value": value, "weight": round(adds / value, 3) if value else 0.0, "adds": round(adds, 3)}


@cache
def shipped() -> Model:
    """The model that is shipped."""
    return read_model(files("monitor.match").joinpath("coefficients.json").read_text(encoding="utf-8"))


def read_model(text: str) -> Model:
    """The model of a JSON text: for each question its curves, values and what they add there, and where they add to it the base."""
    told = json.loads(text)
    pairs, further = (Weights(told[question]["base"], _curves(told[question]["curves"])) for question in ("pairs", "further"))
    return Model(pairs, Doubts(_curves(told["chosen"]["curves"])), further)


def _curves(told: Mapping[str, Any]) -> dict[str, Curve]:
    return {name: Curve(tuple(curve["values"]), tuple(curve["adds"])) for name, curve in told.items()}


def probability(odds: float) -> float:
    """The score of a pair with these log-odds."""
    return float(1.0 / (1.0 + np.exp(-odds)))
