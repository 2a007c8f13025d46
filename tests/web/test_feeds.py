"""Feeds are valid Atom, tell every change once under an id that never changes, and are the same bytes for the same changes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from monitor.web.feeds import changes_feed, measure_feed
from tests.notifiers.samples import NOW, some_news

PUBLIC = "https://yosan.example.jp/"
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def read(feed: bytes) -> Any:
    parsed = feedparser.parse(feed)
    assert not parsed.bozo
    return parsed


def test_an_entry_says_what_changed_and_links_to_the_measure_and_the_printed_page() -> None:
    parsed = read(changes_feed([some_news(1)], PUBLIC))
    (entry,) = parsed.entries
    assert parsed.version == "atom10"
    assert parsed.feed.language == "ja"
    assert entry.title == "【減額】地域医療確保推進事業その1 102億円 → 86億円（厚生労働省）"
    assert entry.link == "https://yosan.example.jp/measures/mhlw-2025-0001"
    related = [link.href for link in entry.links if link.rel == "related"]
    assert related == ["https://www.example.go.jp/r8.pdf#page=12", "https://www.example.go.jp/r7.pdf#page=11"]
    content = " ".join(html.fromstring(entry.content[0].value).text_content().split())
    assert "102億円 → 86億円 ▲16億円（▲15.7％）" in content
    assert "a" * 64 in content


def test_the_id_is_the_changes_and_nothing_else_moves_it() -> None:
    news = some_news(1)
    moved = replace(news, name="別の名前", ministry="こども家庭庁", before="別の言葉", evidence={})
    (first,) = read(changes_feed([news], PUBLIC)).entries
    (again,) = read(changes_feed([moved], "https://elsewhere.example.com")).entries
    (alone,) = read(measure_feed(news.measure_id, news.name, [news], PUBLIC)).entries
    assert first.id == again.id == alone.id == f"tag:yosan-watch,2026:change:{news.id}"


def test_a_feed_was_updated_when_its_newest_entry_was() -> None:
    news = [some_news(1), some_news(2), some_news(3, noticed_at=NOW + timedelta(days=2))]
    parsed = read(changes_feed(news, PUBLIC))
    assert parsed.feed.updated == "2026-11-23T22:30:00Z"
    assert [entry.updated for entry in parsed.entries] == ["2026-11-23T22:30:00Z", "2026-11-21T21:30:02Z", "2026-11-21T21:30:01Z"]


def test_the_same_changes_are_the_same_bytes_in_any_order_and_zone() -> None:
    news = [some_news(n, noticed_at=NOW) for n in range(1, 20)]
    elsewhere = [replace(n, noticed_at=n.noticed_at.astimezone(ZoneInfo("America/New_York"))) for n in reversed(news)]
    assert changes_feed(news, PUBLIC) == changes_feed(elsewhere, PUBLIC) == changes_feed([*news, *news], PUBLIC)


def test_a_feed_without_changes_is_valid_and_stays_as_it_is() -> None:
    parsed = read(changes_feed([], PUBLIC))
    assert parsed.entries == []
    assert parsed.feed.updated == "2026-01-01T00:00:00Z"
    mine = read(measure_feed("mhlw-2025-0001", "事業", [], PUBLIC, NOW))
    assert mine.feed.updated == "2026-11-21T22:30:00Z"
    assert mine.feed.id == "tag:yosan-watch,2026:feed:measure:mhlw-2025-0001"
    assert mine.feed.title == "予算ウォッチ：事業"
    assert mine.feed.link == "https://yosan.example.jp/measures/mhlw-2025-0001"


def test_every_element_that_atom_asks_for_is_there() -> None:
    tree = etree.fromstring(changes_feed([some_news(1), some_news(2)], PUBLIC))
    for path in ("a:id", "a:title", "a:updated", "a:author/a:name", "a:link[@rel='self']"):
        assert len(tree.xpath(path, namespaces=ATOM)) == 1
    for entry in tree.xpath("a:entry", namespaces=ATOM):
        for path in ("a:id", "a:title", "a:updated", "a:content", "a:link[@rel='alternate']"):
            assert len(entry.xpath(path, namespaces=ATOM)) == 1
    assert tree.xpath("string(a:link[@rel='self']/@href)", namespaces=ATOM) == "https://yosan.example.jp/feeds/changes.atom"
    stamps = tree.xpath("//a:updated/text()", namespaces=ATOM)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp) for stamp in stamps)


@pytest.mark.parametrize("dirty", ["\x00\x08\x0b\x1f", "\ufffe\uffff", "\ud800", "]]><script>", "\u202e円", "&amp;&#0;<b>"])
def test_dirty_text_from_a_pdf_still_makes_a_valid_feed(dirty: str) -> None:
    news = some_news(1, name=f"事業{dirty}", before=dirty, before_yen=None, ministry=f"省{dirty}", old_name=f"旧{dirty}")
    feed = changes_feed([news], PUBLIC)
    assert etree.fromstring(feed) is not None
    (entry,) = read(feed).entries
    assert entry.title.startswith("【金額】事業")
    assert not html.fromstring(entry.content[0].value).xpath("//script | //b")


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec=None), max_size=60))
def test_any_text_makes_a_valid_feed(text: str) -> None:
    news = some_news(1, name=text, before=text, after=text, before_yen=None, after_yen=None, ministry=text, bureau=text)
    assert etree.fromstring(changes_feed([news], PUBLIC)) is not None
    assert len(read(measure_feed("m", text, [news], PUBLIC)).entries) == 1


def test_a_burst_is_never_cut() -> None:
    news = [some_news(n, noticed_at=NOW.astimezone(UTC)) for n in range(500)]
    assert len(read(changes_feed(news, PUBLIC)).entries) == 500
