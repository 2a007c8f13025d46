"""Reads the money of a sheet: the figure behind 令和７年度補正予算案, wherever on the page that stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import NamedTuple

from monitor.budget import Amount, AmountKind, FiscalYear, Part, Stage
from monitor.parse.around_figures import Statement
from monitor.parse.layouts.sheet.pages import BUDGET, NAME_LABEL, SUPPLEMENTARY, Sheet
from monitor.parse.money import money_spans
from monitor.parse.stages import round_number
from monitor.parse.statements import read_parts, read_statement
from monitor.parse.unit_amounts import BLANK_AND_LABEL, is_price_of_one
from monitor.parse.width import fold, plain
from monitor.read.document import Line

MONEY_LABEL = re.compile(
    r"""
    (?: (?P<year> (?: 令\s*和 | 平\s*成 | R ) \s* 年? \s* (?: \d{1,2} | 元 ) \s* (?: [(] \d{4} [)] \s* )? 年? \s* 度?
          | 20\d{2} \s* (?: [(] \s* (?:令\s*和|R) \s* \d{1,2} \s* [)] \s* )? 年 \s* 度 ) \s*
      | (?<![^\s【(\[]) )
    (?: 第? \s* (?P<nth> [\d一二三四] ) \s* [次号] \s* )?
    (?P<stage> 補正予算 | 当初予算 | 概算要求 | 予算 )
    \s* (?: [(] \s* 第? \s* (?P<round> \d{1,2} | [一二三四] ) \s* [号次] \s* [)] )?
    (?P<kind> (?: 案 | 額 | [(]案[)] | \s )*+ )
    (?: [(] \s* 第? \s* (?P<behind> \d{1,2} | [一二三四] ) \s* [号次] \s* [)] )?
    \s* [:】\]]? \s*
    """,
    re.X,
)
"""令和７年度補正予算案 564億円, 令和年７度補正予算案, 令和６年度補正予算案額, 令和７年度第１次補正予算,
令和４年度第二次補正予算案 (folded text)."""

BEFORE_FIGURE = re.compile(
    r"""
    [\s(約:]* (?: (?: 合計 | 総額 | 計 | 国費 ) [\s(約:]* )?
    (?: (?: 一般会計 | [一-龥ァ-ヶー]{2,10} (?:特別会計|特会|勘定) (?: [(] [^()]{1,6} [)] )? ) [\s:]* )?
    """,
    re.X,
)
"""What may stand between a label and its figure: 一般会計, 年金特会, 合計 (folded text)."""
STANDS_APART = re.compile(r"(?:^|[\s)】」』]|(?:予算額?|金額|所要額|要求額)[)】]?:)[\s(【\[]*$")
"""What may stand before the label: the edge of another part of the sheet, or 予算額：, never a sentence
(…は、令和６年度補正予算…)."""
BEHIND_NAME = re.compile(r"(?P<name>\s*(?:\S{2}名\s*:)?[^。、:]{4,60}?)[(【\[]\s*$")
"""The name right before a bracket that holds the sheet's money: …推進事業【令和７年度補正予算案 12億円】 (folded text)."""

ENDS_APART = re.compile(r"$|[\s(【\[※]|[)】\]]+(?![ぁ-ん、。])|(?=\S{2}名:)")
"""What may stand behind a figure: an edge (that of a title bar, 施策名：, too), never the rest of a sentence
(令和６年度補正予算（４億円）で試した…)."""
SPECIAL_ACCOUNT = re.compile(
    r"""
    \s*+ (?: ※ \s*+ )? (?P<account> [^\s※、。()]{1,12}? (?:特会|特別会計|勘定) \s* (?: [(] [^()]{1,6} [)] )? )
    \s* (?P<money> \S.* )
    """,
    re.X,
)
"""※労働特会（雇） 52百万円 (folded text)."""

CLOSING = re.compile(r"[\s)】\]]")
LOOK_BELOW, FARTHEST = 3, 12
ACCOUNT_ALONE = re.compile(
    r"\s*(?P<open>[(])?(?P<sign>※)?\s*(?P<account>(?:一般会計|[^\s※、。()]{1,12}?(?:特会|特別会計|勘定))\s*(?:[(][^()]{1,6}[)])?)\s*(?(open)[)])\s*"
)
"""※労働特会（雇）, （労働特別会計） between a label and its figure, or below both (folded text)."""
GENERAL_ACCOUNT = "一般会計"
NOTHING = re.compile(r"\s*[-ー0]\s*円?\s*(?=[)】\]])")
"""（令和６年度当初予算額：－）: nothing (folded text)."""
PARTS_ALONE = re.compile(r"\s*[(]\s*うち[^()]*円\s*(?:など|等)?\s*[)]\s*")
"""（うち医療 92億円、福祉 39億円） on a line of its own (folded text)."""
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


class _Stated(NamedTuple):
    """A money statement, where its figure stands among the texts, and whether a bracket opens before its label."""

    money: Money
    place: int
    in_bracket: bool


def states_money(sheet: Sheet) -> bool:
    """Whether a sheet states money of a supplementary budget."""
    if not any(SUPPLEMENTARY in line.text for line in sheet.lines):
        return False
    found = take_money(sheet.lines, [line.text for line in sheet.lines])
    return any(money.stage in (Stage.SUPPLEMENTARY_DRAFT, Stage.SUPPLEMENTARY) for money in found)


def take_money(lines: Sequence[Line], texts: list[str]) -> tuple[Money, ...]:
    """The money statements with their labels, blanked out of the texts. A figure may stand on the line below its label."""
    found: list[_Stated] = []
    for i, text in enumerate(texts):
        if "算" not in text:
            continue
        folded = fold(text)
        labels = list(MONEY_LABEL.finditer(folded))
        on_line: list[tuple[int, int]] = []
        for m, following in zip_longest(labels, labels[1:]):
            before = fold(text[on_line[-1][1] if on_line else 0 : m.start()])
            if not STANDS_APART.search(before) or (_is_unnamed(m) and _names_year(found, texts)):
                continue
            limit = following.start() if following else len(text)
            end = _figure_end(text, m.end(), limit)
            if end is not None:
                in_bracket = OPENS_BRACKET.search(text[: m.start()]) is not None
                found.append(_Stated(_money(lines[i], m, text[m.end() : end]), i, in_bracket))
                on_line.append((m.start(), end))
            elif not text[m.end() :].strip() and (near := _figure_near(texts, i)) is not None:
                found.append(_Stated(_money(lines[i], m, texts[near]), near, in_bracket=False))
                end = _statement_end(texts[near]) or 0
                texts[i], texts[near] = text[: m.start()], " " * end + texts[near][end:]
        for start, end in on_line:
            texts[i] = texts[i][:start] + " " * (end - start) + texts[i][end:]
    found = found or _money_behind_name(lines, texts) or _money_apart(lines, texts)
    return tuple(_with_parts_below(stated, texts) for stated in _with_priors(found, texts))


def _is_unnamed(label: re.Match[str]) -> bool:
    """Whether a label says no more than 予算額."""
    return label["year"] is None and label["stage"] == BUDGET


def _names_year(found: Sequence[_Stated], texts: Sequence[str]) -> bool:
    """Whether a label names the year of a budget: 予算額：7億円 is then a part's."""
    named = any(stated.money.fiscal_year for stated in found)
    return named or any(m["year"] for text in texts if BUDGET in text for m in MONEY_LABEL.finditer(fold(text)))


def _money_behind_name(lines: Sequence[Line], texts: list[str]) -> list[_Stated]:
    """The money in a bracket right behind the name that the sheet begins with or that has a label; the name stays."""
    first = next((place for place, text in enumerate(texts) if text.strip()), 0)
    for i, text in enumerate(texts):
        folded = fold(text) if "算" in text and "円" in text and (i == first or NAME_LABEL.search(text)) else ""
        for m in MONEY_LABEL.finditer(folded):
            name = BEHIND_NAME.fullmatch(folded, 0, m.start()) if m["year"] else None
            end = _figure_end(text, m.end(), len(text)) if name else None
            if name and end is not None and not CLOSING.sub("", folded[end:]):
                texts[i] = text[: name.end("name")]
                return [_Stated(_money(lines[i], m, text[m.end() : end]), i, in_bracket=False)]
    return []


def _money_apart(lines: Sequence[Line], texts: list[str]) -> list[_Stated]:
    """The money of the one label that stands alone, where one line of nothing but a budget's figure stands near."""
    alone = [(i, MONEY_LABEL.fullmatch(fold(text).strip())) for i, text in enumerate(texts) if "算" in text]
    labels = [(i, m) for i, m in alone if m and m["year"]]
    if len(labels) != 1:
        return []
    i, m = labels[0]
    near = range(max(0, i - FARTHEST), min(len(texts), i + 1 + FARTHEST))
    places = [place for place in near if place != i and _is_budget(texts[place])]
    if len(places) != 1 or is_price_of_one(texts[max(0, places[0] - BLANK_AND_LABEL) : places[0] + 1]):
        return []
    stated = _Stated(_money(lines[i], m, texts[places[0]]), places[0], in_bracket=False)
    texts[i] = texts[places[0]] = ""
    return [stated]


def _is_budget(text: str) -> bool:
    """Whether a line is a budget's figure and nothing else: 12億円; not the 万円 that one recipient gets."""
    statement = read_statement(text) if "億円" in text or "百万円" in text else None
    return statement is not None and not text[: statement.start].strip() and not text[statement.end :].strip()


def take_account(lines: Sequence[Line], texts: list[str], money: Sequence[Money]) -> str | None:
    """The special account (特別会計) that the whole amount is booked in, taken out of the texts.

    Either a line that begins with it and repeats the amount; or the one line of nothing else that begins with ※ or stands right
    beside the money: a box of a diagram can have such a name too.
    """
    alone: list[tuple[int, str]] = []
    for i, text in enumerate(texts):
        if "会" not in text and "勘" not in text:
            continue
        folded = fold(text)
        m = SPECIAL_ACCOUNT.fullmatch(folded)
        statement = read_statement(m["money"]) if m else None
        if m and statement:
            end = m.start("money") + statement.end
            texts[i] = " " * end + text[end:]
            if any(statement.amount.agrees_with(one.amount) for one in money):
                return _account(m["account"])
            continue
        remark = ACCOUNT_ALONE.fullmatch(folded)
        if remark and (remark["sign"] or GENERAL_ACCOUNT in remark[0] or _is_beside_money(lines, texts, i, money)):
            alone.append((i, remark["account"]))
    if len(alone) != 1 or not money or GENERAL_ACCOUNT in alone[0][1]:
        return None
    texts[alone[0][0]] = ""
    return _account(alone[0][1])


def _is_beside_money(lines: Sequence[Line], texts: Sequence[str], at: int, money: Sequence[Money]) -> bool:
    """Whether between a line and some money, which is taken out of the texts, nothing stands."""
    places = [place for place, line in enumerate(lines) if any(line is one.line for one in money)]
    return any(not any(text.strip() for text in texts[min(at, place) + 1 : max(at, place)]) for place in places)


def _account(name: str) -> str:
    return plain(name).replace(" ", "")


def _figure_end(text: str, start: int, limit: int) -> int | None:
    """Where the statement ends that begins right at start, None when no figure begins there or a sentence goes on behind it."""
    piece = text[start:limit]
    if m := NOTHING.match(fold(piece)):
        return start + m.end()
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
    nothing = Statement(0, len(text), Amount(0, step=1), Amount.none())
    statement = nothing if NOTHING.match(fold(f"{text})")) else read_statement(text)
    if statement is None:
        raise ValueError(f"line {line.number}: no money in {text[:40]!r}")
    number = m["round"] or m["nth"] or m["behind"]
    inside = [span.amount for span in money_spans(text)[1:] if span.amount.kind is AmountKind.WITHIN]
    return Money(
        line,
        _fiscal_year(m["year"] or ""),
        _stage(m["stage"], "案" in m["kind"]),
        round_number(number) if number else None,
        statement.amount,
        statement.prior,
        statement.of_which,
        inside[0] if inside and statement.amount.is_stated else None,
    )


def _with_priors(found: Sequence[_Stated], texts: Sequence[str]) -> list[_Stated]:
    """The statements, those that only say what the one right before them is compared with taken up by it as its year before.

    The year before behind a figure is that figure's baseline; so is, in a bracket, the same year's initial budget. On the line
    below, only a bracket is.
    """
    kept: list[_Stated] = []
    for stated in found:
        last = kept[-1] if kept else None
        if last and _goes_on(last, stated, texts) and _is_baseline(last.money, stated):
            kept[-1] = last._replace(money=replace(last.money, prior=stated.money.amount), place=stated.place)
        else:
            kept.append(stated)
    return [stated for stated in kept if stated.money.amount.yen or not stated.in_bracket]


def _goes_on(last: _Stated, stated: _Stated, texts: Sequence[str]) -> bool:
    """Whether a statement goes on with the one before: on its line, or in a bracket on the next one that has a text."""
    if last.place == stated.place:
        return True
    return stated.in_bracket and not any(text.strip() for text in texts[last.place + 1 : stated.place])


def _is_baseline(money: Money, stated: _Stated) -> bool:
    other = stated.money
    of_year = stated.in_bracket and money.fiscal_year == other.fiscal_year and other.stage is Stage.INITIAL
    return money.fiscal_year is not None and (other.fiscal_year == money.fiscal_year.previous or of_year)


def _with_parts_below(stated: _Stated, texts: list[str]) -> Money:
    """The statement with the parts that a bracket on the next line tells, blanked out: （うち医療 92億円、福祉 39億円）."""
    money, amount = stated.money, stated.money.amount
    below = next((i for i in range(stated.place + 1, min(len(texts), stated.place + 3)) if texts[i].strip()), None)
    if below is None or money.of_which or not amount.yen or PARTS_ALONE.fullmatch(fold(texts[below])) is None:
        return money
    parts = read_parts(texts[below].strip())
    if not parts or sum(part.yen for part in parts) > amount.yen + (amount.step or 1) * len(parts):
        return money
    texts[below] = ""
    return replace(money, of_which=parts)


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
