"""The measures that stand beside one in question and are recognised already: they tell where it stands."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from storage.editions import Statement

NEAREST = 3
"""How many to either side: the nearest may be one whose own recognition is not sure enough to tell a place."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Rows that are recognised, and what another budget states of the same measures."""

    rows: tuple[Statement, ...] = ()
    known: tuple[Statement, ...] = ()


def neighbours(firsts: Sequence[Statement], measures: Mapping[int, str], statements: Iterable[Statement]) -> Neighbours:
    """Of each row that is not recognised the nearest before and after it that are, and whose measures the other budget states.

    firsts: in the order of the document; measures: of the rows that are recognised; statements: of the other budget, those of a
    measure that count first. They cost little, and without them what is looked for last is looked for without its surroundings.
    """
    if not measures:
        return Neighbours()
    stated: dict[str, Statement] = {}
    for one in statements:
        if one.measure_id:
            stated.setdefault(one.measure_id, one)
    wanted: set[int] = set()
    for ordered in (firsts, list(reversed(firsts))):
        last: deque[int] = deque(maxlen=NEAREST)
        for one in ordered:
            if one.row not in measures:
                wanted.update(last)
            elif measures[one.row] in stated:
                last.append(one.row)
    rows = tuple(one for one in firsts if one.row in wanted)
    return Neighbours(rows, tuple({stated[measures[one.row]].row: stated[measures[one.row]] for one in rows}.values()))
