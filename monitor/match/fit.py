"""Fits what each feature weighs to links that are known: `make fit-matcher` (python -m monitor.match.fit FOLDER).

A folder holds prev_Y.jsonl, next_Y.jsonl and links_Y.jsonl. The lists are fitted three times over: whole, without overviews and
offices, and with names alone, as releases give them. What no such list has (levels, parents, the order of lines) is set by hand.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from monitor.budget import Amount, Entry, entry_from_json
from monitor.match.features import features, lists_of
from monitor.match.pairs import Ints, Values
from monitor.match.score import Curve, Weights

KNOTS: Mapping[str, tuple[float, ...]] = {
    "name_equal": (0.5, 1.0),
    "name_ratio": (0.3, 0.5, 0.7, 0.85, 1.0),
    "name_ratio_alone": (0.3, 0.5, 0.7, 0.85, 1.0),
    "name_rare_alone": (0.1, 0.3, 0.5, 0.8, 1.0),
    "name_part": (0.5, 1.0),
    "name_remark": (1.0,),
    "name_taken_older": (1.0,),
    "name_taken_newer": (1.0,),
    "lone_mark": (0.5, 1.0),
    "amount_agrees": (0.3, 1.0),
    "amount_rare": (0.3, 0.6, 1.0),
    "amount_rare_alone": (0.3, 0.6, 1.0),
    "amount_gap": (0.05, 0.3, 1.0),
    "amount_ended": (1.0,),
    "amount_begun": (1.0,),
    "amount_size": (0.7, 1.0),
    "text": (0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 1.0),
    "text_both": (1.0,),
    "bureau": (0.5, 1.0),
    "bureau_differs": (0.5, 1.0),
    "division": (0.5, 0.98, 1.0),
    "division_differs": (0.5, 1.0),
}
"""The values of each fitted feature at which its curve may bend; at 0 it adds nothing."""
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
EITHER = frozenset({"text_both"})
BY_HAND: Mapping[str, float] = {
    "section": 0.5,
    "parent": 1.5,
    "parent_differs": -2.5,
    "other_level": -1.5,
    "reprise_differs": -2.0,
    "ministry_differs": -6.0,
    "order": 1.5,
}
"""Log-odds of features that lists of programs do not have."""
RIDGE = 0.02
"""How strongly the curves are held flat, against the mean loss of a thousand pairs."""


@dataclass(frozen=True, slots=True)
class Block:
    """The pairs of one ministry in one year: what is known of them. linked: whether they are; judged: whether that is known."""

    ministry: str
    basis: Values
    linked: NDArray[np.bool_]
    judged: NDArray[np.bool_]


def fitted(blocks: Sequence[Block]) -> Weights:
    """The model that fits the judged pairs best."""
    from scipy.optimize import minimize

    basis = np.vstack([block.basis[block.judged] for block in blocks])
    sign = np.where(np.concatenate([block.linked[block.judged] for block in blocks]), 1.0, -1.0)

    def loss(coefficients: Values) -> tuple[float, Values]:
        odds = sign * (coefficients[0] + basis @ coefficients[1:])
        slope = -sign / (1.0 + np.exp(np.clip(odds, -500, 500)))
        gradient = np.concatenate([[slope.sum()], basis.T @ slope]) + 2 * RIDGE * np.concatenate([[0.0], coefficients[1:]])
        return float(np.logaddexp(0.0, -odds).sum() + RIDGE * (coefficients[1:] ** 2).sum()), gradient

    start = np.concatenate([[-5.0], np.zeros(basis.shape[1])])
    found = minimize(loss, start, jac=True, bounds=[(None, None), *_bounds()], method="L-BFGS-B", options={"maxiter": 3000})
    return _weights(found.x)


def _bounds() -> Iterator[tuple[float | None, float | None]]:
    """No curve turns: what speaks for a link speaks no less for it where there is more of it."""
    for name, knots in KNOTS.items():
        for _ in knots:
            yield None if name in FALLING | EITHER else 0.0, 0.0 if name in FALLING else None


def _weights(coefficients: Values) -> Weights:
    curves: dict[str, Curve] = {}
    at = 1
    for name, knots in KNOTS.items():
        adds = np.cumsum(coefficients[at : at + len(knots)])
        curves[name] = Curve((0.0, *knots), (0.0, *(round(float(added), 3) for added in adds)))
        at += len(knots)
    curves |= {name: Curve((0.0, 1.0), (0.0, weight)) for name, weight in BY_HAND.items()}
    return Weights(round(float(coefficients[0]), 3), curves)


def basis_of(table: Mapping[str, Values]) -> Values:
    """Each pair's way along the curves: for every stretch between two knots how much of it lies behind the pair's value, 0 to 1."""
    columns = []
    for name, knots in KNOTS.items():
        for start, end in pairwise((0.0, *knots)):
            columns.append(np.clip((table[name] - start) / (end - start), 0.0, 1.0))
    return np.column_stack(columns)


def blocks_of(folder: Path) -> list[Block]:
    """What is known of the pairs of all lists of a folder, three times over."""
    blocks = []
    for links in sorted(folder.glob("links_*.jsonl")):
        year = links.stem.removeprefix("links_")
        gold = {(row["prev_id"], row["next_id"]): row.get("tier", "core") for row in _rows(links)}
        lists = [[entry_from_json(row) for row in _rows(folder / f"{side}_{year}.jsonl")] for side in ("prev", "next")]
        for lessen in (_whole, _without_prose, _name_alone):
            blocks += _blocks([lessen(entry) for entry in lists[0]], [lessen(entry) for entry in lists[1]], gold)
    return blocks


def _blocks(older: Sequence[Entry], newer: Sequence[Entry], gold: Mapping[tuple[str, str], str]) -> list[Block]:
    blocks = []
    for ministry in sorted({e.ministry or "" for e in older} & {e.ministry or "" for e in newer}):
        lists = lists_of([e for e in older if e.ministry == ministry], [e for e in newer if e.ministry == ministry])
        pairs = lists.candidates()
        ids = zip((lists.older[row].id for row in pairs.older), (lists.newer[row].id for row in pairs.newer), strict=True)
        tiers = [gold.get(one) for one in ids]
        table = features(lists, pairs)
        linked = np.array([tier == "core" for tier in tiers])
        twins = (table["name_equal"] > 0) & _has_link(pairs.older, linked) & _has_link(pairs.newer, linked) & ~linked
        judged = np.array([tier != "secondary" for tier in tiers]) & ~twins
        blocks.append(Block(ministry, basis_of(table), linked, judged))
    return blocks


def _has_link(side: Ints, linked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether the entry of each pair on that side is linked, be it in another pair.

    Of namesakes that have a link each, the assignment tells which is whose: no weight should speak against a name for that.
    """
    return np.isin(side, side[linked])


def _whole(entry: Entry) -> Entry:
    return entry


def _without_prose(entry: Entry) -> Entry:
    return replace(entry, overview=None, bureau=None, division=None)


def _name_alone(entry: Entry) -> Entry:
    return replace(_without_prose(entry), amount=Amount.none(), prior=Amount.none())


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def written(weights: Weights) -> str:
    """The model as JSON, a feature a line."""
    curves = ",\n".join(
        f'    "{name}": {{"values": {list(curve.values)}, "adds": {list(curve.adds)}}}' for name, curve in weights.curves.items()
    )
    return f'{{\n  "base": {weights.base},\n  "curves": {{\n{curves}\n  }}\n}}\n'


def main() -> None:
    """Fit to a folder and write the coefficients; `--without MINISTRY` leaves one ministry out."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path, help="prev_Y.jsonl, next_Y.jsonl and links_Y.jsonl of one or more years")
    arguments.add_argument("--out", type=Path, default=Path(__file__).with_name("coefficients.json"))
    arguments.add_argument("--without", help="leave this ministry's links out")
    told = arguments.parse_args()
    blocks = [block for block in blocks_of(told.folder) if block.ministry != told.without]
    told.out.write_text(written(fitted(blocks)), encoding="utf-8")


if __name__ == "__main__":
    main()
