"""A meeting's papers: which parts of them are a budget's, and where their pages begin.

The papers of a council are handed out in one file: an agenda, 資料１, 資料２, chapters of statistics and of what was said, and one
chapter or paper that is a budget's. Numbered rows of money stand in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from monitor.parse.memo import remembered_of_lines
from monitor.parse.money import money_spans
from monitor.parse.names import Marker, MarkerKind, read_marker
from monitor.parse.page_numbers import is_page_number
from monitor.parse.stages import STAGE_WORD
from monitor.parse.titles import is_budget_title
from monitor.parse.width import fold
from monitor.read.document import Document, Line

PAGE_START = re.compile(r"[ \f] (?=\S)", re.X)
"""One leading space: where converted text had a form feed."""

MEETING = re.compile(r"第 \s* \d{1,3} \s* 回 (?! \s* 補正 )", re.X)
"""社会保障審議会医療保険部会（第126回）: a meeting is counted; of releases only 第２回補正予算案 are (folded text)."""
LABEL = re.compile(r"(?: ^ | \s ) (?P<label> (?:参考)? 資料 \s* \d{1,2} (?: \s* [-ー] \s* \d{1,2} )? ) $", re.X)
"""資料２, 参考資料１, 第155回（R8.1.29） 資料１: the label of a paper at the end of a line (folded text)."""
LABEL_SIGN = "資料"
LABEL_BEFORE = re.compile(r"[\s・○]* (?:参考)? 資料 \s* \d", re.X)
"""資料２　令和７年度予算案の概要: a line of a list of papers (folded text)."""
OF_CONTENTS = re.compile(r"[・…‥.\s]{3,} \d{1,3} $", re.X)
"""３．概算要求の概要　・・・・　11: a line of a table of contents (folded text)."""
OF_AGENDA = re.compile(r"(?: について | に関して | 等 ) (?: \s* [(] [^()]* [)] )? (?: ほか )? $", re.X)
"""２．令和７年度予算案の主な事項について（報告）: a line of an agenda (folded text)."""

OWN_LABEL_BELOW = 3
"""Lines below a paper's title on which its label can stand."""
HEAD_LINES = 5
"""How many written lines at its head tell that a file is a meeting's."""
LONGEST_LABEL_LINE = 60
CHAPTERS = frozenset({MarkerKind.CHAPTER, MarkerKind.NUMBER, MarkerKind.BARE_NUMBER, MarkerKind.ROMAN})


@dataclass(frozen=True, slots=True)
class Part:
    """Indices of the lines of one part, from its title to before the next paper or chapter."""

    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Opening:
    """A budget's title that opens a part: its own number, and the label of the paper that it stands in."""

    index: int
    marker: Marker | None
    label: str | None


def budgets_in(document: Document) -> list[Document]:
    """The parts of a meeting's papers that a budget's title heads; the document itself where it is no such file or has none."""
    if not is_of_meeting(document.lines):
        return [document]
    return [replace(document, lines=document.lines[part.first : part.end]) for part in budget_parts(document.lines)] or [document]


def is_of_meeting(lines: Sequence[Line]) -> bool:
    """Whether the head names a meeting by its number, or has the label of a paper."""
    head = [fold(line.text).strip() for line in islice((line for line in lines if line.text.strip()), HEAD_LINES)]
    return any(MEETING.search(text) or LABEL.search(text) for text in head)


@remembered_of_lines
def budget_parts(lines: Sequence[Line]) -> tuple[Part, ...]:
    """The parts that begin with a budget's title and are a paper or a chapter of their own, in order."""
    return tuple(_budget_parts(lines))


def _budget_parts(lines: Sequence[Line]) -> Iterator[Part]:
    opened: Opening | None = None
    label: str | None = None
    since_label, is_below_label = 0, False
    for index, line in enumerate(lines):
        if not line.text.strip():
            continue
        found = label_on(line)
        if opened is not None and ((found and found != opened.label) or is_next_chapter(line, opened.marker)):
            yield Part(opened.index, index)
            opened = None
        since_label = 0 if found and found != label else since_label + 1
        label = found or label
        if opened is None and _is_title(line):
            marker = read_marker(line.text)[0]
            numbered = marker is not None and marker.kind in CHAPTERS
            heads_paper = found or is_below_label or (marker is None and _is_at_head(line, since_label))
            if numbered or heads_paper or starts_page(lines, index):
                opened = Opening(index, marker if numbered else None, label)
        is_below_label = found is not None
    if opened is not None:
        yield Part(opened.index, len(lines))


def _is_at_head(line: Line, since_label: int) -> bool:
    """Whether a title is among the first lines of its paper: then it is the part's, no chapter below."""
    return since_label <= HEAD_LINES and LABEL_BEFORE.match(fold(line.text)) is None


def starts_page(lines: Sequence[Line], index: int) -> bool:
    """Whether a page begins here: the reader's page changes, or converted text shows one leading space, three blank lines or
    the number of the page before right above.
    """
    line = lines[index]
    if line.page is not None:
        return index > 0 and line.page != lines[index - 1].page
    if not line.text.strip():
        return False
    blank = index >= 3 and not any(above.text.strip() for above in lines[index - 3 : index])
    return blank or PAGE_START.match(line.text) is not None or _ends_page(lines, index - 1)


def _ends_page(lines: Sequence[Line], index: int) -> bool:
    """Whether a line is a page's number and nothing else, below a blank line."""
    return index > 0 and is_page_number(lines[index].text) and not lines[index - 1].text.strip()


def end_of_paper(labels: Sequence[tuple[int, str]], first: int) -> int | None:
    """The place of the label of the next paper behind a title; None where none follows. labels: of the lines, each with its place.

    The title's own paper has its label above it, or on one of the next lines, and maybe again on each of its pages.
    """
    own = next((label for place, label in reversed(labels) if place <= first + OWN_LABEL_BELOW), None)
    return next((place for place, label in labels if place > first + OWN_LABEL_BELOW and label != own), None)


def labels_in(lines: Sequence[Line]) -> list[tuple[int, str]]:
    """The places of the lines that end in a paper's label, each with the label, in order."""
    found = ((place, label_on(line)) for place, line in enumerate(lines) if LABEL_SIGN in line.text)
    return [(place, label) for place, label in found if label is not None]


def label_on(line: Line) -> str | None:
    """The label of a paper at the end of a line: 資料２."""
    if LABEL_SIGN not in line.text or len(line.text.strip()) > LONGEST_LABEL_LINE:
        return None
    m = LABEL.search(fold(line.text).strip())
    return "".join(m["label"].split()) if m else None


def _is_title(line: Line) -> bool:
    """Whether a budget's title stands on the line, the label of its paper behind it or not."""
    if "円" in line.text:
        return False
    folded = fold(line.text).strip()
    if STAGE_WORD.search(folded) is None:
        return False
    if LABEL_SIGN in folded:
        folded = LABEL.sub("", folded).strip()
    if not is_budget_title(folded):
        return False
    return OF_CONTENTS.search(folded) is None and OF_AGENDA.search(folded) is None


def is_next_chapter(line: Line, marker: Marker | None) -> bool:
    """Whether the line is the chapter after the one of the marker: ４．… after ３．…."""
    if marker is None or marker.ordinal is None:
        return False
    own, rest = read_marker(line.text)
    if own is None or own.kind is not marker.kind or own.ordinal != marker.ordinal + 1:
        return False
    return bool(rest.strip()) and not money_spans(rest)
