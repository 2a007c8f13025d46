"""Pages whose digits vanished when their text was taken out: 概算要求額 億円の内数, (内線).

Where only the figures of a page are set in a font without a character map, a later clean-up of control characters takes every
amount and extension away and leaves a page that looks whole (PDF.md, Mojibake). Such a page must not state amounts: of some figures
half may be left.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from monitor.read.document import Document, Line, Remark

DIGITS_MISSING = "digits are missing from the text of this page: amounts on it are not believed"

UNIT = r"(?: [十百千]? [兆億万] | [百千] )? 円"
GAP = r"[\s　]*"
BARE_UNIT = re.compile(
    rf"""
    (?: 要[求望]額 | 予算額 | 予算案 | 計上額 | 要求・要望額 ) {GAP} {UNIT} (?! \s* 単位 )   # 令和8年度概算要求額 億円の内数
    | (?: ^ | (?<= [(（〔［\[\s　:：] ) ) {UNIT} の内数                                  # 億円の内数)※()内は前年度当初予算額
    | (?: (?<=円) | (?<=円\s) ) [(（] {GAP} {UNIT} {GAP} [)）]                             # 億円(億円)
    | 内線 {GAP} [:：]? {GAP} [)）]                                                      # (内線)
    """,
    re.X | re.M,
)
"""Places where a figure must stand and none does."""
FIGURE = re.compile(
    rf"""
    [0-9０-９] {GAP} {UNIT}                            # 15億円
    | [0-9０-９]{{1,3}} (?: [,，] {GAP} [0-9０-９]{{3}} )+  # 15,204
    | [0-9０-９]+ [.．] [0-9０-９]+ | [△▲] {GAP} [0-9０-９]   # 1.5, ▲3
    | (?<! [0-9０-９] ) [0-9０-９]{{3,}} (?! \s*年 )     # 15204 in a cell
    | 内線 {GAP} [:：]? {GAP} [0-9０-９]                # 内線2396
    """,
    re.X,
)
FEWEST_BARE = 2
FAR_MORE = 2  # times as many places without a figure as figures


def digits_are_missing(text: str) -> bool:
    """Whether the digits vanished from the text of a page: far more places without their figure than figures."""
    bare = sum(1 for _ in BARE_UNIT.finditer(text))
    return bare >= FEWEST_BARE and bare > FAR_MORE * sum(1 for _ in FIGURE.finditer(text))


def with_damage_told(document: Document) -> Document:
    """The document with a remark for each page whose digits vanished; a document without pages is one page."""
    remarks = tuple(
        Remark(DIGITS_MISSING, page, is_loss=True)
        for page, texts in _pages(document.lines).items()
        if any("円" in text or "内線" in text for text in texts) and digits_are_missing("\n".join(texts))
    )
    return replace(document, remarks=document.remarks + remarks) if remarks else document


def pages_without_digits(document: Document) -> frozenset[int | None]:
    """The pages that were found to have lost their digits; None for a document without pages."""
    return frozenset(remark.page for remark in document.remarks if remark.text == DIGITS_MISSING)


def _pages(lines: Iterable[Line]) -> dict[int | None, list[str]]:
    pages: dict[int | None, list[str]] = defaultdict(list)
    for line in lines:
        pages[line.page].append(line.text)
    return pages
