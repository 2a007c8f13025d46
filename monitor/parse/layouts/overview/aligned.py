"""Tables that blanks alone draw: a head on several lines, names and remarks that go on below the row of their figures.

So a text that keeps its layout prints a ministry's table (前年度 | 令和６年度 over 予算額 | 予算額（案）).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from monitor.parse.layouts.overview.aligned_rows import AlignedTable, Head
from monitor.parse.layouts.overview.pieces import columns_over, pieces_of, with_letters_joined
from monitor.parse.layouts.overview.rows import ITEM_START, Row, rows_of
from monitor.parse.layouts.overview.tables import COLUMN, columns_of_head
from monitor.parse.lines import unit_told
from monitor.parse.places import places_of
from monitor.parse.width import fold
from monitor.read.document import Line

HEAD_SIGN = re.compile(r"年[ 　]?度[^\n。円]{0,20}?(?:[ 　]{2}|\t)")
"""A year's column and a gap right of it."""
NO_HEAD = re.compile(r"。 | \d,\d{3} | 単 \s* 位 | \d [ ]? [兆億百万千]* 円", re.X)
LETTER = re.compile(r"[(\[]? [A-Z①-⑨] (?: [-/] [A-Z①-⑨] )? [)\]]?", re.X)
BARE_YEAR = re.compile(r"^(?=\d{1,2}年度)")
"""７年度 at the head of a column: the era is that of the title."""
MOST_BESIDE = 2
"""Lines above and below the years on which a head can go on."""
LONGEST_HEAD = 16
"""Characters of one line of a column's head."""
UNIT_SIGN = re.compile("単")
LONGEST_TABLE = 400
"""Lines below a head."""


class Whole(NamedTuple):
    """Lines with every row of such tables on one of them. ends: where a row ended that did not end on its line, by line numbers."""

    lines: Sequence[Line]
    ends: Mapping[int, int]


def whole_rows(lines: Sequence[Line]) -> list[Row]:
    """The written rows among the lines, the head and every row of such tables one each, their cells parted by tabs."""
    whole = on_one_line(lines)
    rows = rows_of(whole.lines)
    return [row._replace(last=max(row.last, whole.ends.get(row.number, 0))) for row in rows] if whole.ends else rows


def on_one_line(lines: Sequence[Line]) -> Whole:
    """The lines, those blank that were taken up. A table whose printed differences are not those of its columns stays as it is."""
    texts = [line.text for line in lines]
    told: dict[int, str] = {}
    ends: dict[int, int] = {}
    for table in _tables(texts):
        head, (rows, lasts) = table.head, table.rows()
        ends |= {lines[place].number: lines[last].number for place, last in lasts.items()}
        told |= {**rows, **dict.fromkeys(range(head.first, head.last + 1), ""), head.first: "\t".join(head.words)}
    if not told:
        return Whole(lines, {})
    return Whole([line.with_text(told[place]) if place in told else line for place, line in enumerate(lines)], ends)


def _tables(texts: Sequence[str]) -> Iterator[AlignedTable]:
    """The tables that are proven: each from its head to where another unit is told or the next head stands.

    What one page proves holds for the others on which the same head is repeated, however few rows they have.
    """
    heads = _heads(texts)
    units = [(at, unit) for at in places_of(UNIT_SIGN, texts) if (unit := unit_told(texts[at])) is not None] if heads else []
    noted, ends = [at for at, _ in units], [*(head.first for head in heads[1:]), len(texts)]
    tables: list[AlignedTable] = []
    for head, following in zip(heads, ends, strict=False):
        above = bisect_left(noted, head.last)
        end = min([following, head.last + 1 + LONGEST_TABLE, *noted[above : above + 1]])
        tables.append(AlignedTable(texts, head, units[above - 1][1] if above else None, end))
    proven = {table.head.words for table in tables if table.is_proven}
    yield from (table for table in tables if table.head.words in proven and table.is_right)


def _heads(texts: Sequence[str]) -> list[Head]:
    """The heads of tables, in order."""
    heads: list[Head] = []
    for at in places_of(HEAD_SIGN, texts):
        if not heads or at > heads[-1].last:
            head = _head_at(texts, at)
            heads += [head] if head is not None else []
    return heads


def _head_at(texts: Sequence[str], at: int) -> Head | None:
    """The head around a line that names a year: that of the fewest lines which tell what every column is."""
    if not _may_be_head(texts[at]):
        return None
    above = _beside(texts, range(at - 1, max(0, at - MOST_BESIDE) - 1, -1))
    below = _beside(texts, range(at + 1, min(len(texts), at + MOST_BESIDE + 1)))
    spans = [(at - up, at + down) for up in range(above + 1) for down in range(below + 1)]
    heads = (_head_of(texts, first, last) for first, last in sorted(spans, key=lambda span: span[1] - span[0]))
    head = next((head for head in heads if head is not None), None)
    return head if head is None or not _is_of_letters(texts, head.last + 1) else head._replace(last=head.last + 1)


def _is_of_letters(texts: Sequence[str], at: int) -> bool:
    """Whether a line only tells how columns are reckoned: (A) (B) (B-A)."""
    pieces = pieces_of(texts[at]) if at < len(texts) else []
    return bool(pieces) and all(LETTER.fullmatch("".join(fold(piece.text).split())) for piece in pieces)


def _beside(texts: Sequence[str], places: range) -> int:
    """How many of the lines, from the nearest, can be of one head."""
    return next((count for count, place in enumerate(places) if not _may_be_head(texts[place])), len(places))


def _may_be_head(text: str) -> bool:
    if not text.strip() or NO_HEAD.search(fold(text)) or ITEM_START.match(text):
        return False
    return all(len("".join(piece.text.split())) <= LONGEST_HEAD for piece in pieces_of(text))


def _head_of(texts: Sequence[str], first: int, last: int) -> Head | None:
    """The head that lines are together; None where they tell no two years, or what stands between their figures is no figure."""
    words = [
        BARE_YEAR.sub("令和", fold(text))
        for text in columns_over([with_letters_joined(pieces_of(texts[at])) for at in range(first, last + 1)])
    ]
    figures = [place for place, text in enumerate(words) if COLUMN.search(text)]
    columns = columns_of_head("\t".join(words)) if len(figures) > 1 and figures[0] > 0 else None
    if columns is None or figures != list(range(figures[0], figures[-1] + 1)) or len(words) - figures[-1] > 2:
        return None
    if max(columns.current, columns.prior) >= len(figures):  # a year is told beside the columns of figures
        return None
    return Head(first, last, tuple(words), range(figures[0], figures[-1] + 1), columns.current, columns.prior)
