"""What the money lines of one slide state: item of appropriation, label, fiscal year, stage and amounts, one claim a statement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from monitor.budget import Amount, AmountKind, FiscalYear, Part, Stage
from monitor.parse.badges import read_badges
from monitor.parse.layouts.slide.offices import is_division
from monitor.parse.layouts.slide.signs import (
    ANGLED,
    BADGE,
    FIGURE,
    JAPANESE,
    fold,
    is_further_part,
    is_money_line,
    money_word,
    money_words,
)
from monitor.parse.memo import remembered
from monitor.parse.names import read_marker
from monitor.parse.stages import round_number
from monitor.parse.statements import read_statement
from monitor.read.document import Line

APPROPRIATION = re.compile(r"[<＜〈《≪]\s*([^<>＜＞〈〉《》≪≫]{2,60}?)\s*[>＞〉》≫]")
"""The 予算の目 on a money line, before its words: <○○事業費補助金> 令和7年度…"""

ROUND = re.compile(r"第?\s*([0-9０-９一二三四])\s*(?:次|号)")
ACCOUNT = re.compile(
    r"""
    [【\[(（]? \s*
    ( (?: [一-龠々ァ-ヶー]+特別会計 | [一-龠々]{2,8}特会 ) (?: [^\s】\])）(（]{0,12} (?: [(（] [^()（）]{1,8} [)）] )? )? )
    """,
    re.X,
)
"""労働保険特別会計（雇用勘定）, 年金特会 before a figure."""
LABEL_TRIM = " 　\t:：、,・-－/／()（）[]【】*"


class Claim(NamedTuple):
    """One statement of money on a slide. label: the part it is for (国実施分); appropriation: 予算の目; None when unsaid.

    flags: the badges of the label, and those right behind the money.
    """

    line: Line
    fiscal_year: FiscalYear | None
    stage: Stage
    round: int | None
    amount: Amount
    prior: Amount
    of_which: tuple[Part, ...]
    label: str | None
    appropriation: str | None
    account: str | None
    flags: tuple[str, ...] = ()


def read_claims(head: Sequence[Line], money: Sequence[Line], of_document: FiscalYear | None = None) -> list[Claim]:
    """Every statement of the money lines, in printed order; a year before in its own words becomes the prior of the one above it.

    「令和7年度概算要求額 3億円（令和6年度予算額 2億円）」 is one claim; a supplementary budget beside it is a claim of its own.
    A money line that names no year is of the document's year. Further figures without a label are remarks, not parts
    (※うちデジタル庁分 0.2億円).
    """
    claims: list[Claim] = []
    waiting = [m["item"].strip() for line in head if (m := ANGLED.match(line.text)) and not is_division(line.text)]
    pending: list[str] = []
    for n, line in enumerate(money):
        if m := ANGLED.match(line.text):
            pending.append(m["item"].strip())
            continue
        if claims and n and is_further_part(money[n - 1].text, line.text):
            claims += _further(line, claims[-1])
            continue
        if not money_words(line.text):
            continue
        pushed = money[n + 1].text if n + 1 < len(money) and _lacks_figure(line.text) else ""
        item = pending.pop(0) if pending else None
        claims += _claims_of(line.with_text(f"{line.text} {pushed}".rstrip()), item, of_document)
    claims = _with_priors(claims) or _unread(money, of_document)
    if len(waiting) == 1 or len(waiting) == len(claims):
        spread = waiting * len(claims) if len(waiting) == 1 else waiting
        claims = [c._replace(appropriation=c.appropriation or item) for c, item in zip(claims, spread, strict=True)]
    return claims


def _unread(money: Sequence[Line], of_document: FiscalYear | None) -> list[Claim]:
    """The claim of money lines whose digits were lost: a year and a stage without an amount."""
    for line in money:
        if m := money_word(line.text):
            year = _year(m["year"], of_document)
            return [Claim(line, year, stage_of(m["stage"]), None, Amount.none(), Amount.none(), (), None, None, None)]
    return []


def _year(words: str | None, of_document: FiscalYear | None) -> FiscalYear | None:
    """The year that the words name; the document's where they name none, or none that there is (令和0年度, a typing error)."""
    return (_year_named(words) if words else None) or of_document


@remembered
def _year_named(words: str) -> FiscalYear | None:
    try:
        return FiscalYear.parse(words)
    except ValueError:
        return None


def _lacks_figure(text: str) -> bool:
    """Whether the figure of a money line's last words stands on the line below."""
    words = money_words(text)
    return FIGURE.search(text, words[-1].end() if words else 0) is None


def _claims_of(line: Line, appropriation: str | None, of_document: FiscalYear | None) -> list[Claim]:
    text = line.text
    words = money_words(text)
    found = []
    for n, m in enumerate(words):
        end = words[n + 1].start() if n + 1 < len(words) else len(text)
        before = text[words[n - 1].end() if n else 0 : m.start("stage")]
        if n and text[: m.start()].rstrip().endswith("※") and not is_money_line(f"※{text[m.start() : end]}"):
            continue
        item = APPROPRIATION.search(before)
        year = _year(m["year"], of_document)
        found += _segment(line, (year, m["stage"]), text[m.end() : end], item[1] if item else appropriation)
    return found


def _further(line: Line, above: Claim) -> list[Claim]:
    """The claim of a line that goes on with the money of the line above, its year and stage those of that line."""
    parts = _segment(line, (above.fiscal_year, ""), line.text, None)
    return [part._replace(stage=above.stage, round=above.round, account=part.account or above.account) for part in parts]


def _segment(line: Line, named: tuple[FiscalYear | None, str], text: str, appropriation: str | None) -> list[Claim]:
    """The statements after one 「令和N年度○○額」: usually one, several where each follows a label of its own."""
    year, budget = named
    stage = stage_of(budget)
    rounded = ROUND.search(budget)
    found: list[Claim] = []
    rest = text
    while statement := read_statement(rest):
        label, flags = _without_badges(rest[: statement.start])
        if found and not (label and found[0].label):
            break
        place = rest[: statement.start] if _says_account(label) else line.text
        account = ACCOUNT.search(place) if _says_account(place) else None
        found.append(
            Claim(
                line=line,
                fiscal_year=year,
                stage=stage,
                round=round_number(fold(rounded[1])) if rounded else None,
                amount=statement.amount,
                prior=statement.prior,
                of_which=statement.of_which,
                label=_plain_label(label),
                appropriation=fold(appropriation) if appropriation else None,
                account=fold(account[1]) if account else None,
                flags=(*flags, *_flags_behind(rest[statement.end :])),
            )
        )
        rest = rest[statement.end :]
    return found


def _flags_behind(text: str) -> tuple[str, ...]:
    """The flags of a bracket of badges right behind money: 3億円（－億円）【新規】, 1億円【デジタル庁計上】."""
    m = BADGE.match(text.lstrip())
    return read_badges(f"x {m[0]}")[1] if m else ()


def _without_badges(label: str) -> tuple[str, tuple[str, ...]]:
    """A label without the badges behind it, and their flags."""
    words = label.strip(" 　")
    words, flags = read_badges(words) if words else ("", ())
    label = words.strip(LABEL_TRIM)
    return label, flags if label else ()


def _says_account(text: str) -> bool:
    return "会計" in text or "特会" in text


def _plain_label(label: str) -> str | None:
    """The label without the number of its list (①); None for one without a Japanese letter."""
    return fold(read_marker(label)[1]) if JAPANESE.search(label) else None


@remembered
def stage_of(words: str) -> Stage:
    """The stage that the words of a money line name: 概算要求額, 予算案, 補正予算額 …"""
    plain = "".join(fold(words).split())
    asked = "要求" in plain or "要望" in plain
    if "補正" in plain:
        return Stage.SUPPLEMENTARY_REQUEST if asked else Stage.SUPPLEMENTARY_DRAFT if "案" in plain else Stage.SUPPLEMENTARY
    if asked:
        return Stage.REQUEST
    return Stage.DRAFT if "案" in plain or "政府" in plain else Stage.INITIAL


def _with_priors(claims: list[Claim]) -> list[Claim]:
    """The claims with each 前年度予算額 that was spelled out folded into the claim beside it."""
    joined: list[Claim] = []
    for claim in claims:
        last = joined[-1] if joined else None
        if last and _is_prior_of(claim, last):
            joined[-1] = last._replace(prior=claim.amount)
        elif last and _is_prior_of(last, claim):
            joined[-1] = claim._replace(prior=last.amount)
        else:
            joined.append(claim)
    return joined


def _is_prior_of(older: Claim, newer: Claim) -> bool:
    if older.stage.is_supplementary or newer.stage.is_supplementary:
        return False
    if older.fiscal_year is None or newer.fiscal_year is None:
        return False
    return older.fiscal_year == newer.fiscal_year.previous and newer.prior.kind is AmountKind.NONE
