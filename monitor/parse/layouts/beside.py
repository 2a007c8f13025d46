"""A measure's money in another budget, told on a line beside it: 《令和7年度補正予算 64億円》 (DOMAIN.md, The yearly cycle)."""

from __future__ import annotations

import re
from dataclasses import replace

from monitor.budget import Entry
from monitor.parse.around_figures import Statement
from monitor.parse.stages import staged_years
from monitor.parse.statements import read_statement
from monitor.parse.width import fold

BESIDE = re.compile(
    r"""
    ^ \s*+ (?: [《【〔(\[※<] \s*+ )? (?: [(]? 参考 [)】〕]? \s*+ )? (?: (?: [こそ]の )? (?: ほか | 他 ) に? [、,\s]*+ )?
    (?P<budget> (?: 令和 | 平成 | R ) [ ]? (?: 元 | \d{1,2} ) [ ]? 年度 [ ]?
      (?: 第 \d [次号] )? 補正予算 [^\d。、]{0,8}? (?: [(] 第 \d 号 [)] )? )
    [\s:額案]*+ (?P<money> (?<![\d,.]) \d [^。]* 円 (?:の内数)? ) \s* [》】〕)\]>]? \s* $
    """,
    re.X,
)
"""《令和7年度補正予算 64億円》, ※このほか、令和６年度補正予算額 1.5億円, （参考）令和6年度補正予算 4億円, and nothing else
(folded text)."""

BRACKET_BEHIND = re.compile(r"(?<=\S) [\s]* [《【〔(（\[〈<] [^《【〔(（\[〈<》】〕)）\]〉>]+ [》】〕)）\]〉>] \s* $", re.X)
"""「３億円（２億円）〔令和７年度補正予算　１億円〕」: the last bracket of a row."""
UNDATED = "補正"
BESIDE_INITIAL = re.compile(rf"{UNDATED} [ ]? (?: 予算 )? [ ]? (?P<money> \d [\d,. 兆億百万千]*+ 円 )", re.X)
"""補正206億円 before 、当初3,245億円: the supplementary budget goes before the initial one (folded text)."""
CONFIDENCE = 0.85


def money_beside(text: str) -> tuple[str, Statement] | None:
    """The budget and the money that a line tells besides the one of its document; None where it says anything else."""
    if UNDATED not in text:
        return None
    if (m := BESIDE_INITIAL.fullmatch(fold(text))) is not None and (statement := read_statement(m["money"])) is not None:
        return UNDATED, statement
    m = BESIDE.match(fold(text))
    statement = read_statement(text[m.start("money") : m.end("money")]) if m else None
    return (m["budget"] + ("案" if "案" in fold(text) else ""), statement) if m and statement else None


def bracket_beside(text: str) -> str | None:
    """The last bracket of a row where it tells money in another budget."""
    m = BRACKET_BEHIND.search(text) if UNDATED in text else None
    return m[0] if m is not None and money_beside(m[0]) is not None else None


def entry_beside(entry: Entry, budget: str, statement: Statement) -> Entry | None:
    """The same measure as that other budget states it; None where the words name no supplementary budget."""
    named = [found for found in staged_years(budget) if found[1].is_supplementary]
    if len(named) != 1:
        return None
    year, stage, round_ = named[0]
    return replace(
        entry,
        fiscal_year=year,
        stage=stage,
        round=round_,
        amount=statement.amount,
        prior=statement.prior,
        of_which=(),
        rates=(),
        unit_amounts=(),
        flags=(),
        confidence=min(entry.confidence, CONFIDENCE),
    )
