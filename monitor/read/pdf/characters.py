"""The characters of a PDF page and where each stands, with the page turned upright.

A call into pdfium costs more than anything done with its answer, so each character is asked for its box alone. The rest is asked
once a run: characters that follow each other with the same upper edge, or the same lower one (a bracket or a comma may reach beyond
either), are of one size and stand on one baseline.
"""

from __future__ import annotations

import ctypes
import math
import re
from array import array
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import compress, repeat
from operator import and_, mul, ne
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

REPLACEMENT = "\ufffd"
SIDEWAYS = 0.6  # share of the characters that must lie on their side before the page is turned
INVENTED = re.compile("\r\n|[ \r\n\ud800-\udbff]")  # a line's end of pdfium's making; what may be one or be printed; half a pair
LAST_BEFORE_PAIRS = "\ud7ff"
HYPHEN_AT_BREAK = "\ufffe"  # pdfium's for a hyphen at the end of a row: a code that is no character
BLANK = re.compile(r"[\t\n\r\xa0]")
NO_CHARACTER = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class Run(NamedTuple):
    """Characters of one size on one baseline, in the order that the page prints them: a row or a part of it.

    text: a code point each, white space included; starts, ends: their advance boxes; baseline, em; all in points on the page turned
    so that the run reads from left to right, origin at the lower left. direction: quarter turns counterclockwise of the run on the
    page as it is shown. indexes: the characters' numbers in pdfium's text page, by which their fonts can be asked.
    """

    text: str
    starts: Sequence[float]
    ends: Sequence[float]
    baseline: float
    em: float
    direction: int
    indexes: Sequence[int]


class Frame(NamedTuple):
    """The visible part of a page: its lower left corner, its size as shown (points) and the quarter turns clockwise to show it."""

    left: float
    bottom: float
    width: float
    height: float
    turns: int


class Pen(NamedTuple):
    """How a character is set, in the page's own space: its origin, its size and the quarter turns counterclockwise of its text."""

    x: float
    y: float
    em: float
    turns: int


class Boxes(NamedTuple):
    """The characters that a page really prints, in parallel columns, in the page's own space."""

    text: str
    indexes: Sequence[int]
    left: Sequence[float]
    top: Sequence[float]
    right: Sequence[float]
    bottom: Sequence[float]


def page_frame(page: pdfium.PdfPage) -> Frame:
    """What of the page is shown, and how it is turned."""
    left, bottom, right, top = page.get_bbox()
    turns = page.get_rotation() // 90 % 4
    width, height = right - left, top - bottom
    return Frame(left, bottom, *((height, width) if turns % 2 else (width, height)), turns)


def page_runs(text: pdfium.PdfTextPage, frame: Frame) -> list[Run]:
    """The page's runs as it prints them, their texts as the fonts' maps tell them: they may be glyph numbers."""
    boxes = _boxes(text)
    if not boxes.text:
        return []
    changes, sideways = _changes(boxes.top, boxes.bottom), False
    if sum(changes) > SIDEWAYS * len(changes) and sum(steep := _changes(boxes.left, boxes.right)) < sum(changes):
        changes, sideways = steep, True
    starts = [0, *compress(range(1, len(boxes.text)), changes)]
    spans = zip(starts, [*starts[1:], len(boxes.text)], _pens(text, [boxes.indexes[start] for start in starts]), strict=True)
    return list(_runs(text, boxes, spans, sideways, frame))


def legible(runs: Sequence[Run]) -> list[Run]:
    """The runs with what is no character (a control code, half a surrogate) as U+FFFD, so that the damage is seen."""
    return [run._replace(text=_legible(run.text)) if NO_CHARACTER.search(run.text) or "\xa0" in run.text else run for run in runs]


def by_direction(runs: Sequence[Run]) -> tuple[list[Run], list[list[Run]]]:
    """The runs that read as the page does, and apart from them those of each other direction (a label at the edge).

    A page whose text mostly lies on its side is read as if it were turned. The places in each group are those of the page turned
    for that group.
    """
    weights: Counter[int] = Counter()
    for run in runs:
        weights[run.direction] += len(run.text)
    if len(weights) < 2:
        return list(runs), []
    main = max(weights, key=lambda direction: weights[direction])
    if weights[main] < SIDEWAYS * weights.total() and 0 in weights:
        main = 0
    groups = {direction: [run for run in runs if run.direction == direction] for direction in sorted(weights)}
    return groups.pop(main), list(groups.values())


def has_unmapped(text: pdfium.PdfTextPage, indexes: Iterable[int]) -> bool:
    """Whether one of these characters is unmapped."""
    return any(map(_is_unmapped, repeat(_handle(text)), indexes))


def unmapped(text: pdfium.PdfTextPage, indexes: Iterable[int]) -> Iterator[bool]:
    """Of each of these characters, whether pdfium has no code point for it, so that what it tells of it is a glyph's number."""
    return (told == 1 for told in map(_is_unmapped, repeat(_handle(text)), indexes))


def codes_of(text: pdfium.PdfTextPage, indexes: Iterable[int]) -> Iterator[int]:
    """The code point of each of these characters, or its glyph's number."""
    return map(_ask_code, repeat(_handle(text)), indexes)


def origins_of(text: pdfium.PdfTextPage, indexes: Sequence[int]) -> list[tuple[float, float]]:
    """Where each of these characters is set, in the page's own space."""
    places = array("d", bytes(16 * len(indexes)))
    first, end = places.buffer_info()[0], places.buffer_info()[0] + 16 * len(indexes)
    deque(map(_ask_origin, repeat(_handle(text)), indexes, range(first, end, 16), range(first + 8, end + 8, 16)), maxlen=0)
    return list(zip(places[::2], places[1::2], strict=True))


def fonts_of(text: pdfium.PdfTextPage, indexes: Iterable[int]) -> list[int]:
    """pdfium's handle of the font that each of these characters is set in; 0 where it was set in none."""
    return [font or 0 for font in map(_ask_font, map(_ask_object, repeat(_handle(text)), indexes))]


def _boxes(text: pdfium.PdfTextPage) -> Boxes:
    """Every character that is really printed: pdfium invents spaces and line ends between them, which are dropped."""
    count = text.count_chars()
    rectangles = (pdfium_raw.FS_RECTF * count)()
    first, size = ctypes.addressof(rectangles), ctypes.sizeof(pdfium_raw.FS_RECTF)
    told = bytearray(map(_ask_box, repeat(_handle(text)), range(count), range(first, first + size * count, size)))
    sides = memoryview(rectangles).cast("B").cast("f").tolist()
    columns = [sides[side::4] for side in range(4)]
    letters = _letters(text, count)
    for index in _invented(text, letters):
        told[index] = 0
    if not math.isfinite(sum(sides)):
        told = bytearray(map(all, zip(told, *(map(math.isfinite, column) for column in columns), strict=True)))
    if all(told):
        return Boxes(letters, range(count), *columns)
    kept = "".join(compress(letters, told))
    return Boxes(kept, list(compress(range(count), told)), *(list(compress(column, told)) for column in columns))


def _letters(text: pdfium.PdfTextPage, count: int) -> str:
    """The code point of each character; of a pair of surrogates the first half is kept as it is and the second stands for both."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium_raw.FPDFText_GetText(text, 0, count, buffer) - 1
    letters = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass")
    if written == len(letters) == count:
        return letters.replace(HYPHEN_AT_BREAK, "-")
    return "".join(_one_by_one(text, count))  # a pair is shorter than its halves; and what has no code point is left out


def _one_by_one(text: pdfium.PdfTextPage, count: int) -> Iterator[str]:
    high = 0
    for index in range(count):
        code = pdfium_raw.FPDFText_GetUnicode(text, index)
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = code if 0xD800 <= code < 0xDC00 else 0
        is_hyphen = code == 0x02 and pdfium_raw.FPDFText_IsHyphen(text, index) == 1
        yield "-" if is_hyphen else chr(code) if code <= 0x10FFFF else REPLACEMENT


def _invented(text: pdfium.PdfTextPage, letters: str) -> Iterator[int]:
    """The characters that no page prints: spaces and line ends of pdfium's making, and the first half of a pair."""
    handle = _handle(text)
    for match in INVENTED.finditer(letters):
        start, end = match.span()
        if end - start > 1 or letters[start] > LAST_BEFORE_PAIRS or _is_generated(handle, start) == 1:
            yield from range(start, end)


def _changes(one: Sequence[float], other: Sequence[float]) -> list[bool]:
    """Of each character but the first, whether it shares neither of two sides with the one before."""
    return list(map(and_, map(ne, one, one[1:]), map(ne, other, other[1:])))


def _runs(
    text: pdfium.PdfTextPage, boxes: Boxes, spans: Iterable[tuple[int, int, Pen | None]], sideways: bool, frame: Frame
) -> Iterator[Run]:
    """The runs of a page. What does not lie as the others do was not cut rightly, so it is taken character by character."""
    for start, end, pen in spans:
        if pen is None:
            continue
        if pen.turns % 2 == sideways or end - start == 1:
            yield _run(boxes, slice(start, end), pen, frame)
            continue
        for place, own in enumerate(_pens(text, boxes.indexes[start:end]), start):
            if own is not None:
                yield _run(boxes, slice(place, place + 1), own, frame)


def _run(boxes: Boxes, letters: slice, pen: Pen, frame: Frame) -> Run:
    direction = (pen.turns - frame.turns) % 4
    starts, ends, baseline = _upright(boxes, letters, pen, _turned(frame, direction) if direction else frame)
    return Run(boxes.text[letters], starts, ends, baseline, pen.em, direction, boxes.indexes[letters])


def _pens(text: pdfium.PdfTextPage, indexes: Sequence[int]) -> Iterator[Pen | None]:
    """How each of these characters is set; None where the file gives no possible answer."""
    matrices = array("f", bytes(24 * len(indexes)))
    first = matrices.buffer_info()[0]
    deque(map(_ask_matrix, repeat(_handle(text)), indexes, range(first, first + 24 * len(indexes), 24)), maxlen=0)
    sizes = map(_ask_size, repeat(_handle(text)), indexes)
    a, b, c, d = (matrices[part::6] for part in range(4))
    ems = map(mul, sizes, map(math.hypot, c, d))
    return map(_pen, origins_of(text, indexes), ems, a, b)


def _pen(origin: tuple[float, float], em: float, a: float, b: float) -> Pen | None:
    """How a character of this size is set. a, b: of its matrix."""
    x, y = origin
    if not em > 0 or not math.isfinite(em + x + y + a + b):
        return None
    return Pen(x, y, em, 0 if b == 0 and a > 0 else round(math.atan2(b, a) / (math.pi / 2)) % 4)


def _turned(frame: Frame, quarters: int) -> Frame:
    """The frame after further quarter turns clockwise."""
    width, height = (frame.height, frame.width) if quarters % 2 else (frame.width, frame.height)
    return Frame(frame.left, frame.bottom, width, height, (frame.turns + quarters) % 4)


def _upright(boxes: Boxes, letters: slice, pen: Pen, frame: Frame) -> tuple[Sequence[float], Sequence[float], float]:
    """Where characters begin and end on the page as shown, and their baseline there."""
    if frame.turns == frame.left == 0:
        return boxes.left[letters], boxes.right[letters], pen.y - frame.bottom
    low, high = (boxes.bottom, boxes.top) if frame.turns % 2 else (boxes.left, boxes.right)
    starts, ends = low[letters], high[letters]
    x, y = pen.x - frame.left, pen.y - frame.bottom
    edge = frame.bottom if frame.turns % 2 else frame.left
    baseline = (y, frame.height - x, frame.height - y, x)[frame.turns]
    if frame.turns >= 2:
        far = edge + frame.width
        return [far - end for end in ends], [far - start for start in starts], baseline
    if edge:
        return [start - edge for start in starts], [end - edge for end in ends], baseline
    return starts, ends, baseline


def _legible(text: str) -> str:
    return NO_CHARACTER.sub(REPLACEMENT, BLANK.sub(" ", text))


def _handle(text: pdfium.PdfTextPage) -> int:
    """pdfium's own handle of a page's text, as a number."""
    return ctypes.cast(text.raw, ctypes.c_void_p).value or 0


def _code(function: object) -> int:
    """Where a function of pdfium's begins. Bound to take handles and places to write to as numbers, it is three times as quick."""
    return ctypes.cast(function, ctypes.c_void_p).value or 0  # type: ignore[arg-type]


_TELLS, _WRITES, _WRITES_TWO, _MEASURES = (
    ctypes.PYFUNCTYPE(result, ctypes.c_void_p, ctypes.c_int, *places)
    for result, places in (
        (ctypes.c_int, ()),
        (ctypes.c_int, (ctypes.c_void_p,)),
        (ctypes.c_int, (ctypes.c_void_p, ctypes.c_void_p)),
        (ctypes.c_double, ()),
    )
)
_OBJECT = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_FONT = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)
_ask_object: Callable[[int, int], int] = _OBJECT(_code(pdfium_raw.FPDFText_GetTextObject))
_ask_font: Callable[[int], int] = _FONT(_code(pdfium_raw.FPDFTextObj_GetFont))
_ask_code: Callable[[int, int], int] = _TELLS(_code(pdfium_raw.FPDFText_GetUnicode))
_is_generated: Callable[[int, int], int] = _TELLS(_code(pdfium_raw.FPDFText_IsGenerated))
_is_unmapped: Callable[[int, int], int] = _TELLS(_code(pdfium_raw.FPDFText_HasUnicodeMapError))
_ask_box: Callable[[int, int, int], int] = _WRITES(_code(pdfium_raw.FPDFText_GetLooseCharBox))
_ask_matrix: Callable[[int, int, int], int] = _WRITES(_code(pdfium_raw.FPDFText_GetMatrix))
_ask_origin: Callable[[int, int, int, int], int] = _WRITES_TWO(_code(pdfium_raw.FPDFText_GetCharOrigin))
_ask_size: Callable[[int, int], float] = _MEASURES(_code(pdfium_raw.FPDFText_GetFontSize))
