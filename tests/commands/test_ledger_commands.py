"""ingest, changes, measures, measure, migrate: what they print, and how they fail."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from monitor.cli import app
from tests.glyph_numbers import Font, set_in_numbers
from tests.overviews import overview

ROWS = (
    ("医師確保支援事業", 120, 100),
    ("看護職員研修事業", 80, 80),
    ("救急医療体制整備事業", 1500, 1200),
    ("離島診療支援事業", 30, 0),
)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def rows_of(*arguments: object) -> list[dict[str, Any]]:
    done = run(*arguments, "--format", "jsonl")
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YOSAN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("YOSAN_DATABASE_URL", raising=False)
    return tmp_path


@pytest.fixture
def two_years(home: Path) -> Path:
    (home / "r7.txt").write_text(overview(2025, ROWS), encoding="utf-8")
    later = tuple((name, 150 if "医師" in name else amount, amount) for name, amount, _ in ROWS)
    (home / "r8.txt").write_text(overview(2026, later), encoding="utf-8")
    return home


def test_ingest_says_which_release_it_was_and_what_changed(two_years: Path) -> None:
    first, second = run("ingest", two_years / "r7.txt"), run("ingest", two_years / "r8.txt")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "new: release 1, edition 1 (厚生労働省 医政局" in first.stdout
    assert "4 entries, 0 changes" in first.stdout
    assert "4 entries, 1 changes: 1 amount" in second.stdout
    assert "unchanged" in run("ingest", two_years / "r8.txt").stdout


def test_ingest_says_what_it_is_in_doubt_about(two_years: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = tuple(("救急搬送医療体制整備事業", 1500, 1400) if "救急" in row[0] else (row[0], row[1], row[1]) for row in ROWS)
    (two_years / "r8.txt").write_text(overview(2026, rows), encoding="utf-8")
    said = []
    for form in ("text", "jsonl"):
        monkeypatch.setenv("YOSAN_HOME", str(two_years / form))
        said.append(run("ingest", two_years / "r7.txt", two_years / "r8.txt", "--format", form).stdout)
    assert "1 entries may be known measures under other names and wait for a person" in said[0]
    assert [json.loads(line)["doubts"] for line in said[1].splitlines()] == [0, 1]


def test_a_budget_that_no_layout_reads_is_told_from_a_page_without_money(home: Path) -> None:
    (home / "new.txt").write_text("令和8年度予算案について\n\n予算案の説明資料。総額は12億円である。\n", encoding="utf-8")
    done = run("ingest", home / "new.txt")
    assert done.exit_code == 1
    assert "states no measure; 1 money line read by no layout" in done.stderr


def test_a_held_edition_says_why(two_years: Path) -> None:
    url = ("--url", "https://www.mhlw.go.jp/r7.html")
    extra = (("病院情報基盤整備事業", 610, 600), ("小児患者搬送調整事業", 45, 45))
    for rows, code in (((*ROWS, *extra), 0), (ROWS[:3], 1)):
        (two_years / "r7.txt").write_text(overview(2025, rows), encoding="utf-8")
        done = run("ingest", two_years / "r7.txt", *url)
        assert done.exit_code == code
    assert "held, not taken in: it lost 3 of the 6 that were there before" in done.stderr


def test_ingest_says_what_was_noticed_about_the_text(home: Path) -> None:
    text = overview(2025, ROWS).replace("－", "0")
    font = Font("ABCDEF+MS-PGothic", is_proportional=True)
    (home / "r7.pdf").write_bytes(set_in_numbers([(font, text)]))
    done = run("ingest", home / "r7.pdf")
    assert done.exit_code == 0
    told = done.stderr.splitlines()
    assert len(told) == 1
    assert told[0].startswith("r7.pdf: page 1: ")
    assert "decoded as MS Gothic" in told[0]
    (row,) = rows_of("ingest", home / "r7.pdf", "--url", "https://example.jp/r7.pdf")
    assert row["remarks"] == told
    assert row["entries"] >= len(ROWS)


def test_ingest_takes_several_files_and_prints_one_object_each(two_years: Path) -> None:
    rows = rows_of("ingest", two_years / "r7.txt", two_years / "r8.txt")
    assert [(row["outcome"], row["entries"], row["changes"], row["kinds"]) for row in rows] == [
        ("new", 4, 0, {}),
        ("new", 4, 1, {"amount": 1}),
    ]


def test_a_file_given_a_url_twice_is_a_revision(two_years: Path) -> None:
    revised = two_years / "revised.txt"
    revised.write_text((two_years / "r7.txt").read_text(encoding="utf-8").replace("80百万円(", "95百万円("), encoding="utf-8")
    for file in (two_years / "r7.txt", revised):
        assert run("ingest", file, "--url", "https://www.mhlw.go.jp/r7.txt", "--published", "2025-08-29").exit_code == 0
    [change] = rows_of("changes", "--basis", "revision")
    assert (change["before_yen"], change["after_yen"], change["delta_yen"], change["ratio"]) == (
        80_000_000,
        95_000_000,
        15_000_000,
        1.1875,
    )


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02" * 99, b"%PDF-1.4 cut", "<html><body>メンテナンス中</body></html>".encode()])
def test_what_is_no_budget_costs_one_line_and_exit_1_and_changes_nothing(home: Path, data: bytes) -> None:
    (home / "bad.bin").write_bytes(data)
    done = run("ingest", home / "bad.bin")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert str(home / "bad.bin") in done.stderr
    assert rows_of("changes") == []
    assert rows_of("measures") == []


def test_the_file_is_named_once(home: Path) -> None:
    (home / "plain.txt").write_text("令和8年度予算案について\n\n説明資料。\n", encoding="utf-8")
    with zipfile.ZipFile(home / "some.zip", "w") as archive:
        archive.writestr("good.txt", overview(2025, ROWS))
        archive.writestr("bad.pdf", b"%PDF-1.7 cut")
    assert run("ingest", home / "plain.txt").stderr == f"yosan-watch: {home / 'plain.txt'}: states no measure\n"
    told = f"yosan-watch: {home / 'some.zip'}/bad.pdf: is a PDF that is cut off"
    for command in ("ingest", "parse"):
        stderr = run(command, home / "some.zip").stderr
        assert stderr.startswith(told)
        assert stderr.count("some.zip") == 1


def test_what_is_no_budget_is_said_in_the_same_words_by_both_commands(home: Path) -> None:
    (home / "page.html").write_text("<html><body><p>ただいまメンテナンス中です。</p></body></html>", encoding="utf-8")
    told = f"yosan-watch: {home / 'page.html'}: is no budget: it names no fiscal year's budget and states no measure\n"
    assert [run(command, home / "page.html").stderr for command in ("ingest", "parse")] == [told, told]


def test_a_file_that_is_not_there_costs_one_line(home: Path) -> None:
    done = run("ingest", home / "none.txt")
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)


def test_one_url_for_two_files_is_wrong_usage(two_years: Path) -> None:
    assert run("ingest", two_years / "r7.txt", two_years / "r8.txt", "--url", "https://x.go.jp/").exit_code == 2


def test_a_change_has_every_field_of_the_public_form(two_years: Path) -> None:
    run("ingest", two_years / "r7.txt", two_years / "r8.txt")
    [change] = rows_of("changes", "--basis", "year")
    fields = (
        "id noticed_at measure_id name old_name level ministry kind basis field before after before_yen after_yen delta_yen ratio "
        "fiscal_year stage confidence origin superseded_at evidence"
    )
    assert list(change) == fields.split()
    assert change["noticed_at"].endswith("+00:00")
    assert (change["measure_id"], change["name"], change["kind"], change["basis"]) == (
        "mhlw-2025-0001",
        "医師確保支援事業",
        "amount",
        "year",
    )
    assert (change["fiscal_year"], change["stage"], change["origin"]) == (2026, "request", "live")
    assert set(change["evidence"]) == {"before", "after"}
    assert {"url", "sha256", "page", "box"} <= set(change["evidence"]["after"])


def test_changes_are_filtered_by_basis_day_measure_and_kind(two_years: Path) -> None:
    run("ingest", two_years / "r7.txt", two_years / "r8.txt")
    assert len(rows_of("changes")) == 1
    assert (
        len(rows_of("changes", "--kind", "amount", "--kind", "rate", "--measure", "mhlw-2025-0001", "--since", "2020-01-01")) == 1
    )
    for none in (("--basis", "stage"), ("--kind", "rate"), ("--measure", "mhlw-2025-0002"), ("--since", "2099-01-01")):
        assert rows_of("changes", *none) == []
    assert run("changes", "--since", "yesterday").exit_code == 2
    assert run("changes", "--basis", "decade").exit_code == 2


def test_changes_for_people_show_before_after_and_delta(two_years: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    run("ingest", two_years / "r7.txt", two_years / "r8.txt")
    shown = run("changes").stdout
    assert "120百万円 → 150百万円" in shown
    assert "+30百万円" in shown
    assert "1 changes" in shown


def test_measures_are_searched_without_regard_to_width(two_years: Path) -> None:
    run("ingest", two_years / "r7.txt")
    assert [row["id"] for row in rows_of("measures")] == [f"mhlw-2025-000{n}" for n in (1, 2, 3, 4)]
    assert [row["name"] for row in rows_of("measures", "--search", "救急　整備")] == ["救急医療体制整備事業"]
    assert "4 measures" in run("measures").stdout


def test_a_measure_shows_its_whole_history(two_years: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    run("ingest", two_years / "r7.txt", two_years / "r8.txt")
    [row] = rows_of("measure", "mhlw-2025-0001")
    assert [(one["fiscal_year"], one["amount_yen"]) for one in row["statements"]] == [(2025, 120_000_000), (2026, 150_000_000)]
    assert [change["kind"] for change in row["changes"]] == ["amount"]
    shown = run("measure", "mhlw-2025-0001").stdout
    assert "令和7年度" in shown
    assert "令和8年度" in shown
    assert "120百万円 → 150百万円" in shown


def test_a_measure_nobody_knows_is_told_in_one_line(home: Path) -> None:
    done = run("measure", "mhlw-1999-0001")
    assert done.exit_code == 1
    assert "no measure has the id mhlw-1999-0001" in str(done.exception)


def test_migrate_says_what_it_did(home: Path) -> None:
    assert run("migrate").stdout == "schema 0005: migrated\n"
    assert run("migrate").stdout == "schema 0005: up to date already\n"


def test_commands_tell_what_was_known_on_a_day(two_years: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken in at 23:30 and at 00:30 in Japan: one day apart there, the same day in UTC."""
    for file, hour in (("r7.txt", 14), ("r8.txt", 15)):
        moment = datetime(2026, 8, 31, hour, 30, tzinfo=UTC)
        monkeypatch.setattr("monitor.commands.ingest.utc_now", lambda moment=moment: moment)
        assert run("ingest", two_years / file).exit_code == 0
    known = [len(rows_of("changes", "--as-of", day)) for day in ("2026-08-30", "2026-08-31", "2026-09-01")]
    assert known == [0, 0, 1]
    assert [len(rows_of("measures", "--as-of", day)) for day in ("2026-08-30", "2026-08-31")] == [0, len(ROWS)]
    [then], [now] = rows_of("measure", "mhlw-2025-0001", "--as-of", "2026-08-31"), rows_of("measure", "mhlw-2025-0001")
    assert ([row["fiscal_year"] for row in then["statements"]], then["changes"]) == ([2025], [])
    assert ([row["fiscal_year"] for row in now["statements"]], len(now["changes"])) == ([2025, 2026], 1)
    missing = run("measure", "mhlw-2025-0001", "--as-of", "2026-08-30")
    assert "no measure had the id mhlw-2025-0001 on 2026-08-30" in str(missing.exception)
    for day in ("yesterday", "9999-12-31"):
        assert run("changes", "--as-of", day).exit_code == 2
