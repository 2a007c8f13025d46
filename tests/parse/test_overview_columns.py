"""Money of both years below a name, in two columns, in a tree, and numbers and divisions alone on their rows."""

from __future__ import annotations

import pytest

from monitor.budget import Entry, FiscalYear, Stage
from monitor.parse.header import Header
from monitor.parse.layouts import overview
from monitor.parse.layouts.overview.figures import figures_of
from monitor.parse.layouts.overview.rows import goes_on
from tests.parse.documents import lines_of

HEADER = Header(bureau="星雲局", fiscal_year=FiscalYear(2027), stage=Stage.DRAFT)


def read(text: str) -> list[Entry]:
    return overview.read(lines_of(text), HEADER)


def both(text: str) -> list[tuple[str, int | None, int | None]]:
    return [(entry.name, entry.amount.yen, entry.prior.yen) for entry in read(text)]


@pytest.mark.parametrize(
    ("below", "prior"),
    [
        ("（前年度予算額　　　1,621百万円）", 1_621_000_000),
        ("（前年度予算額　　　　　新　規）", 0),
        ("（前年度予算額　　　　　－百万円）", 0),
    ],
)
def test_whose_budget_it_is_may_stand_before_money_below_a_name(below: str, prior: int) -> None:
    rows = f"◆ 灯台の点検　　　＜拡充＞\n　　令和９年度予算額(案)　　1,655百万円\n　　{below}\n\n点検する。\n"
    assert both(rows) == [("灯台の点検", 1_655_000_000, prior)]
    assert read(rows)[0].flags == ("expanded",)


def test_the_label_alone_is_no_measure() -> None:
    assert both("1　灯台の点検\n　2億円（1億円）\n点検する。\n予算額(案)　3億円（2億円）\n") == [
        ("灯台の点検", 200_000_000, 100_000_000)
    ]


def test_a_number_of_two_parts_alone_is_of_the_name_below() -> None:
    rows = "6.1\n\n灯台の点検 ＜新規＞\n\n予算額(案) 2億35百万円（前年度予算額 －億円）\n\n点検する。\n\n"
    rows += "6.2\n\n港の点検\n\n予算額(案) 1億円（前年度予算額 1億円）\n"
    assert both(rows) == [("灯台の点検", 235_000_000, 0), ("港の点検", 100_000_000, 100_000_000)]


def test_branches_of_a_tree_are_parts() -> None:
    measure = "◆ 灯台の{}\n　令和９年度予算額(案)　14億円\n　（前年度予算額　13億円）\n灯台を守る。\n"
    tree = "　┌ 灯台守の配置　6億円（　5億円）\n　│　　〔負担割合：国１／３〕\n"
    tree += "　├ 灯の交換　5億円（　4億円）\n　└ 船の借上げ　3億円（4億円）\n"
    rows = measure.format("運営") + tree + measure.format("点検") + measure.format("建造")
    assert [(e.name, e.parent) for e in read(rows)] == [
        ("灯台の運営", None),
        ("灯台守の配置", "灯台の運営"),
        ("灯の交換", "灯台の運営"),
        ("船の借上げ", "灯台の運営"),
        ("灯台の点検", None),
        ("灯台の建造", None),
    ]


def test_two_columns_have_their_own_heads_below_each_division() -> None:
    table = "事項　　　前年度予算額　　令和９年度予算額(案)\n　　億円　　億円\n灯台の運営　　１４　　１５\n"
    first = "〈灯台課〉\n（１）灯台\n　　　予算額(案)　　　前年度\n　ア．灯台の点検　　２１１百万円　　２０３百万円\n"
    second = "〈港課〉\n（２）港\n　　　予算額(案)　　　前年度\n　ア．港の点検　　５６百万円　　－百万円\n"
    rows = f"４．灯台の表\n{table}５．灯台と港\n{first}{second}６．その他\n7.1　船の点検　3億円（2億円）\n"
    found = read(rows)
    assert [(e.name, e.amount.yen, e.prior.yen, e.division) for e in found] == [
        ("灯台の運営", 1_500_000_000, 1_400_000_000, None),
        ("灯台の点検", 211_000_000, 203_000_000, "灯台課"),
        ("港の点検", 56_000_000, 0, "港課"),
        ("船の点検", 300_000_000, 200_000_000, None),
    ]
    assert [entry.section[0] for entry in found] == ["4. 灯台の表", "5. 灯台と港", "5. 灯台と港", "6. その他"]


def test_a_number_that_goes_on_from_a_figures_is_no_heading_above_names_alone() -> None:
    names = "".join(f"灯台{sign}の点検　2億円（1億円）\n" for sign in "甲乙丙丁戊")
    rows = f"{names}④ 港の点検　2億円［1億円］\n⑤ 船の点検の\n進め方「海の健康観察」の導入\n支援　3億円［－］\n"
    assert [entry.name for entry in read(rows)][-1] == "船の点検の進め方「海の健康観察」の導入支援"
    rows = f"{names}④ 港の点検　2億円［1億円］\nア 港の塔　1億円\n⑤ 船の点検の導入と\n　事業　3億円［－］\n"
    assert [entry.name for entry in read(rows)][-1] == "船の点検の導入と事業"
    heading = f"{names}1 港\n港の点検　2億円（1億円）\n2 船\n船の点検　2億円（1億円）\n"
    assert [entry.name for entry in read(heading)][-2:] == ["港の点検", "船の点検"]


def test_what_a_year_costs_someone_is_no_figure() -> None:
    assert figures_of(lines_of("● 灯台守の家賃（年額）　１，５６０，３５９円\n"))[1] == []


@pytest.mark.parametrize(("head", "found"), [("令和９年度要求", 2), ("令和９年度人数", 0), ("令和７年度要求", 0)])
def test_one_of_two_years_over_columns_may_say_alone_that_they_are_a_budgets(head: str, found: int) -> None:
    rows = f"（単位：百万円）\n事　　項\t令和８年度\t{head}\t備　考\n"
    rows += "灯台の点検\t２４１\t２３８\t\n船の点検\t０\t４６\t新規、デジタル庁計上\n"
    told = [(entry.name, entry.amount.yen, entry.prior.yen, entry.flags) for entry in read(rows)]
    assert told == [("灯台の点検", 238_000_000, 241_000_000, ()), ("船の点検", 46_000_000, 0, ("new", "digital"))][:found]


def test_what_the_money_is_for_a_gap_away_from_the_name_is_no_part_of_it() -> None:
    rows = "1　追加の給付の準備に要する経費　　　　　事務費のみ計上　　24億円\n2　事務費のみ計上の事業　3億円\n"
    assert [name for name, *_ in both(rows)] == ["追加の給付の準備に要する経費", "事務費のみ計上の事業"]


def test_a_row_of_a_table_that_reaches_the_edge_does_not_go_on_in_the_next() -> None:
    assert not goes_on("事\t項\t令和８年度\t備考", "灯台の点検\t２４１\t２３８")
    assert goes_on("灯台の点検を行う者を支え", "る者\t２４１\t２３８")
