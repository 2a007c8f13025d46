"""予算書 as records: a row for each 目 of the Finance Ministry's budget, with the year before and the difference.

Source: the CSV files of 財務省 予算書 (general account expenditure of FY2024 and FY2025).
"""

from monitor.parse.layouts.account.layout import NAME, find, read

__all__ = ["NAME", "find", "read"]
