"""Rows to logical lines: a paragraph that the page's width broke into rows is one Line again."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from monitor.budget import Box
from monitor.read.document import Line
from monitor.read.marks import begins_item, begins_item_surely
from monitor.read.pdf.rows import CLOSING, PageRows, Row
from monitor.read.pdf.spacing import OPENING

SAME_SIZE = 0.08  # of the larger em
WIDER_GAP = 1.25  # of the usual leading; from here a gap is an empty line
USUAL_LEADING = 1.7  # em; where a document has too few wrapped rows to tell
SHORTEST_LEADING, WIDEST_LEADING = 0.8, 2.6  # em
SAME_LEADING = 1.1  # of the narrowest distance on a page
SAME_EDGE = 0.6  # em
DEEPEST_INDENT = 4.5  # em; of an item's further rows under its first
FIRST_LINE_INDENT = 2.6  # em; of a paragraph's first row
FULL = 1.3  # em; a row that ends this near to the margin was broken by it
NARROWEST = 0.6  # of the width between equal margins
TOGETHER = 0.35  # em; rows that end so near to each other end at the same place
LEAST_SUPPORT = 3  # rows that must end at a margin before it is believed
SLACK = 0.3  # em; rounding of widths
ROOM_LEFT = 3.0  # lines that a page had room for; one or two are left to keep a paragraph's last rows together
PAGE_NUMBER = re.compile(
    r"""
    (?:[Pp](?:age)?\.?\s?)? [-‐－—–―・(（]*\s* (?P<number>[0-9０-９]{1,4}) \s*(?:/\s*[0-9０-９]{1,4}|頁|ページ)? \s*[-‐－—–―・)）]*
    """,
    re.X,
)
MOSTLY = 0.6  # of the pages that must carry a number before it is a page number
CLOSING_BRACKETS = "）」』｣】〕〉》］｝)]}"
GOES_ON = re.compile(r"[、，\u3041-\u3096]$")  # a comma or a particle: the sentence is not over
ASCENT, DESCENT = 0.88, 0.12  # em; of a Japanese type's box above and below the baseline
AMOUNT = re.compile(r"[\s(（]*[▲△－-]?[0-9０-９][0-9０-９,，.．\s]*[兆億百千万]*円[)）]?(?:の内数)?")
ENDS_IN_AMOUNT = re.compile(r"円(?:の内数)?[)）]?\s*$")
TOLD_MONEY = re.compile(r"円(?:の内数)?\s*[)）]\s*$")  # an item of a budget ends with last year's amount in brackets
WORD_END, WORD_START = re.compile(r"[A-Za-z]$"), re.compile(r"[A-Za-z]")


class Body(NamedTuple):
    """The text block of pages of one width, in points: its edges, and the leading in em of its size."""

    left: float
    right: float
    top: float
    bottom: float
    leading: float


class Placed(NamedTuple):
    """A row, its page (1-based) and the text block that the page shares with its like."""

    page: int
    row: Row
    body: Body


def logical_lines(pages: Sequence[PageRows]) -> Iterator[Line]:
    """The document's lines from top to bottom of each page. Page numbers are dropped; wider gaps are empty lines."""
    asides = {page.number: page.aside for page in pages if page.aside}
    lines: list[Line] = []
    before: Placed | None = None
    for paragraph in _paragraphs(_placed(pages)):
        first = paragraph[0]
        while asides and (page := min(asides)) < first.page:
            _add_aside(lines, page, asides.pop(page))
        if before is not None and _is_gap(before, first):
            lines.append(Line(len(lines) + 1, "", first.page))
        lines.append(Line(len(lines) + 1, _text(paragraph), first.page, _box(paragraph)))
        before = paragraph[-1]
    for page in sorted(asides):
        _add_aside(lines, page, asides[page])
    return iter(lines)


def _add_aside(lines: list[Line], page: int, texts: Sequence[str]) -> None:
    for text in ("", *texts):
        lines.append(Line(len(lines) + 1, text, page))


def _placed(pages: Sequence[PageRows]) -> list[Placed]:
    """The rows of all pages in reading order, without page numbers."""
    numbers = _page_numbers(pages)
    rows = [(page, row) for page in pages for row in page.rows if row is not numbers.get(page.number)]
    bodies: dict[tuple[float, ...], list[int]] = defaultdict(list)
    for place, (page, row) in enumerate(rows):
        bodies[(page.number, *row.column) if row.column else (round(page.width),)].append(place)
    placed: dict[int, Placed] = {}
    for places in bodies.values():
        page, row = rows[places[0]]
        of_body = [(rows[place][0].number, rows[place][1]) for place in places]
        placed.update(zip(places, _in_body(of_body, row.column or (0.0, page.width)), strict=True))
    return [placed[place] for place in range(len(rows))]


def _page_numbers(pages: Sequence[PageRows]) -> dict[int, Row]:
    """The row of each page that is its printed number: first or last, and counting with the pages on most of them."""
    found: dict[int, dict[int, Row]] = defaultdict(dict)
    for page in pages:
        for row in {page.rows[0], page.rows[-1]} if page.rows else ():
            if match := PAGE_NUMBER.fullmatch(row.text):
                found[int(match["number"]) - page.number][page.number] = row
    for rows in found.values():
        if len(rows) >= max(LEAST_SUPPORT, MOSTLY * len(pages)):
            return rows
    return {}


def _in_body(rows: Sequence[tuple[int, Row]], edges: tuple[float, float]) -> Iterator[Placed]:
    """Rows of pages of one width, or of one column, with their text block.

    The leading is the page's own where its wrapped rows tell it.
    """
    left = min(row.x0 for _, row in rows)
    right = _right_margin([row for _, row in rows], left, edges[0] + edges[1] - left)
    leadings: dict[int, list[float]] = defaultdict(list)
    narrowest: dict[int, float] = defaultdict(lambda: WIDEST_LEADING)
    for (page, row), (next_page, following) in pairwise(rows):
        if page != next_page:
            continue
        distance = (row.baseline - following.baseline) / row.em
        if distance >= SHORTEST_LEADING:
            narrowest[page] = min(narrowest[page], distance)
        if distance <= WIDEST_LEADING and _is_wrap(row, following, left, right):
            leadings[page].append(distance)
    everywhere = [leading for page in leadings.values() for leading in page]
    usual = median(everywhere) if len(everywhere) >= LEAST_SUPPORT else USUAL_LEADING
    baselines = [row.baseline for _, row in rows]
    whole = Body(left, right, max(baselines), min(baselines), usual)
    for page, row in rows:
        own = leadings[page]
        is_told = len(own) >= LEAST_SUPPORT or (own and max(own) <= SAME_LEADING * narrowest[page])
        yield Placed(page, row, whole._replace(leading=median(own)) if is_told else whole)


def _right_margin(rows: Sequence[Row], left: float, mirrored: float) -> float:
    """Where rows are broken: the rightmost place at which several end, else as far from the edge as the left margin is.

    Rows that end together in the middle of the page are short lines that happen to be alike, and no margin.

    Closing marks do not count, as some typesetters let them stand beyond the margin; nor does the odd word that juts out, where
    many rows end together a little before it.
    """
    ends = sorted(((row.x1 - (row.em if row.text[-1] in CLOSING else 0.0), row.em) for row in rows), reverse=True)
    rough = _supported(ends, FULL)
    if rough is None or rough[0] - left < NARROWEST * (mirrored - left):
        return max(mirrored, ends[0][0])
    fine = _supported([(end, em) for end, em in ends if rough[0] - FULL * rough[1] <= end <= rough[0]], TOGETHER)
    return (fine or rough)[0]


def _supported(ends: Sequence[tuple[float, float]], within: float) -> tuple[float, float] | None:
    """The first of the row ends (place, em; rightmost first) that others support, none further from it than so many em."""
    for (end, em), (last, _) in zip(ends, ends[LEAST_SUPPORT - 1 :], strict=False):
        if end - last <= within * em:
            return end, em
    return None


def _is_wrap(row: Row, following: Row, left: float, right: float) -> bool:
    """Whether two rows of a page look like a broken paragraph, apart from their distance."""
    if row.x1 < right - FULL * row.em or row.segment_x0 >= (left + right) / 2:
        return False
    aligned = -FIRST_LINE_INDENT <= (following.x0 - row.x0) / row.em <= DEEPEST_INDENT
    return aligned and abs(row.em - following.em) <= SAME_SIZE * row.em and not begins_item(following.text)


def _paragraphs(rows: Sequence[Placed]) -> Iterator[list[Placed]]:
    paragraph: list[Placed] = []
    for place, placed in enumerate(rows):
        below = rows[place + 1] if place + 1 < len(rows) else None
        if paragraph and (not _continues(paragraph, placed) or _is_new_page(paragraph, placed, below)):
            yield paragraph
            paragraph = []
        paragraph.append(placed)
    if paragraph:
        yield paragraph


def _is_new_page(paragraph: Sequence[Placed], first: Placed, below: Placed | None) -> bool:
    """Whether a page begins anew: its first row stands alone, or the page before had room for more, and no sentence is open.

    The last row of a slide can happen to be as wide as the page, and the next slide begins with a title as wide as it is.
    """
    last = paragraph[-1]
    text = "".join(placed.row.text for placed in paragraph)
    if last.page == first.page or first.row.text.endswith("。") or GOES_ON.search(text) or _has_open_bracket(text):
        return False
    room = last.row.baseline - last.body.bottom
    return room >= ROOM_LEFT * last.body.leading * last.row.em or _stands_alone(first, below)


def _stands_alone(placed: Placed, below: Placed | None) -> bool:
    """Whether a row without an amount has a gap or another size below it: a heading, and no end of an item."""
    if ENDS_IN_AMOUNT.search(placed.row.text) is not None:
        return False
    if below is None or below.page != placed.page:
        return True
    return _is_gap(placed, below) or abs(placed.row.em - below.row.em) > SAME_SIZE * placed.row.em


def _continues(paragraph: Sequence[Placed], following: Placed) -> bool:
    """Whether a row goes on with the paragraph: the margin broke the row before it, and nothing says that a new line begins."""
    last, row = paragraph[-1].row, following.row
    if abs(last.em - row.em) > SAME_SIZE * max(last.em, row.em):
        return False
    mid_sentence = paragraph[-1].page != following.page and not last.text.endswith("。")
    if _is_gap(paragraph[-1], following) and not mid_sentence:
        return False
    if _is_amount_of(paragraph[-1], following):
        return True
    return _is_broken(paragraph[-1], following) and _is_aligned(paragraph, row) and not _begins_line(paragraph, row)


def _is_amount_of(placed: Placed, following: Placed) -> bool:
    """Whether a row is the amount, flush with the right margin, that had no room left beside the name above it."""
    row, body = following.row, placed.body
    middle = (body.left + body.right) / 2
    flush = row.x0 > middle and abs(row.x1 - body.right) <= SAME_EDGE * row.em
    return flush and AMOUNT.fullmatch(row.text) is not None and placed.row.segment_x0 < middle and placed.row.x0 < row.x0


def _is_broken(placed: Placed, following: Placed) -> bool:
    """Whether the next row's first unbreakable piece had no room left at this row's end."""
    row, body = placed.row, placed.body
    if row.segment_x0 > (body.left + body.right) / 2:
        return False  # a column of amounts, flush with the margin
    return row.x1 + following.row.head_width > body.right - SLACK * row.em


def _is_gap(placed: Placed, following: Placed) -> bool:
    """Whether there is more than a line's distance between two rows, a page break between them or not."""
    row, body = placed.row, placed.body
    em = max(row.em, following.row.em)
    if placed.page == following.page:
        return not SHORTEST_LEADING * em <= row.baseline - following.row.baseline <= WIDER_GAP * body.leading * em
    room_below = row.baseline - body.leading * row.em > body.bottom - SLACK * row.em
    room_above = following.row.baseline < following.body.top - body.leading * em / 2
    return room_below or room_above


def _is_aligned(paragraph: Sequence[Placed], row: Row) -> bool:
    """Whether a row starts where the paragraph's rows do; its first row may be indented, or stand out where it begins an item."""
    last = paragraph[-1].row
    shift = (row.x0 - last.x0) / row.em
    if abs(shift) <= SAME_EDGE:
        return True
    if len(paragraph) > 1:
        return False
    return -FIRST_LINE_INDENT <= shift < 0 or (0 < shift <= DEEPEST_INDENT and begins_item(last.text))


def _begins_line(paragraph: Sequence[Placed], row: Row) -> bool:
    """Whether the row's first mark makes it a new line. A number may also go on with a sentence: then something is still open."""
    if begins_item_surely(row.text):
        return True
    text = "".join(placed.row.text for placed in paragraph)
    if text.endswith("。") and row.text[0] in OPENING:
        return True
    if TOLD_MONEY.search(text) and not GOES_ON.match(row.text[0]):
        return True
    return begins_item(row.text) and not _has_open_bracket(text) and not GOES_ON.search(text)


def _has_open_bracket(text: str) -> bool:
    return sum(map(text.count, OPENING)) > sum(map(text.count, CLOSING_BRACKETS))


def _text(paragraph: Sequence[Placed]) -> str:
    """The rows' text as one: a tab before an amount that had no room, a space where the margin stood for one."""
    if len(paragraph) == 1:
        return paragraph[0].row.text
    text = ""
    for before, placed in zip((None, *paragraph), paragraph, strict=False):
        if before is not None and _is_amount_of(before, placed):
            text += "\t"
        elif before is not None and (before.row.spaced or _is_between_words(before, placed)):
            text += " "
        text += placed.row.text
    return text


def _is_between_words(before: Placed, placed: Placed) -> bool:
    """Whether two rows meet between two Latin words: then the space between them went with the margin."""
    one, two = before.row, placed.row
    if not (WORD_END.search(one.text) and WORD_START.match(two.text)):
        return False
    return one.x1 + 2 * two.first_width < before.body.right


def _box(paragraph: Sequence[Placed]) -> Box:
    """The rectangle around the paragraph's rows on its first page."""
    first = paragraph[0]
    x0, x1, low, high = _sides(first.row)
    for placed in paragraph[1:]:
        if placed.page == first.page:
            left, right, bottom, top = _sides(placed.row)
            x0, x1, low, high = min(x0, left), max(x1, right), min(low, bottom), max(high, top)
    return Box(round(10 * x0) / 10, round(10 * low) / 10, round(10 * x1) / 10, round(10 * high) / 10)


def _sides(row: Row) -> tuple[float, float, float, float]:
    """Where a row's type begins and ends from left to right and from below."""
    return row.x0, row.x1, row.baseline - DESCENT * row.em, row.baseline + ASCENT * row.em
