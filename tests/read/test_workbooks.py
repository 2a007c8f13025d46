"""Workbooks: what a person sees of their sheets, in the files of both Excels."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
import xlwt

from monitor.read import Document, ReadError, read, sheet, xlsx

Put = Callable[[int, int, object, str | None], None]


def as_xlsx() -> bytes:
    """A list of measures as an official draws it: titles across, headings in two rows, printed units and rates, things hidden."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "要求"

    def put(row: int, column: int, value: object, code: str | None = None) -> None:
        cell = sheet.cell(row + 1, column + 1, value)  # type: ignore[arg-type]
        if code:
            cell.number_format = code

    _fill(put)
    for area in ("B2:G2", "B4:B5", "C4:D4", "B9:B10"):
        sheet.merge_cells(area)
    sheet.row_dimensions[8].hidden = True
    sheet.column_dimensions["H"].hidden = True
    hidden = book.create_sheet("控え")
    hidden["A1"] = "見せない"
    hidden.sheet_state = "hidden"
    book.create_sheet("別紙")["A1"] = "内訳"
    return _saved(book.save)


def as_xls() -> bytes:
    """The same for Excel 97."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("要求", cell_overwrite_ok=True)
    for area in ((1, 1, 1, 6), (3, 4, 1, 1), (3, 3, 2, 3), (8, 9, 1, 1)):
        sheet.merge(*area)

    def put(row: int, column: int, value: object, code: str | None = None) -> None:
        sheet.write(row, column, value, xlwt.easyxf(num_format_str=code or "General"))

    _fill(put)
    sheet.row(7).hidden = True
    sheet.col(7).hidden = True
    hidden = book.add_sheet("控え")
    hidden.write(0, 0, "見せない")
    hidden.visibility = 1
    book.add_sheet("別紙").write(0, 0, "内訳")
    return _saved(book.save)


def _fill(put: Put) -> None:
    put(1, 1, "令和８年度概算要求事業一覧", None)
    put(3, 1, "事業名", None)
    put(3, 2, "予算額", None)
    put(4, 2, "令和７年度", None)
    put(4, 3, "令和８年度", None)
    put(3, 4, "補助率", None)
    put(5, 1, "地域の見守り\n推進事業", None)
    put(5, 2, 1056.0, None)
    put(5, 3, 1234, '#,##0"百万円"')
    put(5, 4, 0.5, "# ?/?")
    put(5, 7, "担当者の控え", None)
    put(7, 1, "取り下げた事業", None)
    put(8, 1, "二つの事業", None)
    put(8, 2, 5, None)
    put(9, 2, -6, "#,##0;▲#,##0")


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    sink = io.BytesIO()
    save(sink)
    return sink.getvalue()


FILES = {"xlsx": as_xlsx, "xls": as_xls}


@pytest.fixture(params=FILES)
def workbook(request: pytest.FixtureRequest) -> Document:
    return read(FILES[request.param](), f"list.{request.param}")


def test_a_row_is_a_line_with_what_is_printed_in_its_cells(workbook: Document) -> None:
    assert [line.text for line in workbook.lines] == [
        "令和８年度概算要求事業一覧",
        "",
        "事業名\t予算額\t補助率",
        "\t令和７年度\t令和８年度",
        "地域の見守り推進事業\t1056\t1,234百万円\t1/2",
        "",
        "二つの事業\t5",
        "\t▲6",
        *[""] * 3,
        "内訳",
    ]


def test_each_sheet_that_is_shown_is_a_page_and_a_table(workbook: Document) -> None:
    assert workbook.pages == 2
    assert [(table.page, table.title) for table in workbook.tables] == [(1, "要求"), (2, "別紙")]
    assert [line.page for line in workbook.lines][-4:] == [1, 1, 1, 2]


def test_merged_cells_span_columns_and_cover_the_rows_below(workbook: Document) -> None:
    heading, years, first, *_ = workbook.tables[0].rows[1:]
    assert [(cell.text, cell.columns) for cell in heading.cells] == [("事業名", 1), ("予算額", 2), ("補助率", 1)]
    assert [cell.text for cell in years.cells] == ["", "令和７年度", "令和８年度"]
    assert first.line == 5
    assert [(cell.text, cell.columns) for cell in workbook.tables[0].rows[0].cells] == [("令和８年度概算要求事業一覧", 4)]


def test_what_is_hidden_is_left_out_and_told(workbook: Document) -> None:
    assert [(remark.text, remark.page) for remark in workbook.remarks] == [
        ("1 hidden sheets are not read: 控え", None),
        ("1 hidden rows of the sheet 要求 are not read", 1),
        ("1 hidden columns of the sheet 要求 are not read", 1),
    ]


def test_a_formula_is_the_value_that_was_stored_with_it() -> None:
    formula = b'<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>"a"</f><v>\xe4\xba\x88\xe7\xae\x97</v></c></row>'
    assert [line.text for line in read(workbook_of(formula), "a.xlsx").lines] == ["2\t予算"]


def test_the_reading_of_a_typed_word_is_no_text() -> None:
    cell = '<row r="1"><c t="inlineStr"><is><t>予算</t><rPh sb="0" eb="2"><t>ヨサン</t></rPh></is></c></row>'.encode()
    assert [line.text for line in read(workbook_of(cell), "a.xlsx").lines] == ["予算"]


def test_a_sheet_as_large_as_excel_allows_costs_only_what_stands_in_it() -> None:
    corners = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    sheet = workbook_of(corners, before=b'<dimension ref="A1:XFD1048576"/>', behind=merged("B2:XFC1048575"))
    assert [line.text for line in read(sheet, "a.xlsx").lines] == ["1", "", "\t2"]


DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (lambda: workbook_of(b"<row>", behind=b""), "is damaged: its xl/worksheets/sheet1.xml is no XML"),
        (lambda: workbook_of(b'<row r="1"><c><v>&j;</v></c></row>', head=DOCTYPE + b"]>"), "declares a document type"),
        (
            lambda: workbook_of(b'<row r="1"><c><v>1</v></c></row>' + b" " * 50_000_000),
            "inflates more than 200 times",
        ),
        (lambda: workbook_of(b'<row r="1"/>'), "is a workbook without any text"),
        (lambda: workbook_of(b"<x>" * 100_000 + b"</x>" * 100_000), "is no XML"),
        (lambda: workbook_of(b'<row r="9"/><row r="3"><c><v>1</v></c></row>'), "row 3 of the sheet S stands behind row 9"),
        (lambda: as_xlsx()[:-4000], "is a ZIP archive that is cut off"),
        (lambda: as_xls()[:-100], "is an old Excel workbook that is damaged"),
        (lambda: without("xl/workbook.xml"), "has no xl/workbook.xml"),
    ],
)
def test_a_broken_or_hostile_workbook_is_one_reason(data: Callable[[], bytes], reason: str) -> None:
    with pytest.raises(ReadError) as refusal:
        read(data(), "list.xlsx")
    assert str(refusal.value).startswith("list.xlsx: ")
    assert reason in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_more_cells_than_any_list_has_are_refused_while_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MOST_CELLS", 10)
    rows = b"".join(b'<row><c><v>%d</v></c><c t="str"><v> </v></c></row>' % number for number in range(11))
    with pytest.raises(ReadError, match="has more than the 10 cells with text allowed on a sheet"):
        xlsx.read(workbook_of(rows), "a.xlsx")
    assert len(xlsx.read(workbook_of(rows[: rows.rindex(b"<row>")]), "a.xlsx").lines) == 10


def merged(area: str) -> bytes:
    return f'<mergeCells><mergeCell ref="{area}"/></mergeCells>'.encode()


def workbook_of(rows: bytes, *, before: bytes = b"", behind: bytes = b"", head: bytes = b"") -> bytes:
    """A workbook of one sheet with these rows, and nothing else in it."""
    names = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    book = b"<workbook " + names + b' xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>'
    relations = b'<Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    sheet = head + b"<worksheet " + names + b">" + before + b"<sheetData>" + rows + b"</sheetData>" + behind + b"</worksheet>"
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": relations,
        "xl/worksheets/sheet1.xml": sheet,
    }
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return sink.getvalue()


def without(part: str) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_xlsx())) as whole, zipfile.ZipFile(sink, "w") as rest:
        for info in whole.infolist():
            if info.filename != part:
                rest.writestr(info, whole.read(info))
    return sink.getvalue()
