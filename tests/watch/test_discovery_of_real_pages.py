"""Every item of the real feeds and press pages is found with its day, and none is taken for a budget release: none of them is one.

They are of 2026-08-20, before the season. The items that speak of money of the state at all are listed with their judgement.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from monitor.watch.discovery import Link, Rules, discover
from monitor.watch.fetch import Fetcher
from monitor.watch.hosts import MemoryHosts

FEEDS = {"cao": 10, "fsa": 15, "mext": 21, "mhlw": 67, "soumu": 20}
PAGES = {
    "press_maff": ("https://www.maff.go.jp/j/press/index.html", r"/\d{6}(?:_\d)?\.html$", 46, "2026-07-29", "2026-08-19"),
    "press_meti": ("https://www.meti.go.jp/press/index.html", r"/press/2026/", 20, "2026-07-31", "2026-08-17"),
    "press_moj_year": (
        "https://www.moj.go.jp/hisho/kouhou/press_r8.html",
        r"/(?:MINJI|JINKEN|jinji|hogo1|keiji1|housei)/.*\d{5}\.html$",
        28,
        "2026-01-13",
        "2026-08-07",
    ),
}
"""Where each page stood, what the addresses of its items look like, how many there are, and the oldest and the newest day."""
SPEAKS_OF_MONEY = re.compile(r"予算|概算|補正|要求|決算|財政|政府案")
JUDGEMENT = {
    "火山調査研究推進本部政策委員会 第4回予算調整部会を開催しました(令和8年8月7日)": "is something else",
    "令和7年度「厚生年金保険・国民年金の収支決算の概要」を公表します": "is something else",
    "令和8年度地方財政審議会(8月19日)議事要旨": "is something else",
    "予算、決算、財務書類等": "stands outside the main part of the page",
    "予算・決算": "stands in a menu of the page",
}
"""Each link of the eight files whose text has such a word, and why it is no release."""


def of_feed(shared: Path, name: str) -> list[Link]:
    body = (shared / "data" / "feeds" / f"{name}.xml").read_bytes()
    hosts = frozenset(re.findall(r"https?://([\w.-]+)", body.decode("cp932" if name == "soumu" else "utf-8")))
    return discover(body, f"https://www.{name}.go.jp/news.rdf", Rules("feed", hosts=hosts))


def of_page(shared: Path, name: str) -> list[Link]:
    url = PAGES[name][0]
    body = (shared / "data" / "pages" / f"{name}.html").read_bytes()
    hosts = re.findall(r"https?://([\w.-]+)", body.decode())
    return discover(body, url, Rules(hosts=frozenset({url.split("/")[2], *hosts})))


@pytest.mark.parametrize(("name", "items"), FEEDS.items())
def test_every_item_of_a_real_feed_is_found_with_its_day(shared: Path, name: str, items: int) -> None:
    links = of_feed(shared, name)
    assert len(links) == items
    assert all(link.text and link.published and "2026-08-05" <= link.published <= "2026-08-19" for link in links)


@pytest.mark.parametrize("name", PAGES)
def test_every_press_item_of_a_real_page_is_found_with_its_day(shared: Path, name: str) -> None:
    _, item, count, oldest, newest = PAGES[name]
    links = [link for link in of_page(shared, name) if re.search(item, link.url) and "press/arc" not in link.url and link.published]
    assert len(links) == count
    days = [link.published or "" for link in links]
    assert (min(days), max(days)) == (oldest, newest)
    assert days == sorted(days, reverse=True)
    for link in links:  # the addresses of two of the sites tell the day as well
        told = re.search(r"/(?:20)?(26)(\d\d)(\d\d)(?:\d{3}|_\d)?\.html$", link.url)
        assert told is None or link.published == f"20{told[1]}-{told[2]}-{told[3]}"


def test_none_of_them_is_taken_for_a_budget_release(shared: Path) -> None:
    links = [link for name in FEEDS for link in of_feed(shared, name)] + [link for name in PAGES for link in of_page(shared, name)]
    assert [link.url for link in links if link.leads_to != "elsewhere"] == []
    assert {link.text: link.reason.split(":")[0] for link in links if SPEAKS_OF_MONEY.search(link.text)} == JUDGEMENT


def test_they_are_found_over_http_as_well(shared: Path, httpserver: HTTPServer) -> None:
    files = [*(shared / "data" / "feeds").glob("*.xml"), *(shared / "data" / "pages").glob("*.html")]
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    for file in files:
        media_type = "text/html" if file.suffix == ".html" else "application/rss+xml"
        httpserver.expect_request(f"/{file.name}").respond_with_data(file.read_bytes(), content_type=media_type)

    async def look() -> dict[str, int]:
        found = {}
        async with Fetcher(MemoryHosts(), gap_seconds=0) as fetcher:
            for file in files:
                page = await fetcher.page(httpserver.url_for(f"/{file.name}"), allowed={httpserver.host}, allow_private=True)
                rules = Rules("index" if file.suffix == ".html" else "feed", hosts=frozenset({httpserver.host}))
                found[file.stem] = sum(1 for link in discover(page.body, page.url, rules, page.media_type) if link.published)
        return found

    assert asyncio.run(look()) == FEEDS | {name: count for name, (_, _, count, _, _) in PAGES.items()}
