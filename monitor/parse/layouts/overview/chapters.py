"""Chapters of an overview that are another budget's or none's: ２ 令和７年度補正予算の主な事項, ４ 令和８年度税制改正."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from monitor.budget import Amount, Entry
from monitor.parse.header import Header
from monitor.parse.layouts.overview.placed import Block
from monitor.parse.names import read_marker
from monitor.parse.stages import staged_years
from monitor.parse.width import fold

SUPPLEMENTARY = re.compile(
    r"""
    [^。、]{0,20} 補正 予算 (?: 案 | [(] 案 [)] | [(] 第 \d 号 [)] | 等 )* (?: [(] [^()]{1,20} [)] )?
    (?: の | における | 関係 | 関連 | 主要 | 主な | 事項 | 施策 | 事業 | 項目 | 概要 | 内容 )*
    """,
    re.X,
)
"""令和７年度補正予算の主な事項; 補正予算と一体となった支援 is any heading (folded text)."""
TAXES = re.compile(
    r"[^。、]{0,20} 税制 改正 (?: の | における | 関係 | 主要 | 主な | 要望 | 事項 | 項目 | 概要 | 内容 | 大綱 )*", re.X
)
"""令和８年度税制改正; 税制改正に伴う改修 is any heading (folded text)."""


LOANS = re.compile(r"[\s(（【〔]* (?:参考)? [\s)）】〕]* [^。、]{0,20} 財政 投融資 [^。、]{0,20}", re.X)
"""（参考）令和４年度財政投融資計画要求: what stands below is lent, and no budget's (folded text)."""


def is_of_loans(block: Block) -> bool:
    """Whether a list tells of loans, as what introduces it says."""
    words = block.introduction.text if block.introduction is not None else ""
    return "投融資" in words and LOANS.fullmatch(fold(words).strip()) is not None


def in_chapters(entries: Iterable[Entry], header: Header) -> Iterator[Entry]:
    """The entries, those of a supplementary budget's chapter in that budget; what taxes bring in or not is no budget's money."""
    for entry in entries:
        if not any("税制" in heading or "補正" in heading for heading in entry.section):
            yield entry
            continue
        headings = [(read_marker(heading)[1].strip() or heading) for heading in map(fold, entry.section)]
        if any(TAXES.fullmatch(heading) for heading in headings):
            continue
        chapters = [heading for heading in headings if SUPPLEMENTARY.fullmatch(heading)]
        budgets = [found for heading in chapters for found in staged_years(heading)]
        if len(budgets) == 1 and budgets[0][1].is_supplementary and entry.stage is None and entry.prior == Amount.none():
            year, stage, round_ = budgets[0]
            if year != header.fiscal_year:
                entry = replace(entry, fiscal_year=year, stage=stage, round=round_)
        yield entry
