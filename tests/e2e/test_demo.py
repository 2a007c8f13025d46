"""`yosan-watch demo`: the whole loop, and what it must show."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys

import httpx

from tests.e2e.conftest import Run


def test_the_demo_runs_through_and_shows_every_kind_with_its_page(yosan: Run) -> None:
    done = yosan("demo", "--once")
    assert done.returncode == 0, done.stderr
    for kind, basis, place in (
        ("appeared", "year", "r9/gaiyou.pdf p. 2"),
        ("disappeared", "year", "r8/gaiyou.pdf p. 2"),
        ("amount", "year", "r9/gaiyou.pdf p. 1"),
        ("rate", "year", "r9/jigyou.html line 27"),
        ("renamed", "year", "r9/gaiyou.pdf p. 2"),
        ("amount", "revision", "r9/gaiyou.pdf p. 1"),
    ):
        rows = [row for row in done.stdout.split("├") if re.search(rf"\b{kind}\b", row) and re.search(rf"\b{basis}\b", row)]
        assert any(place in row and "/measures/" in row for row in rows), (kind, basis)
    assert done.stdout.count("(since replaced)") == 1
    assert "【予算ウォッチ】" in done.stdout
    assert "国1/2、市町村1/2 → 国1/3、市町村2/3" in done.stdout


def test_the_demo_keeps_its_pages_up_until_it_is_ended(environment: dict[str, str]) -> None:
    command = [sys.executable, "-u", "-m", "monitor", "demo", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stdout is not None
        address = None
        for line in process.stdout:
            if found := re.search(r"Look around at (http://\S+)/ ", line):
                address = found[1]
                break
        assert address is not None
        front = httpx.get(f"{address}/", trust_env=False)
        assert "山間地域巡回バス運行支援事業" in front.text
        assert httpx.get(f"{address}/feeds/changes.atom", trust_env=False).status_code == 200
    finally:
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    assert "over" in output
    assert "Traceback" not in errors


def test_a_taken_port_is_one_clear_line(yosan: Run) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = yosan("demo", "--port", taken.getsockname()[1])
    assert done.returncode == 1
    assert re.fullmatch(r"yosan-watch: cannot listen on 127\.0\.0\.1 port \d+: .*\n", done.stderr)


def test_the_demo_leaves_the_real_home_alone(yosan: Run, environment: dict[str, str]) -> None:
    assert yosan("demo", "--once").returncode == 0
    assert not os.path.exists(environment["YOSAN_HOME"])
