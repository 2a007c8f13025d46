"""The project table: a row a project, with its division, what it costs, who pays for it (財源内訳) and what it is about.

Seen in city budgets (主な新規事業, 主な継続事業), printed from a work sheet: names and explanations wrap in their cells.
"""

from __future__ import annotations

from monitor.budget import Entry
from monitor.parse.table.budget import BudgetTable
from monitor.parse.table.rows import entries_of
from monitor.read.document import Document

NAME = "project"


def fits(table: BudgetTable) -> bool:
    """Whether a budget table tells projects: who is in charge or what it is about, beside what each costs."""
    columns = table.columns
    return columns.before is None and any(head is not None for head in (columns.overview, columns.bureau, columns.division))


def read_table(table: BudgetTable, document: Document) -> list[Entry]:
    """The entries of the table, in order of place."""
    return entries_of(table, document)
