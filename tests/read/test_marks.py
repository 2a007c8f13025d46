"""What begins a new item, by the real lines that each mark was seen in, and what only looks like it."""

from __future__ import annotations

import pytest

from monitor.read.marks import begins_item, begins_item_surely


@pytest.mark.parametrize(
    "line",
    [
        "・研修の事業",
        "- ・地域医療構想の実現",
        "○主な事業メニュー",
        "①地域医療構想の達成",
        "(1) 医療計画等",
        "（ア） 市町村分",
        "（注１） 計数",
        "(参考) 対象事業",
        "1. 医療提供体制",
        "２．総括",
        "3　救急医療体制の推進",
        "12",
        "a. 国実施分",
        "ア．都道府県分",
        "第２ 歳出",
        "第１条 歳入歳出予算",
        "【負担割合】",
        "〔うち、重要政策推進枠",
        "※注記",
        "| 事業 | 75百万円 |",
    ],
)
def test_a_mark_begins_an_item(line: str) -> None:
    assert begins_item(line)


@pytest.mark.parametrize(
    "line",
    [
        "27 年度に開始",
        "1.5億円",
        "**推**856百万円",
        "【拡充】",
        "（概要）",
        "第8次医療計画",
        "医療・介護",
        "2,071百万円",
        "a、bという",
        "3か所",
    ],
)
def test_what_goes_on_with_a_sentence_begins_none(line: str) -> None:
    assert not begins_item(line)


def test_only_marks_that_never_stand_in_a_sentence_are_sure() -> None:
    assert begins_item_surely("・研修の事業")
    assert begins_item_surely("【内訳】")
    assert not begins_item_surely("1. 医療")
    assert not begins_item_surely("①と②")
