"""PDFs whose fonts tell no characters, or wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.read import Document, ReadError
from monitor.read.glyphs import glyph_of, unfamiliar
from monitor.read.pdf import read
from monitor.typeset import typeset
from tests.glyph_numbers import Font, numbers, set_in_fonts, set_in_numbers

TEXT = """令和８年度 予算の概要
灯台の光を絶やさないための費用に要する経費 1,234億円（987億円）
島を行き来する船の特性を算定し率を表にする事業 56百万円の内数
○ 離島の消防を速やかに行うための補助、輸送の被害を編纂する"""
OTHER = Font("GHIJKL+YuGothic-Regular")
ILLEGIBLE = "亊亢亰亳亶从仍仄仆仂仗仞仭仟价伉佚估佛佝佗佇佶侈" * 3  # what the numbers of another face happen to mean in these


def texts(document: Document) -> list[str]:
    return [line.text for line in document.lines if line.text]


def remarks(document: Document) -> list[tuple[int | None, str]]:
    return [(remark.page, remark.text) for remark in document.remarks]


@pytest.mark.parametrize(
    "font",
    [
        Font("ABCDEF+MS-Mincho"),
        Font("MS-PGothic", is_proportional=True),
        Font("ABCDEF+MSPGothic", is_proportional=True),
        Font("CIDFont+F1"),
        Font("CIDFont+F1", is_proportional=True),
    ],
)
def test_glyph_numbers_of_ms_gothic_and_ms_mincho_are_read_with_every_digit(font: Font) -> None:
    document = read(set_in_numbers([(font, TEXT)]), "plan.pdf")
    assert texts(document) == TEXT.split("\n")
    assert [page for page, text in remarks(document) if "glyph numbers; decoded as MS Gothic" in text] == [1]
    assert all(line.page == 1 and line.box is not None for line in document.lines if line.text)


def test_a_font_named_after_ms_gothic_needs_few_letters() -> None:
    document = read(set_in_numbers([(Font("MS-Gothic"), "計 7,654")]), "plan.pdf")
    assert texts(document) == ["計 7,654"]


def test_a_kanji_that_cannot_be_told_is_no_blank() -> None:
    """pdfium makes a blank of the number of 港 between kana; nothing tells it from that of 温."""
    document = read(set_in_numbers([(Font(), f"{TEXT}\n島の港を行き来する")]), "plan.pdf")
    assert texts(document)[-1] == "島の\ufffdを行き来する"


def test_what_a_character_map_leaves_out_is_decoded() -> None:
    letters = {
        number: letter for number, letter in zip(numbers(TEXT), TEXT.replace("\n", ""), strict=True) if letter not in "0123456789費"
    }
    document = read(set_in_numbers([(Font("MS-Mincho", letters=letters), TEXT)]), "plan.pdf")
    assert texts(document) == TEXT.split("\n")
    assert len(remarks(document)) == 1


def test_a_word_in_the_middle_of_a_row_that_a_character_map_leaves_out_is_decoded() -> None:
    text = f"{TEXT}\n学校のICT化を進める"
    letters = dict(zip(numbers(text), text.replace("\n", ""), strict=True))
    left_out = {number: letter for number, letter in letters.items() if letter not in "ICT"}
    document = read(set_in_numbers([(Font("MS-Mincho", letters=left_out), text)]), "plan.pdf")
    assert texts(document) == text.split("\n")
    assert len(remarks(document)) == 1


def test_a_font_that_nobody_can_decode_does_not_spoil_the_others_of_its_page() -> None:
    first, other = Font("CIDFont+F1"), Font("CIDFont+F2")
    lines = [(first, line) for line in TEXT.split("\n")]
    document = read(set_in_fonts([*lines, (other, ILLEGIBLE[:20])]), "plan.pdf")
    assert texts(document) == [*TEXT.split("\n"), "\ufffd" * 20]
    assert [text.partition(" ")[0] for _, text in remarks(document)][-1] == "20"


def test_a_page_that_nobody_can_decode_is_left_out_and_told() -> None:
    document = read(set_in_numbers([(OTHER, ILLEGIBLE), (Font(), TEXT)]), "plan.pdf")
    assert texts(document) == TEXT.split("\n")
    assert {line.page for line in document.lines} == {2}
    assert remarks(document)[0] == (1, "its text comes out as glyph numbers that nobody can read; it was left out")


def test_a_document_that_nobody_can_decode_is_refused() -> None:
    with pytest.raises(ReadError, match=r"^has text that no reader can tell"):
        read(set_in_numbers([(OTHER, ILLEGIBLE)] * 2), "plan.pdf")


def test_a_clean_page_has_no_remark() -> None:
    document = read(typeset(TEXT + "\n損失を補塡する。髙木、山﨑"), "plan.pdf")
    assert remarks(document) == []
    assert "補塡" in texts(document)[-1]


def wrongly_mapped(text: str, last_right: str) -> Font:
    """A font whose map lets a range of kanji run on by code point from this one to the end of its block of 256 glyphs."""
    letters = dict(zip(numbers(text), text.replace("\n", ""), strict=True))
    start = glyph_of(last_right)[0]
    run = {number: chr(ord(last_right) + number - start) for number in letters if start <= number <= start | 0xFF}
    return Font("MNOPQR+MS-Mincho", letters=letters | run)


def test_kanji_that_a_character_map_calls_by_wrong_names_are_corrected() -> None:
    text = "灯台の建設を促進し、都道府県の配備を支援する\n島の部署を選び達成度を表にする\n一二三四五六七八九十百千万円。"
    font = wrongly_mapped(text, "連")
    document = read(set_in_numbers([(font, text), (font, "部の選")]), "plan.pdf")
    assert texts(document) == [*text.split("\n"), "部の選"]
    assert {page for page, told in remarks(document) if "wrong names" in told} == {1, 2}


def test_a_rare_kanji_that_is_meant_stays() -> None:
    text = "遯の字を使う灯台の建設を促進する事業に要する経費の一部、逭と書く\n一二三四五六七八九十百千万円"
    letters = dict(zip(numbers(text), text.replace("\n", ""), strict=True))
    document = read(set_in_numbers([(Font("MNOPQR+MS-Mincho", letters=letters), text)]), "plan.pdf")
    assert texts(document) == text.split("\n")
    assert remarks(document) == []


def test_a_real_spreadsheet_without_character_maps_reads_as_its_readable_twin(shared: Path) -> None:
    stripped, twin = (
        read((shared / "data/pdf" / name).read_bytes(), name) for name in ("strip_excel.pdf", "nankoku_r4_shinki_jigyo.pdf")
    )
    assert stripped.lines == twin.lines
    assert stripped.tables == twin.tables
    assert [page for page, _ in remarks(stripped)] == [1, 2]


def test_real_kanji_with_wrong_names_are_corrected(shared: Path) -> None:
    name = "fujishi_r8_sainyu_15_kokko.pdf"
    document = read((shared / "data/pdf" / name).read_bytes(), name)
    printed = "".join(texts(document))
    assert not unfamiliar(printed)
    assert printed.count("促進") >= 10
    assert not any(wrong in printed for wrong in ("促逭", "邴市", "郤慮", "邪分"))


def test_no_real_clean_pdf_has_a_remark(shared: Path) -> None:
    damaged = {"strip_excel.pdf", "fujishi_r8_sainyu_15_kokko.pdf"}
    clean = [path for path in sorted((shared / "data/pdf").glob("*.pdf")) if path.name not in damaged]
    assert len(clean) >= 5
    assert {path.name: remarks(read(path.read_bytes(), path.name)) for path in clean} == {path.name: [] for path in clean}
