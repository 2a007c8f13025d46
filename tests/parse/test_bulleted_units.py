"""Unit amounts that the prose below an item of a council paper tells."""

from __future__ import annotations

import pytest

from tests.parse.papers import HEADING, ITEMS, entries


def units(*rows: str) -> list[tuple[int, str | None]]:
    """Those of the first item, between it and two more."""
    found = entries("\n".join([HEADING, ITEMS[0], *rows, *ITEMS[1:]]))
    assert all(not entry.unit_amounts for entry in list(found.values())[1:])
    return [(unit.yen, unit.per) for unit in found["灯台の整備"].unit_amounts]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["", "灯台守１人当たり月額6,000円の賃上げに必要な経費を補助する。"], [(6000, "灯台守1人")]),
        (["", "灯台守１人当たり月額6,000円の", "賃上げに必要な経費を補助する。"], [(6000, "灯台守1人")]),
        (["・１人当たり月額 6,000円"], [(6000, "1人")]),
        (["補助の上限は１か所当たり500万円とする。"], [(5_000_000, "1か所")]),
        (["28万円を上限に補助する。"], [(280_000, None)]),
        (["１か所当たり20万円から50万円までの支援を行う。"], [(200_000, "1か所"), (500_000, "1か所")]),
        (["１人当たり月額5,000円から6,000円に引き上げて支給する。"], [(6000, "1人")]),
        (["１か所当たり50万円を支給することとした。"], [(500_000, "1か所")]),
        (["収入が年300万円以下の灯台守に、１人当たり10万円を支給する。"], [(100_000, "1人")]),
    ],
)
def test_what_is_given_for_each_is_a_unit_amount(rows: list[str], told: list[tuple[int, str]]) -> None:
    assert units(*rows) == told


@pytest.mark.parametrize(
    "rows",
    [
        ["見学者１人当たりの料金は500円である。"],
        ["保険料は被保険者１人当たり月額5,400円となる。"],
        ["灯台１基当たりの経費は平均で月額20万円であった。"],
        ["離島の住民の負担は１世帯当たり月額300円とする。"],
        ["灯台は１基当たり50万円を要する。"],
        ["１か所当たり50万円を支給した。"],
        ["前年度は１か所当たり50万円を支給していた。"],
        ["１か所当たり500万円の赤字を抱える灯台を支援する。"],
        ["１か所当たり500万円以上の工事を支援する。"],
        ["", "（参考）", "１人当たり月額6,000円を支給する。"],
        ["", "１人当たり 6,000円"],
        ["", "灯台の改修に３億円を補助する。"],
    ],
)
def test_what_people_pay_or_things_cost_is_none(rows: list[str]) -> None:
    assert units(*rows) == []


@pytest.mark.parametrize(
    ("row", "shares"),
    [
        ("灯台の修理を国１／２、都道府県・市町村１／２で補助する。", [2]),
        ("　国１／２、都道府県１／４、市町村１／４", [3]),
        ("灯台守を置く港に補助する。国１０／１０。", [1]),
        ("全国の１／２の灯台を見回る。", []),
        ("灯台の１／３は築後50年を超える。", []),
    ],
)
def test_shares_below_an_item_are_its_rates_where_the_state_pays_one(row: str, shares: list[int]) -> None:
    found = entries("\n".join([HEADING, ITEMS[0], row, *ITEMS[1:]]))
    assert [len(rate.shares) for rate in found["灯台の整備"].rates] == shares
