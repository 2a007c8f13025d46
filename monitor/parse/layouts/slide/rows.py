"""The breakdown lines of a slide: the rows of its 内訳, or the items and rows of its outline that add up to its money."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from monitor.budget import Amount, AmountKind, Entry
from monitor.parse.around_figures import Statement
from monitor.parse.layouts.part_rows import breakdown_of
from monitor.parse.layouts.slide.field import Field, Key
from monitor.parse.layouts.slide.frame import Frame
from monitor.parse.layouts.slide.signs import JAPANESE, Heading
from monitor.parse.layouts.slide.title import without_badges
from monitor.parse.money import money_spans
from monitor.parse.names import MarkerKind, clean_name, read_marker
from monitor.parse.statements import read_statement
from monitor.read.document import Line

PARTED = 0.85
"""Confidence of a part whose name was read."""
SOME = 0.7
"""Confidence of parts that do not add up to the measure."""
TOTAL_NAME = re.compile(r"^(?:合\s*計|小?計|総額|総計)")
NEXT_CELL = re.compile(r"(?: \s*[|\t]\s* | [ 　]{2,} ) (?P<cell> [^|\t]+ )", re.X)
MONEY_FIRST = re.compile(r"\s*[0-9０-９][0-9０-９,，.．\s]*(?:兆|億|百万|千万|万|千)?")
"""A row that begins with its figure."""
LARGEST_GAP = 2
FEWEST_ALONE = 3
COUNTED = frozenset({MarkerKind.PAREN_NUMBER, MarkerKind.CIRCLED, MarkerKind.NUMBER})
LONGEST_NAME = 60
REST_OF_ROW = " 　\t|)）]】］"


class _Item(NamedTuple):
    """A row of an outline with money: the kind of list it is in (None: none), its number there, its entry."""

    kind: MarkerKind | None
    ordinal: int | None
    entry: Entry


def rows_of_breakdown(measure: Entry, fields: Sequence[Field]) -> list[Entry]:
    """The lines of the 内訳 fields: bullets, numbered lines, and rows of tables whose second figure is the year before."""
    rows: list[Entry] = []
    for field in (f for f in fields if f.key is Key.BREAKDOWN):
        waiting: Line | None = None
        for line in field.lines:
            statement = read_statement(line.text)
            if statement is None:
                waiting = line if JAPANESE.search(line.text) and "。" not in line.text else None
                continue
            label, place = line.text[: statement.start].replace("|", " "), line
            if not clean_name(label) and waiting is not None:
                label, place = waiting.text.replace("|", " "), waiting
            waiting = None
            name = clean_name(label)
            if name and not TOTAL_NAME.match(name):
                prior, _ = _year_before(statement, line.text)
                rows.append(breakdown_of(measure, place, name, statement.amount, prior, PARTED, without_badges(label)[1]))
    return rows


def rows_that_sum_up(measure: Entry, frame: Frame) -> list[Entry]:
    """The breakdown lines of an outline whose money of both years adds up to the measure's: （１）… 19億円（20億円）.

    They are the items of one list, or the rows of a table or of columns under each other; where the measure states no year
    before, they state none, and nor need a numbered list of three.
    """
    if not measure.amount.is_stated:
        return []
    some: list[Entry] = []
    for section in (section for section in frame.sections if section.heading is not Heading.CARRIER):
        items = list(_items(measure, section.lines))
        for kind in dict.fromkeys(item.kind for item in items):
            of_kind = [item for item in items if item.kind is kind]
            for run in _runs(of_kind):
                if len(run) > 1 and (_add_up(measure, run) or (kind in COUNTED and _add_up_this_year(measure, run))):
                    return run
            if not some and _are_some_parts(measure, of_kind):
                some = [replace(item.entry, confidence=SOME) for item in of_kind]
    return some


def _are_some_parts(measure: Entry, items: Sequence[_Item]) -> bool:
    """Whether numbered items with the money of two years, from the first on, can be parts of a measure that does not tell all."""
    if len(items) < 2 or [item.ordinal for item in items] != list(range(1, len(items) + 1)):
        return False
    own, before = [item.entry.amount for item in items], [item.entry.prior for item in items]
    return _is_less(own, measure.amount) and _is_less(before, measure.prior)


def _is_less(parts: Sequence[Amount], whole: Amount) -> bool:
    """Whether stated parts come to less than a stated whole, and not only for what printing rounded off."""
    if not whole.is_stated or not all(part.is_stated for part in parts) or _is_sum(whole, parts):
        return False
    return 0 < sum([part.yen or 0 for part in parts]) < (whole.yen or 0)


def _items(measure: Entry, lines: Sequence[Line]) -> Iterator[_Item]:
    """The rows that are a name and money, and nothing else; the money may stand on the line below its name."""
    for place, row_of_money in enumerate(lines):
        line = row_of_money
        if "円" not in line.text or "。" in line.text:
            continue
        if place and MONEY_FIRST.match(line.text):
            line = _with_name(lines[place - 1], line)
        marker, rest = read_marker(line.text)
        statement = read_statement(rest)
        if statement is None:
            continue
        label = rest[: statement.start].replace("|", " ")
        name = clean_name(label)
        prior, end = _year_before(statement, rest)
        if not JAPANESE.search(name) or TOTAL_NAME.match(name) or rest[end:].strip(REST_OF_ROW):
            continue
        entry = breakdown_of(measure, line, name, statement.amount, prior, PARTED, without_badges(label)[1])
        yield _Item(marker.kind if marker else None, marker.ordinal if marker else None, entry)


def _with_name(above: Line, money: Line) -> Line:
    """The line above, which names something and says no money, with the money below it; the money's line where it does not."""
    if "円" in above.text or "。" in above.text or above.number + LARGEST_GAP < money.number or len(above.text) > LONGEST_NAME:
        return money
    return above.with_text(f"{above.text.rstrip()}　{money.text.strip()}") if JAPANESE.search(above.text) else money


def _runs(items: Sequence[_Item]) -> list[list[Entry]]:
    """The entries of each list among the items; a list begins anew with its first number."""
    runs: list[list[Entry]] = []
    for item in items:
        if not runs or item.ordinal == 1:
            runs.append([])
        runs[-1].append(item.entry)
    return runs


def _add_up(measure: Entry, rows: Sequence[Entry]) -> bool:
    """Whether the money of the rows is the measure's, this year's and the year before's."""
    if not _is_sum(measure.amount, [entry.amount for entry in rows]):
        return False
    if measure.prior.kind is AmountKind.NONE:
        return all(entry.prior.kind is AmountKind.NONE for entry in rows)
    return _is_sum(measure.prior, [entry.prior for entry in rows])


def _add_up_this_year(measure: Entry, rows: Sequence[Entry]) -> bool:
    """Whether the rows of a numbered list that say no year before, three at least, come to this year's money: two may by chance."""
    is_alone = all(entry.prior.kind is AmountKind.NONE for entry in rows)
    return is_alone and len(rows) >= FEWEST_ALONE and _is_sum(measure.amount, [entry.amount for entry in rows])


def _is_sum(whole: Amount, parts: Sequence[Amount]) -> bool:
    """Whether stated amounts add up to a stated whole, within what printing each of them rounded off."""
    yen = [part.yen for part in parts if part.is_stated and part.yen is not None]
    if not whole.is_stated or whole.yen is None or len(yen) < len(parts):
        return False
    return 2 * abs(whole.yen - sum(yen)) <= (whole.step or 1) + sum(part.step or 1 for part in parts)


def _year_before(statement: Statement, text: str) -> tuple[Amount, int]:
    """The year before of a row and where its money ends: its own, or the only figure of the next cell or column."""
    cell = NEXT_CELL.match(text, statement.end) if statement.prior.kind is AmountKind.NONE else None
    spans = money_spans(cell["cell"]) if cell else []
    if cell is None or len(spans) != 1 or JAPANESE.search(cell["cell"][: spans[0].start]):
        return statement.prior, statement.end
    return spans[0].amount, cell.end()
