"""Which pairs are weighed: in long lists few, and the right ones among them."""

from __future__ import annotations

import random

import pytest

from benchmarks.matching import two_years
from monitor.budget import Amount, Entry, FiscalYear, Level
from monitor.match import candidates, match
from monitor.match.features import lists_of

MILLION = 10**6


def test_long_lists_are_linked_as_if_each_pair_had_been_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    older, newer = two_years(150)
    every = match(older, newer, include_all=True)
    monkeypatch.setattr(candidates, "FEW", 0)
    few = match(older, newer, include_all=True)
    assert [(link.prev_id, link.next_id) for link in few] == [(link.prev_id, link.next_id) for link in every]
    assert len(every) > 100


def test_few_pairs_of_long_lists_are_weighed() -> None:
    older, newer = two_years(600)
    assert len(lists_of(older, newer).candidates()) < 40 * len(older)


def test_a_sum_that_agrees_is_looked_at_whatever_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "FEW", 0)
    older = [Entry("a", "第五期計画の政策立案調査", FiscalYear(2025), amount=Amount(171 * MILLION, step=MILLION))]
    newer = [
        Entry("b", "根拠の仕組みづくり", FiscalYear(2026), amount=Amount(160 * MILLION), prior=Amount(171 * MILLION, step=MILLION))
    ]
    assert len(lists_of(older, newer).candidates()) == 1
    assert len(lists_of(older, [Entry("b", "根拠の仕組みづくり", FiscalYear(2026))]).candidates()) == 0


def test_namesakes_by_the_hundred_are_not_all_paired(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "FEW", 0)
    older = [Entry(f"a{n}", "施設整備費補助金", FiscalYear(2025)) for n in range(300)]
    newer = [Entry(f"b{n}", "施設整備費補助金", FiscalYear(2026)) for n in range(300)]
    pairs = lists_of(older, newer).candidates()
    assert len(pairs) == 300 * candidates.NAMESAKES
    assert set(pairs.older.tolist()) == set(pairs.newer.tolist()) == set(range(300))


def test_hundreds_of_lines_of_one_name_are_told_apart_by_their_parents() -> None:
    """国実施分 stands below many measures; in lists of more than two hundred not every pair is weighed."""
    count = 450
    sides = [
        [
            Entry(f"{side}{n}", "国実施分", FiscalYear(year), level=Level.BREAKDOWN, parent=f"{n:03}の施策{n * 7919 % 997}")
            for n in range(count)
        ]
        for side, year in (("a", 2025), ("b", 2026))
    ]
    links = match(sides[0], sides[1][::-1], include_all=True)
    assert {(link.prev_id, link.next_id) for link in links} == {(f"a{n}", f"b{n}") for n in range(count)}


def test_the_order_of_the_input_does_not_matter_in_long_lists() -> None:
    older, newer = two_years(300)
    links = match(older, newer, include_all=True)
    rng = random.Random(3)
    assert match(rng.sample(older, len(older)), rng.sample(newer, len(newer)), include_all=True) == links
