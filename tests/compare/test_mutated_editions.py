"""A real release and a later edition of it with known changes, through parse, match and compare: every change and no other."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from monitor.budget import Basis, Change, Entry
from monitor.compare import compare_lists
from monitor.match import match
from monitor.parse import parse
from monitor.read import read

pytestmark = pytest.mark.shared


@dataclass(frozen=True)
class Workshop:
    """Where the real releases and the tools that edit and score them are."""

    shared: Path
    folder: Path

    def tool(self, name: str, *arguments: object) -> str:
        command = [sys.executable, self.shared / "eval" / name, *arguments]
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.parametrize(
    ("release", "basis"),
    [("mhlw-iseikyoku-fy2025-request", Basis.YEAR), ("mhlw-fy2025-supplementary-part1", Basis.REVISION)],
)
def test_a_later_edition_tells_its_changes(shared: Path, tmp_path: Path, release: str, basis: Basis, seed: int) -> None:
    workshop = Workshop(shared, tmp_path)
    text, gold = shared / "data" / "releases" / f"{release}.txt", shared / "data" / "gold" / f"{release}.jsonl"
    edited, truth, found = tmp_path / f"{release}.txt", tmp_path / "truth.jsonl", tmp_path / "found.jsonl"
    workshop.tool(
        "mutate.py", "--release", text, "--gold", gold, "--basis", basis.value, "--seed", seed, "--out", edited, "--truth", truth
    )
    found.write_text("".join(json.dumps(row(change)) + "\n" for change in changes(text, edited, basis)), encoding="utf-8")
    score = workshop.tool("change_score.py", "--truth", truth, "--gold", gold, found)
    assert float(score.split()[-1]) >= 0.95, score


def changes(before: Path, after: Path, basis: Basis) -> list[Change]:
    old, new = entries(before), entries(after)
    return [change for one in compare_lists(match(old, new), old, new, basis, comparable=True) for change in one.changes]


def entries(path: Path) -> tuple[Entry, ...]:
    return parse(read(path.read_bytes(), path.name)).entries


def row(change: Change) -> dict[str, object]:
    return {
        "kind": change.kind.value,
        "name": change.name,
        "old_name": change.old_name,
        "before_yen": change.before_yen,
        "after_yen": change.after_yen,
        "level": change.level,
    }
