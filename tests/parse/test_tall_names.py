"""Names that stand beside several rows of money, and amounts that hold both years."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from monitor.budget import Entry
from monitor.parse import parse
from monitor.read.html import read as read_html
from tests.parse.tables import money


def entries(title: str, rows: str) -> Sequence[Entry]:
    """The entries of a table whose rows are lines and whose cells are parted by bars; `2!灯台` is two rows tall."""
    told = ("".join(map(td, row.split("|"))) for row in rows.strip().splitlines())
    html = f"<meta charset=utf-8><h1>{title}</h1><table>{''.join(f'<tr>{row}' for row in told)}</table>"
    return parse(read_html(html.encode(), "a.html")).entries


def td(cell: str) -> str:
    words = cell.strip()
    return f"<td rowspan={words[0]}>{words[2:]}" if words[1:2] == "!" else f"<td>{words}"


def parts(told: Sequence[Entry]) -> list[tuple[str, int | None, int | None, dict[str, int]]]:
    """Name, both years' amounts and parts, in yen."""
    return [(one.name, one.amount.yen, one.prior.yen, {part.label: part.yen for part in one.of_which}) for one in told]


@pytest.mark.parametrize("column", ["財源", "内訳", "区分"])
def test_of_several_rows_beside_one_name_the_sum_is_its_amount(column: str) -> None:
    told = entries(
        "令和８年度当初予算（単位：千円）",
        f"""
        事業名 | {column} | 前年度予算額 | 本年度予算額 | 増減
        3!灯台の整備 | 国 | 50 | 60 | 10
        一般財源 | 50 | 55 | 5
        計 | 100 | 115 | 15
        3!港の点検 | 計 | 5 | 7 | 2
        国 | 1 | 2 | 1
        一般財源 | 4 | 5 | 1
        海図の作成 | 一般財源 | 9 | 8 | △1
        """,
    )
    assert parts(told) == [
        ("灯台の整備", 115_000, 100_000, {"国": 60_000, "一般財源": 55_000}),
        ("港の点検", 7_000, 5_000, {"国": 2_000, "一般財源": 5_000}),
        ("海図の作成", 8_000, 9_000, {}),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        "2!自主財源 | 市税 | 50 | 60\n計 | 50 | 60\n2!依存財源 | 交付税 | 5 | 6\n計 | 5 | 6",
        "3!総務費 | 補正前 | 50 | 60\n補正額 | 5 | 6\n計 | 55 | 66\n3!民生費 | 補正前 | 5 | 6\n補正額 | 5 | 6\n計 | 10 | 12",
        "2!自主財源 | 市税 | 50 | 60\nその他 | 50 | 60\n2!依存財源 | 交付税 | 5 | 6\nその他 | 5 | 6",
    ],
    ids=["own names", "a supplement", "no sum"],
)
def test_rows_that_are_not_the_same_parts_of_every_name_are_rows_of_their_own(rows: str) -> None:
    told = entries("令和８年度当初予算（単位：千円）", f"区分 | 科目 | 前年度予算額 | 本年度予算額\n{rows}")
    assert len(told) == rows.count("\n") + 1
    assert all(one.of_which == () for one in told)


def test_of_several_rows_without_a_sum_the_first_stays_the_name_s() -> None:
    told = entries(
        "令和８年度当初予算（単位：千円）",
        """
        事業名 | 所在 | 前年度予算額 | 本年度予算額 | 増減
        2!灯台の整備 | 北港 | 50 | 60 | 10
        南港 | 50 | 55 | 5
        港の点検 | 東港 | 5 | 7 | 2
        """,
    )
    assert parts(told) == [("灯台の整備", 60_000, 50_000, {}), ("港の点検", 7_000, 5_000, {})]


def test_two_years_may_be_rows_beside_one_name() -> None:
    told = entries(
        "令和８年度当初予算（単位：千円）",
        """
        事業名 | 年度 | 予算額 | 国費 | 一般財源
        2!灯台の整備 | 令和７年度 | 90 | 50 | 40
        令和８年度 | 100 | 60 | 40
        2!港の点検 | R8 | 10 | 6 | 4
        R7 | 9 | 5 | 4
        2!海図の作成 | R8 | 10 | 6 | 4
        R5 | 9 | 5 | 4
        """,
    )
    assert parts(told) == [
        ("灯台の整備", 100_000, 90_000, {"国費": 60_000, "一般財源": 40_000}),
        ("港の点検", 10_000, 9_000, {"国費": 6_000, "一般財源": 4_000}),
        ("海図の作成", 10_000, None, {"国費": 6_000, "一般財源": 4_000}),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        "事業名 | 令和８年度予算案<br>（前年度予算額） | 内容\n灯台 | 120<br>（100） | 直す\n測量 | 12<br>（－） | 見る",
        "2!事業名 | 令和８年度予算案 | 2!内容\n（前年度当初予算額）\n2!灯台 | 120 | 2!直す\n（100）\n2!測量 | 12 | 2!見る\n（－）",
        "事業名 | 令和８年度予算案 | 内容\n灯台 | 120（前年度 100） | 直す\n測量 | 12（前年度：－） | 見る",
    ],
    ids=["one cell", "rows below each other", "labelled"],
)
def test_the_year_before_may_stand_in_brackets_behind_or_below_the_amount(rows: str) -> None:
    told = entries("令和８年度見本省予算案（単位：百万円）", rows)
    assert money(told) == [("灯台", 120, 100), ("測量", 12, 0)]


def test_a_figure_in_brackets_below_is_nothing_where_the_year_before_has_its_own_column() -> None:
    told = entries(
        "令和８年度見本省予算案（単位：百万円）",
        "事業名 | 前年度予算額 | 令和８年度予算案\n2!灯台の整備 | 100 | 120\n（40） | （60）\n港の点検 | 10 | 12",
    )
    assert money(told) == [("灯台の整備", 120, 100), ("港の点検", 12, 10)]


def test_parts_that_do_not_add_up_to_the_sum_beside_them_are_none_of_it() -> None:
    told = entries(
        "令和８年度当初予算（単位：千円）",
        """
        事業名 | 財源 | 前年度予算額 | 本年度予算額 | 増減
        2!灯台の整備 | 国 | 50 | 60 | 10
        一般財源 | 50 | 55 | 5
        港の点検 | 国 | 5 | 7 | 2
         | 合計 | 105 | 122 | 17
        """,
    )
    assert parts(told) == [("灯台の整備", 60_000, 50_000, {}), ("港の点検", 7_000, 5_000, {})]
