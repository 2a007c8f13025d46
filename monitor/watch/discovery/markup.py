"""A page of HTML in one pass: its links, each with the block it stands in and the headings and days above it.

No tree is built: time and memory grow with the page and not with how it is nested, and what is nested deeper than any page of a
ministry is not read on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from monitor.watch.discovery.days import DAY, folded, only_day_in, year_in
from monitor.watch.discovery.wording import is_file, tells_a_budget_or_year

BLOCKS = frozenset(
    (
        *("html", "body", "main", "article", "section", "header", "footer", "nav", "aside", "div", "p", "h1", "h2", "h3", "h4"),
        *("h5", "h6", "ul", "ol", "dl", "li", "dt", "dd", "table", "caption", "tr", "td", "th", "figure", "figcaption"),
        *("blockquote", "pre", "form", "fieldset", "legend", "details", "summary", "address", "center", "hgroup", "menu", "search"),
    )
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
LESSER = {"caption": 7, "legend": 7, "summary": 7, "p": 8, "div": 8, "line": 8, "td": 8, "dt": 9, "th": 9, "li": 9}
"""What can work as a heading of what follows, where it holds no link itself."""
UNSEEN = frozenset(
    (
        *("script", "style", "noscript", "template", "svg", "select", "textarea", "button", "iframe", "object", "audio", "video"),
        *("canvas",),
    )
)
MENU_TAGS = frozenset(("nav", "aside"))
MENU_ROLES = frozenset(("navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar"))
CONTENT_TAGS = frozenset(("main", "article", "section"))
LISTS = frozenset(("ul", "ol", "dl"))
BULLETED = re.compile(r"[【〈《■□●○◆◇▼◎(<]")
SENTENCE = re.compile(r"(?: [。] | ます | ました | ください | です | ません ) \W* $", re.X)
DEEPEST = 1000
"""Elements within each other; a ministry's page has some thirty, an old one with tags left open some hundred."""
LONGEST_WORDS = 400
LONGEST_HEADING = 80
MOST_HEADINGS = 4
CHUNK = 65536


@dataclass(eq=False, slots=True)
class Block:
    """A part of the page. words: what stands in it outside of links, as far as LONGEST_WORDS.

    links, files, days: how many are in it. first, last: the numbers of the links in it. inner: it holds blocks. spanning: a cell
    that stands beside several rows. lists: how many lists it lies in.
    """

    tag: str
    parent: Block | None
    menu: str | None
    first: int
    content: bool = False
    words: list[str] = field(default_factory=list)
    size: int = 0
    links: int = 0
    files: int = 0
    days: int = 0
    last: int = 0
    inner: bool = False
    spanning: bool = False
    lists: int = 0

    def add(self, text: str) -> None:
        """More words, as far as there is room."""
        if self.size <= LONGEST_WORDS:
            self.words.append(text[:LONGEST_WORDS])
            self.size += len(text)

    @property
    def text(self) -> str:
        """Its words on one line."""
        return folded(" ".join(self.words))


@dataclass(eq=False, slots=True)
class Anchor:
    """A link as it stands in the page. label: the text of the link before it in the same block."""

    href: str
    block: Block
    headings: tuple[str, ...]
    day: str | None
    year: tuple[int, bool] | None
    rel: str
    label: str = ""
    title: str = ""
    parts: list[str] = field(default_factory=list)
    size: int = 0

    @property
    def text(self) -> str:
        """What is written in it, else what its picture or its title says."""
        return folded("".join(self.parts)) or folded(self.title)


@dataclass(eq=False, slots=True)
class _Heading:
    level: int
    text: str
    block: Block
    links: int


class _TooDeepError(Exception):
    """The page is nested deeper than any that lists releases."""


class Reader:
    """Takes the events of the parser; afterwards holds what the page is made of."""

    def __init__(self) -> None:
        self.anchors: list[Anchor] = []
        self.base: str | None = None
        self.title = ""
        self.refresh: str | None = None
        self.next_href: str | None = None
        self.mains: list[Block] = []
        self.lists: list[Block] = []
        self.marks: dict[str, tuple[Block, int, bool]] = {}
        self.skip_to: str | None = None
        self.top: Block | None = None
        self.root = self._block = Block("root", None, None, 0)
        self._headings: list[_Heading] = []
        self._days: list[tuple[str, Block, int]] = []
        self._open: list[tuple[str, Block | None]] = []
        self._unseen = 0
        self._anchor: Anchor | None = None
        self._in_title = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if len(self._open) > DEEPEST:
            raise _TooDeepError
        block: Block | None = None
        if tag in UNSEEN:
            self._unseen += 1
        elif not self._unseen:
            if tag in BLOCKS:
                block = self._begin(tag, attributes)
            else:
                self._inline(tag, attributes)
            if name := attributes.get("id") or (attributes.get("name") if tag == "a" else None):
                self.marks.setdefault(name, (block or self._block, len(self.anchors), block is not None))
        self._open.append((tag, block))

    def end(self, tag: str) -> None:
        """An element ends."""
        if not self._open:
            return
        _, block = self._open.pop()
        if tag in UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif block is not None:
            self._end_line()
            self._close(block)
        elif tag == "a" and self._anchor is not None:
            self._finish_anchor()
        elif tag == "title":
            self._in_title = False

    def data(self, data: str | bytes) -> None:
        """Words."""
        text = str(data)
        if self._in_title and len(self.title) < LONGEST_WORDS:
            self.title += text[:LONGEST_WORDS]
        if self._unseen or self._in_title or not (text.strip() or self._anchor):
            return
        if self._anchor is not None:
            if self._anchor.size < LONGEST_WORDS:
                self._anchor.parts.append(text[:LONGEST_WORDS])
                self._anchor.size += len(text)
        else:
            self._line().add(text)

    def comment(self, text: str | bytes) -> None:
        """A comment; one that holds nothing but a day is a date that was taken out of sight: <!-- dt>平成38年8月7日</dt -->."""
        bare = re.sub(r"</?\s*\w+\s*>?|\w+\s*>", " ", str(text)[:200], count=4)
        if not self._unseen and (day := only_day_in(bare, self._year())):
            self._put_day(day, self._container())

    def pi(self, target: str | bytes, data: str | bytes | None) -> None:
        """A processing instruction says nothing."""

    def close(self) -> Reader:
        """The page is at its end."""
        while self._open:
            self.end(self._open[-1][0])
        self._end_line()
        self.root.last = len(self.anchors)
        return self

    def _inline(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "a":
            if self._anchor is not None:
                self._finish_anchor()
            if href := attributes.get("href"):
                self._begin_anchor(href, attributes)
        elif tag == "br":
            if self._anchor is None:
                self._end_line()
            else:
                self._anchor.parts.append(" ")
        elif tag == "img" and self._anchor is not None and not self._anchor.title:
            self._anchor.title = attributes.get("alt", "")[:LONGEST_WORDS]
        elif tag == "time" and self._anchor is None and (moment := attributes.get("datetime")):
            self._line().add(moment[:10] + " ")
        elif tag == "title" and not self.title:
            self._in_title = True
        elif tag == "base" and self.base is None:
            self.base = attributes.get("href")
        elif tag == "link" and "next" in attributes.get("rel", "").lower().split():
            self.next_href = attributes.get("href")
        elif tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
            self.refresh = attributes.get("content")

    def _begin(self, tag: str, attributes: dict[str, str]) -> Block:
        self._end_line()
        outer = self._block
        role = attributes.get("role", "").strip().lower()
        menu = outer.menu
        if tag in MENU_TAGS or role in MENU_ROLES:
            menu = "stands in a menu of the page"
        elif tag in ("header", "footer") and not outer.content:
            menu = menu or f"stands in the page's {tag}"
        elif tag == "main" or role == "main":
            menu = None
        content = outer.content or tag in CONTENT_TAGS or role == "main"
        block = Block(tag, outer, menu, len(self.anchors), content, lists=outer.lists + (tag in LISTS))
        block.spanning = attributes.get("rowspan", "1").strip() not in ("", "1")
        outer.inner = True
        if tag in LISTS:
            self.lists.append(block)
            if outer.tag == "li" and (words := outer.text or self._label_in(outer)):
                self._put_heading(9 + outer.lists, words, outer)
        if tag == "main" or role == "main":
            self.mains.append(block)
        if tag == "h1" and self.top is None:
            self.top = block
        if level := HEADINGS.get(tag):
            self._drop_headings(level)
        self._block = block
        return block

    def _label_in(self, block: Block) -> str:
        return self.anchors[-1].text if block.links else ""

    def _close(self, block: Block) -> None:
        outer = block.parent
        if outer is None:
            return
        block.last = len(self.anchors)
        self._block = outer
        self._leave(block)
        if block.tag in HEADINGS:
            words = block.text or self._label_in(block)
            self._put_heading(HEADINGS[block.tag], words, outer, since=block.first)
        elif not block.links and block.words:
            self._lesser_heading(block, outer)
        elif not block.links and not block.inner and self._days and self._days[-1][1] is outer and self._days[-1][2] < block.last:
            self._days.pop()  # an empty paragraph ends what stands under a day
        for text in block.words if block.tag not in HEADINGS else ():
            outer.add(text)
        outer.add(" ")
        outer.links += block.links
        outer.files += block.files
        outer.days += block.days + (1 if block.words and not block.inner and DAY.search(block.text) else 0)

    def _lesser_heading(self, block: Block, outer: Block) -> None:
        words = block.text
        if not words or len(words) > LONGEST_HEADING:
            return
        place = outer.parent if block.spanning and outer.tag == "tr" and outer.parent else outer
        if day := only_day_in(words, self._year()):
            self._put_day(day, place)
        elif block.inner or block.tag not in LESSER or SENTENCE.search(words):
            if block.tag == "tr" and tells_a_budget_or_year(words):
                self._put_heading(8, words, outer)
        elif (
            block.tag in ("dt", "th", "caption", "legend", "summary", "p") or tells_a_budget_or_year(words) or BULLETED.match(words)
        ):
            self._put_heading(LESSER[block.tag], words, place)

    def _line(self) -> Block:
        """The line that words and links stand in, within a block whose lines are parted by <br>."""
        if self._block.tag != "line":
            outer = self._block
            self._block = Block("line", outer, outer.menu, len(self.anchors), outer.content, lists=outer.lists)
        return self._block

    def _end_line(self) -> None:
        if self._anchor is not None:
            self._finish_anchor()
        if self._block.tag == "line":
            self._close(self._block)

    def _container(self) -> Block:
        return self._block.parent if self._block.tag == "line" and self._block.parent else self._block

    def _begin_anchor(self, href: str, attributes: dict[str, str]) -> None:
        line = self._line()
        headings = tuple(heading.text for heading in self._headings[-MOST_HEADINGS:])
        day = self._days[-1][0] if self._days else None
        label = next((a.text for a in self.anchors[-1:] if a.block is line or a.block.parent is line.parent), "")
        self._anchor = Anchor(href, line, headings, day, self._year(), attributes.get("rel", "").lower(), label)
        self._anchor.title = attributes.get("title") or attributes.get("aria-label") or ""

    def _finish_anchor(self) -> None:
        anchor, self._anchor = self._anchor, None
        if anchor is None:
            return
        self.anchors.append(anchor)
        anchor.block.links += 1
        anchor.block.files += is_file(anchor.href)
        if anchor.href.startswith("#") and self.skip_to is None and re.search("本文|コンテンツ|main|content", anchor.text, re.I):
            self.skip_to = anchor.href[1:]

    def _year(self) -> tuple[int, bool] | None:
        return next((year for heading in reversed(self._headings) if (year := year_in(heading.text))), None)

    def _put_heading(self, level: int, text: str, block: Block, since: int | None = None) -> None:
        self._drop_headings(level)
        if level <= max(HEADINGS.values()):
            self._days = [entry for entry in self._days[-DEEPEST:] if entry[1] is not block]
        if text:
            self._headings.append(_Heading(level, text[:LONGEST_HEADING], block, len(self.anchors) if since is None else since))

    def _drop_headings(self, level: int) -> None:
        while self._headings and self._headings[-1].level >= level:
            self._headings.pop()

    def _put_day(self, day: str, block: Block) -> None:
        if self._days and self._days[-1][1] is block:
            self._days.pop()
        self._days.append((day, block, len(self.anchors)))

    def _leave(self, block: Block) -> None:
        """What stood above the links of a block ends with it; what no link followed yet holds for what comes next."""
        count, outer = len(self.anchors), block.parent
        while self._days and self._days[-1][1] is block:
            day, _, since = self._days.pop()
            if since == count and outer is not None and not (self._days and self._days[-1][1] is outer):
                self._days.append((day, outer, since))
                break
        kept = []
        while self._headings and self._headings[-1].block is block:
            heading = self._headings.pop()
            if heading.links == count and heading.level < max(LESSER.values()) and outer is not None:
                heading.block = outer
                kept.append(heading)
        self._headings.extend(reversed(kept))


def read_page(text: str) -> Reader:
    """What a page of HTML is made of, as far as it is nested like a page."""
    reader = Reader()
    parser = etree.HTMLParser(target=reader, encoding="utf-8", huge_tree=False)  # type: ignore[arg-type]  # it also allows bytes
    data = text.encode("utf-8", "replace")
    try:
        for start in range(0, len(data), CHUNK):
            parser.feed(data[start : start + CHUNK])
        parser.close()
    except (_TooDeepError, etree.LxmlError):
        reader.close()  # what was read before counts
    return reader
