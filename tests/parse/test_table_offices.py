"""Who is in charge of the rows of a budget table."""

from __future__ import annotations

import pytest

from monitor.parse import parse
from monitor.parse.table.offices import office_named
from monitor.read.document import Document
from monitor.read.html import read as read_html
from tests.parse.tables import TITLE, csv, money, offices, page, sheet


def test_a_tall_cell_says_who_is_in_charge_of_the_rows_it_covers() -> None:
    """Of covered cells the reader makes empty ones; a sum has no division."""
    lines, table = sheet(
        ("令和８年度当初予算（単位：千円）", "", "", "", ""),
        ("所管", "施策", "事業名", "令和７年度当初予算額", "令和８年度当初予算額"),
        ("港湾課", "港の安全", "岸壁の改修", "30", "45"),
        ("", "", "灯台の整備", "10", "15"),
        ("〃", "港の清掃", "海面の清掃", "5", "5"),
        ("", "", "計", "45", "65"),
        ("", "", "予備費", "1", "1"),
        ("福祉課", "見守り", "見守り電話", "2", "3"),
    )
    entries = parse(Document("予算.xlsx", "xlsx", tuple(lines), tables=(table,))).entries
    assert [(entry.name, entry.division, entry.section[1:]) for entry in entries] == [
        ("岸壁の改修", "港湾課", ("港の安全",)),
        ("灯台の整備", "港湾課", ("港の安全",)),
        ("海面の清掃", "港湾課", ("港の清掃",)),
        ("計", None, ()),
        ("予備費", None, ()),
        ("見守り電話", "福祉課", ("見守り",)),
    ]


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


@pytest.mark.parametrize(
    ("head", "cell", "bureau", "division"),
    [
        ("担当", "保健医療部", "保健医療部", None),
        ("所管", "教育委員会", "教育委員会", None),
        ("担当", "健康推進課", None, "健康推進課"),
        ("担当", "保健医療部 健康推進課", "保健医療部", "健康推進課"),
        ("担当課", "議会事務局", None, "議会事務局"),
        ("担当課室", "消防本部", None, "消防本部"),
    ],
)
def test_a_bureau_in_a_column_of_whoever_is_in_charge_is_one_but_not_in_a_column_of_divisions(
    head: str, cell: str, bureau: str | None, division: str | None
) -> None:
    table = f"事業名（単位：千円） | {head} | 前年度予算額 | 本年度予算額\n検診の推進 | {cell} | 20 | 25\n食育 | {cell} | 2 | 3"
    assert offices(page(TITLE, table).entries)[:1] == [("検診の推進", bureau, division)]


def test_a_bureau_alone_in_the_cell_of_both_offices_has_no_division_of_the_row_above() -> None:
    table = """
        施策名（単位：百万円）| 担当部局 | 前年度予算額 | 要求額
        灯台の整備 | 港湾局 海岸課 | 100 | 120
        港の点検 | 港湾局 | 10 | 12
        海図の作成 | | 10 | 12
    """
    assert offices(page(TITLE, table).entries) == [
        ("灯台の整備", "港湾局", "海岸課"),
        ("港の点検", "港湾局", None),
        ("海図の作成", "港湾局", None),
    ]


def test_the_sum_of_a_bureau_in_the_column_of_bureaus_is_its_own() -> None:
    parsed = csv("""
令和８年度主要事業の予算（単位：千円）,,,,
部名,課名,事業名,当初予算額,前年度
健康部,保健課,検診,120,100
,医療課,病院,5,4
健康部 計,,,125,104
総計,,,125,104
""")
    assert offices(parsed.entries) == [
        ("検診", "健康部", "保健課"),
        ("病院", "健康部", "医療課"),
        ("健康部計", "健康部", None),
        ("総計", None, None),
    ]


def test_the_sum_of_an_office_says_nothing_of_rows_beyond_the_sum_of_all() -> None:
    parsed = csv("""
令和８年度主要事業の予算（単位：千円）,,,,
区分,事業名,当初予算額,前年度,増減
継続,検診,120,100,20
新規,病院,5,0,5
,合計,125,100,25
健康部,検診の票,12,10,2
,病院の棟,5,4,1
健康部 計,,17,14,3
""")
    assert offices(parsed.entries) == [
        ("検診", None, None),
        ("病院", None, None),
        ("合計", None, None),
        ("検診の票", "健康部", None),
        ("病院の棟", "健康部", None),
        ("健康部計", "健康部", None),
    ]


@pytest.mark.parametrize(
    ("head", "cell", "bureau", "division"),
    [
        ("担当課室", "灯台局海図課", "灯台局", "海図課"),
        ("所管", "社会・援護局福祉基盤課", "社会・援護局", "福祉基盤課"),
        ("担当課", "大臣官房会計課", "大臣官房", "会計課"),
        ("担当課", "薬局対策課", None, "薬局対策課"),
        ("担当課", "郵便局連携室", None, "郵便局連携室"),
        ("担当課", "内部統制課", None, "内部統制課"),
        ("担当課", "海図局舎管理課", None, "海図局舎管理課"),
    ],
)
def test_a_bureau_and_its_division_may_stand_without_a_gap(head: str, cell: str, bureau: str | None, division: str) -> None:
    table = f"事業名（単位：千円） | {head} | 前年度予算額 | 本年度予算額\n検診の推進 | {cell} | 20 | 25\n食育 | {cell} | 2 | 3"
    assert offices(page(TITLE, table).entries)[:1] == [("検診の推進", bureau, division)]


def test_a_division_in_the_cell_of_both_offices_is_not_of_the_bureau_of_the_row_above() -> None:
    table = """
        施策名（単位：百万円）| 担当課室 | 前年度予算額 | 要求額
        灯台の整備 | 灯台局海図課 | 100 | 120
        港の点検 | 標識局海岸課、企画課 | 10 | 12
        海図の作成 | 統計室 | 10 | 12
    """
    assert offices(page(TITLE, table).entries) == [
        ("灯台の整備", "灯台局", "海図課"),
        ("港の点検", "標識局", "海岸課、企画課"),
        ("海図の作成", None, "統計室"),
    ]


def test_a_sum_in_the_column_of_divisions_is_no_office_but_one_that_only_begins_so_is() -> None:
    parsed = csv("""
令和８年度当初予算（単位：千円）,,,
課名,事業名,令和８年度,令和７年度
総計課,検診,"2,000","1,000"
総計課,病院,"1,000",500
小計,,"3,000","1,500"
土木課,橋の補修,"7,000","6,500"
総計,,"10,000","8,000"
""")
    assert offices(parsed.entries) == [
        ("検診", None, "総計課"),
        ("病院", None, "総計課"),
        ("小計", None, None),
        ("橋の補修", None, "土木課"),
        ("総計", None, None),
    ]


def test_an_office_s_sum_above_its_rows_holds_no_further_than_they_make_it_up() -> None:
    table = """
        事業名（単位：百万円）| 担当課 | 本年度予算額 | 前年度予算額
        土木部 | | 1,200 | 1,000
        橋梁補修 | 道路課 | 500 | 400
        うち国費 | | 300 | 200
        堤防整備 | 河川課 | 700 | 600
        うち国費 | | 100 | 100
        休日夜間薬局 | 医療課 | 900 | 800
        うち国費 | | 300 | 200
    """
    assert offices(page(TITLE, table).entries) == [
        ("土木部", "土木部", None),
        ("橋梁補修", "土木部", "道路課"),
        ("国費", "土木部", "道路課"),
        ("堤防整備", "土木部", "河川課"),
        ("国費", "土木部", "河川課"),
        ("休日夜間薬局", None, "医療課"),
        ("国費", None, "医療課"),
    ]


def test_an_office_s_sum_that_its_rows_do_not_make_up_holds_on() -> None:
    table = """
        事業名（単位：百万円）| 担当課 | 本年度予算額 | 前年度予算額
        Ⅰ 土木部 | | 1,300 | 1,000
        橋梁補修 | 道路課 | 500 | 400
        堤防整備 | 河川課 | 700 | 600
        海岸の清掃 | 河川課 | 90 | 80
    """
    assert {entry.bureau for entry in page(TITLE, table).entries} == {"土木部"}
