"""The rows of an overview: lines freed of table drawing and of the wrapping that a page width forces on them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import NamedTuple

from monitor.budget import Box
from monitor.parse.layouts.overview.offices import CLOSINGS, OFFICE_ENDS, forms_of_offices, office_apart
from monitor.parse.memo import remembered
from monitor.parse.places import holding, places_of
from monitor.parse.titles import is_budget_title
from monitor.read.document import Line

FEWEST_LINES = 20
"""With fewer written lines, nothing tells a page's width from a name's."""
FULL_LINES = 0.05
"""A text is wrapped when at least this share of its written lines ends at one and the same right edge."""
MOST_COLUMNS = 2
"""Columns that one character fills."""

RUNNING = 0.6
"""The share of pages that must have a line at their edge for it to be a running one."""

FEWEST_REPEATS = 3
"""So often a title is printed that is one of pages."""
DASHES = "-‐–—―ー－"
DASHED_NUMBER = re.compile(rf"[{DASHES}] \s* [0-9０-９]{{1,3}} \s* [{DASHES}]", re.X)
"""「- 12 -」: the number of a page."""
DASHED_SIGN = re.compile(rf"\n[^\S\n]*[{DASHES}][^\S\n]*[0-9０-９]{{1,3}}[^\S\n]*[{DASHES}]")
"""How such a line begins among the lines of a text."""
OFFICE_AT_END = re.compile(r"[課室官班局][〕\]］)）】]?[^\S\n]*(?=\n)")
"""The end of a line that ends as an office does, among the lines of a text."""
OFFICE_OR_CLOSING = OFFICE_ENDS | CLOSINGS
RULE = " 　\t|:-"
"""The signs that draw a table: 「---\t---」, 「|-----|---|」, 「- | | |」."""
NUMBER_ALONE = re.compile(r"\s*[0-9０-９]{1,3}\s*")
"""A measure's number, or a page's, on a line of its own: 「12」."""
LONGEST_NUMBER = 3
STUTTER = re.compile(r"円(?:(?<=[億千]円)|(?<=百万円))(?:億|百万|万|千)?円")
"""「2,026百万円百万円」: a unit that an edit left standing twice, from its 円 on."""
LEADERS = re.compile(r"[…‥・.．] (?: (?<= […‥] ) […‥]+ | (?<= ・ ) ・{2,} | (?<= [.．] ) [.．]{3,} )", re.X)
"""The dots that lead from a name to its money."""
DASH_BEFORE_BULLET = re.compile(r"^ \s* - \s* (?= [・○●◯①-⑳] )", re.X)
"""「- ・地域医療構想…」: a converter's own bullet before the document's."""
INNER_BULLET = re.compile(r"(?<=円) [ 　\t]+ (?= [・○●] )", re.X)
"""「・望遠鏡 60百万円 ・暗室 5百万円」: where a second column begins."""
MONEY_BEFORE_BULLET = re.compile(r"円 [ 　\t]+ [・○●]", re.X)
"""The same with the sign it is found by, which few lines have."""
MARKUP = re.compile(r"^ \s* \#{1,6} \s+ | </?(?:sup|sub|b|i|u|strong|em)> | \\ (?= [-.*_#()\[\]|] )", re.X)
"""「## 1. 概要」, 「推<sup>一部</sup>」, 「1\\. 概要」: a converter's marks that mean nothing here."""
BOLD_ROW = re.compile(r"\s* \*\* (?P<words> [^*]{5,} ) \*\* \s*", re.X)
"""「**1. 医療の整備**」: a heading set in bold as a whole."""
DRAWN = re.compile(r"[…‥・.．#<\\*|-] (?: (?<= [#<\\*|-] ) | […‥・.．] )", re.X)
"""What all of these forms have but a stutter: two dots, or any other sign of them. A row without is bare."""
DIGITS = re.compile(r"[0-9０-９]+")
ITEM_START = re.compile(
    r"""
    \s* (?: [・･○◯●◎□■◆◇▪➢【〔<＜※|] | [-*] \s       # bullets, boxes, footnotes
          | [(（] \s* (?: [0-9０-９]{1,2} | 注 | 参考 ) \s* [)）]
          | [0-9０-９]{1,2} \s* (?: [.．] (?![0-9０-９]) | \s (?=\D) | $ )
          | [①-⑳Ⅰ-Ⅻ] | [a-zア-ン] [.．)）]
          | うち [、,] | 公費 )
    """,
    re.X,
)
"""How a new item begins, so that what stands before it cannot go on into it: 「②居宅等」, 「(参考) 」, 「2 ドクターヘリ」."""
MONEY_OPEN = re.compile(r"円 \s* (?: うち [、,]? [^円。]{0,20} | [(（] [^)）]{0,20} ) $", re.X)
"""「201百万円 うち、推」, 「201百万円(16」: money that is not told to its end."""
LIST_OPEN = re.compile(r"[(（] [^()（）。]+ [、,] $", re.X)
"""「（負担割合　国1/4、都道府県1/8、」: a list in brackets that is not told to its end."""
SENTENCE_END = re.compile(
    r"""
    [。」』】〕]\s*$ | 事\s?項\s?要\s?求\s*$
  | 円 (?:の内数)? \s* (?: [)）]? | [(（〔<＜] [^()（）。、]{0,24} [)）〕>＞] [※＊*]? ) \s*$
    """,
    re.X,
)
"""How an item ends, so that it does not go on in the next line: 「…を行う。」, 「…(168百万円)」, 「…　事項要求」."""

LONGEST_END = 100
"""Characters at the end of a row that tell whether it goes on."""
LONGEST_JOINED = 2000
"""Characters. A row that has grown longer than this is a text without any end of line, and grows no further."""


class Row(NamedTuple):
    """One line of an overview as its author wrote it, though a page may have broken it.

    number, page, box: of the line where it begins. last: number of the line where it ends. gap: a blank line stands above.
    tabular: its money stood in the columns of a table.
    """

    number: int
    last: int
    text: str
    page: int | None = None
    box: Box | None = None
    gap: bool = False
    tabular: bool = False

    def with_text(self, text: str, last: int | None = None) -> Row:
        """The same row with another text. last: where it ends, if it ends elsewhere."""
        return Row(self.number, last or self.last, text, self.page, self.box, self.gap, self.tabular)


def joined(row: Row, rest: Row) -> Row:
    """Two rows as one."""
    return row.with_text(f"{row.text.rstrip()} {rest.text.strip()}", rest.last)


def from_first(names: Sequence[Row], row: Row) -> Row:
    """The row of a figure, from where its name begins above."""
    return names[0].with_text(names[0].text, row.last) if names else row


def rows_of(lines: Sequence[Line]) -> list[Row]:
    """The written rows among the lines, in order: blank and drawn lines dropped, wrapped lines joined."""
    lines = without_running_lines(lines)
    broken = full_lines(lines)
    forms = forms_of_offices(holding(OFFICE_AT_END, [line.text for line in lines]))
    rows: list[Row] = []
    full = gap = False
    for line in lines:
        whole = bare(line.text) if line.text else ""
        if not whole or whole.isspace():
            gap = True
            continue
        for text in pieces_of(whole, forms) if may_end_in_office(whole) else pieces(whole) if "円" in whole else (whole,):
            above = rows[-1].text if rows and not gap else ""
            if above and (full or is_open(above)) and len(above) <= LONGEST_JOINED and goes_on(above, text):
                rows[-1] = rows[-1].with_text(above.rstrip() + text.lstrip(), line.number)
            else:
                rows.append(Row(line.number, line.number, text, line.page, line.box, gap))
            full, gap = line.number in broken, False
    return rows


def may_end_in_office(text: str) -> bool:
    """Whether a text ends as an office does, in a bracket or not: 課, 課〕."""
    if text[-1:] not in OFFICE_OR_CLOSING and not text[-1:].isspace():
        return False
    end = text.rstrip()[-2:]
    return end[-1:] in OFFICE_ENDS or (end[-1:] in CLOSINGS and end[0] in OFFICE_ENDS)


def pieces_of(text: str, forms: Collection[str]) -> Sequence[str]:
    """The texts on a line: what stands in each column where there are two, and the office in a bracket at the line's end."""
    text, office = office_apart(text, forms)
    told = pieces(text) if "円" in text else (text,)
    return (*told, office) if office else told


def pieces(text: str) -> Sequence[str]:
    """The text of a line; two texts where a converter set a list in two columns."""
    return INNER_BULLET.split(text) if MONEY_BEFORE_BULLET.search(text) else (text,)


def without_running_lines(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines without what is printed at the head or foot of most pages: page numbers, a title, a date.

    Numbers between dashes wherever they stand, repeated titles where pages are not told. Money stays; so does a number alone but
    for a page's last line, as it may be a measure's.
    """
    pages: dict[int, list[Line]] = {}
    for line in lines:
        if line.page is not None and line.text and not line.text.isspace():
            pages.setdefault(line.page, []).append(line)
    dashed = {lines[place].number for place in places_of(DASHED_SIGN, [line.text for line in lines])}
    lines = [line for line in lines if line.number not in dashed or not is_dashed_number(line.text)] if dashed else lines
    if not pages:
        return without_repeated_titles(lines)
    dropped: set[int] = set()
    for place in (0, 1, -1, -2):
        edge = {page[place].number: DIGITS.sub("0", page[place].text.strip()) for page in pages.values() if len(page) > 2}
        for form, times in Counter(edge.values()).items():
            may_be_item = "円" in form or (form == "0" and place != -1)
            if times >= max(3, RUNNING * len(pages)) and not may_be_item:
                dropped |= {number for number in edge if edge[number] == form}
    return [line for line in lines if line.number not in dropped] if dropped else lines


def is_dashed_number(text: str) -> bool:
    """Whether a line is a page's number between dashes."""
    if text[-1:] not in DASHES and not text[-1:].isspace():
        return False
    words = text.strip() if len(text) <= LONGEST_END else ""
    return words[-1:] in DASHES and words[:1] in DASHES and DASHED_NUMBER.fullmatch(words) is not None


def without_repeated_titles(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines with a budget's title only once where it is printed again and again."""
    lines_of_years = Counter(line.text.strip() for line in lines if "年度" in line.text and "円" not in line.text)
    running = {words for words, times in lines_of_years.items() if times >= FEWEST_REPEATS and is_budget_title(words)}
    if not running:
        return lines
    seen: set[str] = set()
    kept = []
    for line in lines:
        words = line.text.strip()
        if words not in running or words not in seen:
            kept.append(line)
        seen.add(words)
    return kept


def bare(text: str) -> str:
    """The line without a table's drawing (bars become tabs, rules nothing), a converter's marks and a unit's repetition."""
    if not text.strip(RULE):
        return ""
    stutters = text.count("円") > 1
    if DRAWN.search(text) is None:
        return STUTTER.sub("円", text) if stutters else text
    if "#" in text or "<" in text or "\\" in text:
        text = MARKUP.sub("", text)
    if "**" in text and (bold := BOLD_ROW.fullmatch(text)) is not None:
        text = bold["words"]
    if "-" in text:
        text = DASH_BEFORE_BULLET.sub("", text)
    if stutters:
        text = STUTTER.sub("円", text)
    text = LEADERS.sub(" ", text)
    return text.replace("|", "\t") if "|" in text and text.lstrip("- 　\t").startswith("|") else text


def is_open(text: str) -> bool:
    """Whether the text ends in money, or in a list in brackets, that is not told to its end."""
    tail = text[-LONGEST_END:]
    return ("円" in tail and MONEY_OPEN.search(tail) is not None) or (tail[-1:] in "、," and LIST_OPEN.search(tail) is not None)


def goes_on(before: str, text: str) -> bool:
    """Whether a full line can go on in the next one; a row of a table goes on in no other."""
    if "\t" in before and "\t" in text:
        return False
    return not (SENTENCE_END.search(before[-LONGEST_END:]) or ITEM_START.match(text) or NUMBER_ALONE.fullmatch(before))


def full_lines(lines: Iterable[Line]) -> set[int]:
    """The numbers of the lines that reach the right edge, where a page's width broke them; none where the text is not wrapped.

    In points where lines have boxes, else in columns. A line may stay short of the edge by two full-width characters, which are as
    wide as they are high (of a joined paragraph: its whole height), or two columns.
    """
    written = [line for line in lines if line.text and not line.text.isspace()]
    if len(written) < FEWEST_LINES:
        return set()
    size = sorted([line.box.y1 - line.box.y0 if line.box is not None else 2.0 for line in written])[len(written) // 4]
    edge = farthest(written) - 2 * size
    may_be = [line for line in written if line.box is not None or MOST_COLUMNS * len(line.text) >= edge]
    full = [line.number for line in may_be if reach(line) >= edge]
    return set(full) if len(full) / len(written) >= FULL_LINES else set()


def farthest(lines: Iterable[Line]) -> float:
    """How far the line reaches that reaches farthest. A text is only measured where it could be this one."""
    most = 0.0
    for line in lines:
        if line.box is not None or MOST_COLUMNS * len(line.text) > most:
            most = max(most, reach(line))
    return most


def reach(line: Line) -> float:
    """Where the line ends: its right edge in points, or its width in columns."""
    if line.box is not None:
        return line.box.x1
    return width_of(line.text.rstrip())


@remembered
def width_of(text: str) -> int:
    """How many columns a text fills; a full-width character is two."""
    return len(text) if text.isascii() else sum(map(_width, text))


@cache
def _width(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WFA" else 1
