"""`yosan-watch holds`, and how `ingest` and the release's page tell of what is held."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import Result
from typer.testing import CliRunner

from monitor.cli import app
from monitor.commands.opening import open_home
from monitor.service import listen, serving
from monitor.web.app import create_app
from tests.overviews import overview

URL = "https://www.mhlw.go.jp/r7.txt"
ROWS = (
    ("医師確保支援事業", 120, 100),
    ("看護職員研修事業", 80, 80),
    ("救急医療体制整備事業", 1500, 1200),
    ("離島診療支援事業", 30, 0),
    ("病院情報基盤整備事業", 610, 600),
    ("小児患者搬送調整事業", 45, 45),
)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def rows_of(*arguments: object) -> list[dict[str, Any]]:
    done = run(*arguments, "--format", "jsonl")
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(autouse=True)
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Result:
    """A release of which half the rows are gone, as `ingest` tells of it."""
    monkeypatch.setenv("YOSAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "220")
    monkeypatch.delenv("YOSAN_DATABASE_URL", raising=False)
    for rows in (ROWS, ROWS[:3]):
        (tmp_path / "r7.txt").write_text(overview(2025, rows), encoding="utf-8")
        done = run("ingest", tmp_path / "r7.txt", "--url", URL)
    return done


def test_ingest_says_what_is_held_and_how_to_take_it_in(held: Result) -> None:
    assert held.exit_code == 1
    assert "held, not taken in: it lost 3 of the 6 that were there before" in held.stderr
    assert "take it in with: yosan-watch holds release 1" in held.stderr


def test_holds_are_listed_with_their_reason_and_what_they_would_change() -> None:
    listed = run("holds", "list")
    assert "it lost 3 of the 6 that were there before" in listed.stdout
    assert "3 disappeared" in listed.stdout
    assert "1 hold" in listed.stdout
    [row] = rows_of("holds", "list")
    assert (row["id"], row["kind"], row["url"], row["would_change"]) == (1, "content", URL, {"disappeared": 3})
    assert (row["decision"], row["decided_at"]) == (None, None)


def test_a_hold_is_shown_with_the_capture_that_it_holds() -> None:
    shown = run("holds", "show", 1).stdout
    assert f"what: content of {URL}" in shown
    [row] = rows_of("holds", "show", 1)
    assert row["sha256"] in shown
    assert row["held_together"] == []


def test_what_is_released_is_recorded_with_who_did_it_and_why() -> None:
    done = run("holds", "release", 1, "--by", "佐藤", "--note", "電話で確認")
    assert (done.exit_code, done.stdout) == (0, "released 1: 3 changes were recorded\n")
    assert {row["kind"] for row in rows_of("changes")} == {"disappeared"}
    assert rows_of("holds", "list") == []
    [row] = rows_of("holds", "list", "--all")
    assert (row["decision"], row["decided_by"], row["note"]) == ("released", "佐藤", "電話で確認")


def test_what_is_dismissed_changes_nothing() -> None:
    done = run("holds", "dismiss", 1, "--by", "佐藤")
    assert (done.exit_code, done.stdout) == (0, "dismissed 1: the former edition stands\n")
    assert rows_of("changes") == []
    assert "dismissed" in run("holds", "list", "--all").stdout


@pytest.mark.parametrize("verdict", ["release", "dismiss"])
def test_what_was_decided_is_not_decided_again(verdict: str) -> None:
    run("holds", "dismiss", 1, "--by", "佐藤")
    for number, why in ((1, "hold 1 was dismissed by 佐藤 already"), (7, "there is no hold 7")):
        done = run("holds", verdict, number, "--by", "鈴木")
        assert done.exit_code == 1
        assert why in str(done.exception)


def test_the_page_of_the_release_tells_that_it_is_held_until_it_is_decided() -> None:
    home, listener = open_home(), listen("127.0.0.1", 0)
    site = f"http://127.0.0.1:{listener.getsockname()[1]}"
    app = create_app(home.database, home.captures, home.settings)
    with serving(app, listener), httpx.Client(base_url=site, trust_env=False) as client:
        for language in ("ja", "en"):
            page = client.get(f"/releases/1?lang={language}").text
            assert "it lost 3 of the 6 that were there before" in page
            assert "yosan-watch holds release 1" in page
        run("holds", "release", 1, "--by", "佐藤")
        assert "holds release" not in client.get("/releases/1").text
    home.database.close()
