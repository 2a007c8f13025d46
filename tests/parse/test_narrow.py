"""Rows of narrow columns that a converter reads cell by cell: a name, last year's money, this year's, the step in per cent."""

from __future__ import annotations

import pytest

from monitor.parse import parse
from monitor.parse.narrow import with_rows_whole
from tests.parse.documents import document, lines_of

ROW = ["○灯台を見回る人の配置へ", "の支援", "121 億円", "⇒", "124 億円", "(+2.5%)", "・灯台を見回る人を引き続き全ての港に置く。"]
SPLIT = [
    "○灯台の相談員、港のソーシャ",
    "86 億円",
    "8年度",
    "",
    "88 億円",
    "(+2.1%)",
    "ルワーカーの配置",
    "人を置き、灯台に関わる様々な課題の相談に応じる体制を",
]
FALL = ["○灯台の建替え", "２，４３８億円", "１，２１９億円", "（▲５０．０％）"]


def told(*rows: str) -> list[str]:
    return [line.text for line in with_rows_whole(lines_of("\n".join(rows)), "\n".join(rows)) if line.text]


def test_a_row_stands_on_the_line_of_its_name() -> None:
    assert told(*ROW) == ["○灯台を見回る人の配置への支援 121 億円 ⇒ 124 億円", ROW[-1]]
    assert told(*SPLIT) == ["○灯台の相談員、港のソーシャルワーカーの配置 86 億円 ⇒ 88 億円", SPLIT[-1]]
    assert told(*FALL, "古い灯台") == ["○灯台の建替え ２，４３８億円 ⇒ １，２１９億円", "古い灯台"]


@pytest.mark.parametrize(
    "rows",
    [
        ["○灯台の配置", "121 億円", "⇒", "124 億円", "(+12.5%)"],
        ["○灯台の配置", "121 億円", "⇒", "124 億円"],
        ["○灯台の配置", "124 億円", "(+2.5%)"],
        ["○灯台の配置", "121 億円", "うち港", "124 億円", "(+2.5%)"],
        ["灯台の配置", "121 億円", "⇒", "124 億円", "(+2.5%)"],
        ["○灯台の配置を行う。", "121 億円", "⇒", "124 億円", "(+2.5%)"],
        ["○灯台の配置", "121 億円の内数", "⇒", "124 億円の内数", "(+2.5%)"],
        ["○灯台の配置", "121 人", "⇒", "124 人", "(+2.5%)"],
    ],
    ids=["another step", "no step", "one amount", "words between", "no marker", "sentence", "within", "people"],
)
def test_cells_that_are_no_such_row_stay_as_they_are(rows: list[str]) -> None:
    assert told(*rows) == rows


def test_such_rows_are_measures_of_both_years() -> None:
    head = ["灯台・港湾予算 令和8年度予算政府案(12/26)", "", "(単位:億円)", "", "+156(+1.1%)", ""]
    found = parse(document("\n".join([*head, *ROW, *SPLIT, *FALL]))).entries
    assert [(entry.name, (entry.amount.yen or 0) // 10**8, (entry.prior.yen or 0) // 10**8) for entry in found] == [
        ("灯台を見回る人の配置への支援", 124, 121),
        ("灯台の相談員、港のソーシャルワーカーの配置", 88, 86),
        ("灯台の建替え", 1219, 2438),
    ]
    assert {entry.section for entry in found} == {(head[0],)}
