"""Drawing a page of a PDF with marks beside it, in a child process: see monitor.read.picture."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFont

from monitor.read.document import ReadError
from monitor.read.kinds import kind_of
from monitor.read.pdf import open_document
from monitor.read.pdf.calls import Handle
from monitor.read.pdf.characters import Frame, by_direction, page_runs
from monitor.read.pdf.pages import LONGEST_SIDE, opened

SCALE = 2.0  # pixels a point: 144 dpi
LONGEST_EDGE = 4_000  # pixels
MARGIN = 760  # pixels, beside the page
TYPE, ROW = 18, 26  # pixels: size of the writing, and the distance of its rows
GAP = 10  # pixels, around the writing
LEADER = 34  # pixels, between the page and the writing: room for the lines that lead from one to the other
OUTLINE = 3  # pixels
EDGE = 24  # pixels of the page that a leader begins in: no more, or it would strike text through
WHITE, INK = "#ffffff", "#1d2733"

Corners = tuple[float, float, float, float]


class Placed(NamedTuple):
    """A mark on the drawn page: its outline in pixels from the upper left, its writing and its colour."""

    outline: Corners | None
    text: str
    colour: str


def answer(data: bytes, order: Mapping[str, Any]) -> Iterator[bytes]:
    """The task: the picture as a PNG."""
    if kind_of(data) != "pdf":
        raise ReadError("is no PDF: it has no pages to show")
    document = open_document(data)
    try:
        page, scale, height = _drawn(document, order["page"])
    finally:
        document.close()
    marks = [Placed(_outline(mark["box"], scale, height), mark["text"], mark["colour"]) for mark in order["marks"]]
    yield _png(_marked(page, marks, order["title"], ImageFont.truetype(order["font"], TYPE)))


def _drawn(document: pdfium.PdfDocument, number: int) -> tuple[Image.Image, float, float]:
    """A page (1-based) as it was turned for reading, the pixels a point, and its height in points."""
    if not 1 <= number <= len(document):
        pages = "1 page" if len(document) == 1 else f"{len(document)} pages"
        raise ReadError(f"has {pages}: there is no page {number}")
    with opened(document, number - 1) as (_, frame, text):
        if text is None:
            raise ReadError(f"page {number} is larger than {LONGEST_SIDE} points a side and cannot be drawn")
        turns = _turns(text, frame)
    width, height = (frame.height, frame.width) if turns % 2 else (frame.width, frame.height)
    scale = min(SCALE, LONGEST_EDGE / max(width, height))
    bitmap = document[number - 1].render(scale=scale, rotation=90 * turns)
    return bitmap.to_pil().convert("RGB"), scale, height


def _turns(text: Handle, frame: Frame) -> int:
    """The quarter turns clockwise after which most of a page's text reads from left to right, as the reader takes it."""
    main, _ = by_direction(page_runs(text, frame))
    return main[0].direction if main else 0


def _outline(box: Sequence[float] | None, scale: float, height: float) -> Corners | None:
    """The outline of a box in pixels, drawn around it so that it touches no letter."""
    if box is None:
        return None
    left, low, right, high = box
    top, bottom = height - high, height - low
    return left * scale - OUTLINE, top * scale - OUTLINE, right * scale + OUTLINE, bottom * scale + OUTLINE


def _marked(page: Image.Image, marks: Sequence[Placed], title: str, font: ImageFont.FreeTypeFont) -> Image.Image:
    """The page with the marks' outlines on it and their writing in a margin at its right, each as near as it gets to its place."""
    rows = _rows(marks)
    sheet = Image.new("RGB", (page.width + MARGIN, max(page.height, (max(rows, default=0) + 2) * ROW)), WHITE)
    sheet.paste(page)
    draw = ImageDraw.Draw(sheet)
    left, room = page.width + LEADER, MARGIN - LEADER - GAP
    draw.line((page.width, 0, page.width, sheet.height), fill=INK)
    draw.text((left, GAP), _fitting(title, font, room), font=font, fill=INK)
    for mark, row in zip(marks, rows, strict=True):
        top = row * ROW
        if mark.outline is not None:
            draw.rectangle(mark.outline, outline=mark.colour, width=OUTLINE)
            middle = _height(mark)
            start = max(mark.outline[2], page.width - EDGE)
            draw.line((start, middle, page.width, middle, left - 2, top + ROW / 2), fill=mark.colour)
        draw.text((left, top + (ROW - TYPE) / 2), _fitting(mark.text, font, room), font=font, fill=mark.colour)
    return sheet


def _rows(marks: Sequence[Placed]) -> list[int]:
    """The row of the margin in which each mark's writing stands: level with its outline where nothing above it is in the way."""
    rows = [0] * len(marks)
    taken = 1  # the title stands above
    for place in sorted(range(len(marks)), key=lambda place: _height(marks[place])):
        taken = max(taken + 1, round(_height(marks[place]) / ROW - 0.5) if marks[place].outline else 0)
        rows[place] = taken
    return rows


def _height(mark: Placed) -> float:
    """How far down a mark's middle stands, in pixels; one without a place comes last."""
    return (mark.outline[1] + mark.outline[3]) / 2 if mark.outline else math.inf


def _fitting(text: str, font: ImageFont.FreeTypeFont, width: float) -> str:
    """The text, cut where it would be wider than so many pixels."""
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text + "…") > width:
        text = text[:-1]
    return text + "…"


def _png(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()
