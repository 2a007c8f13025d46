"""sources list, check and add: what is watched, what one round would find, and a source of one's own."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from pytest_httpserver import HTTPServer
from typer.testing import CliRunner

from monitor.cli import app
from monitor.commands.opening import open_home
from monitor.commands.sources import specs_of
from monitor.watch.poll import register
from storage.tables import Source

INDEX = """<h1>見本省の予算</h1><ul><li><a href="r9.html">令和9年度概算要求</a></li><li><a href="saiyo.html">採用</a></li>
<li>令和7年8月29日 <a href="r8.pdf">令和8年度概算要求の概要</a></li></ul>"""
DEEPER = """<h1>令和9年度概算要求</h1><p>令和8年8月28日 <a href="r9.pdf">PDF</a></p><a href="index.html">戻る</a>"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in {"YOSAN_HOME": str(tmp_path / "home"), "YOSAN_GAP_SECONDS": "0", "COLUMNS": "200"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("YOSAN_DATABASE_URL", raising=False)
    return tmp_path / "home"


@pytest.fixture
def site(home: Path, httpserver: HTTPServer) -> HTTPServer:
    """A ministry with an index and a page below it, declared among the user's own sources."""
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /closed/")
    httpserver.expect_request("/yosan/index.html").respond_with_data(INDEX, content_type="text/html; charset=utf-8")
    httpserver.expect_request("/yosan/r9.html").respond_with_data(DEEPER, content_type="text/html; charset=utf-8")
    home.mkdir()
    declare(home, httpserver.url_for("/yosan/index.html"))
    return httpserver


def declare(home: Path, url: str, more: str = "depth = 1") -> None:
    text = f'[[source]]\nid = "mihon"\nurl = "{url}"\nministry = "見本省"\nallow_private = true\n{more}\n'
    (home / "sources.toml").write_text(text, encoding="utf-8")


def test_check_looks_as_deep_as_a_round_and_tells_of_each_link_why(site: HTTPServer) -> None:
    rows = [json.loads(line) for line in run("sources", "check", "mihon", "--format", "jsonl").stdout.splitlines()]
    found = [(row["depth"], row["leads_to"], row["url"].rpartition("/")[2], row["published"]) for row in rows]
    assert found == [
        (0, "release", "r8.pdf", "2025-08-29"),
        (0, "page", "r9.html", None),
        (0, "elsewhere", "saiyo.html", None),
        (1, "release", "r9.pdf", "2026-08-28"),
        (1, "elsewhere", "index.html", None),
    ]
    assert all(row["reason"] for row in rows)
    assert rows[3]["text"] == "令和9年度概算要求"


def test_check_walks_as_a_round_does_through_the_parts_of_a_list_and_past_no_year_that_is_over(site: HTTPServer) -> None:
    page = """<h1>見本省の予算</h1><ul><li><a href="r3.html">令和3年度予算</a></li><li><a href="r3.pdf">令和3年度予算の概要</a></li>
    <li><a href="saigai.pdf">令和3年台風関係 令和20年度概算要求</a></li></ul><a href="index_2.html">次へ</a>"""
    site.clear()
    for path, body in {"/yosan/index.html": page, "/yosan/index_2.html": "<a href='b.pdf'>令和20年度予算案</a>"}.items():
        site.expect_request(path).respond_with_data(body, content_type="text/html; charset=utf-8")
    site.expect_request("/robots.txt").respond_with_data("", status=404)
    rows = [json.loads(line) for line in run("sources", "check", "mihon", "--format", "jsonl").stdout.splitlines()]
    found = [(row["depth"], row["part"], row["url"].rpartition("/")[2], row["continues"], row["past"]) for row in rows]
    assert found == [
        (0, 0, "r3.pdf", False, True),
        (0, 0, "saigai.pdf", False, False),
        (0, 0, "r3.html", False, True),
        (0, 0, "index_2.html", True, False),
        (0, 1, "b.pdf", False, False),
    ]
    assert [row["reason"].endswith("backfill reads it") for row in rows] == [row["past"] for row in rows]
    shown = run("sources", "check", "mihon").stdout
    assert "depth 0, part 2 of its list: " in shown
    assert "2 pages, 2 releases and 1 of years that are over; nothing was stored" in shown


def test_check_shows_pages_and_robots_and_stores_nothing(site: HTTPServer, home: Path) -> None:
    done = run("sources", "check", "mihon")
    assert done.exit_code == 0, done.output
    assert "robots.txt allows it; links: 1 release, 1 page, 1 elsewhere" in done.stdout
    assert "2 pages, 2 releases; nothing was stored" in done.stdout
    assert [path.name for path in home.iterdir()] == ["sources.toml"]


def test_check_tells_what_robots_forbid_and_what_is_not_there(site: HTTPServer, home: Path) -> None:
    declare(home, site.url_for("/closed/index.html"))
    assert "robots" in str(run("sources", "check", "mihon").exception)
    assert "no source has the id nothing" in str(run("sources", "check", "nothing").exception)


def test_check_of_a_manual_source_says_why_and_how_to_ingest(home: Path) -> None:
    done = run("sources", "check", "meti-budget")
    assert done.exit_code == 1
    told = str(done.exception)
    assert "challenge" in told
    assert "yosan-watch ingest FILE --url URL --ministry 経済産業省" in told
    assert "\n" not in told


def test_own_sources_are_listed_beside_the_shipped_ones_and_one_is_switched_off(site: HTTPServer, home: Path) -> None:
    listed = [json.loads(line) for line in run("sources", "list", "--format", "jsonl").stdout.splitlines()]
    assert {"mihon", "cfa-budget"} <= {row["id"] for row in listed}
    (home / "sources.toml").write_text('[[source]]\nid = "cfa-budget"\nurl = "https://a.example/"\nenabled = false\n', "utf-8")
    listed = [json.loads(line) for line in run("sources", "list", "--format", "jsonl").stdout.splitlines()]
    assert [(row["url"], row["enabled"]) for row in listed if row["id"] == "cfa-budget"] == [("https://a.example/", False)]


def test_the_list_tells_people_when_a_source_is_due_in_japan_and_what_went_wrong(site: HTTPServer, home: Path) -> None:
    opened = open_home()
    spec = next(spec for spec in specs_of(None, home) if spec.id == "mihon")
    register(opened.database, [spec], datetime(2026, 11, 22, 1, 0, tzinfo=UTC))
    with opened.database.session() as session:
        source = session.get_one(Source, "mihon")
        source.failures, source.last_error = 3, "the server answered 500"
    opened.database.close()
    told = " ".join(run("sources", "list").stdout.split())
    assert "22 Nov 2026, 10:00 JST" in told
    assert "3 × the server answered 500" in told


def test_add_writes_to_the_own_sources_and_only_what_is_valid(home: Path) -> None:
    assert run("sources", "add", "mine", "https://a.example/", "--depth", 1, "--follow", "r[0-9]+").exit_code == 0
    refused = run("sources", "add", "mine", "https://b.example/")
    assert "used twice, first in line 2" in str(refused.exception)
    assert (home / "sources.toml").read_text("utf-8").count("[[source]]") == 1
