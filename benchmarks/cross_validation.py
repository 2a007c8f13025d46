"""How well links are found that the weights were not fitted to: `make cross-validate`, with FOLDER as for `monitor.match.fit`.

Each ministry is matched with weights that were fitted without it, in three states of knowledge: whole lists, names and amounts,
names alone. Printed are the figures that docs/matching.md gives.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from monitor.match.evaluate import Evaluation, OfficialLink, evaluate
from monitor.match.fit import fitted
from monitor.match.known import Block, blocks_of
from monitor.match.link import Link
from monitor.match.matching import match
from monitor.match.score import ACCEPT, Model

KINDS = ("renamed", "split", "merge")
FLOORS: Mapping[str, float] = {"everything": 0.995, "names and amounts": 0.99, "names": 0.982}
"""F1 below which the matcher has become worse than it was: then the command fails."""
FEW = 50
"""Links in a tenth of the score from which their share of right ones is judged."""
BELIEVED = 0.05
"""How far that share may be from the mean score."""


def cross_validated(blocks: Sequence[Block]) -> dict[str, Evaluation]:
    """What is found in each state of knowledge, all ministries together, each with the weights of the others."""
    models = {ministry: fitted([b for b in blocks if b.ministry != ministry]) for ministry in sorted({b.ministry for b in blocks})}
    return {state: _evaluated([b for b in blocks if b.state == state], models) for state in dict.fromkeys(b.state for b in blocks)}


def _evaluated(blocks: Sequence[Block], models: Mapping[str, Model]) -> Evaluation:
    found: list[Link] = []
    official: list[OfficialLink] = []
    for block in blocks:
        found += match(block.older, block.newer, include_all=True, model=models[block.ministry])
        official += block.known.values()
    return evaluate(found, official, ACCEPT)


def rows(evaluations: Mapping[str, Evaluation]) -> list[str]:
    """A table of the figures, a state of knowledge a row, and below it how far the score can be believed."""
    head = ["given", "precision", "recall", "F1", *(f"recall of {kind}" for kind in KINDS), "strict F1"]
    lines = [_row(head), _row("---" for _ in head)]
    for state, told in evaluations.items():
        recalls = [told.recall.get(kind, 0.0) for kind in KINDS]
        figures = (told.core.precision, told.core.recall, told.core.f1, *recalls, told.strict.f1)
        lines.append(_row([state, *(f"{figure:.4f}" for figure in figures)]))
    for state, told in evaluations.items():
        lines += ["", f"{state}: tenth of the score, links, mean score, share that is right"]
        lines += [_row([f"{at:.1f}", str(one.links), f"{one.score:.3f}", f"{one.right:.3f}"]) for at, one in told.tenths.items()]
    return lines


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def shortfalls(evaluations: Mapping[str, Evaluation]) -> list[str]:
    """What is worse than it has to be: F1 below its floor, tenths of the score that promise too much or too little."""
    found = [
        f"{state}: F1 {told.core.f1:.4f} is below {FLOORS[state]}"
        for state, told in evaluations.items()
        if told.core.f1 < FLOORS[state]
    ]
    for state, told in evaluations.items():
        for at, one in told.tenths.items():
            if one.links >= FEW and abs(one.right - one.score) > BELIEVED:
                shares = f"{one.right:.3f} are right, {one.score:.3f} are promised"
                found.append(f"{state}: of {one.links} links scored {at:.1f} and more {shares}")
    return found


def main() -> None:
    """Fit once for each ministry, without it, match it, and print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path, help="prev_Y.jsonl, next_Y.jsonl and links_Y.jsonl of one or more years")
    evaluations = cross_validated(blocks_of(arguments.parse_args().folder))
    print("\n".join(rows(evaluations)))
    if short := shortfalls(evaluations):
        raise SystemExit("\n".join(short))


if __name__ == "__main__":
    main()
