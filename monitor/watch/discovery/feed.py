"""The items of a feed: RSS 1.0 and 2.0, Atom."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import feedparser

from monitor.watch.discovery.address import absolute
from monitor.watch.discovery.days import day_of_item, folded
from monitor.watch.discovery.links import Seen

DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*\?>")
TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
DAYS = ("published", "updated", "created")
"""Where an item tells its day, best first; what the channel says of itself is not asked, as some are years old."""
HEADERS = {"content-type": "application/xml; charset=utf-8"}


def feed_links(text: str, base_url: str) -> Iterator[Seen]:
    """Each item with its title and its day in Japan. A text that is no feed has none.

    The text goes to the reader as a stream of bytes: a string it would take for the name of a file or a URL to open.
    """
    stream = io.BytesIO(DECLARATION.sub("", text).encode("utf-8", "replace"))
    items = feedparser.parse(stream, response_headers={**HEADERS, "content-location": base_url}).entries
    for item in items:
        url = absolute(_told(item.get("link")), base_url)
        if url is not None:
            title = folded(TAG.sub(" ", _told(item.get("title")))) or folded(TAG.sub(" ", _told(item.get("summary"))))[:200]
            yield Seen(url, title, published=_day(item))


def _day(item: feedparser.FeedParserDict) -> str | None:
    return next((day for key in DAYS if (day := day_of_item(_told(dict.get(item, key))))), None)


def _told(value: object) -> str:
    return value if isinstance(value, str) else ""
