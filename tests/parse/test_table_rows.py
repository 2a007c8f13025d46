"""What the rows of a budget table are: measures, sums and parts, and who is in charge of them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from monitor.budget import Entry
from monitor.parse import Parsed, parse
from monitor.parse.table.offices import office_named
from monitor.read.delimited import read as read_csv
from monitor.read.html import read as read_html
from tests.parse.test_tables import TITLE, money, page


def levels(entries: Sequence[Entry]) -> list[tuple[str, str, str | None]]:
    """Name, level and parent."""
    return [(entry.name, entry.level.value, entry.parent) for entry in entries]


def offices(entries: Sequence[Entry]) -> list[tuple[str, str | None, str | None]]:
    """Name, bureau and division."""
    return [(entry.name, entry.bureau, entry.division) for entry in entries]


def csv(text: str) -> Parsed:
    """The reading of comma-separated lines."""
    return parse(read_csv(text.strip().encode(), "release.csv"))


def test_words_of_a_head_stand_over_the_empty_cells_beside_them_where_nothing_joins_cells() -> None:
    parsed = csv("""
令和８年度見本省概算要求・要望額　事項別表（単位：百万円）,,,,,,
局名,事項,令和７年度予算額,令和８年度,,,対前年度
,,（Ａ）,要求額（Ｂ）,要望額（Ｃ）,計（Ｄ＝Ｂ＋Ｃ）,増△減額（Ｄ－Ａ）
港湾局,灯台の整備,100,90,30,120,20
,港の点検,-,0,15,15,15
,航路の見直し,-,事項要求,事項要求,事項要求,-
港湾局　計,,100,90,45,135,35
合　計,,100,90,45,135,35
""")
    assert money(parsed.entries) == [
        ("灯台の整備", 120, 100),
        ("港の点検", 15, 0),
        ("航路の見直し", None, 0),
        ("港湾局計", 135, 100),
        ("合計", 135, 100),
    ]
    assert [entry.bureau for entry in parsed.entries[:3]] == ["港湾局"] * 3
    assert [entry.level.value for entry in parsed.entries] == ["measure"] * 3 + ["total"] * 2


def test_the_accounts_above_measures_are_their_sums_and_their_section() -> None:
    parsed = page(
        "令和８年度当初予算（単位：千円）",
        """
        款 | 項 | 目 | 款・項・目／事業名 | 前年度予算額 | 本年度予算額 | 増減額 | 担当課
        3 | | | 民生費 | 900 | 1,000 | 100 |
        | 1 | | 社会福祉費 | 900 | 1,000 | 100 |
        | | 2 | 老人福祉費 | 700 | 790 | 90 |
        | | | 見守り推進費 | 300 | 350 | 50 | 福祉課
        | | | うち委託料 | | 120 | |
        | | | 施設整備費補助 | 400 | 440 | 40 | 福祉課
        | | 3 | 児童福祉費 | 200 | 210 | 10 |
        | | | 保育士確保費 | 200 | 210 | 10 | 保育課
        | | | 合計 | 900 | 1,000 | 100 |
        """,
    )
    assert levels(parsed.entries) == [
        ("民生費", "total", None),
        ("社会福祉費", "total", None),
        ("老人福祉費", "total", None),
        ("見守り推進費", "measure", None),
        ("委託料", "breakdown", "見守り推進費"),
        ("施設整備費補助", "measure", None),
        ("児童福祉費", "total", None),
        ("保育士確保費", "measure", None),
        ("合計", "total", None),
    ]
    assert parsed.entries[7].section[-3:] == ("民生費", "社会福祉費", "児童福祉費")


def test_accounts_without_measures_below_them_are_what_the_table_states() -> None:
    parsed = page(
        "令和８年度当初予算（単位：千円）",
        """
        科目 | 本年度予算額 | 前年度予算額 | 比較
        １款 市税 | 500 | 450 | 50
        ２款 譲与税 | 60 | 70 | △10
        歳入合計 | 560 | 520 | 40
        """,
    )
    assert [entry.level.value for entry in parsed.entries] == ["measure", "measure", "total"]


def test_offices_and_accounts_that_are_rows_are_sums_and_their_parts_are_measures() -> None:
    parsed = page(
        "令和８年度見本省概算要求（単位：百万円）",
        """
        区分 | 令和７年度予算額 | 令和８年度要求額 | 増△減額
        Ⅰ　地域くらし局　計 | 300 | 330 | 30
        灯台の整備 | 100 | 120 | 20
        港の点検 | 200 | 210 | 10
        Ⅱ　海上局　計 | 70 | 90 | 20
        航路の標識 | 30 | 40 | 10
        海図の作成 | 40 | 50 | 10
        一般会計 | 370 | 420 | 50
        港湾整備特別会計 | 10 | 20 | 10
        """,
    )
    assert [(name, level) for name, level, _ in levels(parsed.entries)] == [
        ("地域くらし局計", "total"),
        ("灯台の整備", "measure"),
        ("港の点検", "measure"),
        ("海上局計", "total"),
        ("航路の標識", "measure"),
        ("海図の作成", "measure"),
        ("一般会計", "total"),
        ("港湾整備特別会計", "total"),
    ]
    assert [entry.bureau for entry in parsed.entries if entry.level.value == "measure"] == ["地域くらし局"] * 2 + ["海上局"] * 2


def test_the_sum_of_an_office_below_its_rows_tells_who_is_in_charge_of_them() -> None:
    parsed = page(
        "令和８年度当初予算（単位：千円）",
        """
        事業名 | 令和７年度予算額 | 令和８年度予算額 | 増減
        灯台の整備 | 100 | 120 | 20
        総務部計 | 100 | 120 | 20
        海図の作成 | 40 | 50 | 10
        土木部計 | 40 | 50 | 10
        """,
    )
    assert [(entry.name, entry.bureau) for entry in parsed.entries if entry.level.value == "measure"] == [
        ("灯台の整備", "総務部"),
        ("海図の作成", "土木部"),
    ]


def test_an_office_in_brackets_above_a_table_is_in_charge_of_its_rows() -> None:
    parsed = parse(
        read_html(
            "<meta charset=utf-8><h1>令和８年度当初予算</h1><p>【保健医療部】　単位：千円</p><table>"
            "<tr><td>事業名<td>前年度予算額<td>本年度予算額<td>増減<tr><td>予防接種費<td>10<td>30<td>20"
            "<tr><td>検診推進費<td>20<td>25<td>5</table>".encode(),
            "release.html",
        )
    )
    assert offices(parsed.entries) == [("予防接種費", "保健医療部", None), ("検診推進費", "保健医療部", None)]


def test_a_row_of_one_wide_cell_below_the_head_is_a_heading_and_a_sum_s_wide_cell_no_office() -> None:
    parsed = page(
        "令和７年度当初予算（案）主要事業（単位：千円）",
        """
        番号 | 部 | 課 | 区分 | 事業名 | 令和７年度予算額 | 令和６年度予算額 | 事業概要
        8*１ 安心して暮らせるまち
        1 | こども部 | 保育課 | 拡充 | 保育所運営費 | 300 | 280 | 民間3園分
        | | | | うち園庭整備分 | (30) | |
        2 | | 子育て課 | 一部新規 | 児童手当 | 200 | － | 制度改正
        5*小計 | 500 | 280 |
        """,
    )
    assert offices(parsed.entries) == [
        ("保育所運営費", "こども部", "保育課"),
        ("園庭整備分", "こども部", "保育課"),
        ("児童手当", "こども部", "子育て課"),
        ("小計", None, None),
    ]
    assert money(parsed.entries) == [
        ("保育所運営費", 300_000, 280_000),
        ("園庭整備分", 30_000, None),
        ("児童手当", 200_000, 0),
        ("小計", 500_000, 280_000),
    ]
    assert [entry.flags for entry in parsed.entries] == [("expanded",), (), ("new_part",), ()]
    assert parsed.entries[1].parent == "保育所運営費"
    assert {(entry.fiscal_year and entry.fiscal_year.year, entry.stage) for entry in parsed.entries} == {(2025, "draft")}


def test_both_offices_may_stand_in_one_cell() -> None:
    parsed = page(
        TITLE,
        """
        事業名 | 担当部署 | 令和７年度予算額（千円） | 令和８年度要求額（千円） | 増減
        灯台の整備 | 建設部 港湾課 | 100 | 120 | 20
        港の点検 | 〃 | 10 | 12 | 2
        """,
    )
    assert offices(parsed.entries) == [("灯台の整備", "建設部", "港湾課"), ("港の点検", "建設部", "港湾課")]


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("Ⅰ．総合政策局", "総合政策局"),
        ("【こども部】", "こども部"),
        ("２ 水管理・国土保全局 計", "水管理・国土保全局"),
        ("文化庁関係", "文化庁"),
        ("一部", None),
        ("総務部の所管する経費", None),
        ("医療機器の整備", None),
    ],
)
def test_an_office_is_named_alone(text: str, office: str | None) -> None:
    assert office_named(text) == office


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


def test_what_is_asked_for_without_an_amount_is_no_nothing_whatever_the_difference_says() -> None:
    parsed = page(
        TITLE,
        """
        事項（単位：百万円）| 令和７年度予算額 | 令和８年度要求額 | 増△減額
        灯台の整備 | 100 | 120 | 20
        港の点検 | 10 | 12 | 2
        航路の見直し | － | 事項要求 | －
        """,
    )
    assert money(parsed.entries)[2] == ("航路の見直し", None, 0)


def test_a_table_of_another_budget_is_told_by_the_title_above_it() -> None:
    parsed = page(
        "令和８年度見本省予算案について",
        """
        事項（単位：億円）| 令和７年度予算額 | 令和８年度予算案 | 増減
        灯台の整備 | 100 | 120 | 20
        港の点検 | 10 | 12 | 2
        """,
    )
    both = parse(
        read_html(
            "<meta charset=utf-8><h1>令和８年度見本省予算案について</h1>"
            "<h2>（参考）令和７年度補正予算（第１号）における対応</h2><p>（単位：百万円）</p><table>"
            "<tr><td>事業名<td>補正予算額<td>備考<tr><td>灯台の応急修理<td>30<td><tr><td>港の復旧<td>25<td></table>".encode(),
            "release.html",
        )
    )
    assert {(entry.fiscal_year and entry.fiscal_year.year, entry.stage) for entry in parsed.entries} == {(2026, "draft")}
    told = {(entry.fiscal_year and entry.fiscal_year.year, entry.stage, entry.round) for entry in both.entries}
    assert told == {(2025, "supplementary", 1)}
