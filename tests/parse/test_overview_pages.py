"""What a page prints at its edges, where only the text is left of it."""

from __future__ import annotations

import pytest

from monitor.budget import Entry
from monitor.parse import parse
from tests.parse.documents import document

TITLE = "令和８年度　概算要求の概要（星雲局）"
MEASURES = [f"{n}\n灯台の備え{n}\n{{0}}{n}億円（{n}億円）\n備える。\n" for n in range(1, 6)]


def read(edge: str) -> list[Entry]:
    """The entries of a release whose pages end between the name and the money of each measure."""
    return list(parse(document(f"{TITLE}\n\n" + "".join(MEASURES).replace("{0}", edge))).entries)


@pytest.mark.parametrize("edge", ["- 7 -\n", "― １２ ―\n", f"{TITLE}\n", f"- 3 -\n\n{TITLE}\n"])
def test_page_numbers_and_running_titles_come_between_no_name_and_its_money(edge: str) -> None:
    assert [(entry.name, entry.amount.yen) for entry in read(edge)] == [(f"灯台の備え{n}", n * 10**8) for n in range(1, 6)]


def test_a_line_that_is_no_title_is_part_of_every_name_that_it_stands_in() -> None:
    assert [entry.name for entry in read("（星雲局の分）\n")] == [f"灯台の備え{n}(星雲局の分)" for n in range(1, 6)]


def test_a_number_without_dashes_may_be_a_measures() -> None:
    text = "".join(MEASURES).replace("{0}", "")
    assert len(parse(document(f"{TITLE}\n\n{text}6\n灯台の備え6\n6億円（6億円）\n")).entries) == 6
