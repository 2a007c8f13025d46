"""What one parse has worked out about a piece of text: every layout asks the same of the same lines, and it is worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import update_wrapper, wraps
from typing import Generic, TypeVar

from monitor.read.document import Line, TableRow

Answer = TypeVar("Answer")

LONGEST_REMEMBERED = 300
"""Characters. A longer text is rare and dear to keep: what is asked of it is worked out each time."""
MOST_REMEMBERED = 2**17
"""Texts a question: as many as 5 MB of printed lines have. A hostile document has more, and they take no more memory than this."""

_forget: list[Callable[[], None]] = []


class _Known(dict[str, Answer]):
    """The answers to a question about a text."""

    def __init__(self, ask: Callable[[str], Answer]) -> None:
        super().__init__()
        self.ask = ask

    def __missing__(self, text: str) -> Answer:
        answer = self.ask(text)
        if len(text) <= LONGEST_REMEMBERED and len(self) < MOST_REMEMBERED:
            self[text] = answer
        return answer


def remembered(ask: Callable[[str], Answer]) -> Callable[[str], Answer]:
    """The pure function of one text, working out each answer once a document. The answer must be immutable."""
    known = _Known(ask)
    _forget.append(known.clear)
    return known.__getitem__


def remember(ask: Callable[[str], Answer], answers: Iterable[tuple[str, Answer]]) -> None:
    """Takes answers of a remembered function that were worked out for many texts at once, as far as there is room for them."""
    known: _Known[Answer] = ask.__self__  # type: ignore[attr-defined]
    short = [answer for answer in answers if len(answer[0]) <= LONGEST_REMEMBERED]
    known.update(short[: max(MOST_REMEMBERED - len(known), 0)])


_keys: dict[int, tuple[Sequence[Line], tuple[int, ...]]] = {}
_forget.append(_keys.clear)


def _key(lines: Sequence[Line]) -> tuple[int, ...]:
    """What tells lines from others, by the lines that they are; a tuple stays as it is and is looked through once."""
    if not isinstance(lines, tuple):
        return tuple(map(id, lines))
    told = _keys.get(id(lines))
    if told is None:
        told = _keys[id(lines)] = lines, tuple(map(id, lines))
    return told[1]


class OfLines(Generic[Answer]):
    """A pure function of lines, which gives the same answer again, not a copy, where it is asked of the very same lines."""

    def __init__(self, ask: Callable[[Sequence[Line]], Answer]) -> None:
        self.ask = ask
        self.known: dict[tuple[int, ...], tuple[Sequence[Line], Answer]] = {}
        self.of_tuples: dict[int, tuple[Sequence[Line], Answer]] = {}
        update_wrapper(self, ask)

    def __call__(self, lines: Sequence[Line]) -> Answer:
        if (told := self.of_tuples.get(id(lines))) is not None:
            return told[1]
        key = _key(lines)
        if key not in self.known:
            self.known[key] = (lines, self.ask(lines))
        if isinstance(lines, tuple):
            self.of_tuples[id(lines)] = (lines, self.known[key][1])
        return self.known[key][1]

    def tell(self, lines: Sequence[Line], answer: Answer) -> None:
        """Takes an answer that was worked out together with another."""
        self.known[_key(lines)] = (lines, answer)
        self.of_tuples.pop(id(lines), None)

    def forget(self) -> None:
        """Forgets all answers."""
        self.known.clear()
        self.of_tuples.clear()


def remembered_of_lines(ask: Callable[[Sequence[Line]], Answer]) -> OfLines[Answer]:
    """The same for a function of lines: asked of the very same lines again, it gives the same answer again, not a copy."""
    known = OfLines(ask)
    _forget.append(known.forget)
    return known


def remembered_of_rows(ask: Callable[[TableRow], Answer]) -> Callable[[TableRow], Answer]:
    """The same for a function of a table's row: of the very same row, not of one with the same cells. It always has an answer."""
    known: dict[int, Answer] = {}
    asked: list[TableRow] = []  # which keeps them, so that no other row gets the id of one
    _forget.extend((known.clear, asked.clear))

    @wraps(ask)
    def recall(row: TableRow) -> Answer:
        try:
            return known[id(row)]
        except KeyError:
            asked.append(row)
            answer = known[id(row)] = ask(row)
            return answer

    return recall


@contextmanager
def one_document() -> Iterator[None]:
    """What is worked out inside is forgotten at the end: nothing is kept from one document to the next."""
    try:
        yield
    finally:
        for forget in _forget:
            forget()
