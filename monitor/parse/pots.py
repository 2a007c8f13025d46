"""Money that is inside of another measure's, whose whole money stands in a bracket: 地域支援事業（1,816億円）の内数."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from monitor.budget import Amount, AmountKind
from monitor.parse.money import CLOSING, OPENING, MoneySpan
from monitor.parse.names import read_marker
from monitor.parse.width import fold

_MONEY = r"\d [\d,. 兆億百万千]*+ 円"
_POT = r"[^\s()（）、。円]{2,30}"
_WITHIN = r"[ ]* の [ ]? 内 [ ]? 数"

AROUND = re.compile(
    rf"(?: ^ | (?<= [ ] ) | (?<= [)、.] ) ) (?P<pot> {_POT} ) [(] [ ]* (?P<money> {_MONEY} ) [ ]* [)] {_WITHIN}", re.X
)
"""… 地域支援事業（1,816億円）の内数, behind a name and a space (folded text)."""
BEFORE = re.compile(
    rf"[ ]* [{OPENING}] [ ]* (?: {_POT} [(] [ ]* )? (?P<money> {_MONEY} ) [ ]* [)]? {_WITHIN} [ ]* [{CLOSING}]", re.X
)
"""（地域支援事業（1,804億円）の内数) or （1,804億円の内数） behind it: the year before (folded text)."""

YEAR_BEFORE = re.compile(rf"(?: ^ | (?<= [ ] ) ) {_POT} {_WITHIN} [ ]* [(] [ ]* (?P<money> {_MONEY} ) [ ]* [)]", re.X)
"""既存事業予算の内数（374億円）: no figure of this year, and the year before in the bracket (folded text)."""


class Within(NamedTuple):
    """What such words state: folded text[start:end], and the amounts of both years."""

    start: int
    end: int
    amount: Amount
    prior: Amount


def within_pot(text: str, spans: Sequence[MoneySpan]) -> Within | None:
    """The statement whose first figure is all of what the money is inside of; None where the first figure is anything else.

    text: raw, spans: its money. Right behind a number, ③相談支援事業（5億円）の内数, the words before the bracket are the name.
    """
    plain = fold(text)
    m = AROUND.search(plain)
    if m is None and (told := YEAR_BEFORE.search(plain)) is not None and told.start("money") == spans[0].start:
        return Within(told.start(), told.end(), Amount.none(), spans[0].amount)
    if m is None or m.start("money") != spans[0].start:
        return None
    marker, rest = read_marker(text)
    named = len(text) - len(rest) if marker is not None else -1
    start = m.end("pot") if m.start("pot") <= named else m.start("pot")
    before = BEFORE.match(plain, m.end())
    prior = next((span.amount for span in spans[1:] if before and span.start == before.start("money")), None)
    year_before = replace(prior, kind=AmountKind.WITHIN) if prior else Amount.none()
    end = before.end() if before and prior else m.end()
    return Within(start, end, replace(spans[0].amount, kind=AmountKind.WITHIN), year_before)
