"""What is left when the measures have found their successors: parts that were split off, and measures that went into another.

A part stands beside the main successor of its measure; what both state of the year before often adds up to what the measure had.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from monitor.match.features import Lists, features
from monitor.match.money import one_budget
from monitor.match.pairs import Ints, Pairs, Table, Values, together
from monitor.match.score import Weights

MATES = 12
"""Entries of one office that are looked at as parts of a measure, whatever they are called."""
PARTS = 8
"""Parts of which sums are tried: 255 sums."""
CHANCE = 0.02
"""How many sums as good as the one that was found may be expected by chance."""
AKIN = {"name_ratio": 0.45, "name_part": 0.5, "text": 0.3, "division": 0.6}
"""Features of which one at least must be as great as this, or two entries of a list have nothing to do with each other."""


@dataclass(frozen=True, slots=True)
class Left:
    """Pairs of a free entry, one without a main link, and one that has its partner; their features.

    splits: whether the newer entry is the free one.
    """

    pairs: Pairs
    splits: NDArray[np.bool_]
    table: Table


def left_over(lists: Lists, pairs: Pairs, table: Table, links: tuple[Ints, Ints], weights: Weights) -> Left:
    """The pairs of which one side is free, with their features.

    pairs, table: what was weighed; links: places of the main links, first with the doubtful ones, then without; weights: of pairs
    taken alone. An entry in doubt is neither free nor a partner.
    """
    taken, partners = (_partners(pairs, places) for places in links)
    found = _half_free(together([pairs, _office_mates(lists, taken)], pairs.shape), taken, partners)
    alone = features(lists, found)
    likeness = weights.log_odds(alone)
    akin = _akin(alone)
    found, alone, likeness = found.of(akin), {name: values[akin] for name, values in alone.items()}, likeness[akin]
    splits = partners[1][found.newer] < 0
    main = np.where(splits, partners[0][found.older], partners[1][found.newer])
    main_links = Pairs(pairs.older[main], pairs.newer[main], pairs.shape)
    agrees = table["amount_agrees"][main] > 0
    sums = _Sums(lists, found, main_links, splits)
    return Left(
        found,
        splits,
        {
            "likeness": likeness,
            "main_agrees": agrees.astype(np.float64),
            "main_gap": table["amount_gap"][main],
            "room": sums.room(),
            "sum": sums.that_add_up(likeness),
        },
    )


def best_of_each(left: Left, odds: Values, least: float) -> Ints:
    """Places, among the pairs left over, of the likeliest for each free entry, none below `least`."""
    free = np.where(left.splits, left.pairs.newer + left.pairs.shape[0], left.pairs.older)
    order = np.lexsort((np.arange(len(free)), -odds, free))
    firsts = order[np.flatnonzero(np.diff(free[order], prepend=-1))]
    return np.sort(firsts[odds[firsts] >= least])


def _partners(pairs: Pairs, chosen: Ints) -> tuple[Ints, Ints]:
    """For each older and each newer entry the place of its main link among the pairs, -1 where there is none."""
    older, newer = np.full(pairs.shape[0], -1, dtype=np.int64), np.full(pairs.shape[1], -1, dtype=np.int64)
    older[pairs.older[chosen]] = newer[pairs.newer[chosen]] = chosen
    return older, newer


def _half_free(pairs: Pairs, taken: tuple[Ints, Ints], partners: tuple[Ints, Ints]) -> Pairs:
    splits = (taken[1][pairs.newer] < 0) & (partners[0][pairs.older] >= 0)
    merges = (taken[0][pairs.older] < 0) & (partners[1][pairs.newer] >= 0)
    return pairs.of(splits | merges)


def _office_mates(lists: Lists, partners: tuple[Ints, Ints]) -> Pairs:
    """Free entries of an office with the entries there that have a partner: the names of parts need have nothing in common."""
    offices: dict[tuple[str, str], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, entries in enumerate((lists.older, lists.newer)):
        for row, entry in enumerate(entries):
            if entry.division:
                offices[entry.bureau or "", entry.division][side].append(row)
    older: list[int] = []
    newer: list[int] = []
    for one, other in offices.values():
        for row, mate in _mates(one, other, partners):
            older.append(row)
            newer.append(mate)
    return Pairs(np.array(older, dtype=np.int64), np.array(newer, dtype=np.int64), (len(lists.older), len(lists.newer)))


def _mates(older: Sequence[int], newer: Sequence[int], partners: tuple[Ints, Ints]) -> Iterator[tuple[int, int]]:
    free_older, free_newer = [row for row in older if partners[0][row] < 0], [row for row in newer if partners[1][row] < 0]
    for row in older:
        if partners[0][row] >= 0:
            yield from ((row, mate) for mate in free_newer[:MATES])
    for mate in newer:
        if partners[1][mate] >= 0:
            yield from ((row, mate) for row in free_older[:MATES])


def _akin(table: Table) -> NDArray[np.bool_]:
    """Whether the entries of a pair have anything in common but their money."""
    akin: NDArray[np.bool_] = np.any([table[name] >= least for name, least in AKIN.items()], axis=0)
    return akin


class _Sums:
    """What a measure had that its main successor does not account for, and what the free entry beside it accounts for."""

    def __init__(self, lists: Lists, pairs: Pairs, main: Pairs, splits: NDArray[np.bool_]) -> None:
        older, newer, self.half = one_budget(lists.money, pairs)
        main_older, main_newer, self.main_half = one_budget(lists.money, main)
        self.own = np.where(splits, newer, older)
        self.whole = np.where(splits, older, newer)
        taken = np.where(splits, main_newer, main_older)
        self.rest = np.where(self.whole > 0, self.whole - taken, 0.0)
        self.group = np.where(splits, pairs.older, pairs.newer + pairs.shape[0])

    def room(self) -> Values:
        """1 where the free entry's money fits into what is left of the measure's, more than rounding leaves."""
        fits = (self.own > 0) & (self.rest > self.main_half) & (self.own <= self.rest + self.half)
        return fits.astype(np.float64)

    def that_add_up(self, likeness: Values) -> Values:
        """1 where what is left is exactly the sum of free entries, this one among them, and hardly by chance."""
        told = np.zeros(len(self.own))
        fitting = np.flatnonzero(self.room() > 0)
        for group in np.unique(self.group[fitting]):
            members = fitting[self.group[fitting] == group]
            members = members[np.argsort(-likeness[members], kind="stable")[:PARTS]]
            told[self._that_add_up(members)] = 1.0
        return told

    def _that_add_up(self, members: Ints) -> list[int]:
        """The fewest members whose money is the rest, of as many the likest; none where a sum would be met by chance."""
        rest, tried = float(self.rest[members[0]]), 0
        for count in range(1, len(members) + 1):
            for chosen in combinations(members.tolist(), count):
                tried += 1
                within = float(self.main_half[chosen[0]]) + sum(float(self.half[at]) for at in chosen)
                if abs(sum(float(self.own[at]) for at in chosen) - rest) <= within:
                    return list(chosen) if tried * 2 * within / rest <= CHANCE else []
        return []
