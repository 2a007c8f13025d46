"""The white in a printed row: what a space character or a gap between its letters is, a blank, a tab or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import accumulate, chain
from operator import itemgetter, sub
from statistics import median
from typing import NamedTuple

COLUMN_GAP = 1.5  # em; from here a gap is a tab
WORD_GAP = 0.21  # em; from here a gap without a space character is a space: some producers leave the characters out
DIGIT_GAP = 0.3  # em; the same between two digits, which are often set wide
ENOUGH_PAIRS = 6  # of wide letters, before their usual gap is believed to be the way that a row is set
REAL_SPACE = 0.1  # em; a space character narrower than this separates nothing
IDEOGRAPHIC_SPACE = "\u3000"
WHITES = re.compile(r"\s+")
WIDE_PAIR = re.compile(r"[^\x00-\x7f\s](?=[^\x00-\x7f\s])")
FIGURES = frozenset("0123456789０１２３４５６７８９,，.．")
OPENING = "（「『｢【〔〈《［｛([{"


class Letters(NamedTuple):
    """The characters of a row in parallel columns: what each is, where its advance begins and ends, its size and its baseline."""

    text: str
    starts: Sequence[float]
    ends: Sequence[float]
    ems: Sequence[float]
    baselines: Sequence[float]

    def only(self, places: Sequence[int]) -> Letters:
        """Those at the given places, in the order given."""
        if len(places) < 2:
            part = slice(places[0], places[0] + 1) if places else slice(0)
            return Letters(self.text[part], *(column[part] for column in self[1:]))
        of = itemgetter(*places)
        return Letters("".join(of(self.text)), *map(of, self[1:]))

    def parts(self, parts: Sequence[slice]) -> Letters:
        """Some parts of it as one."""
        columns = (list(chain.from_iterable([column[part] for part in parts])) for column in self[1:])
        return Letters("".join([self.text[part] for part in parts]), *columns)


def told_spaces(
    text: str, starts: Sequence[float], ends: Sequence[float], gaps: Sequence[float], em: float
) -> tuple[str, float] | None:
    """A text with what its spaces and wide gaps are, and where the part after the last tab starts; None where that is not plain.

    gaps: from the end of each letter to the start of the next.
    """
    least = WORD_GAP * em
    wide = [place for place, gap in enumerate(gaps, 1) if gap >= least]
    blanks = [match.span() for match in WHITES.finditer(text)]
    if wide and min([gaps[place - 1] for place in wide]) < COLUMN_GAP * em:
        return None if blanks else spaced_text(Letters(text, starts, ends, [em] * len(text), ()), {})
    if sorted(ends) != ends:
        return None
    spans = [(place, place) for place in wide if not (blanks and (text[place - 1].isspace() or text[place].isspace()))]
    if not blanks:
        return _with_white(text, starts, ends, spans, em, 0.0)
    closed = len(WIDE_PAIR.findall(text)) - len(spans)
    if not text[: blanks[0][0]].strip(OPENING) or (len(blanks) >= closed and len(blanks) + closed >= ENOUGH_PAIRS):
        return None
    return _with_white(text, starts, ends, sorted(spans + blanks), em, max([gap for gap in gaps if gap < least], default=0.0))


def _with_white(
    text: str, starts: Sequence[float], ends: Sequence[float], spans: Sequence[tuple[int, int]], em: float, widest: float
) -> tuple[str, float] | None:
    """A text with a blank, a tab or nothing at each of some places, and where the part after the last tab starts.

    widest: the gap that parts nothing, up to which its letters may be set apart; None where a blank may be no more than that.
    """
    column_gap, real_space = COLUMN_GAP * em, REAL_SPACE * em
    pieces, done, segment_x0 = [], 0, starts[0]
    for begin, end in spans:
        gap = starts[end] - ends[begin - 1]
        if gap >= column_gap:
            segment_x0, white = starts[end], "\t"
        elif real_space <= gap < real_space + widest:
            return None
        else:
            white = "" if gap < real_space else IDEOGRAPHIC_SPACE if IDEOGRAPHIC_SPACE in text[begin:end] else " "
        pieces.append(text[done:begin] + white)
        done = end
    return "".join(pieces) + text[done:], segment_x0


def spaced_text(printed: Letters, blanks: Mapping[int, str]) -> tuple[str, float]:
    """The text with its gaps as tab or space, and where the part after the last tab starts."""
    text, starts, ends, ems, _ = printed
    reach = list(accumulate(ends, max))
    least = (REAL_SPACE if blanks else WORD_GAP) * min(ems)
    wide = [place for place, gap in enumerate(map(sub, starts[1:], reach), 1) if gap >= least]
    tracking: float | None = None
    pieces, done, segment_x0 = [], 0, starts[0]
    for place in wide:
        before = place - 1
        while ends[before] != reach[place - 1]:
            before -= 1
        gap = (starts[place] - ends[before]) / max(ems[place], ems[before])
        if gap >= COLUMN_GAP:
            segment_x0, white = starts[place], "\t"
        else:
            tracking = _tracking(printed) if tracking is None else tracking
            if gap - tracking < (REAL_SPACE if place in blanks else _word_gap(text[before], text[place])):
                continue
            white = IDEOGRAPHIC_SPACE if IDEOGRAPHIC_SPACE in blanks.get(place, "") else " "
        pieces.append(text[done:place] + white)
        done = place
    return "".join(pieces) + text[done:] if done else text, segment_x0


def _tracking(printed: Letters) -> float:
    """How far apart a row's letters are set, in em: the usual gap between two wide letters, where there are enough to tell."""
    text, starts, ends, ems = printed.text, printed.starts, printed.ends, printed.ems
    pairs = [match.end() for match in WIDE_PAIR.finditer(text)]
    if len(pairs) < ENOUGH_PAIRS:
        return 0.0
    sizes = [max(ems[place - 1], ems[place]) for place in pairs]
    steps = [starts[place] - ends[place - 1] for place in pairs]
    gaps = [step / em for step, em in zip(steps, sizes, strict=True) if step < COLUMN_GAP * em]
    return max(median(gaps), 0.0) if len(gaps) >= ENOUGH_PAIRS else 0.0


def _word_gap(left: str, right: str) -> float:
    return DIGIT_GAP if left in FIGURES and right in FIGURES else WORD_GAP
