"""Whose a measure is where a row says so: 〔地域防災室〕 at a line's end, ※医政局研究開発政策課計上分, 【他局計上分：保険局】."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable

from monitor.parse.owners import bureaus_in
from monitor.parse.width import fold

OFFICE_BEHIND = re.compile(
    r"""
    (?<= \S ) (?P<gap> \s* ) (?P<office>
        (?P<open> [〔\[［] ) \s* (?: [一-龥々ァ-ヶー・、]{1,30} (?: 課 | 室 | 官 | 班 ) | [一-龥々ァ-ヶー・]{1,14} 局 ) \s* [〕\]］]
      | (?<= [\s。] ) (?P<round> [(（【] ) \s* [一-龥々ァ-ヶー・]{1,30} (?: 課 | 室 ) \s* [)）】] ) \s* $
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
OFFICE_ALONE = re.compile(r"\s* [〔(（\[［【] \s* (?P<office> [一-龥々ァ-ヶー・、]+ [課室官班局] ) \s* [〕)）\]］】] \s*", re.X)
OWNER_BEHIND = re.compile(r"[【〔［\[(（] (?P<owner> [^【】〔〕［］\[\]()（）]{2,40} ) [】〕］\])）] \s* $", re.X)
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
        return text, None
    before = text[: m.start()]
    is_far = m["open"] is not None and SET_APART.search(m["gap"]) is not None
    if is_far or before.endswith("。") or "円" in before or (m["open"] or m["round"]) in forms:
        return before, m["office"]
    return text, None


def owner_apart(text: str) -> tuple[str, str | None]:
    """A name without the bracket behind it that tells whose money it is, and what stood in that bracket."""
    end = text.rstrip()[-1:]
    m = OWNER_BEHIND.search(text) if end in "】〕］])）" else None
    if m is None or owner_in(f"※{m['owner']}") is None or (end in ")）" and BOOKED.search(m["owner"]) is None):
        return text, None
    return text[: m.start()], f"※{m['owner']}"


def owner_in(note: str) -> tuple[str | None, str | None] | None:
    """The bureau and the division that a remark names as the measure's, and nothing else; None where it names none."""
    folded = fold(note)
    if (m := OFFICE_ALONE.fullmatch(folded)) is not None:
        office = m["office"]
        named = bureaus_in(office)
        return named[0] if named else (office, None) if office.endswith("局") else (None, office)
    m = OWNER.fullmatch(folded)
    named = bureaus_in(m["owner"]) if m else ()
    return named[0] if len(named) == 1 else None


def owner_of(notes: Iterable[str]) -> tuple[str | None, str | None]:
    """The bureau and division that the first of these remarks names that names any."""
    return next((owner for note in notes if (owner := owner_in(note)) is not None), (None, None))
