"""Tables without rules: figures that stand below each other in columns, names left of them, words for each column above.

The words of the head are what tells such a table from a list or a drawing: two columns or more say whose year's money they hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import NamedTuple

from monitor.budget import Box
from monitor.read.document import Cell
from monitor.read.marks import begins_item
from monitor.read.pdf.characters import Run
from monitor.read.pdf.rows import Row, by_baseline
from monitor.read.pdf.tables import ASCENT, DESCENT, RuledRow, RuledTable

FIGURE_GAP, WORD_GAP = 0.45, 1.2  # em; the least white before a figure, and between words, that parts two cells
FEWEST_ROWS, FEWEST_COLUMNS = 3, 2
MOST_HEAD_ROWS = 8  # headings below it included
WIDEST_HEAD_GAP = 3.5  # em; between two rows of a head
WIDEST_BREAK = 2.2  # em; between the rows of one name
FULL = 3.0  # em; a name's row that ends so near to the figures was broken by them
LEAST_NAME = 0.5  # em; so far left of the figures begins what is no figure of the first column
REAL_SPACE = 0.1  # em; a space character narrower than this separates nothing
MOST_RUNS = 5_000  # of a page; beyond, it is a drawing
FIGURE = re.compile(
    r"""
    [△▲－−+＋-]? \s* [0-9０-９] [0-9０-９,，]* (?: [.．] [0-9０-９]+ )? \s* (?: の?内数 | [%％] )?
  | [－−―‐-] | 皆[増減] | 事項要求
    """,
    re.X,
)
"""4,120, △12, 1.07, 71,200の内数, －, 皆増, 事項要求."""
SEVERAL_FIGURES = re.compile(r"(?: [\t ] [△▲－−]? [0-9０-９] [0-9０-９,，.．]* (?= \s | $ | の?内数 ) [^\t ]* ){2}", re.X)
"""A row with two figures or more, as it is read without columns."""
UNIT = re.compile(r"[(（] (?: 百万 | 十億 | 億 | 千 )? 円 [)）]", re.X)
"""（千円） below the words of a head."""
HEAD_WORD = re.compile(r"年度 | 予算 | 要求 | 要望 | 決定額 | 補正 | 増 \W? 減 | 比較 | 差引", re.X)
SPREAD = re.compile(r"(?<= [一-龥ぁ-んァ-ヶー△] ) \s+ (?= [一-龥ぁ-んァ-ヶー△] )", re.X)
PART = re.compile(r"\s* [(（]? うち", re.X)
BEGINS_FIGURE = frozenset("0123456789０１２３４５６７８９△▲－−")
INSIDE_FIGURE = frozenset(",，.．△▲")


class Piece(NamedTuple):
    """What stands in one row between two gaps: its text and its ends."""

    text: str
    x0: float
    x1: float

    @property
    def middle(self) -> float:
        """Half way between its ends."""
        return (self.x0 + self.x1) / 2


class Line(NamedTuple):
    """A printed row in pieces from left to right, and the runs that it is made of."""

    pieces: list[Piece]
    baseline: float
    em: float
    runs: list[Run]


class Bands(NamedTuple):
    """Where the figures of each column begin and end, from left to right."""

    ends: list[tuple[float, float]]
    em: float

    def column(self, piece: Piece) -> int:
        """The column that a piece of the body stands in: -1 for the names, as many as there are for remarks behind the figures."""
        if piece.x0 < self.ends[0][0] - LEAST_NAME * self.em:
            return -1
        if piece.x0 >= self.ends[-1][1]:
            return len(self.ends)
        over = [min(piece.x1, x1) - max(piece.x0, x0) for x0, x1 in self.ends]
        return max(range(len(over)), key=over.__getitem__)

    @property
    def begin(self) -> float:
        """Where the head of the first column can begin: as far from its end as the next column's end is."""
        return 2 * self.ends[0][1] - self.ends[1][1]

    def under(self, piece: Piece) -> list[int]:
        """The columns that a piece of the head stands over."""
        befores = [self.begin, *(end for _, end in self.ends[:-1])]
        return [
            place
            for place, (before, (x0, x1)) in enumerate(zip(befores, self.ends, strict=True))
            if before < piece.middle <= x1 + self.em or piece.x0 <= (x0 + x1) / 2 <= piece.x1
        ]

    def is_across(self, piece: Piece) -> bool:
        """Whether a piece runs from the names over a column: prose, or a title."""
        return piece.x0 < self.begin and piece.x1 > self.ends[0][1] - LEAST_NAME * self.em


def may_have_columns(rows: Sequence[Row]) -> bool:
    """Whether enough rows of a page have several figures."""
    return sum(SEVERAL_FIGURES.search(row.text) is not None for row in rows) >= FEWEST_ROWS


def aligned_tables(page: int, runs: Sequence[Run]) -> tuple[list[RuledTable], list[Run]]:
    """The table without rules of a page (1-based), if it has one, and the runs that stand outside of it."""
    found = _found([_line(group) for group in by_baseline(runs)]) if len(runs) <= MOST_RUNS else None
    if found is None:
        return [], list(runs)
    head, body, bands = found
    cells = [_head_cells(head, bands), *(_cells(group, bands) for group in _groups(body, bands))]
    rows = tuple(RuledRow(told, _around(told)) for told in cells)
    box = Box(min(row.box.x0 for row in rows), rows[-1].box.y0, max(row.box.x1 for row in rows), rows[0].box.y1)
    inside = {id(run) for line in (*head, *body) for run in line.runs}
    return [RuledTable(page, rows, box)], [run for run in runs if id(run) not in inside]


def _line(group: list[Run]) -> Line:
    """A printed row cut where white parts its cells."""
    em = max(run.em for run in group)
    letters = sorted((x0, x1, letter) for run in group for letter, x0, x1 in zip(run.text, run.starts, run.ends, strict=True))
    pieces: list[Piece] = []
    text, begin, end, least = "", 0.0, 0.0, FIGURE_GAP
    for x0, x1, letter in letters:
        if letter.isspace():
            least = REAL_SPACE
            continue
        gap = x0 - end
        if text and (
            gap >= WORD_GAP * em or (gap >= FIGURE_GAP * em and letter in BEGINS_FIGURE and text[-1] not in INSIDE_FIGURE)
        ):
            pieces.append(Piece(text, begin, end))
            text = ""
        if not text:
            begin = x0
        text += (" " if text and gap >= least * em else "") + letter
        end, least = max(end, x1) if len(text) > 1 else x1, FIGURE_GAP
    if text:
        pieces.append(Piece(text, begin, end))
    return Line(pieces, group[0].baseline, em, group)


def _found(lines: Sequence[Line]) -> tuple[list[Line], list[Line], Bands] | None:
    """The rows of the head and of the body of a page's table, and the columns of its figures."""
    bands = _bands(lines)
    if bands is None:
        return None
    told = [sum(_is_figure(piece) and 0 <= bands.column(piece) < len(bands.ends) for piece in line.pieces) for line in lines]
    stated = [place for place, figures in enumerate(told) if figures >= FEWEST_COLUMNS]
    if len(stated) < FEWEST_ROWS:
        return None
    first, last = stated[0], stated[-1]
    if any(bands.is_across(piece) for line in lines[first : last + 1] for piece in line.pieces):
        return None
    head = _head(lines[:first], lines[first], bands)
    over = [(column, piece.text) for line in head for piece in line.pieces for column in bands.under(piece)]
    if len({column for column, text in over if HEAD_WORD.search(text)}) < FEWEST_COLUMNS:
        return None
    begin = next((place for place, line in enumerate(lines) if line is head[-1])) + 1
    return head, list(lines[begin : last + 1]), bands


def _bands(lines: Sequence[Line]) -> Bands | None:
    """Where figures stand below each other, right of the names."""
    stated = [line for line in lines if sum(map(_is_figure, line.pieces)) >= FEWEST_COLUMNS]
    words = [next((piece.x0 for piece in line.pieces if not _is_figure(piece)), None) for line in stated]
    begins = [x0 for x0 in words if x0 is not None]
    if len(stated) < FEWEST_ROWS or len(begins) < FEWEST_ROWS:
        return None
    left = median(begins)
    figures = sorted((piece.x0, piece.x1) for line in stated for piece in line.pieces if _is_figure(piece) and piece.x0 > left)
    merged: list[tuple[float, float, int]] = []
    for x0, x1 in figures:
        if merged and x0 < merged[-1][1]:
            merged[-1] = merged[-1][0], max(x1, merged[-1][1]), merged[-1][2] + 1
        else:
            merged.append((x0, x1, 1))
    ends = [(x0, x1) for x0, x1, count in merged if count >= FEWEST_ROWS]
    return Bands(ends, median(line.em for line in stated)) if len(ends) >= FEWEST_COLUMNS else None


def _is_figure(piece: Piece) -> bool:
    return FIGURE.fullmatch(piece.text) is not None


def _head(above: Sequence[Line], first: Line, bands: Bands) -> list[Line]:
    """The rows of the head above the first row with figures, from top to bottom; headings may stand between.

    Above a row that stands over no column only words of a budget go on with it: a date above the title does not.
    """
    near: list[Line] = []
    for line in reversed(above[-MOST_HEAD_ROWS:]):
        below = near[0] if near else first
        is_apart = line.baseline - below.baseline > WIDEST_HEAD_GAP * bands.em
        if is_apart or any(bands.is_across(piece) or "単位" in piece.text for piece in line.pieces):
            break
        near.insert(0, line)
    told = [any(map(bands.under, line.pieces)) or _is_unit(line) for line in near]
    if not any(told):
        return []
    last = begin = len(told) - 1 - told[::-1].index(True)
    for place in reversed(range(last)):
        if told[place] and (place + 1 == begin or any(HEAD_WORD.search(piece.text) for piece in near[place].pieces)):
            begin = place
    return near[begin : last + 1]


def _is_unit(line: Line) -> bool:
    """Whether a row says nothing but the units of its columns."""
    return all(UNIT.fullmatch(piece.text) for piece in line.pieces)


def _groups(body: Sequence[Line], bands: Bands) -> Iterator[list[Line]]:
    """The printed rows that are one row of the table each: a name may be broken before, around or behind its figures."""
    group: list[Line] = []
    for line in body:
        if group and _begins(group, line, bands):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _begins(group: Sequence[Line], line: Line, bands: Bands) -> bool:
    """Whether a printed row begins another row of the table than those above it."""
    names = [piece for piece in line.pieces if bands.column(piece) == -1]
    stated, told = (any(_has_figure(one, bands) for one in some) for some in ((line,), group))
    if (stated and told) or group[-1].baseline - line.baseline > WIDEST_BREAK * bands.em:
        return True
    if not names:
        return told
    if begins_item(names[0].text) or PART.match(names[0].text):
        return True
    above = [piece for one in group for piece in one.pieces if bands.column(piece) == -1]
    if not above:
        return False
    is_full = above[-1].x1 >= bands.ends[0][0] - FULL * bands.em
    is_deeper = begins_item(above[0].text) and names[0].x0 > above[0].x0 + LEAST_NAME * bands.em
    return not (is_full or is_deeper)


def _has_figure(line: Line, bands: Bands) -> bool:
    return any(_is_figure(piece) and bands.column(piece) != -1 for piece in line.pieces)


def _head_cells(head: Sequence[Line], bands: Bands) -> tuple[Cell, ...]:
    """One cell a column, with all that stands over it from top to bottom."""
    pieces = [(piece, line) for line in head for piece in line.pieces]
    names = [(piece, line) for piece, line in pieces if not bands.under(piece) and piece.middle < bands.ends[0][0]]
    beyond = [(piece, line) for piece, line in pieces if not bands.under(piece) and piece.middle > bands.ends[-1][1]]
    columns = [[(piece, line) for piece, line in pieces if column in bands.under(piece)] for column in range(len(bands.ends))]
    return tuple(_cell(told) for told in (names, *columns, beyond))


def _cells(group: Sequence[Line], bands: Bands) -> tuple[Cell, ...]:
    """The cells of one row of the table."""
    pieces = [(piece, line, bands.column(piece)) for line in group for piece in line.pieces]
    return tuple(
        _cell([(piece, line) for piece, line, own in pieces if own == column]) for column in range(-1, len(bands.ends) + 1)
    )


def _cell(told: Sequence[tuple[Piece, Line]]) -> Cell:
    if not told:
        return Cell("")
    x0, x1 = min(piece.x0 for piece, _ in told), max(piece.x1 for piece, _ in told)
    y0 = min(line.baseline - DESCENT * line.em for _, line in told)
    y1 = max(line.baseline + ASCENT * line.em for _, line in told)
    rows: dict[float, list[Piece]] = {}
    for piece, line in told:
        rows.setdefault(line.baseline, []).append(piece)
    return Cell("".join(map(_joined, rows.values())), 1, Box(round(x0, 1), round(y0, 1), round(x1, 1), round(y1, 1)))


def _joined(pieces: Iterable[Piece]) -> str:
    """The pieces of one printed row; a word that is spread over its cell is set close."""
    return SPREAD.sub("", " ".join(piece.text for piece in pieces)) if (pieces := list(pieces)) else ""


def _around(cells: Sequence[Cell]) -> Box:
    boxes = [cell.box for cell in cells if cell.box is not None]
    return Box(min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes))
