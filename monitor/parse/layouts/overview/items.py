"""The items of an overview: what its rows are for."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from monitor.parse.around_figures import Statement
from monitor.parse.layouts.overview.rows import Row
from monitor.parse.names import Marker


class ItemKind(StrEnum):
    """What a row of an overview is for."""

    HEADING = "heading"
    FIGURE = "figure"
    """A name with its money statement."""
    LISTED = "listed"
    """A name in a list, without money."""
    INTRODUCTION = "introduction"
    """「【…予算の内訳】」, 「(参考) …」: what follows are parts of the measure above."""
    ADDITION = "addition"
    """A part told in a sentence: 上記以外に … 100百万円を計上."""
    YEAR = "year"
    """The sum of a whole budget: 「令和6年度 予算額」 with its money."""
    LOST = "lost"
    """A measure's number and name, its money lost."""
    NOTE = "note"
    OFFICE = "office"
    """An office alone on its row above all that is its: 【医政局】."""
    PROSE = "prose"
    TEXT = "text"
    """A short row that is none of these: a title, a lost heading, a stray piece."""


class Item(NamedTuple):
    """One item of an overview.

    row: where its name begins. text: the raw name of a heading or figure, else the raw row. marker: the number or bullet before the
    name; an item numbered on a row of its own has a BARE_NUMBER. statement: of a figure. close: nothing but its own number and name
    stood before the money, so that the two surely belong together. flags: of badges behind the money.
    """

    kind: ItemKind
    row: Row
    text: str
    marker: Marker | None = None
    statement: Statement | None = None
    close: bool = False
    flags: tuple[str, ...] = ()


def is_one_of_a_list(marker: Marker, items: Sequence[Item]) -> bool:
    """Whether the last item is a name behind the same bullet that still has no money: then money below may be of either."""
    above = items[-1] if items else None
    return above is not None and above.kind is ItemKind.LISTED and above.marker is not None and above.marker.text == marker.text
