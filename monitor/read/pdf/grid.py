"""Rules to grids: which cells the rules of a page close, also where a rule of the frame is missing.

pdfplumber's plain functions were measured on the same rules: they find no cell where a rule of the frame is missing, and their
search for cells takes ten times as long.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import compress, pairwise
from typing import NamedTuple

from monitor.read.making import maker
from monitor.read.pdf.ruling import Rules, Segment

TOUCHING = 4.0  # points between rules of one table
SAME_END = 4.0  # points; rules that end so near to each other end at one missing rule
APART = 7.0  # points that level rules must reach beyond the last upright one before a side rule is missing there
DRAWN = 0.5  # share of a cell's side that must be drawn
FEWEST_COLUMNS = 3
MOST_RULES = 600  # of a page after joining; beyond, it is a drawing
MOST_SQUARES = 20_000


class Region(NamedTuple):
    """One cell of a grid: bands top to bottom and columns left to right, the first included and the last not."""

    top: int
    left: int
    bottom: int
    right: int


_made_region = maker(Region)
Owners = list[list[Region | None]]
"""Cells by band and column, and none behind the last column, which is also the one before the first."""


class Grid(NamedTuple):
    """A ruled table. xs: its column edges from left to right; ys: its band edges from top to bottom; both in points.

    cells: every closed cell, by band and column.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Region, ...]


def grids_of(rules: Rules) -> list[Grid]:
    """The grids of a page from top to bottom, side by side from left to right."""
    if not rules.level or len(rules.level) + len(rules.upright) > MOST_RULES:
        return []
    found = [grid for level, upright in _touching(rules) if (grid := _grid(level, upright)) is not None]
    return sorted(found, key=lambda grid: (-round(grid.ys[0] / TOUCHING), grid.xs[0]))


def owners_of(grid: Grid) -> Owners:
    """The cell that each square is of."""
    owners: Owners = [[None] * len(grid.xs) for _ in grid.ys[1:]]
    for cell in grid.cells:
        top, left, bottom, right = cell
        for band in owners[top:bottom]:
            band[left:right] = [cell] * (right - left)
    return owners


def _touching(rules: Rules) -> list[tuple[list[Segment], list[Segment]]]:
    """The rules in groups that hang together."""
    count = len(rules.level)
    group = list(range(count + len(rules.upright)))

    def root(member: int) -> int:
        while group[member] != member:
            group[member] = group[group[member]]
            member = group[member]
        return member

    heights = [y for y, _, _ in rules.level]
    for place, (x, low, high) in enumerate(rules.upright, count):
        for number in range(bisect_left(heights, low - TOUCHING), bisect_right(heights, high + TOUCHING)):
            _, left, right = rules.level[number]
            if left - TOUCHING <= x <= right + TOUCHING:
                member = number
                while (above := group[member]) != member:
                    group[member] = place
                    member = above
                group[member] = place
    members: dict[int, tuple[list[Segment], list[Segment]]] = {}
    for number, segment in enumerate((*rules.level, *rules.upright)):
        members.setdefault(root(number), ([], []))[number >= count].append(segment)
    return list(members.values())


def _grid(level: Sequence[Segment], upright: Sequence[Segment]) -> Grid | None:
    """The grid of rules that hang together; None where they close too few cells."""
    if len(level) < 2 or len(upright) < FEWEST_COLUMNS - 1:
        return None
    xs = sorted({x for x, _, _ in upright})
    ys = sorted({y for y, _, _ in level}, reverse=True)
    sides = _missing([left for _, left, _ in level], xs[0], -1) + _missing([right for _, _, right in level], xs[-1], 1)
    edges = _missing([low for _, low, _ in upright], ys[-1], -1) + _missing([high for _, _, high in upright], ys[0], 1)
    xs = sorted({*xs, *sides})
    ys = sorted({*ys, *edges}, reverse=True)
    bands, columns = len(ys) - 1, len(xs) - 1
    if columns < FEWEST_COLUMNS or bands * columns > MOST_SQUARES:
        return None
    across, down = _by_place(upright), _by_place(level)
    upwards = ys[::-1]
    sides_drawn = [[True] * bands if x in (xs[0], xs[-1]) else _are_drawn(across[x], upwards)[::-1] for x in xs]
    walls = list(zip(*sides_drawn, strict=True))
    floors = [[True] * columns if y in (ys[0], ys[-1]) else _are_drawn(down[y], xs) for y in ys]
    return Grid(tuple(round(x, 1) for x in xs), tuple(round(y, 1) for y in ys), tuple(_regions(walls, floors)))


def _missing(ends: Sequence[float], last: float, side: int) -> list[float]:
    """Where a rule is missing: rules across end together beyond the last one there is."""
    beyond = sorted((end for end in ends if (end - last) * side > APART), key=lambda end: -end * side)
    if not beyond:
        return []
    together = [end for end in beyond if abs(end - beyond[0]) <= SAME_END]
    return [beyond[0]] if len(together) > len(ends) / 3 else []


def _by_place(segments: Sequence[Segment]) -> Mapping[float, list[tuple[float, float]]]:
    """Where rules at each place begin and end."""
    spans: dict[float, list[tuple[float, float]]] = defaultdict(list)
    for place, low, high in segments:
        spans[place].append((low, high))
    return spans


def _are_drawn(spans: Sequence[tuple[float, float]], places: Sequence[float]) -> list[bool]:
    """Whether rules at one place are drawn from each of these rising places to the next."""
    squares = len(places) - 1
    drawn = [False] * squares
    covered: dict[int, float] = {}
    for start, end in spans:
        first, last = bisect_left(places, start), bisect_right(places, end) - 1
        if first < last:
            drawn[first:last] = [True] * (last - first)
        if 0 < first <= last:
            covered[first - 1] = covered.get(first - 1, 0.0) + (places[first] - start)
        if 0 <= last < squares:
            covered[last] = covered.get(last, 0.0) + (end - max(start, places[last]))
    for square, length in covered.items():
        drawn[square] = drawn[square] or length >= DRAWN * (places[square + 1] - places[square])
    return drawn


def _regions(walls: Sequence[Sequence[bool]], floors: Sequence[Sequence[bool]]) -> Iterator[Region]:
    """The cells: squares that no rule parts. What leaks through a gap into a shape that is no rectangle is cut band by band."""
    columns = range(len(walls[0]))
    seen: set[tuple[int, int]] = set()
    for band in range(len(walls)):
        drawn = compress(columns, walls[band])
        is_closed = all(floors[band]) and all(floors[band + 1])
        for begin, end in pairwise(drawn):
            if is_closed:
                yield _made_region((band, begin, band + 1, end))
            elif (band, begin) in seen:
                continue
            elif bottom := _bottom(band, begin, end, walls, floors):
                seen.update([(below, begin) for below in range(band + 1, bottom)])
                yield _made_region((band, begin, bottom, end))
            else:
                shape = _shape(band, begin, walls, floors)
                seen |= shape
                yield from _rectangles(shape)


def _bottom(top: int, left: int, right: int, walls: Sequence[Sequence[bool]], floors: Sequence[Sequence[bool]]) -> int | None:
    """Where a cell ends that goes down from here between the same two walls; None where it does not end, or is no rectangle."""
    bottom = top + 1
    if right - left == 1:
        while floors[top][left] and not floors[bottom][left] and walls[bottom][left] and walls[bottom][right]:
            bottom += 1
        return bottom if floors[top][left] and floors[bottom][left] else None
    if not all(floors[top][left:right]):
        return None
    while not any(floors[bottom][left:right]):
        wall = walls[bottom]
        if not (wall[left] and wall[right]) or any(wall[left + 1 : right]):
            return None
        bottom += 1
    return bottom if all(floors[bottom][left:right]) else None


def _shape(band: int, column: int, walls: Sequence[Sequence[bool]], floors: Sequence[Sequence[bool]]) -> set[tuple[int, int]]:
    """The squares that are one with this square."""
    shape = {(band, column)}
    pending = [(band, column)]
    while pending:
        y, x = pending.pop()
        for square, closed in (
            ((y, x + 1), walls[y][x + 1]),
            ((y, x - 1), walls[y][x]),
            ((y + 1, x), floors[y + 1][x]),
            ((y - 1, x), floors[y][x]),
        ):
            if not closed and square not in shape:
                shape.add(square)
                pending.append(square)
    return shape


def _rectangles(shape: set[tuple[int, int]]) -> Iterator[Region]:
    ys, xs = zip(*shape, strict=True)
    top, bottom, left, right = min(ys), max(ys) + 1, min(xs), max(xs) + 1
    if len(shape) == (bottom - top) * (right - left):
        yield Region(top, left, bottom, right)
        return
    for y, x in sorted(shape):
        if (y, x - 1) in shape:
            continue
        end = x + 1
        while (y, end) in shape:
            end += 1
        yield Region(y, x, y + 1, end)
