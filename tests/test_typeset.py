"""The typesetter: known text becomes a PDF whose text is the same."""

from __future__ import annotations

import re

import pypdfium2 as pdfium
import pytest

from monitor.typeset import TypesetError, typeset

TEXT = (
    "令和8年度 概算要求の概要\n\n1. 地域医療の整備\n"
    + "「医療計画」に基づき、G-MIS 上で3,211百万円を使う。" * 12
    + "\n・研修の事業\t75 百万円\n\f次の頁 ㊦④"
)


def pages_of(pdf: bytes) -> list[str]:
    document = pdfium.PdfDocument(pdf)
    return [document[number].get_textpage().get_text_range() for number in range(len(document))]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_the_text_of_the_pdf_is_the_text_given() -> None:
    assert squeezed("".join(pages_of(typeset(TEXT)))) == squeezed(TEXT)


def test_the_same_text_gives_the_same_bytes() -> None:
    assert typeset(TEXT, title="概要") == typeset(TEXT, title="概要")


def test_a_form_feed_starts_a_new_page() -> None:
    assert len(pages_of(typeset("一\f二\f三"))) == 3


def test_lines_that_do_not_fit_go_on_to_a_further_page() -> None:
    assert len(pages_of(typeset("行\n" * 100))) == 3


def test_no_row_begins_with_a_closing_mark_and_no_figure_is_broken() -> None:
    rows = pages_of(typeset(TEXT, page_width=240, font_size=9))[0].splitlines()
    assert len(rows) > 10
    assert not [row for row in rows if row[:1] in "、。」"]
    assert "".join(rows).count("3,211百万円") == sum(row.count("3,211") for row in rows)


def test_margins_that_leave_no_room_are_refused() -> None:
    with pytest.raises(TypesetError, match="no room"):
        typeset("一", page_width=100)


def test_a_character_that_the_font_lacks_is_marked_and_not_lost() -> None:
    assert squeezed("".join(pages_of(typeset("事業\U0001f600費")))) == "事業〓費"
