"""Whose a document is: the ministry, the bureau and the division that its lines name."""

from __future__ import annotations

import re
from collections import Counter
from itertools import takewhile

from monitor.parse.bureaus import BUREAUS, MINISTRIES
from monitor.parse.memo import remembered
from monitor.parse.money import money_spans
from monitor.parse.places import holding
from monitor.parse.stages import staged_years
from monitor.parse.width import fold

ROOM_IN_CHARGE = re.compile(r"(?: 企画 | 推進 | 対策 | 調整 | 政策 | 業務 | 指導 | 総務 | 戦略 | 振興 ) 室", re.X)
"""対策推進室 is an office, 相談室 a place."""

LONGEST_OWNER = 30
"""A longer line below the title page that names a ministry is prose about it."""

BUREAU = re.compile(
    r"""
    (?P<bureau> [一-龥々ァ-ヶー・]{1,14}? (?: 局 | 部 | 庁 | グループ | 統括官 | 総括審議官 | 官房 ) )
    (?P<section> [一-龥々ァ-ヶー・]{1,18}? 部 (?=[一-龥]) )?
    (?P<division> [一-龥々ァ-ヶー・]{1,18}? (?: 課 | 室 | 参事官 ) )?
    (?P<scope> 関係 )?
    """,
    re.X,
)
"""医政局医療経営支援課, 支援局障害児支援課, 保険局関係 (folded text)."""

BUREAU_SIGN = re.compile(f"[{''.join({name[-1] for name in BUREAUS})}]")
KNOWN_BUREAU = re.compile("|".join(BUREAUS))
"""医政局: a line without any names none, however it is written."""

BUREAU_END = re.compile(
    f"[{''.join({name[-1] for name in BUREAUS})}]"
    f"(?<=[{''.join({name[-2] for name in BUREAUS})}][{''.join({name[-1] for name in BUREAUS})}])"
)
"""政局, where the name of a bureau may end (folded text)."""
BUREAUS_BY_END = {end: tuple(name for name in BUREAUS if name.endswith(end)) for end in {name[-2:] for name in BUREAUS}}

KNOWN_MINISTRY = re.compile("|".join(MINISTRIES))
NOT_OWNER = re.compile(rf"(?:{KNOWN_MINISTRY.pattern})(?=(?:で|に|において)?(?:一括)?計上|勧告|告示|通知|令第)")
"""デジタル庁一括計上分, こども家庭庁で計上,
人事院勧告を踏まえ: who books a part of the money, or said something once, is not whose document it is."""
OWNER_SIGN = re.compile(f"[{''.join({name[-1] for name in (*BUREAUS, *MINISTRIES)})}]")

ORGANISATION = re.compile(
    r"""
    [(]? (?P<ministry> [一-龥ぁ-んァ-ヶー]{1,12}? [省庁] )
    (?P<bureau> [一-龥ぁ-んァ-ヶー・]{1,14}? 局 ) (?P<division> [一-龥々ァ-ヶー・]{1,18} [課室] )? [)]?
    """,
    re.X,
)
"""（見本省地域くらし局）: a line of a title page that is an owner and nothing else, also one that no list knows (folded text)."""
DIVISION_ALONE = re.compile("[一-龥々ァ-ヶー・]{2,18}[課室]")
"""認知症施策・地域介護推進課, its bureau on the line above (folded text)."""
_BUREAU = r"{1,14}? (?<! [薬務便送支結当のや] ) 局"
UNLISTED_BUREAU = re.compile(
    rf"(?: [一-龥]{{1,8}} [省庁] (?= [一-龥ぁ-んァ-ヶー・]{_BUREAU} ) )? (?P<bureau> [一-龥々ぁ-んァ-ヶー・]{_BUREAU} )", re.X
)
"""灯台局, 見本省地域くらし局: what may be a bureau that no list knows; 薬局, 事務局 and 郵便局 are none (folded text)."""
BUREAU_OF_TITLE = re.compile(
    rf"""
    (?: ^ | [\s(【] | 年度 の? ) {UNLISTED_BUREAU.pattern}
    (?= $ | [\s)】] | (?: 関係 | 所管 ) | の? (?: 予算 | 概算 | 当初 | 補正 | 政府 ) )
    """,
    re.X,
)
"""令和９年度灯台局概算要求の概要, 予算案の概要（灯台局）, 灯台局　令和９年度予算案: a title's bureau (folded text)."""
BUREAU_ALONE = re.compile(rf"[(【]? [ ]* {UNLISTED_BUREAU.pattern} (?: 関係 )? [ ]* [)】]?", re.X)
NEAR_TITLE = 8
"""Lines at a document's head among which its title and its owner stand."""


@remembered
def bureaus_in(text: str) -> tuple[tuple[str, str | None], ...]:
    """Every bureau that the text names, with the division behind it where there is one."""
    found: list[tuple[str, str | None]] = []
    if BUREAU_SIGN.search(text) is None or not _has_known_bureau(folded := fold(text)):
        return ()
    for m in BUREAU.finditer(folded):
        name = _known_bureau(m["bureau"])
        if name is not None:
            found.append((name, m["division"]))
    return tuple(found)


def _has_known_bureau(folded: str) -> bool:
    ends = (m.end() for m in BUREAU_END.finditer(folded))
    return any(folded.endswith(BUREAUS_BY_END.get(folded[end - 2 : end], ()), 0, end) for end in ends)


def _known_bureau(words: str) -> str | None:
    """The bureau that the words end with: 厚生労働省医政局 → 医政局."""
    for size in range(len(words), 1, -1):
        if words[-size:] in BUREAUS:
            return words[-size:]
    return None


def bureau_of(head: list[str], rest: list[str]) -> tuple[str | None, str | None]:
    """The one bureau that the title page names, or that nearly all of the rest agrees on; None when many share a document."""
    named = [pair for text in takewhile(_is_above_money, head) if not text.startswith("※") for pair in bureaus_in(text)]
    everywhere = Counter(name for text in (*head, *holding(BUREAU_END, rest)) for name, _ in bureaus_in(text))
    names = Counter(name for name, _ in named)
    signed = {(m["bureau"], m["division"]) for m in _owners(_signed(head[:NEAR_TITLE])) if m["bureau"] in BUREAUS}
    if signed:
        is_one = len({bureau for bureau, _ in signed}) == 1
        return min(signed, key=lambda pair: pair[1] is None) if is_one else (None, None)
    if not names and (owners := _owners(head)):
        return owners[0]["bureau"], owners[0]["division"]
    if not names and (unlisted := _unlisted(head[:NEAR_TITLE])) is not None:
        return unlisted, None
    names = names or everywhere
    if not names:
        return None, None
    (best, most), *others = names.most_common(2)
    if not named and others and others[0][1] == most:
        return None, None
    if everywhere[best] < 0.5 * sum(everywhere.values()):
        return None, None
    divisions = {division for name, division in named if name == best and division}
    return best, divisions.pop() if len(divisions) == 1 else None


def _is_above_money(text: str) -> bool:
    """Whether a line of the title page states no amount of a measure: whose office stands on it or below is told there alone.

    A sentence states none: 要求額は３億円で、前年度から１億円の増となった。
    """
    return "円" not in text or "。" in text or not any(span.amount.yen for span in money_spans(text))


def ministry_of(head: list[str], rest: list[str], bureau: str | None) -> str | None:
    """The ministry that the title page names, or whose bureaus it names; else the one that short lines of the rest do."""
    for place in (head, rest):
        lines = head if place is head else holding(OWNER_SIGN, [text for text in rest if len(text) <= LONGEST_OWNER])
        votes: Counter[str] = Counter()
        for text in lines:
            squeezed = text.replace(" ", "")
            if KNOWN_MINISTRY.search(squeezed):
                owning = NOT_OWNER.sub("", squeezed)
                votes.update([name for name in MINISTRIES if name in owning])
            if bureaus := bureaus_in(text):
                votes.update(owner[0] for name, _ in bureaus if len(owner := BUREAUS[name]) == 1)
        if bureau and (owners := BUREAUS.get(bureau)):
            votes = Counter({name: count for name, count in votes.items() if name in owners}) or Counter(
                {owners[0]: 1} if len(owners) == 1 else {}
            )
        if votes:
            return votes.most_common(1)[0][0]
    return next((m["ministry"] for m in _owners(head)), None)


def _unlisted(head: list[str]) -> str | None:
    """The bureau that no list knows, in a budget's title or alone on a line beside it."""
    titles = [text for text in head if "円" not in text and staged_years(text)]
    if not titles:
        return None
    alone = (m for text in head if (m := BUREAU_ALONE.fullmatch(text)) is not None)
    return next((m["bureau"] for m in (*(BUREAU_OF_TITLE.search(text) for text in titles), *alone) if m is not None), None)


def _signed(head: list[str]) -> list[str]:
    """The lines, and the only division right below a bureau in one with it: 厚生労働省老健局, then 老人保健課."""
    below = [bool(DIVISION_ALONE.fullmatch(text)) for text in head]
    lone = [n for n in range(1, len(head)) if below[n] and not (below[n - 1] or any(below[n + 1 : n + 2]))]
    return [*head, *(head[n - 1] + head[n] for n in lone)]


def _owners(head: list[str]) -> list[re.Match[str]]:
    """The title lines that are an owner and nothing else."""
    return [m for text in head if (m := ORGANISATION.fullmatch(text.replace(" ", "")))]
