"""Short tables of our own as pages of HTML, work sheets and pages of a PDF, and what their entries say."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.budget import Entry
from monitor.parse import Parsed, parse
from monitor.read.delimited import read as read_csv
from monitor.read.document import Cell, Document, Line, Table, TableRow, row_text
from monitor.read.html import read as read_html

Row = Sequence[str]


TITLE = "令和８年度見本省予算概算要求の概要"


def page(title: str, *tables: str) -> Parsed:
    """The reading of a page of HTML: a title, and tables whose cells are parted by bars and whose rows by lines."""
    body = "".join(f"<table>{''.join(map(tr, table.strip().splitlines()))}</table>" for table in tables)
    return parse(read_html(f"<!doctype html><meta charset=utf-8><h1>{title}</h1>{body}".encode(), "release.html"))


def tr(row: str) -> str:
    """One row; `2*財源内訳` spans two columns."""
    cells = (cell.strip() for cell in row.split("|"))
    return "<tr>" + "".join(f"<td colspan={cell[0]}>{cell[2:]}" if cell[1:2] == "*" else f"<td>{cell}" for cell in cells)


def money(entries: Sequence[Entry]) -> list[tuple[str, int | None, int | None]]:
    """Name, this year's and the year before's amount in million yen."""
    return [(entry.name, millions(entry.amount.yen), millions(entry.prior.yen)) for entry in entries]


def millions(yen: int | None) -> int | None:
    return None if yen is None else yen // 10**6 if yen % 10**6 == 0 else yen


def levels(entries: Sequence[Entry]) -> list[tuple[str, str, str | None]]:
    """Name, level and parent."""
    return [(entry.name, entry.level.value, entry.parent) for entry in entries]


def offices(entries: Sequence[Entry]) -> list[tuple[str, str | None, str | None]]:
    """Name, bureau and division."""
    return [(entry.name, entry.bureau, entry.division) for entry in entries]


def csv(text: str) -> Parsed:
    """The reading of comma-separated lines."""
    return parse(read_csv(text.strip().encode(), "release.csv"))


PROJECTS = """
番号 | 担当課 | 款項目 | 事業名 | R７年度当初予算額（千円）| R８年度当初予算額（千円）| 増減 | 4*財源内訳（千円）| 主な事業内容
     |  |  |  |  |  |  | 国 | 県 | 地方債 | 一般財源 |
1 | 港湾課 | 8.4.1 | 岸壁の改修 | 30,000 | 45,000 | 15,000 | 20,000 |  | 15,000 | 10,000 | 西の岸壁を改める。
2 | 福祉課 | 3.1.2 | 見守り電話 | 1,200 | 900 | △300 |  | 300 |  | 600 | 通話料900千円。
3 | 教育課 | 10.2.1 | 図書の購入 |  | 700 | 700 |  |  |  | 700 | 新しく始める。
"""


def sheet(*rows: Row, page_of: int | None = None) -> tuple[list[Line], Table]:
    """Lines from 1 and the table that they carry."""
    lines = [Line(number, row_text([Cell(text) for text in row]), page_of) for number, row in enumerate(rows, 1)]
    return lines, Table(tuple(TableRow(line.number, tuple(map(Cell, row))) for line, row in zip(lines, rows, strict=True)), page_of)


def on_pages(title: str, *pages: Sequence[Row]) -> Document:
    """A table a page, under a title on the first."""
    lines, tables = [Line(1, title, 1)], []
    for number, rows in enumerate(pages, 1):
        told = [TableRow(len(lines) + place, tuple(map(Cell, row))) for place, row in enumerate(rows, 1)]
        lines += [Line(row.line, row_text(row.cells), number) for row in told]
        tables.append(Table(tuple(told), number))
    return Document("補正.pdf", "pdf", tuple(lines), pages=len(pages), tables=tuple(tables))
