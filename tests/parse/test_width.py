"""Width folded one character for one."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from monitor.parse.width import fold, plain


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(min_codepoint=0xFF01, max_codepoint=0xFF5E)))
def test_full_width_forms_fold_as_nfkc_does(text: str) -> None:
    assert fold(text) == unicodedata.normalize("NFKC", text)


def test_circled_numbers_stay_and_never_join_digits() -> None:
    assert fold("①１，０００千円") == "①1,000千円"
    assert plain("①1,000千円") == "1 1,000千円"


def test_kangxi_radicals_vertical_forms_and_minus_signs_are_made_plain() -> None:
    assert fold("⽀出︓３−２") == "支出:3-2"
    assert fold("︵注︶") == "(注)"
