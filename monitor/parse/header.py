"""What a document says of itself: ministry, bureau, division, fiscal year, stage, round (DOMAIN.md, The yearly cycle)."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile

from monitor.budget import FiscalYear, Stage
from monitor.parse.bureaus import BUREAUS, MINISTRIES
from monitor.parse.memo import remembered
from monitor.parse.places import holding, matches
from monitor.parse.width import fold, plain
from monitor.read.document import Document


@dataclass(frozen=True, slots=True)
class Header:
    """What holds for a whole document unless an entry says otherwise. published: ISO day, None when only a month is printed."""

    ministry: str | None = None
    bureau: str | None = None
    division: str | None = None
    fiscal_year: FiscalYear | None = None
    stage: Stage | None = None
    round: int | None = None
    title: str | None = None
    published: str | None = None

    def with_ministry(self, ministry: str | None) -> Header:
        """The same header for the ministry that the caller knows; None leaves what was recognised."""
        return replace(self, ministry=ministry) if ministry else self


TITLE_LINES = 40
"""How many lines with text at the head of a document count as its title page."""

TITLE_WEIGHT = 20

FEWEST_CELLS = 3
"""Cells with text of a row that is no line of a title page."""
LONGEST_OWNER = 30
"""A longer line below the title page that names a ministry is prose about it."""

_YEAR = r"""(?:
    (?: 令[ ]?和 | 平[ ]?成 | (?<![A-Za-z]) [RH] ) [ ]? 年? [ ]? (?: 元 | \d{1,2} ) [ ]? (?: [(] \d{4} [)] )? [ ]? 年? [ ]? 度?
  | 20\d{2} [ ]? 年? [ ]? 度
)"""

YEAR = re.compile(_YEAR, re.X)
"""R7, 令和７年度, 2025年度 (folded text)."""

YEAR_BEGIN = re.compile("[令平RH2]")

STAGED_YEAR = re.compile(
    rf"""
    (?P<year> {_YEAR} ) [ の]{{0,3}} [^\d\s、。]{{0,14}}? [ ]?
    (?: (?P<supplementary> (?: 第 [ ]? \d [ ]? 次 [ ]? )? 補[ ]?正 [ ]? (?:予[ ]?算)? ) [ ]?
          (?: [(] [^()\d]{0, 8} 第 [ ]? \d [ ]? [号次] [)] )? [ ]?
          (?: (?P<sdraft> 等? [(]? (?:政府)? 案 ) | (?P<srequest> 要求 ) )?
      | (?P<request> (?:予算)? [ ]? [(]? 概[ ]?算[ ]?要[ ]?求 | 予[ ]?算[ ]?要[ ]?求 | 要[ ]?求[ ]?額 | 要[ ]?望[ ]?額 )
      | (?P<draft> (?: 政[ ]?府 (?:予算)? [ ]? 案 | 当?初? [ ]? 予[ ]?算 [ ]? [(]? (?:政府)? 案 ) )
      | (?P<initial> (?: 当[ ]?初 | 成[ ]?立 ) [ ]? 予[ ]?算
          | 予[ ]?算 (?= [ ]* (?: $ | [(] | [ ] | について | の[ ]? (?:概[ ]?要 | 概況 | ポイント | 主 | 内訳 | 全体像) ) ) )
    )
    """,
    re.X,
)
"""令和7年度 概算要求, 令和７年度補正予算案, 令和6年度予算案, 令和7年度当初予算 (folded text)."""

STAGE_WORD = re.compile("[正算求望]")
"""A line without any of these names no stage: 補正, 予算, 要求, 要望."""

STAGE_BEHIND_YEAR = re.compile(r"[令平RH0] (?: (?<! 0 ) | (?<= 20 ) (?= \d ) ) [^\n]{1,60}? [正算求望]", re.X)
"""Where a line may name a year and behind it a stage, which is never farther (folded text)."""

ROUND = re.compile(
    r"""
    補[ ]?正 [ ]? (?:予[ ]?算)? [ ]? 案? [ ]? [(]? [^()\d]{0,8} 第 [ ]? (?P<number> \d ) [ ]? 号
  | 第 [ ]? (?P<nth> \d ) [ ]? 次 [ ]? 補[ ]?正
    """,
    re.X,
)
"""補正予算（第1号）, 第2次補正 (folded text)."""

LETTER_SPACED = re.compile(r"(?: \S{1,2} [ ]+ ){4,} \S{1,3} [ ]", re.X)
"""概 算 要 求 の 概 要, a title set wide (folded text)."""
YEAR_LINE = re.compile(rf"{_YEAR} (?<=年度) (?: 当初 )? (?: 予算 )?", re.X)
STAGE_LINE = re.compile(
    r"""
    [^。、\d]{0,24}?
    (?: 概算要求 | 予算要求 | 予算 [(]? (?:政府)? 案 | 政府案 | 当初予算 | (?:第\d次)? 補正予算 | [(] 案 [)] )
    [^。、]{0,20}
    """,
    re.X,
)
"""令和３年度予算 | 概算要求の概要: a title on two lines (folded text without spaces)."""

BEFORE_YEAR = re.compile(
    r"""
    (?: 対前年度 | 前年度 | 改正 | 前 | 《 | [(]参考[)] | ^ [ ]* ※
      | (?: [(] [ ]* [)] | 〔 [ ]* 〕 | 《 [ ]* 》 | 括弧 | かっこ | カッコ ) [^。、()]{0,10} は、? ) [ ]* $
    """,
    re.X,
)
"""What makes a year another budget's: 対前年度, 《令和7年度補正予算, (参考)令和7年度, ※令和7年度,
( )内は令和6年度, 〔 〕内は、令和７年度補正予算額 (folded)."""

BEFORE_YEAR_ENDS = frozenset("度正前《)※は、")

MONEY_ASIDE = re.compile(r"^ [ ]* [(【〔《\[<] .* 円", re.X)
"""〔令和７年度補正予算額 18億円〕: money beside a measure's, of which a release can hold many (folded text)."""

TITLE_YEAR = re.compile(rf"{_YEAR} (?<=年度)", re.X)
"""令和８年度 in a title that names no stage: 令和８年度環境省重点施策 (folded text)."""

BUREAU = re.compile(
    r"""
    (?P<bureau> [一-龥々ァ-ヶー・]{1,14}? (?: 局 | 部 | 庁 | グループ | 統括官 | 総括審議官 | 官房 ) )
    (?P<section> [一-龥々ァ-ヶー・]{1,18}? 部 (?=[一-龥]) )?
    (?P<division> [一-龥々ァ-ヶー・]{1,18}? (?: 課 | 室 | 参事官 ) )?
    (?P<scope> 関係 )?
    """,
    re.X,
)
"""医政局医療経営支援課, 支援局障害児支援課, 保険局関係 (folded text)."""

BUREAU_SIGN = re.compile(f"[{''.join({name[-1] for name in BUREAUS})}]")
KNOWN_BUREAU = re.compile("|".join(BUREAUS))
"""医政局: a line without any names none, however it is written."""

BUREAU_END = re.compile(
    f"[{''.join({name[-1] for name in BUREAUS})}]"
    f"(?<=[{''.join({name[-2] for name in BUREAUS})}][{''.join({name[-1] for name in BUREAUS})}])"
)
"""政局, where the name of a bureau may end (folded text)."""

KNOWN_MINISTRY = re.compile("|".join(MINISTRIES))
BOOKED_BY = re.compile(rf"(?:{KNOWN_MINISTRY.pattern})(?=一括計上|計上)")
"""デジタル庁一括計上分: who books a part of the money is not whose document it is."""
OWNER_SIGN = re.compile(f"[{''.join({name[-1] for name in (*BUREAUS, *MINISTRIES)})}]")

ORGANISATION = re.compile(
    r"""
    [(]? (?P<ministry> [一-龥ぁ-んァ-ヶー]{1,12}? [省庁] )
    (?P<bureau> [一-龥ぁ-んァ-ヶー・]{1,14}? 局 ) (?P<division> [一-龥々ァ-ヶー・]{1,18} [課室] )? [)]?
    """,
    re.X,
)
"""（見本省地域くらし局）: a line of a title page that is an owner and nothing else, also one that no list knows (folded text)."""

SHEET_NAME = re.compile(r"施策名 (?: [ ]? [::] | [ ] )", re.X)
"""施策名：医療・介護等支援パッケージ, 施策名　医療… (folded text)."""
SHEET_PART = re.compile(r"^ (?: ① | 1 )? [ ]? 施策の目的", re.X)
"""① 施策の目的: the first part of a sheet (folded text)."""

NO_TITLE = re.compile(
    r"""
    [(]? (?: anonymous | unspecified | unknown | none ) [)]?
  | (?: untitled | no[ ]title | 無題 | 名称未設定 | タイトルなし )
    [ ]? (?: document | page | ドキュメント | の文書 )? (?: [ ]? [-_]? [ ]? \d+ )?
  | (?: (?: Microsoft | MS | Adobe | Corel ) [ ] )? (?: Office [ ] )? (?: Word | Excel | PowerPoint | InDesign | Illustrator )
    (?: [ ] \d{4} )? (?: [ ] (?: 文書 | Document ) )? (?: [ ]* - .* )?
  | (?: PowerPoint | Word ) [ ]? (?: プレゼンテーション | 文書 | Presentation | Document )
  | (?: スライド | 文書 | Document | Book | Sheet | Slide | Presentation | プレゼンテーション ) [ ]? \d* (?: [ ] of [ ] \d+ )?
  | [\W_]*
  | .* [.] (?: docx? | xlsx? | pptx? | xdw | jtdc? | indd | ai | pdf | rtf | html? | txt | tmp )
    """,
    re.X | re.I,
)
"""untitled, (anonymous), Microsoft Word - 概要.docx, PowerPoint プレゼンテーション, 01_gaiyou.xdw: what a program writes where
nobody gave its file a title."""

PUBLISHED = re.compile(
    r"""
    (?P<year> 令[ ]?和 [ ]? (?: 元 | \d{1,2} ) | 20\d{2} ) [ ]? 年
    [ ]? (?P<month> \d{1,2} ) [ ]? 月 [ ]? (?P<day> \d{1,2} ) [ ]? 日
    """,
    re.X,
)
"""令和６年１月19日, 2024年8月27日 (folded text)."""


def recognise(document: Document) -> Header:
    """The header of a document, from its title page first and from what the rest repeats.

    The field that no line supports is None. A bureau that only one ministry has tells the ministry.
    """
    head, rest = _head_and_rest(document)
    year, stage, round_ = _year_and_stage(head, rest)
    title_page = _before_sheets(head)
    bureau, division = _bureau(title_page, rest if len(title_page) == len(head) else [])
    ministry = _ministry(head, rest, bureau)
    return Header(
        ministry=ministry,
        bureau=bureau,
        division=division,
        fiscal_year=year,
        stage=stage,
        round=round_,
        title=_title(document, head),
        published=_published(head),
    )


def _head_and_rest(document: Document) -> tuple[list[str], list[str]]:
    """The lines with text that the title page has, and all the others (folded texts)."""
    rows = _rows(document)
    lines = [line for line in document.lines if line.text and not line.text.isspace()]
    head = [line for line in lines if line.number not in rows][:TITLE_LINES] if rows else lines[:TITLE_LINES]
    last = head[-1].number if head else 0
    rest = [line for line in lines if line.number > last or line.number in rows] if rows else lines[TITLE_LINES:]
    return [fold(line.text).strip() for line in head], [fold(line.text).strip() for line in rest]


def _rows(document: Document) -> frozenset[int]:
    """The numbers of the lines that are rows of a table with several cells: no line of a title page is one."""
    rows = [row for table in document.tables for row in table.rows]
    return frozenset([row.line for row in rows if len([True for cell in row.cells if cell.text]) >= FEWEST_CELLS])


@remembered
def staged_years(text: str) -> tuple[tuple[FiscalYear, Stage, int | None], ...]:
    """Every fiscal year that the text names together with a stage of its budget, in order of place."""
    if STAGE_WORD.search(text) is None:
        return ()
    return tuple(found for m in matches(STAGED_YEAR, YEAR_BEGIN, fold(text)) if (found := _staged(m)) is not None)


def named_years(text: str) -> tuple[FiscalYear, ...]:
    """Every fiscal year that the text names, with a stage or without, in order of place."""
    years = []
    for m in YEAR.finditer(fold(text)):
        with suppress(ValueError):
            years.append(FiscalYear.parse(m[0]))
    return tuple(years)


def _staged(m: re.Match[str]) -> tuple[FiscalYear, Stage, int | None] | None:
    try:
        year = FiscalYear.parse(m["year"])
    except ValueError:
        return None
    before = m.string[: m.start()].rstrip(" ")
    if before[-1:] in BEFORE_YEAR_ENDS and BEFORE_YEAR.search(before):
        return None
    if m["supplementary"]:
        stage = Stage.SUPPLEMENTARY_DRAFT if m["sdraft"] else Stage.SUPPLEMENTARY_REQUEST if m["srequest"] else Stage.SUPPLEMENTARY
        round_ = ROUND.search(m.string[m.start() :])
        return year, stage, int(round_["number"] or round_["nth"]) if round_ else None
    stage = Stage.REQUEST if m["request"] else Stage.DRAFT if m["draft"] else Stage.INITIAL
    return year, stage, None


def _year_and_stage(head: list[str], rest: list[str]) -> tuple[FiscalYear | None, Stage | None, int | None]:
    """The year and stage that the title page and the rest of the document name most."""
    head = _whole_titles(head)
    votes: Counter[tuple[FiscalYear, Stage]] = Counter()
    asides: Counter[tuple[FiscalYear, Stage]] = Counter()
    rounds: dict[tuple[FiscalYear, Stage], int] = {}
    for lines, weight in ((head, TITLE_WEIGHT), (holding(STAGE_BEHIND_YEAR, rest), 1)):
        for text in lines:
            for year, stage, round_ in staged_years(text):
                (asides if MONEY_ASIDE.match(text) else votes)[year, stage] += weight
                if round_ is not None:
                    rounds.setdefault((year, stage), round_)
    votes = votes or asides
    if not votes:
        return *_year_and_stage_apart(head, rest), None
    best = max(votes, key=lambda key: (votes[key], key[0].year, key[1].rank))
    return best[0], best[1], rounds.get(best)


def _whole_titles(head: list[str]) -> list[str]:
    """The title lines, letter-spaced ones set close, and a year on a line of its own together with the stage on the next."""
    lines = [text.replace(" ", "") if LETTER_SPACED.fullmatch(f"{text} ") else text for text in head]
    whole: list[str] = []
    for text in lines:
        year = whole and YEAR_LINE.fullmatch(whole[-1].replace(" ", ""))
        if year and STAGE_LINE.fullmatch(text.replace(" ", "")):
            whole[-1] = whole[-1].replace(" ", "") + text.replace(" ", "")
        else:
            whole.append(text)
    return whole


def _year_and_stage_apart(head: list[str], rest: list[str]) -> tuple[FiscalYear | None, Stage | None]:
    """The year that the first title names, and the stage of a budget that the text speaks of elsewhere; neither alone."""
    years = [
        m[0]
        for text in head[:10]
        if "。" not in text
        for m in TITLE_YEAR.finditer(text)
        if not BEFORE_YEAR.search(text[: m.start()])
    ]
    words = "\n".join(head + rest)
    stage = Stage.REQUEST if "概算要求" in words else Stage.DRAFT if re.search(r"予算(?:政府)?案", words) else None
    try:
        return (FiscalYear.parse(years[0]), stage) if years and stage else (None, None)
    except ValueError:
        return None, None


@remembered
def bureaus_in(text: str) -> tuple[tuple[str, str | None], ...]:
    """Every bureau that the text names, with the division behind it where there is one."""
    found: list[tuple[str, str | None]] = []
    if BUREAU_SIGN.search(text) is None or KNOWN_BUREAU.search(folded := fold(text)) is None:
        return ()
    for m in BUREAU.finditer(folded):
        name = _known_bureau(m["bureau"])
        if name is not None:
            found.append((name, m["division"]))
    return tuple(found)


def _known_bureau(words: str) -> str | None:
    """The bureau that the words end with: 厚生労働省医政局 → 医政局."""
    for size in range(len(words), 1, -1):
        if words[-size:] in BUREAUS:
            return words[-size:]
    return None


def _before_sheets(head: list[str]) -> list[str]:
    """The lines before the first sheet of a volume of sheets, of which each names its own bureau; all where there is no sheet."""
    return list(takewhile(lambda text: not (SHEET_NAME.match(text) or SHEET_PART.match(text)), head))


def _bureau(head: list[str], rest: list[str]) -> tuple[str | None, str | None]:
    """The one bureau that the title page names, or that nearly all of the rest agrees on; None when many share a document."""
    named = [pair for text in head for pair in bureaus_in(text)]
    everywhere = Counter(name for text in (*head, *holding(BUREAU_END, rest)) for name, _ in bureaus_in(text))
    names = Counter(name for name, _ in named)
    if not names:
        names = everywhere
    if not names:
        return next(((m["bureau"], m["division"]) for m in _owners(head)), (None, None))
    best, _ = names.most_common(1)[0]
    if everywhere[best] < 0.5 * sum(everywhere.values()):
        return None, None
    divisions = {division for name, division in named if name == best and division}
    return best, divisions.pop() if len(divisions) == 1 else None


def _ministry(head: list[str], rest: list[str], bureau: str | None) -> str | None:
    """The ministry that the title page names, or whose bureaus it names; else the one that short lines of the rest do."""
    for place in (head, rest):
        lines = head if place is head else holding(OWNER_SIGN, [text for text in rest if len(text) <= LONGEST_OWNER])
        votes: Counter[str] = Counter()
        for text in lines:
            squeezed = text.replace(" ", "")
            if KNOWN_MINISTRY.search(squeezed):
                votes.update(name for name in MINISTRIES if name in BOOKED_BY.sub("", squeezed))
            if bureaus := bureaus_in(text):
                votes.update(owner[0] for name, _ in bureaus if len(owner := BUREAUS[name]) == 1)
        if bureau and (owners := BUREAUS.get(bureau)):
            votes = Counter({name: count for name, count in votes.items() if name in owners}) or Counter(
                {owners[0]: 1} if len(owners) == 1 else {}
            )
        if votes:
            return votes.most_common(1)[0][0]
    return next((m["ministry"] for m in _owners(head)), None)


def _owners(head: list[str]) -> list[re.Match[str]]:
    """The title lines that are an owner and nothing else."""
    return [m for text in head if (m := ORGANISATION.fullmatch(text.replace(" ", "")))]


def _title(document: Document, head: list[str]) -> str | None:
    """The metadata's title, else the first line of the title page that names a budget, else its first line.

    A volume of sheets has no title page: its first line is the name of its first measure, and that is no document's title.
    """
    if document.title and not NO_TITLE.fullmatch(document.title.strip()):
        return document.title
    lines = [text for text in head[:10] if not SHEET_NAME.match(text)]
    named = [text for text in lines if staged_years(text) and "円" not in text]
    opening = [] if any(SHEET_PART.search(text) for text in head[:10]) else lines[:1]
    first = (named or opening or [""])[0]
    return plain(first).strip(" #*") or None


def _published(head: list[str]) -> str | None:
    for text in head:
        m = PUBLISHED.search(text)
        if m:
            try:
                year = int(m["year"]) if m["year"].isdigit() else _calendar_year(m["year"])
                return date(year, int(m["month"]), int(m["day"])).isoformat()
            except ValueError:
                continue
    return None


def _calendar_year(era: str) -> int:
    """令和6 → 2024: years of an era count like fiscal years of that era."""
    return FiscalYear.parse(f"{era}年").year
