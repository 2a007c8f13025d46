"""Parts that a sentence tells of besides the list above: 上記以外に有床診療所…整備事業 100百万円を計上."""

from __future__ import annotations

from monitor.budget import Amount
from monitor.parse.around_figures import Statement
from monitor.parse.layouts.overview.forms import ADDITION, BOOKED
from monitor.parse.layouts.overview.items import Item, ItemKind
from monitor.parse.layouts.overview.rows import Row
from monitor.parse.money import money_spans
from monitor.parse.names import clean_name


def additions(row: Row) -> list[Item]:
    """The parts that a sentence tells of besides the list above: 上記以外に A 100百万円を計上、B 27百万円を活用 tells of A."""
    items = []
    at = 0
    for span in money_spans(row.text):
        m = ADDITION.search(row.text[at : span.start].strip(" 　\t"))
        if m and BOOKED.match(row.text, span.end) and (name := clean_name(m["name"])):
            statement = Statement(span.start, span.end, span.amount, prior=Amount.none())
            items.append(Item(ItemKind.ADDITION, row, name, None, statement, close=True))
        at = span.end
    return items or [Item(ItemKind.NOTE, row, row.text)]
