"""The pages of a PDF, each read, and repaired where its text is not what is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from monitor.read.document import ReadError, Remark
from monitor.read.glyphs import FIRST_KANJI, GARBLED, LAST_KANJI, is_kanji, unfamiliar
from monitor.read.pdf.aligned import aligned_tables, may_have_columns
from monitor.read.pdf.calls import Handle, handle_of
from monitor.read.pdf.characters import Frame, Run, by_direction, legible, page_frame, page_runs
from monitor.read.pdf.columns import page_rows
from monitor.read.pdf.fonts import Repair, is_doubtful, spelled, with_letters
from monitor.read.pdf.maps import Evidence, Held, Named, Spotted, held_against_numbers, right_names, spotted, without_maps
from monitor.read.pdf.rows import PageRows
from monitor.read.pdf.ruling import NO_RULES, Rules, has_picture, page_rules
from monitor.read.pdf.tables import RuledTable, tables_of

LONGEST_SIDE = 15_000  # points; the format ends at 14,400
MOST_REMARKS = 300
KANJI = re.compile(f"[{chr(FIRST_KANJI)}-{chr(LAST_KANJI)}]+")
MOST_DRAFTS = 200  # pages that are kept unmade; further ones are read again
NO_TEXT = "it is a picture without a text layer; what it says was not read"
ABSURD_SIZE = "its size is absurd; it was left out"
LEFT_OUT = "its text comes out as glyph numbers that nobody can read; it was left out"


class PageText(NamedTuple):
    """What one page says: rows, and apart from them the tables that its rules draw.

    remarks: what was noticed about its text; is_lost: whether it has text that nobody can read.
    """

    rows: PageRows
    tables: tuple[RuledTable, ...] = ()
    remarks: tuple[Remark, ...] = ()
    is_lost: bool = False


class Draft(NamedTuple):
    """A page (1-based) as pdfium tells it, before rows and tables are made of it.

    repair: its runs, none where it has no text that can be read; doubted: all its kanji, where there are strange ones among them
    that hardly anybody uses.
    """

    number: int
    width: float
    repair: Repair
    rules: Rules = NO_RULES
    remarks: tuple[Remark, ...] = ()
    doubted: Spotted | None = None
    is_lost: bool = False


def pages_of(document: pdfium.PdfDocument) -> list[PageText]:
    """Every page. Those with strange kanji, whose fonts may call kanji by wrong names, are made when their right ones are known.

    Raises ReadError for a page that pdfium cannot open.
    """
    pages: dict[int, PageText] = {}
    doubted: dict[int, Draft | None] = {}
    for index in range(len(document)):
        draft = _draft(document, index)
        if draft.doubted:
            doubted[index] = draft if len(doubted) < MOST_DRAFTS else None
        if doubted.get(index) is None:
            pages[index] = _told(draft, {})
    renamed = dict(_renamed(document, pages, doubted))
    for index in renamed.keys() | {index for index, draft in doubted.items() if draft}:
        pages[index] = _told(doubted.get(index) or _draft(document, index), renamed.get(index, {}))
    return [pages[index] for index in range(len(pages))]


def _renamed(
    document: pdfium.PdfDocument, pages: Mapping[int, PageText], doubted: Mapping[int, Draft | None]
) -> Iterator[tuple[int, dict[int, str]]]:
    """The pages (from 0) with kanji under wrong names: their right ones, by number in the text page.

    pages: those that are made; doubted: those with strange kanji, as drafts while they are few. Strange kanji tell of a wrong map;
    the everyday ones that it gives wrongly may stand on pages without any.
    """
    bare = without_maps(document) if doubted else None
    if bare is None:
        return
    try:
        evidence = Evidence()
        names: dict[int, dict[str, list[Named]]] = {}
        for index, draft in doubted.items():
            held = _held(draft or _draft(document, index), bare)
            evidence.add(held)
            names[index] = held.wrong
        trusted = evidence.trusted()
        wrong = {each.letter for fonts in names.values() for font in trusted.intersection(fonts) for each in fonts[font]}
        for index, page in pages.items():
            if index not in doubted and not wrong.isdisjoint(_letters(page)):
                names[index] = _held(_draft(document, index, is_doubted=True), bare).wrong
        for index, fonts in names.items():
            if letters := right_names(fonts, trusted):
                yield index, letters
    finally:
        bare.close()


def remarks_of(pages: Sequence[PageText]) -> tuple[Remark, ...]:
    """What was noticed on the pages; of very many remarks the first, and how many more there are."""
    remarks = [remark for page in pages for remark in page.remarks]
    if more := len(remarks) - MOST_REMARKS:
        del remarks[MOST_REMARKS:]
    return (*remarks, Remark(f"{more} more remarks on its text")) if more > 0 else tuple(remarks)


def _draft(document: pdfium.PdfDocument, index: int, *, is_doubted: bool = False) -> Draft:
    """One page (from 0), not made yet. is_doubted: its kanji are asked for their fonts even if none of them is strange."""
    number = index + 1
    with opened(document, index) as (page, frame, text):
        if text is None:
            return Draft(number, frame.width, Repair([]), remarks=(Remark(ABSURD_SIZE, number, is_loss=True),))
        runs, rules = page_runs(text, frame), page_rules(page, frame)
        if not runs and has_picture(page):
            return Draft(number, frame.width, Repair([]), remarks=(Remark(NO_TEXT, number, is_loss=True),))
        repair = with_letters(text, runs) if is_doubtful(text, runs) else Repair(runs)
        printed = "".join([run.text for run in repair.runs])
        if repair.lost > GARBLED * len(printed):
            return Draft(number, frame.width, Repair([]), remarks=(Remark(LEFT_OUT, number, is_loss=True),), is_lost=True)
        is_doubted = is_doubted or any(map(is_kanji, unfamiliar(printed)))
        numbers, letters = _kanji(runs) if is_doubted else ([], "")
        doubted = spotted(text, numbers, letters) if numbers else None
    return Draft(number, frame.width, repair, rules, tuple(Remark(told, number) for told in repair.told()), doubted)


def _held(draft: Draft, bare: pdfium.PdfDocument) -> Held:
    """The kanji of a page held against their glyph numbers in the copy without maps."""
    with opened(bare, draft.number - 1) as (_, _, text):
        return held_against_numbers(draft.doubted or Spotted(), text) if text is not None else Held({}, {})


def _told(draft: Draft, renamed: Mapping[int, str]) -> PageText:
    """The page that a draft makes. renamed: kanji to be called otherwise, by number in the text page."""
    runs = spelled(draft.repair.runs, renamed) if renamed else draft.repair.runs
    main, apart = by_direction(legible(runs))
    tables, main = tables_of(draft.number, draft.rules, main)
    remarks = (*draft.remarks, *(Remark(told, draft.number) for told in _told_renamed(renamed)))
    rows = page_rows(draft.number, draft.width, main, apart)
    if may_have_columns(rows.rows):
        aligned, main = aligned_tables(draft.number, main)
        if aligned:
            tables, rows = [*tables, *aligned], page_rows(draft.number, draft.width, main, apart)
    return PageText(rows, tuple(tables), remarks, draft.is_lost)


def _told_renamed(renamed: Mapping[int, str]) -> Iterator[str]:
    if renamed:
        kinds = "".join(dict.fromkeys(letter for _, letter in sorted(renamed.items())))
        yield f"{len(renamed)} kanji have wrong names in their font's character map; corrected by glyph number ({kinds})"


def _kanji(runs: Sequence[Run]) -> tuple[list[int], str]:
    """The kanji of runs: their numbers in the text page, and what they are called."""
    printed = "".join([run.text for run in runs])
    indexes = list(chain.from_iterable([run.indexes for run in runs]))
    words = [match.span() for match in KANJI.finditer(printed)]
    return list(chain.from_iterable([indexes[one:two] for one, two in words])), "".join([printed[one:two] for one, two in words])


def _letters(page: PageText) -> str:
    rows = (row.text for row in page.rows.rows)
    return "".join((*rows, *page.rows.aside, *(cell.text for table in page.tables for row in table.rows for cell in row.cells)))


@contextmanager
def opened(document: pdfium.PdfDocument, index: int) -> Iterator[tuple[Handle, Frame, Handle | None]]:
    """A page (from 0), what of it is shown and its text (None where its size is absurd); pdfium's memory for it is freed again.

    Raises ReadError for a page that pdfium cannot open.
    """
    page = pdfium_raw.FPDF_LoadPage(document, index)
    if not page:
        raise ReadError(f"page {index + 1}: cannot be read (Failed to load page.)")
    try:
        handle = handle_of(page)
        frame = page_frame(handle)
        if not (0 < frame.width <= LONGEST_SIDE and 0 < frame.height <= LONGEST_SIDE):
            yield handle, frame, None
            return
        text = pdfium_raw.FPDFText_LoadPage(page)
        if not text:
            raise ReadError(f"page {index + 1}: cannot be read (Failed to load text page.)")
        try:
            yield handle, frame, handle_of(text)
        finally:
            pdfium_raw.FPDFText_ClosePage(text)
    finally:
        pdfium_raw.FPDF_ClosePage(page)
