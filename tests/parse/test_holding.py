"""Texts that hold a sign, asked of all of them at once."""

import re

from hypothesis import given
from hypothesis import strategies as st

from monitor.parse.holding import holding, matches

SIGN = re.compile("[局部]")


@given(st.lists(st.text("医政局部課 ", max_size=6)))
def test_the_texts_are_those_in_which_each_alone_has_the_sign(texts: list[str]) -> None:
    assert list(holding(SIGN, texts)) == [text for text in texts if SIGN.search(text)]


def test_texts_with_line_breaks_are_all_given_back() -> None:
    assert holding(SIGN, ["医政局\n医事課", "予算"]) == ["医政局\n医事課", "予算"]
    assert holding(SIGN, []) == []


@given(st.text("▲12,円 /", max_size=20))
def test_a_pattern_tried_where_it_can_begin_finds_what_it_finds_anywhere(text: str) -> None:
    share = re.compile(r"(?<!\d)\d{1,2}/\d{1,2}|\d+円")
    assert [m.span() for m in matches(share, re.compile(r"\d"), text)] == [m.span() for m in share.finditer(text)]
