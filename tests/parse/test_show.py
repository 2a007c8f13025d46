"""`yosan-watch parse FILE --show PAGE`, as a person runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from monitor.typeset import typeset
from tests.glyph_numbers import Font, set_in_numbers
from tests.parse.command import run

BLUE = (10, 88, 168)
RELEASE = """令和７年度概算要求の概要
厚生労働省医政局

※（ ）内は前年度当初予算額
○ 灯台の整備　１０億円（９億円）
○ 港の整備　２．５億円（２．４億円）
○ 橋の整備【新規】　８０百万円（－）
\f○ 島の整備　３億円（２億円）
"""


@pytest.fixture
def release(tmp_path: Path) -> Path:
    path = tmp_path / "release.pdf"
    path.write_bytes(typeset(RELEASE))
    return path


def test_the_page_is_written_with_each_entry_outlined_where_it_stands(release: Path, tmp_path: Path) -> None:
    picture = tmp_path / "page.png"
    result = run(release, "--show", "1", "--out", picture)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == f"release.pdf: page 1 of 2 with 3 entries written to {picture}\n"
    drawn = Image.open(picture).convert("RGB")
    rows = [json.loads(row) for row in run(release, "--format", "jsonl").stdout.splitlines()]
    assert [row["name"] for row in rows if row["page"] == 1] == ["灯台の整備", "港の整備", "橋の整備"]
    for row in rows:
        x0, y0, x1, y1 = (2 * side for side in row["box"])
        places = ((x0 - 2, 1684 - (y0 + y1) / 2), ((x0 + x1) / 2, 1684 - y0 + 2), (x1 + 2, 1684 - (y0 + y1) / 2))
        outlined = {drawn.getpixel((round(x), round(y))) == BLUE for x, y in places}
        drawn_at_all = any(row["box"] == other["box"] for other in rows if other["page"] == 1)
        assert outlined == {drawn_at_all}, row["name"]


def test_no_leader_strikes_the_page_through(release: Path, tmp_path: Path) -> None:
    run(release, "--show", "1", "--out", tmp_path / "page.png")
    drawn = Image.open(tmp_path / "page.png").convert("RGB")
    boxes = [json.loads(row)["box"] for row in run(release, "--format", "jsonl").stdout.splitlines()]
    right = round(2 * max(box[2] for box in boxes)) + 10
    assert BLUE not in {drawn.getpixel((x, y)) for x in range(right, 1190 - 30) for y in range(drawn.height)}
    assert BLUE in {drawn.getpixel((1190 - 10, y)) for y in range(drawn.height)}


def test_without_out_the_picture_lies_in_the_working_folder(release: Path, tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    assert run(release, "--show", "2", folder=folder).returncode == 0
    assert [path.name for path in folder.iterdir()] == ["release-p2.png"]


def test_a_page_that_is_not_there_costs_one_line(release: Path) -> None:
    result = run(release.name, "--show", "3", folder=release.parent)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "yosan-watch: release.pdf: has 2 pages: there is no page 3\n"


def test_a_text_has_no_page_to_show(tmp_path: Path) -> None:
    path = tmp_path / "release.txt"
    path.write_text(RELEASE, "utf-8")
    result = run(path.name, "--show", "1", folder=tmp_path)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "yosan-watch: release.txt: has no pages to show: only a PDF has\n"


def test_a_picture_that_cannot_be_written_costs_one_line(release: Path, tmp_path: Path) -> None:
    result = run(release, "--show", "1", "--out", tmp_path / "absent" / "page.png")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == f"yosan-watch: {tmp_path / 'absent' / 'page.png'}: No such file or directory\n"


def test_a_program_is_told_of_the_picture_in_one_object(release: Path, tmp_path: Path) -> None:
    picture = tmp_path / "page.png"
    result = run(release, "--show", "2", "--out", picture, "--format", "jsonl")
    assert json.loads(result.stdout) == {"file": str(release), "page": 2, "entries": 1, "picture": str(picture)}


def test_one_entry_is_one_entry(release: Path, tmp_path: Path) -> None:
    picture = tmp_path / "page.png"
    result = run(release, "--show", "2", "--out", picture)
    assert result.stdout == f"release.pdf: page 2 of 2 with 1 entry written to {picture}\n"


@pytest.mark.parametrize("arguments", [("--show", "0"), ("--show", "one"), ("--out", "page.png"), ("other.pdf", "--show", "1")])
def test_wrong_usage_is_exit_code_two(release: Path, arguments: tuple[str, ...]) -> None:
    assert run(release, *arguments).returncode == 2


def test_what_was_noticed_about_the_text_is_one_line_a_page_on_stderr(tmp_path: Path) -> None:
    path = tmp_path / "numbers.pdf"
    text = RELEASE.replace("　", " ").replace("－", "0")
    pages = text.split("\f")
    path.write_bytes(set_in_numbers([(Font("ABCDEF+MS-PGothic", is_proportional=True), page) for page in pages]))
    result = run(path, "--format", "jsonl")
    rows = [json.loads(row) for row in result.stdout.splitlines()]
    assert [(row["name"], row["amount_yen"], row["page"]) for row in rows][::3] == [
        ("灯台の整備", 10**9, 1),
        ("島の整備", 3 * 10**8, 2),
    ]
    assert all(row["box"] for row in rows)
    told = [line for line in result.stderr.splitlines() if "glyph numbers" in line]
    assert [line.split(": ")[:2] for line in told] == [["numbers.pdf", "page 1"], ["numbers.pdf", "page 2"]]


def test_of_a_shown_page_its_own_remarks_are_told(tmp_path: Path) -> None:
    path = tmp_path / "numbers.pdf"
    path.write_bytes(
        set_in_numbers([(Font("MS-PGothic", is_proportional=True), page) for page in ("灯台の整備 10", "港の整備 20")])
    )
    result = run(path, "--show", "2", "--out", tmp_path / "page.png")
    assert result.returncode == 0
    assert [line.split(": ")[1] for line in result.stderr.splitlines()] == ["page 2"]
