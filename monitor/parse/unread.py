"""The money of a document that no layout read: on lines that none claimed, in rows of lists and heads of slides with no entry."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from operator import attrgetter

from monitor.budget import Entry, Level
from monitor.parse.around_figures import Statement
from monitor.parse.claims import AnyClaim, Readings
from monitor.parse.header import Header
from monitor.parse.layouts import LISTS, WHOLE
from monitor.parse.layouts.bulleted.items import SMALLEST_AMOUNT
from monitor.parse.layouts.bulleted.unmarked import SUM
from monitor.parse.layouts.overview.forms import NOTE, OF_WHICH, is_budget_label, is_of_a_budget, is_prose, is_unfinished
from monitor.parse.layouts.part_rows import GAP
from monitor.parse.layouts.slide.signs import is_money_line
from monitor.parse.layouts.span import Ground, Span
from monitor.parse.money import money_spans
from monitor.parse.names import MarkerKind, clean_name, read_marker
from monitor.parse.stages import named_years
from monitor.parse.statements import read_statement
from monitor.parse.unit_amounts import read_unit_amounts
from monitor.parse.width import fold
from monitor.read.document import Document, Line

NUMBER = attrgetter("number")
NEAR = 40
"""Lines. As near as this stands the entry that tells the money on a line: a page's order can be lost."""
BEHIND_MONEY = re.compile(
    r"[\s】〕\])]* (?: 程度 | 余り? | 弱 | 強 | 超 | 以上 | 以内 )? [】〕\])\s]* (?: [※*(\[〔【<〈《] .{0,30} )?", re.X
)
"""What may stand behind the money of a measure's own row: 程度, （新規） (folded text)."""
WORDLESS = re.compile(
    r"(?: [^\w円] | 令和 | 平成 | [RH] (?=\d) | \d | 元?年度? | 当初 | 補正 | 予算 | 概算 | 要求 | 要望 | 案 | 額 | 約 )*+", re.X
)
"""What stands around money that has no name on its row: [R7], 令和7年度予算額 : (folded text)."""
SHORTEST_NAME = 3
STEP = re.compile(r"増 \W? 減 \W? 額? $", re.X)
"""差引増▲減額: from the sum of one year to that of the other, no measure's."""

FIGURES = re.compile(r"\d [\d,. 兆億百万千]*+ 円", re.X)

Form = tuple[MarkerKind, str] | None
"""What begins a row of a list: the kind of its number, or the bullet itself; None where nothing does."""


def unclaimed(document: Document, read: Ground) -> list[int]:
    """The numbers of the lines with money that no layout claimed."""
    return [line.number for line in document.lines if "円" in line.text and read.at(line.number) is None and _states_money(line)]


def lost_items(readings: Readings, claims: Sequence[AnyClaim], entries: Sequence[Entry]) -> list[int]:
    """The numbers of the rows of lists that have the form of a measure's own and money that no entry near tells, below the first.

    Such a row is a name, begun as those of the list's entries are, and an amount that ends it; or an amount alone that goes on with
    no note. The sum of a budget or of others, a unit price and prose are none. A row whose last year is not the budget's tells a
    history. entries: in order of place.
    """
    found: list[int] = []
    years = {entry.fiscal_year for entry in entries} | {readings.header.fiscal_year}
    begun = {entry.line for entry in entries}
    for span in (span for layout, span in claims if layout in LISTS):
        lines = _lines_in(readings.document, span)
        forms = {_form(line.text) for line in lines if line.number in begun}
        for above, line in pairwise([line for line in lines if line.text.strip()]):
            is_row = "円" in line.text and line.number not in begun and _is_row(line.text, above.text, forms)
            if is_row and years.issuperset(named_years(line.text)[-1:]) and _is_untold(line, entries):
                found.append(line.number)
    return found


def lost_heads(document: Document, header: Header, claims: Sequence[AnyClaim], entries: Sequence[Entry]) -> list[int]:
    """The numbers of the lines in slides and sheets that say a budget's money as a head does, and no entry has its amount.

    Seen where a page's number is lost and its slide became a part of the one before. A line whose last year is not the budget's
    tells a history.
    """
    years = {entry.fiscal_year for entry in entries} | {header.fiscal_year}
    told = {yen for entry in entries for yen in _figures(entry)}
    found: list[int] = []
    for span in (span for layout, span in claims if layout in WHOLE):
        for line in _lines_in(document, span):
            if "円" not in line.text or not is_money_line(line.text):
                continue
            statement = read_statement(line.text)
            is_untold = statement is not None and statement.amount.yen and statement.amount.yen not in told
            if is_untold and years.issuperset(named_years(line.text)[-1:]):
                found.append(line.number)
    return found


def _lines_in(document: Document, span: Span) -> Sequence[Line]:
    lines = document.lines
    return lines[bisect_left(lines, span.first, key=NUMBER) : bisect_right(lines, span.last, key=NUMBER)]


def _states_money(line: Line) -> bool:
    return any(span.amount.yen for span in money_spans(line.text))


def _is_untold(line: Line, entries: Sequence[Entry]) -> bool:
    """Whether no entry near the line has its money of both years, and it stands below a measure. entries: in order of place."""
    statement = read_statement(line.text)
    if statement is None:
        return False
    place = partial(bisect_left, entries, key=lambda entry: entry.line or 0)
    near = entries[place(line.number - NEAR) : place(line.number + NEAR)]
    if any(entry.amount.yen == statement.amount.yen and entry.prior.yen == statement.prior.yen for entry in near):
        return False
    has_above = any(entry.level is not Level.TOTAL and (entry.line or 0) < line.number for entry in near)
    return has_above and not any(_tells(entry, statement) for entry in near)


def _tells(entry: Entry, statement: Statement) -> bool:
    """Whether an entry has the money of both years, be it that of a part or a unit."""
    figures = _figures(entry)
    return statement.amount.yen in figures and (not statement.prior.yen or statement.prior.yen in figures)


def _figures(entry: Entry) -> set[int | None]:
    parts = {part.yen for part in entry.of_which} | {unit.yen for unit in entry.unit_amounts}
    return {entry.amount.yen, entry.prior.yen} | parts


def _is_row(text: str, above: str, forms: set[Form]) -> bool:
    """Whether a line is a name with an amount, or an amount alone that goes on with no note above, and nothing else."""
    statement = read_statement(text)
    if statement is None or (statement.amount.yen or 0) < SMALLEST_AMOUNT or NOTE.match(text) or is_prose(text):
        return False
    head, behind = text[: statement.start], FIGURES.sub("", fold(text)[statement.end :])
    if not (BEHIND_MONEY.fullmatch(behind) or WORDLESS.fullmatch(behind)):
        return False
    if WORDLESS.fullmatch(fold(head)):
        return not NOTE.match(above)
    name = clean_name(head)
    form = _form(text)
    if len(name) < SHORTEST_NAME or form not in forms or (form is None and GAP.search(head) is None):
        return False
    is_whole = is_of_a_budget(name) or is_budget_label(name) or SUM.search(name) is not None or STEP.search(name) is not None
    return not (is_whole or is_unfinished(name) or OF_WHICH.match(text) or read_unit_amounts(text))


def _form(text: str) -> Form:
    marker = read_marker(text)[0]
    return (marker.kind, marker.text if marker.kind is MarkerKind.BULLET else "") if marker else None
