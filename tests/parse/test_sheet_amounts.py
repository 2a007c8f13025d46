"""Money per recipient on a sheet."""

import pytest

from monitor.parse.layouts.sheet.amounts import unit_amounts_in
from tests.parse.documents import lines_of


def amounts(text: str) -> list[tuple[str, int | None]]:
    return [(unit.label, unit.yen) for unit in unit_amounts_in(lines_of(text))]


def test_a_row_of_a_table_gives_each_of_its_amounts() -> None:
    assert amounts("賃金 14.5万円 10.5万円 7.0万円") == [("賃金", 145_000), ("賃金", 105_000), ("賃金", 70_000)]


def test_a_row_may_go_on_in_larger_units() -> None:
    assert amounts("救急加算額 500万円 9,000万円 1.5億円")[-1] == ("救急加算額", 150_000_000)


def test_a_remark_behind_a_row_is_no_sentence() -> None:
    assert amounts("イ 入学準備金 20万円（初回に限る）") == [("イ 入学準備金", 200_000)]


def test_an_amount_alone_is_a_price_only_under_the_head_of_a_price_column() -> None:
    assert amounts("61,600千円") == []
    assert amounts("対象施設等 基準単価 補助率\n\n61,600千円") == [("基準単価", 61_600_000)]


def test_the_budget_of_a_part_is_no_price() -> None:
    assert amounts("別の冊子に掲載 58百万円 96百万円") == []


def test_bare_numbers_are_money_under_their_unit() -> None:
    table = "30円 45円 60円 90円\n\n1人 30（60） 45（80）\n\n7人以上 100（120） 230\n\n（単位：万円）"
    assert [yen for _, yen in amounts(table)] == [300_000, 600_000, 450_000, 800_000, 1_000_000, 1_200_000, 2_300_000]
    assert amounts("1人 30（60） 45（80）") == []


def test_an_amount_keeps_its_words_when_only_the_share_beside_it_changes() -> None:
    before = unit_amounts_in(lines_of("（補助単価） 7,239千円/施設 【補助率：国1/2 、事業者1/2 】"))
    after = unit_amounts_in(lines_of("（補助単価） 7,239千円/施設 【補助率：国2/3 、事業者1/3 】"))
    assert before == after
    assert [unit.yen for unit in before] == [7_239_000]


def test_an_amount_behind_a_share_is_read_and_the_share_is_none_of_its_words() -> None:
    (unit,) = unit_amounts_in(lines_of("補助対象：民間事業者　　補助率：２／３（上限500万円）"))
    assert unit.yen == 5_000_000
    assert "２／３" not in unit.text


def test_amounts_under_a_price_heading_can_be_large_and_have_a_share_behind_them() -> None:
    assert amounts("補助上限額\n・病院　１億円\n・診療所　3,000万円") == [("病院", 100_000_000), ("診療所", 30_000_000)]
    assert amounts("区分　基準額　補助率\n病院　10,000千円　1/2\n診療所　2,000千円　2/3") == [
        ("病院", 10_000_000),
        ("診療所", 2_000_000),
    ]
    assert amounts("病院　１億円\n診療所　２億円") == []


def test_a_row_that_says_what_it_is_for_keeps_it() -> None:
    (unit,) = unit_amounts_in(lines_of("○ 補助単価\n　１施設当たり　上限 3,000千円"))
    assert (unit.yen, unit.per) == (3_000_000, "1施設")


def test_a_line_that_begins_with_what_its_amounts_are_gives_all_of_them() -> None:
    assert [unit.yen for unit in unit_amounts_in(lines_of("（補助上限）通常枠 50万円、創業枠 200万円"))] == [500_000, 2_000_000]
    assert unit_amounts_in(lines_of("総事業費：50万円、自己資金：20万円")) == ()


def test_a_limit_label_may_have_a_gap_and_no_colon() -> None:
    assert [unit.yen for unit in unit_amounts_in(lines_of("補助上限額　拠点的な病院：500万円　その他：250万円"))] == [
        5_000_000,
        2_500_000,
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("病院・有床診療所 許可病床数×４万円", [("病院・有床診療所", 40_000)]),
        ("訪問看護事業所 １施設×18万円", [("訪問看護事業所", 180_000)]),
        ("病院：７千円×３台、薬局：７千円×１台（補助率１／２）", [("病院", 7000), ("薬局", 7000)]),
        ("委託費上限 １地域当たり 年間4,000万円", [("委託費上限", 40_000_000)]),
        ("事業費 12億円×１／２", []),
        ("基金の規模 ２億円×３か年", []),
    ],
)
def test_so_much_for_each_is_a_unit_amount(text: str, found: list[tuple[str, int]]) -> None:
    assert amounts(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("１都道府県あたり\n25,000千円", [25_000_000]),
        ("（上限）\n\n300万円", [3_000_000]),
        ("【加算額】\n50万円 60万円", [500_000, 600_000]),
        ("上限を引き上げる\n\n300万円", []),
        ("上限\n\n\n300万円", []),
    ],
)
def test_a_label_alone_is_of_the_money_alone_below_it(text: str, found: list[int]) -> None:
    assert [yen for _, yen in amounts(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("賃金助成　1,000円（500円）", [1000, 500]),
        ("中小企業 60万円（50万円） 72万円（60万円）", [600_000, 500_000, 720_000, 600_000]),
        ("指導者の派遣　5,000千円（4,500千円）", []),
        ("指導者の派遣　5億円（4億円）", []),
    ],
)
def test_every_second_amount_of_a_row_may_stand_in_a_bracket_where_they_are_no_budgets(text: str, found: list[int]) -> None:
    assert [yen for _, yen in amounts(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("単価：＠50千円", [("単価", 50_000)]),
        ("3,000千円（１施設当たり）", [("補助基準額", 3_000_000)]),
        ("１市町村（特別区を含む。）当たり 2,000千円", [("1市町村(特別区を含む。)当たり", 2_000_000)]),
        ("助成額：１人当たり60万円（中小企業以外50万円）", [("助成額", 600_000), ("中小企業以外", 500_000)]),
        ("助成額：１人当たり60万円（自己負担50万円）", [("助成額", 600_000)]),
        ("１㎡当たり　239千円→317千円", [("1m2当たり", 317_000)]),
        ("３億円（１施設に整備）", []),
        ("宿泊費は１泊当たり2,000円を控除した額", []),
        ("事業額の1,091.4万円を上\n限にその１／２を補助", [("事業額の", 10_914_000)]),
        ("事業額が1,091.4万円を上回る", []),
    ],
)
def test_what_one_gets_is_a_unit_amount_in_whichever_form(text: str, found: list[tuple[str, int]]) -> None:
    assert amounts(text) == found


def test_amounts_that_say_for_which_range_a_row_holds_are_none() -> None:
    assert amounts("300万円以上1,000万円未満 48万円 76万円") == [("300万円以上1,000万円未満", yen) for yen in (480_000, 760_000)]
    assert amounts("売上げ 300万円以上1,000万円未満") == []


def test_a_line_of_names_and_small_amounts_gives_each() -> None:
    assert amounts("入学準備金 50万円 就職準備金 20万円") == [("入学準備金", 500_000), ("就職準備金", 200_000)]
    assert amounts("整備の合計 50万円 予算 20万円") == []
    assert amounts("拠点の整備 3億円 相談員の配置 2億円") == []
    assert amounts("指導者は 50万円 受講者は 20万円") == []


def test_the_shares_of_a_tables_next_columns_are_no_words_of_its_row() -> None:
    table = "区分　補助基準額　国　市町村　事業者\n新設　66,258千円　2/3　1/12　1/4\n改修　32,000千円　1/2　1/4　1/4"
    assert amounts(table) == [("新設", 66_258_000), ("改修", 32_000_000)]


def test_a_share_before_an_amount_is_no_word_of_its_row() -> None:
    assert amounts("区分　補助率　上限額\n病院（200床以上）　１／３　1,200万円") == [("病院(200床以上)", 12_000_000)]


def test_the_words_of_a_table_may_stand_on_lines_of_their_own() -> None:
    assert amounts("基準額（１施設当たり）\n\n病院\n\n8,000千円\n\n診療所\n\n2,000千円") == [
        ("基準額", 8_000_000),
        ("基準額", 2_000_000),
    ]
    assert amounts("病院：1床あたり\n\n11.1万円") == [("病院:1床あたり", 111_000)]
    assert amounts("補助上限額\n\n（大幅な賃上げの場合 4,000万円）") == [("大幅な賃上げの場合", 40_000_000)]


def test_all_small_amounts_behind_a_limits_label_are_limits() -> None:
    assert [yen for _, yen in amounts("補助上限額：５人以下 500万円（750万円）、６人以上 1,000万円（1,250万円）")] == [
        5_000_000,
        7_500_000,
        10_000_000,
        12_500_000,
    ]
    assert [yen for _, yen in amounts("補助上限額：500万円、総事業費 3億円")] == [5_000_000]


def test_what_an_amount_was_is_none_where_what_it_is_stands_below() -> None:
    assert amounts("改正前　60,000円\n\n改正後　70,000円") == [("改正後", 70_000)]
    assert amounts("改正前　60,000円\n\n受講者　70,000円") == [("改正前", 60_000), ("受講者", 70_000)]


def test_parts_of_an_amount_are_amounts_and_what_nobody_is_given_is_none() -> None:
    assert amounts("基本額 1,000千円 ＋ 加算額 500千円") == [("基本額", 1_000_000), ("加算額", 500_000)]
    assert amounts("①基本分：5,000千円、②加算分：500千円") == [("基本分", 5_000_000), ("加算分", 500_000)]
    assert amounts("最低賃金 1,121円") == amounts("自己負担 2,000円") == []


def test_a_row_of_counts_or_years_is_no_money_under_its_unit() -> None:
    assert amounts("単位：千円\n年度 2023 2024 2025\n件数 30 45\n1人 30 45") == [("1人", 30_000), ("1人", 45_000)]


def test_what_another_budget_gave_is_no_unit_amount_behind_the_label() -> None:
    (unit,) = unit_amounts_in(lines_of("補助基準額：１施設当たり 4,000千円（令和６年度補正では 3,000千円）"))
    assert (unit.yen, unit.per) == (4_000_000, "1施設")
    assert [yen for _, yen in amounts("補助基準額：基本分 4,000千円（離島では 3,000千円）")] == [4_000_000, 3_000_000]
