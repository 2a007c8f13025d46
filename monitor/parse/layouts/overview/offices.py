"""Whose a measure is where a row says so: 〔地域防災室〕 at a line's end, ※医政局研究開発政策課計上分, 【他局計上分：保険局】."""

from __future__ import annotations

import re
from collections.abc import Iterable

from monitor.parse.badges import read_badges
from monitor.parse.header import bureaus_in
from monitor.parse.width import fold

OFFICE_BEHIND = re.compile(
    r"""
    (?<= \S ) \s* (?P<office>
        [〔\[［] \s* (?: [一-龥々ァ-ヶー・、]{1,30} (?: 課 | 室 | 官 | 班 ) | [一-龥々ァ-ヶー・]{1,14} 局 ) \s* [〕\]］]
      | (?<= [\s。] ) [(（【] \s* [一-龥々ァ-ヶー・]{1,30} (?: 課 | 室 ) \s* [)）】] ) \s* $
    """,
    re.X,
)
"""…の先進事例を支援する。〔地域防災室〕: an office alone in a bracket at a row's end."""
OFFICE_ENDS, CLOSINGS = frozenset("課室官班局"), frozenset("〕]］)）】")
"""What an office's name ends with, and the bracket around it."""
OFFICE_ALONE = re.compile(r"\s* [〔(（\[［【] \s* (?P<office> [一-龥々ァ-ヶー・、]+ [課室官班局] ) \s* [〕)）\]］】] \s*", re.X)
OWNER_BEHIND = re.compile(r"[【〔［\[(（] (?P<owner> [^【】〔〕［］\[\]()（）]{2,40} ) [】〕］\])）] \s* $", re.X)
MARK_BEHIND = re.compile(r"(?<= \S ) \s* 【 [一-龥]{1,4} (?<!分) 】 \s* $", re.X)
"""…災害復旧費補助金【復興】: a mark that is no badge, and no part of the name."""
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


def office_apart(text: str) -> tuple[str, str | None]:
    """A row's text without the office in a bracket at its end, and that bracket."""
    m = OFFICE_BEHIND.search(text)
    return (text[: m.start()], m["office"]) if m else (text, None)


def owner_apart(text: str) -> tuple[str, str | None]:
    """A name without the bracket behind it that tells whose money it is, and what stood in that bracket."""
    end = text.rstrip()[-1:]
    if end == "】" and not read_badges(text)[1]:
        text = MARK_BEHIND.sub("", text)
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
        return named[0] if named else (None, None if office.endswith("局") else office)
    m = OWNER.fullmatch(folded)
    named = bureaus_in(m["owner"]) if m else ()
    return named[0] if len(named) == 1 else None


def owner_of(notes: Iterable[str]) -> tuple[str | None, str | None]:
    """The bureau and division that the first of these remarks names that names any."""
    return next((owner for note in notes if (owner := owner_in(note)) is not None), (None, None))
