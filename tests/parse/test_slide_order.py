"""Heads of slides whose boxes a PDF gave up in another order than they are printed."""

from __future__ import annotations

import pytest

from monitor.budget import AmountKind, Entry, Stage
from monitor.parse.header import Header
from monitor.parse.layouts import slide
from monitor.parse.layouts.slide.order import GLUED, PHONE, REMARK, SECTION, in_order
from monitor.parse.layouts.slide.signs import Heading, heading, is_badge_line
from monitor.parse.layouts.slide.year_before import FIGURE_ALONE, IN_BRACKETS
from monitor.parse.lines import as_written
from monitor.parse.places import text_of
from tests.parse.documents import lines_of

REST = """
街路樹の傷みを早く見つける。

事業の概要

見守りを行う。

実施主体等

【実施主体】市町村
"""

MONEY = "29億円の内数（17億円の内数）"

HEADS = {
    "as printed": "{title}\n新規\n支援局 道路課\n<道路事業費補助金> 令和８年度概算要求額 {money}\n\n事業の目的\n",
    "heading first": "{title}\n\n事業の目的\n\n新規\n\n支援局 道路課\n\n令和８年度概算要求額 {money}\n",
    "figure behind the division": (
        "{title}\n事業の目的\n\n新規\n\n<道路事業費補助金> 令和８年度概算要求額\n\n支援局 道路課\n\n{money}\n"
    ),
    "figure under the heading": (
        "{title}\n\n新規\n\n支援局 道路課\n\n<道路事業費補助金> 令和８年度概算要求額\n\n事業の目的\n\n{money}\n"
    ),
    "division over two lines": (
        "{title}\n新規\n支援局\n道路課\n支援局 道路課\n令和８年度概算要求額 {money}\n※道路事業費補助金\n\n事業の目的\n"
    ),
    "year before on its own line": (
        "{title}【新規】\n令和８年度概算要求額\n\n29億円の内数\n\n道路関係予算\n\n"
        "（17億円の内数）※（）内は前年度当初予算額\n支援局道路課\n\n事業の目的\n"
    ),
}


def read(text: str) -> list[Entry]:
    return slide.read(lines_of(text), Header())


@pytest.mark.parametrize("head", HEADS)
def test_a_head_reads_the_same_in_whatever_order_its_parts_come(head: str) -> None:
    (entry,) = read(HEADS[head].format(title="街路樹見守り支援事業", money=MONEY) + REST)
    assert (entry.name, entry.line, entry.flags) == ("街路樹見守り支援事業", 1, ("new",))
    assert (entry.amount.yen, entry.amount.kind, entry.prior.yen) == (2_900_000_000, AmountKind.WITHIN, 1_700_000_000)
    assert (entry.stage, entry.bureau, entry.division) == (Stage.REQUEST, "支援局", "道路課")


def test_heads_in_several_orders_follow_each_other() -> None:
    titles = [f"街路樹見守り支援事業{letter}" for letter in "甲乙丙丁戊己"]
    text = "".join(
        f" {head.format(title=title, money=MONEY)}{REST}\n12\n" for title, head in zip(titles, HEADS.values(), strict=True)
    )
    assert [(entry.name, entry.amount.yen) for entry in read(text)] == [(title, 2_900_000_000) for title in titles]


@pytest.mark.parametrize(
    "head",
    [
        "{title}\n令和８年度概算要求額\n\n事業の目的\n\n支援局 道路課\n労働保険特別会計\n労災\n雇用\n徴収\n\n{money}{note}\n",
        "支援局 道路課\n\n{title}\n{money}{note}\n\n令和８年度概算要求額\n\n労災\n\n労働特会\n\n事業の目的\n\n雇用\n",
    ],
    ids=["figure below", "figure above its words"],
)
def test_boxes_of_accounts_stand_within_a_head(head: str) -> None:
    (entry,) = read(
        head.format(title="街路樹見守り支援事業", money="7,206百万円（6,500百万円）", note="※（）内は前年度当初予算額") + REST
    )
    assert (entry.name, entry.amount.yen, entry.prior.yen) == ("街路樹見守り支援事業", 7_206_000_000, 6_500_000_000)
    assert (entry.stage, entry.division) == (Stage.REQUEST, "道路課")


def test_a_figure_above_other_words_is_not_that_of_a_label_below() -> None:
    head = "街路樹見守り支援事業\n72億円（65億円）\n植えてから百年の木\n令和８年度概算要求額\n事業の目的\n"
    assert read(head + REST) == []


def test_lines_in_order_stay_as_they_are() -> None:
    printed = lines_of("街路樹見守り支援事業\n令和８年度概算要求額 3億円\n\n事業の目的\n" + REST)
    assert in_order(text_of(printed))[0] == list(printed)


def test_a_sentence_that_begins_like_a_heading_is_none() -> None:
    assert heading("２ 事業の概要・スキーム、実施主体等") is Heading.OUTLINE
    assert heading("事業の概要・効果を明らかにする。") is None
    (entry,) = read("街路樹見守り事業\n令和８年度概算要求額 3億円\n事業の目的\n事業の概要、効果を示す。\n事業の概要\n見守る。\n")
    assert entry.overview == "事業の概要、効果を示す。\n見守る。"


def test_prose_below_a_heading_is_no_part_of_the_head() -> None:
    assert read("街路樹見守り支援事業\n\n事業の目的\n令和８年度には3億円を用いて木を守る。\n\n事業の概要\n見守る。\n") == []


def test_a_division_goes_on_over_lines() -> None:
    text = "街路樹見守り支援事業\n令和８年度概算要求額 3億円\n\n都市局地域課\n緑化推進室\n（内線2290）\n\n事業の目的\n" + REST
    (entry,) = read(text)
    assert (entry.bureau, entry.division, entry.phone_ext) == ("都市局", "地域課緑化推進室", "2290")


@pytest.mark.parametrize("text", ["新規", "拡充", "【新規・推進枠】", "**新規**", "一部拡充", "［ 新規 ］"])
def test_a_badge_may_stand_alone(text: str) -> None:
    assert is_badge_line(text)


@pytest.mark.parametrize("text", ["新規就農者の確保", "拡充する内容", "", "事業"])
def test_words_that_begin_like_a_badge_are_none(text: str) -> None:
    assert not is_badge_line(text)


def test_figures_that_stand_alone() -> None:
    assert FIGURE_ALONE.fullmatch("293億円の内数(177億円の内数)")
    assert not FIGURE_ALONE.fullmatch("75百万円を上限に、市町村が行う見守りの費用について全額を支援するものとして扱う")
    assert IN_BRACKETS.fullmatch("（640億円の内数）※（）内は前年度当初予算額")
    assert REMARK.fullmatch("※児童虐待防止対策等総合支援事業費補助金")
    assert SECTION.fullmatch("生活困窮者自立支援室")
    assert not SECTION.fullmatch("支援局 道路課")
    assert PHONE.fullmatch("(内線2290)")
    assert PHONE.fullmatch("(内線)")


def test_a_heading_glued_to_the_line_above_is_cut_off() -> None:
    text = "街路樹見守り支援事業\n令和８年度概算要求額 3億円事業の目的\n街路樹の傷みを早く見つける。事業の概要\n見守りを行う。"
    (entry,) = read(text)
    assert (entry.name, entry.amount.yen) == ("街路樹見守り支援事業", 300_000_000)
    assert GLUED.search("…を見守る。事業の概要")
    assert GLUED.search("この事業の目的") is None


def test_a_head_does_not_reach_back_over_its_page() -> None:
    first = lines_of("街路樹見守り支援事業\n令和８年度概算要求額 3億円\n事業の目的\n" + REST + "\n並木の手入れ推進事業の経費")
    second = lines_of("花壇づくりのつどい\n都市局 緑化課\n令和８年度概算要求額 4億円\n事業の目的\n" + REST)
    pages = [line._replace(page=1) for line in first]
    pages += [line._replace(page=2, number=line.number + len(first)) for line in second]
    assert [(entry.name, entry.page) for entry in slide.read(pages, Header())] == [
        ("街路樹見守り支援事業", 1),
        ("花壇づくりのつどい", 2),
    ]


def test_a_measure_on_two_pages_is_one_without_its_page_marks() -> None:
    head = "{title}\n支援局 道路課\n令和８年度概算要求額 3億円\n\n事業の目的\n街を守る。\n事業の概要\n見守る。\n"
    more = " 街路樹見守り支援事業②\n支援局 道路課\n実施主体等\n【実施主体】市町村\n【補助率】国1/2、市町村1/2\n"
    (entry,) = read(head.format(title="街路樹見守り支援事業①") + more)
    assert (entry.name, len(entry.rates)) == ("街路樹見守り支援事業", 1)
    both = [head.format(title=f"街路樹見守り支援事業{mark}") + "実施主体等\n【実施主体】市町村\n" for mark in "①②"]
    assert [entry.name for entry in read("\n ".join(both))] == ["街路樹見守り支援事業 1", "街路樹見守り支援事業 2"]


@pytest.mark.parametrize(
    "head",
    [
        "街路樹見守り支援事業\t支援局 道路課\n令和８年度概算要求額 3億円（2億円）\n事業の目的\n",
        "街路樹見守り支援事業\n令和８年度概算要求額 3億円（2億円）\t支援局 道路課\n事業の目的\n",
        "街路樹見守り支援事業\n事業の目的\t支援局 道路課\n<道路事業費補助金> 令和８年度概算要求額\t3億円（2億円）\n",
    ],
)
def test_boxes_beside_each_other_are_read_apart(head: str) -> None:
    (entry,) = read(head + REST)
    assert (entry.name, entry.bureau, entry.division) == ("街路樹見守り支援事業", "支援局", "道路課")
    assert (entry.amount.yen, entry.prior.yen) == (300_000_000, 200_000_000)


@pytest.mark.parametrize(
    "money",
    [
        "支援局 道路課\n5.6億円（4.5億円）※（）内は前年度当初予算額 ※令和６年度補正予算額 1.1億円\n",
        "支援局 道路課\n5.6億円（4.5億円）※（）内は前年度当初予算額\n※令和６年度補正予算額 1.1億円\n",
        "5.6億円（4.5億円）※（）内は前年度当初予算額 ※令和６年度補正予算額 1.1億円\n支援局 道路課\n",
    ],
)
def test_another_budget_noted_behind_the_money_is_an_entry_of_its_own(money: str) -> None:
    own, other = read(f"街路樹見守り支援事業\n令和８年度概算要求額\n{money}１ 事業の目的\n{REST}")
    assert (own.amount.yen, own.prior.yen, own.stage, own.division) == (560_000_000, 450_000_000, Stage.REQUEST, "道路課")
    assert (other.name, other.amount.yen, other.stage) == ("街路樹見守り支援事業", 110_000_000, Stage.SUPPLEMENTARY)


def test_a_remark_that_says_more_of_another_budget_is_no_money_of_the_slide() -> None:
    (entry,) = read(f"街路樹見守り支援事業\n令和８年度概算要求額 5億円 ※令和６年度補正予算 1億円の一部を活用\n事業の目的\n{REST}")
    assert (entry.amount.yen, entry.stage) == (500_000_000, Stage.REQUEST)


@pytest.mark.parametrize(
    "money",
    [
        "令和８年度要求・要望額\n3,091億円\n（前年度予算額\n2,978億円）\n",
        "令和８年度要求・要望額\n（前年度予算額\n3,091億円\n2,978億円）\n",
        "令和８年度要求・要望額\n3,091億円\n\n（前年度予算額 2,978億円）\n",
        "令和８年度要求・要望額 3,091億円\n（前年度予算額　2,978億円）\n",
        "令和８年度要求・要望額 3,091億円（前年度予\n算額　2,978億円）\n",
        "令和８年度要求・要望額 3,091億円（前年度予算額\n2,978億円）\n",
    ],
)
@pytest.mark.parametrize("heading", ["背景・課題", "事業内容"])
def test_the_year_before_in_brackets_that_are_broken_over_lines_is_read(money: str, heading: str) -> None:
    text = f"令和８年度概算要求\n\n私学助成見守り事業\n{money}{heading}\n木を守る。\n【実施主体】都道府県\n"
    (entry,) = slide.read(as_written(lines_of(text)), Header())
    assert (entry.name, entry.amount.yen, entry.prior.yen) == ("私学助成見守り事業", 309_100_000_000, 297_800_000_000)


def test_a_bracket_below_other_figures_is_no_year_before() -> None:
    (entry,) = read(f"街路樹見守り支援事業\n令和８年度概算要求額 3億円（2億円）\n（5億円）\n事業の目的\n{REST}")
    assert (entry.amount.yen, entry.prior.yen) == (300_000_000, 200_000_000)


def test_a_bracket_that_nothing_closes_is_left_open() -> None:
    text = f"私学助成見守り事業\n令和８年度要求・要望額 3億円（前年度\n（注）木を守る費用\n事業の目的\n{REST}"
    (entry,) = read(text)
    assert (entry.amount.yen, entry.prior.yen) == (300_000_000, None)
