"""行政事業レビュー CSV: the rows of a program are its budget of this year and its request for the next."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pytest

from monitor.budget import Amount, Entry, FiscalYear, Stage
from monitor.parse import parse
from monitor.read import read

HEADINGS = ["シート種別", "事業年度", "予算事業ID", "事業名", "府省庁の建制順", "政策所管府省庁", "府省庁", "局・庁", "部", "課"]
HEADINGS += ["室", "班", "係", "予算年度", "当初予算（合計）", "補正予算（合計）", "前年度からの繰越し（合計）", "予備費等（合計）"]
HEADINGS += [
    "計（歳出予算現額合計）",
    "執行額（合計）",
    "執行率",
    "翌年度への繰越し(合計）",
    "翌年度要求額（合計）",
    "主な増減理由",
]
HEADINGS += ["会計区分", "会計", "勘定", "当初予算", "翌年度要求額"]
OWNER = ("見本省", "見本省", "地域局", "", "くらし課", "", "", "")


def whole(number: str, name: str, year: int, initial: str, requested: str = "") -> list[str]:
    """The row that states all of a program in one year."""
    money = [initial, "0", "0", "0", initial, "", "", "", requested]
    return ["レビューシート", "2025", number, name, "1", *OWNER, str(year), *money, "見直し、\n縮減", "", "", "", "", ""]


def of_account(number: str, name: str, year: int, kind: str, account: str, initial: str, requested: str = "") -> list[str]:
    """The row of one account of a program in one year."""
    start = ["レビューシート", "2025", number, name, "1", *OWNER, str(year)]
    return [*start, *[""] * 9, "", kind, account, "", initial, requested]


def entries(*rows: Sequence[str], headings: Sequence[str] = HEADINGS) -> tuple[Entry, ...]:
    sink = io.StringIO()
    csv.writer(sink).writerows([headings, *rows])
    parsed = parse(read(sink.getvalue().encode("utf-8-sig"), "2-1.csv"))
    assert parsed.layouts == ("review_sheet",)
    return parsed.entries


WATCH = (
    whole("7", "見守り推進事業", 2023, "900"),
    of_account("7", "見守り推進事業", 2023, "一般会計", "", "900"),
    whole("7", "見守り推進事業", 2024, "1056000000"),
    whole("7", "見守り推進事業", 2025, "1234000000", "1500000000"),
    of_account("7", "見守り推進事業", 2025, "一般会計", "", "1234000000", "1500000000"),
)


def test_the_latest_year_is_the_amount_and_the_year_before_its_prior() -> None:
    now, next_year = entries(*WATCH)
    assert (now.name, now.ministry, now.bureau, now.division) == ("見守り推進事業", "見本省", "地域局", "くらし課")
    assert (now.fiscal_year, now.stage) == (FiscalYear(2025), Stage.INITIAL)
    assert (now.amount, now.prior) == (Amount(1_234_000_000), Amount(1_056_000_000))
    assert (next_year.fiscal_year, next_year.stage) == (FiscalYear(2026), Stage.REQUEST)
    assert (next_year.amount, next_year.prior) == (Amount(1_500_000_000), Amount(1_234_000_000))
    assert now.line == next_year.line == 5
    assert now.account is None


def test_the_order_of_rows_and_columns_does_not_matter() -> None:
    turned = [list(reversed(row)) for row in reversed(WATCH)]
    plain = [(one.name, one.fiscal_year, one.amount, one.prior, one.division) for one in entries(*WATCH)]
    assert [
        (one.name, one.fiscal_year, one.amount, one.prior, one.division) for one in entries(*turned, headings=HEADINGS[::-1])
    ] == plain


def test_half_width_brackets_are_the_same_heading() -> None:
    headings = [word.replace("（", "(").replace("）", ")") for word in HEADINGS]
    assert [one.amount.yen for one in entries(*WATCH, headings=headings)] == [1_234_000_000, 1_500_000_000]


def test_accounts_are_summed_where_no_row_states_the_whole() -> None:
    rows = [
        of_account("8", "研究事業", 2024, "一般会計", "", "10"),
        of_account("8", "研究事業", 2025, "一般会計", "", "20"),
        of_account("8", "研究事業", 2025, "特別会計", "エネルギー対策特別会計", "5", "7"),
    ]
    now, next_year = entries(*rows)
    assert (now.amount.yen, now.prior.yen, next_year.amount.yen) == (25, 10, 7)
    assert now.account is None


def test_the_account_of_a_program_that_has_one_is_told() -> None:
    rows = [whole("9", "労働事業", 2025, "5"), of_account("9", "労働事業", 2025, "特別会計", "労働保険特別会計", "5")]
    assert [one.account for one in entries(*rows)] == ["労働保険特別会計"]


def test_a_figure_that_excel_shortened_is_as_precise_as_it_is_left() -> None:
    _, next_year = entries(whole("7", "見守り推進事業", 2025, "100", "4.80327E+11"))
    assert next_year.amount == Amount(480_327_000_000, step=1_000_000)


@pytest.mark.parametrize("requested", ["別途", "未定"])
def test_money_that_is_no_figure_is_not_stated_and_the_rest_is_doubted(requested: str) -> None:
    (now,) = entries(whole("7", "見守り推進事業", 2025, "100", requested))
    assert now.amount == Amount(100)
    assert now.confidence < 0.5


def test_a_program_without_money_is_no_entry() -> None:
    assert [one.name for one in entries(whole("7", "無い事業", 2025, ""), whole("8", "ある事業", 2025, "0"))] == ["ある事業"]


def test_the_document_s_budget_is_that_of_most_of_its_records() -> None:
    sink = io.StringIO()
    csv.writer(sink).writerows([HEADINGS, *WATCH, whole("8", "別の事業", 2025, "5")])
    header = parse(read(sink.getvalue().encode(), "2-1.csv")).header
    assert (header.fiscal_year, header.stage) == (FiscalYear(2025), Stage.INITIAL)
