"""Ruled tables: the text of a page in the cells that its rules close, a row of the table a row of cells.

Where columns are ruled and rows are not, figures that stand below each other part the rows: each figure begins one.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import compress, pairwise, repeat
from operator import add, itemgetter, ne
from typing import NamedTuple

from monitor.budget import Box
from monitor.read.document import Cell
from monitor.read.making import maker
from monitor.read.marks import begins_item
from monitor.read.pdf.characters import Run, made_run
from monitor.read.pdf.grid import Grid, Owners, Region, grids_of, owners_of
from monitor.read.pdf.rows import Words, words_of
from monitor.read.pdf.ruling import Rules

MIDDLE = 0.35  # em above the baseline: where a letter's middle is
ASCENT, DESCENT = 0.88, 0.12  # em; of a Japanese type's box above and below the baseline
SAME_ROW = 0.45  # em; figures whose baselines are nearer to each other stand in one row
FEWEST_ROWS, FEWEST_COLUMNS, FEWEST_FIGURES = 2, 3, 2
FEWEST_IN_ONE_ROW = 5  # cells with text of a table that goes on with one row at the foot of a page
LEAST_FIGURES = 0.1  # figures for each cell with text
MOST_REMEMBERED = 4096  # texts of cells: the same ones come again in many
ACROSS, MOST_LINES_ACROSS = 0.6, 3  # of the table's width; lines of a cell so wide: a sheet's frame holds prose
FIGURE = re.compile(
    r"""
    [△▲－−+＋-]? \s*
    (?: [0-9０-９]{1,3} (?: \s* [,，.．] \s* [0-9０-９]+ )* | [0-9０-９]+ )
    \s* (?: [兆億百十万千]* 円 | [%％件人] )?
    """,
    re.X,
)
"""2, 936, 501, △ 111,155, 34.8, 14件: a cell's line that is a figure and nothing else."""
UNIT = re.compile(r"[(（]? (?: 単位 [:：]? )? (?: 百万 | 千 | 万 | 億 )? 円 [)）]? | [%％]", re.X)
"""千円, （単位：千円）: a line at the head of a column of figures."""
LETTER = re.compile(r"[\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff]")
WORD_END, WORD_START = re.compile(r"[0-9A-Za-z,.]$"), re.compile(r"[0-9A-Za-z]")


class RuledRow(NamedTuple):
    """One row of a ruled table and where it stands."""

    cells: tuple[Cell, ...]
    box: Box


class RuledTable(NamedTuple):
    """A ruled table of a page (1-based) with its rows from top to bottom, and where it stands."""

    page: int
    rows: tuple[RuledRow, ...]
    box: Box


class Piece(NamedTuple):
    """What a cell says in one row of the table: its text, and the baseline and size where it is set in rows of its own."""

    text: str
    baseline: float
    em: float
    figure: str = ""


class Filled(NamedTuple):
    """A cell with its lines; many: each line is a row of its own."""

    region: Region
    lines: tuple[Words, ...]
    many: bool


_made_box, _made_cell, _made_piece, _made_filled = maker(Box), maker(Cell), maker(Piece), maker(Filled)


def tables_of(page: int, rules: Rules, runs: Sequence[Run]) -> tuple[list[RuledTable], list[Run]]:
    """The ruled tables of a page from top to bottom, and the runs (of one direction) that stand in none of them.

    Only a grid of at least two bands and three columns that holds figures is one: the frames of slides and sheets are none.
    """
    tables: list[RuledTable] = []
    left = list(runs)
    for grid in grids_of(rules.turned(runs[0].direction)) if runs else ():
        owners = owners_of(grid)
        inside, outside = _parted(grid, owners, left)
        filled = _filled(inside)
        if not _is_table(grid, filled):
            continue
        rows = tuple(_rows(grid, owners, filled))
        left = outside
        tables.append(RuledTable(page, rows, _rounded(grid.xs[0], grid.ys[-1], grid.xs[-1], grid.ys[0])))
    return tables, left


def _parted(grid: Grid, owners: Owners, runs: Sequence[Run]) -> tuple[dict[Region, list[Run]], list[Run]]:
    """The runs inside the grid by the cell they stand in, cut where a rule parts them, and those outside."""
    rising = [-y for y in grid.ys]
    xs, bands = grid.xs, len(grid.ys) - 1
    doubled = [2 * x for x in xs]
    inside: dict[Region, list[Run]] = defaultdict(list)
    outside: list[Run] = []
    for run in runs:
        _, starts, ends, baseline, em, _, _ = run
        band = bisect(rising, -(baseline + MIDDLE * em)) - 1
        if not 0 <= band < bands:
            outside.append(run)
            continue
        column = bisect(xs, min(starts))
        parts = ((column, run),) if column == bisect(xs, max(ends)) else _by_column(doubled, run)
        own = owners[band]
        for column, part in parts:
            owner = own[column - 1]
            (outside if owner is None else inside[owner]).append(part)
    return inside, outside


def _by_column(doubled: Sequence[float], run: Run) -> Iterator[tuple[int, Run]]:
    """The columns that a run stands in, the first one 1 (0 and the last edge's are outside), each with the part of the run.

    doubled: twice the place of each edge, as twice a letter's middle is the sum of its ends.
    """
    text, starts, ends, baseline, em, direction, indexes = run
    columns = list(map(bisect, repeat(doubled), map(add, starts, ends)))
    one, count = 0, len(columns)
    for two in [*compress(range(1, count), map(ne, columns, columns[1:])), count]:
        if two - one == count:
            yield columns[0], run
        else:
            yield columns[one], made_run((text[one:two], starts[one:two], ends[one:two], baseline, em, direction, indexes[one:two]))
        one = two


def _filled(inside: Mapping[Region, Sequence[Run]]) -> list[Filled]:
    """The cells that say something with their lines, by band and column; those whose lines are rows of their own are told."""
    lines = {cell: tuple(words_of(runs)) for cell, runs in inside.items()}
    filled = []
    for cell in sorted(lines):
        own = lines[cell]
        many = len(own) > 1 and (sum(map(_begins_row, own)) > 1 or _is_beside_figures(cell, own, lines))
        if own:
            filled.append(_made_filled((cell, own, many)))
    return filled


def _begins_row(line: Words) -> bool:
    """Whether a line of a cell is a row by itself: a figure, a unit above figures, or words with a figure set apart."""
    return _ends_in_figure(line.text) or _is_unit(line.text)


@lru_cache(MOST_REMEMBERED)
def _ends_in_figure(line: str) -> bool:
    """Whether a line of a cell is a figure, or ends in one that is set apart."""
    return FIGURE.fullmatch(line.rpartition("\t")[2]) is not None


@lru_cache(MOST_REMEMBERED)
def _is_unit(line: str) -> bool:
    return UNIT.fullmatch(line) is not None


def _is_beside_figures(cell: Region, own: Sequence[Words], lines: Mapping[Region, Sequence[Words]]) -> bool:
    """Whether a cell of words stands to the left of figures that part it into rows."""
    if any(map(_begins_row, own)):
        return False
    beside = sorted((other for other in lines if other.top == cell.top and other.left >= cell.right), key=lambda other: other.left)
    for other in beside:
        figures = sum(map(_begins_row, lines[other]))
        if figures:
            return other.bottom == cell.bottom and figures > 1 and figures == len(lines[other])
    return False


def _is_table(grid: Grid, filled: Sequence[Filled]) -> bool:
    """Whether the cells make a table of figures: enough rows and columns with text, some of it figures, and no prose across it."""
    across = ACROSS * (grid.xs[-1] - grid.xs[0])
    prose = (each.region for each in filled if len(each.lines) > MOST_LINES_ACROSS and not each.many)
    if any(grid.xs[region.right] - grid.xs[region.left] >= across for region in prose):
        return False
    figures = sum([_ends_in_figure(line.text) for each in filled for line in each.lines])
    if figures < max(FEWEST_FIGURES, LEAST_FIGURES * len(filled)) or len({each.region.left for each in filled}) < FEWEST_COLUMNS:
        return False
    is_one_row = len({each.region.top for each in filled}) < FEWEST_ROWS
    return not is_one_row or (len(filled) >= FEWEST_IN_ONE_ROW and figures > FEWEST_FIGURES)


def _rows(grid: Grid, owners: Owners, filled: Sequence[Filled]) -> Iterator[RuledRow]:
    """The table's rows, from top to bottom; one without any text is left out."""
    apart, by_band = _figures_apart(filled), _by_band(filled, grid)
    several = {each.region for each in filled if each.many}
    for band, squares in enumerate(owners):
        if band not in by_band:
            continue
        across = [region for region in dict.fromkeys(squares) if region is not None]
        for pieces, baseline in _subrows(by_band[band], several):
            cells: list[Cell] = []
            for region in across:
                if (piece_of := pieces.get(region)) is not None:
                    cells += _cells(region, piece_of, apart, grid, band)
                else:
                    cells += _blanks(region.right - region.left, region.right in apart)
            if any(map(_first, cells)):
                yield RuledRow(tuple(cells), _row_box(grid, band, baseline))


def _by_band(filled: Sequence[Filled], grid: Grid) -> Mapping[int, list[tuple[Region, Piece]]]:
    """What the cells say by band: all at a cell's first, or each of its lines where it stands."""
    by_band: dict[int, list[tuple[Region, Piece]]] = defaultdict(list)
    for region, lines, many in filled:
        if many:
            for band, piece in _pieces(lines, grid):
                by_band[band].append((region, piece))
        else:
            text, figure = _figure_apart(lines[0].text) if len(lines) == 1 else (_one_line(lines), "")
            by_band[region.top].append((region, _made_piece((text, lines[0].baseline, lines[0].em, figure))))
    return by_band


def _pieces(lines: Sequence[Words], grid: Grid) -> Iterator[tuple[int, Piece]]:
    """What each line of a cell says, and in which band it stands."""
    rising = [-y for y in grid.ys]
    for line in lines:
        band = bisect(rising, -(line.baseline + MIDDLE * line.em)) - 1
        *words, last = line.text.split("\t")
        if words and FIGURE.fullmatch(last):
            yield band, Piece(_squeezed(" ".join(words)), line.baseline, line.em, _squeezed(last))
        else:
            yield band, Piece(_squeezed(line.text), line.baseline, line.em)


def _figure_apart(line: str) -> tuple[str, str]:
    """The words of a cell's only line, and the figure at its end that white parts from them, if there is one."""
    if "\t" in line:
        *words, last = [_squeezed(part) for part in line.split("\t")]
        if FIGURE.fullmatch(last):
            return _squeezed(" ".join(words)), last
    return _squeezed(line), ""


def _subrows(
    told: Sequence[tuple[Region, Piece]], several: set[Region]
) -> Iterator[tuple[dict[Region, Piece], tuple[float, float] | None]]:
    """The rows of one band, each with what its cells say and its baseline and size; one row where no cell has several."""
    begins = _begins([(region, piece) for region, piece in told if region in several]) if several else []
    if len(begins) < 2:
        rows = dict(told)
        if len(rows) < len(told):
            rows.clear()
            for region, piece in told:
                rows[region] = _joined(rows[region], piece) if region in rows else piece
        yield rows, None
        return
    parts: list[dict[Region, Piece]] = [{} for _ in begins]
    falling = [-begin.baseline for begin in begins]
    for region, piece in sorted(told, key=_depth):
        part = parts[max(bisect(falling, SAME_ROW * piece.em - piece.baseline) - 1, 0)]
        part[region] = _joined(part[region], piece) if region in part else piece
    yield from ((part, (begin.baseline, begin.em)) for part, begin in zip(parts, begins, strict=True))


def _depth(told: tuple[Region, Piece]) -> float:
    """What puts pieces in order from top to bottom."""
    return -told[1].baseline


def _begins(told: Sequence[tuple[Region, Piece]]) -> list[Piece]:
    """The pieces that begin a row, from top to bottom, those on one baseline once: figures, units, and what stands below a unit."""
    begins: list[Piece] = []
    above: dict[Region, Piece] = {}
    for region, piece in sorted(told, key=_depth):
        below_unit = region in above and _is_unit(above[region].text)
        above[region] = piece
        if not (below_unit or _stands_alone(piece)):
            continue
        if not begins or begins[-1].baseline - piece.baseline > SAME_ROW * piece.em:
            begins.append(piece)
    return begins


def _stands_alone(piece: Piece) -> bool:
    return bool(piece.figure) or _ends_in_figure(piece.text) or _is_unit(piece.text)


def _joined(one: Piece, other: Piece) -> Piece:
    return one._replace(text=_whole([one.text, other.text]), figure=one.figure or other.figure)


def _figures_apart(filled: Sequence[Filled]) -> set[int]:
    """The columns whose lines end in figures set apart: they are two columns, and no rule stands between them."""
    found: dict[int, int] = defaultdict(int)
    for each in filled:
        for line in each.lines:
            if "\t" in line.text and _ends_in_figure(line.text):
                found[each.region.right] += 1
    return {column for column, count in found.items() if count > 1}


@cache
def _blanks(columns: int, are_two: bool) -> tuple[Cell, ...]:
    """A cell that says nothing, and a further one where figures stand apart in its column."""
    return (Cell("", columns), Cell("")) if are_two else (Cell("", columns),)


def _cells(region: Region, piece: Piece, apart: set[int], grid: Grid, band: int) -> tuple[Cell, ...]:
    """The cell, and a further one for figures that no rule parts from their words."""
    top, left, bottom, right = region
    box = _made_box((grid.xs[left], grid.ys[bottom], grid.xs[right], grid.ys[max(band, top)]))
    text, figure = piece.text, piece.figure
    if right not in apart:
        return (_made_cell((f"{text} {figure}".strip() if figure else text.strip(), right - left, box)),)
    if figure or not text:
        return Cell(text, right - left, box if text else None), Cell(figure, 1, box if figure else None)
    return (Cell(text, right - left + 1, box),)


def _row_box(grid: Grid, band: int, baseline: tuple[float, float] | None) -> Box:
    y0, y1 = grid.ys[band + 1], grid.ys[band]
    if baseline is None:
        return Box(grid.xs[0], y0, grid.xs[-1], y1)
    y0, y1 = max(y0, baseline[0] - DESCENT * baseline[1]), min(y1, baseline[0] + ASCENT * baseline[1])
    return _rounded(grid.xs[0], min(y0, y1), grid.xs[-1], max(y0, y1))


def _rounded(*sides: float) -> Box:
    return Box(*[round(side, 1) for side in sides])


def _one_line(lines: Sequence[Words]) -> str:
    """The lines of a cell as one."""
    return _whole([_squeezed(line.text) for line in lines])


def _whole(lines: Sequence[str]) -> str:
    """Lines that a cell's width broke as one; items of a list stay apart, and so do two Latin words or figures."""
    whole = ""
    for line in lines:
        apart = whole and line and (begins_item(line) or (WORD_END.search(whole) and WORD_START.match(line)))
        whole = f"{whole} {line}" if apart else whole + line
    return whole


@lru_cache(MOST_REMEMBERED)
def _squeezed(text: str) -> str:
    """A line of a cell without the white that spreads a word or a figure over the cell: 消　費　的　経　費, 2, 936, 501, △ 100."""
    parts = text.split()
    if len(parts) < 2:
        return parts[0] if parts else ""
    if FIGURE.fullmatch("".join(parts)) and not any(map(_are_two_figures, parts, parts[1:])):
        return "".join(parts)
    squeezed = parts[0]
    for before, part in pairwise(parts):
        spread = len(before) == 1 and len(part) == 1 and LETTER.match(before) and LETTER.match(part)
        squeezed += part if spread else f" {part}"
    return squeezed


def _are_two_figures(one: str, other: str) -> bool:
    """Whether white parts two figures, and not a spread figure's digits."""
    return one[-1].isdigit() and other[0].isdigit() and len(one) + len(other) > 2


_first = itemgetter(0)
