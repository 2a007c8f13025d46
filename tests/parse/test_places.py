"""Where among texts or lines a sign stands, told by one search through all of them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.parse.page_numbers import NUMBER_ALONE, is_page_number
from monitor.parse.places import holding, matches, places, places_of, text_of
from monitor.read.document import Line
from tests.parse.documents import lines_of

DECK = "街路樹見守り支援事業\n令和８年度概算要求額 3億円\n\n事業の目的\n\n- 12 -\n街路樹の課題を事業の目的とする。事業の概要\n"
MONEY = re.compile("円|内数")
BEHIND_BLANK = re.compile(r"(?<=[\s(])新")


def test_the_texts_with_a_sign_are_told_by_place() -> None:
    assert places_of(MONEY, ["○ 救急医療 10億円（9億円）", "", "事業の概要", "精神保健費の内数"]) == [0, 3]


def test_a_text_without_the_sign_is_asked_nothing_more() -> None:
    assert places_of(MONEY, ["事業の概要", ""]) == []
    assert places_of(MONEY, []) == []


def test_a_text_begins_behind_a_break() -> None:
    assert places_of(BEHIND_BLANK, ["新しい", "支援(新規)", "改新"]) == [0, 1]


@given(st.lists(st.text(alphabet="円内数 （新", max_size=6), max_size=12))
def test_no_text_is_told_that_does_not_have_the_sign_and_none_is_missed(texts: list[str]) -> None:
    assert places_of(MONEY, texts) == [place for place, text in enumerate(texts) if MONEY.search(text)]


def test_each_line_with_the_sign_is_told_once_and_in_order() -> None:
    text = text_of(lines_of(DECK))
    assert places(re.compile("事業"), text) == [0, 3, 6]
    assert places(re.compile(r"\n事業"), text) == [3]
    assert places(re.compile("花壇"), text) == []
    assert places(re.compile("目的"), text_of([])) == []


def test_a_line_feed_within_a_line_begins_no_line() -> None:
    text = text_of([Line(1, "街路樹\n事業の目的"), Line(2, "事業の概要")])
    assert places(re.compile(r"\n事業"), text) == [1]


@pytest.mark.parametrize(
    "line", ["12", "- 12 -", "－ 3 －", "―１２―", "\f 104", " 7", "", "-", "12億円", "2026", "(1)", "3 灯台の整備"]
)
def test_a_number_alone_among_lines_is_a_page_number(line: str) -> None:
    text = text_of([Line(1, "街路樹"), Line(2, line), Line(3, line), Line(4, "花壇")])
    assert places(NUMBER_ALONE, text) == ([1, 2] if is_page_number(line) else [])


OFFICE = re.compile("[局部]")


@given(st.lists(st.text("医政局部課 ", max_size=6)))
def test_the_texts_are_those_in_which_each_alone_has_the_sign(texts: list[str]) -> None:
    assert list(holding(OFFICE, texts)) == [text for text in texts if OFFICE.search(text)]


def test_a_line_break_within_a_text_is_a_blank() -> None:
    assert holding(OFFICE, ["医政局\n医事課", "予算"]) == ["医政局\n医事課"]
    assert holding(OFFICE, []) == []


@given(st.text("▲12,円 /", max_size=20))
def test_a_pattern_tried_where_it_can_begin_finds_what_it_finds_anywhere(text: str) -> None:
    share = re.compile(r"(?<!\d)\d{1,2}/\d{1,2}|\d+円")
    assert [m.span() for m in matches(share, re.compile(r"\d"), text)] == [m.span() for m in share.finditer(text)]
