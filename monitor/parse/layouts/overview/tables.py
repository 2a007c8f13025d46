"""Tables with a column a year: each row becomes the name and the money statement that it stands for.

Their numbers are bare under （単位：百万円）, or money each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from monitor.budget import FiscalYear
from monitor.parse.layouts.overview.forms import OF_WHICH, SUM, text_is_badges
from monitor.parse.layouts.overview.offices import SET_APART
from monitor.parse.layouts.overview.rows import ITEM_START, Row
from monitor.parse.lines import unit_told
from monitor.parse.unit_amounts import COUNTER
from monitor.parse.width import fold

COLUMN = re.compile(
    r"""
    (?P<difference> 増 [ ]? [▲△・-]? [ ]? 減 [^\s|]* | 対前年度[^\s|]* | 前年度比[^\s|]* | 伸び?率 | 比較[^\s|]* | 差引[^\s|]* )
  | (?: (?P<year> (?: 令和 | 平成 | R ) [ ]? (?: 元 | \d{1,2} ) [ ]? 年?[ ]?度? | 20\d{2} [ ]? 年度 ) | (?P<before> 前年度 ) )
    [ ]? (?: 当初 | 成立 | 補正後 | 概算 | 政府 )?
    [ ]? (?: 予算 | 要求 | 要望 | 決定 ) [・]? (?: 要望 )? [ ]? 案? [ ]? 額? [ ]? (?: [(]案[)] )?
    (?: [ ]? [(] [A-C] [)] | [ ]? [A-C] (?![A-Za-z]) )?
  | (?P<asked> (?: 概算)? 要求額 | 予算案 )
    """,
    re.X,
)
"""令和７年度当初予算額, 前年度予算額, 要求額, 増減額: the heads of a budget table's columns (folded text)."""
HEAD_WORDS = re.compile("[算求望].*[算求望]")
"""What two heads that name their money have (folded text)."""
_MONEY = r"[▲△]? (?: \d[\d,.]* [ ]? (?: 兆 | 億 | 千万 | 百万 | 万 | 千 ) )++ 円 (?:の内数)?"
NO_HEAD = re.compile(r"。 | \d,\d{3} | \d [ ]? [兆億百万千]* 円", re.X)
_NO_MONEY = "- [ ]? (?: 億 | 百万 | 千 ) 円"
_MINUS = "(?: [▲△] [ ]? | - )?"
"""A dash apart from a number is a cell of its own: - 297,840."""
CELL = rf"(?: {_MONEY} | {_NO_MONEY} | {_MINUS} \d{{1,3}}(?:,\d{{3}})+ | {_MINUS} \d+ (?:\.\d+)? %? | - | 皆増 | 皆減 )"
_NOTE = r"(?P<gap> [\s|]* ) (?P<note> [※(（] .* | (?<= [\s|] ) [^\s|\d▲△。-][^|。]{0,40} )?"
ROW = re.compile(rf"(?P<name> .*? [^\s|] ) (?P<cells> (?: [\s|]+ {CELL} ){{2,}}+ ) {_NOTE} [\s|]*", re.X)
"""(1) 備蓄医薬品の管理経費 1,204 1,180 ▲24　補助率1/2 (folded text)."""
HEAD_UNIT = re.compile(r"[(] \s* (?P<unit> 千円 | 万円 | 百万円 | 億円 | 円 ) \s* [)]", re.X)
"""令和８年度要求額（百万円）: the unit in the head of a column (folded text)."""
YEAR_HEAD = re.compile(
    r"""
    (?P<year> (?: 令和 | 平成 | R ) [ ]? (?: 元 | \d{1,2} ) [ ]? 年度 )
    [ ]? (?P<words> (?: 当初 | 予算 | 概算 | 要求 | 要望 | 額 | 案 | [(]案[)] )* )
    """,
    re.X,
)
"""令和７年度, 令和８年度要求: the heads of columns, of which one alone says that they are a budget's (folded text)."""
LONGEST_HEADS, YEARS = 12, 2
"""Characters that the other heads of such a table have together; how many years it has."""
GAP = re.compile(r"[|\t] | \s{2}", re.X)
"""Between two cells of a row (folded text)."""
UNIT_ROW = re.compile(r"[\s|]* (?P<unit> (?: 億 | 百万 | 千 ) 円 ) (?: [\s|]+ (?P=unit) )+ [\s|]*", re.X)
"""億円　億円　億円: the units right below the heads of the columns (folded text)."""
_OWN, _BEFORE = r"(?: 予算額 | 予算案 | 要求額 | 要求・要望額 ) (?: [(]案[)] )?", r"前年度 (?: 予算額 )?"
HEADS_ALONE = re.compile(rf"(?: (?P<first> {_OWN} ) [\s|]{{2,}} {_BEFORE} | {_BEFORE} [\s|]{{2,}} {_OWN} )", re.X)
"""予算額(案)　　前年度: two heads and nothing else (folded text, stripped)."""
DIVISION = re.compile(r"[^\s\d()（）、。]{2,20}[課室局]")
COUNTED = re.compile(rf"[(] \s* {COUNTER} \s* [)] $ | [人者員所件床台校戸] 数 [)]? $", re.X)
"""職員定員（人）, 対象箇所数: such a row's figures count something (folded text)."""
NAMED = re.compile(r"[^\W\d_]")
"""A name has a letter; a row of figures alone is the rest of another."""
LONGEST_ROW = 300
"""Characters. A longer row is no row of a table."""

NOTHING = {"-", "皆減"}


@dataclass(frozen=True, slots=True)
class Columns:
    """Which of a table's number columns is this year's and which the year before's, and the unit of both."""

    current: int
    prior: int
    unit: str | None


def with_money(rows: Sequence[Row]) -> list[Row]:
    """The rows, those of such tables written as `名 530百万円(412百万円)`; heads stay, sums and parts of sums do not."""
    unit: str | None = None
    columns: Columns | None = None
    told: list[Row] = []
    of_sum = False
    for place, row in enumerate(rows):
        text = fold(row.text)
        if (noted := unit_told(text)) is not None:
            unit, columns = noted or None, None
        if (found := _columns_on(text, unit)) is not None:
            columns = found
            told.append(row)
            continue
        if columns is not None and text.count("年度") >= YEARS and _heads_another(text) and not _goes_on(rows, place):
            columns = None
        if columns is not None and "円" in text and (m := UNIT_ROW.fullmatch(text)) is not None:
            columns = replace(columns, unit=m["unit"])
            continue
        if columns is None or len(text) > LONGEST_ROW:
            told.append(row)
            continue
        own = _told(row, text, columns)
        of_sum = not own or (of_sum and OF_WHICH.match(text) is not None)
        told += [] if of_sum else own
    return told


def _columns_on(text: str, unit: str | None) -> Columns | None:
    """The columns that a row heads. text: folded; unit: the one told above."""
    if "前年度" in text and (m := HEADS_ALONE.fullmatch(text.strip(" |\t"))) is not None:
        return Columns(0, 1, unit) if m["first"] else Columns(1, 0, unit)
    if unit and text.count("年度") == YEARS and (found := _years_alone(text, unit)) is not None:
        return found
    return columns_of_head(text, _unit_of_head(text) or unit) if HEAD_WORDS.search(text) is not None else None


def columns_of_head(text: str, unit: str | None = None) -> Columns | None:
    """The columns that a head names: the latest year's is the current one. None where the row is no such head."""
    if NO_HEAD.search(text):
        return None
    money = [(place, _year(m)) for place, m in enumerate(COLUMN.finditer(text)) if not m["difference"]]
    if len(money) < 2:
        return None
    current = max(money, key=lambda column: column[1])
    before = [column for column in money if column[1] < current[1]]
    return Columns(current[0], max(before, key=lambda column: column[1])[0], unit) if before else None


def _years_alone(text: str, unit: str) -> Columns | None:
    """The columns of a head of two years, one right behind the other, of which the later says whose budget it is. text: folded."""
    years = _years_of_head(text)
    if len(years) != YEARS or text[years[0].end() : years[1].start()].strip(" |"):
        return None
    told = [_fiscal_year(m["year"]) for m in years]
    later = told.index(max(told))
    if not years[later]["words"] or abs(told[0] - told[1]) != 1:
        return None
    return Columns(later, 1 - later, unit)


def _years_of_head(text: str) -> list[re.Match[str]]:
    """The years that a row names which has few other words, as heads of columns have; none of any other row."""
    others = "".join(re.split(r"[\s|]+", YEAR_HEAD.sub(" ", text)))
    return [] if len(others) > LONGEST_HEADS or NO_HEAD.search(text) else list(YEAR_HEAD.finditer(text))


def _heads_another(text: str) -> bool:
    """Whether a row is the head of a table that is no budget's: years with a gap between them, few other words. text: folded."""
    years = _years_of_head(text) if ITEM_START.match(text.lstrip(" |")) is None else []
    return len(years) >= YEARS and all(GAP.search(text[left.end() : right.start()]) is not None for left, right in pairwise(years))


def _goes_on(rows: Sequence[Row], place: int) -> bool:
    """Whether the row below goes on with a head: 令和７年度　令和８年度 over 予算額　要求額."""
    return place + 1 < len(rows) and HEAD_WORDS.search(fold(rows[place + 1].text)) is not None


def _unit_of_head(text: str) -> str | None:
    """The unit that a head names, when it names one alone."""
    units = {m["unit"] for m in HEAD_UNIT.finditer(text)} if "円" in text else set()
    return units.pop() if len(units) == 1 else None


def _year(m: re.Match[str]) -> int:
    """A number that grows with the year: 前年度 is before any, a column without a year is this year's."""
    if m["before"]:
        return -1
    if m["asked"]:
        return 10_000
    return _fiscal_year(m["year"])


def _fiscal_year(words: str) -> int:
    """The Gregorian year that an era's year begins in, so that 令和2年度 is after 平成31年度; -1 for none: 令和0年度."""
    try:
        return FiscalYear.parse(words).year
    except ValueError:
        return -1


def _told(row: Row, text: str, columns: Columns) -> list[Row]:
    m = ROW.fullmatch(text)
    if m is None or not _is_apart(m["note"] or "", row.text[m.start("gap") : m.end("gap")]):
        return [row]
    cells = m["cells"].replace("|", " ").replace("▲ ", "▲").replace("△ ", "△").split()
    if len(cells) <= max(columns.current, columns.prior):
        return [row]
    if SUM.fullmatch(m["name"]):
        return []
    current, prior = (_amount(cells[place], columns.unit) for place in (columns.current, columns.prior))
    if current is None or prior is None or COUNTED.search(m["name"]) or not NAMED.search(m["name"]):
        return [row]
    note = (m["note"] or "").strip()
    badges = f" 【{note}】" if note and text_is_badges(f"【{note}】") else ""
    told = row._replace(text=f"{row.text[: m.end('name')]}{badges}\t{current}({prior})", tabular=True)
    if not note or badges:
        return [told]
    remark = f"（{note}）" if DIVISION.fullmatch(note) else note.lstrip("※")
    return [told, row._replace(text=f"※{remark}", gap=False)]


def _is_apart(note: str, gap: str) -> bool:
    """Whether what stands behind the figures is a cell of its own; gap: raw."""
    if not note or note[0] in "※(（" or "|" in gap or SET_APART.search(gap) is not None:
        return True
    return text_is_badges(f"【{note.strip()}】")


def _amount(cell: str, unit: str | None) -> str | None:
    """The money that a cell states; None for a number whose unit nothing tells."""
    if cell in NOTHING:
        return f"0{unit or '円'}"
    if cell.startswith("-") and "円" in cell:
        return f"0{cell.lstrip('- ')}"
    return cell if "円" in cell else f"{cell}{unit}" if unit else None
