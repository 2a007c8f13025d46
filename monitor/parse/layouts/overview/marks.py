"""Marks behind names: those that tell only where the money is booked (…災害復旧費補助金【復興】), badges that a page broke off."""

from __future__ import annotations

import re

from monitor.parse.badges import read_badges
from monitor.parse.layouts.overview.forms import text_is_badges
from monitor.parse.layouts.overview.items import Item, ItemKind
from monitor.parse.names import clean_name

MARK = re.compile(r"(?<= \S ) \s* 【 (?: 復興 | [一-龥]{0,3} 特会 ) 】", re.X)
"""…災害復旧費補助金【復興】, …給付金【労働特会】. All others are the name's: …病院の整備【公立】, …交付金【沖縄】."""


def without_marks(items: list[Item]) -> list[Item]:
    """The items, the mark behind figures' names made a note of them; it stays where it tells two names apart."""
    figures = {at: item for at, item in enumerate(items) if item.kind is ItemKind.FIGURE}
    marked = {at: m for at, item in figures.items() if "】" in item.text and (m := mark_behind(item.text)) is not None}
    if not marked:
        return items
    bare = {at: _without(marked.get(at), item.text) for at, item in figures.items()}
    marks: dict[str, set[str]] = {}
    for at, text in bare.items():
        marks.setdefault(clean_name(text), set()).add(marked[at][0].strip() if at in marked else "")
    lone = {at for at in marked if len(marks[clean_name(bare[at])]) == 1}
    told: list[Item] = []
    for at, item in enumerate(items):
        told.append(item._replace(text=bare[at]) if at in lone else item)
        if at in lone:
            told.append(Item(ItemKind.NOTE, item.row, marked[at][0].strip()))
    return told


def mark_behind(text: str) -> re.Match[str] | None:
    """The mark behind a name, with nothing but badges behind it; a badge is none."""
    for m in MARK.finditer(text):
        if not read_badges(m[0])[1] and not read_badges(text[m.end() :])[0].strip():
            return m
    return None


def _without(mark: re.Match[str] | None, text: str) -> str:
    return text[: mark.start()] + text[mark.end() :] if mark else text


def with_broken_off_badges(items: list[Item]) -> list[Item]:
    """The items, badges alone on the row right below a figure its own, where a number or a gap follows and no name."""
    told = list(items)
    gone: set[int] = set()
    for at, item in enumerate(items[1:], start=1):
        above = told[at - 1]
        if (
            item.kind is not ItemKind.TEXT
            or above.kind is not ItemKind.FIGURE
            or item.row.gap
            or item.row.number != above.row.last + 1
        ):
            continue
        below = items[at + 1] if at + 1 < len(items) else None
        if text_is_badges(item.text) and (below is None or below.marker is not None or below.row.gap):
            told[at - 1] = above._replace(flags=(*above.flags, *read_badges(f" {item.text.strip()}")[1]))
            gone.add(at)
    return [item for at, item in enumerate(told) if at not in gone] if gone else items
