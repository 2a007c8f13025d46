"""Grids: which cells the rules of a page close."""

from __future__ import annotations

from itertools import pairwise

from monitor.read.making import maker
from monitor.read.pdf.grid import Grid, Region, grids_of, owners_of
from monitor.read.pdf.ruling import Rules, Segment

XS, YS = (50.0, 150.0, 250.0, 350.0), (400.0, 300.0, 200.0, 100.0)


def grid(*, without: tuple[Segment, ...] = ()) -> Grid:
    """The grid of three by three squares, without parts of its inner rules: where, from, to; level ones where y is in YS."""
    level = [(y, one, two) for y in reversed(YS) for one, two in pairwise(XS)]
    upright = [(x, one, two) for x in XS for one, two in pairwise(reversed(YS))]
    level, upright = ([part for part in parts if part not in without] for parts in (level, upright))
    [only] = grids_of(Rules(tuple(level), tuple(upright), 400.0, 500.0))
    return only


def test_every_square_that_rules_close_is_a_cell() -> None:
    assert grid().cells == tuple(Region(band, column, band + 1, column + 1) for band in range(3) for column in range(3))


def test_a_cell_may_go_down_over_several_bands() -> None:
    cells = grid(without=((300.0, 50.0, 150.0), (200.0, 50.0, 150.0))).cells
    assert [cell for cell in cells if cell.left == 0] == [Region(0, 0, 3, 1)]
    assert len(cells) == 7


def test_a_cell_may_go_down_and_right() -> None:
    square = ((300.0, 50.0, 150.0), (300.0, 150.0, 250.0), (150.0, 300.0, 400.0), (150.0, 200.0, 300.0))
    cells = grid(without=square).cells
    assert cells[0] == Region(0, 0, 2, 2)
    assert len(cells) == 6


def test_what_leaks_into_a_shape_that_is_no_rectangle_is_cut_band_by_band() -> None:
    corner = grid(without=((300.0, 50.0, 150.0), (150.0, 200.0, 300.0)))
    assert Region(0, 0, 1, 1) in corner.cells
    assert Region(1, 0, 2, 2) in corner.cells
    assert len(corner.cells) == 8


def test_a_wall_that_ends_inside_of_a_cell_parts_nothing() -> None:
    cells = grid(without=((300.0, 50.0, 150.0), (300.0, 150.0, 250.0), (150.0, 300.0, 400.0))).cells
    assert cells[0] == Region(0, 0, 2, 2)
    assert len(cells) == 6


def test_each_square_is_of_one_cell() -> None:
    tall = grid(without=((300.0, 50.0, 150.0),))
    owners = owners_of(tall)
    assert owners[0][0] == owners[1][0] == Region(0, 0, 2, 1)
    assert all(row[-1] is None for row in owners)


def test_a_row_made_of_its_fields_is_the_row() -> None:
    made = maker(Region)((0, 1, 2, 3))
    assert made == Region(0, 1, 2, 3)
    assert type(made) is Region
    assert made.right == 3
