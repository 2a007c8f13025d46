"""What stands around a figure of money: the year before, the parts that are told apart, remarks, in brackets and in words.

Every offset refers to the raw string given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from monitor.budget import Amount, AmountKind, Part
from monitor.parse.badges import read_badges
from monitor.parse.money import CLOSING, OPENING, SHARED_UNIT, MoneySpan
from monitor.parse.steps import BEHIND_PRIOR, DIFFERENCE_BEHIND, DIFFERENCE_LABEL, year_before
from monitor.parse.year_forms import (
    ALL_NEW,
    ARROW_SIGN,
    ASIDE,
    BESIDES_LABEL,
    INITIAL_BEFORE,
    NOTHING_BEFORE_ARROW,
    PRIOR_LABEL,
    SAME,
    SEVERAL_YEARS,
    SUPPLEMENTARY_LABEL,
)


class Statement(NamedTuple):
    """A whole money statement: this year's amount, the prior year's, and the parts that are told apart.

    raw text[start:end] is all of it. prior is Amount.none() when no baseline is stated.
    """

    start: int
    end: int
    amount: Amount
    prior: Amount
    of_which: tuple[Part, ...] = ()


WITHIN_AFTER = re.compile(r"[ ]? の[ ]?内[ ]?数", re.X)
PUBLIC = re.compile(
    r"""
    (?: (?<! [一-龥ァ-ヶー] ) (?: 公費 | 事業費 ) | (?<= 事業 | 支援 | 対策 ) 公費 | (?<! [全外各両入出帰訪母他] ) 国費 | 総事業費
      | (?<! [契条規公制] ) 約 )
    [ :]* $
    """,
    re.X,
)
"""公費 , 総事業費： before a figure, right behind a name too (…支援事業国費 10億円); …調査事業費, 帰国費 are a name's end
(folded text)."""
_NOTE = r"(?: 程度 )? (?: [※*] \d{0,2} )?"
OF_WHICH_WORD = r"うち (?! わ | なー | あ[げわ] | が[わ] | こみ | きり | けし | どめ | ぬき | みず )"
"""うち before a part, and no word that begins so: うちわ, うちなー, うちあわせ (folded text)."""
OF_WHICH = re.compile(
    rf"""
    ^ [ 、,・]* {_NOTE} [ ]* [{OPENING}]? [ ]* {OF_WHICH_WORD} [ 、,:]*
    (?P<label> [(] [^円()]{{1,6}} [)] | [^円()]{{0,40}}? ) [ ]* $
    """,
    re.X,
)
"""うち、④ , うち、(推) , 〔うち、重要政策推進枠 between two figures (folded text)."""

OPEN = re.compile(rf"^ [ ]* {_NOTE} [ ]? [{OPENING}] [ ]* (?P<label> [^円{OPENING}{CLOSING}]{{0,30}}? ) [ :]* (?: 約 )? $", re.X)
"""(, （国 , （前年度 between two figures; a ※ may stand before it: 827億円※(762億円※) (folded text)."""

NEXT_PART = re.compile(r"^ [ ]* [、,・/;] [ ]* (?P<label> [^円()\[\]〔〕<>【】〈〉《》、,]{1,30}? ) [ :]* $", re.X)
CLOSE = re.compile(rf"[ ]* {_NOTE} (?:を含む|など|等)? [ ]* [{CLOSING}]", re.X)
PRIOR_OF_PART = re.compile(rf"[ ]? [(] [^()]{{1,24}} (?: 円 (?:の内数)? | - ) [)] (?= [ ]* [{CLOSING}] )", re.X)
"""（190億円） right before the bracket of a part closes (folded text)."""
PRIOR_OF_EACH = re.compile(rf"[ ]? [(] [^()]{{1,24}} 円 [)] (?= [ ]* [、,・/;{CLOSING}] )", re.X)
"""（12億円） behind each part that a bracket tells apart: （国15億円（12億円）、県5億円（4億円））."""
OPENED = re.compile(rf"[ ]* {_NOTE} [ ]* [{OPENING}]", re.X)
REST_OF_BRACKET = re.compile(rf"[^{OPENING}{CLOSING}]{{0,40}} [{CLOSING}]", re.X)
NO_PART_LABEL = re.compile(rf"うち | {PRIOR_LABEL.pattern} | {SUPPLEMENTARY_LABEL.pattern} | {DIFFERENCE_LABEL.pattern}", re.X)

PART_ENDING = re.compile(r"(?: (?: 一括 )? 計上 )? (?: 予算 | 分 | 項目 | 額 | 経費 ) $", re.X)
"""デジタル庁計上予算, デジタル庁一括計上分 → デジタル庁."""

PLUS = re.compile(r"[ ]* (?: [【(] [ ]* 再掲 [^】)円]{0,20} [】)] )? [ ]* \+ [ ]*", re.X)
"""206億円の内数【再掲】+0.7億円: what comes on top (folded text)."""

NOT_STATED = Amount.none()


class Reading:
    """The reading of one statement, figure by figure from its first."""

    def __init__(self, text: str, plain: str, spans: Sequence[MoneySpan], index: int) -> None:
        self.text, self.plain, self.spans, self.next = text, plain, spans, index + 1
        first = spans[index]
        self.first = first.start
        before = plain[: first.start]
        label = PUBLIC.search(before) if "費" in before or "約" in before else None
        if "当初" in before:
            label = INITIAL_BEFORE.search(before) or label
        nothing = NOTHING_BEFORE_ARROW.search(before) if ARROW_SIGN.search(before) else None
        self.start = label.start() if label else nothing.start() if nothing else first.start
        self.label = label[0].strip(" :") if label else ""
        self.end = first.end
        self.amount = first.amount
        self.prior: Amount | None = replace(first.amount, yen=0, kind=AmountKind.EXACT) if nothing else None
        self.parts: list[Part] = []

    def statement(self) -> Statement:
        """The statement, as far as figures follow each other with nothing but labels and brackets between."""
        while self._of_which() or self._besides() or self._bracket() or self._told_in_words() or self._aside():
            continue
        return Statement(self.start, self.end, self.amount, self.prior or NOT_STATED, tuple(self.parts))

    def _of_which(self) -> bool:
        """One うち part."""
        if self.next >= len(self.spans):
            return False
        span = self.spans[self.next]
        between = self.plain[self.end : span.start]
        m = OF_WHICH.match(between) if "うち" in between else None
        if m is None or span.amount.yen is None:
            return False
        self._take_part(m, span)
        if set(m[0].partition("うち")[0]) & set("([〔【<"):
            self._further_parts()
            if PRIOR_OF_PART.match(self.plain, self.end):
                self._step_over()
            self._close()
        return True

    def _besides(self) -> bool:
        """What comes on top of a figure that contains the money: the measure's own."""
        if self.next >= len(self.spans) or self.amount.kind is not AmountKind.WITHIN or self.parts or "+" not in self.plain:
            return False
        span = self.spans[self.next]
        if PLUS.fullmatch(self.plain, self.end, span.start) is None or not span.amount.is_stated or span.amount.yen is None:
            return False
        self.parts.append(Part("内数のほか", span.amount.yen))
        self.end, self.next = span.end, self.next + 1
        return True

    def _further_parts(self) -> None:
        """The other parts where one うち lists all that its bracket holds: （うち補助金 2.1億円、委託費 0.8億円）."""
        end, parts = self.end, list[Part]()
        for place, span in enumerate(self.spans[self.next :], start=self.next + 1):
            m = NEXT_PART.match(self.plain[end : span.start])
            if m is None or span.amount.yen is None or NO_PART_LABEL.search(m["label"]):
                return
            parts.append(Part(part_label(self.text[end + m.start("label") : end + m.end("label")]), span.amount.yen))
            end = span.end
            if CLOSE.match(self.plain, end):
                self.parts += parts
                self.end, self.next = end, place
                return

    def _bracket(self) -> bool:
        """One bracket: the prior year's amount, what contains this amount, or parts that are told apart."""
        if self.next >= len(self.spans):
            return False
        span = self.spans[self.next]
        m = OPEN.match(self.plain[self.end : span.start])
        if m is None:
            return False
        if self._is_difference(m["label"], span):
            self.prior = self.prior or year_before(self.amount, m["label"], span.amount, self.plain[span.end :])
            return self._step_over()
        if is_apart(m["label"]):
            return self._step_over()
        if SUPPLEMENTARY_LABEL.search(m["label"]):
            self.end, self.next = span.end, self.next + 1
            if CLOSE.match(self.plain, self.end) is None and self._step_over():
                return True
            self._close()
            return True
        is_own = self.prior is None and bool(self.label) and m["label"].strip(" :") == self.label
        if m["label"] and not is_own and not PRIOR_LABEL.search(m["label"]):
            return self._parts_in_bracket(m, span)
        step = BEHIND_PRIOR.match(self.plain, span.end)
        if not step and not CLOSE.match(self.plain, span.end):
            return False
        contained = self.amount.is_stated and span.amount.kind is AmountKind.WITHIN
        if not contained:
            if self.prior is not None:
                return False
            self.prior = span.amount
        self.end, self.next = span.end, self.next + 1
        if step:
            return self._step_over()
        self._close()
        return True

    def _is_difference(self, label: str, span: MoneySpan) -> bool:
        """Whether a bracket tells by how much the money grew or shrank."""
        negative = span.amount.yen is not None and span.amount.yen < 0 <= (self.amount.yen or 0)
        return negative or bool(DIFFERENCE_LABEL.search(label) or DIFFERENCE_BEHIND.match(self.plain, span.end))

    def _step_over(self) -> bool:
        """Steps over the rest of a bracket and the figures in it."""
        bracket = OPENED.match(self.plain, self.end)
        rest = REST_OF_BRACKET.match(self.plain, bracket.end() if bracket else self.end)
        if rest is None:
            return False
        self.end = rest.end()
        while self.next < len(self.spans) and self.spans[self.next].start < self.end:
            self.next += 1
        return True

    def _aside(self) -> bool:
        """A remark in a bracket of its own before the bracket of the year before."""
        m = ASIDE.match(self.plain, self.end) if self.prior is None and self.next < len(self.spans) else None
        if m is None or self.spans[self.next].start < m.end():
            return False
        self.end = m.end()
        return True

    def _told_in_words(self) -> bool:
        """A bracket that says in words that nothing stood here the year before, or as much."""
        if self.prior is not None or self.amount.yen is None:
            return False
        if OPENED.match(self.plain, self.end) is None:
            return False
        new, same = ALL_NEW.match(self.plain, self.end), SAME.match(self.plain, self.end)
        if new:
            self.prior, self.end = replace(self.amount, yen=0, kind=AmountKind.EXACT), new.end()
        elif same:
            self.prior, self.end = self.amount, same.end()
        return bool(new or same)

    def _parts_in_bracket(self, m: re.Match[str], span: MoneySpan) -> bool:
        if span.amount.yen is None:
            return False
        if self.amount.is_stated and span.amount.yen > (self.amount.yen or 0) + (self.amount.step or 1):
            return self._step_over()
        own = len(self.parts)
        self._take_part(m, span)
        before = [self._prior_of_part()]
        while self.next < len(self.spans):
            span = self.spans[self.next]
            following = NEXT_PART.match(self.plain[self.end : span.start])
            if following is None or span.amount.yen is None:
                break
            self._take_part(following, span)
            before.append(self._prior_of_part())
        if self.prior is None and all(before) and sum(part.yen for part in self.parts[own:]) == self.amount.yen:
            self.prior = replace(self.amount, yen=sum(before))
        self._close()
        within = WITHIN_AFTER.match(self.plain, self.end)
        if within:
            self.end = within.end()
            self.amount = Amount(self.amount.yen, AmountKind.WITHIN, self.amount.step)
        return True

    def _prior_of_part(self) -> int:
        """Steps over the bracket of a part's own year before; its yen, 0 where there is none."""
        m = PRIOR_OF_EACH.match(self.plain, self.end) if self.next < len(self.spans) else None
        if m is None or not self.end < self.spans[self.next].start < m.end():
            return 0
        self.end, self.next = m.end(), self.next + 1
        return self.spans[self.next - 1].amount.yen or 0

    def _take_part(self, m: re.Match[str], span: MoneySpan) -> None:
        label = self.text[self.end + m.start("label") : self.end + m.end("label")]
        if span.amount.yen is not None:
            self.parts.append(Part(part_label(label) or "うち", span.amount.yen))
        self.end, self.next = span.end, self.next + 1

    def _close(self) -> None:
        """Steps over the closing bracket, and over a unit that stands behind it for both figures."""
        closed = CLOSE.match(self.plain, self.end)
        if closed:
            self.end = closed.end()
            shared = SHARED_UNIT.match(self.plain, self.first) if "円" in self.plain[self.end :] else None
            if shared and shared.start("unit_of_both") == self.end:
                self.end = shared.end()


def part_label(label: str) -> str:
    """The name of a part as it is exported: 推 for the priority quota however it was garbled, デジタル庁 for 計上予算."""
    named = label.strip(" 　:：、")
    rest, flags = read_badges(f" {named}")
    if not rest.strip() and not named.endswith(("政策推進枠", "課題推進枠")):
        if {"priority", "priority_part"} & set(flags):
            return "推"
        if {"digital", "digital_part"} & set(flags):
            return "デジタル庁"
    return PART_ENDING.sub("", named) or named


def is_apart(label: str) -> bool:
    """Whether a label says that its money is that of several years or comes beside this one's."""
    return bool(SEVERAL_YEARS.search(label) or BESIDES_LABEL.match(label))
