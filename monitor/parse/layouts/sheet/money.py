"""Reads the money of a sheet: the figure behind 令和７年度補正予算案, wherever on the page that stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from monitor.budget import Amount, AmountKind, FiscalYear, Part, Stage
from monitor.parse.layouts.sheet.pages import SUPPLEMENTARY, Sheet
from monitor.parse.money import money_spans
from monitor.parse.statements import read_statement
from monitor.parse.width import fold, plain
from monitor.read.document import Line

MONEY_LABEL = re.compile(
    r"""
    (?: (?P<year> (?: 令\s*和 | 平\s*成 | R ) \s* 年? \s* (?: \d{1,2} | 元 ) \s* (?: [(] \d{4} [)] \s* )? 年? \s* 度?
          | 20\d{2} \s* (?: [(] \s* (?:令\s*和|R) \s* \d{1,2} \s* [)] \s* )? 年 \s* 度 ) \s*
      | (?<![^\s【(\[]) )
    (?: 第? \s* (?P<nth> \d ) \s* [次号] \s* )?
    (?P<stage> 補正予算 | 当初予算 | 概算要求 | 予算 )
    \s* (?: [(] \s* 第? \s* (?P<round> \d{1,2} ) \s* [号次] \s* [)] )?
    (?P<kind> (?: 案 | 額 | [(]案[)] | \s )*+ )
    (?: [(] \s* 第? \s* (?P<behind> \d{1,2} ) \s* [号次] \s* [)] )?
    \s* [:】\]]? \s*
    """,
    re.X,
)
"""令和７年度補正予算案 564億円, 令和年７度補正予算案, 令和６年度補正予算案額, 令和７年度第１次補正予算 (folded text)."""

BEFORE_FIGURE = re.compile(
    r"""
    [\s(約:]* (?: (?: 合計 | 総額 | 計 | 国費 ) [\s(約:]* )?
    (?: (?: 一般会計 | [一-龥ァ-ヶー]{2,10} (?:特別会計|特会|勘定) (?: [(] [^()]{1,6} [)] )? ) [\s:]* )?
    """,
    re.X,
)
"""What may stand between a label and its figure: 一般会計, 年金特会, 合計 (folded text)."""
STANDS_APART = re.compile(r"(?:^|[\s)】」』])[\s(【\[]*$")
"""What may stand before the label: the edge of another part of the sheet, never a sentence (…は、令和６年度補正予算…)."""

ENDS_APART = re.compile(r"$|[\s(【\[※]|[)】\]]+(?![ぁ-ん、。])")
"""What may stand behind a figure: an edge, never the rest of a sentence (令和６年度補正予算（４億円）で試した…)."""
SPECIAL_ACCOUNT = re.compile(
    r"""
    \s*+ (?: ※ \s*+ )? (?P<account> [^\s※、。()]{1,12}? (?:特会|特別会計|勘定) \s* (?: [(] [^()]{1,6} [)] )? )
    \s* (?P<money> \S.* )
    """,
    re.X,
)
"""※労働特会（雇） 52百万円 (folded text)."""

LOOK_BELOW = 3
ACCOUNT_ALONE = re.compile(r"\s*※?\s*(?:一般会計|[^\s※、。()]{1,12}?(?:特会|特別会計|勘定))\s*(?:[(][^()]{1,6}[)])?\s*")
"""※労働特会（雇） between a label and its figure (folded text)."""
OPENS_BRACKET = re.compile(r"[（(［\[]\s*$")


@dataclass(frozen=True, slots=True)
class Money:
    """One money statement of a sheet: 令和７年度補正予算案 5.9億円（56億円の内数）; inside is the 56億円."""

    line: Line
    fiscal_year: FiscalYear | None
    stage: Stage | None
    round: int | None
    amount: Amount
    prior: Amount
    of_which: tuple[Part, ...] = ()
    inside: Amount | None = None


def states_money(sheet: Sheet) -> bool:
    """Whether a sheet states money of a supplementary budget."""
    if not any(SUPPLEMENTARY in line.text for line in sheet.lines):
        return False
    found = take_money(sheet.lines, [line.text for line in sheet.lines])
    return any(money.stage in (Stage.SUPPLEMENTARY_DRAFT, Stage.SUPPLEMENTARY) for money in found)


def take_money(lines: Sequence[Line], texts: list[str]) -> tuple[Money, ...]:
    """The money statements with their labels, blanked out of the texts. A figure may stand on the line below its label."""
    found: list[Money] = []
    for i, text in enumerate(texts):
        if "算" not in text:
            continue
        folded = fold(text)
        labels = list(MONEY_LABEL.finditer(folded))
        on_line: list[tuple[Money, int, int]] = []
        for m, following in zip_longest(labels, labels[1:]):
            before = fold(text[on_line[-1][2] if on_line else 0 : m.start()])
            if not STANDS_APART.search(before):
                continue
            limit = following.start() if following else len(text)
            end = _figure_end(text, m.end(), limit)
            if end is not None:
                on_line.append((_money(lines[i], m, text[m.end() : end]), m.start(), end))
            elif not text[m.end() :].strip() and (near := _figure_near(texts, i)) is not None:
                found.append(_money(lines[i], m, texts[near]))
                end = _statement_end(texts[near]) or 0
                texts[i], texts[near] = text[: m.start()], " " * end + texts[near][end:]
        found += _with_priors([(money, OPENS_BRACKET.search(text[:start]) is not None) for money, start, _ in on_line])
        for _, start, end in on_line:
            texts[i] = texts[i][:start] + " " * (end - start) + texts[i][end:]
    return tuple(found)


def take_account(texts: list[str], money: Sequence[Money]) -> str | None:
    """The special account (特別会計) that the whole amount is booked in: a line that names one and repeats the amount."""
    for i, text in enumerate(texts):
        m = SPECIAL_ACCOUNT.fullmatch(fold(text)) if "会" in text or "勘" in text else None
        statement = read_statement(m["money"]) if m else None
        if m and statement:
            texts[i] = ""
            if any(statement.amount.agrees_with(one.amount) for one in money):
                return plain(m["account"]).replace(" ", "")
    return None


def _figure_end(text: str, start: int, limit: int) -> int | None:
    """Where the statement ends that begins right at start, None when no figure begins there or a sentence goes on behind it."""
    piece = text[start:limit]
    statement = read_statement(piece)
    if statement is None or not BEFORE_FIGURE.fullmatch(fold(piece)[: statement.start]):
        return None
    end = start + statement.end
    return end if ENDS_APART.match(fold(text), end) else None


def _figure_near(texts: Sequence[str], at: int) -> int | None:
    """The line of the figure of a label alone: shortly below, or right above where nothing else stands on it.

    Below, it begins its line and another part of the sheet may follow; the account may stand between (※労働特会（雇）).
    """
    for i in range(at + 1, min(at + 1 + LOOK_BELOW, len(texts))):
        if not texts[i].strip() or ACCOUNT_ALONE.fullmatch(fold(texts[i])):
            continue
        if _statement_end(texts[i]) is not None:
            return i
        break
    above = next((i for i in range(at - 1, max(-1, at - 3), -1) if texts[i].strip()), None)
    if above is None or (end := _statement_end(texts[above])) is None or texts[above][end:].strip():
        return None
    return above


def _statement_end(text: str) -> int | None:
    """Where the money statement ends that a text begins with; None where it begins with none or a sentence goes on."""
    statement = read_statement(text)
    if statement is None or text[: statement.start].strip() or not ENDS_APART.match(fold(text), statement.end):
        return None
    return statement.end


def _money(line: Line, m: re.Match[str], text: str) -> Money:
    statement = read_statement(text)
    if statement is None:
        raise ValueError(f"line {line.number}: no money in {text[:40]!r}")
    number = m["round"] or m["nth"] or m["behind"]
    inside = [span.amount for span in money_spans(text)[1:] if span.amount.kind is AmountKind.WITHIN]
    return Money(
        line,
        _fiscal_year(m["year"] or ""),
        _stage(m["stage"], "案" in m["kind"]),
        int(number) if number else None,
        statement.amount,
        statement.prior,
        statement.of_which,
        inside[0] if inside and statement.amount.is_stated else None,
    )


def _with_priors(on_line: Sequence[tuple[Money, bool]]) -> list[Money]:
    """Statements of one line, each with whether a bracket opens before it.

    The year before behind a figure is that figure's baseline; so is, in a bracket, the same year's initial budget.
    """
    kept: list[Money] = []
    for money, in_bracket in on_line:
        last = kept[-1] if kept else None
        of_year = in_bracket and last is not None and money.fiscal_year == last.fiscal_year and money.stage is Stage.INITIAL
        if last and last.fiscal_year and (money.fiscal_year == last.fiscal_year.previous or of_year):
            kept[-1] = replace(last, prior=money.amount)
        else:
            kept.append(money)
    return kept


def _fiscal_year(text: str) -> FiscalYear | None:
    """The year that the words name; None where there is no such year (令和0年度, a typing error)."""
    plain_year = re.sub(r"\s|年|度|[(][^()]*[)]", "", text)
    m = re.fullmatch(r"(令和|平成|R)(\d{1,2}|元)", plain_year)
    try:
        if m is None:
            return FiscalYear(int(plain_year)) if plain_year.isdigit() else None
        return FiscalYear.of_era(m[1], 1 if m[2] == "元" else int(m[2]))
    except ValueError:
        return None


def _stage(word: str, is_draft: bool) -> Stage:
    if word == SUPPLEMENTARY:
        return Stage.SUPPLEMENTARY_DRAFT if is_draft else Stage.SUPPLEMENTARY
    if word == "概算要求":
        return Stage.REQUEST
    return Stage.DRAFT if is_draft else Stage.INITIAL
