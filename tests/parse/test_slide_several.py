"""Several measures on one slide, joined in its title and each with money of its own."""

from __future__ import annotations

from fractions import Fraction

import pytest

from monitor.budget import Entry, Level, Stage
from monitor.parse.header import Header
from monitor.parse.layouts import slide
from tests.parse.documents import lines_of

BODY = """
１ 事業の目的
○ 街路の緑を守り育てる。
２ 事業の概要
（１）高木の診断と剪定を行う。
（２）花壇の植替えを行う。
３ 実施主体等
"""
TITLE = "街路樹診断事業／花壇植替え事業【新規】 公園局 緑化課\n\n"


def read(text: str) -> list[Entry]:
    return slide.read(lines_of(text), Header())


def told(entries: list[Entry]) -> list[tuple[str, int | None, int | None, tuple[str, ...], str | None]]:
    assert {entry.level for entry in entries} == {Level.MEASURE}
    return [(entry.name, entry.amount.yen, entry.prior.yen, entry.flags, entry.division) for entry in entries]


BOTH = [
    ("街路樹診断事業", 300_000_000, 200_000_000, (), "緑化課"),
    ("花壇植替え事業", 100_000_000, 0, ("new",), "緑化課"),
]


@pytest.mark.parametrize(
    "head",
    [
        "（１）街路樹診断事業\n＜公園費補助金＞ 令和8年度概算要求額 3億円（2億円）\n"
        "（２）花壇植替え事業【新規】\n＜公園費補助金＞ 令和8年度概算要求額 1億円（－億円）\n",
        "街路樹診断事業\n令和8年度概算要求額 3億円（2億円）\n花壇植替え事業\n令和8年度概算要求額 1億円（－億円）\n",
        "① 街路樹診断事業 令和8年度概算要求額 3億円（2億円）\n② 花壇植替え事業 令和8年度概算要求額 1億円（－億円）\n",
        "令和8年度概算要求額 街路樹診断事業 3億円（2億円）、花壇植替え事業 1億円（－億円）\n",
        "令和8年度概算要求額\n街路樹診断事業 3億円（2億円）\n花壇植替え事業 1億円（－億円）\n",
        "＜公園費補助金＞\n令和8年度概算要求額 3億円（2億円）\n令和8年度概算要求額 1億円（－億円）\n",
    ],
    ids=["numbered", "bare", "on the money's line", "behind its words", "below its words", "in order"],
)
def test_each_name_of_the_title_with_its_money_is_a_measure(head: str) -> None:
    assert told(read(TITLE + head + BODY)) == BOTH


@pytest.mark.parametrize(
    "title",
    [
        "街路樹診断事業・花壇植替え事業【新規】\n公園局 緑化課（内線2290）\n\n",
        "街路樹診断事業／\n花壇植替え事業 公園局 緑化課\n\n",
        "公園局 緑化課\n\n",
    ],
    ids=["another sign", "two lines", "none"],
)
def test_the_title_may_join_them_otherwise_or_be_no_more_than_their_names(title: str) -> None:
    money = "・街路樹診断事業\n令和8年度概算要求額 3億円（2億円）\n・花壇植替え事業【新規】\n令和8年度概算要求額 1億円（－億円）\n"
    assert told(read(title + money + BODY)) == BOTH


def test_names_above_money_that_are_not_the_title_are_parts() -> None:
    money = "国実施分\n令和8年度概算要求額 3億円（2億円）\n自治体実施分【新規】\n令和8年度概算要求額 1億円（－億円）\n"
    measure, *parts = read("街路樹見守り事業 公園局 緑化課\n\n" + money + BODY)
    assert (measure.name, measure.amount.yen, measure.flags) == ("街路樹見守り事業", None, ("new_part",))
    assert [(part.name, part.parent, part.amount.yen, part.flags) for part in parts] == [
        ("国実施分", "街路樹見守り事業", 300_000_000, ()),
        ("自治体実施分", "街路樹見守り事業", 100_000_000, ("new",)),
    ]


def test_a_supplementary_budget_stays_with_the_measure_it_stands_under() -> None:
    money = (
        "（１）街路樹診断事業\n令和8年度当初予算案 3億円（2億円）\n令和7年度補正予算額 9億円\n"
        "（２）花壇植替え事業\n令和8年度当初予算案 1億円（－億円）\n"
    )
    assert [(entry.name, entry.stage, entry.amount.yen) for entry in read(TITLE + money + BODY)] == [
        ("街路樹診断事業", Stage.DRAFT, 300_000_000),
        ("街路樹診断事業", Stage.SUPPLEMENTARY, 900_000_000),
        ("花壇植替え事業", Stage.DRAFT, 100_000_000),
    ]


@pytest.mark.parametrize(
    "money",
    ["令和8年度概算要求額 3億円（2億円）\n", "令和8年度当初予算案 3億円（2億円）\n令和7年度補正予算額 1億円\n"],
    ids=["one money line", "two budgets"],
)
def test_one_sum_for_both_is_one_measure(money: str) -> None:
    assert {entry.name for entry in read(TITLE + money + BODY)} == {"街路樹診断事業/花壇植替え事業"}


MONEY = "（１）街路樹診断事業\n令和8年度概算要求額 3億円（2億円）\n（２）花壇植替え事業\n令和8年度概算要求額 1億円（－億円）\n"
STATES = [("国", Fraction(1, 2))], [("国", Fraction(2, 3))]


def shares(entry: Entry) -> list[tuple[str, Fraction | str]]:
    return [share for rate in entry.rates for share in rate.shares]


@pytest.mark.parametrize(
    "field",
    [
        "【補助率】（１）国1/2 （２）国2/3",
        "【補助率】①国1/2 ②国2/3",
        "【補助率】\n（１）国1/2\n（２）国2/3",
        "【補助率】 街路樹診断：国1/2 花壇植替え等：国2/3",
        "【補助率】（街路樹診断）国1/2 （植替え）国2/3",
        "（１）◆ 実施主体 ： 市町村\n◆ 補助率 ： 国1/2\n（２）◆ 実施主体 ： 都道府県\n◆ 補助率 ： 国2/3",
        "【補助率】 国1/2（街路樹診断）、国2/3（花壇植替え）",
        "【補助率】\n国1/2（街路樹診断）\n国2/3（花壇植替え）",
        "【補助率】 国1/2（１）\n　国2/3（２）",
        "◆ 補助率 ： 国1/2（街路樹診断）\n◆ 補助率 ： 国2/3（２）",
    ],
    ids=[
        "numbers",
        "other numbers",
        "lines",
        "words",
        "words in brackets",
        "a field each",
        "brackets behind",
        "brackets at lines' ends",
        "numbers at lines' ends",
        "a label on each line",
    ],
)
def test_a_share_goes_to_the_measure_it_names(field: str) -> None:
    one, other = read(TITLE + MONEY + BODY + field + "\n")
    assert (shares(one), shares(other)) == STATES


def test_what_names_neither_is_of_both() -> None:
    fields = "【実施主体】 市町村（民間団体への委託可）\n【補助率】 国1/2、市町村1/2\n【補助単価】（１） １本当たり 3千円\n"
    one, other = read(TITLE + MONEY + BODY + fields)
    assert one.implementers[0] == other.implementers[0] == "市町村"
    assert shares(one) == shares(other) == [("国", Fraction(1, 2)), ("市町村", Fraction(1, 2))]
    assert [[unit.yen for unit in entry.unit_amounts] for entry in (one, other)] == [[3000], []]


def test_items_of_one_measure_are_not_taken_for_the_measures() -> None:
    fields = "（１）◆ 補助率 ： ①診断 国1/2 ②剪定 国1/3\n（２）◆ 補助率 ： 国2/3\n"
    one, other = read(TITLE + MONEY + BODY + fields)
    assert shares(one) == [("国", Fraction(1, 2)), ("国", Fraction(1, 3))]
    assert shares(other) == [("国", Fraction(2, 3))]


def test_the_prose_of_each_is_its_own() -> None:
    one, other = read(TITLE + MONEY + BODY)
    assert one.overview == "○ 街路の緑を守り育てる。\n高木の診断と剪定を行う。"
    assert other.overview == "○ 街路の緑を守り育てる。\n花壇の植替えを行う。"


def test_a_bracket_at_the_end_of_a_line_says_nothing_of_the_next() -> None:
    fields = "【補助率】\n国1/2（街路樹診断）\n事務費 国1/3\n国2/3（花壇植替え）\n"
    one, other = read(TITLE + MONEY + BODY + fields)
    assert shares(one) == [("国", Fraction(1, 2)), ("国", Fraction(1, 3))]
    assert shares(other) == [("国", Fraction(1, 3)), ("国", Fraction(2, 3))]


def test_a_bracket_behind_what_is_of_neither_alone_takes_nothing_away() -> None:
    fields = "【補助率】 国1/2（離島は2/3）\n【補助単価】 １本当たり 3千円（上限）\n"
    one, other = read(TITLE + MONEY + BODY + fields)
    assert shares(one) == shares(other) == [("国", Fraction(1, 2)), ("国", Fraction(2, 3))]
    assert one.unit_amounts == other.unit_amounts != ()
