"""What a page or feed links, before and after it is judged, and by which rules it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol
from urllib.parse import urlsplit

LeadsTo = Literal["release", "page", "elsewhere"]


@dataclass(frozen=True, slots=True)
class Seen:
    """A link as a page shows it.

    url: absolute, without fragment. text: what names it. headings: above it, outermost first. published: the ISO day beside it.
    menu: why it is taken for a part of the page's furniture. turns: it leads to the next or another part of the same list.
    says_file: its text says that it leads to a file.
    """

    url: str
    text: str
    headings: tuple[str, ...] = ()
    published: str | None = None
    menu: str | None = None
    turns: bool = False
    says_file: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """One link found. url: absolute, without fragment; text: what names it; published: the ISO day (JST) that stands beside it.

    leads_to: a budget release, a further page that lists releases, or elsewhere; reason: why, in words. continues: the page goes
    on with the list that this page begins (pagination), so that it is as deep as this one. year: the latest fiscal year that
    its text names as a budget's, else that of the nearest heading that names one; None where that is in doubt.
    """

    url: str
    text: str
    heading: str | None = None
    published: str | None = None
    leads_to: LeadsTo = "elsewhere"
    reason: str = ""
    continues: bool = False
    year: int | None = None

    @property
    def release(self) -> bool:
        """Whether it is taken for a budget release."""
        return self.leads_to == "release"


@dataclass(frozen=True, slots=True)
class Rules:
    """How the links of one page or feed are judged; `rules_at` makes it of a source.

    kind: index or feed. pattern, follow: see SourceSpec. hosts: that may be reached, the source's own among them.
    depth: how many pages deeper links may still be followed. level: how many pages below the source's own this one lies.
    """

    kind: str = "index"
    pattern: str | None = None
    follow: str | None = None
    hosts: frozenset[str] = frozenset()
    depth: int = 0
    level: int = 0


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
        level=depth,
    )
