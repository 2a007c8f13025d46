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

from monitor.read.glyphs import is_kanji, letters_of
from monitor.read.pdf.calls import Handle
from monitor.read.pdf.characters import codes_of, count_of, fonts_of, origins_of, unmapped
from monitor.read.pdf.fonts import font_name

MAP, NO_MAP = b"/ToUnicode", b"/XoUnicode"
ENOUGH_AGREEMENT = 10  # kanji that a font's map and its glyph numbers must agree on before one is held against the other
MOST_DISAGREEMENT = 0.5  # of those, how many kanji they may disagree on; another font's numbers agree with hardly any

Spot = tuple[int, int]


class Spotted(NamedTuple):
    """A kanji by its number in the text page, as its font's map calls it, with the font's name and the place where it stands."""

    number: int
    letter: str
    font: str
    spot: Spot


class Named(NamedTuple):
    """A kanji as its font's map calls it, and as its glyph's number does."""

    number: int
    letter: str
    printed: str


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


def spotted(text: Handle, kanji: Sequence[tuple[int, str]]) -> list[Spotted]:
    """The kanji of a page, each given with its number in the text page, with their fonts and places."""
    numbers = [number for number, _ in kanji]
    fonts = fonts_of(text, numbers)
    names = {font: font_name(font) for font in set(fonts)}
    letters = (letter for _, letter in kanji)
    return list(map(Spotted, numbers, letters, map(names.__getitem__, fonts), _spots(text, numbers)))


def held_against_numbers(kanji: Iterable[Spotted], bare: Handle) -> dict[str, list[Named]]:
    """The kanji of a page, by the name of their font, each with what its glyph's number says; those without a number are left out.

    bare: the same page of the copy without maps.
    """
    printed = _numbered_kanji(bare)
    fonts: dict[str, list[Named]] = defaultdict(list)
    for each in kanji:
        if letter := printed.get(each.spot):
            fonts[each.font].append(Named(each.number, each.letter, letter))
    return fonts


def _numbered_kanji(bare: Handle) -> dict[Spot, str]:
    """The kanji of a page whose text is glyph numbers, by the places where they stand."""
    codes = list(codes_of(bare, range(count_of(bare))))
    letters = {code: letter for code in set(codes) if is_kanji(letter := letters_of([code]))}
    places = [place for place, code in enumerate(codes) if code in letters]
    without = list(compress(places, unmapped(bare, places)))
    return {spot: letters[codes[place]] for spot, place in zip(_spots(bare, without), without, strict=True)}


class Evidence:
    """What the pages of a document say for and against each of its fonts' maps."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._right: dict[str, set[str]] = defaultdict(set)
        self._wrong: dict[str, set[str]] = defaultdict(set)

    def add(self, fonts: Mapping[str, Iterable[Named]]) -> None:
        """Take a page's kanji, by font, into account."""
        for font, named in fonts.items():
            for each in named:
                (self._right if each.letter == each.printed else self._wrong)[font].add(each.printed)

    def trusted(self) -> frozenset[str]:
        """The fonts whose glyphs are numbered as in the MS faces: their maps agree with that on most kanji."""
        return frozenset(
            font
            for font, right in self._right.items()
            if len(right) >= ENOUGH_AGREEMENT and len(self._wrong[font]) <= MOST_DISAGREEMENT * len(right)
        )


def differing(fonts: Mapping[str, Iterable[Named]]) -> dict[str, list[Named]]:
    """The kanji of a page, by font, on which map and number differ."""
    return {font: [each for each in named if each.letter != each.printed] for font, named in fonts.items()}


def right_names(fonts: Mapping[str, Iterable[Named]], trusted: frozenset[str]) -> dict[int, str]:
    """The kanji of a page that the maps of trusted fonts call by wrong names, as they are printed, by number in the text page."""
    return {each.number: each.printed for font in trusted.intersection(fonts) for each in differing(fonts)[font]}


def _spots(text: Handle, indexes: Sequence[int]) -> list[Spot]:
    """Where characters stand, in hundredths of a point: the same in the document and in its copy."""
    xs, ys = origins_of(text, indexes)
    return [(round(100 * x), round(100 * y)) for x, y in zip(xs, ys, strict=True)]
