"""What is worked out about a text is worked out once a document, and forgotten with it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from monitor.parse import memo
from monitor.parse.memo import LONGEST_REMEMBERED, one_document, remember, remembered, remembered_of_lines
from monitor.read.document import Line


def test_a_text_is_asked_about_once_a_document() -> None:
    asked: list[str] = []

    @remembered
    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    with one_document():
        assert [length("予算"), length("予算")] == [2, 2]
    assert asked == ["予算"]
    assert length("予算") == 2
    assert asked == ["予算", "予算"]


def test_answers_worked_out_elsewhere_are_not_asked_for() -> None:
    @remembered
    def length(text: str) -> int:
        raise AssertionError(text)

    with one_document():
        remember(length, [("予算", 2), ("要求", 2)])
        assert [length("予算"), length("要求")] == [2, 2]


def test_answers_worked_out_elsewhere_are_kept_as_far_as_those_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    @remembered
    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    long = "円" * (LONGEST_REMEMBERED + 1)
    monkeypatch.setattr(memo, "MOST_REMEMBERED", 2)
    with one_document():
        remember(length, [(long, len(long)), ("予算", 2), ("要求", 2), ("補正", 2)])
        assert [length(text) for text in (long, "予算", "要求", "補正")] == [len(long), 2, 2, 2]
    assert asked == [long, "補正"]


def test_a_long_text_is_not_kept() -> None:
    asked: list[str] = []

    @remembered
    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    long = "円" * (LONGEST_REMEMBERED + 1)
    with one_document():
        assert [length(long), length(long)] == [len(long)] * 2
    assert len(asked) == 2


def test_the_same_lines_are_asked_about_once_a_document_and_others_anew() -> None:
    asked: list[int] = []

    @remembered_of_lines
    def count(lines: Sequence[Line]) -> int:
        asked.append(len(lines))
        return len(lines)

    lines = tuple(Line(number, "灯台") for number in range(1, 4))
    with one_document():
        assert [count(lines), count(list(lines)), count(lines[:2])] == [3, 3, 2]
        assert count([*lines[:1], Line(2, "水車"), *lines[2:]]) == 3
    assert asked == [3, 2, 3]


def test_an_answer_about_lines_that_was_worked_out_with_another_is_not_asked_for() -> None:
    @remembered_of_lines
    def length(lines: Sequence[Line]) -> int:
        return len(lines)

    lines = [Line(1, "予算"), Line(2, "要求"), Line(3, "補正")]
    with one_document():
        length.tell(lines[:2], 20)
        assert [length(lines[:2]), length(lines), length([*lines[:1], Line(2, "要求")])] == [20, 3, 2]
    assert length(lines[:2]) == 2
