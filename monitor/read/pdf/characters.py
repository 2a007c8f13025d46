"""The characters of a PDF page and where each stands, with the page turned upright."""

from __future__ import annotations

import ctypes
import math
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

REPLACEMENT = "\ufffd"
SIDEWAYS = 0.6  # share of the characters that must lie on their side before the page is turned


class Character(NamedTuple):
    """One character. x0, x1: its advance box; baseline, em: points; all on the upright page, origin at the lower left.

    A tuple and not a dataclass: a budget book has a million of them.
    """

    text: str
    x0: float
    x1: float
    baseline: float
    em: float


class Frame(NamedTuple):
    """The visible part of a page: its lower left corner, its size as shown (points) and the quarter turns clockwise to show it."""

    left: float
    bottom: float
    width: float
    height: float
    turns: int


class Placed(NamedTuple):
    """A character as pdfium gives it, in the page's own space: box, origin and the direction of its text in quarter turns."""

    text: str
    box: tuple[float, float, float, float]
    origin: tuple[float, float]
    em: float
    direction: int


def page_frame(page: pdfium.PdfPage) -> Frame:
    """What of the page is shown, and how it is turned."""
    left, bottom, right, top = page.get_bbox()
    turns = page.get_rotation() // 90 % 4
    width, height = right - left, top - bottom
    return Frame(left, bottom, *((height, width) if turns % 2 else (width, height)), turns)


def page_characters(text: pdfium.PdfTextPage, frame: Frame) -> tuple[list[Character], list[list[Character]]]:
    """The page's characters, white space included, and apart from them those that run in another direction (a label at the edge).

    A page whose text mostly lies on its side is turned until it reads from left to right. Each group apart is turned by itself, so
    its places are not those of the page.
    """
    groups: dict[int, list[Placed]] = defaultdict(list)
    for character in _placed(text):
        groups[(character.direction - frame.turns) % 4].append(character)
    if not groups:
        return [], []
    whole = sum(map(len, groups.values()))
    main = max(groups, key=lambda direction: len(groups[direction]))
    if len(groups[main]) < SIDEWAYS * whole and 0 in groups:
        main = 0
    upright = {direction: _all_upright(group, _turned_frame(frame, direction)) for direction, group in groups.items()}
    return upright.pop(main), [upright[direction] for direction in sorted(upright)]


def is_garbled(text: str) -> bool:
    """Whether a character cannot stand in a Japanese budget: control, private use, Indic to Runic, rare CJK extension A.

    Fonts without a character map come out as such (PDF.md, Mojibake).
    """
    code = ord(text[0])
    return text == REPLACEMENT or 0x0500 <= code <= 0x1DFF or 0x3400 <= code <= 0x4DBF or 0xE000 <= code <= 0xF8FF


def _placed(text: pdfium.PdfTextPage) -> Iterator[Placed]:
    """Every character that is really printed: pdfium invents spaces and line ends between them, which are dropped."""
    box = pdfium_raw.FS_RECTF()
    matrix = pdfium_raw.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    high = 0
    raw = text.raw
    for index in range(pdfium_raw.FPDFText_CountChars(raw)):
        if pdfium_raw.FPDFText_IsGenerated(raw, index) == 1:
            continue
        code = pdfium_raw.FPDFText_GetUnicode(raw, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        if not (
            pdfium_raw.FPDFText_GetLooseCharBox(raw, index, box)
            and pdfium_raw.FPDFText_GetCharOrigin(raw, index, x, y)
            and pdfium_raw.FPDFText_GetMatrix(raw, index, matrix)
        ):
            continue
        em = pdfium_raw.FPDFText_GetFontSize(raw, index) * math.hypot(matrix.c, matrix.d)
        numbers = (box.left, box.bottom, box.right, box.top, x.value, y.value, em)
        if not all(map(math.isfinite, numbers)) or em <= 0:
            continue
        direction = round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4
        yield Placed(_letter(code), numbers[:4], (x.value, y.value), em, direction)


def _letter(code: int) -> str:
    """The character of a code. What is none (a control code, half a surrogate) becomes U+FFFD, so that the damage is seen."""
    if code in (0x09, 0x0A, 0x0D, 0xA0):
        return " "
    if code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return REPLACEMENT
    return chr(code)


def _turned_frame(frame: Frame, quarters: int) -> Frame:
    """The frame after further quarter turns clockwise."""
    width, height = (frame.height, frame.width) if quarters % 2 else (frame.width, frame.height)
    return Frame(frame.left, frame.bottom, width, height, (frame.turns + quarters) % 4)


def _all_upright(group: list[Placed], frame: Frame) -> list[Character]:
    if frame.turns == 0:
        left, bottom = frame.left, frame.bottom
        return [Character(each.text, each.box[0] - left, each.box[2] - left, each.origin[1] - bottom, each.em) for each in group]
    return [_upright(character, frame) for character in group]


def _upright(character: Placed, frame: Frame) -> Character:
    left, bottom, right, top = character.box
    corners = (_turned(left, bottom, frame), _turned(right, top, frame))
    xs = sorted(corner[0] for corner in corners)
    _, baseline = _turned(*character.origin, frame)
    return Character(character.text, xs[0], xs[1], baseline, character.em)


def _turned(x: float, y: float, frame: Frame) -> tuple[float, float]:
    """A point of the page's own space on the page as shown."""
    x, y = x - frame.left, y - frame.bottom
    if frame.turns == 1:
        return y, frame.height - x
    if frame.turns == 2:
        return frame.width - x, frame.height - y
    if frame.turns == 3:
        return frame.width - y, x
    return x, y
