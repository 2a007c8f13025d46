"""A page as a picture with what was read of it."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from monitor.budget import Box
from monitor.read import ReadError, read
from monitor.read.picture import Mark, picture_of
from monitor.typeset import FONT, font_file, typeset

PLAN = "令和８年度 予算の概要\n\n灯台の整備\t12億円\n港の整備\t5億円\f二枚目"
RED, BLUE = "#b3261e", "#0a58a8"
SCALE = 2


def picture(data: bytes, page: int, *marks: Mark) -> Image.Image:
    png = picture_of(data, "plan.pdf", page, marks, title="plan.pdf", font=font_file())
    return Image.open(io.BytesIO(png)).convert("RGB")


def colour(text: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(text.removeprefix("#")))


def edges(box: Box, height: float) -> list[tuple[int, int]]:
    """Pixels in the middle of the four sides of a box on a page of this height."""
    left, right, top, bottom = box.x0 * SCALE, box.x1 * SCALE, (height - box.y1) * SCALE, (height - box.y0) * SCALE
    across, down = (left + right) / 2, (top + bottom) / 2
    sides = ((left - 2, down), (right + 2, down), (across, top - 2), (across, bottom + 2))
    return [(round(x), round(y)) for x, y in sides]


def box_of(data: bytes, text: str) -> Box:
    line = next(line for line in read(data, "plan.pdf").lines if text in line.text)
    assert line.box is not None
    return line.box


def test_each_mark_is_outlined_in_its_colour_where_its_line_stands() -> None:
    data = typeset(PLAN)
    marks = [Mark(box_of(data, "灯台"), "12億円", BLUE), Mark(box_of(data, "港"), "5億円", RED)]
    drawn = picture(data, 1, *marks)
    for mark in marks:
        assert mark.box is not None
        assert {drawn.getpixel(place) for place in edges(mark.box, 842)} == {colour(mark.colour)}
    assert drawn.getpixel((20, 20)) == (255, 255, 255)


def test_the_writing_stands_beside_the_page() -> None:
    data = typeset(PLAN)
    plain, told = (picture(data, 1, Mark(box_of(data, "灯台"), text, BLUE)) for text in ("", "12億円 0.95"))
    beside = (595 * SCALE + 5, 0, *plain.size)
    assert plain.width > 595 * SCALE
    assert plain.crop(beside).tobytes() != told.crop(beside).tobytes()
    page = (0, 0, 595 * SCALE, 842 * SCALE)
    assert plain.crop(page).tobytes() == told.crop(page).tobytes()


def test_more_marks_than_the_page_is_high_make_a_longer_picture() -> None:
    drawn = picture(typeset(PLAN), 2, *(Mark(None, f"{number}億円", BLUE) for number in range(100)))
    assert drawn.height > 842 * SCALE


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_turned_page_is_shown_upright_with_its_marks_in_place(rotation: int) -> None:
    """The page prints a black bar just left of a letter: where the letter's outline is, the bar is beside it."""
    data = turned(rotation)
    box = box_of(data, "灯")
    drawn = picture(data, 1, Mark(box, "", BLUE))
    height = drawn.height / SCALE
    assert {drawn.getpixel(place) for place in edges(box, height)} == {colour(BLUE)}
    left, middle = round((box.x0 - 5) * SCALE), round((height - (box.y0 + box.y1) / 2) * SCALE)
    assert drawn.getpixel((left, middle)) == (0, 0, 0)


def turned(rotation: int) -> bytes:
    """A page that reads upright once it is turned by so many degrees clockwise."""
    typeset("灯")
    sheet = io.BytesIO()
    canvas = Canvas(sheet, pagesize=(595, 842), invariant=1)
    canvas.setPageRotation(rotation)
    canvas.setFont(FONT, 20)
    canvas.translate(300, 400)
    canvas.rotate(rotation)
    canvas.drawString(0, 0, "灯台")
    canvas.rect(-8, -4, 6, 24, stroke=0, fill=1)
    canvas.showPage()
    canvas.save()
    return sheet.getvalue()


def test_text_on_its_side_is_shown_as_it_was_read() -> None:
    typeset("灯")
    sheet = io.BytesIO()
    canvas = Canvas(sheet, pagesize=(595, 842), invariant=1)
    canvas.setFont(FONT, 20)
    canvas.translate(300, 400)
    canvas.rotate(90)
    canvas.drawString(0, 0, "灯台")
    canvas.save()
    data = sheet.getvalue()
    box = box_of(data, "灯")
    assert {picture(data, 1, Mark(box, "", BLUE)).getpixel(place) for place in edges(box, 595)} == {colour(BLUE)}


@pytest.mark.parametrize("page", [0, 3])
def test_a_page_that_is_not_there_is_told_with_how_many_there_are(page: int) -> None:
    with pytest.raises(ReadError, match=rf"^plan\.pdf: has 2 pages: there is no page {page}$"):
        picture(typeset(PLAN), page)


def test_what_is_no_pdf_has_no_pages_to_show() -> None:
    with pytest.raises(ReadError, match=r"^plan\.pdf: is no PDF"):
        picture("灯台の整備".encode(), 1)
