"""The fields of slides: shares, unit amounts, who carries a measure out, however they are set."""

from __future__ import annotations

from fractions import Fraction

import pytest

from monitor.parse.layouts.slide.shares import read_rate_table
from tests.parse.documents import lines_of
from tests.parse.slides import BODY, of_body, one

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


@pytest.mark.parametrize(
    ("field", "scopes"),
    [
        ("【負担割合】入園部分（国1/2、都道府県1/2）、通園部分（国1/2、都道府県1/2）", ["入園部分", "通園部分"]),
        ("【負担割合】\n\n(市町村事業) 国 1/2、都道府県 1/2\n\n※都道府県は、費用の1/4以内を補助できる", ["市町村事業"]),
        ("【負担割合（自治体実施分）】国 1/2、都道府県 1/2", ["自治体実施分"]),
        ("【負担割合】 (A)園への支援 ((1)のみ)\n\n国 1/2、都道府県 1/2", ["(A)園への支援 ((1)のみ)"]),
        ("【負担割合】\n【町村分】国 1/2、都道府県 1/2", ["町村分"]),
        ("【負担割合】 国 1 / 2 都道府県 1 / 2", [None]),
        ("【負担割合】 国 1 / 2, 都道府県 1 / 2", [None]),
        ("◆補助率：国１／２、都道府県１／２", [None]),
        ("| 補助率 | 国1/2、都道府県1/2 |", [None]),
    ],
)
def test_shares_carry_the_scope_they_stand_under(field: str, scopes: list[str | None]) -> None:
    rates = of_body(field).rates
    assert [rate.scope for rate in rates] == scopes
    assert all(dict(rate.shares) == {"国": HALF, "都道府県": HALF} for rate in rates)


def test_a_label_of_another_kind_ends_a_field() -> None:
    entry = of_body("【補助率】国1/2、市町村1/2\n【対象経費】\n樹木の2/3を植え替える場合\n")
    assert [dict(rate.shares) for rate in entry.rates] == [{"国": HALF, "市町村": HALF}]


def test_a_flat_subsidy_is_a_share_and_no_unit_amount() -> None:
    entry = of_body("【補助率】 定額\n【補助基準額】 定額\n")
    assert [rate.shares for rate in entry.rates] == [(("国", "定額"),)]
    assert entry.unit_amounts == ()


def units(field: str) -> list[tuple[str, int | None, str | None]]:
    return [(unit.label, unit.yen, unit.per) for unit in of_body(field).unit_amounts]


def test_unit_amounts_are_labelled_by_item_and_words() -> None:
    field = "【補助基準額】\n\n① 見守り員の配置\n\n- ・常勤 1箇所当たり 7,301千円\n- ・非常勤 1箇所当たり 3,305千円\n"
    assert units(field) == [("①見守り員の配置 常勤", 7_301_000, "1箇所"), ("①見守り員の配置 非常勤", 3_305_000, "1箇所")]


def test_a_label_holds_no_figure_so_that_a_changed_figure_is_one_change() -> None:
    field = "【補助基準額】\t見守り員を置く場合\t1 都道府県当たり\t8,625千円（2人目以降、1人につき5,044千円を加算）\n"
    assert units(field) == [("見守り員を置く場合", 8_625_000, "1都道府県"), ("見守り員を置く場合 2人目以降", 5_044_000, "1人")]


def test_a_marker_alone_means_the_item_of_the_outline() -> None:
    body = BODY.replace("- 見守りを行う。", "① 見守り員配置事業\n② 台帳整備事業")
    entry = one(
        "公園再生事業\n令和8年度概算要求額 3億円（2億円）\n"
        + body
        + "【補助基準額】\n- ① 1施設あたり 200千円\n- ② (端末なし) 1施設あたり 300千円\n(端末あり) 1施設あたり 700千円\n"
    )
    assert [unit.label for unit in entry.unit_amounts] == [
        "①見守り員配置事業",
        "②台帳整備事業 (端末なし)",
        "②台帳整備事業 (端末あり)",
    ]


def test_a_unit_cut_off_by_the_edge_of_the_page_goes_back_to_its_digits() -> None:
    assert units("【補助基準額】 1箇所当たり 7,301\n千円") == [("補助基準額", 7_301_000, "1箇所")]


def test_a_figure_alone_in_its_field_is_a_unit_amount() -> None:
    assert units("◆補助単価：２，５００千円") == [("補助基準額", 2_500_000, None)]


def test_carriers_are_single_bodies_without_remarks() -> None:
    text = BODY.replace("【実施主体】 市町村", "【実施主体】 都道府県、指定都市・中核市（全国5か所を選定） ※配置は都道府県のみ")
    assert one("公園再生事業\n令和8年度概算要求額 3億円（2億円）\n" + text).implementers == ("都道府県", "指定都市", "中核市")


@pytest.mark.parametrize(
    "body",
    [
        "【 実 施 主 体 】都道府県\n【補　助　率】国１／２、都道府県１／２",
        "◆実施主体：都道府県　◆補助率：国１／２、都道府県１／２",
        "○ 実施主体：都道府県\n○ 補助割合：国 1/2、都道府県 1/2",
    ],
)
def test_labels_are_read_however_they_are_set(body: str) -> None:
    entry = of_body("\n" + body.replace("市町村", ""))
    assert "都道府県" in entry.implementers
    assert [dict(rate.shares) for rate in entry.rates] == [{"国": Fraction(1, 2), "都道府県": Fraction(1, 2)}]


@pytest.mark.parametrize(
    "body", ["＜補助率＞国１／２、都道府県１／２", "[補助率] 国1/2、都道府県1/2", "〔負担割合〕国 1/2 都道府県 1/2"]
)
def test_a_label_in_a_bracket_needs_nothing_behind_it(body: str) -> None:
    (rate,) = of_body(f"\n{body}").rates
    assert dict(rate.shares) == {"国": Fraction(1, 2), "都道府県": Fraction(1, 2)}


def test_a_share_behind_its_label_in_a_diagram_is_read_where_no_field_states_one() -> None:
    (rate,) = of_body("\n国 → 民間団体（補助率：１／２）").rates
    assert dict(rate.shares) == {"国": Fraction(1, 2)}
    (rate,) = of_body("\n国 → 民間団体（補助率：１／２）\n【補助率】定額").rates
    assert dict(rate.shares) == {"国": "定額"}


def test_a_body_that_a_row_cuts_is_whole_and_a_list_behind_a_gap_is_none_of_them() -> None:
    rows = "実施主体：\n都道府県、市町村（特別区を含む）、社\n会福祉法人、一般社団法人\nその他法人\n"
    bodies = ("市町村", "都道府県", "社会福祉法人", "一般社団法人", "その他法人")
    assert of_body(f"{rows}\n・樹木の手入れに関する調査研究\n").implementers == bodies
    assert of_body("実施主体：都道府県、国\n社会福祉法人\n").implementers == ("市町村", "都道府県", "国", "社会福祉法人")


def test_a_list_of_bodies_goes_on_behind_a_gap() -> None:
    assert of_body("実施主体：\n・都道府県\n\n・指定都市\n").implementers == ("市町村", "都道府県", "指定都市")


def test_a_remark_on_carriers_goes_on_below() -> None:
    body = "\n【実施主体】 都道府県 ※相談員の\n配置については指定都市のみ"
    assert "都道府県" in of_body(body).implementers
    assert all("配置" not in name for name in of_body(body).implementers)


def test_a_letter_spaced_label_is_read_in_any_bracket() -> None:
    (rate,) = of_body("\n［補 助 率］国１／２、市町村１／２").rates
    assert dict(rate.shares) == {"国": Fraction(1, 2), "市町村": Fraction(1, 2)}
    assert one(f"街路樹見守り支援事業［拡充］\n令和8年度概算要求額 3億円\n{BODY}").flags == ("expanded",)


def test_an_exception_says_what_the_state_pays_in_its_case() -> None:
    first, second = of_body("\n【補助率】国1/2、市町村1/2\n※財政力の強い市町村は1/3").rates
    assert dict(first.shares) == {"国": Fraction(1, 2), "市町村": Fraction(1, 2)}
    assert dict(second.shares) == {"国": Fraction(1, 3)}


def test_amounts_of_no_field_are_read_where_no_field_states_any() -> None:
    assert [unit.yen for unit in of_body("\n・１人当たり月額 48千円").unit_amounts] == [48_000]
    assert [unit.yen for unit in of_body("\n・１人当たり月額 48千円\n【補助基準額】1か所当たり 5,000千円").unit_amounts] == [
        5_000_000
    ]


@pytest.mark.parametrize(
    "body",
    [
        "【補助率】 国：½、市町村：½",
        "(2) 補助率 国 $1/2$、市町村 $1/2$",
        "【補助率】国 \\frac{1}{2}、市町村 \\frac{1}{2}",
        "| 【補助率】 | 国1/2<br>市町村1/2 |",
        "補助率…国１／２、市町村１／２",
    ],
)
def test_shares_as_converters_write_them(body: str) -> None:
    shares = [pair for rate in of_body(f"\n{body}").rates for pair in rate.shares]
    assert shares == [("国", Fraction(1, 2)), ("市町村", Fraction(1, 2))]


@pytest.mark.parametrize("label", ["《配分基礎単価》", "【標準事業費単価】", "◆補助上限額"])
def test_a_label_of_unit_amounts_by_its_last_word(label: str) -> None:
    assert [unit.yen for unit in of_body(f"{label}\n公園 箇所数 ３，７００千円\n街路 延長 ２，１００千円\n").unit_amounts] == [
        3_700_000,
        2_100_000,
    ]


def test_a_percentage_of_each_party_is_its_share() -> None:
    (rate,) = of_body("《負担割合》国 38.5％ 都道府県 19.25％ 市町村 19.25％ １号保険料 23％\n").rates
    assert rate.shares[0] == ("国", Fraction(77, 200))
    assert sum(share for _, share in rate.shares if isinstance(share, Fraction)) == 1


@pytest.mark.parametrize(
    "heads",
    ["区分 国の補助率 上限額 下限額", "| 区分 | 補助率 | 上限額 |", "事業区分\t負担割合\t補助基準額"],
    ids=["blanks", "ruled", "tabs"],
)
def test_a_table_under_heads_of_its_columns_states_rates_and_unit_amounts(heads: str) -> None:
    rows = (
        "① 診断 国1/2、自治体1/4、事業者1/4",
        "高木 1,540万円 80万円",
        "低木 773万円",
        "② 巡回 定額",
        "１公園当たり 上限 1,800万円",
    )
    table = "".join(f"{row}\n" for row in (heads, *rows))
    entry = one("街路樹見守り支援事業\n令和8年度概算要求額 3億円（2億円）\n" + BODY.replace("- 見守りを行う。\n", table))
    assert [rate.shares[0] for rate in entry.rates] == [("国", Fraction(1, 2)), ("国", "定額")]
    assert [unit.yen // 10_000 for unit in entry.unit_amounts] == [1540, 80, 773, 1800]


@pytest.mark.parametrize("row", ["実施主体 補助先 市町村", "巡回 見守り 単価の見直し", "補助率 別に定める"])
def test_what_only_looks_like_heads_of_columns_opens_no_table(row: str) -> None:
    assert of_body(f"○ 詳細は次のとおり\n{row}\n公園 1,540万円\n").unit_amounts == ()


@pytest.mark.parametrize(
    "rows",
    [
        "【補助率】\n実施主体　　国　　都道府県　　市町村\n都道府県　　1/2　　1/2　　－\n市町村　　　1/2　　1/4　　1/4\n",
        "| 実施主体 | 国 | 都道府県 | 市町村 |\n|---|---|---|---|\n| 都道府県 | 1/2 | 1/2 | － |\n| 市町村 | 1/2 | 1/4 | 1/4 |\n",
        "負担割合\n実施主体 国 都道府県 市町村\n都道府県 １／２ １／２ －\n市町村 １／２ １／４ １／４\n",
    ],
)
def test_a_table_of_who_pays_has_a_column_each(rows: str) -> None:
    quarter = Fraction(1, 4)
    assert [(rate.scope, rate.shares) for rate in of_body(rows).rates] == [
        ("都道府県", (("国", HALF), ("都道府県", HALF))),
        ("市町村", (("国", HALF), ("都道府県", quarter), ("市町村", quarter))),
    ]


@pytest.mark.parametrize(
    "rows",
    ["実施主体　国　都道府県　市町村\n別に定める\n", "国 県 市\n1/2 1/2\n", "対象 国 病院名 棟数\n1/2 1/2 1/2 1/2\n"],
)
def test_parties_beside_each_other_are_no_table_of_shares(rows: str) -> None:
    assert read_rate_table(lines_of(rows)) == ()


def test_of_columns_of_years_the_last_is_this_years() -> None:
    assert units("【補助基準額】\n項目　令和７年度　令和８年度\n基本分　3,000千円　3,500千円\n加算分　500千円　600千円\n") == [
        ("基本分", 3_500_000, None),
        ("加算分", 600_000, None),
    ]
    assert len(units("【補助基準額】\n項目　直営　委託\n基本分　3,000千円　3,500千円\n")) == 2


def test_what_is_added_behind_an_amount_is_one_of_its_own() -> None:
    told = units("【補助基準額】 年額 12,345千円 （加算分）夜間対応を行う場合 1,200千円\n")
    assert [yen for _, yen, _ in told] == [12_345_000, 1_200_000]
    assert [yen for _, yen, _ in units("【補助基準額】 年額 12,345千円 うち国費 6,172千円\n")] == [12_345_000]


def test_a_day_is_no_label_of_what_is_paid_for_each_person() -> None:
    assert units("【補助基準額】 ③加算 １人当たり 日額 2,500円\n") == [("③加算", 2500, "1人")]


def test_items_of_one_line_are_each_told_by_their_own_number() -> None:
    outline = BODY.replace("- 見守りを行う。", "（１）見守り\n（２）剪定")
    entry = one(
        f"街路樹の支援事業\n令和8年度概算要求額 3億円\n{outline}【補助基準額】（１）１本あたり 10千円　（２）１本あたり 8千円\n"
    )
    assert [(unit.label, unit.yen) for unit in entry.unit_amounts] == [("（１）見守り", 10_000), ("（２）剪定", 8000)]


def test_shares_that_the_edge_of_a_page_cuts_are_read_whole() -> None:
    rates = of_body("【補助割合】国：1/2、市町村：1/2　又は　国：1/3、\n市町村：2/3\n").rates
    assert [dict(rate.shares) for rate in rates] == [
        {"国": HALF, "市町村": HALF},
        {"国": THIRD, "市町村": Fraction(2, 3)},
    ]
    assert len(of_body("【補助割合】国：1/2、市町村：1/2\n事務費　国：10/10\n").rates) == 2


@pytest.mark.parametrize(
    ("field", "told"),
    [
        (
            "【補助基準額】※（ ）内は前年度\n１か所当たり 7,000千円（6,500千円）\n夜間 1,000千円（900千円）\n",
            [7_000_000, 1_000_000],
        ),
        ("【補助基準額】 市町村：5,000千円（離島は6,000千円）\n", [5_000_000, 6_000_000]),
        ("【補助基準額】１か所当たり 7,000千円 → 7,500千円\n", [7_500_000]),
        ("【補助率】国10/10（上限額：１自治体あたり 50百万円）\n【補助基準額】１か所当たり 7,000千円\n", [7_000_000, 50_000_000]),
        ("【補助率】国10/10（総額 50百万円）\n【補助基準額】１か所当たり 7,000千円\n", [7_000_000]),
    ],
)
def test_what_is_paid_now_is_a_unit_amount_and_limits_beside_shares_are(field: str, told: list[int]) -> None:
    assert [yen for _, yen, _ in units(field)] == told


def test_what_was_paid_before_is_no_label() -> None:
    assert units("【補助基準額】夜間 １か所当たり 7,000千円 → 7,500千円\n") == [("夜間", 7_500_000, "1か所")]


@pytest.mark.parametrize(
    ("body", "rates", "units"),
    [
        ("【補助率】国1/2、市町村1/2\n【目標】離島の2/3で実施\n", 1, 0),
        ("【補助率】国1/2、市町村1/2\n【目標】全国の2/3の港で実施\n", 1, 0),
        ("【補助率】国1/2、市町村1/2\n【離島】国2/3、市町村1/3\n", 2, 0),
        ("【補助率】国1/2、市町村1/2\n【離島】2/3\n", 2, 0),
        ("【補助率】国1/2、市町村1/2\n【離島】港の部分（国2/3、市町村1/3）\n", 2, 0),
        ("【補助基準額】１か所当たり 100千円\n【課題】枯損で500千円を失う\n", 0, 1),
        ("【補助基準額】\n【大規模】１か所当たり 100千円\n【小規模】50千円\n", 0, 2),
    ],
)
def test_a_label_of_no_known_kind_ends_a_field_unless_it_is_a_scope(body: str, rates: int, units: int) -> None:
    entry = of_body(body)
    assert (len(entry.rates), len(entry.unit_amounts)) == (rates, units)


@pytest.mark.parametrize(("row", "rates"), [("参加率　1/3　2/3", 1), ("離島分　2/3　1/3", 2), ("補助率　2/3　1/3", 2)])
def test_a_row_of_another_rate_below_the_parties_is_none_of_theirs(row: str, rates: int) -> None:
    assert len(read_rate_table(lines_of(f"実施主体　国　都道府県\n都道府県　1/2　1/2\n{row}\n"))) == rates


VALUES_FIRST = """都道府県、市町村
実施主体

国１／２、都道府県・市町村１／２
補助率

１市町村あたり 2,000千円
補助基準額
"""


def test_labels_that_all_stand_below_their_values_are_theirs() -> None:
    entry = of_body("\n" + VALUES_FIRST)
    assert set(entry.implementers) == {"都道府県", "市町村"}
    assert [dict(rate.shares) for rate in entry.rates] == [{"国": Fraction(1, 2), "都道府県・市町村": Fraction(1, 2)}]
    assert [unit.yen for unit in entry.unit_amounts] == [2_000_000]


def test_labels_above_their_values_stay_there() -> None:
    entry = of_body("\n市町村が行う\n実施主体\n都道府県\n\n補助率\n国１／２\n")
    assert "都道府県" in entry.implementers
    assert [dict(rate.shares) for rate in entry.rates] == [{"国": Fraction(1, 2)}]


@pytest.mark.parametrize("line", ["国１／３、都道府県１／３、市町村１／３", "（１）・（２）　国１／２、都道府県・指定都市１／２"])
def test_shares_that_come_to_the_whole_need_no_label(line: str) -> None:
    (rate,) = of_body(f"\n○見守りの費用を補助する。\n{line}\n").rates
    assert sum(share for _, share in rate.shares if isinstance(share, Fraction)) == 1


@pytest.mark.parametrize(
    "line",
    [
        "国１／３、都道府県１／３",
        "国１／２、市町村１／２の割合であった。",
        "国１／２、市町村１／２から引き上げる",
        "参加 １／３、見学 ２／３",
    ],
)
def test_shares_in_part_or_in_a_sentence_need_one(line: str) -> None:
    assert of_body(f"\n○見守りの費用を補助する\n{line}\n").rates == ()


def test_a_share_alone_right_below_such_a_line_is_of_its_list() -> None:
    rates = of_body("\n（１）　国１／２、市町村１／２\n（２）　定額\n\n（３）　定額\n").rates
    assert [rate.scope for rate in rates] == ["1", "2"]
