"""Characters to rows: what stands on one baseline, left to right, with the gaps between columns kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from math import inf
from operator import attrgetter, sub
from typing import NamedTuple
from unicodedata import east_asian_width

from monitor.read.making import maker
from monitor.read.pdf.characters import Run
from monitor.read.pdf.spacing import OPENING, WHITES, WORD_GAP, Letters, spaced_text, told_spaces

SAME_BASELINE = 0.3  # em; a table's cells may be set by different programs
PRINTED_TWICE = 0.15  # em; bold type by printing twice
RAISED = 0.8  # em; how far a small mark may stand above or below the row that it belongs to
SMALL = 0.8  # of the row's em; from here down a character is a small mark
WHITE = re.compile(r"\s")
CLOSING = "、。，．・：；？！､｡･）」』｣】〕〉》］｝,.:;?!)]}%％々ーぁぃぅぇぉっゃゅょァィゥェォッャュョ"
UNBREAKABLE = re.compile(
    rf"""
    [{re.escape(OPENING)}]*        # never ends a row
    (?:[0-9A-Za-z,./_%*+-]+ | .)   # a figure or Latin word, or one wide letter
    [{re.escape(CLOSING)}]*        # never begins a row
    """,
    re.X,
)


BASELINE, EM = map(attrgetter, ("baseline", "em"))


class Row(NamedTuple):
    """One printed row. Places in points on the upright page.

    x0, x1: ends of what is printed; baseline, em: of most of its characters; head_width: of the piece at its start that a
    typesetter does not break; first_width: of its first character; segment_x0: where what follows the last wide gap starts;
    spaced: whether a space character ends it; column: the edges of the column that it stands in, if not the page's.
    """

    text: str
    x0: float
    x1: float
    baseline: float
    em: float
    head_width: float
    first_width: float
    segment_x0: float
    spaced: bool
    column: tuple[float, float] | None = None


class Words(NamedTuple):
    """What a printed row, of a page or of a cell, says; as Row does.

    printed: its letters, blanks among them or not; starts, ends: their advance boxes.
    """

    text: str
    baseline: float
    em: float
    printed: str
    starts: Sequence[float]
    ends: Sequence[float]
    segment_x0: float
    spaced: bool


_made_words = maker(Words)


class PageRows(NamedTuple):
    """The rows of a page (1-based, its width in points) from top to bottom, and the text that runs in another direction."""

    number: int
    width: float
    rows: tuple[Row, ...]
    aside: tuple[str, ...] = ()


Printed = tuple[str, Sequence[float], Sequence[float], float, float]
"""Letters of one size, as a run begins: what each is, where its advance begins and ends; the baseline and the size."""


def rows_of(runs: Sequence[Run]) -> list[Row]:
    """The rows of a page, from top to bottom."""
    return [
        Row(
            text,
            starts[0],
            max(ends),
            baseline,
            em,
            _head_width(printed, starts, ends, em),
            ends[0] - starts[0],
            segment_x0,
            spaced,
        )
        for text, baseline, em, printed, starts, ends, segment_x0, spaced in words_of(runs)
    ]


def words_of(runs: Sequence[Run]) -> list[Words]:
    """What the rows of a page or of a cell say, from top to bottom."""
    if len(runs) == 1:
        words = (_plain_words(runs[0][:5]) or _words(runs)) if not runs[0].text.isspace() else None
        return [words] if words is not None else []
    return [words for group in _with_small_marks(by_baseline(runs)) if (words := _words_of(group)) is not None]


def _words_of(group: Sequence[Run]) -> Words | None:
    """What a row says; None where it is blank."""
    one = group[0][:5] if len(group) == 1 else _as_one(group)
    return (_plain_words(one) if one else None) or _words(group)


def by_baseline(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs grouped by baseline, top to bottom. White space joins a row and never makes one."""
    groups: list[list[Run]] = []
    spaces: list[Run] = []
    first: Run | None = None
    for run in sorted(runs, key=BASELINE, reverse=True):
        if run.text.isspace():
            spaces.append(run)
        elif first is not None and first.baseline - run.baseline <= SAME_BASELINE * min(first.em, run.em):
            groups[-1].append(run)
        else:
            groups.append([run])
            first = run
    return _with_spaces(groups, spaces) if spaces else groups


def _with_spaces(groups: list[list[Run]], spaces: list[Run]) -> list[list[Run]]:
    heights = [group[0].baseline for group in groups]
    at = 0
    for space in spaces:
        while at + 1 < len(groups) and abs(heights[at + 1] - space.baseline) <= abs(heights[at] - space.baseline):
            at += 1
        if groups and abs(heights[at] - space.baseline) <= SAME_BASELINE * space.em:
            groups[at].append(space)
    return groups


def _with_small_marks(groups: list[list[Run]]) -> list[list[Run]]:
    """Rows of small raised or lowered marks (the 一部 of a badge) put into the row whose gaps they stand in."""
    merged: list[list[Run]] = []
    size_before = 0.0
    for group in groups:
        size = group[0].em if len(group) == 1 else max(map(EM, group))
        if size_before <= SMALL * size and merged and _fits_into(merged[-1], group, size):
            group.extend(merged[-1])
            merged[-1] = group
        elif size <= SMALL * size_before and _fits_into(group, merged[-1], size_before):
            merged[-1].extend(group)
            size = size_before
        else:
            merged.append(group)
        size_before = size
    return merged


def _fits_into(small: list[Run], row: list[Run], size: float) -> bool:
    if abs(small[0].baseline - row[0].baseline) > RAISED * size:
        return False
    taken = list(_printed_boxes(row))
    left, right = min(taken)[0] - size, max(x1 for _, x1 in taken) + size
    middles = [(x0 + x1) / 2 for x0, x1 in _printed_boxes(small)]
    return all(left <= middle <= right for middle in middles) and not any(
        x0 < middle < x1 for middle in middles for x0, x1 in taken
    )


def _printed_boxes(runs: Sequence[Run]) -> Iterator[tuple[float, float]]:
    for run in runs:
        for letter, x0, x1 in zip(run.text, run.starts, run.ends, strict=True):
            if not letter.isspace():
                yield x0, x1


def _as_one(group: Sequence[Run]) -> Printed | None:
    """The runs of a row as one; None where they are of several sizes."""
    em = group[0].em
    texts: list[str] = []
    starts: list[float] = []
    ends: list[float] = []
    baselines: list[float] = []
    for text, own_starts, own_ends, baseline, own_em, _, _ in sorted(group, key=start_of):
        if own_em != em:
            return None
        texts.append(text)
        starts += own_starts
        ends += own_ends
        baselines.append(baseline)
    if len(set(baselines)) > 1:
        printed = map(len, map("".join, map(str.split, texts)))
        baselines = list(chain.from_iterable(map(repeat, baselines, printed)))
    return "".join(texts), starts, ends, _middle(baselines), em


def _plain_words(letters: Printed) -> Words | None:
    """What a row of letters of one size says, if no more is to be decided in it than what its spaces are; None else.

    Most rows are such; what _words would make of them is told here without looking at each letter.
    """
    text, starts, ends, baseline, em = letters
    following = starts[1:]
    if following and min(map(sub, following, starts)) < PRINTED_TWICE * em:
        return None
    is_spaced = False
    if has_white := WHITE.search(text) is not None:
        is_spaced = text[-1].isspace()
        text = text.rstrip()
        starts, ends, following = starts[: len(text)], ends[: len(text)], following[: len(text) - 1]
        blank, text = len(text), text.lstrip()
        blank -= len(text)
        starts, ends, following = starts[blank:], ends[blank:], following[blank:]
        has_white = WHITE.search(text) is not None
    gaps = list(map(sub, following, ends))
    if has_white or (gaps and max(gaps) >= WORD_GAP * em):
        spaced = told_spaces(text, starts, ends, gaps, em)
        return _made_words((spaced[0], baseline, em, text, starts, ends, spaced[1], is_spaced)) if spaced else None
    return _made_words((text, baseline, em, text, starts, ends, starts[0], is_spaced))


def _words(group: Sequence[Run]) -> Words | None:
    line = _without_repeats(_left_to_right(group))
    printed, blanks = _without_spaces(line)
    if not printed.text:
        return None
    text, segment_x0 = spaced_text(printed, blanks)
    em, baseline = (group[0].em, group[0].baseline) if len(group) == 1 else _size(printed)
    return Words(text, baseline, em, printed.text, printed.starts, printed.ends, segment_x0, line.text[-1].isspace())


def _head_width(text: str, starts: Sequence[float], ends: Sequence[float], em: float) -> float:
    """How wide the piece is at the start of a printed text that a typesetter does not break."""
    head = UNBREAKABLE.match(text, 0, 60)
    width = ends[max(head.end() - 1, 0) if head else 0] - starts[0]
    return max(width, em) if east_asian_width(text[0]) in "WF" else width


def _size(printed: Letters) -> tuple[float, float]:
    """The em and the baseline of most letters."""
    em = _middle(printed.ems)
    return em, _middle([baseline for baseline, size in zip(printed.baselines, printed.ems, strict=True) if size >= SMALL * em])


def _middle(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


def _left_to_right(group: Sequence[Run]) -> Letters:
    texts: list[str] = []
    starts: list[float] = []
    ends: list[float] = []
    ems: list[float] = []
    baselines: list[float] = []
    for text, own_starts, own_ends, baseline, em, _, _ in sorted(group, key=start_of) if len(group) > 1 else group:
        texts.append(text)
        starts += own_starts
        ends += own_ends
        ems += [em] * len(text)
        baselines += [baseline] * len(text)
    line = Letters("".join(texts), starts, ends, ems, baselines)
    return line if sorted(starts) == starts else line.only(sorted(range(len(line.text)), key=starts.__getitem__))


def start_of(run: Run) -> float:
    """Where a run begins."""
    return run.starts[0]


def _without_repeats(line: Letters) -> Letters:
    """The line without characters printed twice on the same spot to look bold."""
    steps = map(sub, line.starts[1:], line.starts)
    if min(steps, default=inf) >= PRINTED_TWICE * max(line.ems):
        return line
    kept: list[int] = []
    for place, (letter, x0, em) in enumerate(zip(line.text, line.starts, line.ems, strict=True)):
        if not any(line.text[other] == letter and abs(line.starts[other] - x0) < PRINTED_TWICE * em for other in kept[-2:]):
            kept.append(place)
    return line.only(kept)


def _without_spaces(line: Letters) -> tuple[Letters, dict[int, str]]:
    """What is printed, and the white space before each printed character that has some."""
    text = line.text
    parts: list[slice] = []
    blanks: dict[int, str] = {}
    done = printed = 0
    for match in WHITES.finditer(text):
        begin, end = match.span()
        parts.append(slice(done, begin))
        printed += begin - done
        if end < len(text):
            blanks[printed] = text[begin:end]
        done = end
    return (line.parts([*parts, slice(done, None)]), blanks) if parts else (line, blanks)
