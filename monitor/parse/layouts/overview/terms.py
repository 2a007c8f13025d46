"""Money for one of something, as an overview states it below a measure: on a row, in brackets, in a sentence on who gets it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monitor.budget import UnitAmount
from monitor.parse.layouts.overview.forms import OF_WHICH
from monitor.parse.unit_amounts import read_unit_amounts
from monitor.parse.width import fold

UNIT_SIGNS = re.compile(r"[たつご毎][りきとに]|[@×/]|額|単価|上限|最大|[月年日名人]")
"""What a row that states such money has besides 円 (folded text)."""
SENTENCE = re.compile(r"(?<=。)(?![)）」])")
IN_BRACKET = re.compile(r"[(（【〔\[［] (?P<words> [^()（）【】〔〕\[\]［］]*円[^()（）【】〔〕\[\]［］]* ) [)）】〕\]］]", re.X)
PAYS = re.compile(
    r"""
    円 [^。]* (?: 支給 | 助成 | 補助 | 交付 | 加算 | 上乗せ | 給付 | 貸[しり]?付 | 貸与 | 支援 | 措置
      | (?: 上限 | 限度 ) と (?: し | する ) | 以内 )
    """,
    re.X,
)
"""…１市町村当たり3,200千円を補助する, …を上限とする: who gives it, or that it is the most, stands behind the money."""
OF_A_BUDGET = re.compile(r"年度 | 予算 | 要求 | 総額 | 合計 | うち | 国費 | 平均 | 推計", re.X)
"""What makes money another figure than that for one of something."""
LABEL_ALONE = re.compile(
    r"[\s○・(（【〔<＜]* (?:国庫)? (?:補助|助成|交付)? (?: (?:上限|基準|限度)額 | (?:基準)?単価 ) [\s)）】〕>＞:：]*", re.X
)


def unit_amounts_of(rows: Sequence[str]) -> tuple[UnitAmount, ...]:
    """What the rows below a measure state of it, each amount once. rows: raw."""
    if not any("円" in row for row in rows):
        return ()
    return tuple(dict.fromkeys(unit for row in _whole(rows) if "円" in row for unit in _units(row)))


def states_units(row: str) -> bool:
    """Whether a row, which is no sentence, states such money and no budget's."""
    return "円" in row and "。" not in row and UNIT_SIGNS.search(fold(row)) is not None and next(_units(row), None) is not None


def _whole(rows: Sequence[str]) -> Iterator[str]:
    """The rows, a label alone on its row together with the next: 補助基準額 | １施設当たり　5,000千円."""
    label = ""
    for row in rows:
        if LABEL_ALONE.fullmatch(row):
            label = row.strip() + " "
            continue
        yield label + row
        label = ""


def _units(row: str) -> Iterator[UnitAmount]:
    """The amounts of a row; of a sentence those that it says are paid, and those in its brackets."""
    if OF_WHICH.match(row):
        return
    for sentence in SENTENCE.split(row):
        if "円" not in sentence or OF_A_BUDGET.search(sentence):
            continue
        if "。" not in sentence or PAYS.search(sentence):
            yield from read_unit_amounts(sentence)
        else:
            for m in IN_BRACKET.finditer(sentence):
                yield from read_unit_amounts(m["words"])
