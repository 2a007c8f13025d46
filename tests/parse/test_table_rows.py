"""What the rows of a budget table say: their names, the groups and the titles they stand under."""

from __future__ import annotations

import pytest

from monitor.budget import Level
from monitor.parse import parse
from monitor.read.html import read as read_html
from tests.parse.tables import TITLE, csv, money, page, tr


@pytest.mark.parametrize(
    "row",
    [
        "港の点検 | 20 | |",  # no difference says that nothing is asked for
        "港の点検 | | 3O,124 |",
        "港の点検 | | 1,234,56 |",
        f"{'港' * 130} | 20 | 30 | 10",
    ],
)
def test_a_row_with_a_name_and_money_that_gives_no_entry_is_told_as_unread(row: str) -> None:
    head = "事業名（単位：百万円）| 前年度予算額 (A) | 令和８年度要求額 (B) | 増減 (B-A)"
    parsed = page(TITLE, f"{head}\n橋の点検 | 100 | 130 | 30\n{row}\n道の点検 | 20 | 30 | 10\n計 | 140 | 190 | 50")
    assert [entry.name for entry in parsed.entries] == ["橋の点検", "道の点検", "計"]
    assert (parsed.unread_money_lines, parsed.unread_table_rows) == ((5,), (5,))


@pytest.mark.parametrize(
    "row",
    ["港の点検 | － | － | －", "港湾関係 | | |", "港の点検 | 注12 | 令和10年度 |", " | 20 | 30 | 10", "港の点検 | 20 | 30 | 10"],
)
def test_a_row_without_a_name_or_without_money_is_not(row: str) -> None:
    head = "事業名（単位：百万円）| 前年度予算額 (A) | 令和８年度要求額 (B) | 増減 (B-A)"
    parsed = page(TITLE, f"{head}\n橋の点検 | 100 | 130 | 30\n{row}\n道の点検 | 20 | 30 | 10\n計 | 140 | 190 | 50")
    assert parsed.unread_money_lines == ()


def test_labels_beside_rows_are_their_section() -> None:
    table = """
        2*区分（単位：百万円）| 令和８年度当初予算 | 令和７年度当初予算 | 増減
        自主財源 | 市税 | 500 | 450 | 50
         | 諸収入 | 30 | 35 | △5
         | 小計 | 530 | 485 | 45
        依存財源 | 交付税 | 900 | 880 | 20
        2*合計 | 1,430 | 1,365 | 65
    """
    entries = page("令和８年度当初予算の概要", table).entries
    assert [(entry.name, entry.section[-1], entry.level.value) for entry in entries[:4]] == [
        ("市税", "自主財源", "measure"),
        ("諸収入", "自主財源", "measure"),
        ("小計", "自主財源", "total"),
        ("交付税", "依存財源", "measure"),
    ]
    assert entries[4].level is Level.TOTAL


def test_an_object_without_money_of_its_own_names_the_row() -> None:
    table = """
        項 | 目 | 節 | 令和８年度当初（千円）| 令和７年度当初（千円）| 増減
         | | 区分 | | |
        1.市民税 | 1.個人 | 1.現年分 | 300 | 290 | 10
         | | 2.滞納分 | 7 | 10 | △3
         | 2.法人 | 1.現年分 | 80 | 70 | 10
         | | 2.滞納分 | 3 | 1 | 2
    """
    told = [(entry.name, entry.section[1:]) for entry in page("令和８年度当初予算の概要", table).entries]
    assert told == [
        ("現年分", ("市民税", "個人")),
        ("滞納分", ("市民税", "個人")),
        ("現年分", ("市民税", "法人")),
        ("滞納分", ("市民税", "法人")),
    ]


def test_namesakes_in_different_groups_do_not_cast_doubt_on_each_other() -> None:
    table = """
        2*区分（単位：百万円）| 令和８年度当初予算 | 令和７年度当初予算 | 増減
        自主財源 | 市税 | 500 | 450 | 50
         | その他 | 30 | 35 | △5
        依存財源 | 交付税 | 900 | 880 | 20
         | その他 | 70 | 60 | 10
    """
    entries = page("令和８年度当初予算の概要", table).entries
    assert [(entry.name, entry.section[-1]) for entry in entries[1::2]] == [
        ("その他", "自主財源"),
        ("その他", "依存財源"),
    ]
    assert len({entry.confidence for entry in entries[1::2]}) == 1
    assert min(entry.confidence for entry in entries) > 0.8


def test_items_of_a_list_above_a_table_are_not_its_title_and_a_title_s_money_is_no_part_of_it() -> None:
    table = "".join(
        map(tr, ("事項 | 令和７年度予算額（百万円）| 令和８年度要求額（百万円）", "港の点検 | 100 | 108", "橋の点検 | 90 | 98"))
    )

    def section(*above: str) -> tuple[str, ...]:
        html = f"<!doctype html><meta charset=utf-8><h1>{TITLE}</h1>{''.join(f'<p>{line}' for line in above)}<table>{table}</table>"
        return next(entry for entry in parse(read_html(html.encode(), "a.html")).entries if entry.name == "港の点検").section

    items = [f"{n}. {name}事業　{n}2百万円（{n}0百万円）" for n, name in enumerate(("橋梁", "河川", "海岸"), 1)]
    assert section(*items) == (TITLE,)
    assert section("1. 港を守る", "2. 橋を守る") == (TITLE,)
    assert section("・灯台の整備 12百万円") == (TITLE,)
    assert section("１５款 国庫支出金 19,346千円", "１項 国庫負担金 15,463千円")[1:] == ("１５款 国庫支出金", "１項 国庫負担金")
    assert section("２．一般会計の歳入", "（目的別歳入）")[1:] == ("２．一般会計の歳入", "（目的別歳入）")


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


def test_a_heading_inside_a_table_holds_until_one_of_its_kind_and_one_below_another_is_inside_of_it() -> None:
    entries = page(
        "令和８年度見本省概算要求（単位：百万円）",
        """
        事項 | 前年度予算額 | 要求額 | 増減
        第１　海を守る | | |
        4*○海上局
        灯台の整備 | 100 | 120 | 20
        ○道路局・港湾局 | | |
        港の点検 | 10 | 12 | 2
        企画課 | | |
        海図の作成 | 10 | 12 | 2
        第２　陸を守る | | |
        （道路局） | | |
        橋の点検 | 10 | 12 | 2
        """,
    ).entries
    assert [(entry.name, entry.section[1:], entry.bureau, entry.division) for entry in entries] == [
        ("灯台の整備", ("海を守る", "海上局"), "海上局", None),
        ("港の点検", ("海を守る", "道路局・港湾局"), "道路局・港湾局", None),
        ("海図の作成", ("海を守る", "道路局・港湾局", "企画課"), "道路局・港湾局", "企画課"),
        ("橋の点検", ("陸を守る", "(道路局)"), "道路局", None),
    ]


def test_a_row_of_a_note_heads_nothing() -> None:
    entries = page(
        TITLE,
        """
        事項（単位：百万円）| 前年度予算額 | 要求額 | 増減
        【安全】| | |
        灯台の整備 | 100 | 120 | 20
        ※令和７年度補正予算額50百万円 | | |
        港の点検（注２）| 10 | 12 | 2
        （注１）計数は四捨五入による | | |
        標識の整備 | 10 | 12 | 2
        4*港湾局の計数は、他局に計上した３百万円を含む。
        注意喚起の強化 | 10 | 12 | 2
        合計（※）| 130 | 156 | 26
        """,
    ).entries
    assert [(entry.name, entry.section[1:], entry.level.value) for entry in entries] == [
        ("灯台の整備", ("安全",), "measure"),
        ("港の点検", ("安全",), "measure"),
        ("標識の整備", ("安全",), "measure"),
        ("注意喚起の強化", ("安全",), "measure"),
        ("合計", ("安全",), "total"),
    ]


def parts(table: str) -> list[tuple[str, int | None, list[tuple[str, int]]]]:
    """Name, amount and parts."""
    return [(one.name, one.amount.yen, [(part.label, part.yen) for part in one.of_which]) for one in page(TITLE, table).entries]


def test_a_part_may_stand_in_brackets_behind_the_amount_behind_the_name_or_on_a_row_below() -> None:
    assert parts(
        """
        事項（単位：千円）| 前年度予算額 | 要求額 | 増減
        灯台の整備 | 100（うち国費 50） | 120（うち国費 60） | 20
        港の点検（うち推進枠 5） | 10 | 12 | 2
        標識の整備 | 10 | 12 [うちデジタル庁計上予算2千円] | 2
        海図の作成 | 10 | 12 | 2
        （うち国費 6） | | |
        航路の調査 | 10 | 12 | 2
         | (うち国費 4) | (うち国費 5) |
        海の清掃（うち3港） | 10 | 12（6） | 2
        """
    ) == [
        ("灯台の整備", 120_000, [("国費", 60_000)]),
        ("港の点検", 12_000, [("推", 5_000)]),
        ("標識の整備", 12_000, [("デジタル庁", 2_000)]),
        ("海図の作成", 12_000, [("国費", 6_000)]),
        ("航路の調査", 12_000, [("国費", 5_000)]),
        ("海の清掃(うち3港)", 12_000, []),
    ]


def test_a_part_in_brackets_with_money_of_its_own_columns_is_a_breakdown() -> None:
    told = page(
        TITLE,
        """
        事項（単位：千円）| 前年度予算額 | 要求額 | 増減
        灯台の整備 | 100 | 120 | 20
        （うち離島分） | (20) | (30) | (10)
        うちわの配布 | 10 | 12 | 2
        """,
    ).entries
    assert [(entry.name, entry.level.value, entry.amount.yen) for entry in told][:2] == [
        ("灯台の整備", "measure", 120_000),
        ("離島分", "breakdown", 30_000),
    ]


@pytest.mark.parametrize(
    ("name", "parent"),
    [("上記のうち離島分", "灯台の整備"), ("そのうち離島分", "灯台の整備"), ("町のうちの離島分", None), ("上記の離島分", None)],
)
def test_what_is_of_the_row_above_is_its_part(name: str, parent: str | None) -> None:
    table = f"事業名（単位：百万円）| 前年度予算額 | 要求額\n灯台の整備 | 20 | 22\n{name} | 12 | 13\n除雪費 | 30 | 30"
    told = page(TITLE, table).entries
    assert [(entry.amount.yen, entry.parent) for entry in told] == [(22_000_000, None), (13_000_000, parent), (30_000_000, None)]


def test_nothing_needs_no_unit_where_each_cell_has_its_own() -> None:
    table = "事項 | 前年度予算額 | 令和８年度要求額\n灯台の整備 | 10億円 | 12億円\n港の点検 | 0 | 3億円\n海図の作成 | 5 | 3億円"
    assert money(page(TITLE, table).entries) == [("灯台の整備", 1200, 1000), ("港の点検", 300, 0), ("海図の作成", 300, None)]


@pytest.mark.parametrize(("cell", "overview"), [("-", None), ("－", None), ("直す", "直す"), ("-直す", "-直す"), ("", None)])
def test_a_dash_in_the_column_of_what_is_done_says_nothing(cell: str, overview: str | None) -> None:
    table = f"事業名（単位：百万円）| 前年度予算額 | 要求額 | 説明\n灯台の整備 | 20 | 22 | {cell}\n除雪費 | 30 | 30 | 除く"
    assert [entry.overview for entry in page(TITLE, table).entries] == [overview, "除く"]
