"""The features of every pair of two lists, as matrices: older entries down, newer across. What they weigh stands in `score`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from monitor.budget import Entry, Level
from monitor.match.marks import conflict, lone_marks, one_sided_remarks
from monitor.match.money import compare_money, likeness_of_size, rarity
from monitor.match.names import normalise_name, plain_name
from monitor.match.prose import compare_prose

Matrix = NDArray[np.float64]
Text = Callable[[Entry], str]


def features(prev: Sequence[Entry], next_: Sequence[Entry]) -> dict[str, Matrix]:
    """All features of all pairs."""
    table = _name_features(prev, next_)
    table |= _money_features(prev, next_)
    table |= _text_features(prev, next_)
    table |= _place_features(prev, next_)
    return table


def vetoes(prev: Sequence[Entry], next_: Sequence[Entry], worth_asking: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pairs that are never linked: their names carry marks that conflict. Only pairs worth asking about are looked at."""
    forbidden = np.zeros(worth_asking.shape, dtype=bool)
    for row, column in np.argwhere(worth_asking):
        forbidden[row, column] = conflict(prev[row].name, next_[column].name) is not None
    return forbidden


def _name_features(prev: Sequence[Entry], next_: Sequence[Entry]) -> dict[str, Matrix]:
    short_prev, short_next = [normalise_name(e.name) for e in prev], [normalise_name(e.name) for e in next_]
    plain_prev, plain_next = [plain_name(e.name) for e in prev], [plain_name(e.name) for e in next_]
    equal = _equal(short_prev, short_next)
    remark = one_sided_remarks([e.name for e in prev], [e.name for e in next_])
    ratio = np.maximum(_ratios(short_prev, short_next), 0.9 * remark)
    both = _present([e.overview for e in prev], [e.overview for e in next_])
    return {
        "name_equal": equal,
        "name_printed_equal": _equal(plain_prev, plain_next),
        "name_ratio": ratio,
        "name_alone": np.where(both > 0, 0.0, np.clip((ratio - 0.6) / 0.4, 0.0, 1.0)),
        "name_far": np.where(both > 0, 0.0, np.clip((0.4 - ratio) / 0.4, 0.0, 1.0)),
        "name_remark": remark,
        "name_part": np.where(equal > 0, 0.0, _parts(short_prev, short_next)),
        "lone_mark": lone_marks([e.name for e in prev], [e.name for e in next_]),
    }


def _money_features(prev: Sequence[Entry], next_: Sequence[Entry]) -> dict[str, Matrix]:
    verdict = compare_money(prev, next_)
    silent = (verdict.agree == 0) & (verdict.gap == 0) & (verdict.nothing == 0)
    return {
        "amount_agrees": verdict.agree,
        "amount_rare": rarity(verdict.agree),
        "amount_gap": verdict.gap,
        "amount_nothing": verdict.nothing,
        "amount_size": np.where(silent, likeness_of_size(prev, next_), 0.0),
    }


def _text_features(prev: Sequence[Entry], next_: Sequence[Entry]) -> dict[str, Matrix]:
    both = _present([e.overview for e in prev], [e.overview for e in next_])
    prose = compare_prose([e.overview for e in prev], [e.overview for e in next_])
    return {
        "text": prose.telling,
        "text_equal": np.where(prose.telling > 0, np.clip((prose.cosine - 0.8) / 0.2, 0.0, 1.0), 0.0),
        "text_differs": np.where(both > 0, np.clip((0.3 - prose.cosine) / 0.3, 0.0, 1.0), 0.0),
    }


def _place_features(prev: Sequence[Entry], next_: Sequence[Entry]) -> dict[str, Matrix]:
    bureau, bureau_differs = _alike(prev, next_, lambda e: e.bureau or "")
    division, division_differs = _alike(prev, next_, lambda e: e.division or "")
    section, _ = _alike(prev, next_, lambda e: "".join(e.section[-2:]))
    parent, parent_differs = _alike(prev, next_, lambda e: normalise_name(e.parent) if e.parent else "")
    _, ministry_differs = _alike(prev, next_, lambda e: e.ministry or "")
    other_level = 1.0 - _equal([e.level.value for e in prev], [e.level.value for e in next_])
    reprise = 1.0 - _equal([str("reprise" in e.flags) for e in prev], [str("reprise" in e.flags) for e in next_])
    return {
        "bureau": bureau,
        "bureau_differs": bureau_differs,
        "division": division,
        "division_differs": division_differs,
        "section": section,
        "parent": np.where(_breakdowns(prev, next_), parent, 0.0),
        "parent_differs": np.where(_breakdowns(prev, next_), parent_differs, 0.0),
        "other_level": other_level,
        "reprise_differs": reprise,
        "ministry_differs": np.where(ministry_differs > 0, 1.0, 0.0),
    }


def _breakdowns(prev: Sequence[Entry], next_: Sequence[Entry]) -> NDArray[np.bool_]:
    left = np.array([e.level is Level.BREAKDOWN for e in prev], dtype=bool)
    right = np.array([e.level is Level.BREAKDOWN for e in next_], dtype=bool)
    both: NDArray[np.bool_] = left[:, None] & right[None, :]
    return both


def _alike(prev: Sequence[Entry], next_: Sequence[Entry], text: Text) -> tuple[Matrix, Matrix]:
    """Likeness where both state the text, and how far they differ where both state it; 0 and 0 where one is silent."""
    left, right = [plain_name(text(e)) for e in prev], [plain_name(text(e)) for e in next_]
    both = _present(left, right)
    ratio = _ratios(left, right)
    return ratio * both, (1.0 - ratio) * both


def _present(prev: Sequence[str | None], next_: Sequence[str | None]) -> Matrix:
    left = np.array([bool(text) for text in prev], dtype=float)
    right = np.array([bool(text) for text in next_], dtype=float)
    both: Matrix = np.outer(left, right)
    return both


def _equal(prev: Sequence[str], next_: Sequence[str]) -> Matrix:
    codes = {text: code for code, text in enumerate(sorted({*prev, *next_}))}
    left, right = np.array([codes[t] for t in prev], dtype=int), np.array([codes[t] for t in next_], dtype=int)
    equal: Matrix = (left[:, None] == right[None, :]).astype(np.float64)
    return equal


def _ratios(prev: Sequence[str], next_: Sequence[str]) -> Matrix:
    return _cdist(prev, next_, fuzz.ratio)


def _parts(prev: Sequence[str], next_: Sequence[str]) -> Matrix:
    """Whether one name stands whole inside the other (a sheet appends what it pays for); short names prove nothing."""
    found = np.array([[a in b or b in a for b in next_] for a in prev], dtype=float).reshape(len(prev), len(next_))
    long_enough = np.minimum(np.array([len(a) for a in prev])[:, None], np.array([len(b) for b in next_])[None, :])
    parts: Matrix = found * np.clip((long_enough - 3) / 5, 0.0, 1.0)
    return parts


def _cdist(prev: Sequence[str], next_: Sequence[str], scorer: Callable[..., float]) -> Matrix:
    if not prev or not next_:
        return np.zeros((len(prev), len(next_)))
    return np.asarray(process.cdist(prev, next_, scorer=scorer, dtype=np.float32), dtype=np.float64) / 100.0
