"""Of which fiscal year a link's release is: one taken for a year of the past would never be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.watch.discovery import Rules, discover
from monitor.watch.discovery.years import budget_year

OF_THE_TEXT = [
    ("令和６年能登半島地震からの復旧・復興関係 令和９年度予算概算要求", 2027),
    ("令和6年度決算を踏まえた令和9年度概算要求のポイント", 2027),
    ("東日本大震災（平成23年）からの復興 令和9年度概算要求", 2027),
    ("令和9年度概算要求（令和6年度予算との比較）", 2027),
    ("防衛力整備計画（2023～2027年度） 令和9年度概算要求", 2027),
    ("こども未来戦略 加速化プラン（令和6～8年度）関係 令和9年度概算要求の概要", 2027),
    ("令和8年度予算・令和9年度概算要求", 2027),
    ("平成30年度予算概算要求（平成29年度補正後比）", 2018),
    ("令和7年度補正予算（令和8年1月30日成立）", 2025),
    ("令和8年度予算案を閣議決定", 2026),
    ("令和８年度", 2026),
    ("予算（令和5年度）", 2023),
    ("令和7(2025)年度予算", 2025),
    ("2025（令和7）年度予算", 2025),
    ("令和九年度一般会計予算", 2027),
    ("平成二十八年度予算", 2016),
    ("令和元年度補正予算", 2019),
    ("R8予算案", 2026),
    ("デジタル田園都市 R4補正", 2022),
    ("令和8年度概算要求書 - 内閣府", 2026),
]
IN_DOUBT = [
    "令和5年度以降の予算",
    "予算（令和5年度以降）",
    "過去の予算（平成30年度まで）",
    "予算（平成30年度～令和9年度）",
    "2020年以降の予算",
    "第5次計画（2021-2025年度）",
    "令和6年度予算を踏まえた概算要求のポイント",
    "令和6年度決算を踏まえた概算要求のポイント",
    "令和6年能登半島地震関係予算",
    "平成23年東日本大震災関係予算",
    "令和5年度予算 2050年カーボンニュートラル関係",
    "令和8年",
    "令和8年8月分",
    "令和8年8月29日の会見",
    "資料（2,025KB）",
]


@pytest.mark.parametrize(("text", "year"), OF_THE_TEXT)
def test_the_latest_year_that_the_text_names_as_a_budgets_is_its_year(text: str, year: int) -> None:
    assert budget_year(text, ["令和2年度予算"]) == year


@pytest.mark.parametrize("text", IN_DOUBT)
def test_a_year_of_something_else_and_a_span_name_none(text: str) -> None:
    assert budget_year(text, []) is None


@pytest.mark.parametrize(
    ("text", "headings", "year"),
    [
        ("重点事項", ["予算", "令和9年度概算要求", "一般会計"], 2027),
        ("令和6年能登半島地震関係", ["令和9年度概算要求"], 2027),
        ("令和6年度決算を踏まえた概算要求", ["令和9年度概算要求"], 2027),
        ("重点事項", ["令和4年度予算", "予算（令和5年度以降）"], None),
        ("公共事業", ["令和5年以前の予算"], None),
        ("一般会計", ["令和8年度予算・令和7年度補正予算"], None),
        ("一般会計", ["令和9年度予算", "令和6年度決算"], None),
        ("令和9年の豪雨への備え", ["令和5年度予算"], None),
        ("令和5年度以降", ["令和6年度予算"], None),
    ],
)
def test_else_the_nearest_heading_that_names_exactly_one_year_says_it(text: str, headings: list[str], year: int | None) -> None:
    assert budget_year(text, headings) == year


def test_a_link_has_the_year_that_its_words_and_headings_say() -> None:
    page = """<main><h1>予算（令和5年度以降）</h1><ul><li><a href=a.pdf>概算要求の概要</a></li>
    <li><a href=b.pdf>令和6年度決算を踏まえた令和9年度概算要求の概要</a></li></ul><h2>令和4年度予算</h2>
    <a href=c.pdf>一般会計</a></main>"""
    links = discover(page.encode(), "https://a.example/", Rules(hosts=frozenset({"a.example"})))
    assert [(link.release, link.year) for link in links] == [(True, None), (True, 2027), (True, 2022)]


ALPHABET = "令和平成RHS0123456789〇一二十元年度()〜-から以降予算を 月日"


@given(st.text(alphabet=ALPHABET, max_size=40), st.lists(st.text(max_size=10), max_size=3))
def test_no_text_stops_it(text: str, headings: list[str]) -> None:
    year = budget_year(text, headings)
    assert year is None or 1900 <= year < 2200
