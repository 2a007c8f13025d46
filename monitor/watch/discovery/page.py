"""The links of an index page, each with what names it, when it was published, and whether it is part of the page's furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from monitor.watch.discovery.address import absolute, address_of
from monitor.watch.discovery.days import day_at_either_end, day_in, folded, without_days
from monitor.watch.discovery.links import Seen
from monitor.watch.discovery.markup import Anchor, Block, Reader, read_page
from monitor.watch.discovery.wording import is_bare, says_file

NEXT_PAGE = re.compile(
    r"""\W* (?: 次 (?: の? \s* (?: ページ | 頁 | \d+ \s* 件 ) )? (?: へ | を見る )? | next (?: \s page )? | もっと見る ) \W*
    | [›»>≫▶]+""",
    re.X | re.I,
)
PAGE_NUMBER = re.compile(r"\W* (?: 第 | page \s*)? \d{1,4} (?: ページ目? | 頁 )? (?: へ | 目 )? \W*", re.X | re.I)
REFRESH = re.compile(r"\s* \d+ (?:\.\d*)? \s* [;,] \s* url \s* = \s* [\"']? (?P<url> [^\"']+ )", re.X | re.I)
ROWS = frozenset(("li", "tr", "td", "th", "dd", "p", "dt", "line"))
HIGH = 4
"""How many blocks outwards the words beside a link are looked for."""
MOST_BESIDE = 6
"""Links of a row that may share its words; in one of more, and in any other block, they are not of one link."""
LONGEST_NAME = 160
SAME_LIST = 3
"""Links that a list must have to be told from another one as its repetition."""


def page_links(text: str, base_url: str) -> Iterator[Seen]:
    """Each link of the page in its order, also those that occur more than once."""
    page = read_page(text)
    root = absolute(page.base, base_url) or base_url
    if page.refresh and (m := REFRESH.match(page.refresh)) and (url := absolute(m["url"], root)):
        yield Seen(url, "", turns=True)
    if page.next_href and (url := absolute(page.next_href, root)):
        yield Seen(url, "", turns=True)
    menus = _Menus(page)
    title = folded(page.title[:LONGEST_NAME])
    for number, anchor in enumerate(page.anchors):
        if (url := absolute(anchor.href, root)) is not None:
            headings = (title, *anchor.headings) if title else anchor.headings
            words = _words_beside(anchor)
            yield Seen(
                url,
                _name(anchor, words),
                headings,
                _day(anchor),
                menus.of(number, anchor),
                _turns(anchor, url, base_url),
                says_file(f"{anchor.text} {words}") if is_bare(anchor.text) else says_file(anchor.text),
            )


def _blocks(anchor: Anchor) -> Iterator[Block]:
    """The blocks around a link, innermost first, as far as their words may be its."""
    block: Block | None = anchor.block
    for _ in range(HIGH):
        if block is None or block.links > (MOST_BESIDE if block.tag in ROWS else 1):
            return
        yield block
        block = block.parent


def _words_beside(anchor: Anchor) -> str:
    """What the line, the list item or the table row of a link says outside of links, where that is more than a form or a day."""
    for block in _blocks(anchor):
        words = block.text
        if len(words) > LONGEST_NAME or block.tag not in ROWS:
            break
        if not is_bare(without_days(words)):
            return words
    return ""


def _name(anchor: Anchor, beside: str) -> str:
    """What names a link: its text; for one that says only PDF, what stands beside it, the link before it, or the heading above."""
    text = anchor.text
    if not is_bare(text):
        return text
    if beside:
        return beside
    if anchor.label and not is_bare(anchor.label):
        return anchor.label
    return next((heading for heading in reversed(anchor.headings) if not is_bare(without_days(heading))), text)


def _day(anchor: Anchor) -> str | None:
    """The day beside a link: in its line or row, else above it, else at an end of its text."""
    for block in _blocks(anchor):
        if day := day_in(block.text, anchor.year):
            return day
    return anchor.day or day_at_either_end(anchor.text)


def _turns(anchor: Anchor, url: str, base_url: str) -> bool:
    """Whether a link leads to another part of the same list: rel=next, 次へ or a page number, to the same page but for a number."""
    if "next" in anchor.rel.split():
        return True
    if not (NEXT_PAGE.fullmatch(anchor.text) or PAGE_NUMBER.fullmatch(anchor.text)):
        return False
    here, there = urlsplit(base_url), urlsplit(url)
    if here.hostname != there.hostname:
        return False
    if here.path == there.path and there.query:
        return True
    return _stem(here.path) == _stem(there.path) and here.path != there.path


def _stem(path: str) -> str:
    """A path without the number of a part: /press/index_2.html and /press/ are of one list."""
    return (
        re.sub(r"(?:[_-]?\d{1,4})?(?=\.html?$|/$)", "", re.sub(r"/index(?=[_-]?\d{0,4}\.html?$)", "/", path))
        .replace(".html", "")
        .replace(".htm", "")
    )


class _Menus:
    """Which links are the page's furniture: what the page marks as such, what lies outside its main part, lists that it repeats."""

    def __init__(self, page: Reader) -> None:
        self._main = _main_part(page)
        self._repeated = _repeated(page)
        self._none = all(self._why(number, anchor) for number, anchor in enumerate(page.anchors))

    def of(self, number: int, anchor: Anchor) -> str | None:
        """Why a link is furniture; None for one that is content, and where everything would be furniture."""
        return None if self._none else self._why(number, anchor)

    def _why(self, number: int, anchor: Anchor) -> str | None:
        if anchor.block.menu:
            return anchor.block.menu
        if self._main and not any(first <= number < last for first, last in self._main):
            return "stands outside the main part of the page"
        return "stands in a menu that the page repeats" if number in self._repeated else None


def _main_part(page: Reader) -> list[tuple[int, int]]:
    """The numbers of the links in the main part: as it is marked, where the skip link leads, or what holds heading and files."""
    marked = [(block.first, block.last) for block in page.mains if block.links]
    if marked:
        return marked
    if page.skip_to and (mark := page.marks.get(page.skip_to)):
        block, first, is_block = mark
        if is_block and block.links:
            return [(block.first, block.last)]
        outer = block if not is_block else block.parent
        if outer is not None and first < outer.last:
            return [(first, outer.last)]
    block_: Block | None = page.top
    whole = page.root
    while block_ is not None and (block_.files < whole.files or block_.days < whole.days or not block_.links):
        block_ = block_.parent
    return [(block_.first, block_.last)] if block_ is not None and block_.parent is not None and whole.files + whole.days else []


def _repeated(page: Reader) -> frozenset[int]:
    """The numbers of links in lists that stand in the page twice, link by link, and hold no file."""
    lists: dict[tuple[str, ...], list[Block]] = {}
    reach = 0
    for block in page.lists:
        if block.links >= SAME_LIST and not block.files and block.first >= reach:
            hrefs = tuple(sorted({address_of(page.anchors[n].href) for n in range(block.first, block.last)}))
            lists.setdefault(hrefs, []).append(block)
            reach = block.first if block.lists > 1 else block.last
    return frozenset(
        number for blocks in lists.values() if len(blocks) > 1 for block in blocks for number in range(block.first, block.last)
    )
