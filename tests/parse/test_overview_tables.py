"""Tables of bare numbers under a unit, as overviews of many bureaus print them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from monitor.budget import Entry
from monitor.parse import parse
from tests.parse.documents import document

TITLE = "令和８年度概算要求の概要（水産庁）"
UNIT = "（単位：百万円）"
HEAD = "事項\t令和７年度予算額\t令和８年度要求額\t備考"
ROWS = ["漁港の耐震化", "漁船の省エネ化【新規】", "藻場の再生", "合計"]


def read(*rows: str) -> list[tuple[str, int | None, int | None]]:
    entries = parse(document("\n".join(rows))).entries
    return [(entry.name, entry.amount.yen, entry.prior.yen) for entry in entries]


WANTED = [
    ("漁港の耐震化", 1_180_000_000, 1_204_000_000),
    ("漁船の省エネ化", 95_000_000, 0),
    ("藻場の再生", 42_500_000, 40_000_000),
]


@pytest.mark.parametrize("gap", ["\t", "　　", " | "])
def test_the_year_before_stands_in_the_column_that_says_so(gap: str) -> None:
    numbers = [("1,204", "1,180", "▲24"), ("-", "95", "95"), ("40", "42.5", "2.5"), ("1,244", "1,318", "74")]
    head = gap.join(("事項", "令和７年度予算額", "令和８年度要求額", "増△減額"))
    rows = [gap.join((name, *cells)) for name, cells in zip(ROWS, numbers, strict=True)]
    assert read(TITLE, UNIT, head, *rows) == WANTED


def test_this_year_may_come_first() -> None:
    numbers = [("1,180", "1,204", "98.0%"), ("95", "0", "皆増"), ("42.5", "40", "106.3%"), ("1,318", "1,244", "105.9%")]
    head = "　　".join(("区分", "令和８年度要求額(A)", "前年度予算額(B)", "対前年度比(A/B)"))
    rows = ["　　".join((name, *cells)) for name, cells in zip(ROWS, numbers, strict=True)]
    assert read(TITLE, UNIT, head, *rows) == WANTED


@pytest.mark.parametrize(
    "years",
    [
        ("平成31年度予算額", "令和２年度要求額"),
        ("平成31年度", "令和２年度要求額"),
        ("令和元年度予算額", "令和２年度要求額"),
        ("2019年度予算額", "R2予算案"),
    ],
)
def test_the_later_of_two_eras_is_the_later_year(years: tuple[str, str]) -> None:
    rows = ("漁港の耐震化　　1,204　　1,180　　▲24", "藻場の再生　　40　　42　　2", "漁船の修理　　3　　4　　1")
    own, *_ = read(TITLE.replace("８", "２"), UNIT, "　　".join(("事項", *years, "増減額")), *rows)
    assert own == WANTED[0]


def test_years_that_no_era_has_head_no_columns() -> None:
    head = "事項　　令和０年度予算額　　平成０年度要求額　　増減額"
    assert read(TITLE, UNIT, head, "漁港の耐震化　　1,204　　1,180　　▲24") == []


def test_without_a_unit_numbers_are_no_money() -> None:
    head = "事項\t令和７年度予算額\t令和８年度要求額"
    assert read(TITLE, head, *(f"{name}\t1,204\t1,180" for name in ROWS)) == []


def test_a_table_of_something_else_is_no_budget() -> None:
    head = "魚種\t令和５年度\t令和６年度\t増減"
    assert read(TITLE, UNIT, head, *(f"{name}\t1,204\t1,180\t▲24" for name in ROWS)) == []


@pytest.mark.parametrize(
    "another",
    [
        ("水揚げの推移（単位：千トン）", "港\t令和５年度\t令和６年度\t増減"),
        ("（参考）港の利用者", "区　　分　　令和６年度実績　　令和７年度実績"),
        ("（参考）港の利用者", "| 区分 | 令和６年度実績 | 令和７年度実績 |"),
    ],
)
def test_a_table_of_something_else_below_a_budgets_is_none(another: tuple[str, str]) -> None:
    budget = ["事項\t令和７年度予算額\t令和８年度要求額", *(f"{name}\t1,204\t1,180" for name in ROWS)]
    counted = [f"{port}の港\t1,204\t1,180\t▲24" for port in "北南西"]
    assert read(TITLE, UNIT, *budget, *another, *counted) == read(TITLE, UNIT, *budget)


@pytest.mark.parametrize(
    "row",
    [
        "(4) 見回り　　令和６年度　　令和８年度",
        "工　期　令和６年度～令和８年度",
        "令和６年度から令和８年度まで",
        "令和７年度　　令和８年度\n予算額　　要求額",
    ],
)
def test_years_that_head_no_other_table_leave_a_budgets_open(row: str) -> None:
    budget = ["事項\t令和７年度予算額\t令和８年度要求額", *(f"{name}\t1,204\t1,180" for name in ROWS)]
    assert read(TITLE, UNIT, *budget[:2], *row.split("\n"), *budget[2:]) == read(TITLE, UNIT, *budget)


def figures(*rows: str) -> list[Entry]:
    return list(parse(document("\n".join(rows))).entries)


@pytest.mark.parametrize("gap", ["\t", "　　", " | "])
def test_a_column_of_remarks_behind_the_figures_tells_badges_rates_and_who_is_in_charge(gap: str) -> None:
    head = gap.join(("事項", "令和７年度予算額", "令和８年度要求額", "増△減額", "備考"))
    cells = [("1,204", "1,180", "▲24", "補助率1/2"), ("-", "95", "95", "新規"), ("40", "42.5", "2.5", "栽培養殖課")]
    rows = [gap.join((name, *numbers)) for name, numbers in zip(ROWS, cells, strict=False)]
    entries = figures(TITLE, UNIT, head, *rows)
    assert [(entry.name, entry.amount.yen, entry.prior.yen) for entry in entries] == WANTED
    assert [dict(rate.shares) for rate in entries[0].rates] == [{"国": Fraction(1, 2)}]
    assert [entry.flags for entry in entries] == [(), ("new",), ()]
    assert [entry.division for entry in entries] == [None, None, "栽培養殖課"]


def test_an_office_beside_a_row_is_that_rows_under_an_office_above_all() -> None:
    entries = figures(
        TITLE, "（水産局関係）", UNIT, HEAD, "漁港の耐震化\t1,204\t1,180\t漁港課", "藻場の再生\t40\t42\t", "浜の清掃\t3\t4\t"
    )
    assert [entry.division for entry in entries] == ["漁港課", None, None]


@pytest.mark.parametrize("name", ["漁港の職員定員（人）", "見回りの対象箇所数", "（対象者数）", "120"])
def test_a_row_that_counts_or_has_no_name_states_no_money(name: str) -> None:
    rows = [f"{measure}\t1,204\t1,180" for measure in ROWS]
    assert read(TITLE, UNIT, HEAD, *rows, f"{name}\t1,204\t1,180") == read(TITLE, UNIT, HEAD, *rows)


def test_a_part_of_the_sum_is_no_measures() -> None:
    rows = [f"{measure}\t1,204\t1,180" for measure in ROWS]
    entries = figures(TITLE, UNIT, HEAD, *rows, "（うち重点枠）\t100\t120", "うち公共\t100\t120")
    assert [(entry.name, entry.of_which) for entry in entries] == [(entry.name, ()) for entry in figures(TITLE, UNIT, HEAD, *rows)]


def test_a_unit_may_stand_in_the_heads_of_the_columns() -> None:
    head = "| 事項 | 令和８年度要求額（百万円） | 令和７年度予算額（百万円） |"
    numbers = [("1,180", "1,204"), ("95", "-"), ("42.5", "40")]
    rows = [f"| {name} | {now} | {before} |" for name, (now, before) in zip(ROWS, numbers, strict=False)]
    assert read(TITLE, head, *rows) == WANTED


def test_heads_with_different_units_tell_none() -> None:
    head = "| 事項 | 令和８年度要求額（百万円） | 令和７年度予算額（千円） |"
    assert read(TITLE, head, *(f"| {name} | 1,204 | 1,180 |" for name in ROWS)) == []


def test_a_sentence_that_has_numbers_is_no_row_with_a_remark() -> None:
    head = "事項　　令和７年度予算額　　令和８年度要求額"
    rows = [f"{name}　　1,204　　1,180" for name in ROWS[:3]]
    assert len(read(TITLE, UNIT, head, *rows, "漁船の数は　1,204　1,180 と減っている。")) == 3
