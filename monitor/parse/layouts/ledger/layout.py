"""The ledger: a row a measure, a 款 or an item, columns of this year's money and the year before's, or before and after a revision.

Seen in city budgets (予算に関する説明書, 補正予算書, 予算編成の概要), in the tables of ministries' overviews (令和７年度予算額 (A),
令和８年度要求額 (B), 増△減額 (B-A)). It is told by its head and proved by its arithmetic, whatever the file's format.
"""

from __future__ import annotations

from monitor.budget import Entry
from monitor.parse.table.budget import BudgetTable
from monitor.parse.table.rows import entries_of
from monitor.read.document import Document

NAME = "ledger"


def fits(table: BudgetTable) -> bool:
    """Whether the table has more to it than one column of money: a year before, a revision, or arithmetic that proves it."""
    columns = table.columns
    return columns.prior is not None or columns.before is not None or columns.is_proven or columns.amount.budget


def read_table(table: BudgetTable, document: Document) -> list[Entry]:
    """The entries of the table, in order of place."""
    return entries_of(table, document)
