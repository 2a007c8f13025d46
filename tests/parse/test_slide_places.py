"""Where a sign stands among the lines of a deck, asked of all lines at once."""

from __future__ import annotations

import re

import pytest

from monitor.parse.layouts.slide.places import places, text_of
from monitor.parse.page_numbers import NUMBER_ALONE, is_page_number
from monitor.read.document import Line
from tests.parse.documents import lines_of

DECK = "街路樹見守り支援事業\n令和８年度概算要求額 3億円\n\n事業の目的\n\n- 12 -\n街路樹の課題を事業の目的とする。事業の概要\n"


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
