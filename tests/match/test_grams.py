"""Texts as n-grams: how alike, and which are nearest."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.match.grams import COMMON, grams
from monitor.match.pairs import Pairs, every_pair

NAMES = st.lists(st.text("灯台保全点検港湾整備𠮷", max_size=8), min_size=1, max_size=6)


@settings(deadline=None)
@given(NAMES, NAMES)
def test_cosines_are_of_0_to_1_the_same_either_way_and_1_of_a_text_with_itself(older: list[str], newer: list[str]) -> None:
    pairs = every_pair(len(older), len(newer))
    forth = grams(older, newer, (2, 3)).cosines(pairs)
    back = grams(newer, older, (2, 3)).cosines(Pairs(pairs.newer, pairs.older, (len(newer), len(older))))
    assert np.allclose(forth, back)
    assert ((forth >= 0) & (forth <= 1)).all()
    own = grams(older, older, (2, 3)).cosines(Pairs(np.arange(len(older)), np.arange(len(older)), (len(older), len(older))))
    assert own == pytest.approx([1.0 if len(text) > 1 else 0.0 for text in older])


def test_an_n_gram_of_few_texts_weighs_more_than_one_of_many() -> None:
    older = ["灯台保全事業", *[f"{place}整備事業" for place in "東西南北上下"]]
    cosines = grams(older, ["灯台点検", "港湾事業"], (2,)).cosines(every_pair(len(older), 2))
    assert cosines[0] > cosines[1] > 0


def test_the_nearest_texts_share_what_few_have() -> None:
    older = [f"第{n}灯台の保全{chr(0x4E00 + n)}{chr(0x5E00 + n)}" for n in range(COMMON * 3)]
    newer = list(reversed(older))
    nearest = grams(older, newer, (2, 3)).nearest(2)
    found = set(zip(nearest.older.tolist(), nearest.newer.tolist(), strict=True))
    assert {(row, len(older) - 1 - row) for row in range(len(older))} <= found
    assert len(found) <= 4 * len(older)


def test_texts_that_share_nothing_have_no_neighbours() -> None:
    assert len(grams(["灯台"], ["港湾"], (2,)).nearest(3)) == 0
    assert len(grams(["", ""], ["港湾", ""], (2, 3)).nearest(3)) == 0
