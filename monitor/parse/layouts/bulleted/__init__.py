"""A bulleted list `○ 名 金額（前年度）` inside a document that is mostly something else: council papers, handouts."""

from monitor.parse.layouts.bulleted.layout import NAME, find, read

__all__ = ["NAME", "find", "read"]
