"""How sure the reader is of an entry's name and amount together: of entries at 0.9, nine in ten are right (EXPORT.md, An entry).

A layout says how surely it found a name and its money together. What an entry looks like, and how it fits those around it, says the
rest: each piece of evidence has a weight in log-odds, fitted to the expert's readings and to the invented releases, printed as they
are, in other ways and damaged as bad converters damage them (tests/parse/test_confidence.py measures it again).
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from monitor.budget import REVIEW_BELOW, Amount, AmountKind, Entry, FiscalYear, Level, Stage
from monitor.parse.width import fold

SUREST, LEAST_SURE = 0.995, 0.01

WEIGHTS: Mapping[str, float] = {
    "base": 1.0,
    "layout": 1.05,
    "no year before": -0.7,
    "no money": -2.1,
    "inside of more": -0.9,
    "part": 0.8,
    "more than its measure": -1.4,
    "short name": -2.6,
    "long name": -2.3,
    "broken name": -2.8,
    "stray words": -2.9,
    "words of money": -3.6,
    "small": -0.8,
    "digit lost": -4.0,
    "steep": -2.5,
    "said otherwise": -3.4,
}
"""What each piece of evidence adds to the log-odds that name and amount are right; "layout" is the layout's own log-odds."""

BROKEN_START = re.compile(
    r"""
    ^ [をにがはのともへやでるれたてっょゃゅー、。)）」』】〕〉》・,.:;→]
  | ^ (?! その ) [ぁ-ん]{1,2} [一-龥] | ^ \d{1,2} \s | ^ [<>|*]
  | ^ \d{1,2} (?! [号次種類級期世か所年月日人回歳] ) [ぁ-んァ-ヶー一-龥]
    """,
    re.X,
)
"""How the rest of a broken name begins (folded text)."""
BROKEN_END = re.compile(
    r"""
    [をにがはのとへや、。(（「『【〔〈《・,:;→\-] $
  | (?: \s | [一-龥]{2,} ) \d{1,3} $
  | [一-龥ァ-ヶ] (?: (?<! [更刷革維一] ) 新 | 拡充 | 推 | テ ) $
  | \.{2,} $
  | (?: 事業 | 経費 | 補助金? | 交付金 | 対策 | 支援 | 推進 | 費 | 等 ) [一-龥・]{2,12} [局課] $
    """,
    re.X,
)
"""How a name ends that goes on elsewhere, or that ran into a number or an office (folded text)."""
BROKEN_ENDS = frozenset("をにがはのとへや、。(（「『【〔〈《・,:;→-新充推テ.局課")
"""What such a name's last letter is, a digit aside."""
BRACKETED = re.compile(r"[(] (?: [^()] | [(] [^()]* [)] )* [)]", re.X)
"""（認知症の人の支援）: nothing but what explains a name, or who is in charge (folded text)."""
STRAY = re.compile(
    r"""
    [円。|\t→\s\d(前要計]
    (?: (?<= [円。|\t→] ) | (?<= \s ) \s | (?<= \d ) [\d,]{3,} | (?<= [(] ) \s* 前年度
      | (?<= 前 ) 年度予算 | (?<= 要 ) 求額 | (?<= 計 ) 上項目 )
    """,
    re.X,
)
"""What belongs to no name: money, a sentence's end, a table's drawing (folded text)."""
OF_MONEY = re.compile(
    r"""
    [当あ]たり | につき | 補助率 | 限度額 | 単価 | 上限 | \d/\d | ×
  | (?: 令和 | 平成 | R ) \d+ 年度 .* (?: 予算 | 要求 ) | 予算案?額? $ | [国公]費 :? $
    """,
    re.X,
)
"""What is told of money: what it is for one of, who pays which share of it, whose budget it is of (folded text)."""
OPENING, CLOSING = "(「『【〔〈《[", ")」』】〕〉》]"
BRACKET = re.compile(f"[{re.escape(OPENING + CLOSING)}]")
SHORT_NAME, LONG_NAME = 4, 40
STEEP = 5
"""Times. Money that grew or shrank by more is as often a digit lost as a budget cut."""
SHRUNK = 1.5
NEAR_BEFORE = 0.15
"""How near an amount comes to the year before, as a share of it, when the digit is put back that it lost at its front."""
SMALL = 10_000_000
"""Yen. Less is as often what one pays for something as what a budget holds."""
ROUNDING = 0.02


Budget = tuple[FiscalYear | None, Stage | None]


def confidences(entries: Sequence[Entry], of_document: Budget = (None, None)) -> list[float]:
    """How sure the evidence makes each of a document's entries. of_document: year and stage where an entry names none.

    A total keeps what its layout says, and so does a record that is as sure as can be: its columns say what is name and money.
    """
    around = _Around(entries, of_document)
    kept = [entry.level is Level.TOTAL or entry.confidence >= SUREST for entry in entries]
    weighed = [entry.confidence if keeps else _weighed(entry, around) for entry, keeps in zip(entries, kept, strict=True)]
    return _no_surer_than_their_measures(entries, weighed)


def _no_surer_than_their_measures(entries: Sequence[Entry], weighed: Sequence[float]) -> list[float]:
    """A part whose measure's name only stands in for a lost title is named after a guess too."""
    doubted: dict[str, float] = {}
    for entry, confidence in zip(entries, weighed, strict=True):
        if entry.level is Level.MEASURE and confidence < REVIEW_BELOW:
            doubted[entry.name] = min(confidence, doubted.get(entry.name, 1.0))
    return [min(confidence, doubted.get(entry.parent or "", 1.0)) for entry, confidence in zip(entries, weighed, strict=True)]


def _weighed(entry: Entry, around: _Around) -> float:
    """A layout that doubts its own reading (a name that stands in for a lost title) is not argued out of it."""
    odds = sum(WEIGHTS[name] * value for name, value in evidence(entry, around).items())
    most = entry.confidence if entry.confidence < REVIEW_BELOW else SUREST
    return round(min(most, max(LEAST_SURE, 1 / (1 + math.exp(-odds)))), 4)


BudgetLine = tuple[str, tuple[str, ...], int | None, str | None]


class _Around:
    """What the entries of a document say of each other: the money of each measure, and names that stand twice."""

    def __init__(self, entries: Sequence[Entry], of_document: Budget) -> None:
        self.of_document = of_document
        self.whole: dict[str, int] = {}
        self.money: dict[BudgetLine, set[int | None]] = defaultdict(set)
        for entry in entries:
            if entry.level is Level.MEASURE and entry.amount.yen is not None:
                self.whole[entry.name] = entry.amount.yen
            if entry.level is Level.MEASURE:
                self.money[self.budget_line(entry)].add(entry.amount.yen)

    def budget_line(self, entry: Entry) -> BudgetLine:
        """The name of an entry, the headings it stands under and the budget that it is of: その他 of one group is not another's."""
        year, stage = entry.fiscal_year or self.of_document[0], entry.stage or self.of_document[1]
        return entry.name, entry.section, year.year if year else None, stage.value if stage else None

    def is_too_much(self, entry: Entry) -> bool:
        """Whether a part states more money than the measure it is said to be of."""
        whole = self.whole.get(entry.parent or "") if entry.level is Level.BREAKDOWN else None
        return whole is not None and entry.amount.yen is not None and entry.amount.yen > whole * (1 + ROUNDING)

    def is_said_otherwise(self, entry: Entry) -> bool:
        """Whether the name stands under the same headings of the same budget with other money."""
        return entry.level is Level.MEASURE and len(self.money[self.budget_line(entry)]) > 1


def evidence(entry: Entry, around: _Around) -> dict[str, float]:
    """Each piece of evidence that says anything about the entry, with its value; WEIGHTS says what it adds."""
    name, amount, prior = fold(entry.name), entry.amount, entry.prior
    now, before = amount.yen or 0, prior.yen or 0
    told = min(0.99, max(0.01, entry.confidence))
    said = {"base": 1.0, "layout": math.log(told / (1 - told))}
    if prior.kind is AmountKind.NONE:
        said["no year before"] = 1.0
    if amount.kind is AmountKind.NONE:
        said["no money"] = 1.0
    elif amount.kind is AmountKind.WITHIN:
        said["inside of more"] = 1.0
    if entry.level is Level.BREAKDOWN:
        said["part"] = 1.0
    if len(name) < SHORT_NAME:
        said["short name"] = 1.0
    elif len(name) > LONG_NAME:
        said["long name"] = 1.0
    if BRACKETED.fullmatch(name) or BROKEN_START.search(name) or _ends_broken(name) or not _is_balanced(name):
        said["broken name"] = 1.0
    if STRAY.search(name):
        said["stray words"] = 1.0
    if OF_MONEY.search(name):
        said["words of money"] = 1.0
    if 0 < now < SMALL:
        said["small"] = 1.0
    if has_lost_a_digit(amount, prior):
        said["digit lost"] = 1.0
    elif now > 0 and before > 0 and not before / STEEP <= now <= before * STEEP:
        said["steep"] = 1.0
    if around.is_too_much(entry):
        said["more than its measure"] = 1.0
    if around.is_said_otherwise(entry):
        said["said otherwise"] = 1.0
    return said


def has_lost_a_digit(amount: Amount, prior: Amount) -> bool:
    """Whether an amount far below the year before comes near it with one digit more at its front: 478億円（2,365億円）."""
    now, before, step = amount.yen or 0, prior.yen or 0, amount.step or 1
    if not 0 < now * SHRUNK < before:
        return False
    place = 10 ** len(str(now // step)) * step
    while place <= before:
        if any(abs(now + digit * place - before) <= NEAR_BEFORE * before for digit in range(1, 10)):
            return True
        place *= 10
    return False


def _ends_broken(name: str) -> bool:
    last = name.rstrip()[-1:]
    return (last in BROKEN_ENDS or last.isdecimal()) and BROKEN_END.search(name) is not None


def _is_balanced(name: str) -> bool:
    return BRACKET.search(name) is None or all(
        name.count(opening) == name.count(closing) for opening, closing in zip(OPENING, CLOSING, strict=True)
    )
