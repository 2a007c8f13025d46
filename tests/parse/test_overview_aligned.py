"""Tables that blanks alone draw, as a text that keeps a page's layout has them: heads and names on two lines, remarks beside."""

from __future__ import annotations

import time

import pytest

from monitor.budget import Entry
from monitor.parse import parse
from monitor.parse.layouts.overview.aligned import on_one_line
from tests.parse.documents import document, lines_of

TITLE = """令和６年度予算（案）の概要
（水産局関係）

                                                    （単位：百万円）
"""
HEAD = """   事        項          前 年 度    令和６年度    比較増     備      考
                         予 算 額   予算額（案）   △減額
"""
ROWS = """
  １ 漁港の整備
   (1) 漁港の耐震化            1,204       1,180     △ 24
   (2) 漁船の省エネ化に向けた     95         100         5   拡充
      機関の更新
   (3) 藻場の再生                －          42        42   【新規】
      ・苗の生産                 －          30        30
      ・海底の清掃と見回りの      －          12        12
       体制づくり
"""


def read(text: str) -> dict[str, Entry]:
    return {entry.name: entry for entry in parse(document(text)).entries}


def money(entry: Entry) -> tuple[int | None, int | None]:
    return tuple(amount.yen // 1_000_000 if amount.yen is not None else None for amount in (entry.amount, entry.prior))  # type: ignore[return-value]


def whole(text: str) -> list[str]:
    return [line.text for line in on_one_line(lines_of(text)).lines if line.text.strip()]


def test_a_head_on_two_lines_tells_which_column_is_this_years() -> None:
    entries = read(TITLE + HEAD + ROWS)
    assert {name: money(entry) for name, entry in entries.items()} == {
        "漁港の耐震化": (1180, 1204),
        "漁船の省エネ化に向けた機関の更新": (100, 95),
        "藻場の再生": (42, 0),
        "苗の生産": (30, 0),
        "海底の清掃と見回りの体制づくり": (12, 0),
    }
    assert entries["漁船の省エネ化に向けた機関の更新"].flags == ("expanded",)
    assert entries["藻場の再生"].flags == ("new",)
    assert entries["苗の生産"].parent == "藻場の再生"


def test_this_years_column_may_come_first() -> None:
    head = """   事        項        令和６年度     前 年 度     比較増     備      考
                       予算額（案）   予 算 額     △減額
"""
    rows = """
   (1) 漁港の耐震化            1,180       1,204     △ 24
   (2) 漁船の更新                100          95         5
   (3) 藻場の再生                 42          －        42
"""
    assert {name: money(entry) for name, entry in read(TITLE + head + rows).items()} == {
        "漁港の耐震化": (1180, 1204),
        "漁船の更新": (100, 95),
        "藻場の再生": (42, 0),
    }


def test_differences_that_are_not_those_of_the_columns_leave_a_table_as_it_is() -> None:
    rows = "\n".join(f"   ({number}) 漁港の点検            {number}04       1,180     △ 24" for number in range(1, 6))
    text = TITLE + HEAD + "\n" + rows
    assert whole(text) == [line for line in text.splitlines() if line.strip()]


def test_a_name_is_read_to_its_end_above_and_below_its_figures() -> None:
    row = """
   (4) 遠くの海で働く漁船の員
                             1,000       1,010        10
      を守る無線の整備
"""
    assert money(read(TITLE + HEAD + ROWS + row)["遠くの海で働く漁船の員を守る無線の整備"]) == (1010, 1000)


@pytest.mark.parametrize(
    "below",
    [
        "   　見張りを続ける漁港を助ける",
        "   (5) 浜の清掃",
        "      海岸の清掃に取り組む。",
        "      【一部新規】",
        "      ・補助率１／２以内",
        "                                                     事業費 40",
    ],
)
def test_what_stands_below_a_row_and_is_no_rest_of_its_name(below: str) -> None:
    row = f"\n   (4) 沿岸を見張る塔の建設と      10          10         0\n{below}\n"
    assert "沿岸を見張る塔の建設と" in read(TITLE + HEAD + ROWS + row)


def test_a_short_name_has_no_rest() -> None:
    row = "\n   (4) 灯台                      10          10         0\n      浜の清掃\n"
    assert "灯台" in read(TITLE + HEAD + ROWS + row)


@pytest.mark.parametrize(("indent", "name"), [("   ", "海図の測量"), ("     ", "北の海の岸海図の測量")])
def test_a_short_heading_above_a_row_is_none_of_its_name(indent: str, name: str) -> None:
    rows = "   灯台の建設の費用            1,204       1,180     △ 24\n   浮標の点検の費用               95         100         5\n"
    row = f"   ○ 北の海の岸\n{(indent + '海図の測量').ljust(21)}             20          30        10\n"
    assert name in read(TITLE + HEAD + rows + row + "   霧笛の保存                     40          42         2\n")


def test_a_figure_may_go_on_below() -> None:
    row = """
   (4) 磯の保全                  －     3,200の              新規
                                         内数
"""
    entry = read(TITLE + HEAD + ROWS + row)["磯の保全"]
    assert (entry.amount.kind.value, money(entry)) == ("within", (3200, 0))


def test_a_remark_tells_another_budgets_money_in_the_tables_unit() -> None:
    row = """
   (4) 磯の保全                 320         330        10   ほか令和５年度
                                                            補正予算額
                                                              50
"""
    entries = [entry for entry in parse(document(TITLE + HEAD + ROWS + row)).entries if entry.name == "磯の保全"]
    told = [(entry.fiscal_year and entry.fiscal_year.year, entry.stage and entry.stage.value, *money(entry)) for entry in entries]
    assert told == [(2024, "draft", 330, 320), (2023, "supplementary", 50, None)]


def test_a_row_of_dashes_with_another_budgets_money_has_only_that() -> None:
    row = """
   (4) 磯の保全                  －          －        －   令和５年度補正
                                                            予算額 50
"""
    entries = [entry for entry in parse(document(TITLE + HEAD + ROWS + row)).entries if entry.name == "磯の保全"]
    assert [(entry.fiscal_year and entry.fiscal_year.year, *money(entry)) for entry in entries] == [(2023, 50, None)]


def test_a_remark_may_begin_with_a_number() -> None:
    row = "\n   (4) 灯台の建設               320         330        10   ３年計画の初年度\n"
    assert money(read(TITLE + HEAD + ROWS + row)["灯台の建設"]) == (330, 320)


def test_a_sentence_and_a_list_of_years_head_no_table() -> None:
    for head in ("令和５年度から  令和６年度にかけて行う。", "令和５年度  1,204百万円   令和６年度  1,180百万円"):
        text = TITLE + head + "\n" + ROWS
        assert whole(text) == [line for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("row", ["年度  " * 40, "前 年 度  令和６年度  " * 9, "名  1,000  1,000\n" * 400])
def test_a_hostile_table_costs_no_time(row: str) -> None:
    started = time.process_time()
    parse(document(TITLE + (HEAD + row + "\n") * 40))
    assert time.process_time() - started < 10


def test_heads_upon_heads_cost_no_time() -> None:
    lines = lines_of(TITLE + (HEAD + "   (1) 漁港の耐震化            1,204       1,180     △ 24\n") * 1500)
    started = time.process_time()
    on_one_line(lines)
    assert time.process_time() - started < 5


def test_a_head_that_is_repeated_needs_no_proof_of_its_own() -> None:
    row = "   (4) 遠くの海で働く船の員を    1,000       1,010        10   拡充\n      守る無線の整備\n"
    assert money(read(TITLE + HEAD + ROWS + HEAD + row)["遠くの海で働く船の員を守る無線の整備"]) == (1010, 1000)


def test_a_table_ends_at_the_head_of_another() -> None:
    head = "   区        分          令和５年度    令和６年度    増    減\n                           実績          見込\n"
    ports = "".join(f"   {port}の港に入る船                 95         100         5\n" for port in "北南西")
    assert read(TITLE + HEAD + ROWS + head + ports).keys() == read(TITLE + HEAD + ROWS).keys()


def test_a_head_broken_so_that_two_years_stand_in_one_column_is_none() -> None:
    head = ["   区      分      前 年 度 予 算", " 額   令和６年度予算額（案）   対前年度増△減", "額   増△減率"]
    rows = ["   灯台の点検         1,473     1,476     3", "   海図の整備         1,200     1,100     △ 100"]
    assert on_one_line(lines_of("\n".join(["（単位：百万円）", *head, *rows]))).ends == {}


def test_letters_below_a_head_are_of_it() -> None:
    head = HEAD + "                            (A)         (B)       (B-A)\n"
    assert "(A)" not in "".join(whole(TITLE + head + ROWS))


def test_a_year_in_a_head_may_lack_its_era_and_blanks_be_wide() -> None:
    text = """
令和７年度　灯台局予算（案）主要事項
　　　　　　　　　　　　　　　　　　　　　　　　　（単位：百万円）
　　　　　　　　　　　　　　　　　６年度　　　　７年度　　　対前年度
　　事　　　項　　　　　　　　　当初予算　　　　予算案　　　　比　較
１．灯台の整備
（１）灯台の建設　　　　　　　１２，０００　　１３，０００　　１，０００
（２）使わなくなった浮標の　　　　　１００　　　　　１５０　　　　　５０
　　　再利用
（３）霧笛の保存　　　　　　　　　　８００　　　　　７００　　　△１００
"""
    assert {name: money(entry) for name, entry in read(text).items()} == {
        "灯台の建設": (13000, 12000),
        "使わなくなった浮標の再利用": (150, 100),
        "霧笛の保存": (700, 800),
    }


@pytest.mark.parametrize(
    ("above", "name"),
    [
        ("  灯台を守る人々の暮らし", "灯台を守る人々の暮らし再建支援"),
        ("  灯台の人", "再建支援"),
        ("  灯台を守る人々の暮らし\n", "再建支援"),
    ],
)
def test_a_name_without_a_mark_may_begin_above_where_it_fills_its_cell(above: str, name: str) -> None:
    text = f"""
                 令和８年度 灯台関係予算概算決定の概要
                                                       （単位：百万円）
        区　　　分            ７年度      ８年度      対前年度
                            当初予算額   概算決定額     比（％）

  灯台の建設と修理の事業       20,200      21,300        105.4
  霧笛の保存                   31,000      31,900        102.9
{above}
  再建支援                      1,000         900         90.0
  浮標の点検                      120         160        133.3
"""
    found = parse(document(text)).entries
    assert [(entry.name, *money(entry)) for entry in found][2] == (name, 900, 1000)
    assert {entry.stage and entry.stage.value for entry in found} == {"draft"}
