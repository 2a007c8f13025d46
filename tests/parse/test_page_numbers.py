"""A line that is a page's number, as releases print it."""

import pytest

from monitor.parse.page_numbers import is_page_number


@pytest.mark.parametrize("line", ["12", "- 12 -", "－ 3 －", "―１２―", "\f 104", " 7"])
def test_a_number_alone_is_a_pages(line: str) -> None:
    assert is_page_number(line)


@pytest.mark.parametrize("line", ["", "-", "12億円", "1,204", "2026", "(1)", "3 灯台の整備", "0.5", "૫"])
def test_what_says_more_is_none(line: str) -> None:
    assert not is_page_number(line)
