"""Unit amounts that the prose below an item tells: １人当たり月額6,000円の賃金の引上げを補助する."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monitor.budget import UnitAmount
from monitor.parse.labelled import labelled_in
from monitor.parse.names import read_marker
from monitor.parse.unit_amounts import read_unit_amounts
from monitor.parse.width import fold
from monitor.read.document import Line

ASIDE = re.compile(r"\s* [(【〔]? \s* 参考 \s* (?: [)】〕:] | $ )", re.X)
"""（参考）: from here on the paper speaks of something else (folded text)."""
GIVEN = re.compile("補助|助成|支援|支給|給付|交付|加算|上乗せ|貸付|措置|賃上げ|引き?上げ|単価|上限|基準額")
"""What is done with a measure's money."""
LIMIT = re.compile("上限|限度")
"""A sentence that gives so much in all (３億円を補助する) says neither this nor for what each is."""
PAID = re.compile(
    "保険料|利用料|使用料|手数料|受講料|料金|賦課|負担(?:額|上限|限度|し|する|は|が|を|と)|平均|見込|試算|であった|増え|減っ|上がっ"
    "|赤字|損失|減収|実績|昨年度|前年度[はのに]|(?:[^とに]し|[っれめいきえ])た$"
)
"""What people pay or lose, and what was found or given before: premiums, fees, means, …を支給した."""


def units_below(lines: Sequence[Line]) -> tuple[UnitAmount, ...]:
    """The unit amounts of an item, from the lines below it up to the next; none where labels among them state some.

    A sentence must say that money is given; words without a verb stand right below the item.
    """
    if not any("円" in line.text for line in lines) or any(told.unit_amounts for told in labelled_in(lines)):
        return ()
    told = [text for text in _sentences(lines) if "円" in text and not PAID.search(text)]
    return tuple(unit for text in told for unit in read_unit_amounts(text) if unit.per or LIMIT.search(text))


def _sentences(lines: Sequence[Line]) -> Iterator[str]:
    """The sentences below an item, and the words right below it that are none; up to an aside."""
    paragraph = ""
    is_near = True
    for line in (*lines, Line(0, "")):
        text = line.text.strip()
        if not text or read_marker(text)[0] is not None or text.startswith(("※", "＊", "*")):
            yield from _told(paragraph, is_near)
            paragraph = ""
        if ASIDE.match(fold(text)):
            break
        is_near = is_near and bool(text)
        paragraph += text


def _told(paragraph: str, is_near: bool) -> list[str]:
    *sentences, rest = paragraph.split("。")
    words = [rest] if GIVEN.search(rest) or is_near else []
    return [*(sentence for sentence in sentences if GIVEN.search(sentence)), *words]
