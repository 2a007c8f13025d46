"""The rows of a budget table as entries: names with the labels they stand under, their money, and whether it adds up."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from monitor.budget import FLAGS, Amount, AmountKind, Entry, Level, Part, with_fields
from monitor.parse.around_figures import part_label
from monitor.parse.badges import read_badges
from monitor.parse.memo import remembered
from monitor.parse.names import clean_name
from monitor.parse.table.budget import BudgetTable
from monitor.parse.table.cells import BADGE, SUM, filled, text_at
from monitor.parse.table.columns import Columns, figures_of
from monitor.parse.table.figures import amount_in, bare, bracketed_in, figure_in, pair_in, part_behind, part_in, within_in
from monitor.parse.table.heads import Head, Role
from monitor.parse.table.levels import named_sums, scope_ends, sums_of, wholes_of
from monitor.parse.table.named import WITHIN, NamedRow, named_rows, words_in
from monitor.parse.table.offices import office_named, own_offices
from monitor.parse.table.terms import UNSTATED, implementers_of, rates_of, unit_amounts_of
from monitor.parse.width import fold, plain
from monitor.read.document import Document, TableRow

SURE, TOLD, UNSURE, REFUTED = 0.95, 0.85, 0.7, 0.5
"""Confidence of a row whose arithmetic holds; that has none, in a table that is proven or in another; whose arithmetic fails."""
LONGEST_NAME = 120

NUMBER = re.compile(r"^ \s* [(（]? \d{1,3} (?: [)）.．、] \s* | \s+ ) (?=\D)", re.X)
"""1. 総務管理費, 15 国庫支出金: a number of a 款 or a row before its name."""
ROMAN = re.compile(r"^ \s* [Ⅰ-Ⅻ] (?: [.．、] \s* | \s+ ) (?=\D)", re.X)
"""Ⅱ　自然環境局: a number apart from the name."""
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
ALL = re.compile(r"(?: .{0,6} 合計 | 総計 | 総額 | 歳[入出]計 )", re.X)
"""合計, 一般会計合計: of all that stands above, whoever is in charge (without white space)."""
QUOTA = re.compile(r"\w+ 推進枠", re.X)
BADGE_SIGN = re.compile("[新拡掲推]")
"""A cell without any of these has no badge."""
REMARK_PARTS = re.compile(r"[・、,，/／\s]+")
LONGEST_REMARK = 40
"""Characters of a cell that remarks on a measure: 拡充・補助率 1/2."""
NEW = re.compile(r"新規 | 皆増", re.X)
DIGITS_OF_MONEY = re.compile(r"(?<! [\d第注※] ) \d [\d,.]* \d (?! \d | \s* [年月日件人回所頁%] )", re.X)
"""1,2O4, 12 34千: in a column of money, but no figure; no 令和10年度, 注12 (folded text)."""


def money_rows(table: BudgetTable) -> frozenset[int]:
    """The lines of the rows that have a name and, in a column of money, digits, readable or not: each should give an entry."""
    columns = table.columns
    names = [head.place for head in columns.names]
    heads = (columns.amount, columns.prior, columns.before, columns.after)
    sums = {head.place for head in heads if head is not None}
    return frozenset(row.line for row in table.rows if words_in(row, names) and _has_digits(row, sums, names, columns))


def _has_digits(row: TableRow, sums: set[int], names: Collection[int], columns: Columns) -> bool:
    """Whether a row has a figure other than nothing in a column of money, or digits there that may be what is left of one."""
    figures = figures_of(row, columns.groups)
    if any(place in figures and figures[place].number for place in sums):
        return True
    for place, cell in filled(row):
        covered = range(place, place + cell.columns)
        if sums.intersection(covered) and not any(name in covered for name in names) and DIGITS_OF_MONEY.search(fold(cell.text)):
            return figure_in(cell.text) is None
    return False


def entries_of(table: BudgetTable, document: Document) -> list[Entry]:
    """An entry for each row with a name and money, in order of place.

    A row that the table calls a sum, or whose figures are the sum of the rows above it or of all below it, is a total. One under a
    label that is a row of its own is that row's breakdown, as is one that begins with うち, and one that a row above sums.
    """
    rows, formulas = _without_letters(list(named_rows(table)))
    named = named_sums(rows, table) | formulas
    sums = sums_of(rows, table) | named
    wholes = wholes_of(rows, sums, table)
    bureaus = _bureaus(rows, named, wholes, table)
    whole_of_all = 0 in wholes.values() and all(wholes.get(place) == 0 or place in sums for place in range(1, len(rows)))
    entries: list[Entry] = []
    labels: dict[int, str] = {}
    above: str | None = None
    for place, row in enumerate(rows):
        entry = _entry(row, bureaus[place], table, document)
        if entry is None:
            continue
        labels = {depth: name for depth, name in labels.items() if depth < row.depth and name in map(_plain_name, row.labels)}
        if place in sums or (whole_of_all and place == 0):
            entry = with_fields(entry, level=Level.TOTAL, division=own_offices(row.row, table.columns).division)
        elif above and WITHIN.match(row.name):
            entry = with_fields(entry, level=Level.BREAKDOWN, parent=above)
        elif labels:
            entry = with_fields(entry, level=Level.BREAKDOWN, parent=labels[max(labels)])
        elif place in wholes and not whole_of_all:
            entry = with_fields(entry, level=Level.BREAKDOWN, parent=_plain_name(rows[wholes[place]].name))
        if entry.level is Level.MEASURE:
            labels[row.depth] = entry.name
        if (entry.level is Level.MEASURE and not whole_of_all) or not entries:
            above = entry.name
        entries.append(entry)
    return entries


def _bureaus(rows: Sequence[NamedRow], sums: set[int], wholes: Mapping[int, int], table: BudgetTable) -> list[str | None]:
    """The bureau of each row: of its own column or heading, else of the office's sum that stands above or below its rows, else the
    one that the table's title names. A sum above holds no further than the rows that make it up.
    """
    titled = next((office for caption in reversed(table.captions) if (office := office_named(caption))), None)
    told = {place: office for place in sorted(sums) if (office := office_named(rows[place].name))}
    is_above = bool(told) and all(place in sums for place in range(min(told)))
    ends = scope_ends(told, rows, sums, wholes, table) if is_above else set()
    found: list[str | None] = [None] * len(rows)
    beside: str | None = None
    for place in range(len(rows)) if is_above else reversed(range(len(rows))):
        if ALL.fullmatch(bare(rows[place].name)):
            beside = None
        else:
            beside = None if place in ends else told.get(place, beside)
            found[place] = rows[place].bureau or beside or titled
    return found


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


def _entry(row: NamedRow, bureau: str | None, table: BudgetTable, document: Document) -> Entry | None:
    """The entry that a row states; None where nothing is left of its name or its money."""
    within = WITHIN.match(row.name)
    name = _plain_name(within["name"] if within else part_behind(row.name)[0])
    columns, line = table.columns, document.lines[row.row.line - 1]
    amount, prior = _both_years(row, table)
    unstated = amount.yen is None and not text_at(row.row, columns.amount.place).strip()
    if not name or len(name) > LONGEST_NAME or unstated:
        return None
    year, stage, round_ = table.budget
    return Entry(
        id="",
        name=name,
        page=line.page,
        line=line.number,
        box=line.box,
        section=(*table.captions, *map(_plain_name, row.labels)),
        bureau=bureau,
        division=row.division,
        fiscal_year=year,
        stage=stage,
        round=round_,
        amount=amount,
        prior=prior,
        of_which=(*_parts(row, table), *_funds(row, table)),
        flags=_flags(row, table),
        rates=rates_of(row.row, columns),
        unit_amounts=unit_amounts_of(row.row, columns, None if columns.amount.unit else table.unit),
        implementers=implementers_of(row.row, columns),
        account=_account(table),
        overview=_overview(row, table),
        confidence=_confidence(row, table, is_within=AmountKind.WITHIN in (amount.kind, prior.kind)),
    )


def _plain_name(text: str) -> str:
    return clean_name(IROHA.sub("", NUMBER.sub("", plain(ROMAN.sub("", text)))))


def _both_years(row: NamedRow, table: BudgetTable) -> tuple[Amount, Amount]:
    """This year's amount and the year before's, each of its column, or both of one cell: 1,931(1,720)."""
    columns = table.columns
    pair = pair_in(text_at(row.row, columns.amount.place)) if columns.prior is None else None
    if pair is not None:
        return pair[0].amount(table.unit), pair[1].amount(pair[0].unit or table.unit)
    amount, prior = _amount(row, columns.amount, table.unit), _amount(row, columns.prior, table.unit)
    if row.prior is not None:
        prior = row.prior.amount(table.unit)
    return _completed(row, table, amount, prior)


def _amount(row: NamedRow, head: Head | None, unit: int | None) -> Amount:
    if head is None:
        return Amount.none()
    if head.place in row.figures:
        return row.figures[head.place].amount(unit)
    text = text_at(row.row, head.place)
    if NEW.search(text):
        return Amount(0, step=unit or 1)
    if (pair := pair_in(text)) is not None:
        return pair[0].amount(unit)
    in_brackets = head.role is Role.PRIOR or WITHIN.match(row.name) is not None
    figure = within_in(text) or (bracketed_in(text) if in_brackets else None)
    return figure.amount(unit) if figure else amount_in(text) or Amount.none()


def _completed(row: NamedRow, table: BudgetTable, amount: Amount, prior: Amount) -> tuple[Amount, Amount]:
    """Both amounts, an empty cell read as nothing where the difference says so."""
    columns = table.columns
    difference = row.figures.get(columns.difference.place) if columns.difference else None
    told = difference.amount(table.unit) if difference else None
    if told is None or told.yen is None or AmountKind.WITHIN in (amount.kind, prior.kind):
        return amount, prior
    is_empty = [not text_at(row.row, head.place).strip() for head in (columns.amount, columns.prior) if head is not None]
    if prior.yen is None and is_empty[-1] and amount.yen == told.yen:
        prior = replace(amount, yen=0)
    elif amount.yen is None and is_empty[0] and prior.yen == -told.yen:
        amount = replace(prior, yen=0)
    return amount, prior


def _overview(row: NamedRow, table: BudgetTable) -> str | None:
    head = table.columns.overview
    text = text_at(row.row, head.place).strip() if head else ""
    return None if UNSTATED.fullmatch(text) else text


def _parts(row: NamedRow, table: BudgetTable) -> tuple[Part, ...]:
    """The parts that a column of their own tells, うち重要政策推進枠, or a bracket behind the amount or the name or below them."""
    texts = [text for text in (text_at(row.row, table.columns.amount.place), part_behind(row.name)[1]) if "うち" in text]
    beside = [(label, figure.amount(table.unit)) for label, figure in (*filter(None, map(part_in, texts)), *row.parts)]
    told = [(head, row.figures[head.place].amount(table.unit)) for head in table.columns.parts if head.place in row.figures]
    labels = [(plain(head.label).strip("()").removeprefix("うち"), amount) for head, amount in told]
    labelled = ((part_label(plain(label)), amount.yen) for label, amount in (*labels, *beside))
    return tuple(Part(label or "うち", yen) for label, yen in labelled if yen)


def _flags(row: NamedRow, table: BudgetTable) -> tuple[str, ...]:
    """The flags of the badges in the name, and of cells that are badges (新規) or remarks with some among them (新規・推進枠)."""
    found = set(read_badges(row.name)[1])
    prose = table.columns.overview
    for place, cell in filled(row.row):
        if BADGE_SIGN.search(cell.text) is None:
            continue
        text = cell.text.strip()
        is_remark = len(text) <= LONGEST_REMARK and (prose is None or place != prose.place)
        for words in REMARK_PARTS.split(text) if is_remark else (text,):
            if BADGE.fullmatch(words):
                found |= set(read_badges(f"【{QUOTA.sub('推進枠', words)}】")[1])
    return tuple(flag for flag in FLAGS if flag in found)


def _account(table: BudgetTable) -> str | None:
    """The account that the title above the table names; the general one is not told."""
    return next((account for caption in reversed(table.captions) if (account := _account_in(caption))), None)


@remembered
def _account_in(caption: str) -> str | None:
    named = ACCOUNT.findall(plain(caption))
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
