"""Finding releases: the links of an index page or a feed, and which of them are budget releases."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urldefrag, urljoin, urlsplit

import feedparser
from selectolax.lexbor import LexborHTMLParser, LexborNode

RELEASE_WORDS = re.compile(r"概算要求 | 予算 | 補正 | 政府案", re.X)
BARE_LINK_TEXT = re.compile(r"\W* (?: PDF | HTML | 別添\d* | 分割版 | 本文 | こちら )? [\W\d]* (?:[KMG]?B)? \W*", re.X | re.I)
"""A link text that names only the form of the file: the heading above names the release (SOURCES.md, HTML)."""
JAPANESE_DATE = re.compile(
    r"(?: 令和 \s* (?P<era>\d{1,2}|元) | (?P<year>20\d{2}) ) \s* [年./-] \s* (?P<month>\d{1,2}) \s* [月./-] \s* (?P<day>\d{1,2})",
    re.X,
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "dt", "caption")
DROPPED = "script, style, nav, header, footer, template, noscript"
SKIPPED_ENDINGS = (".jpg", ".png", ".gif", ".css", ".js", ".zip", ".xlsx", ".xls", ".docx", ".csv")


@dataclass(frozen=True, slots=True)
class Link:
    """One link found. url: absolute, without fragment; text: what names it; published: ISO date where one stands beside it.

    release: whether it is taken for a budget release; reason: why, in words.
    """

    url: str
    text: str
    heading: str | None = None
    published: str | None = None
    release: bool = False
    reason: str = ""


def discover(body: bytes, base_url: str, kind: str, pattern: str | None) -> list[Link]:
    """Every link of an index page or feed, once, in order, each judged.

    kind: index or feed. pattern: see SourceSpec. Only http and https links to the source's own host are releases; a page cannot
    steer the fetcher elsewhere (RELIABILITY.md, 71).
    """
    links = _feed_links(body, base_url) if kind == "feed" else _page_links(body, base_url)
    seen: dict[str, Link] = {}
    for link in links:
        seen.setdefault(link.url, link)
    return [_judged(link, base_url, pattern) for link in seen.values()]


def _judged(link: Link, base_url: str, pattern: str | None) -> Link:
    host, own = urlsplit(link.url).hostname, urlsplit(base_url).hostname
    words = unicodedata.normalize("NFKC", f"{link.text} {link.heading or ''}")
    if host != own:
        return replace(link, reason=f"leads to another host ({host})")
    if link.url == urldefrag(base_url).url:
        return replace(link, reason="the source itself")
    if urlsplit(link.url).path.lower().endswith(SKIPPED_ENDINGS):
        return replace(link, reason="a kind of file that is not read")
    if pattern is not None:
        hit = re.search(pattern, link.url) or re.search(pattern, words)
        return replace(link, release=bool(hit), reason="matches the pattern" if hit else "does not match the pattern")
    hit = RELEASE_WORDS.search(words)
    return replace(link, release=bool(hit), reason=f"names {hit[0]}" if hit else "does not speak of a budget")


def _page_links(body: bytes, base_url: str) -> Iterable[Link]:
    tree = LexborHTMLParser(body)
    for node in tree.css(DROPPED):
        node.decompose()
    base = tree.css_first("base[href]")
    root = urljoin(base_url, (base.attributes.get("href") or "") if base else "")
    heading: str | None = None
    for node in tree.root.traverse() if tree.root else ():
        if node.tag in HEADINGS:
            heading = _text(node) or heading
        elif node.tag == "a" and (link := _anchor(node, root, heading)):
            yield link


def _anchor(node: LexborNode, root: str, heading: str | None) -> Link | None:
    url = _absolute(node.attributes.get("href"), root)
    if url is None:
        return None
    text = _text(node)
    around = _text(node.parent) if node.parent is not None else text
    bare = BARE_LINK_TEXT.fullmatch(text) is not None
    named = around if bare and BARE_LINK_TEXT.fullmatch(around) is None and len(around) < 200 else text
    return Link(url, heading if bare and named == text and heading else named, heading, _date_in(around[:200]))


def _feed_links(body: bytes, base_url: str) -> Iterable[Link]:
    for item in feedparser.parse(body).entries:
        url = _absolute(item.get("link"), base_url)
        if url is None:
            continue
        moment = item.get("published_parsed") or item.get("updated_parsed")
        published = date(*moment[:3]).isoformat() if moment else None
        yield Link(url, " ".join(str(item.get("title", "")).split()), None, published)


def _absolute(href: str | None, root: str) -> str | None:
    if not href or not href.strip():
        return None
    try:
        url = urldefrag(urljoin(root, href.strip())).url
        parts = urlsplit(url)
    except ValueError:
        return None  # not a URL at all: nothing could be fetched from it
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def _text(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())


def _date_in(text: str) -> str | None:
    m = JAPANESE_DATE.search(unicodedata.normalize("NFKC", text))
    if not m:
        return None
    year = int(m["year"]) if m["year"] else 2018 + (1 if m["era"] == "元" else int(m["era"]))
    try:
        return date(year, int(m["month"]), int(m["day"])).isoformat()
    except ValueError:
        return None  # 13月 or 31日 of a short month: no date was meant or it is a typing error
