"""What a reader sees: money, differences, years and times, in Japanese and in English."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates.filters import delta, era, href, jst, percent, shell, span, stage, yen


@pytest.mark.parametrize(
    ("amount", "japanese", "english"),
    [
        (202_731_000_000, "2,027億31百万円", "¥202,731 million"),
        (10_159_800_000_000, "10兆1,598億円", "¥10,159,800 million"),
        (1_000_000_000_000, "1兆円", "¥1,000,000 million"),
        (100_000_000, "1億円", "¥100 million"),
        (201_000_000, "2億1百万円", "¥201 million"),
        (31_000_000, "31百万円", "¥31 million"),
        (8_625_000, "862万5,000円", "¥8,625,000"),
        (16_798_544_000, "167億9,854万4,000円", "¥16,798,544,000"),
        (16_798_540_000, "167億9,854万円", "¥16,798,540,000"),
        (500_000, "50万円", "¥500,000"),
        (999, "999円", "¥999"),
        (0, "0円", "¥0"),
        (-300_000_000, "▲3億円", "−¥300 million"),
        (None, "―", "–"),
    ],
)
def test_an_amount_is_written_to_the_yen(amount: int | None, japanese: str, english: str) -> None:
    assert yen(amount) == japanese
    assert yen(amount, "en") == english


def read_back(text: str) -> int:
    """The yen that a Japanese amount of ours stands for."""
    sign, text = (-1, text[1:]) if text.startswith("▲") else (1, text)
    total, number = 0, ""
    units = {"兆": 10**12, "億": 10**8, "百万": 10**6, "万": 10**4, "円": 1}
    rest = text
    while rest:
        if rest[0].isdigit() or rest[0] == ",":
            number, rest = number + rest[0], rest[1:]
            continue
        unit = "百万" if rest.startswith("百万") else rest[0]
        total += int(number.replace(",", "") or 0) * units[unit]
        number, rest = "", rest[len(unit) :]
    return sign * total


@given(st.integers(-(10**15), 10**15), st.booleans())
def test_no_yen_is_lost_on_the_way_to_the_reader(amount: int, millions: bool) -> None:
    assert read_back(yen(amount, millions=millions)) == amount


@pytest.mark.parametrize(
    ("before", "after", "japanese", "english"),
    [
        (1_200_000_000, 900_000_000, "▲3億円（▲25.0％）", "−¥300 million (−25.0%)"),
        (900_000_000, 1_200_000_000, "＋3億円（＋33.3％）", "+¥300 million (+33.3%)"),
        (0, 500_000_000, "＋5億円（皆増）", "+¥500 million (new)"),
        (500_000_000, 0, "▲5億円（皆減）", "−¥500 million (to nothing)"),
        (1_000_000, 25_000_000, "＋24百万円（＋2,400.0％）", "+¥24 million (+2,400.0%)"),
        (7, 7, "±0円", "±¥0"),
        (None, 7, "", ""),
        (7, None, "", ""),
    ],
)
def test_a_difference_names_yen_and_per_cent(before: int | None, after: int | None, japanese: str, english: str) -> None:
    assert delta(before, after) == japanese
    assert delta(before, after, "en") == english


def test_per_cent_rounds_half_up_as_ministries_do() -> None:
    assert percent(2000, 2001) == "＋0.1％"
    assert percent(2000, 1999) == "▲0.1％"
    assert percent(-100, -50) == "＋50.0％"


def test_a_small_part_of_a_large_amount_is_not_rounded_to_nothing() -> None:
    assert percent(486_000_000_000, 486_200_000_000) == "＋0.04％"
    assert percent(10**12, 10**12 - 1) == "▲0.0000000001％"


def test_unit_amounts_are_written_without_millions() -> None:
    assert yen(20_000_000, millions=False) == "2,000万円"
    assert yen(165_000_000, millions=False) == "1億6,500万円"
    assert delta(20_000_000, 15_000_000, millions=False) == "▲500万円（▲25.0％）"


@given(st.integers(0, 10**14), st.integers(0, 10**14))
def test_a_difference_and_its_reverse_have_opposite_signs(before: int, after: int) -> None:
    there, back = delta(before, after), delta(after, before)
    if before != after:
        assert {there[0], back[0]} == {"＋", "▲"}
        assert there[1:].split("（")[0] == back[1:].split("（")[0]


@pytest.mark.parametrize(
    ("year", "japanese", "english"),
    [(2025, "令和7年度", "FY2025"), (2019, "令和元年度", "FY2019"), (2018, "平成30年度", "FY2018"), (None, "", "")],
)
def test_a_fiscal_year_is_written_in_its_era(year: int | None, japanese: str, english: str) -> None:
    assert era(year) == japanese
    assert era(year, "en") == english


def test_a_stage_has_a_name_in_both_languages() -> None:
    assert stage("request") == "概算要求"
    assert stage("supplementary_draft", "en") == "supplementary draft"
    assert stage(None) == ""
    assert stage("something else") == "something else"


def test_times_are_shown_in_japan() -> None:
    moment = datetime(2026, 11, 21, 23, 5, tzinfo=UTC)
    assert jst(moment) == "2026年11月22日 8:05"
    assert jst(moment, "en") == "22 Nov 2026, 08:05 JST"
    with pytest.raises(ValueError, match="naive"):
        jst(datetime(2026, 11, 21, 23, 5))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("url", "page", "link"),
    [
        ("https://www.example.jp/r8.pdf", 12, "https://www.example.jp/r8.pdf#page=12"),
        ("https://www.example.jp/r8.pdf#old", 3, "https://www.example.jp/r8.pdf#page=3"),
        ("https://www.example.jp/r8.html#top", None, "https://www.example.jp/r8.html#top"),
        ("https://www.example.jp/予算 案.pdf", None, "https://www.example.jp/%E4%BA%88%E7%AE%97%20%E6%A1%88.pdf"),
        ('https://www.example.jp/"><script>', None, "https://www.example.jp/%22%3E%3Cscript%3E"),
        ("javascript:alert(1)", None, ""),
        ("data:text/html,x", None, ""),
        ("https://[broken", None, ""),
        ("https://www.example.jp/\r\nX-Evil: 1", None, ""),
        (None, 3, ""),
    ],
)
def test_only_web_addresses_become_links(url: str | None, page: int | None, link: str) -> None:
    assert href(url, page) == link


@pytest.mark.parametrize(
    ("seconds", "japanese", "english"),
    [
        (86400, "1日ごと", "every day"),
        (7 * 86400, "7日ごと", "every 7 days"),
        (3 * 3600, "3時間ごと", "every 3 hours"),
        (5400, "90分ごと", "every 90 minutes"),
        (1, "1秒ごと", "every second"),
    ],
)
def test_how_often_is_told_in_the_largest_unit_that_divides_it(seconds: int, japanese: str, english: str) -> None:
    assert (span(timedelta(seconds=seconds)), span(timedelta(seconds=seconds), "en")) == (japanese, english)


def test_a_word_of_a_command_can_be_pasted() -> None:
    assert shell("経済産業省") == "経済産業省"
    assert shell("a; rm -rf /") == "'a; rm -rf /'"
