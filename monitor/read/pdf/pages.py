"""The pages of a PDF, each read, and repaired where its text is not what is printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from monitor.read.document import ReadError, Remark
from monitor.read.glyphs import GARBLED, is_kanji, unfamiliar
from monitor.read.pdf.characters import Frame, Run, by_direction, legible, page_frame, page_runs
from monitor.read.pdf.columns import page_rows
from monitor.read.pdf.fonts import Repair, is_doubtful, spelled, with_letters
from monitor.read.pdf.maps import Evidence, Named, differing, held_against_numbers, right_names, without_maps
from monitor.read.pdf.rows import PageRows
from monitor.read.pdf.ruling import Rules, page_rules
from monitor.read.pdf.tables import RuledTable, tables_of

LONGEST_SIDE = 15_000  # points; the format ends at 14,400
MOST_REMARKS = 300
NO_TEXT = "it is a picture without a text layer; what it says was not read"
ABSURD_SIZE = "its size is absurd; it was left out"
DEEPEST_FORM = 4  # forms within forms in which a picture is looked for
LEFT_OUT = "its text comes out as glyph numbers that nobody can read; it was left out"


class PageText(NamedTuple):
    """What one page says: rows, and apart from them the tables that its rules draw.

    remarks: what was noticed about its text; strange: kanji on it that hardly anybody uses; is_lost: whether it has text that
    nobody can read.
    """

    rows: PageRows
    tables: tuple[RuledTable, ...] = ()
    remarks: tuple[Remark, ...] = ()
    strange: frozenset[str] = frozenset()
    is_lost: bool = False


def pages_of(document: pdfium.PdfDocument) -> list[PageText]:
    """Every page. Where strange kanji stand, the pages whose fonts may call kanji by wrong names are read once more.

    Raises ReadError for a page that pdfium cannot open.
    """
    pages = [_page(document, index, {}) for index in range(len(document))]
    for index, letters in list(_renamed(document, pages)):
        pages[index] = _page(document, index, letters)
    return pages


def _renamed(document: pdfium.PdfDocument, pages: Sequence[PageText]) -> Iterator[tuple[int, dict[int, str]]]:
    """The pages (from 0) with kanji under wrong names: their right ones, by number in the text page.

    Strange kanji tell of a wrong map; the everyday ones that it gives wrongly may stand on pages without any.
    """
    strange = [index for index, page in enumerate(pages) if page.strange]
    bare = without_maps(document) if strange else None
    if bare is None:
        return
    try:
        evidence = Evidence()
        doubted: dict[int, dict[str, list[Named]]] = {}
        for index in strange:
            held = _held(document, bare, index)
            evidence.add(held)
            doubted[index] = differing(held)
        trusted = evidence.trusted()
        wrong = {each.letter for fonts in doubted.values() for font in trusted.intersection(fonts) for each in fonts[font]}
        for index, page in enumerate(pages):
            if index not in doubted and not wrong.isdisjoint(_letters(page)):
                doubted[index] = _held(document, bare, index)
            if letters := right_names(doubted.get(index, {}), trusted):
                yield index, letters
    finally:
        bare.close()


def remarks_of(pages: Sequence[PageText]) -> tuple[Remark, ...]:
    """What was noticed on the pages; of very many remarks the first, and how many more there are."""
    remarks = [remark for page in pages for remark in page.remarks]
    if more := len(remarks) - MOST_REMARKS:
        del remarks[MOST_REMARKS:]
    return (*remarks, Remark(f"{more} more remarks on its text")) if more > 0 else tuple(remarks)


def _page(document: pdfium.PdfDocument, index: int, renamed: Mapping[int, str]) -> PageText:
    """One page. renamed: kanji to be called otherwise, by number in the text page."""
    with opened(document, index) as (page, frame, text):
        if text is None:
            return PageText(PageRows(index + 1, frame.width, ()), remarks=(Remark(ABSURD_SIZE, index + 1, is_loss=True),))
        runs, rules = page_runs(text, frame), page_rules(page, frame)
        if not runs and _has_picture(page):
            return PageText(PageRows(index + 1, frame.width, ()), remarks=(Remark(NO_TEXT, index + 1, is_loss=True),))
        repair = with_letters(text, runs) if is_doubtful(text, runs) else Repair(runs)
    return _told(index + 1, frame.width, repair, rules, renamed)


def _has_picture(page: pdfium.PdfPage) -> bool:
    return next(page.get_objects(filter=[pdfium_raw.FPDF_PAGEOBJ_IMAGE], max_depth=DEEPEST_FORM), None) is not None


def _held(document: pdfium.PdfDocument, bare: pdfium.PdfDocument, index: int) -> dict[str, list[Named]]:
    """The kanji of a page by font, held against their glyph numbers."""
    with opened(document, index) as (_, frame, text), opened(bare, index) as (_, _, bare_text):
        if text is None or bare_text is None:
            return {}
        return held_against_numbers(text, bare_text, _kanji(page_runs(text, frame)))


def _told(number: int, width: float, repair: Repair, rules: Rules, renamed: Mapping[int, str]) -> PageText:
    """The page of this number from its repaired runs and the kanji still to be renamed."""
    printed = "".join(run.text for run in repair.runs)
    if repair.lost > GARBLED * len(printed):
        return PageText(PageRows(number, width, ()), remarks=(Remark(LEFT_OUT, number, is_loss=True),), is_lost=True)
    main, apart = by_direction(legible(spelled(repair.runs, renamed) if renamed else repair.runs))
    tables, main = tables_of(number, rules, main)
    return PageText(
        page_rows(number, width, main, apart),
        tuple(tables),
        tuple(Remark(text, number) for text in (*repair.told(), *_told_renamed(renamed))),
        frozenset(filter(is_kanji, unfamiliar(printed))),
    )


def _told_renamed(renamed: Mapping[int, str]) -> Iterator[str]:
    if renamed:
        kinds = "".join(dict.fromkeys(letter for _, letter in sorted(renamed.items())))
        yield f"{len(renamed)} kanji have wrong names in their font's character map; corrected by glyph number ({kinds})"


def _kanji(runs: Sequence[Run]) -> Iterator[tuple[int, str]]:
    """The kanji of runs, each with its number in the text page."""
    for run in runs:
        yield from ((index, letter) for index, letter in zip(run.indexes, run.text, strict=True) if is_kanji(letter))


def _letters(page: PageText) -> str:
    rows = (row.text for row in page.rows.rows)
    return "".join((*rows, *page.rows.aside, *(cell.text for table in page.tables for row in table.rows for cell in row.cells)))


@contextmanager
def opened(document: pdfium.PdfDocument, index: int) -> Iterator[tuple[pdfium.PdfPage, Frame, pdfium.PdfTextPage | None]]:
    """A page (from 0), what of it is shown and its text (None where its size is absurd); pdfium's memory for it is freed again.

    Raises ReadError for a page that pdfium cannot open.
    """
    try:
        page = document[index]
        try:
            frame = page_frame(page)
            is_sane = 0 < frame.width <= LONGEST_SIDE and 0 < frame.height <= LONGEST_SIDE
            text = page.get_textpage() if is_sane else None
            try:
                yield page, frame, text
            finally:
                if text is not None:
                    text.close()
        finally:
            page.close()
    except pdfium.PdfiumError as error:
        raise ReadError(f"page {index + 1}: cannot be read ({' '.join(str(error).split())})") from error
