"""What links an index page or a feed holds, and which are budget releases."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.watch.discovery import Rules, discover

BASE = "https://ministry.example/budget/index.html"
OWN = Rules(hosts=frozenset({"ministry.example"}))
PAGE = """<!doctype html><meta charset="utf-8"><nav><a href="/menu.pdf">予算の目次</a></nav>
<main><h2>令和8年度概算要求</h2><ul>
<li>令和7年8月29日 <a href="r8/gaiyou.pdf">概算要求の概要</a></li>
<li><a href="r8/sankou.pdf">[PDF 1,024KB]</a></li>
<li><a href="r8/gaiyou.pdf#page=3">概算要求の概要（3ページ）</a></li></ul>
<h2>採用</h2><p><a href="/saiyo.html">職員の採用</a> <a href="https://elsewhere.example/yosan.pdf">予算（他府省）</a>
<a href="mailto:a@b">mail</a> <a href="javascript:alert(1)">概算要求</a> <a href="http://[bad">予算</a></p></main>""".encode()


def test_a_page_yields_each_link_once_with_its_words_and_date() -> None:
    links = {link.url: link for link in discover(PAGE, BASE, OWN)}
    first = links["https://ministry.example/budget/r8/gaiyou.pdf"]
    assert (first.release, first.text, first.published) == (True, "概算要求の概要", "2025-08-29")
    assert [url for url in links if "gaiyou" in url] == [first.url]


def test_a_link_that_says_only_pdf_is_named_by_the_heading_above() -> None:
    links = {link.url: link for link in discover(PAGE, BASE, OWN)}
    bare = links["https://ministry.example/budget/r8/sankou.pdf"]
    assert bare.text == "令和8年度概算要求"
    assert bare.release


def test_menus_other_hosts_and_other_matters_are_no_releases() -> None:
    links = {link.url: link for link in discover(PAGE, BASE, OWN)}
    assert "https://ministry.example/menu.pdf" not in links
    assert not links["https://elsewhere.example/yosan.pdf"].release
    assert "another host" in links["https://elsewhere.example/yosan.pdf"].reason
    assert not links["https://ministry.example/saiyo.html"].release
    assert all(url.startswith("https://") for url in links)


def test_a_pattern_decides_alone() -> None:
    links = [link for link in discover(PAGE, BASE, Rules(pattern=r"saiyo", hosts=frozenset({"ministry.example"}))) if link.release]
    assert [link.url for link in links] == ["https://ministry.example/saiyo.html"]


FEED = """<?xml version="1.0" encoding="Shift_JIS"?><rss version="2.0"><channel><title>新着</title><link>http://ministry.example/</link>
<item><title>令和８年度概算要求の概要を公表しました</title><link>http://ministry.example/r8/</link>
<pubDate>Fri, 29 Aug 2025 15:00:00 +0900</pubDate></item>
<item><title>会見</title><link>http://ministry.example/kaiken/</link></item></channel></rss>""".encode("cp932")


def test_a_feed_in_shift_jis_yields_its_items_with_dates() -> None:
    links = discover(FEED, "http://ministry.example/news.rdf", Rules("feed", hosts=OWN.hosts))
    assert [(link.url, link.published, link.release) for link in links] == [
        ("http://ministry.example/r8/", "2025-08-29", True),
        ("http://ministry.example/kaiken/", None, False),
    ]


FEEDS = [
    ("cao", "www.cao.go.jp", 10),
    ("fsa", "www.fsa.go.jp", 15),
    ("mext", "www.mext.go.jp", 21),
    ("mhlw", "www.mhlw.go.jp", 67),
    ("soumu", "www.soumu.go.jp", 20),
]


@pytest.mark.parametrize(("name", "host", "items"), FEEDS)
def test_every_item_of_a_real_feed_is_found(shared: Path, name: str, host: str, items: int) -> None:
    body = (shared / "data" / "feeds" / f"{name}.xml").read_bytes()
    links = discover(body, f"https://{host}/news.rdf", Rules("feed", hosts=frozenset({host})))
    assert len(links) == items
    assert all(link.text for link in links)


@pytest.mark.parametrize("name", ["press_maff", "press_meti", "press_moj_year"])
def test_a_real_press_page_yields_named_links(shared: Path, name: str) -> None:
    body = (shared / "data" / "pages" / f"{name}.html").read_bytes()
    links = discover(body, "https://ministry.example/press/index.html", OWN)
    assert len(links) > 20
    assert sum(1 for link in links if link.text) / len(links) > 0.9
