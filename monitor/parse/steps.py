"""The year before, told by the step from it: 10億円（対前年＋3億円）, 10億円（3億円の減）."""

from __future__ import annotations

import re

from monitor.budget import Amount, AmountKind
from monitor.parse.money import CLOSING, OPENING

STEP_LABEL = re.compile(r"対? 前年度? (?: 当初 )? (?: 予算 )? 額? 比? [ :]* (?P<sign> [+±] )? [ ]*", re.X)
"""対前年＋, 前年度比 — from which year a step is, before it (folded text)."""
STEP_BEHIND = re.compile(rf"[ ]* の? [ ]* (?P<words> [増減] ) 額? [ ]* (?= [、,{CLOSING}] )", re.X)
"""増, の減 — which way it goes, behind it (folded text)."""
BEHIND_PRIOR = re.compile(
    rf"""
    [ ]* [、,/;] [ ]* (?: (?: 対?前年度?比? )? [ ]* [+▲△±-] | [^円{OPENING}{CLOSING}]{{0,14}} 補[ ]?正 )
    [^{OPENING}{CLOSING}]{{0,40}} [{CLOSING}]
    """,
    re.X,
)
"""（7億円、＋3億円）, （7億円、補正予算 3億円）: a step or another budget stands behind the year before (folded text)."""
DIFFERENCE_LABEL = re.compile(r"[+±] $ | 対前年 | 前年度?[当初予算額]*比 | 増 | 減 | 差", re.X)
DIFFERENCE_BEHIND = re.compile(r"[ ]* の? [ ]* [増減]", re.X)
"""（＋10億円）, (▲3億円), （前年度比3億円増）: what a bracket holds is no year before but the step from it (folded text)."""


def year_before(amount: Amount, label: str, step: Amount, behind: str) -> Amount | None:
    """What stood the year before, as uncertain as both figures together; None where words do not tell from when the step is.

    label, behind: the folded text between the bracket's opening and the step's figure, and behind that figure.
    """
    told, way = STEP_LABEL.fullmatch(label), STEP_BEHIND.match(behind)
    if amount.yen is None or step.yen is None or not (amount.is_stated and step.is_stated):
        return None
    if not told and (label or way is None or step.yen < 0):
        return None
    if not (way or (told and told["sign"]) or step.yen < 0):
        return None
    grown = -abs(step.yen) if way and way["words"] == "減" else step.yen
    yen = amount.yen - grown
    return Amount(yen, AmountKind.EXACT, (amount.step or 1) + (step.step or 1)) if yen >= 0 else None
