"""A ledger: a table with a column a year, or before and after a supplementary budget, a row a measure or a 款, 項, 目."""

from monitor.parse.layouts.ledger.layout import NAME, fits, read_table

__all__ = ["NAME", "fits", "read_table"]
