"""Cuts a collection of measure sheets (主要施策集) into sheets: one page, one measure, its parts in any order."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain, compress, islice, pairwise

from monitor.parse.layouts.sheet.labels import with_known_labels
from monitor.parse.layouts.sheet.template import repeated_headings
from monitor.parse.memo import remembered, remembered_of_lines
from monitor.parse.page_numbers import is_paged, pages_of
from monitor.parse.places import places, places_of, text_of
from monitor.read.document import Line

NAME_LABEL = re.compile(
    r"""
    (?: 施\s*策 | 事\s*業 | 取\s*組 ) \s* 名 \s* [:：]
  | [【\[［] (?: 施策 | 事業 | 取組 ) 名 [】\]］]
  | ^ \s* [(（＜<〈] (?: 施策 | 事業 | 取組 ) 名 [)）＞>〉] \s* (?= \S )
  | ^ \s* (?: 施策 | 事業 | 取組 ) 名 \s+
    (?! \S{2,8} (?: \s+ \S{2,8} )+ (?<! 事業 | 支援 | 対策 | 推進 | 整備 | 促進 | 強化 | 確保 ) \s* $ )
    (?! .* [額率] \s* $ ) (?= \S )
    """,
    re.X,
)
"""施策名：…, the label that a sheet's title bar carries; 施策名　… without a sign begins its line, as no head of a table does
(事業名　補助率　上限額: words that are all short and end as no name does, or the last a column of figures)."""

HEADING = re.compile(
    r"""
    (?P<purpose> (?: (?:施策|事業|取組|対策)? の?目的 | 背景 | 現状・課題 ) (?: ・.{1,6} )? $ )
  | (?P<overview> (?:施策|事業|取組)? の? (?:概要|内容) (?: $ | [、・(] ) )
  | (?P<scheme> (?:施策|事業)? の? (?:スキーム|流れ|実施要件|実施方法) )
  | (?P<outcome> (?:施策の対象・)? (?:成果|期待される(?:効果|成果)) )
  | (?P<pillar> (?:総合)? (?:経済)? 対策 (?:の柱|のポイント|との関係) )
  | (?P<schedule> (?: (?:施策|事業)の )? (?:実施)? スケジュール $ )
    """,
    re.X,
)
"""What the numbered headings of a sheet are about, whatever their number: ① 施策の目的, ⑤成果イメージ（…）."""

_WORDS = (
    *("目的", "背景", "課題", "概要", "内容", "ム", "ﾑ", "流れ", "\uf9caれ", "実施要件", "実施方法", "成果", "期待"),
    *("対策の", "対策と", "ル", "ﾙ"),
)
HEADING_SIGN = re.compile("|".join(r"[^\S\n]*".join(word) for word in _WORDS))
"""A line without any of these is no heading, in letters of whichever width."""
TITLE_SIGN = re.compile(r"名[^\S\n]*[:：】\]］)）＞>〉]|策名[^\S\n]|業名[^\S\n]|組名[^\S\n]")
"""A line without any of these is no title bar. Each begins with a letter, not a set of them: that is looked for much faster."""
PART_SIGN = re.compile(f"{HEADING_SIGN.pattern}|{TITLE_SIGN.pattern}")

BEGINNINGS = "総施事取対の目背現概内スｽ流\uf9ca実成期経"
"""The letters that the words of a heading begin with."""
_NUMBER = r"(?: [①-⑳➀-➉]+ | [(（]? [0-9０-９]{1,2} [)）.．、] | [ⅠⅡⅢⅣⅤⅥⅦ] [.．、]? | [■◆●□◇▼▶] ) \s*"
NUMBERED_HEADING = re.compile(rf"{_NUMBER} [{BEGINNINGS}]", re.X)
NUMBERED = re.compile(
    rf"""
    {_NUMBER} (?P<text> [^①-⑳➀-➉]+? )
    (?= \s* [①-⑳➀-➉] | \s+ (?: [(（]? [0-9０-９]{{1,2}} [)）.．、] | [ⅠⅡⅢⅣⅤⅥⅦ] | [■◆●□◇▼▶] ) | \s* $ )
    """,
    re.X,
)
"""③ 施策の概要, ２．施策の概要, (3) 実施主体・補助率; several may stand side by side."""
FRAMED = re.compile(r"[＜<【\[〈■](?P<text>[^＞>】\]〉]+)[＞>】\]〉]?$")

BRACKET = re.compile("[(（]")

LONGEST_BARE_HEADING = 14
SENTENCE_PIECE = re.compile(r"[をはがでへ]|、$|に(?!係)")
"""事業目的・概要, 事業スキーム（…）: a heading with neither number nor frame is no longer than this and no piece of a sentence."""

LONGEST_LINE = 600
FEWEST_SPACES = 20
SPACE_RUN = re.compile(rf"(\s{{{FEWEST_SPACES}}})\s+")
too_wide = SPACE_RUN.search

FEWEST_BLANKS = 3
"""A form feed after a page's number is left as at least this many blank lines in converted text."""


REFERENCE = re.compile(r"\s*[（(【［<＜]?\s*参\s*考\s*(?:資\s*料)?(?:\s|[）)】］>＞:：])")
"""（参考）…の状況, 参考資料 …: how a page begins that says nothing of the measure before it."""

FEWEST_ALIKE = 3
"""How many sheets at least have what is of their template."""

MOST_OF_HEAD = 5
BUDGET_MONEY = re.compile(r"\s*(?P<words>[^\s。、:(]{2,12}予算\s?(?:案|額)*)[\s:]*[\d.,]+\s*(?:兆|億|百万|千)")
"""令和７年度補正予算案 1.2億円 (NFKC)."""

SUPPLEMENTARY, BUDGET = "補正予算", "予算"
BUDGET_BEGINS = re.compile(r"\n[^\S\n]*+(?:令[^\S\n]*+和|[RＲ])[^\S\n]*+[0-9０-９元][^。\n]{0,14}?補正予算[^。\n]*+(?=\n)")
"""令和４年度第２次補正予算案額 at the beginning of a line, among the lines of a text."""

NAME, FRAME, REPEATED = "name", "framed ", "repeated "
"""The part that a title bar is, what tells the framed headings of a diagram from the numbered ones of the sheet, and those
that only their being on most sheets tells."""
Parts = Mapping[int, tuple[str, ...]]
"""The parts of a sheet that lines name, by the place of the line: kinds of heading, and the title bar."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of one sheet, blank ones too, and the parts of a sheet that they name.

    template: the texts that the sheets of the volume have in common: headings, the pillars' grid, whatever they say.
    """

    lines: tuple[Line, ...]
    parts: frozenset[str]
    template: frozenset[str] = frozenset()

    @property
    def first(self) -> int:
        """Number of its first line."""
        return self.lines[0].number

    @property
    def last(self) -> int:
        """Number of its last line."""
        return self.lines[-1].number

    @property
    def has_title_bar(self) -> bool:
        """Whether any of its lines carries a title's label."""
        return NAME in self.parts

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of heading it has, framed or not."""
        return frozenset(part.removeprefix(FRAME) for part in self.parts) - {NAME}

    @property
    def repeated(self) -> frozenset[str]:
        """The texts of its headings that only their being on most sheets tells."""
        return frozenset(part.removeprefix(REPEATED) for part in self.parts if part.startswith(REPEATED))

    @property
    def signs(self) -> int:
        """How many of two signs of a sheet it has: a title bar, several kinds of heading."""
        return _signs(self.parts)


@remembered
def headings_in(text: str) -> tuple[str, ...]:
    """The kinds of heading a line consists of; empty when anything in the line is not a heading.

    `② 対策の柱との関係① 施策の目的` (two boxes side by side) gives both.
    """
    return (_numbered_headings(text) or _framed_heading(text)) if HEADING_SIGN.search(text) else ()


def may_have_sheets(lines: Sequence[Line]) -> bool:
    """Whether the lines have what a sheet is known by: two of a title bar, several headings, a supplementary budget."""
    signs = _signs({part for parts in _parts_in(with_known_labels(lines)).values() for part in parts})
    return signs == 2 or (signs == 1 and any(SUPPLEMENTARY in line.text for line in lines))


@remembered_of_lines
def sheets_in(lines: Sequence[Line]) -> tuple[Sheet, ...]:
    """The sheets of the lines, in order: by page where pages are known, else by the traces that form feeds leave.

    Of several blank lines one is kept: how far a converter sets paragraphs apart tells nothing.
    """
    if not lines:
        return ()
    lines = with_known_labels(lines)
    parts = _parts_in(lines)
    lines = [
        line if len(line.text) <= FEWEST_SPACES or (len(line.text) <= LONGEST_LINE and not too_wide(line.text)) else _short(line)
        for line in lines
    ]
    texts = [line.text for line in lines]
    blank = [not text or text.isspace() for text in texts]
    numbers, has_pages = _numbers_of_pages(lines, parts)
    starts = [i for i in range(1, len(lines)) if numbers[i] != numbers[i - 1]] if has_pages else _form_feeds(texts, blank)
    pages = [range(first, end) for first, end in pairwise([0, *starts, len(lines)])]
    references = {start for start in starts if REFERENCE.match(texts[start])}
    budgets = set(places_of(BUDGET_BEGINS, texts)) if has_pages else set()
    whole = _joined(pages, parts, references, budgets, surely_pages=has_pages)
    cut = [part for page in whole for part in _titles_apart(page, parts, texts)]
    template = _template([{text.strip() for text in texts[part.start : part.stop]} for part in cut])
    return tuple(Sheet(_with_single_blanks(lines, blank, part), frozenset(_named(parts, part)), template) for part in cut)


def are_pages(lines: Sequence[Line]) -> bool:
    """Whether the document's own pages or printed numbers tell where its sheets end."""
    return _numbers_of_pages(lines, {})[1]


def _numbers_of_pages(lines: Sequence[Line], parts: Parts) -> tuple[Sequence[int | None], bool]:
    """The page that each line is on, the document's own or by printed numbers, and whether it is known at all.

    Where title bars tell sheets apart, a number that a converter left elsewhere on its page does not.
    """
    if is_paged(lines) or any(NAME in named for named in parts.values()):
        return [line.page for line in lines], is_paged(lines)
    numbers = pages_of(text_of(lines), lines)
    return numbers, numbers[0] != numbers[-1]


def _template(sheets: Sequence[Set[str]]) -> frozenset[str]:
    """The texts that most of the sheets have, three at least."""
    counts = Counter(chain.from_iterable(sheets))
    fewest = max(FEWEST_ALIKE, len(sheets) // 2 + 1)
    return frozenset(text for text, count in counts.items() if text and count >= fewest)


def _with_single_blanks(lines: Sequence[Line], blank: Sequence[bool], places: range) -> tuple[Line, ...]:
    """The lines of these places without the blank ones below another, the first and the last always."""
    own = blank[places.start : places.stop]
    kept = [not (below and above) for above, below in pairwise([False, *own])]
    kept[-1] = True
    return tuple(compress(lines[places.start : places.stop], kept))


def _short(line: Line) -> Line:
    """The line as far as a sheet's line can go, so that a hostile one costs no more time than others."""
    return line.with_text(SPACE_RUN.sub(r"\1", line.text)[:LONGEST_LINE])


def _signs(parts: Iterable[str]) -> int:
    kinds = {part.removeprefix(FRAME) for part in parts} - {NAME}
    return (NAME in parts) + (len(kinds) > 1)


def _numbered_headings(text: str) -> tuple[str, ...]:
    plain = text.strip()
    if NUMBERED_HEADING.match(plain) is None:
        return ()
    kinds = [_heading_kind(m["text"]) for m in NUMBERED.finditer(plain)]
    return tuple(kind for kind in kinds if kind) if kinds and all(kinds) else ()


def _framed_heading(text: str) -> tuple[str, ...]:
    plain = text.strip()
    framed = FRAMED.fullmatch(plain)
    if framed is None and plain[:1] not in BEGINNINGS:
        return ()
    words = framed["text"] if framed else BRACKET.split(plain, maxsplit=1)[0]
    kind = _heading_kind(words) if framed or _can_be_bare(words) else None
    return (kind,) if kind else ()


def _can_be_bare(text: str) -> bool:
    return text[:1] in BEGINNINGS and len(text) <= LONGEST_BARE_HEADING and not SENTENCE_PIECE.search(text)


def _heading_kind(text: str) -> str | None:
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    m = None if "。" in plain else HEADING.match(plain)
    return m.lastgroup if m else None


def _form_feeds(texts: Sequence[str], blank: Sequence[bool]) -> list[int]:
    """Where a page can begin: a line led by one space (or form feed) right below text, or text below a long blank run."""
    printed = [i for i, is_blank in enumerate(blank) if not is_blank]
    gaps = [below - above - 1 for above, below in pairwise([-1, *printed, len(texts)])]
    fewest = FEWEST_BLANKS * _usual(gaps)
    starts = []
    for i, gap in zip(printed, gaps, strict=False):
        text = texts[i]
        if i and (gap >= fewest or text[0] == "\f" or (gap == 0 and text[0] == " " and text[1:2] not in ("", " "))):
            starts.append(i)
    return starts


def _usual(gaps: Sequence[int]) -> int:
    """How many blank lines stand between two paragraphs mostly, at least one."""
    counts = Counter(gap for gap in gaps if gap)
    return max(counts, key=lambda gap: (counts[gap], -gap), default=1)


def _joined(pages: Sequence[range], parts: Parts, references: Set[int], budgets: Set[int], *, surely_pages: bool) -> list[range]:
    """Pieces that complete each other are one sheet: it has each of its parts once.

    A text line can begin with a space too, so a piece without any part goes to the sheet before it, unless it surely is a page or
    says that it is one of reference. budgets: the places of words for a budget's money; that of a sheet stands on one page.
    """
    whole: list[range] = []
    held: set[str] = set()
    for page in pages:
        own = _named(parts, page)
        own |= {BUDGET} if not budgets.isdisjoint(page) else set()
        if whole and held and held.isdisjoint(own) and (own or not surely_pages) and page.start not in references:
            whole[-1] = range(whole[-1].start, page.stop)
            held |= own
        else:
            whole.append(page)
            held = own
    return whole


def _named(parts: Parts, places: range) -> set[str]:
    """Which of the parts that a sheet has once stand there: its title bar, its headings, the framed ones of its diagram."""
    return {part for place in places if place in parts for part in parts[place]}


@remembered_of_lines
def _parts_in(lines: Sequence[Line]) -> Parts:
    """The parts of a sheet that the lines name, by place."""
    parts = {place: parts for place in places(PART_SIGN, text_of(lines)) if (parts := _parts_on(lines[place].text))}
    template = repeated_headings(lines)
    if not template:
        return parts
    texts = [line.text.strip() for line in lines]
    own = {place: (REPEATED + text,) for place, text in enumerate(texts) if place not in parts and text in template}
    return own | parts


@remembered
def _parts_on(text: str) -> tuple[str, ...]:
    """The parts of a sheet that one line names."""
    kinds = headings_in(text)
    if kinds and not _numbered_headings(text) and FRAMED.fullmatch(text.strip()):
        kinds = tuple(FRAME + kind for kind in kinds)
    return (*kinds, NAME) if "名" in text and NAME_LABEL.search(text) else kinds


def _titles_apart(page: range, parts: Parts, texts: Sequence[str]) -> list[range]:
    """A page with several title bars and the headings of several sheets is several sheets, each from its title on.

    Where money stands above the first title it stands above the others too, and is theirs.
    """
    named = [place for place in page if place in parts]
    titles = [place for place in named if NAME in parts[place]]
    kinds = Counter(part.removeprefix(FRAME) for place in named for part in parts[place] if part != NAME)
    if len(titles) < 2 or max(kinds.values(), default=0) < len(titles):
        return [page]
    heads = [texts[place] for place in range(page.start, titles[0]) if texts[place].strip()]
    if any(BUDGET in text for text in heads) and any("円" in text for text in heads):
        others = sum(_budget_of(text) is None for text in heads)
        starts = [_with_head(title, above, others, texts) for above, title in pairwise(titles)]
    else:
        starts = _with_own_heads(page, titles, parts, texts)
    return [range(first, end) for first, end in pairwise([page.start, *starts, page.stop])]


def _with_own_heads(page: range, titles: Sequence[int], parts: Parts, texts: Sequence[str]) -> list[int]:
    """Where the sheets but the first begin: at the title, or at the money above it that cannot be the sheet's before.

    That is the same budget's a second time there, the only one here, with nothing between but who is in charge.
    """
    starts: list[int] = []
    end = page.stop
    for above, title in reversed(list(pairwise(titles))):
        end = title if any(_budget_of(text) for text in texts[title:end]) else _head_above(title, above, parts, texts)
        starts.append(end)
    return starts[::-1]


def _head_above(title: int, above: int, parts: Parts, texts: Sequence[str]) -> int:
    for place in islice(_written_above(title, above, texts), MOST_OF_HEAD):
        if budget := _budget_of(texts[place]):
            return place if any(_budget_of(text) == budget for text in texts[above:place]) else title
        if place in parts or "。" in texts[place]:
            break
    return title


def _written_above(title: int, above: int, texts: Sequence[str]) -> Iterator[int]:
    """The places of the lines with text between two titles, from the lower one up."""
    return (place for place in range(title - 1, above, -1) if texts[place].strip())


def _budget_of(text: str) -> str | None:
    """The words before a budget's money that begin a line, without blanks: 令和7年度補正予算案."""
    m = BUDGET_MONEY.match(unicodedata.normalize("NFKC", text)) if BUDGET in text and "円" in text else None
    return "".join(m["words"].split()) if m else None


def _with_head(title: int, above: int, others: int, texts: Sequence[str]) -> int:
    """Where a sheet begins above whose title budgets stand, as many as there are, and so many other lines; else its title."""
    head: list[int] = []
    for place in _written_above(title, above, texts):
        if _budget_of(texts[place]) is None:
            others -= 1
        if others < 0:
            break
        head.append(place)
    return head[-1] if any(BUDGET in texts[place] for place in head) else title
