"""Lists of a council paper whose items have no marker: below a row that heads the columns of names and money."""

from __future__ import annotations

import pytest

from monitor.budget import FiscalYear, Stage
from monitor.parse import parse
from tests.parse.documents import document
from tests.parse.papers import ITEMS, count, entries

TITLE = "Ⅰ　令和６年度補正予算（令和６年12月17日成立）"
HEAD = "施　策　名　　　　　　　　　　　　補正予算額"
ROWS = [
    "＜灯台の安全＞",
    "",
    "灯台守の賃金を上げるための支援　　　　　　　３２６億円",
    "　灯台守１人当たり５４千円の一時金の費用を補助する。国１０／１０。",
    "",
    "灯台の点検ロボットの導入への支援　　　　　　　１２億円",
    "　負担割合は国１／２、都道府県等１／４、事業者１／４。",
    "",
    "嵐で壊れた灯台の修理及び",
    "再点灯への支援　　　　　　　　　　　　　　　１０８億円",
    "海図のデータの改修〔デジタル庁計上〕　　　　２．６億円",
    "灯台の認知度の調査　　　　　　　　　　　　　２５百万円",
]


def test_names_and_money_below_a_row_that_heads_their_columns_are_measures() -> None:
    found = entries("\n".join([TITLE, "", "海洋部計　　　　　　４５０億円", "", HEAD, "", *ROWS]))
    assert {name: entry.amount.yen for name, entry in found.items()} == {
        "灯台守の賃金を上げるための支援": 32_600_000_000,
        "灯台の点検ロボットの導入への支援": 1_200_000_000,
        "嵐で壊れた灯台の修理及び再点灯への支援": 10_800_000_000,
        "海図のデータの改修": 260_000_000,
        "灯台の認知度の調査": 25_000_000,
    }
    first, second, *_, data, _ = found.values()
    assert {(entry.fiscal_year, entry.stage, entry.parent) for entry in found.values()} == {
        (FiscalYear(2024), Stage.SUPPLEMENTARY, None)
    }
    assert [(unit.yen, unit.per) for unit in first.unit_amounts] == [(54_000, "灯台守1人")]
    assert [len(rate.shares) for rate in (*first.rates, *second.rates)] == [1, 3]
    assert data.flags == ("digital",)


def test_two_budgets_of_one_paper_are_each_read_under_their_own_heading() -> None:
    second = ["", "Ⅱ　令和７年度予算", "", *(row.replace("○", f"{n}") for n, row in zip("①②③", ITEMS, strict=True))]
    parsed = parse(document("\n".join(["第7回 灯台部会　資料３", "", TITLE, "", HEAD, *ROWS, *second])))
    assert [(entry.fiscal_year.year if entry.fiscal_year else None) for entry in parsed.entries] == [2024] * 5 + [2025] * 3


@pytest.mark.parametrize(
    "head",
    [
        "施設の種類　　　　　　　　　　　　決算額",
        "施策名　　　　　　　　　　　　　　執行額",
        "この施策の補正予算額",
        "施策名　　　令和５年度　　　補正予算額",
        "都道府県名　　　　　　　　　　　　補正予算額",
        "事業者名　　　　　　　　　　　　　補正予算額",
        "",
    ],
)
def test_rows_below_another_head_are_none(head: str) -> None:
    assert count(TITLE, "", head, "", *ROWS) == 0


@pytest.mark.parametrize(
    "row",
    [
        "灯台の維持に要した費用は　　　　　３２６億円",
        "灯台１基当たり　　　　　　　　　　３２６億円",
        "灯台の維持費 ３２６億円",
        "灯台の見学料　　　　　　　　　　　５００円",
        "灯台の維持費は３２６億円である。",
        "灯台部計　　　　　　　　　　　　　３２６億円",
    ],
)
def test_rows_of_another_form_are_none(row: str) -> None:
    assert count(TITLE, "", HEAD, "", row, row.replace("灯台", "浮標"), row.replace("灯台", "標識")) == 0


def test_fewer_than_three_rows_or_rows_of_one_year_in_a_main_budget_are_no_list() -> None:
    assert count(TITLE, "", HEAD, "", *ROWS[:6]) == 0
    assert count("Ⅱ　令和７年度予算", "", "施策名　　　　　予算額", "", *ROWS[2:5], *ROWS[8:10], ROWS[11]) == 0


def test_a_list_of_both_years_in_one_column_is_read_and_what_the_next_paper_lists_is_not() -> None:
    rows = [
        "灯台の点検の推進　　　１２億円（１０億円）",
        "港の案内人の育成　　　３億円（２億円）",
        "海図の設計　　　５０百万円（新規）",
    ]
    paper = [
        "第12回 灯台部会",
        " 資料２",
        "令和８年度概算要求の概要",
        "",
        "事　項　　　　令和８年度要求額（前年度予算額）",
        "",
        *rows,
    ]
    costs = [" 資料３", "灯台の費用", "", "事　項　　　　費用", "", *(row.replace("の", "にかかる") for row in rows)]
    assert [(entry.name, entry.prior.yen) for entry in parse(document("\n".join([*paper, "", *costs]))).entries] == [
        ("灯台の点検の推進", 10**9),
        ("港の案内人の育成", 2 * 10**8),
        ("海図の設計", 0),
    ]


def test_where_the_money_comes_from_and_other_budgets_sums_are_no_rows() -> None:
    rows = [f"{place}の点検　　　　　３億円" for place in ("灯台", "海図", "財源の確保")]
    sources = ["財源：建設国債　　　５億円", "剰余金の繰入れ　　　２億円"]
    other = "令和５年度補正予算額　　　２億円"
    assert list(entries("\n".join([TITLE, "", HEAD, *rows, *sources, other]))) == ["灯台の点検", "海図の点検", "財源の確保の点検"]
    assert count(TITLE, "", HEAD, *rows, "", "", "", other) == len(rows)
