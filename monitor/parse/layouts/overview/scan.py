"""The reading of an overview's rows from top to bottom: headings, figures with their names, introductions of lists, notes, prose.

What a row is follows from its number, its place and its typography alone: a measure is a number, a name and a money statement that
ends its row, in this order, on one row or on several.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.budget import Amount, AmountKind
from monitor.parse.around_figures import Statement
from monitor.parse.badges import read_badges
from monitor.parse.layouts.beside import money_beside
from monitor.parse.layouts.overview.additions import additions
from monitor.parse.layouts.overview.forms import (
    BEGINS_ADDITION,
    BOOKED_IN,
    BOXED,
    BRACKET_OF_MONEY,
    COUNTED,
    INTRODUCTION,
    LABEL_ALONE,
    LONGEST_NAME,
    LONGEST_ROW,
    NOTE,
    OF_WHICH,
    POT_BEHIND,
    REFERENCE,
    REMARK_ROW,
    WITHIN_ALONE,
    badges_alone,
    ends_row,
    is_account_below,
    is_budget_label,
    is_of_a_budget,
    is_pot,
    is_price,
    is_prose,
    is_unfinished,
    is_unit_amount,
    is_year_sum,
    text_is_badges,
    with_badges_apart,
)
from monitor.parse.layouts.overview.items import Item, ItemKind, is_one_of_a_list
from monitor.parse.layouts.overview.marks import with_broken_off_badges, without_marks
from monitor.parse.layouts.overview.naming import (
    counts_on,
    give_to_name_above_prose,
    is_one_name,
    kind_without_money,
    notes_beside,
    pots_from,
    rows_of_heading,
)
from monitor.parse.layouts.overview.office_heads import with_offices_apart, with_offices_in_place
from monitor.parse.layouts.overview.offices import may_be_office, office_row, owner_apart
from monitor.parse.layouts.overview.rows import LONGEST_NUMBER, NUMBER_ALONE, Row, from_first
from monitor.parse.layouts.overview.sums import with_whole_sum
from monitor.parse.layouts.overview.waiting import LOOK_BACK, Waiting
from monitor.parse.money import money_spans
from monitor.parse.names import Marker, MarkerKind, clean_name, read_marker
from monitor.parse.statements import read_parts, read_statement
from monitor.parse.titles import is_budget_title
from monitor.parse.width import fold

BEGINS_ASIDE = "※*＊(（〔[注・○上こ以"
"""How a remark, a note and a sentence that tells of more parts begin."""


def items_of(rows: Sequence[Row], money: Sequence[bool]) -> list[Item]:
    """The items of the rows, in order. money: of every row whether it may state any."""
    scan = _Scan(rows, money)
    while scan.at < len(rows):
        scan.step()
    scan.drop_pending()
    scan.tell_offices()
    return with_offices_apart(without_marks(with_broken_off_badges(with_whole_sum(with_offices_in_place(scan.items), scan.summed))))


class _Scan(Waiting):
    """One reading of the rows from top to bottom."""

    def step(self) -> None:
        """Reads the next row (and those that belong to its statement)."""
        row = self.rows[self.at]
        self.at += 1
        words = row.text.strip()
        if self.offices and self.number is None:
            self.tell_offices()
        if len(words) <= LONGEST_NUMBER and NUMBER_ALONE.fullmatch(words):
            self.step_number(row, words)
        elif len(row.text) > LONGEST_ROW:
            self.drop_pending()
            self.items.append(Item(ItemKind.PROSE, row, row.text))
        elif may_be_office(words) and office_row(words) is not None:
            self.offices.append(row)
        elif words[0] in BEGINS_ASIDE and self.step_aside(row):
            return
        elif ("内訳" in row.text or "参考" in row.text) and INTRODUCTION.fullmatch(row.text) and not is_prose(row.text):
            self.drop_pending()
            self.items.append(Item(ItemKind.INTRODUCTION, row, row.text))
        elif self.money[self.at - 1]:
            if not self.split_by_pots():
                self.step_money(row)
        else:
            self.step_words(row)

    def tell_offices(self) -> None:
        """Tells whose the measure above is, now that it has its money."""
        self.items += [Item(ItemKind.OFFICE, row, row.text) for row in self.offices]
        self.offices = []

    def step_number(self, row: Row, words: str) -> None:
        """Reads a number on a row of its own; between a name and its money it is a page's."""
        if self.number is not None and self.pending and self.money_follows(self.at):
            return
        self.drop_pending()
        self.number, self.number_row = Marker(MarkerKind.BARE_NUMBER, int(words), words), row

    def step_aside(self, row: Row) -> bool:
        """Reads a row that tells something about the money beside it, and only that; whether it is such a row."""
        if self.pending and REMARK_ROW.fullmatch(row.text):
            return True  # what the money below it holds and what not
        if NOTE.match(row.text) or money_beside(row.text) is not None:
            self.items.append(Item(ItemKind.NOTE, row, row.text))
            return True
        if BEGINS_ADDITION.match(row.text) and money_spans(row.text):
            self.drop_pending()
            self.items += additions(row)
            return True
        return False

    def step_money(self, row: Row) -> None:
        """Reads a row that may state money."""
        whole = row if OF_WHICH.match(row.text) else self.with_rest(row)
        statement = read_statement(whole.text)
        if statement is not None and ends_row(whole.text, statement) and not OF_WHICH.match(whole.text):
            self.figure(whole, statement)
            self.tell_behind(whole, statement)
        elif BRACKET_OF_MONEY.fullmatch(row.text) and read_parts(row.text):
            self.items.append(Item(ItemKind.NOTE, row, row.text))
        elif statement is not None and COUNTED.match(whole.text, statement.end):
            self.drop_pending()
            self.items.append(Item(ItemKind.PROSE, row, row.text))
        else:
            self.step_words(row)

    def split_by_pots(self) -> bool:
        """Reads a measure's money on rows of the subsidies that it comes from; whether the row there begins such."""
        names = self.name_rows() if self.pending else []
        parts = pots_from(self.rows, self.at - 1) if names else []
        if not parts or is_unfinished(names[-1].text) or is_year_sum(clean_name(names[-1].text)):
            return False
        name = names[0].with_text("".join([row.text for row in names]))
        marker = self.number
        self.clear()
        self.items.append(Item(ItemKind.LOST, name, name.text, marker))
        for row, head, statement in parts:
            self.add_figure(row, head, Marker(MarkerKind.BULLET, None, ""), statement, close=True)
        self.at += len(parts) - 1
        return True

    def tell_behind(self, row: Row, statement: Statement) -> None:
        """Tells what stands behind the figure's money on its row: badges, money in another budget in the last bracket."""
        if not self.items or self.items[-1].kind is not ItemKind.FIGURE:
            return
        if flags := read_badges(row.text[statement.start :])[1] or badges_alone(row.text[statement.end :]):
            self.items[-1] = self.items[-1]._replace(flags=flags)
        self.items += [Item(ItemKind.NOTE, row, note) for note in notes_beside(row.text, statement)]

    def step_words(self, row: Row) -> None:
        """Reads a row that has a name or prose."""
        if ("うち" in row.text and OF_WHICH.match(row.text)) or is_account_below(row):
            self.items.append(Item(ItemKind.NOTE, row, row.text))
        elif "内数" in row.text and self.number is not None and self.pending and WITHIN_ALONE.fullmatch(row.text):
            self.figure_below(row, Statement(0, len(row.text), Amount.none(), Amount.none()), None)
        elif is_prose(row.text) and not (self.pending and self.money_follows(self.at) and is_one_name(self.pending[-1], row)):
            self.drop_pending()
            self.items.append(Item(ItemKind.PROSE, row, row.text))
        else:
            self.words(row)

    def words(self, row: Row) -> None:
        """A row without money: a heading, an entry of a list, a name that waits for its money, or something else."""
        marker, rest = self.marker_of(row.text)
        alone = marker is not None and not rest.strip()
        if marker is None and self.pending and is_year_sum(fold(row.text).strip()) and self.money_follows(self.at):
            return  # whose money comes
        if marker is None and self.number is not None and self.pending and is_budget_title(row.text):
            self.drop_pending()
        if marker is None or (
            self.pending and text_is_badges(row.text) and not (alone and counts_on(marker, self.items[-LOOK_BACK:]))
        ):
            if BOXED.fullmatch(row.text) and self.number is None:
                self.drop_pending()
                self.items.append(Item(ItemKind.TEXT, row, row.text))
            else:
                self.pending.append(row)
            return
        self.drop_pending()
        self.number, self.number_row = marker, row
        self.pending = [] if alone else [row.with_text(rest)]

    def figure(self, row: Row, statement: Statement) -> None:
        """A row that ends in a money statement: its name stands on it, or is what waits above."""
        if is_price(statement, read_marker(row.text)[0] or self.number) or is_unit_amount(row.text[: statement.start]):
            self.drop_pending()
            self.items.append(Item(ItemKind.PROSE, row, row.text))
            return
        head = row.text[: statement.start]
        marker, rest = self.marker_of(head) if head else (None, head)
        if marker is not None and self.pending and REFERENCE.match(rest):
            marker, rest = None, head
        name = clean_name(rest)
        as_sum = bool(name and self.pending) and self.number is not None and is_budget_label(name)
        if not name or as_sum:
            at = len(self.items)
            self.figure_below(row, statement, marker)
            self.summed += [(at, rest.strip())] if as_sum and len(self.items) > at else []
            return
        if marker is not None:
            self.drop_pending()
            self.add_figure(row, rest + self.rest_of_name(row.with_text(rest)), marker, statement, close=True)
        elif self.number is not None and not self.is_heading_above(row, "" if is_pot(rest, statement) else rest):
            above = "".join([one.text for one in self.pending])
            text = above if is_pot(rest, statement) and clean_name(above) and not is_unfinished(above) else above + rest
            self.add_figure(from_first(self.pending, row), text, self.number, statement, close=True)
        elif not is_prose(rest):
            self.drop_pending()
            self.add_figure(row, rest, None, statement, close=self.names_alone or row.tabular)
        self.clear()

    def figure_below(self, row: Row, statement: Statement, marker: Marker | None) -> None:
        """A row with money alone, which without a name above belongs to nobody."""
        if (rows := rows_of_heading(self.pending, self.number)) and self.numbers_lost:
            self.pending, names = self.pending[:rows], self.pending[rows:]
            self.drop_pending()
            self.pending = names
        names = self.name_rows()
        if not names or (self.number is None and self.after_note()):
            if self.number is not None and self.number_row is not None:
                self.items.append(Item(ItemKind.LOST, self.number_row, "", self.number))
            elif not names and statement.prior.is_stated:
                give_to_name_above_prose(self.items, row, statement)
            self.drop_pending()
            return
        text = "".join([one.text if not text_is_badges(one.text) else f" {one.text}" for one in names])
        close = self.number is not None and not is_one_of_a_list(self.number, self.items)
        self.add_figure(from_first(names, row), text, self.number or marker, statement, close=close)
        self.clear()

    def add_figure(self, row: Row, text: str, marker: Marker | None, statement: Statement, *, close: bool) -> None:
        text = with_badges_apart(text)
        if statement.amount.kind is AmountKind.WITHIN:
            text = POT_BEHIND.sub("", text)
        booked = BOOKED_IN.search(text) if text.rstrip().endswith((")", "）")) else None
        text = text[: booked.start()] if booked else text
        text, owner = owner_apart(text)
        name = clean_name(text)
        if not name or is_unfinished(name) or "。" in name or len(name) > LONGEST_NAME or LABEL_ALONE.fullmatch(name):
            return
        if is_of_a_budget(name) or (marker is None and is_budget_title(name)):
            self.items.append(Item(ItemKind.YEAR, row, text, None, statement))
            return
        self.items.append(Item(ItemKind.FIGURE, row, text, marker, statement, close))
        if booked:
            self.items.append(Item(ItemKind.NOTE, row, booked["account"]))
        if owner:
            self.items.append(Item(ItemKind.NOTE, row, owner))
        if marker is not None and marker.kind is MarkerKind.BARE_NUMBER:
            self.last = marker.ordinal or 0

    def drop_pending(self) -> None:
        """Gives up waiting for money: what waits is a heading, an entry of a list, or a stray text."""
        if not self.pending and self.number is None:
            return
        marker = self.number
        for row in self.pending:
            kind = kind_without_money(row, marker, self.number_row, self.last + 1) if marker is not None else ItemKind.TEXT
            self.items.append(Item(kind, row, row.text, marker))
            if kind is ItemKind.HEADING:
                self.last = 0
            marker = None
        self.clear()
        self.tell_offices()
