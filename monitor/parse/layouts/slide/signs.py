"""What the lines of a slide are, one by one: standing heading, money line, item of appropriation, title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from monitor.budget import AmountKind
from monitor.parse import width
from monitor.parse.layouts.slide.offices import charge_behind, is_division
from monitor.parse.memo import remembered, remembered_of_lines
from monitor.parse.names import read_marker
from monitor.parse.places import Text, places, text_of
from monitor.parse.statements import read_statement
from monitor.read.document import Line

JAPANESE = re.compile(r"[一-龠ぁ-んァ-ヶ]")
"""A letter of words: what has none is a figure, a sign or a mark."""
LONGEST_BADGE = 24

LONGEST_HEADING = 60
"""Characters, blanks between letters included; what is longer is prose and not worth folding."""


class Heading(StrEnum):
    """The standing headings of a slide."""

    PURPOSE = "purpose"
    OUTLINE = "outline"
    CARRIER = "carrier"


class Section(NamedTuple):
    """The printed lines of a slide's body under one standing heading; no heading where they stand above the first."""

    heading: Heading | None
    lines: list[Line]


HEADING = re.compile(
    r"""
    ^ [#>*■◆●○◯〇◎◇□▶-]* (?: [(]? (?:\d{1,2}|[①-⑳]|[ⅠⅡⅢⅣⅤIV]+) [)]? [.,:、]? )? [■◆●○◇□]*
    [【\[<《「]?
    (?: (?P<purpose> (?:(?:本?事業|制度)の?)? (?:趣旨|背景|現状|課題|目標)? [・と]? 目的
          (?:[・と](?:背景|趣旨|内容|目標|現状|課題))? | 事業の?趣旨 | (?:現状|背景)[・と]課題 )
      | (?P<outline> (?:本?事業|制度|取組)の?(?:概要|内容|スキーム|イメージ) (?:[・、(][^。]{0,12})? | 概要
          | (?<= [\d.,:、)■◆●○◯〇◎◇□【] ) 内容 )
      | (?P<carrier> (?:(?:事業)?実施主体|事業主体)等 (?:[・、][^。]{0,12})? )
    )
    [】\]>》」]? [*:]* $
    """,
    re.X,
)
"""「事業の目的」「１ 事業の目的」「２ 事業の概要・スキーム」「3 実施主体等」, once folded and without blanks; a sentence is none.

施策の目的 heads a sheet of a supplementary budget, whose parts are scattered: another family.
"""

HEADING_WORD = re.compile("[的旨題要容体ムﾑジｼ]")
MAY_BE_HEADING = re.compile(rf"{HEADING_WORD.pattern}[^。\n]*+(?=\n)")
"""A line with a heading's word and no sentence behind it."""
"""A line without any of these is no standing heading, in letters of whichever width."""
STAGE_WORD = re.compile("[求望算正初]")
MONEY_WORD = re.compile(
    r"""
    (?: (?P<year> (?:令\s*+和|平\s*+成) \s*+ [0-9０-９元]{1,2} \s*+ (?:[(（]\s*+\d{4}\s*+[)）])? \s*+ 年\s*+度
          | (?<![A-Za-z]) [RＲ] \s*+ [0-9０-９]{1,2} \s*+ (?:年\s*+度)?
          | (?<![0-9０-９]) 20[0-9]{2} \s*+ 年\s*+度 )
      | ^ \s*+ (?: [<＜〈《] [^<>＜＞〈〉《》]{2,60} [>＞〉》] \s*+ )? (?= 概算要求 | 要求額 | 要望額 | (?:当初|補正)? 予算案 ) )
    \s*+ (?P<stage>
        (?: 第?\s*+[0-9０-９一二三四]\s*+(?:次|号) )? \s*+
        (?: (?: 当初 | 補正 (?:\s*+[(（][^()（）]{1,10}[)）])? | 政府 )? \s*+
            (?: 予算? \s*+ 概算要求 | 概算要求 | 要求 (?: \s*+・\s*+ 要望 )? | 要望 | 予算 )
          | (?: 当初 | 補正 ) (?= \s*+ [(（]? \s*+ 案 | \s+ [0-9０-９] ) )
        \s*+ 案? \s*+ 額? \s*+ (?:[(（]\s*+案\s*+[)）])?
    )
    """,
    re.X,
)
"""The words before a slide's figure: 令和7年度概算要求額, R6補正予算案, 令和８年度当初予算（案）; 概算要求額 alone."""

FIGURE = re.compile(
    r"""
    [0-9０-９][0-9０-９,，.．\s]{0,40}+ (?:[(（] \s*+ [0-9０-９,，.．－-]+ \s*+ [)）] \s{0,40}+ )?
        (?:兆|億|百万|千万|万|千)? \s{0,40}+ 円
    | 事\s*+項\s*+(?:のみの?)?\s*+要\s*+求
    | [(（]\s*+[-－ー―‐–—]\s*+(?:億|百万|千)?\s*+円?\s*+[)）]
    """,
    re.X,
)
"""Any figure of money, or the words that stand for one."""

ANGLED = re.compile(r"^\s*[#*\s]*[<＜〈《≪](?P<item>[^<>＜＞〈〉《》≪≫]{2,60})[>＞〉》≫]\s*\**\s*$")
"""A line that is an item of appropriation (予算の目) alone: <○○費補助金>."""

TITLE_END = re.compile(
    r"""
    (?: 事業 | 支援 | 推進 | 整備 | 強化 | 充実 | 確保 | 対策 | 促進 | 構築 | 運用 | 運営 | 改修 | 費 | 金 | 制度 | 体制
      | 機能 | 養成 | 育成 | 研修 | 調査 | 研究 | 検証 | 実証 | 実施 | 普及 | 啓発 | 創設 | 拡充 | 見直し | 改善 | 取組
      | 補助 | 給付 | 手当 | 負担 | 措置 | モデル | 向上 | 防止 | 解消 | 活用 | 開発 | 提供 | 派遣 | 配置
      | システム | ネットワーク | プログラム )
    等? (?:[(][^()]{1,40}[)])* (?:\d{1,2})? $
    """,
    re.X,
)
"""How a measure's name ends, brackets behind it aside."""

BADGE = re.compile(
    r"""
    [【\[［(（〔<＜〈] \s* (?P<words>
        (?: 一部 | 令和[0-9０-９元]+年度 | (?:一括)?計上 | 事業 | [・、,/＋+\s] )*
        (?: 新規 | 拡充 | 新 | 拡 | 推進枠 | 推 | 継続 | デジタル庁? | デジ | デ | テ | 組替え? | 再掲 )
        (?: 一部 | (?:一括)?計上 | 事業 | [・、,/＋+\s]
          | 新規 | 拡充 | 新 | 拡 | 推進枠 | 推 | 継続 | デジタル庁? | デジ | デ | テ | 組替え? )*
    ) \s* [】\]］)）〕>＞〉]
    """,
    re.X,
)
"""A bracket of badges alone: 【拡充】, 【一部新規・推進枠】, 【デジタル庁一括計上】, 【令和8年度新規】."""
WRAPPED = re.compile(r"^【([^【】]{4,60})】$")
"""A title that wears brackets: 【○○支援事業】."""
LIST_ITEM = re.compile(r"^\s*(?:[-*+]\s|[-・※○●◎◆◇■□▪▶➢⇒→➡|◦※]|[(（]?(?:[0-9０-９]{1,2}|[ァ-ヶA-Za-z])[)）.．、]|[①-⑳㉑-㉟⑴-⒇])")


@remembered
def fold(text: str) -> str:
    """The text for telling structure: NFKC, trimmed. Never for reading money, badges or names from (DESIGN.md, rule 7)."""
    return unicodedata.normalize("NFKC", text).strip()


def is_list_item(text: str) -> bool:
    """Whether the line begins like an item of a list. Asked of the raw line: NFKC makes ② a bare 2."""
    return bool(LIST_ITEM.match(width.fold(text)))


@remembered
def heading(text: str) -> Heading | None:
    """Which standing heading the line is, if it is one."""
    if len(text) > LONGEST_HEADING or HEADING_WORD.search(text) is None:
        return None
    m = HEADING.match("".join(fold(text).split()))
    return Heading(m.lastgroup) if m and m.lastgroup else None


def headings(text: Text) -> Mapping[int, Heading]:
    """The standing headings among the lines by index, in order."""
    return _headings(text.lines)


@remembered_of_lines
def _headings(lines: Sequence[Line]) -> Mapping[int, Heading]:
    near = places(MAY_BE_HEADING, text_of(lines))
    return {place: kind for place in near if (kind := heading(lines[place].text)) is not None}


def money_word(text: str) -> re.Match[str] | None:
    """The first words for a fiscal year's money in the text."""
    words = money_words(text)
    return words[0] if words else None


@remembered
def money_words(text: str) -> tuple[re.Match[str], ...]:
    """All the words for a fiscal year's money in the text, in order."""
    return tuple(MONEY_WORD.finditer(text)) if STAGE_WORD.search(text) else ()


@remembered
def is_money_line(text: str) -> bool:
    """Whether the line states money for a fiscal year the way a slide's head does, and is no sentence.

    Behind ※ it must be nothing else: ※令和６年度補正予算額 1.5億円.
    """
    m = None if "。" in text else money_word(text)
    if m is None or FIGURE.search(text, m.end()) is None:
        return False
    if not text.lstrip().startswith("※"):
        return True
    statement = read_statement(text)
    before = text[: m.start()] if statement is None else text[: m.start()] + text[m.end() : statement.start] + text[statement.end :]
    return statement is not None and not before.strip(" 　※:：*")


def is_further_part(above: str, text: str) -> bool:
    """Whether a line states one more part of the money on the line above: both have the money of two years behind a label.

    Both labels are of one list (①, ②), as any other line of money below is a remark (うち…).
    """
    mark = read_marker(text.strip())[0]
    if mark is None or money_words(text) or "。" in text:
        return False
    one, other = read_statement(above), read_statement(text)
    if one is None or other is None or AmountKind.NONE in (one.prior.kind, other.prior.kind):
        return False
    first = read_marker(above[_words_end(above) : one.start].strip())[0]
    return first is not None and first.kind is mark.kind


def _words_end(text: str) -> int:
    m = money_word(text)
    return m.end() if m else 0


UNFINISHED = re.compile(r"(?:における|に係る|に関する|による|のための|に向けた|した|する|及び|並びに|[のをにとへや・、/])$")
"""How the first of two lines of a long title ends."""


ATTRIBUTIVE = re.compile(r"[一-龠ぁ-ん][うくぐすつぬぶむる]$")
"""救急車の適正な利用を促す: a first line whose verb goes on to a noun below."""
BEGINS_MID = re.compile(
    r"""
    ^ (?: ため(?:の|に) | に(?:よる|係る|関する|対する|向けた|おける|つながる) | [をのとへや] (?=[一-龠ァ-ヶ])
        | 及び | 並びに | 等の | [・、)] )
    """,
    re.X,
)
"""How the second line of a long title begins; ひとり, こども and the like begin titles."""


SHORTEST_BOX = 12
"""Letters on a title's line that is full."""
CUT_END = re.compile(r"[一-龠々ァ-ヶー]$")
CUT_BEGIN = re.compile(r"[一-龠々ァ-ヶー]")


def ends_attributive(text: str) -> bool:
    """Whether a short line ends in a verb that a noun must follow, as the first line of a title can; so do many lines of prose."""
    plain = fold(text)
    return len(plain) <= LONGEST_HEADING and bool(ATTRIBUTIVE.search(plain)) and not (is_list_item(text) or FIGURE.search(plain))


def begins_mid(text: str) -> bool:
    """Whether the line is the second part of a title that began in the line above."""
    return bool(BEGINS_MID.match(fold(text)))


def is_cut(first: str, rest: str) -> bool:
    """Whether a line and the one below are a title that its box broke within a word: 在宅医療・介 / 護連携推進事業.

    The first is as long as its box and ends like no name, the rest no longer than it.
    """
    first, last = fold(first), fold(rest)
    if len(first) < SHORTEST_BOX or len(last) > len(first) or BADGE.search(first) or is_list_item(rest):
        return False
    return bool(CUT_END.search(first) and CUT_BEGIN.match(last) and TITLE_END.search(last)) and not TITLE_END.search(first)


def is_in_brackets(text: str) -> bool:
    """Whether the line is one bracket, a division behind it aside: the second name of a title, （自立相談支援事業）."""
    plain = fold(text)
    if not plain.startswith("("):
        return False
    plain = charge_behind(plain)[0].rstrip()
    return plain.endswith(")") and plain.count("(") == 1 and len(plain) <= LONGEST_HEADING


@remembered
def is_unfinished(text: str) -> bool:
    """Whether the line is the first part of a title that goes on in the next line."""
    plain = fold(text)
    return bool(UNFINISHED.search(plain)) and len(plain) <= 60 and not (is_list_item(text) or FIGURE.search(plain) or "。" in plain)


CELL_LABEL = re.compile(r"(?:(?:予算|要求|所要|金)額(?:等|案)?|事業費|(?:事業|施策|項目)名):?")
"""予算額 before the words of the money, 事業名: the label of a cell, and no title (folded text)."""


def is_cell_label(text: str) -> bool:
    """Whether the text is the label of a title's or the money's cell."""
    return len(text) <= LONGEST_BADGE and CELL_LABEL.fullmatch(fold(text)) is not None


@remembered
def is_head_line(text: str) -> bool:
    """Whether a line above a money line can belong to the head: 予算の目, division, or a short line that reads like a title.

    The lines of the slide before end in figures, list items, bracketed labels or sentences, and stop the head.
    """
    if ANGLED.match(text) or is_division(text) or is_cell_label(text):
        return True
    plain = fold(text)
    if heading(plain) or len(plain) > 80 or "。" in plain or money_word(plain):
        return False
    has_badge = BADGE.search(plain) is not None
    bare = plain.lstrip("# *")
    bare = (BADGE.sub("", bare) if has_badge else bare).strip(" *")
    bare = WRAPPED.sub(r"\1", charge_behind(bare)[0].rstrip())
    if NO_TITLE.search(bare) or FIGURE.search(bare):
        return False
    marked = has_badge or plain.startswith("#")
    if is_list_item(text) and not marked:
        return False
    return marked or bool(TITLE_END.search(bare)) or bool(PART_END.search(bare))


NO_TITLE = re.compile(r"[【】|\t。]|\d\s*/\s*\d|定額")
"""What fields, tables, sentences and shares contain, and titles do not."""

PART_END = re.compile(r"(?:分|経費)\s*(?:[(][^()]{1,30}[)])?$")
"""A part of a measure that several money lines share out: ○○改修分（△△）."""


@remembered
def is_badge_line(text: str) -> bool:
    """Whether the line is a badge and nothing else, in brackets or bare: 新規, 【拡充】, **新規・推進枠**."""
    words = fold(text).strip(" *【】[]()")
    return 0 < len(words) <= LONGEST_BADGE and BADGE.fullmatch(f"【{words}】") is not None
