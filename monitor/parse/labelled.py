"""What labels below a measure state (DOMAIN.md, Rates and unit amounts).

補助率：1/2、補助上限額：１か所当たり3,000万円 / 実施主体：都道府県. Sheets and slides have places of their own for these, and read
them there. In a list they stand on rows below their measure.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from monitor.budget import Entry, FiscalYear, Level, Rate, Stage, UnitAmount
from monitor.parse.implementers import BEHIND_VALUE, parties
from monitor.parse.names import read_marker
from monitor.parse.places import matches
from monitor.parse.rates import read_rates
from monitor.parse.recipients import by_recipient
from monitor.parse.unit_amounts import read_unit_amounts
from monitor.parse.width import fold
from monitor.read.document import Line

MAY_BE_STATED = re.compile(r"率|合|額|単価|主\s?体")
LABEL = re.compile(
    r"""
    (?: ^ | (?<= [\s、,/。・|()\[\]【】○〇◯●◎◆◇■□※-] ) ) (?P<open> [【\[(<] [ ]* )?
    (?: (?P<rate> (?: 国庫 )? (?: 補[ ]?助 | 助[ ]?成 | 負[ ]?担 ) [ ]? (?: 率 | 割[ ]?合 ) )
      | (?P<unit> (?: 国庫 )? (?: 補助 | 助成 | 交付 | 支給 | 貸付 )? (?: (?: 上限 | 基準 | 限度 ) 額 | (?: 基準 )? 単価 ) )
      | (?P<who> (?: 事業 )? 実[ ]?施[ ]?主[ ]?体 ) ) 等?
    (?: [ ]? [(] [^()]{1,20} [)] )? [ ]*
    (?: [】\])>] [ ]* :? | : | \t | (?<= [ ] ) (?= \S+ [ ]* (?: 当[ ]?たり | あたり | につき ) ) ) [ ]*
    """,
    re.X,
)
"""補助率：, 【実施主体】, （補助上限額）, ○補助基準額（案）：, 補助単価　１㎡当たり; else the words are prose (folded text)."""
LABEL_BEGIN = re.compile(r"[【\[(<国補助負上基限単事実交支貸]")
"""The sign with which a label begins."""
LABEL_AND_GAP = re.compile(
    r"""
    \s* (?: 国庫 )? (?: 補助 | 助成 | 交付 | 支給 | 貸付 )? (?: (?: 上限 | 基準 | 限度 ) 額 | (?: 基準 )? 単価 )
    (?= [　\t] | [ ]{2} )
    """,
    re.X,
)
"""補助基準額　　第一種医療機関　１床当たり　15,000千円: a label that a gap alone sets apart, at its row's beginning (raw text)."""
ONE_OF = re.compile(r"(?: 当[ ]?たり | あたり | につき ) [ ]* \d", re.X)
"""１病院当たり　7,500千円 (folded text)."""

SENTENCE_END = re.compile(r"。(?![)）」])")
REVISED = re.compile(r"引 き? [上下] | 見直 | かさ上げ | 嵩上げ", re.X)
"""補助率：1/2への引上げ: what is to change is no statement of what it is."""

FARTHEST = 40
"""How many lines below its measure a statement can stand."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """What the labels of one row state."""

    line: int
    rates: tuple[Rate, ...] = ()
    unit_amounts: tuple[UnitAmount, ...] = ()
    implementers: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rates or self.unit_amounts or self.implementers)


def labelled_in(lines: Sequence[Line]) -> list[Labelled]:
    """The rows that state something behind a label, in order; a label alone on its row is of the row below."""
    found: list[Labelled] = []
    for place, line in enumerate(lines):
        if found and found[-1].line == line.number - 1 and (rest := _rest_of_list(line, found[-1])):
            found.append(rest)
            continue
        if MAY_BE_STATED.search(line.text) is None:
            continue
        below = lines[place + 1].text if place + 1 < len(lines) else ""
        if told := _labelled(line, below):
            found.append(told)
    return found


def with_labelled(entries: Sequence[Entry], lines: Sequence[Line]) -> list[Entry]:
    """The entries of a list with what is stated below them, where their own layout has read nothing of that.

    entries: each above what is stated of it. lines: the list's.
    """
    read = sorted(entries, key=lambda entry: entry.line or 0)
    places = [entry.line or 0 for entry in read]
    told = list(read)
    for stated in labelled_in(lines):
        last = bisect_right(places, stated.line) - 1
        if last >= 0 and stated.line - places[last] <= FARTHEST:
            last = _whole_of(read, last, stated.line, lines)
            for owner in _budgets_of_one(read, last):
                told[owner] = _with(told[owner], stated, read[owner])
    return told


def _whole_of(entries: Sequence[Entry], last: int, stated: int, lines: Sequence[Line]) -> int:
    """The place of the measure that a row below its last part is about; else that of the part. stated: the row's number."""
    parent = entries[last].parent
    first = last
    while parent and first > 0 and entries[first - 1].parent == parent:
        first -= 1
    if parent is None or first == 0 or first == last or entries[first - 1].name != parent:
        return last
    begin = lines[0].number
    parts = [lines[(entry.line or begin) - begin] for entry in entries[first : last + 1]]
    return first - 1 if is_below_all(parts, lines[stated - begin], lines) else last


def is_below_all(parts: Sequence[Line], line: Line, lines: Sequence[Line]) -> bool:
    """Whether a line below the last of several parts is about all of them: no further in, and nothing is written between them."""
    if len(parts) < 2 or indent(line) > indent(parts[-1]):
        return False
    numbers = {part.number for part in parts}
    begin = lines[0].number
    between = lines[parts[0].number - begin : parts[-1].number - begin]
    return not any(one.text.strip() for one in between if one.number not in numbers)


def indent(line: Line) -> int:
    """Blanks before a line's first letter."""
    return len(line.text) - len(line.text.lstrip(" \u3000"))


def _budgets_of_one(entries: Sequence[Entry], last: int) -> Iterator[int]:
    """The places of a measure's entries, one for each of its budgets; a sum has no rates. A budget again is another measure's."""
    budgets: set[tuple[FiscalYear | None, Stage | None, int | None]] = set()
    for place in range(last, -1, -1):
        entry = entries[place]
        budget = entry.fiscal_year, entry.stage, entry.round
        if entry.name != entries[last].name or entry.level is Level.TOTAL or budget in budgets:
            return
        budgets.add(budget)
        yield place


def _with(entry: Entry, told: Labelled, read: Entry) -> Entry:
    return replace(
        entry,
        rates=read.rates or tuple(dict.fromkeys(entry.rates + told.rates)),
        unit_amounts=read.unit_amounts or tuple(dict.fromkeys(entry.unit_amounts + told.unit_amounts)),
        implementers=read.implementers or tuple(dict.fromkeys(entry.implementers + told.implementers)),
    )


def _rest_of_list(line: Line, above: Labelled) -> Labelled | None:
    """What goes on with a list of unit amounts in the row right below: 　　地域拠点病院　１病院当たり　7,500千円."""
    if not above.unit_amounts or "円" not in line.text or read_marker(line.text)[0] is not None:
        return None
    folded = fold(line.text)
    if ONE_OF.search(folded) is None or LABEL.search(folded) or LABEL_AND_GAP.match(line.text):
        return None
    return Labelled(line.number, unit_amounts=read_unit_amounts(line.text.strip()))


def _labelled(line: Line, below: str) -> Labelled:
    """What the labels of a row state, each read up to the next label."""
    folded = "\t".join(map(fold, line.text.split("\t")))
    labels = list(matches(LABEL, LABEL_BEGIN, folded))
    rates: list[Rate] = []
    units: list[UnitAmount] = []
    names: list[str] = []
    ends = [*(m.start() for m in labels), len(folded)][1:]
    for m, end in zip(labels, ends, strict=True):
        value = SENTENCE_END.split(line.text[m.end() : end])[0].strip(" 　\t、,/／・|")
        if not value and m is labels[-1] and not LABEL.search(fold(below)):
            value = SENTENCE_END.split(below)[0].strip()
        stated = f"{line.text[m.start() : m.end()].strip()}{value}"
        if not value or REVISED.search(fold(value)):
            continue
        if m["rate"]:
            rates += by_recipient(read_rates(stated), stated)
        elif m["unit"]:
            units += read_unit_amounts(stated)
        else:
            names += parties(BEHIND_VALUE.split(value)[0])
    if not units and "円" in line.text and LABEL_AND_GAP.match(line.text):
        units += read_unit_amounts(line.text.strip())
    return Labelled(line.number, tuple(rates), tuple(units), tuple(dict.fromkeys(names)))
