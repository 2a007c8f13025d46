"""The numbered overview (概算要求の概要 of a bureau): numbered measures with their money under nested headings."""

from monitor.parse.layouts.overview.layout import NAME, find, read

__all__ = ["NAME", "find", "read"]
