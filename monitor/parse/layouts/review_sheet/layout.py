"""The rows of one program (years, accounts) are one statement: this year's initial budget, and the request for the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitor.budget import Amount, AmountKind, Entry, FiscalYear, Level, Stage
from monitor.parse.header import Header
from monitor.parse.layouts.records import Columns, amount, cell, cells, heading, rows, spans
from monitor.parse.layouts.span import Span
from monitor.parse.width import plain
from monitor.read.document import Document, Line

NAME = "review_sheet"
WORDS = ("予算事業ID", "事業名", "予算年度", "当初予算")
"""What the headings of the summary of budgets have among them."""
UNIT = 1
"""Yen: the RS system gives every figure in 円."""
INITIAL, REQUESTED = "当初予算", "翌年度要求額"
"""The columns of one account; those of the whole program have (合計) behind."""
WHOLE = "(合計)"
CONFIDENCE, DOUBTFUL = 0.995, 0.1
GENERAL_ACCOUNT = "一般会計"


@dataclass(slots=True)
class _Year:
    """What the rows of one program say of one year. line: of the row that states the whole program, else of the first."""

    line: Line
    states_whole: bool = False
    initial: Amount = field(default_factory=Amount.none)
    requested: Amount = field(default_factory=Amount.none)
    is_sure: bool = True


@dataclass(slots=True)
class _Program:
    """One program of one year's sheets. row: the first of its rows, for what all of them repeat."""

    row: list[str]
    years: dict[FiscalYear, _Year] = field(default_factory=dict)
    accounts: dict[str, None] = field(default_factory=dict)


def find(document: Document, _header: Header) -> list[Span]:
    """The tables whose headings are the summary's."""
    return spans(document, WORDS)


def read(lines: Sequence[Line], _header: Header) -> list[Entry]:
    """For each program the latest year's initial budget beside the one of the year before, and the request where one is stated."""
    headings = [heading(one) for one in cells(lines[0])]
    columns = {word: at for at, word in reversed(list(enumerate(headings)))}
    programs: dict[tuple[str, str], _Program] = {}
    for line, row in rows(lines[1:], headings):
        key = _cell(row, columns, "事業年度"), _cell(row, columns, "予算事業ID")
        year = _year(_cell(row, columns, "予算年度"))
        if key[1] and year is not None and _cell(row, columns, "事業名"):
            _take(programs.setdefault(key, _Program(row)), year, line, row, columns)
    entries = [entry for program in programs.values() for entry in _entries(program, columns)]
    return sorted(entries, key=lambda entry: entry.line or 0)


def _take(program: _Program, year: FiscalYear, line: Line, row: list[str], columns: Columns) -> None:
    """Add what a row says: the program's sum where it states one; of a year without any, the sum of its accounts."""
    if account := "".join(_cell(row, columns, word) for word in ("会計", "勘定")) or _cell(row, columns, "会計区分"):
        program.accounts[account] = None
    if any(_cell(row, columns, word + WHOLE) for word in (INITIAL, REQUESTED)):
        initial, requested = (amount(_cell(row, columns, word + WHOLE), UNIT) for word in (INITIAL, REQUESTED))
        if not (known := program.years.get(year)) or not known.states_whole:
            is_sure = initial is not None and requested is not None
            program.years[year] = _Year(line, True, initial or Amount.none(), requested or Amount.none(), is_sure)
        return
    of_year = program.years.setdefault(year, _Year(line))
    if of_year.states_whole:
        return
    initial, requested = (amount(_cell(row, columns, word), UNIT) for word in (INITIAL, REQUESTED))
    of_year.is_sure = of_year.is_sure and initial is not None and requested is not None
    of_year.initial = _sum(of_year.initial, initial)
    of_year.requested = _sum(of_year.requested, requested)


def _sum(one: Amount, other: Amount | None) -> Amount:
    if other is None or other.kind is AmountKind.NONE:
        return one
    return other if one.kind is AmountKind.NONE else one + other


def _entries(program: _Program, columns: Columns) -> list[Entry]:
    """The program in its latest year, and in the year after as requested."""
    stated = [year for year, one in program.years.items() if AmountKind.EXACT in (one.initial.kind, one.requested.kind)]
    if not stated:
        return []
    year = max(stated)
    latest, before = program.years[year], program.years.get(year.previous)
    entries = []
    if latest.initial.kind is AmountKind.EXACT:
        prior = before.initial if before is not None else Amount.none()
        entries.append(_entry(program, columns, latest, (year, Stage.INITIAL), latest.initial, prior))
    if latest.requested.kind is AmountKind.EXACT:
        entries.append(_entry(program, columns, latest, (year.next, Stage.REQUEST), latest.requested, latest.initial))
    return entries


def _entry(
    program: _Program, columns: Columns, of_year: _Year, when: tuple[FiscalYear, Stage], stated: Amount, prior: Amount
) -> Entry:
    line = of_year.line
    return Entry(
        id=f"l{line.number}",
        name=plain(_cell(program.row, columns, "事業名")),
        fiscal_year=when[0],
        stage=when[1],
        page=line.page,
        line=line.number,
        box=line.box,
        level=Level.MEASURE,
        ministry=_first(program.row, columns, "府省庁", "政策所管府省庁", "所管府省庁"),
        bureau=_first(program.row, columns, "局・庁", "部"),
        division=_first(program.row, columns, "課", "室", "部"),
        amount=stated,
        prior=prior,
        account=_account(program),
        confidence=CONFIDENCE if all(one.is_sure for one in program.years.values()) else DOUBTFUL,
    )


def _account(program: _Program) -> str | None:
    """The account of a program that has one; 一般会計 needs no word."""
    accounts = [plain(one) for one in program.accounts]
    return accounts[0] if len(accounts) == 1 and accounts[0] != GENERAL_ACCOUNT else None


def _cell(row: Sequence[str], columns: Mapping[str, int], word: str) -> str:
    return cell(row, columns.get(word))


def _first(row: Sequence[str], columns: Mapping[str, int], *words: str) -> str | None:
    return next((plain(found) for word in words if (found := _cell(row, columns, word))), None)


def _year(text: str) -> FiscalYear | None:
    """2024, 令和6年度."""
    try:
        return FiscalYear(int(text)) if text.isascii() and text.isdigit() else FiscalYear.parse(text)
    except ValueError:
        return None
