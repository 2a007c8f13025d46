"""Boxes of a sheet's head that a reader set beside each other on one line."""

from __future__ import annotations

import pytest

from monitor.parse.header import Header
from monitor.parse.layouts import sheet
from monitor.parse.layouts.sheet.cells import boxes_apart
from tests.parse.documents import lines_of

REST = """
① 施策の目的\t② 対策の柱との関係
木を植える人を増やす。\tⅠ Ⅱ Ⅲ
③ 施策の概要
森で学ぶ機会を広げるため、学校と森林所有者を結ぶ取組を支援する。
"""


@pytest.mark.parametrize(
    "head",
    [
        "施策名：森の学校推進事業\t令和７年度補正予算案 12億円\t自然局森林利用課\n\t\t（内線4100）",
        "【○森の回復】\t自然局森林利用課\n施策名：森の学校推進事業\t（内線4100）\n令和７年度補正予算案 12億円\t※支援パッケージ",
        "施策名： 森の学校\n　　　　推進事業\t自然局森林利用課\n令和７年度補正予算案 12億円\t（内線4100）",
        "施策名：森の学校推進事業　　　　自然局森林利用課（内線4100）\n令和７年度補正予算案 12億円",
    ],
)
def test_title_money_and_office_beside_each_other(head: str) -> None:
    (entry,) = sheet.read(lines_of(head + REST), Header())
    assert (entry.name, entry.amount.yen) == ("森の学校推進事業", 1_200_000_000)
    assert (entry.bureau, entry.division, entry.phone_ext) == ("自然局", "森林利用課", "4100")


def test_rows_of_a_table_stay_whole() -> None:
    table = lines_of("区分\t基準額\t補助率\n病院\t10,000千円\t1/2")
    assert boxes_apart(table) == table


def test_the_boxes_of_rows_that_belong_together_come_column_by_column() -> None:
    rows = lines_of("施策名：森の学校\t自然局森林利用課\n推進事業\t（内線4100）")
    assert [line.text for line in boxes_apart(rows)] == ["施策名：森の学校", "推進事業", "自然局森林利用課", "（内線4100）"]
