"""How alike the overviews of two lists are: the cosine of their character bigrams, rare ones weighing more.

Three programs in five keep their overview word for word from year to year.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_NOT_TEXT = re.compile(r"[\s\W_]+|[0-9]+")
"""Blanks, punctuation and figures: the year in a sentence moves on every year."""


FULL_LENGTH = 60
"""Letters from which an overview is worth its full weight: 必要な経費を計上する stands under many measures."""
RIVAL = 0.05
"""A text is no better than a rival that is this little less alike."""


@dataclass(frozen=True, slots=True)
class Prose:
    """Pairwise likeness of texts, 0 to 1. telling: the cosine, less for short texts and for texts that fit many."""

    cosine: NDArray[np.float64]
    telling: NDArray[np.float64]


def compare_prose(prev: Sequence[str | None], next_: Sequence[str | None]) -> Prose:
    """How far the prose says that two entries are one measure; 0 where one has none."""
    cosine = cosines(prev, next_)
    if not cosine.size:
        return Prose(cosine, cosine)
    left, right = np.array([_letters(t) for t in prev]), np.array([_letters(t) for t in next_])
    length = np.clip(np.minimum(left[:, None], right[None, :]) / FULL_LENGTH, 0.0, 1.0)
    rivals = np.array([_rivals(line) for line in cosine]) + np.array([_rivals(line) for line in cosine.T]).T - 1
    telling: NDArray[np.float64] = cosine * length / np.sqrt(rivals)
    return Prose(cosine, telling)


def _rivals(line: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each value how many of the line come near it or exceed it, itself included."""
    ranked = np.sort(line)
    return np.asarray(len(line) - np.searchsorted(ranked, line - RIVAL, side="left"), dtype=np.float64)


def cosines(prev: Sequence[str | None], next_: Sequence[str | None]) -> NDArray[np.float64]:
    """Cosine of every older text with every newer one, 0 where one is missing."""
    from scipy.sparse import csr_matrix  # here: its import takes a quarter of a second, and most commands match nothing

    grams = [_bigrams(text) for text in (*prev, *next_)]
    vocabulary = {gram: column for column, gram in enumerate(sorted({gram for counts in grams for gram in counts}))}
    if not vocabulary:
        return np.zeros((len(prev), len(next_)))
    spread = Counter(gram for counts in grams for gram in counts)
    rows, columns, values = [], [], []
    for row, counts in enumerate(grams):
        for gram in sorted(counts):
            rows.append(row)
            columns.append(vocabulary[gram])
            values.append((1.0 + math.log(counts[gram])) * (math.log((1 + len(grams)) / (1 + spread[gram])) + 1.0))
    matrix = csr_matrix((values, (rows, columns)), shape=(len(grams), len(vocabulary)))
    norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    product = (matrix[: len(prev)] @ matrix[len(prev) :].T).toarray()
    scale = np.outer(norms[: len(prev)], norms[len(prev) :])
    cosine: NDArray[np.float64] = np.divide(product, scale, out=np.zeros(scale.shape), where=scale > 0)
    return np.clip(cosine, 0.0, 1.0)


def _letters(text: str | None) -> int:
    return len(_plain(text))


def _plain(text: str | None) -> str:
    return _NOT_TEXT.sub("", unicodedata.normalize("NFKC", text or ""))


def _bigrams(text: str | None) -> Counter[str]:
    plain = _plain(text)
    return Counter(plain[i : i + 2] for i in range(len(plain) - 1))
