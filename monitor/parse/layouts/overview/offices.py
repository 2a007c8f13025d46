"""Whose a measure is where a row says so: 〔地域防災室〕 at a line's end, 担当：老健局高齢者支援課, ※医政局研究開発政策課計上分."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable

from monitor.parse.bureaus import BUREAUS
from monitor.parse.layouts.office import NOBODY, Office
from monitor.parse.memo import remembered
from monitor.parse.owners import KNOWN_BUREAU, KNOWN_MINISTRY, UNLISTED_BUREAU, bureaus_in
from monitor.parse.width import fold

_LEAD = r"(?: (?: 担当 | 所管 | 主管 ) (?: 部局 | 部署 | 局 | 課室? | 室 )? [】)）〕\]>＞]? \s* [:：]? \s* )"
OFFICE_BEHIND = re.compile(
    rf"""
    (?<= \S ) (?P<gap> \s* ) (?P<office>
        (?P<open> [〔\[［] ) \s* {_LEAD}?
          (?: [一-龥々ァ-ヶー・、]{{1,30}} (?: 課 | 室 | 官 | 班 ) | [一-龥々ァ-ヶー・]{{1,14}} 局 ) \s* [〕\]］]
      | (?<= [\s。] ) (?P<round> [(（【] ) \s* {_LEAD}? [一-龥々ァ-ヶー・]{{1,30}} (?: 課 | 室 ) \s* [)）】] ) \s* $
    """,
    re.X,
)
"""…の先進事例を支援する。〔地域防災室〕: an office alone in a bracket at a row's end."""
SET_APART = re.compile(r"\t | [ ]{2} | \u3000{2} | \u3000[ ] | [ ]\u3000", re.X)
"""A gap that is wider than between two words."""
FEWEST_ROWS = 3
"""So many rows end in an office, where it can stand right behind a name."""
OFFICE_ENDS, CLOSINGS = frozenset("課室官班局"), frozenset("〕]］)）】")
"""What an office's name ends with, and the bracket around it."""
OFFICE_SIGNS = frozenset("課室官班局部庁")
OFFICE_ROW = re.compile(
    rf"""
    (?P<open> [〔(\[【<《≪〈] )? \s* (?P<lead> {_LEAD} )?
    (?P<words>
      [一-龥々ぁ-んァ-ヶー・、\s]{{1,60}} (?: [(] 社会 [)] )? (?: [一-龥々ぁ-んァ-ヶー・]{{2,20}} [課室] )?
    )
    (?: [(]? 内線 [ :]* [\d、, ]+ [)]? )? \s* [〕)\]】>》≫〉]?
    """,
    re.X,
)
"""（老健局）, 【担当課】医政局地域医療計画課, 担当：老健局 高齢者支援課（内線3929） (folded text)."""
ROW_ENDS = OFFICE_ENDS | CLOSINGS | frozenset("部庁係管分>＞》≫〉0123456789０１２３４５６７８９")
LONGEST_ROW = 70
SCOPE = re.compile("(?:関係|所管分?)$")
OF_DEPARTMENT = re.compile(r"^ [一-龥々ァ-ヶー・]{1,18}? 部 (?: (?=[一-龥]) | $ )", re.X)
"""障害保健福祉部 between a bureau and its division."""
_DIVISION = "[一-龥々ァ-ヶー・]{1,30} [課室官班]"
DIVISIONS = re.compile(rf"{_DIVISION} (?: 、 {_DIVISION} )*", re.X)
DIVISION_BEHIND = re.compile(
    rf"(?! [のでにをはとへや] | が(?!ん) ) [一-龥々ぁ-んァ-ヶー・]{{1,30}} [課室官班] (?: 、 {_DIVISION} )*", re.X
)
"""がん・疾病対策課 right behind a bureau's name; の会議室 is none."""
FAR_BEHIND = re.compile(r"(?<= \S ) (?: \t | [ 　]{3,} ) \s* (?P<office> [^\s()（）。円]{2,40} ) \s* $", re.X)
"""１　介護の人材確保　　　　　老健局振興課: what stands far behind a name at its row's end."""
OWNER_BEHIND = re.compile(
    r"[【〔［\[(（〈＜<] (?P<owner> [^【】〔〕［］\[\]()（）〈〉＜＞<>]{2,40} ) [】〕］\])）〉＞>] \s* $", re.X
)
PART_OF_OFFICE = re.compile("(?<!計上)(?<!所管)分$")
"""（水産局分）: the part that is the office's; the name needs it to be told from the others'."""
BOOKED = re.compile("計上|所管")
OWNER = re.compile(
    r"""
    \s* [【〔(\[※*]? \s* (?: (?: 他局 | 他部局 | 他省庁? ) (?: 計上 | 所管 )? 分? [ :・]* )?
    (?P<owner> [一-龥々ァ-ヶー・]{2,40}? (?: 局 | 部 | 庁 | 官 | 官房 | 課 | 室 ) ) [ ]*
    (?P<booked> (?: [にでの] | において )? [ ]* (?: 計上 | 所管 | 要求 | 分 )+ )? [ ]* [】〕)\]]? \s*
    """,
    re.X,
)
"""医政局研究開発政策課計上分, 他局計上分:保険局 (folded text)."""


def forms_of_offices(texts: Iterable[str]) -> frozenset[str]:
    """The brackets that several of these rows' ends have around an office. texts: of rows that may end in one."""
    found = Counter(m["open"] or m["round"] for text in texts if (m := OFFICE_BEHIND.search(text)) is not None)
    return frozenset(opening for opening, rows in found.items() if rows >= FEWEST_ROWS)


def office_apart(text: str, forms: Collection[str] = ()) -> tuple[str, str | None]:
    """A row's text without the office in a bracket at its end, and that bracket.

    It stands behind a sentence, behind money or far behind the words, or in a bracket that other rows have too (forms); else it
    may be of a name: 窓口の整備〔総合相談室〕.
    """
    m = OFFICE_BEHIND.search(text)
    if m is None:
        far = FAR_BEHIND.search(text) if text.rstrip()[-1:] in OFFICE_SIGNS else None
        return (text[: far.start()], far["office"]) if far is not None and office_row(far["office"]) else (text, None)
    before = text[: m.start()]
    is_far = m["open"] is not None and SET_APART.search(m["gap"]) is not None
    if is_far or before.endswith("。") or "円" in before or (m["open"] or m["round"]) in forms:
        return before, m["office"]
    return text, None


def may_be_office(text: str) -> bool:
    """Whether a row is short and ends as one does that names an office and nothing else."""
    return len(text) <= LONGEST_ROW and text[-1:] in ROW_ENDS and not OFFICE_SIGNS.isdisjoint(text)


@remembered
def office_row(text: str) -> Office | None:
    """The office that a row names, and nothing else: in brackets, behind 担当, or alone where the list of bureaus knows it."""
    m = OFFICE_ROW.fullmatch(fold(text).strip())
    if m is None:
        return None
    return _office(SCOPE.sub("", "".join(m["words"].split())), is_told=bool(m["open"] or m["lead"]))


def _office(words: str, *, is_told: bool) -> Office | None:
    """The bureau and the divisions that the words are. is_told: whether a sign tells that they are an office."""
    own = words[m.end() :] if (m := KNOWN_MINISTRY.match(words)) is not None and m.end() < len(words) else words
    if (known := KNOWN_BUREAU.match(own)) is not None:
        bureau, rest = known[0], OF_DEPARTMENT.sub("", own[known.end() :].removeprefix("(社会)"))
    elif is_told and (unknown := UNLISTED_BUREAU.match(words)) is not None:
        bureau, rest = unknown["bureau"], words[unknown.end() :]
    else:
        return Office(None, words) if is_told and DIVISIONS.fullmatch(words) else None
    return Office(bureau, rest or None) if not rest or DIVISION_BEHIND.fullmatch(rest) else None


def office_of_heading(words: str) -> Office:
    """Whose what stands below a heading is: Ⅰ　医政局, １　救急の体制（医政局）. Only bureaus that the list knows are told so."""
    if "局" not in words and "部" not in words:
        return NOBODY
    m = OWNER_BEHIND.search(words)
    named = office_row(words) or (office_row(m["owner"]) if m else None)
    return named if named is not None and named.bureau in BUREAUS else NOBODY


def owner_apart(text: str) -> tuple[str, str | None]:
    """A name without the bracket behind it that tells whose money it is, and what stood in that bracket."""
    end = text.rstrip()[-1:]
    m = OWNER_BEHIND.search(text) if end in "】〕］])）〉＞>" else None
    if m is None or (owner := owner_in(f"※{m['owner']}") or office_row(m["owner"])) is None:
        return text, None
    if end in ")）" and BOOKED.search(m["owner"]) is None and owner.bureau not in BUREAUS:
        return text, None
    return text if PART_OF_OFFICE.search(m["owner"]) else text[: m.start()], f"※{m['owner']}"


@remembered
def owner_in(note: str) -> Office | None:
    """The bureau and the division that a remark names as the measure's, and nothing else; None where it names none."""
    if (office := office_row(note.removeprefix("※"))) is not None:
        return office
    m = OWNER.fullmatch(fold(note))
    named = bureaus_in(m["owner"]) if m else ()
    return Office(*named[0]) if len(named) == 1 else None


def owner_of(notes: Iterable[str]) -> Office:
    """The bureau and division that the first of these remarks names that names any."""
    return next((owner for note in notes if (owner := owner_in(note)) is not None), NOBODY)
