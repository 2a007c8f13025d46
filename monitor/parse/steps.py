"""The year before, told by the step from it: 10億円（対前年＋3億円）, 10億円（3億円の減）."""

from __future__ import annotations

import re

from monitor.budget import Amount, AmountKind
from monitor.parse.money import CLOSING

STEP_LABEL = re.compile(r"対? 前年度? (?: 当初 )? (?: 予算 )? 額? 比? [ :]* (?P<sign> [+±] )? [ ]*", re.X)
"""対前年＋, 前年度比 — from which year a step is, before it (folded text)."""
STEP_BEHIND = re.compile(rf"[ ]* の? [ ]* (?P<words> [増減] ) 額? [ ]* (?= [、,{CLOSING}] )", re.X)
"""増, の減 — which way it goes, behind it (folded text)."""


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
