"""What rows of an overview are to the names and the money around them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from monitor.parse.around_figures import Statement
from monitor.parse.badges import read_badges
from monitor.parse.layouts.beside import bracket_beside
from monitor.parse.layouts.overview.forms import (
    BOOKED_IN,
    GLUED_NUMBER,
    LONGEST_NAME,
    MONEY_SIGN,
    NAME_GOES_ON,
    POT,
    TAIL_OF_PROSE,
    ends_row,
    is_prose,
)
from monitor.parse.layouts.overview.items import Item, ItemKind
from monitor.parse.layouts.overview.rows import Row
from monitor.parse.layouts.overview.unnumbered import is_behind_gap
from monitor.parse.money import money_spans
from monitor.parse.names import Marker, MarkerKind, clean_name
from monitor.parse.places import places_of
from monitor.parse.statements import read_statement
from monitor.parse.width import fold

BRACKETS = "(（【〔［[《〈<＜※"
MOST_PROSE = 3
"""Rows of prose that can stand between a name and its money where a page's order was lost."""
FEWEST_POTS = 2
"""With fewer subsidies on rows of their own, the one is the measure's own."""


def money_of(rows: Sequence[Row]) -> list[bool]:
    """Of every row whether it may state money."""
    stating = set(places_of(MONEY_SIGN, [fold(row.text) for row in rows]))
    return [place in stating for place in range(len(rows))]


def notes_beside(text: str, statement: Statement) -> list[str]:
    """What a row tells of a figure's money: its account in the last bracket, the money in another budget there or before it."""
    booked = BOOKED_IN.search(text, statement.end) if "会" in text or "勘" in text else None
    accounts = [booked["account"]] if booked else []
    if "補正" not in text:
        return accounts
    told = text[statement.start :]
    before = [told[: money_spans(told)[0].end]] if fold(told).startswith("補正") else []
    behind = bracket_beside(text)
    return [*accounts, *before, behind] if behind else [*accounts, *before]


def glued_number(text: str, due: Sequence[int]) -> tuple[Marker | None, str]:
    """A number that was pushed against its name, where it is one that is due, and the raw text behind it."""
    plain = fold(text)
    glued = GLUED_NUMBER.match(plain) if plain.lstrip()[:1].isdecimal() else None
    if glued and int(glued["number"]) in due:
        return Marker(MarkerKind.BARE_NUMBER, int(glued["number"]), glued["number"]), text[glued.end() :]
    return None, text


def is_ended_by_badge(text: str, name: str) -> bool:
    """Whether a row ends a name with its badge, so that another begins below: (3)体制整備の促進【拡充】, 相談支援事業 5億円."""
    ends = text.rstrip().endswith("】") and bool(name.strip()) and name.lstrip()[0] not in BRACKETS
    return ends and bool(read_badges(text[text.rfind("【") :])[1])


def counts_on(marker: Marker, items: Sequence[Item]) -> bool:
    """Whether a marker is the first of its list or the next after the last of its kind: no garbled badge counts."""
    same = [item.marker.ordinal for item in items if item.marker and item.marker.kind is marker.kind]
    return marker.ordinal == 1 or (bool(same) and marker.ordinal == (same[-1] or 0) + 1)


def numbers_next_figure(marker: Marker | None, items: Sequence[Item]) -> bool:
    """Whether a number is the next after that of the last figure: then it is that of a figure too, not a heading's."""
    for item in reversed(items):
        if marker is None or item.kind is ItemKind.HEADING:
            return False
        if item.marker is not None and item.marker.kind is marker.kind:
            return item.kind is ItemKind.FIGURE and marker.ordinal == (item.marker.ordinal or 0) + 1
    return False


def pots_from(rows: Sequence[Row], at: int) -> list[tuple[Row, str, Statement]]:
    """The run of rows there that each name a subsidy and its money; none where there are too few to be one measure's."""
    found = []
    for row in islice(rows, at, None):
        statement = read_statement(row.text) if "円" in row.text else None
        head = row.text[: statement.start] if statement else ""
        if statement is None or not ends_row(row.text, statement) or POT.fullmatch(head) is None:
            break
        found.append((row, head, statement))
    return found if len(found) >= FEWEST_POTS else []


def is_one_name(above: Row, row: Row) -> bool:
    """Whether a row goes on with the name in the row right above it: either is unfinished without the other."""
    if row.gap or "。" in above.text + row.text or len(above.text + row.text) > LONGEST_NAME:
        return False
    return NAME_GOES_ON.search(above.text) is not None or TAIL_OF_PROSE.match(row.text) is not None


def rows_of_heading(pending: Sequence[Row], number: Marker | None) -> int:
    """How many rows of what stands behind a number may be a heading: those above the last gap that a lost number can have left."""
    if number is None or number.kind is MarkerKind.BULLET:
        return 0
    return next((at for at in range(len(pending) - 1, 0, -1) if is_behind_gap(pending[at - 1], pending[at])), 0)


def kind_without_money(row: Row, marker: Marker, number_row: Row | None, due: int) -> ItemKind:
    """What a short row without money is, the first behind its marker. number_row: that of the marker; due: the next number."""
    if TAIL_OF_PROSE.match(row.text):
        return ItemKind.TEXT
    if marker.kind is MarkerKind.BULLET:
        return ItemKind.LISTED
    if number_row is not None and number_row.number != row.number:
        return ItemKind.LOST if marker.ordinal == due else ItemKind.TEXT
    return ItemKind.HEADING


def give_to_name_above_prose(items: list[Item], row: Row, statement: Statement) -> None:
    """Money of both years that a page's order put behind the prose: the numbered name right above that prose has it."""
    at = len(items) - 1
    while at >= 0 and len(items) - at <= MOST_PROSE and items[at].kind is ItemKind.PROSE:
        at -= 1
    above = items[at] if 0 <= at < len(items) - 1 else None
    if above is None or above.marker is None or above.kind not in (ItemKind.HEADING, ItemKind.LOST, ItemKind.TEXT):
        return
    if clean_name(above.text) and not is_prose(above.text):
        place = above.row.with_text(above.row.text, row.last)
        items[at] = Item(ItemKind.FIGURE, place, above.text, above.marker, statement, close=False)
