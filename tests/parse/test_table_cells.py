"""What one cell of a table says: a figure, a unit, money in words, what its column holds."""

from __future__ import annotations

import pytest

from monitor.budget import AmountKind
from monitor.parse.table.figures import amount_in, figure_in, unit_in, within_in


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,056", "1056"),
        ("△ 111,155", "-111155"),
        ("▲24", "-24"),
        ("－600", "-600"),
        ("２，９３６，５０１", "2936501"),
        ("0.65", "0.65"),
        ("－", "0"),
        ("皆減", "0"),
        ("12億円", "12"),
        ("令和7年", None),
        ("1/2", None),
        ("1,05", None),
        ("(1,204)", None),
        ("2.1.1", None),
        ("", None),
        ("9" * 30, None),
    ],
)
def test_a_figure_is_a_cell_that_is_nothing_else(text: str, number: str | None) -> None:
    figure = figure_in(text)
    assert (str(figure.number) if figure else None) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [("2,000の内数", "2000"), ("130 内数", "130"), ("95（内数）", "95"), ("0.5億円の内数", "0.5"), ("2,000", None), ("内数", None)],
)
def test_a_figure_that_holds_more_says_so(text: str, number: str | None) -> None:
    figure = within_in(text)
    assert (str(figure.number) if figure else None) == number


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("（単位：千円、％）", 1000),
        ("事業費（千円）", 1000),
        ("千円", 1000),
        ("（単位：百万円）", 10**6),
        ("単位 億円", 10**8),
        ("補助単価（円/人）", None),
        ("予算額", None),
        ("500千円", None),
    ],
)
def test_a_unit_is_told_by_a_note_or_a_head(text: str, unit: int | None) -> None:
    assert unit_in(text) == unit


def test_money_in_words_is_all_that_its_cell_says() -> None:
    stated = amount_in("56億円の内数")
    assert stated is not None
    assert (stated.yen, stated.kind) == (5_600_000_000, AmountKind.WITHIN)
    assert amount_in("通話料900千円を見込む") is None
    assert amount_in("3億円、5億円") is None
