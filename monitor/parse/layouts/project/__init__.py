"""A project table: a row a project, with its division, who pays for it and what it is about."""

from monitor.parse.layouts.project.layout import NAME, fits, read_table

__all__ = ["NAME", "fits", "read_table"]
