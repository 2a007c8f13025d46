"""Decks whose pages hold one slide each: a page is a slide by its one money, and its parts are found wherever they stand."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest

from monitor.budget import AmountKind, Entry
from monitor.parse import parse
from monitor.parse.header import Header
from monitor.parse.layouts import slide
from monitor.read import read as read_file
from tests.parse.documents import document, lines_of
from tests.parse.slides import BODY

COVER = "令和８年度概算要求の概要\n緑地局\n"
FIRST = f"街路樹見守り支援事業\n令和８年度概算要求額 3億円（2億円）\n{BODY}"
PURPOSE = "事業の目的\n\n- 緑を守る。\n"


def deck(*pages: str) -> str:
    """The pages behind a cover and a first slide that has everything, each with its number below."""
    return "".join([COVER, *(f"\n{page}\n\n{n}\n" for n, page in enumerate([FIRST, *pages], start=1))])


def read(*pages: str) -> list[Entry]:
    return slide.read(lines_of(deck(*pages)), Header())


def third(page: str) -> Entry:
    """The entry of a page between two others that have a title, money and a field."""
    found = read(BRIEF, page, OTHER)
    assert [entry.name for entry in (found[0], found[1], found[-1])] == [
        "街路樹見守り支援事業",
        "花壇手入れ事業",
        "剪定講習事業",
    ]
    (own,) = found[2:-1]
    return own


BRIEF = """花壇手入れ事業

令和８年度概算要求額 1.2億円（1.1億円）

植え替えを町内で行う費用を補助する。

補助率：国１／２、市町村１／２
"""
OTHER = """剪定講習事業

令和８年度概算要求額 30百万円（20百万円）

実施主体：市町村
"""


def test_a_page_with_one_money_is_a_slide_without_standing_headings() -> None:
    first, brief, other = read(BRIEF, OTHER)
    assert (brief.amount.yen, brief.prior.yen) == (120_000_000, 110_000_000)
    assert [dict(rate.shares) for rate in brief.rates] == [{"国": Fraction(1, 2), "市町村": Fraction(1, 2)}]
    assert first.rates == other.rates == (), "what a page says is said of its own measure"


@pytest.mark.parametrize("deck_of_pages", [deck(BRIEF, OTHER), deck(BRIEF, OTHER, BRIEF, OTHER, BRIEF).replace("\n\n3\n", "\n\n")])
def test_a_decks_last_line_is_the_number_that_tells_its_last_page(deck_of_pages: str) -> None:
    told = [entry.name for entry in parse(read_file(deck_of_pages.encode(), "deck.txt")).entries]
    assert told[:3] == ["街路樹見守り支援事業", "花壇手入れ事業", "剪定講習事業"]


def test_pages_that_name_their_budget_in_several_places_are_no_slides() -> None:
    measure = "水辺の整備\n令和８年度概算要求額 2億円\n清掃を進める。\n"
    page = f"公園の整備\n令和８年度概算要求額 1億円\n植樹を進める。\n{measure}堤防の整備\n"
    assert [entry.name for entry in read(page, page, page)] == ["街路樹見守り支援事業"]


def test_chapters_of_an_overview_with_a_sum_a_page_are_no_slides() -> None:
    chapter = "第{n}章　緑地の保全\n令和８年度概算要求額 12億円（11億円）\n公園を広げる。\n\n\n\n\n\n"
    text = COVER + "事業の目的\n" + "".join(f"\n{chapter.format(n=n)}\n\n{n}\n" for n in range(1, 5))
    assert slide.find(document(text), Header()) == []


@pytest.mark.parametrize(
    "page",
    [
        f"{PURPOSE}\n令和８年度概算要求額 4億円（3億円）\n\n水辺の清掃\n実施主体：市町村\n\n水辺緑化推進事業\n",
        f"水辺緑化推進事業\n\n（水辺総合対策事業）\n\n{PURPOSE}\n令和８年度概算要求額 4億円（3億円）\n\n実施主体：市町村\n",
        "水辺緑化推進事業\n（水辺の基金（緑化分）の一部）\n\n令和８年度概算要求額 4億円（3億円）\n\n実施主体：市町村\n",
        "事業の概要\n国 市町村\n水辺緑化推進事業\n（１／２、１／３）\n令和８年度概算要求額 4億円（3億円）\n",
        f"水辺緑化推進事業\n\n{PURPOSE}\n令和８年度概算要求額\n\n事業の概要\n\n4億円（3億円）\n\n岸に木を植える。\n",
        "水辺緑化推進事業\n令和８年度概算要求額\t4億円（3億円）\n実施主体：市町村\n",
        "水辺緑化推進事業\n令和８年度概算要求額\n\n4億円（3億円）\n実施主体：市町村\n",
        "事業の概要\n4億円（3億円）\n岸に木を植える。\n令和８年度概算要求額\n水辺緑化推進事業\n対象経費\n苗木の購入費、運搬費\n",
    ],
)
def test_title_and_money_of_a_page_are_found_wherever_they_stand(page: str) -> None:
    entry = third(page)
    assert (entry.name, entry.amount.yen, entry.prior.yen) == ("水辺緑化推進事業", 400_000_000, 300_000_000)


def test_a_title_that_only_its_words_tell_is_not_sure() -> None:
    page = "水辺にみどりを\n\n{above}\n令和８年度概算要求額 4億円（3億円）\n\n岸に植える。\n\n{below}\n\n補助率：定額\n"
    guessed = third(page.format(above=PURPOSE, below="河岸清掃の実施"))
    beside = third(page.format(above=f"{PURPOSE}\n河岸清掃の実施", below="岸を守る。"))
    assert (guessed.name, beside.name) == ("河岸清掃の実施", "河岸清掃の実施")
    assert guessed.confidence < 0.9 <= beside.confidence


def test_of_several_lines_that_can_be_a_pages_title_none_is_chosen() -> None:
    entry = third(
        f"{PURPOSE}\n令和８年度概算要求額 4億円（3億円）\n\n岸に木を植える。\n水辺緑化推進事業\n\n河岸清掃推進事業\n補助率：定額\n"
    )
    assert entry.confidence < 0.5


@pytest.mark.parametrize(
    "figures",
    [
        "4億円（3億円）\n\n岸に植える。\n\n1億円（2億円）\n\n水を引く。\n",
        "補助上限額\n\n1,500万円\n\n岸に植える。\n",
        "1か所当たり\n3億円（年額）\n\n補助率：定額\n",
        "2億円を超える整備は対象外\n\n岸に植える。\n",
        "令和７年度予算額\n\n岸に植える。\n\n4億円\n\n水を引く。\n",
    ],
)
def test_words_of_money_alone_take_no_figure_that_may_be_anothers(figures: str) -> None:
    page = f"水辺緑化推進事業\n\n{PURPOSE}\n令和８年度概算要求額\n\n事業の概要\n\n{figures}"
    assert [entry.name for entry in read(BRIEF, page, OTHER)] == ["街路樹見守り支援事業", "花壇手入れ事業", "剪定講習事業"]


def test_a_page_without_money_belongs_to_the_slide_before() -> None:
    told = read(BRIEF, "参考図\n\n植え替えの手順\n\n町内で話し合う\n\n苗を配る\n\n", OTHER)
    assert [entry.name for entry in told] == ["街路樹見守り支援事業", "花壇手入れ事業", "剪定講習事業"]


def test_the_telephone_of_the_office_above_stands_behind_a_title() -> None:
    page = (
        "　　　　　　緑地局水辺課\n　一部拡充　一部推進枠　水辺緑化推進事業　　　　　（内線2289）\n\n"
        "令和８年度概算要求額 4億円（3億円）\n\n実施主体：市町村\n"
    )
    entry = third(page)
    assert (entry.name, entry.division, entry.phone_ext) == ("水辺緑化推進事業", "水辺課", "2289")
    assert set(entry.flags) == {"expanded_part", "priority_part"}


def test_a_label_set_wide_begins_a_field() -> None:
    entry = third("水辺緑化推進事業\n令和８年度概算要求額 4億円（3億円）\n◆実施主体：市町村\n◆補 助 率：国１／２、市町村１／２\n")
    assert entry.implementers == ("市町村",)
    assert [dict(rate.shares) for rate in entry.rates] == [{"国": Fraction(1, 2), "市町村": Fraction(1, 2)}]


@pytest.mark.parametrize("rows", ["令和８年度概算要求額\n岸 円\n\n" * 7_000, "実施主体：\n" + "市町村、社\n" * 20_000])
def test_a_page_of_many_rows_alike_is_read_in_time_with_their_number(rows: str) -> None:
    begun = time.process_time()
    assert read(BRIEF, f"水辺緑化推進事業\n{rows}", OTHER)
    assert time.process_time() - begun < 3


def test_a_deck_told_by_its_pages_alone_leaves_its_lines_to_a_surer_layout() -> None:
    text = COVER + "".join(
        f"\n{page}\n\n\n\n{n}\n" for n, page in enumerate([BRIEF + "事業の概要", OTHER, BRIEF.replace("花", "菊")], 1)
    )
    (span,) = slide.find(document(text), Header())
    assert span.score < 0.93
    assert [entry.amount.kind for entry in parse(document(text)).entries if entry.name == "剪定講習事業"] == [AmountKind.EXACT]
