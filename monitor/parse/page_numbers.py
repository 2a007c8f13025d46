"""Lines that are the number of their page and nothing else."""

from __future__ import annotations

import re

PAGE_NUMBER = re.compile(r"\s*+ (?: [-–—―－] \s*+ )? [0-9０-９]{1,3} \s*+ (?: [-–—―－] \s*+ )?", re.X)

NUMBER_ALONE = re.compile(r"\n[^\S\n]*+ (?:[-–—―－][^\S\n]*+)? [0-9０-９]{1,3} [^\S\n]*+ (?:[-–—―－][^\S\n]*+)? (?=\n)", re.X)
"""The same among the lines of a text, each with a line feed before and behind it."""


def is_page_number(text: str) -> bool:
    """Whether a line is nothing but a page's number: 12, - 12 -, ―１２―."""
    return PAGE_NUMBER.fullmatch(text) is not None
