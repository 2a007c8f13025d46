"""Names and money that a page sets apart: two names over two amounts, subsidies, 補正 before 当初, what comes on top."""

from __future__ import annotations

import pytest

from monitor.budget import Entry, FiscalYear, Stage
from monitor.parse.header import Header
from monitor.parse.layouts import overview
from tests.parse.documents import lines_of

HEADER = Header(bureau="星雲局", fiscal_year=FiscalYear(2027), stage=Stage.DRAFT)
FIRST = "1\n灯台の運営\n14億円(15億円)\n灯台を運営する。\n"
OKU, HYAKUMAN = 10**8, 10**6


def read(text: str) -> list[Entry]:
    return overview.read(lines_of(text), HEADER)


def told(text: str) -> list[tuple[str, str, int | None]]:
    return [(entry.name, entry.level.value, entry.amount.yen) for entry in read(text)[1:]]


def test_as_many_amounts_below_bulleted_names_are_theirs_in_order() -> None:
    rows = f"{FIRST}【灯台関係の予算の内訳】\n・灯台の点検\n・灯台船の建造\n65 百万円\n104 百万円\n"
    assert told(rows) == [("灯台の点検", "breakdown", 65 * HYAKUMAN), ("灯台船の建造", "breakdown", 104 * HYAKUMAN)]


def test_more_or_fewer_amounts_than_names_are_nobodys() -> None:
    rows = f"{FIRST}【灯台関係の予算の内訳】\n・灯台の点検\n・灯台船の建造\n・灯の交換\n65 百万円\n104 百万円\n"
    assert told(rows) == []


def test_one_amount_below_two_names_is_the_lasts_but_not_surely() -> None:
    head = f"{FIRST}【灯台関係の予算の内訳】\n・灯台の点検\n"
    rows = f"{head}・灯台船の建造\n65 百万円\n(60百万円)\n"
    assert told(rows) == [("灯台船の建造", "breakdown", 65 * HYAKUMAN)]
    surely = read(f"{head}10 百万円\n・灯台船の建造\n65 百万円\n(60百万円)\n")[-1]
    assert (surely.name, surely.amount.yen) == ("灯台船の建造", 65 * HYAKUMAN)
    assert read(rows)[-1].confidence <= 0.7 < surely.confidence


def test_a_measures_subsidies_on_rows_of_their_own_are_its_parts() -> None:
    rows = "灯台施設整備費補助金2,410百万円の内数(405百万円)\n灯台運営費等補助金124百万円(120百万円)\n"
    assert told(f"{FIRST}2\n嵐に備える事業\n{rows}備える。\n") == [
        ("嵐に備える事業", "measure", None),
        ("灯台施設整備費補助金", "breakdown", 2410 * HYAKUMAN),
        ("灯台運営費等補助金", "breakdown", 124 * HYAKUMAN),
    ]


def test_one_subsidy_below_a_name_says_whose_money_it_is() -> None:
    row = "灯台施設整備費補助金2,410百万円の内数(405百万円)\n"
    assert told(f"{FIRST}2\n嵐に備える事業\n{row}備える。\n") == [("嵐に備える事業", "measure", 2410 * HYAKUMAN)]


@pytest.mark.parametrize("gap", ["\n", " "])
def test_the_supplementary_money_before_the_initial_is_the_year_befores(gap: str) -> None:
    own, other = read(f"{FIRST}2 港の整備{gap}補正58億円、当初357億円(354億円)\n整備する。\n")[1:]
    assert (own.name, own.amount.yen, own.prior.yen, own.fiscal_year) == ("港の整備", 357 * OKU, 354 * OKU, None)
    assert (other.name, other.amount.yen, other.prior.yen) == ("港の整備", 58 * OKU, None)
    assert (other.fiscal_year, other.stage) == (FiscalYear(2026), Stage.SUPPLEMENTARY)


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ("2 灯台守の支援と港の\n体制の整備促進\n当初261億円(116億円)", "灯台守の支援と港の体制の整備促進"),
        ("2 計画の見直し 当初261億円(116億円)", "計画の見直し"),
        ("2 当初の計画の見直し261億円(116億円)", "当初の計画の見直し"),
    ],
)
def test_initial_before_money_is_no_part_of_a_name(rows: str, name: str) -> None:
    assert told(f"{FIRST}{rows}\n促進する。\n") == [(name, "measure", 261 * OKU)]


def test_what_comes_on_top_of_a_figure_that_contains_the_money_is_told_apart() -> None:
    rows = "2 灯台の相談支援【新規】\n206億円の内数+0.6億円\n3 港の相談支援\n206億円の内数【再掲】+0.7億円(デジタル庁一括計上)\n"
    _, second, third = read(FIRST + rows)
    assert (second.amount.kind, second.amount.yen, [part.yen for part in second.of_which]) == ("within", 206 * OKU, [6 * 10**7])
    assert ([part.yen for part in third.of_which], third.flags) == ([7 * 10**7], ("digital", "reprise"))
    assert read(f"{FIRST}2 港の整備\n5億円+事項要求\n")[1].of_which == ()


def test_both_years_may_be_within_others() -> None:
    (entry,) = read(f"{FIRST}2 港の整備\n97 億円の内数等 → 99 億円の内数等\n")[1:]
    assert (entry.amount.kind, entry.amount.yen, entry.prior.kind, entry.prior.yen) == ("within", 99 * OKU, "within", 97 * OKU)


def test_an_introduction_above_all_measures_does_not_make_them_parts() -> None:
    head = "【参考】海洋庁へ移る主な事業・予算\n4,745億円の内数(4,322億円)\n"
    assert [entry.level.value for entry in read(f"{head}{FIRST}2 港の整備\n2億円(1億円)\n")] == ["measure", "measure"]
    assert [entry.level.value for entry in read(f"{FIRST}(参考) 港の内訳\n・港の整備\n2億円(1億円)\n")] == ["measure", "breakdown"]


def test_a_name_in_two_rows_among_several_counts_once() -> None:
    head = f"{FIRST}【灯台関係の予算の内訳】\n"
    names = "・灯台の点検のための\n　旅費\n・灯台船の建造\n"
    assert told(f"{head}{names}65 百万円\n30 百万円\n") == [
        ("灯台の点検のための旅費", "breakdown", 65 * HYAKUMAN),
        ("灯台船の建造", "breakdown", 30 * HYAKUMAN),
    ]
    assert told(f"{head}{names}65 百万円\n30 百万円\n10 百万円\n") == []
