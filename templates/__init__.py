"""The Jinja2 environment that renders every mail, page and feed entry."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from templates.filters import delta, era, href, jst, percent, shell, span, stage, yen
from templates.text import one_line, visible

__all__ = ["environment"]


@cache
def environment() -> Environment:
    """The one environment: HTML and XML are escaped, an unknown name is an error, every printed text is cleaned.

    Filters: yen, delta, percent, era, stage, jst, href, span, shell (templates/filters.py),
    visible and one_line (templates/text.py).
    """
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=select_autoescape(("html", "xml")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_clean,
    )
    for name, function in (
        ("yen", yen),
        ("delta", delta),
        ("percent", percent),
        ("era", era),
        ("stage", stage),
        ("jst", jst),
        ("href", href),
        ("span", span),
        ("shell", shell),
        ("visible", visible),
        ("one_line", one_line),
    ):
        made.filters[name] = function
    return made


def _clean(value: Any) -> Any:
    """What an expression prints: text of unknown origin without controls that would hide or reorder it."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
