"""`yosan-watch parse`, as a person or a script runs it."""

import json
import zipfile
from pathlib import Path

import pytest

from monitor.typeset import typeset
from tests.parse.command import run

RELEASE = """令和７年度概算要求の概要
厚生労働省医政局

※（ ）内は前年度当初予算額
○ 灯台の整備 １０億円（９億円）
○ 港の整備 ２．５億円（２．４億円）
○ 橋の整備【新規】 ８０百万円（－）
灯台の数は3億円分である。
"""
TABLE = """事業名,令和7年度要求額(百万円),令和6年度予算額(百万円)
堤防の整備,12,10
水門の整備,7,8
"""


@pytest.fixture
def release(tmp_path: Path) -> Path:
    path = tmp_path / "release.txt"
    path.write_text(RELEASE, encoding="utf-8")
    return path


def test_a_program_gets_one_entry_a_line_and_nothing_else(release: Path) -> None:
    result = run(release, "--format", "jsonl")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.returncode == 0
    assert [(row["name"], row["amount_yen"], row["prior_amount_yen"], row["flags"]) for row in rows] == [
        ("灯台の整備", 1_000_000_000, 900_000_000, []),
        ("港の整備", 250_000_000, 240_000_000, []),
        ("橋の整備", 80_000_000, 0, ["new"]),
    ]
    assert {(row["doc"], row["ministry"], row["fiscal_year"], row["stage"]) for row in rows} == {
        ("release.txt", "厚生労働省", 2025, "request")
    }


def test_a_person_gets_a_table_and_a_line_that_sums_it_up(release: Path) -> None:
    result = run(release)
    assert result.returncode == 0
    assert "2.5億円" in result.stdout
    assert result.stdout.splitlines()[-1] == "release.txt: 3 entries (bulleted). 厚生労働省 医政局 令和7年度 概算要求"


def test_the_callers_ministry_wins(release: Path) -> None:
    result = run(release, "--ministry", "国土交通省", "--format", "jsonl")
    assert {json.loads(line)["ministry"] for line in result.stdout.splitlines()} == {"国土交通省"}


def test_an_unreadable_file_costs_one_line_and_the_others_are_parsed(release: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.pdf"
    empty.write_bytes(b"")
    result = run(tmp_path / "absent.txt", empty, release, "--format", "jsonl")
    assert result.returncode == 1
    assert len(result.stdout.splitlines()) == 3
    first, second = result.stderr.splitlines()[:2]
    assert first.startswith("yosan-watch: ")
    assert "absent.txt" in first
    assert "empty.pdf" in second
    assert "Traceback" not in result.stderr


def test_a_maintenance_page_is_no_budget(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text("<html><body><p>ただいまメンテナンス中です。</p></body></html>", encoding="utf-8")
    result = run(page)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    assert "no budget" in result.stderr


def test_money_that_nobody_read_is_reported(tmp_path: Path) -> None:
    paper = tmp_path / "paper.txt"
    paper.write_text("令和７年度予算案について\n\n灯台の費用は3億円である。\n", encoding="utf-8")
    result = run(paper)
    assert result.returncode == 0
    assert "1 money line" in result.stderr


def test_wrong_usage_is_exit_code_two() -> None:
    assert run().returncode == 2
    assert run("a.txt", "--format", "xml").returncode == 2


def test_a_bad_file_in_an_archive_costs_one_line_and_the_others_are_parsed(release: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "releases.zip", "w") as archive:
        archive.writestr("概要.txt", release.read_bytes())
        archive.writestr("壊れた.pdf", b"%PDF-1.7 cut")
        archive.writestr("別紙/概要.csv", TABLE)
    result = run("releases.zip", "--format", "jsonl", folder=tmp_path)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["name"] for row in rows] == ["灯台の整備", "港の整備", "橋の整備", "堤防の整備", "水門の整備"]
    assert {row["doc"] for row in rows} == {"releases.zip/概要.txt", "releases.zip/別紙/概要.csv"}
    bad = [line for line in result.stderr.splitlines() if line.startswith("yosan-watch: ")]
    assert bad == ["yosan-watch: releases.zip/壊れた.pdf: is a PDF that is cut off: it has no end mark (%%EOF)"]
    assert result.returncode == 1


def test_a_table_in_thousands_shows_thousands_and_no_total_is_called_one_twice(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    rows = "堤防の整備,12345,10000\n水門の整備,200000,200000\n計,212345,210000\n"
    table.write_text("事業名,令和7年度要求額(千円),令和6年度予算額(千円)\n" + rows, encoding="utf-8")
    shown = run(table).stdout
    assert "12,345千円" in shown
    assert "200,000千円" in shown
    assert "億" not in shown
    assert "計 計" not in shown


def test_the_table_has_pages_where_the_document_has_them_and_says_how_sure_each_entry_is(release: Path, tmp_path: Path) -> None:
    paper = tmp_path / "release.pdf"
    paper.write_bytes(typeset(RELEASE.replace("○ 港", "\f○ 港")))
    rows = [json.loads(line) for line in run(paper, "--format", "jsonl").stdout.splitlines()]
    shown = [[cell.strip() for cell in line.split("│")] for line in run(paper).stdout.splitlines() if "の整備" in line]
    assert [cells[1] for cells in shown] == [str(row["page"]) for row in rows] == ["1", "2", "2"]
    assert [cells[6] for cells in shown] == [f"{row['confidence']:.2f}" for row in rows]
    assert "page" not in run(release).stdout
