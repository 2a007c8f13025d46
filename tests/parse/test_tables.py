"""Tables of budgets that no rule was written for: ledgers and projects, and tables of other things that give nothing."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from monitor.budget import FLAT, AmountKind, Entry, Level
from monitor.parse import Parsed, parse
from monitor.parse.table.figures import amount_in, figure_in, unit_in, within_in
from monitor.parse.table.heads import Role, heads_of
from monitor.read import read
from monitor.read.document import Cell, Document, Line, Table, TableRow, row_text
from monitor.read.html import read as read_html
from monitor.read.pdf import read as read_pdf
from monitor.typeset import FONT, typeset
from tests.parse.documents import document
from tests.parse.forms import TABLE_FORMS

Row = Sequence[str]
TITLE = "令和８年度見本省予算概算要求の概要"


def page(title: str, *tables: str) -> Parsed:
    """The reading of a page of HTML: a title, and tables whose cells are parted by bars and whose rows by lines."""
    body = "".join(f"<table>{''.join(map(tr, table.strip().splitlines()))}</table>" for table in tables)
    return parse(read_html(f"<!doctype html><meta charset=utf-8><h1>{title}</h1>{body}".encode(), "release.html"))


def tr(row: str) -> str:
    """One row; `2*財源内訳` spans two columns."""
    cells = (cell.strip() for cell in row.split("|"))
    return "<tr>" + "".join(f"<td colspan={cell[0]}>{cell[2:]}" if cell[1:2] == "*" else f"<td>{cell}" for cell in cells)


def money(entries: Sequence[Entry]) -> list[tuple[str, int | None, int | None]]:
    """Name, this year's and the year before's amount in million yen."""
    return [(entry.name, millions(entry.amount.yen), millions(entry.prior.yen)) for entry in entries]


def millions(yen: int | None) -> int | None:
    return None if yen is None else yen // 10**6 if yen % 10**6 == 0 else yen


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


PROJECTS = """
番号 | 担当課 | 款項目 | 事業名 | R７年度当初予算額（千円）| R８年度当初予算額（千円）| 増減 | 4*財源内訳（千円）| 主な事業内容
     |  |  |  |  |  |  | 国 | 県 | 地方債 | 一般財源 |
1 | 港湾課 | 8.4.1 | 岸壁の改修 | 30,000 | 45,000 | 15,000 | 20,000 |  | 15,000 | 10,000 | 西の岸壁を改める。
2 | 福祉課 | 3.1.2 | 見守り電話 | 1,200 | 900 | △300 |  | 300 |  | 600 | 通話料900千円。
3 | 教育課 | 10.2.1 | 図書の購入 |  | 700 | 700 |  |  |  | 700 | 新しく始める。
"""


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
    assert parsed.unread_money_lines == (5,)


@pytest.mark.parametrize(
    "row",
    ["港の点検 | － | － | －", "港湾関係 | | |", "港の点検 | 注12 | 令和10年度 |", " | 20 | 30 | 10", "港の点検 | 20 | 30 | 10"],
)
def test_a_row_without_a_name_or_without_money_is_not(row: str) -> None:
    head = "事業名（単位：百万円）| 前年度予算額 (A) | 令和８年度要求額 (B) | 増減 (B-A)"
    parsed = page(TITLE, f"{head}\n橋の点検 | 100 | 130 | 30\n{row}\n道の点検 | 20 | 30 | 10\n計 | 140 | 190 | 50")
    assert parsed.unread_money_lines == ()


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


def test_a_row_that_sums_those_above_is_a_total_whatever_its_name() -> None:
    table = """
        事項 | 令和７年度予算額（百万円）| 令和８年度要求額（百万円）
        橋の点検 | 10 | 12
        港の点検 | 20 | 21
        点検に係る経費 | 30 | 33
        灯台の整備 | 5 | 5
    """
    assert [entry.level.value for entry in page(TITLE, table).entries] == ["measure", "measure", "total", "measure"]


def test_a_sum_may_stand_above_what_it_sums() -> None:
    table = """
        区分 | 令和７年度予算額（億円）| 令和８年度要求額（億円）| 増減
        一般会計 | 343 | 347 | 4
        うち 年金に係る経費 | 326 | 329 | 3
        うち 裁量的経費 | 7 | 8 | 1
        うち 義務的経費 | 10 | 10 | 0
    """
    told = [(entry.name, entry.level.value, entry.parent) for entry in page(TITLE, table).entries]
    assert told == [
        ("一般会計", "total", None),
        ("年金に係る経費", "breakdown", "一般会計"),
        ("裁量的経費", "breakdown", "一般会計"),
        ("義務的経費", "breakdown", "一般会計"),
    ]


def test_marks_of_items_and_of_formulas_are_no_names_and_a_formula_is_a_sum() -> None:
    table = """
        区分（単位：千円）| 令和８年度当初予算 | 令和７年度当初予算 | 増減
        1. 人件費 | 500 | 450 | 50
        2. 物件費 | 30 | 35 | △5
        小計 (a) | 530 | 485 | 45
        3. 投資的経費 (b) | 90 | 88 | 2
        (1) 普通建設 | 80 | 70 | 10
        (ｲ) 補助 | 50 | 50 | 0
        (ﾛ) 単独 | 20 | 15 | 5
        (ﾊ) 県営 | 10 | 5 | 5
        (2) 災害復旧 | 10 | 18 | △8
        歳出合計 (a)+(b) | 620 | 573 | 47
    """
    told = [(entry.name, entry.level.value, entry.parent) for entry in page("令和８年度当初予算の概要", table).entries]
    assert told == [
        ("人件費", "measure", None),
        ("物件費", "measure", None),
        ("小計", "total", None),
        ("投資的経費", "measure", None),
        ("普通建設", "breakdown", "投資的経費"),
        ("補助", "breakdown", "普通建設"),
        ("単独", "breakdown", "普通建設"),
        ("県営", "breakdown", "普通建設"),
        ("災害復旧", "breakdown", "投資的経費"),
        ("歳出合計", "total", None),
    ]


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


def test_a_letter_that_no_formula_has_is_part_of_the_name() -> None:
    table = """
        区分（単位：千円）| 令和８年度当初予算 | 令和７年度当初予算
        基礎の研究(A) | 500 | 450
        基礎の研究(B) | 30 | 35
    """
    assert [entry.name for entry in page("令和８年度当初予算の概要", table).entries] == ["基礎の研究(A)", "基礎の研究(B)"]


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


STACKED = """令和８年度見本省概算要求の主要事項
区
（単位：億円）
令和７年度予算額
(A)
分
令和８年度要求額
(B)
増△減額
(B-A)
3,430
3,479
49
年金・医療
等に係る経費
3,258
3,293
35
うち
義務的経費
172
186
14
一 般 会 計
うち
(注1)計数は、それぞれ四捨五入によっている。"""


def test_a_table_whose_cells_came_out_line_by_line_is_told_by_its_arithmetic() -> None:
    parsed = parse(document(STACKED))
    assert [(entry.name, entry.amount.yen, entry.prior.yen, entry.level.value, entry.line) for entry in parsed.entries] == [
        ("一般会計", 347_900_000_000, 343_000_000_000, "total", 11),
        ("年金・医療等に係る経費", 329_300_000_000, 325_800_000_000, "measure", 14),
        ("義務的経費", 18_600_000_000, 17_200_000_000, "breakdown", 19),
    ]
    assert {(entry.fiscal_year and entry.fiscal_year.year, entry.stage) for entry in parsed.entries} == {(2026, "request")}


def test_figures_line_by_line_that_do_not_add_up_are_nothing() -> None:
    text = STACKED.replace("3,479", "3,749").replace("3,293", "3,392").replace("186", "168")
    assert parse(document(text)).entries == ()


def test_the_rows_that_a_row_above_sums_are_its_breakdown() -> None:
    table = """
        事業（単位：百万円）| 令和７年度予算額 | 令和８年度要求額
        道の管理 | 30 | 33
        橋の点検 | 10 | 12
        道の清掃 | 20 | 21
        港の管理 | 5 | 9
    """
    told = [(entry.name, entry.level.value, entry.parent) for entry in page(TITLE, table).entries]
    assert told == [
        ("道の管理", "measure", None),
        ("橋の点検", "breakdown", "道の管理"),
        ("道の清掃", "breakdown", "道の管理"),
        ("港の管理", "measure", None),
    ]


def sheet(*rows: Row, page_of: int | None = None) -> tuple[list[Line], Table]:
    """Lines from 1 and the table that they carry."""
    lines = [Line(number, row_text([Cell(text) for text in row]), page_of) for number, row in enumerate(rows, 1)]
    return lines, Table(tuple(TableRow(line.number, tuple(map(Cell, row))) for line, row in zip(lines, rows, strict=True)), page_of)


def test_a_work_sheet_has_its_title_and_its_unit_among_its_rows() -> None:
    lines, table = sheet(
        ("令和８年度概算要求額総括表", "", "", ""),
        ("", "", "", "（単位：千円）"),
        ("事業名", "前年度予算額", "要求額", "差引"),
        ("養殖の支援", "1,000", "1,500", "500"),
        ("魚礁の設置", "2,000", "1,800", "-200"),
    )
    entries = parse(Document("要求.xlsx", "xlsx", tuple(lines), tables=(table,))).entries
    assert [(entry.name, entry.amount.yen, entry.prior.yen, entry.line) for entry in entries] == [
        ("養殖の支援", 1_500_000, 1_000_000, 4),
        ("魚礁の設置", 1_800_000, 2_000_000, 5),
    ]
    assert {(entry.fiscal_year and entry.fiscal_year.year, entry.stage) for entry in entries} == {(2026, "request")}


def test_a_table_goes_on_without_its_head_on_the_next_page() -> None:
    head = ("事業名", "R7予算額（千円）", "R8予算額（千円）", "増減")
    rows = [head, ("堤防", "10", "20", "10"), ("水門", "30", "25", "△5"), ("排水機場", "7", "8", "1")]
    lines = [Line(1, "令和８年度当初予算に計上した主な事業", 1)]
    lines += [Line(number, row_text(map(Cell, row)), min(number - 1, 3) // 3 + 1) for number, row in enumerate(rows, 2)]
    told = [TableRow(number, tuple(map(Cell, row))) for number, row in enumerate(rows, 2)]
    tables = (Table(tuple(told[:2]), 1), Table(tuple(told[2:]), 2))
    entries = parse(Document("主な事業.pdf", "pdf", tuple(lines), pages=2, tables=tables)).entries
    assert [(entry.name, entry.amount.yen) for entry in entries] == [("堤防", 20_000), ("水門", 25_000), ("排水機場", 8_000)]


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


def on_pages(title: str, *pages: Sequence[Row]) -> Document:
    """A table a page, under a title on the first."""
    lines, tables = [Line(1, title, 1)], []
    for number, rows in enumerate(pages, 1):
        told = [TableRow(len(lines) + place, tuple(map(Cell, row))) for place, row in enumerate(rows, 1)]
        lines += [Line(row.line, row_text(row.cells), number) for row in told]
        tables.append(Table(tuple(told), number))
    return Document("補正.pdf", "pdf", tuple(lines), pages=len(pages), tables=tuple(tables))


def test_rows_that_go_on_inside_of_a_group_on_the_next_page_are_its_parts() -> None:
    head = ("款", "項", "補正前の額（千円）", "補正額（千円）", "計（千円）")
    entries = parse(
        on_pages(
            "令和７年度補正予算（第１号）",
            (head, ("1.港湾費", "", "100", "20", "120"), ("", "1.岸壁費", "60", "30", "90")),
            (head, ("", "2.灯台費", "40", "△10", "30"), ("2.公園費", "", "7", "1", "8")),
            (head, ("3.道路費", "", "5", "1", "6"), ("合計", "", "112", "22", "134")),
        )
    ).entries
    assert [(entry.name, entry.parent, entry.page) for entry in entries] == [
        ("港湾費", None, 1),
        ("岸壁費", "港湾費", 1),
        ("灯台費", "港湾費", 2),
        ("公園費", None, 2),
        ("道路費", None, 3),
        ("合計", None, 3),
    ]


def test_a_tall_cell_goes_on_on_the_next_page() -> None:
    head = ("担当課", "事業名", "R7予算額（千円）", "R8予算額（千円）", "増減")
    entries = parse(
        on_pages(
            "令和８年度当初予算に計上した主な事業",
            (head, ("河川課", "堤防の改修", "10", "20", "10")),
            (head, ("", "水門の改修", "30", "25", "△5"), ("港湾課", "灯台の整備", "7", "8", "1")),
        )
    ).entries
    assert [entry.division for entry in entries] == ["河川課", "河川課", "港湾課"]


def test_a_row_printed_again_because_its_page_turned_is_one_measure() -> None:
    head = ("目", "補正前の額（千円）", "補正額（千円）", "計（千円）", "説明")
    pages = (
        (head, ("道路費", "100", "20", "120", "舗装"), ("港湾費", "300", "△50", "250", "浚渫")),
        (head, ("港湾費", "300", "△50", "250", "標識"), ("計", "400", "△30", "370", "")),
    )
    lines = [Line(1, "令和７年度補正予算（第１号）", 1)]
    tables = []
    for number, rows in enumerate(pages, 1):
        told = [TableRow(len(lines) + place, tuple(map(Cell, row))) for place, row in enumerate(rows, 1)]
        lines += [Line(row.line, row_text(row.cells), number) for row in told]
        tables.append(Table(tuple(told), number))
    entries = parse(Document("補正.pdf", "pdf", tuple(lines), pages=2, tables=tuple(tables))).entries
    assert [(entry.name, entry.amount.yen, entry.page) for entry in entries] == [
        ("道路費", 20_000, 1),
        ("港湾費", -50_000, 1),
        ("計", -30_000, 2),
    ]


def test_a_unit_holds_on_for_further_tables_of_the_same_head() -> None:
    head = "事業名 | 前年度予算額 | 本年度予算額 | 増減"
    tables = f"{head}\n堤防 | 10 | 20 | 10\n水門 | 30 | 25 | △5", f"{head}\n排水機場 | 7 | 8 | 1"
    parsed = page("令和８年度当初予算（単位：千円）", *tables)
    assert [(entry.name, entry.amount.yen) for entry in parsed.entries] == [("堤防", 20_000), ("水門", 25_000), ("排水機場", 8_000)]


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


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,056", "1056"),
        ("△ 111,155", "-111155"),
        ("▲24", "-24"),
        ("－600", "-600"),
        ("２，９３６，５０１", "2936501"),
        ("0.65", "0.65"),
        ("－", "0"),
        ("皆減", "0"),
        ("12億円", "12"),
        ("令和7年", None),
        ("1/2", None),
        ("1,05", None),
        ("(1,204)", None),
        ("2.1.1", None),
        ("", None),
        ("9" * 30, None),
    ],
)
def test_a_figure_is_a_cell_that_is_nothing_else(text: str, number: str | None) -> None:
    figure = figure_in(text)
    assert (str(figure.number) if figure else None) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [("2,000の内数", "2000"), ("130 内数", "130"), ("95（内数）", "95"), ("0.5億円の内数", "0.5"), ("2,000", None), ("内数", None)],
)
def test_a_figure_that_holds_more_says_so(text: str, number: str | None) -> None:
    figure = within_in(text)
    assert (str(figure.number) if figure else None) == number


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("（単位：千円、％）", 1000),
        ("事業費（千円）", 1000),
        ("千円", 1000),
        ("（単位：百万円）", 10**6),
        ("単位 億円", 10**8),
        ("補助単価（円/人）", None),
        ("予算額", None),
        ("500千円", None),
    ],
)
def test_a_unit_is_told_by_a_note_or_a_head(text: str, unit: int | None) -> None:
    assert unit_in(text) == unit


def test_money_in_words_is_all_that_its_cell_says() -> None:
    stated = amount_in("56億円の内数")
    assert stated is not None
    assert (stated.yen, stated.kind) == (5_600_000_000, AmountKind.WITHIN)
    assert amount_in("通話料900千円を見込む") is None
    assert amount_in("3億円、5億円") is None


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("令和８年度要求額", Role.MONEY),
        ("R４年度当初予算額（千円）", Role.MONEY),
        ("前年度予算額", Role.PRIOR),
        ("増△減額(B-A)", Role.DIFFERENCE),
        ("比較", Role.DIFFERENCE),
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


def test_every_row_of_real_project_tables_is_read(shared) -> None:
    gold = json.loads((shared / "data" / "gold" / "nankoku_r4_jigyo.json").read_text(encoding="utf-8"))
    for name in sorted({row["file"] for row in gold}):
        entries = parse(read_pdf((shared / "data" / "pdf" / name).read_bytes(), name)).entries
        told = {(entry.name, entry.amount.yen, entry.prior.yen) for entry in entries}
        wanted = [row for row in gold if row["file"] == name]
        assert {
            (row["name"], row["amount"] * 1000, None if row["previous"] is None else row["previous"] * 1000) for row in wanted
        } == told
        divisions = {entry.name: entry.division for entry in entries}
        assert all(divisions[row["name"]] == row["department"] for row in wanted)


def test_a_table_whose_font_has_no_map_gives_the_same_rows_as_its_twin(shared) -> None:
    twins = [(shared / "data" / "pdf" / name).read_bytes() for name in ("nankoku_r4_shinki_jigyo.pdf", "strip_excel.pdf")]
    readable, stripped = (parse(read_pdf(data, "a.pdf")).entries for data in twins)
    assert len(readable) == 19
    assert [replace(entry, confidence=1) for entry in stripped] == [replace(entry, confidence=1) for entry in readable]


def test_the_rows_of_a_real_supplementary_budget_add_up(shared) -> None:
    """A 款's money is what its 項 get: for each with parts, those on its page that follow it."""
    name = "nankoku_r7_ippan_hosei_2025_12.pdf"
    entries = parse(read_pdf((shared / "data" / "pdf" / name).read_bytes(), name)).entries
    assert {(entry.fiscal_year and entry.fiscal_year.year, entry.stage) for entry in entries} == {(2025, "supplementary")}
    parts: dict[tuple[int | None, str | None], int] = {}
    for entry in entries:
        if entry.level is Level.BREAKDOWN:
            key = entry.page, entry.parent
            parts[key] = parts.get(key, 0) + (entry.amount.yen or 0)
    whole = {(entry.page, entry.name): entry.amount.yen for entry in entries if entry.level is Level.MEASURE}
    assert sum(whole.get(key) == total for key, total in parts.items()) >= 12
    assert {entry.parent for entry in entries if entry.page == 6 and entry.name in ("幼稚園費", "保健体育費")} == {"教育費"}
    totals = [entry.amount.yen for entry in entries if entry.name in ("歳入合計", "歳出合計")]
    assert set(totals) == {1_192_893_000}


def test_the_purposes_of_a_real_budget_are_read_with_both_years(shared) -> None:
    name = "nankoku_r8_tousho_setsumei.pdf"
    entries = parse(read_pdf((shared / "data" / "pdf" / name).read_bytes(), name)).entries
    told = {(entry.page, entry.name): (entry.amount.yen, entry.prior.yen, entry.level.value) for entry in entries}
    assert told[4, "法人事業税交付金"] == (111_200_000, 111_300_000, "measure")
    assert told[4, "歳入合計"] == (25_550_000_000, 25_840_000_000, "total")
    assert told[5, "議会費"] == (206_337_000, 207_192_000, "measure")
    both = [(entry.amount.yen, entry.prior.yen) for entry in entries if entry.page in (3, 4, 5, 6, 7)]
    assert len(both) >= 85
    assert all(amount is not None and prior is not None for amount, prior in both)


def test_a_ministry_that_a_project_names_is_not_the_document_s() -> None:
    parsed = page("令和８年度当初予算に計上した主な事業", PROJECTS.replace("新しく始める。", "厚生労働省の通知により始める。"))
    assert len(parsed.entries) == 3
    assert parsed.header.ministry is None


LEDGER = (
    ("款", "項", "補正前の額（千円）", "補正額（千円）", "計（千円）"),
    ("総務費", "", "9,000", "400", "9,400"),
    ("", "管理費", "5,000", "1,000", "6,000"),
    ("", "選挙費", "4,000", "▲600", "3,400"),
    ("歳出合計", "", "9,000", "400", "9,400"),
)
LIST = (
    ("担当課", "事業名", "令和７年度当初予算額（千円）", "令和８年度当初予算額（千円）", "増減", "国", "一般財源", "事業の概要"),
    ("港湾課", "岸壁の改修", "30,000", "45,000", "15,000", "20,000", "25,000", "西の岸壁を改める。"),
    ("福祉課", "見守り電話", "1,200", "900", "▲300", "300", "600", "電話で安否を尋ねる。"),
    ("", "計", "31,200", "45,900", "14,700", "20,300", "25,600", ""),
)


def as_ruled_pdf(title: str, rows: Sequence[Row]) -> bytes:
    """The table set on a page, each cell within its rules."""
    typeset("字")  # registers the font
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(1190, 842), invariant=1)
    canvas.setFont(FONT, 8)
    canvas.drawString(40, 800, title)
    xs = [40 + 140 * column for column in range(len(rows[0]) + 1)]
    ys = [780 - 20 * row for row in range(len(rows) + 1)]
    canvas.grid(xs, ys)
    for row, top in zip(rows, ys, strict=False):
        for text, left in zip(row, xs, strict=False):
            canvas.drawString(left + 3, top - 14, text)
    canvas.save()
    return file.getvalue()


@pytest.mark.parametrize("form", [*TABLE_FORMS, "ruled pdf"])
@pytest.mark.parametrize(
    ("title", "rows"),
    [("令和８年度当初予算に計上した主な事業", LIST), ("令和８年度補正予算（第１号）", LEDGER)],
    ids=["projects", "ledger"],
)
def test_a_table_is_read_alike_in_every_form(title: str, rows: Sequence[Row], form: str) -> None:
    make = as_ruled_pdf if form == "ruled pdf" else TABLE_FORMS[form]
    parsed = parse(read(make(title, rows), f"table.{form}"))
    told = [
        (entry.name, entry.amount.yen, entry.prior.yen, entry.level.value, entry.parent, entry.division) for entry in parsed.entries
    ]
    assert told == (
        [
            ("岸壁の改修", 45_000_000, 30_000_000, "measure", None, "港湾課"),
            ("見守り電話", 900_000, 1_200_000, "measure", None, "福祉課"),
            ("計", 45_900_000, 31_200_000, "total", None, None),
        ]
        if rows is LIST
        else [
            ("総務費", 400_000, None, "measure", None, None),
            ("管理費", 1_000_000, None, "breakdown", "総務費", None),
            ("選挙費", -600_000, None, "breakdown", "総務費", None),
            ("歳出合計", 400_000, None, "total", None, None),
        ]
    )
    assert {(entry.fiscal_year and entry.fiscal_year.year) for entry in parsed.entries} == {2026}
