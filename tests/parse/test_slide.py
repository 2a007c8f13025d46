"""The slide layout, rule by rule, on slides written by hand."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest

from monitor.budget import Amount, AmountKind, Entry, FiscalYear, Level, Stage
from monitor.parse.header import Header
from monitor.parse.layouts import slide
from monitor.read.document import Line
from tests.parse.documents import document, lines_of

BODY = """
事業の目的

- 街路樹を見守る。

事業の概要

- 見守りを行う。

実施主体等

【実施主体】 市町村
"""


def read(text: str) -> list[Entry]:
    return slide.read(lines_of(text), Header())


def one(text: str) -> Entry:
    (entry,) = read(text)
    return entry


def of_body(body: str) -> Entry:
    return one("街路樹見守り支援事業\n令和8年度概算要求額 3億円（2億円）\n" + BODY + body)


def hundred_million(yen: int, kind: AmountKind = AmountKind.EXACT) -> Amount:
    return Amount(yen, kind, 100_000_000)


def test_the_line_before_the_money_is_the_title() -> None:
    entry = one("街路樹見守り支援事業 【拡充】\n\n令和8年度概算要求額 3億円（2億円）\n" + BODY)
    assert (entry.name, entry.line, entry.flags) == ("街路樹見守り支援事業", 1, ("expanded",))
    assert (entry.amount, entry.prior) == (hundred_million(300_000_000), hundred_million(200_000_000))
    assert (entry.fiscal_year, entry.stage) == (FiscalYear(2026), Stage.REQUEST)
    assert entry.confidence > 0.8


@pytest.mark.parametrize(
    "title", ["# 街路樹見守り支援事業", "**街路樹見守り支援事業**", "【街路樹見守り支援事業】", "## 街路樹見守り支援事業【新規】"]
)
def test_a_title_may_wear_the_marks_of_its_converter(title: str) -> None:
    assert one(f"{title}\n\n令和8年度概算要求額 3億円（2億円）\n{BODY}").name == "街路樹見守り支援事業"


@pytest.mark.parametrize(
    ("badges", "flags"),
    [
        ("【新規・推進枠】", ("new", "priority")),
        ("【一部拡充】", ("expanded_part",)),
        ("[拡充]", ("expanded",)),
        ("【デジタル庁一括計上】【一部推進枠】", ("priority_part", "digital")),
    ],
)
def test_badges_of_several_words_are_flags_and_no_part_of_the_name(badges: str, flags: tuple[str, ...]) -> None:
    entry = one(f"街路樹見守り支援事業{badges}\n\n令和8年度概算要求額 3億円（2億円）\n{BODY}")
    assert (entry.name, entry.flags) == ("街路樹見守り支援事業", flags)


@pytest.mark.parametrize(
    "money", ["街路樹見守り支援事業 令和8年度概算要求額 3億円（2億円）", "街路樹見守り支援事業\n概算要求額 3億円（2億円）"]
)
def test_the_title_may_share_the_money_line_and_the_money_line_may_name_no_year(money: str) -> None:
    (entry,) = slide.read(lines_of(f"{money}\n{BODY}"), Header(fiscal_year=FiscalYear(2026)))
    assert (entry.name, entry.fiscal_year, entry.amount.yen) == ("街路樹見守り支援事業", FiscalYear(2026), 300_000_000)


def test_a_title_too_long_for_one_line_is_read_whole() -> None:
    entry = one("樹木医の養成における\n研修プログラム整備モデル事業【新規】\n令和8年度概算要求額 3億円（－億円）\n" + BODY)
    assert (entry.name, entry.flags) == ("樹木医の養成における研修プログラム整備モデル事業", ("new",))


def test_a_title_that_touches_the_money_line_may_end_like_any_word() -> None:
    assert one("みどりのコンシェルジュ\n令和8年度概算要求額 3億円（2億円）\n" + BODY).name == "みどりのコンシェルジュ"


@pytest.mark.parametrize(
    "head",
    [
        "街路樹見守り支援事業\n\n緑化局 街路樹課（内線 1234）\n\n<緑化推進費補助金> 令和8年度概算要求額 3億円（2億円）",
        "街路樹見守り支援事業　緑化局 街路樹課（内線1234）\n令和8年度概算要求額 3億円（2億円）",
        "街路樹見守り支援事業\n令和8年度概算要求額 3億円（2億円）\n緑化局街路樹課（内線1234）",
    ],
)
def test_the_division_stands_above_beside_or_below_the_title(head: str) -> None:
    entry = one(head + "\n" + BODY)
    assert (entry.name, entry.bureau, entry.division, entry.phone_ext) == ("街路樹見守り支援事業", "緑化局", "街路樹課", "1234")


def test_the_last_lines_of_a_slide_are_not_the_title_of_the_next() -> None:
    slides = "街路樹見守り支援事業\n令和8年度概算要求額 3億円（2億円）\n" + BODY + "【補助基準額】\n\n定額\n\n"
    first, second = read(slides + "令和8年度概算要求額 5億円（4億円）\n" + BODY)
    assert first.name == "街路樹見守り支援事業"
    assert second.amount == hundred_million(500_000_000)
    assert second.confidence < 0.5
    assert second.name != first.name


def test_the_last_item_of_a_list_is_not_the_title_of_the_next_slide() -> None:
    list_ = "【対象】\n① 剪定研修事業\n② 植栽研修事業\n\n"
    _, second = read("公園再生事業\n令和8年度概算要求額 3億円\n" + BODY + list_ + "令和8年度概算要求額 5億円\n" + BODY)
    assert second.name != "植栽研修事業"
    assert second.confidence < 0.5


def test_a_figure_pushed_to_the_next_line_belongs_to_its_money_line() -> None:
    assert one("公園再生事業\n令和8年度概算要求額\n3億円（2億円）\n" + BODY).amount == hundred_million(300_000_000)


def test_within_is_kept_on_both_sides() -> None:
    entry = one("公園再生事業\n＜緑化推進費補助金＞ 令和8年度概算要求額 12億円の内数（10億円の内数）\n" + BODY)
    assert entry.amount == hundred_million(1_200_000_000, AmountKind.WITHIN)
    assert entry.prior == hundred_million(1_000_000_000, AmountKind.WITHIN)


def test_an_amount_and_more_to_be_decided_is_the_amount() -> None:
    entry = one("公園再生事業\n令和8年度概算要求額 208億円＋事項要求（200億円）\n" + BODY)
    assert (entry.amount, entry.prior) == (hundred_million(20_800_000_000), hundred_million(20_000_000_000))


@pytest.mark.parametrize(
    "order", ["令和7年度予算額 2億円 → 令和8年度概算要求額 3億円", "令和8年度概算要求額 3億円（令和7年度当初予算額 2億円）"]
)
def test_a_prior_spelled_out_is_the_prior(order: str) -> None:
    entry = one(f"公園再生事業\n{order}\n{BODY}")
    assert (entry.fiscal_year, entry.stage) == (FiscalYear(2026), Stage.REQUEST)
    assert (entry.amount, entry.prior) == (hundred_million(300_000_000), hundred_million(200_000_000))


def test_a_supplementary_budget_on_the_slide_is_a_statement_of_its_own() -> None:
    request, beside = read("公園再生事業\n令和8年度概算要求額 3億円（2億円）\n令和7年度第2号補正予算案 1億円\n" + BODY)
    assert (request.stage, request.amount) == (Stage.REQUEST, hundred_million(300_000_000))
    assert (beside.name, beside.fiscal_year, beside.stage) == ("公園再生事業", FiscalYear(2025), Stage.SUPPLEMENTARY_DRAFT)
    assert (beside.round, beside.amount) == (2, hundred_million(100_000_000))


def test_a_year_that_there_is_none_of_is_the_document_s() -> None:
    """A typing error, which must not cost the slide."""
    entry = one(f"街路樹見守り事業\n\n令和0年度概算要求額 12億円（11億円）\n{BODY}")
    assert (entry.name, entry.fiscal_year) == ("街路樹見守り事業", None)
    assert entry.amount.yen == 1_200_000_000


def test_a_remark_behind_the_money_is_no_second_statement() -> None:
    entry = one("公園再生事業\n令和8年度概算要求額 3億円（2億円）※デジタル庁計上分 1億円を含む\n" + BODY)
    assert entry.amount == hundred_million(300_000_000)


@pytest.mark.parametrize(
    ("words", "stage"),
    [
        ("概算要求額", Stage.REQUEST),
        ("当初予算案", Stage.DRAFT),
        ("当初予算額", Stage.INITIAL),
        ("補正予算", Stage.SUPPLEMENTARY),
        ("補正予算案", Stage.SUPPLEMENTARY_DRAFT),
    ],
)
def test_the_money_line_tells_the_stage(words: str, stage: Stage) -> None:
    assert one(f"公園再生事業\n令和8年度{words} 3億円\n{BODY}").stage is stage


def test_labelled_money_lines_are_breakdowns_and_are_not_added() -> None:
    text = (
        "緑のまち支援事業【拡充】\n＜緑化委託費＞ 令和8年度概算要求額 国実施分 0.1億円 (0.2億円)\n"
        "＜緑化補助金＞ 令和8年度概算要求額 自治体実施分 12億円の内数 (10億円の内数)\n"
    )
    carriers = "【実施主体】国実施分：国（委託により実施） 自治体実施分：都道府県・指定都市\n"
    measure, own, local = read(text + BODY.replace("【実施主体】 市町村\n", carriers))
    assert measure.amount == measure.prior == Amount.none()
    assert measure.implementers == ("国(委託により実施)", "都道府県", "指定都市")
    assert (own.name, own.level, own.parent, own.line) == ("国実施分", Level.BREAKDOWN, measure.name, 2)
    assert (own.amount.yen, own.implementers) == (10_000_000, ("国(委託により実施)",))
    assert (local.name, local.amount.kind, local.implementers) == ("自治体実施分", AmountKind.WITHIN, ("都道府県", "指定都市"))


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


BIG, SMALL = "1,200千円（1,100千円）", "800千円（700千円）"


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


def lost(purpose: str, outline: str, money: str = "令和8年度概算要求額 3億円（2億円）") -> Entry:
    return one(f"{money}\n\n事業の目的\n\n- {purpose}\n\n事業の概要\n\n{outline}\n\n実施主体等\n\n【実施主体】 市町村\n")


@pytest.mark.parametrize(
    ("purpose", "outline", "name"),
    [
        ("樹木を守る。", "- 樹木の情報を持つ「樹木台帳共有システム」について、運用を行う。", "樹木台帳共有システム"),
        ("公園におけるドローン活用推進事業を実施する。", "- ドローンを使う。", "公園におけるドローン活用推進事業"),
        ("樹木を守る。", "- 書類を減らすための樹木の電子届出システムの構築を行う。", "樹木の電子届出システムの構築"),
        ("樹木を守る。", "- 次に掲げる事業を実施する。\n\n① 剪定支援\n\n② 台帳整備", "剪定支援、台帳整備"),
        ("近年は枯死が増えているため、街路樹の見守り体制の整備を促進する。", "- 見守る。", "街路樹の見守り体制の整備の促進"),
        ("市民に樹木の手入れの相談を提供することを目的とする。", "- 知らせる。", "市民に樹木の手入れの相談の提供"),
    ],
)
def test_a_lost_title_is_named_from_the_slide_itself_and_goes_to_review(purpose: str, outline: str, name: str) -> None:
    entry = lost(purpose, outline)
    assert (entry.name, entry.line) == (name, 1)
    assert entry.confidence < 0.5


def test_a_derived_name_does_not_change_with_the_money() -> None:
    before = lost("街路樹の見守り体制の整備を促進する。", "- 見守る。")
    after = lost("街路樹の見守り体制の整備を促進する。", "- 見守る。", "令和8年度概算要求額 9億円（2億円）")
    assert before.name == after.name


def test_a_slide_that_offers_no_words_is_named_by_its_item_of_appropriation() -> None:
    assert lost("なし", "なし", "<公園補助金> 令和8年度概算要求額 3億円（2億円）").name == "公園補助金"


def test_two_slides_that_derive_one_name_are_two_measures() -> None:
    text = "令和8年度概算要求額 3億円（2億円）\n\n事業の目的\n\n- 公園の整備を推進する。\n\n事業の概要\n\n- 整える。\n\n"
    assert [entry.name for entry in read(text + text)] == ["公園の整備の推進", "公園の整備の推進(2)"]


def test_badges_on_items_of_a_slide_without_title_are_badges_in_part() -> None:
    assert lost("樹木を守る。", "- ・剪定 **【拡充】**\n- ・植栽 【新規】").flags == ("new_part", "expanded_part")


def test_prose_about_money_is_no_slide() -> None:
    text = "公園の現状\n\n令和8年度概算要求額 3億円（2億円）\n\n公園は増えている。\n\n事業の目的という語も使う。\n"
    assert slide.find(document(text), Header()) == []
    assert read(text) == []


def test_the_span_runs_from_the_first_title_to_the_last_slide() -> None:
    text = "表紙\n\n目次の行\n\n街路樹見守り支援事業\n令和8年度概算要求額 3億円（2億円）\n" + BODY
    (span,) = slide.find(document(text), Header())
    assert (span.first, span.last) == (5, len(text.split("\n")))
    assert span.score > 0.8


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


def test_page_numbers_are_no_part_of_a_slide() -> None:
    first = f"街路樹見守り支援事業\n令和8年度概算要求額 3億円\n{BODY}\n12"
    text = f"{first}\n 並木の手入れ推進事業\n- 13 -\n令和8年度概算要求額 4億円\n{BODY}"
    assert [(entry.name, entry.amount.yen) for entry in read(text)] == [
        ("街路樹見守り支援事業", 300_000_000),
        ("並木の手入れ推進事業", 400_000_000),
    ]


def test_a_number_whose_unit_stands_below_is_no_page_number() -> None:
    assert [unit.yen for unit in of_body("\n【補助基準額】１か所当たり 200\n千円").unit_amounts] == [200_000]


def test_a_figure_may_stand_below_the_last_words_of_its_money_line() -> None:
    entries = read(f"街路樹見守り支援事業\n令和6年度補正予算 1億円 + 令和7年度当初予算案\n3億円（2億円）\n{BODY}")
    assert [(entry.fiscal_year.year if entry.fiscal_year else None, entry.amount.yen, entry.prior.yen) for entry in entries] == [
        (2025, 300_000_000, 200_000_000),
        (2024, 100_000_000, None),
    ]


@pytest.mark.parametrize("office", ["資源エネルギー庁新エネルギー課", "商務・サービスグループ教育産業室", "都市局緑化推進課"])
def test_divisions_below_agencies_and_groups(office: str) -> None:
    entry = one(f"街路樹見守り支援事業\n令和8年度概算要求額 3億円\n{office}\n{BODY}")
    assert f"{entry.bureau}{entry.division}" == office


def test_a_remark_on_carriers_goes_on_below() -> None:
    body = "\n【実施主体】 都道府県 ※相談員の\n配置については指定都市のみ"
    assert "都道府県" in of_body(body).implementers
    assert all("配置" not in name for name in of_body(body).implementers)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("街路樹を見守る人を育てる\nための研修事業\n{money}", "街路樹を見守る人を育てるための研修事業"),
        ("街路樹の見守りの充実\n（街路樹相談支援事業）\n{money}", "街路樹の見守りの充実 (街路樹相談支援事業)"),
        ("{money}\n街路樹見守り支援事業\n都市局 緑化課", "街路樹見守り支援事業"),
        ("都市局緑化課\n街路樹見守り支援事業\n{money}", "街路樹見守り支援事業"),
    ],
)
def test_a_title_over_two_lines_or_below_the_money(head: str, name: str) -> None:
    assert one(head.format(money="令和8年度概算要求額 3億円（2億円）") + f"\n{BODY}").name == name


@pytest.mark.parametrize(
    "money",
    [
        "R8当初（案） 3億円 （R7当初 2億円）",
        "令和8年度要求・要望額 3億円（前年度予算額 2億円）",
        "令和8年度予算概算要求額 300（200）百万円",
        "令和8年度要求額：300百万円 令和7年度予算額：200百万円",
        "令和8年度要望額 300百万円\n（前年度予算額 200百万円）",
    ],
)
def test_the_words_before_a_slides_figures_are_many(money: str) -> None:
    entry = one(f"街路樹見守り支援事業\n{money}\n{BODY}")
    assert (entry.amount.yen, entry.prior.yen) == (300_000_000, 200_000_000)
    assert entry.fiscal_year == FiscalYear(2026)


def test_each_account_of_a_money_line_is_its_own() -> None:
    _, general, special = read(
        f"街路樹見守り支援事業\n令和8年度概算要求額　一般会計 3億円（2億円）、労働保険特別会計 5億円（4億円）\n{BODY}"
    )
    assert (general.name, general.account) == ("一般会計", None)
    assert (special.name, special.account) == ("労働保険特別会計", "労働保険特別会計")


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


def test_an_account_keeps_its_bracket() -> None:
    entry = one(f"街路樹見守り支援事業\n令和8年度概算要求額　労働保険特別会計（雇用勘定） 3億円（2億円）\n{BODY}")
    assert (entry.account, entry.amount.yen) == ("労働保険特別会計(雇用勘定)", 300_000_000)


def test_a_slide_without_money_ends_the_slide_before_it() -> None:
    explained = "緑化の制度\n事業の目的\n制度の説明。\n事業の概要\n説明。\n実施主体等\n【実施主体】都道府県\n【補助率】国1/3\n"
    entry = one(f"街路樹見守り支援事業\n令和8年度概算要求額 3億円\n{BODY}\n{explained}")
    assert (entry.name, entry.implementers, entry.rates) == ("街路樹見守り支援事業", ("市町村",), ())


def test_a_slide_whose_digits_were_lost_is_a_measure_that_a_person_looks_at() -> None:
    lost = "並木の手入れ推進事業\n令和8年度概算要求額\n\n億円の内数\n\n緑化関係予算\n\n億円の内数)※()内は前年度当初予算額\n"
    first, second = read(f"街路樹見守り支援事業\n令和8年度概算要求額 3億円\n{BODY}\n{lost}{BODY}【補助率】国1/2、市町村1/2\n")
    assert (first.name, first.rates) == ("街路樹見守り支援事業", ())
    assert (second.name, second.amount, second.prior) == ("並木の手入れ推進事業", Amount.none(), Amount.none())
    assert (second.fiscal_year, second.stage) == (FiscalYear(2026), Stage.REQUEST)
    assert second.confidence < 0.5
    assert len(second.rates) == 1


def test_money_to_be_settled_is_no_lost_figure() -> None:
    entry = one(f"街路樹見守り支援事業\n令和8年度概算要求額 事項要求\n{BODY}")
    assert entry.amount == Amount.none()
    assert entry.confidence > 0.8


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


def test_a_numbered_title_may_wear_a_badge_in_tortoise_shells() -> None:
    entry = one(f"2. 街路樹見守り支援事業 〔新規〕\n\n<補助金> 令和8年度概算要求額 3億円（－）\n{BODY}")
    assert (entry.name, entry.flags) == ("街路樹見守り支援事業", ("new",))


def test_other_ministries_begin_with_what_is_wrong() -> None:
    text = "街路樹見守り支援事業\n令和8年度要求・要望額 3億円\n現状・課題\n木が傷んでいる。\n事業内容\n見守る。\n補助率：1/3\n"
    (entry,) = read(text)
    assert (entry.name, entry.amount.yen, len(entry.rates)) == ("街路樹見守り支援事業", 300_000_000, 1)


@pytest.mark.parametrize("before", ["", "【実施主体】都道府県\n\n", "・見守る。\n 12\n "])
def test_a_title_over_two_lines_whose_first_ends_in_a_verb(before: str) -> None:
    title = "街路樹の適正な手入れを促す\n電話相談の全国展開"
    first = f"並木の手入れ推進事業\n令和8年度概算要求額 4億円\n{BODY}"
    text = f"{first}\n{before}{title}\n\n令和8年度概算要求額　3億円\n\n都市局緑化課\n{BODY}"
    assert [entry.name for entry in read(text)] == ["並木の手入れ推進事業", "街路樹の適正な手入れを促す電話相談の全国展開"]


def test_the_last_lines_of_a_slide_are_no_title_of_the_next() -> None:
    first = f"並木の手入れ推進事業\n令和8年度概算要求額 4億円\n{BODY}"
    _, second = read(f"{first}\n国\n機器を貸し出す\n\n令和8年度概算要求額　3億円\n{BODY}")
    assert second.confidence < 0.5


@pytest.mark.parametrize(
    "line",
    ["局" + "参事官・1課・漢課、" * 12 + "漢", "　" * 100 + "課", "令和7年度" + "　" * 200 + "要求", "（" + " " * 200 + "－"],
    ids=["divisions", "blanks", "money", "bracket"],
)
def test_a_line_made_to_be_slow_costs_no_time(line: str) -> None:
    begun = time.process_time()
    slide.read([Line(number, line) for number in range(1, 50)], Header())
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    ("badge", "flag"), [("新規", "new"), ("【デジタル庁一括計上】", "digital"), ("【一部拡充】", "expanded_part")]
)
def test_a_badge_below_the_money_is_of_the_slide(badge: str, flag: str) -> None:
    assert one(f"街路樹見守り支援事業\n令和8年度概算要求額 3億円（2億円）\n{badge}\n{BODY}").flags == (flag,)


def test_a_part_below_the_money_line_is_money_of_the_same_year() -> None:
    money = "令和８年度概算要求額 ① 街路樹費負担金 41億円の内数（40億円の内数）\n　　　　　② 公園費補助金 93百万円（77百万円）"
    measure, *parts = read(f"街路樹見守り支援事業\n{money}\n公園局 緑化課\n{BODY}")
    assert (measure.name, measure.amount.kind, measure.division) == ("街路樹見守り支援事業", AmountKind.NONE, "緑化課")
    assert [part.name for part in parts] == ["街路樹費負担金", "公園費補助金"]
    assert [(part.amount.yen, part.prior.yen) for part in parts] == [(4_100_000_000, 4_000_000_000), (93_000_000, 77_000_000)]
    assert {(part.fiscal_year, part.stage, part.parent) for part in parts} == {(FiscalYear(2026), Stage.REQUEST, measure.name)}


def test_a_remark_with_money_of_two_years_below_the_money_line_is_no_part() -> None:
    entry = one(f"街路樹見守り支援事業\n令和8年度概算要求額 3億円（2億円）\n※ ほかに公園分 5億円（4億円）\n{BODY}")
    assert entry.amount == hundred_million(300_000_000)


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


def test_printed_page_numbers_part_the_end_of_a_slide_from_the_head_of_the_next() -> None:
    deck = "".join(
        f"{name}\n令和8年度概算要求額 3億円（2億円）\n{BODY}\n拡充\n- {number} -\n"
        for number, name in enumerate(("街路樹見守り支援事業", "公園の手入れ", "池の水質調査"), 3)
    )
    assert [(entry.name, entry.flags, entry.page) for entry in read(deck)] == [
        ("街路樹見守り支援事業", (), None),
        ("公園の手入れ", (), None),
        ("池の水質調査", (), None),
    ]


def test_numbers_that_do_not_count_on_part_nothing() -> None:
    deck = "".join(
        f"{name}\n{number}\n令和8年度概算要求額 3億円（2億円）\n{BODY}\n"
        for number, name in ((12, "街路樹見守り支援事業"), (40, "公園の手入れ事業"), (7, "池の水質調査"))
    )
    assert [entry.name for entry in read(deck)] == ["街路樹見守り支援事業", "公園の手入れ事業", "池の水質調査"]


@pytest.mark.parametrize("above", ["", "令和8年度概算要求の概要\n\n街路樹課\n\n", "3\n\n街路樹課\n\n9\n\n"])
def test_slides_read_the_same_as_found_among_other_lines_and_by_themselves(above: str) -> None:
    deck = "".join(
        f"{name}\n令和8年度概算要求額 3億円（2億円）\n{BODY}\n拡充\n- {number} -\n"
        for number, name in enumerate(("街路樹見守り支援事業", "公園の手入れ", "池の水質調査"), 3)
    )
    whole = document(above + deck)
    (span,) = slide.find(whole, Header())
    found = slide.read(whole.lines[span.first - 1 : span.last], Header())
    assert found == slide.read(document(above + deck).lines[span.first - 1 : span.last], Header())
    assert [entry.name for entry in found] == ["街路樹見守り支援事業", "公園の手入れ", "池の水質調査"]
