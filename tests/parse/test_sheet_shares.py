"""Shares that a table, a bracket or a box parts from their parties."""

from fractions import Fraction

import pytest

from monitor.budget import FLAT, Share
from monitor.parse.layouts.sheet.rates import rates_in
from monitor.parse.layouts.sheet.shares import behind_parties, label_alone_above
from tests.parse.documents import lines_of

HALF, QUARTER, THIRD, WHOLE = Fraction(1, 2), Fraction(1, 4), Fraction(1, 3), Fraction(1)


def read(text: str) -> list[tuple[str | None, dict[str, Share]]]:
    return [(rate.scope, dict(rate.shares)) for rate in rates_in(lines_of(text))]


def shares(text: str) -> list[dict[str, Share]]:
    return [found for _, found in read(text)]


def test_the_heads_of_a_tables_columns_name_who_pays() -> None:
    table = "区分　国　都道府県　市町村\n都道府県の分　1/2　1/2　－\n\n市町村の分　1/2　1/4　1/4"
    assert read(table) == [
        ("都道府県の分", {"国": HALF, "都道府県": HALF}),
        ("市町村の分", {"国": HALF, "都道府県": QUARTER, "市町村": QUARTER}),
    ]
    assert read("区分　基準額　国　県\n新設　5,000千円　1/2　1/2") == [("新設", {"国": HALF, "県": HALF})]
    assert shares("負担割合\n国　都道府県\n1/3　2/3") == [{"国": THIRD, "都道府県": Fraction(2, 3)}]


@pytest.mark.parametrize(
    "table",
    [
        "区分　国　都道府県\n参加率　3/4　1/2",
        "区分　国　都道府県\n国と県の協議の場を設ける。\n都道府県の分　1/2　1/2",
        "国　民間団体　研究所\n1/2　1/4　1/4",
    ],
)
def test_shares_that_are_not_the_whole_or_apart_from_the_heads_are_nobodys(table: str) -> None:
    assert behind_parties(table.split("\n")) == table.split("\n")


def test_rows_of_parties_are_read_by_column() -> None:
    whole = [{"国": HALF, "県": QUARTER, "市": QUARTER}, {"国": THIRD, "県": THIRD, "市": THIRD}]
    assert shares("国 １／２ １／３\n県 １／４ １／３\n市 １／４ １／３") == whole
    assert shares("国　1/2　10/10\n県　1/2　－") == [{"国": HALF, "県": HALF}, {"国": WHOLE}]
    other = "国 １／２ ２／３\n県 １／２ １／２"
    assert behind_parties(other.split("\n")) == other.split("\n")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("補助割合：３／４（国）、１／４（自治体）", [{"国": Fraction(3, 4), "自治体": QUARTER}]),
        ("補助率：国（１／２）、県（１／２）", [{"国": HALF, "県": HALF}]),
        ("国（10/10）", [{"国": WHOLE}]),
        ("補助率：国１／２→２／３、県１／２→１／３", [{"国": Fraction(2, 3), "県": THIRD}]),
        ("補助率\n\n国\n１／２\n\n県\n１／２", [{"国": HALF}, {"県": HALF}]),
        ("施設（１／２）、設備（１／３）", []),
        ("受講した者\n１／２", []),
    ],
)
def test_a_share_may_stand_before_its_party_in_a_bracket_or_below_it(text: str, found: list[dict[str, Share]]) -> None:
    assert shares(text) == found


def test_what_one_is_paid_along_an_arrow_stays_so() -> None:
    assert read("国 → 自治体（１／２）") == [("自治体", {"国": HALF})]


def test_a_label_alone_is_of_the_lines_below_it() -> None:
    assert read("補助率\n　都道府県　１／２\n　市町村　１／３") == [("都道府県", {"国": HALF}), ("市町村", {"国": THIRD})]
    assert read("（補助率）\n・病院　１／２\n・診療所　３／４") == [("病院", {"国": HALF}), ("診療所", {"国": Fraction(3, 4)})]
    assert read("補助率：大企業 １／２\n中小企業 １／３") == [("大企業", {"国": HALF}), ("中小企業", {"国": THIRD})]
    assert shares("補助率\n50％") == [{"国": HALF}]
    assert shares("受講者の割合\n50％") == []
    assert label_alone_above(["補助率", "", "１／２"], 2) == "補助率"
    assert label_alone_above(["補助率の引上げ", "１／２"], 1) is None
    assert label_alone_above(["補助率", "", "", "１／２"], 3) is None


def test_a_flat_sum_alone_in_its_bracket_and_the_states_money_are_shares() -> None:
    assert shares("補助額　上限1,500万円（定額）") == [{"国": FLAT}]
    assert shares("全額国費（10/10）") == [{"国": WHOLE}]
    assert shares("国庫補助\n（１／２）") == [{"国": HALF}]
    assert shares("標準の支給額（定額制）") == []
