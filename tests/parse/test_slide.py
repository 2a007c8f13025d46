"""Slides among the lines of a document: where they begin and end, what is none of them."""

from __future__ import annotations

import time

import pytest

from monitor.parse.header import Header
from monitor.parse.layouts import slide
from monitor.read.document import Document, Line
from tests.parse.documents import document
from tests.parse.slides import BODY, of_body, one, read


def test_prose_about_money_is_no_slide() -> None:
    text = "公園の現状\n\n令和8年度概算要求額 3億円（2億円）\n\n公園は増えている。\n\n事業の目的という語も使う。\n"
    assert slide.find(document(text), Header()) == []
    assert read(text) == []


def test_the_span_runs_from_the_first_title_to_the_last_slide() -> None:
    text = "表紙\n\n目次の行\n\n街路樹見守り支援事業\n令和8年度概算要求額 3億円（2億円）\n" + BODY
    (span,) = slide.find(document(text), Header())
    assert (span.first, span.last) == (5, len(text.split("\n")))
    assert span.score > 0.8


def test_page_numbers_are_no_part_of_a_slide() -> None:
    first = f"街路樹見守り支援事業\n令和8年度概算要求額 3億円\n{BODY}\n12"
    text = f"{first}\n 並木の手入れ推進事業\n- 13 -\n令和8年度概算要求額 4億円\n{BODY}"
    assert [(entry.name, entry.amount.yen) for entry in read(text)] == [
        ("街路樹見守り支援事業", 300_000_000),
        ("並木の手入れ推進事業", 400_000_000),
    ]


def test_a_number_whose_unit_stands_below_is_no_page_number() -> None:
    assert [unit.yen for unit in of_body("\n【補助基準額】１か所当たり 200\n千円").unit_amounts] == [200_000]


def test_a_slide_without_money_ends_the_slide_before_it() -> None:
    explained = "緑化の制度\n事業の目的\n制度の説明。\n事業の概要\n説明。\n実施主体等\n【実施主体】都道府県\n【補助率】国1/3\n"
    entry = one(f"街路樹見守り支援事業\n令和8年度概算要求額 3億円\n{BODY}\n{explained}")
    assert (entry.name, entry.implementers, entry.rates) == ("街路樹見守り支援事業", ("市町村",), ())


@pytest.mark.parametrize(
    "line",
    ["局" + "参事官・1課・漢課、" * 12 + "漢", "　" * 100 + "課", "令和7年度" + "　" * 200 + "要求", "（" + " " * 200 + "－"],
    ids=["divisions", "blanks", "money", "bracket"],
)
def test_a_line_made_to_be_slow_costs_no_time(line: str) -> None:
    begun = time.process_time()
    slide.read([Line(number, line) for number in range(1, 50)], Header())
    assert time.process_time() - begun < 2


def test_printed_page_numbers_part_the_end_of_a_slide_from_the_head_of_the_next() -> None:
    deck = "".join(
        f"{name}\n令和8年度概算要求額 3億円（2億円）\n{BODY}\n拡充\n- {number} -\n"
        for number, name in enumerate(("街路樹見守り支援事業", "公園の手入れ", "池の水質調査"), 3)
    )
    assert [(entry.name, entry.flags, entry.page) for entry in read(deck)] == [
        ("街路樹見守り支援事業", (), None),
        ("公園の手入れ", (), None),
        ("池の水質調査", (), None),
    ]


def test_numbers_that_do_not_count_on_part_nothing() -> None:
    deck = "".join(
        f"{name}\n{number}\n令和8年度概算要求額 3億円（2億円）\n{BODY}\n"
        for number, name in ((12, "街路樹見守り支援事業"), (40, "公園の手入れ事業"), (7, "池の水質調査"))
    )
    assert [entry.name for entry in read(deck)] == ["街路樹見守り支援事業", "公園の手入れ事業", "池の水質調査"]


@pytest.mark.parametrize("above", ["", "令和8年度概算要求の概要\n\n街路樹課\n\n", "3\n\n街路樹課\n\n9\n\n"])
def test_slides_read_the_same_as_found_among_other_lines_and_by_themselves(above: str) -> None:
    deck = "".join(
        f"{name}\n令和8年度概算要求額 3億円（2億円）\n{BODY}\n拡充\n- {number} -\n"
        for number, name in enumerate(("街路樹見守り支援事業", "公園の手入れ", "池の水質調査"), 3)
    )
    whole = document(above + deck)
    (span,) = slide.find(whole, Header())
    found = slide.read(whole.lines[span.first - 1 : span.last], Header())
    assert found == slide.read(document(above + deck).lines[span.first - 1 : span.last], Header())
    assert [entry.name for entry in found] == ["街路樹見守り支援事業", "公園の手入れ", "池の水質調査"]


def test_the_title_at_the_head_of_the_first_slides_page_is_read_among_other_lines_and_by_itself() -> None:
    pages = (
        "令和8年度概算要求の概要\n街路樹課\n",
        f"みどりのコンシェルジュ\n\n緑化局 街路樹課\n\n令和8年度概算要求額 3億円（2億円）\n{BODY}",
    )
    rows = [(page, row) for page, text in enumerate(pages, 1) for row in text.split("\n")]
    whole = Document("deck.txt", "text", tuple(Line(number, row, page) for number, (page, row) in enumerate(rows, 1)))
    (span,) = slide.find(whole, Header())
    (entry,) = slide.read(whole.lines[span.first - 1 : span.last], Header())
    assert (span.first, entry.name, entry.division) == (4, "みどりのコンシェルジュ", "街路樹課")
    assert slide.read(whole.lines, Header()) == [entry]
