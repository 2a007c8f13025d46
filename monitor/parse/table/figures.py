"""The figures in a table's cells, in the printed unit of their column or in their own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from monitor.budget import Amount, AmountKind
from monitor.parse.memo import LONGEST_REMEMBERED, remember, remembered
from monitor.parse.money import TOO_MUCH, UNITS, money_spans
from monitor.parse.width import fold, fold_together
from monitor.read.making import maker

LONGEST_FIGURE = 24
"""Characters. A longer row of digits is no sum of money."""

FIGURE = re.compile(
    r"""
    (?: (?P<minus> [▲△-] ) | \+ )?
    (?P<number> (?: \d{1,3} (?: ,\d{3} )++ | \d++ ) (?: \.\d++ )?+ )
    (?P<unit> (?: 兆 | [千百十]?億 | [千百十]?万 | 千 | 百 )? 円 )?
    """,
    re.X,
)
"""1,056, △111,155, 0.65, 12億円: a cell that is one figure (folded text without white space)."""
NOTHING = re.compile(r"[-ー―…]+ | 皆減", re.X)
"""－: a cell that says that there is nothing (folded text without white space)."""
UNIT = re.compile(
    r"""
    (?: 単位 [:;、]? | ^ [(]? | [(\[] )
    (?P<unit> 兆円 | 億円 | 千万円 | 百万円 | 十万円 | 万円 | 千円 | 円 ) (?! [当/] )
    """,
    re.X,
)
"""（単位：千円、％）, 事業費（千円）, 千円 (folded text without white space)."""
PAIR = re.compile(
    r"(?P<current> [^()]{1,24} ) [(] (?: (?: 前年度? | 昨年度 ) (?: 当初 )? (?: 予算 )? 額? [:、]? )? (?P<prior> [^()]{1,24} ) [)]",
    re.X,
)
"""1,931(1,720), 1,931(前年度1,720): this year, and the year before in brackets (folded text without white space)."""
INSIDE_OF = re.compile(r"(?P<figure> [^()]{1,24}? ) (?: の? 内数 | [(] の? 内数 [)] )", re.X)
"""2,000の内数, 2,000(内数) under a head that tells the unit (folded text without white space)."""
BRACKETED = re.compile(r"[(\[] (?P<figure> [^()\[\]]{1,24} ) [)\]]", re.X)
"""(100): how last year's figure may stand in its own column (folded text without white space)."""
OF_WHICH = re.compile(
    r"""
    (?P<bracket> [(\[〔] )? \s* うち [、,:\s]* (?P<label> (?: (?! うち ) [^()\[\]〔〕\d△▲] ){0,20}? ) [、,:\s]*
    (?P<figure> \d [\d,.]* ) \s* (?P<unit> (?: 兆 | [千百十]?億 | [千百十]?万 | 千 | 百 )? 円 )? \s* [)\]〕]? \s* $
    """,
    re.X,
)
"""12,000（うち推進枠 3,000）, 灯台の整備（うち国費5百万円）: a part told behind a figure or a name (folded text)."""
BLANKS = re.compile(r"[^\S\n]+")
FIGURE_ENDS = frozenset("円減-ー―…")
"""What a cell that is one figure ends in, but for a digit."""
MORE_THAN_FIGURE = re.compile(r"[円求数(\[<〔【〈《]")
"""What a cell that states money has and is no figure: 2億円, 事項要求, 内数, a bracket (folded text)."""


class Figure(NamedTuple):
    """A number as printed. places: digits behind the point; unit: in yen where the cell names one, else None.

    is_within: whether what is meant is an unstated part of it (内数); such a number is nothing to do sums with.
    """

    number: Decimal
    places: int
    unit: int | None = None
    is_within: bool = False

    def amount(self, unit: int | None) -> Amount:
        """The money that it states under a column's unit (yen). An unstated amount where nothing tells a unit, but for nothing."""
        yen_each = self.unit or unit or (1 if self.number == 0 and not self.is_within else None)
        if yen_each is None or abs(self.number) * yen_each >= TOO_MUCH:
            return Amount.none()
        kind = AmountKind.WITHIN if self.is_within else AmountKind.EXACT
        return Amount(int(self.number * yen_each), kind, max(1, yen_each // 10**self.places))


_made_figure = maker(Figure)
ZERO = Figure(Decimal(0), 0)


def adds_up(whole: Figure, total: Decimal, count: int) -> bool:
    """Whether the total of so many parts is a whole, but for the rounding of each."""
    return abs(total - whole.number) <= Decimal(count).scaleb(-whole.places) / 2


@remembered
def bare(text: str) -> str:
    """The text folded, without any white space: 令和　８年度 and 令和８年度 are one head."""
    return "".join(fold(text).split())


def look_together(texts: Iterable[str]) -> None:
    """Squeezes the texts of many cells at once, which takes less time than one by one, and tells their figures; bare, figure_in and
    states_money remember it."""
    texts = [text for text in texts if len(text) <= LONGEST_REMEMBERED and "\n" not in text]
    fold_together(texts)
    squeezed = BLANKS.sub("", "\n".join(map(fold, texts))).split("\n")
    if len(squeezed) != len(texts):
        return
    remember(bare, zip(texts, squeezed, strict=True))
    figures = [_figure(plain) for plain in squeezed]
    remember(figure_in, zip(texts, figures, strict=True))
    told = list(zip(texts, squeezed, figures, strict=True))
    remember(states_money, [(text, True) for text, _, figure in told if figure is not None])
    words = [(text, plain) for text, plain, figure in told if figure is None]
    remember(states_money, [(text, False) for text, plain in words if MORE_THAN_FIGURE.search(plain) is None])


@remembered
def figure_in(text: str) -> Figure | None:
    """The one figure that a cell is, None where it is anything else. A dash is zero."""
    return _figure(bare(text))


def _figure(squeezed: str) -> Figure | None:
    """The figure that a cell is, be a part of it told behind or not."""
    if "うち" in squeezed and (m := OF_WHICH.search(squeezed)):
        squeezed = squeezed[: m.start()]
    if squeezed[-1:] not in FIGURE_ENDS and not squeezed[-1:].isdecimal():
        return None
    m = FIGURE.fullmatch(squeezed)
    if m is None:
        return ZERO if NOTHING.fullmatch(squeezed) else None
    if len(squeezed) > LONGEST_FIGURE:
        return None
    minus, digits, unit = m.groups()
    number = Decimal(digits.replace(",", ""))
    return _made_figure((-number if minus else number, len(digits.partition(".")[2]), UNITS[unit[:-1]] if unit else None, False))


@remembered
def part_in(text: str) -> tuple[str, Figure] | None:
    """The label and the figure of a part that a text ends in: （うち推進枠 3,000）."""
    m = OF_WHICH.search(fold(text)) if "うち" in text else None
    figure = _figure(f"{m['figure']}{m['unit'] or ''}") if m else None
    return (m["label"].strip(), figure) if m and figure else None


@remembered
def part_behind(name: str) -> tuple[str, str]:
    """A name apart from the part that stands in brackets behind it, with that part: 灯台の整備 and （うち国費 5百万円）."""
    m = OF_WHICH.search(fold(name)) if "うち" in name else None
    return (
        (name[: m.start()].rstrip(), name[m.start() :].strip()) if m and m["bracket"] and m["label"] and m.start() else (name, "")
    )


@remembered
def amount_in(text: str) -> Amount | None:
    """The money that a cell states in words of its own: 2,027億31百万円, 56億円の内数. None where it states none, or two sums."""
    spans = money_spans(text)
    if len(spans) != 1 or len(text.strip()) - (spans[0].end - spans[0].start) > 2:
        return None
    return spans[0].amount


@remembered
def within_in(text: str) -> Figure | None:
    """The figure that what a cell means is an unstated part of: 2,000の内数. None where it is anything else."""
    m = INSIDE_OF.fullmatch(bare(text)) if "数" in text else None
    figure = figure_in(m["figure"]) if m else None
    return figure._replace(is_within=True) if figure is not None and figure.number > 0 else None


def bracketed_in(text: str) -> Figure | None:
    """The figure that a cell shows in brackets and nothing beside it: (100), (130の内数)."""
    m = BRACKETED.fullmatch(bare(text))
    return (figure_in(m["figure"]) or within_in(m["figure"])) if m else None


@remembered
def pair_in(text: str) -> tuple[Figure, Figure] | None:
    """This year's figure and the year before's in brackets, where a cell is both: 1,931（1,720）, 12億円(－)."""
    squeezed = bare(text)
    m = PAIR.fullmatch(squeezed) if squeezed.endswith(")") else None
    if m is None:
        return None
    current, prior = (figure_in(words) or within_in(words) for words in (m["current"], m["prior"]))
    return (current, prior) if current is not None and prior is not None else None


@remembered
def states_money(text: str) -> bool:
    """Whether a cell is a figure, one that holds more, two of both years, or money in words."""
    if figure_in(text) is not None:
        return True
    if MORE_THAN_FIGURE.search(bare(text)) is None:
        return False
    return pair_in(text) is not None or amount_in(text) is not None or within_in(text) is not None


def unit_in(text: str) -> int | None:
    """The unit that a head or a note names, in yen: （単位：千円） is 1000."""
    m = UNIT.search(bare(text)) if "円" in text else None
    return UNITS[m["unit"][:-1]] if m else None
