"""Reading and parsing: a text release beside decode and splitlines, its PDF beside pdfium's bare character boxes."""

from __future__ import annotations

import ctypes

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from benchmarks.clock import Figure, best_of
from benchmarks.releases import Release
from monitor.parse import parse
from monitor.read import pdf, read, text
from monitor.read.document import Document
from monitor.typeset import typeset

MB = 1_000_000
BARE_TEXT, BARE_BOXES = "text: bare decode, splitlines", "PDF: bare character boxes"


class MisreadError(AssertionError):
    """A release made here was not read as it was made; a time for that would be worth nothing."""


def text_figures(release: Release, family: str, rounds: int) -> list[Figure]:
    """Reading the text in-process, then reading and parsing it, against the bare minimum."""
    data = release.data
    work = (("MB", len(data) / MB), ("pages", release.pages))
    peer = f"{BARE_TEXT} ({family})"
    _check(text.read(data, "release.txt"), release, family)
    return [
        Figure(peer, best_of(rounds, lambda: data.decode().splitlines()), work),
        Figure(f"text: read ({family})", best_of(rounds, lambda: text.read(data, "release.txt")), work, peer),
        Figure(f"text: read, parse ({family})", best_of(rounds, lambda: parse(text.read(data, "release.txt"))), work, peer),
    ]


def pdf_figures(release: Release, family: str, rounds: int) -> list[Figure]:
    """Reading the release's PDF in-process, parsing too, and through the child process with limits, against bare boxes."""
    data = typeset(release.text)
    document = pdf.read(data, "release.pdf")
    _check(document, release, family)
    work = (("MB", len(data) / MB), ("pages", float(document.pages or 0)))
    return [
        Figure(BARE_BOXES, best_of(rounds, lambda: bare_boxes(data)), work),
        Figure("PDF: read", best_of(rounds, lambda: pdf.read(data, "release.pdf")), work, BARE_BOXES),
        Figure("PDF: read, parse", best_of(rounds, lambda: parse(pdf.read(data, "release.pdf"))), work, BARE_BOXES),
        Figure("PDF: read in its child process", best_of(rounds, lambda: read(data, "release.pdf")), work, BARE_BOXES),
    ]


def bare_boxes(data: bytes) -> int:
    """Every character of a PDF and its box, as pdfium gives them and nothing made of them; how many there were."""
    document = pdfium.PdfDocument(data)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    count = 0
    for page in document:
        characters = page.get_textpage()
        for index in range(characters.count_chars()):
            pdfium_raw.FPDFText_GetUnicode(characters, index)
            pdfium_raw.FPDFText_GetCharBox(characters, index, left, right, bottom, top)
            count += 1
        characters.close()
        page.close()
    document.close()
    return count


def _check(document: Document, release: Release, family: str) -> None:
    parsed = parse(document)
    if parsed.layouts != (family,) or len(parsed.entries) != release.entries:
        raise MisreadError(
            f"{document.name}: read {len(parsed.entries)} entries as {parsed.layouts}, made {release.entries} as {family}"
        )
