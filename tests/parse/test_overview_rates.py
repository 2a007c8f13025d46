"""Who pays which share and how much for one of something, on the rows below an overview's measure."""

from __future__ import annotations

from fractions import Fraction

import pytest

from monitor.budget import FLAT, Entry, Share
from monitor.parse import parse
from monitor.parse.layouts.overview.forms import is_rated, is_unit_amount
from tests.parse.documents import document

MEASURES = "\n".join(f"{n}　港の備え{n}　{n}億円（{n}億円）\n備える。" for n in range(2, 6))


def first(rows: str) -> Entry:
    """The first of a release's measures, below which these rows stand."""
    entries = parse(document(f"令和８年度　概算要求の概要\n\n１　灯台の備え　3億円（4億円）\n{rows}\n{MEASURES}")).entries
    assert [entry.name for entry in entries] == ["灯台の備え", *[f"港の備え{n}" for n in range(2, 6)]]
    return entries[0]


def shares(entry: Entry) -> list[dict[str, Share]]:
    return [dict(rate.shares) for rate in entry.rates]


HALF, THIRD, QUARTER = Fraction(1, 2), Fraction(1, 3), Fraction(1, 4)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("　　（国１／２、都道府県・指定都市１／２）\n　　支給する。", [{"国": HALF, "都道府県・指定都市": HALF}]),
        (
            "　定期点検　国１／２、都道府県１／４、市町村１／４\n　臨時点検　国１０／１０\n点検を行う。",
            [{"国": HALF, "都道府県": QUARTER, "市町村": QUARTER}, {"国": Fraction(1)}],
        ),
        ("訓練の経費　国１０／１０", [{"国": Fraction(1)}]),
        ("費用の総額について国が5/100を負担し、残りを\n市町村が負担する。", [{"国": Fraction(1, 20)}]),
        ("補助率　都道府県　国１／２、都道府県１／２　　独立行政法人等　定額", [{"国": HALF, "都道府県": HALF}, {"国": FLAT}]),
        ("（国の負担割合　離島：20/100、その他の島：15/100）", [{"国": Fraction(1, 5)}, {"国": Fraction(3, 20)}]),
        ("（負担割合　国1/3、都道府県1/3、\n市町村1/3）", [{"国": THIRD, "都道府県": THIRD, "市町村": THIRD}]),
        ("　・発電設備　国1/2、都道府県1/4、事業者1/4", [{"国": HALF, "都道府県": QUARTER, "事業者": QUARTER}]),
        ("　　　交付率：国１０／１０", [{"国": Fraction(1)}]),
    ],
)
def test_shares_of_the_state_need_no_label(rows: str, told: list[dict[str, Share]]) -> None:
    assert shares(first(rows)) == told


@pytest.mark.parametrize("text", ["全国1/2の市町村で行う。", "国が5年で整備する。", "国の割合を調べる。", "外国1/3"])
def test_what_only_looks_like_a_share_is_none(text: str) -> None:
    assert not is_rated(text)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            "　　補助基準額　第一種灯台　１基当たり　15,000千円\n　　　　　　　　第二種灯台　１基当たり　3,600千円\n　　備える。",
            [15_000_000, 3_600_000],
        ),
        ("　　基準額　１か所当たり　9,120千円（灯台守を置く場合　2,450千円を加算）\n　　備える。", [9_120_000, 2_450_000]),
        ("　・塗装等　定額補助　（補助単価　１㎡当たり　9,710円）", [9710]),
    ],
)
def test_money_for_one_of_something_is_no_figure_of_the_budget(rows: str, told: list[int]) -> None:
    assert [unit.yen for unit in first(rows).unit_amounts] == told


def test_rows_that_go_on_with_no_list_of_unit_amounts_are_not_of_one() -> None:
    rows = "　　補助基準額　第一種灯台　１基当たり　15,000千円\n　　備える。\n　　第二種灯台　１基当たり　3,600千円"
    assert [unit.yen for unit in first(rows).unit_amounts] == [15_000_000]


@pytest.mark.parametrize("head", ["灯台の見張り　", "単価の調査　", "灯台の基準額調査　"])
def test_a_name_that_has_such_words_states_a_figure(head: str) -> None:
    assert not is_unit_amount(head)
