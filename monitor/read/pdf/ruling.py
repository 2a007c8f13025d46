"""The rules of a PDF page: the straight lines that a page draws, upright or level, whatever it draws them with.

A rule may be a stroke, a rectangle's side or an area too thin to be anything else. They are taken from pdfium's page objects, so
that the file is parsed once.
"""

from __future__ import annotations

import ctypes
import math
from array import array
from bisect import bisect, bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain, compress, pairwise, repeat
from operator import itemgetter
from typing import Literal, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from monitor.read.pdf.characters import Frame

MOST_OBJECTS = 20_000  # of a page; beyond, it is a drawing and not a table
MOST_SEGMENTS = 20_000
DEEPEST_FORM = 4  # forms within forms in which rules or a picture are looked for
THICKEST = 3.6  # points; a rectangle up to so thin is a rule
SHORTEST = 4.0  # points; shorter ones are dots and corners
SAME_PLACE = 2.6  # points; parallel rules so near are one: a double rule, or each cell's own side
JOINED = 3.0  # points; pieces of a rule so near to each other are one
FEWEST_LEVEL, FEWEST_UPRIGHT = 2, 2  # rules; with fewer there is no table

STRAIGHT = 1.0  # points; a stroke that strays further from its axis is slanted
PAPER = 240  # of 255; a colour lighter than this in all parts is not seen

Segment = tuple[float, float, float]
Sides = tuple[float, float, float, float]
Path = tuple[int, int]  # pdfium's handle of it, and whether its outline is drawn


class Rules(NamedTuple):
    """The rules of a page in points on the upright page, origin at the lower left.

    level: height, left end and right end; upright: place from the left, lower end and upper end. Parallel ones at (nearly) the same
    place stand at the same one, and their pieces are joined. Both in rising order. width, height: of the page.
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
    boxes = _boxes(page, count, _onto_shown(frame))
    if not math.isfinite(sum(chain.from_iterable(boxes))):
        boxes = [box for box in boxes if math.isfinite(sum(box))]
    level = [((y0 + y1) / 2, x0, x1) for x0, y0, x1, y1 in boxes if x1 - x0 >= y1 - y0]
    upright = [((x0 + x1) / 2, y0, y1) for x0, y0, x1, y1 in boxes if x1 - x0 < y1 - y0]
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


def _boxes(page: pdfium.PdfPage, count: int, turn: Turn) -> list[Sides]:
    """Every thin box that the page's paths draw in a colour other than the paper's.

    pdfium is asked each question about all paths in one go: a call costs more than anything done with its answer.
    """
    boxes: list[Sides] = []
    left, segments = MOST_OBJECTS, MOST_SEGMENTS
    pending = [(list(map(_page_object, repeat(_address(page.raw)), range(count))), turn, 0)]
    while pending and left >= 0 and segments >= 0:
        objects, own, depth = pending.pop()
        thin, thick, others = _by_shape(objects, own)
        if thin:
            boxes += compress((box for _, box in thin), _are_seen([path for path, _ in thin]))
        if thick:
            drawn, used = _drawn(thick, own, segments)
            boxes += drawn
            segments -= used
        for form in others if depth < DEEPEST_FORM else ():
            if _kind(form) == pdfium_raw.FPDF_PAGEOBJ_FORM:
                inner = max(_count_form_objects(form), 0)
                left -= inner
                if left >= 0:
                    turns = _turns([form], own)
                    pending.append((list(map(_form_object, repeat(form), range(inner))), turns[0], depth + 1))
    return boxes


def _by_shape(objects: Sequence[int], turn: Turn) -> tuple[list[tuple[Path, Sides]], list[Path], Sequence[int]]:
    """The paths among objects that are rules by the boxes around them, with those; the thick ones, and what is no path.

    What is thin and short is left out.
    """
    modes, place = _room("i", 2 * len(objects))
    are_paths = list(map(_ask_mode, objects, *_places(place, 2, len(objects))))
    paths = list(compress(zip(objects, modes[1::2], strict=True), are_paths))
    if not paths:
        return [], [], objects
    sides, place = _room("f", 4 * len(paths))
    told = list(map(_ask_bounds, map(_handle, paths), *_places(place, 4, len(paths))))
    thin: list[tuple[Path, Sides]] = []
    thick: list[Path] = []
    for path, box in compress(zip(paths, _shown(sides, turn), strict=True), told):
        wide, high = box[2] - box[0], box[3] - box[1]
        if wide > THICKEST and high > THICKEST:
            thick.append(path)
        elif wide >= SHORTEST or high >= SHORTEST:
            thin.append((path, box))
    others = [each for each, is_path in zip(objects, are_paths, strict=True) if not is_path]
    return thin, thick, others


def _is_rule(box: Sides) -> bool:
    """Whether a box is too thin to be anything but a rule, and long enough."""
    wide, high = box[2] - box[0], box[3] - box[1]
    return (wide <= THICKEST or high <= THICKEST) and (wide >= SHORTEST or high >= SHORTEST)


def _shown(sides: Sequence[float], turn: Turn) -> Iterator[Sides]:
    """Boxes, their four sides one after the other, as they are shown."""
    x0s, y0s, x1s, y1s = (sides[side::4] for side in range(4))
    if turn is UNTURNED:
        return zip(x0s, y0s, x1s, y1s, strict=True)
    (axs, ays), (bxs, bys) = _turned(x0s, y0s, turn), _turned(x1s, y1s, turn)
    return zip(map(min, axs, bxs), map(min, ays, bys), map(max, axs, bxs), map(max, ays, bys), strict=True)


def _turned(xs: Sequence[float], ys: Sequence[float], turn: Turn) -> tuple[Sequence[float], Sequence[float]]:
    """Where points come to stand."""
    a, b, c, d, e, f = turn
    if b == c == 0:
        return [a * x + e for x in xs], [d * y + f for y in ys]
    return [a * x + c * y + e for x, y in zip(xs, ys, strict=True)], [b * x + d * y + f for x, y in zip(xs, ys, strict=True)]


def _turns(objects: Sequence[int], turn: Turn) -> list[Turn]:
    """Of each object, how what it draws comes to be shown."""
    answers, place = _room("f", 6 * len(objects))
    _all(map(_ask_matrix, objects, range(place, place + 24 * len(objects), 24)))
    matrices = list(zip(*(answers[part::6] for part in range(6)), strict=True))
    known = {matrix: turn.after(UNTURNED if matrix == UNTURNED else Turn(*matrix)) for matrix in set(matrices)}
    return [known[matrix] for matrix in matrices]


def _are_seen(paths: Sequence[Path]) -> list[bool]:
    """Of each path, whether its colour is seen on paper: some producers print white boxes behind their text."""
    answers, place = _room("I", 4 * len(paths))
    told = [
        (_ask_stroke_colour if is_stroked else _ask_fill_colour)(path, at, at + 4, at + 8, at + 12)
        for (path, is_stroked), at in zip(paths, range(place, place + 16 * len(paths), 16), strict=True)
    ]
    colours = list(zip(*(answers[part::4] for part in range(4)), strict=True))
    seen = {(*colour, opaque): opaque > 0 and min(colour) < PAPER for *colour, opaque in set(colours)}
    return [not is_told or seen[colour] for is_told, colour in zip(told, colours, strict=True)]


def _drawn(paths: Sequence[Path], turn: Turn, most: int) -> tuple[list[Sides], int]:
    """The rules that paths of several pieces draw: strokes along an axis, or areas that are too thin to be anything else.

    Also of how many pieces the paths are; those beyond the most are not looked at.
    """
    counts = [max(count, 0) for count in map(_count_segments, map(_handle, paths))]
    used = list(accumulate(counts))
    within = paths[: bisect(used, most)]
    each = zip(within, counts, _are_seen(within), strict=False)
    chosen = [(*path, count) for path, count, is_seen in each if is_seen and count > 1]
    pieces = list(chain.from_iterable(map(_ask_segment, repeat(path), range(count)) for path, _, count in chosen))
    begins = [kind == pdfium_raw.FPDF_SEGMENT_MOVETO for kind in map(_segment_kind, pieces)]
    places, place = _room("f", 2 * len(pieces))
    _all(map(_ask_point, pieces, *_places(place, 2, len(pieces))))
    boxes: list[Sides] = []
    end = 0
    for (_, is_stroked, count), own in zip(chosen, _turns([path for path, _, _ in chosen], turn), strict=True):
        start, end = end, end + count
        xs, ys = _turned(places[2 * start : 2 * end : 2], places[2 * start + 1 : 2 * end : 2], own)
        draw = _strokes if is_stroked else _areas
        for first, last in pairwise([*compress(range(count), begins[start:end]), count]):
            boxes += draw(xs[first:last], ys[first:last], pieces[start + last - 1])
    return boxes, used[-1]


def _strokes(xs: Sequence[float], ys: Sequence[float], last: int) -> Iterator[Sides]:
    """The strokes along an axis between these points, and back to the first where the last piece closes the path."""
    corners = list(zip(xs, ys, strict=True))
    for (ax, ay), (bx, by) in pairwise([*corners, corners[0]] if _is_closed(last) else corners):
        box = min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)
        if _is_rule(box) and min(box[2] - box[0], box[3] - box[1]) <= STRAIGHT:
            yield box


def _areas(xs: Sequence[float], ys: Sequence[float], _last: int) -> Iterator[Sides]:
    """The area between these points, where it is a rule."""
    box = min(xs), min(ys), max(xs), max(ys)
    if _is_rule(box):
        yield box


def _merged(segments: Sequence[Segment]) -> Iterator[Segment]:
    """The segments with those at nearly the same place put at one, and there joined where they touch."""
    ordered = sorted(segments)
    places = list(map(_place, ordered))
    start = 0
    for one, other in pairwise([*sorted(set(places)), math.inf]):
        if other - one > SAME_PLACE or other - places[start] > 2 * SAME_PLACE:
            end = bisect_right(places, one, start)
            place = sum(places[start:end]) / (end - start)
            yield from ((place, low, high) for low, high in _joined(sorted(set(map(_span, ordered[start:end])))))
            start = end


def _joined(spans: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    low, high = spans[0]
    for next_low, next_high in spans[1:]:
        if next_low > high + JOINED:
            yield low, high
            low = next_low
        if next_high > high:
            high = next_high
    yield low, high


def _room(code: Literal["f", "i", "I"], count: int) -> tuple[Sequence[int], int]:
    """Where pdfium can write so many numbers of four bytes, and its address."""
    room = array(code, bytes(4 * count))
    return room, room.buffer_info()[0]


def _places(first: int, parts: int, count: int) -> list[range]:
    """The places of numbers of four bytes that answer in parts, by part: as many as there are answers."""
    return [range(first + 4 * part, first + 4 * parts * count + 4 * part, 4 * parts) for part in range(parts)]


def _all(calls: Iterable[int]) -> None:
    """Make all of some calls; what they tell stands where they wrote it."""
    deque(calls, maxlen=0)


def _address(raw: object) -> int:
    """One of pdfium's handles as a number."""
    return ctypes.cast(raw, ctypes.c_void_p).value or 0  # type: ignore[arg-type]


def _bound(function: object, result: type[ctypes.c_int] | type[ctypes.c_void_p], *takes: type[object]) -> Callable[..., int]:
    """A function of pdfium bound so that it takes and gives bare numbers: that call is three times as quick."""
    address = ctypes.cast(function, ctypes.c_void_p).value  # type: ignore[arg-type]
    return ctypes.PYFUNCTYPE(result, *takes)(address)  # type: ignore[arg-type]


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
_handle, _place, _span = itemgetter(0), itemgetter(0), itemgetter(1, 2)
