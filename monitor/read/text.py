"""Plain text: one Line for every line of the file, whatever stands in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from monitor.read import glyphs
from monitor.read.charset import decode
from monitor.read.document import Document, Line, ReadError, Remark, lines_of
from monitor.read.misnamed import right_names

PAGE_BREAK = "\f"
FEWEST_NUMBERS = 3
DECODED = "its text was glyph numbers; decoded as MS Gothic or MS Mincho"
RENAMED = "kanji had wrong names, from the character map of a PDF that the text comes from; corrected"
LEFT_OUT = "its text is glyph numbers that nobody can read; it was left out"


def read(data: bytes, name: str) -> Document:
    """The lines of a text file, numbered as an editor numbers them; form feeds are page breaks and stay in the text.

    Lines that are glyph numbers, taken out of a PDF whose fonts have no character map, are decoded or left empty, page by page, and
    kanji that a map called by wrong names are given their own; the remarks say so. Raises ReadError, without the file's name, where
    the bytes are no text in a charset of Japan, or nothing but glyph numbers that nobody can decode.
    """
    text = decode(data).replace("\r\n", "\n")
    if "\n" not in text:
        text = text.replace("\r", "\n")
    rows = text.removesuffix("\n").split("\n")
    if PAGE_BREAK not in text:
        return _repaired(Document(name, "text", lines_of(rows)), text)
    lines = lines_of(rows, _pages(rows))
    pages = max((line.page or 1 for line in lines if line.text.strip()), default=1)
    return _repaired(Document(name, "text", lines, pages), text)


def _pages(rows: Sequence[str]) -> Iterator[int]:
    """The page on which each row's words begin."""
    page = 1
    for row in rows:
        breaks = row.count(PAGE_BREAK)
        begun = len(row) - len(row.lstrip(PAGE_BREAK)) if breaks else 0
        yield page + begun
        page += breaks


def _repaired(document: Document, text: str) -> Document:
    """The document of this text with what a PDF's fonts did to it undone."""
    return _rightly_named(_legible(document, text), text)


def _legible(document: Document, text: str) -> Document:
    """The document of this text without glyph numbers. Raises ReadError where nothing is left of it."""
    if not glyphs.has_impossible(text):
        return document
    lines: list[Line] = []
    remarks: list[Remark] = []
    for page, group in groupby(document.lines, key=lambda line: line.page):
        legible, remark = _legible_page(list(group))
        lines += legible
        remarks += [Remark(told, page, is_loss=told == LEFT_OUT) for told in remark]
    if any(remark.text == LEFT_OUT for remark in remarks) and not any(line.text.strip() for line in lines):
        raise ReadError(
            "has text that no reader can tell: it is glyph numbers, taken out of a PDF whose fonts have no character map"
        )
    return replace(document, lines=tuple(lines), remarks=tuple(remarks))


def _rightly_named(document: Document, text: str) -> Document:
    """The document of this text with kanji that a PDF's character map called by wrong names as they were printed."""
    names = right_names(text)
    if not names:
        return document
    renaming = str.maketrans(names)
    lines = tuple(line.with_text(line.text.translate(renaming)) for line in document.lines)
    kinds = "".join(sorted(names.values()))
    return replace(document, lines=lines, remarks=(*document.remarks, Remark(f"{len(names)} {RENAMED} ({kinds})")))


def _legible_page(lines: Sequence[Line]) -> tuple[Sequence[Line], tuple[str, ...]]:
    """The lines of a page without glyph numbers, and what was done about them."""
    texts = [line.text for line in lines]
    read = glyphs.decoded(texts)
    told = DECODED
    if read is None:
        read = ["" if _is_illegible(text) else text for text in texts]
        told = LEFT_OUT
    if read == texts:
        return lines, ()
    return [line.with_text(text) for line, text in zip(lines, read, strict=True)], (told,)


def _is_illegible(text: str) -> bool:
    """Whether a line is glyph numbers and no lone odd sign: a bullet may have come out as one."""
    return glyphs.is_numbers(text) and len(text.strip()) >= FEWEST_NUMBERS
