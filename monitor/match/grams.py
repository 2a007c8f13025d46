"""Texts as weighed counts of their character n-grams: how alike two are, and which of many are nearest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from monitor.match.pairs import Ints, Pairs, Values

if TYPE_CHECKING:
    from scipy.sparse import csr_array

CODE_BITS = np.uint64(21)
"""Bits of a Unicode code point: three of them fit into 64."""
AT_ONCE = 2048
"""Pairs whose n-grams are held side by side in memory: more would not fit into a processor's cache."""
COMMON = 60
"""Texts of a list that may share an n-gram by which neighbours are looked for: what more share tells little."""


@dataclass(frozen=True, slots=True)
class Grams:
    """Two lists of texts as n-grams, rare ones weighing more (tf-idf). older, newer: a row a text, of length 1 or 0."""

    older: csr_array
    newer: csr_array

    def cosines(self, pairs: Pairs) -> Values:
        """The cosine of each pair, 0 to 1; 0 where one text is empty."""
        products = np.zeros(len(pairs))
        for start in range(0, len(pairs), AT_ONCE):
            some = slice(start, start + AT_ONCE)
            products[some] = self.older[pairs.older[some]].multiply(self.newer[pairs.newer[some]]).sum(axis=1)
        return np.clip(products, 0.0, 1.0)

    def nearest(self, most: int) -> Pairs:
        """For each text of either list at most so many of the other that share its rarer n-grams, the likest first counted."""
        rare = (_spread(self.older) <= COMMON) & (_spread(self.newer) <= COMMON)
        columns = np.flatnonzero(rare)
        likeness = (self.older[:, columns] @ self.newer[:, columns].T).tocsr()
        forth, back = _heaviest(likeness, most), _heaviest(likeness.T.tocsr(), most)
        return Pairs(np.concatenate([forth[0], back[1]]), np.concatenate([forth[1], back[0]]), likeness.shape).once()


def grams(older: Sequence[str], newer: Sequence[str], sizes: Sequence[int]) -> Grams:
    """The n-grams of those sizes (1 to 3 characters) of two lists of texts."""
    from scipy.sparse import csr_array  # here: its import takes a quarter of a second, and most commands match nothing

    texts = [*older, *newer]
    found = [_coded(texts, size) for size in sizes]
    rows = np.concatenate([rows for rows, _ in found])
    codes = np.concatenate([codes for _, codes in found])
    kinds, columns = np.unique(codes, return_inverse=True)
    counts = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(texts), max(1, len(kinds))))
    counts.sum_duplicates()
    rarity = np.log((1 + len(texts)) / (1 + _spread(counts))) + 0.2
    weights = csr_array((1.0 + np.log(counts.data), counts.indices, counts.indptr), shape=counts.shape)
    weights.data *= rarity[weights.indices]
    weights.data /= np.repeat(_lengths(weights), np.diff(weights.indptr))
    return Grams(weights[: len(older)], weights[len(older) :])


def _coded(texts: Sequence[str], size: int) -> tuple[Ints, NDArray[np.uint64]]:
    """The number of the text and the code of every n-gram: the code points of its characters, one after the other."""
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    characters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    owner = np.repeat(np.arange(len(texts)), lengths)
    count = max(0, len(characters) - size + 1)
    codes = np.full(count, size, dtype=np.uint64) if size < 3 else np.zeros(count, dtype=np.uint64)
    for at in range(size):
        codes = (codes << CODE_BITS) | characters[at : at + count]
    within = owner[:count] == owner[size - 1 : size - 1 + count]
    return owner[:count][within], codes[within]


def _spread(weights: csr_array) -> Ints:
    """In how many texts each n-gram stands."""
    return np.bincount(weights.indices, minlength=weights.shape[1])


def _lengths(weights: csr_array) -> Values:
    squares = np.asarray(weights.multiply(weights).sum(axis=1)).ravel()
    lengths: Values = np.sqrt(np.where(squares > 0, squares, 1.0))
    return lengths


def _heaviest(likeness: csr_array, most: int) -> tuple[Ints, Ints]:
    """Rows and columns of the greatest values of each row; of equal ones the first columns."""
    likeness.sort_indices()
    chosen = [_greatest(likeness.data[start:end], most) + start for start, end in pairwise(likeness.indptr.tolist())]
    places = np.concatenate([np.zeros(0, dtype=np.int64), *chosen])
    rows = np.repeat(np.arange(likeness.shape[0]), [len(one) for one in chosen])
    return rows.astype(np.int64), likeness.indices[places].astype(np.int64)


def _greatest(values: Values, most: int) -> Ints:
    """Places of the greatest values, at most so many."""
    if len(values) <= most:
        return np.arange(len(values))
    least = np.partition(values, -most)[-most]
    above = np.flatnonzero(values > least)
    return np.concatenate([above, np.flatnonzero(values == least)[: most - len(above)]])
