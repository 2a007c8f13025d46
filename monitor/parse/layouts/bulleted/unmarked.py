"""Items without a marker: rows of names and money, a gap between them, below a row that heads both columns.

施策名　　　　　補正予算額
灯台の点検　　　　３億円
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from monitor.parse.layouts.bulleted.heading import Heading
from monitor.parse.layouts.bulleted.items import Item, item_of
from monitor.parse.layouts.overview.forms import NAME_GOES_ON, TAIL_OF_PROSE
from monitor.parse.money import money_spans
from monitor.parse.names import Marker, MarkerKind, read_marker
from monitor.parse.papers import end_of_paper
from monitor.parse.width import fold
from monitor.read.document import Line

MONEY_COLUMN = re.compile(
    r"""
    (?: (?: 令和 | R ) (?: 元 | \d{1,2} ) 年度 | 本年度 )?
    (?: (?: 補正 | 当初 ) (?: 予算 )? | 予算 | 概算要求 | 要求 | 要望 ) (?: 案 | 額 | [(]案[)] )+
    (?: [(〔] [^()〔〕]{2,20} [)〕] )?
    """,
    re.X,
)
"""補正予算額, 要求額（前年度予算額） (folded text without blanks)."""
NAME_COLUMN = re.compile(r"[^\s。、円]{0,4} (?: 事項 | 施策 | 事業 | 取組 | 項目 | 内容 ) 名?", re.X)
"""施策名, 事項; 都道府県名, 事業者名 head a list of who gets money (folded text without blanks)."""
SUM = re.compile(r"(?: [小合総累] | [部局省庁課室] | 関係 | \s ) 計 $", re.X)
"""小計, 灯台部計; 設計 and 統計 are no sums."""
SOURCES = re.compile(r"[\s(【〔■○※]* 財 \s* 源 (?: の? 内訳 )? (?: [\s:)】〕] | $ )", re.X)
"""財源：国債: where the money comes from, and the rows below it; 財源の確保 is a name (folded text)."""
BETWEEN_COLUMNS = re.compile(r"\t | [\u3000 ]{2,}+", re.X)
HEAD_SIGN = re.compile("[案額]")
GAP_BEFORE_MONEY = re.compile(r"\S (?: \t | \u3000\u3000 | [ ]{3} ) [\s公国約費]* $", re.X)
FARTHEST_HEAD = 12
"""Lines between a budget's heading and the row that heads its columns, which can be that heading itself."""
FEWEST_ROWS = 3
LONGEST_GAP = 12
"""Lines from one row to the next, words about the first among them."""


def unmarked_rows(lines: Sequence[Line], headings: Sequence[Heading], labels: Sequence[tuple[int, str]]) -> list[Item]:
    """The rows of such lists below the headings, in order; a run of fewer than three is none. labels: of papers, by place."""
    found: list[Item] = []
    for place, heading in enumerate(headings):
        end = headings[place + 1].index if place + 1 < len(headings) else len(lines)
        end = min(end, end_of_paper(labels, heading.index) or end)
        head = next((at for at in range(heading.index, min(end, heading.index + FARTHEST_HEAD)) if _heads(lines[at])), None)
        rows = list(_rows(lines, head + 1, end)) if head is not None else []
        found += rows if len(rows) >= FEWEST_ROWS else []
    return found


def _heads(line: Line) -> bool:
    """Whether a line heads a column of names and one of a budget's money."""
    if HEAD_SIGN.search(line.text) is None:
        return False
    cells = ["".join(fold(cell).split()) for cell in BETWEEN_COLUMNS.split(line.text.strip())]
    return len(cells) == 2 and NAME_COLUMN.fullmatch(cells[0]) is not None and MONEY_COLUMN.fullmatch(cells[1]) is not None


def _rows(lines: Sequence[Line], first: int, end: int) -> Iterator[Item]:
    last = first
    for index in range(first, end):
        if index - last > LONGEST_GAP or ("源" in lines[index].text and SOURCES.match(fold(lines[index].text))):
            return
        item = _row(lines, index)
        if item is not None:
            last = index
            yield item


def _row(lines: Sequence[Line], index: int) -> Item | None:
    """The item that a line without a marker is; its name may begin on the line right above.

    Its marker is how far in it stands: rows further in can be parts of those above.
    """
    text = lines[index].text
    if "円" not in text or "。" in text or read_marker(text)[0] is not None:
        return None
    first = money_spans(text)[0].start if money_spans(text) else 0
    if GAP_BEFORE_MONEY.search(text[:first]) is None:
        return None
    above = lines[index - 1].text if index else ""
    begins_above = bool(above.strip()) and "円" not in above and "。" not in above and read_marker(above)[0] is None
    begins_above = begins_above and (NAME_GOES_ON.search(above) is not None or TAIL_OF_PROSE.match(text) is not None)
    words = f"{above.strip()}{text.strip()}" if begins_above else text.strip()
    item = item_of(f"・{words}", index - begins_above, index)
    if item is None or SUM.search(item.name) or MONEY_COLUMN.fullmatch("".join(fold(item.name).split())):
        return None
    begin = lines[item.index].text
    indent = begin[: len(begin) - len(begin.lstrip())]
    return replace(item, marker=Marker(MarkerKind.BULLET, None, indent))
