"""The money of a sheet, and what only looks like it."""

from collections.abc import Sequence

import pytest

from monitor.budget import Amount, AmountKind, FiscalYear, Part, Stage
from monitor.parse.layouts.sheet.money import Money, take_account, take_money
from monitor.read.document import Line

OKU, HYAKUMAN = 10**8, 10**6


def lines_of(texts: Sequence[str]) -> list[Line]:
    return [Line(number, text) for number, text in enumerate(texts, start=1)]


def read(*texts: str) -> tuple[Money, ...]:
    return take_money(lines_of(texts), list(texts))


def account(money: Sequence[Money], *texts: str) -> str | None:
    return take_account(lines_of(texts), list(texts), money)


@pytest.mark.parametrize(
    ("text", "yen", "step"),
    [
        ("令和７年度補正予算案 564億円", 564 * OKU, OKU),
        ("令和７年度補正予算案 ２２億円", 22 * OKU, OKU),
        ("令和年７度補正予算案 ６．０億円 医政局地域医療計画課", 6 * OKU, OKU // 10),
        ("（内線3936）令和７年度補正予算案 96百万円", 96 * HYAKUMAN, HYAKUMAN),
        ("【令和６年度補正予算額 3,828百万円】", 3828 * HYAKUMAN, HYAKUMAN),
        ("令和７年度補正予算（案）：12億円", 12 * OKU, OKU),
        ("令和７年度補正予算案 12億円施策名：森の学校事業", 12 * OKU, OKU),
        ("令和７年度補正予算案額 約1.5億円", 150 * HYAKUMAN, OKU // 10),
        ("令和７（2025）年度補正予算案 12億円", 12 * OKU, OKU),
        ("2025年度補正予算案 12億円", 12 * OKU, OKU),
        ("令和７年度補正予算案（第１号） 12億円", 12 * OKU, OKU),
        ("令和７年度補正予算案 合計 12億円", 12 * OKU, OKU),
    ],
)
def test_the_figure_right_behind_the_label_is_the_amount(text: str, yen: int, step: int) -> None:
    (money,) = read(text)
    assert money.amount == Amount(yen, AmountKind.EXACT, step)
    assert not money.prior.is_stated


@pytest.mark.parametrize(
    "text",
    [
        "※約1.1万戸分は令和６年度補正予算の別の事業で先に手当てした。",
        "既に令和６年度補正予算（5億円）で措置した機器を除く。",
        "令和６年度補正予算（４億円）で試した手紙を広げる。",
        "（要件は、令和６年度補正予算 12億円の基金と同様）",
    ],
)
def test_what_a_sentence_says_of_another_budget_is_no_statement(text: str) -> None:
    assert read(text) == ()


def test_what_contains_an_amount_is_kept_apart_from_it() -> None:
    (money,) = read("令和７年度補正予算案 5.9億円（56億円の内数）")
    assert money.amount == Amount(590 * HYAKUMAN, AmountKind.EXACT, OKU // 10)
    assert money.inside == Amount(56 * OKU, AmountKind.WITHIN, OKU)
    assert not money.prior.is_stated


def test_an_unstated_part_of_a_figure_is_within_it() -> None:
    (money,) = read("令和７年度補正予算案 56億円の内数")
    assert money.amount.kind is AmountKind.WITHIN
    assert money.inside is None


@pytest.mark.parametrize(
    ("text", "stage", "round_"),
    [
        ("令和７年度補正予算案 3億円", Stage.SUPPLEMENTARY_DRAFT, None),
        ("令和７年度補正予算額 3億円", Stage.SUPPLEMENTARY, None),
        ("令和７年度補正予算（第１号）案 3億円", Stage.SUPPLEMENTARY_DRAFT, 1),
        ("令和７年度第２次補正予算案 3億円", Stage.SUPPLEMENTARY_DRAFT, 2),
        ("令和７年度第二次補正予算案 4,750億円", Stage.SUPPLEMENTARY_DRAFT, 2),
        ("令和７年度補正予算（第三号）案 3億円", Stage.SUPPLEMENTARY_DRAFT, 3),
        ("令和８年度当初予算案 3億円", Stage.DRAFT, None),
    ],
)
def test_the_label_tells_year_stage_and_round(text: str, stage: Stage, round_: int | None) -> None:
    (money,) = read(text)
    assert (money.stage, money.round) == (stage, round_)
    assert money.fiscal_year == FiscalYear(2026 if "８" in text else 2025)


def test_what_counts_no_budget_is_no_round() -> None:
    assert read("令和７年度第二期補正予算案 3億円") == ()


def test_a_sheet_can_state_two_budgets() -> None:
    first, second = read("令和７年度補正予算案 3億円 令和８年度当初予算案 5億円")
    assert (first.stage, first.amount.yen) == (Stage.SUPPLEMENTARY_DRAFT, 3 * OKU)
    assert (second.stage, second.amount.yen) == (Stage.DRAFT, 5 * OKU)


def test_the_year_before_in_a_bracket_is_the_baseline() -> None:
    (money,) = read("令和７年度補正予算案 3億円（令和６年度補正予算額 2億円）")
    assert (money.amount.yen, money.prior.yen) == (3 * OKU, 2 * OKU)


def test_a_figure_below_its_label_is_its_figure() -> None:
    (money,) = read("令和７年度補正予算案", "", "7.5億円")
    assert (money.line.number, money.amount.yen) == (1, 750 * HYAKUMAN)


def test_parts_told_apart_are_kept() -> None:
    (money,) = read("令和７年度補正予算案 46億円（うちデジタル庁計上分 3億円）")
    assert money.of_which == (Part("デジタル庁", 3 * OKU),)


def test_the_whole_amount_repeated_for_a_special_account_names_the_account() -> None:
    money = read("令和７年度補正予算案 52百万円")
    texts = ["令和７年度補正予算案 52百万円", "※労働特会（雇） 52百万円"]
    assert take_account(lines_of(texts), texts, money) == "労働特会(雇)"
    assert account(money, "※労働特会（雇） 20百万円") is None


def test_a_figure_below_its_label_may_have_the_office_beside_it() -> None:
    texts = ["令和７年度補正予算案", "", "462億円 道路局橋梁課"]
    (money,) = take_money(lines_of(texts), texts)
    assert money.amount.yen == 462 * OKU
    assert texts[2].strip() == "道路局橋梁課"


def test_the_initial_budget_in_a_bracket_is_what_a_supplementary_one_is_compared_with() -> None:
    (money,) = read("令和７年度補正予算案 88百万円（令和７年度当初予算額 15億円）")
    assert (money.amount.yen, money.prior.yen) == (88 * HYAKUMAN, 15 * OKU)
    assert len(read("令和７年度補正予算案 88百万円　令和７年度当初予算額 15億円")) == 2


@pytest.mark.parametrize("year", ["令和0年度", "令和98年度"])
def test_a_year_that_there_is_none_of_is_no_year(year: str) -> None:
    """A typing error, which must not cost the sheet."""
    (money,) = read(f"{year}補正予算案 12億円")
    assert (money.fiscal_year, money.amount) == (None, Amount(12 * OKU, AmountKind.EXACT, OKU))


@pytest.mark.parametrize(
    "texts",
    [
        ["令和７年度補正予算案", "※労働特会（雇）", "52百万円"],
        ["52百万円", "令和７年度補正予算案"],
        ["令和７年度補正予算案", "", "52百万円 職業安定局総務課"],
    ],
)
def test_the_figure_of_a_label_alone_stands_near_it(texts: list[str]) -> None:
    assert [money.amount.yen for money in read(*texts)] == [52 * HYAKUMAN]


def test_a_row_of_a_list_above_a_label_is_not_its_figure() -> None:
    assert read("検査の充実 52百万円", "令和７年度補正予算案") == ()


@pytest.mark.parametrize("gap", [[], [""]])
def test_a_bracket_below_the_amount_may_say_the_initial_budget(gap: list[str]) -> None:
    (money,) = read("令和６年度補正予算案：11億円", *gap, "（令和６年度当初予算額：8.4億円）")
    assert (money.amount.yen, money.prior.yen) == (11 * OKU, 840 * HYAKUMAN)


def test_an_initial_budget_elsewhere_on_the_sheet_is_no_baseline() -> None:
    first, second = read("令和６年度補正予算案：11億円", "都道府県に補助する。", "令和６年度当初予算額：8.4億円")
    assert not first.prior.is_stated
    assert second.stage is Stage.INITIAL


def test_a_dash_in_the_bracket_of_the_initial_budget_is_nothing() -> None:
    (money,) = read("令和６年度補正予算案：391億円（令和６年度当初予算額：－）")
    assert (money.amount.yen, money.prior.yen) == (391 * OKU, 0)


def test_a_bracket_below_the_amount_may_tell_its_parts() -> None:
    (money,) = read("令和８年度補正予算案 131億円", "（うち機器 92億円、研修 39億円）")
    assert money.of_which == (Part("機器", 92 * OKU), Part("研修", 39 * OKU))
    (money,) = read("令和８年度補正予算案 131億円", "（うち機器 92億円、研修 139億円）")
    assert money.of_which == ()


def test_one_word_can_tell_all_parts_of_a_bracket() -> None:
    (money,) = read("令和６年度補正予算案：２．９億円（うち補助金 ２．１億円、委託費 ０．８億円）")
    assert money.amount.yen == 290 * HYAKUMAN
    assert money.of_which == (Part("補助金", 210 * HYAKUMAN), Part("委託費", 80 * HYAKUMAN))


def test_an_account_named_alone_is_that_of_the_amount() -> None:
    money = read("令和６年度補正予算案：4.5億円の内数")
    assert account(money, "※労働特会（雇）") == "労働特会(雇)"
    assert account(money, "一般会計", "※労働特会（雇）") is None
    assert account((), "※労働特会（雇）") is None


def test_what_stands_beside_the_account_stays() -> None:
    money = read("令和７年度補正予算案 62億円")
    texts = ["※労働特会（雇） 62億円 雇用環境・均等局総務課（内線7859）"]
    assert take_account(lines_of(texts), texts, money) == "労働特会(雇)"
    assert texts[0].strip() == "雇用環境・均等局総務課（内線7859）"


@pytest.mark.parametrize(
    ("texts", "yen"),
    [
        (["森の学校推進事業【令和７年度補正予算案 12億円】"], [12 * OKU]),
        (["施策名：森の学校推進事業（令和７年度補正予算案 12億円）"], [12 * OKU]),
        (["森で学ぶ。", "森の学校推進事業（令和６年度補正予算 4億円）"], []),
        (["森の学校推進事業（令和６年度補正予算 4億円）に続いて"], []),
        (["予算額：令和７年度補正予算案 12億円"], [12 * OKU]),
        (["比べるのは：令和６年度補正予算 4億円"], []),
        (["令和７年度補正予算案", "自然局森林利用課", "（内線4100）", "12億円"], [12 * OKU]),
        (["令和７年度補正予算案", "自然局森林利用課", "12億円", "3億円"], []),
        (["令和７年度補正予算案", "自然局森林利用課", "300万円"], []),
        (["補助上限額", "1億円", "森を守る。", "令和７年度補正予算案", "対象経費"], []),
        (["事業の内容", "1億円", "森を守る。", "令和７年度補正予算案", "対象経費"], [OKU]),
    ],
)
def test_money_may_stand_right_behind_the_name_or_apart_from_its_label(texts: list[str], yen: list[int]) -> None:
    assert [money.amount.yen for money in read(*texts)] == yen


def test_a_budget_without_a_year_is_a_parts_where_another_names_its_year() -> None:
    (money,) = read("令和７年度補正予算案 12億円", "①学校林の整備", "予算額：7億円")
    assert money.amount.yen == 12 * OKU
    assert [money.amount.yen for money in read("①学校林の整備", "予算額：7億円")] == [7 * OKU]
    assert [money.amount.yen for money in read("補正予算案 5億円", "令和８年度当初予算案 3億円")] == [5 * OKU, 3 * OKU]
