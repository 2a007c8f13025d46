"""The levels of a bulleted list: measures, their parts below them, sums above."""

import pytest

from monitor.budget import FiscalYear, Level, Stage
from monitor.parse import parse
from monitor.parse.layouts.bulleted.items import PART_BEGIN
from tests.parse.papers import HEADING, ITEMS, document, entries


def test_items_behind_another_bullet_that_add_up_are_parts_of_the_one_above() -> None:
    rows = [
        "○ 海の安全 １２億円",
        "・灯台の点検 ５億円（４億円）",
        "・浮標の点検 ７億円（７億円）",
        "○ 港の安全",
        "・桟橋の点検 ２億円（２億円）",
    ]
    found = entries("\n".join([HEADING, *ITEMS, *rows]))
    assert (found["海の安全"].level, found["海の安全"].amount.yen) == (Level.MEASURE, 12 * 10**8)
    assert {found[name].parent for name in ("灯台の点検", "浮標の点検")} == {"海の安全"}
    assert (found["桟橋の点検"].level, found["桟橋の点検"].parent) == (Level.MEASURE, None)


def test_items_behind_another_bullet_that_no_word_explains_are_parts_of_the_one_right_above() -> None:
    rows = [
        "■ 海の安全 ５０億円（４８億円）",
        "　・灯台の点検 ５億円（４億円）",
        "　・浮標の点検 ５０億円の内数",
        "■ 港の安全 ９億円（９億円）",
        "港の傷みを調べる。",
        "・桟橋の点検 ２億円（２億円）",
        "・堤の点検 ２億円（２億円）",
    ]
    found = entries("\n".join([HEADING, *rows]))
    assert [(name, entry.parent) for name, entry in found.items()] == [
        ("海の安全", None),
        ("灯台の点検", "海の安全"),
        ("浮標の点検", "海の安全"),
        ("港の安全", None),
        ("桟橋の点検", None),
        ("堤の点検", None),
    ]


def test_a_list_of_one_year_states_the_step_from_the_year_before() -> None:
    rows = [
        "・灯台の整備 １０億円（２億円増）",
        "・港の整備 ２．５億円（増減なし）",
        "・橋の整備（新規） ８０百万円",
        "・堤の整備 ３億円（１億円減）",
    ]
    found = entries("\n".join([HEADING, "", *rows]))
    assert [(name, entry.prior.yen) for name, entry in found.items()] == [
        ("灯台の整備", 800_000_000),
        ("港の整備", 250_000_000),
        ("橋の整備", None),
        ("堤の整備", 400_000_000),
    ]


def test_bullets_of_one_year_below_a_number_of_both_are_its_parts_and_another_budgets_sum_is_no_heading() -> None:
    rows = [
        "令和５年度補正予算額",
        "３億円",
        "1. 灯台の運営",
        "１４億円（１３億円）",
        "・灯台の点検",
        "２億円",
        "・灯台の塗装 ０．７億円",
    ]
    rows += ["2. 港の運営", "４億円（４億円）", "・桟橋の点検", "１億円", "・港の清掃 ０．４億円"]
    found = entries("\n".join([HEADING, *rows]))
    assert [(name, entry.parent) for name, entry in found.items()] == [
        ("灯台の運営", None),
        ("灯台の点検", "灯台の運営"),
        ("灯台の塗装", "灯台の運営"),
        ("港の運営", None),
        ("桟橋の点検", "港の運営"),
        ("港の清掃", "港の運営"),
    ]
    assert {(entry.fiscal_year, entry.stage) for entry in found.values()} == {(FiscalYear(2024), Stage.DRAFT)}


def test_a_number_of_one_year_right_above_bullets_is_their_sum() -> None:
    heading = "令和６年度補正予算案（灯台局）の概要"
    rows = [
        "第１　海の安全　９億円",
        "○ 灯台の点検 ５億円",
        "○ 浮標の点検 ３億円",
        "第２　港の安全　４億円",
        "桟橋の傷みを調べる。",
        "○ 桟橋の修理 ２億円",
    ]
    found = entries("\n".join([heading, *rows]))
    assert {name: entry.level for name, entry in found.items()} == {
        "海の安全": Level.TOTAL,
        "灯台の点検": Level.MEASURE,
        "浮標の点検": Level.MEASURE,
        "港の安全": Level.MEASURE,
        "桟橋の修理": Level.MEASURE,
    }


def test_a_part_of_one_year_on_a_line_of_its_own_is_a_breakdown_and_a_quota_is_none() -> None:
    rows = [
        "● 灯台の整備 １，８５０億円",
        "うち、離島の大規模改修枠　４２０億円",
        "人手の足りない灯台を改める。",
        "● 港の整備 ３２億円",
        "うち推進枠　２億円",
        "● 橋の整備 ８億円",
        "うち、調査に係る経費は９億円を上限とする。",
    ]
    found = entries("\n".join(["令和７年度補正予算案のポイント", "", *rows]))
    assert [(name, entry.level, entry.parent) for name, entry in found.items()] == [
        ("灯台の整備", Level.MEASURE, None),
        ("離島の大規模改修枠", Level.BREAKDOWN, "灯台の整備"),
        ("港の整備", Level.MEASURE, None),
        ("橋の整備", Level.MEASURE, None),
    ]


def test_a_part_of_both_years_is_a_breakdown_of_the_item_above() -> None:
    rows = [
        "○ 灯台の整備 １０億円（９億円）",
        "　うち、離島の灯台の塗装　４億円（３億円）",
        "　うち電球の交換 １億円（－）",
        "○ 港の整備 ３億円（２億円）",
        "○ 橋の整備 ２億円（２億円）",
        "　うち、推進枠の外の調査 ９億円（９億円）",
    ]
    found = entries("\n".join([HEADING, *rows]))
    assert [(name, entry.parent, entry.prior.yen) for name, entry in found.items()] == [
        ("灯台の整備", None, 900_000_000),
        ("離島の灯台の塗装", "灯台の整備", 300_000_000),
        ("電球の交換", "灯台の整備", 0),
        ("港の整備", None, 200_000_000),
        ("橋の整備", None, 200_000_000),
    ]


@pytest.mark.parametrize(("name", "is_part"), [("うち、塗装", True), ("うち塗装", True), ("うちわ祭り", False)])
def test_a_part_begins_with_words_for_it_and_more(name: str, is_part: bool) -> None:
    assert (PART_BEGIN.match(name) is not None) == is_part


def test_a_bullet_further_in_than_the_one_above_is_its_part() -> None:
    rows = [
        "○ 灯台の整備 １０億円（９億円）",
        "　古い灯台を直す。",
        "　－ 離島の灯台の塗装 ４億円（３億円）",
        "○ 港の整備 ３億円（２億円）",
        "・ 橋の整備 ２億円（２億円）",
        "○ 堤の整備 １億円（１億円）",
        "　・ 堤の調査 ５億円（５億円）",
    ]
    found = entries("\n".join([HEADING, *rows]))
    assert {name: entry.parent for name, entry in found.items() if entry.parent} == {"離島の灯台の塗装": "灯台の整備"}
    assert len(found) == 6


@pytest.mark.parametrize("name", ["海事局予算案", "令和６年度予算額", "海事局関係予算の合計", "一般会計合計"])
def test_the_money_of_a_whole_budget_is_no_measures(name: str) -> None:
    found = entries("\n".join([HEADING, f"○ {name} ９００億円（８００億円）", "　・灯台の点検 １億円（１億円）", *ITEMS]))
    assert [(entry.level, entry.parent) for entry in found.values()] == [(Level.TOTAL, None), *[(Level.MEASURE, None)] * 4]


@pytest.mark.parametrize("name", ["予算編成の電子化", "灯台の予算管理の支援", "交付金の総額の確保"])
def test_a_name_that_speaks_of_budgets_is_a_measures(name: str) -> None:
    assert entries("\n".join([HEADING, f"○ {name} ９億円（８億円）", *ITEMS]))[name].level is Level.MEASURE


def test_a_part_with_a_short_name_and_one_in_round_brackets_are_told_of_the_money() -> None:
    rows = [
        "○ 灯台の整備 １０億円（９億円）",
        "　うち、離島　３億円",
        "　（うち、電球の交換　１億円）",
        "○ 港の整備 ３億円（２億円）",
    ]
    rows += ["　うち推進枠　２億円", "　うち荷主の負担は１億円である。", "　うち岸壁　５億円", "○ 橋の整備 ２億円（２億円）"]
    found = entries("\n".join([HEADING, *rows]))
    assert {name: [(part.label, part.yen) for part in entry.of_which] for name, entry in found.items()} == {
        "灯台の整備": [("離島", 300_000_000), ("電球の交換", 100_000_000)],
        "港の整備": [("推", 200_000_000)],
        "橋の整備": [],
    }


def test_another_budgets_money_in_a_bracket_behind_or_below_an_item_is_an_entry_of_its_own() -> None:
    rows = [
        "○ 灯台の整備 １０億円（９億円）（令和５年度補正予算額　５億円）",
        "○ 港の整備 ３億円",
        "　（令和５年度補正予算額　４億円）",
        "○ 橋の整備 ２億円（２億円）（令和４年度からの計画）",
        "○ 堤の整備 ２億円",
        "　（１億円）",
    ]
    found = parse(document("\n".join([HEADING, *rows]), pages=False)).entries
    assert [(entry.name, entry.amount.yen, entry.prior.yen, str(entry.fiscal_year)) for entry in found] == [
        ("灯台の整備", 1_000_000_000, 900_000_000, "令和6年度"),
        ("灯台の整備", 500_000_000, None, "令和5年度"),
        ("港の整備", 300_000_000, None, "令和6年度"),
        ("港の整備", 400_000_000, None, "令和5年度"),
        ("橋の整備", 200_000_000, 200_000_000, "令和6年度"),
        ("堤の整備", 200_000_000, 100_000_000, "令和6年度"),
    ]


def test_a_part_may_be_asked_for_without_an_amount() -> None:
    rows = ["○ 堤の整備 １０億円（９億円）", "　うち、離島の堤の塗装　２億円", "　うち、電球の単価の引上げ　事項要求", *ITEMS]
    found = entries("\n".join([HEADING, *rows]))
    assert (found["電球の単価の引上げ"].parent, found["電球の単価の引上げ"].amount.yen) == ("堤の整備", None)


def test_shares_below_the_last_part_no_further_in_are_the_wholes() -> None:
    rows = [
        "◆灯台の整備　　　　　１０億円（９億円）",
        "　・灯台の塗装　　　　　６億円（５億円）",
        "　・電球の交換　　　　　４億円（４億円）",
        "　（補助率）国１／３、都道府県２／３",
        "◆港の整備　　　　　　　３億円（２億円）",
        "　・港の点検　　　　　　２億円（１億円）",
        "　　（補助率）１／２",
        "◆橋の整備　　　　　　　２億円（２億円）",
    ]
    found = entries("\n".join([HEADING, *rows]))
    assert {name for name, entry in found.items() if entry.rates} == {"灯台の整備", "港の点検"}


def test_shares_below_parts_that_are_explained_are_the_last_ones() -> None:
    rows = [
        "◆灯台の整備　　　　　１０億円（９億円）",
        "　・灯台の塗装　　　　　６億円（５億円）",
        "　（補助率）１／２",
        "　・電球の交換　　　　　４億円（４億円）",
        "　（補助率）国１／３、都道府県２／３",
        "◆港の整備　　　　　　　３億円（２億円）",
    ]
    found = entries("\n".join([HEADING, *rows]))
    assert {name for name, entry in found.items() if entry.rates} == {"灯台の塗装", "電球の交換"}
