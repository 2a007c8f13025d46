"""Fits what each feature weighs to links that are known: `make fit-matcher` (python -m monitor.match.fit FOLDER...).

A folder holds prev_Y.jsonl, next_Y.jsonl and links_Y.jsonl, or what people decided, as `review export` writes it. The lists are
fitted three times over: whole, without overviews and offices, and with names alone, as releases give them. What no such list has
(levels, parents, the order of lines) is set by hand.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from monitor.match.features import features, lists_of
from monitor.match.known import Block, blocks_of
from monitor.match.matching import Match, match_lists
from monitor.match.pairs import Ints, Pairs, Table, Values
from monitor.match.score import Curve, Doubts, Model, Weights

PAIR_KNOTS: Mapping[str, tuple[float, ...]] = {
    "name_equal": (0.0, 0.5, 1.0),
    "name_ratio": (0.0, 0.3, 0.5, 0.7, 0.85, 1.0),
    "name_ratio_alone": (0.0, 0.3, 0.5, 0.7, 0.85, 1.0),
    "name_rare_alone": (0.0, 0.1, 0.3, 0.5, 0.8, 1.0),
    "name_part": (0.0, 0.5, 1.0),
    "name_remark": (
        0.0,
        1.0,
    ),
    "name_taken_older": (
        0.0,
        1.0,
    ),
    "name_taken_newer": (
        0.0,
        1.0,
    ),
    "lone_mark": (0.0, 0.5, 1.0),
    "amount_agrees": (0.0, 0.3, 1.0),
    "amount_rare": (0.0, 0.3, 0.6, 1.0),
    "amount_rare_alone": (0.0, 0.3, 0.6, 1.0),
    "amount_gap": (0.0, 0.05, 0.3, 1.0),
    "amount_ended": (
        0.0,
        1.0,
    ),
    "amount_begun": (
        0.0,
        1.0,
    ),
    "amount_size": (0.0, 0.7, 1.0),
    "text": (0.0, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 1.0),
    "text_both": (
        0.0,
        1.0,
    ),
    "bureau": (0.0, 0.5, 1.0),
    "bureau_differs": (0.0, 0.5, 1.0),
    "division": (0.0, 0.5, 0.98, 1.0),
    "division_differs": (0.0, 0.5, 1.0),
}
"""The values of each fitted feature at which its curve may bend; at the first, which is 0, it adds nothing."""
CHOSEN_KNOTS: Mapping[str, tuple[float, ...]] = {
    "odds": (-2.2, -1.4, -0.7, 0.5, 2.5, 6.0, 12.0),
    "margin": (0.0, 0.5, 1.5, 4.0, 12.0),
}
"""The same for how a chosen pair stands among its rivals."""
FURTHER_KNOTS: Mapping[str, tuple[float, ...]] = {
    "likeness": (-11.0, -9.0, -7.0, -5.0, -3.0),
    "main_agrees": (0.0, 1.0),
    "main_gap": (0.0, 0.3, 1.0),
    "room": (0.0, 1.0),
    "sum": (0.0, 1.0),
}
"""The same for entries that are left."""
FALLING = frozenset(
    {
        "name_taken_older",
        "name_taken_newer",
        "lone_mark",
        "amount_gap",
        "amount_ended",
        "amount_begun",
        "bureau_differs",
        "division_differs",
    }
)
"""Features that speak against a link the more of them there is; all others speak for it, but those that may do either."""
EITHER = frozenset({"text_both", "main_agrees"})
BY_HAND: Mapping[str, float] = {
    "unit_amounts": 2.0,
    "rates": 0.3,
    "section": 0.5,
    "parent": 1.5,
    "parent_differs": -2.5,
    "other_level": -1.5,
    "reprise_differs": -2.0,
    "ministry_differs": -6.0,
    "order": 1.5,
}
"""Log-odds of features that lists of programs do not have."""
RIDGE: Mapping[str, float] = {"pairs": 0.02, "chosen": 0.1, "further": 0.3}
"""How strongly the curves of each question are held flat: against the loss of one pair, squared log-odds."""


OPEN = ("secondary", "no part", "untold")
"""Tiers of pairs that do not tell whether two entries are one measure."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Rows of features of which it is known whether they are links."""

    table: Table
    linked: NDArray[np.bool_]
    judged: NDArray[np.bool_]


def fitted(blocks: Sequence[Block]) -> Model:
    """The model that fits what is known best: first pairs alone, then how the chosen ones stand, then what is left."""
    pairs = _curves("pairs", PAIR_KNOTS, [_pairs(block) for block in blocks])
    by_hand = {name: Curve((0.0, 1.0), (0.0, weight)) for name, weight in BY_HAND.items()}
    pairs = Weights(pairs.base, {**pairs.curves, **by_hand})
    untold = Model(pairs, Doubts({}), Weights(0.0, {}))
    matches = [(block, match_lists(block.older, block.newer, untold)) for block in blocks]
    chosen = _doubts([_chosen(*one) for one in matches])
    told = Model(pairs, chosen, untold.further)
    further = _curves("further", FURTHER_KNOTS, [_further(block, replace(found, model=told)) for block, found in matches])
    return Model(pairs, chosen, further)


def _pairs(block: Block) -> Lesson:
    """All pairs.

    Of namesakes that have a link each, the assignment tells which is whose: no weight should speak against a name for that.
    """
    lists = lists_of(block.older, block.newer)
    pairs = lists.candidates()
    tiers, table = block.tiers(lists, pairs), features(lists, pairs)
    linked = np.array([tier == "core" for tier in tiers])
    twins = (table["name_equal"] > 0) & _has_link(pairs.older, linked) & _has_link(pairs.newer, linked) & ~linked
    return Lesson(table, linked, np.array([tier not in OPEN for tier in tiers], dtype=bool) & ~twins)


def _chosen(block: Block, found: Match) -> Lesson:
    tiers = block.tiers(found.lists, Pairs(found.pairs.older[found.chosen], found.pairs.newer[found.chosen], found.pairs.shape))
    judged = np.array([tier not in OPEN for tier in tiers], dtype=bool)
    return Lesson(found.standing, np.array([tier == "core" for tier in tiers], dtype=bool), judged)


def _further(block: Block, found: Match) -> Lesson:
    left = found.left()
    tiers = block.tiers(found.lists, left.pairs)
    linked = np.array([tier in ("core", "secondary") for tier in tiers], dtype=bool)
    return Lesson(left.table, linked, np.array([tier not in ("none", "untold") for tier in tiers], dtype=bool))


def _has_link(side: Ints, linked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether the entry of each pair on that side is linked, be it in another pair."""
    return np.isin(side, side[linked])


def _curves(question: str, knots: Mapping[str, tuple[float, ...]], lessons: Sequence[Lesson]) -> Weights:
    """The curves that fit the judged rows best."""
    from scipy.optimize import minimize

    lessons = [lesson for lesson in lessons if lesson.judged.any()]
    basis = np.vstack([basis_of(lesson.table, knots)[lesson.judged] for lesson in lessons])
    sign = np.where(np.concatenate([lesson.linked[lesson.judged] for lesson in lessons]), 1.0, -1.0)
    ridge = RIDGE[question]

    def loss(coefficients: Values) -> tuple[float, Values]:
        odds = sign * (coefficients[0] + basis @ coefficients[1:])
        slope = -sign / (1.0 + np.exp(np.clip(odds, -500, 500)))
        gradient = np.concatenate([[slope.sum()], basis.T @ slope]) + 2 * ridge * np.concatenate([[0.0], coefficients[1:]])
        return float(np.logaddexp(0.0, -odds).sum() + ridge * (coefficients[1:] ** 2).sum()), gradient

    start = np.concatenate([[-5.0], np.zeros(basis.shape[1])])
    bounds = [(None, None), *_bounds(knots)]
    found = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 3000})
    return _weights(found.x, knots)


def _doubts(lessons: Sequence[Lesson]) -> Doubts:
    """The curves of both doubts that fit the judged rows best."""
    from scipy.optimize import minimize

    sign = np.where(np.concatenate([lesson.linked[lesson.judged] for lesson in lessons]), 1.0, -1.0)
    ways = []
    for name, values in CHOSEN_KNOTS.items():
        way = np.vstack([basis_of(lesson.table, {name: values})[lesson.judged] for lesson in lessons])
        ways.append(np.column_stack([np.ones(len(way)), way]))
    ends = ways[0].shape[1]
    ridge = RIDGE["chosen"] * np.array([0.0, *[1.0] * (ends - 1), 0.0, *[1.0] * (ways[1].shape[1] - 1)])

    def loss(coefficients: Values) -> tuple[float, Values]:
        sure = [ways[0] @ coefficients[:ends], ways[1] @ coefficients[ends:]]
        odds = -np.logaddexp(-sure[0], -sure[1])
        slope = -sign / (1.0 + np.exp(np.clip(sign * odds, -500, 500)))
        shares = [np.exp(odds - one) for one in sure]
        gradient = np.concatenate([way.T @ (slope * share) for way, share in zip(ways, shares, strict=True)])
        return float(np.logaddexp(0.0, -sign * odds).sum() + ridge @ coefficients**2), gradient + 2 * ridge * coefficients

    bounds: list[tuple[float | None, float | None]] = []
    for way in ways:
        bounds += [(None, None), *[(0.0, None)] * (way.shape[1] - 1)]
    found = minimize(loss, np.ones(len(ridge)), jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 3000}).x
    parts = (found[:ends], found[ends:])
    return Doubts(
        {
            name: Curve(values, tuple(round(float(added), 3) for added in np.cumsum(part)))
            for (name, values), part in zip(CHOSEN_KNOTS.items(), parts, strict=True)
        }
    )


def _bounds(knots: Mapping[str, tuple[float, ...]]) -> Iterator[tuple[float | None, float | None]]:
    """No curve turns: what speaks for a link speaks no less for it where there is more of it."""
    for name, values in knots.items():
        for _ in values[1:]:
            yield None if name in FALLING | EITHER else 0.0, 0.0 if name in FALLING else None


def _weights(coefficients: Values, knots: Mapping[str, tuple[float, ...]]) -> Weights:
    curves: dict[str, Curve] = {}
    at = 1
    for name, values in knots.items():
        adds = np.cumsum(coefficients[at : at + len(values) - 1])
        curves[name] = Curve(values, (0.0, *(round(float(added), 3) for added in adds)))
        at += len(values) - 1
    return Weights(round(float(coefficients[0]), 3), curves)


def basis_of(table: Table, knots: Mapping[str, tuple[float, ...]]) -> Values:
    """Each row's way along the curves: for every stretch between two knots how much of it lies behind the row's value, 0 to 1."""
    columns = []
    for name, values in knots.items():
        for start, end in pairwise(values):
            columns.append(np.clip((table[name] - start) / (end - start), 0.0, 1.0))
    return np.column_stack(columns)


def written(model: Model) -> str:
    """The model as JSON, a feature a line."""
    pairs = f'"base": {model.pairs.base}, {_written(model.pairs.curves)}'
    further = f'"base": {model.further.base}, {_written(model.further.curves)}'
    return f'{{\n"pairs": {{{pairs}}},\n"chosen": {{{_written(model.chosen.curves)}}},\n"further": {{{further}}}\n}}\n'


def _written(curves: Mapping[str, Curve]) -> str:
    rows = (f'  "{name}": {{"values": {list(curve.values)}, "adds": {list(curve.adds)}}}' for name, curve in curves.items())
    return '"curves": {\n' + ",\n".join(rows) + "\n}"


def main() -> None:
    """Fit to folders and write the coefficients; `--without MINISTRY` leaves one ministry out."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = "prev_Y.jsonl, next_Y.jsonl and links_Y.jsonl of one or more years, or what `review export` wrote"
    arguments.add_argument("folders", type=Path, nargs="+", metavar="FOLDER", help=what)
    arguments.add_argument("--out", type=Path, default=Path(__file__).with_name("coefficients.json"))
    arguments.add_argument("--without", help="leave this ministry's links out")
    told = arguments.parse_args()
    blocks = [block for folder in told.folders for block in blocks_of(folder) if block.ministry != told.without]
    told.out.write_text(written(fitted(blocks)), encoding="utf-8")


if __name__ == "__main__":
    main()
