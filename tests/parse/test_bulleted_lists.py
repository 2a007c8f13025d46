"""What makes a run of items a budget's list: headings, notes on the brackets, years and stages."""

import pytest

from monitor.budget import FiscalYear, Stage
from monitor.parse.header import Header, recognise
from monitor.parse.layouts import bulleted
from monitor.parse.layouts.bulleted.heading import notes_in
from monitor.read.document import Document, Line
from tests.parse.papers import HEADING, ITEMS, NOTE, count, document, entries


def test_a_heading_or_a_note_makes_a_list_and_neither_makes_none() -> None:
    assert count(HEADING, "", *ITEMS) == 3
    assert count("灯台について", "", *ITEMS, NOTE) == 3
    assert count("灯台について", "", *ITEMS) == 0


def test_a_note_may_name_the_year() -> None:
    assert count(*ITEMS, "（注）（ ）内は令和５年度当初予算額") == 3


def test_two_lines_far_from_a_heading_are_no_list() -> None:
    assert count("灯台について", *ITEMS[:2], NOTE) == 0
    assert count(HEADING, *[""] * 12, *ITEMS[:2]) == 0


def test_the_heading_may_stand_below_the_first_item() -> None:
    assert count(ITEMS[0], "", HEADING, "", *ITEMS[1:]) == 3


def test_a_main_budget_list_states_the_year_before() -> None:
    rows = [row.split("（")[0] for row in ITEMS]
    assert count(HEADING, *rows) == 0
    assert count("令和５年度補正予算案の主な事項", *rows) == 3


def test_a_heading_of_two_budgets_heads_the_main_one() -> None:
    found = entries("\n".join(["令和５年度補正予算及び令和６年度予算案の主な事項", "", *ITEMS]))
    assert {entry.stage for entry in found.values()} == {Stage.DRAFT}


def test_two_lists_of_two_budgets_keep_their_own_stages() -> None:
    others = [row.replace("整備", "改修") for row in ITEMS]
    found = entries("\n".join([HEADING, *ITEMS, "", "３．令和５年度補正予算案の主な事項", *others]))
    assert found["港の整備"].stage is Stage.DRAFT
    assert found["港の改修"].stage is Stage.SUPPLEMENTARY_DRAFT
    assert found["港の改修"].fiscal_year == FiscalYear(2023)


@pytest.mark.parametrize(
    "note",
    [
        "※（ ）内は前年度当初予算額",
        "（注）括弧内は、令和６年度当初予算額",
        "* カッコ書きは 平成30年度予算額",
        "※ (  )内は、　前年度",
    ],
)
def test_a_note_on_the_brackets_is_found_however_it_is_written(note: str) -> None:
    assert notes_in([Line(1, "令和７年度予算案の概要"), Line(2, ""), Line(3, note)]) == [2]


def test_a_note_on_what_was_spent_is_none() -> None:
    assert notes_in([Line(1, "※（ ）内は前年度決算額")]) == []


def test_items_without_a_budgets_heading_or_a_note_are_no_list() -> None:
    items = [f"○ 灯台の保存{number} {number}0億円（9億円）" for number in range(1, 6)]
    lines = tuple(Line(number, line) for number, line in enumerate(["暮らし部会 資料", *items], start=1))
    assert bulleted.find(Document("paper.txt", "text", lines), Header()) == []


def test_a_table_that_is_read_between_a_title_and_a_list_is_no_distance() -> None:
    rows = ["・灯台の整備 １０億円（８億円）", "・港の整備 ２億円（３億円）", "・橋の整備 ５億円（－億円）"]
    assert list(entries("\n".join([HEADING, "本文", *[""] * 30, *rows]))) == ["灯台の整備", "港の整備", "橋の整備"]
    assert not entries("\n".join([HEADING, *["本文。"] * 30, *rows]))


@pytest.mark.parametrize("gap", ["　", "\t", "："])
def test_the_money_of_a_whole_budget_heads_the_list_below_it(gap: str) -> None:
    found = entries("\n".join(["灯台の予算について", f"令和６年度予算案{gap}１３．３億円（１２．１億円）", *ITEMS]))
    assert {(entry.fiscal_year, entry.stage) for entry in found.values()} == {(FiscalYear(2024), Stage.DRAFT)}
    assert len(found) == 3


@pytest.mark.parametrize(
    "row",
    [
        "令和６年度予算案　１３．３億円",
        "灯台の支援に令和６年度予算案　１３．３億円（１２．１億円）を計上した。",
        "令和５年度補正予算額　１３．３億円（１２．１億円）",
        "灯台の灯を守るための設備の更新　令和６年度予算案　１３．３億円（１２．１億円）",
    ],
)
def test_other_money_heads_no_list(row: str) -> None:
    assert count("灯台の予算について", row, *ITEMS) == 0


NEW_ITEM = "○ 新しい灯台の整備 ３億円"


@pytest.mark.parametrize("rows", [[NEW_ITEM, *ITEMS], [*ITEMS, NEW_ITEM], [*ITEMS, "", NEW_ITEM]])
def test_an_item_of_one_year_next_to_those_of_both_in_their_bullets_is_of_the_list(rows: list[str]) -> None:
    assert entries("\n".join([HEADING, NOTE, *rows]))["新しい灯台の整備"].amount.yen == 3 * 10**8


@pytest.mark.parametrize("rows", [["・ 灯台の建設 ３億円"], ["令和に入って灯台は減った。", NEW_ITEM]])
def test_an_item_of_one_year_behind_words_or_another_bullet_is_not(rows: list[str]) -> None:
    assert count(HEADING, NOTE, *ITEMS, *rows) == len(ITEMS)


CHAPTERS = """令和８年度予算案の概要

１　令和８年度予算案の主な事項
※（　）内は前年度当初予算額
○ 灯台の整備　12億円（10億円）
○ 港の整備　12億円（10億円）
○ 橋の整備　12億円（10億円）

２　令和７年度補正予算の主な事項
○ 灯台の修理　3億円
○ 港の修理　4億円
○ 橋の修理　5億円

３　令和８年度税制改正
○ 灯台税の減免　減収見込額　3億円
○ 港税の減免　減収見込額　4億円
○ 橋税の減免　減収見込額　5億円
"""


def test_the_items_of_a_chapter_are_of_its_heading_and_those_of_the_next_of_none() -> None:
    found = [(entry.name, entry.fiscal_year.year if entry.fiscal_year else None) for entry in entries(CHAPTERS).values()]
    assert found == [
        (f"{place}の{work}", year) for work, year in (("整備", 2026), ("修理", 2025)) for place in ("灯台", "港", "橋")
    ]


def test_numbers_that_begin_anew_below_a_heading_are_its_sections() -> None:
    rows = ["１．灯台", *ITEMS, "２．港", "○ 港の点検 １億円（２億円）", "３．橋", "○ 橋の点検 １億円（２億円）"]
    assert count(HEADING, NOTE, *rows) == len(ITEMS) + 2


def test_a_remark_on_another_budget_below_the_whole_list_is_no_money_of_its_last_item() -> None:
    aside = "（参考）令和６年度補正予算　20億円"
    assert len(entries("\n".join([HEADING, NOTE, *ITEMS, aside]))) == len(ITEMS)
    paper = document("\n".join([HEADING, NOTE, *(row for item in ITEMS for row in (item, aside))]))
    listed = bulleted.read(list(paper.lines), recognise(paper))
    assert [entry.amount.yen for entry in listed[1::2]] == [20 * 10**8] * len(ITEMS)


def test_a_topic_further_out_ends_a_list() -> None:
    rows = [f"　{item}" for item in ITEMS]
    topic = ["", "浜だより", "　　波止場の掃除に町の補助（補助率１／３）を受けた。", "　・船の繋ぎ方　補助率：１／２"]
    found = entries("\n".join([HEADING, *rows, *topic]))
    assert not any(entry.rates for entry in found.values())


def test_shares_further_out_are_still_the_last_items() -> None:
    rows = [f"　{item}" for item in ITEMS]
    for below in ("補助率：１／２", "（補助率：１／２）"):
        found = entries("\n".join([HEADING, *rows, "", below]))
        assert [bool(entry.rates) for entry in found.values()] == [False, False, True]


def test_an_account_above_all_items_of_a_page_heads_them() -> None:
    account = "「東日本大震災復興特別会計」計上項目"
    others = ["○ 仮の灯台の整備 ２億円（２億円）", "○ 港の再開の支援 １億円（１億円）"]
    for turn in (["", "13"], ["", "", "", ""]):
        found = entries("\n".join([HEADING, *ITEMS, *turn, account, "", *others]))
        assert [entry.account for entry in found.values()] == [None] * len(ITEMS) + ["東日本大震災復興特別会計"] * 2
