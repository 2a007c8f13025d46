"""The rules of a PDF page: the straight lines that a page draws, upright or level, whatever it draws them with.

A rule may be a stroke, a rectangle's side or an area too thin to be anything else. They are taken from pdfium's page objects, so
that the file is parsed once.
"""

from __future__ import annotations

import ctypes
import math
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, repeat
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from monitor.read.pdf.characters import Frame

MOST_OBJECTS = 20_000  # of a page; beyond, it is a drawing and not a table
MOST_SEGMENTS = 20_000
DEEPEST_FORM = 4
THICKEST = 3.6  # points; a rectangle up to so thin is a rule
SHORTEST = 4.0  # points; shorter ones are dots and corners
SAME_PLACE = 2.6  # points; parallel rules so near are one: a double rule, or each cell's own side
JOINED = 3.0  # points; pieces of a rule so near to each other are one
FEWEST_LEVEL, FEWEST_UPRIGHT = 2, 2  # rules; with fewer there is no table

STRAIGHT = 1.0  # points; a stroke that strays further from its axis is slanted
PAPER = 240  # of 255; a colour lighter than this in all parts is not seen

Segment = tuple[float, float, float]
Sides = tuple[float, float, float, float]


class Rules(NamedTuple):
    """The rules of a page in points on the upright page, origin at the lower left.

    level: height, left end and right end; upright: place from the left, lower end and upper end. Parallel ones at (nearly) the same
    place stand at the same one, and their pieces are joined. width, height: of the page.
    """

    level: tuple[Segment, ...]
    upright: tuple[Segment, ...]
    width: float = 0.0
    height: float = 0.0

    def turned(self, quarters: int) -> Rules:
        """The rules of the page after so many quarter turns clockwise."""
        if quarters == 0:
            return self
        upright = [(y, self.width - right, self.width - left) for y, left, right in self.level]
        level = [(self.width - x, low, high) for x, low, high in self.upright]
        return Rules(tuple(sorted(level)), tuple(sorted(upright)), self.height, self.width).turned(quarters - 1)


DRAWINGS = (pdfium_raw.FPDF_PAGEOBJ_PATH, pdfium_raw.FPDF_PAGEOBJ_FORM)
NO_RULES = Rules((), ())


class Turn(NamedTuple):
    """An affine map of the plane: x' = a x + c y + e, y' = b x + d y + f."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def of(self, x: float, y: float) -> tuple[float, float]:
        """Where a point comes to stand."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def after(self, inner: Turn) -> Turn:
        """The map that first does the inner one and then this one."""
        if inner is UNTURNED:
            return self
        x, y = self.of(inner.e, inner.f)
        return Turn(
            self.a * inner.a + self.c * inner.b,
            self.b * inner.a + self.d * inner.b,
            self.a * inner.c + self.c * inner.d,
            self.b * inner.c + self.d * inner.d,
            x,
            y,
        )


UNTURNED = Turn(1, 0, 0, 1, 0, 0)


def page_rules(page: pdfium.PdfPage, frame: Frame) -> Rules:
    """The rules of a page; none where it has too few for a table, or so many objects that it is a drawing."""
    count = pdfium_raw.FPDFPage_CountObjects(page)
    if not 0 < count <= MOST_OBJECTS:
        return NO_RULES
    level: list[Segment] = []
    upright: list[Segment] = []
    for x0, y0, x1, y1 in _sides(page, count, _onto_shown(frame)):
        if not math.isfinite(x0 + y0 + x1 + y1):
            continue
        if x1 - x0 >= y1 - y0:
            level.append(((y0 + y1) / 2, x0, x1))
        else:
            upright.append(((x0 + x1) / 2, y0, y1))
    if len(level) < FEWEST_LEVEL or len(upright) < FEWEST_UPRIGHT:
        return NO_RULES
    return Rules(tuple(_merged(level)), tuple(_merged(upright)), frame.width, frame.height)


def _onto_shown(frame: Frame) -> Turn:
    """The map from the page's own space onto the page as it is shown."""
    if frame.turns == 0 and frame.left == frame.bottom == 0:
        return UNTURNED
    left, bottom, width, height = frame.left, frame.bottom, frame.width, frame.height
    return (
        Turn(1, 0, 0, 1, -left, -bottom),
        Turn(0, -1, 1, 0, -bottom, left + height),
        Turn(-1, 0, 0, -1, left + width, bottom + height),
        Turn(0, 1, -1, 0, bottom + width, -left),
    )[frame.turns]


def _sides(page: pdfium.PdfPage, count: int, turn: Turn) -> Iterator[Sides]:
    """Every thin box that the page's paths draw in a colour other than the paper's."""
    pending = _drawings(list(map(_page_object, repeat(_address(page.raw)), range(count))), turn, 0)
    left, segments = MOST_OBJECTS, MOST_SEGMENTS
    while pending:
        each, kind, map_, depth = pending.pop()
        if kind == pdfium_raw.FPDF_PAGEOBJ_PATH:
            if (box := _bounds(each, map_)) is None:
                continue
            if is_thin(box):
                if is_long(box) and _is_seen(each):
                    yield box
                continue
            parts = _count_segments(each)
            segments -= max(parts, 0)
            if segments < 0:
                return
            if parts > 1 and _is_seen(each):
                yield from _drawn(each, parts, map_.after(_matrix(each)))
        elif depth < DEEPEST_FORM:
            inner = _count_form_objects(each)
            left -= max(inner, 0)
            if left < 0:
                return
            own = map_.after(_matrix(each))
            pending += _drawings(list(map(_form_object, repeat(each), range(inner))), own, depth + 1)


def _drawings(objects: Sequence[int], turn: Turn, depth: int) -> list[tuple[int, int, Turn, int]]:
    """The paths and forms among a page's objects, each with its kind, how it is turned and how deep it lies."""
    return [(each, kind, turn, depth) for each, kind in zip(objects, map(_kind, objects), strict=True) if kind in DRAWINGS]


def is_thin(box: Sides) -> bool:
    """Whether a box is too thin to be anything but a rule."""
    return min(box[2] - box[0], box[3] - box[1]) <= THICKEST


def is_long(box: Sides) -> bool:
    """Whether a thin box is long enough to be a rule, and straight enough."""
    wide, high = box[2] - box[0], box[3] - box[1]
    return max(wide, high) >= max(SHORTEST, min(wide, high))


def _bounds(each: int, turn: Turn) -> Sides | None:
    """The box around an object, as it is shown."""
    if not _ask_bounds(each, _PLACE, _PLACE + 4, _PLACE + 8, _PLACE + 12):
        return None
    x0, y0, x1, y1 = _FOUR
    if turn is UNTURNED:
        return x0, y0, x1, y1
    (ax, ay), (bx, by) = turn.of(x0, y0), turn.of(x1, y1)
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _matrix(each: int) -> Turn:
    matrix = pdfium_raw.FS_MATRIX()
    _ask_matrix(each, ctypes.addressof(matrix))
    turn = Turn(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)
    return UNTURNED if turn == UNTURNED else turn


def _is_stroked(path: int) -> bool:
    """Whether the path's outline is drawn."""
    _ask_mode(path, _PLACE, _PLACE + 4)
    return _MODES[1] != 0


def _is_seen(path: int) -> bool:
    """Whether a path is drawn in a colour that is seen on paper: some producers print white boxes behind their text."""
    ask = _ask_stroke_colour if _is_stroked(path) else _ask_fill_colour
    if not ask(path, _PLACE, _PLACE + 4, _PLACE + 8, _PLACE + 12):
        return True
    return min(_COLOUR[:3]) < PAPER and _COLOUR[3] > 0


def _drawn(path: int, count: int, turn: Turn) -> Iterator[Sides]:
    """The rules that a path of several pieces draws: strokes along an axis, or areas that are too thin to be anything else."""
    pieces = list(map(_ask_segment, repeat(path), range(count)))
    places = (ctypes.c_float * (2 * count))()
    first = ctypes.addressof(places)
    deque(map(_ask_point, pieces, range(first, first + 8 * count, 8), range(first + 4, first + 8 * count, 8)), maxlen=0)
    xs, ys = places[::2], places[1::2]
    if turn is not UNTURNED:
        xs, ys = map(list, zip(*map(turn.of, xs, ys), strict=True))
    moves = [index for index, kind in enumerate(map(_segment_kind, pieces)) if kind == pdfium_raw.FPDF_SEGMENT_MOVETO]
    draw = _strokes if _is_stroked(path) else _areas
    for start, end in pairwise([*moves, count]):
        yield from draw(xs[start:end], ys[start:end], pieces[end - 1])


def _strokes(xs: Sequence[float], ys: Sequence[float], last: int) -> Iterator[Sides]:
    """The strokes along an axis between these points, and back to the first where the last piece closes the path."""
    corners = list(zip(xs, ys, strict=True))
    for (ax, ay), (bx, by) in pairwise([*corners, corners[0]] if _is_closed(last) else corners):
        box = min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)
        if is_long(box) and min(box[2] - box[0], box[3] - box[1]) <= STRAIGHT:
            yield box


def _areas(xs: Sequence[float], ys: Sequence[float], _last: int) -> Iterator[Sides]:
    """The area between these points, where it is a rule."""
    box = min(xs), min(ys), max(xs), max(ys)
    if is_thin(box) and is_long(box):
        yield box


def _merged(segments: Sequence[Segment]) -> Iterator[Segment]:
    """The segments with those at nearly the same place put at one, and there joined where they touch."""
    ordered = sorted(segments)
    start = 0
    for index, (one, other) in enumerate(pairwise([*ordered, (math.inf, 0.0, 0.0)]), 1):
        if other[0] - one[0] > SAME_PLACE or other[0] - ordered[start][0] > 2 * SAME_PLACE:
            group = ordered[start:index]
            place = sum(segment[0] for segment in group) / len(group)
            yield from ((place, low, high) for low, high in _joined(sorted(segment[1:] for segment in group)))
            start = index


def _joined(spans: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    low, high = spans[0]
    for next_low, next_high in spans[1:]:
        if next_low > high + JOINED:
            yield low, high
            low = next_low
        high = max(high, next_high)
    yield low, high


def _address(raw: object) -> int:
    """One of pdfium's handles as a number."""
    return ctypes.cast(raw, ctypes.c_void_p).value or 0  # type: ignore[arg-type]


def _bound(function: object, result: type[ctypes.c_int] | type[ctypes.c_void_p], *takes: type[object]) -> Callable[..., int]:
    """A function of pdfium bound so that it takes and gives bare numbers: that call is three times as quick."""
    address = ctypes.cast(function, ctypes.c_void_p).value  # type: ignore[arg-type]
    return ctypes.CFUNCTYPE(result, *takes)(address)  # type: ignore[arg-type]


_HANDLE, _INT = ctypes.c_void_p, ctypes.c_int
_page_object = _bound(pdfium_raw.FPDFPage_GetObject, _HANDLE, _HANDLE, _INT)
_count_form_objects = _bound(pdfium_raw.FPDFFormObj_CountObjects, _INT, _HANDLE)
_form_object = _bound(pdfium_raw.FPDFFormObj_GetObject, _HANDLE, _HANDLE, ctypes.c_ulong)
_kind = _bound(pdfium_raw.FPDFPageObj_GetType, _INT, _HANDLE)
_ask_bounds = _bound(pdfium_raw.FPDFPageObj_GetBounds, _INT, *[_HANDLE] * 5)
_ask_matrix = _bound(pdfium_raw.FPDFPageObj_GetMatrix, _INT, *[_HANDLE] * 2)
_ask_mode = _bound(pdfium_raw.FPDFPath_GetDrawMode, _INT, *[_HANDLE] * 3)
_ask_fill_colour = _bound(pdfium_raw.FPDFPageObj_GetFillColor, _INT, *[_HANDLE] * 5)
_ask_stroke_colour = _bound(pdfium_raw.FPDFPageObj_GetStrokeColor, _INT, *[_HANDLE] * 5)
_count_segments = _bound(pdfium_raw.FPDFPath_CountSegments, _INT, _HANDLE)
_ask_segment = _bound(pdfium_raw.FPDFPath_GetPathSegment, _HANDLE, _HANDLE, _INT)
_segment_kind = _bound(pdfium_raw.FPDFPathSegment_GetType, _INT, _HANDLE)
_ask_point = _bound(pdfium_raw.FPDFPathSegment_GetPoint, _INT, *[_HANDLE] * 3)
_is_closed = _bound(pdfium_raw.FPDFPathSegment_GetClose, _INT, _HANDLE)
_FOUR = (ctypes.c_float * 4)()  # where pdfium writes its answers; a reader's process reads one page at a time
_PLACE = ctypes.addressof(_FOUR)
_MODES = (_INT * 2).from_buffer(_FOUR)
_COLOUR = (ctypes.c_uint * 4).from_buffer(_FOUR)
