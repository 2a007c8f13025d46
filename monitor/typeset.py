"""Sets Japanese text as a PDF: for the demo's pretend ministry and for tests that need a PDF with known text.

The font is IPAexGothic from an installed package, never one that happens to be on the machine.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from monitor.budget import YosanError

FONT = "IPAexGothic"
LEADING = 1.6  # line spacing in em
MISSING = "〓"
TAB_GAP = 2.0  # least width of a tab in em
NEVER_FIRST = frozenset("、。，．・：；？！）」』】〕〉》］｝,.:;?!)]}%％々ーぁぃぅぇぉっゃゅょァィゥェォッャュョ")
NEVER_LAST = frozenset("（「『【〔〈《［｛([{")
UNBREAKABLE = re.compile(
    r"""
    [0-9A-Za-z,.%/_-]+   # a Latin word or a figure stays in one piece
    | .                  # anything else may break between any two characters
    """,
    re.X | re.S,
)


class TypesetError(YosanError):
    """Text that cannot be set: the font is not installed, or the margins leave no room."""


def typeset(
    text: str,
    *,
    title: str | None = None,
    font_size: float = 10.5,
    page_width: float = 595,
    page_height: float = 842,
    margin: float = 56,
) -> bytes:
    """Set text as a PDF; the same arguments give the same bytes.

    Sizes are in points. A line of the text wraps at the margin, an empty one leaves a gap, a form feed starts a new page, and what
    follows a line's last tab is set flush right, as ministries set their amounts. What the font has no character for becomes 〓,
    the typesetter's mark for a missing type. Raises TypesetError.
    """
    measure = page_width - 2 * margin
    if font_size <= 0 or measure < 4 * font_size or page_height - 2 * margin < 2 * LEADING * font_size:
        raise TypesetError(f"a page of {page_width:g} x {page_height:g} points has no room for text of {font_size:g} points")
    text = _with_marks_for_missing(text, _register_font())
    sheet = io.BytesIO()
    canvas = Canvas(sheet, pagesize=(page_width, page_height), invariant=1)
    if title:
        canvas.setTitle(title)
    for number, page in enumerate(text.split("\f")):
        if number:
            canvas.showPage()
        _set_page(canvas, page.split("\n"), font_size, (page_width, page_height), margin)
    canvas.save()
    return sheet.getvalue()


def _set_page(canvas: Canvas, lines: list[str], font_size: float, size: tuple[float, float], margin: float) -> None:
    """Draw lines from the top; what does not fit goes on to further pages."""
    width, height = size
    top = height - margin - font_size
    baseline = top
    canvas.setFont(FONT, font_size)
    for line in lines:
        for row in _rows(line, font_size, width - 2 * margin):
            if baseline < margin:
                canvas.showPage()
                canvas.setFont(FONT, font_size)
                baseline = top
            _draw_row(canvas, row, baseline, margin, width - margin)
            baseline -= LEADING * font_size


def _draw_row(canvas: Canvas, row: str, baseline: float, left: float, right: float) -> None:
    head, tab, tail = row.rpartition("\t")
    if tab and tail:
        canvas.drawRightString(right, baseline, tail)
        row = head
    if row.strip():
        canvas.drawString(left, baseline, row.replace("\t", "　　"))


def _rows(line: str, font_size: float, measure: float) -> Iterator[str]:
    """The printed rows of one line: one where it fits, none of them wider than the measure."""
    head, tab, tail = line.rpartition("\t")
    tail_width = _width(tail, font_size) + TAB_GAP * font_size
    if not tab or tail_width > measure / 2:
        yield from _wrap(line.replace("\t", "　　"), font_size, measure)
        return
    *full, last = _wrap(head.replace("\t", "　　"), font_size, measure)
    yield from full
    if _width(last, font_size) + tail_width > measure:
        yield last
        last = ""
    yield f"{last}\t{tail}"


def _wrap(line: str, font_size: float, measure: float) -> list[str]:
    """Break a line at the measure (points). Closing marks never begin a row and opening marks never end one (kinsoku)."""
    rows: list[str] = []
    row = ""
    for piece in _pieces(line, font_size, measure):
        if row and _width(row + piece, font_size) > measure:
            carried = _carried(row, piece)
            rows.append(row[: len(row) - len(carried)])
            row = carried + piece.lstrip(" ") if not carried else carried + piece
        else:
            row += piece
    return [*rows, row]


def _pieces(line: str, font_size: float, measure: float) -> Iterator[str]:
    """What must not be broken: figures and Latin words, cut by character only where one is wider than the measure."""
    for match in UNBREAKABLE.finditer(line):
        piece = match.group()
        if _width(piece, font_size) > measure:
            yield from piece
        else:
            yield piece


def _carried(row: str, piece: str) -> str:
    """The end of a row that has to move to the next one together with piece; empty where the row may end as it is."""
    cut = len(row)
    while cut > 1 and (row[cut - 1] in NEVER_LAST or (row + piece)[cut] in NEVER_FIRST):
        cut -= 1
    return row[cut:] if cut > 1 and len(row) - cut <= 4 else ""


def _width(text: str, font_size: float) -> float:
    return float(pdfmetrics.stringWidth(text, FONT, font_size))


def _with_marks_for_missing(text: str, known: frozenset[int]) -> str:
    return "".join(letter if ord(letter) in known or letter in "\t\n\f" else MISSING for letter in text)


def font_file() -> Path:
    """The file of the Japanese font. Its package is only located: importing it would load matplotlib. Raises TypesetError."""
    spec = find_spec("matplotlib_fontja")
    folders = spec.submodule_search_locations if spec else None
    if not folders:
        raise TypesetError("the Japanese font is missing: install the package matplotlib-fontja")
    return Path(folders[0]) / "fonts" / "ipaexg.ttf"


@cache
def _register_font() -> frozenset[int]:
    """Make the font known to reportlab and tell which code points it has."""
    font = TTFont(FONT, font_file())
    pdfmetrics.registerFont(font)
    return frozenset(font.face.charToGlyph)
