"""How alike the overviews of two lists are: the cosine of their character bigrams, rare ones weighing more.

Three programs in five keep their overview word for word from year to year.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

_NOT_TEXT = re.compile(r"[\s\W_]+|[0-9]+")
"""Blanks, punctuation and figures: the year in a sentence moves on every year."""


def cosines(prev: Sequence[str | None], next_: Sequence[str | None]) -> NDArray[np.float64]:
    """Cosine of every older text with every newer one, 0 where one is missing."""
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
            values.append((1.0 + np.log(counts[gram])) * (np.log((1 + len(grams)) / (1 + spread[gram])) + 1.0))
    matrix = csr_matrix((values, (rows, columns)), shape=(len(grams), len(vocabulary)))
    norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    product = (matrix[: len(prev)] @ matrix[len(prev) :].T).toarray()
    scale = np.outer(norms[: len(prev)], norms[len(prev) :])
    cosine: NDArray[np.float64] = np.divide(product, scale, out=np.zeros(scale.shape), where=scale > 0)
    return np.clip(cosine, 0.0, 1.0)


def _bigrams(text: str | None) -> Counter[str]:
    plain = _NOT_TEXT.sub("", unicodedata.normalize("NFKC", text or ""))
    return Counter(plain[i : i + 2] for i in range(len(plain) - 1))
