"""Kanji called by wrong names in a text that was taken out of a PDF."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium
import pytest

from monitor.read.glyphs import glyph_of
from monitor.read.misnamed import right_names
from monitor.read.pdf import read as read_pdf
from monitor.read.text import read

PLAN = "灯台の配備を促進し、都道府県の事業の過年度分を適切に運営する達成度を選び、部署の避難を支援する"


def misnamed(text: str, last_right: str) -> str:
    """The text under a map whose range runs on by code point from this kanji to the end of its block of 256 glyphs."""
    start = glyph_of(last_right)[0]
    wrong = {glyph: chr(ord(last_right) + glyph - start) for glyph in range(start, (start | 0xFF) + 1)}
    return "".join(wrong.get(glyph_of(letter)[0], letter) for letter in text)


@pytest.mark.parametrize("last_right", ["造", "連"])
def test_kanji_that_one_shift_explains_are_given_their_names(last_right: str) -> None:
    broken = misnamed(PLAN, last_right)
    assert "促進" not in broken
    assert broken.translate(str.maketrans(right_names(broken))) == PLAN


def test_an_everyday_kanji_is_only_doubted_where_its_right_one_is_missing() -> None:
    broken = misnamed(PLAN, "造")
    assert right_names(broken)["邪"] == "部"
    assert "邪" not in right_names(broken + "風邪の流行を防ぐ部署")


@pytest.mark.parametrize("text", [PLAN, "", "逭と遯の字を使う", "鱵、鰘、鱝、鯥、鱪、鱰などの魚を獲る"])
def test_other_texts_are_left_alone(text: str) -> None:
    assert right_names(text) == {}


def test_a_text_is_corrected_and_told() -> None:
    document = read(misnamed(PLAN, "連").encode(), "plan.txt")
    assert [line.text for line in document.lines] == [PLAN]
    (remark,) = document.remarks
    assert remark.text.startswith("11 kanji had wrong names")
    assert "進" in remark.text


def test_a_real_text_is_corrected_as_its_pdf_is(shared: Path) -> None:
    data = (shared / "data/pdf/fujishi_r8_sainyu_15_kokko.pdf").read_bytes()
    document = pdfium.PdfDocument(data)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    corrected = "".join(line.text for line in read(text.encode(), "text.txt").lines)
    printed = "".join(line.text for line in read_pdf(data, "a.pdf").lines)
    kanji = [{letter for letter in each if "\u4e00" <= letter <= "\u9fff"} for each in (corrected, printed)]
    assert kanji[0] == kanji[1]


def test_real_releases_are_left_alone(shared: Path) -> None:
    for path in (shared / "data/releases").glob("*.txt"):
        assert right_names(path.read_text("utf-8")) == {}, path.name
