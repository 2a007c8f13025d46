"""Reading and parsing: a text release beside decode and splitlines, its PDF beside pdfium's bare character boxes.

Also whether a long PDF takes longer a page than a short one, and the most memory that reading it takes.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import re
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from benchmarks.clock import Figure, best_of_each
from benchmarks.releases import Release, overview
from monitor.parse import parse
from monitor.read import pdf, read, text
from monitor.read.document import Document
from monitor.typeset import typeset

MB = 1_000_000
BARE_TEXT, BARE_BOXES = "text: bare decode, splitlines", "PDF: bare character boxes"
MADE_PDF = "made overview"
SHORT = 50  # pages
MEASURES_A_PAGE = 5.0


class MisreadError(AssertionError):
    """A release made here was not read as it was made; a time for that would be worth nothing."""


def real_figures(folder: Path, rounds: int) -> list[Figure]:
    """The figures of text_figures() and pdf_figures() for each real text release and PDF below a folder."""
    texts = [_text_figures(path.read_bytes(), path.name, rounds) for path in sorted(folder.rglob("*.txt"))]
    pdfs = [_pdf_figures(path.read_bytes(), path.name, rounds) for path in sorted(folder.rglob("*.pdf"))]
    return [figure for figures in (*texts, *pdfs) for figure in figures]


def text_figures(release: Release, family: str, name: str, rounds: int) -> list[Figure]:
    """Reading the text in-process, then reading and parsing it, against the bare minimum."""
    _check(text.read(release.data, "release.txt"), release, family)
    return _text_figures(release.data, name, rounds)


def _text_figures(data: bytes, name: str, rounds: int) -> list[Figure]:
    work = (("MB", len(data) / MB),)
    peer = f"{BARE_TEXT} ({name})"
    bare, reading, parsing = best_of_each(
        rounds,
        lambda: data.decode().splitlines(),
        lambda: text.read(data, "release.txt"),
        lambda: parse(text.read(data, "release.txt")),
    )
    return [
        Figure(peer, bare, work),
        Figure(f"text: read ({name})", reading, work, peer),
        Figure(f"text: read, parse ({name})", parsing, work, peer),
    ]


def pdf_figures(release: Release, family: str, rounds: int) -> list[Figure]:
    """Reading the release's PDF in-process, parsing too, and through the child process with limits, against bare boxes."""
    data = typeset(release.text)
    _check(pdf.read(data, "release.pdf"), release, family)
    return _pdf_figures(data, MADE_PDF, rounds)


def _pdf_figures(data: bytes, name: str, rounds: int) -> list[Figure]:
    work = (("MB", len(data) / MB), ("pages", float(pdf.read(data, name).pages or 0)))
    peer = f"{BARE_BOXES} ({name})"
    bare, reading, parsing, child = best_of_each(
        rounds,
        lambda: bare_boxes(data),
        lambda: pdf.read(data, name),
        lambda: _read_and_parse(data),
        lambda: read(data, name),
    )
    return [
        Figure(peer, bare, work),
        Figure(f"PDF: read ({name})", reading, work, peer),
        Figure(f"PDF: read, parse ({name})", parsing, work, peer),
        Figure(f"PDF: read in its child process ({name})", child, work, peer),
    ]


def pdf_growth(pages: int, rounds: int) -> list[str]:
    """How the time a page grows from a short PDF to a long one, and the peak memory of a process that reads the long one."""
    (short, few), (long, many) = map(_of_about, (min(SHORT, pages), pages))
    times = best_of_each(rounds, partial(_read_and_parse, short), partial(_read_and_parse, long))
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as child:
        peak = child.submit(_peak_memory, long).result()
    return [
        f"PDF: read, parse: of {many} pages one takes {times[1] / many / (times[0] / few):.2f} times as long as of {few}",
        f"PDF: read, parse: {many} pages take {peak / MB:.0f} MB of memory at their peak, the interpreter included",
    ]


def _of_about(pages: int) -> tuple[bytes, int]:
    data = typeset(overview(round(pages * MEASURES_A_PAGE)).text)
    return data, pdf.read(data, "release.pdf").pages or 0


def _read_and_parse(data: bytes) -> int:
    return len(parse(pdf.read(data, "release.pdf")).entries)


def _peak_memory(data: bytes) -> int:
    """The most memory (bytes) that this process has held when it has read and parsed a PDF. Linux tells it."""
    _read_and_parse(data)
    told = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(told[1]) * 1024 if told else 0


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
