"""Character maps of a PDF's fonts that call kanji by wrong names: 促逭 for 促進, in every program that reads the file.

A converter that lets a range of glyphs run on where Unicode has kanji that the font lacks gives every later kanji of the range to
a rare neighbour (PDF.md, section 3). In the MS Gothic and MS Mincho faces the glyph's number tells what it really is; pdfium tells
the number where a font has no map, so it is asked about a copy of the file without maps.
"""

from __future__ import annotations

import ctypes
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from monitor.read.glyphs import is_kanji, letters_of
from monitor.read.pdf.fonts import font_name, font_of

MAP, NO_MAP = b"/ToUnicode", b"/XoUnicode"
ENOUGH_AGREEMENT = 10  # kanji that a font's map and its glyph numbers must agree on before one is held against the other
MOST_DISAGREEMENT = 0.5  # of those, how many kanji they may disagree on; another font's numbers agree with hardly any

Spot = tuple[float, float]


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


def held_against_numbers(
    text: pdfium.PdfTextPage, bare: pdfium.PdfTextPage, kanji: Iterable[tuple[int, str]]
) -> dict[str, list[Named]]:
    """The kanji of a page, by the name of their font, each with what its glyph's number says; those without a number are left out.

    bare: the same page of the copy without maps. kanji: those of the page, each with its number in the text page.
    """
    numbers = dict(_glyph_numbers(bare))
    fonts: dict[str, list[Named]] = defaultdict(list)
    for index, letter in kanji:
        number = numbers.get(_spot(text, index))
        printed = letters_of([number]) if number is not None else ""
        if printed and is_kanji(printed):
            fonts[font_name(font_of(text, index))].append(Named(index, letter, printed))
    return fonts


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


def _glyph_numbers(bare: pdfium.PdfTextPage) -> Iterator[tuple[Spot, int]]:
    for index in range(bare.count_chars()):
        if pdfium_raw.FPDFText_HasUnicodeMapError(bare, index) == 1:
            yield _spot(bare, index), pdfium_raw.FPDFText_GetUnicode(bare, index)


def _spot(text: pdfium.PdfTextPage, index: int) -> Spot:
    """Where a character stands, to a hundredth of a point: the same in the document and in its copy."""
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium_raw.FPDFText_GetCharOrigin(text, index, x, y)
    return round(x.value, 2), round(y.value, 2)
