"""Figures of money as they are printed in releases (DOMAIN.md, Money). Every offset refers to the raw string given."""

from __future__ import annotations

import re
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from monitor.budget import Amount, AmountKind
from monitor.parse.memo import remembered
from monitor.parse.width import fold


class MoneySpan(NamedTuple):
    """One figure: raw text[start:end] states amount (the の内数 behind it belongs to it)."""

    start: int
    end: int
    amount: Amount


UNITS = {
    "兆": 10**12,
    "千億": 10**11,
    "百億": 10**10,
    "十億": 10**9,
    "億": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "万": 10**4,
    "千": 10**3,
    "百": 10**2,
    "": 1,
}

_GROUPS = r"(?: [ ]?,[ ]?\d{3}(?!\d) )*+ (?: \.\d++ )?+"
_NUMBER = rf"\d++ {_GROUPS}"
_UNIT = r"(?: 兆 | 億 | 千[ ]?億 | 百[ ]?億 | 十[ ]?億 | 千[ ]?万 | 百[ ]?万 | 十[ ]?万 | 万 | 千 | 百 )"

FIGURE = re.compile(
    rf"""
    (?P<terms> \d (?<! \d\d ) (?<! \d[.,]\d ) \d*+ {_GROUPS} [ ]{{0,2}}+
        (?: {_UNIT} [ ]{{0,2}}+ (?: {_NUMBER} [ ]{{0,2}}+ {_UNIT} [ ]{{0,2}}+ )*+ (?: {_NUMBER} [ ]{{0,2}}+ )?+ )?+ )
    円 (?!滑)
    (?P<within> [ ]? (?:程度)? [ ]? (?: の[ ]?内[ ]?数 | [(]内数[)] | 内数 ) )?
    (?P<more> [ ]? (?: [+] | 及び ) [ ]? (?P<boxed> 【 )? 事[ ]?項[ ]?要[ ]?求 (?(boxed) 】 ) )?
    """,
    re.X,
)
"""2,027億31百万円, 10兆1,598億円, 2, 026百万円, 0.65億円, 293億円の内数, 14億円+事項要求, 14億円+【事項要求】 (folded text).

It begins with a digit and with nothing else, so that a search goes to digits alone; the sign before it is SIGN.
"""

SIGN = re.compile(r"(?<!\d) (?<!\d[.,]) (?: [▲△] [ ]? | (?<![\d円\w)]) - ) $", re.X)
"""▲, △, - right before a figure: ▲3億円 (folded text up to the figure)."""
SIGN_ENDS = "▲△- "

SHARED_UNIT = re.compile(
    rf"""
    (?<!\d) (?<!\d[.,]) (?P<first> {_NUMBER} ) [ ]? [(\[] [ ]*
    (?P<second> {_NUMBER} | - | 新規 | 皆増 ) [ ]* [)\]] (?P<unit_of_both> [ ]* (?P<unit> {_UNIT} ) [ ]* 円 (?P<within> の内数 )? )
    """,
    re.X,
)
"""1,845(1,720)百万円, 600(720)百万円の内数: this year's number and the year before's, in one unit behind both (folded text)."""

UNIT_BEHIND_BRACKET = re.compile(rf"[)\]] [ ]* {_UNIT}", re.X)

UNIT_SIGNS = "".join({sign for unit in UNITS for sign in unit})

TOO_MUCH = 10**18
"""Yen: 100京円, eight thousand times what the state spends in a year. Such a figure is no money, and hardly a column holds it."""
LONGEST_NUMBER = 24

TERM = re.compile(rf"(?P<number> {_NUMBER} ) [ ]* (?P<unit> {_UNIT} )? [ ]*", re.X)

OPENING, CLOSING = r"(\[〔<【〈《", r")\]〕>】〉》"
"""The brackets that can hold a year before: any of them, in one release or another."""

DASH = re.compile(
    rf"""
    [{OPENING}] [ ]*
    (?P<dash> [-ー0] [ ]? (?P<unit> 兆 | 億 | 百万 | 千万 | 万 | 千 )? 円? | 皆増 )
    (?= [ ]* [{CLOSING}] )
    """,
    re.X,
)
"""(－億円), (-), （ー百万円）, （ 0 ）, （皆増）: nothing the year before (folded text)."""

NOTHING_NOW = re.compile(
    rf"""
    (?P<dash> [-ー] (?: (?<= ^. ) | (?<= [\s|:]. ) (?<! 円\s. ) ) [ ]? (?P<unit> 兆 | 億 | 百万 | 千万 | 万 | 千 )? 円? | 皆減 )
    (?= [ ]* [{OPENING}] [ ]* \d [\d,. 兆億百万千]*+ 円 (?: の内数 )? [ ]* [{CLOSING}] )
    """,
    re.X,
)
"""－（5億円）, 皆減（3億円）: nothing this year, money alone in the bracket the year before (folded text)."""

ON_REQUEST = re.compile(r"(?<![「+]) (?<!\+[ 【]) (?<!及び) (?<!一部) 事[ ]?項[ ]?要[ ]?求 (?!」)", re.X)
"""事項要求: requested without an amount. In 「」 it is only talked about; behind + or 一部 it says that more will come."""

SEPARATOR = re.compile(r"[ ,]")


@remembered
def money_spans(text: str) -> tuple[MoneySpan, ...]:
    """Every figure of the text in order of place; 内数 gives WITHIN, 事項要求 gives NONE, (－億円), (-) and －(5億円) give zero."""
    plain = fold(text)
    spans: list[MoneySpan] = []
    if "円" in plain:
        for m in FIGURE.finditer(plain):
            if (span := _figure(m)) is not None:
                spans.append(span)
        if "減" in plain or "-" in plain or "ー" in plain:
            spans += map(_nothing, NOTHING_NOW.finditer(plain))
        if UNIT_BEHIND_BRACKET.search(plain):
            spans += [span for m in SHARED_UNIT.finditer(plain) for span in _figures_of_one_unit(m)]
    if DASH.search(plain):
        spans += map(_nothing, DASH.finditer(plain))
    if "求" in plain:
        spans += [MoneySpan(m.start(), m.end(), Amount.none()) for m in ON_REQUEST.finditer(plain)]
    if len(spans) > 1:
        spans.sort(key=itemgetter(0))
    return tuple(spans)


def _figure(m: re.Match[str]) -> MoneySpan | None:
    """The figure of a match of FIGURE; None where its number is no money."""
    terms, within = m.group("terms", "within")
    number = terms.rstrip(UNIT_SIGNS)
    step = UNITS.get(terms[len(number) :])
    start = m.start()
    if step is not None and len(number) <= LONGEST_NUMBER and (digits := number.replace(",", "")).isdecimal():
        yen = int(digits) * step
        first = 0
    elif (sum_ := _sum_of_terms(terms)) is not None:
        yen, step, first = sum_
    else:
        return None
    if yen >= TOO_MUCH:
        return None
    if first:
        start += first
    elif start and m.string[start - 1] in SIGN_ENDS and (sign := SIGN.search(m.string, max(0, start - 2), start)):
        start, yen = sign.start(), -yen
    return MoneySpan(start, m.end(), Amount(yen, AmountKind.WITHIN if within else AmountKind.EXACT, step))


def _sum_of_terms(text: str) -> tuple[int, int, int] | None:
    """Yen and step of 2,027億31百万 or 0.65億, and where the terms begin whose units descend. None where they are no money."""
    terms = [(m["number"], UNITS[(m["unit"] or "").replace(" ", "")], m.start()) for m in TERM.finditer(text)]
    first = 0
    for index in range(1, len(terms)):
        if terms[index][1] >= terms[index - 1][1]:
            first = index
    yen: Decimal | int = 0
    step = 1
    for number, unit, _ in terms[first:]:
        if len(number) > LONGEST_NUMBER:
            return None
        whole, _, places = number.replace(",", "").replace(" ", "").partition(".")
        yen += Decimal(f"{whole}.{places}") * unit if places else int(whole) * unit
        step = max(1, unit // 10 ** len(places))
    return None if yen >= TOO_MUCH else (int(yen), step, terms[first][2])


def _figures_of_one_unit(m: re.Match[str]) -> tuple[MoneySpan, ...]:
    """Both figures of 1,845(1,720)百万円; neither's span holds the unit. None of them when one is no sum of money."""
    if max(len(m["first"]), len(m["second"])) > LONGEST_NUMBER:
        return ()
    step = UNITS[m["unit"].replace(" ", "")]
    kind = AmountKind.WITHIN if m["within"] else AmountKind.EXACT

    def figure(group: str) -> MoneySpan:
        number = Decimal(SEPARATOR.sub("", m[group])) if m[group][0].isdigit() else Decimal(0)
        places = max(0, -int(number.as_tuple().exponent))
        return MoneySpan(m.start(group), m.end(group), Amount(int(number * step), kind, max(1, step // 10**places)))

    both = figure("first"), figure("second")
    return both if all((span.amount.yen or 0) < TOO_MUCH for span in both) else ()


def _nothing(m: re.Match[str]) -> MoneySpan:
    return MoneySpan(m.start("dash"), m.end("dash"), Amount(0, AmountKind.EXACT, UNITS[m["unit"] or ""]))
