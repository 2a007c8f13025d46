"""Against the official year-to-year links of thousands of programs, and against a reader's links between real releases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.budget import Entry, entry_from_json
from monitor.match import match

pytestmark = pytest.mark.shared


def entries(path: Path) -> list[Entry]:
    return [entry_from_json(row) for row in rows(path)]


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


@pytest.mark.parametrize("year", [2018, 2019])
def test_official_links_are_found(shared: Path, year: int) -> None:
    folder = shared / "data" / "match"
    gold = {(row["prev_id"], row["next_id"]): row["tier"] for row in rows(folder / f"links_{year}.jsonl")}
    links = match(entries(folder / f"prev_{year}.jsonl"), entries(folder / f"next_{year}.jsonl"))
    found = {(link.prev_id, link.next_id): link.score for link in links}
    core = {pair for pair, tier in gold.items() if tier == "core"}
    judged = {pair for pair in found if gold.get(pair) != "secondary"}
    precision, recall = len(core & judged) / len(judged), len(core & judged) / len(core)
    assert 2 * precision * recall / (precision + recall) >= 0.99
    sure = [pair in core for pair in judged if found[pair] >= 0.9]
    assert sum(sure) / len(sure) >= 0.9


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
