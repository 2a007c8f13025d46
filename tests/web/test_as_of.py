"""The pages of changes and of a measure as they were on a day: ?as_of=2026-08-31."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from monitor.commands.opening import open_home
from monitor.pipeline import ingest
from monitor.service import listen, serving
from monitor.settings import Settings
from monitor.web.app import create_app
from tests.overviews import overview

ROWS = (("医師確保支援事業", 120, 100), ("看護職員研修事業", 80, 80), ("救急医療体制整備事業", 1500, 1200))
LATER = (("医師確保支援事業", 150, 120), ("看護職員資質向上研修事業", 80, 80), ("救急医療体制整備事業", 1500, 1500))


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    """A year taken in on 31 August 2026 in Japan, and the next a day later."""
    home = open_home(Settings(home=tmp_path, database_url=None))
    for day, year, rows in ((30, 2025, ROWS), (31, 2026, LATER)):
        now = datetime(2026, 8, day, 16, 0, tzinfo=UTC)
        url = f"https://www.mhlw.go.jp/{year}.txt"
        ingest(home.database, home.captures, overview(year, rows).encode(), name=f"{year}.txt", url=url, now=now)
    listener = listen("127.0.0.1", 0)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    app = create_app(home.database, home.captures, home.settings)
    with serving(app, listener), httpx.Client(base_url=address, trust_env=False) as client:
        yield client
    home.database.close()


def test_changes_are_shown_as_they_were_known(client: httpx.Client) -> None:
    assert "医師確保支援事業" not in client.get("/?as_of=2026-08-31").text
    assert "医師確保支援事業" in client.get("/?as_of=2026-09-01").text


def test_a_measure_is_shown_as_it_was_known(client: httpx.Client) -> None:
    then, now = (client.get(f"/measures/mhlw-2025-0002{query}").text for query in ("?as_of=2026-08-31", ""))
    assert "<h1>看護職員研修事業" in then
    assert "資質向上" not in then
    assert "<h1>看護職員資質向上研修事業" in now


def test_a_measure_that_was_not_known_yet_has_no_page(client: httpx.Client) -> None:
    assert client.get("/measures/mhlw-2025-0002?as_of=2026-08-30").status_code == 404


@pytest.mark.parametrize("day", ["yesterday", "9999-12-31"])
def test_what_is_no_day_is_refused(client: httpx.Client, day: str) -> None:
    assert client.get(f"/?as_of={day}").status_code == 422


@pytest.mark.parametrize("day", ["1900-01-01", "0001-01-01"])
def test_before_anything_was_known_there_is_nothing(client: httpx.Client, day: str) -> None:
    answer = client.get(f"/?as_of={day}")
    assert (answer.status_code, "医師確保支援事業" in answer.text) == (200, False)
    assert client.get("/?as_of=9999-12-30").status_code == 200
