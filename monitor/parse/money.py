"""Money as it is printed in releases (DOMAIN.md, Money). Every offset refers to the raw string given."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from monitor.budget import Amount, AmountKind, Part, YosanError
from monitor.parse.badges import read_badges
from monitor.parse.width import fold


class MoneyError(YosanError):
    """A text that should be an amount and is none."""


@dataclass(frozen=True, slots=True)
class MoneySpan:
    """One figure: raw text[start:end] states amount (the の内数 behind it belongs to it)."""

    start: int
    end: int
    amount: Amount


@dataclass(frozen=True, slots=True)
class Statement:
    """A whole money statement: this year's amount, the prior year's, and the parts that are told apart.

    raw text[start:end] is all of it. prior is Amount.none() when no baseline is stated.
    """

    start: int
    end: int
    amount: Amount
    prior: Amount
    of_which: tuple[Part, ...] = ()


UNITS = {
    "兆": 10**12,
    "億": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "万": 10**4,
    "千": 10**3,
    "百": 10**2,
    "": 1,
}

_NUMBER = r"\d++ (?: [ ]?,[ ]?\d{3}(?!\d) )*+ (?: \.\d++ )?+"
_UNIT = r"(?: 兆 | 億 | 千[ ]?万 | 百[ ]?万 | 十[ ]?万 | 万 | 千 | 百 )"

FIGURE = re.compile(
    rf"""
    (?<!\d) (?<!\d[.,])
    (?P<sign> [▲△] [ ]? | (?<![\d円\w)]) - )?+
    (?P<terms> (?: {_NUMBER} [ ]{{0,2}}+ {_UNIT} [ ]{{0,2}}+ )*+ (?: {_NUMBER} [ ]{{0,2}}+ )?+ )
    円 (?!滑)
    (?P<within> [ ]? (?:程度)? [ ]? (?: の[ ]?内[ ]?数 | [(]内数[)] | 内数 ) )?
    """,
    re.X,
)
"""2,027億31百万円, 10兆1,598億円, 2, 026百万円, 0.65億円, ▲3億円, 293億円の内数 (folded text)."""

TERM = re.compile(rf"(?P<number> {_NUMBER} ) [ ]* (?P<unit> {_UNIT} )? [ ]*", re.X)

DASH = re.compile(
    r"""
    (?<= [(\[〔] ) [ ]?
    (?P<dash> [-ー] [ ]? (?P<unit> 兆 | 億 | 百万 | 千万 | 万 | 千 )? (?P<yen>円)? )
    (?= [ ]? [)\]〕] )
    """,
    re.X,
)
"""(－億円), (-), （ー百万円）: nothing the year before."""

ON_REQUEST = re.compile(r"(?<!「) 事[ ]?項[ ]?要[ ]?求 (?!」)", re.X)
"""事項要求: requested without an amount. In 「」 it is only talked about."""

WITHIN_AFTER = re.compile(r"[ ]? の[ ]?内[ ]?数", re.X)
PUBLIC = re.compile(r"(?: 公費 | 総?事業費 ) [ :]* $", re.X)
OF_WHICH = re.compile(r"^ [ 、,・]* [(\[〔]? [ ]* うち [ 、,:]* (?P<label> [(] [^円()]{1,6} [)] | [^円()]{0,40}? ) [ ]* $", re.X)
OPEN = re.compile(r"^ [ ]? [(\[〔<] [ ]* (?P<label> [^円()\[\]〔〕]{0,30}? ) [ :]* $", re.X)
NEXT_PART = re.compile(r"^ [ ]* [、,・/;] [ ]* (?P<label> [^円()\[\]〔〕、,]{1,30}? ) [ :]* $", re.X)
CLOSE = re.compile(r"[ ]* (?:を含む|など|等)? [ ]* [)\]〕>]", re.X)
PRIOR_LABEL = re.compile(r"前年度 | 年度 | 当初 | ^ [RHS] \d{1,2} $ | 予算額", re.X)


def money_spans(text: str) -> list[MoneySpan]:
    """Every figure of the text in order of place; 内数 gives WITHIN, 事項要求 gives NONE, (－億円) and (-) give zero."""
    plain = fold(text)
    spans: list[MoneySpan] = []
    if "円" in plain:
        spans += [span for m in FIGURE.finditer(plain) if (span := _figure(m)) is not None]
    spans += [_nothing(m) for m in DASH.finditer(plain)]
    spans += [MoneySpan(m.start(), m.end(), Amount.none()) for m in ON_REQUEST.finditer(plain)]
    return sorted(spans, key=lambda span: span.start)


def read_amount(text: str) -> Amount:
    """The one amount that the text is. Raises MoneyError when it is none, or more than an amount."""
    raw = text.strip()
    spans = money_spans(raw) or money_spans(f"({raw})")
    if len(spans) != 1:
        raise MoneyError(f"not an amount of money: {text[:80]!r}")
    return spans[0].amount


def read_statement(text: str) -> Statement | None:
    """The first money statement of the text, or None when it has none.

    `201百万円 うち、④ 33百万円(168百万円)`: 201, prior 168, of which 推 33. `5.9億円（56億円の内数）`: 5.9億円 exact and no prior,
    as 56億円 is what contains it. `公費54,400百万円(国36,267百万円、地方18,133百万円)の内数`: WITHIN, with both parts.
    """
    spans = money_spans(text)
    plain = fold(text)
    for index, span in enumerate(spans):
        before = plain[: span.start]
        if OF_WHICH.search(_tail(before)) or (span.amount.yen == 0 and "円" not in plain[span.start : span.end]):
            continue
        return _Reading(text, plain, spans, index).statement()
    return None


def read_parts(text: str) -> tuple[Part, ...]:
    """The parts on a line of their own: `うち、デジタル庁計上予算389百万円`, `（国 73,299百万円、地方 29,567百万円）`."""
    plain = fold(text)
    parts: list[Part] = []
    at = 0
    for span in money_spans(text):
        gap = plain[at : span.start]
        m = OF_WHICH.search(gap) or (NEXT_PART.search(gap) if parts else OPEN.search(gap))
        if m is None or not m["label"] or span.amount.yen is None or PRIOR_LABEL.search(m["label"]):
            break
        parts.append(Part(part_label(text[at + m.start("label") : at + m.end("label")]), span.amount.yen))
        closed = CLOSE.match(plain, span.end)
        at = closed.end() if closed else span.end
    return tuple(parts)


def part_label(label: str) -> str:
    """The name of a part as it is exported: 推 for the priority quota however it was garbled, デジタル庁 for 計上予算."""
    named = label.strip(" 　:：、")
    rest, flags = read_badges(f" {named}")
    if not rest.strip():
        if {"priority", "priority_part"} & set(flags):
            return "推"
        if {"digital", "digital_part"} & set(flags):
            return "デジタル庁"
    return re.sub(r"(?:計上)?(?:予算|分|項目)$", "", named) or named


def _figure(m: re.Match[str]) -> MoneySpan | None:
    """The figure of a match of FIGURE, from where its units begin to descend; None when there is no number."""
    terms = [(t, UNITS[(t["unit"] or "").replace(" ", "")]) for t in TERM.finditer(m["terms"])]
    if not terms:
        return None
    first = 0
    for index in range(1, len(terms)):
        if terms[index][1] >= terms[index - 1][1]:
            first = index
    own = terms[first:]
    yen, step = Decimal(0), 1
    for term, unit in own:
        number = Decimal(re.sub(r"[ ,]", "", term["number"]))
        yen += number * unit
        exponent = number.as_tuple().exponent
        step = max(1, unit // 10 ** -int(exponent)) if int(exponent) < 0 else unit
    signed = first == 0 and m["sign"] is not None
    start = m.start() if first == 0 else m.start("terms") + own[0][0].start()
    kind = AmountKind.WITHIN if m["within"] else AmountKind.EXACT
    return MoneySpan(start, m.end(), Amount(-int(yen) if signed else int(yen), kind, step))


def _nothing(m: re.Match[str]) -> MoneySpan:
    return MoneySpan(m.start("dash"), m.end("dash"), Amount(0, AmountKind.EXACT, UNITS[m["unit"] or ""]))


def _tail(text: str) -> str:
    """What can still be the label before a figure: the text behind the last 円 or closing bracket."""
    return re.split(r"[円)\]〕]", text[-60:])[-1]


class _Reading:
    """The reading of one statement, figure by figure from its first."""

    def __init__(self, text: str, plain: str, spans: list[MoneySpan], index: int) -> None:
        self.text, self.plain, self.spans, self.next = text, plain, spans, index + 1
        first = spans[index]
        public = PUBLIC.search(plain[: first.start])
        self.start = public.start() if public else first.start
        self.end = first.end
        self.amount = first.amount
        self.prior: Amount | None = None
        self.parts: list[Part] = []

    def statement(self) -> Statement:
        """The statement, as far as figures follow each other with nothing but labels and brackets between."""
        while self._of_which() or self._bracket():
            continue
        return Statement(self.start, self.end, self.amount, self.prior or Amount.none(), tuple(self.parts))

    def _of_which(self) -> bool:
        """One うち part."""
        if self.next >= len(self.spans):
            return False
        span = self.spans[self.next]
        m = OF_WHICH.match(self.plain[self.end : span.start])
        if m is None or span.amount.yen is None:
            return False
        self._take_part(m, span)
        if m[0].lstrip(" 、,・")[:1] in {"(", "[", "〔"}:
            self._close()
        return True

    def _bracket(self) -> bool:
        """One bracket: the prior year's amount, what contains this amount, or parts that are told apart."""
        if self.next >= len(self.spans):
            return False
        span = self.spans[self.next]
        m = OPEN.match(self.plain[self.end : span.start])
        if m is None:
            return False
        if m["label"] and not PRIOR_LABEL.search(m["label"]):
            return self._parts_in_bracket(m, span)
        if not CLOSE.match(self.plain, span.end):
            return False
        contained = self.amount.is_stated and span.amount.kind is AmountKind.WITHIN
        if not contained:
            if self.prior is not None:
                return False
            self.prior = span.amount
        self.end, self.next = span.end, self.next + 1
        self._close()
        return True

    def _parts_in_bracket(self, m: re.Match[str], span: MoneySpan) -> bool:
        if span.amount.yen is None:
            return False
        self._take_part(m, span)
        while self.next < len(self.spans):
            span = self.spans[self.next]
            following = NEXT_PART.match(self.plain[self.end : span.start])
            if following is None or span.amount.yen is None:
                break
            self._take_part(following, span)
        self._close()
        within = WITHIN_AFTER.match(self.plain, self.end)
        if within:
            self.end = within.end()
            self.amount = Amount(self.amount.yen, AmountKind.WITHIN, self.amount.step)
        return True

    def _take_part(self, m: re.Match[str], span: MoneySpan) -> None:
        label = self.text[self.end + m.start("label") : self.end + m.end("label")]
        if span.amount.yen is not None:
            self.parts.append(Part(part_label(label) or "うち", span.amount.yen))
        self.end, self.next = span.end, self.next + 1

    def _close(self) -> None:
        closed = CLOSE.match(self.plain, self.end)
        if closed:
            self.end = closed.end()
