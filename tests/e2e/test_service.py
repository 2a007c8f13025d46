"""The service beside others, over deaths and restarts: what is due stands in the rows, whoever asks and however often it starts."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.conftest import Run
from tests.e2e.ministry import INDEX, Ministry

SITE = Path(__file__).resolve().parents[2] / "monitor" / "demo_site"
RELEASE = "/yosan/r9/gaiyou.pdf"
TEXT = SITE.joinpath("r9_gaiyou.txt").read_text(encoding="utf-8")
REPLACED = SITE.joinpath("r9_gaiyou_replaced.txt").read_text(encoding="utf-8")


@dataclass
class Service:
    process: subprocess.Popen[str]
    address: str
    errors: Path

    def lines(self) -> list[dict[str, Any]]:
        """Its log, a JSON object a line."""
        return [json.loads(line) for line in self.errors.read_text(encoding="utf-8").splitlines()]

    def end(self, how: int = signal.SIGTERM) -> float:
        """Send a signal; gives how many seconds it took to end."""
        begun = time.monotonic()
        self.process.send_signal(how)
        self.process.wait(timeout=20)
        return time.monotonic() - begun


@contextmanager
def service(environment: dict[str, str], sources: Path, errors: Path) -> Iterator[Service]:
    command = [sys.executable, "-u", "-m", "monitor", "serve", "--port", "0", "--sources", str(sources)]
    with errors.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment)
    try:
        assert process.stdout is not None
        found = re.search(r"http://[\d.:]+", process.stdout.readline())
        assert found is not None, errors.read_text(encoding="utf-8")
        yield Service(process, found[0], errors)
    finally:
        process.kill()
        process.wait(timeout=10)


def wait_for(what: str, condition: Callable[[], object], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"{what} did not happen within {seconds} s"
        time.sleep(0.05)


def looks(ministry: Ministry) -> list[float]:
    """When the index page was asked for."""
    return [seen.began for seen in ministry.log.of(INDEX)]


@pytest.fixture
def ministry() -> Iterator[Ministry]:
    with Ministry().open() as site:
        site.publish(RELEASE, TEXT, "令和9年度概算要求の概要", "令和8年8月28日")
        yield site


@pytest.fixture
def settings(environment: dict[str, str], database_url: str) -> dict[str, str]:
    return environment | {"YOSAN_DATABASE_URL": database_url, "YOSAN_TICK_SECONDS": "0.3", "YOSAN_LEASE_SECONDS": "3"}


def declared(folder: Path, ministry: Ministry, every: str) -> Path:
    path = folder / "sources.toml"
    source = f'[[source]]\nid = "mihon"\nurl = "{ministry.url()}"\nministry = "見本省"\nevery = "{every}"\nallow_private = true\n'
    path.write_text(source, encoding="utf-8")
    return path


def test_two_services_on_one_database_share_the_looks(settings: dict[str, str], tmp_path: Path, ministry: Ministry) -> None:
    sources = declared(tmp_path, ministry, "2s")
    with ExitStack() as stack:
        for number in range(2):
            stack.enter_context(service(settings, sources, tmp_path / f"log-{number}"))
        wait_for("five looks", lambda: len(looks(ministry)) >= 5)
    apart = [later - earlier for earlier, later in pairwise(looks(ministry)[:5])]
    assert all(1.9 < gap < 6 for gap in apart), apart


def test_a_restart_neither_skips_nor_doubles_a_look(settings: dict[str, str], tmp_path: Path, ministry: Ministry) -> None:
    sources = declared(tmp_path, ministry, "1h")
    for how in (signal.SIGKILL, signal.SIGTERM, signal.SIGTERM):
        with service(settings, sources, tmp_path / "log") as running:
            wait_for("the look", lambda: looks(ministry))
            wait_for("the look's end", lambda: "まだ" not in httpx.get(f"{running.address}/sources", trust_env=False).text)
            time.sleep(1.5)
            assert running.end(how) < 10
    assert len(looks(ministry)) == 1


def test_told_to_end_in_the_middle_of_a_round_it_ends_within_ten_seconds_and_loses_nothing(
    settings: dict[str, str], tmp_path: Path, ministry: Ministry, yosan: Run, environment: dict[str, str]
) -> None:
    sources = declared(tmp_path, ministry, "1h")
    ministry.silent(RELEASE)
    with service(settings, sources, tmp_path / "log") as running:
        wait_for("the release being fetched", lambda: RELEASE in ministry.log.paths())
        assert running.end() < 10
        assert running.process.returncode == 0
        assert not [line for line in running.lines() if line["event"].startswith("left while")]
    ministry.well(RELEASE)
    with service(settings, sources, tmp_path / "log-2") as running:
        wait_for("the round", lambda: any(line["event"] == "round" for line in running.lines()))
        assert "見本省" in httpx.get(f"{running.address}/releases", trust_env=False).text
    environment |= {"YOSAN_DATABASE_URL": settings["YOSAN_DATABASE_URL"]}
    measures = [json.loads(line) for line in yosan("measures", "--format", "jsonl").stdout.splitlines()]
    assert len({measure["name"] for measure in measures}) == len(measures) > 0


def test_the_log_tells_each_round_in_one_line_and_names_no_reader(
    settings: dict[str, str], environment: dict[str, str], tmp_path: Path, ministry: Ministry, yosan: Run
) -> None:
    sources = declared(tmp_path, ministry, "1s")
    environment |= settings
    assert yosan("subscribe", "reader@example.jp").returncode == 0
    with service(settings | {"YOSAN_SMTP_HOST": "127.0.0.1", "YOSAN_SMTP_PORT": "9"}, sources, tmp_path / "log") as running:
        wait_for("a look", lambda: len(looks(ministry)) >= 2)
        ministry.replace(RELEASE, REPLACED)
        wait_for("the change", lambda: any(line.get("changes") for line in running.lines() if line["event"] == "round"))
        running.end()
        lines = running.lines()
    assert "reader@example.jp" not in running.errors.read_text(encoding="utf-8")
    rounds = [line for line in lines if line["event"] == "round"]
    assert len({line["round"] for line in rounds}) == len(rounds)
    assert all({"sources", "releases", "changes", "seconds", "told"} <= line.keys() for line in rounds)
    of_watch = [line for line in lines if line.get("source")]
    assert of_watch
    assert {line["round"] for line in of_watch} <= {line["round"] for line in rounds}
    replaced = next(line for line in lines if line["event"] == "release" and line["outcome"] == "replaced")
    assert {"round", "source", "release", "capture"} <= replaced.keys()
    environment |= {"YOSAN_DATABASE_URL": settings["YOSAN_DATABASE_URL"]}
    changes = [json.loads(line) for line in yosan("changes", "--format", "jsonl").stdout.splitlines()]
    assert len([one for one in changes if one["evidence"]["after"]["sha256"] == replaced["capture"]]) == replaced["changes"] > 0


def test_readiness_is_more_than_life(settings: dict[str, str], tmp_path: Path, ministry: Ministry) -> None:
    sources = declared(tmp_path, ministry, "1h")
    with service(settings, sources, tmp_path / "log") as running:
        get = lambda path: httpx.get(running.address + path, trust_env=False, timeout=10)  # noqa: E731
        wait_for("readiness", lambda: get("/readyz").status_code == 200)
        wait_for("the round", lambda: 'yosan_work_last_end_timestamp_seconds{work="watch"}' in get("/metrics").text)
        captures = Path(settings["YOSAN_HOME"]) / "captures"
        wait_for("a capture", captures.exists)
        captures.rename(captures.with_name("away"))
        captures.write_text("no folder", encoding="utf-8")
        told = get("/readyz")
        assert (told.status_code, told.text) == (503, "the captures' folder cannot be written\n")
        assert get("/healthz").status_code == 200
        os.kill(running.process.pid, signal.SIGTERM)
