"""Where offices stand: alone on a row above all that is theirs, as a heading does, or below each measure, or behind its name."""

from __future__ import annotations

import re
from collections import Counter

from monitor.parse.layouts.overview.items import Item, ItemKind
from monitor.parse.owners import ROOM_IN_CHARGE

OFFICE_OF_NAME = re.compile(r"(?<= \S ) \s* (?P<office> [(（] [一-龥々ァ-ヶー・、]{2,30} (?P<kind> [課室] ) [)）] ) \s* $", re.X)
"""依存症対策の推進（依存症対策推進室）: whose a measure is, behind its name."""


def with_offices_in_place(items: list[Item]) -> list[Item]:
    """The items, offices that stand below their measure made notes of it.

    They head what follows where one stands above the first measure, none below the last, and most measures have none of their own;
    or where each stands right above a heading.
    """
    offices = [at for at, item in enumerate(items) if item.kind is ItemKind.OFFICE]
    figures = [at for at, item in enumerate(items) if item.kind is ItemKind.FIGURE]
    if not offices or not figures:
        return items
    if all(at + 1 < len(items) and items[at + 1].kind is ItemKind.HEADING for at in offices):
        return items
    if offices[0] < figures[0] and offices[-1] < figures[-1] and 2 * len(offices) <= len(figures) + 1:
        return items
    return [item._replace(kind=ItemKind.NOTE) if item.kind is ItemKind.OFFICE else item for item in items]


def with_offices_apart(items: list[Item]) -> list[Item]:
    """The items, offices in a bracket behind figures' names made notes of them.

    A 課 is in charge and nothing else; a 室 may be what is built (総合相談室), unless it stands behind several names, or most names
    have a 課 there, or its words are an administration's (対策推進室).
    """
    figures = [(at, item) for at, item in enumerate(items) if item.kind is ItemKind.FIGURE]
    closed = [(at, item) for at, item in figures if item.text.rstrip().endswith((")", "）"))]
    ends = {at: m for at, item in closed if (m := OFFICE_OF_NAME.search(item.text)) is not None}
    divisions = [at for at, m in ends.items() if m["kind"] == "課"]
    if not divisions:
        return items
    if 2 * len(divisions) <= len(figures):
        often = Counter(m["office"] for m in ends.values())
        ends = {at: m for at, m in ends.items() if at in divisions or often[m["office"]] > 1 or ROOM_IN_CHARGE.search(m["office"])}
    told: list[Item] = []
    for at, item in enumerate(items):
        m = ends.get(at)
        told.append(item._replace(text=item.text[: m.start()]) if m else item)
        if m is not None:
            told.append(Item(ItemKind.NOTE, item.row, m["office"]))
    return told
