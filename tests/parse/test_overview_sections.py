"""Sections that print the sum of their measures: what is a sum, what is a measure, and what is a measure's part."""

from __future__ import annotations

from monitor.budget import FiscalYear, Stage
from monitor.parse.header import Header
from monitor.parse.layouts import overview
from monitor.parse.layouts.overview.rows import rows_of
from monitor.read.document import Line
from tests.parse.documents import lines_of

HEADER = Header(bureau="星雲局", fiscal_year=FiscalYear(2027), stage=Stage.DRAFT)


def levels(text: str) -> list[tuple[str, str, str | None]]:
    return [(entry.name, entry.level.value, entry.parent) for entry in overview.read(lines_of(text), HEADER)]


def test_a_number_to_which_explained_measures_add_up_in_both_years_is_their_sections_sum() -> None:
    text = """1.灯台の運営
(R8予算)120億円
→(R9予算案)130億円

灯台の灯を守る。

○灯台交付金
100億円 → 105億円
灯台の運営に要する費用の一部を国が負担する。
○点検費負担金【他局計上分：海洋局】
6億円 → 10億円
○塗装費補助金
14億円 → 15億円
（負担割合　国1/2、都道府県1/2）

2.その他
○灯台守の研修
30百万円 → 20百万円
灯台守の研修を行う。"""
    assert [(level, parent) for _, level, parent in levels(text)] == [("total", None), *[("measure", None)] * 4]


def test_a_number_to_which_named_parts_do_not_add_up_stays_their_measure() -> None:
    text = """1.灯台の運営
(R8予算)120億円
→(R9予算案)130億円

灯台の灯を守る。

【点検】

灯台の点検
10億円 → 11億円
灯台の点検を行う。
灯台の塗装
2億円 → 2億円
灯台の塗装を行う。

2.その他"""
    assert [(level, parent) for _, level, parent in levels(text)] == [
        ("measure", None),
        ("breakdown", "灯台の運営"),
        ("breakdown", "灯台の運営"),
    ]


def test_a_number_over_headings_without_money_is_a_sum_though_only_the_main_measures_are_printed() -> None:
    text = """１　灯台の運営　　38,470百万円（36,912百万円）
　次の台風に備え、灯台の運営に取り組む。
（１）灯台の点検
　①　灯台点検費　　21,904百万円（21,180百万円）
　　　点検を行う。
　②　灯台塗装費　　1,862百万円（1,805百万円）
　　　塗装を行う。
（２）灯台守の養成
　①　灯台守研修費　　310百万円（0百万円）
　　　研修を行う。
２　港の運営　　36,815百万円（35,971百万円）
（１）港の点検
　①　港点検費　　1,498百万円（1,462百万円）
　　　点検を行う。
　②　港塗装費　　98百万円（92百万円）
　　　塗装を行う。"""
    assert [level for _, level, _ in levels(text)] == ["total", *["measure"] * 3, "total", *["measure"] * 2]


def test_parts_below_a_measure_with_a_badge_are_its_own() -> None:
    text = """（３）輸入灯台の監視【一部推進枠】　8,340百万円（8,131百万円）
　　　うち推進枠　209百万円
　　ア　検査機器の整備　　　760百万円（551百万円）
　　イ　監視システムの更改　　　1,008百万円（1,096百万円）
　　　検査に必要な機器を備える。"""
    assert [level for _, level, _ in levels(text)] == ["measure", "breakdown", "breakdown"]


BULLETED = """１　灯台の運営
○　灯台の点検
12.9億円 → 15.2億円
　うちデジタル庁計上分　8.3億円
　・点検システムの運用　　8.8億円 → 9.6億円
　・点検システムの調査　　4.1億円 → 5.6億円
　点検を行う。
○　灯台の塗装
29億円 → 29億円
塗装を行う。
（参考）令和8年度補正予算
○ 灯台の緊急塗装
250億円

○　灯台守の研修
1.4億円 → 3.1億円
研修を行う。
○　灯台守の募集
1億円 → 1億円
募集を行う。"""


def test_another_bullet_than_that_of_measures_stands_before_parts() -> None:
    assert levels(BULLETED)[1:3] == [
        ("点検システムの運用", "breakdown", "灯台の点検"),
        ("点検システムの調査", "breakdown", "灯台の点検"),
    ]


def test_a_measure_with_a_year_before_is_not_of_a_supplementary_budget_printed_for_reference() -> None:
    found = {entry.name: (entry.fiscal_year, entry.stage) for entry in overview.read(lines_of(BULLETED), HEADER)}
    assert found["灯台の緊急塗装"] == (FiscalYear(2026), Stage.SUPPLEMENTARY)
    assert found["灯台守の研修"] == (None, None)


LISTED = """3　灯台の整備　500百万円（400百万円）
灯台を整備する。
【灯台関係の主な予算の内訳】
・灯台の点検事業　300百万円
・灯台の塗装事業　100百万円
船や港に携わる人を支える。
"""


def test_a_list_of_another_topic_behind_the_measures_own_is_a_lost_measures_where_numbers_skip() -> None:
    text = LISTED + "【港関係の主な予算の内訳】\n・港の点検事業　50百万円\n{}　海の見守り　30百万円（20百万円）\n海を見守る。"
    assert [parent for _, _, parent in levels(text.format(5))] == [None, "灯台の整備", "灯台の整備", None, None]
    assert [parent for _, _, parent in levels(text.format(4))] == [None, *["灯台の整備"] * 3, None]


def test_numbered_parts_behind_a_list_that_makes_the_whole_are_measures_of_a_lost_one() -> None:
    text = LISTED.replace("100百万円", "{}") + "① 港の点検　48百万円\n港を点検する。\n② 港の塗装　27百万円\n港を塗る。"
    assert [level for _, level, _ in levels(text.format("200百万円"))] == [
        "measure",
        "breakdown",
        "breakdown",
        "measure",
        "measure",
    ]
    assert [level for _, level, _ in levels(text.format("100百万円"))] == ["measure", *["breakdown"] * 4]


def test_a_request_without_an_amount_ends_its_row() -> None:
    rows = rows_of(
        [Line(n, "④ 灯台の点検に係る経費　　事項要求" if n % 2 else "灯台を点検する予定は年度の末に決める") for n in range(1, 31)]
    )
    assert len(rows) == 30
