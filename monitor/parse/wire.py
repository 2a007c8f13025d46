"""How a child process hands back what it parsed: JSON, each value as the dataclasses of the field declare it.

The parent trusts none of it: the child has touched a hostile file. What is decoded has the declared types, is bounded, and the
dataclasses themselves refuse what cannot be (a name of nothing, a share above the whole).
"""

from __future__ import annotations

import json
import math
import re
import types
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from monitor.budget import Box, Entry
from monitor.parse import Parsed
from monitor.read.document import Document, ReadError
from monitor.read.wire import dump_row

LARGEST_NUMBER = 2**63 - 1
"""No yen, line or year beyond what a database keeps."""
MOST_ENTRIES = 100_000

SURROGATE = re.compile(r"[\ud800-\udfff]")
FRACTION = re.compile(r"-? \d{1,40} (?: / \d{1,40} )?", re.X)
"""9/10, 1: as Python writes a Fraction, and no larger than any share."""
DECIMAL = re.compile(r"-? \d{1,40} (?: [.] \d{1,40} )? (?: E [+-]? \d{1,2} )?", re.X)
"""0.88, -1.5: as Python writes a Decimal, without its infinities."""

T = TypeVar("T")
Decode = Callable[[object], object]


def pack(parsed: Parsed) -> Iterator[bytes]:
    """What was parsed as lines of JSON, each with its newline: first all but the entries, then each entry."""
    yield dump_row([len(parsed.entries), *(_packed(getattr(parsed, name)) for name in _fields_beside_entries())])
    for entry in parsed.entries:
        yield dump_row(_packed(entry))


def unpack_rows(rows: Iterator[bytes], document: Document) -> Parsed:
    """What pack() wrote, read from the next rows.

    Raises ReadError where it is not of the agreed form, or speaks of lines and pages that the document does not have.
    """
    try:
        parsed = _unpacked_rows(rows)
    except (ValueError, TypeError, ArithmeticError, RecursionError) as error:
        raise ReadError(f"the parser's answer cannot be ({' '.join(str(error).split())[:100]})") from error
    for entry in parsed.entries:
        _check_place(entry, document)
    if not all(1 <= number <= len(document.lines) for number in (*parsed.unread_money_lines, *parsed.unread_table_rows)):
        raise ReadError("the parser's answer counts lines that are not there")
    return parsed


def _unpacked_rows(rows: Iterator[bytes]) -> Parsed:
    count, *others = _load(next(rows, b""))
    if not 0 <= _whole(count) <= MOST_ENTRIES:
        raise ValueError(f"{count} entries")
    entries = [_load(next(rows, b"")) for _ in range(_whole(count))]
    beside = dict(zip(_fields_beside_entries(), others, strict=True))
    return decoded(Parsed, [entries if field.name == "entries" else beside[field.name] for field in fields(Parsed)])


def _fields_beside_entries() -> list[str]:
    return [field.name for field in fields(Parsed) if field.name != "entries"]


def _check_place(entry: Entry, document: Document) -> None:
    """Raise ReadError for an entry that does not stand in the document."""
    if entry.doc != document.name:
        raise ReadError("the parser's answer is about another document")
    if entry.line is not None and not 1 <= entry.line <= len(document.lines):
        raise ReadError(f"the parser's answer has an entry on line {entry.line} of {len(document.lines)}")
    if entry.page is not None and not 1 <= entry.page <= (document.pages or 0):
        raise ReadError(f"the parser's answer has an entry on page {entry.page} of {document.pages}")


def decoded(kind: type[T], value: object) -> T:
    """The value of this declared type that the JSON states. Raises ValueError, TypeError or ArithmeticError for anything else."""
    made = _decoder(kind)(value)
    if not isinstance(made, kind):
        raise TypeError(f"{_short(value)} is no {kind.__name__}")
    return made


def _packed(value: object) -> object:
    """The value as JSON can carry it: a dataclass is the list of its fields."""
    if is_dataclass(value):
        return [_packed(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, tuple):
        return [_packed(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Fraction | Decimal):
        return [str(value)]
    return value


def _decoder(declared: object) -> Decode:
    """What decodes a value of a declared type."""
    if declared not in _decoders:
        _decoders[declared] = _new_decoder(declared)
    return _decoders[declared]


def _new_decoder(declared: object) -> Decode:
    origin, inner = get_origin(declared), get_args(declared)
    if origin in (Union, types.UnionType):
        return _any_of(tuple(map(_decoder, inner)))
    if origin is Literal:
        return _one_of(inner)
    if origin is tuple:
        return _many(_decoder(inner[0])) if inner[1:] == (...,) else _each(tuple(map(_decoder, inner)))
    if not isinstance(declared, type):
        raise TypeError(f"{declared} cannot go over the wire")
    if is_dataclass(declared) or issubclass(declared, Box):
        return _made(declared)
    if issubclass(declared, Enum):
        return declared
    if declared in PLAIN:
        return PLAIN[declared]
    raise TypeError(f"{declared} cannot go over the wire")


def _any_of(decoders: tuple[Decode, ...]) -> Decode:
    def decode(value: object) -> object:
        for decoder in decoders:
            try:
                return decoder(value)
            except (ValueError, TypeError, ArithmeticError):
                continue
        raise ValueError(f"{_short(value)} is of no declared type")

    return decode


def _one_of(values: tuple[object, ...]) -> Decode:
    def decode(value: object) -> object:
        if not isinstance(value, str) or value not in values:
            raise ValueError(f"{_short(value)} is none of {values}")
        return value

    return decode


def _many(decoder: Decode) -> Decode:
    return lambda value: tuple(decoder(item) for item in _list(value))


def _each(decoders: tuple[Decode, ...]) -> Decode:
    def decode(value: object) -> tuple[object, ...]:
        return tuple(decoder(item) for decoder, item in zip(decoders, _list(value), strict=True))

    return decode


def _made(kind: type) -> Decode:
    hints = get_type_hints(kind)
    names = Box._fields if kind is Box else [field.name for field in fields(kind)]
    members = [_decoder(hints[name]) for name in names]

    def decode(value: object) -> object:
        return kind(**{name: member(item) for name, member, item in zip(names, members, _list(value), strict=True)})

    return decode


def _text(value: object) -> str:
    if not isinstance(value, str) or SURROGATE.search(value):
        raise ValueError(f"{_short(value)} is no text")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LARGEST_NUMBER:
        raise ValueError(f"{_short(value)} is no whole number")
    return value


def _real(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{_short(value)} is no number")
    return float(value)


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{_short(value)} is neither true nor false")
    return value


def _nothing(value: object) -> None:
    if value is not None:
        raise ValueError(f"{_short(value)} is something")


def _in_words(kind: Callable[[str], object], form: re.Pattern[str]) -> Decode:
    def decode(value: object) -> object:
        (words,) = _list(value)
        if not isinstance(words, str) or not form.fullmatch(words):
            raise ValueError(f"{_short(words)} is no number in words")
        return kind(words)

    return decode


PLAIN: dict[type, Decode] = {
    str: _text,
    int: _whole,
    float: _real,
    bool: _truth,
    type(None): _nothing,
    Fraction: _in_words(Fraction, FRACTION),
    Decimal: _in_words(Decimal, DECIMAL),
}
"""What decodes a value that has no parts."""

_decoders: dict[object, Decode] = {}
"""By declared type, made when first wanted."""


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ValueError(f"{_short(value)} is no list")
    return value


def _short(value: object) -> str:
    return repr(value)[:40]


def _load(row: bytes) -> list[object]:
    return _list(json.loads(row))
