"""The money lines of slides: years and stages, years before, parts, accounts, lost figures."""

from __future__ import annotations

import pytest

from monitor.budget import Amount, AmountKind, FiscalYear, Level, Stage
from tests.parse.slides import BODY, hundred_million, one, read


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


@pytest.mark.parametrize("number", ["2", "２", "二"])
def test_a_supplementary_budget_on_the_slide_is_a_statement_of_its_own(number: str) -> None:
    request, beside = read(f"公園再生事業\n令和8年度概算要求額 3億円（2億円）\n令和7年度第{number}号補正予算案 1億円\n{BODY}")
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


def test_a_figure_may_stand_below_the_last_words_of_its_money_line() -> None:
    entries = read(f"街路樹見守り支援事業\n令和6年度補正予算 1億円 + 令和7年度当初予算案\n3億円（2億円）\n{BODY}")
    assert [(entry.fiscal_year.year if entry.fiscal_year else None, entry.amount.yen, entry.prior.yen) for entry in entries] == [
        (2025, 300_000_000, 200_000_000),
        (2024, 100_000_000, None),
    ]


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


def test_an_account_keeps_its_bracket() -> None:
    entry = one(f"街路樹見守り支援事業\n令和8年度概算要求額　労働保険特別会計（雇用勘定） 3億円（2億円）\n{BODY}")
    assert (entry.account, entry.amount.yen) == ("労働保険特別会計(雇用勘定)", 300_000_000)


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


@pytest.mark.parametrize("beside", ["（ほか基金 30億円）", "\n（ほか基金 30億円）", "（基金残高 30億円）"])
def test_money_beside_a_measures_own_is_no_part_of_it(beside: str) -> None:
    entry = one(f"公園再生事業\n令和8年度概算要求額 3億円{beside}\n" + BODY)
    assert (entry.amount, entry.prior.yen, entry.of_which) == (hundred_million(300_000_000), None, ())
