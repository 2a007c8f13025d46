"""Text of unknown origin, made safe to show: nothing in it can hide, reorder or end what stands around it."""

from __future__ import annotations

import re

BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Controls that change the order in which text is shown: 1,000 can be made to read as 000,1."""

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufff9-\ufffb\ufffe\uffff]")
"""C0 and C1 controls but tab and line feed, marks and non-characters."""

SEPARATORS = re.compile("[\u2028\u2029\x85]")

SURROGATES = re.compile("[\ud800-\udfff]")

XML_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may contain (XML 1.0, production Char)."""


def visible(text: str) -> str:
    """The text with bidi controls written out ([U+202E]) and other controls dropped. Line feeds and tabs stay."""
    text = SEPARATORS.sub("\n", text.replace("\r\n", "\n"))
    text = BIDI.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)
    return SURROGATES.sub("\ufffd", CONTROLS.sub("", text))


def one_line(text: str) -> str:
    """The visible text on one line: a name cannot start a line, a header or a block of its own."""
    return " ".join(visible(text.replace("\r", "\n")).split())


def xml_text(text: str) -> str:
    """The visible text without the characters that XML forbids."""
    return XML_FORBIDDEN.sub("", visible(text))
