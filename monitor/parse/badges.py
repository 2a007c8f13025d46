"""Badges beside a measure's name: 新, 推, テ, 拡充, 再掲, whole or 一部 (DOMAIN.md, Badges). Read before any normalisation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from monitor.budget import FLAGS, Part
from monitor.parse.memo import remembered
from monitor.parse.places import matches

_GLYPHS = {
    "新規": "new",
    "新": "new",
    "🈟": "new",
    "拡充": "expanded",
    "拡": "expanded",
    "推進枠": "priority",
    "重要政策推進枠": "priority",
    "優先課題推進枠": "priority",
    "推": "priority",
    "④": "priority",
    "デジタル庁一括計上": "digital",
    "デジタル庁計上": "digital",
    "デジ": "digital",
    "デ": "digital",
    "テ": "digital",
    "㋢": "digital",
    "㊦": "digital",
}
"""What a badge's sign means. ④ and ㊦ are how 推 and デ come out of one converter (医政局 FY2025 request: `④^{一部}`, `㊦一部`)."""

OF_PARTS = (("推", "priority"), ("デジタル庁", "digital"))
"""The badge that a part of the money by that label stands for."""

_GLYPH = "(?:" + "|".join(sorted(map(re.escape, _GLYPHS), key=len, reverse=True)) + ")"
_PLAIN_GLYPH = "(?:新規|新|拡充|拡|(?:重要政策|優先課題)?推進枠|推|デジタル庁(?:一括)?計上|デジ|デ|テ)"
_UNFLAGGED = "(?:組替え?|継続)"
UNFLAGGED = re.compile(_UNFLAGGED)
_PART = r"(?: [ ]? \^? [ ]? \{? 一部 \}? )"
_CIRCLED = "[①-⑳]"
_BEHIND = r"(?= \s* (?: $ | [0-9０-９(（\[〔【|※*] | うち | , ) )"
"""What may follow a badge that is not marked as one: nothing, an amount, a bracket, うち."""

REPRISE = re.compile(
    r"""
    \s* [(（\[［【〔<＜] \s* (?:一部)? \s* 再 \s* 掲
      (?: [^()（）\]］】〕>＞] | [(（] [^()（）]{1,30} [)）] ){0,30} [)）\]］】〕>＞]
  | (?<=\s) 再掲 (?=\s*$)
    """,
    re.X,
)
"""(再掲・1ページ), 【再掲】, （再掲：１（１）②）, （再掲（12ページ参照））"""

BRACKETED = re.compile(
    rf"""
    \*{{0,2}} [(（\[［【〔<＜〈] \s*
    (?P<words> (?: 一部 | {_UNFLAGGED} | {_PLAIN_GLYPH} )
        (?: \s*+ (?: [・、,/] \s*+ )? (?: 一部 | {_UNFLAGGED} | {_PLAIN_GLYPH} ) )*+ )
    \s*+ [)）\]］】〕>＞〉] \*{{0,2}} (?P<part> {_PART} )?
    """,
    re.X,
)
"""【新規】, (推)一部, (新) (テ), **【拡充】**, 【新規・一部拡充】"""

BOLD = re.compile(rf"\*\* \s* (?P<words> {_PLAIN_GLYPH}+ ) \s* \*\* (?P<part> {_PART} )?", re.X)
"""**新****推**, **推**^{{一部}}, **新**一部"""

BOLD_WITH_PART = re.compile(rf"\*\* \s* (?P<words> {_PLAIN_GLYPH} ) (?P<part> {_PART} ) \s* \*\*", re.X)

PARTIAL = re.compile(
    rf"(?: (?<=\s) | (?<=部) | (?<=\}}) | (?<=\)) | (?<=）) | ^ ) (?P<words> {_GLYPH}+ | {_CIRCLED} ) (?P<part> {_PART} )", re.X
)
"""④^{{一部}}, 新 ^{{一部}} 推 ^{{一部}}, ㊦一部: the 一部 makes sure that it is a badge."""

TRAILING = re.compile(
    rf"""
    (?<=\s) (?P<words> (?: {_GLYPH} | {_CIRCLED} )++ (?: \s++ (?: {_GLYPH} | {_CIRCLED} )++ )*+ ) {_BEHIND}
    """,
    re.X,
)
"""… 支援事業 推, … 事業 新 推, … 事業 ⑨, … 事業 ⑩⑨: signs alone behind the name."""

LEADING = re.compile(
    rf"""
    ^ (?P<lead> \s* [・○◯●-]? \s* )
    (?P<words> (?: {_PLAIN_GLYPH}+ | 一部{_PLAIN_GLYPH} ) (?: \s+ (?:一部)? {_PLAIN_GLYPH} )* ) \s+ (?= [一-龥ァ-ヶ]{{2}} )
    """,
    re.X,
)
"""新 推 医師偏在…, 一部拡充 一部推進枠 担い手の…: signs alone
before the name. `新 EMIS` is no badge: the converter puts a space between kanji and Latin."""

RINGED = re.compile(
    rf"""
    (?: (?<=\s) | (?<=[部)）]) ) [○◯〇] (?P<words> {_PLAIN_GLYPH} | 改 ) (?P<part> {_PART} )? (?= \s | $ | [○◯〇\d(（] )
    """,
    re.X,
)
"""… 支援事業 ○新, … の整備 ○新一部○推一部: signs in a ring that a converter wrote as a circle."""

EMPTY = re.compile(
    r"""(?<=\S) \s* (?: [□■▢▣⬜\ufffd\ue000-\uf8ff] \s* )+ $ | \*\*\s*\*\* | (?<=\S) (?: \s+ 一部 )+ \s* $
    | (?<=[^\s○◯〇]) \s+ [○◯〇] \s* $""",
    re.X,
)
"""A box or a ring where a badge was, or the 一部 that stood beside it: unknown, not absent."""

OF_WHICH_SIGN = re.compile(r"うち [、,]? \s* (?: \*\* )? [(（]? \s* $", re.X)
SIGN = re.compile(rf"(?P<part> 一部 )? \s* (?P<glyph> {_GLYPH} | {_CIRCLED} | {_UNFLAGGED} | 改 )", re.X)


SIGN_OF_BADGE = r"[新🈟推拡デテ④㋢㊦①-⑳再組継一重優○◯〇*□■▢▣⬜\ufffd\ue000-\uf8ff]"
BEFORE_BADGE = r"(?<= ^. ) | (?<= [\s(（\[［【〔<＜〈部})）・○◯●-]. ) | (?<= [□■▢▣⬜\ufffd\ue000-\uf8ff] ) | (?<= [*]{2} )"
MAY_BE_BADGE = re.compile(rf"{SIGN_OF_BADGE} (?: {BEFORE_BADGE} )", re.X)
"""Where a badge can begin; most lines have no such place, and none of the patterns above can find anything in them."""

AT_BRACKET = re.compile(r"[(（\[［【〔<＜〈] \s* [一組継新拡推デテ重優]", re.X)
AT_GAP = re.compile(r"\s [新🈟拡推デテ④㋢㊦①-⑳重優]", re.X)
AT_BEGIN = re.compile(r"\s* [・○◯●-]? \s* (?:一部)? [新拡推デテ重優]", re.X)
AT_RING = re.compile(r"[\s部)）][○◯〇][新拡推デテ改重優]")
RING = re.compile("[○◯〇]")
AT_END = re.compile(r"[□■▢▣⬜\ufffd\ue000-\uf8ff*一○◯〇]")
BRACKET = re.compile(r"[*(（\[［【〔<＜〈]")
SIGN_BEGIN = re.compile("[新🈟拡推デテ④㋢㊦①-⑳重優]")


class Form(NamedTuple):
    """A form of badges, and where it is looked for.

    sign: what it is never without. may_be: finds something wherever the form does. begin: one sign, with which it begins.
    """

    pattern: re.Pattern[str]
    sign: str = ""
    may_be: Callable[[str], re.Match[str] | None] | None = None
    begin: re.Pattern[str] | None = None


FORMS = (
    Form(REPRISE, "掲"),
    Form(BOLD_WITH_PART, "**"),
    Form(BRACKETED, may_be=AT_BRACKET.search, begin=BRACKET),
    Form(BOLD, "**"),
    Form(PARTIAL, "一部", begin=SIGN_BEGIN),
    Form(RINGED, may_be=AT_RING.search, begin=RING),
    Form(TRAILING, may_be=AT_GAP.search, begin=SIGN_BEGIN),
    Form(LEADING, may_be=AT_BEGIN.match),
    Form(EMPTY, may_be=AT_END.search),
)
"""In the order in which they are taken."""


@remembered
def read_badges(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without its badges, and their flags in the order of FLAGS.

    A sign behind うち labels a part of the money and stays. A sign that is a badge but not a known one gives unknown_badge.
    """
    if MAY_BE_BADGE.search(text) is None:
        return text, ()
    found: set[str] = set()
    for form in FORMS:
        _, sign, may_be, _ = form
        if sign in text and (may_be is None or may_be(text)):
            text = _take(form, text, found)
    return text, tuple([flag for flag in FLAGS if flag in found]) if found else ()


def with_parts(flags: Iterable[str], parts: Sequence[Part], yen: int | None) -> tuple[str, ...]:
    """The flags and those that parts of the money tell, garbled or not said otherwise: うち推進枠 2億円. yen: the whole money."""
    found = set(flags)
    for label, flag in OF_PARTS:
        told = [part.yen for part in parts if part.label == label]
        if told and not found & {flag, f"{flag}_part"}:
            found.add(flag if told[0] == yen else f"{flag}_part")
            found.discard("unknown_badge")
    return tuple(flag for flag in FLAGS if flag in found)


def _take(form: Form, text: str, found: set[str]) -> str:
    """The text without the badges of a form, their flags added to found."""
    pattern, begin = form.pattern, form.begin
    kept: list[str] = []
    at = 0
    for m in matches(pattern, begin, text) if begin else pattern.finditer(text):
        before = text[max(0, m.start() - 12) : m.start()]
        if "うち" in before and OF_WHICH_SIGN.search(before):
            continue
        kept.append(text[at : m.start()])
        if pattern is LEADING:
            kept.append(m["lead"])
        found |= _flags(pattern, m)
        at = m.end()
        if at < len(text) and not text[at].isspace():
            kept.append(" ")
    kept.append(text[at:])
    return "".join(kept) if at else text


def _flags(pattern: re.Pattern[str], m: re.Match[str]) -> set[str]:
    if pattern is REPRISE:
        return {"reprise"}
    if pattern is EMPTY:
        return {"unknown_badge"}
    words = m["words"]
    is_part = "part" in pattern.groupindex and m["part"] is not None
    if name := _GLYPHS.get(words):
        return {f"{name}_part" if is_part else name}
    signs = list(SIGN.finditer(words))
    flags = set()
    for index, sign in enumerate(signs):
        name = _GLYPHS.get(sign["glyph"])
        if name is None and UNFLAGGED.fullmatch(sign["glyph"]):
            continue
        in_part = sign["part"] is not None or (is_part and index == len(signs) - 1)
        flags.add("unknown_badge" if name is None else f"{name}_part" if in_part else name)
    return flags
