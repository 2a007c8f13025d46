"""The rows of a budget table that have a name: what each is called, the groups it stands in, who is in charge."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from monitor.parse.table.above import Above
from monitor.parse.table.budget import BudgetTable
from monitor.parse.table.cells import NOTE, SUM, filled, stating_money, text_at
from monitor.parse.table.columns import Columns, Figures, figures_of
from monitor.parse.table.figures import OF_WHICH, ZERO, Figure, adds_up, bare, bracketed_in, figure_in, part_in, states_money
from monitor.parse.table.heads import year_in
from monitor.parse.width import fold
from monitor.read.document import TableRow

WITHIN = re.compile(
    r"^ [\s・]* (?P<bracket> [(（\[［] )? \s* (?: [上前]記 の? | [こそ]の )? うち [、,\s]*"
    r" (?P<name> \S .*? ) (?(bracket) [)）\]］]? ) \s* $",
    re.X,
)
"""うち 裁量的経費, （うち離島分）, 上記のうち離島分: a part of the row above."""
NOTE_MARK = re.compile(r"\s* [(（] \s* (?: ※ | 注 ) \s* \d{0,2} \s* [)）] \s* $", re.X)
"""港の点検（注２）."""
ACCOUNT_RANKS = "款項目節"
ACCOUNT_NAME = re.compile(r"第? \d{1,3} (?P<rank> [款項目節] ) (?P<name> \S .* )", re.X)
"""３款民生費: a number and what it is the number of before the name (folded text without white space)."""
ACCOUNT_NUMBER = re.compile(r"\d{1,3}")


Labelled = tuple[str, Figure]
"""A part of a row's money by its label."""


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row that has a name. labels: of the groups it stands in, outermost first; depth: of the column its name stands in.

    bureau, division: who is in charge, as its own cells say or tall ones that cover it; rank: 0 for a 款, 1 for a 項, and so on;
    parts: what rows of their own below it tell, （うち国費 60）; prior: the year before's figure in brackets below the amount;
    below: the label and the figures of further rows beside the same name.
    """

    row: TableRow
    name: str
    labels: tuple[str, ...]
    depth: int
    figures: Figures
    bureau: str | None = None
    division: str | None = None
    rank: int | None = None
    parts: tuple[Labelled, ...] = ()
    prior: Figure | None = None
    below: tuple[tuple[str, Figures], ...] = ()


def named_rows(table: BudgetTable) -> Iterator[NamedRow]:
    """The rows with a name. A label holds for the rows below it until the next in its column; so does a row that has no figures,
    and so does a 款 for its 項 and they for their 目.
    """
    above = Above(table.columns)
    columns = [head.place for head in table.columns.names]
    if list(table.columns.groups.values()).count(table.columns.amount.place) > 1:
        columns.append(table.columns.amount.place)  # a name may stand before its money under one head
    ranked = _ranked(table.columns)
    last: NamedRow | None = None
    for row in table.rows:
        told = [(depth, _plainly(words)) for depth, words in words_in(row, columns) or _sum_beside(row, table.columns)]
        if last is not None and (part := _part_alone(row, told, table)):
            last = replace(last, parts=(*last.parts, part))
            continue
        figures = figures_of(row, table.columns.groups)
        is_stated = bool(told) and _has_money(row, told[-1][1], figures, table)
        if is_stated or not _is_heading(row):
            above.take_cells(row, is_sum=bool(told) and SUM.fullmatch(bare(told[-1][1])) is not None)
        if not told:
            last = _with_below(last, row, figures, table) if last is not None else None
            continue
        depth, name = told[-1]
        if not is_stated and NOTE.match(name):
            continue
        above.take_words(told)
        if is_stated:
            if last is not None:
                yield _settled(last, table.columns)
            last = _named(row, name, depth, figures, above, ranked)
        elif len(columns) == 1:
            above.take_heading(name)
    if last is not None:
        yield _settled(last, table.columns)


def _named(row: TableRow, name: str, depth: int, figures: Figures, above: Above, ranked: Sequence[tuple[int, int]]) -> NamedRow:
    rank = _rank(row, name, ranked)
    groups = above.take_name(name, depth, rank)
    bureau = above.bureau(groups)
    above.take_stated(name)
    return NamedRow(row, name, groups, depth, figures, bureau, above.division, rank)


def _with_below(named: NamedRow, row: TableRow, figures: Figures, table: BudgetTable) -> NamedRow:
    """A row with one below it that has no name: a tall cell's second row of money, or the year before's figure in brackets."""
    place = table.columns.amount.place
    if place in figures:
        return replace(named, below=(*named.below, (_label_beside(row, table.columns), figures)))
    if table.columns.prior is None and (prior := bracketed_in(text_at(row, place))) is not None:
        return replace(named, prior=prior)
    return named


def _settled(named: NamedRow, columns: Columns) -> NamedRow:
    """A row with the money of those below it that have no name: of several the 計 is its amount, the others are its parts;
    of two years the later is its amount, the other the year before's.
    """
    if not named.below:
        return named
    place = columns.amount.place
    rows = [(_label_beside(named.row, columns), named.figures), *named.below]
    sums = [(label, figures) for label, figures in rows if SUM.fullmatch(bare(label))]
    if len(sums) == 1 and all(label for label, _ in rows):
        others = [(label, figures) for label, figures in rows if (label, figures) not in sums]
        if not _add_up(sums[0][1], [figures for label, figures in others if not WITHIN.match(label)], columns):
            return named
        parts = [(label, figures[place]) for label, figures in others if place in figures]
        return replace(named, figures=sums[0][1], parts=(*named.parts, *parts))
    years = {year.year: figures for label, figures in rows if (year := year_in(bare(label))) is not None}
    if columns.prior is None and len(years) == len(rows) == 2 and max(years) - min(years) == 1:
        return replace(named, figures=years[max(years)], prior=years[min(years)].get(place))
    return named


def _add_up(whole: Figures, parts: Sequence[Figures], columns: Columns) -> bool:
    """Whether parts make up a whole in the columns of the amount and of what it was before, but for rounding."""
    places = [head.place for head in (columns.amount, columns.prior or columns.before) if head is not None]
    totals = {place: sum((part.get(place, ZERO).number for part in parts), ZERO.number) for place in places}
    return all(adds_up(whole.get(place, ZERO), total, len(parts)) for place, total in totals.items())


def _label_beside(row: TableRow, columns: Columns) -> str:
    """The words between the name and the amount, nearest to the amount; empty where there are none."""
    first = columns.names[-1].place
    between = [cell.text for place, cell in filled(row) if first < place < columns.amount.place]
    return next((text.strip() for text in reversed(between) if figure_in(text) is None), "")


def _part_alone(row: TableRow, told: Sequence[tuple[int, str]], table: BudgetTable) -> Labelled | None:
    """What a row says that is nothing but a part of the one above: （うち国費 60）, among the names or below the amount."""
    texts = [text for _, text in told] or [text_at(row, table.columns.amount.place)]
    if "うち" not in texts[0] or len(texts) > 1 or stating_money(row):
        return None
    return part_in(texts[0]) if OF_WHICH.fullmatch(fold(texts[0]).strip()) else None


def _plainly(name: str) -> str:
    """The name without the mark of a note behind it; a sum's without brackets around it: 合計（※）, （小計）."""
    if "※" in name or "注" in name:
        name = NOTE_MARK.sub("", name) or name
    inside = name.strip("()（）[]［］ 　")
    return inside if inside != name and SUM.fullmatch(bare(inside)) else name


def _is_heading(row: TableRow) -> bool:
    """Whether a row is one cell over several columns: what it says is of no column."""
    told = filled(row)
    return len(told) == 1 and told[0][1].columns > 1


def _ranked(columns: Columns) -> list[tuple[int, int]]:
    """The columns of 款, 項, 目 and 節, each with its rank: 0, 1, 2 or 3."""
    labels = [(head.place, head.label) for head in (*columns.labels, *columns.names)]
    return [(place, ACCOUNT_RANKS.index(label)) for place, label in labels if label in ACCOUNT_RANKS]


def _rank(row: TableRow, name: str, ranked: Sequence[tuple[int, int]]) -> int | None:
    """Whether a row is a 款 (0), a 項 (1), a 目 (2) or a 節 (3): its number stands in the column of these, or before its name.

    ranked: those columns with their ranks.
    """
    ranks = [rank for place, rank in ranked if ACCOUNT_NUMBER.fullmatch(bare(text_at(row, place)))]
    m = None if ranks else ACCOUNT_NAME.match(bare(name))
    return ACCOUNT_RANKS.index(m["rank"]) if m else max(ranks, default=None)


def _sum_beside(row: TableRow, columns: Columns) -> list[tuple[int, str]]:
    """The name of a sum that stands in the column of the offices or left of the names: 総務局 計, 合計 below 款."""
    offices = (text_at(row, head.place) for head in (columns.bureau, columns.division) if head is not None)
    left = (cell.text for place, cell in filled(row) if place < columns.names[0].place)
    return [(0, text.strip()) for text in (*offices, *left) if SUM.fullmatch(bare(text))][:1]


def words_in(row: TableRow, columns: Sequence[int]) -> list[tuple[int, str]]:
    """The words in the columns of names, each with how deep its column is."""
    told = []
    for place, cell in filled(row):
        end = place + cell.columns
        for depth, column in enumerate(columns):
            if place <= column < end:
                if figure_in(cell.text) is None:
                    told.append((depth, cell.text.strip()))
                break
    return told


def _has_money(row: TableRow, name: str, figures: Figures, table: BudgetTable) -> bool:
    columns = table.columns
    places = [head.place for head in (columns.amount, columns.prior) if head is not None]
    if any(place in figures or states_money(text_at(row, place)) for place in places):
        return True
    return WITHIN.match(name) is not None and bracketed_in(text_at(row, columns.amount.place)) is not None
