"""The rows of a table that blanks draw: each with its name, its figures and its remark, on however many lines they stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from monitor.parse.layouts.overview.forms import is_rated, text_is_badges
from monitor.parse.layouts.overview.pieces import Piece, index_at, pieces_of
from monitor.parse.layouts.overview.rows import ITEM_START, width_of
from monitor.parse.names import read_marker
from monitor.parse.width import fold

FIGURE = re.compile(
    r"""
    (?P<minus> [▲△-] [ ]* )? (?P<number> (?: \d{1,3} (?: ,\d{3} )+ | \d+ ) (?: \.\d+ )? ) %? (?P<within> の? (?:内数)? )
  | - | 皆[増減]
    """,
    re.X,
)
"""1,220, △ 380, －, 297,840の: a cell of figures, the last one going on below (folded text)."""
WITHIN = re.compile(r"(?P<number> [\d,.]+ ) の? 内数", re.X)
REST_OF_WITHIN = re.compile("の?内数")
OPENS = re.compile(r"[【〔［\[（(〈＜<※○◯●◎・■□◆◇]")
SUPPLEMENT = re.compile(r"補正 [^\d]* 額 \s* \d [\d,]* (?= [)）〕】]? $ )", re.X)
"""ほか令和５年度補正予算額52,700, without the unit of the table (folded text)."""

FEWEST_ROWS = 3
"""With fewer whole rows nothing proves that blanks draw a table."""
FEWEST_FIGURES = 2
PROVEN = 0.6
"""Share of the rows whose difference must be that of their years."""
SHORT_OF_EDGE = 4
"""Columns that a full line of a name may lack to the edge of its cell."""
MOST_NAME_LINES = 3


class Head(NamedTuple):
    """The head of a table: its first and last line, the words of its columns, those of figures among them.

    current, prior: which of the columns of figures is this year's and which the year before's.
    """

    first: int
    last: int
    words: tuple[str, ...]
    figures: range
    current: int
    prior: int

    @property
    def difference(self) -> int | None:
        """Which of the columns of figures tells the difference."""
        words = [self.words[place] for place in self.figures]
        return next((place for place, text in enumerate(words) if "減" in text and "率" not in text), None)

    @property
    def has_remarks(self) -> bool:
        """Whether a column of words stands behind the figures."""
        return len(self.words) > self.figures.stop


class Row(NamedTuple):
    """A line with figures: what stands before them and behind."""

    at: int
    name: Piece | None
    cells: Sequence[Piece]
    behind: Sequence[Piece]


class AlignedTable:
    """The lines below a head up to the end, as far as they are rows under it."""

    def __init__(self, texts: Sequence[str], head: Head, unit: str | None, end: int) -> None:
        self.texts, self.head, self.unit = texts, head, unit
        found = (_row_in(texts[at], at, len(head.figures)) for at in range(head.last + 1, end))
        self.found = {row.at: row for row in found if row is not None}
        self.whole = [row for row in self.found.values() if len(row.cells) == len(head.figures)]
        self.edges = [
            Counter(piece.end for piece in column).most_common(1)[0][0]
            for column in zip(*[row.cells for row in self.whole], strict=True)
        ]
        self.right = max((row.cells[-1].end for row in self.whole), default=0)
        self.name_edge = max((row.name.end for row in self.whole if row.name is not None), default=0)

    @property
    def is_proven(self) -> bool:
        """Whether there are rows enough to tell, and they are right."""
        return len(self.whole) >= FEWEST_ROWS and self.is_right

    @cached_property
    def is_right(self) -> bool:
        """Whether there are whole rows, and the difference of most that print one is that of their two years."""
        answers = [answer for row in self.whole if (answer := self._differs(row)) is not None]
        return bool(self.whole) and sum(answers) >= PROVEN * len(answers)

    def _differs(self, row: Row) -> bool | None:
        """Whether the difference of a row is that of its years; None where it prints none."""
        if self.head.difference is None:
            return None
        places = (self.head.current, self.head.prior, self.head.difference)
        now, before, printed = (_number(row.cells[place].text) for place in places)
        return None if now is None or before is None or printed is None else abs(now - before - printed) <= 1

    def rows(self) -> tuple[dict[int, str], dict[int, int]]:
        """What each line of the rows becomes, by its place; and of those that go on below where they end."""
        told: dict[int, str] = {}
        ends: dict[int, int] = {}
        for row in self.found.values():
            cells, above = self._placed(row), self._above(row)
            if cells is None or (row.name is None and not above):
                continue
            below, behind = self._below(row)
            own = self.texts[row.at][: index_at(self.texts[row.at], row.name.end)] if row.name is not None else ""
            names = [*(self.texts[at] for at in above), own, *below.values()]
            told |= dict.fromkeys((*above, *below), "")
            told |= self._told(row, _joined(names), cells, behind, min(below, default=None))
            if below:
                ends |= dict.fromkeys((row.at, min(below)), max(below))
        return told, ends

    def _told(self, row: Row, name: str, cells: Sequence[str], behind: Sequence[Piece], below: int | None) -> dict[int, str]:
        """The row on its line, with the badge of its remark; the rest of that there too, or on the line below if it is free."""
        remarks = [piece.text for piece in behind]
        badge = [remarks.pop(0).strip("【】[]［］")] if remarks and text_is_badges(f"【{remarks[0].strip('【】[]［］')}】") else []
        rest = "".join(remarks)
        rest = f"※{rest}" if rest[:1].isdecimal() and below is None else rest
        if self.unit and (m := SUPPLEMENT.search(fold(rest))) is not None:
            rest = f"{rest[: m.end()]}{self.unit}{rest[m.end() :]}"
        told = {row.at: "\t".join([name, *cells, *badge, *([rest] if rest and below is None else [])])}
        return told | {below: f"※{rest}"} if rest and below is not None else told

    def _placed(self, row: Row) -> list[str] | None:
        """The row's figures by column, nothing where it has none; None where two would be of one column."""
        columns = range(len(self.edges))
        places = list(columns) if len(row.cells) == len(columns) else [self._nearest(piece) for piece in row.cells]
        if len(set(places)) < len(places):
            return None
        told = {place: self._cell(row, piece) for place, piece in zip(places, row.cells, strict=True)}
        return [told.get(place, "-") for place in columns]

    def _nearest(self, piece: Piece) -> int:
        return min(range(len(self.edges)), key=lambda place: abs(self.edges[place] - piece.end))

    def _cell(self, row: Row, piece: Piece) -> str:
        """A figure as it is read; one that goes on below (297,840の | 内数) to its end."""
        text = fold(piece.text).replace(" ", "")
        if text.endswith("の") and row.at + 1 < len(self.texts):
            rests = (other for other in pieces_of(self.texts[row.at + 1]) if REST_OF_WITHIN.fullmatch(other.text))
            text += next((rest.text for rest in rests if piece.shared(rest) > 0), "")
        m = WITHIN.fullmatch(text)
        return f"{m['number']}{self.unit}の内数" if m and self.unit else text

    def _above(self, row: Row) -> list[int]:
        """The lines right above that begin the row's name, from one with a number or a sign on; each full, if the row has more."""
        if row.name is not None and ITEM_START.match(row.name.text):
            return []
        found: list[int] = []
        for at in range(row.at - 1, max(self.head.last, row.at - 1 - MOST_NAME_LINES), -1):
            pieces = pieces_of(self.texts[at]) if at not in self.found else []
            if len(pieces) != 1 or not self._is_of_name(pieces[0]) or not self._may_begin(row, pieces[0]):
                break
            found.insert(0, at)
            if ITEM_START.match(self.texts[at]):
                return found
        return [row.at - 1] if self._is_first_half(row) else []

    def _may_begin(self, row: Row, piece: Piece) -> bool:
        """Whether a line above begins a row's name: it is full, to the very edge where the row is set in no further than it."""
        if row.name is None:
            return True
        return self._is_full(piece) and (row.name.start > piece.start or piece.end >= self.name_edge - 1)

    def _is_first_half(self, row: Row) -> bool:
        """Whether the line right above begins a name without a mark: right above it, in line with it and as wide as its cell."""
        pieces = pieces_of(self.texts[row.at - 1]) if row.at - 1 > self.head.last and row.at - 1 not in self.found else []
        if row.name is None or len(pieces) != 1 or pieces[0].start != row.name.start or OPENS.match(pieces[0].text):
            return False
        left = min(other.cells[0].start for other in self.whole)
        return self._is_full(pieces[0]) and pieces[0].end < left and "。" not in pieces[0].text

    def _below(self, row: Row) -> tuple[dict[int, str], list[Piece]]:
        """The lines right below that go on with the row, with what each tells of the name; and all that stands behind figures."""
        taken: dict[int, str] = {}
        behind, above = list(row.behind), row.name
        for at in range(row.at + 1, len(self.texts)):
            pieces = pieces_of(self.texts[at])
            beside = [piece for piece in pieces if piece.start > self.edges[-2] and piece.end > self.right]
            others = [piece for piece in pieces if piece not in beside and not REST_OF_WITHIN.fullmatch(piece.text)]
            if not pieces or at in self.found or (beside and not self.head.has_remarks) or len(others) > 1:
                break
            if others and not self._goes_on(row, above, others[0], at):
                break
            taken[at] = others[0].text if others else ""
            above = others[0] if others else None
            behind += beside
        return taken, behind

    def _goes_on(self, row: Row, above: Piece | None, piece: Piece, at: int) -> bool:
        """Whether a piece below a name is the rest of it: the line above is full, and it begins where the name does."""
        if not self._is_of_name(piece) or ITEM_START.match(piece.text) or "。" in piece.text:
            return False
        if is_rated(piece.text) or text_is_badges(piece.text) or _is_paragraph(self.texts[at], self.texts[row.at]):
            return False
        if row.name is None:
            return above is None or self._is_full(above)
        begin = row.name.start + width_of(row.name.text) - width_of(read_marker(row.name.text)[1].lstrip())
        return above is not None and self._is_full(above) and row.name.start <= piece.start <= begin + 1

    def _is_of_name(self, piece: Piece) -> bool:
        return piece.end <= self.name_edge + 1

    def _is_full(self, piece: Piece) -> bool:
        return piece.end >= self.name_edge - SHORT_OF_EDGE


def _row_in(text: str, at: int, columns: int) -> Row | None:
    """The figures of a line, of as many columns at most, and what stands before and behind; None where it has fewer than two."""
    pieces = _with_signs(pieces_of(text))
    runs = [place for place, piece in enumerate(pieces) if _is_figure(piece)]
    first = next((place for place in runs if place + 1 in runs), None)
    if first is None:
        return None
    end = next((place for place in range(first, len(pieces)) if place not in runs), len(pieces))
    end = min(end, first + columns)
    name = None
    if first > 0:
        start, stop = pieces[0].start, pieces[first - 1].end
        name = Piece(start, stop, text[index_at(text, start) : index_at(text, stop)])
    return Row(at, name, pieces[first:end], pieces[end:])


def _with_signs(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, a minus that stands apart together with its figure."""
    told: list[Piece] = []
    for piece in pieces:
        if told and told[-1].text in ("▲", "△") and piece.text[:1].isdecimal():
            told[-1] = told[-1].joined(piece)
        else:
            told.append(piece)
    return told


def _is_figure(piece: Piece) -> bool:
    return FIGURE.fullmatch(fold(piece.text)) is not None


def _number(text: str) -> Decimal | None:
    """The number of a cell, nothing as zero; None for what contains the money."""
    m = FIGURE.fullmatch(fold(text))
    if m is None or m["within"]:
        return None
    number = Decimal((m["number"] or "0").replace(",", ""))
    return -number if m["minus"] else number


def _is_paragraph(text: str, above: str) -> bool:
    """Whether a line is set in by a full-width blank, and the row above is not: it explains."""
    return "\u3000" in _indent(text) and "\u3000" not in _indent(above)


def _indent(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def _joined(names: Sequence[str]) -> str:
    """A name that stands on several lines, set in as the first is."""
    first, *rest = [name for name in names if name]
    return first.rstrip() + "".join(name.strip() for name in rest)
