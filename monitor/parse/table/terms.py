"""What a row says of a measure beside its money: who pays which share, what one of something gets, who carries it out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.budget import Rate, UnitAmount
from monitor.parse.memo import remembered
from monitor.parse.rates import ANY_SHARE, RATE_LABEL, read_rates
from monitor.parse.table.cells import filled, text_at
from monitor.parse.table.columns import Columns
from monitor.parse.table.figures import amount_in, figure_in
from monitor.parse.table.heads import Head
from monitor.parse.unit_amounts import read_unit_amounts
from monitor.parse.width import fold, plain
from monitor.read.document import TableRow

PAYER = re.compile(
    r"(?P<payer> 国庫? | 都道府県 | [都道府県] | 市区?町村 | [市区町村] | 地方 | 事業者 | 自己 ) 費? (?: 補助 | 負担 | 助成 )?",
    re.X,
)
"""県補助率, 国 under 負担割合: who pays the shares of a column (the head's words, without 率 and 割合)."""
RATE_WORDS = re.compile(r"(?: 率 | 割合 ) $", re.X)
SEPARATOR = re.compile(r"[、,，・;；\s]+ | 又は | または | 及び | 並びに", re.X)
BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
LONGEST_PARTY = 40
FLAT = re.compile(r"定額 (?: 補助 )? ", re.X)
"""定額 alone in a column of remarks."""
LABELLED_AMOUNT = re.compile(r"(?: 額 | 単価 | 上限 ) \s* [:：]", re.X)
"""支給額：, 補助単価： in a column of remarks."""
UNSTATED = re.compile(r"[-－―—ー…]* | 未定 | なし", re.X)


def rates_of(row: TableRow, columns: Columns) -> tuple[Rate, ...]:
    """The shares of the columns of 補助率 and 負担割合, else those that another cell labels: 補助率1/3 in a column of remarks."""
    told = [(_payer(head), text_at(row, head.place).strip()) for head in columns.rates]
    stated = [(payer, text) for payer, text in told if text and not UNSTATED.fullmatch(text)]
    if stated:
        payers = {payer for payer, _ in stated}
        if len(stated) > 1 and len(payers) == len(stated):
            return read_rates("、".join(f"{payer}{text}" for payer, text in stated), labelled=True)
        return tuple(rate for payer, text in stated for rate in _rates(payer, text))
    return tuple(rate for text in _remarks(row, columns) for rate in _labelled_rates(text))


def _payer(head: Head) -> str:
    """Who pays the shares of a column, as far as its head tells; else 国."""
    m = PAYER.match(RATE_WORDS.sub("", head.label))
    return m["payer"].removesuffix("庫") if m else "国"


def _rates(payer: str, text: str) -> tuple[Rate, ...]:
    """The shares of one cell: 1/2, 定額, 50％, 国1/2、県1/4; a share alone is the payer's."""
    alone = payer != "国" and ANY_SHARE.match(fold(text))
    return read_rates(f"{payer}{text}" if alone else text, labelled=True)


@remembered
def _labelled_rates(text: str) -> tuple[Rate, ...]:
    if FLAT.fullmatch(text.strip()):
        return read_rates(text, labelled=True)
    m = RATE_LABEL.search(fold(text))
    return read_rates(text[m.start() :]) if m and ANY_SHARE.search(fold(text), m.end()) else ()


def _remarks(row: TableRow, columns: Columns) -> Iterator[str]:
    """The texts of the cells that are neither names nor figures."""
    names = {head.place for head in columns.names}
    for place, cell in filled(row):
        if place not in names and figure_in(cell.text) is None:
            yield cell.text


def unit_amounts_of(row: TableRow, columns: Columns, unit: int | None) -> tuple[UnitAmount, ...]:
    """The money of the columns of 補助基準額 and 上限額, and what remarks label: 支給額：1人当たり2万円.

    unit: yen that a printed 1 stands for all over the table.
    """
    told = [one for head in columns.unit_amounts for one in _unit_amounts(head, text_at(row, head.place).strip(), unit)]
    overview = text_at(row, columns.overview.place) if columns.overview else None
    for text in _remarks(row, columns):
        if "円" in text and text != overview and LABELLED_AMOUNT.search(text):
            told += read_unit_amounts(text)
    return tuple(dict.fromkeys(told))


def _unit_amounts(head: Head, text: str, unit: int | None) -> tuple[UnitAmount, ...]:
    if not text or UNSTATED.fullmatch(text):
        return ()
    label = plain(head.label)
    figure = figure_in(text)
    stated = figure.amount(head.unit or unit) if figure else amount_in(text)
    if stated is not None:
        return (UnitAmount(label, stated.yen, head.per, text),) if stated.yen else ()
    return tuple(UnitAmount(label, one.yen, one.per, text) for one in read_unit_amounts(f"{label} {text}"))


def implementers_of(row: TableRow, columns: Columns) -> tuple[str, ...]:
    """Who carries the measure out, each party of the column of 実施主体 once."""
    if columns.implementer is None:
        return ()
    parties = map(str.strip, _split(plain(text_at(row, columns.implementer.place))))
    return tuple(
        dict.fromkeys(party for party in parties if party and len(party) <= LONGEST_PARTY and not UNSTATED.fullmatch(party))
    )


def _split(text: str) -> Iterator[str]:
    """The parts of a list; what stands in brackets stays whole with its party."""
    begin = 0
    inside = [m.span() for m in BRACKETED.finditer(text)]
    for m in SEPARATOR.finditer(text):
        if not any(first <= m.start() < last for first, last in inside):
            yield text[begin : m.start()]
            begin = m.end()
    yield text[begin:]
