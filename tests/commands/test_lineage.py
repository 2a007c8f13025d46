"""`measure ID` tells where the measure comes from and where it went."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from monitor.cli import app
from tests.kin import matcher_that_finds
from tests.overviews import overview

WHOLE, PART = "救急医療体制整備事業", "ドクターカー活用促進事業"
REST = [("離島診療支援費", 30, 30), ("看護職員研修", 80, 80)]
OLD = [("医師確保支援事業", 120, 100), (WHOLE, 1500, 1200), *REST]
NEW = [("医師確保支援推進事業", 120, 120), (WHOLE, 1200, 1500), *REST, (PART, 300, 0)]


def run(*arguments: object) -> str:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The ids of the measures by name, of two years in which one was split and one renamed."""
    monkeypatch.setenv("YOSAN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("YOSAN_DATABASE_URL", raising=False)
    matcher_that_finds(monkeypatch)("split", WHOLE, PART, 0.91)
    for year, rows in ((2025, OLD), (2026, NEW)):
        (tmp_path / f"{year}.txt").write_text(overview(year, rows), encoding="utf-8")
        run("ingest", tmp_path / f"{year}.txt")
    return {row["name"]: row["id"] for row in map(json.loads, run("measures", "--format", "jsonl").splitlines())}


def told(measure: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("measure", measure, "--format", "jsonl"))["lineage"]
    return found


def test_the_lineage_is_part_of_the_measure(ids: dict[str, str]) -> None:
    shared = {"fiscal_year": 2026, "score": 0.91, "decided_by": "matcher", "ministry": "厚生労働省"}
    assert told(ids[PART]) == [{"relation": "split_from", "measure_id": ids[WHOLE], "name": WHOLE} | shared]
    assert told(ids[WHOLE]) == [{"relation": "split_into", "measure_id": ids[PART], "name": PART} | shared]
    [renamed] = told(ids["医師確保支援推進事業"])
    assert (renamed["relation"], renamed["name"], renamed["fiscal_year"]) == ("renamed_from", "医師確保支援事業", 2026)
    assert renamed["measure_id"] == ids["医師確保支援推進事業"]
    assert told(ids["看護職員研修"]) == []


def test_people_read_it_as_one_line_each(ids: dict[str, str]) -> None:
    assert f"令和8年度 split from: {ids[WHOLE]} {WHOLE} (厚生労働省) (score 0.91, matcher)" in run("measure", ids[PART])
    assert "令和8年度 renamed from: 医師確保支援事業 (厚生労働省)" in run("measure", ids["医師確保支援推進事業"])
