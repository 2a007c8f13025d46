"""Forms of money statements that other ministries print: arrows, one unit for two years, 国費, 皆増, 事項要求 on top."""

from __future__ import annotations

import pytest

from monitor.budget import AmountKind
from monitor.parse.money import read_statement

OKU, HYAKUMAN = 10**8, 10**6


@pytest.mark.parametrize(
    ("text", "whole", "yen", "prior"),
    [
        ("研修 １，８４５（１，７２０）百万円", "１，８４５（１，７２０）百万円", 1845 * HYAKUMAN, 1720 * HYAKUMAN),
        ("研修 ３４０（０）百万円", "３４０（０）百万円", 340 * HYAKUMAN, 0),
        ("研修 12.5 (-) 億円 ※", "12.5 (-) 億円", 1250 * HYAKUMAN, 0),
        ("研修 30 百万円 → 23 百万円", "30 百万円 → 23 百万円", 23 * HYAKUMAN, 30 * HYAKUMAN),
        ("研修　０　→　１．２億円", "０　→　１．２億円", 120 * HYAKUMAN, 0),
        ("研修 国費 9億円（皆増）", "国費 9億円（皆増）", 9 * OKU, 0),
        ("研修 8億円（新規）", "8億円（新規）", 8 * OKU, 0),
        ("研修 14億円＋事項要求（前年度 13億円）", "14億円＋事項要求（前年度 13億円）", 14 * OKU, 13 * OKU),
    ],
)
def test_both_years_are_read_however_they_are_set(text: str, whole: str, yen: int, prior: int) -> None:
    statement = read_statement(text)
    assert statement is not None
    assert text[statement.start : statement.end] == whole
    assert (statement.amount.yen, statement.prior.yen) == (yen, prior)


def test_both_years_can_be_inside_of_something() -> None:
    statement = read_statement("93億円の内数 → 77億円の内数")
    assert statement is not None
    assert (statement.amount.yen, statement.prior.yen) == (77 * OKU, 93 * OKU)
    assert {statement.amount.kind, statement.prior.kind} == {AmountKind.WITHIN}


@pytest.mark.parametrize("text", ["平成27(2015)年の百万円", "3(2)件", "第12(3)号 百万円"])
def test_numbers_in_brackets_without_a_unit_behind_are_no_money(text: str) -> None:
    assert read_statement(text) is None
