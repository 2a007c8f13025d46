"""行政事業レビュー as records: what each program of a ministry was given year by year, and what is requested for the next.

Source: the column names of the CSV 2-1 予算・執行 サマリ of the RS system, sheets of FY2024 and FY2025.
"""

from monitor.parse.layouts.review_sheet.layout import NAME, find, read

__all__ = ["NAME", "find", "read"]
