"""参考資料: names without numbers, each with X億円（Y億円） at its right or right below it, ※（）内は前年度 somewhere on the page.

Seen in 社会・援護局（社会）[概要] and 老健局[概要] of the R8 draft. The names stand under titles without money; 《令和7年度補正予算
105億円》 beside them is another budget's. What tells a measure is the money of both years alone; so a budget's title, a note on the
brackets, or money on rows of its own under most names has to say that the text is a budget's. It is read as an overview is.
"""

from __future__ import annotations

from monitor.budget import AmountKind, Level
from monitor.parse.header import Header
from monitor.parse.layouts.bulleted.heading import NOTE_SIGN, PRIOR_NOTE
from monitor.parse.layouts.overview.figures import figures_of, may_state_both_years
from monitor.parse.layouts.overview.layout import is_titled, stretches
from monitor.parse.layouts.overview.placed import Placed
from monitor.parse.layouts.span import Span
from monitor.parse.names import MarkerKind
from monitor.parse.papers import budgets_in
from monitor.parse.width import fold
from monitor.read.document import Document

NAME = "reference"

FEWEST_NAMES = 3
"""Fewer names with the money of both years are a text that speaks of money."""
FEWEST_WITHOUT_NOTE = 4
"""As many are needed where a budget's title alone says what the brackets hold."""
TITLE, NOTE, SUREST = 0.4, 0.15, 0.6
"""A title makes it possible, a note on the brackets likely; numbers, fields and bullets tell more than either."""


def find(document: Document, _header: Header) -> list[Span]:
    """The runs of names without numbers or bullets that state the money of both years, under a budget's title."""
    return [span for part in budgets_in(document) for span in _find(part)]


def _find(document: Document) -> list[Span]:
    if not may_state_both_years(document.lines):
        return []
    rows, placed = figures_of(document.lines)
    names = [one for one in placed if _is_name_of_both_years(one)]
    spans = []
    for run, first, last in stretches(rows, names) if len(names) >= FEWEST_NAMES else ():
        if run < FEWEST_NAMES or not is_titled(document, last):
            continue
        own = (row.text for row in rows if first <= row.number <= last and NOTE_SIGN.search(row.text))
        noted = any(PRIOR_NOTE.search(fold(text)) for text in own)
        if noted or run >= FEWEST_WITHOUT_NOTE:
            spans.append(Span(first, last, min(SUREST, TITLE + NOTE * noted)))
    return spans


def _is_name_of_both_years(one: Placed) -> bool:
    """Whether a measure or a part is told with its money of both years, in whatever order they stand."""
    statement, marker = one.item.statement, one.item.marker
    if one.level is Level.TOTAL or statement is None or statement.prior.kind is AmountKind.NONE:
        return False
    return marker is None or marker.kind is not MarkerKind.BULLET
