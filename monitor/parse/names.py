"""The name of a measure alone, and the markers of Japanese numbered lists (EXPORT.md, `name`)."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from monitor.parse.badges import MAY_BE_BADGE, read_badges
from monitor.parse.memo import remembered
from monitor.parse.money import money_spans
from monitor.parse.width import fold, plain


class MarkerKind(StrEnum):
    """What kind of list a marker belongs to; headings nest by kind, in an order that differs between documents."""

    CHAPTER = "chapter"
    NUMBER = "number"
    BARE_NUMBER = "bare_number"
    SUB_NUMBER = "sub_number"
    PAREN_NUMBER = "paren_number"
    CIRCLED = "circled"
    KANA = "kana"
    LETTER = "letter"
    ROMAN = "roman"
    BULLET = "bullet"


class Marker(NamedTuple):
    """A list marker as printed, its kind and its place in the list (None for a bullet)."""

    kind: MarkerKind
    ordinal: int | None
    text: str


_KANJI = "一二三四五六七八九十"
_KANA = "アイウエオカキクケコサシスセソタチツテト"
_ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
_SMALL_ROMAN = ("ⅰ i", "ⅱ ii", "ⅲ iii", "ⅳ iv", "ⅴ v", "ⅵ vi", "ⅶ vii", "ⅷ viii", "ⅸ ix", "ⅹ x")
"""The numbers of a list of small items: (ⅱ), (ii); a lone (i) or (v) is a letter."""

MARKER = re.compile(
    rf"""
    \s* (?:
        (?P<chapter> 第 [ ]? (?: (?P<cnum> \d{{1,2}} ) | (?P<ckanji> [{_KANJI}] ) ) ) (?: [.、] \s* | \s+ ) (?= \S )
      | (?P<paren> [(] \s* (?: (?P<pnum> \d{{1,2}} ) | (?P<pkana> [{_KANA}] ) | (?P<pletter> [a-zA-Z] )
          | (?P<psmall> [ⅰ-ⅹ] | [ivx]{{2,4}} ) ) \s* [)] ) \s*
      | (?P<sub> \d{{1,2}} [-.] (?P<snum> \d{{1,2}} ) ) \s+ (?= [^\d\s/年月日時分人回か所%円億万千百,.倍～~()-] )
      | (?P<number> \d{{1,2}} ) (?: \s? \. (?!\d) | [、)] ) \s*
      | (?P<bare> \d{{1,2}} ) (?: \s+ ) (?= [^\d\s/年月日時分人回か所%円億万千百,.] | \d{{1,2}} [号次種類級期] [^\d\s] )
      | (?P<circled> [①-⑳㉑-㉟❶-➓] ) \s*
      | (?P<kana> [{_KANA}] ) (?: \s* [.)、:] \s* | \s+ )
      | (?P<letter> [a-zA-Z] ) [.)] \s*
      | (?P<small> [ⅰ-ⅹ] ) (?: \s* [.)、:] \s* | \s+ )
      | (?P<roman> [{_ROMAN}] ) (?: \s* [.、:] \s* | \s+ )
      | (?P<bullet> [・○◯〇●◎■□◆◇▪•➢▶▷►☆★◼├] | [-*+] (?=\s) ) \s*
    )
    """,
    re.X,
)
"""第１ 1. 1-1 (1) ① ア a. Ⅰ ・ ○ at the start of a line; 3 2号保険料… (folded text)."""

MARKER_SIGN = re.compile(rf"\s* [第(\da-zA-Z①-⑳㉑-㉟❶-➓{_KANA}{_ROMAN}ⅰ-ⅹ・○◯〇●◎■□◆◇▪•➢▶▷►☆★◼├*+-]", re.X)
"""How a text must begin to begin with any of these."""

DASH_BEFORE_MARKER = re.compile(r"\s* [-*] \s+ (?= [・○◯●◎①-⑳] | [(] \d{1,2} [)] | 第 [ ]? \d )", re.X)
"""`- ・地域医療構想…`: the converter's own bullet before the document's."""

REMARK = re.compile(
    r"""
    \s* (?:
        [(] \s* (?: (?:一部)? [再前後]掲 | 一部事項要求 | \d+ ページ | [pP]\.? \s* \d+ | ※ [ ]? [^\s()] ) [^()]{0,30} [)]
      | ※ \s* [\d.,()（）①-⑳ ]{0,20} (?: に含まれる | 参照 | 再掲 )? $
      | [*※]+ \s* \d{0,2} $
    )
    """,
    re.X,
)
"""Behind a name: (再掲・1ページ), (P2), (※他局計上), ※2. (1)5に含まれる, ※."""

REMARK_SIGN = re.compile("[(※*]")

MOST_MARKERS = 3
"""How many markers stand before one name at most: 1 (1) ①."""

TABBED_NUMBER = re.compile(r"\s* \S{1,2} (?: \t | 　 | \s\s )", re.X)
"""4[tab]災害医療体制の推進: a bare number that a tab or a wide gap sets apart (raw text)."""

LABEL_BEHIND = re.compile(
    r"""
    (?<= \S ) (?: [ ]+ | [ ]* [(\[【〔<] ) [ ]*
    (?: (?: 令和 | 平成 | R | H )? [ ]? (?: 元 | \d{1,2} ) [ ]? (?: 年度 )? | 前年度 | 本年度 | 20\d{2} 年度 )
    (?: [ ]? (?: 当初 | 補正後 | 概算 | 政府 | 予算 | 要求 | 要望 | ・ | 額 | 案 | [(]案[)] )+ [ ]* [)\]】〕>]? [ :]*
      | (?<=年度) [ ]* : [ ]* ) $
    """,
    re.X,
)
"""…の保存修理　令和８年度要求・要望額, …の整備 令和８年度： — whose money comes, between a name and its amount (folded text)."""
LABEL_ENDS = ("度", "初", "後", "算", "府", "求", "望", "・", "額", "案")
TAIL = re.compile(r"(?: […‥→⇒➔➡]+ | ・{2,} | \.{3,} | [\s(\[【〔<《〈] )+ $", re.X)
"""Dots that lead to an amount, a bracket that opens before it (folded text)."""
TAIL_ENDS = frozenset("…‥→⇒➔➡・.([【〔<《〈")
MONEY_WORD = re.compile(r"(?:公費|国費|うち|約|補正|当初) [\s、]* $", re.X)
MONEY_WORD_ENDS = frozenset("費ち約正初")
OUTER_BRACKETS = re.compile(r"^ [【\[] \s* (?P<name> [^【】\[\]]+ ) \s* [】\]] $", re.X)
SPACE_IN_JAPANESE = re.compile(r"[ ] (?<= [ぁ-んァ-ヶー一-龥々、。・] [ ]) (?=[ぁ-んァ-ヶー一-龥々、。・])", re.X)
PLAIN_NAME = re.compile(r"[ぁ-んァ-ヶー一-鿿々] [ぁ-んァ-ヶー一-鿿々・]*+ (?<! ・・ )", re.X)
"""地域医療・介護の体制づくり: kana and kanji alone. Unless a badge or 事項要求 is among them, there is nothing but the name."""
LETTER_SPACED = re.compile(r"^ \S (?: \s \S ){3,} $", re.X)


@remembered
def read_marker(text: str) -> tuple[Marker | None, str]:
    """The list marker that the text begins with, and the raw text behind it; (None, the text) when there is none."""
    folded = fold(text)
    if MARKER_SIGN.match(folded) is None or (m := MARKER.match(folded)) is None:
        return None, text
    start = 0
    if m.lastgroup == "bullet" and (m0 := DASH_BEFORE_MARKER.match(folded)) and (own := MARKER.match(folded, m0.end())):
        m, start = own, m0.end()
    kind, ordinal = _kind(m)
    return Marker(kind, ordinal, text[start : m.end()].strip()), text[m.end() :]


@remembered
def clean_name(text: str) -> str:
    """The name alone: NFKC, no number, bullet, badge, amount, 再掲 remark or trailing ※. Empty when nothing else was there."""
    name, _ = read_badges(text)
    for _ in range(MOST_MARKERS):
        marker, rest = read_marker(name)
        if marker is None or not _is_marker_in_name(marker, name):
            break
        name = rest
    name = name.strip()
    if _is_alone(name) or _is_alone(name := _without_amount(name)):
        return name
    name = _without_tail(name)
    name, _ = read_badges(name)
    name = plain(name.replace("**", " "))
    while REMARK_SIGN.search(name) and (m := REMARK.search(name)) is not None and m.end() == len(name):
        name = name[: m.start()]
    name = name.strip(" :;、,|-")
    if m := OUTER_BRACKETS.match(name):
        name = m["name"]
    if " " not in name:
        return name
    if LETTER_SPACED.match(name):
        return name.replace(" ", "")
    return SPACE_IN_JAPANESE.sub("", name).strip()


def _is_alone(name: str) -> bool:
    """Whether kana and kanji are the name and nothing else, so that all is done."""
    return PLAIN_NAME.fullmatch(name) is not None and "事項要求" not in name and MAY_BE_BADGE.search(name) is None


def _is_marker_in_name(marker: Marker, name: str) -> bool:
    """A bare number is a marker when a tab or a wide gap follows; `8 歳児` is a name."""
    return marker.kind is not MarkerKind.BARE_NUMBER or TABBED_NUMBER.match(name) is not None


def _without_tail(name: str) -> str:
    """The name without what leads from it to its money: dots, an opening bracket, whose budget it is."""
    for _ in range(MOST_MARKERS):
        folded = fold(name)
        m = TAIL.search(folded) if folded[-1:] in TAIL_ENDS or folded[-1:].isspace() else None
        m = m or (LABEL_BEHIND.search(folded) if _may_end_in_label(folded) else None)
        if m is None:
            break
        name = name[: m.start()]
    return name


def _may_end_in_label(folded: str) -> bool:
    """Whether a name ends as the label of a budget's year does, brackets and colons behind it aside."""
    return folded.rstrip(" :").rstrip(")]】〕>").rstrip(" ").endswith(LABEL_ENDS)


def _without_amount(name: str) -> str:
    spans = money_spans(name)
    if not spans:
        return name
    before = name[: spans[0].start].rstrip(" 　\t(（")
    return MONEY_WORD.sub("", before) if before.replace("、", " ").rstrip()[-1:] in MONEY_WORD_ENDS else before


def _kind(m: re.Match[str]) -> tuple[MarkerKind, int | None]:
    printed = m[m.lastgroup or ""]
    match m.lastgroup:
        case "bullet":
            return MarkerKind.BULLET, None
        case "number":
            return MarkerKind.NUMBER, int(printed)
        case "sub":
            return MarkerKind.SUB_NUMBER, int(m["snum"])
        case "bare":
            return MarkerKind.BARE_NUMBER, int(printed)
        case "circled":
            return MarkerKind.CIRCLED, _circled(printed)
        case "kana":
            return MarkerKind.KANA, _KANA.index(printed) + 1
        case "letter":
            return MarkerKind.LETTER, _letter(printed)
        case "small":
            return MarkerKind.LETTER, _small_roman(printed)
        case "roman":
            return MarkerKind.ROMAN, _ROMAN.index(printed) + 1
        case "chapter":
            return MarkerKind.CHAPTER, int(m["cnum"] or _KANJI.index(m["ckanji"]) + 1)
    if m["pnum"]:
        return MarkerKind.PAREN_NUMBER, int(m["pnum"])
    if m["pkana"]:
        return MarkerKind.KANA, _KANA.index(m["pkana"]) + 1
    return MarkerKind.LETTER, _small_roman(m["psmall"]) if m["psmall"] else _letter(m["pletter"])


def _small_roman(printed: str) -> int | None:
    return next((place for place, forms in enumerate(_SMALL_ROMAN, start=1) if printed in forms.split()), None)


def _letter(char: str) -> int:
    return ord(char.lower()) - ord("a") + 1


def _circled(char: str) -> int:
    for first, start, count in (("①", 1, 20), ("㉑", 21, 15), ("❶", 1, 10), ("➀", 1, 10), ("➊", 1, 10)):
        if 0 <= ord(char) - ord(first) < count:
            return ord(char) - ord(first) + start
    raise ValueError(f"{char} is not a circled number")
