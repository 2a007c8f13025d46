"""Which recognised neighbours go along when what is left is looked for."""

from __future__ import annotations

from monitor.budget import Entry
from monitor.pipeline.beside import NEAREST, neighbours
from storage.editions import Statement
from storage.tables import Edition

EDITION = Edition(id=1)


def stated(row: int, measure: str | None = None) -> Statement:
    return Statement(Entry(id=str(row), name=f"事業{row}"), row, measure, EDITION)


def test_the_nearest_recognised_rows_to_either_side_go_along_with_what_the_other_budget_states_of_them() -> None:
    firsts = [stated(row) for row in range(1, 12)]
    measures = {row: f"m{row}" for row in range(1, 12) if row != 6}
    other = [stated(100 + row, f"m{row}") for row in range(1, 12)]
    found = neighbours(firsts, measures, other)
    assert [one.row for one in found.rows] == [3, 4, 5, 7, 8, 9]
    assert [one.row for one in found.known] == [103, 104, 105, 107, 108, 109]
    assert len(found.rows) == 2 * NEAREST


def test_neighbours_that_the_other_budget_does_not_state_tell_no_place() -> None:
    firsts = [stated(row) for row in range(1, 8)]
    measures = {row: f"m{row}" for row in range(1, 7)}
    found = neighbours(firsts, measures, [stated(101, "m1"), stated(102, "m1"), stated(106, "m6")])
    assert [(one.row, two.row) for one, two in zip(found.rows, found.known, strict=True)] == [(1, 101), (6, 106)]


def test_where_nothing_is_recognised_yet_or_nothing_is_left_nobody_goes_along() -> None:
    firsts, other = [stated(1), stated(2)], [stated(101, "m1"), stated(102, "m2")]
    assert neighbours(firsts, {}, other).rows == ()
    assert neighbours(firsts, {1: "m1", 2: "m2"}, other).rows == ()
