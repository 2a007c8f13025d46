"""Character maps of a PDF's fonts that call kanji by wrong names: 促逭 for 促進, in every program that reads the file.

A converter that lets a range of glyphs run on where Unicode has kanji that the font lacks gives every later kanji of the range to
a rare neighbour (PDF.md, section 3). In the MS Gothic and MS Mincho faces the glyph's number tells what it really is; pdfium tells
the number where a font has no map, so it is asked about a copy of the file without maps.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import compress
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from monitor.read.glyphs import kanji_by_glyph
from monitor.read.pdf.calls import Handle
from monitor.read.pdf.characters import codes_of, count_of, fonts_of, origins_of, unmapped
from monitor.read.pdf.fonts import font_name

MAP, NO_MAP = b"/ToUnicode", b"/XoUnicode"
ENOUGH_AGREEMENT = 10  # kanji that a font's map and its glyph numbers must agree on before one is held against the other
MOST_DISAGREEMENT = 0.5  # of those, how many kanji they may disagree on; another font's numbers agree with hardly any

Spot = tuple[int, int]


class Spotted(NamedTuple):
    """Kanji of a page in parallel columns: the number in the text page, the kanji as its font's map calls it, the name of the font
    and the place where it stands.
    """

    numbers: Sequence[int] = ()
    letters: Sequence[str] = ()
    fonts: Sequence[str] = ()
    spots: Sequence[Spot] = ()


class Named(NamedTuple):
    """A kanji as its font's map calls it, and as its glyph's number does."""

    number: int
    letter: str
    printed: str


class Held(NamedTuple):
    """The kanji of a page held against their glyphs' numbers, by the name of their font: those called rightly, and the others."""

    right: dict[str, set[str]]
    wrong: dict[str, list[Named]]


def without_maps(document: pdfium.PdfDocument) -> pdfium.PdfDocument | None:
    """A copy of the document whose fonts have no character maps, to be closed by the caller; None where it cannot be copied."""
    written = io.BytesIO()
    try:
        document.save(written, flags=pdfium_raw.FPDF_REMOVE_SECURITY)
        copy = pdfium.PdfDocument(written.getvalue().replace(MAP, NO_MAP))
    except pdfium.PdfiumError:
        return None
    if len(copy) == len(document):
        return copy
    copy.close()
    return None


def spotted(text: Handle, numbers: Sequence[int], letters: Sequence[str]) -> Spotted:
    """The kanji of a page, given with their numbers in the text page, with their fonts and places."""
    fonts = fonts_of(text, numbers)
    names = {font: font_name(font) for font in set(fonts)}
    return Spotted(numbers, letters, list(map(names.__getitem__, fonts)), _spots(text, numbers))


def held_against_numbers(kanji: Spotted, bare: Handle) -> Held:
    """The kanji of a page, each with what its glyph's number says; those without a number are left out.

    bare: the same page of the copy without maps.
    """
    held = Held(defaultdict(set), defaultdict(list))
    printed = map(_numbered_kanji(bare).get, kanji.spots)
    for number, letter, font, right in zip(kanji.numbers, kanji.letters, kanji.fonts, printed, strict=True):
        if letter == right:
            held.right[font].add(letter)
        elif right is not None:
            held.wrong[font].append(Named(number, letter, right))
    return held


def _numbered_kanji(bare: Handle) -> dict[Spot, str]:
    """The kanji of a page whose text is glyph numbers, by the places where they stand."""
    codes = list(codes_of(bare, range(count_of(bare))))
    letters = kanji_by_glyph()
    places = [place for place, code in enumerate(codes) if code in letters]
    without = list(compress(places, unmapped(bare, places)))
    return {spot: letters[codes[place]] for spot, place in zip(_spots(bare, without), without, strict=True)}


class Evidence:
    """What the pages of a document say for and against each of its fonts' maps."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._right: dict[str, set[str]] = defaultdict(set)
        self._wrong: dict[str, set[str]] = defaultdict(set)

    def add(self, held: Held) -> None:
        """Take a page's kanji into account."""
        for font, letters in held.right.items():
            self._right[font] |= letters
        for font, named in held.wrong.items():
            self._wrong[font].update(each.printed for each in named)

    def trusted(self) -> frozenset[str]:
        """The fonts whose glyphs are numbered as in the MS faces: their maps agree with that on most kanji."""
        return frozenset(
            font
            for font, right in self._right.items()
            if len(right) >= ENOUGH_AGREEMENT and len(self._wrong[font]) <= MOST_DISAGREEMENT * len(right)
        )


def right_names(wrong: Mapping[str, Iterable[Named]], trusted: frozenset[str]) -> dict[int, str]:
    """The kanji of a page that the maps of trusted fonts call by wrong names, as they are printed, by number in the text page."""
    return {each.number: each.printed for font in trusted.intersection(wrong) for each in wrong[font]}


def _spots(text: Handle, indexes: Sequence[int]) -> list[Spot]:
    """Where characters stand, in hundredths of a point: the same in the document and in its copy."""
    xs, ys = origins_of(text, indexes)
    return [(round(100 * x), round(100 * y)) for x, y in zip(xs, ys, strict=True)]
