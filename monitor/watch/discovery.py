"""Finding releases: the links of an index page or a feed, and which of them are budget releases."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from email.message import Message
from typing import Literal, Protocol
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


LeadsTo = Literal["release", "page", "elsewhere"]


@dataclass(frozen=True, slots=True)
class Link:
    """One link found. url: absolute, without fragment; text: what names it; published: ISO date where one stands beside it.

    leads_to: a budget release, a further page that lists releases, or elsewhere; reason: why, in words.
    """

    url: str
    text: str
    heading: str | None = None
    published: str | None = None
    leads_to: LeadsTo = "elsewhere"
    reason: str = ""

    @property
    def release(self) -> bool:
        """Whether it is taken for a budget release."""
        return self.leads_to == "release"


@dataclass(frozen=True, slots=True)
class Rules:
    """How the links of one page or feed are judged; `rules_at` makes it of a source.

    kind: index or feed. pattern, follow: see SourceSpec. hosts: that may be reached, the source's own among them.
    depth: how many pages deeper links may still be followed.
    """

    kind: str = "index"
    pattern: str | None = None
    follow: str | None = None
    hosts: frozenset[str] = frozenset()
    depth: int = 0


class Declared(Protocol):
    """A source, as the catalogue declares it or as the ledger keeps it."""

    @property
    def url(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def pattern(self) -> str | None: ...
    @property
    def follow(self) -> str | None: ...
    @property
    def depth(self) -> int: ...
    @property
    def hosts(self) -> Iterable[str] | None: ...


def rules_at(source: Declared, depth: int = 0) -> Rules:
    """How the links of a source's page are judged that many pages deep: 0 is its own URL, and what is deeper is never a feed."""
    return Rules(
        kind=source.kind if depth == 0 else "index",
        pattern=source.pattern,
        follow=source.follow if depth < source.depth else None,
        hosts=frozenset({urlsplit(source.url).hostname or "", *(source.hosts or ())}),
        depth=source.depth - depth,
    )


def discover(body: bytes, base_url: str, rules: Rules, media_type: str | None = None, latest: date | None = None) -> list[Link]:
    """Every link of an index page or feed, once, in order, each judged.

    base_url: of the page, after redirects. media_type: as its server gave it, with the charset. latest: the last day that is
    believed as a date of publication; None believes every date. Only http and https links to the source's own hosts are
    releases or pages; a page cannot steer the fetcher elsewhere (RELIABILITY.md, 71).
    """
    links = _feed_links(body, base_url) if rules.kind == "feed" else _page_links(_text_of(body, media_type), base_url)
    seen: dict[str, Link] = {}
    for link in links:
        believed = latest is None or link.published is None or link.published <= latest.isoformat()
        seen.setdefault(address_of(link.url), link if believed else replace(link, published=None))
    return [_judged(link, base_url, rules) for link in seen.values()]


def address_of(url: str) -> str:
    """What tells one release from another: equal for twins that differ in http and https, default port, fragment or spelling."""
    parts = urlsplit(urldefrag(url).url)
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"//{(parts.hostname or '').lower()}{port}{parts.path or '/'}{query}"


def _judged(link: Link, base_url: str, rules: Rules) -> Link:
    pattern = rules.pattern
    host = urlsplit(link.url).hostname
    words = unicodedata.normalize("NFKC", f"{link.text} {link.heading or ''}")
    if host not in rules.hosts:
        return replace(link, reason=f"leads to another host ({host})")
    if link.url == urldefrag(base_url).url:
        return replace(link, reason="the source itself")
    if urlsplit(link.url).path.lower().endswith(SKIPPED_ENDINGS):
        return replace(link, reason="a kind of file that is not read")
    if pattern is not None:
        hit = re.search(pattern, link.url) or re.search(pattern, words)
        if hit:
            return replace(link, leads_to="release", reason="matches the pattern")
    if rules.follow is not None and (re.search(rules.follow, link.url) or re.search(rules.follow, words)):
        return replace(link, leads_to="page", reason="matches the pattern of pages to follow")
    if pattern is not None:
        return replace(link, reason="does not match the pattern")
    named = RELEASE_WORDS.search(words)
    if named:
        return replace(link, leads_to="release", reason=f"names {named[0]}")
    return replace(link, reason="does not speak of a budget")


def _text_of(body: bytes, media_type: str | None) -> bytes | str:
    """The page as text where its server names the charset and that fits; else its bytes, for the parser to tell by itself."""
    header = Message()
    header["content-type"] = media_type or ""
    try:
        return body.decode(header.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return body


def _page_links(body: bytes | str, base_url: str) -> Iterable[Link]:
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
