"""The sheet layout: a collection (主要施策集) that gives every measure a page of its own, whose parts stand in any order."""

from monitor.parse.layouts.sheet.layout import NAME, find, read

__all__ = ["NAME", "find", "read"]
