"""Number formats: what a person sees of a figure, in the formats that ministries' sheets use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.read.number_format import BUILT_IN, general, shown

DAY = 45_383  # 1 April 2024


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1056.0, "General", "1056"),
        (0.1 + 0.2, "General", "0.3"),
        (123_456_789_012.0, "G/標準", "123456789012"),
        (1234.5, "#,##0", "1,235"),
        (12, "0000", "0012"),
        (1.25, "#.##", "1.25"),
        (3, "#.##", "3"),
        (0, "#", ""),
        (1234, "(#,##0)", "(1,234)"),
        (1234, '#,##0"百万円"', "1,234百万円"),
        (1_234_567, "#,##0,", "1,235"),
        (7, '"令和"0"年度"', "令和7年度"),
        (5, "@", "5"),
    ],
)
def test_a_figure_is_printed_as_its_format_says(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (-12, "#,##0;▲#,##0", "▲12"),
        (-3.2, "#,##0.0;[赤]△#,##0.0", "△3.2"),
        (-1234, r"#,##0_ ;[Red]\-#,##0_ ", "-1,234"),
        (-5, "0", "-5"),
        (0, '#,##0;-#,##0;"-"', "-"),
        (0, "#,##0;-#,##0;", ""),
        (1234, r'_ * #,##0_ ;_ * \-#,##0_ ;_ * "-"_ ;_ @_ ', "1,234"),
        (1000, '[>=1000]#,##0"千";0', "1,000千"),
        (3, '[>=1000]#,##0"千";0', "3"),
    ],
)
def test_a_section_of_its_own_holds_for_negative_figures_and_for_nothing(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [(0.5, "# ?/?", "1/2"), (2 / 3, "?/?", "2/3"), (1.5, "# ?/?", "1 1/2"), (0.255, "0.0%", "25.5%"), (0.9, "0%", "90%")],
)
def test_a_rate_is_the_fraction_or_percentage_that_is_printed(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (DAY, 'ggge"年"m"月"d"日"', "令和6年4月1日"),
        (DAY, "[$-411]ge.m.d;@", "R6.4.1"),
        (43_585, '[$-411]ggge"年"m"月"d"日"', "平成31年4月30日"),
        (5_000, '[$-411]gge"年"', "1913年"),
        (43_586, '[$-411]ggge"年"m"月"d"日"', "令和1年5月1日"),
        (DAY, "yyyy/mm/dd", "2024/04/01"),
        (DAY + 0.5, "yyyy/m/d h:mm", "2024/4/1 12:00"),
        (0.75, "h:mm AM/PM", "6:00 PM"),
        (1.25, "[h]:mm", "30:00"),
        (DAY, "m/d(aaa)", "4/1(月)"),
        (DAY, BUILT_IN[58], "令和6年4月1日"),
    ],
)
def test_a_day_is_written_in_its_era(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


def test_a_workbook_of_an_old_macintosh_counts_from_1904() -> None:
    assert shown(DAY - 1462, "yyyy/m/d", from_1904=True) == "2024/4/1"


@given(st.floats(allow_nan=False, allow_infinity=False, width=32), st.text('#0?.,%/E+-;[]<>=@"\\_*ymdhsgea円▲1 ', max_size=20))
def test_any_format_prints_something_of_any_figure(value: float, code: str) -> None:
    assert isinstance(shown(value, code), str)


@given(st.integers(-(10**14), 10**14))
def test_a_whole_number_stays_whole(value: int) -> None:
    assert general(float(value)) == str(value)
    assert shown(value, "#,##0").replace(",", "") == str(value)
