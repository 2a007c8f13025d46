"""Atom 1.0 feeds (RFC 4287) of changes: pure functions of what was recorded, the same bytes for the same changes.

An entry's id is a tag URI (RFC 4151) of the change's id and nothing else: a new title, URL, domain or reading keeps it
(RELIABILITY.md, 73 to 77).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from lxml import etree

from notifiers.lines import Line, line, measure_url
from notifiers.news import News
from templates import environment
from templates.text import one_line, xml_text

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"

AUTHORITY = "tag:yosan-watch,2026:"
"""Names this program's ids wherever it runs; never to be changed."""

CHANGES_PATH = "/feeds/changes.atom"

NOTHING_YET = datetime(2026, 1, 1, tzinfo=UTC)
"""When a feed without entries was last changed."""


def measure_path(measure_id: str) -> str:
    """Where a measure's feed is served."""
    return f"/feeds/measures/{measure_id}.atom"


def changes_feed(changes: Sequence[News], public_url: str) -> bytes:
    """The feed of everything that changed, newest first. public_url: where the pages are."""
    return _feed("changes", "予算ウォッチ：すべての変化", CHANGES_PATH, "/", changes, public_url.rstrip("/"), NOTHING_YET)


def measure_feed(measure_id: str, name: str, changes: Sequence[News], public_url: str, created_at: datetime = NOTHING_YET) -> bytes:
    """The feed of one measure. created_at: when the measure was first recorded, for a measure that never changed."""
    base = public_url.rstrip("/")
    page = measure_url(base, measure_id).removeprefix(base)
    title = f"予算ウォッチ：{one_line(name)}"
    return _feed(f"measure:{measure_id}", title, measure_path(measure_id), page, changes, base, created_at)


def _feed(ident: str, title: str, self_path: str, page_path: str, changes: Sequence[News], base: str, otherwise: datetime) -> bytes:
    newest_first = sorted({news.id: news for news in changes}.values(), key=lambda n: (n.measure_id, n.id))
    newest_first.sort(key=lambda n: n.noticed_at, reverse=True)
    feed = etree.fromstring(f'<feed xmlns="{ATOM}" xml:lang="ja"/>')
    _add(feed, "id", f"{AUTHORITY}feed:{ident}")
    _add(feed, "title", title)
    _add(feed, "updated", _stamp(max((news.noticed_at for news in newest_first), default=otherwise)))
    _add(feed, "link", rel="self", type="application/atom+xml", href=base + self_path)
    _add(feed, "link", rel="alternate", type="text/html", href=base + page_path)
    _add(_add(feed, "author"), "name", "yosan-watch")
    _add(feed, "generator", "yosan-watch")
    for news in newest_first:
        _entry(feed, news, base)
    return etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _entry(feed: etree._Element, news: News, base: str) -> None:
    told = line(news)
    entry = _add(feed, "entry")
    _add(entry, "id", f"{AUTHORITY}change:{news.id}")
    _add(entry, "title", _title(news, told))
    _add(entry, "updated", _stamp(news.noticed_at))
    _add(entry, "published", _stamp(news.noticed_at))
    _add(entry, "link", rel="alternate", type="text/html", href=measure_url(base, news.measure_id))
    for place in told.places:
        if place.link:
            _add(entry, "link", rel="related", title=place.words, href=place.link)
    _add(entry, "category", term=news.kind, label=told.label)
    if news.ministry:
        _add(entry, "category", term=news.ministry)
    _add(entry, "content", _content(news, told, base), type="html")


def _title(news: News, told: Line) -> str:
    """【減額】医師偏在対策推進事業 102億円 → 86億円（厚生労働省）."""
    body = f"（{one_line(news.ministry)}）" if news.ministry else ""
    return f"【{told.label}】{one_line(news.name)} {told.before} → {told.after}{body}"


def _content(news: News, told: Line, base: str) -> str:
    template = environment().get_template("feeds/entry.html")
    return template.render(news=news, line=told, public_url=base, measure_link=measure_url(base, news.measure_id))


def _add(parent: etree._Element, name: str, content: str | None = None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, _name(name), {key: xml_text(value) for key, value in attributes.items()})
    if content is not None:
        element.text = xml_text(content)
    return element


def _name(local: str) -> str:
    return f"{{{ATOM}}}{local}"


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
