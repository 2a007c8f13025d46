"""What stands between two gaps of a line whose blanks keep the place of everything on a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from monitor.parse.layouts.overview.rows import width_of

PIECE = re.compile(r"\S (?: \S | [ 　] (?= \S ) )*", re.X)
"""前 年 度 予 算 額: what a single blank does not part."""


class Piece(NamedTuple):
    """What stands between two gaps of a line. start, end: in columns, of which a full-width character fills two."""

    start: int
    end: int
    text: str

    def joined(self, right: Piece) -> Piece:
        """This one and one right of it as one."""
        return Piece(self.start, right.end, self.text + right.text)

    def shared(self, other: Piece) -> int:
        """How many columns it has in common with a piece of another line."""
        return min(self.end, other.end) - max(self.start, other.start)


def pieces_of(text: str) -> list[Piece]:
    """The pieces of a line."""
    return [Piece(width_of(text[: m.start()]), width_of(text[: m.end()]), m[0]) for m in PIECE.finditer(text)]


def with_letters_joined(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, letters set far apart as the one word that they are: 備　　　考."""
    told: list[Piece] = []
    for piece in pieces:
        if told and len(piece.text) == 1 and _is_spread(told[-1], pieces):
            told[-1] = told[-1].joined(piece)
        else:
            told.append(piece)
    return told


def _is_spread(piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether a piece is a letter, or was joined of letters."""
    return len(piece.text) == 1 or piece not in pieces


def columns_over(levels: Sequence[Sequence[Piece]]) -> list[str]:
    """The words of the columns that lines make, each from top to bottom without blanks: pieces over one another are one column."""
    columns: list[list[Piece]] = []
    for piece in (piece for level in levels for piece in level):
        shared = [max(piece.shared(other) for other in column) for column in columns]
        if shared and max(shared) > 0:
            columns[shared.index(max(shared))].append(piece)
        else:
            columns.append([piece])
    columns.sort(key=lambda column: column[0].start)
    return ["".join("".join(piece.text.split()) for piece in column) for column in columns]


def index_at(text: str, column: int) -> int:
    """The index of the character at a column of a line."""
    at = width = 0
    while at < len(text) and width < column:
        width += width_of(text[at])
        at += 1
    return at
