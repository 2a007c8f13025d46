"""Lines as layouts read them: broken money is whole again, and numbers under a unit stated once are money."""

from __future__ import annotations

import time

import pytest

from monitor.parse.lines import LONGEST_LINE, WIDEST_GAP, as_written, of_any_page
from monitor.read.document import Line


def written(*texts: str) -> list[str]:
    lines = as_written([Line(number, text) for number, text in enumerate(texts, 1)])
    assert [line.number for line in lines] == list(range(1, len(texts) + 1))
    return [line.text for line in lines]


def test_both_years_under_a_unit_stated_once_are_money() -> None:
    told = written("（単位：百万円）", "残留化学物質の調査費　　２３０　＜　０＞", "里山の調査　1,204（－）　※")
    assert told[1:] == ["残留化学物質の調査費　230百万円(0百万円)", "里山の調査　1,204百万円(0百万円)　※"]


@pytest.mark.parametrize(
    "row",
    ["里山の調査　640 (1.33)", "里山の調査　1,204百万円（900百万円）", "第3(2)回", "里山を調べた（12）", "里山の調査　1,204"],
)
def test_a_ratio_a_number_without_a_year_before_and_money_stay_as_they_are(row: str) -> None:
    assert written("（単位：百万円）", row)[1] == row


def test_numbers_of_another_unit_or_of_none_are_no_money() -> None:
    assert written("来場者　230 (210)") == ["来場者　230 (210)"]
    assert written("（単位：百万円）", "（単位：人）", "来場者　230 (210)")[2] == "来場者　230 (210)"


def test_a_bracket_that_breaks_before_its_money_and_an_arrow_on_the_next_line_are_taken_up() -> None:
    assert written("《令和7年度補正予算", "", "105億円》") == ["《令和7年度補正予算 105億円》", "", ""]
    assert written("(R7予算)125億円", "", "→(R8予算案)130億円") == ["(R7予算)125億円 →(R8予算案)130億円", "", ""]
    assert written("（別紙の通り", "12人が出席した。") == ["（別紙の通り", "12人が出席した。"]
    assert written("港の整備\n桟橋", "《令和7年度補正予算", "105億円》")[1] == "《令和7年度補正予算 105億円》"


@pytest.mark.parametrize("row", ["あ " * 99, "1" * 199, "…" * 190 + "1(", "(" * 199, "1,234" * 39])
def test_hostile_rows_cost_no_time(row: str) -> None:
    begun = time.process_time()
    written("（単位：百万円）", *[row] * 200)
    assert time.process_time() - begun < 2


def test_a_line_is_no_longer_than_a_pages_and_has_no_wider_gap() -> None:
    short, long, gap = "樹木台帳の更新 3百万円", "あ" * (LONGEST_LINE + 1), "名" + " " * (WIDEST_GAP + 9) + "3百万円"
    told = [line.text for line in of_any_page([Line(number, text) for number, text in enumerate((short, long, gap), 1)])]
    assert told == [short, long[:LONGEST_LINE], "名" + " " * WIDEST_GAP + "3百万円"]


def test_what_is_on_a_page_stays_the_same_line() -> None:
    line = Line(1, "樹木台帳の更新　　" * 20)
    assert of_any_page([line])[0] is line


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("灯台の整備7・3億円（８・４億円）", "灯台の整備7.3億円（８.４億円）"),
        ("令和６・７年度に3億円", "令和６・７年度に3億円"),
        ("灯台1・灯台船2億円", "灯台1・灯台船2億円"),
        ("灯台の整備９．３億（15百万円）（一部新規）", "灯台の整備９．３億円（15百万円）（一部新規）"),
        ("人口1.2億（15歳以上は1億）", "人口1.2億（15歳以上は1億）"),
        ("第1・10号の3百万円", "第1・10号の3百万円"),
    ],
)
def test_a_figure_of_money_is_set_right(text: str, written: str) -> None:
    assert as_written([Line(1, text)])[0].text == written
