"""Tables of budgets that no rule was written for: ledgers and projects, and tables of other things that give nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.budget import AmountKind, Level
from monitor.parse import parse
from monitor.read import read
from monitor.read.document import Cell, Document, Line, Table, TableRow, row_text
from monitor.read.html import read as read_html
from tests.parse.tables import PROJECTS, TITLE, money, page, tr


def test_a_ministry_s_ledger_is_read_by_its_columns() -> None:
    parsed = page(
        TITLE,
        """
        事項（単位：百万円）| 令和７年度予算額 (A) | 令和８年度要求額 (B) | 増△減額 (B-A) | 備考
        灯台の整備 | 1,204 | 1,180 | △24 |
        港の点検 | － | 95 | 95 | 新規
        うち 離島分 | － | 15 | 15 |
        航路の標識 | 40 | 42.5 | 2.5 |
        計 | 1,244 | 1,317.5 | 73.5 |
        """,
    )
    assert parsed.layouts == ("ledger",)
    assert money(parsed.entries) == [
        ("灯台の整備", 1180, 1204),
        ("港の点検", 95, 0),
        ("離島分", 15, 0),
        ("航路の標識", 42_500_000, 40),
        ("計", 1_317_500_000, 1244),
    ]
    assert [entry.level for entry in parsed.entries] == [
        Level.MEASURE,
        Level.MEASURE,
        Level.BREAKDOWN,
        Level.MEASURE,
        Level.TOTAL,
    ]
    assert parsed.entries[2].parent == "港の点検"
    assert (parsed.entries[3].amount.step, parsed.entries[3].prior.step) == (100_000, 1_000_000)
    assert {(entry.fiscal_year and entry.fiscal_year.year, entry.stage) for entry in parsed.entries} == {(2026, "request")}
    assert parsed.unread_money_lines == ()


def test_a_supplementary_budget_states_what_it_adds() -> None:
    parsed = page(
        "令和７年度補正予算（第３号）（単位：千円）",
        """
        款 | 項 | 補正前の額 | 補正額 | 計
        1. 総務費 |  | 9,000 | 400 | 9,400
         | 1. 管理費 | 5,000 | 1,000 | 6,000
         | 2. 選挙費 | 4,000 | △600 | 3,400
        2. 土木費 |  | 2,000 | 10 | 2,010
        歳出合計 |  | 11,000 | 410 | 11,410
        """,
    )
    told = [(entry.name, entry.amount.yen, entry.level.value, entry.parent) for entry in parsed.entries]
    assert told == [
        ("総務費", 400_000, "measure", None),
        ("管理費", 1_000_000, "breakdown", "総務費"),
        ("選挙費", -600_000, "breakdown", "総務費"),
        ("土木費", 10_000, "measure", None),
        ("歳出合計", 410_000, "total", None),
    ]
    assert {entry.prior.kind for entry in parsed.entries} == {AmountKind.NONE}
    assert {(entry.stage, entry.round) for entry in parsed.entries} == {("supplementary", 3)}


def test_a_project_is_told_with_its_division_and_who_pays() -> None:
    parsed = page("令和８年度当初予算に計上した主な事業", PROJECTS)
    assert parsed.layouts == ("project",)
    first, second, third = parsed.entries
    assert (first.name, first.amount.yen, first.prior.yen) == ("岸壁の改修", 45_000_000, 30_000_000)
    assert (first.division, first.overview) == ("港湾課", "西の岸壁を改める。")
    assert [(part.label, part.yen) for part in first.of_which] == [
        ("国", 20_000_000),
        ("地方債", 15_000_000),
        ("一般財源", 10_000_000),
    ]
    assert (second.amount.yen, second.prior.yen) == (900_000, 1_200_000)
    assert (third.amount.yen, third.prior.yen) == (700_000, 0)
    assert {entry.fiscal_year and entry.fiscal_year.year for entry in parsed.entries} == {2026}


def test_a_row_whose_arithmetic_fails_is_less_sure() -> None:
    parsed = page("令和８年度当初予算に計上した主な事業", PROJECTS.replace("45,000", "54,000", 1))
    wrong, right, other = (entry.confidence for entry in parsed.entries)
    assert wrong < right == other


def test_projects_without_a_year_before_have_none() -> None:
    parsed = page(
        "令和８年度当初予算に計上した主な新規事業",
        """
        所管課 | 事業名 | 事業費（千円）| 事業の内容
        危機管理課 | 防災無線の更新 | 88,000 | 屋外の拡声器を替える。
        水道課 | 配水管の耐震化 | 125,500 | 幹線2kmを替える。
        """,
    )
    assert [(entry.name, entry.division, entry.amount.yen, entry.prior.yen) for entry in parsed.entries] == [
        ("防災無線の更新", "危機管理課", 88_000_000, None),
        ("配水管の耐震化", "水道課", 125_500_000, None),
    ]


def test_a_supplementary_budget_beside_the_main_one_is_no_year_before() -> None:
    parsed = page(
        TITLE,
        """
        事項 | 令和７年度当初予算額（億円）| 令和７年度補正予算額（億円）| 令和８年度要求額（億円）
        研究の支援 | 12 | 30 | 15
        人材の育成 | 8.5 | － | 9
        """,
    )
    assert money(parsed.entries) == [("研究の支援", 1500, 1200), ("人材の育成", 900, 850)]


def test_cells_may_state_money_in_words_of_their_own() -> None:
    parsed = page(
        TITLE,
        """
        施策名 | 令和８年度要求額 | 令和７年度予算額
        共済の安定 | 2,027億31百万円 | 2,000億円
        備蓄の推進 | 56億円の内数 | 50億円の内数
        検査の拡充 | 事項要求 | 3億円
        """,
    )
    assert [(entry.amount.yen, entry.amount.kind.value, entry.prior.yen) for entry in parsed.entries] == [
        (202_731_000_000, "exact", 200_000_000_000),
        (5_600_000_000, "within", 5_000_000_000),
        (None, "none", 300_000_000),
    ]


def test_a_bare_figure_may_hold_more_than_the_measure() -> None:
    records = ["令和８年度予算の概要（単位：百万円）", "事業名,令和７年度予算額,令和８年度予算額", "橋梁補修事業,100,120"]
    records += ["標識更新事業,30,25", '歩道整備事業,"2,000の内数","2,500の内数"', "街灯更新事業,0,95の内数"]
    entries = parse(read("\n".join(records).encode(), "budget.csv")).entries
    assert money(entries)[2:] == [("歩道整備事業", 2500, 2000), ("街灯更新事業", 95, 0)]
    assert [(entry.amount.kind.value, entry.prior.kind.value) for entry in entries] == [
        ("exact", "exact"),
        ("exact", "exact"),
        ("within", "within"),
        ("within", "exact"),
    ]


def test_last_year_s_figure_may_stand_in_brackets_in_its_own_column() -> None:
    entries = page(
        TITLE,
        """
        事業名（単位：百万円）| 前年度予算額 | 令和８年度要求額
        橋の点検 | (100) | 130の内数
        港の点検 | 20 | 30
        """,
    ).entries
    assert money(entries) == [("橋の点検", 130, 100), ("港の点検", 30, 20)]
    assert [entry.amount.kind.value for entry in entries] == ["within", "exact"]


def test_what_is_inside_of_more_proves_and_refutes_nothing() -> None:
    table = """
        事業名（単位：百万円）| 前年度予算額 | 令和８年度要求額 | 増減
        橋の点検 | － | 30の内数 | 30
        港の点検 | 20 | 30 | 10
    """
    (told, _), (untold, _) = page(TITLE, table).entries, page(TITLE, table.replace("内数 | 30", "内数 | ")).entries
    assert told.confidence == untold.confidence


def test_both_years_may_stand_in_one_cell() -> None:
    parsed = page(
        TITLE,
        """
        事項 | 令和８年度要求額（令和７年度予算額）| 備考
        灯台の整備（単位：百万円）| 1,931（1,720）|
        港の点検 | 15億円（－）|
        """.replace("整備（単位：百万円）", "整備").replace("事項", "事項（単位：百万円）"),
    )
    assert money(parsed.entries) == [("灯台の整備", 1931, 1720), ("港の点検", 1500, 0)]


NO_BUDGETS = {
    "fees": """
        区分 | 手数料（円）| 前回（円）
        証明書 | 300 | 250
        閲覧 | 200 | 200
    """,
    "a schedule": """
        時期 | 内容 | 担当
        8月31日 | 概算要求の提出 | 会計課
        12月24日 | 予算案の閣議決定 | 会計課
    """,
    "statistics": """
        魚種（単位：千円）| 令和５年度 | 令和６年度 | 増減
        まいわし | 1,204 | 1,180 | ▲24
        かつお | 95 | 80 | ▲15
    """,
    "what was spent": """
        款（単位：千円）| 予算現額 | 支出済額 | 不用額
        総務費 | 1,000 | 900 | 100
        土木費 | 500 | 450 | 50
    """,
    "unit costs": """
        施設 | 補助単価（千円）| 件数
        保育所 | 8,625 | 12
        幼稚園 | 5,044 | 9
    """,
    "limits of debt": """
        事項 | 期間 | 限度額（千円）
        庁舎の清掃 | 令和8年度から令和10年度まで | 4,910
        機器の賃借 | 令和8年度から令和12年度まで | 50,000
    """,
    "rates": """
        区分 | 国 | 県 | 市
        橋 | 1/2 | 1/4 | 1/4
        港 | 2/3 | 1/6 | 1/6
    """,
    "numbers without a unit": """
        事項 | 令和７年度予算額 | 令和８年度要求額
        橋の点検 | 10 | 12
        港の点検 | 20 | 21
    """,
}


@pytest.mark.parametrize("kind", NO_BUDGETS)
def test_a_table_of_something_else_gives_nothing(kind: str) -> None:
    assert page("審議会の資料", NO_BUDGETS[kind]).entries == ()


def test_what_stands_around_a_table_is_read_as_if_it_were_not_there() -> None:
    measures = "".join(
        f"<p>{n}. {name}事業　{n}2百万円（{n}0百万円）</p>" for n, name in enumerate(("橋梁", "港湾", "河川", "海岸"), 1)
    )
    table = "".join(
        map(tr, ("事項 | 令和７年度予算額（百万円）| 令和８年度要求額（百万円）", "総額の内訳 | 100 | 108", "一般会計 | 90 | 98"))
    )
    html = f"<!doctype html><meta charset=utf-8><h1>{TITLE}</h1><table>{table}</table>{measures}"
    parsed = parse(read_html(html.encode(), "release.html"))
    assert parsed.layouts == ("overview", "ledger")
    assert money(parsed.entries) == [
        ("総額の内訳", 108, 100),
        ("一般会計", 98, 90),
        ("橋梁事業", 12, 10),
        ("港湾事業", 22, 20),
        ("河川事業", 32, 30),
        ("海岸事業", 42, 40),
    ]
    assert parsed.unread_money_lines == ()


WORDS = [
    "事業名",
    "令和８年度予算額（千円）",
    "前年度予算額",
    "増減",
    "補正前の額",
    "補正額",
    "計",
    "一般財源",
    "国",
    "主管課",
    "概要",
]
WORDS += [
    "",
    "橋の点検",
    "うち港",
    "小計",
    "1,204",
    "△24",
    "－",
    "0",
    "12億円",
    "56億円の内数",
    "事項要求",
    "104.6%",
    "（単位：千円）",
    "款",
    "項",
]


cells = st.builds(Cell, st.sampled_from(WORDS), st.sampled_from([1, 1, 1, 2, 7]))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(cells, min_size=1, max_size=7), min_size=1, max_size=9))
def test_whatever_a_table_holds_its_entries_stand_on_its_rows_in_order(rows: list[list[Cell]]) -> None:
    lines = tuple(Line(number, row_text(row)) for number, row in enumerate(rows, 1))
    table = Table(tuple(TableRow(number, tuple(row)) for number, row in enumerate(rows, 1)))
    entries = parse(Document("a.xlsx", "xlsx", lines, tables=(table,))).entries
    places = [entry.line or 0 for entry in entries]
    assert places == sorted(places)
    assert all(1 <= place <= len(rows) for place in places)
    assert all((entry.parent is not None) == (entry.level is Level.BREAKDOWN) for entry in entries)


def test_a_ministry_that_a_project_names_is_not_the_document_s() -> None:
    parsed = page("令和８年度当初予算に計上した主な事業", PROJECTS.replace("新しく始める。", "厚生労働省の通知により始める。"))
    assert len(parsed.entries) == 3
    assert parsed.header.ministry is None
