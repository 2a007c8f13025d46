"""`yosan-watch review list`: what waits for a person can be looked at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from monitor.budget import REVIEW_BELOW
from monitor.cli import app
from tests.overviews import overview

ROWS = (
    ("医師確保支援事業", 120, 100),
    ("看護職員研修事業", 80, 80),
    ("救急医療体制整備事業", 1500, 1200),
    ("離島診療支援事業", 30, 0),
)
ODD = ("病院情報基盤（整備に要する", 9_000, 9)
"""A name that was broken off, and money that grew a thousandfold: no reader should believe it."""
R7, R8 = "https://www.mhlw.go.jp/r7.txt", "https://www.mhlw.go.jp/r8.txt"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def listed() -> list[dict[str, Any]]:
    done = run("review", "list", "--format", "jsonl")
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YOSAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("YOSAN_DATABASE_URL", raising=False)
    return tmp_path


def take(home: Path, year: int, rows: tuple[tuple[str, int, int], ...], url: str) -> dict[str, Any]:
    file = home / "release.txt"
    file.write_text(overview(year, rows), encoding="utf-8")
    done = run("ingest", file, "--url", url, "--format", "jsonl")
    assert done.exit_code == 0, done.output
    row: dict[str, Any] = json.loads(done.stdout)
    return row


def renamed(name: str) -> tuple[tuple[str, int, int], ...]:
    """The rows a year later, one of them under a name that may be its own or a neighbour's."""
    return tuple((name, 1500, 1400) if "救急" in row[0] else (row[0], row[1], row[1]) for row in ROWS)


def test_a_ledger_in_which_nothing_waits_says_so() -> None:
    assert run("review", "list").stdout.splitlines() == [
        "0 entries were not read surely",
        "0 links to known measures are in doubt",
    ]
    assert listed() == []


def test_an_unsure_entry_is_listed_with_its_place(home: Path) -> None:
    assert take(home, 2025, (*ROWS, ODD), R7)["unsure"] == 1
    [row] = listed()
    assert (row["waits"], row["url"], row["page"], row["amount_yen"]) == ("entry", R7, None, 9_000_000_000)
    lines = overview(2025, (*ROWS, ODD)).splitlines()
    assert "病院情報基盤" in lines[row["line"] - 1]
    assert row["confidence"] < REVIEW_BELOW
    shown = run("review", "list").stdout
    assert "9,000百万円" in shown
    assert f"l.{row['line']} {R7}" in shown
    assert "1 entry was not read surely" in shown


def test_a_doubtful_link_is_listed_with_both_sides(home: Path) -> None:
    take(home, 2025, ROWS, R7)
    assert take(home, 2026, renamed("救急搬送医療体制整備事業"), R8)["doubts"] == 1
    [row] = listed()
    assert (row["waits"], row["name"], row["url"]) == ("link", "救急搬送医療体制整備事業", R8)
    assert (row["may_be"]["name"], row["may_be"]["url"]) == ("救急医療体制整備事業", R7)
    assert row["may_be"]["measure_id"] == "mhlw-2025-0003" != row["measure_id"]
    assert 0 < row["score"] < 1
    shown = run("review", "list").stdout
    assert "mhlw-2025-0003 救急医療体制整備事業" in shown
    assert "1 link to a known measure is in doubt" in shown


def test_what_was_read_anew_and_surely_waits_no_more(home: Path) -> None:
    take(home, 2025, (*ROWS, ODD), R7)
    take(home, 2025, (*ROWS, ("病院情報基盤整備事業", 90, 80)), R7)
    assert [row for row in listed() if row["waits"] == "entry"] == []


def test_a_doubt_outlives_the_edition_it_was_about(home: Path) -> None:
    take(home, 2025, ROWS, R7)
    rows = renamed("救急搬送医療体制整備事業")
    take(home, 2026, rows, R8)
    done = take(home, 2026, (*rows[:-1], ("離島診療支援事業", 35, 30)), R8)
    [row] = listed()
    assert (row["name"], row["edition_id"]) == ("救急搬送医療体制整備事業", done["edition_id"])


def test_what_a_copy_states_word_for_word_is_listed_once(home: Path) -> None:
    take(home, 2025, (*ROWS, ODD), R7)
    take(home, 2025, (*ROWS, ODD), "https://www.mhlw.go.jp/copy.txt")
    assert [row["url"] for row in listed()] == [R7]


def test_review_alone_shows_its_help() -> None:
    assert "list" in run("review").output
    assert "Usage" in run("review").output
