"""The lines of a document as its layouts read them: money that a page broke in two is whole, numbers carry the unit stated once.

A line that is changed keeps its number, page and box, so that every entry still points at the printed place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from monitor.parse.narrow import with_rows_whole
from monitor.parse.width import fold, fold_together
from monitor.parse.year_forms import ARROWS
from monitor.read.document import Document, Line, TableRow

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f] (?: (?<! \f ) | (?<= [^\f\n] \f ) )", re.X)
"""What no name, label or prose has; a form feed that begins a line tells where a page begins."""

UNIT_NOTE = re.compile(r"単位 \s* [:、]? \s* (?P<unit> 千円 | 万円 | 百万円 | 億円 | 円 ) (?! \s* [/当] )", re.X)
"""（単位：百万円） (folded text)."""
UNIT_SIGN = re.compile(r"単\W*位")
"""A document without it states no unit of many numbers."""
UNIT_ELSEWHERE = re.compile(r"単位 \s* [:、]", re.X)
"""（単位：人）: from here on numbers are no money."""
PAIR = re.compile(
    r"""
    ^ (?P<name> .*? [^\s\d|(<〈《\[〔【] ) (?: [\s|]+ | (?<= [.…‥・] ) )
    (?P<current> [▲△-]? [ ]? (?: \d{1,3} (?: ,\d{3} )+ | \d+ ) (?: \.\d+ )? ) [\s|]*
    (?P<open> [(<〈《\[〔【] ) \s* (?P<prior> (?: \d{1,3} (?: ,\d{3} )+ | \d+ ) (?: \.\d+ )? | - | 新規 | 皆増 ) \s*
    [)>〉》\]〕】]
    (?P<rest> [\s|]* (?: [※(（【\[] .* )? ) $
    """,
    re.X,
)
"""残留化学物質の調査費　　２３０　＜　０＞ under （単位：百万円） (folded text)."""
LONGEST_PAIR = 200

MIDDLE_DOT = re.compile(r"・(?<=[0-9０-９]・)(?=[0-9０-９]{1,2}[ 　]?[兆億百千万]{1,2}円)")
"""7・3億円: the decimal point of a text that is set upright."""
LOST_YEN = re.compile(r"[兆億](?<=[0-9０-９][兆億])(?=[(（][0-9０-９][0-9０-９,.，．]*[ 　]?[兆億百千万]{1,2}円[)）])")
"""9.3億(15百万円): the first figure's unit without its 円."""
SPREAD_NEW = re.compile(r"(?P<open>[(（【〔\[<＜《][ 　]*)新[ 　]+規(?=[ 　]*[)）】〕\]>＞》])")
SPREAD_MORE = re.compile(r"(?P<open>[(（【〔\[<＜《][ 　]*)拡[ 　]+充(?=[ 　]*[)）】〕\]>＞》])")
"""（新　規）, 【拡　充】: a word in brackets that is spread over its place."""
SET_RIGHT = (
    ((), MIDDLE_DOT, "."),
    ((), LOST_YEN, r"\g<0>円"),
    (("新 ", "新　"), SPREAD_NEW, r"\g<open>新規"),
    (("拡 ", "拡　"), SPREAD_MORE, r"\g<open>拡充"),
)
"""Each with what a text has one of in which it occurs; most have none."""
RADICAL = re.compile(r"[\u2e80-\u2fdf\ufe10-\ufe19\ufe30-\ufe48]")
"""CJK radicals and vertical forms (PDF.md, section 2)."""
OPENINGS, CLOSINGS = "《〈<＜【〔(（[［", "》〉>＞】〕)）]］※"

OPEN_AT_END = re.compile(r"^ \s* (?P<bracket> [《〈<【〔(\[] ) [^》〉>】〕)\]円。]{4,30} $", re.X)
"""《令和7年度補正予算, and the money of it on the next line (folded text)."""
REST_OF_MONEY = re.compile(
    r"^ \s* \d [\d,.]* [ ]? (?: [兆億百万千]+ [\d,. ]* )* 円 [^《〈<【〔(\[。]{0,6} [》〉>】〕)\]] \s* $", re.X
)
"""105億円》"""
MAY_BE_BROKEN = re.compile(
    rf"[{re.escape(OPENINGS)}{ARROWS}] (?: (?<= [{ARROWS}] ) | [^》〉>＞】〕)）\]］円。\n]{{4,30}} $ )", re.X | re.M
)
"""Where, in all lines of a document, a bracket stays open at a line's end, or an arrow stands."""
ARROW_AT_START = re.compile(r"^ \s* [→⇒⇨➡➔➜] .* 円", re.X)
MONEY_AT_END = re.compile(r"(?: 円 (?:の内数)? | [\s)] [0-] ) \s* $", re.X)
ARROW_AT_END = re.compile(r"円 (?:の内数)? \s* [→⇒⇨➡➔➜] \s* $", re.X)
MONEY_ALONE = re.compile(r"^ \s* (?: [(（] [^()（）]{2,20} [)）] )? \s* \d [\d,. 兆億百万千]* 円 (?:の内数)? \s* $", re.X)
"""210百万円 →, and 345百万円 on the next line"""
LONGEST_LINE = 2000
"""Characters. What stands behind them on a line is no part of a list or a table, but a text without any end of line."""
WIDEST_GAP = 200
"""Blanks in a row. A wider gap says no more than this one."""
TOO_WIDE = re.compile(rf"(\s{{{WIDEST_GAP}}})\s+")

FARTHEST = 5
"""Lines below, blank ones included, on which broken money goes on."""


def printable(document: Document) -> Document:
    """The document with a blank for each control character of a damaged text, in its lines and in the tables that they carry."""
    if UNPRINTABLE.search("\n".join([line.text for line in document.lines])) is None:
        return document
    return replace(
        document,
        lines=tuple(line.with_text(_printable(line.text)) for line in document.lines),
        tables=tuple(replace(table, rows=tuple(map(_printable_row, table.rows))) for table in document.tables),
    )


def _printable_row(row: TableRow) -> TableRow:
    return row._replace(cells=tuple(cell._replace(text=_printable(cell.text)) for cell in row.cells))


def _printable(text: str) -> str:
    return UNPRINTABLE.sub(" ", text)


def of_any_page(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines no longer and with no wider gaps than a page can have, so that a hostile one costs no more time than others."""
    if max([len(line.text) for line in lines], default=0) <= WIDEST_GAP:
        return tuple(lines)
    return tuple(line if _is_of_any_page(line.text) else _cut(line) for line in lines)


def _is_of_any_page(text: str) -> bool:
    return len(text) <= WIDEST_GAP or (len(text) <= LONGEST_LINE and TOO_WIDE.search(text) is None)


def _cut(line: Line) -> Line:
    return line.with_text(TOO_WIDE.sub(r"\1", line.text)[:LONGEST_LINE])


def as_written(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines with radicals as the kanji they stand for, broken money joined, and bare numbers of both years as money."""
    text = "\n".join([line.text for line in lines])
    if RADICAL.search(text):
        lines = [_with_kanji(line) for line in lines]
        text = "\n".join([line.text for line in lines])
    for marks, sign, said in SET_RIGHT:
        if (not marks or any(mark in text for mark in marks)) and sign.search(text):
            lines = [line.with_text(sign.sub(said, line.text)) for line in lines]
            text = sign.sub(said, text)
    lines = with_rows_whole(lines, text)
    lines = _joined(lines, _places_of_broken(text, len(lines)))
    if UNIT_SIGN.search(text):
        lines = list(_with_units(lines))
    fold_together([line.text for line in lines])
    return tuple(lines)


def _with_kanji(line: Line) -> Line:
    """The line with the kanji and signs that some producers print as radicals and vertical forms: ⽀援 is 支援, ︓ is :."""
    if RADICAL.search(line.text) is None:
        return line
    return line.with_text(RADICAL.sub(lambda match: fold(match[0]), line.text))


def _places_of_broken(text: str, count: int) -> Sequence[int]:
    """The places of the lines whose money may go on below, in order: none in most documents.

    text: all of the lines; count: how many they are.
    """
    if text.count("\n") != count - 1:
        return range(count)
    found: set[int] = set()
    place = at = 0
    for m in MAY_BE_BROKEN.finditer(text):
        place += text.count("\n", at, m.start())
        at = m.start()
        found.update(range(max(0, place - FARTHEST + 1), place + 1) if m[0][0] in ARROWS else (place,))
    return sorted(found)


def _joined(lines: Sequence[Line], places: Sequence[int]) -> Sequence[Line]:
    """The lines, those that only go on with the money above taken up to it; blank lines stand in their place."""
    if not places:
        return lines
    told = list(lines)
    for index in places:
        text = told[index].text.strip()
        below = next((i for i in range(index + 1, min(len(told), index + FARTHEST)) if told[i].text.strip()), None)
        if not text or below is None or told[index].page != told[below].page:
            continue
        following = told[below].text.strip()
        if not (text[0] in OPENINGS or text[-1] in ARROWS or following[0] in ARROWS):
            continue
        if _goes_on(told[index].text, told[below].text):
            told[index] = told[index].with_text(f"{told[index].text.rstrip()} {following}")
            told[below] = told[below].with_text("")
    return told


def _goes_on(text: str, below: str) -> bool:
    """Whether the line below is the rest of the money that a line begins to state."""
    if len(text) > LONGEST_PAIR or len(below) > LONGEST_PAIR:
        return False
    text, below = fold(text), fold(below)
    if OPEN_AT_END.match(text) and REST_OF_MONEY.match(below):
        return True
    if ARROW_AT_END.search(text) and MONEY_ALONE.match(below):
        return True
    return ARROW_AT_START.match(below) is not None and MONEY_AT_END.search(text) is not None


def _with_units(lines: Iterable[Line]) -> Iterable[Line]:
    """The lines, 230 ＜210＞ written as 230百万円(210百万円) where a line above states the unit of all of them."""
    unit: str | None = None
    for line in lines:
        if "単" in line.text and (told := unit_told(line.text)) is not None:
            unit = told
        yield _with_unit(line, unit) if unit and line.text and line.text.rstrip()[-1:] in CLOSINGS else line


def unit_told(text: str) -> str | None:
    """The unit of money that a line tells for the numbers below it: nothing where they are no money; None for any other line."""
    if "単" not in text:
        return None
    plain = fold(text).replace(" ", "")
    m = UNIT_NOTE.search(plain)
    return m["unit"] if m else "" if UNIT_ELSEWHERE.search(plain) else None


def _with_unit(line: Line, unit: str) -> Line:
    if len(line.text) > LONGEST_PAIR or "円" in line.text:
        return line
    m = PAIR.match(fold(line.text))
    if m is None or ("." in m["prior"] and "." not in m["current"]):  # 640 (1.33): a ratio, no year before
        return line
    prior = m["prior"] if m["prior"][0].isdigit() else "0"
    money = f"{m['current'].replace(' ', '')}{unit}({prior}{unit})"
    return line.with_text(f"{line.text[: m.end('name')]}　{money}{line.text[m.start('rest') :]}")
