"""Characters to rows: what stands on one baseline, left to right, with the gaps between columns kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple
from unicodedata import east_asian_width

from monitor.read.pdf.characters import Character

SAME_BASELINE = 0.3  # em; a table's cells may be set by different programs
COLUMN_GAP = 1.5  # em; from here a gap is a tab
WORD_GAP = 0.21  # em; from here a gap without a space character is a space: some producers leave the characters out
DIGIT_GAP = 0.3  # em; the same between two digits, which are often set wide
ENOUGH_PAIRS = 6  # of wide letters, before their usual gap is believed to be the way that a row is set
REAL_SPACE = 0.1  # em; a space character narrower than this separates nothing
PRINTED_TWICE = 0.15  # em; bold type by printing twice
RAISED = 0.8  # em; how far a small mark may stand above or below the row that it belongs to
SMALL = 0.8  # of the row's em; from here down a character is a small mark
ASCII_END = "\x7f"
FIGURES = frozenset("0123456789０１２３４５６７８９,，.．")
CLOSING = "、。，．・：；？！､｡･）」』｣】〕〉》］｝,.:;?!)]}%％々ーぁぃぅぇぉっゃゅょァィゥェォッャュョ"
OPENING = "（「『｢【〔〈《［｛([{"
UNBREAKABLE = re.compile(
    rf"""
    [{re.escape(OPENING)}]*        # never ends a row
    (?:[0-9A-Za-z,./_%*+-]+ | .)   # a figure or Latin word, or one wide letter
    [{re.escape(CLOSING)}]*        # never begins a row
    """,
    re.X,
)


class Row(NamedTuple):
    """One printed row. Places in points on the upright page.

    x0, x1: ends of what is printed; baseline, em: of most of its characters; head_width: of the piece at its start that a
    typesetter does not break; first_width: of its first character; segment_x0: where what follows the last wide gap starts;
    spaced: whether a space character ends it.
    """

    text: str
    x0: float
    x1: float
    baseline: float
    em: float
    head_width: float
    first_width: float
    segment_x0: float
    spaced: bool


class PageRows(NamedTuple):
    """The rows of a page (1-based, its width in points) from top to bottom, and the text that runs in another direction."""

    number: int
    width: float
    rows: tuple[Row, ...]
    aside: tuple[str, ...] = ()


def rows_of(characters: Sequence[Character]) -> Iterator[Row]:
    """The rows of a page, from top to bottom."""
    for group in _with_small_marks(_by_baseline(characters)):
        row = _row(group)
        if row is not None:
            yield row


def _by_baseline(characters: Sequence[Character]) -> list[list[Character]]:
    """Characters grouped by baseline, top to bottom. White space joins a row and never makes one."""
    groups: list[list[Character]] = []
    printed = sorted((character for character in characters if not character.text.isspace()), key=lambda each: -each.baseline)
    for character in printed:
        group = groups[-1] if groups else None
        if group and group[0].baseline - character.baseline <= SAME_BASELINE * min(group[0].em, character.em):
            group.append(character)
        else:
            groups.append([character])
    return _with_spaces(groups, [character for character in characters if character.text.isspace()])


def _with_spaces(groups: list[list[Character]], spaces: list[Character]) -> list[list[Character]]:
    heights = [group[0].baseline for group in groups]
    at = 0
    for space in sorted(spaces, key=lambda each: -each.baseline):
        while at + 1 < len(groups) and abs(heights[at + 1] - space.baseline) <= abs(heights[at] - space.baseline):
            at += 1
        if groups and abs(heights[at] - space.baseline) <= SAME_BASELINE * space.em:
            groups[at].append(space)
    return groups


def _with_small_marks(groups: list[list[Character]]) -> list[list[Character]]:
    """Rows of small raised or lowered marks (the 一部 of a badge) put into the row whose gaps they stand in."""
    merged: list[list[Character]] = []
    for group in groups:
        before = merged[-1] if merged else None
        if before and _fits_into(before, group):
            group.extend(before)
            merged[-1] = group
        elif before and _fits_into(group, before):
            before.extend(group)
        else:
            merged.append(group)
    return merged


def _fits_into(small: list[Character], row: list[Character]) -> bool:
    size = max(character.em for character in row)
    if any(character.em > SMALL * size for character in small):
        return False
    if abs(small[0].baseline - row[0].baseline) > RAISED * size:
        return False
    taken = [(character.x0, character.x1) for character in row if not character.text.isspace()]
    left, right = min(taken)[0] - size, max(x1 for _, x1 in taken) + size
    middles = [(character.x0 + character.x1) / 2 for character in small if not character.text.isspace()]
    return all(left <= middle <= right for middle in middles) and not any(
        x0 < middle < x1 for middle in middles for x0, x1 in taken
    )


def _row(group: list[Character]) -> Row | None:
    line = _without_repeats(sorted(group, key=lambda character: character.x0))
    printed = [character for character in line if not character.text.isspace()]
    if not printed:
        return None
    text, segment_x0 = _spaced_text(line)
    head = UNBREAKABLE.match("".join(character.text for character in printed[:60]))
    last_of_head = printed[max(len(head.group()) - 1, 0)] if head else printed[0]
    em = sorted(character.em for character in printed)[len(printed) // 2]
    lowest = [character.baseline for character in printed if character.em >= SMALL * em]
    return Row(
        text=text,
        x0=printed[0].x0,
        x1=max(character.x1 for character in printed),
        baseline=sorted(lowest)[len(lowest) // 2],
        em=em,
        head_width=max(last_of_head.x1 - printed[0].x0, em if east_asian_width(printed[0].text[0]) in "WF" else 0.0),
        first_width=printed[0].x1 - printed[0].x0,
        segment_x0=segment_x0,
        spaced=line[-1].text.isspace(),
    )


def _without_repeats(line: list[Character]) -> list[Character]:
    """The line without characters printed twice on the same spot to look bold."""
    kept: list[Character] = []
    for character in line:
        repeated = any(
            other.text == character.text and abs(other.x0 - character.x0) < PRINTED_TWICE * character.em for other in kept[-2:]
        )
        if not repeated:
            kept.append(character)
    return kept


def _spaced_text(line: list[Character]) -> tuple[str, float]:
    """The text with its gaps as tab or space, and where the part after the last tab starts."""
    text = ""
    spaces = ""
    previous: Character | None = None
    segment_x0 = 0.0
    tracking = _tracking([character for character in line if not character.text.isspace()])
    for character in line:
        if character.text.isspace():
            spaces += character.text
            continue
        if previous is None:
            segment_x0 = character.x0
        else:
            gap = (character.x0 - previous.x1) / max(character.em, previous.em)
            if gap >= COLUMN_GAP:
                text += "\t"
                segment_x0 = character.x0
            elif gap - tracking >= _word_gap(previous.text, character.text) or (spaces and gap - tracking >= REAL_SPACE):
                text += "\u3000" if "\u3000" in spaces else " "
        text += character.text
        spaces = ""
        if previous is None or character.x1 >= previous.x1:
            previous = character
    return text, segment_x0


def _tracking(printed: Sequence[Character]) -> float:
    """How far apart a row's letters are set, in em: the usual gap between two wide letters, where there are enough to tell."""
    pairs = [(one, two) for one, two in pairwise(printed) if one.text[0] > ASCII_END and two.text[0] > ASCII_END]
    gaps = [gap for one, two in pairs if (gap := (two.x0 - one.x1) / max(one.em, two.em)) < COLUMN_GAP]
    return max(median(gaps), 0.0) if len(gaps) >= ENOUGH_PAIRS else 0.0


def _word_gap(left: str, right: str) -> float:
    return DIGIT_GAP if left[-1] in FIGURES and right[0] in FIGURES else WORD_GAP
