"""Parsing alone: releases and text made to be slow, beside a bare NFKC of the same lines, and whether ten times the text costs ten
times the time.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from functools import partial

from benchmarks.clock import Figure, best_of
from benchmarks.releases import Release, overview, slides
from monitor.parse import parse
from monitor.read import text
from monitor.read.document import Document

MB = 1_000_000
TIMES_AS_LONG = 10
"""How many times as many measures as the short release of a pair the long one has."""
HOSTILE_LINES = 5
"""A hostile text has as many lines for each measure of a release beside it."""

HOSTILE = (
    "1.2億円" * 12,
    "（" * 60,
    "①" * 60,
    "令和7年度補正予算 " * 7,
    "国1/2" * 15,
    "都道府県・" * 12 + "1/2",
    "うち、" * 20 + "3億円",
    "新 推 " * 20,
    "1人当たり 3千円 " * 5,
    " " * 100 + "1,000",
    "名 " + "　" * 60 + "1,000 2,000 3,000",
    "1億円 → " * 8,
    "1,234(1,233)" * 6 + "百万円",
    "補助率 " * 12,
    "【○" * 25,
    "- " * 40,
    "施策名：" * 12,
    "事業の目的",
    "① 施策の目的",
    "令和7年度概算要求額 100百万円",
    "医政局医事課（内線1234）",
    "(1) 灯台の保全事業 100百万円(90百万円)",
    "・水車の更新事業 100百万円(90百万円)",
    "1 巡回バスの点検事業 100百万円(90百万円)",
    "令和6年度予算額 令和7年度要求額 増減",
    "単位：百万円",
    "＋0.1％、" * 12,
    "あ。" * 30,
)
"""Rows that a rule goes over and over, or that begin what never ends."""


def hostile(lines: int, seed: int = 1) -> str:
    """That many lines of a text made to be slow, in any order; the same for the same seed."""
    rng = random.Random(seed)
    head = ["令和8年度 概算要求の概要", "", "主要施策", ""]
    return "\n".join(head + [rng.choice(HOSTILE) for _ in range(lines)])


def parse_figures(measures: int, rounds: int) -> list[Figure]:
    """Parsing releases of each family and hostile text that is read already, against NFKC alone."""
    made = {"overview": overview(measures).text, "slide": slides(measures).text, "hostile": hostile(measures * HOSTILE_LINES)}
    return [figure for name, printed in made.items() for figure in _figures(name, printed, rounds)]


def parse_growth(measures: int, rounds: int) -> list[str]:
    """How the time a line grows from a text to one ten times as long, which has that many measures."""
    makers: dict[str, Callable[[int], Release | str]] = {
        "overview": overview,
        "slide": slides,
        "hostile": lambda measures: hostile(measures * HOSTILE_LINES),
    }
    return [
        f"parse: of a text ten times as long a line takes {_growth(make, measures, rounds):.2f} times as long ({name})"
        for name, make in makers.items()
    ]


def _figures(name: str, printed: str, rounds: int) -> list[Figure]:
    document, size = _document(printed), len(printed.encode()) / MB
    work = (("MB", size), ("lines", float(len(document.lines))))
    peer = f"text: bare NFKC of its lines ({name})"
    return [
        Figure(peer, best_of(rounds, lambda: [unicodedata.normalize("NFKC", line.text) for line in document.lines]), work),
        Figure(f"text: parse alone ({name})", best_of(rounds, lambda: parse(document)), work, peer),
    ]


def _growth(make: Callable[[int], Release | str], measures: int, rounds: int) -> float:
    short, long = (_document(_text(make(count))) for count in (max(3, measures // TIMES_AS_LONG), measures))
    times = [best_of(rounds, partial(parse, document)) / len(document.lines) for document in (short, long)]
    return times[1] / times[0]


def _text(made: Release | str) -> str:
    return made if isinstance(made, str) else made.text


def _document(printed: str) -> Document:
    return text.read(printed.encode(), "release.txt")
