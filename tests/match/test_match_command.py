"""`match PREV.jsonl NEXT.jsonl` as an operator runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

OLDER = [
    {"id": "a", "name": "看護研修事業", "fiscal_year": 2025, "amount_yen": 168_000_000},
    {
        "id": "c",
        "name": "中央相談センター事業",
        "bureau": "医政局",
        "fiscal_year": 2025,
        "amount_yen": 90_000_000,
    },
]
NEWER = [
    {"id": "b", "name": "看護研修等事業", "fiscal_year": 2026, "amount_yen": 201_000_000, "prior_amount_yen": 168_000_000},
    {
        "id": "d",
        "name": "地域相談センター運営費",
        "bureau": "医政局",
        "fiscal_year": 2026,
        "amount_yen": 8_000_000,
        "prior_amount_yen": 7_000_000,
    },
]


def run(folder: Path, *options: str, older: str | None = None) -> subprocess.CompletedProcess[str]:
    prev, next_ = folder / "prev.jsonl", folder / "next.jsonl"
    prev.write_text(older if older is not None else _lines(OLDER), encoding="utf-8")
    next_.write_text(_lines(NEWER), encoding="utf-8")
    command = [sys.executable, "-m", "monitor", "match", str(prev), str(next_), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _lines(rows: list[dict[str, object]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def test_links_come_as_one_object_a_line(tmp_path: Path) -> None:
    done = run(tmp_path, "--format", "jsonl")
    links = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(link["prev_id"], link["next_id"], link["kind"]) for link in links] == [("a", "b", "renamed")]
    assert set(links[0]) == {"prev_id", "next_id", "score", "kind", "evidence"}


def test_doubtful_links_come_only_when_asked_for(tmp_path: Path) -> None:
    assert len(run(tmp_path, "--format", "jsonl", "--all").stdout.splitlines()) == 2


def test_people_get_the_renames_and_a_sum(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert "renamed 看護研修事業 -> 看護研修等事業" in done.stdout
    assert "1 links between 2 and 2 entries: 0 by the same name, 1 renamed, 0 split off, 0 merged into another" in done.stdout


def test_a_line_that_is_no_entry_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, older='{"id": "a", "name": "救急"}\n{"id": "b"}\n')
    assert (done.returncode, done.stdout) == (1, "")
    assert "prev.jsonl line 2" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_name_cannot_command_the_terminal(tmp_path: Path) -> None:
    older = (
        '{"id": "a", "name": "看護\\u001b[31m研修\\u001b]0;x\\u0007\\ud800事業", "fiscal_year": 2025, "amount_yen": 168000000}\n'
    )
    done = run(tmp_path, older=older)
    assert (done.returncode, done.stderr) == (0, "")
    assert "看護[31m研修" in done.stdout
    assert "\x1b" not in done.stdout


def test_more_money_than_there_is_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, older=f'{{"id": "a", "name": "救急", "fiscal_year": 2025, "amount_yen": {10**400}}}\n')
    assert (done.returncode, done.stdout) == (1, "")
    assert "prev.jsonl line 1: amount_yen is more money than there is" in done.stderr
