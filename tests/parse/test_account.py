"""予算書 CSV: an entry for each row, whatever the order of its columns."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from monitor.budget import Amount, AmountKind, Entry, FiscalYear, Level, Stage
from monitor.parse import parse
from monitor.parse.layouts.records import amount
from monitor.read import Document, read

HEADINGS = ("所管", "組織", "項コード", "項名", "目名", "令和8年度要求額(千円)", "前年度予算額(千円)", "比較増△減額(千円)")
ROWS: tuple[tuple[str, ...], ...] = (
    ("見本省所管", "見本本省", "001", "地域くらし推進費", "見守り推進費補助金", "1056", "1000", "56"),
    ("見本省", "見本本省", "001", "地域くらし推進費", "(災害予備費)", "0", "324000", "-324000"),
    ("見本省", "見本研究所", "002", "研究費", "試験研究費", "1,234", "34", "▲1,200"),
)


def as_csv(*rows: Sequence[str]) -> Document:
    sink = io.StringIO()
    csv.writer(sink).writerows(rows)
    return read(sink.getvalue().encode("cp932"), "budget.csv")


def entries(*rows: Sequence[str]) -> tuple[Entry, ...]:
    parsed = parse(as_csv(*rows))
    assert parsed.layouts == ("account",)
    assert parsed.unread_money_lines == ()
    return parsed.entries


def test_a_row_is_an_entry() -> None:
    first, second, third = entries(HEADINGS, *ROWS)
    assert (first.name, first.section) == ("見守り推進費補助金", ("見本本省", "地域くらし推進費"))
    assert (first.ministry, first.bureau, first.level, first.line) == ("見本省", "見本本省", Level.MEASURE, 2)
    assert (first.fiscal_year, first.stage) == (FiscalYear(2026), Stage.INITIAL)
    assert (first.amount, first.prior) == (Amount(1_056_000, step=1000), Amount(1_000_000, step=1000))
    assert second.name == "災害予備費"
    assert (third.amount.yen, third.prior.yen) == (1_234_000, 34_000)


def test_a_body_that_publishes_its_own_budget_is_the_ministry() -> None:
    """内閣府,こども家庭庁: in the 予算書 an organisation of 内閣府, in its releases a body of its own."""
    (entry,) = entries(HEADINGS, ("内閣府", "こども家庭庁", *ROWS[0][2:]))
    assert (entry.ministry, entry.bureau, entry.section) == ("こども家庭庁", None, ("こども家庭庁", "地域くらし推進費"))


def test_columns_are_found_by_their_words() -> None:
    order = (5, 0, 7, 4, 3, 6, 1)
    turned = [(*(row[at] for at in order), "備考") for row in (HEADINGS, *ROWS)]
    plain = [(one.name, one.section, one.amount, one.prior, one.confidence) for one in entries(HEADINGS, *ROWS)]
    assert [(one.name, one.section, one.amount, one.prior, one.confidence) for one in entries(*turned)] == plain


def test_a_row_whose_difference_is_wrong_is_doubted() -> None:
    right, _, wrong = entries(HEADINGS, *ROWS)
    assert right.confidence > 0.9
    assert wrong.confidence < 0.5


def test_money_that_is_no_figure_is_not_stated_and_the_row_is_doubted() -> None:
    first, second = entries(HEADINGS, (*ROWS[0][:5], "1,05", "1000", "56"), HEADINGS, ROWS[1])
    assert (first.amount, first.prior.yen) == (Amount.none(), 1_000_000)
    assert first.confidence < 0.5
    assert second.confidence > 0.9


def test_an_empty_cell_below_another_ministry_is_not_filled_from_above() -> None:
    rows = [ROWS[0], ("", "", *ROWS[1][2:]), ("別省", "", *ROWS[2][2:])]
    assert [(one.ministry, one.bureau) for one in entries(HEADINGS, *rows)] == [
        ("見本省", "見本本省"),
        ("見本省", "見本本省"),
        ("別省", None),
    ]


@pytest.mark.parametrize(
    ("stated", "before", "stage"),
    [
        ("令和8年度予算額(千円)", "令和7年度予算額(千円)", Stage.INITIAL),
        ("令和８年度予算案額（千円）", "前年度予算額（千円）", Stage.DRAFT),
        ("令和8年度概算要求額", "令和7年度予算額(千円)", Stage.REQUEST),
        ("令和8年度要求額(千円)", "前年度予算額(千円)", Stage.INITIAL),
        ("令和8年度補正予算額(千円)", "令和8年度当初予算額(千円)", Stage.SUPPLEMENTARY),
    ],
)
def test_the_heading_tells_year_stage_and_unit(stated: str, before: str, stage: Stage) -> None:
    headings = (*HEADINGS[:5], stated, before)
    first = entries(headings, *(row[:7] for row in ROWS))[0]
    assert (first.fiscal_year, first.stage, first.amount.yen) == (FiscalYear(2026), stage, 1_056_000)


def test_money_without_a_unit_is_left_alone() -> None:
    headings = tuple(word.replace("(千円)", "") for word in HEADINGS)
    assert parse(as_csv(headings, *ROWS)).entries == ()


def test_a_work_sheet_with_titles_and_merged_cells_gives_the_same() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("令和8年度予算書",), (), HEADINGS, *ROWS):
        sheet.append([int(cell) if cell.isdigit() and at > 4 else cell for at, cell in enumerate(row)])
    sheet["A5"] = sheet["B5"] = None
    sheet.merge_cells("A4:A5")
    sheet.merge_cells("B4:B5")
    sink = io.BytesIO()
    book.save(sink)
    found = parse(read(sink.getvalue(), "budget.xlsx")).entries
    wanted = entries(HEADINGS, *ROWS)
    assert [(one.name, one.section, one.ministry, one.amount, one.prior) for one in found] == [
        (one.name, one.section, one.ministry, one.amount, one.prior) for one in wanted
    ]
    assert [(one.line, one.page) for one in found] == [(4, 1), (5, 1), (6, 1)]


@pytest.mark.parametrize(
    ("text", "yen", "step"),
    [
        ("1,234", 1_234_000, 1000),
        ("▲5", -5000, 1000),
        ("△ 5", -5000, 1000),
        ("０", 0, 1000),
        ("－", 0, 1000),
        ("1.25", 1250, 10),
        ("201.0", 201_000, 1000),
        ("4.80327E+11", 480_327_000_000_000, 10**9),
    ],
)
def test_a_figure_is_an_amount_as_precise_as_it_is_printed(text: str, yen: int, step: int) -> None:
    assert amount(text, 1000) == Amount(yen, step=step)


@pytest.mark.parametrize("text", ["約5", "4.8E-11", "1E+99", "9" * 5000, "5人", "1.2345", "1,23"])
def test_what_is_no_figure_is_no_amount(text: str) -> None:
    assert amount(text, 1000) is None


def test_an_empty_cell_states_nothing() -> None:
    assert amount(" ", 1000) == Amount.none()


@pytest.mark.parametrize(("file", "count", "year"), [("mof_DL202411001b.csv", 6718, 2024), ("mof_DL202511001b.csv", 6780, 2025)])
def test_the_budget_of_a_whole_year_adds_up(shared: Path, file: str, count: int, year: int) -> None:
    data = (shared / "data" / "mof" / file).read_bytes()
    records = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1:]
    parsed = parse(read(data, file))
    found = parsed.entries
    assert (len(found), {one.fiscal_year for one in found}) == (count, {FiscalYear(year)})
    assert sum(one.amount.yen or 0 for one in found) == 1000 * sum(int(record[11]) for record in records)
    assert sum(one.prior.yen or 0 for one in found) == 1000 * sum(int(record[12]) for record in records)
    assert {one.amount.kind for one in found} == {AmountKind.EXACT}
    assert [one.section[0] for one in found] == [record[1] for record in records]
    assert min(one.confidence for one in found) > 0.9
    assert json.dumps([one.name for one in found[:1]], ensure_ascii=False) == '["内廷費"]'
