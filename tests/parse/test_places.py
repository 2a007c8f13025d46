"""Where among texts a sign stands, told by one search through all of them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from monitor.parse.layouts.places import places_of

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
