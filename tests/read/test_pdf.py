"""PDF: logical lines out of characters and their places."""

from __future__ import annotations

import re
import unicodedata

from monitor.read import Document, read
from monitor.typeset import typeset


def texts(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def test_the_amounts_of_a_real_budget_book_keep_their_first_digit(shared) -> None:
    data = (shared / "data" / "pdf" / "fujishi_r8_sainyu_15_kokko.pdf").read_bytes()
    document = read(data, "国庫.pdf")
    assert any("15,204,246" in line.text for line in document.lines if line.page == 1)
