"""Calls into pdfium by the ten thousand: one question asked of every character or object of a page.

A call through ctypes costs more than anything done with its answer, and most of that is wrapping its arguments. So handles and the
places to write to are wrapped once and handed on as they are, and a row of calls is made by one loop in C. Nothing is checked on
the way: an argument must be what the function takes. As pdfium itself, this is for one thread at a time.
"""

from __future__ import annotations

import ctypes
from array import array
from collections import deque
from collections.abc import Callable, Sequence
from itertools import repeat
from typing import Generic, Literal, NewType, TypeVar

Handle = NewType("Handle", object)
"""One of pdfium's objects, wrapped as ctypes hands it to a function."""
Number = TypeVar("Number", int, float)

AT_ONCE = 2048  # answers that there is room for; more are asked in turns

wrapped: Callable[[int | None], Handle] = ctypes.c_void_p.from_param  # type: ignore[assignment]
"""The handle at an address."""


def handle_of(raw: object) -> Handle:
    """The handle behind a pointer of the raw bindings."""
    return wrapped(ctypes.cast(raw, ctypes.c_void_p).value)  # type: ignore[arg-type]


def telling(function: object) -> Callable[..., int]:
    """A function of pdfium that tells a whole number, or whether it could answer."""
    return ctypes.PYFUNCTYPE(ctypes.c_int)(_address(function))


def counting(function: object) -> Callable[..., int]:
    """A function of pdfium that tells a number that is never negative."""
    return ctypes.PYFUNCTYPE(ctypes.c_uint)(_address(function))


def pointing(function: object) -> Callable[..., int | None]:
    """A function of pdfium that tells the address of one of its objects; None where there is none."""
    return ctypes.PYFUNCTYPE(ctypes.c_void_p)(_address(function))


def measuring(function: object) -> Callable[..., float]:
    """A function of pdfium that tells a measure."""
    return ctypes.PYFUNCTYPE(ctypes.c_double)(_address(function))


def writing(function: object) -> Callable[..., None]:
    """A function of pdfium that writes its answer to the places given."""
    return ctypes.PYFUNCTYPE(None)(_address(function))


class Room(Generic[Number]):
    """Where functions of pdfium write answers of so many numbers each."""

    def __init__(self, code: Literal["f", "d", "i", "I"], parts: int, unanswered: Number, *, is_whole: bool = False) -> None:
        """unanswered: what stands where a function writes nothing; is_whole: it takes one place for all parts of an answer."""
        self._code, self._parts = code, parts
        answer = array(code, [unanswered] * parts)
        self._size, self._blank = len(answer.tobytes()), memoryview(answer.tobytes() * AT_ONCE)
        self._room = ctypes.create_string_buffer(len(self._blank))
        self._written = memoryview(self._room).cast("B")
        self._places: list[list[object]] = [[] for _ in range(1 if is_whole else parts)]

    def of_characters(self, ask: Callable[..., None], text: Handle, indexes: Sequence[int]) -> list[list[Number]]:
        """What a function writes about characters of a page's text, by part of the answer."""
        return self._asked(ask, (repeat(text),), indexes)

    def of_objects(self, ask: Callable[..., None], objects: Sequence[Handle]) -> list[list[Number]]:
        """What a function writes about objects, by part of the answer."""
        return self._asked(ask, (), objects)

    def _asked(self, ask: Callable[..., None], first: Sequence[repeat[Handle]], each: Sequence[object]) -> list[list[Number]]:
        answers: array[Number] = array(self._code)
        for start in range(0, len(each), AT_ONCE):
            asked = each[start : start + AT_ONCE]
            if len(asked) > len(self._places[0]):
                self._make_places(len(asked))
            end = self._size * len(asked)
            self._written[:end] = self._blank[:end]
            deque(map(ask, *first, asked, *self._places), maxlen=0)
            answers.frombytes(self._written[:end])
        return [answers[part :: self._parts].tolist() for part in range(self._parts)]

    def _make_places(self, count: int) -> None:
        for part, places in enumerate(self._places):
            first = self._size * part // self._parts
            places += [ctypes.byref(self._room, first + self._size * answer) for answer in range(len(places), count)]


def _address(function: object) -> int:
    return ctypes.cast(function, ctypes.c_void_p).value or 0  # type: ignore[arg-type]
