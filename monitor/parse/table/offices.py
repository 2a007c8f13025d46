"""Who is in charge of a row: bureaus and divisions in columns of their own, in headings, in captions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.parse.bureaus import BUREAUS, MINISTRIES
from monitor.parse.memo import remembered
from monitor.parse.table.cells import SUM, filled, text_at
from monitor.parse.table.columns import Columns
from monitor.parse.table.figures import bare
from monitor.parse.table.heads import Head
from monitor.parse.width import plain
from monitor.read.document import TableRow

DITTO = re.compile(r"[〃″々] | 同上", re.X)
"""〃: as in the row above."""
_NAME = r"[一-龥々ぁ-んァ-ヶー・]"
_BUREAU = rf"(?: {_NAME}{{2,20}} (?: 局 | 庁 | 官房 | 委員会 | 本部 ) | {_NAME}{{1,14}} (?<! [一全内外細] ) 部 )"
OFFICE = re.compile(
    rf"""
    (?: (?P<heading> [【\[○●◎■□◆◇▽▼・] ) | [(] )? \s* (?: (?: (?P<roman> [IVX]{{1,4}} ) | [(]? \d{{1,2}} [)]? ) [.、\s]\s* )?
    (?P<office> {_BUREAU} ) (?P<whole> 関係 | 所管 )? (?P<sum> \s* 小? 計 )? \s* [】\])]?
    """,
    re.X,
)
"""Ⅰ．総合政策局, 【保健医療部】, Ⅱ 自然環境局 計: words that name an office and nothing else (normalised text)."""
SIGNS = ("heading", "roman", "whole", "sum")
"""What tells an office that is a row of its own from a measure: 休日夜間薬局 is one."""
BOTH = re.compile(rf"(?P<bureau> {_BUREAU} ) [\s/・]+ (?P<division> {_NAME}{{2,20}} [課室係] )", re.X)
"""保健福祉部 健康推進課 in one cell (normalised text)."""
JOINED = re.compile(
    rf"(?P<bureau> {_NAME}{{2,20}}? (?: (?<! [薬便支当結] ) 局 | 官房 ) ) (?! [舎長員内] )"
    rf"(?P<division> {_NAME}{{2,20}} [課室係] (?: [、,] \s* {_NAME}{{2,20}} [課室係] )* )",
    re.X,
)
"""灯台局海図課: without anything between them, where the bureau is a 局; 薬局対策課 is one office (normalised text)."""
OF_DIVISION = re.compile("[課室係]")
"""担当課: a column of divisions, be they called 局 or 部; in one of 所管 a 部 is a bureau."""
KNOWN = frozenset((*BUREAUS, *MINISTRIES))
DIVISION = re.compile(rf"[【\[(○●◎■□◆◇▽▼・]? \s* (?P<division> {_NAME}{{2,20}} 課 ) \s* [】\])]?", re.X)
"""【健康推進課】, ○企画課: a heading that names a division (normalised text)."""
DIVISION_END = re.compile(r"[課室係班]$")


@dataclass(frozen=True, slots=True)
class Offices:
    """Who is in charge of a row."""

    bureau: str | None = None
    division: str | None = None

    def below(self, above: Offices) -> Offices:
        """These, completed by those above: a division above is of the bureau above."""
        if self.bureau and self.bureau != above.bureau:
            return self
        if self.bureau is None and self.division is None:
            return above
        return Offices(self.bureau or above.bureau, self.division or above.division)


NOBODY = Offices()


def own_offices(row: TableRow, columns: Columns) -> Offices:
    """The offices that a row's own cells name."""
    if columns.bureau is None and columns.division is None:
        return NOBODY
    bureau, division = (_text(row, head, columns) for head in (columns.bureau, columns.division))
    bureau = (office_named(bureau) or bureau) if bureau else None
    if columns.bureau is None and division and (both := _both(division)):
        return both
    if columns.bureau is None and division and _may_hold_bureaus(columns.division) and office_named(division) == division:
        return Offices(division, None)
    if bureau and columns.division is None and (both := _both(bureau)):
        return both
    if bureau and columns.division is None and DIVISION_END.search(bureau):
        return Offices(None, bureau)
    return Offices(bureau, division)


@remembered
def offices_headed(text: str) -> Offices:
    """The offices that a heading names, if it names some and nothing else: 【保健福祉部 健康推進課】."""
    words = plain(text)
    if both := _both(words.strip("【】[]()")):
        return both
    if m := DIVISION.fullmatch(words):
        return Offices(None, m["division"])
    return Offices(office_named(text), None)


def _both(words: str) -> Offices | None:
    """The bureau and the division that words name one behind the other and nothing else (normalised text)."""
    m = BOTH.fullmatch(words) or JOINED.fullmatch(words)
    return Offices(m["bureau"], m["division"]) if m else None


def _may_hold_bureaus(head: Head | None) -> bool:
    """Whether the offices of a column may be any: 担当, 所管, and no 担当課."""
    return head is not None and OF_DIVISION.search(head.label) is None


def _text(row: TableRow, head: Head | None, columns: Columns) -> str | None:
    if head is None or is_of_name(row, head, columns):
        return None
    own = plain(text_at(row, head.place)).strip()
    is_sum = SUM.fullmatch(bare(own)) is not None and office_named(own) is None
    return own if own and not is_sum and not DITTO.fullmatch(own) else None


def is_of_name(row: TableRow, head: Head, columns: Columns) -> bool:
    """Whether the cell in a column reaches over that of the names too: 小計 over 部, 課 and 事業名 is no office."""
    for place, cell in filled(row):
        if cell.columns > 1 and place <= head.place < place + cell.columns:
            return any(place <= name.place < place + cell.columns for name in columns.names if name.place != head.place)
    return False


@remembered
def office_named(text: str) -> str | None:
    """The office that a heading or the name of a sum names, if it names one and nothing else."""
    m = OFFICE.fullmatch(plain(text))
    return m["office"] if m else None


@remembered
def is_told_office(text: str) -> bool:
    """Whether the name of a row is surely an office's: known as one, or with a number, brackets or words that measures have not."""
    m = OFFICE.fullmatch(plain(text))
    return m is not None and (m["office"] in KNOWN or any(m[sign] for sign in SIGNS))
