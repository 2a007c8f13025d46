"""Slides: one measure a slide, its money line under the title, then 事業の目的, 事業の概要 and 実施主体等."""

from monitor.parse.layouts.slide.layout import NAME, find, read

__all__ = ["NAME", "find", "read"]
