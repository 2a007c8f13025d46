"""Finding releases: the links of an index page or a feed, and which of them lead to budget releases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from monitor.watch.discovery.address import address_of
from monitor.watch.discovery.charset import page_text
from monitor.watch.discovery.feed import feed_links
from monitor.watch.discovery.judgement import judged
from monitor.watch.discovery.links import LeadsTo, Link, Rules, Seen, rules_at
from monitor.watch.discovery.page import page_links

__all__ = ["LeadsTo", "Link", "Rules", "address_of", "discover", "rules_at"]

STANDING = ("release", "page", "elsewhere")
"""Of one address that is linked twice, the link that leads somewhere is kept, where the first one stood."""


def discover(body: bytes, base_url: str, rules: Rules, media_type: str | None = None, latest: date | None = None) -> list[Link]:
    """Every link of an index page or feed, once, in order, each judged. Raises nothing, whatever the bytes are.

    base_url: of the page, after redirects. media_type: as its server gave it, with the charset. latest: the last day that is
    believed as a date of publication (a feed once dated an item in 2088); None believes every date. Only http and https links
    are given, and only those to the source's own hosts lead to a release or a page: no page steers the fetcher elsewhere
    (RELIABILITY.md, 71).
    """
    text = page_text(body, media_type)
    seen = feed_links(text, base_url) if rules.kind == "feed" else page_links(text, base_url)
    links: dict[str, Link] = {}
    for each in seen:
        link = judged(_with_believed_day(each, latest), base_url, rules)
        address = address_of(link.url)
        first = links.get(address)
        links[address] = link if first is None else _better(first, link)
    return list(links.values())


def _with_believed_day(seen: Seen, latest: date | None) -> Seen:
    believed = latest is None or seen.published is None or seen.published <= latest.isoformat()
    return seen if believed else replace(seen, published=None)


def _better(first: Link, second: Link) -> Link:
    """Of two links to one address the one that leads further; it keeps the date that the other may have."""
    chosen, other = sorted((first, second), key=lambda link: STANDING.index(link.leads_to))
    return replace(chosen, published=chosen.published or other.published)
