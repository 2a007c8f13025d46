"""What a document says of itself: ministry, bureau, division, fiscal year, stage, round (DOMAIN.md, The yearly cycle)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile

from monitor.budget import FiscalYear, Stage
from monitor.parse.owners import BUREAU_END, bureau_of, ministry_of
from monitor.parse.places import places_of
from monitor.parse.stages import staged_years
from monitor.parse.titles import year_and_stage
from monitor.parse.width import fold, plain
from monitor.read.document import Document, Line


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

TWO_NUMBERS = re.compile(
    r"[|\s] (?: (?<= [|\t] ) | (?<= \s\s ) | (?<= [|] \s ) ) [▲△]? \d [\d,.]*+ (?: \s*+ [|\t] \s*+ | \s{2,}+ ) [▲△]? \d", re.X
)
"""灯台の整備　　900　　1,000: a row of a table where no cells are told."""
MOST_HEAD_LINES = 200
"""Lines at the head of a document among which its title page is, rows of tables and blank ones too."""
FEWEST_CELLS = 3
"""Cells with text of a row that is no line of a title page: who stands in one is in charge of the row, not of the document."""

SHEET_NAME = re.compile(r"施策名? [ ]? : | 施策名 (?: [ ] | (?= [「『【①-⑳] ) )", re.X)
"""施策名：医療・介護等支援パッケージ, 施策：医療…, 施策名　医療…, 施策名「医療…」 (folded text)."""
SHEET_PART = re.compile(r"^ [【\[(]? (?: ① | 1 )? [.)]? [ ]? 施策の目的", re.X)
"""① 施策の目的, 【施策の目的】: the first part of a sheet (folded text)."""

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
    head, rest, rows = _parts_of(document)
    year, stage, round_ = year_and_stage(head, [*rest, *rows])
    title_page = _before_sheets(head)
    bureau, division = bureau_of(title_page, rest if len(title_page) == len(head) else [])
    ministry = ministry_of(head, [*rest, *rows], bureau)
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


def _parts_of(document: Document) -> tuple[list[str], list[str], list[str]]:
    """The lines with text that the title page has, all the others, and the rows of tables among those (folded texts)."""
    rows = _rows(document)
    lines = [line for line in document.lines if line.text and not line.text.isspace()]
    head = [line for line in lines if line.number not in rows][:TITLE_LINES] if rows else lines[:TITLE_LINES]
    last = head[-1].number if head else 0
    rest = [line for line in lines if line.number > last or line.number in rows] if rows else lines[TITLE_LINES:]
    return (
        _folded(head),
        _folded(line for line in rest if line.number not in rows),
        _folded(line for line in rest if line.number in rows),
    )


def _folded(lines: Iterable[Line]) -> list[str]:
    return [fold(line.text).strip() for line in lines]


def _rows(document: Document) -> frozenset[int]:
    """The numbers of the lines that are rows of a table with several cells: no line of a title page is one.

    Where no cells are told, only lines that may be of the title page or name a bureau are asked.
    """
    rows = [row for table in document.tables for row in table.rows]
    told = {row.line for row in rows if len([True for cell in row.cells if cell.text]) >= FEWEST_CELLS}
    lines = document.lines
    asked = {*range(min(len(lines), MOST_HEAD_LINES)), *places_of(BUREAU_END, [line.text for line in lines])}
    return frozenset(told.union(lines[place].number for place in asked if _is_row(lines[place].text)))


def _is_row(text: str) -> bool:
    cells = [cell for cell in text.split("\t") if cell.strip()] if "\t" in text else []
    return len(cells) >= FEWEST_CELLS or TWO_NUMBERS.search(text) is not None


def _before_sheets(head: list[str]) -> list[str]:
    """The lines before the first sheet of a volume of sheets, of which each names its own bureau; all where there is no sheet."""
    return list(takewhile(lambda text: not (SHEET_NAME.match(text) or SHEET_PART.match(text)), head))


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
