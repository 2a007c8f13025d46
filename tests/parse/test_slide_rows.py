"""The breakdown lines of slides: rows of their breakdown, items of their outline that add up."""

from __future__ import annotations

import pytest

from monitor.budget import Amount, AmountKind, Entry, Level
from tests.parse.slides import BODY, hundred_million, read

BIG, SMALL = "1,200千円（1,100千円）", "800千円（700千円）"


def test_parts_items_and_amounts_in_three_blocks_are_joined_by_position() -> None:
    text = """台帳連携促進事業

自治体改修分（公園）
業者改修分

<緑化対策事業>
<緑化業者補助金>

令和8年度概算要求額 118億円の内数（-億円）
令和8年度概算要求額 28百万円（-億円）
"""
    measure, town, firm = read(text + BODY)
    assert (measure.name, measure.line, measure.amount) == ("台帳連携促進事業", 1, Amount.none())
    assert (town.name, town.line, town.amount) == ("自治体改修分(公園)", 3, hundred_million(11_800_000_000, AmountKind.WITHIN))
    assert (firm.name, firm.line, firm.amount.yen, firm.prior.yen) == ("業者改修分", 4, 28_000_000, 0)


def test_money_lines_without_names_are_told_apart_by_their_item_of_appropriation() -> None:
    text = "公園再生事業\n<公園補助金> 令和8年度概算要求額 3億円（2億円）\n<公園委託費> 令和8年度概算要求額 1億円（1億円）\n"
    measure, *parts = read(text + BODY)
    assert measure.amount == Amount.none()
    assert [part.name for part in parts] == ["公園補助金", "公園委託費"]


@pytest.mark.parametrize(
    "rows",
    [
        f"【要求額の内訳】\n\n- （1）大公園費： {BIG}\n- （2）小公園費： {SMALL}\n- 合計 2,000千円（1,800千円）\n",
        f"【要求額の内訳】\n- | | |\n|---|---|\n| （1）大公園費： | {BIG} |\n| （2）小公園費： | {SMALL} |\n",
        "【予算額の内訳】\n| 区分 | 8年度 | 7年度 |\n| 大公園費 | 1,200千円 | 1,100千円 |\n| 小公園費 | 800千円 | 700千円 |\n",
        f"（内訳）\n① 大公園費\n{BIG}\n② 小公園費\n{SMALL}\n",
    ],
)
def test_the_rows_of_the_breakdown_are_breakdown_lines(rows: str) -> None:
    measure, big, small = read("公園再生費負担金\n令和8年度概算要求額 2百万円（2百万円）\n" + BODY + rows)
    assert (measure.name, measure.level) == ("公園再生費負担金", Level.MEASURE)
    assert [(row.name, row.amount.yen, row.prior.yen) for row in (big, small)] == [
        ("大公園費", 1_200_000, 1_100_000),
        ("小公園費", 800_000, 700_000),
    ]
    assert {row.parent for row in (big, small)} == {"公園再生費負担金"}


def in_outline(rows: str) -> list[Entry]:
    return read("街路樹見守り支援事業\n令和8年度概算要求額 3.0億円（2.4億円）\n" + BODY.replace("- 見守りを行う。\n", rows))


def test_items_of_the_outline_that_add_up_to_the_money_are_its_parts() -> None:
    measure, *parts = in_outline("（１）診断の費用 211百万円（183百万円）\n（２）剪定の費用 87百万円（57百万円）\n")
    assert [(part.name, part.level, part.parent) for part in parts] == [
        ("診断の費用", Level.BREAKDOWN, measure.name),
        ("剪定の費用", Level.BREAKDOWN, measure.name),
    ]
    assert [(part.amount.yen, part.prior.yen) for part in parts] == [(211_000_000, 183_000_000), (87_000_000, 57_000_000)]


@pytest.mark.parametrize(
    "rows",
    [
        "（１）診断の費用 211百万円（183百万円）\n（２）剪定の費用 187百万円（57百万円）\n",
        "（１）診断の費用 211百万円（183百万円）\n（２）剪定の費用 87百万円（27百万円）\n",
        "（１）診断の費用 211百万円\n（２）剪定の費用 87百万円\n",
        "（１）診断の費用 298百万円（240百万円）\n",
    ],
    ids=["another sum", "another sum before", "no year before", "one item"],
)
def test_items_that_do_not_add_up_are_no_parts(rows: str) -> None:
    assert len(in_outline(rows)) == 1


def test_three_numbered_items_that_state_no_year_before_add_up_to_this_years_money() -> None:
    rows = "（１）診断の費用 1.4億円\n（２）剪定の費用 1.0億円\n（３）植替えの費用 0.6億円\n"
    assert [(part.name, part.amount.yen) for part in in_outline(rows)[1:]] == [
        ("診断の費用", 140_000_000),
        ("剪定の費用", 100_000_000),
        ("植替えの費用", 60_000_000),
    ]
    bare = rows.replace("（１）", "").replace("（２）", "").replace("（３）", "")
    assert len(in_outline(bare)) == 1, "figures of no list may come to the sum by chance"
    assert len(in_outline(rows.replace("0.6億円", "0.9億円"))) == 1


HEAD = "公園再生事業\n令和8年度概算要求額 18億円（13億円）\n\n事業の目的\n- 守る。\n\n事業の概要\n"


def told(outline: str) -> list[tuple[str, int | None, int | None, tuple[str, ...]]]:
    return [(e.name, e.amount.yen, e.prior.yen, e.flags) for e in read(HEAD + outline + "\n実施主体等\n【実施主体】 市町村\n")[1:]]


@pytest.mark.parametrize(
    "first", ["①池の手入れ【拡充】\n12億円（8.0億円）\n池をさらう。\n", "① 池の手入れ【拡充】　12億円（8.0億円）\n"]
)
def test_the_money_of_an_item_may_stand_below_its_name_and_be_some_of_the_measures(first: str) -> None:
    assert told(f"{first}②花壇の手入れ\n3億円（2億円）\n植える。\n") == [
        ("池の手入れ", 1_200_000_000, 800_000_000, ("expanded",)),
        ("花壇の手入れ", 300_000_000, 200_000_000, ()),
    ]


@pytest.mark.parametrize(
    "outline",
    [
        "①池の手入れ\n12億円（8.0億円）\n②花壇の手入れ\n9億円（2億円）\n",
        "①池の手入れ\n12億円\n②花壇の手入れ\n3億円\n",
        "池の手入れ\n12億円（8.0億円）\n花壇の手入れ\n3億円（2億円）\n",
        "②池の手入れ\n12億円（8.0億円）\n③花壇の手入れ\n3億円（2億円）\n",
        "①池の手入れをする。\n12億円（8.0億円）\n②花壇の手入れをする。\n3億円（2億円）\n",
    ],
)
def test_more_than_the_measure_one_year_alone_or_no_list_are_no_parts(outline: str) -> None:
    assert told(outline) == []


def test_parts_without_numbers_whose_money_stands_below_add_up() -> None:
    assert [name for name, *_ in told("一般補助\n12億円（10億円）\n整える。\n特別補助\n6億円（3億円）\n")] == [
        "一般補助",
        "特別補助",
    ]
