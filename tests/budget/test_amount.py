"""Amounts: intervals, agreement, and the arithmetic that refuses 内数."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.budget import Amount, AmountKind, WithinError

steps = st.sampled_from([1, 1000, 10_000, 1_000_000, 10_000_000, 100_000_000])
exact = st.builds(Amount, st.integers(-(10**15), 10**15), st.just(AmountKind.EXACT), steps)
within = st.builds(Amount, st.integers(0, 10**15), st.just(AmountKind.WITHIN), steps)
amounts = st.one_of(exact, within, st.just(Amount.none()))


def test_one_sum_in_two_precisions_is_no_change() -> None:
    assert Amount(150_000_000, step=10_000_000).agrees_with(Amount(154_000_000, step=1_000_000))
    assert not Amount(150_000_000, step=10_000_000).agrees_with(Amount(156_000_000, step=1_000_000))


def test_an_amount_stands_for_half_a_step_to_either_side() -> None:
    interval = Amount(150_000_000, step=10_000_000).interval()
    assert (interval.low, interval.high) == (Fraction(145_000_000), Fraction(155_000_000))


def test_a_printed_zero_is_zero() -> None:
    interval = Amount(0, step=1_000_000).interval()
    assert interval.low == interval.high == 0
    assert not Amount(0, step=100_000_000).agrees_with(Amount(30_000_000, step=1_000_000))


@given(exact)
def test_an_interval_is_symmetric_around_the_amount(amount: Amount) -> None:
    interval = amount.interval()
    assert amount.yen is not None
    assert interval.high - amount.yen == amount.yen - interval.low >= 0


@given(amounts)
def test_an_amount_agrees_with_itself(amount: Amount) -> None:
    assert amount.agrees_with(amount)


@given(amounts, amounts)
def test_agreement_is_mutual(one: Amount, other: Amount) -> None:
    assert one.agrees_with(other) == other.agrees_with(one)


@given(exact, exact)
def test_intervals_meet_mutually(one: Amount, other: Amount) -> None:
    assert one.interval().meets(other.interval()) == other.interval().meets(one.interval())


@given(exact, exact)
def test_a_sum_is_as_coarse_as_its_coarser_part(one: Amount, other: Amount) -> None:
    total = one + other
    assert total == other + one
    assert total.yen == (one.yen or 0) + (other.yen or 0)
    assert total.step == max(one.step or 1, other.step or 1)


@given(exact, exact)
def test_a_difference_undoes_a_sum(one: Amount, other: Amount) -> None:
    assert ((one + other) - other).yen == one.yen


@given(exact, st.one_of(within, st.just(Amount.none())))
def test_arithmetic_refuses_what_is_not_the_measures_own(own: Amount, other: Amount) -> None:
    for combine in (lambda: own + other, lambda: other + own, lambda: own - other, lambda: other - own):
        with pytest.raises(WithinError):
            combine()


@given(st.one_of(within, st.just(Amount.none())))
def test_what_is_not_the_measures_own_has_no_interval(amount: Amount) -> None:
    assert not amount.is_stated
    with pytest.raises(WithinError):
        amount.interval()


def test_within_is_not_the_same_statement_as_exact() -> None:
    assert not Amount(5_600_000_000, AmountKind.WITHIN, 10**8).agrees_with(Amount(5_600_000_000, AmountKind.EXACT, 10**8))
    assert not Amount.none().agrees_with(Amount(0))


@pytest.mark.parametrize(
    ("yen", "kind", "step"),
    [
        (None, AmountKind.EXACT, 1),
        (None, AmountKind.WITHIN, 1),
        (5, AmountKind.NONE, None),
        (5, AmountKind.EXACT, 0),
        (None, AmountKind.NONE, 1),
    ],
)
def test_value_kind_and_step_must_fit(yen: int | None, kind: AmountKind, step: int | None) -> None:
    with pytest.raises(ValueError, match=r"cannot have|precision"):
        Amount(yen, kind, step)
