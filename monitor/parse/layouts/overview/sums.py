"""The sums of a whole budget at the top of an overview, and the account that a measure is booked in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.budget import Amount, Entry, FiscalYear, Level, Part, Stage, fiscal_years_in
from monitor.parse.around_figures import part_label
from monitor.parse.header import Header
from monitor.parse.layouts.overview.forms import BOOKED_IN, OF_WHICH
from monitor.parse.layouts.overview.items import Item, ItemKind
from monitor.parse.layouts.overview.placed import Placed
from monitor.parse.money import money_spans
from monitor.parse.stages import staged_years
from monitor.parse.statements import read_parts

ACCOUNT = re.compile(
    r"""
    (?P<account> [一-龥ァ-ヶー・]{2,30}? (?: (?:特別会計 | 特会) (?: [一-龥]{2,8} 勘定 )? | 勘定 ) ) [」』)）]?
    (?: \s* に? (?:計上 | 所管 | 係る | よる) | [^一-龥]{0,3} $ )
    """,
    re.X,
)
"""「※東日本大震災復興特別会計に計上」, 「（労働特会）」, 「労災勘定」: the account that a measure is booked in."""
FEWEST_BELOW_SUM = 3
"""So many figures are a release's, of which the first can be the sum."""
BOOKED_ELSEWHERE = re.compile(r"(?: ^ | [)）\s] ) (?P<label> [^\s()（）、。]+? ) として", re.X)
"""「(注) デジタル庁計上予算として令和6年度…に16億円が…含まれている」: a part of every year's sum, told in a footnote."""


def with_whole_sum(items: list[Item], summed: Sequence[tuple[int, str]]) -> list[Item]:
    """The items, the first figure a budget's own sum where it alone is told as one: １．全体額 | 令和８年度概算要求額 123億円.

    summed: index and words of the figures whose money stands behind such words; where others have them too, they say nothing.
    """
    if len(summed) != 1:
        return items
    index, words = summed[0]
    figures = [at for at, item in enumerate(items) if item.kind is ItemKind.FIGURE]
    if len(figures) > FEWEST_BELOW_SUM and index == figures[0]:
        return [*items[:index], items[index]._replace(kind=ItemKind.YEAR, text=words, marker=None), *items[index + 1 :]]
    return items


def account_in(note: str) -> str | None:
    """The special account that a footnote books a measure in, None when it names none or only a part of the money."""
    if OF_WHICH.match(note) or money_spans(note):
        return None
    m = ACCOUNT.search(note.strip())
    return m["account"] if m else None


def account_of(notes: Sequence[str], section: Sequence[str]) -> str | None:
    """The account of a measure, as its notes tell it, most fully told, or else the innermost of its headings that names one."""
    told = [account for note in notes if (account := account_in(note))] if notes else ()
    if told:
        return max(told, key=lambda account: (account.endswith("特別会計"), len(account)))
    for words in reversed(section):
        if words.endswith(")") and (booked := BOOKED_IN.search(words)) is not None:
            return booked["account"]
    return None


def year_total(one: Placed, placed: Sequence[Placed], header: Header) -> Entry:
    """The entry of a budget's own sum (令和7年度 概算要求額). Its prior is the sum of the year before, where that stands beside it.

    A sum of an earlier year than the document's is that year's initial budget (DOMAIN.md, The yearly cycle), or the supplementary
    one that it names.
    """
    item = one.item
    year = year_of(one)
    supplementary = _supplementary(item.text)
    years = [other for other in placed if other.item.kind is ItemKind.YEAR]
    initial = [] if supplementary else [other for other in years if not _supplementary(other.item.text)]
    before = next((other for other in initial if year and year_of(other) == year.previous), None)
    statement = item.statement
    prior = statement.prior if statement else Amount.none()
    if before is not None and before.item.statement is not None and prior.yen is None:
        prior = before.item.statement.amount
    earlier = header.fiscal_year is not None and year is not None and year < header.fiscal_year
    own = [part for note in one.notes if OF_WHICH.match(note) for part in read_parts(note)]
    told = [part for other in years for note in other.notes for part in booked_elsewhere(note, year)]
    return Entry(
        id="",
        name=one.name,
        page=item.row.page,
        line=item.row.number,
        box=item.row.box,
        level=Level.TOTAL,
        fiscal_year=year,
        stage=supplementary[1] if supplementary else Stage.INITIAL if earlier else None,
        round=supplementary[2] if supplementary else None,
        amount=statement.amount if statement else Amount.none(),
        prior=prior,
        of_which=(*(statement.of_which if statement else ()), *own, *told),
        confidence=0.95,
    )


def _supplementary(words: str) -> tuple[FiscalYear, Stage, int | None] | None:
    """The supplementary budget that the words name: 令和7年度補正予算額."""
    named = staged_years(words) if "補正" in words else []
    return named[0] if len(named) == 1 and named[0][1].is_supplementary else None


def year_of(one: Placed) -> FiscalYear | None:
    """The fiscal year in the name of a sum."""
    years = fiscal_years_in(one.item.text)
    return years[0] if years else None


def booked_elsewhere(note: str, year: FiscalYear | None) -> list[Part]:
    """The parts of one year's sum that a footnote tells for several years."""
    m = BOOKED_ELSEWHERE.search(note)
    if m is None or year is None:
        return []
    parts = []
    at = m.end()
    for span in money_spans(note):
        years = fiscal_years_in(note[at : span.start])
        if years and years[-1] == year and span.amount.yen is not None:
            parts.append(Part(part_label(m["label"]), span.amount.yen))
        at = span.end
    return parts
