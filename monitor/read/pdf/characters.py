"""The characters of a PDF page and where each stands, with the page turned upright.

Each character is asked for its box alone. The rest is asked once a run: characters that follow each other with the same upper edge,
or the same lower one (a bracket or a comma may reach beyond either), are of one size and stand on one baseline.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, compress, repeat
from operator import add, mul, ne
from typing import NamedTuple

import pypdfium2.raw as pdfium_raw

from monitor.read.making import maker
from monitor.read.pdf.calls import Handle, Room, counting, measuring, pointing, telling, wrapped, writing

REPLACEMENT = "\ufffd"
SIDEWAYS = 0.6  # share of the characters that must lie on their side before the page is turned
INVENTED_END = "\r\n"  # a line's end of pdfium's making
MAYBE_INVENTED = re.compile("[ \r\n\ud800-\udbff]")  # what may be one or be printed; half a pair
LAST_BEFORE_PAIRS = "\ud7ff"
HYPHEN_AT_BREAK = "\ufffe"  # pdfium's for a hyphen at the end of a row: a code that is no character
BLANK = re.compile(r"[\t\n\r\xa0]")
NO_CHARACTER = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
ILLEGIBLE = re.compile(r"[\x00-\x1f\x7f-\xa0\ud800-\udfff]")  # either


Pen = tuple[float, float, float, int]
"""How a character is set, in the page's own space: its origin (from the left and from below), its size and the quarter turns
counterclockwise of its text."""
BOXES, MATRICES = Room("f", 4, math.nan, is_whole=True), Room("f", 6, 0.0, is_whole=True)
ORIGINS = Room("d", 2, 0.0)


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


made_run = maker(Run)


class Frame(NamedTuple):
    """The visible part of a page: its lower left corner, its size as shown (points) and the quarter turns clockwise to show it."""

    left: float
    bottom: float
    width: float
    height: float
    turns: int


class Boxes(NamedTuple):
    """The characters that a page really prints, in parallel columns, in the page's own space."""

    text: str
    indexes: Sequence[int]
    left: Sequence[float]
    top: Sequence[float]
    right: Sequence[float]
    bottom: Sequence[float]


def page_frame(page: Handle) -> Frame:
    """What of the page is shown, and how it is turned; without width and height where pdfium cannot tell."""
    sides = pdfium_raw.FS_RECTF()
    _ask_page_box(page, ctypes.byref(sides))
    turns = _ask_turns(page) % 4
    width, height = sides.right - sides.left, sides.top - sides.bottom
    return Frame(sides.left, sides.bottom, *((height, width) if turns % 2 else (width, height)), turns)


def page_runs(text: Handle, frame: Frame) -> list[Run]:
    """The page's runs as it prints them, their texts as the fonts' maps tell them: they may be glyph numbers."""
    boxes = _boxes(text)
    count = len(boxes.text)
    if not count:
        return []
    changes, sideways = _changes(boxes.top, boxes.bottom), False
    if len(changes) > SIDEWAYS * (count - 1) and len(steep := _changes(boxes.left, boxes.right)) < len(changes):
        changes, sideways = steep, True
    starts = [0, *changes]
    spans = zip(starts, [*changes, count], _pens(text, [boxes.indexes[start] for start in starts]), strict=True)
    return list(_runs(text, boxes, spans, sideways, frame))


def legible(runs: list[Run]) -> list[Run]:
    """The runs with what is no character (a control code, half a surrogate) as U+FFFD, so that the damage is seen."""
    if not ILLEGIBLE.search("".join([run.text for run in runs])):
        return runs
    return [run._replace(text=_legible(run.text)) if ILLEGIBLE.search(run.text) else run for run in runs]


def by_direction(runs: Sequence[Run]) -> tuple[list[Run], list[list[Run]]]:
    """The runs that read as the page does, and apart from them those of each other direction (a label at the edge).

    A page whose text mostly lies on its side is read as if it were turned. The places in each group are those of the page turned
    for that group.
    """
    if len({run.direction for run in runs}) < 2:
        return list(runs), []
    weights: Counter[int] = Counter()
    for run in runs:
        weights[run.direction] += len(run.text)
    main = max(weights, key=lambda direction: weights[direction])
    if weights[main] < SIDEWAYS * weights.total() and 0 in weights:
        main = 0
    groups = {direction: [run for run in runs if run.direction == direction] for direction in sorted(weights)}
    return groups.pop(main), list(groups.values())


def count_of(text: Handle) -> int:
    """How many characters a page's text has, those of pdfium's making included."""
    return max(_count(text), 0)


def has_unmapped(text: Handle, indexes: Iterable[int]) -> bool:
    """Whether one of these characters is unmapped."""
    return any(map(_is_unmapped, repeat(text), indexes))


def unmapped(text: Handle, indexes: Iterable[int]) -> Iterator[bool]:
    """Of each of these characters, whether pdfium has no code point for it, so that what it tells of it is a glyph's number."""
    return map(bool, map(_is_unmapped, repeat(text), indexes))


def codes_of(text: Handle, indexes: Iterable[int]) -> Iterator[int]:
    """The code point of each of these characters, or its glyph's number."""
    return map(_ask_code, repeat(text), indexes)


def origins_of(text: Handle, indexes: Sequence[int]) -> tuple[list[float], list[float]]:
    """Where each of these characters is set, in the page's own space: from the left, and from below."""
    xs, ys = ORIGINS.of_characters(_ask_origin, text, indexes)
    return xs, ys


def fonts_of(text: Handle, indexes: Iterable[int]) -> list[int]:
    """pdfium's handle of the font that each of these characters is set in; 0 where it was set in none."""
    objects = list(map(_ask_object, repeat(text), indexes))
    fonts = {each: _ask_font(wrapped(each)) or 0 for each in set(objects)}
    return [fonts[each] for each in objects]


def has_extent(text: Handle, index: int) -> bool:
    """Whether a character takes any room."""
    (left,), (top,), (right,), (bottom,) = BOXES.of_characters(_ask_box, text, [index])
    return left != right and bottom != top


def _boxes(text: Handle) -> Boxes:
    """Every character that is really printed: pdfium invents spaces and line ends between them, which are dropped."""
    count = count_of(text)
    letters, indexes = _without_ends(_letters(text, count))
    if invented := _invented(text, letters, indexes):
        letters, indexes = _without(invented, letters, indexes)
    sides = BOXES.of_characters(_ask_box, text, indexes)
    if not math.isfinite(sum(map(sum, sides))):
        odd = [place for place, box in enumerate(zip(*sides, strict=True)) if not math.isfinite(sum(box))]
        letters, indexes = _without(odd, letters, indexes)
        sides = BOXES.of_characters(_ask_box, text, indexes)
    return Boxes(letters, indexes, *sides)


def _without(places: Iterable[int], letters: str, indexes: Sequence[int]) -> tuple[str, list[int]]:
    """Characters and their numbers without those at some places, given in rising order."""
    kept: list[str] = []
    numbers: list[int] = []
    done = 0
    for place in places:
        if place > done:
            kept.append(letters[done:place])
            numbers += indexes[done:place]
        done = place + 1
    return "".join((*kept, letters[done:])), [*numbers, *indexes[done:]]


def _letters(text: Handle, count: int) -> str:
    """The code point of each character; of a pair of surrogates the first half is kept as it is and the second stands for both."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = _ask_text(text, 0, count, ctypes.byref(buffer)) - 1
    letters = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass")
    if written == len(letters) == count:
        return letters.replace(HYPHEN_AT_BREAK, "-")
    return "".join(_one_by_one(text, count))  # a pair is shorter than its halves; and what has no code point is left out


def _one_by_one(text: Handle, count: int) -> Iterator[str]:
    high = 0
    for index in range(count):
        code = _ask_code(text, index)
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = code if 0xD800 <= code < 0xDC00 else 0
        is_hyphen = code == 0x02 and _is_hyphen(text, index) == 1
        yield "-" if is_hyphen else chr(code) if code <= 0x10FFFF else REPLACEMENT


def _without_ends(letters: str) -> tuple[str, Sequence[int]]:
    """A page's characters and their numbers without the ends of lines that pdfium made."""
    rows = letters.split(INVENTED_END)
    if len(rows) == 1:
        return letters, range(len(letters))
    begins = accumulate(map(add, map(len, rows), repeat(len(INVENTED_END))), initial=0)
    numbers = [range(begin, begin + len(row)) for begin, row in zip(begins, rows, strict=False)]
    return "".join(rows), list(chain.from_iterable(numbers))


def _invented(text: Handle, letters: str, indexes: Sequence[int]) -> list[int]:
    """Where further characters stand that no page prints: spaces and line ends of pdfium's making, and the first half of a pair."""
    maybe = [match.start() for match in MAYBE_INVENTED.finditer(letters)]
    return [place for place in maybe if letters[place] > LAST_BEFORE_PAIRS or _is_generated(text, indexes[place]) == 1]


def _changes(one: Sequence[float], other: Sequence[float]) -> list[int]:
    """The characters (the first aside) that share neither of two sides with the one before."""
    return [place for place in compress(range(1, len(one)), map(ne, one[1:], one)) if other[place] != other[place - 1]]


def _runs(text: Handle, boxes: Boxes, spans: Iterable[tuple[int, int, Pen | None]], sideways: bool, frame: Frame) -> Iterator[Run]:
    """The runs of a page. What does not lie as the others do was not cut rightly, so it is taken character by character."""
    is_upright = frame.turns == frame.left == 0 and not sideways
    letters, indexes, left, _, right, _ = boxes
    for start, end, pen in spans:
        if pen is None:
            continue
        _, y, em, turns = pen
        if is_upright and turns == 0:
            yield made_run((letters[start:end], left[start:end], right[start:end], y - frame.bottom, em, 0, indexes[start:end]))
        elif turns % 2 == sideways or end - start == 1:
            yield _run(boxes, slice(start, end), pen, frame)
        else:
            for place, own in enumerate(_pens(text, boxes.indexes[start:end]), start):
                if own is not None:
                    yield _run(boxes, slice(place, place + 1), own, frame)


def _run(boxes: Boxes, letters: slice, pen: Pen, frame: Frame) -> Run:
    _, _, em, turns = pen
    direction = (turns - frame.turns) % 4
    starts, ends, baseline = _upright(boxes, letters, pen, _turned(frame, direction) if direction else frame)
    return Run(boxes.text[letters], starts, ends, baseline, em, direction, boxes.indexes[letters])


def _pens(text: Handle, indexes: Sequence[int]) -> Iterator[Pen | None]:
    """How each of these characters is set; None where the file gives no possible answer."""
    sizes = list(map(_ask_size, repeat(text), indexes))
    xs, ys = origins_of(text, indexes)
    a, b, c, d = MATRICES.of_characters(_ask_matrix, text, indexes)[:4]
    is_plain = not (any(b) or any(c)) and min(*a, *d, *sizes) > 0
    if is_plain and math.isfinite(sum(map(sum, (sizes, xs, ys, a, d)))):
        return zip(xs, ys, map(mul, sizes, d), repeat(0))
    return map(_pen, sizes, xs, ys, a, b, c, d)


def _pen(size: float, x: float, y: float, a: float, b: float, c: float, d: float) -> Pen | None:
    """How a character of this size is set. a, b, c, d: of its matrix."""
    em = size * math.hypot(c, d)
    if not em > 0 or not math.isfinite(em + x + y + a + b):
        return None
    return x, y, em, 0 if b == 0 and a > 0 else round(math.atan2(b, a) / (math.pi / 2)) % 4


def _turned(frame: Frame, quarters: int) -> Frame:
    """The frame after further quarter turns clockwise."""
    width, height = (frame.height, frame.width) if quarters % 2 else (frame.width, frame.height)
    return Frame(frame.left, frame.bottom, width, height, (frame.turns + quarters) % 4)


def _upright(boxes: Boxes, letters: slice, pen: Pen, frame: Frame) -> tuple[Sequence[float], Sequence[float], float]:
    """Where characters begin and end on the page as shown, and their baseline there."""
    if frame.turns == frame.left == 0:
        return boxes.left[letters], boxes.right[letters], pen[1] - frame.bottom
    low, high = (boxes.bottom, boxes.top) if frame.turns % 2 else (boxes.left, boxes.right)
    starts, ends = low[letters], high[letters]
    x, y = pen[0] - frame.left, pen[1] - frame.bottom
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


_count, _ask_turns = telling(pdfium_raw.FPDFText_CountChars), telling(pdfium_raw.FPDFPage_GetRotation)
_ask_page_box = telling(pdfium_raw.FPDF_GetPageBoundingBox)
_ask_text, _ask_code = telling(pdfium_raw.FPDFText_GetText), counting(pdfium_raw.FPDFText_GetUnicode)
_is_generated, _is_hyphen = telling(pdfium_raw.FPDFText_IsGenerated), telling(pdfium_raw.FPDFText_IsHyphen)
_is_unmapped = telling(pdfium_raw.FPDFText_HasUnicodeMapError)
_ask_object, _ask_font = pointing(pdfium_raw.FPDFText_GetTextObject), pointing(pdfium_raw.FPDFTextObj_GetFont)
_ask_box, _ask_matrix = writing(pdfium_raw.FPDFText_GetLooseCharBox), writing(pdfium_raw.FPDFText_GetMatrix)
_ask_origin, _ask_size = writing(pdfium_raw.FPDFText_GetCharOrigin), measuring(pdfium_raw.FPDFText_GetFontSize)
