"""Pairs of entries worth weighing: positions in an older and a newer list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Values = NDArray[np.float64]
"""One value a pair, in the order of the pairs."""
Table = dict[str, Values]
"""Feature → its value for each pair."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Positions of the older and the newer entry of each pair, and the lengths of the two lists."""

    older: Ints
    newer: Ints
    shape: tuple[int, int]

    def __len__(self) -> int:
        return len(self.older)

    def once(self) -> Pairs:
        """Each pair once, in the order of the lists."""
        codes = np.unique(self.older * self.shape[1] + self.newer)
        return Pairs(codes // max(1, self.shape[1]), codes % max(1, self.shape[1]), self.shape)

    def of(self, chosen: NDArray[np.bool_]) -> Pairs:
        """The pairs that are chosen."""
        return Pairs(self.older[chosen], self.newer[chosen], self.shape)


def every_pair(older: int, newer: int) -> Pairs:
    """All pairs of two lists of these lengths."""
    rows, columns = np.divmod(np.arange(older * newer, dtype=np.int64), max(1, newer))
    return Pairs(rows, columns, (older, newer))


def together(found: Iterable[Pairs], shape: tuple[int, int]) -> Pairs:
    """All pairs that were found, each once."""
    parts = list(found)
    older = np.concatenate([np.zeros(0, dtype=np.int64), *(part.older for part in parts)])
    newer = np.concatenate([np.zeros(0, dtype=np.int64), *(part.newer for part in parts)])
    return Pairs(older, newer, shape).once()
