"""`yosan-watch serve`: it watches, delivers and serves by itself, ends in good order, and loses nothing when it is killed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from monitor.demo import MINISTRY, MailSink, PretendMinistry
from tests.e2e.conftest import Run


@contextmanager
def service(environment: dict[str, str], sources: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running service and its address; killed at the end if it still runs."""
    command = [sys.executable, "-u", "-m", "monitor", "serve", "--port", "0", "--sources", str(sources)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
    try:
        assert process.stdout is not None
        found = re.search(r"http://[\d.:]+", process.stdout.readline())
        assert found is not None
        yield process, found[0]
    finally:
        process.kill()
        process.wait(timeout=10)


def wait_for(what: str, condition: object, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < until, f"{what} did not happen within {seconds} s"
        time.sleep(0.2)


def page(address: str) -> str:
    try:
        return httpx.get(address, trust_env=False, timeout=10).text
    except httpx.HTTPError:
        return ""


def seen_well(sources: str) -> bool:
    """Whether the page of sources lists the pretend ministry's with a time at which it was last seen."""
    return "mihon" in sources and "まだ" not in sources


@pytest.fixture
def sources(tmp_path: Path) -> Iterator[tuple[Path, PretendMinistry]]:
    with PretendMinistry().open() as ministry:
        path = tmp_path / "sources.toml"
        path.write_text(
            f'[[source]]\nid = "mihon"\nurl = "{ministry.url}"\nministry = "{MINISTRY}"\nevery = "1s"\nallow_private = true\n',
            encoding="utf-8",
        )
        yield path, ministry


def test_the_service_watches_tells_and_survives_a_kill(
    yosan: Run, environment: dict[str, str], sources: tuple[Path, PretendMinistry]
) -> None:
    path, ministry = sources
    with MailSink().open() as sink:
        environment |= {
            "YOSAN_SMTP_HOST": "127.0.0.1",
            "YOSAN_SMTP_PORT": str(sink.port),
            "YOSAN_TICK_SECONDS": "1",
            "YOSAN_LEASE_SECONDS": "3",
        }
        assert yosan("subscribe", "reader@example.jp").returncode == 0
        with service(environment, path) as (process, address):
            wait_for("the baseline", lambda: seen_well(page(f"{address}/sources")))
            os.kill(process.pid, signal.SIGKILL)
        assert sink.messages == []
        ministry.publish_next_year()
        with service(environment, path) as (process, address):
            wait_for("the change on the page", lambda: "山間地域巡回バス運行支援事業" in page(f"{address}/"))
            wait_for("the digest", lambda: sink.messages)
            assert "減額" in sink.text()
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=20) == 0
        told = re.findall(r"^  \[.+", "".join(sink.texts()), re.M)
        assert len(told) == 8
