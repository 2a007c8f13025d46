"""`yosan-watch backfill`: the past of a source, from its deeper pages, without news."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from monitor.cli import app
from monitor.demo import INDEX, MINISTRY, PretendMinistry

SOURCE = """
[[source]]
id = "mihon"
url = "{url}"
ministry = "{ministry}"
pattern = 'gaiyou\\.pdf$'
depth = 1
follow = '/kako\\.html$|/r[0-9]+\\.html$'
allow_private = true

[[source]]
id = "closed"
url = "https://www.mofa.go.jp/"
ministry = "外務省"
manual = true
note = "機械を受け付けません。 Robots are turned away."

[[source]]
id = "off"
url = "https://www.mofa.go.jp/off/"
ministry = "外務省"
enabled = false
"""


def page(*links: tuple[str, str]) -> tuple[str, bytes]:
    items = "".join(f'<li><a href="{href}">{text}</a></li>' for href, text in links)
    return "text/html", f"<html><body><main><h1>予算</h1><ul>{items}</ul></main></body></html>".encode()


@pytest.fixture
def ministry() -> Iterator[PretendMinistry]:
    """Next year's request on the index, this year's two pages deeper, beside one of seven years ago."""
    site = PretendMinistry()
    site.publish_next_year()
    site.files[INDEX] = page(("r9/gaiyou.pdf", "令和９年度概算要求の概要"), ("kako.html", "過去の予算"))
    site.files["/yosan/kako.html"] = page(("r8.html", "令和８年度"), ("r1.html", "令和元年度"))
    site.files["/yosan/r8.html"] = page(("r8/gaiyou.pdf", "令和８年度概算要求の概要"))
    site.files["/yosan/r1.html"] = page(("r1/gaiyou.pdf", "令和元年度概算要求の概要"))
    with site.open():
        yield site


@pytest.fixture
def catalogue(ministry: PretendMinistry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YOSAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("YOSAN_GAP_SECONDS", "0")
    file = tmp_path / "mine.toml"
    file.write_text(SOURCE.format(url=ministry.url, ministry=MINISTRY), encoding="utf-8")
    return file


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_past_is_taken_in_from_deeper_pages_and_is_no_news(catalogue: Path) -> None:
    assert run("poll", "--now", "--source", "mihon", "--sources", catalogue).exit_code == 0
    done = run("backfill", "mihon", "--from", "R8", "--sources", catalogue)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[-1].startswith("mihon from 令和8年度 on: 1 source, 1 release: 1 new;")
    told = [json.loads(line) for line in run("changes", "--format", "jsonl").stdout.splitlines()]
    assert told
    assert {change["origin"] for change in told} == {"baseline"}


def test_a_backfill_that_is_run_again_asks_for_nothing_that_is_known(catalogue: Path) -> None:
    run("backfill", "mihon", "--from", "2026", "--sources", catalogue)
    again = run("backfill", "mihon", "--from", "2026", "--sources", catalogue)
    assert "0 releases: none; 0 changes" in again.stdout


def test_what_cannot_be_had_is_told_and_fails(catalogue: Path) -> None:
    done = run("backfill", "mihon", "--from", "2019", "--sources", catalogue)
    assert done.exit_code == 1
    assert "r1/gaiyou.pdf: the server answered 404" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("closed", "--from", "2020"), "closed is not asked by machine"),
        (("off", "--from", "2020"), "off is switched off in the catalogue"),
        (("nobody", "--from", "2020"), "no source has the id nobody"),
        (("mihon", "--from", "soon"), "--from soon: no fiscal year in 'soon'"),
        (("mihon", "--from", "1600"), "--from 1600: fiscal year 1600 is outside 1926–2099"),
    ],
)
def test_what_cannot_be_filled_in_is_refused_in_a_line(catalogue: Path, arguments: tuple[str, ...], reason: str) -> None:
    done = run("backfill", *arguments, "--sources", catalogue)
    assert done.exit_code == 1
    assert reason in str(done.exception)
