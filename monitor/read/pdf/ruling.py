"""The rules of a PDF page: the straight lines that a page draws, upright or level, whatever it draws them with.

A rule may be a stroke, a rectangle's side or an area too thin to be anything else. They are taken from pdfium's page objects, so
that the file is parsed once.
"""

from __future__ import annotations

import ctypes
import math
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain, compress, groupby, pairwise, repeat
from operator import eq, itemgetter
from typing import NamedTuple

import pypdfium2.raw as pdfium_raw

from monitor.read.pdf.calls import Handle, Room, pointing, telling, wrapped, writing
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
Span = tuple[float, float]
Sides = tuple[float, float, float, float]
Path = tuple[Handle, bool]  # pdfium's handle of it, and whether its outline is drawn
Thin = dict[bool, tuple[list[Handle], list[Sides]]]
"""Paths and the boxes around them, by whether their outline is drawn."""


PATH, PICTURE, FORM = (pdfium_raw.FPDF_PAGEOBJ_PATH, pdfium_raw.FPDF_PAGEOBJ_IMAGE, pdfium_raw.FPDF_PAGEOBJ_FORM)
UNTOLD = 0xFFFFFFFF  # of a colour
MODES, COLOURS = Room("i", 2, -1), Room("I", 4, UNTOLD)
BOUNDS, POINTS, MATRICES = Room("f", 4, math.nan), Room("f", 2, 0.0), Room("f", 6, 0.0, is_whole=True)


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


def page_rules(page: Handle, frame: Frame) -> Rules:
    """The rules of a page; none where it has too few for a table, or so many objects that it is a drawing."""
    count = _count_objects(page)
    if not 0 < count <= MOST_OBJECTS:
        return NO_RULES
    boxes = _boxes(page, count, _onto_shown(frame))
    if not math.isfinite(sum(chain.from_iterable(boxes))):
        boxes = [box for box in boxes if math.isfinite(sum(box))]
    level: dict[float, list[Span]] = defaultdict(list)
    upright: dict[float, list[Span]] = defaultdict(list)
    for x0, y0, x1, y1 in boxes:
        if x1 - x0 >= y1 - y0:
            level[(y0 + y1) / 2].append((x0, x1))
        else:
            upright[(x0 + x1) / 2].append((y0, y1))
    if _count(level) < FEWEST_LEVEL or _count(upright) < FEWEST_UPRIGHT:
        return NO_RULES
    return Rules(tuple(_merged(level)), tuple(_merged(upright)), frame.width, frame.height)


def has_picture(page: Handle) -> bool:
    """Whether there is any picture on a page."""
    pending = [(_objects(page, max(_count_objects(page), 0)), 1)]
    while pending:
        objects, depth = pending.pop()
        pictures, forms = _by_kind(objects, PICTURE, FORM)
        if pictures:
            return True
        if depth < DEEPEST_FORM:
            pending += [(_inner(form, max(_count_form_objects(form), 0)), depth + 1) for form in forms]
    return False


def _objects(page: Handle, count: int) -> list[Handle]:
    """A page's objects."""
    return list(map(wrapped, map(_page_object, repeat(page), range(count))))


def _inner(form: Handle, count: int) -> list[Handle]:
    """A form's objects."""
    return list(map(wrapped, map(_form_object, repeat(form), map(_long, range(count)))))


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


def _boxes(page: Handle, count: int, turn: Turn) -> list[Sides]:
    """Every thin box that the page's paths draw in a colour other than the paper's."""
    boxes: list[Sides] = []
    left, segments = MOST_OBJECTS, MOST_SEGMENTS
    pending = [(_objects(page, count), turn, 0)]
    while pending and left >= 0 and segments >= 0:
        objects, own, depth = pending.pop()
        paths, forms = _by_kind(objects, PATH, FORM)
        thin, thick = _by_shape(paths, own)
        for is_stroked, (lines, around) in thin.items():
            boxes += compress(around, _are_seen(lines, is_stroked=is_stroked))
        if thick:
            drawn, used = _drawn(thick, own, segments)
            boxes += drawn
            segments -= used
        for form in forms if depth < DEEPEST_FORM else ():
            inner = max(_count_form_objects(form), 0)
            left -= inner
            if left >= 0:
                pending.append((_inner(form, inner), _turns([form], own)[0], depth + 1))
    return boxes


def _by_kind(objects: Sequence[Handle], *kinds: int) -> list[list[Handle]]:
    """The objects of each of some kinds."""
    told = list(map(_kind, objects))
    return [list(compress(objects, map(eq, told, repeat(kind)))) for kind in kinds]


def _by_shape(paths: Sequence[Handle], turn: Turn) -> tuple[Thin, list[Path]]:
    """The paths that are rules by the boxes around them, with those, and the thick ones. What is thin and short is left out."""
    thin: Thin = {True: ([], []), False: ([], [])}
    thick: list[Path] = []
    (lines, lines_around), (areas, areas_around) = thin[True], thin[False]
    _, strokes = MODES.of_objects(_ask_mode, paths)
    boxes = _shown(BOUNDS.of_objects(_ask_bounds, paths), turn)
    for path, is_stroked, box in zip(paths, strokes, boxes, strict=True):
        x0, y0, x1, y1 = box
        wide, high = x1 - x0, y1 - y0
        if wide > THICKEST and high > THICKEST:
            thick.append((path, bool(is_stroked)))
        elif not (wide >= SHORTEST or high >= SHORTEST):
            continue
        elif is_stroked:
            lines.append(path)
            lines_around.append(box)
        else:
            areas.append(path)
            areas_around.append(box)
    return thin, thick


def _is_rule(box: Sides) -> bool:
    """Whether a box is too thin to be anything but a rule, and long enough."""
    wide, high = box[2] - box[0], box[3] - box[1]
    return (wide <= THICKEST or high <= THICKEST) and (wide >= SHORTEST or high >= SHORTEST)


def _shown(sides: Sequence[Sequence[float]], turn: Turn) -> Iterator[Sides]:
    """Boxes, given by side, as they are shown."""
    x0s, y0s, x1s, y1s = sides
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


def _turns(objects: Sequence[Handle], turn: Turn) -> list[Turn]:
    """Of each object, how what it draws comes to be shown."""
    matrices = list(zip(*MATRICES.of_objects(_ask_matrix, objects), strict=True))
    known = {matrix: turn.after(UNTURNED if matrix == UNTURNED else Turn(*matrix)) for matrix in set(matrices)}
    return [known[matrix] for matrix in matrices]


def _are_seen(paths: Sequence[Handle], *, is_stroked: bool) -> Iterator[bool]:
    """Of each path, whether its colour is seen on paper: some producers print white boxes behind their text."""
    parts = COLOURS.of_objects(_ask_stroke_colour if is_stroked else _ask_fill_colour, paths)
    if paths and max(parts[0]) < PAPER and min(parts[3]) > 0:
        return repeat(True, len(paths))
    colours = list(zip(*parts, strict=True))
    known = {colour: _is_seen(*colour) for colour in set(colours)}
    return map(known.__getitem__, colours)


def _is_seen(red: int, green: int, blue: int, opaque: int) -> bool:
    return opaque == UNTOLD or (opaque > 0 and min(red, green, blue) < PAPER)


def _drawn(paths: Sequence[Path], turn: Turn, most: int) -> tuple[list[Sides], int]:
    """The rules that paths of several pieces draw: strokes along an axis, or areas that are too thin to be anything else.

    Also of how many pieces the paths are; those beyond the most are not looked at.
    """
    counts = [max(count, 0) for count in map(_count_segments, map(_handle, paths))]
    used = list(accumulate(counts))
    within = paths[: bisect(used, most)]
    seen = {kind: _are_seen([path for path, own in within if own is kind], is_stroked=kind) for kind in (True, False)}
    are_seen = [next(seen[kind]) for _, kind in within]
    chosen = [
        (path, kind, count) for (path, kind), count, is_seen in zip(within, counts, are_seen, strict=False) if is_seen and count > 1
    ]
    boxes: list[Sides] = []
    areas: list[tuple[int, int]] = []
    pieces = list(map(wrapped, chain.from_iterable([map(_ask_segment, repeat(path), range(count)) for path, _, count in chosen])))
    begins = [kind == pdfium_raw.FPDF_SEGMENT_MOVETO for kind in map(_segment_kind, pieces)]
    xs, ys = _corners(pieces, [path for path, _, _ in chosen], [count for _, _, count in chosen], turn)
    end = 0
    for _, is_stroked, count in chosen:
        start, end = end, end + count
        parts = pairwise([*compress(range(start, end), begins[start:end]), end])
        if is_stroked:
            boxes += chain.from_iterable([_strokes(xs[one:two], ys[one:two], pieces[two - 1]) for one, two in parts])
        else:
            areas += parts
    around = [(min(x := xs[one:two]), min(y := ys[one:two]), max(x), max(y)) for one, two in areas]
    return [*boxes, *filter(_is_rule, around)], used[-1]


def _corners(
    pieces: Sequence[Handle], paths: Sequence[Handle], counts: Sequence[int], turn: Turn
) -> tuple[list[float], list[float]]:
    """Where pieces end on the page as it is shown, from the left and from below. counts: how many of them are each path's."""
    xs, ys = POINTS.of_objects(_ask_point, pieces)
    all_xs: list[float] = []
    all_ys: list[float] = []
    end = 0
    for own, members in groupby(zip(_turns(paths, turn), counts, strict=True), itemgetter(0)):
        start, end = end, end + sum(count for _, count in members)
        shown_xs, shown_ys = _turned(xs[start:end], ys[start:end], own)
        all_xs += shown_xs
        all_ys += shown_ys
    return all_xs, all_ys


def _strokes(xs: Sequence[float], ys: Sequence[float], last: Handle) -> Iterator[Sides]:
    """The strokes along an axis between these points, and back to the first where the last piece closes the path."""
    corners = list(zip(xs, ys, strict=True))
    for (ax, ay), (bx, by) in pairwise([*corners, corners[0]] if _is_closed(last) else corners):
        box = min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)
        if _is_rule(box) and min(box[2] - box[0], box[3] - box[1]) <= STRAIGHT:
            yield box


def _count(spans: Mapping[float, Sequence[Span]]) -> int:
    return sum(map(len, spans.values()))


def _merged(spans: Mapping[float, Sequence[Span]]) -> Iterator[Segment]:
    """Spans by place, with those at nearly the same place put at one, and there joined where they touch; in rising order."""
    first, places, own = math.nan, list[float](), list[Span]()
    for place, following in pairwise([*sorted(spans), math.inf]):
        first = first if own else place
        places += [place] * len(spans[place])
        own += spans[place]
        if following - place > SAME_PLACE or following - first > 2 * SAME_PLACE:
            middle = sum(places) / len(places)
            for low, high in _joined(sorted(set(own))):
                yield middle, low, high
            places, own = [], []


def _joined(spans: Sequence[Span]) -> Iterator[Span]:
    low, high = spans[0]
    for next_low, next_high in spans[1:]:
        if next_low > high + JOINED:
            yield low, high
            low = next_low
        if next_high > high:
            high = next_high
    yield low, high


_count_objects, _page_object = telling(pdfium_raw.FPDFPage_CountObjects), pointing(pdfium_raw.FPDFPage_GetObject)
_count_form_objects, _form_object = telling(pdfium_raw.FPDFFormObj_CountObjects), pointing(pdfium_raw.FPDFFormObj_GetObject)
_kind, _ask_mode = telling(pdfium_raw.FPDFPageObj_GetType), writing(pdfium_raw.FPDFPath_GetDrawMode)
_ask_bounds, _ask_matrix = writing(pdfium_raw.FPDFPageObj_GetBounds), writing(pdfium_raw.FPDFPageObj_GetMatrix)
_ask_fill_colour = writing(pdfium_raw.FPDFPageObj_GetFillColor)
_ask_stroke_colour = writing(pdfium_raw.FPDFPageObj_GetStrokeColor)
_count_segments, _ask_segment = telling(pdfium_raw.FPDFPath_CountSegments), pointing(pdfium_raw.FPDFPath_GetPathSegment)
_segment_kind, _is_closed = telling(pdfium_raw.FPDFPathSegment_GetType), telling(pdfium_raw.FPDFPathSegment_GetClose)
_ask_point, _long = writing(pdfium_raw.FPDFPathSegment_GetPoint), ctypes.c_ulong.from_param
_handle = itemgetter(0)
