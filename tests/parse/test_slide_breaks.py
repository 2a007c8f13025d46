"""Decks in text whose page breaks left one blank before a page's first line: each page is a slide, its parts anywhere on it."""

from __future__ import annotations

from monitor.budget import Entry
from monitor.parse.header import Header
from monitor.parse.layouts import slide
from monitor.parse.layouts.slide.breaks import first_lines
from monitor.parse.places import text_of
from tests.parse.documents import lines_of

COVER = "令和８年度概算要求の概要\n\n緑地局公園課\n\n"
MONEY = "＜公園総合支援事業費補助金＞ 令和８年度概算要求額 90億円の内数（80億円の内数）"
SCATTERED = f"""事業の目的

事業の概要

実施主体等

- 街路の木を守る。

街路樹見守り支援事業

① 見回り

{MONEY}

【実施主体】 市町村
"""
TITLE_FIRST = f"""花壇手入れ事業

{MONEY}

事業の目的

実施主体等

- 花を絶やさない。

事業の概要

(1) 植え替え
"""
TITLE_LAST = f"""事業の目的

- 水辺を守る。

事業の概要

- 岸に木を植える。

【負担割合】 国1/2、市町村1/2

{MONEY}

水辺緑化推進事業 【拡充】
"""
PLAIN = "市民農園等の整備\n\n事業の概要\n\n- 畑を貸す。\n\n実施主体等\n\n【実施主体】 市町村\n\n" + MONEY + "\n"


def deck(*pages: str) -> str:
    return COVER + "\n".join(f" {page}" for page in pages)


def read(*pages: str) -> list[Entry]:
    return slide.read(lines_of(deck(*pages)), Header())


def starts(text: str) -> list[int]:
    return list(first_lines(text_of(lines_of(text))))


def test_a_blank_before_a_line_is_what_is_left_of_a_page_break() -> None:
    entries = read(SCATTERED, TITLE_FIRST, TITLE_LAST, PLAIN)
    assert [(entry.name, entry.amount.yen) for entry in entries] == [
        ("街路樹見守り支援事業", 9_000_000_000),
        ("花壇手入れ事業", 9_000_000_000),
        ("水辺緑化推進事業", 9_000_000_000),
        ("市民農園等の整備", 9_000_000_000),
    ]
    assert [bool(entry.rates) for entry in entries] == [False, False, True, False], "a page tells of its own measure"
    assert entries[2].flags == ("expanded",)


def test_printed_numbers_that_count_all_pages_tell_those_without_a_blank() -> None:
    pages = [f" {SCATTERED}", f" {TITLE_FIRST}\n3\n", f"{TITLE_LAST}\n4\n", f" {PLAIN}"]
    assert len(starts(COVER + "\n".join(pages))) == 4
    assert len(starts(COVER + "\n".join(pages).replace("\n4\n", "\n40\n"))) == 3, "a number that does not count on tells nothing"


def test_a_margin_and_blanks_within_a_list_are_no_page_breaks() -> None:
    text = deck(SCATTERED, TITLE_FIRST, TITLE_LAST)
    assert len(starts(text)) == 3
    assert starts("".join(f" {row}\n" for row in text.split("\n") if row)) == []
    assert starts(text.replace("\n 花", "\n (2) 花").replace("\n 事業", "\n - 事業")) == []


def test_three_empty_lines_are_what_a_rule_between_pages_leaves() -> None:
    pages = "\n\n\n".join([SCATTERED, TITLE_FIRST, TITLE_LAST])
    assert len(starts(f"{COVER}\n\n{pages}")) == 3
    assert starts(f"{COVER}\n\n" + "\n".join([SCATTERED, TITLE_FIRST, TITLE_LAST])) == []


def test_pages_most_of_which_have_one_heading_alone_are_no_slides() -> None:
    sheet = f"{MONEY}\n\n背景・課題\n\n木が枯れる。\n\n（担当：緑地局公園課）\n"
    assert starts(deck(sheet, sheet, TITLE_FIRST, sheet)) == []


def test_pages_with_a_heading_twice_are_none() -> None:
    twice = f"{SCATTERED}\n事業の目的\n\n事業の概要\n"
    assert starts(deck(twice, twice, twice)) == []


def test_a_page_has_its_office_anywhere_and_a_badge_without_brackets_behind_its_title() -> None:
    page = (
        f"{MONEY}\n\n屋上緑化支援事業 新規\n\n事業の目的\n\n実施主体等\n\n- 屋上を緑にする。\n\n緑地局 公園課\n\n市町村\n\n事業者\n"
    )
    entry = read(SCATTERED, page, TITLE_LAST)[1]
    assert (entry.name, entry.flags, entry.division) == ("屋上緑化支援事業", ("new",), "公園課")


def test_two_lines_of_money_behind_the_purpose_are_of_the_parts_above_them() -> None:
    money = "令和８年度概算要求額 90億円の内数（－億円）\n令和８年度概算要求額 5億円（－億円）"
    parts = "庭園台帳整備事業\n\n市町村台帳整備分\n国台帳整備分"
    page = f"事業の目的\n\n- 庭を記録する。\n\n{parts}\n\n{money}\n\n実施主体等\n\n【実施主体】 国\n"
    entries = read(SCATTERED, page, TITLE_LAST)[1:-1]
    assert [entry.name for entry in entries] == ["庭園台帳整備事業", "市町村台帳整備分", "国台帳整備分"]


def test_a_lost_title_stays_doubtful() -> None:
    topic = (
        f"{MONEY}\n\n事業の目的\n\n- 木を守る。\n\n事業の概要\n\n- 樹木診断に関する資料の収集事業について、診断の記録を委託する。\n"
    )
    aim = f"{MONEY}\n\n事業の目的\n\n- 木を守るため、樹種を増やした街路樹診断の実証を行う。\n\n事業の概要\n\n- 結果をまとめる。\n"
    about, aims = read(SCATTERED, topic, aim, TITLE_LAST)[1:-1]
    assert (about.name, aims.name) == ("樹木診断に関する資料の収集事業", "街路樹診断の実証")
    assert max(about.confidence, aims.confidence) < 0.5


def test_an_item_of_appropriation_said_twice_is_no_sure_name_of_parts() -> None:
    own = "＜公園総合支援事業費補助金＞ 令和８年度概算要求額 5億円（4億円）\n＜{}＞ 令和８年度概算要求額 3億円（2億円）"
    slide_of = "公園台帳整備事業\n\n{}\n\n事業の目的\n\n- 公園を記録する。\n\n事業の概要\n\n- 写真を撮る。\n"
    said = {item: slide_of.format(own.format(item)) for item in ("公園総合支援事業費補助金", "緑地整備費補助金")}
    twice, each = (slide.read(lines_of(text), Header()) for text in said.values())
    assert [entry.name for entry in each[1:]] == ["公園総合支援事業費補助金", "緑地整備費補助金"]
    assert min(entry.confidence for entry in each[1:]) > 0.5 > max(entry.confidence for entry in twice[1:])
