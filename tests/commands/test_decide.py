"""`yosan-watch review confirm|reject|split|merge|undo|decisions`: what is printed, and what the other commands show of it."""

from __future__ import annotations

import getpass
import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from monitor.cli import app
from monitor.commands.reasons import reasons
from monitor.match.known import blocks_of
from tests.overviews import overview

ROOT = Path(__file__).resolve().parent.parent.parent
ROWS = (
    ("医師確保支援事業", 120, 100),
    ("看護職員研修事業", 80, 80),
    ("救急医療体制整備事業", 1500, 1200),
    ("離島診療支援事業", 30, 0),
)
DOUBTFUL = "救急搬送医療体制整備事業"
OLD, NEW = "mhlw-2025-0003", "mhlw-2026-0001"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def rows_of(*arguments: object) -> list[dict[str, Any]]:
    done = run(*arguments, "--format", "jsonl")
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


def dump() -> list[Any]:
    """What the commands print of changes and measures."""
    ids = [row["id"] for row in rows_of("measures")]
    return [rows_of("changes"), rows_of("measures"), [rows_of("measure", ident) for ident in ids], rows_of("review", "list")]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two years, and a name in the second that may be a known measure's."""
    monkeypatch.setenv("YOSAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "220")
    monkeypatch.delenv("YOSAN_DATABASE_URL", raising=False)
    later = [(DOUBTFUL, 1450, 1400) if "救急" in name else (name, amount, amount) for name, amount, _ in ROWS]
    for year, rows in ((2025, ROWS), (2026, later)):
        file = tmp_path / "release.txt"
        file.write_text(overview(year, rows), encoding="utf-8")
        assert run("ingest", file, "--url", f"https://www.mhlw.go.jp/r{year}.txt").exit_code == 0
    return tmp_path


def doubt() -> int:
    [row] = rows_of("review", "list")
    return int(row["link_id"])


def test_a_doubt_is_listed_with_its_reasons_and_how_to_decide_it() -> None:
    link = doubt()
    shown = run("review", "list").stdout
    assert f"yosan-watch review confirm {link}   or   review reject {link}" in shown
    assert f"is {DOUBTFUL} the measure 救急医療体制整備事業?" in shown
    [row] = rows_of("review", "list")
    assert 1 <= len(row["reasons"]) <= 3
    assert any(reason.startswith("name 0.") for reason in row["reasons"])
    assert all(reason in shown for reason in row["reasons"])


def test_reasons_are_words_the_heaviest_first() -> None:
    evidence = {
        "base": {"value": 1.0, "weight": -9.0, "adds": -9.0},
        "name_ratio": {"value": 0.91, "weight": 2.0, "adds": 1.8},
        "name_ratio_alone": {"value": 0.91, "weight": 1.0, "adds": 0.9},
        "amount_agrees": {"value": 1.0, "weight": 2.0, "adds": 2.0},
        "bureau": {"value": 1.0, "weight": 0.4, "adds": 0.4},
        "section": {"value": 0.2, "weight": 0.1, "adds": 0.02},
    }
    assert reasons(evidence) == ["name 0.91", "amount stated = stored", "same bureau"]
    against = {"bureau_differs": {"value": 1.0, "adds": -3.0}, "name_equal": {"value": 1.0, "adds": 1.0}}
    assert reasons(against) == ["another bureau (against)", "same name"]
    assert reasons({"a_new_feature": {"value": 0.5, "adds": 1.0}}) == ["a new feature 0.50"]
    parts = {"sum": {"value": 1.0, "adds": 3.0}, "likeness": {"value": 0.42, "adds": 0.7}, "rivals": {"value": 9.0, "adds": 9.0}}
    assert reasons(parts) == ["the parts' money adds up", "likeness 0.60"]
    assert reasons({}) == []


def test_a_confirmed_link_joins_the_measures_and_the_joined_id_goes_on_working() -> None:
    before = dump()
    link = doubt()
    done = run("review", "confirm", link, "--by", "山田", "--note", "同じ補助金")
    assert done.exit_code == 0, done.output
    assert f"decision 1: link {link} holds: {NEW} is {OLD}" in done.stdout
    assert rows_of("review", "list") == []
    assert {row["kind"] for row in rows_of("changes", "--measure", NEW)} == {"renamed", "amount"}
    assert NEW not in {row["id"] for row in rows_of("measures")}
    assert f"{NEW} is {OLD}" in run("measure", NEW).stdout
    [measure] = rows_of("measure", NEW)
    assert (measure["id"], measure["name"], measure["joined"]) == (OLD, DOUBTFUL, [NEW])
    told = {row["id"]: row for row in measure["links"]}
    assert (told[link]["status"], told[link]["decided_by"], told[link]["decision_id"]) == ("accepted", "山田", 1)
    assert told[link]["score"] < 1
    assert "山田 (decision 1)" in run("measure", OLD).stdout
    assert run("review", "undo", 1).exit_code == 0
    assert dump() == before


def test_a_link_that_the_matcher_took_is_seen_and_can_be_rejected() -> None:
    before = dump()
    [measure] = rows_of("measure", "mhlw-2025-0001")
    [link] = measure["links"]
    assert (link["status"], link["decided_by"], link["kind"]) == ("accepted", "matcher", "same")
    assert {link["prev"]["fiscal_year"], link["next"]["fiscal_year"]} == {2025, 2026}
    assert run("review", "reject", link["id"]).exit_code == 0
    [parted] = [row for row in rows_of("measures") if row["name"] == "医師確保支援事業" and row["id"] != "mhlw-2025-0001"]
    assert [row["kind"] for row in rows_of("changes", "--measure", parted["id"])] == ["appeared"]
    assert run("review", "undo", 1).exit_code == 0
    assert dump() == before
    assert f"{parted['id']} is mhlw-2025-0001" in run("measure", parted["id"]).stdout


def test_a_split_and_a_merge_are_lineage() -> None:
    assert run("review", "split", OLD, NEW, "mhlw-2025-0001", "--by", "山田").exit_code == 0
    [measure] = rows_of("measure", NEW)
    assert ("split_from", OLD) in {(row["relation"], row["measure_id"]) for row in measure["lineage"]}
    assert run("review", "undo", 1).exit_code == 0
    assert run("review", "merge", OLD, "mhlw-2025-0001", NEW).exit_code == 0
    [measure] = rows_of("measure", OLD)
    assert ("merged_into", NEW) in {(row["relation"], row["measure_id"]) for row in measure["lineage"]}


def test_decisions_are_kept_with_who_and_when() -> None:
    run("review", "reject", doubt())
    run("review", "undo", 1, "--by", "佐藤", "--note", "早すぎた")
    [row] = rows_of("review", "decisions")
    assert (row["kind"], row["by"], row["undone_by"], row["undo_note"]) == ("reject", getpass.getuser(), "佐藤", "早すぎた")
    assert row["at"] < row["undone_at"]
    shown = run("review", "decisions").stdout
    assert f"{NEW} is not {OLD}" in shown
    assert "1 decision" in shown


def test_what_was_decided_is_written_for_the_next_fit(home: Path) -> None:
    link = doubt()
    run("review", "reject", link, "--by", "山田")
    [measure] = rows_of("measure", "mhlw-2025-0001")
    run("review", "confirm", measure["links"][0]["id"])
    run("review", "split", OLD, NEW)
    done = run("review", "export", home / "decided")
    assert done.stdout == "2 decided pairs among 4 older and 4 newer entries\n", done.output
    read = {path.stem: [json.loads(line) for line in path.read_text().splitlines()] for path in (home / "decided").iterdir()}
    ends = {row["id"]: row for side in ("prev_decided", "next_decided") for row in read[side]}
    told = {(ends[row["prev_id"]]["name"], ends[row["next_id"]]["name"]): row for row in read["links_decided"]}
    assert told["医師確保支援事業", "医師確保支援事業"]["kind"] == "same"
    split = told["救急医療体制整備事業", DOUBTFUL]
    assert (split["kind"], split["tier"]) == ("split", "secondary"), "not one measure, but a part: the last word counts"
    assert run("review", "undo", 1).exit_code == 1, "the split builds on it"
    assert set(ends["1"]) >= {"name", "ministry", "amount_yen", "fiscal_year"}
    assert len(blocks_of(home / "decided")) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("confirm",),
        ("confirm", "abc"),
        ("confirm", "²"),
        ("confirm", "9" * 23),
        ("reject", "9" * 23),
        ("undo", "9" * 23),
        ("confirm", "1", "2", "3"),
        ("reject", "x"),
        ("merge", OLD),
    ],
)
def test_wrong_usage_is_told_as_such(arguments: tuple[str, ...]) -> None:
    assert run("review", *arguments).exit_code == 2


def test_a_name_is_needed() -> None:
    assert run("review", "confirm", "1", "--by", " ").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("confirm", "999"), "no link has the id 999"),
        (("confirm", OLD, "mhlw-2025-0001"), "side by side"),
        (("split", OLD, OLD), "into itself alone"),
        (("undo", "1"), "no decision has the id 1"),
        (("confirm", "1", "--by", "Matcher"), "Matcher is no person"),
    ],
)
def test_what_cannot_be_decided_costs_one_line_and_exit_code_1(arguments: tuple[str, ...], why: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "monitor", "review", *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert why in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_decisions_are_told_at_japanese_time_and_in_utc_to_programs() -> None:
    assert run("review", "confirm", doubt(), "--by", "山田").exit_code == 0
    [row] = rows_of("review", "decisions")
    made = datetime.fromisoformat(row["at"])
    assert made.utcoffset() == timedelta(0)
    shown = run("review", "decisions").stdout
    assert "when (JST)" in shown
    assert f"{made + timedelta(hours=9):%Y-%m-%d %H:%M}" in shown


def test_names_and_notes_can_neither_command_a_terminal_nor_forge_a_line() -> None:
    evil = "a\x1b[31mb\u202ec"
    note = "x\x1b]0;y\x07\n│ 9 │ forged"
    assert run("review", "confirm", doubt(), "--by", evil, "--note", note).exit_code == 0
    for arguments in (("review", "decisions"), ("measure", OLD)):
        shown = run(*arguments).stdout
        assert not {"\x1b", "\x07", "\u202e"} & set(shown), arguments
        assert not [line for line in shown.splitlines() if line.startswith("│ 9")]
    assert rows_of("review", "decisions")[0]["note"] == note, "programs are given what was written"
