"""Takes a sheet's parts out of its lines wherever they stand: title, money, section, offices; what is left is the body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.budget import Amount, FiscalYear, Part, Stage
from monitor.parse.badges import read_badges
from monitor.parse.layouts.sheet_offices import Office, offices_in
from monitor.parse.layouts.sheet_pages import NAME_LABEL, Sheet, headings_in
from monitor.parse.money import money_spans, read_statement
from monitor.parse.names import clean_name, read_marker
from monitor.parse.width import fold, plain
from monitor.read.document import Line

MONEY_LABEL = re.compile(
    r"""
    (?: (?P<year> (?: 令\s*和 | 平\s*成 | R ) \s* 年? \s* (?: \d{1,2} | 元 ) \s* 年? \s* 度? ) \s* | (?<![^\s【(]) )
    (?P<stage> 補正予算 | 当初予算 | 概算要求 | 予算 )
    \s* (?: [(] \s* 第?\s*(?P<round>\d{1,2})\s*[号次]? \s* [)] )?
    (?P<kind> (?: 案 | 額 | [(]案[)] | \s )*+ )
    \s* [:：]? \s*
    """,
    re.X,
)
"""令和７年度補正予算案 564億円, 令和年７度補正予算案, 令和６年度補正予算案額 (folded text); the figure must follow at once."""

NUMBERED_ROUND = re.compile(r"(?P<year>(?:令\s*和|平\s*成|R)\s*\d{1,2}\s*年\s*度)\s*第?\s*(?P<round>\d)\s*[次号]\s*(?=補正予算)")

SECTION = re.compile(r"【\s*[○〇◯●]\s*(?P<name>[^【】]{2,160})】", re.S)
"""【○病床数の適正化に対する支援】: the heading of the collection that the sheet belongs to, often over two lines."""

PILLAR_GRID = re.compile(r"[ⅠⅡⅢⅣⅤ○〇◯\d\s]+")
"""The little table of pillars: `Ⅰ Ⅱ Ⅲ`, `1 2 3 1 2 3 4 5 1 2`, `○`."""

PAGE_NUMBER = re.compile(r"\s*[-－]?\s*\d{1,3}\s*[-－]?\s*")
SPECIAL_ACCOUNT = re.compile(
    r"^\s*※?\s*(?P<account>[^\s※、。]{1,12}?(?:特会|特別会計|勘定)\s*(?:[(][^()]{1,6}[)])?)\s*(?P<money>\S.*)$"
)
REMARK_ON_TITLE = re.compile(r"\s*※.*$")
FRAME_ON_TITLE = re.compile(r"\s*(?:[【\[][^【】\[\]]{1,12}[】\]]|[（(](?:続き|つづき|その\S|\d/\d)[）)])\s*$")
SPECIAL_LINE = re.compile(r"\s*(?:※|[○〇◯•・■□◆●✓→⇒＜<【\[(（])")


@dataclass(frozen=True, slots=True)
class Title:
    """The measure's name and where it begins.

    bare: the name without a bracket behind it (【交付額】 on a measure's second page). ordinal: its place in the list of the parts
    of a package (ア is 1), None when the title has no number.
    """

    name: str
    bare: str
    line: Line
    flags: tuple[str, ...] = ()
    ordinal: int | None = None


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


@dataclass(frozen=True, slots=True)
class Slots:
    """What a sheet says of its measure, and the lines that say the rest (blank ones kept as empty texts)."""

    sheet: Sheet
    title: Title | None
    money: tuple[Money, ...]
    section: str | None
    offices: tuple[Office, ...]
    account: str | None
    body: tuple[Line, ...]


def read_slots(sheet: Sheet) -> Slots:
    """The parts of a sheet."""
    texts = [line.text.replace("\f", " ") for line in sheet.lines]
    section = _take_section(texts)
    money = _take_money(sheet.lines, texts)
    account = _take_account(texts, money)
    title = _take_title(sheet.lines, texts)
    offices, used = offices_in(["" if headings_in(text) else text for text in texts])
    if title is None:
        title = _first_line_as_title(sheet.lines, texts, used) if money or offices else None
    body = tuple(
        Line(line.number, "" if i in used or _is_furniture(text) else text, line.page, line.box)
        for i, (line, text) in enumerate(zip(sheet.lines, texts, strict=True))
    )
    return Slots(sheet, title, money, section, offices, account, body)


def has_money_label(text: str) -> bool:
    """Whether the line states a supplementary budget's money: the label and a figure right behind it."""
    return any(m["stage"] == "補正予算" for m, _ in _labelled(fold(text)))


def _take_section(texts: list[str]) -> str | None:
    """The section's name; its text is blanked out of the lines."""
    whole = "\n".join(texts)
    m = SECTION.search(whole)
    if not m or whole[m.start() : m.end()].count("\n") > 3:
        return None
    blanked = re.sub(r"[^\n]", " ", whole[m.start() : m.end()])
    texts[:] = (whole[: m.start()] + blanked + whole[m.end() :]).split("\n")
    return clean_name("".join(part.strip() for part in m["name"].split("\n"))) or None


def _labelled(folded: str) -> list[tuple[re.Match[str], int]]:
    """Every money label of the line that a figure follows at once, and where that figure begins."""
    found = []
    for m in MONEY_LABEL.finditer(folded):
        spans = [span for span in money_spans(folded[m.end() :]) if not folded[m.end() : m.end() + span.start].strip(" (")]
        if spans:
            found.append((m, m.end()))
    return found


def _take_money(lines: Sequence[Line], texts: list[str]) -> tuple[Money, ...]:
    """The money statements with their labels, blanked out of the lines; a supplementary budget's first."""
    found = []
    for i, text in enumerate(texts):
        folded = _round_behind(fold(text))
        for m, at in _labelled(folded):
            statement = read_statement(text[at:])
            if statement is None:
                continue
            end = at + statement.end
            found.append(_money(lines[i], m, statement.amount, statement.prior, statement.of_which, text[at:end]))
            texts[i] = texts[i][: m.start()] + " " * (end - m.start()) + texts[i][end:]
    return tuple(found)


def _round_behind(folded: str) -> str:
    """`令和７年度第１次補正予算` read like 令和７年度補正予算: the number is blanked in place, offsets stay."""
    return NUMBERED_ROUND.sub(lambda m: m["year"] + " " * (len(m[0]) - len(m["year"])), folded)


def _money(line: Line, m: re.Match[str], amount: Amount, prior: Amount, parts: tuple[Part, ...], text: str) -> Money:
    numbered = NUMBERED_ROUND.search(fold(line.text))
    number = m["round"] or (numbered["round"] if numbered else None)
    inside = [span.amount for span in money_spans(text)[1:] if span.amount.kind.value == "within"]
    return Money(
        line,
        _fiscal_year(m["year"] or ""),
        _stage(m["stage"], "案" in m["kind"]),
        int(number) if number else None,
        amount,
        prior,
        parts,
        inside[0] if inside and amount.is_stated else None,
    )


def _fiscal_year(text: str) -> FiscalYear | None:
    digits = re.sub(r"\s|年|度", "", text)
    m = re.fullmatch(r"(令和|平成|R)(\d{1,2}|元)", digits)
    if not m:
        return None
    return FiscalYear.of_era(m[1], 1 if m[2] == "元" else int(m[2]))


def _stage(word: str, is_draft: bool) -> Stage:
    if word == "補正予算":
        return Stage.SUPPLEMENTARY_DRAFT if is_draft else Stage.SUPPLEMENTARY
    if word == "概算要求":
        return Stage.REQUEST
    return Stage.DRAFT if is_draft else Stage.INITIAL


def _take_account(texts: list[str], money: Sequence[Money]) -> str | None:
    """The special account (特別会計) that the whole amount is booked in: a line that names one and repeats the amount."""
    for i, text in enumerate(texts):
        m = SPECIAL_ACCOUNT.match(fold(text))
        statement = read_statement(m["money"]) if m else None
        if m and statement:
            texts[i] = ""
            if any(statement.amount.agrees_with(one.amount) for one in money):
                return plain(m["account"]).replace(" ", "")
    return None


def _take_title(lines: Sequence[Line], texts: list[str]) -> Title | None:
    """The title behind the label 施策名：, with the lines that it runs on over, blanked out of the lines."""
    for i, text in enumerate(texts):
        m = NAME_LABEL.search(text)
        if m is None:
            continue
        parts, used = [_without_remark(text[m.end() :])], [i]
        for j in _title_goes_on(texts, i):
            parts.append(_without_remark(texts[j]))
            used.append(j)
        texts[i] = text[: m.start()]
        for j in used[1:]:
            texts[j] = ""
        return _title("".join(part.strip() for part in parts), lines[i])
    return None


def _title_goes_on(texts: Sequence[str], at: int) -> list[int]:
    """The lines that a title runs on over: those right below it, or one more line alone between it and the sheet's headings."""
    below = []
    i = at + 1
    while i < len(texts) and texts[i].strip() and not _is_part_of_sheet(texts[i], below_title=True):
        below.append(i)
        i += 1
    if below:
        return below if len(below) <= 2 else []
    rest = [j for j in range(at + 1, len(texts)) if texts[j].strip()][:2]
    if len(rest) == 2 and not _is_part_of_sheet(texts[rest[0]]) and headings_in(texts[rest[1]]) and at + 2 == rest[0]:
        return rest[:1]
    return []


def _is_part_of_sheet(text: str, *, below_title: bool = False) -> bool:
    """Whether a line is a heading, a remark, the pillars' grid or an office: no title goes on there.

    Right below a title a line in brackets can be its second half: （…の経費部分）.
    """
    if headings_in(text) or PILLAR_GRID.fullmatch(text) or text.lstrip().startswith("※"):
        return True
    if below_title and text.lstrip()[:1] in {"(", "（"}:
        return bool(offices_in([text])[0])
    return bool(SPECIAL_LINE.match(text)) or bool(offices_in([text])[0]) or "。" in text


def _without_remark(text: str) -> str:
    return REMARK_ON_TITLE.sub("", text)


def _title(text: str, line: Line) -> Title | None:
    unbadged, flags = read_badges(text)
    name = clean_name(unbadged)
    if not name:
        return None
    marker, _ = read_marker(unbadged)
    return Title(name, clean_name(FRAME_ON_TITLE.sub("", unbadged)) or name, line, flags, marker.ordinal if marker else None)


def _first_line_as_title(lines: Sequence[Line], texts: Sequence[str], used: frozenset[int]) -> Title | None:
    """Where no label says which line is the title: the first line of the page that is no other part of a sheet."""
    for i, text in enumerate(texts):
        if i in used or not text.strip() or _is_furniture(text) or _is_part_of_sheet(text):
            continue
        return _title(_without_remark(text), lines[i]) if len(text.strip()) <= 80 else None
    return None


def _is_furniture(text: str) -> bool:
    return bool(PILLAR_GRID.fullmatch(text) or PAGE_NUMBER.fullmatch(text) or headings_in(text))
