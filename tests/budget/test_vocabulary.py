"""Stages, changes, rates and ministries."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.budget import MINISTRY_CODES, Basis, Change, ChangeKind, Rate, Stage, ministry_code

MAIN = (Stage.REQUEST, Stage.DRAFT, Stage.INITIAL)


def change(**states: object) -> Change:
    fields: dict[str, object] = {
        "measure_id": "mhlw-2025-0042",
        "kind": ChangeKind.AMOUNT,
        "basis": Basis.YEAR,
        "name": "ドクターヘリ導入促進事業",
        "field": "amount",
        "before": "9,521百万円",
        "after": "10,011百万円",
        "before_yen": 9_521_000_000,
        "after_yen": 10_011_000_000,
    }
    return Change(**(fields | states))  # type: ignore[arg-type]


def test_the_main_budget_moves_from_request_to_draft_to_initial() -> None:
    assert Stage.REQUEST.precedes(Stage.DRAFT)
    assert Stage.DRAFT.precedes(Stage.INITIAL)
    assert Stage.REQUEST.precedes(Stage.INITIAL)
    assert not Stage.DRAFT.precedes(Stage.REQUEST)


@pytest.mark.parametrize("main", MAIN)
def test_a_supplementary_budget_is_not_the_main_one_moved_on(main: Stage) -> None:
    assert not main.precedes(Stage.SUPPLEMENTARY_DRAFT)
    assert Stage.SUPPLEMENTARY_DRAFT.is_supplementary
    assert not main.is_supplementary


@given(st.sampled_from(Stage), st.sampled_from(Stage))
def test_no_two_stages_precede_each_other(one: Stage, other: Stage) -> None:
    assert not (one.precedes(other) and other.precedes(one))


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_has_a_japanese_name(stage: Stage) -> None:
    assert stage.japanese


def test_the_same_change_found_twice_has_one_id() -> None:
    assert change().id(2025, "request") == change(confidence=0.5, before_entry=7).id(2025, "request")


def test_another_state_basis_or_year_is_another_change() -> None:
    ids = {
        change().id(2025),
        change().id(2026),
        change(after_yen=1).id(2025),
        change(basis=Basis.STAGE).id(2025),
        change(measure_id="mhlw-2025-0043").id(2025),
    }
    assert len(ids) == 5


def test_a_change_tells_difference_and_ratio() -> None:
    assert change().delta_yen == 490_000_000
    assert change().ratio == pytest.approx(1.0515, abs=1e-4)


def test_a_new_measure_has_no_ratio() -> None:
    assert change(before_yen=0).ratio is None
    assert change(before_yen=None).delta_yen is None


def test_nobody_pays_more_than_all() -> None:
    with pytest.raises(ValueError, match="cannot pay"):
        Rate(None, (("国", Fraction(3, 2)),), "国3/2")


def test_ministry_codes_are_distinct_and_unknown_bodies_are_gov() -> None:
    assert len(set(MINISTRY_CODES.values())) == len(MINISTRY_CODES)
    assert ministry_code("厚生労働省") == "mhlw"
    assert ministry_code("海洋研究開発機構") == ministry_code(None) == "gov"
