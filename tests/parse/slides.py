"""A slide written by hand, which tests give another head or body."""

from __future__ import annotations

from monitor.budget import Amount, AmountKind, Entry
from monitor.parse.header import Header
from monitor.parse.layouts import slide
from tests.parse.documents import lines_of

BODY = """
事業の目的

- 街路樹を見守る。

事業の概要

- 見守りを行う。

実施主体等

【実施主体】 市町村
"""


def read(text: str) -> list[Entry]:
    return slide.read(lines_of(text), Header())


def one(text: str) -> Entry:
    (entry,) = read(text)
    return entry


def of_body(body: str) -> Entry:
    return one("街路樹見守り支援事業\n令和8年度概算要求額 3億円（2億円）\n" + BODY + body)


def hundred_million(yen: int, kind: AmountKind = AmountKind.EXACT) -> Amount:
    return Amount(yen, kind, 100_000_000)
