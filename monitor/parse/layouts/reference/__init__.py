"""参考資料: names without numbers, each with X億円（Y億円） at its right or right below it."""

from monitor.parse.layouts.overview.layout import read
from monitor.parse.layouts.reference.layout import NAME, find

__all__ = ["NAME", "find", "read"]
