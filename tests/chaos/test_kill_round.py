"""kill -9 at named points of a round, then another round: the ledger says what it says after a round that nobody kills."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.rounds import FIRST, MIXED, REPLACED, Scene, opened, set_up

POINTS = (
    "before robots.txt",
    "after the index page",
    "between the list and the releases",
    "while a file comes",
    "after a capture is kept",
    "before a capture is read",
    "in the transaction of a round",
    "between a round and its checks",
    "in the transaction of the checks",
    "before the hosts are given back",
)
OF_A_MIXED_ROUND = (
    "while a hold is recorded",
    "after a hold",
    "while a withdrawal is recorded",
    "between a withdrawal and its checks",
)


@pytest.fixture
def scene(database_url: str, tmp_path: Path) -> Iterator[Scene]:
    with opened(database_url, tmp_path) as watched:
        yield watched


EXPECTED: dict[str, dict[str, int]] = {
    FIRST: {"releases": 4, "editions": 4, "changes": 0, "owed": 0, "holds": 0},
    REPLACED: {"releases": 4, "editions": 5, "changes": 1, "owed": 1, "holds": 0},
    MIXED: {"releases": 5, "editions": 6, "holds": 1},
}
"""How much a round that nobody kills leaves, so that what is compared with it is known to be something."""


@pytest.mark.parametrize("which", [FIRST, REPLACED, MIXED])
def test_a_kill_at_each_named_point_of_a_round_loses_and_doubles_nothing(scene: Scene, which: str) -> None:
    set_up(scene, which)
    assert scene.run()[0] in (0, 1)
    undisturbed = scene.state()
    assert {name: len(undisturbed[name]) for name in EXPECTED[which]} == EXPECTED[which]
    if which == MIXED:
        assert {"withdrawn", "appeared", "amount"} <= {change.split("'")[3] for change in undisturbed["changes"]}
    for point in (*POINTS, *(OF_A_MIXED_ROUND if which == MIXED else ())):
        scene.bring_back()
        assert scene.run(point)[0] == -signal.SIGKILL, point
        scene.assert_captures_are_whole()
        scene.look_again()
        assert scene.state() == undisturbed, point
