"""The slide layout on a real release: what an expert reads in it, and what a silent replacement changes in it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from monitor.budget import Entry, entry_to_json
from monitor.parse import parse
from tests.parse.documents import document

pytestmark = pytest.mark.shared
NAME = "cfa-shougaiji-fy2025-request"
SEEDS = range(1, 6)


def read(path: Path) -> tuple[Entry, ...]:
    parsed = parse(document(path.read_text(encoding="utf-8"), path.name))
    assert parsed.layouts == ("slide",)
    return parsed.entries


def test_an_expert_reads_the_same(shared: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    entries = read(shared / f"data/releases/{NAME}.txt")
    out.write_text("\n".join(json.dumps(entry_to_json(entry)) for entry in entries), encoding="utf-8")
    command = [sys.executable, shared / "eval/parse_score.py", "--gold", shared / f"data/gold/{NAME}.jsonl", "--json", out]
    figures = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert figures["entry_f1"] >= 0.95
    assert figures["strict_f1"] >= 0.93
    assert figures["rates_f1"] >= 0.9
    assert figures["unit_amounts_f1"] >= 0.85
    assert figures["division"] == 1.0


def test_lost_titles_go_to_review(shared: Path) -> None:
    measures = [entry for entry in read(shared / f"data/releases/{NAME}.txt") if entry.level == "measure"]
    assert len(measures) == 13
    assert all(entry.confidence < 0.5 for entry in measures)
    assert len({entry.name for entry in measures}) == 13


@pytest.mark.parametrize("seed", SEEDS)
def test_a_silent_replacement_changes_what_was_replaced_and_nothing_else(shared: Path, tmp_path: Path, seed: int) -> None:
    release, gold = shared / f"data/releases/{NAME}.txt", shared / f"data/gold/{NAME}.jsonl"
    out, truth = tmp_path / "next.txt", tmp_path / "truth.jsonl"
    command = [sys.executable, shared / "eval/mutate.py", "--release", release, "--gold", gold, "--basis", "revision"]
    subprocess.run([*command, "--seed", str(seed), "--out", out, "--truth", truth], check=True, capture_output=True)
    wanted = [json.loads(row) for row in truth.read_text(encoding="utf-8").splitlines()]
    lines = {row["name"]: row["line"] for row in map(json.loads, gold.read_text(encoding="utf-8").splitlines())}
    found = _differences(read(release), read(out))
    assert len(found) == len(wanted) >= 3
    for change in wanted:
        assert any(_is(change, lines[change["name"]], *difference) for difference in found), change


Difference = tuple[int, str, Any, Any]


def _differences(before: tuple[Entry, ...], after: tuple[Entry, ...]) -> list[Difference]:
    """Line, field and both values of every field that differs, entry by entry in order of place.

    How sure the reader is counts where the amount is the same: a tenfold one is rightly less sure, a new rate is not.
    """
    found: list[Difference] = []
    for a, b in zip(map(entry_to_json, before), map(entry_to_json, after), strict=True):
        beside = {"doc"} if a["amount_yen"] == b["amount_yen"] else {"doc", "confidence"}
        found += [(a["line"], field, a[field], b[field]) for field in a if field not in beside and a[field] != b[field]]
    return found


def _is(change: dict[str, Any], line: int, at: int, field: str, before: Any, after: Any) -> bool:
    """Whether a difference is that change; a slide named from its own prose stands up to ten lines above the name's line."""
    if not 0 <= line - at <= 10:
        return False
    if change["kind"] == "amount":
        return (field, before, after) == ("amount_yen", change["before_yen"], change["after_yen"])
    pairs = [(list(a["shares"].values()), list(b["shares"].values())) for a, b in zip(before, after, strict=True) if a != b]
    return field == "rates" and pairs == [(change["before"], change["after"])]
