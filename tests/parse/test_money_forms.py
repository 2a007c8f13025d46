"""Forms of money statements that other ministries print: arrows, one unit for two years, 国費, 皆増, 事項要求 on top."""

from __future__ import annotations

import pytest

from monitor.budget import Amount, AmountKind
from monitor.parse.names import clean_name
from monitor.parse.statements import read_parts, read_statement

OKU, HYAKUMAN = 10**8, 10**6


@pytest.mark.parametrize(
    ("text", "whole", "yen", "prior"),
    [
        ("研修 １，８４５（１，７２０）百万円", "１，８４５（１，７２０）百万円", 1845 * HYAKUMAN, 1720 * HYAKUMAN),
        ("研修 ３４０（０）百万円", "３４０（０）百万円", 340 * HYAKUMAN, 0),
        ("研修 12.5 (-) 億円 ※", "12.5 (-) 億円", 1250 * HYAKUMAN, 0),
        ("研修 30 百万円 → 23 百万円", "30 百万円 → 23 百万円", 23 * HYAKUMAN, 30 * HYAKUMAN),
        ("研修　０　→　１．２億円", "０　→　１．２億円", 120 * HYAKUMAN, 0),
        ("研修 国費 9億円（皆増）", "国費 9億円（皆増）", 9 * OKU, 0),
        ("研修 8億円（新規）", "8億円（新規）", 8 * OKU, 0),
        ("研修 14億円＋事項要求（前年度 13億円）", "14億円＋事項要求（前年度 13億円）", 14 * OKU, 13 * OKU),
    ],
)
def test_both_years_are_read_however_they_are_set(text: str, whole: str, yen: int, prior: int) -> None:
    statement = read_statement(text)
    assert statement is not None
    assert text[statement.start : statement.end] == whole
    assert (statement.amount.yen, statement.prior.yen) == (yen, prior)


def test_both_years_can_be_inside_of_something() -> None:
    statement = read_statement("93億円の内数 → 77億円の内数")
    assert statement is not None
    assert (statement.amount.yen, statement.prior.yen) == (77 * OKU, 93 * OKU)
    assert {statement.amount.kind, statement.prior.kind} == {AmountKind.WITHIN}


@pytest.mark.parametrize("text", ["平成27(2015)年の百万円", "3(2)件", "第12(3)号 百万円"])
def test_numbers_in_brackets_without_a_unit_behind_are_no_money(text: str) -> None:
    assert read_statement(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "10億円（＋2億円）",
        "10億円（▲3億円）",
        "10億円（△3億円）",
        "10億円〔＋35億円〕",
        "10億円〔±0億円〕",
        "10億円（対前年度＋13億円）",
        "10億円（前年度補正後比3億円増）",
        "10億円（うち人件費 3億円増）",
        "10億円の内数（3億円増）",
        "10億円（１．１２）",
        "10億円（対前年度比1.12倍）",
    ],
)
def test_a_step_from_who_knows_where_is_no_year_before(text: str) -> None:
    statement = read_statement(text)
    assert statement is not None
    assert (statement.amount.yen, statement.prior.yen) == (10 * OKU, None)


@pytest.mark.parametrize(
    ("text", "prior"),
    [
        ("10億円（3億円増）", 7 * OKU),
        ("10億円（3億円の減）", 13 * OKU),
        ("10億円（対前年度＋3億円）", 7 * OKU),
        ("10億円(対前年+3億円)", 7 * OKU),
        ("10億円(対前年▲3億円)", 13 * OKU),
        ("10億円（前年度比3億円増）", 7 * OKU),
        ("10億円（対前年度比 3億円の減）", 13 * OKU),
        ("10億円（前年度比▲3億円、▲23％）", 13 * OKU),
        ("10億円（対前年度当初予算額比±0億円）", 10 * OKU),
    ],
)
def test_a_step_that_words_tell_gives_the_year_before_as_uncertain_as_both(text: str, prior: int) -> None:
    statement = read_statement(text)
    assert statement is not None
    assert (statement.amount.yen, statement.prior, statement.of_which) == (10 * OKU, Amount(prior, AmountKind.EXACT, 2 * OKU), ())


@pytest.mark.parametrize(
    ("text", "prior"),
    [
        ("10億円（7億円、＋3億円）", 7 * OKU),
        ("10億円（7億円）〔対前年度 3億円増〕", 7 * OKU),
        ("10億円（前年度予算額　　　7億円）", 7 * OKU),
        ("10億円〈7億円〉", 7 * OKU),
        ("10億円《7億円》", 7 * OKU),
        ("10億円（国費ベース）（7億円）", 7 * OKU),
        ("10億円(注)（7億円）", 7 * OKU),
        ("10億円程度（約7億円）", 7 * OKU),
        ("10億円及び事項要求（7億円）", 7 * OKU),
        ("10億円＋【事項要求】（前年度予算額7億円）", 7 * OKU),
        ("10億円（前年同額）", 10 * OKU),
        ("10億円（増減なし）", 10 * OKU),
        ("10億円〔皆増〕", 0),
        ("10億円（なし）", 0),
        ("1,000（新規）百万円", 0),
        ("（R7予算）7億円 → （R8要求）10億円", 7 * OKU),
        ("令和7年度 7億円 ⇒ 令和8年度 10億円", 7 * OKU),
        ("（R7予算）－ → （R8要求）10億円", 0),
    ],
)
def test_the_year_before_stands_in_any_bracket_or_before_an_arrow(text: str, prior: int) -> None:
    statement = read_statement(f"研修 {text}")
    assert statement is not None
    assert (statement.amount.yen, statement.prior.yen, statement.of_which) == (10 * OKU, prior, ())
    assert f"研修 {text}"[: statement.start].strip() == "研修"


def test_one_unit_behind_both_years_can_be_inside_of_something() -> None:
    statement = read_statement("研修 600（720）百万円の内数")
    assert statement is not None
    assert {statement.amount.kind, statement.prior.kind} == {AmountKind.WITHIN}
    assert statement.end == len("研修 600（720）百万円の内数")


def test_of_a_supplementary_and_an_initial_budget_beside_each_other_the_initial_is_the_measures() -> None:
    text = "研修の対策等 補正206億円、当初3,245億円(3,167億円)"
    statement = read_statement(text)
    assert statement is not None
    assert (statement.amount.yen, statement.prior.yen) == (3245 * OKU, 3167 * OKU)
    assert clean_name(text[: statement.start]) == "研修の対策等"


def test_what_is_requested_in_part_has_its_money_behind() -> None:
    text = "抗菌薬の確保（一部事項要求） 3.5億円（3億円）"
    statement = read_statement(text)
    assert statement is not None
    assert (statement.amount.yen, statement.prior.yen) == (350_000_000, 3 * OKU)
    assert clean_name(text[: statement.start]) == "抗菌薬の確保"


@pytest.mark.parametrize(
    ("text", "stated", "yen", "prior"),
    [
        ("窓口の強化　灯台支援事業（１，８１６億円）の内数", "灯台支援事業（１，８１６億円）の内数", 1816 * OKU, None),
        ("窓口の強化 灯台支援事業等（５１１億円）の内数", "灯台支援事業等（５１１億円）の内数", 511 * OKU, None),
        (
            "窓口 灯台事業（18億円）の内数（灯台事業（16億円）の内数）",
            "灯台事業（18億円）の内数（灯台事業（16億円）の内数）",
            18 * OKU,
            16 * OKU,
        ),
        ("窓口 灯台事業（18億円）の内数（16億円の内数）", "灯台事業（18億円）の内数（16億円の内数）", 18 * OKU, 16 * OKU),
        ("③灯台の窓口（18億円）の内数", "（18億円）の内数", 18 * OKU, None),
    ],
)
def test_all_the_money_of_what_a_measure_is_inside_of_can_stand_in_a_bracket(
    text: str, stated: str, yen: int, prior: int | None
) -> None:
    statement = read_statement(text)
    assert statement is not None
    assert text[statement.start : statement.end] == stated
    assert (statement.amount.yen, statement.amount.kind, statement.prior.yen) == (yen, AmountKind.WITHIN, prior)


def test_a_bracket_with_the_label_of_the_amount_before_it_holds_the_year_before() -> None:
    statement = read_statement("油の軽減　公費１，５８４億円　〔公費１，５７２億円〕")
    assert statement is not None
    assert (statement.amount.yen, statement.prior.yen, statement.of_which) == (1584 * OKU, 1572 * OKU, ())
    parts = read_statement("油の軽減　公費１，５８４億円　（国費７９２億円、地方７９２億円）")
    assert parts is not None
    assert (parts.prior.yen, [part.label for part in parts.of_which]) == (None, ["国費", "地方"])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("森の学校支援事業国費 10億円（8億円）", "森の学校支援事業"),
        ("森の学校支援事業総事業費10億円", "森の学校支援事業"),
        ("森の学校支援事業公費 54百万円（国36百万円、地方18百万円）", "森の学校支援事業"),
        ("学校林調査事業費 10億円", "学校林調査事業費"),
        ("海外からの帰国費 3百万円", "海外からの帰国費"),
        ("学校林の委託契約 3百万円", "学校林の委託契約"),
    ],
)
def test_whose_money_it_is_may_stand_right_behind_a_name(text: str, name: str) -> None:
    statement = read_statement(text)
    assert statement is not None
    assert text[: statement.start].rstrip() == name


@pytest.mark.parametrize(
    ("text", "whole", "prior", "parts"),
    [
        ("10億円（令和８～10年度 30億円）", "10億円（令和８～10年度 30億円）", None, 0),
        ("10億円（総額 30億円）（7億円）", "10億円（総額 30億円）（7億円）", 7, 0),
        ("10億円（前年度総額 9億円）", "10億円（前年度総額 9億円）", 9, 0),
        (
            "10億円（令和７年度当初予算額 12億円、令和６年度補正予算額 3億円）",
            "10億円（令和７年度当初予算額 12億円、令和６年度補正予算額 3億円）",
            12,
            0,
        ),
        ("10億円（基金残高 18億円）（7億円）", "10億円（基金残高 18億円）（7億円）", 7, 0),
        ("10億円（事業費20億円）", "10億円（事業費20億円）", None, 0),
        ("10億円（国庫債務負担行為30億円）", "10億円（国庫債務負担行為30億円）", None, 0),
        ("10億円（ほか基金 3億円）", "10億円（ほか基金 3億円）", None, 0),
        ("10億円（国 6億円、地方 4億円）", "10億円（国 6億円、地方 4億円）", None, 2),
        ("10億円（国 10.4億円）", "10億円（国 10.4億円）", None, 1),
    ],
)
def test_a_bracket_of_more_money_or_of_several_years_is_neither_the_year_before_nor_a_part(
    text: str, whole: str, prior: int | None, parts: int
) -> None:
    statement = read_statement(text)
    assert statement is not None
    assert text[statement.start : statement.end] == whole
    assert (statement.prior.yen, len(statement.of_which)) == (prior and prior * OKU, parts)


def test_money_beside_or_of_several_years_on_its_own_line_is_no_part() -> None:
    assert read_parts("（ほか基金 30億円）") == read_parts("（令和８～10年度総額 30億円）") == ()
    assert len(read_parts("（基金 3億円、地方 4億円）")) == 2
