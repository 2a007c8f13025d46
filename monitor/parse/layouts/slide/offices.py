"""Who is in charge of a slide's measure: on a line of its own, in brackets or behind a label, or behind the title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from monitor.parse.memo import remembered
from monitor.parse.places import holding

_EXTENSION = r"(?: (?P<phone> [(（] )? \s*+ 内線 [\s::：]* (?P<ext> [0-9０-９、,・\s-]* ) (?(phone) [)）] ) )?"
_DEPARTMENT = r"(?: (?<=局[ ]) [一-龠々ァ-ヶー・]{2,14}部 )"
DIVISION = re.compile(
    rf"""
    ^ (?P<ministry> \S+?(?:省|庁)(?=\s|\S+局|\S+部|$) )? \s*+
    (?P<bureau> (?![・○●◆-]) [^\s、。:()【】]{{1,18}}?(?:局|部|官房|統括官|局長|庁(?=\S{{2,20}}[課室])|グループ) )? \s*+
    (?: (?<=[局部]) [(（] [一-龠々]{{1,6}} [)）] )?+
    (?P<division> (?: {_DEPARTMENT} [ ]++ )?+ [^\s、。:]{{0,30}}?(?:課|室|参事官|官)
        (?: [・、] [^\s、。]{{1,20}}? (?:課|室) (?= [・、\s(（内] | $ ) )*+
      | {_DEPARTMENT} )? \s*+
    {_EXTENSION} $
    """,
    re.X,
)
"""支援局 障害児支援課, ○○局△△課（内線2396）, 社会・援護局（援護）援護企画課,
社会・援護局 障害保健福祉部 企画課, and nothing else."""

WRAPPED = re.compile(r"(?P<open> [(\[【〔<] ) \s*+ (?P<office> .+? ) \s*+ [)\]】〕>] $", re.X)
"""【支援局 障害児支援課】 (folded text)."""
LABELLED = re.compile(
    r"""
    [\s◆◇■□●○・*-]*+ (?P<open> [(\[【〔<] )? \s*+
    (?: 担当 | 所管 | 照会先 | 問合せ先 | 連絡先 ) (?: 課室? | 部局 | 部署 | 局課? )?+
    (?: \s*+ (?P<close> [)\]】〕>] ) \s*+ :?+ | \s*+ : | \s++ (?! \S{1,20} \s*+ : ) ) \s*+
    (?P<office> .+? ) \s*+ (?(close) | (?(open) [)\]】〕>] ) ) $
    """,
    re.X,
)
"""担当課：障害児支援課, 【担当課】 支援局 障害児支援課, （担当：障害児支援課（内線2396）） (folded text)."""
ALONE = re.compile(
    rf"""
    [(\[【〔] \s*+ (?P<ministry> (?!) )? (?P<bureau> (?!) )?
    (?P<division> [一-龠々ァ-ヶーぁ-ん・、]{{2,30}}? (?: 課 | (?<= [一-龠々ァ-ヶー]{{4}} ) 室 ) ) \s*+ {_EXTENSION} \s*+ [)\]】〕] $
    """,
    re.X,
)
"""（障害児支援課）: a division needs no bureau in brackets; （相談室） is a place (folded text)."""
LONGEST_DIVISION, LONGEST_BARE = 120, 20
OFFICE_SIGN = re.compile("[課室官局部庁線プﾌ]")
"""What a line that names who is in charge has one of: 課, 参事官, 局, グループ, 内線, in letters of whichever width."""
LAST_LETTERS = tuple("課室官局部房長庁プ線:)]】〕>0123456789、,・-")
"""What such a line ends in: an office, 内線 and what is dialled, a bracket (folded text)."""
LABEL_SIGN = re.compile("担当|所管|会先|絡先|せ先")
"""What a label of who is in charge has. Branches, as a search looks for first letters."""

IN_CHARGE = re.compile(
    r"(?:^|[\s　(（【〔\[＜<]+)(?P<words>(?:[^\s()（）【】]{1,20}(?:省|庁)[\s　]*)?"
    r"[^\s()（）【】]{1,18}(?:局|部|官房)[\s　]*\S{0,30}(?:課|室|参事官)?)"
    r"(?:[\s　]*[(（]?\s*内線[\s:：]*(?P<ext>[0-9０-９、,・-]+)[)）]?)?[\s　)）】〕\]＞>]*$"
)
"""The division behind a title on its line: ○○事業【拡充】　支援局 障害児支援課（内線2396）."""
ALONE_BEHIND = re.compile(
    r"[\s　]*[(（【〔\[][^()（）【】〔〕\[\]]{2,30}[課室](?:[\s　]*[(（]?内線[^()（）]{1,12}[)）]?)?[)）】〕\]]\s*$"
)
DIALLED_BEHIND = re.compile(r"[\s　]+[^\s()（）【】、。]{2,30}[課室官][\s　]*[(（][\s　]*内線[^()（）]{1,12}[)）]\s*$")
"""A division behind a title that its telephone tells: ○○事業　老人保健課（内線3961）."""
BARE_BEHIND = re.compile(r"(?<=[^\s。、])[\s　]++(?P<division>[一-龠々]{2,15}課)[\s　]*$")
"""A 課 behind a title with nothing said of it: ○○事業　家庭福祉課; a 室 may be a room."""
PHONE_BEHIND = re.compile(r"[\s　]+[(（][\s　]*内線[^()（）]{1,12}[)）]\s*$")
"""The telephone alone behind a title, of the division that stands above."""
LABELLED_BEHIND = re.compile(r"[\s　(（【〔\[]+(?:担当|所管)(?:課室?|部局|部署)?[\s　]*[:：][^:：]{2,60}$")


@remembered
def office(text: str) -> re.Match[str] | None:
    """What a line says of the bureau and division in charge if it says nothing else, in a bracket or behind a label or not."""
    if len(text) > LONGEST_DIVISION or OFFICE_SIGN.search(text) is None:
        return None
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain.endswith(LAST_LETTERS):
        return None
    if (told := _labelled(plain)) is not None:
        return told
    m = DIVISION.match(plain) or ((wrapped := WRAPPED.match(plain)) and DIVISION.match(wrapped["office"]))
    if m and (m["division"] or m["bureau"] or m["ext"]) and (m["bureau"] or m["ext"] or m["ministry"]):
        return m
    return ALONE.match(plain)


def _labelled(plain: str) -> re.Match[str] | None:
    labelled = LABELLED.match(plain) if LABEL_SIGN.search(plain) else None
    m = DIVISION.match(labelled["office"]) if labelled else None
    return m if m and (m["division"] or m["bureau"]) else None


def is_division(text: str) -> bool:
    """Whether the line names the bureau and division in charge, and nothing else."""
    return OFFICE_SIGN.search(text) is not None and office(text) is not None


def labelled_offices(texts: Sequence[str]) -> list[re.Match[str]]:
    """What those of the lines say whose label says that they say nothing else: they may stand anywhere on a slide."""
    near = [text for text in holding(LABEL_SIGN, texts) if _labelled(unicodedata.normalize("NFKC", text).strip())]
    return [m for text in near if (m := office(text))]


def charge_behind(text: str) -> tuple[str, str]:
    """The text without the office printed behind it on its line, and that office as printed, a bare 課 in brackets; or no words."""
    if OFFICE_SIGN.search(text) is None:
        return text, ""
    for pattern in (LABELLED_BEHIND, ALONE_BEHIND, IN_CHARGE, DIALLED_BEHIND, PHONE_BEHIND):
        m = pattern.search(text)
        if m and text[: m.start()].strip() and office(text[m.start() :]):
            return text[: m.start()], text[m.start() :].strip()
    m = BARE_BEHIND.search(text) if "課" in text[-LONGEST_BARE:] else None
    return (text[: m.start()], f"（{m['division']}）") if m else (text, "")
