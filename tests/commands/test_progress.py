"""Progress is for a person at a terminal: a real one (a pseudo-terminal) sees a bar, a pipe sees nothing of it."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = """<html><body><h1>令和9年度 概算要求の概要</h1><p>見本省 地域くらし局</p>
<table><tr><th>事業名</th><th>令和9年度要求額（千円）</th><th>令和8年度予算額（千円）</th></tr>
<tr><td>山間地域巡回バス運行支援事業</td><td>930,000</td><td>1,250,000</td></tr>
<tr><td>木造住宅耐震診断促進事業</td><td>480,000</td><td>320,000</td></tr></table></body></html>"""


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    paths = [tmp_path / f"{number}.html" for number in range(3)]
    for path in paths:
        path.write_text(PAGE, encoding="utf-8")
    return [str(path) for path in paths]


def at_a_terminal(*arguments: str) -> tuple[bytes, str]:
    """What goes down a pipe on stdout, and what a person sees on stderr."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "monitor", *arguments]
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "100"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=environment) as process:
        os.close(theirs)
        seen = b""
        assert process.stdout is not None
        piped = process.stdout.read()
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # Linux says EIO when the other side is closed
                break
            if not part:
                break
            seen += part
    os.close(ours)
    return piped, seen.decode()


def test_a_terminal_shows_how_far_many_files_are_and_a_pipe_keeps_its_lines(files: list[str]) -> None:
    piped, seen = at_a_terminal("parse", "--format", "jsonl", *files)
    assert len([json.loads(line) for line in piped.decode().splitlines()]) >= 3
    assert "parsing" in seen
    assert "3/3" in seen


def test_one_file_needs_no_bar(files: list[str]) -> None:
    _, seen = at_a_terminal("parse", "--format", "jsonl", files[0])
    assert "parsing" not in seen


def test_without_a_terminal_there_is_no_bar(files: list[str]) -> None:
    command = [sys.executable, "-m", "monitor", "parse", "--format", "jsonl", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "parsing" not in done.stderr
    assert all(json.loads(line) for line in done.stdout.splitlines())
