"""A row of the 予算書 is an entry: 所管, 組織, 項 and 目 say what it is, the columns of money what it costs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.budget import Amount, AmountKind, Entry, FiscalYear, Level, Stage
from monitor.budget.fiscal_year import fiscal_years_in
from monitor.budget.measure import MINISTRY_CODES
from monitor.parse.header import Header
from monitor.parse.layouts.records import amount, cell, cells, heading, rows, spans
from monitor.parse.layouts.span import Span
from monitor.parse.table.figures import unit_in
from monitor.parse.width import plain
from monitor.read.document import Document, Line

NAME = "account"
WORDS = ("所管", "項", "目名")
"""What the headings of every 予算書 have among them."""
CHECKED, UNCHECKED, DOUBTFUL = 0.995, 0.9, 0.1
"""How sure an entry is whose difference is right, that states none, and whose difference is wrong."""

DIFFERENCE = re.compile(r"比較 | 増 .{0,2} 減 | 差引", re.X)
"""比較増△減額(千円)."""
BEFORE = re.compile(r"^ 前年度", re.X)
"""前年度予算額(千円)."""
STAGES = (
    (re.compile(r"補正"), Stage.SUPPLEMENTARY),
    (re.compile(r"概算"), Stage.REQUEST),
    (re.compile(r"案"), Stage.DRAFT),
    (re.compile(r"要求 | 予算 | 予定", re.X), Stage.INITIAL),
)
"""令和7年度要求額: what the cabinet asks of the Diet, the initial budget; a ministry's request says 概算要求額."""
OF_MINISTRY = re.compile(r"(?P<ministry> .+ ) 所管 $", re.X)
"""厚生労働省所管."""
BRACKETED = re.compile(r"^ [(] (?P<name> [^()]+ ) [)] $", re.X)
"""(内廷費): money that no further rule binds stands in brackets."""
SUM = re.compile(r"(?: 合 | 小 | 総 )? 計", re.X)


@dataclass(frozen=True, slots=True)
class _Money:
    """The columns of money. unit: yen of one."""

    year: FiscalYear
    stage: Stage
    unit: int
    stated: int
    before: int | None
    difference: int | None


@dataclass(frozen=True, slots=True)
class _Names:
    """The columns that say what a row is."""

    name: int
    item: int | None
    ministry: int | None
    bureau: int | None
    account: int | None
    subaccount: int | None


def find(document: Document, _header: Header) -> list[Span]:
    """The tables whose headings are a 予算書's and tell year, stage and unit of the money."""
    by_number = {line.number: line for line in document.lines} if document.tables else {}
    return [span for span in spans(document, WORDS) if _money([heading(one) for one in cells(by_number[span.first])]) is not None]


def read(lines: Sequence[Line], _header: Header) -> list[Entry]:
    """An entry for each row with a 目, in order; what a merged cell says holds for the rows that it covers."""
    headings = [heading(one) for one in cells(lines[0])]
    money, names = _money(headings), _names(headings)
    if money is None or names is None:
        return []
    entries = []
    above: list[str] = []
    for line, row in rows(lines[1:], headings):
        above = _above(row, names, above)
        if cell(row, names.name):
            entries.append(_entry(line, row, above, money, names))
    return entries


def _above(row: list[str], names: _Names, last: list[str]) -> list[str]:
    """Ministry, bureau, account and item of a row: the last row's, down to the first that the row states itself."""
    stated = [cell(row, one) for one in (names.ministry, names.bureau, names.account, names.item)]
    covered = next((at for at, one in enumerate(stated) if one), len(stated))
    return [*last[:covered], *stated[len(last[:covered]) :]]


def _entry(line: Line, row: list[str], above: list[str], money: _Money, names: _Names) -> Entry:
    """The row's entry; above: ministry, bureau, account and item. Money that is no figure is not stated, and the row is doubted."""
    stated, before, difference = (amount(cell(row, at), money.unit) for at in (money.stated, money.before, money.difference))
    ministry, bureau, account, item = (plain(one) for one in above)
    name = plain(cell(row, names.name))
    section = tuple(part for part in (bureau, item) if part)
    if bureau in MINISTRY_CODES:  # 内閣府所管, こども家庭庁: a body that publishes its budget itself
        ministry, bureau = bureau, ""
    account = " ".join(part for part in (account, plain(cell(row, names.subaccount))) if part)
    return Entry(
        id=f"l{line.number}",
        name=m["name"] if (m := BRACKETED.match(name)) else name,
        fiscal_year=money.year,
        stage=money.stage,
        page=line.page,
        line=line.number,
        box=line.box,
        level=Level.TOTAL if SUM.fullmatch(name.replace(" ", "")) else Level.MEASURE,
        section=section,
        ministry=(m["ministry"] if (m := OF_MINISTRY.match(ministry)) else ministry) or None,
        bureau=bureau or None,
        amount=stated or Amount.none(),
        prior=before or Amount.none(),
        account=account or None,
        confidence=_confidence(stated, before, difference),
    )


def _confidence(stated: Amount | None, before: Amount | None, difference: Amount | None) -> float:
    """How sure a row is: its own arithmetic tells a figure that slipped into another column. None: what is no figure."""
    if stated is None or before is None or difference is None:
        return DOUBTFUL
    if difference.kind is AmountKind.NONE:
        return UNCHECKED
    return CHECKED if (stated.yen or 0) - (before.yen or 0) == difference.yen else DOUBTFUL


def _names(headings: Sequence[str]) -> _Names | None:
    def column(*words: str) -> int | None:
        return next((at for word in words for at, one in enumerate(headings) if one == word), None)

    name = column("目名", "目")
    if name is None:
        return None
    item, account = column("項名", "項"), column("特別会計", "会計", "会計名", "特別会計名")
    return _Names(name, item, column("所管", "所管名"), column("組織", "組織名"), account, column("勘定", "勘定名"))


def _money(headings: Sequence[str]) -> _Money | None:
    """The columns of money, found by their words. None where year, stage or unit is told by none."""
    units = {at: unit for at, one in enumerate(headings) if (unit := unit_in(one)) is not None}
    difference = next((at for at, words in enumerate(headings) if DIFFERENCE.search(words)), None)
    before = next((at for at, words in enumerate(headings) if BEFORE.search(words)), None)
    dated = {
        at: (years[0], stage)
        for at, words in enumerate(headings)
        if at not in (difference, before) and (years := fiscal_years_in(words)) and (stage := _stage(words)) is not None
    }
    if not dated or not units:
        return None
    stated = max(dated, key=lambda at: (dated[at][0], dated[at][1].rank))
    year, stage = dated[stated]
    if before is None:
        before = next((at for at, (other, _) in dated.items() if other == year.previous), None)
    return _Money(year, stage, units.get(stated) or next(iter(units.values())), stated, before, difference)


def _stage(words: str) -> Stage | None:
    return next((stage for pattern, stage in STAGES if pattern.search(words)), None)
