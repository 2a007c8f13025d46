"""Text of unknown origin is shown as it is, never as an instruction to the program that shows it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from lxml import etree

from templates import environment
from templates.text import one_line, visible, xml_text


def test_bidi_controls_are_written_out() -> None:
    assert visible("予算\u202e円001\u202c") == "予算[U+202E]円001[U+202C]"
    assert visible("a\u2066b\u200f") == "a[U+2066]b[U+200F]"


def test_other_controls_vanish_and_lines_stay() -> None:
    assert visible("a\x00b\x1bc\r\nd\te\u2028f") == "abc\nd\te\nf"
    assert visible("\ud800x") == "\ufffdx"


def test_a_name_has_one_line() -> None:
    assert one_line("医師の\r\nBcc: x@example.jp\n 事業 ") == "医師の Bcc: x@example.jp 事業"


@given(st.text(st.characters(codec=None)))
def test_any_text_can_stand_in_xml(text: str) -> None:
    element = etree.Element("title")
    element.text = xml_text(text)
    assert etree.fromstring(etree.tostring(element, encoding="utf-8")) is not None


def test_the_environment_escapes_and_cleans_what_it_prints() -> None:
    template = environment().from_string("{{ name }}")
    assert template.render(name="<script>\u202e") == "&lt;script&gt;[U+202E]"


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nothing }}").render()
