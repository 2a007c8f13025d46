"""What one parse has worked out about a piece of text: every layout asks the same of the same lines, and it is worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, wraps
from typing import TypeVar

Answer = TypeVar("Answer")

LONGEST_REMEMBERED = 1000
"""Characters. A longer text is rare and dear to keep: what is asked of it is worked out each time."""

_forget: list[Callable[[], None]] = []


def remembered(ask: Callable[[str], Answer]) -> Callable[[str], Answer]:
    """The pure function of one text, working out each answer once a document. The answer must be immutable."""
    known = lru_cache(maxsize=None)(ask)
    _forget.append(known.cache_clear)

    @wraps(ask)
    def recall(text: str) -> Answer:
        return known(text) if len(text) <= LONGEST_REMEMBERED else ask(text)

    return recall


@contextmanager
def one_document() -> Iterator[None]:
    """What is worked out inside is forgotten at the end: no more is kept than one document's lines."""
    try:
        yield
    finally:
        for forget in _forget:
            forget()
