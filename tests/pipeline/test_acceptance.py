"""Known changes in real releases: a mutated edition is taken in by the real commands, and what they report is scored."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from monitor.cli import app

pytestmark = pytest.mark.shared

OVERVIEW = "mhlw-iseikyoku-fy2025-request"
SHEETS = "mhlw-fy2025-supplementary-part1"
SLIDES = "cfa-shougaiji-fy2025-request"
SEEDS = (1, 2, 3, 4, 5)

Score = Callable[..., float]


def run(*arguments: object) -> str:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def score(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Score:
    """f1 of the reported changes of a mutated release. named: how to tell the expert's name of a reported change."""
    monkeypatch.setenv("YOSAN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("YOSAN_DATABASE_URL", raising=False)

    def tool(name: str, *arguments: object) -> str:
        command = [sys.executable, shared / "eval" / name, *arguments]
        return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout

    def measure(release: str, basis: str, seed: int, named: Callable[[dict[str, Any], Path], str] | None = None) -> float:
        text, gold = shared / "data" / "releases" / f"{release}.txt", shared / "data" / "gold" / f"{release}.jsonl"
        mutated, truth, found = tmp_path / "mutated.txt", tmp_path / "truth.jsonl", tmp_path / "found.jsonl"
        tool("mutate.py", "--release", text, "--gold", gold, "--basis", basis, "--seed", seed, "--out", mutated, "--truth", truth)
        url = ("--url", "https://www.mhlw.go.jp/release.txt") if basis == "revision" else ()
        for file in (text, mutated):
            run("ingest", file, *url)
        rows = [json.loads(line) for line in run("changes", "--basis", basis, "--format", "jsonl").splitlines()]
        if named:
            rows = [row | {"name": named(row, gold)} for row in rows]
        found.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        said = tool("change_score.py", "--truth", truth, "--gold", gold, found)
        return float(re.findall(r"f1 ([0-9.]+)", said)[0])

    return measure


def name_at_line(row: dict[str, Any], gold: Path) -> str:
    """The expert's name for what stands at the line that a change points at."""
    entries = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    at = (row["evidence"]["before"] or row["evidence"]["after"])["line"]
    nearest: str = min((e for e in entries if e["level"] == row["level"]), key=lambda e: abs(e["line"] - at))["name"]
    return nearest


@pytest.mark.parametrize("seed", SEEDS)
def test_the_next_year_of_the_overview(score: Score, seed: int) -> None:
    assert score(OVERVIEW, "year", seed) >= 0.95


@pytest.mark.parametrize("seed", SEEDS)
def test_a_silent_revision_of_the_sheets(score: Score, seed: int) -> None:
    assert score(SHEETS, "revision", seed) >= 0.9


@pytest.mark.parametrize("seed", SEEDS)
def test_a_silent_revision_of_the_slides(score: Score, seed: int) -> None:
    """Most titles of the slides are lost in the text, so no reader can report the expert's names: they are told by line here."""
    assert score(SLIDES, "revision", seed, name_at_line) >= 0.9
