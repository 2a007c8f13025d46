"""Statements of money: this year's figure with the year before and the parts that stand around it (DOMAIN.md, Money).

Every offset refers to the raw string given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from monitor.budget import AmountKind, Part
from monitor.budget.fiscal_year import ERAS
from monitor.parse.around_figures import (
    CLOSE,
    NEXT_PART,
    NOT_STATED,
    OF_WHICH,
    OPEN,
    OPENED,
    WITHIN_AFTER,
    Reading,
    Statement,
    is_apart,
    part_label,
)
from monitor.parse.memo import remembered
from monitor.parse.money import CLOSING, OPENING, MoneySpan, money_spans
from monitor.parse.pots import within_pot
from monitor.parse.width import fold
from monitor.parse.year_forms import (
    ARROW,
    ARROW_SIGNS,
    BEFORE_ARROW,
    ERA_AND_NUMBER,
    INITIAL_BEHIND,
    LONGEST_YEAR,
    OTHER_YEAR,
    PRIOR_LABEL,
    SUPPLEMENTARY_BEFORE,
    SUPPLEMENTARY_LABEL,
    YEAR_BEFORE,
)

FIGURE_OR_YEN = re.compile(r"[\d円]", re.X)
END_OF_FIGURE = re.compile(r"[円)\]〕]", re.X)

UNUSUAL_BEFORE = re.compile(
    rf"[正初う費約→⇒⇨➡➔➜] (?: (?<= 補正 ) | (?<= 当初 ) | (?<= う ) ち | (?<= [公国業]費 ) | (?<= 約 ) | (?<= {ARROW_SIGNS} ) )",
    re.X,
)
"""補正, うち, 公費, 約 or an arrow before a figure can say something of it."""

OPENINGS, CLOSINGS = (frozenset(signs.replace("\\", "")) for signs in (OPENING, CLOSING))
FIRST_YEARS = {word: first for name, initial, first in ERAS for word in (name, initial)}


@remembered
def read_statement(text: str) -> Statement | None:
    """The first money statement of the text, or None when it has none.

    `201百万円 うち、④ 33百万円(168百万円)`: 201, prior 168, of which 推 33. `5.9億円（56億円の内数）`: 5.9億円 exact and no prior,
    as 56億円 is what contains it. `公費54,400百万円(国36,267百万円、地方18,133百万円)の内数`: WITHIN, with both parts.
    `30百万円 → 23百万円`: 23, prior 30. `（令和８年度：10億円、令和７年度：7億円）`: 10, prior 7.
    """
    first = _statement_before_arrow(text) if money_spans(text) else None
    if first is None or first.end == len(text):
        return first
    if (both := _both_years_by_name(text, first)) is not None:
        return both
    arrow = ARROW.match(fold(text), first.end)
    if arrow is None:
        return first
    second = _statement_before_arrow(text[arrow.end() :])
    if second is None or second.start != 0:
        return first
    label = BEFORE_ARROW.search(fold(text)[: first.start])
    start = label.start() if label else first.start
    return second._replace(start=start, end=arrow.end() + second.end, prior=first.amount)


def _both_years_by_name(text: str, first: Statement) -> Statement | None:
    """The statement of two figures that each have their year's name before them, one year apart and in either order."""
    if first.prior.is_stated:
        return None
    plain = fold(text)
    other = OTHER_YEAR.match(plain, first.end)
    near = max(0, first.start - LONGEST_YEAR)
    own = YEAR_BEFORE.search(plain[near : first.start]) if other else None
    second = _statement_before_arrow(text[other.end() :]) if other and own else None
    if other is None or own is None or second is None or second.start != 0 or second.prior.is_stated:
        return None
    if SUPPLEMENTARY_LABEL.search(own["year"] + other["year"]):
        return None
    step = _years_between(own["year"], other["year"])
    if abs(step) != 1:
        return None
    later, earlier = (second, first) if step > 0 else (first, second)
    end = other.end() + second.end
    closed = CLOSE.match(plain, end)
    return later._replace(start=near + own.start(), end=closed.end() if closed else end, prior=earlier.amount)


def _years_between(first: str, second: str) -> int:
    """How many years the second label's year is after the first's; 0 where one of them names none. 平成31 and 令和元 are one."""
    told = [m for label in (first, second) if (m := ERA_AND_NUMBER.match(label)) is not None]
    eras = [m["era"] for m in told if m["era"]] or [ERAS[0][0]]
    years = [FIRST_YEARS[m["era"] or eras[0]] + (1 if m["number"] == "元" else int(m["number"])) for m in told]
    return years[1] - years[0] if len(years) == 2 else 0


def _statement_before_arrow(text: str) -> Statement | None:
    spans = money_spans(text)
    if not spans:
        return None
    plain = fold(text)
    if "内数" in plain and (within := within_pot(text, spans)) is not None:
        return Statement(*within)
    if (usual := _usual(plain, spans)) is not None:
        return _both_within(plain, usual) if "内" in plain else usual
    for index, span in enumerate(spans):
        before, figure = plain[: span.start], plain[span.start : span.end]
        if "補正" in before and SUPPLEMENTARY_BEFORE.search(before) and INITIAL_BEHIND.match(plain, span.end):
            continue
        nothing = span.amount.yen == 0 and not FIGURE_OR_YEN.search(figure) and not OPENED.match(plain, span.end)
        if nothing or ("うち" in before and OF_WHICH.search(_tail(before))):
            continue
        return _both_within(plain, Reading(text, plain, spans, index).statement())
    return None


def _both_within(plain: str, told: Statement) -> Statement:
    """The statement with の内数 behind the bracket of the year before said of both years: 3億円（2億円）の内数."""
    within = WITHIN_AFTER.match(plain, told.end) if told.prior.yen and told.amount.kind is AmountKind.EXACT else None
    if within is None:
        return told
    amount, prior = (replace(one, kind=AmountKind.WITHIN) for one in (told.amount, told.prior))
    return told._replace(end=within.end(), amount=amount, prior=prior)


def _usual(plain: str, spans: Sequence[MoneySpan]) -> Statement | None:
    """The statement in the form that nearly all have, read at once: 1,234百万円(1,200百万円), or one figure without a bracket."""
    first, last = spans[0], spans[-1]
    if UNUSUAL_BEFORE.search(plain, 0, first.start) or first.amount.yen == 0:
        return None
    if len(spans) == 1:
        is_alone = first.end == len(plain) or OPENED.match(plain, first.end) is None
        return Statement(first.start, first.end, first.amount, NOT_STATED) if is_alone else None
    opening, closing = plain[first.end : last.start].strip(" "), plain[last.end : last.end + 1]
    if len(spans) != 2 or opening not in OPENINGS or closing not in CLOSINGS:
        return None
    if last.amount.kind is not AmountKind.EXACT or (last.amount.yen or 0) < 0 or "円" in plain[last.end :]:
        return None
    return Statement(first.start, last.end + 1, first.amount, last.amount)


@remembered
def read_parts(text: str) -> tuple[Part, ...]:
    """The parts on a line of their own: `うち、デジタル庁計上予算389百万円`, `（国 73,299百万円、地方 29,567百万円）`."""
    plain = fold(text)
    parts: list[Part] = []
    at = 0
    for span in money_spans(text):
        gap = plain[at : span.start]
        m = OF_WHICH.search(gap) or (NEXT_PART.search(gap) if parts else OPEN.search(gap))
        if m is None or not m["label"] or span.amount.yen is None or PRIOR_LABEL.search(m["label"]) or is_apart(m["label"]):
            break
        parts.append(Part(part_label(text[at + m.start("label") : at + m.end("label")]), span.amount.yen))
        closed = CLOSE.match(plain, span.end)
        at = closed.end() if closed else span.end
    return tuple(parts)


def _tail(text: str) -> str:
    """What can still be the label before a figure: the text behind the last 円 or closing bracket."""
    return END_OF_FIGURE.split(text[-60:])[-1]
