"""Rows of a page: what the white in them is."""

from __future__ import annotations

import pytest

from monitor.read.pdf.characters import Run
from monitor.read.pdf.rows import words_of

EM = 10.0


def run(text: str, gaps: dict[int, float] | None = None) -> Run:
    """A row of letters, digits and blanks half as wide, with further white before some of its letters, by place."""
    starts, ends, x = [], [], 50.0
    for place, letter in enumerate(text):
        x += (gaps or {}).get(place, 0.0)
        starts.append(x)
        x += EM / 2 if letter.isascii() else EM
        ends.append(x)
    return Run(text, starts, ends, 700.0, EM, 0, range(len(text)))


def told(*runs: Run) -> list[str]:
    return [words.text for words in words_of(runs)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("　　私立分　　　1,387", "私立分\t1,387"),
        (" 政府資金及びその他の資金", "政府資金及びその他の資金"),
        (" 千円 ", "千円"),
        ("　ア　会計年度任用職員", "ア　会計年度任用職員"),
    ],
)
def test_blanks_in_front_of_a_row_say_nothing(text: str, words: str) -> None:
    assert told(run(text)) == [words]


def test_a_row_begins_where_its_first_letter_stands() -> None:
    [words] = words_of([run("　　保育")])
    assert (words.printed, words.starts[0], words.segment_x0, words.spaced) == ("保育", 70.0, 70.0, False)


def test_a_blank_behind_a_row_is_kept_as_its_end() -> None:
    [words] = words_of([run("保育 ")])
    assert (words.text, words.spaced) == ("保育", True)


def test_nothing_but_blanks_is_no_row() -> None:
    assert told(run("　 　")) == []


def test_white_without_a_blank_is_one_where_letters_are_not_set_so_wide() -> None:
    assert told(run("第1条歳入歳出予算の総額", {3: 3.0})) == ["第1条 歳入歳出予算の総額"]


def test_white_between_all_letters_is_how_they_are_set() -> None:
    text = "災害復旧事業費負担金"
    assert told(run(text, dict.fromkeys(range(1, len(text)), 3.0))) == [text]


def test_a_few_letters_set_wide_are_told_with_their_blanks() -> None:
    assert told(run("議案第1号", dict.fromkeys(range(1, 5), 3.5))) == ["議 案 第 1 号"]


def test_wide_white_is_a_tab() -> None:
    assert told(run("私立分1,387", {3: 20.0})) == ["私立分\t1,387"]
