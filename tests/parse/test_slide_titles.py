"""The titles of slides: where they stand, how they wrap, what stands around them."""

from __future__ import annotations

import pytest

from monitor.budget import FiscalYear, Stage
from monitor.parse.header import Header
from monitor.parse.layouts import slide
from tests.parse.documents import lines_of
from tests.parse.slides import BODY, hundred_million, one, read


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


@pytest.mark.parametrize("office", ["資源エネルギー庁新エネルギー課", "商務・サービスグループ教育産業室", "都市局緑化推進課"])
def test_divisions_below_agencies_and_groups(office: str) -> None:
    entry = one(f"街路樹見守り支援事業\n令和8年度概算要求額 3億円\n{office}\n{BODY}")
    assert f"{entry.bureau}{entry.division}" == office


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
    ("badge", "flag"), [("新規", "new"), ("【デジタル庁一括計上】", "digital"), ("【一部拡充】", "expanded_part")]
)
def test_a_badge_below_the_money_is_of_the_slide(badge: str, flag: str) -> None:
    assert one(f"街路樹見守り支援事業\n令和8年度概算要求額 3億円（2億円）\n{badge}\n{BODY}").flags == (flag,)


@pytest.mark.parametrize("label", ["予算額", "要求額：", "事業費"])
def test_the_label_of_the_moneys_cell_is_no_part_of_the_title(label: str) -> None:
    entry = one(f"事業名\t街路樹見守り支援事業（新規）\n{label}\t令和8年度概算要求額 3億円（前年度：－）\n{BODY}")
    assert (entry.name, entry.flags, entry.amount.yen) == ("街路樹見守り支援事業", ("new",), 300_000_000)


def test_a_title_of_such_words_is_whole() -> None:
    assert one(f"街路樹見守り事業費\n令和8年度概算要求額 3億円（2億円）\n{BODY}").name == "街路樹見守り事業費"


@pytest.mark.parametrize(
    "title",
    [
        "街路樹保全推進交付金・並木・緑地保\n全努力支援交付金",
        "河川敷産の苗木・有機肥料に関する資\n材等使用促進事業",
    ],
)
def test_a_title_that_its_box_broke_within_a_word_is_whole(title: str) -> None:
    entry = one(f"前の頁\n\n{title}\n\n支援局 道路課（内線2165）\n\n令和８年度概算要求額 3億円（2億円）\n{BODY}")
    assert entry.name == title.replace("\n", "")


@pytest.mark.parametrize(
    ("above", "name"),
    [
        ("街路樹の保全と緑化の一体的な推進", "街路樹見守り支援事業"),
        ("街路樹関係", "街路樹見守り支援事業"),
        ("緑地の保全に向けた取組の全体の姿\n\n", "街路樹見守り支援事業"),
    ],
)
def test_a_line_above_a_title_is_no_part_of_it(above: str, name: str) -> None:
    assert one(f"{above}\n{name}\n令和８年度概算要求額 3億円（2億円）\n{BODY}").name == name


def test_a_division_with_its_telephone_behind_a_title_is_in_charge() -> None:
    entry = one(f"街路樹・並木連携推進支援事業　緑化推進課（内線3961）\n\n令和８年度概算要求額 3億円（2億円）\n{BODY}")
    assert (entry.name, entry.division, entry.phone_ext) == ("街路樹・並木連携推進支援事業", "緑化推進課", "3961")
    entry = one(f"街路樹見守り支援事業　（相談室（夜間）の設置）\n\n令和８年度概算要求額 3億円（2億円）\n{BODY}")
    assert entry.division is None


@pytest.mark.parametrize(
    ("money", "flags"),
    [
        ("3億円（2億円）　うち推進枠 1億円", ("priority_part",)),
        ("3億円（2億円）【うち推進枠 3億円】", ("priority",)),
        ("3億円（2億円）　※うち、デジタル庁計上予算 1億円", ("digital_part",)),
        ("3億円（2億円）【デジタル庁計上】※（）内は前年度当初予算額", ("digital",)),
        ("3億円（2億円）\n※デジタル庁一括計上予算", ("digital",)),
        ("3億円（－億円）【新規】", ("new",)),
        ("3億円（2億円）　うち国費 1億円", ()),
        ("3億円（2億円）\n※デジタル庁と連携", ()),
    ],
)
def test_badges_and_parts_behind_the_money_are_flags(money: str, flags: tuple[str, ...]) -> None:
    assert one(f"街路樹見守り支援事業\n令和８年度概算要求額 {money}\n{BODY}").flags == flags


def test_badges_of_items_and_parts_are_flags_in_part() -> None:
    money = "令和８年度概算要求額 国実施分 3億円（2億円）\n令和８年度概算要求額 自治体実施分 1億円（－億円）【新規】\n"
    measure, own, other = read(f"街路樹見守り支援事業\n{money}{BODY}")
    assert (measure.flags, own.flags, other.flags) == (("new_part",), (), ("new",))
