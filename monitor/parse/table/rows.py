"""The rows of a budget table as entries: names with the labels they stand under, their money, and whether it adds up."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from monitor.budget import FLAGS, Amount, AmountKind, Entry, FiscalYear, Level, Part, Stage
from monitor.parse.badges import read_badges
from monitor.parse.header import staged_years
from monitor.parse.names import clean_name
from monitor.parse.statements import part_label
from monitor.parse.table.budget import BudgetTable
from monitor.parse.table.columns import Columns, Figures, figures_of
from monitor.parse.table.figures import ZERO, amount_in, bare, bracketed_in, figure_in, pair_in, states_money, within_in
from monitor.parse.table.heads import Head, Role, placed
from monitor.parse.table.terms import implementers_of, rates_of, unit_amounts_of
from monitor.parse.width import fold, plain
from monitor.read.document import Document, TableRow

SURE, TOLD, UNSURE, REFUTED = 0.95, 0.85, 0.7, 0.5
"""Confidence of a row whose arithmetic holds; that has none, in a table that is proven or in another; whose arithmetic fails."""
LONGEST_SUM = 80
"""Rows that a sum adds up at most."""
LONGEST_NAME = 120

SUM = re.compile(r".* (?: 合計 | 小計 | 総計 | 純計 | 総額 ) | 計 | .{1,12} [省庁局部課款項目] 計", re.X)
"""歳出合計, 小計, 計, 医政局計: the name of a sum (without white space)."""
WITHIN = re.compile(r"^ [\s(（・]* うち [、,\s]* (?P<name> \S .* )", re.X)
"""うち 裁量的経費: a part of the row above."""
NUMBER = re.compile(r"^ \s* [(（]? \d{1,3} (?: [)）.．、] \s* | \s+ ) (?=\D)", re.X)
"""1. 総務管理費, 15 国庫支出金: a number of a 款 or a row before its name."""
IROHA = re.compile(r"^ \s* [(（] [イロハニホヘトチリヌルヲワカヨタレソツネナラム] [)）] \s*", re.X)
"""(ﾛ) 単独, (ハ) 県営: an item mark in the old order (normalised text)."""
_LETTER = "[A-Za-z①-⑳]"
_REFERENCE = rf"(?: [(] {_LETTER} [)] | [①-⑳] )"
FORMULA = re.compile(rf"\s* (?: {_REFERENCE} (?: \s* [+-] \s* {_REFERENCE} )+ | [(] {_LETTER} (?: [+-] {_LETTER} )+ [)] ) $", re.X)
"""歳出合計 (a)+(b), 差引 (Ａ－Ｂ): of which rows a row is made (folded text)."""
LETTERED = re.compile(rf"\s* (?: [(] (?P<letter> {_LETTER} ) [)] | (?P<circled> [①-⑳] ) ) $", re.X)
"""投資的経費 (b): the letter by which a formula speaks of a row (folded text)."""
ACCOUNT = re.compile(r"(?: (?<=年度) | (?<![一-龥ァ-ヶー々]) ) (?!年度) [一-龥ァ-ヶー々]{2,20} (?: 特別会計 | 事業会計 )", re.X)
"""介護保険特別会計 above its table."""
BADGE = re.compile(r"一部 (?: 新規 | 拡充 ) | 新規 | 新 | 拡充 | 再掲", re.X)
"""新規, 一部新規, 拡充 in a cell of their own."""
DITTO = re.compile(r"[〃″々] | 同上", re.X)
"""〃: as in the row above."""
NEW = re.compile(r"新規 | 皆増", re.X)
DIGITS_OF_MONEY = re.compile(r"(?<! [\d第注※] ) \d [\d,.]* \d (?! \d | \s* [年月日件人回所頁%] )", re.X)
"""1,2O4, 12 34千: in a column of money, but no figure; no 令和10年度, 注12 (folded text)."""


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row that has a name. labels: of the groups it stands in, outermost first; depth: of the column its name stands in.

    division: who is in charge, as its own cell says or a tall one that covers it.
    """

    row: TableRow
    name: str
    labels: tuple[str, ...]
    depth: int
    figures: Figures
    division: str | None = None


def named_rows(table: BudgetTable) -> Iterator[NamedRow]:
    """The rows with a name. A label holds for the rows below it until the next in its column; so does a row that has no figures."""
    labels: dict[int, str] = {}
    heading = ""
    tall = _TallCells(table.columns)
    columns = [head.place for head in table.columns.names]
    if list(table.columns.groups.values()).count(table.columns.amount.place) > 1:
        columns.append(table.columns.amount.place)  # a name may stand before its money under one head
    for row in table.rows:
        told = _words(row, columns)
        tall.take(row, is_sum=bool(told) and SUM.fullmatch(bare(told[-1][1])) is not None)
        figures = figures_of(row, table.columns.groups)
        for depth, words in told:
            labels = {place: label for place, label in labels.items() if place < depth} | {depth: words}
        if not told:
            continue
        depth, name = told[-1]
        if not _has_money(row, figures, table):
            heading, labels = (name, {}) if len(columns) == 1 else (heading, labels)
            continue
        outer = tuple(label for place, label in sorted(labels.items()) if place < depth)
        yield NamedRow(row, name, (*tall.labels, *((heading,) if heading else ()), *outer), depth, figures, tall.division)


def money_rows(table: BudgetTable) -> frozenset[int]:
    """The lines of the rows that have a name and, in a column of money, digits, readable or not: each should give an entry."""
    columns = table.columns
    names = [head.place for head in columns.names]
    heads = (columns.amount, columns.prior, columns.before, columns.after)
    sums = {head.place for head in heads if head is not None}
    return frozenset(row.line for row in table.rows if _words(row, names) and _has_digits(row, sums, names, columns))


def _has_digits(row: TableRow, sums: set[int], names: Collection[int], columns: Columns) -> bool:
    """Whether a row has a figure other than nothing in a column of money, or digits there that may be what is left of one."""
    figures = figures_of(row, columns.groups)
    if any(place in figures and figures[place].number for place in sums):
        return True
    for place, cell in placed(row.cells):
        covered = range(place, place + cell.columns)
        if sums.intersection(covered) and not any(name in covered for name in names) and DIGITS_OF_MONEY.search(fold(cell.text)):
            return figure_in(cell.text) is None
    return False


class _TallCells:
    """What cells taller than a row say of the rows they cover, whose own cells are empty or say 〃: division and labels."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.groups: dict[int, str] = {}
        self.division: str | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels in force, outermost first."""
        return tuple(label for _, label in sorted(self.groups.items()))

    def take(self, row: TableRow, *, is_sum: bool) -> None:
        """What holds for the next row; a sum is of no division but its own, and what stands above it holds no further."""
        if is_sum:
            self.groups, self.division = {}, None
        for head in self.columns.labels:
            own = _text_at(row, head.place).strip()
            if own and not DITTO.fullmatch(own) and not BADGE.fullmatch(own) and figure_in(own) is None:
                self.groups = {place: label for place, label in self.groups.items() if place < head.place} | {head.place: own}
        self.division = _own_division(row, self.columns) or self.division


def _own_division(row: TableRow, columns: Columns) -> str | None:
    """The division that a row's own cell names."""
    own = plain(_text_at(row, columns.division.place)).strip() if columns.division else ""
    return own if own and not DITTO.fullmatch(own) else None


def _words(row: TableRow, columns: Sequence[int]) -> list[tuple[int, str]]:
    """The words in the columns of names, each with how deep its column is."""
    told = []
    for place, cell in placed(row.cells):
        covered = [depth for depth, column in enumerate(columns) if place <= column < place + cell.columns]
        if covered and cell.text.strip() and figure_in(cell.text) is None:
            told.append((covered[0], cell.text.strip()))
    return told


def _has_money(row: TableRow, figures: Figures, table: BudgetTable) -> bool:
    columns = table.columns
    places = [head.place for head in (columns.amount, columns.prior) if head is not None]
    return any(place in figures or states_money(_text_at(row, place)) for place in places)


def _text_at(row: TableRow, column: int) -> str:
    return next((cell.text for place, cell in placed(row.cells) if place <= column < place + cell.columns), "")


def entries_of(table: BudgetTable, document: Document) -> list[Entry]:
    """An entry for each row with a name and money, in order of place.

    A row that the table calls a sum, or whose figures are the sum of the rows above it or of all below it, is a total. One under a
    label that is a row of its own is that row's breakdown, as is one that begins with うち, and one that a row above sums.
    """
    rows, formulas = _without_letters(list(named_rows(table)))
    sums = _sums(rows, table) | formulas
    wholes = _wholes(rows, sums, table)
    whole_of_all = len(rows) > 1 and all(wholes.get(place) == 0 or place in sums for place in range(1, len(rows)))
    entries: list[Entry] = []
    labels: dict[int, str] = {}
    above: str | None = None
    for place, row in enumerate(rows):
        entry = _entry(row, table, document)
        if entry is None:
            continue
        labels = {depth: name for depth, name in labels.items() if depth < row.depth and name in map(_plain_name, row.labels)}
        if place in sums or SUM.fullmatch(bare(row.name)) or (whole_of_all and place == 0):
            entry = replace(entry, level=Level.TOTAL, division=_own_division(row.row, table.columns))
        elif above and WITHIN.match(row.name):
            entry = replace(entry, level=Level.BREAKDOWN, parent=above)
        elif labels:
            entry = replace(entry, level=Level.BREAKDOWN, parent=labels[max(labels)])
        elif place in wholes and not whole_of_all:
            entry = replace(entry, level=Level.BREAKDOWN, parent=_plain_name(rows[wholes[place]].name))
        if entry.level is Level.MEASURE:
            labels[row.depth] = entry.name
        if (entry.level is Level.MEASURE and not whole_of_all) or not entries:
            above = entry.name
        entries.append(entry)
    return entries


def _without_letters(rows: Sequence[NamedRow]) -> tuple[list[NamedRow], set[int]]:
    """The rows without the letters by which formulas speak of them, and the places of those that have a formula: 歳出合計 (a)+(b).

    A letter that no formula has is part of a name (基盤研究(B)), unless it stands behind the name of a sum.
    """
    told = {place: m for place, row in enumerate(rows) if (m := FORMULA.search(fold(row.name))) and m.start()}
    letters = {letter for m in told.values() for letter in re.findall(_LETTER, m[0])}
    plain_rows = []
    for place, row in enumerate(rows):
        m = told.get(place) or LETTERED.search(fold(row.name))
        name = row.name[: m.start()] if m else row.name
        is_mark = m is not None and (place in told or m[1] in letters or m[2] in letters or SUM.fullmatch(bare(name)) is not None)
        plain_rows.append(replace(row, name=name) if is_mark and name.strip() else row)
    return plain_rows, set(told)


def _sums(rows: Sequence[NamedRow], table: BudgetTable) -> set[int]:
    """The places of rows that are the sum of several rows right above them, in every column of money."""
    found: set[int] = set()
    for place in range(len(rows)):
        if _parts_of(place, range(place - 1, max(-1, place - LONGEST_SUM), -1), rows, table, found):
            found.add(place)
    return found


def _wholes(rows: Sequence[NamedRow], sums: set[int], table: BudgetTable) -> dict[int, int]:
    """The place of the row above that each row is a part of: one whose figures are the sum of those right below it.

    Those below may have parts of their own, which are not added again.
    """
    wholes: dict[int, int] = {}
    for place in range(len(rows)):
        if place in wholes or place in sums:
            continue
        wholes |= dict.fromkeys(_parts_of(place, _alike_below(place, rows), rows, table, sums), place)
    for place in range(len(rows)):
        if place not in wholes and place not in sums and place not in wholes.values():
            direct = (other for other in _alike_below(place, rows) if wholes.get(other, 0) <= place)
            wholes |= dict.fromkeys(_parts_of(place, direct, rows, table, sums), place)
    return wholes


def _alike_below(place: int, rows: Sequence[NamedRow]) -> Iterator[int]:
    """The places of the rows right below one that stand in its column and under its labels."""
    row = rows[place]
    for other in range(place + 1, min(len(rows), place + LONGEST_SUM)):
        if (rows[other].depth, rows[other].labels) != (row.depth, row.labels):
            return
        yield other


def _parts_of(place: int, others: Iterable[int], rows: Sequence[NamedRow], table: BudgetTable, sums: set[int]) -> list[int]:
    """Which of the other rows, from the first on, make up this one in every column of money; none where no run of several does."""
    columns = table.columns
    places = [head.place for head in (columns.amount, columns.prior or columns.before) if head is not None]
    wanted = [rows[place].figures[column].number for column in places if column in rows[place].figures]
    if len(places) < 2 or len(wanted) < len(places) or not any(wanted):
        return []
    parts: list[int] = []
    counted, running = 0, [ZERO.number] * len(places)
    for other in others:
        if other in sums:
            continue
        values = [rows[other].figures.get(column, ZERO).number for column in places]
        parts.append(other)
        counted += any(values)
        running = [total + value for total, value in zip(running, values, strict=True)]
        if counted > 1 and running == wanted:
            return parts
    return []


def _entry(row: NamedRow, table: BudgetTable, document: Document) -> Entry | None:
    """The entry that a row states; None where nothing is left of its name or its money."""
    within = WITHIN.match(row.name)
    name = _plain_name(within["name"] if within else row.name)
    columns, line = table.columns, document.lines[row.row.line - 1]
    amount, prior = _both_years(row, table)
    unstated = amount.yen is None and not _text_at(row.row, columns.amount.place).strip()
    if not name or len(name) > LONGEST_NAME or unstated:
        return None
    year, stage, round_ = _year(table)
    return Entry(
        id="",
        name=name,
        page=line.page,
        line=line.number,
        box=line.box,
        section=(*table.captions, *map(_plain_name, row.labels)),
        division=row.division,
        fiscal_year=year,
        stage=stage,
        round=round_,
        amount=amount,
        prior=prior,
        of_which=(*_parts(row, table), *_funds(row, table)),
        flags=_flags(row),
        rates=rates_of(row.row, columns),
        unit_amounts=unit_amounts_of(row.row, columns, None if columns.amount.unit else table.unit),
        implementers=implementers_of(row.row, columns),
        account=_account(table),
        overview=_overview(row, table),
        confidence=_confidence(row, table, is_within=AmountKind.WITHIN in (amount.kind, prior.kind)),
    )


def _plain_name(text: str) -> str:
    return clean_name(IROHA.sub("", NUMBER.sub("", plain(text))))


def _both_years(row: NamedRow, table: BudgetTable) -> tuple[Amount, Amount]:
    """This year's amount and the year before's, each of its column, or both of one cell: 1,931(1,720)."""
    columns = table.columns
    pair = pair_in(_text_at(row.row, columns.amount.place)) if columns.prior is None else None
    if pair is not None:
        return pair[0].amount(table.unit), pair[1].amount(pair[0].unit or table.unit)
    amount, prior = _amount(row, columns.amount, table.unit), _amount(row, columns.prior, table.unit)
    return _completed(row, table, amount, prior)


def _amount(row: NamedRow, head: Head | None, unit: int | None) -> Amount:
    if head is None:
        return Amount.none()
    if head.place in row.figures:
        return row.figures[head.place].amount(unit)
    text = _text_at(row.row, head.place)
    if NEW.search(text):
        return Amount(0, step=unit or 1)
    figure = within_in(text) or (bracketed_in(text) if head.role is Role.PRIOR else None)
    return figure.amount(unit) if figure else amount_in(text) or Amount.none()


def _completed(row: NamedRow, table: BudgetTable, amount: Amount, prior: Amount) -> tuple[Amount, Amount]:
    """Both amounts, an empty cell read as nothing where the difference says so."""
    columns = table.columns
    difference = row.figures.get(columns.difference.place) if columns.difference else None
    told = difference.amount(table.unit) if difference else None
    if told is None or told.yen is None or AmountKind.WITHIN in (amount.kind, prior.kind):
        return amount, prior
    if prior.yen is None and amount.yen == told.yen:
        prior = replace(amount, yen=0)
    elif amount.yen is None and prior.yen == -told.yen:
        amount = replace(prior, yen=0)
    return amount, prior


def _year(table: BudgetTable) -> tuple[FiscalYear | None, Stage | None, int | None]:
    """The fiscal year, stage and round of the amounts: of their head, else of the nearest title above that names them."""
    head = table.columns.amount
    if head.year is not None:
        return head.year, head.stage, None
    staged = [found for caption in table.captions for found in staged_years(caption)]
    return staged[-1] if staged else (None, None, None)


def _overview(row: NamedRow, table: BudgetTable) -> str | None:
    head = table.columns.overview
    return (_text_at(row.row, head.place).strip() or None) if head else None


def _parts(row: NamedRow, table: BudgetTable) -> tuple[Part, ...]:
    """The parts that a column of their own tells: うち重要政策推進枠."""
    told = [(head, row.figures[head.place].amount(table.unit)) for head in table.columns.parts if head.place in row.figures]
    labelled = ((part_label(plain(head.label).strip("()").removeprefix("うち")), amount.yen) for head, amount in told)
    return tuple(Part(label or "うち", yen) for label, yen in labelled if yen)


def _flags(row: NamedRow) -> tuple[str, ...]:
    """The flags of the badges in the name, and of a cell that is a badge and nothing else: 新規 in a column of remarks."""
    badges = {
        flag for cell in row.row.cells if BADGE.fullmatch(cell.text.strip()) for flag in read_badges(f"【{cell.text.strip()}】")[1]
    }
    found = badges | set(read_badges(row.name)[1])
    return tuple(flag for flag in FLAGS if flag in found)


def _account(table: BudgetTable) -> str | None:
    """The account that the title above the table names; the general one is not told."""
    named = [m[0] for caption in table.captions for m in ACCOUNT.finditer(plain(caption))]
    return named[-1] if named else None


def _funds(row: NamedRow, table: BudgetTable) -> tuple[Part, ...]:
    """Who pays: the funds with a figure in their column."""
    parts = [(fund, row.figures[fund.place].amount(table.unit)) for fund in table.columns.funds if fund.place in row.figures]
    return tuple(Part(plain(fund.label), amount.yen) for fund, amount in parts if amount.yen is not None)


def _confidence(row: NamedRow, table: BudgetTable, *, is_within: bool) -> float:
    """How sure a row is; 内数 is nothing to do sums with, so that it proves and refutes nothing."""
    holds = None if is_within else table.columns.holds(row.figures)
    if holds is None:
        return TOLD if table.columns.is_proven else UNSURE
    return SURE if holds else REFUTED
