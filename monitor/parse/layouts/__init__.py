"""The layout families, one module each.

Most read lines: NAME, find(document, header) -> spans, read(lines, header) -> entries. Those of tables read columns: NAME,
fits(table), read_table(table, document) -> entries.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from monitor.budget import Entry
from monitor.parse.header import Header
from monitor.parse.layouts import account, bulleted, ledger, overview, project, reference, review_sheet, sheet, slide
from monitor.parse.layouts.span import Span
from monitor.parse.table.budget import BudgetTable
from monitor.read.document import Document, Line


@runtime_checkable
class Layout(Protocol):
    """A module of this package that reads one family of layouts."""

    NAME: str

    def find(self, document: Document, header: Header, /) -> list[Span]:
        """The spans of lines that look like this family, with how sure it is of each."""
        ...

    def read(self, lines: Sequence[Line], header: Header, /) -> list[Entry]:
        """The entries of the lines of one span, in order of place."""
        ...


LAYOUTS: tuple[Layout, ...] = (overview, sheet, slide, bulleted, reference)

WHOLE: tuple[Layout, ...] = (sheet, slide)
"""Those whose tables are parts of what they read: a table on their lines is not read by itself."""

LISTS: tuple[Layout, ...] = tuple(layout for layout in LAYOUTS if layout not in WHOLE)
"""Those whose measures stand above what labels state of them (補助率：, 実施主体：), which is read in one way for all."""

RECORDS: tuple[Layout, ...] = (account, review_sheet)
"""Those of tables made for programs, thousands of rows that nothing else is asked to look at."""


class TableLayout(Protocol):
    """A module of this package that reads one family of tables."""

    NAME: str

    def fits(self, table: BudgetTable, /) -> bool:
        """Whether a table that states a budget's money is of this family."""
        ...

    def read_table(self, table: BudgetTable, document: Document, /) -> list[Entry]:
        """The entries of the table, in order of place."""
        ...


TABLE_LAYOUTS: tuple[TableLayout, ...] = (project, ledger)
"""The first that a table fits reads it."""
