"""The money that no layout read, within a list too: rows in the form of a measure's own that gave no entry."""

from __future__ import annotations

import pytest

from monitor.parse import parse
from tests.parse.documents import document
from tests.parse.test_slide_pages import BRIEF, OTHER, deck

BULLETED = """令和８年度予算案の概要
国土交通省港湾局

※（ ）内は前年度当初予算額
○ 灯台の整備　１０億円（９億円）
○ 港の整備　２．５億円（２．４億円）
○ 航路の保全　３億円（４億円）
{row}
○ 水路の測量　７億円（８億円）
"""
NUMBERED = """令和８年度予算案の概要
国土交通省港湾局

１　灯台の整備　　１０億円（９億円）
　灯台を建て直す。
２　港の整備　　２．５億円（２．４億円）
３　航路の保全　　３億円（４億円）
{row}
４　水路の測量　　７億円（８億円）
"""


def unread_in(text: str, row: str) -> tuple[str, ...]:
    lines = text.format(row=row).split("\n")
    return tuple(lines[number - 1].strip() for number in parse(document("\n".join(lines))).unread_money_lines)


@pytest.mark.parametrize("text", [BULLETED, NUMBERED], ids=["bulleted", "numbered"])
@pytest.mark.parametrize("row", ["【R7】４．２億円／【R8】６．１億円", "令和８年度要求額　６．１億円程度"])
def test_money_below_a_name_that_gave_no_entry_is_told_as_unread(text: str, row: str) -> None:
    assert unread_in(text, f"　係留杭の点検\n{row}") == (row,)


def test_the_years_of_both_amounts_may_stand_in_square_brackets() -> None:
    parsed = parse(document(BULLETED.format(row="○ 係留杭の点検\n　[R7]４．２億円→[R8]６．１億円")))
    assert [(entry.amount.yen, entry.prior.yen) for entry in parsed.entries][3] == (610_000_000, 420_000_000)
    assert parsed.unread_money_lines == ()


def test_a_row_of_a_list_about_its_money_is_told_as_unread() -> None:
    assert unread_in(BULLETED, "○ 離島の橋の整備　250億円程度") == ("○ 離島の橋の整備　250億円程度",)
    assert unread_in(NUMBERED, "４　離島の橋の整備　　250億円程度") == ("４　離島の橋の整備　　250億円程度",)


def test_a_row_whose_money_is_told_elsewhere_in_other_years_is_unread() -> None:
    row = "○ 離島の橋の整備　10億円（7億円）程度"
    assert unread_in(BULLETED, row) == (row,)


@pytest.mark.parametrize(
    "row",
    [
        "　年間２億円程度の荷が海を渡る。",
        "○ 荷主の負担は年２億円程度となる見込みである",
        "※ 灯台の整備は港湾整備補助金\n　　270億円の内数",
        "　差引増減額　　　　　　　　　１．１億円",
        "　港湾局計　　　　　　　　　　１５．５億円程度",
        "　うち係留分　　　　　　　　　１．５億円",
        "○ 港１か所当たり　　　　　　　２億円程度",
        "○ 入港料　　　　　　　　　　　２，０００円程度",
    ],
)
@pytest.mark.parametrize("text", [BULLETED, NUMBERED], ids=["bulleted", "numbered"])
def test_prose_sums_parts_and_prices_in_a_list_are_no_measures(text: str, row: str) -> None:
    assert unread_in(text, row) == ()


def test_a_sum_above_the_first_measure_is_no_unread_row() -> None:
    text = BULLETED.replace("○ 灯台の整備", "○ 一般の経費　15.5億円程度\n○ 灯台の整備")
    assert unread_in(text, "") == ()


def test_the_heads_of_slides_that_became_a_part_of_another_are_told_as_unread() -> None:
    lines = deck(BRIEF, OTHER, BRIEF.replace("花壇", "菊花").replace("1.2億円", "1.9億円")).split("\n")
    assert parse(document("\n".join(lines))).unread_money_lines == ()
    torn = parse(document("\n".join("" if line.isdigit() else line for line in lines)))
    assert [lines[number - 1] for number in torn.unread_money_lines] == [
        "令和８年度概算要求額 1.2億円（1.1億円）",
        "令和８年度概算要求額 30百万円（20百万円）",
        "令和８年度概算要求額 1.9億円（1.1億円）",
    ]


def test_the_money_of_another_year_on_a_slide_is_a_history() -> None:
    page = f"{BRIEF}令和５年度補正予算額 7億円\n令和８年度概算要求額 1.2億円\n"
    assert parse(document(deck(page, OTHER, BRIEF))).unread_money_lines == ()
