"""The figures of an overview: the rows of its lines, those that may state money, and what they state in its place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.parse.layouts.overview.aligned import whole_rows
from monitor.parse.layouts.overview.legend import with_explained_signs
from monitor.parse.layouts.overview.naming import money_of
from monitor.parse.layouts.overview.placed import Placed
from monitor.parse.layouts.overview.plan import place
from monitor.parse.layouts.overview.ringed import with_signs_in_place
from monitor.parse.layouts.overview.rows import Row
from monitor.parse.layouts.overview.scan import items_of
from monitor.parse.layouts.overview.tables import with_money
from monitor.parse.layouts.overview.torn import with_branches, with_money_beside_names
from monitor.parse.layouts.overview.waiting import BEGINS_REST
from monitor.parse.memo import remembered_of_lines
from monitor.parse.money import OPENING, money_spans
from monitor.parse.width import fold
from monitor.parse.year_forms import ARROWS
from monitor.read.document import Line

FEWEST_MEASURES = 3
"""With fewer numbered measures that state two years, a text is not known to be an overview."""
LONGEST_PAGE = 60
"""Written rows. A text that is no longer can be one page of a release, which has no title: there a measure may say whose it is."""

BEFORE_SIGN = re.compile(rf"[{OPENING}{ARROWS}] | 内数", re.X)
"""What a row with one figure has that tells the year before too: 3億円（皆増）, 新規 → 3億円, 予算の内数（3億円）(folded text)."""


@remembered_of_lines
def figures_of(lines: Sequence[Line]) -> tuple[Sequence[Row], Sequence[Placed]]:
    """The rows of the lines and the figures among them, each in its place; none where too few rows state money for an overview."""
    return _figures_of(_written(lines))


@remembered_of_lines
def may_state_both_years(lines: Sequence[Line]) -> bool:
    """Whether a figure of the lines may be stated with that of the year before; where none is, figures_of() finds none that is.

    Two figures do so, a bracket or an arrow beside one, or a row below that goes on with it.
    """
    rows, money = _rows_of(_written(lines))
    below = [*(row.text.lstrip()[:1] for row in rows[1:]), " "]
    return any(
        is_money and _may_state_both(row.text, following) for row, is_money, following in zip(rows, money, below, strict=False)
    )


def _may_state_both(text: str, following: str) -> bool:
    """following: how the row below begins."""
    count = len(money_spans(text))
    return count > 1 or (count == 1 and (following in BEGINS_REST or BEFORE_SIGN.search(fold(text)) is not None))


@remembered_of_lines
def _written(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines without the blank ones above and below all others."""
    written = [place for place, line in enumerate(lines) if line.text and not line.text.isspace()]
    return tuple(lines[written[0] : written[-1] + 1]) if written else ()


@remembered_of_lines
def _rows_of(lines: Sequence[Line]) -> tuple[Sequence[Row], Sequence[bool]]:
    """The rows of the lines, and of every row whether it may state money."""
    rows = with_money(with_money_beside_names(with_signs_in_place(with_explained_signs(with_branches(whole_rows(lines))))))
    return rows, money_of(rows)


@remembered_of_lines
def _figures_of(lines: Sequence[Line]) -> tuple[Sequence[Row], Sequence[Placed]]:
    rows, money = _rows_of(lines)
    stating = [row for row, is_money in zip(rows, money, strict=True) if is_money and (money_spans(row.text) or "内数" in row.text)]
    if len(stating) < (1 if len(rows) <= LONGEST_PAGE else FEWEST_MEASURES):
        return rows, ()
    return rows, place(items_of(rows, money))
