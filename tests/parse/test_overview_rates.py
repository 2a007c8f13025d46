"""Who pays which share and how much for one of something, on the rows below an overview's measure."""

from __future__ import annotations

from fractions import Fraction

import pytest

from monitor.budget import FLAT, Entry, Share
from monitor.parse import parse
from monitor.parse.layouts.overview.forms import is_rated, is_unit_amount
from monitor.parse.layouts.overview.terms import states_units
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


def test_what_stands_apart_from_a_list_of_unit_amounts_states_one_of_its_own() -> None:
    rows = "　　補助基準額　第一種灯台　１基当たり　15,000千円\n　　備える。\n　　第二種灯台　１基当たり　3,600千円"
    assert [unit.yen for unit in first(rows).unit_amounts] == [15_000_000, 3_600_000]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("備える。\n１か所当たり　5,000千円", [5_000_000]),
        ("（１か所当たり5,000千円）\n備える。", [5_000_000]),
        ("（１施設当たり上限2,000万円）", [20_000_000]),
        ("灯台を置く市町村に、１市町村当たり　3,200千円を補助する。", [3_200_000]),
        ("灯台を置く市町村に補助する（１市町村当たり 3,200千円）。", [3_200_000]),
        ("基準額 @120万円 × 30か所", [1_200_000]),
        ("@5,000千円×47か所×1/2", [5_000_000]),
        ("５百万円×１００か所", [5_000_000]),
        ("・上限１００万円", [1_000_000]),
        ("補助率：1/2（上限500万円）", [5_000_000]),
        ("補助基準額\n１施設当たり　5,000千円", [5_000_000]),
        ("灯台守１人当たり月額５万円の手当を支給する。", [50_000]),
        ("灯台守１人当たりの費用は38万円に達している。", []),
        ("令和７年度は１か所当たり300万円を補助した。", []),
        ("１か所当たりの補助の総額は300万円であった。", []),
        ("灯台の修繕は１か所につき20万円かかる。", []),
        ("うち、灯台守１人当たり　5百万円", []),
    ],
)
def test_money_for_one_is_told_on_a_row_in_brackets_or_in_a_sentence_that_pays_it(rows: str, told: list[int]) -> None:
    entry = first(rows)
    assert [unit.yen for unit in entry.unit_amounts] == told
    assert (entry.amount.yen, entry.prior.yen) == (300_000_000, 400_000_000)


@pytest.mark.parametrize(
    "row", ["（前年度　2億円）", "（100百万円）", "うち１か所　5百万円", "補助の額は5百万円である。", "１か所当たり"]
)
def test_what_states_no_money_for_one(row: str) -> None:
    assert not states_units(row)
    assert states_units("（１か所当たり5百万円）")


def test_money_for_one_right_below_a_figure_is_not_its_year_before() -> None:
    text = "令和８年度　概算要求の概要\n\n１　灯台の備え　3億円\n（１か所当たり5,000千円）\n"
    entry = parse(document(text + MEASURES)).entries[0]
    assert (entry.amount.yen, entry.prior.yen) == (300_000_000, None)
    assert [unit.yen for unit in entry.unit_amounts] == [5_000_000]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("備える。\n（補助率１／２）", [{"国": HALF}]),
        ("備える費用の２分の１を国が補助する。", [{"国": HALF}]),
        ("備える費用の3分の2以内を補助する。", [{"国": Fraction(2, 3)}]),
        ("備える。\n（定額）", [{"国": FLAT}]),
        ("備える。\n（10/10）", [{"国": Fraction(1)}]),
        ("備える。（１／２補助）", [{"国": HALF}]),
        ("灯台の2/3を塗り替える。", []),
        ("灯台の３分の１が老いている。（図10/10）", []),
        ("灯台守の定額の手当を見直す。", []),
    ],
)
def test_a_share_is_told_where_it_is_paid_or_alone_in_a_bracket(rows: str, told: list[dict[str, Share]]) -> None:
    assert shares(first(rows)) == told


@pytest.mark.parametrize("head", ["灯台の見張り　", "単価の調査　", "灯台の基準額調査　"])
def test_a_name_that_has_such_words_states_a_figure(head: str) -> None:
    assert not is_unit_amount(head)


@pytest.mark.parametrize("most", ["を上限とする。", "を限度とし、備える。", "以内とする。"])
def test_a_sentence_may_say_that_money_for_one_is_the_most(most: str) -> None:
    assert [unit.yen for unit in first(f"１施設当たり3,000千円{most}").unit_amounts] == [3_000_000]
    assert first("１施設当たり3,000千円がかかる。").unit_amounts == ()
