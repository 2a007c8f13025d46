"""Links held against known ones: what is right, found, and believed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.match import Link
from monitor.match.evaluate import OfficialLink, evaluate

OFFICIAL = [
    OfficialLink("a1", "b1"),
    OfficialLink("a2", "b2", "renamed"),
    OfficialLink("a3", "b3", "split"),
    OfficialLink("a3", "b4", "split", core=False),
]
FOUND = [
    Link("a1", "b1", 0.98, "same"),
    Link("a3", "b4", 0.92, "renamed"),
    Link("a9", "b2", 0.91, "renamed"),
    Link("a2", "b9", 0.45, "renamed"),
]


def test_core_links_must_be_found_and_secondary_ones_are_neither_right_nor_wrong() -> None:
    told = evaluate(FOUND, OFFICIAL, accept=0.7)
    assert (told.core.precision, told.core.recall) == (1 / 2, 1 / 3)
    assert told.core.f1 == pytest.approx(0.4)
    assert (told.strict.precision, told.strict.recall) == (2 / 3, 2 / 4)
    assert told.recall == {"renamed": 0.0, "same": 1.0, "split": 0.5}
    assert [link.prev_id for link in told.wrong] == ["a9"]
    assert [link.pair for link in told.missed] == [("a2", "b2"), ("a3", "b3")]


def test_each_tenth_tells_how_many_of_its_links_are_right() -> None:
    tenths = evaluate(FOUND, OFFICIAL, accept=0.7).tenths
    assert {tenth: (links.links, links.right) for tenth, links in tenths.items()} == {0.4: (1, 0.0), 0.9: (2, 0.5)}
    assert tenths[0.9].score == pytest.approx((0.98 + 0.91) / 2)


def test_the_command_prints_the_figures_as_text_or_as_one_object(tmp_path: Path) -> None:
    rows = {
        "prev": [{"id": "a", "name": "看護研修事業", "fiscal_year": 2025}, {"id": "x", "name": "離島航路", "fiscal_year": 2025}],
        "next": [{"id": "b", "name": "看護研修事業", "fiscal_year": 2026}, {"id": "y", "name": "食品監視", "fiscal_year": 2026}],
        "links": [{"prev_id": "a", "next_id": "b", "kind": "same"}, {"prev_id": "x", "next_id": "y", "kind": "renamed"}],
    }
    for name, objects in rows.items():
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in objects), encoding="utf-8")
    files = [str(tmp_path / f"{name}.jsonl") for name in ("prev", "next", "links")]
    command = [sys.executable, "-m", "monitor", "match", *files[:2], "--evaluate", files[2]]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "recall           0.5000" in text
    assert "missed renamed 離島航路 -> 食品監視" in text
    told = json.loads(subprocess.run([*command, "--format", "jsonl"], check=True, capture_output=True, text=True).stdout)
    assert (told["precision"], told["recall"], told["recall_renamed"]) == (1.0, 0.5, 0.0)
    assert told["tenths"]["0.9"]["links"] == 1


def test_nothing_found_of_nothing_is_all() -> None:
    told = evaluate([], [], accept=0.7)
    assert (told.core.f1, told.strict.f1, told.wrong, told.missed) == (1.0, 1.0, (), ())


@pytest.mark.shared
def test_the_figures_are_those_of_the_common_scorer(shared: Path, tmp_path: Path) -> None:
    gold, found = tmp_path / "gold.jsonl", tmp_path / "found.jsonl"
    gold.write_text(
        "".join(
            json.dumps({"prev_id": o.prev_id, "next_id": o.next_id, "kind": o.kind, "tier": "core" if o.core else "secondary"})
            + "\n"
            for o in OFFICIAL
        ),
        encoding="utf-8",
    )
    taken = [link for link in FOUND if link.score >= 0.7]
    found.write_text("".join(json.dumps(link.to_json()) + "\n" for link in taken), encoding="utf-8")
    scorer = [sys.executable, str(shared / "eval" / "match_score.py"), "--gold", str(gold), str(found), "--json"]
    theirs = json.loads(subprocess.run(scorer, check=True, capture_output=True, text=True).stdout)
    ours = evaluate(FOUND, OFFICIAL, accept=0.7)
    assert (ours.core.precision, ours.core.recall, ours.core.f1) == pytest.approx(
        (theirs["precision"], theirs["recall"], theirs["f1"])
    )
    assert (ours.strict.precision, ours.strict.recall) == pytest.approx((theirs["strict_precision"], theirs["strict_recall"]))
    assert all(ours.recall[kind] == pytest.approx(theirs[f"recall_{kind}"]) for kind in ours.recall)
