"""What an overview's rows leave waiting: a number and the rows of a name that are still without their money."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from monitor.parse.around_figures import Statement
from monitor.parse.layouts.overview.forms import (
    CONTINUES_MONEY,
    NAME_GOES_ON_BELOW,
    NOTHING_ALONE,
    is_prose,
    text_is_badges,
)
from monitor.parse.layouts.overview.items import Item, ItemKind
from monitor.parse.layouts.overview.naming import (
    glued_number,
    is_ended_by_badge,
    is_one_name,
    numbers_next_figure,
)
from monitor.parse.layouts.overview.rows import Row, joined
from monitor.parse.layouts.overview.terms import states_units
from monitor.parse.layouts.overview.unnumbered import has_names_alone, has_names_behind_gaps
from monitor.parse.layouts.part_rows import is_named_part
from monitor.parse.money import money_spans
from monitor.parse.names import Marker, clean_name, read_marker
from monitor.parse.statements import read_statement

LOOK_BACK = 12
"""Items back in which the marker before stands, where a list goes on."""
MOST_REST_ROWS = 8
"""How many rows can go on with one row's money."""
BEGINS_REST = "-・〔(（[う→"
"""How the rest of a row's money begins."""


class Waiting:
    """What was read of the rows up to one of them.

    items: what was found. pending: the rows since the last number or item that may be the name of the figure to come.
    number: what stands before them, alone or in front of the first, and number_row its row. last: the number of the last measure.
    summed: index and words of the figures whose money stands behind a budget's words. money: whether a row may state any.
    offices: rows that say whose the measure is whose name still waits for its money.
    """

    def __init__(self, rows: Sequence[Row], money: Sequence[bool]) -> None:
        self.rows, self.money, self.at = rows, money, 0
        self.items: list[Item] = []
        self.pending: list[Row] = []
        self.number: Marker | None = None
        self.number_row: Row | None = None
        self.last = 0
        self.summed: list[tuple[int, str]] = []
        self.offices: list[Row] = []

    @cached_property
    def names_alone(self) -> bool:
        """Whether most names have no number, worked out for the first figure that it says something about."""
        return has_names_alone([row for row, money in zip(self.rows, self.money, strict=True) if money and not row.tabular])

    @cached_property
    def numbers_lost(self) -> bool:
        """Whether several names stand where the sign before them was lost."""
        return has_names_behind_gaps(self.rows, self.money)

    def statement_at(self, at: int) -> Statement | None:
        """The money that the row there states."""
        return read_statement(self.rows[at].text) if at < len(self.rows) and self.money[at] else None

    def money_follows(self, at: int) -> bool:
        """Whether the row there is money without a name: then what it belongs to stands above."""
        statement = self.statement_at(at)
        return statement is not None and not clean_name(self.rows[at].text[: statement.start])

    def continues_money(self, at: int) -> bool:
        """Whether the row there begins as one that goes on with the money of the row above."""
        following = self.rows[at].text if at < len(self.rows) else ""
        begins = following.lstrip()[:1] in BEGINS_REST and CONTINUES_MONEY.match(following) is not None
        return begins and not states_units(following) and not ("うち" in following and is_named_part(following))

    def with_rest(self, row: Row) -> Row:
        """The row with the parts and the prior year that stand on rows of their own below its money."""
        if not self.continues_money(self.at) or not money_spans(row.text) or is_prose(row.text):
            return row
        for _ in range(MOST_REST_ROWS):
            if not self.continues_money(self.at):
                break
            rest = self.rows[self.at]
            told = bool(money_spans(rest.text)) or NOTHING_ALONE.fullmatch(rest.text) is not None
            broken = not told and self.money_follows(self.at + 1)
            if broken:
                rest = joined(rest, self.rows[self.at + 1])
            elif not told:
                break
            row = joined(row, rest)
            self.at += 2 if broken else 1
        return row

    def marker_of(self, text: str) -> tuple[Marker | None, str]:
        """The marker that the text begins with, a number pushed against its name only where the next number is due."""
        marker, rest = read_marker(text)
        if marker is not None:
            return marker, rest
        return glued_number(text, (self.last + 1, 1) if self.pending and self.number is not None else (self.last + 1,))

    def rest_of_name(self, head: Row) -> str:
        """The next row, where the words before the money are no whole name and that row goes on with them."""
        if NAME_GOES_ON_BELOW.search(head.text) is None or self.at >= len(self.rows) or self.money[self.at]:
            return ""
        rest = self.rows[self.at]
        if not is_one_name(head, rest) or is_prose(rest.text) or read_marker(rest.text)[0] is not None:
            return ""
        self.at += 1
        return rest.text.strip()

    def is_heading_above(self, row: Row, name: str) -> bool:
        """Whether the numbered name that waits is a heading above a table or names without numbers, or ended by its badge."""
        above = self.pending[-1] if self.pending else None
        if above is None or is_ended_by_badge(above.text, name):
            return above is not None
        apart = row.tabular or (self.names_alone and not numbers_next_figure(self.number, self.items[-LOOK_BACK:]))
        return apart and not is_one_name(above, row)

    def after_note(self) -> bool:
        """Whether a footnote stands between the name above and here with nothing closed in between."""
        return bool(self.items) and self.items[-1].kind is ItemKind.NOTE and self.items[-1].row.last > self.pending[-1].last

    def name_rows(self) -> list[Row]:
        """The rows above that make the name: all since the number, else the last one (and badges on a row of their own)."""
        if self.number is not None:
            return self.pending
        index = next((i for i in range(len(self.pending) - 1, -1, -1) if not text_is_badges(self.pending[i].text)), None)
        if index is None:
            return []
        while index and is_one_name(self.pending[index - 1], self.pending[index]):
            index -= 1
        return self.pending[index:]

    def clear(self) -> None:
        self.pending, self.number, self.number_row = [], None, None
