"""Tables that go on: on the next page, below their title's rows on a work sheet, line by line."""

from __future__ import annotations

from monitor.parse import parse
from monitor.read.document import Cell, Document, Line, Table, TableRow, row_text
from tests.parse.documents import document
from tests.parse.tables import on_pages, page, sheet

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


def test_a_title_above_a_further_head_on_a_work_sheet_is_of_the_rows_below_it() -> None:
    lines, table = sheet(
        ("Ⅰ 海の安全", "", "", ""),
        ("事業名", "予算額（千円）", "前年度（千円）", "担当課"),
        ("灯台の整備", "120", "100", "港湾課"),
        ("港の点検", "12", "10", "港湾課"),
        ("※端数は四捨五入した", "", "", ""),
        ("Ⅱ 陸の安全", "", "", ""),
        ("事業名", "予算額（千円）", "前年度（千円）", "担当課"),
        ("橋の点検", "8", "5", "道路課"),
    )
    entries = parse(Document("予算.xlsx", "xlsx", tuple(lines), tables=(table,))).entries
    assert [(entry.name, entry.section) for entry in entries] == [
        ("灯台の整備", ("Ⅰ 海の安全",)),
        ("港の点検", ("Ⅰ 海の安全",)),
        ("橋の点検", ("Ⅱ 陸の安全",)),
    ]
