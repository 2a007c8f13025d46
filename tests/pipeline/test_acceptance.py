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

Score = Callable[..., list[float]]


def run(*arguments: object) -> str:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def score(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Score:
    """f1 of the reported changes of a mutated release, once for each of `named`: the name under which a change is scored."""
    monkeypatch.setenv("YOSAN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("YOSAN_DATABASE_URL", raising=False)

    def tool(name: str, *arguments: object) -> str:
        command = [sys.executable, shared / "eval" / name, *arguments]
        return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True).stdout

    def measure(release: str, basis: str, seed: int, *named: Callable[[dict[str, Any], Path], str]) -> list[float]:
        text, gold = shared / "data" / "releases" / f"{release}.txt", shared / "data" / "gold" / f"{release}.jsonl"
        mutated, truth, found = tmp_path / "mutated.txt", tmp_path / "truth.jsonl", tmp_path / "found.jsonl"
        tool("mutate.py", "--release", text, "--gold", gold, "--basis", basis, "--seed", seed, "--out", mutated, "--truth", truth)
        url = ("--url", "https://www.mhlw.go.jp/release.txt") if basis == "revision" else ()
        for file in (text, mutated):
            run("ingest", file, *url)
        rows = [json.loads(line) for line in run("changes", "--basis", basis, "--format", "jsonl").splitlines()]
        scores = []
        for name in named:
            told = [json.dumps(row | {"name": name(row, gold)}, ensure_ascii=False) + "\n" for row in rows]
            found.write_text("".join(told), encoding="utf-8")
            said = tool("change_score.py", "--truth", truth, "--gold", gold, found)
            scores.append(float(re.findall(r"f1 ([0-9.]+)", said)[0]))
        return scores

    return measure


def own_name(row: dict[str, Any], gold: Path) -> str:
    """The name under which a change is reported."""
    return str(row["name"])


def name_of_slide(row: dict[str, Any], gold: Path) -> str:
    """The expert's name of the slide in which the changed statement stands; its own where it is that of an expert's measure.

    A slide reaches from the line at which the expert's entry begins to the next entry's.
    """
    entries = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    slides = sorted((e["line"], str(e["name"])) for e in entries if e["level"] == "measure")
    at = (row["evidence"]["before"] or {}).get("line")
    if at is None or row["level"] != "measure" or row["name"] in {name for _, name in slides}:
        return own_name(row, gold)
    return next((name for begins, name in reversed(slides) if begins <= at), own_name(row, gold))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_next_year_of_the_overview(score: Score, seed: int) -> None:
    [f1] = score(OVERVIEW, "year", seed, own_name)
    assert f1 >= 0.95


@pytest.mark.parametrize("seed", SEEDS)
def test_a_silent_revision_of_the_sheets(score: Score, seed: int) -> None:
    [f1] = score(SHEETS, "revision", seed, own_name)
    assert f1 >= 0.9


@pytest.mark.parametrize("seed", SEEDS)
def test_a_silent_revision_of_the_slides(score: Score, seed: int) -> None:
    """Every change is found on its slide, though under another name than the expert's.

    Most titles of the slides are not in the text, so that a measure is called after its slide's headings. The scorer compares
    names: as reported, none of the changes of these seeds scores.
    """
    on_its_slide, as_reported = score(SLIDES, "revision", seed, name_of_slide, own_name)
    assert on_its_slide >= 0.9
    assert as_reported == 0.0
