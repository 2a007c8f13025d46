"""Signs beside names that a release explains itself: ☆は新規、★は拡充、◇はデジタル庁一括計上を示す."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.parse.layouts.overview.rows import Row
from monitor.parse.places import holding

_SIGN = "[☆★◇◆◎●■□▲△▼▽♦♢✩✪✦✧]"
MEANING = re.compile(
    rf"(?P<sign> {_SIGN} ) [」』)）]? \s* (?: は | : | ： | = | ＝ | … | ・・・ ) \s* [^、。，,☆★◇◆◎●■□▲△▼▽]{{0,12}}?"
    r"(?P<word> 新規 | 拡充 | 推進枠 | デジタル庁 )",
    re.X,
)
"""☆は新規, ★は既存事業の拡充, ◇：デジタル庁一括計上."""
BADGES = {"新規": "【新規】", "拡充": "【拡充】", "推進枠": "【推進枠】", "デジタル庁": "【デジタル庁一括計上】"}
SIGNS = re.compile(_SIGN)
LONGEST_ROW = 150
"""Characters. A longer row has no name beside its sign."""


def with_explained_signs(rows: Sequence[Row]) -> list[Row]:
    """The rows, each sign that one of them explains written as the badge that it stands for."""
    signed = holding(SIGNS, [row.text for row in rows])
    badges = {m["sign"]: BADGES[m["word"]] for text in signed for m in MEANING.finditer(text)}
    if not badges:
        return list(rows)
    return [_explained(row, badges) for row in rows]


def _explained(row: Row, badges: dict[str, str]) -> Row:
    if "。" in row.text or len(row.text) > LONGEST_ROW or MEANING.search(row.text) or not SIGNS.search(row.text):
        return row
    return row.with_text(SIGNS.sub(lambda m: badges.get(m[0], m[0]), row.text))
