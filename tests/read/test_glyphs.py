"""Glyph numbers of MS Gothic and MS Mincho: noticed, decoded, and the decoding checked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.read import Document, ReadError
from monitor.read.glyphs import decoded, glyph_of, is_japanese, letters_of, suspicion, unfamiliar
from monitor.read.text import read
from tests.glyph_numbers import numbers

PLAN = ["（単位：億円）", "灯台の整備 1,563", "前年同額 960", "※ 離島の港を含む。"]


def in_numbers(line: str) -> str:
    return "".join(map(chr, numbers(line, is_proportional=True)))


def page_texts(shared: Path) -> dict[str, dict[str, str]]:
    rows = (shared / "data/ministry_page_texts.jsonl").read_text("utf-8").splitlines()
    return {row["id"]: row for row in map(json.loads, rows)}


def told(document: Document) -> list[tuple[int | None, str]]:
    return [(remark.page, remark.text) for remark in document.remarks]


@pytest.mark.parametrize(
    ("letter", "glyphs"), [("0", (0x13, 0x3EDC)), ("一", (0x0B4D,)), ("の", (0x862, 0x46FE)), ("進", (0x340D,))]
)
def test_a_letter_has_the_glyph_numbers_that_real_pdfs_show(letter: str, glyphs: tuple[int, ...]) -> None:
    assert glyph_of(letter) == glyphs
    assert {letters_of([number]) for number in glyphs} == {letter}


def test_a_number_that_nobody_has_measured_is_no_letter() -> None:
    assert letters_of([0x0, 0x13, 0xFFFF]) == "\ufffd0\ufffd"


@pytest.mark.parametrize(
    ("text", "share"), [("灯台の整備 12億円", 0.0), (in_numbers("のための 12"), 1.0), ("", 0.0), ("あ\x14い\x15", 0.5)]
)
def test_suspicion_is_the_share_of_what_no_ministry_prints(text: str, share: float) -> None:
    assert suspicion(text) == share


@pytest.mark.parametrize("text", ["損失を補塡する髙木﨑", "⽀援の⽤に供する︓", "\uf0a7 箇条書き", "①㈱㎡℃Ⅳ▲△"])
def test_what_ministries_print_is_familiar(text: str) -> None:
    assert not unfamiliar(text)


def test_lines_of_glyph_numbers_are_decoded_and_the_others_kept() -> None:
    lines = ["- 24 -", *map(in_numbers, PLAN), "令和８年度"]
    assert decoded(lines) == ["- 24 -", *PLAN, "令和８年度"]


def test_a_text_without_glyph_numbers_is_not_decoded() -> None:
    assert decoded(PLAN) is None


def test_numbers_of_another_font_are_not_japanese() -> None:
    foreign = "".join(chr(number + 1000) for number in numbers("灯台と港と橋の整備を支援する事業に要する経費の一部"))
    assert decoded([foreign]) is None
    assert not is_japanese("亊亢亰亳亶从仍仄仆仂", telling_name=True)


def test_a_text_page_of_glyph_numbers_is_read_and_told() -> None:
    document = read("\f".join(["令和８年度\n", "\n".join(map(in_numbers, PLAN))]).encode(), "plan.txt")
    assert [line.text.strip("\f") for line in document.lines] == ["令和８年度", *PLAN]
    assert told(document) == [(2, "its text was glyph numbers; decoded as MS Gothic or MS Mincho")]


def test_a_text_page_that_nobody_can_decode_is_left_out_and_told() -> None:
    document = read("令和８年度\n\f৉ୠୢ௜ଡ୳ಉभ௓ਤಉਗ\n".encode(), "plan.txt")
    assert [line.text for line in document.lines] == ["令和８年度", ""]
    assert told(document) == [(2, "its text is glyph numbers that nobody can read; it was left out")]


def test_a_text_of_nothing_but_foreign_glyph_numbers_is_refused() -> None:
    with pytest.raises(ReadError, match="glyph numbers"):
        read("৉ୠୢ௜ଡ୳ಉभ௓ਤಉਗ\n".encode(), "plan.txt")


def test_real_page_texts_are_told_apart(shared: Path) -> None:
    """PDF.md, section 3: the labelled texts. Garbled ones are decoded or refused; clean ones are left as they are."""
    for row in page_texts(shared).values():
        data = row["text"].encode()
        if row["quality"] == "garbled_gid":
            with pytest.raises(ReadError, match="glyph numbers"):
                read(data, row["id"])
            continue
        document = read(data, row["id"])
        assert bool(document.remarks) == (row["quality"] == "garbled_gid_offset"), row["id"]
        assert suspicion("".join(line.text for line in document.lines)) == 0.0, row["id"]


def test_real_glyph_numbers_read_as_the_page_prints(shared: Path) -> None:
    rows = page_texts(shared)
    lines = [line.text for line in read(rows["mhlw_r8_seifuan_shuyo_p15"]["text"].encode(), "p15").lines]
    assert {"前年同額", "960", "1,563", "27,987", "令８年度"} <= set(lines)
    note = next(
        line.text for line in read(rows["mof_r8_seifuan_shakaihosho_p26"]["text"].encode(), "p26").lines if "注１" in line.text
    )
    assert "金額は公費（国及び地方の合計額）。" in note
