"""The head of a table: what each column says that it holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, auto
from typing import NamedTuple

from monitor.budget import FiscalYear, Stage
from monitor.parse.memo import remembered
from monitor.parse.money import UNITS
from monitor.parse.table.cells import placed
from monitor.parse.table.figures import bare, states_money, unit_in
from monitor.read.document import Cell, TableRow

MOST_HEAD_ROWS = 5
FEWEST_HEADS = 3


class Role(Enum):
    """What a column holds. MONEY: a sum whose year decides what it is; SUM: the sum at the end of others.

    FUND: who pays; PART: a part of the sum beside it, told apart by うち; RATE: a share that somebody pays;
    UNIT_AMOUNT: money for one of something; IMPLEMENTER: who carries it out; BUREAU, DIVISION: who is in charge.
    """

    NAME = auto()
    NUMBER = auto()
    CODE = auto()
    BUREAU = auto()
    DIVISION = auto()
    OVERVIEW = auto()
    MONEY = auto()
    PRIOR = auto()
    DIFFERENCE = auto()
    RATIO = auto()
    BEFORE = auto()
    SUPPLEMENT = auto()
    SUM = auto()
    FUND = auto()
    PART = auto()
    RATE = auto()
    UNIT_AMOUNT = auto()
    IMPLEMENTER = auto()
    NO_BUDGET = auto()
    OTHER = auto()


class Head(NamedTuple):
    """What the head says of one column. place: the column's, from 0; path: its words from top to bottom, without white space.

    budget: whether the words speak of a budget; unit: yen that a printed 1 stands for, where the head says so; per: what a unit
    amount is for one of.
    """

    place: int
    path: tuple[str, ...]
    role: Role
    budget: bool = False
    year: FiscalYear | None = None
    stage: Stage | None = None
    unit: int | None = None
    per: str | None = None

    @property
    def label(self) -> str:
        """The lowest words, without a unit."""
        return _without_unit(self.path[-1]) if self.path else ""


Told = tuple[tuple[str, ...], Role, bool, FiscalYear | None, Stage | None, int | None, str | None]

BRACKETED_UNIT = re.compile(r"[(\[](?:単位[:、]?)?(?:兆|億|千万|百万|万|千)?円[^()]{0,4}[)\]]")
BRACKETED = re.compile(r"[(（\[].*[)）\]]")
LETTERED = re.compile(r"[(\[]?[A-ZＡ-Ｚ①-⑤](?:=[^()]{1,12})?[)\]]?$")
"""令和7年度予算額(A), 計(D=B+C)."""
BARE_YEAR = re.compile(r"(?<! \w ) (?P<number> [1-9] | 1\d ) 年度 (?! [間目] )", re.X)
"""８年度予算案 beside 前年度予算額: of this era; no 第3年度, 過去3年度, 西暦2026年度 (text without white space)."""
ERA_INITIAL = re.compile(r"(?<! [A-Za-z\d] ) [RH] (?= \d )", re.X)
"""予算額 over R8 and R7."""
PRIOR_IN_BRACKETS = re.compile(r"[(\[〔] (?: 前年度? | 昨年度 ) (?: 当初 )? (?: 予算 )? (?: 現額 | 案 | 額 )* [)\]〕] $", re.X)
"""令和８年度予算案（前年度予算額）: what stands in brackets behind or below the amount (text without white space)."""
FORMULA = re.compile(r"[A-Z①-⑨()\[\]=+/-]{1,16}$")
"""(D)=(B)+(C) on a row of its own below the words (text without white space)."""


@remembered
def _without_unit(words: str) -> str:
    return BRACKETED_UNIT.sub("", words)


RATIO = re.compile(
    r"""
    構成比 | 伸び?率 | 増減率 | 増加率 | 比率 | 倍率 | 割合 | 執行率 | 前年度? (?:当初)? (?:予算)? 比 (?!較)
  | [(] % [)] $ | ^ % $ | [(]? [A-C] [)]? / [(]? [A-C] [)]?
    """,
    re.X,
)
"""構成比, 伸率, 対前年度当初比, (B/A)."""
DIFFERENCE = re.compile(r"増[▲△・]?減 | 比較 | 差引 | 差額 | 対前年度$ | [(]? [A-C①-⑨] [)]? - [(]? [A-C①-⑨] [)]? $", re.X)
RATE = re.compile(r"(?: 補助 | 負担 | 助成 | 交付 | 嵩上げ ) (?: 率 | 割合 )", re.X)
"""国庫補助率, 負担割合 over 国, 県 and 市."""
UNIT_AMOUNT = re.compile(r"単価 | 基準額 | 上限額? (?! 額 | 数 | 人 ) | (?: 補助 | 助成 | 交付 | 支給 ) 限度額", re.X)
"""補助基準額, 補助単価（円/人）, 上限額."""
PER = re.compile(r"(?P<unit> (?: 億 | 百万 | 万 | 千 )? 円 ) / (?P<per> [^()\[\]/]{1,8} )", re.X)
"""円/人: the unit of a unit amount (text without white space)."""
IMPLEMENTER = re.compile(r"^ (?: 事業 )? 実施 (?: 主体 | 機関 | 者 ) (?: 等 )? $ | ^ 事業主体 (?: 等 )? $", re.X)
"""実施主体: who carries it out."""
BEFORE = re.compile(r"補正前 | 既定 | 既計上 | 現計予算 | 補正予算前", re.X)
SUPPLEMENT = re.compile(r"補正(?:予算)?(?:要求)?額?$ | 今回補正 | 補正(?:予算)?(?:追加)?額", re.X)
SUM = re.compile(r"^ 合?計 (?:額)? $ | 補正後", re.X)
FUNDING = re.compile(r"財源(?:内訳)? | 特定財源", re.X)
FUND = re.compile(
    r"""
    ^ (?: (?: 国 | 国庫 | 都 | 道 | 府 | 県 | 国県 | 都道府県 | 国庫?[・(]県[)]? ) (?: 支出金 | 補助金 | 負担金 | 費 )?
      | (?: 地方 | 市 | 町 | 村 | 区 | 県 | 都 | 道 | 府 )? 債 | 起債
      | その他 (?: の?特定財源 | 特財 )? | 一般財源 等? | 諸収入 | 繰入金 | (?: 使用料 | 分担金 | 負担金 | 寄附金 ) [^額]*
    ) $
    """,
    re.X,
)
"""国, 県支出金, 地方債, その他, 一般財源: who pays."""
GENERAL_FUND = re.compile(r"^一般財源")
PART = re.compile(r"[(]?うち")
"""うち重要政策推進枠."""
YEAR = re.compile(r"年度 [^/]* /", re.X)
"""令和８年度要求・要望額 over 要求額, 要望額 and 計."""
PRIOR = re.compile(r"前年度 | 前年(?!比) | 昨年度", re.X)
BUDGET = re.compile(r"予算 | 要求 | 要望 | 決定額 | 本年度 | 当年度 | 補正 | 計上額", re.X)
MONEY = re.compile(
    r"""
    予算 | 要求 | 要望 | 決定額 | 事業費 | 経費 $ | 計上額 | 金額 | 予定額 | 所要額 | 本年度 | 当年度 | 総額 | 年度 | ^ 額 $
  | ^ [RH] \d{1,2} (?: 当初 )? $
    """,
    re.X,
)
"""令和８年度要求額, 本年度予算額, 事業費, R8当初."""
SPENT = re.compile(r"決算 | 実績 | 支出済 | 収入済 | 調定 | 不用額 | 繰越額 | 執行 | 残高 | 見込", re.X)
NO_BUDGET = re.compile(rf"{SPENT.pattern} | 件数 | 人数 | 人口 | 単価 | 面積 | 限度額 | 基準額 | 上限", re.X)
"""決算額, 支出済額, 限度額: what was spent, how many there are, what may be spent at most."""
SECTION_OF_ACCOUNT = re.compile(r"^節/ | ^説明/", re.X)
"""節 | 区分, 金額: the objects that a 目's money is spent on, beside its measures (予算に関する説明書)."""
OVERVIEW = re.compile(r"内容 | 概要 | 説明$", re.X)
BUREAU = re.compile(r"^ (?: (?: 担当 | 所管 | 主管 )? (?: 部 | 局 ) | 部局庁? | 局庁 | 庁 ) 名? 等? $", re.X)
"""部, 局, 局庁名: a column of offices that have divisions."""
DIVISION = re.compile(
    r"""
    ^ (?: 主管 | 所管 | 担当 | 所属 | 実施 | 計上 ) (?: 府省庁? | 省庁 | 部局? | 局 | 課室? | 室 | 部署 | 所属 )? 名? 等? $
  | ^ (?: 課 | 部署 | 課室 | 室 ) 名? $
    """,
    re.X,
)
"""主管課, 担当部局名."""
NUMBER = re.compile(r"^ (?: 番号 | 整理番号 | 通番 | 連番 | 項番 | No\.? | NO\.? | № ) $", re.X)
CODE = re.compile(r"^ (?: 款[・]?項 ([・]?目)? | (?: 予算 | 科目 | 事業 )? コード ) $", re.X)
NAME = re.compile(
    r"""
    事業名 | 事業 $ | 事項 | 事務事業 | 区分 | 項目 | 施策 | 科目 | 名称 | 会計 | 費目 | 経費名 | 件名 | 細目 | 組織
  | ^ [款項目節] $
    """,
    re.X,
)
"""事業名, 区分, 会計別, 款."""
PLAIN_ROLES = (
    (NUMBER, Role.NUMBER),
    (CODE, Role.CODE),
    (BUREAU, Role.BUREAU),
    (DIVISION, Role.DIVISION),
    (OVERVIEW, Role.OVERVIEW),
)


def head_rows(rows: Sequence[TableRow]) -> int:
    """How many of the rows, from the first, are the head: rows of several words without a figure, and units below them.

    A cell alone below them is the heading of the rows that follow: one over several columns, or below the head of the names.
    """
    count = 0
    for row in rows[:MOST_HEAD_ROWS]:
        told = [cell for cell in row.cells if cell.text.strip()]
        if not told or any(states_money(cell.text) for cell in told):
            break
        if count and len(told) == 1 and told[0] is row.cells[0] and _is_heading(told[0], rows[:count]):
            break
        count += 1
    return count


def _is_heading(cell: Cell, head: Sequence[TableRow]) -> bool:
    """Whether a first cell alone in its row below a head is no part of it."""
    if unit_in(cell.text) is not None or BRACKETED.fullmatch(cell.text.strip()):
        return False
    is_whole = any(
        sum(bool(other.text.strip()) for other in row.cells) >= FEWEST_HEADS and row.cells[0].text.strip() for row in head
    )
    return cell.columns > 1 or is_whole


def groups_of(heads: Sequence[Head]) -> dict[int, int]:
    """The first column of the group that each column is in: those under the same words, as one head stands over them."""
    groups: dict[int, int] = {}
    for before, head in zip((None, *heads), heads, strict=False):
        same = before is not None and before.path == head.path and head.path and head.role is not Role.NAME
        groups[head.place] = groups[before.place] if before is not None and same else head.place
    return groups


def heads_of(rows: Sequence[TableRow]) -> list[Head]:
    """What the head's rows say of every column."""
    width = max((sum(cell.columns for cell in row.cells) for row in rows), default=0)
    levels: list[list[str]] = []
    for row in rows:
        level = [""] * width
        for place, cell in placed(row.cells):
            level[place : place + cell.columns] = [bare(cell.text)] * cell.columns
        levels.append(level)
    _reach_over(levels)
    paths = ["\n".join(filter(None, path)) for path in zip(*levels, strict=True)]
    heads = [Head(place, *_told(path)) for place, path in enumerate(paths)]
    return _with_company(heads)


def _reach_over(levels: Sequence[list[str]]) -> None:
    """Let words stand over the empty cells right of them that have words below, as they themselves do: 令和８年度 | | over
    要求額 | 要望額 | 計 where nothing tells that cells are joined."""
    for depth, level in enumerate(levels[:-1]):
        below = [any(one[column] for one in levels[depth + 1 :]) for column in range(len(level))]
        for column in range(1, len(level)):
            is_free = not level[column] and not any(one[column] for one in levels[:depth])
            if is_free and level[column - 1] and below[column] and below[column - 1]:
                level[column] = level[column - 1]


@remembered
def _told(lines: str) -> Told:
    """What Head holds of a column but its place. lines: the words of its cells from top to bottom, as a text of a line each."""
    path = tuple(lines.split("\n")) if lines else ()
    unit = next((unit for words in reversed(path) if (unit := unit_in(words)) is not None), None)
    words = tuple(plain for part in path if (plain := _without_unit(part)) and not _is_unit(plain))
    if not words:
        return path, Role.OTHER, False, None, None, unit, None
    if "前年" in lines or "昨年" in lines:
        words = tuple(filter(None, (PRIOR_IN_BRACKETS.sub("", part) for part in words))) or words
    lettered = words[-1]
    words = tuple(part for part in words if not FORMULA.match(part)) or words
    leaf, whole = LETTERED.sub("", words[-1]) or words[-1], "/".join(words)
    year, stage = _year_and_stage(whole)
    role = _role(leaf, whole, lettered)
    per = next((m for words in path if (m := PER.search(words))), None) if role is Role.UNIT_AMOUNT else None
    unit = UNITS[per["unit"][:-1]] if per else unit
    return words, role, BUDGET.search(whole) is not None, year, stage, unit, per["per"] if per else None


def _is_unit(words: str) -> bool:
    return len(words) <= 4 and unit_in(words) is not None


def _role(leaf: str, whole: str, lettered: str) -> Role:
    """What a column holds, by its lowest words and by all."""
    if RATE.search(whole) and not MONEY.search(leaf):
        return Role.RATE
    if IMPLEMENTER.search(leaf):
        return Role.IMPLEMENTER
    if RATIO.search(leaf) or RATIO.search(lettered):
        return Role.RATIO
    if PART.match(leaf):
        return Role.PART
    if FUNDING.search(whole) or GENERAL_FUND.search(leaf):
        return Role.FUND
    if UNIT_AMOUNT.search(leaf) and not SPENT.search(whole):
        return Role.UNIT_AMOUNT
    if NO_BUDGET.search(whole) or (SECTION_OF_ACCOUNT.search(whole) and "/" in whole):
        return Role.NO_BUDGET
    if DIFFERENCE.search(leaf) or DIFFERENCE.search(lettered) or (DIFFERENCE.search(whole) and not MONEY.search(leaf)):
        return Role.DIFFERENCE
    if BEFORE.search(whole):
        return Role.BEFORE
    if SUPPLEMENT.search(leaf):
        return Role.SUPPLEMENT
    if SUM.search(leaf):
        return Role.MONEY if YEAR.search(whole) and not PRIOR.search(whole) else Role.SUM
    if PRIOR.search(whole):
        return Role.PRIOR
    for pattern, role in PLAIN_ROLES:
        if pattern.search(leaf):
            return role
    if MONEY.search(whole) and not NAME.search(leaf):
        return Role.MONEY
    return Role.NAME if NAME.search(leaf) else Role.OTHER


def _with_company(heads: Sequence[Head]) -> list[Head]:
    """The heads with what only their neighbours tell: 国 and その他 are funds beside 一般財源, 計 is a sum behind 補正額.

    節 | 区分 without a 金額 of its own names what the row's money is; a 計 is of the stage of all that it adds up, and behind
    追加額 and 修正減少額 it is what a supplementary budget adds.
    """
    is_added = all(any(what in head.label for head in heads) for what in ("追加", "減少"))
    funded = any(head.role is Role.FUND for head in heads)
    objects = any("額" in head.label and SECTION_OF_ACCOUNT.search("/".join(head.path)) for head in heads)
    told = []
    for head in heads:
        if funded and head.role in (Role.OTHER, Role.NAME) and head.path and FUND.search(head.label):
            told.append(head._replace(role=Role.FUND))
        elif not objects and head.path == ("節", "区分"):
            told.append(head._replace(role=Role.NAME))
        elif is_added and head.role is Role.SUM:
            told.append(head._replace(role=Role.MONEY, budget=True))
        elif head.role is Role.MONEY and head.stage is None and SUM.search(head.label):
            told.append(head._replace(stage=_one_stage(head, heads)))
        else:
            told.append(head)
    return told


def _one_stage(whole: Head, heads: Sequence[Head]) -> Stage | None:
    """The stage of the other columns of money under the words that stand over a 計, if it is one."""
    beside = (head for head in heads if head is not whole and head.path[:-1] == whole.path[:-1])
    stages = {head.stage for head in beside if head.role in (Role.MONEY, Role.SUPPLEMENT)}
    return stages.pop() if len(stages) == 1 else None


def year_in(words: str) -> FiscalYear | None:
    """The fiscal year that words without white space name: 令和８年度, R8, 8年度."""
    m, initial = BARE_YEAR.search(words), ERA_INITIAL.search(words)
    if m is None and initial is None and "年度" not in words:
        return None
    try:
        return FiscalYear.parse(f"令和{m['number']}年度" if m else words[initial.start() :] if initial else words)
    except ValueError:
        return None


def _year_and_stage(words: str) -> tuple[FiscalYear | None, Stage | None]:
    """The fiscal year and the stage that a head names: 令和８年度要求額, R４年度当初予算額, 令和7年度予算案."""
    year = year_in(words)
    if "補正" in words:
        stage = Stage.SUPPLEMENTARY_DRAFT if "案" in words else Stage.SUPPLEMENTARY
    elif re.search("要求|要望", words):
        stage = Stage.REQUEST
    elif re.search("予算[(]?案|政府案|当初案|決定額", words):
        stage = Stage.DRAFT
    elif re.search("当初|成立|予算", words):
        stage = Stage.INITIAL
    else:
        return year, None
    return year, stage
