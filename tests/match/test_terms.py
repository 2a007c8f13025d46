"""Unit amounts and rates as evidence."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from monitor.budget import Entry, FiscalYear, Rate, UnitAmount
from monitor.match import match
from monitor.match.pairs import every_pair
from monitor.match.terms import rates_alike, unit_amounts_alike


def unit(yen: int, per: str = "1か所") -> UnitAmount:
    return UnitAmount("補助基準額", yen, per, f"1か所当たり {yen // 1000:,}千円")


def rate(**shares: Fraction) -> Rate:
    return Rate(None, tuple(shares.items()), "補助率")


def entry(id_: str, name: str, year: int, *units: UnitAmount, rates: tuple[Rate, ...] = ()) -> Entry:
    return Entry(id_, name, FiscalYear(year), ministry="厚生労働省", unit_amounts=units, rates=rates)


def test_unit_amounts_are_alike_as_far_as_the_shorter_list_goes() -> None:
    older = [entry("a", "相談支援", 2025, unit(8_625_000), unit(3_210_000)), entry("x", "巡回診療", 2025)]
    newer = [entry("b", "相談支援", 2026, unit(8_625_000)), entry("y", "巡回診療", 2026, unit(1_234_000))]
    assert unit_amounts_alike(older, newer, every_pair(2, 2)).tolist() == [1.0, 0.0, 0.0, 0.0]


def test_a_unit_amount_that_many_measures_have_tells_nothing() -> None:
    older = [entry(f"a{n}", f"支援{n}", 2025, unit(1_000_000)) for n in range(5)]
    assert not unit_amounts_alike(older, older, every_pair(5, 5)).any()


def test_rates_are_alike_by_party_and_share() -> None:
    half, third = rate(国=Fraction(1, 2), 県=Fraction(1, 2)), rate(国=Fraction(1, 3), 県=Fraction(2, 3))
    older = [entry("a", "相談", 2025, rates=(half,))]
    newer = [entry("b", "相談", 2026, rates=(half,)), entry("c", "相談", 2026, rates=(third,)), entry("d", "相談", 2026)]
    assert rates_alike(older, newer, every_pair(1, 3)).tolist() == [1.0, 0.0, 0.0]


def test_a_unit_amount_tells_which_of_two_alike_names_went_on() -> None:
    """Two lines of one name, as a 国 part and a 県 part are printed when their marks are lost."""
    older = [entry("a", "医療的ケア児支援", 2025, unit(8_625_000)), entry("b", "医療的ケア児支援", 2025, unit(2_187_000))]
    newer = [entry("c", "医療的ケア児支援", 2026, unit(2_187_000)), entry("d", "医療的ケア児支援", 2026, unit(8_625_000))]
    assert {(link.prev_id, link.next_id) for link in match(older, newer)} == {("a", "d"), ("b", "c")}
    swapped = [replace(newer[0], unit_amounts=newer[1].unit_amounts), replace(newer[1], unit_amounts=newer[0].unit_amounts)]
    assert {(link.prev_id, link.next_id) for link in match(older, swapped)} == {("a", "c"), ("b", "d")}


def test_lists_without_terms_have_nothing_alike() -> None:
    assert np.array_equal(rates_alike([entry("a", "相談", 2025)], [entry("b", "相談", 2026)], every_pair(1, 1)), [0.0])
