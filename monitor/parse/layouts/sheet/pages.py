"""Cuts a collection of measure sheets (主要施策集) into sheets: one page, one measure, its parts in any order."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from monitor.parse.memo import remembered
from monitor.read.document import Line

NAME_LABEL = re.compile(r"(?:施\s*策|事\s*業|取\s*組)\s*名\s*[:：]|[【\[［](?:施策|事業|取組)名[】\]］]")
"""施策名：…, the label that a sheet's title bar carries."""

HEADING = re.compile(
    r"""
    (?P<purpose> (?: (?:施策|事業|取組|対策)? の?目的 | 背景 | 現状・課題 ) (?: ・.{1,6} )? $ )
  | (?P<overview> (?:施策|事業|取組)? の? (?:概要|内容) (?: $ | [、・(] ) )
  | (?P<scheme> (?:施策|事業)? の? (?:スキーム|流れ|実施要件|実施方法) )
  | (?P<outcome> (?:施策の対象・)? (?:成果|期待される(?:効果|成果)) )
  | (?P<pillar> (?:経済)? 対策 (?:の柱|のポイント|との関係) )
  | (?P<schedule> (?: (?:施策|事業)の )? (?:実施)? スケジュール $ )
    """,
    re.X,
)
"""What the numbered headings of a sheet are about, whatever their number: ① 施策の目的, ⑤成果イメージ（…）."""

HEADING_WORD = re.compile("[的景題要容ムﾑれ件法果策ルﾙ]")
"""A line without any of these is no heading, in letters of whichever width."""

NUMBERED = re.compile(
    r"""
    (?: [①-⑳➀-➉]+ | [(（]? [0-9０-９]{1,2} [)）.．、] | [ⅠⅡⅢⅣⅤⅥⅦ] [.．、]? | [■◆●□◇▼▶] ) \s*
    (?P<text> [^①-⑳➀-➉]+? )
    (?= \s* [①-⑳➀-➉] | \s+ (?: [(（]? [0-9０-９]{1,2} [)）.．、] | [ⅠⅡⅢⅣⅤⅥⅦ] | [■◆●□◇▼▶] ) | \s* $ )
    """,
    re.X,
)
"""③ 施策の概要, ２．施策の概要, (3) 実施主体・補助率; several may stand side by side."""
FRAMED = re.compile(r"[＜<【\[〈■](?P<text>[^＞>】\]〉]+)[＞>】\]〉]?$")

BRACKET_BEHIND = re.compile(r"[(（].*$")

LONGEST_BARE_HEADING = 14
SENTENCE_PIECE = re.compile(r"[をはがでへ]|、$|に(?!係)")
"""事業目的・概要, 事業スキーム（…）: a heading with neither number nor frame is no longer than this and no piece of a sentence."""

LONGEST_LINE = 600
FEWEST_SPACES = 20
SPACE_RUN = re.compile(rf"(\s{{{FEWEST_SPACES}}})\s+")

FEWEST_BLANKS = 3
"""A form feed after a page's number is left as at least this many blank lines in converted text."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of one sheet, blank ones too."""

    lines: tuple[Line, ...]

    @property
    def first(self) -> int:
        """Number of its first line."""
        return self.lines[0].number

    @property
    def last(self) -> int:
        """Number of its last line."""
        return self.lines[-1].number


@remembered
def headings_in(text: str) -> tuple[str, ...]:
    """The kinds of heading a line consists of; empty when anything in the line is not a heading.

    `② 対策の柱との関係① 施策の目的` (two boxes side by side) gives both.
    """
    return (_numbered_headings(text) or _framed_heading(text)) if HEADING_WORD.search(text) else ()


def may_have_sheets(lines: Sequence[Line]) -> bool:
    """Whether the lines have what a sheet is known by: a title bar, or two of its headings."""
    parts = {part for line in lines for part in _parts_on(line.text)}
    return len(parts) > 1 or "name" in parts


def sheets_in(lines: Sequence[Line]) -> list[Sheet]:
    """The sheets of the lines, in order: by page where pages are known, else by the traces that form feeds leave.

    Of several blank lines one is kept: how far a converter sets paragraphs apart tells nothing.
    """
    if not lines:
        return []
    lines = [line if len(line.text) <= FEWEST_SPACES else _short(line) for line in lines]
    if any(line.page is not None for line in lines):
        starts = [i for i in range(1, len(lines)) if lines[i].page != lines[i - 1].page]
        pages = _joined(_cut(lines, starts), surely_pages=True)
    else:
        pages = _joined(_cut(lines, _form_feeds(lines)), surely_pages=False)
    return [Sheet(_with_single_blanks(part)) for page in pages for part in _titles_apart(page)]


def _with_single_blanks(lines: Sequence[Line]) -> tuple[Line, ...]:
    texts = ["x", *(line.text.strip() for line in lines)]
    return tuple(line for line, (above, text) in zip(lines, pairwise(texts), strict=True) if text or above or line is lines[-1])


def _short(line: Line) -> Line:
    """The line as far as a sheet's line can go, so that a hostile one costs no more time than others."""
    if len(line.text) <= LONGEST_LINE and SPACE_RUN.search(line.text) is None:
        return line
    return line.with_text(SPACE_RUN.sub(r"\1", line.text)[:LONGEST_LINE])


def has_title_bar(sheet: Sheet) -> bool:
    """Whether any of its lines carries a title's label."""
    return any(_is_title_bar(line.text) for line in sheet.lines)


def _is_title_bar(text: str) -> bool:
    return "名" in text and NAME_LABEL.search(text) is not None


@remembered
def _numbered_headings(text: str) -> tuple[str, ...]:
    plain = text.strip()
    if NUMBERED.match(plain) is None:
        return ()
    kinds = [_heading_kind(m["text"]) for m in NUMBERED.finditer(plain)]
    return tuple(kind for kind in kinds if kind) if all(kinds) else ()


@remembered
def _framed_heading(text: str) -> tuple[str, ...]:
    plain = text.strip()
    framed = FRAMED.fullmatch(plain)
    bare = BRACKET_BEHIND.sub("", plain)
    kind = _heading_kind(framed["text"] if framed else bare) if framed or _can_be_bare(bare) else None
    return (kind,) if kind else ()


def _can_be_bare(text: str) -> bool:
    return len(text) <= LONGEST_BARE_HEADING and not SENTENCE_PIECE.search(text)


def _heading_kind(text: str) -> str | None:
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    m = None if "。" in plain else HEADING.match(plain)
    return m.lastgroup if m else None


def _form_feeds(lines: Sequence[Line]) -> list[int]:
    """Where a page can begin: a line led by one space (or form feed) right below text, or text below a long blank run."""
    starts, blanks = [], 0
    fewest = FEWEST_BLANKS * _usual_gap(lines)
    for i, line in enumerate(lines):
        text = line.text
        if not text or text.isspace():
            blanks += 1
            continue
        led = text[0] == "\f" or (text[0] == " " and text[1:2] not in ("", " "))
        if i and ((led and (blanks == 0 or text[0] == "\f")) or blanks >= fewest):
            starts.append(i)
        blanks = 0
    return starts


def _usual_gap(lines: Sequence[Line]) -> int:
    """How many blank lines stand between two paragraphs mostly, at least one."""
    blanks = [not line.text or line.text.isspace() for line in lines]
    runs = Counter(len(list(run)) for blank, run in groupby(blanks) if blank)
    return max(runs, key=lambda length: (runs[length], -length), default=1)


def _cut(lines: Sequence[Line], starts: Sequence[int]) -> list[Sequence[Line]]:
    borders = [0, *starts, len(lines)]
    return [lines[a:b] for a, b in pairwise(borders) if b > a]


def _joined(pages: Sequence[Sequence[Line]], *, surely_pages: bool) -> list[Sequence[Line]]:
    """Pieces that complete each other are one sheet: it has each of its parts once.

    A text line can begin with a space too, so a piece without any part goes to the sheet before it, unless it surely is a page.
    """
    whole: list[list[Line]] = []
    held: set[str] = set()
    for page in pages:
        parts = _parts(page)
        if whole and held and held.isdisjoint(parts) and (parts or not surely_pages):
            whole[-1].extend(page)
            held |= parts
        else:
            whole.append(list(page))
            held = parts
    return list(whole)


def _parts(page: Sequence[Line]) -> set[str]:
    """Which of the parts that a sheet has once stand on the page: its title bar, its headings, the framed ones of its diagram."""
    return {part for line in page for part in _parts_on(line.text)}


@remembered
def _parts_on(text: str) -> tuple[str, ...]:
    """The parts of a sheet that one line names."""
    kinds = headings_in(text)
    if kinds and not _numbered_headings(text) and FRAMED.fullmatch(text.strip()):
        kinds = tuple(f"framed {kind}" for kind in kinds)
    return (*kinds, "name") if _is_title_bar(text) else kinds


def _titles_apart(page: Sequence[Line]) -> list[Sequence[Line]]:
    """A page with several title bars and the headings of several sheets is several sheets, each from its title on."""
    titles = [i for i, line in enumerate(page) if _is_title_bar(line.text)]
    if len(titles) < 2:
        return [page]
    kinds = Counter(kind for line in page for kind in headings_in(line.text))
    return _cut(page, titles[1:]) if max(kinds.values(), default=0) >= len(titles) else [page]
