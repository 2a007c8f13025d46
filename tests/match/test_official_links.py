"""Against the official year-to-year links of thousands of programs, and against a reader's links between real releases."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest

from monitor.budget import Entry, entry_from_json
from monitor.match import ACCEPT, Link, match
from monitor.match.evaluate import Evaluation, OfficialLink, evaluate
from monitor.match.known import blocks_of

pytestmark = pytest.mark.shared


def entries(path: Path) -> list[Entry]:
    return [entry_from_json(row) for row in rows(path)]


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


@pytest.fixture(scope="module")
def told(shared: Path) -> dict[str, Evaluation]:
    """The shipped matcher on both years, in each state of knowledge. Its weights were fitted to these links: a floor, no merit."""
    found: dict[str, list[Link]] = defaultdict(list)
    known: dict[str, list[OfficialLink]] = defaultdict(list)
    for block in blocks_of(shared / "data" / "match"):
        found[block.state] += match(block.older, block.newer, include_all=True)
        known[block.state] += block.known.values()
    return {state: evaluate(found[state], known[state], ACCEPT) for state in found}


@pytest.mark.parametrize(("state", "least"), [("everything", 0.995), ("names and amounts", 0.993), ("names", 0.982)])
def test_official_links_are_found(told: dict[str, Evaluation], state: str, least: float) -> None:
    assert told[state].core.f1 >= least
    for tenth in told[state].tenths.values():
        assert tenth.links < 50 or tenth.right == pytest.approx(tenth.score, abs=0.05)


def test_renames_splits_and_merges_are_found_as_often_as_they_were(told: dict[str, Evaluation]) -> None:
    every = told["everything"]
    assert every.core.precision >= 0.995
    assert every.recall["renamed"] >= 0.95
    assert every.recall["split"] >= 0.5
    assert every.recall["merge"] >= 0.65
    assert every.strict.f1 >= 0.983


def test_a_release_matched_with_itself_links_each_entry_to_itself(shared: Path) -> None:
    for path in sorted((shared / "data" / "gold").glob("*request.jsonl")):
        own = [entry_from_json({**row, "id": f"e{n}"}) for n, row in enumerate(rows(path))]
        assert all(link.prev_id == link.next_id for link in match(own, own)), path.name


def test_alike_measures_of_two_releases_are_not_linked(shared: Path) -> None:
    folder = shared / "data" / "gold"
    places = {path.stem + ".txt": path for path in folder.glob("*.jsonl")}
    links = [row for row in rows(folder / "links.jsonl") if row["relation"] == "similar_but_different"]
    across = [(row["a"], row["b"]) for row in links if row["a"]["doc"] != row["b"]["doc"]]  # type: ignore[index]
    assert across
    for one, other in across:
        found = match(_named(places[one["doc"]], "a"), _named(places[other["doc"]], "b"))
        assert (one["name"], other["name"]) not in {(link.prev_id.split("|")[1], link.next_id.split("|")[1]) for link in found}


def test_one_measure_in_two_releases_is_linked(shared: Path) -> None:
    """Every pair that the reader calls the same or renamed, where both releases give it as an entry."""
    folder = shared / "data" / "gold"
    places = {path.stem + ".txt": path for path in folder.glob("*.jsonl")}
    links = [row for row in rows(folder / "links.jsonl") if row["relation"] in ("same", "renamed")]
    across = [(row["a"], row["b"]) for row in links if row["a"]["doc"] != row["b"]["doc"]]  # type: ignore[index]
    judged = 0
    for one, other in across:
        prev, next_ = _named(places[one["doc"]], "a"), _named(places[other["doc"]], "b")
        if one["name"] in {e.name for e in prev} and other["name"] in {e.name for e in next_}:
            pairs = {(link.prev_id.split("|")[1], link.next_id.split("|")[1]) for link in match(prev, next_)}
            assert (one["name"], other["name"]) in pairs
            judged += 1
    assert judged >= 3


def _named(path: Path, side: str) -> list[Entry]:
    """The entries of a reading with ids that tell the name."""
    return [entry_from_json({**row, "id": f"{side}{n}|{row['name']}"}) for n, row in enumerate(rows(path))]
