"""The numbered overview (概算要求の概要 of a bureau): numbered measures with their money under nested headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from monitor.budget import Amount, AmountKind, Entry, Level, Part
from monitor.parse.badges import REPRISE, read_badges, with_parts
from monitor.parse.header import Header
from monitor.parse.layouts.beside import UNDATED, entry_beside
from monitor.parse.layouts.overview.chapters import in_chapters, is_of_loans
from monitor.parse.layouts.overview.figures import FEWEST_MEASURES, LONGEST_PAGE, figures_of, may_state_both_years
from monitor.parse.layouts.overview.forms import BRACKET_OF_MONEY, OF_WHICH, is_rated
from monitor.parse.layouts.overview.items import ItemKind
from monitor.parse.layouts.overview.parts import is_list, list_owner_of
from monitor.parse.layouts.overview.placed import Block, Placed
from monitor.parse.layouts.overview.rows import Row
from monitor.parse.layouts.overview.sums import account_of, year_total
from monitor.parse.layouts.overview.terms import states_units, unit_amounts_of
from monitor.parse.layouts.span import Span
from monitor.parse.names import MarkerKind, clean_name, read_marker
from monitor.parse.papers import budgets_in
from monitor.parse.rates import read_rates
from monitor.parse.recipients import by_recipient
from monitor.parse.stages import named_years, staged_years
from monitor.parse.statements import read_parts
from monitor.parse.titles import has_budget_title, is_budget_title
from monitor.parse.width import fold
from monitor.read.document import Document, Line

NAME = "overview"

FEWEST_WITHOUT_TITLE = 10
"""As many numbered measures that state two years are an overview's, though no line says whose."""
HEAD_LINES = 3
AT_ITS_HEAD, SUREST = 0.2, 0.92
"""What a budget's title among its first written lines makes an overview surer, and how sure it can be: never more than slides or
sheets with all their signs, however many measures it numbers (hundreds of slides number the parts of theirs)."""
WITHOUT_OWNER = 0.9
"""How sure a part can be whose measure is lost."""
ON_ITS_OWN = 0.6
"""How sure one page is, of which a measure's money alone says what it is."""
LONGEST_GAP = 60
"""Written rows. Farther apart, two numbered measures are not of one overview."""
TITLE_ROWS = 120
"""Written rows above the first measure that belong to the overview: its title, its totals, its summary."""

ASIDE = re.compile(r"^ \s* [(（【〔《]? \s* (?:参考)? \s* [)）】〕》]? \s*", re.X)
"""「(参考) | 令和7年度補正予算」."""
YEAR_ALONE = re.compile(r"(?: 令和 | 平成 | R ) [ ]? (?: 元 | \d{1,2} ) [ ]? 年度 (?:予算)? | 20\d{2} 年度 (?:予算)?", re.X)
BUDGET_ALONE = re.compile(r"[^。、]{0,30} (?: 概算要求 | 予算 (?:政府)? 案 | 当初予算 | 予算 [(] ) [^。、]{0,12}", re.X)
"""「令和８年度 | 水管理局関係予算概算要求概要」: a title on two lines (folded text)."""
LONE_SIGN = re.compile(r"[^\w\s]|[①-⓿㈠-㋿]")


BOOKED_DIGITAL = re.compile(r"[\s※*(（]* デジタル庁 (?: において | にて | [でに] )? \s* (?:一括)? 計上 \s* [)）]? \s*", re.X)
"""「※デジタル庁において計上」: all of the money above is booked there."""


def find(document: Document, header: Header) -> list[Span]:
    """The parts of the document that are an overview: runs of numbered measures that state two years' money.

    Of a meeting's papers only those that are a budget's can hold one.
    """
    return [span for part in budgets_in(document) for span in _find(part, header)]


def _find(document: Document, header: Header) -> list[Span]:
    """The same of a document or a part of one.

    A supplementary budget has no year before (DOMAIN.md, The yearly cycle), and some releases state none: there one sum is enough.
    """
    if not is_budget(document) and not may_state_both_years(document.lines):
        return []
    rows, placed = figures_of(document.lines)
    supplementary = header.stage is not None and header.stage.is_supplementary and is_budget(document)
    both = [one for one in placed if _states_both_years(one) or (supplementary and _states_money(one))]
    if len(both) < FEWEST_MEASURES and is_budget(document):
        both = [one for one in placed if _states_money(one)]
    if len(rows) <= LONGEST_PAGE and any(_names_both_budgets(one, rows) for one in both if _is_in_order(one)):
        return [Span(rows[0].number, rows[-1].last, ON_ITS_OWN)]
    spans = []
    for run, first, last in stretches(rows, [one for one in both if _is_in_order(one)]):
        if run >= (FEWEST_MEASURES if is_titled(document, last) or is_budget(document) else FEWEST_WITHOUT_TITLE):
            score = _score([one for one in placed if first <= one.item.row.number <= last])
            spans.append(Span(first, last, min(SUREST, score + AT_ITS_HEAD if is_budget(document) else score)))
    return spans


def stretches(rows: Sequence[Row], measures: Sequence[Placed]) -> list[tuple[int, int, int]]:
    """The runs of the measures: how many, and the numbers of the first and last line that an overview around them has."""
    place_of = {row.number: index for index, row in enumerate(rows)}
    return [
        (len(run), rows[0 if run[0] <= TITLE_ROWS else run[0]].number, rows[min(run[-1] + LONGEST_GAP, len(rows) - 1)].last)
        for run in _runs([place_of[one.item.row.number] for one in measures])
    ]


def is_budget(document: Document) -> bool:
    """Whether the document is a budget's as a whole: its head says so, not a chapter."""
    head = list(islice((line for line in document.lines if line.text.strip()), HEAD_LINES))
    if any(is_budget_title(line.text) and read_marker(line.text)[0] is None for line in head):
        return True
    titles = [fold(line.text).strip() for line in head[:-1]], [fold(line.text).strip() for line in head[1:]]
    return any(YEAR_ALONE.fullmatch(above) and BUDGET_ALONE.fullmatch(below) for above, below in zip(*titles, strict=True))


def is_titled(document: Document, last: int) -> bool:
    return has_budget_title(line for line in document.lines if line.number <= last)


def read(lines: Sequence[Line], header: Header) -> list[Entry]:
    """The entries of an overview, in printed order. Fiscal year and stage stay None where they are the document's own."""
    _, placed = figures_of(lines)
    owners = _owners(placed)
    entries = []
    for one in placed:
        if one.item.kind is ItemKind.YEAR:
            entries.append(year_total(one, placed, header))
            continue
        if one.block is not None and (one.block not in owners or is_of_loans(one.block)):
            continue
        entry = _entry(one) if one.block is None else _listed_beside(one) or _part(one, owners[one.block])
        told = (entry_beside(entry, _dated(budget, header), statement) for budget, statement in one.besides)
        beside = [other for other in told if other is not None]
        entries += beside if beside and _is_nothing(entry) else [entry, *beside]
    return list(in_chapters(entries, header))


def _is_nothing(entry: Entry) -> bool:
    """Whether dashes say that a measure has no money in either year; another budget's beside it is all that it has."""
    return entry.amount.yen == 0 and entry.prior.yen == 0


def _dated(budget: str, header: Header) -> str:
    """The budget's name with its year: 補正 beside 当初 is of the year before the document's own (DOMAIN.md, The yearly cycle)."""
    if budget != UNDATED or header.fiscal_year is None or (header.stage is not None and header.stage.is_supplementary):
        return budget
    return f"{header.fiscal_year.previous.year}年度{UNDATED}予算"


def _listed_beside(one: Placed) -> Entry | None:
    """The entry of a line in a list of another budget's measures: （参考）令和7年度補正予算, then ○ 名 90億円."""
    introduction = one.block.introduction if one.block else None
    if introduction is None or one.item.statement is None or "補正" not in introduction.text:
        return None
    own = _entry(one)
    entry = entry_beside(own, ASIDE.sub("", clean_name(introduction.text)), one.item.statement)
    if entry is None:
        return None
    return replace(
        entry, level=Level.MEASURE, flags=own.flags, of_which=own.of_which, rates=own.rates, unit_amounts=own.unit_amounts
    )


def _states_both_years(one: Placed) -> bool:
    statement = one.item.statement
    return one.level is Level.MEASURE and statement is not None and statement.prior.kind is not AmountKind.NONE


def _names_both_budgets(one: Placed, rows: Sequence[Row]) -> bool:
    """Whether a measure's money names its budgets: (R7予算)125億円 →(R8予算案)125億円 tells year and stage, and the year before."""
    own = " ".join(row.text for row in rows if one.item.row.number <= row.number <= one.item.row.last)
    years = named_years(own)
    return any(year.previous in years for year, _, _ in staged_years(own))


def _states_money(one: Placed) -> bool:
    return one.level is Level.MEASURE and one.item.statement is not None


def _is_in_order(one: Placed) -> bool:
    """Whether it has a number, a row in a table of both years, or a numbered sum above it."""
    return one.item.row.tabular or one.summed or (one.item.marker is not None and one.item.marker.kind is not MarkerKind.BULLET)


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    """The line numbers in runs that no long gap parts."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number - runs[-1][-1] <= LONGEST_GAP:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _score(placed: Sequence[Placed]) -> float:
    """How sure it is that the lines are an overview: many numbered measures, few measures that are told in another way."""
    measures = [one for one in placed if one.level is Level.MEASURE]
    numbered = sum(map(_is_in_order, measures))
    return round(numbered / (numbered + 1) * (1 + numbered / len(measures)) / 2, 3)


def _owners(placed: Sequence[Placed]) -> dict[Block, Placed | None]:
    """The measure of every list that tells money; a lost measure's prose is taken off the measure that it followed."""
    owners: dict[Block, Placed | None] = {}
    blocks: dict[Block, list[Placed]] = {}
    above: dict[Placed | None, list[Placed]] = {}
    for one in placed:
        if one.block is not None:
            blocks.setdefault(one.block, []).append(one)
    for block, members in blocks.items():
        if not any(member.item.statement for member in members):
            continue
        if block.of_which:
            owners[block] = block.owner
            continue
        before = above.setdefault(block.owner, [])
        owners[block] = list_owner_of(block, members, before, placed)
        before += members
        if owners[block] is None and block.owner is not None:
            del block.owner.prose[1:]
    return owners


def _entry(one: Placed, level: Level | None = None, parent: str | None = None, surest: float = 1.0) -> Entry:
    """The entry of a figure. level: where it is none of the figure's own. surest: how sure it can be at most."""
    item = one.item
    prose = "\n".join(one.prose) or None
    account = account_of(one.notes, one.section)
    office = one.in_charge
    parts = _parts(one)
    rated = "\n".join([text for text in (*one.prose, *one.notes) if is_rated(text)])
    confidence = 0.98 if item.close else 0.7 if item.statement else 0.5
    return Entry(
        id="",
        name=one.name,
        page=item.row.page,
        line=item.row.number,
        box=item.row.box,
        level=level or one.level,
        section=one.section,
        amount=item.statement.amount if item.statement else Amount.none(),
        prior=item.statement.prior if item.statement else Amount.none(),
        of_which=parts,
        flags=_flags(one, parts),
        rates=by_recipient(read_rates(rated), rated) if rated else (),
        unit_amounts=unit_amounts_of([*one.prose, *one.notes]),
        account=account,
        bureau=office.bureau,
        division=office.division,
        parent=parent,
        overview=prose,
        confidence=min(confidence, surest),
    )


def _part(one: Placed, owner: Placed | None) -> Entry:
    """The entry of a part. A numbered one whose measure is lost stands for itself; a line of a list stays a part of something."""
    if owner is not None:
        return _entry(one, parent=owner.name)
    if one.block is not None and is_list(one.block):
        return _entry(one, surest=WITHOUT_OWNER)
    return _entry(one, Level.MEASURE, surest=WITHOUT_OWNER)


def _parts(one: Placed) -> tuple[Part, ...]:
    """The parts told in the statement and on rows of their own. A lone unknown sign labels the priority quota (うち、④)."""
    parts = list(one.item.statement.of_which) if one.item.statement else []
    for note in one.notes:
        if OF_WHICH.match(note) or (BRACKET_OF_MONEY.fullmatch(note) and not states_units(note)):
            parts += read_parts(note)
    return tuple([replace(part, label="推") if LONE_SIGN.fullmatch(part.label) else part for part in parts]) if parts else ()


def _flags(one: Placed, parts: Sequence[Part]) -> tuple[str, ...]:
    """The flags of the badges; a badge that was garbled is told by the part of the money that carries the same sign."""
    text = " ".join([one.item.text, *[note for note in one.notes if "掲" in note and REPRISE.search(note)]])
    flags = read_badges(text)[1]
    booked = {"digital"} if any("デジタル庁" in note and BOOKED_DIGITAL.fullmatch(note) for note in one.notes) else set()
    if not parts and not one.item.flags and not booked:
        return flags
    amount = one.item.statement.amount.yen if one.item.statement else None
    return with_parts({*flags, *one.item.flags, *booked}, parts, amount)
