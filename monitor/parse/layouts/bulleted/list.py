"""The runs of item lines of a bulleted list, and the heading or note that tells them to be a budget's."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.budget import Amount, AmountKind, FiscalYear, Stage
from monitor.parse.badges import read_badges
from monitor.parse.header import STAGE_WORD, staged_years
from monitor.parse.layouts.overview.forms import NAME_GOES_ON, TAIL_OF_PROSE
from monitor.parse.money import money_spans
from monitor.parse.names import Marker, MarkerKind, clean_name, read_marker
from monitor.parse.rates import read_unit_amounts
from monitor.parse.statements import Statement, read_statement
from monitor.parse.width import fold, plain
from monitor.read.document import Line

FEWEST_ITEMS = 3
"""Fewer lines of the form are no list, unless they go on with one under a heading of their own."""

RIGHT_UNDER = 3
"""Lines between a heading and what stands right under it, a note on the brackets included."""

ASIDE = re.compile(r"^ \s* [(（【〔] \s* 参考 \s* [)）】〕] \s*", re.X)
"""（参考）令和６年度補正予算における関連施策: another budget's, and its own list's heading."""

ONE_YEAR = 0.35
"""A list that states no year before at all, under a budget's heading: some ministries print the step from it instead."""
SUREST = 0.9
"""A list of any length is no surer than this: an overview that reads all of it, and more, comes first."""

WIDEST_GAP = 60
"""Lines between two items of one list: a slide of prose may stand between them, not a chapter."""

WIDEST_HEADING_GAP = 25
"""Lines between a list's heading and its first item, either side."""

HEADING_KINDS = frozenset({MarkerKind.CHAPTER, MarkerKind.NUMBER, MarkerKind.PAREN_NUMBER, MarkerKind.ROMAN})
LONG_NAME = 16
"""Characters. A shorter line under which a name with money begins is a heading, not the first half of that name."""

FEWEST_PARTS = 2
ROUNDING = 0.02
"""Parts that are each rounded add up to their measure within this share of it."""

SMALLEST_AMOUNT = 1_000_000
"""Yen. A smaller figure behind a marker is a unit price or a fee."""

PAGE_START = re.compile(r"[ \f] (?=\S)", re.X)
"""One leading space: where converted text had a form feed."""

GLUED_KANA = re.compile(r"^ (?P<kana> \s* [アイウエオカキク] ) (?= [一-龥] )", re.X)

PRIOR_NOTE = re.compile(
    r"""
    (?: [(] \s* [)] | 括弧 | かっこ | カッコ ) [^。、()]{0,10} は、? \s*
    (?: 前年度 | (?:令和|平成) \s* [\d元]+ \s* 年度 ) \s* (?: [^。]{0,6} (?: 当初 | 予算 | 要求 ) | [)。]* $ )
    """,
    re.X,
)
"""※（ ）内は前年度当初予算額; never the year before's 決算額 or 実績 (folded text)."""

WITHIN_ALONE = re.compile(
    r"(?<= \S ) (?: [ ]{2,}+ | [\t\u3000] \s*+ ) [^\s()（）]{2,30} の内数 (?: \s* [(（] [^\s()（）]{2,30} の内数 [)）] )? \s* $",
    re.X,
)
"""…の配置促進　　地域支援事業の内数（地域支援事業の内数）: inside of a measure, no figure told."""

LONGEST_HEADING = 60
"""Characters, blanks between letters not counted."""

SUM_LABEL = re.compile(r"補正予算 [^\s]{0,6} 額 [)）】]? $", re.X)
SENTENCE = re.compile(r"[。、,]$ | (?: する | した | いる | ある | れる | こと )$", re.X)
UNFINISHED = re.compile(r"[にをはがでとやもへ]$ | 。", re.X)
"""A name ends with a noun; `規模は2028年度に 1.0兆円` is a sentence on its way."""

ACCOUNT = re.compile(r"「? (?P<account> [^「」\s]{2,20} (?:特別会計|特会|勘定) ) 」? \s* (?: [にの]? 計上 \w{0,6} | 分 )?", re.X)
REMARKS = re.compile(
    r"^ [\s】〕\]]* (?: [※*]\d{0,2} \s* | [(\[〔【<＜] [^()\[\]〔〕【】<>＜＞。]{1,24} [)\]〕】>＞] \s* )* $", re.X
)
"""What may stand behind the money: ※, （デジタル庁計上分を含む）, ＜一般会計＞ (folded text)."""

BRACKET_ALONE = re.compile(
    r"\s* [(\[〔] [^()]* (?: 円 (?:の内数)? | [-ー] | (?<=[(\[〔\s]) [(]? (?: 新規 | 皆増 ) ) [^()]{0,6} [)\]〕]{1,2} \s* $", re.X
)
"""（21億円） on the line below its item (folded text)."""

LEADERS = re.compile(r"[\s・…‥.:：]{3,} $ | [:：\s【〔\[]+ $", re.X)
"""What may stand between a name and its money: …………, a colon, an opening bracket."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the form. index: of the line that states the name; last: of the line that states the money."""

    index: int
    last: int
    marker: Marker
    name: str
    flags: tuple[str, ...]
    statement: Statement
    account: str | None

    @property
    def has_prior(self) -> bool:
        """Whether the year before is stated."""
        return self.statement.prior.kind is not AmountKind.NONE


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that names a fiscal year's budget and is a heading."""

    index: int
    year: FiscalYear
    stage: Stage
    round: int | None
    marker: Marker | None
    text: str


@dataclass(slots=True)
class Listing:
    """A run of items under one heading."""

    heading: Heading | None
    items: list[Item]
    note: int | None = None
    goes_on: bool = False
    """Whether it goes on with the list before it, in the same bullets, right under a heading of its own."""

    @property
    def first(self) -> int:
        """Index of the first line: of the first item, or of the heading or note that makes the run a list."""
        marks = [mark for mark in (self.heading.index if self.heading else None, self.note) if mark is not None]
        return min([self.items[0].index, *marks])

    @property
    def last(self) -> int:
        """Index of the last item's line, or of the note when that comes later."""
        return max(self.items[-1].last, self.note or 0)

    @property
    def states_one_year(self) -> bool:
        """Whether few items state money of the year before: a list of one year, with its new and its unchanged items."""
        return sum(bool(item.statement.prior.yen) for item in self.items) <= len(self.items) / 3

    @property
    def score(self) -> float:
        """How sure it is that the run lists measures."""
        numbered = [item for item in self.items if item.marker.kind in HEADING_KINDS]
        judged = numbered if len(numbered) > 1 and all(item.has_prior for item in numbered) else self.items
        with_prior = sum(item.has_prior for item in judged)
        if (len(self.items) < FEWEST_ITEMS and not self.goes_on) or (self.heading is None and self.note is None):
            return 0.0
        if with_prior < len(judged) / 2 and not (self.heading and self.heading.stage.is_supplementary):
            return ONE_YEAR if self.heading and self.states_one_year and len(self.items) > FEWEST_ITEMS else 0.0
        return min(SUREST, 0.5 + 0.15 * (self.heading is not None) + 0.15 * (self.note is not None) + 0.02 * len(self.items))


def listings(lines: Sequence[Line]) -> list[Listing]:
    """Every run of items, cut where another year's or stage's heading, the next chapter or a wide gap comes."""
    items = list(_items(lines))
    headings = [heading for index, line in enumerate(lines) if (heading := _heading(index, line)) is not None]
    runs: list[Listing] = []
    for item in items:
        heading = _heading_of(item, headings)
        last = runs[-1] if runs else None
        if last and not _is_cut(lines, last, item, heading):
            last.items.append(item)
        else:
            runs.append(Listing(heading, [item]))
    before: list[Listing] = []
    for run in runs:
        run.heading = run.heading or _heading_behind(run, headings)
        _drop_stray_items(lines, run)
        around = range(max(0, run.first - 5), min(len(lines), run.items[-1].last + WIDEST_HEADING_GAP))
        run.note = next((index for index in around if PRIOR_NOTE.search(fold(lines[index].text))), None)
        run.goes_on = bool(before) and _goes_on(before[-1], run)
        before += [run] if run.score > 0 else []
        if run.score > 0:
            run.items = sorted([*run.items, *_unmarked_items(lines, run)], key=lambda item: item.index)
    return runs


def _unmarked_items(lines: Sequence[Line], run: Listing) -> Iterator[Item]:
    """Names without a marker among the items of a list: a line that stands alone, and under it nothing but money of both years."""
    taken = {index for item in run.items for index in range(item.index, item.last + 1)}
    for index in range(run.items[0].index, end_of(lines, run) + 1):
        if index in taken or not lines[index].text.strip() or (index and lines[index - 1].text.strip()):
            continue
        following = _next_with_text(lines, index)
        if following is None or following in taken or not _is_money_alone(lines[following].text):
            continue
        item = _item(f"・{lines[index].text.strip()} {lines[following].text.strip()}", index, following)
        if item is not None and item.has_prior:
            yield item


def _goes_on(before: Listing, run: Listing) -> bool:
    """Whether a short list is the last one's appendix: near it, in its bullets, right under its own heading."""
    if run.heading is None or not 0 < run.items[0].index - run.heading.index <= RIGHT_UNDER:
        return False
    return run.items[0].index - before.last <= WIDEST_HEADING_GAP and run.items[0].marker.text == before.items[0].marker.text


def _drop_stray_items(lines: Sequence[Line], run: Listing) -> None:
    """Drop what stands before the first and behind the last item of both years, unless the budget states no year before."""
    items = run.items
    both = [i for i, item in enumerate(items) if item.has_prior or "new" in item.flags or parts_of(lines, items, i)]
    if both and not run.states_one_year and not (run.heading and run.heading.stage.is_supplementary):
        run.items = run.items[both[0] : both[-1] + 1]


def parts_of(lines: Sequence[Line], items: Sequence[Item], place: int) -> Sequence[Item]:
    """The items below one that are its parts: behind another mark, before its own comes again.

    Bullets below a bullet are parts where they are together its sum, or a list right below it that no word explains; below a
    numbered item of both years, where they state one.
    """
    whole = items[place]
    below: list[Item] = []
    for item in map(items.__getitem__, range(place + 1, len(items))):
        between = lines[(below[-1] if below else whole).last + 1 : item.index + 1]
        if len(between) > WIDEST_GAP or any(_is_marked_as(line, whole.marker) for line in between):
            break
        below.append(item)
    stated = [item for item in below if item.statement.amount.kind is AmountKind.EXACT]
    total = sum(item.statement.amount.yen or 0 for item in stated)
    most = (whole.statement.amount.yen or 0) * (1 + ROUNDING)
    if whole.marker.kind in HEADING_KINDS and whole.has_prior and not any(item.has_prior for item in below):
        return below if 0 < total <= most and all(item.marker.kind is MarkerKind.BULLET for item in below) else ()
    if whole.marker.kind is not MarkerKind.BULLET or len(below) < FEWEST_PARTS or not whole.statement.amount.yen:
        return ()
    if total <= most and all(item.marker.kind is MarkerKind.BULLET for item in below) and _is_close(lines, [whole, *below]):
        return below
    if len(stated) < FEWEST_PARTS:
        return ()
    return below if abs(total - whole.statement.amount.yen) <= ROUNDING * whole.statement.amount.yen else ()


def _is_close(lines: Sequence[Line], items: Sequence[Item]) -> bool:
    """Whether nothing is written between the items."""
    return not any(line.text.strip() for above, below in pairwise(items) for line in lines[above.last + 1 : below.index])


def is_sum(lines: Sequence[Line], items: Sequence[Item], place: int) -> bool:
    """Whether an item is only the heading of those below: numbered, of one year, right above one marked otherwise."""
    item = items[place]
    if place + 1 == len(items) or item.has_prior or item.marker.kind in (MarkerKind.BULLET, MarkerKind.CIRCLED):
        return False
    below = items[place + 1]
    explained = any(line.text.strip() for line in lines[item.last + 1 : below.index])
    return below.marker.kind is not item.marker.kind and not below.has_prior and not explained


def _is_marked_as(line: Line, marker: Marker) -> bool:
    own = read_marker(line.text)[0]
    return own is not None and own.kind is marker.kind and (own.text == marker.text or own.kind is not MarkerKind.BULLET)


def _is_cut(lines: Sequence[Line], run: Listing, item: Item, heading: Heading | None) -> bool:
    before = run.items[-1]
    if item.index - before.last > WIDEST_GAP:
        return True
    if heading and run.heading and (heading.year, heading.stage) != (run.heading.year, run.heading.stage):
        return heading.index > run.items[0].index
    return any(_is_next_chapter(line, run.heading) for line in lines[before.last + 1 : item.index])


def _is_next_chapter(line: Line, heading: Heading | None) -> bool:
    """Whether the line is the next chapter after the heading's own: ３．… after ２．…."""
    if heading is None or heading.marker is None or heading.marker.ordinal is None:
        return False
    marker, rest = read_marker(line.text)
    if marker is None or marker.kind is not heading.marker.kind or marker.ordinal != heading.marker.ordinal + 1:
        return False
    return bool(rest.strip()) and not money_spans(rest)


def end_of(lines: Sequence[Line], listing: Listing) -> int:
    """Index of the list's last line: the prose of its last item belongs to it, up to the page's end or the next heading."""
    last = listing.last
    for index in range(last + 1, min(len(lines), last + WIDEST_HEADING_GAP)):
        text = lines[index].text
        if starts_page(lines, index) or _is_next_chapter(lines[index], listing.heading) or _heading(index, lines[index]):
            break
        if text.strip():
            last = index
    return last


def starts_page(lines: Sequence[Line], index: int) -> bool:
    """Whether a page begins here: the reader's page changes, or converted text shows one leading space or three blank lines."""
    line = lines[index]
    if line.page is not None:
        return index > 0 and line.page != lines[index - 1].page
    if not line.text.strip():
        return False
    blank = index >= 3 and not any(above.text.strip() for above in lines[index - 3 : index])
    return blank or PAGE_START.match(line.text) is not None


def _items(lines: Sequence[Line]) -> Iterator[Item]:
    """Every line that is a marker, a name and an amount and nothing else; name or amount may go on on the next line."""
    for index in range(len(lines)):
        text = _with_kana_apart(lines, index)
        item = _item(text, index, index)
        begun = item is None and read_marker(text)[0] is not None
        if begun and (following := _next_with_text(lines, index)) is not None:
            below = lines[following].text
            if _is_money_alone(below):
                item = _item(f"{text.rstrip()} {below.strip()}", index, following)
            elif following == index + 1 and _is_broken(text, below) and _is_rest_of_item(below):
                item = _item(f"{text.rstrip()}{below.strip()}", index, following)
        if item is not None:
            yield item if item.has_prior else _with_bracket_below(lines, item)


def _with_bracket_below(lines: Sequence[Line], item: Item) -> Item:
    """The item with the year before that stands in a bracket of its own on the next line."""
    below = _next_with_text(lines, item.last)
    if below is None or not BRACKET_ALONE.match(fold(lines[below].text)):
        return item
    whole = " ".join(line.text.strip() for line in lines[item.index : below + 1] if line.text.strip())
    return _item(whole, item.index, below) or item


def _with_kana_apart(lines: Sequence[Line], index: int) -> str:
    """The line with its kana marker set apart, where a PDF lost the space: ア糖尿病… → ア 糖尿病….

    Only in a line that stands alone: ク構築事業 right below another line is the rest of ネットワーク.
    """
    text = lines[index].text
    if not text or GLUED_KANA.match(text) is None:
        return text
    alone = index == 0 or not lines[index - 1].text.strip()
    return GLUED_KANA.sub(r"\g<kana> ", text) if alone else text


def _item(text: str, index: int, last: int) -> Item | None:
    """The item that a line states, or None. Its money can be no figure: 事項要求, …の内数."""
    if "円" not in text and not money_spans(text) and not _within_alone(text):
        return None
    account, own = _split_account(text)
    marker, rest = read_marker(own)
    if marker is None or marker.kind is MarkerKind.BARE_NUMBER:
        return None
    statement = read_statement(rest) or _within_alone(rest)
    if statement is None or (statement.amount.yen is not None and abs(statement.amount.yen) < SMALLEST_AMOUNT):
        return None
    if not REMARKS.match(fold(rest)[statement.end :]):
        return None
    name = clean_name(LEADERS.sub(lambda m: ":" * (":" in fold(m[0])), rest[: statement.start]))
    if len(name) < 3 or SENTENCE.search(name) or UNFINISHED.search(name) or read_unit_amounts(rest):
        return None
    return Item(index, last, marker, name, read_badges(own)[1], statement, account)


def _within_alone(text: str) -> Statement | None:
    """The statement of a line whose money is only said to be inside of another measure's."""
    m = WITHIN_ALONE.search(text) if "内数" in text else None
    return Statement(m.start(), m.end(), Amount.none(), Amount.none()) if m else None


def _split_account(text: str) -> tuple[str | None, str]:
    """A remark on the account that is glued before the bullet: 「…特別会計」計上項目○ 名 金額."""
    m = ACCOUNT.match(text.strip())
    if m and read_marker(text.strip()[m.end() :])[0] is not None:
        return m["account"], text.strip()[m.end() :]
    return None, text


def _next_with_text(lines: Sequence[Line], index: int) -> int | None:
    for following in range(index + 1, min(len(lines), index + 3)):
        if lines[following].text.strip():
            return following
    return None


def _is_money_alone(text: str) -> bool:
    statement = read_statement(text)
    return statement is not None and not text[: statement.start].strip() and not text[statement.end :].strip()


def _is_broken(text: str, below: str) -> bool:
    """Whether a name can go on in the next line: it has a bullet, is long, or unfinished; a numbered short one is a heading."""
    marker, rest = read_marker(text)
    name = rest.strip()
    if marker is not None and marker.kind not in HEADING_KINDS:
        return True
    return len(name) >= LONG_NAME or NAME_GOES_ON.search(name) is not None or TAIL_OF_PROSE.match(below) is not None


def _is_rest_of_item(text: str) -> bool:
    """Whether a line can be the end of a name that was broken, and its money: both years stated, nothing behind, no marker."""
    statement = read_statement(text)
    whole = statement is not None and statement.prior.kind is not AmountKind.NONE and not text[statement.end :].strip()
    return whole and read_marker(text)[0] is None


def _heading(index: int, line: Line) -> Heading | None:
    """The heading that a line is: short, no sentence, no money, and it names a fiscal year's budget.

    令和５年度補正予算及び令和６年度予算案の主な事項 is the main budget's, which is the one that states the year before.
    """
    text = line.text.strip()
    if STAGE_WORD.search(text) is None or "円" in text or len("".join(text.split())) > LONGEST_HEADING:
        return None
    if SENTENCE.search(text) or PRIOR_NOTE.search(fold(text)):
        return None
    found = staged_years(ASIDE.sub("", text))
    if SUM_LABEL.search(fold(text)):  # 令和3年度一次補正予算額 over its money: another budget's sum
        found = tuple(one for one in found if not one[1].is_supplementary)
    if len(found) > 1:
        found = tuple(one for one in found if not one[1].is_supplementary)
    if len(found) != 1:
        return None
    marker, _ = read_marker(text)
    year, stage, round_ = found[0]
    return Heading(index, year, stage, round_, marker, plain(text))


def _heading_of(item: Item, headings: Sequence[Heading]) -> Heading | None:
    """The nearest heading above an item, when it is near enough."""
    place = bisect_right(headings, item.index, key=lambda heading: heading.index)
    nearest = headings[place - 1] if place else None
    return nearest if nearest and item.index - nearest.index <= WIDEST_HEADING_GAP else None


def _heading_behind(run: Listing, headings: Sequence[Heading]) -> Heading | None:
    """A heading that the extraction put behind the first item."""
    first, last = run.items[0].index, run.items[-1].last
    place = bisect_right(headings, first, key=lambda heading: heading.index)
    nearest = headings[place] if place < len(headings) else None
    return nearest if nearest and nearest.index <= min(last, first + WIDEST_HEADING_GAP) else None
