"""PDF: logical lines out of characters and their places."""

from __future__ import annotations

import difflib
import io
import re
import unicodedata

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from monitor.read import Document, ReadError, read
from monitor.read.pdf.calls import AT_ONCE
from monitor.typeset import FONT, typeset

PROSE = "今後も人口減少・高齢化が続く中、「各地域」において、将来の医療需要（2040年頃）を見据え、質の高い体制を整備する必要がある。"
TEXT = f"""令和8年度 概算要求の概要

1. 医療提供体制の整備・強化

{PROSE}

{PROSE}{PROSE}

・研修の事業	75 百万円
・医療機能情報提供制度に係る全国統一システムの運用・保守・改修等に要する経費及び報告制度に係るシステムの構築等	1,931 百万円
（1） 地域医療構想の実現に向けた取組の推進
201百万円 うち、推33百万円(168百万円)

2

在宅医療の体制整備に向けた連携支援事業

{PROSE * 5}

※{PROSE}"""


def texts(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def bare(lines: list[str]) -> list[str]:
    """Lines without what a page cannot keep: white space, and the width of letters."""
    return [re.sub(r"\s", "", unicodedata.normalize("NFKC", line)) for line in lines]


def drawn(draw, *, encrypt=None, rotation: int = 0, pages: int = 1) -> bytes:
    """A PDF whose pages a function draws."""
    typeset("予")
    sheet = io.BytesIO()
    canvas = Canvas(sheet, pagesize=(595, 842), encrypt=encrypt, invariant=1)
    for page in range(pages):
        canvas.setPageRotation(rotation)
        canvas.setFont(FONT, 10)
        draw(canvas, page)
        canvas.showPage()
    canvas.save()
    return sheet.getvalue()


@pytest.mark.parametrize("size", [9, 10.5, 12])
@pytest.mark.parametrize("width", [420, 595, 842])
@pytest.mark.parametrize("height", [300, 842])
def test_a_text_set_as_pdf_comes_back_line_by_line_at_any_size(size: float, width: float, height: float) -> None:
    document = read(typeset(TEXT, font_size=size, page_width=width, page_height=height), "概要.pdf")
    assert bare(texts(document)) == bare(TEXT.split("\n"))


def test_columns_stay_apart() -> None:
    assert "・研修の事業\t75 百万円" in texts(read(typeset(TEXT), "a.pdf"))


def test_every_line_knows_its_page_and_where_it_stands() -> None:
    document = read(typeset("上の行\n\n下の行\f次の頁"), "a.pdf")
    assert [(line.number, line.text, line.page) for line in document.lines] == [
        (1, "上の行", 1),
        (2, "", 1),
        (3, "下の行", 1),
        (4, "次の頁", 2),
    ]
    box = document.lines[0].box
    assert box is not None
    assert (box.x0, box.x1) == (56.0, 87.5)
    assert 842 - 56 - 12 < box.y0 < box.y1 < 842 - 56
    assert (document.kind, document.pages) == ("pdf", 2)


def test_the_box_of_a_paragraph_holds_all_its_rows_on_the_page() -> None:
    box = read(typeset(PROSE * 2), "a.pdf").lines[0].box
    assert box is not None
    assert box.x1 - box.x0 > 400
    assert box.y1 - box.y0 > 2 * 10.5 * 1.6


def test_a_page_of_more_characters_than_are_asked_at_once_is_read_whole() -> None:
    lines = [f"（{number}）地域医療の提供体制の整備\t{number}百万円" for number in range(1, 201)]
    document = read(typeset("\n".join(lines), page_height=4000), "release.pdf")
    assert document.pages == 1
    assert sum(map(len, texts(document))) > AT_ONCE
    assert bare(texts(document)) == bare(lines)


def test_the_title_is_read() -> None:
    assert read(typeset("一", title="令和8年度予算"), "a.pdf").title == "令和8年度予算"


def test_a_row_that_happens_to_be_full_does_not_swallow_the_next_item() -> None:
    full = "あ" * 46
    items = [
        full,
        "・次の項目",
        full,
        "（1） 見出し",
        full,
        "① 項目",
        full,
        "2. 見出し",
        full,
        "3　見出し",
        full,
        "※注",
        full,
        "【内訳】",
    ]
    assert bare(texts(read(typeset("\n".join(items)), "a.pdf"))) == bare(items)


def test_a_number_inside_a_sentence_is_no_new_item() -> None:
    sentence = "い" * 44 + "は、" + "27 年度に開始し、" + "う" * 10
    assert bare(texts(read(typeset(f"{PROSE * 3}\n\n{sentence}"), "a.pdf"))) == bare([PROSE * 3, "", sentence])


def test_an_amount_that_had_no_room_beside_its_name_is_joined_to_it() -> None:
    name = "・" + "研" * 44
    assert f"{name}\t75 百万円" in texts(read(typeset(f"{PROSE * 3}\n\n{name}\t75 百万円\n・次の事業\t5 百万円"), "a.pdf"))


def test_every_character_as_a_text_object_of_its_own_keeps_its_place() -> None:
    def draw(canvas: Canvas, page: int) -> None:
        for place, letter in reversed(list(enumerate("15,204,246千円"))):
            canvas.drawString(100 + 10 * place, 700, letter)
        canvas.drawString(40, 700.4, "民生費")

    assert [text.replace(" ", "") for text in texts(read(drawn(draw), "a.pdf"))] == ["民生費\t15,204,246千円"]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_turned_page_reads_upright(rotation: int) -> None:
    def draw(canvas: Canvas, page: int) -> None:
        if rotation == 90:
            canvas.translate(842, 0)
        if rotation == 180:
            canvas.translate(595, 842)
        if rotation == 270:
            canvas.translate(0, 595)
        canvas.rotate(rotation)
        canvas.drawString(60, 300, "一行目の事業")
        canvas.drawString(60, 280, "二行目の事業")

    document = read(drawn(draw, rotation=rotation), "a.pdf")
    assert texts(document) == ["一行目の事業", "二行目の事業"]
    boxes = [line.box for line in document.lines if line.box]
    assert [round(box.x0) for box in boxes] == [60, 60]
    assert [round(box.y0 + 1.2) for box in boxes] == [300, 280]


def test_text_on_its_side_on_an_upright_page_is_turned_too() -> None:
    def draw(canvas: Canvas, page: int) -> None:
        canvas.rotate(90)
        canvas.drawString(60, -300, "一行目の事業")
        canvas.drawString(60, -320, "二行目の事業")

    assert texts(read(drawn(draw), "a.pdf")) == ["一行目の事業", "二行目の事業"]


def test_a_label_at_the_edge_that_runs_another_way_does_not_cut_the_rows() -> None:
    def draw(canvas: Canvas, page: int) -> None:
        for row in range(4):
            canvas.drawString(60, 700 - 16 * row, f"第{row}行の事業")
        canvas.rotate(90)
        canvas.drawString(640, -40, "参考資料")

    assert texts(read(drawn(draw), "a.pdf")) == ["第0行の事業", "第1行の事業", "第2行の事業", "第3行の事業", "", "参考資料"]


def test_small_raised_marks_stay_in_their_row() -> None:
    def draw(canvas: Canvas, page: int) -> None:
        canvas.drawString(60, 700, "救急医療の推進 新")
        canvas.setFont(FONT, 5)
        canvas.drawString(146, 705, "一部")
        canvas.setFont(FONT, 10)
        canvas.drawString(158, 700, "1,212百万円")

    assert [text.replace(" ", "") for text in texts(read(drawn(draw), "a.pdf"))] == ["救急医療の推進新一部1,212百万円"]


def test_a_dash_at_the_end_of_a_row_is_a_dash() -> None:
    def draw(canvas: Canvas, page: int) -> None:
        canvas.drawString(60, 700, "巡回バス運行事業 -")
        canvas.drawString(60, 684, "次の事業")

    assert texts(read(drawn(draw), "a.pdf")) == ["巡回バス運行事業 -", "次の事業"]


def test_bold_by_printing_twice_is_read_once() -> None:
    def draw(canvas: Canvas, page: int) -> None:
        canvas.drawString(60, 700, "予算案110億円")
        canvas.drawString(60.4, 700, "予算案110億円")

    assert texts(read(drawn(draw), "a.pdf")) == ["予算案110億円"]


def test_page_numbers_are_no_lines() -> None:
    def draw(canvas: Canvas, page: int) -> None:
        canvas.drawString(60, 700, f"第{'一二三四'[page]}の事業")
        canvas.drawCentredString(297, 30, f"- {page + 5} -")

    assert [text for text in texts(read(drawn(draw, pages=4), "a.pdf")) if text] == [f"第{n}の事業" for n in "一二三四"]


@pytest.mark.parametrize(
    ("pdf", "reason"),
    [
        (
            lambda: drawn(lambda c, p: c.drawString(9, 9, "秘"), encrypt=StandardEncryption("秘密")),
            "is encrypted: it opens only with",
        ),
        (
            lambda: drawn(lambda c, p: c.rect(9, 9, 99, 99), pages=3),
            "has no text layer: its 3 pages are without a single character",
        ),
        (lambda: b"%PDF-1.7\nnothing of a PDF\n%%EOF", "is a damaged PDF"),
    ],
)
def test_a_pdf_that_cannot_be_read_says_why(pdf, reason: str) -> None:
    with pytest.raises(ReadError) as refusal:
        read(pdf(), "案.pdf")
    assert str(refusal.value).startswith(f"案.pdf: {reason}")


def test_an_encrypted_pdf_that_opens_without_a_password_is_read() -> None:
    locked = StandardEncryption("", ownerPassword="秘密", canCopy=0, canPrint=0)
    assert texts(read(drawn(lambda c, p: c.drawString(60, 700, "予算"), encrypt=locked), "a.pdf")) == ["予算"]


def test_a_page_of_absurd_size_is_left_out_and_told() -> None:
    document = read(typeset("一の頁\f二の頁").replace(b"[ 0 0 595 842 ]", b"[ 0 0 90000 842 ]", 1), "a.pdf")
    assert [text for text in texts(document) if text] == ["二の頁"]
    assert [(remark.page, remark.text) for remark in document.remarks] == [(1, "its size is absurd; it was left out")]


def test_a_page_that_is_a_picture_is_told() -> None:
    def draw(canvas: Canvas, page: int) -> None:
        if page == 1:
            canvas.drawImage(ImageReader(Image.new("L", (40, 60), 200)), 0, 0, 595, 842)
        elif page != 2:
            canvas.drawString(60, 700, "巡回バスの事業")

    document = read(drawn(draw, pages=4), "a.pdf")
    assert [line.page for line in document.lines if line.text] == [1, 4]
    assert [(remark.page, remark.text.split(";")[0]) for remark in document.remarks] == [
        (2, "it is a picture without a text layer")
    ]


def test_the_amounts_of_a_real_budget_book_keep_their_first_digit(shared) -> None:
    document = read((shared / "data" / "pdf" / "fujishi_r8_sainyu_15_kokko.pdf").read_bytes(), "国庫.pdf")
    assert any("15,204,246\t14,624,260\t579,986" in line.text for line in document.lines if line.page == 1)


@pytest.mark.parametrize("size", [9, 10.5])
@pytest.mark.parametrize("width", [480, 595])
@pytest.mark.parametrize("release", ["mhlw-iseikyoku-fy2025-request.txt", "cfa-shougaiji-fy2025-request.txt"])
def test_a_real_release_set_as_pdf_comes_back_line_by_line(shared, release: str, width: float, size: float) -> None:
    text = (shared / "data" / "releases" / release).read_text(encoding="utf-8")
    wanted = [line for line in bare(text.split("\n")) if line]
    document = read(typeset(text, font_size=size, page_width=width), "a.pdf")
    found = [line for line in bare(texts(document)) if line]
    same = sum(block.size for block in difflib.SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks())
    assert same / len(wanted) > 0.985


FULL_ROW = "巡回の実施回数の目安及び報告の様式については別に通知により定めるものを用いるとし、様式の電子化支援等"
LONG_TITLE = "街路樹の見守り及び剪定に係る地域の担い手の養成並びに資機材の貸与等支援事業"


@pytest.mark.parametrize(
    ("rows_above", "below"),
    [(1, "\n令和8年度概算要求額 3億円\n事業の目的"), (1, "\n\n令和8年度概算要求額 3億円"), (18, "\n\n令和8年度概算要求額 3億円")],
    ids=["room left on the page before", "room and a gap", "the page before full, a gap below the title"],
)
def test_a_full_last_row_of_a_page_does_not_swallow_the_title_of_the_next(rows_above: int, below: str) -> None:
    slides = "・短い行\n" * rows_above + f"{FULL_ROW}\f{LONG_TITLE}{below}\n" + "・短い行\n" * 18
    assert LONG_TITLE in texts(read(typeset(slides, font_size=9.5, page_height=400), "slides.pdf"))


def test_an_open_sentence_goes_on_over_a_page_that_had_room() -> None:
    rows = "・短い行\n" * 3 + f"{FULL_ROW[:-1]}し\f、その効果を測る\n" + "・短い行\n" * 18
    assert f"{FULL_ROW[:-1]}し、その効果を測る" in texts(read(typeset(rows, font_size=9.5, page_height=400), "a.pdf"))
