"""The heads of budget tables: what each column holds, of which year and stage it is."""

from __future__ import annotations

import pytest

from monitor.budget import Level
from monitor.parse.table.heads import Role, heads_of
from monitor.read.document import Cell, TableRow
from tests.parse.tables import money, page


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("令和８年度要求額", Role.MONEY),
        ("Ｒ８当初", Role.MONEY),
        ("R8当初比", Role.OTHER),
        ("R４年度当初予算額（千円）", Role.MONEY),
        ("前年度予算額", Role.PRIOR),
        ("増△減額(B-A)", Role.DIFFERENCE),
        ("比較", Role.DIFFERENCE),
        ("（Ｂ）－（Ａ）", Role.DIFFERENCE),
        ("（Ｂ）／（Ａ）", Role.RATIO),
        ("機器（Ｂ－１）", Role.OTHER),
        ("① － ②", Role.DIFFERENCE),
        ("対前年度当初比", Role.RATIO),
        ("構成比", Role.RATIO),
        ("補正前の額", Role.BEFORE),
        ("補 正 額", Role.SUPPLEMENT),
        ("計", Role.SUM),
        ("一般財源", Role.FUND),
        ("主管課", Role.DIVISION),
        ("担当部局", Role.DIVISION),
        ("主な事業内容", Role.OVERVIEW),
        ("事 業 名", Role.NAME),
        ("会計別", Role.NAME),
        ("款項目", Role.CODE),
        ("番号", Role.NUMBER),
        ("決算額", Role.NO_BUDGET),
        ("限 度 額", Role.NO_BUDGET),
        ("国庫補助率", Role.RATE),
        ("負担割合", Role.RATE),
        ("補助基準額（千円）", Role.UNIT_AMOUNT),
        ("実施主体", Role.IMPLEMENTER),
    ],
)
def test_a_head_says_what_its_column_holds(words: str, role: Role) -> None:
    (head,) = heads_of([TableRow(1, (Cell(words),))])
    assert head.role is role


@pytest.mark.parametrize(
    ("words", "year"),
    [
        ("８年度予算案", 2026),
        ("８年度予算案（千円）", 2026),
        ("(10年度)要求額", 2028),
        ("令和８年度予算案", 2026),
        ("昭和63年度決算", 1988),
        ("平成8年度予算額", 1996),
        ("西暦2026年度予算額", 2026),
    ],
)
def test_a_year_without_an_era_in_a_head_is_of_this_one(words: str, year: int) -> None:
    (head,) = heads_of([TableRow(1, (Cell(words),))])
    assert head.year is not None
    assert head.year.year == year


@pytest.mark.parametrize("words", ["第3年度事業費", "過去５年度の事業費", "事業費（5年度間）", "計画3年度目の事業費"])
def test_a_count_of_years_in_a_head_is_no_year(words: str) -> None:
    (head,) = heads_of([TableRow(1, (Cell(words),))])
    assert head.year is None


def test_this_year_may_come_first_and_the_year_before_need_not_be_named() -> None:
    parsed = page(
        "令和８年度予算案の概要",
        """
        区分 | 8年度予算案（千円）| 前年度予算額（千円）| 比較増減 | 対前年度比
        里山の保全 | 52,300 | 50,000 | 2,300 | 104.6%
        河川の清掃 | 8,000 | 9,500 | ▲1,500 | 84.2%
        海岸の植樹 | 0 | 700 | ▲700 | 皆減
        """,
    )
    assert [(entry.name, entry.amount.yen, entry.prior.yen) for entry in parsed.entries] == [
        ("里山の保全", 52_300_000, 50_000_000),
        ("河川の清掃", 8_000_000, 9_500_000),
        ("海岸の植樹", 0, 700_000),
    ]


def test_a_year_over_two_columns_is_the_year_of_both() -> None:
    parsed = page(
        "令和８年度当初予算（単位：千円、％）",
        """
        款 | 2*令和８年度当初予算 | 2*令和７年度当初予算 | 2*比較
           | 予算額 | 構成比 | 予算額 | 構成比 | 増減額 | 伸率
        1.議会費 | 3,000 | 30.0 | 2,000 | 20.0 | 1,000 | 50.0
        2.総務費 | 7,000 | 70.0 | 8,000 | 80.0 | △1,000 | △12.5
        歳出合計 | 10,000 | 100.0 | 10,000 | 100.0 | 0 | 0.0
        """,
    )
    assert money(parsed.entries) == [("議会費", 3, 2), ("総務費", 7, 8), ("歳出合計", 10, 10)]
    assert [entry.level for entry in parsed.entries] == [Level.MEASURE, Level.MEASURE, Level.TOTAL]
    assert {entry.stage for entry in parsed.entries} == {"initial"}


def test_both_years_may_have_columns_of_their_own_for_what_is_asked_and_wished_for() -> None:
    parsed = page(
        "令和８年度見本省概算要求（単位：百万円）",
        """
        事項 | 3*前年度 | 3*本年度 | 備考
         | 当初 | 補正 | 計 | 要求額 | 要望額 | 計 |
        灯台の整備 | 100 | 20 | 120 | 90 | 30 | 120 |
        航路の標識 | － | 5 | 5 | 6 | 1 | 7 |
        """,
    )
    assert money(parsed.entries) == [("灯台の整備", 120, 100), ("航路の標識", 7, 0)]


def test_the_sum_with_a_supplement_is_not_this_year_s_budget() -> None:
    parsed = page(
        "令和８年度見本省予算（単位：百万円）",
        """
        事項 | 令和７年度 | 3*令和８年度
         | 当初予算 | 当初予算 | 補正予算 | 計
        灯台の整備 | 100 | 90 | 30 | 120
        航路の標識 | 6 | 5 | 5 | 10
        """,
    )
    assert money(parsed.entries) == [("灯台の整備", 90, 100), ("航路の標識", 5, 6)]


def test_a_part_of_the_year_before_is_none_of_this_one_s() -> None:
    parsed = page(
        "令和８年度当初予算（単位：百万円）",
        """
        事業名 | 2*前年度 | 2*本年度 | 増減
         | 予算額 | うち一般財源 | 予算額 | うち一般財源 |
        灯台の整備 | 100 | 20 | 120 | 90 | 20
        港の点検 | 10 | － | 12 | 2 | 2
        """,
    )
    assert [[(part.label, part.yen) for part in entry.of_which] for entry in parsed.entries] == [
        [("一般財源", 90_000_000)],
        [("一般財源", 2_000_000)],
    ]


def test_what_is_asked_and_wished_for_is_one_sum_with_its_quota_apart() -> None:
    parsed = page(
        "令和８年度見本特別会計概算要求の概要",
        """
        事項（単位：億円）| 令和７年度予算額Ａ | 4*令和８年度要求・要望額 | 対前年度増△減額Ｂ－Ａ | Ｂ／Ａ
         | | 要求額 | 要望額 | 計Ｂ | うち重要政策推進枠 | |
        燃料の備蓄 | 100 | 90 | 30 | 120 | 30 | 20 | 120.0%
        送電の強化 | 50 | 45 | － | 45 | － | △5 | 90.0%
        """,
    )
    first, second = parsed.entries
    assert money([first, second]) == [("燃料の備蓄", 12000, 10000), ("送電の強化", 4500, 5000)]
    assert [(part.label, part.yen) for part in first.of_which] == [("重要政策推進枠", 3_000_000_000)]
    assert first.account == "見本特別会計"
    assert first.stage == "request"


def test_years_by_their_initials_may_stand_below_what_they_are_of() -> None:
    parsed = page(
        "当初予算の主な事業",
        """
        事業名 | 3*予算額（千円）| 担当課
         | R8 | R7 | 差引 |
        灯台の整備 | 120 | 100 | 20 | 港湾課
        H鋼の更新 | 12 | 10 | 2 | 港湾課
        """,
    )
    assert [(entry.name, entry.amount.yen, entry.prior.yen) for entry in parsed.entries] == [
        ("灯台の整備", 120_000, 100_000),
        ("H鋼の更新", 12_000, 10_000),
    ]


def test_a_year_by_its_initial_alone_heads_money() -> None:
    table = "所属 | 事業名 | R8当初 | R7当初 | 増減\n総務課 | 灯台の整備 | 120 | 100 | 20\n | 港の点検 | 12 | 0 | 12"
    entries = page("令和８年度当初予算案の概要（単位：千円）", table).entries
    assert [(one.name, one.amount.yen, one.prior.yen) for one in entries] == [
        ("灯台の整備", 120_000, 100_000),
        ("港の点検", 12_000, 0),
    ]


def test_what_is_added_less_what_is_taken_back_is_a_supplementary_budget() -> None:
    table = """
        事項 | 追加額 | 修正減少額 | 計
        灯台の整備 | 120 | － | 120
        港の点検 | － | △12 | △12
        合計 | 120 | △12 | 108
    """
    assert money(page("令和７年度見本省補正予算案の概要（単位：百万円）", table).entries) == [
        ("灯台の整備", 120, None),
        ("港の点検", -12, None),
        ("合計", 108, None),
    ]


def test_a_sum_of_what_is_counted_is_no_supplementary_budget() -> None:
    table = "事項 | 追加件数 | 取消 | 計\n灯台の整備 | 120 | － | 120\n港の点検 | － | △12 | △12"
    assert page("令和７年度見本省補正予算案の概要（単位：百万円）", table).entries == ()
