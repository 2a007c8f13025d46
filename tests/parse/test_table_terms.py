"""What a table says beside the money: rates, unit amounts, who carries it out, badges."""

from __future__ import annotations

from fractions import Fraction

import pytest

from monitor.budget import FLAT
from tests.parse.tables import TITLE, money, page

TERMS = """
事業名 | 前年度予算額（百万円）| 令和８年度要求額（百万円）| 補助率 | 補助基準額（千円）| 上限額（円/人）| 実施主体 | 備考
橋の点検 | 100 | 130 | 1/2 | 5,000 | 2,000 | 市町村、一部事務組合 |
港の点検 | 20 | 30 | 国１／２、県１／４ | 1施設当たり8,625千円 | － | 国（団体に委託、補助）・県 |
道の点検 | 20 | 30 | 定額 | | | |
空の点検 | 20 | 30 | | | | | 補助率1/3
"""


def test_a_table_s_columns_state_rates_unit_amounts_and_who_carries_out() -> None:
    entries = page(TITLE, TERMS).entries
    half, quarter = Fraction(1, 2), Fraction(1, 4)
    assert money(entries)[:2] == [("橋の点検", 130, 100), ("港の点検", 30, 20)]
    assert [[rate.shares for rate in entry.rates] for entry in entries] == [
        [(("国", half),)],
        [(("国", half), ("県", quarter))],
        [(("国", FLAT),)],
        [(("国", Fraction(1, 3)),)],
    ]
    assert [[(unit.label, unit.yen, unit.per) for unit in entry.unit_amounts] for entry in entries[:3]] == [
        [("補助基準額", 5_000_000, None), ("上限額", 2_000, "人")],
        [("補助基準額", 8_625_000, "1施設")],
        [],
    ]
    assert [entry.implementers for entry in entries[:3]] == [("市町村", "一部事務組合"), ("国(団体に委託、補助)", "県"), ()]


@pytest.mark.parametrize(
    "head",
    ["3*負担割合\n | | | 国 | 県 | 市", "国負担割合 | 県負担割合 | 市負担割合", "国庫補助率 | 県補助率 | 市負担率"],
)
def test_the_shares_of_several_columns_are_one_rate(head: str) -> None:
    rows = "橋の点検 | 100 | 130 | 1/2 | 1/4 | 1/4\n港の点検 | 1 | 2 | 2/3 | 1/3 | －"
    table = f"事業名（単位：百万円）| 前年度予算額 | 令和８年度要求額 | {head}\n{rows}"
    told = [[dict(rate.shares) for rate in entry.rates] for entry in page(TITLE, table).entries]
    assert told == [
        [{"国": Fraction(1, 2), "県": Fraction(1, 4), "市": Fraction(1, 4)}],
        [{"国": Fraction(2, 3), "県": Fraction(1, 3)}],
    ]


@pytest.mark.parametrize(
    ("head", "cell", "shares"),
    [
        ("補助率", "50％", {"国": Fraction(1, 2)}),
        ("補助率", "５割", {"国": Fraction(1, 2)}),
        ("国庫補助率", "50%(上限20億円)", {"国": Fraction(1, 2)}),
        ("県補助率", "２割５分", {"県": Fraction(1, 4)}),
        ("負担割合", "国50％、県25％", {"国": Fraction(1, 2), "県": Fraction(1, 4)}),
        ("備考", "補助率 75％", {"国": Fraction(3, 4)}),
    ],
)
def test_a_share_in_a_cell_may_be_written_in_hundredths_or_tenths(head: str, cell: str, shares: dict[str, Fraction]) -> None:
    table = (
        f"事業名（単位：百万円）| 前年度予算額 | 令和８年度要求額 | {head}\n橋の点検 | 100 | 130 | {cell}\n港の点検 | 1 | 2 | 定額"
    )
    (rate,) = page(TITLE, table).entries[0].rates
    assert dict(rate.shares) == shares


@pytest.mark.parametrize(("head", "cell"), [("補助率", "50％引上げ"), ("備考", "執行率 50％"), ("増減率", "50％")])
def test_a_percentage_that_is_no_share_gives_none(head: str, cell: str) -> None:
    table = (
        f"事業名（単位：百万円）| 前年度予算額 | 令和８年度要求額 | {head}\n橋の点検 | 100 | 130 | {cell}\n港の点検 | 1 | 2 | －"
    )
    assert page(TITLE, table).entries[0].rates == ()


def test_a_bare_unit_amount_without_a_unit_of_its_own_is_not_guessed() -> None:
    table = "事業名 | 令和８年度予算額（百万円）| 補助基準額\n橋の点検 | 100 | 20\n港の点検 | 20 | 30千円"
    told = [[unit.yen for unit in entry.unit_amounts] for entry in page(TITLE, table).entries]
    assert told == [[], [30_000]]


def test_badges_are_read_from_names_and_from_cells_of_their_own() -> None:
    table = """
        事項（単位：百万円）| 令和７年度予算額 | 令和８年度要求額 | 備考
        橋の点検【拡充】| 10 | 12 |
        港の点検 | 0 | 21 | 新規
        灯台の整備 | 5 | 9 | 一部新規
        標識の整備 | 4 | 4 | 新規に始めた年は不明
    """
    entries = page(TITLE, table).entries
    assert [(entry.name, entry.flags) for entry in entries] == [
        ("橋の点検", ("expanded",)),
        ("港の点検", ("new",)),
        ("灯台の整備", ("new_part",)),
        ("標識の整備", ()),
    ]


def test_remarks_hold_badges_rates_and_unit_amounts() -> None:
    parsed = page(
        TITLE,
        """
        事項（単位：百万円）| 令和７年度予算額 | 令和８年度要求額 | 増△減額 | 備考
        灯台の整備 | 100 | 120 | 20 | 公共・推進枠
        港の点検 | 10 | 12 | 2 | 拡充・補助率 国1/3、都道府県2/3
        航路の標識 | 10 | 12 | 2 | 定額
        見守り支援 | 10 | 12 | 2 | 支給額：1人当たり２万円
        新規航路の調査 | 10 | 12 | 2 | 他省連携
        """,
    )
    assert [entry.flags for entry in parsed.entries] == [("priority",), ("expanded",), (), (), ()]
    assert [dict(rate.shares) for entry in parsed.entries[1:3] for rate in entry.rates] == [
        {"国": pytest.approx(1 / 3), "都道府県": pytest.approx(2 / 3)},
        {"国": "定額"},
    ]
    assert [(one.label, one.yen) for one in parsed.entries[3].unit_amounts] == [("支給額", 20_000)]
