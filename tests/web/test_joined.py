"""The id of a measure that a person joined into another goes on working: its page and its feed lead to the measure that it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import feedparser
import httpx
import pytest

from monitor.commands.opening import open_home, utc_now
from monitor.pipeline import ingest
from monitor.pipeline.decisions import Judge, confirm_measures
from monitor.pipeline.undoing import undo_decision
from monitor.service import listen, serving
from monitor.settings import Settings
from monitor.web.app import create_app
from tests.overviews import overview

REST = [("医師確保支援事業", 120, 120), ("離島診療支援費", 30, 30), ("看護職員研修", 80, 80)]
OLD, NEW = "mhlw-2025-0004", "mhlw-2026-0001"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Any]:
    """The pages over two years, in which a person found a measure again under another name."""
    home = open_home(Settings(home=tmp_path / "home", database_url=None, public_url="https://yosan.example"))
    for year, rows in ((2025, [*REST, ("救急医療体制整備事業", 1500, 1200)]), (2026, [*REST, ("遠隔画像診断普及調査", 12, 0)])):
        url = f"https://www.mhlw.go.jp/r{year - 2018}.txt"
        ingest(home.database, home.captures, overview(year, rows).encode(), name="r.txt", url=url, now=utc_now())
    listener = listen("127.0.0.1", 0)
    client: Any = httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", trust_env=False)
    client.database = home.database
    confirm_measures(home.database, OLD, NEW, Judge("山田", utc_now()))
    with serving(create_app(home.database, home.captures, home.settings), listener), client:
        yield client
    home.database.close()


@pytest.mark.parametrize("path", ["/measures/{}", "/measures/{}?lang=en", "/feeds/measures/{}.atom"])
def test_a_joined_id_leads_to_the_measure_as_long_as_it_is_joined(site: Any, path: str) -> None:
    """A permanent redirect (301, 308) would stay in caches and feed readers after the join is taken back."""
    moved = site.get(path.format(NEW))
    assert (moved.status_code, moved.headers["location"]) == (307, path.format(OLD))
    assert site.get(path.format(OLD)).status_code == 200


def test_the_measures_page_and_feed_tell_both_years(site: Any) -> None:
    page = site.get(f"/measures/{OLD}").text
    assert "遠隔画像診断普及調査" in page
    assert "救急医療体制整備事業" in page
    feed = feedparser.parse(site.get(f"/feeds/measures/{OLD}.atom").content)
    assert any("救急医療体制整備事業" in entry.title for entry in feed.entries)


def test_the_list_of_measures_has_it_once_and_finds_it_by_both_ids(site: Any) -> None:
    for search in ("遠隔画像診断普及調査", "救急医療体制整備事業", OLD, NEW):
        found = site.get("/measures", params={"q": search}).text
        assert f"/measures/{OLD}" in found, search
        assert f"/measures/{NEW}" not in found, search


def test_an_id_that_stands_alone_again_has_its_page_again(site: Any) -> None:
    assert site.get(f"/measures/{NEW}").status_code == 307
    undo_decision(site.database, 1, Judge("山田", utc_now()))
    assert site.get(f"/measures/{NEW}").status_code == 200
    assert site.get("/measures/mhlw-2099-0001").status_code == 404
