"""The order in which a page is read: columns of prose that stand beside each other are read one after the other.

A white gutter runs between columns of prose and between the columns of a table alike. Prose is told by its rows: they end together
at the column's margin, hold the marks of sentences, or begin items on either side; no side is a column of figures or of labels. The
ruled tables of a page are taken out before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, groupby, pairwise
from operator import attrgetter, itemgetter, sub
from typing import NamedTuple

from monitor.read.marks import begins_item
from monitor.read.pdf.characters import Run
from monitor.read.pdf.rows import PageRows, by_baseline, rows_of, start_of
from monitor.read.pdf.spacing import FIGURES
from monitor.read.pdf.stacks import stacks_of

GUTTER = 1.2  # em; the least white between two columns
SAME_EDGE = 0.6  # em; pieces that begin so near to each other begin at the same place
FEWEST_ROWS = 4  # on each side of a gutter
NARROWEST = 0.25  # of the width of the whole
NARROWEST_EMS = 8.0
FULL = 1.6  # em; a row that ends so near to the column's furthest one was broken by the margin
LONG_ROW = 8  # letters
ENOUGH_FULL = 3  # rows, and
FULL_SHARE = 0.3  # of the rows of a side must be full
ENOUGH_SENTENCES = 2  # rows with a comma or a full stop
ENOUGH_ITEMS = 2
ENOUGH_BEGINS = 3  # on each side, before where they begin is believed
FIGURES_SHARE = 0.25  # of the rows of a side may begin with a figure
MOST_SHARE = 0.5
APART_SHARE = 0.3  # of the rows must stand on one side only where no side is prose
TAIL = 2.4  # of the usual distance; a row after so wide a gap is no longer beside the other column
OUTDENT = 2.5  # em; so far before its rows a column's bullet may stand
LEAST_WHITE = 0.8  # em; between the furthest of one column and the nearest of the other
WIDE_SPACE = "\u3000"
MOST_GUTTERS = 8  # places that are looked at for one; a page may hold thousands
MOST_PIECES = 5_000  # of a page; beyond, it is a drawing
DEEPEST = 20  # columns within columns, or below each other
SENTENCE = re.compile(r"[、。]")
MONEY = re.compile(r"[0-9０-９] [兆億百十万千]* 円", re.X)
FIGURE = re.compile(r"[\s(（]*[△▲－−+＋約-]*[\s]*[0-9０-９][0-9０-９,，.．\s]*[兆億百十万千]*(?:円|人|件|[%％])?[\s)）]*|[－−―‐-]+")


class Column(NamedTuple):
    """Runs that are read together, and between which edges they stand; no edges where they are the whole page's."""

    runs: list[Run]
    edges: tuple[float, float] | None = None


class Side(NamedTuple):
    """What stands on one side of a gutter in one row. row: its number from above; x0, x1: its ends; text: without tabs.

    begins, ends: whether it begins with a figure, and whether another piece of it, the last one, is a figure.
    """

    row: int
    x0: float
    x1: float
    em: float
    baseline: float
    text: str
    begins: bool
    ends: bool


class Cut(NamedTuple):
    """A gutter: where the right column begins, and the rows (the first, and the one beyond the last) that it parts."""

    x: float
    first: int
    end: int


Rows = Sequence[Sequence[Run]]
BEGINS, ENDS = attrgetter("begins"), attrgetter("ends")
_second = itemgetter(1)


def page_rows(number: int, width: float, runs: Sequence[Run], apart: Sequence[Sequence[Run]]) -> PageRows:
    """The rows of a page (1-based, its width in points) in the order in which they are read; apart: text that runs another way."""
    pieces = list(chain.from_iterable(map(_parts, runs))) if FEWEST_ROWS <= len(runs) <= MOST_PIECES else []
    stacks, unstacked = stacks_of(pieces)
    if columns := _columns(unstacked):
        rows = tuple(row._replace(column=column.edges) for column in columns for row in rows_of(column.runs))
    else:
        rows = tuple(rows_of(unstacked if stacks else runs))
    aside = (row.text for group in apart for row in rows_of(group))
    return PageRows(number, width, rows, (*stacks, *aside))


def _columns(pieces: Sequence[Run]) -> list[Column]:
    """The columns of a page in reading order, with the rows above and below them; none where there is no gutter."""
    if not _gutters([pieces]):
        return []
    columns = list(_parted([sorted(group, key=start_of) for group in by_baseline(pieces)], None))
    return columns if len(columns) > 1 else []


def _parts(run: Run) -> Iterable[Run]:
    """A run cut where a gutter may part it."""
    if max(map(sub, run.starts[1:], run.ends), default=0.0) < GUTTER * run.em and WIDE_SPACE not in run.text:
        return (run,)
    return _cut_at_gutters(run)


def _cut_at_gutters(run: Run) -> Iterator[Run]:
    printed = [place for place, letter in enumerate(run.text) if not letter.isspace()]
    begin = 0
    for one, two in pairwise(printed):
        if run.starts[two] - run.ends[one] >= GUTTER * run.em:
            yield _slice(run, begin, one + 1)
            begin = two
    yield _slice(run, begin, len(run.text))


def _slice(run: Run, begin: int, end: int) -> Run:
    part = slice(begin, end)
    return run._replace(text=run.text[part], starts=run.starts[part], ends=run.ends[part], indexes=run.indexes[part])


def _parted(rows: Rows, edges: tuple[float, float] | None, depth: int = 0) -> Iterator[Column]:
    """The columns of some rows: what stands above a gutter, what stands left and right of it, what stands below."""
    cut = next(filter(None, (_cut(rows, x) for x in _gutters(rows))), None) if depth < DEEPEST else None
    if cut is None:
        if rows:
            yield Column(list(chain.from_iterable(rows)), edges)
        return
    left, right = ([row for row in side if row] for side in _sides(rows[cut.first : cut.end], cut.x))
    yield from _parted(rows[: cut.first], edges, depth + 1)
    yield from _parted(left, _edges(left), depth + 1)
    yield from _parted(right, _edges(right), depth + 1)
    yield from _parted(rows[cut.end :], edges, depth + 1)


def _gutters(rows: Rows) -> list[float]:
    """Places where many pieces begin, away from the edges of the text: a column may begin there. Those with most pieces first."""
    if not any(rows):
        return []
    left, right = _edges(rows)
    room = NARROWEST * (right - left)
    first, last = left + room, right - room
    inner = [piece for row in rows for piece in row if first < piece.starts[0] < last]
    begins = sorted((piece.starts[0], piece.em) for piece in inner if piece.text[0] not in FIGURES)
    groups: list[list[float]] = []
    for x, em in begins:
        if groups and x - groups[-1][0] <= SAME_EDGE * em:
            groups[-1].append(x)
        else:
            groups.append([x])
    return [group[0] for group in sorted(groups, key=len, reverse=True)[:MOST_GUTTERS] if len(group) >= FEWEST_ROWS]


def _cut(rows: Rows, x: float) -> Cut | None:
    """The longest stretch of rows that a gutter before x parts into two columns of prose; None where there is none."""
    crossed = [any(_is_across(piece, x) for piece in row) for row in rows]
    stretches = [[number for number, _ in group] for is_crossed, group in groupby(enumerate(crossed), _second) if not is_crossed]
    for stretch in sorted(stretches, key=len, reverse=True):
        if len(stretch) < FEWEST_ROWS:
            break
        first, end = _without_ends(rows[stretch[0] : stretch[-1] + 1], x)
        cut = Cut(x, stretch[0] + first, stretch[0] + end)
        left, right = (_told(side) for side in _sides(rows[cut.first : cut.end], x))
        if _are_columns(left, right):
            return cut
    return None


def _is_across(piece: Run, x: float) -> bool:
    return piece.starts[0] < x - OUTDENT * piece.em and piece.ends[-1] > x - LEAST_WHITE * piece.em


def _sides(rows: Rows, x: float) -> tuple[list[list[Run]], list[list[Run]]]:
    """The pieces of each row left and right of a gutter; a bullet may stand a little before it."""
    left = [[piece for piece in row if piece.starts[0] < x - OUTDENT * piece.em] for row in rows]
    return left, [[piece for piece in row if piece.starts[0] >= x - OUTDENT * piece.em] for row in rows]


def _without_ends(rows: Rows, x: float) -> tuple[int, int]:
    """Which of some rows stand beside each other: without those at the ends on one side only, behind a wide gap."""
    first, end = 0, len(rows)
    heights = [row[0].baseline for row in rows]
    left, right = ([bool(side) for side in sides] for sides in _sides(rows, x))
    distances = sorted(one - two for one, two in pairwise(heights))
    wide = TAIL * distances[len(distances) // 2] if distances else 0.0
    for place in range(first + 1, end):
        if heights[place - 1] - heights[place] > wide and not (any(left[first:place]) and any(right[first:place])):
            first = place
    for place in range(end - 1, first, -1):
        if heights[place - 1] - heights[place] > wide and not (any(left[place:end]) and any(right[place:end])):
            end = place
    return first, end


def _told(side: Sequence[Sequence[Run]]) -> list[Side]:
    """What a side says, row by row; rows where it says nothing are left out."""
    return [
        Side(
            number,
            pieces[0].starts[0],
            max(piece.ends[-1] for piece in pieces),
            pieces[0].em,
            pieces[0].baseline,
            "".join(piece.text for piece in pieces).strip(),
            FIGURE.fullmatch(pieces[0].text) is not None,
            len(pieces) > 1 and FIGURE.fullmatch(pieces[-1].text) is not None,
        )
        for number, pieces in enumerate(side)
        if pieces
    ]


def _are_columns(left: Sequence[Side], right: Sequence[Side]) -> bool:
    """Whether two sides are columns of prose or lists, and not those of a table."""
    if not all(map(_may_be_column, (left, right))) or not _are_parted(left, right):
        return False
    if _share(left, ENDS) >= MOST_SHARE and _share(right, ENDS) < MOST_SHARE:
        return False  # names with amounts, and remarks on them
    if _share(right, ENDS) >= MOST_SHARE and _share(left, ENDS) < MOST_SHARE:
        return False  # what belongs together stands on one row with its amount
    if (_is_prose(left) and _is_prose(right)) or (_is_priced_list(left) and _is_priced_list(right)):
        return True
    is_told = all(_is_prose(side) or _is_list(side) for side in (left, right))
    return is_told and (_stand_apart(left, right) or _begin_apart(left, right))


def _stand_apart(left: Sequence[Side], right: Sequence[Side]) -> bool:
    """Whether many rows of either side have nothing beside them: the sides are set on baselines of their own."""
    common = len({side.row for side in left} & {side.row for side in right})
    return all(len(side) - common >= APART_SHARE * len(side) for side in (left, right))


def _begin_apart(left: Sequence[Side], right: Sequence[Side]) -> bool:
    """Whether what begins on one side mostly begins beside the middle of something: the cells of a table begin together."""
    begins = [
        {each.row for before, each in zip([None, *side], side, strict=False) if not before or _begins(before, each)}
        for side in (left, right)
    ]
    fewer = min(map(len, begins))
    return fewer >= ENOUGH_BEGINS and len(begins[0] & begins[1]) <= MOST_SHARE * fewer


def _begins(before: Side, side: Side) -> bool:
    return side.row > before.row + 1 or begins_item(side.text)


def _may_be_column(side: Sequence[Side]) -> bool:
    return len(side) >= FEWEST_ROWS and _share(side, BEGINS) <= FIGURES_SHARE


def _are_parted(left: Sequence[Side], right: Sequence[Side]) -> bool:
    """Whether white runs between the two sides, and both are wide enough to hold prose."""
    left_edges, right_edges = ((min(each.x0 for each in side), max(each.x1 for each in side)) for side in (left, right))
    em = max(left[0].em, right[0].em)
    room = max(NARROWEST * (right_edges[1] - left_edges[0]), NARROWEST_EMS * em)
    is_wide = all(edges[1] - edges[0] >= room for edges in (left_edges, right_edges))
    return is_wide and right_edges[0] - left_edges[1] >= LEAST_WHITE * em


def _is_prose(side: Sequence[Side]) -> bool:
    """Whether rows were broken at a margin and hold sentences."""
    margin = max(each.x1 for each in side)
    full = sum(each.x1 >= margin - FULL * each.em and len(each.text) >= LONG_ROW for each in side)
    sentences = sum(SENTENCE.search(each.text) is not None for each in side)
    return full >= max(ENOUGH_FULL, FULL_SHARE * len(side)) and sentences >= ENOUGH_SENTENCES


def _is_list(side: Sequence[Side]) -> bool:
    """Whether rows begin items that are more than labels."""
    return sum(begins_item(each.text) for each in side) >= ENOUGH_ITEMS and sum(len(each.text) for each in side) >= LONG_ROW * len(
        side
    )


def _is_priced_list(side: Sequence[Side]) -> bool:
    """Whether rows are items with their money: a table's half row is one or the other."""
    return sum(begins_item(each.text) and MONEY.search(each.text) is not None for each in side) >= ENOUGH_BEGINS


def _share(side: Sequence[Side], told: Callable[[Side], bool]) -> float:
    return sum(map(told, side)) / len(side)


def _edges(rows: Rows) -> tuple[float, float]:
    pieces = [*chain.from_iterable(rows)]
    return round(min([piece.starts[0] for piece in pieces]), 1), round(max([piece.ends[-1] for piece in pieces]), 1)
