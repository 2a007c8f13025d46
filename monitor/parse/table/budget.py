"""The budget tables of a document: each with its columns, its rows, its unit, and the words above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, repeat
from typing import NamedTuple

from monitor.budget import FiscalYear, Stage
from monitor.parse.header import Header
from monitor.parse.money import MoneySpan, money_spans
from monitor.parse.names import Marker, MarkerKind, read_marker
from monitor.parse.stages import ASIDE, staged_years
from monitor.parse.table.cells import NOTE, filled, placed, stating_money
from monitor.parse.table.columns import Columns, columns_of
from monitor.parse.table.figures import UNIT, bare, look_together, unit_in
from monitor.parse.table.heads import Head, Role, head_rows, heads_of
from monitor.parse.table.stacked import stacked_tables
from monitor.parse.titles import is_budget_title
from monitor.read.document import Document, Line, Table, TableRow

LINES_ABOVE = 6
"""Lines with text above a table in which its title and its unit stand."""
LONGEST_CAPTION = 60
FEWEST_ROWS = 2
MOST_CAPTIONS = 3
SAME_EDGE = 6.0
"""Points between the edges of one column on two pages."""
PROVEN_SCORE, TOLD_SCORE, SINGLE_SCORE, REFUTED_SCORE = 0.95, 0.7, 0.5, 0.35

UNIT_NOTE = re.compile(r"[(（]\s*(?:[^()（）\d]{1,8}[、，,]\s*)?単\s*位\s*[:：;、]?[^()（）]{1,12}[)）]")
"""（単位：千円、％）, （国費、単位：百万円）."""
BARE_UNIT_NOTE = re.compile(r"\s 単\s*位 \s* [:：] \s* [^\s()（）]{1,6} \s* $", re.X)
"""【総務部】 単位：千円."""
PAGE_NUMBER = re.compile(r"^[-―—－]?\s*\d{1,4}\s*(?:[-―—－]|$)\s*")
"""― 4 ― at the head of a page, alone or before what the page is about."""

ACCOUNT_NUMBER = re.compile(r"第? \d{1,3} [款項目節]", re.X)
"""１５款 国庫支出金 (folded text without white space)."""


Budget = tuple[FiscalYear | None, Stage | None, int | None]


@dataclass(frozen=True, slots=True)
class BudgetTable:
    """A part of a table under one head. rows: its body; unit: yen that a printed 1 stands for, None where each cell tells its own;

    captions: the lines above it that are its title; budget: fiscal year, stage and round of the amounts, as far as the table tells;
    score: how sure it is that the table states a budget (0 to 1).
    """

    columns: Columns
    rows: tuple[TableRow, ...]
    unit: int | None
    captions: tuple[str, ...]
    budget: Budget
    first: int
    last: int
    score: float


def budget_tables(document: Document, header: Header) -> list[BudgetTable]:
    """The tables of a document that state a budget's money, in order of place."""
    carried = frozenset(row.line for table in document.tables for row in table.rows)
    look_together({cell.text for table in document.tables for row in table.rows for cell in row.cells})
    found: list[BudgetTable] = []
    before: tuple[Table, list[Head], BudgetTable] | None = None
    stacked = stacked_tables([line for line in document.lines if line.number not in carried] if carried else document.lines)
    for table, must_prove in (*zip(document.tables, repeat(False), strict=False), *zip(stacked, repeat(True), strict=False)):
        told = list(_parts(table.rows))
        goes_on = before is not None and told and not told[0].head and _goes_on(table, before[0], document)
        for place, part in enumerate(told):
            heads = before[1] if before and goes_on and place == 0 else heads_of(part.head)
            like = before[2] if before and ((goes_on and place == 0) or _say_the_same(heads, before[1])) else None
            one = _budget_table(document, header, heads, part, carried, like)
            if one is not None and (one.columns.is_proven or not must_prove):
                if like is not None and before is not None and table.page != before[0].page:
                    one = _without_repeat(one, like)
                if found and like is not None and found[-1] is like and _goes_on_inside(one, like, document):
                    one = _joined(found.pop(), one)
                found.append(one)
                before = (table, heads, one)
    return sorted(found, key=lambda one: one.first)


class Part(NamedTuple):
    """A part of a table under one head: rows of its title or its unit (on a work sheet), its head and its body."""

    titles: tuple[TableRow, ...]
    head: tuple[TableRow, ...]
    body: tuple[TableRow, ...]


def _parts(rows: Sequence[TableRow]) -> Iterator[Part]:
    """The table cut before each further head: one that stands below a body."""
    begins, has_body = [0], False
    for place, row in enumerate(rows):
        if _has_figure(row):
            has_body = True
        elif has_body and _begins_head(row):
            begins.append(_first_title(rows, begins[-1], place))
            has_body = False
    for begin, end in pairwise([*begins, len(rows)]):
        part = rows[begin:end]
        start = _head_start(part)
        count = head_rows(part[start:])
        yield Part(tuple(part[:start]), tuple(part[start : start + count]), tuple(part[start + count :]))


def _first_title(rows: Sequence[TableRow], begin: int, head: int) -> int:
    """The place of the first row of the title above a further head: rows of one cell that are no notes of the rows above."""
    place = head
    while place - 1 > begin and len(told := filled(rows[place - 1])) == 1 and not _has_figure(rows[place - 1]):
        if NOTE.match(told[0][1].text):
            break
        place -= 1
    return place


def _head_start(rows: Sequence[TableRow]) -> int:
    """How many rows of a title or a unit stand above the head: rows of one cell, on a work sheet."""
    start = 0
    while start < len(rows) - 1 and len(filled(rows[start])) < 2 and not _has_figure(rows[start]):
        start += 1
    return start if start and not _has_figure(rows[start]) else 0


def _has_figure(row: TableRow) -> bool:
    return bool(stating_money(row))


def _begins_head(row: TableRow) -> bool:
    """Whether a row without a figure begins another head: several words, money among them."""
    if len(filled(row)) < 3:
        return False
    roles = {head.role for head in heads_of((row,))}
    return bool(roles & {Role.MONEY, Role.SUPPLEMENT}) and bool(roles & {Role.NAME, Role.PRIOR, Role.DIFFERENCE, Role.BEFORE})


def _goes_on(table: Table, before: Table, document: Document) -> bool:
    """Whether a table without a head goes on with the one before: as many columns, and on the next page."""
    width, width_before = (max([sum([cell.columns for cell in row.cells]) for row in one.rows]) for one in (table, before))
    if width != width_before:
        return False
    between = document.lines[before.rows[-1].line : table.rows[0].line - 1]
    near = table.page is None or before.page is None or table.page - before.page <= 1
    return near and _stand_alike(table, before) and not any(is_budget_title(line.text) for line in between)


def _without_repeat(table: BudgetTable, before: BudgetTable) -> BudgetTable:
    """The table without a first row that only repeats the last one of the page before, whose further columns go on."""
    first = next((row for row in table.rows if _statement(row, table.columns)), None)
    last = next((row for row in reversed(before.rows) if _statement(row, before.columns)), None)
    if first is None or last is None or _statement(first, table.columns) != _statement(last, before.columns):
        return table
    return replace(table, rows=tuple(row for row in table.rows if row is not first))


def _goes_on_inside(table: BudgetTable, before: BudgetTable, document: Document) -> bool:
    """Whether a table begins inside of a group of the one on the page before: its first row leaves the outer cells empty."""
    columns, others = table.columns, before.columns
    if not table.rows or not _hold_the_same(columns, others) or table.unit != before.unit:
        return False
    page, page_before = document.lines[table.first - 1].page, document.lines[before.last - 1].page
    if page is None or page_before is None or page - page_before != 1:
        return False
    between = document.lines[before.last : table.first - 1]
    if sum(bool(line.text.strip()) for line in between) > LINES_ABOVE or any(money_spans(line.text) for line in between):
        return False
    outer = [*columns.names[:-1], *columns.labels, *(head for head in (columns.bureau, columns.division) if head)]
    texts = dict(placed(table.rows[0].cells))
    return any(head.place in texts and not texts[head.place].text.strip() for head in outer)


def _hold_the_same(columns: Columns, others: Columns) -> bool:
    told, told_before = (
        [head and head.place for head in (*one.names, one.amount, one.prior, one.difference, one.before, one.after, one.division)]
        for one in (columns, others)
    )
    return told == told_before


def _joined(before: BudgetTable, after: BudgetTable) -> BudgetTable:
    """One table of two that are one, but for the page that turned."""
    columns = max(before.columns, after.columns, key=lambda one: len(one.funds))
    columns = replace(
        columns,
        proven=before.columns.proven + after.columns.proven,
        tested=before.columns.tested + after.columns.tested,
    )
    return replace(before, columns=columns, rows=(*before.rows, *after.rows), last=after.last, score=_score(columns))


def _statement(row: TableRow, columns: Columns) -> tuple[str, ...]:
    """What a row says in the columns of names and of money; nothing where it states no amount."""
    heads = (*columns.names, columns.amount, columns.prior, columns.before, columns.after)
    places = {head.place for head in heads if head is not None}
    told = {place: bare(cell.text) for place, cell in placed(row.cells) if place in places}
    return tuple(told.values()) if told.get(columns.amount.place) else ()


def _say_the_same(heads: Sequence[Head], others: Sequence[Head]) -> bool:
    """Whether two heads are one, be a column without a rule told apart in one of them or not."""
    return {head.path for head in heads} == {head.path for head in others}


def _stand_alike(one: Table, other: Table) -> bool:
    """Whether the columns of two tables begin at the same places of a page, as far as pages tell."""
    edges, others = _edges(one), _edges(other)
    return all(abs(edges[place] - others[place]) <= SAME_EDGE for place in edges.keys() & others.keys())


def _edges(table: Table) -> dict[int, float]:
    return {place: cell.box.x0 for row in table.rows for place, cell in placed(row.cells) if cell.box is not None}


def _budget_table(
    document: Document,
    header: Header,
    heads: Sequence[Head],
    part: Part,
    carried: frozenset[int],
    like: BudgetTable | None,
) -> BudgetTable | None:
    """The budget table that a part of a table is, if it is one. like: one before it with the same head, whose unit holds on."""
    rows, first = part.body, [*part.titles, *part.head, *part.body][0].line
    columns = columns_of(heads, rows)
    if columns is None or not columns.names or not rows:
        return None
    lines = [*_above(document, first, carried), *(document.lines[row.line - 1] for row in part.titles)]
    captions = _captions(lines) or (like.captions if like else ())
    if not _is_budget(columns, heads, captions, header):
        return None
    unit = _unit(columns, heads, lines) or (like.unit if like else None)
    if unit is None and not any("円" in cell.text for row in rows for place, cell in filled(row) if place == columns.amount.place):
        return None
    places = {place for place, first in columns.groups.items() if first == columns.amount.place}
    stated = sum([not places.isdisjoint(stating_money(row)) for row in rows])
    if stated < (1 if columns.is_proven or like else FEWEST_ROWS):
        return None
    budget = _budget_told(columns, captions, header)
    return BudgetTable(columns, rows, unit, captions, budget, first, rows[-1].line, _score(columns))


def _budget_told(columns: Columns, captions: Sequence[str], header: Header) -> Budget:
    """The budget that the amounts' own head names, else the nearest title above that does.

    令和７年度予算額 in a release on the draft for that year is the draft, as there is no other yet.
    """
    head = columns.amount
    if head.year is not None:
        is_draft = (header.fiscal_year, header.stage) == (head.year, Stage.DRAFT) and head.stage is Stage.INITIAL
        return head.year, Stage.DRAFT if is_draft else head.stage, None
    staged = [found for caption in captions for found in staged_years(ASIDE.sub("", caption))]
    return staged[-1] if staged else (None, None, None)


def _score(columns: Columns) -> float:
    if columns.is_refuted:
        return REFUTED_SCORE
    if columns.is_proven:
        return PROVEN_SCORE
    return TOLD_SCORE if columns.prior is not None else SINGLE_SCORE


def _is_budget(columns: Columns, heads: Sequence[Head], captions: Sequence[str], header: Header) -> bool:
    """Whether the table's money is a budget's: its head says so, or the title above it does; and nothing says that it was spent."""
    if any(head.role is Role.NO_BUDGET and "支出済" in "".join(head.path) for head in heads):
        return False
    if columns.prior is None and columns.before is None and not columns.is_proven:
        named = any(head.role is Role.NAME for head in columns.names)
        if not named or any(head.role is Role.NO_BUDGET for head in heads):
            return False
    told = columns.amount.budget or columns.before is not None or (columns.prior is not None and columns.prior.budget)
    return told or any(map(is_budget_title, captions)) or (bool(columns.funds) and header.fiscal_year is not None)


def _above(document: Document, first: int, carried: frozenset[int]) -> list[Line]:
    """The lines with text above a line that are no row of a table, the nearest last."""
    page = document.lines[first - 1].page
    above: list[Line] = []
    for index in range(first - 2, -1, -1):
        line = document.lines[index]
        if len(above) >= LINES_ABOVE or line.page != page or line.number in carried:
            break
        if line.text.strip():
            above.append(line)
    return above[::-1]


def _captions(lines: Sequence[Line]) -> tuple[str, ...]:
    """The lines above a table that are its title: short, no sentence, more than a unit, no items of a list.

    The money of a title (１５款 国庫支出金 19,346,840千円) is no part of it.
    """
    captions = []
    for heading in _headings(lines):
        words = (
            " ".join(PAGE_NUMBER.sub("", BARE_UNIT_NOTE.sub("", UNIT_NOTE.sub(" ", heading)).strip()).split()) if heading else ""
        )
        if words and len(words) <= LONGEST_CAPTION and "。" not in words:
            captions.append(words)
    return tuple(captions[-MOST_CAPTIONS:])


def _headings(lines: Sequence[Line]) -> Iterator[str]:
    """Each line without its money; empty where it is an item of a list: numbered as its neighbour is, or money without a number."""
    marks = [read_marker(line.text)[0] for line in lines]
    for place, line in enumerate(lines):
        spans = money_spans(line.text)
        beside = (marks[other] for other in (place - 1, place + 1) if 0 <= other < len(lines))
        if any(_is_next(marks[place], mark) for mark in beside) or (spans and not _is_numbered_heading(line, marks[place], spans)):
            yield ""
        else:
            yield line.text[: spans[0].start] if spans else line.text


def _is_next(mark: Marker | None, other: Marker | None) -> bool:
    """Whether two marks are of one list, one right behind the other."""
    if mark is None or other is None or mark.kind is not other.kind:
        return False
    return mark.ordinal is None or other.ordinal is None or abs(mark.ordinal - other.ordinal) == 1


def _is_numbered_heading(line: Line, mark: Marker | None, spans: Sequence[MoneySpan]) -> bool:
    """Whether a line with money is a heading: it has a number and one sum, and the sum ends it."""
    numbered = ACCOUNT_NUMBER.match(bare(line.text)) is not None or (mark is not None and mark.kind is not MarkerKind.BULLET)
    return numbered and len(spans) == 1 and not line.text[spans[0].end :].strip()


def _unit(columns: Columns, heads: Sequence[Head], lines: Sequence[Line]) -> int | None:
    """The unit of the amounts: of their own head, of any, else of a note above the table."""
    if columns.amount.unit:
        return columns.amount.unit
    units = {head.unit for head in heads if head.unit and head.role is not Role.UNIT_AMOUNT}
    if len(units) == 1:
        return units.pop()
    notes = [unit for line in lines if UNIT.search(bare(line.text)) and "単位" in bare(line.text) and (unit := unit_in(line.text))]
    return notes[-1] if notes else None
