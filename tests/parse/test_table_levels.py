"""Which rows of a budget table are measures, which are sums and which are parts of others."""

from __future__ import annotations

from time import process_time

import pytest

from tests.parse.tables import TITLE, csv, levels, money, page


def test_a_row_that_sums_those_above_is_a_total_whatever_its_name() -> None:
    table = """
        事項 | 令和７年度予算額（百万円）| 令和８年度要求額（百万円）
        橋の点検 | 10 | 12
        港の点検 | 20 | 21
        点検に係る経費 | 30 | 33
        灯台の整備 | 5 | 5
    """
    assert [entry.level.value for entry in page(TITLE, table).entries] == ["measure", "measure", "total", "measure"]


def test_a_sum_is_found_where_a_row_below_nothing_takes_off_what_was_too_much() -> None:
    table = """
        事項 | 令和７年度予算額（百万円）| 令和８年度要求額（百万円）
        橋の点検 | 10 | 12
        過年度の返納 | ▲8 | ▲9
        港の点検 | 20 | 21
        点検に係る経費 | 22 | 24
        灯台の整備 | 5 | 5
    """
    told = [entry.level.value for entry in page(TITLE, table).entries]
    assert told == ["measure", "measure", "measure", "total", "measure"]


def test_a_sum_may_stand_above_what_it_sums() -> None:
    table = """
        区分 | 令和７年度予算額（億円）| 令和８年度要求額（億円）| 増減
        一般会計 | 343 | 347 | 4
        うち 年金に係る経費 | 326 | 329 | 3
        うち 裁量的経費 | 7 | 8 | 1
        うち 義務的経費 | 10 | 10 | 0
    """
    told = [(entry.name, entry.level.value, entry.parent) for entry in page(TITLE, table).entries]
    assert told == [
        ("一般会計", "total", None),
        ("年金に係る経費", "breakdown", "一般会計"),
        ("裁量的経費", "breakdown", "一般会計"),
        ("義務的経費", "breakdown", "一般会計"),
    ]


def test_marks_of_items_and_of_formulas_are_no_names_and_a_formula_is_a_sum() -> None:
    table = """
        区分（単位：千円）| 令和８年度当初予算 | 令和７年度当初予算 | 増減
        1. 人件費 | 500 | 450 | 50
        2. 物件費 | 30 | 35 | △5
        小計 (a) | 530 | 485 | 45
        3. 投資的経費 (b) | 90 | 88 | 2
        (1) 普通建設 | 80 | 70 | 10
        (ｲ) 補助 | 50 | 50 | 0
        (ﾛ) 単独 | 20 | 15 | 5
        (ﾊ) 県営 | 10 | 5 | 5
        (2) 災害復旧 | 10 | 18 | △8
        歳出合計 (a)+(b) | 620 | 573 | 47
    """
    told = [(entry.name, entry.level.value, entry.parent) for entry in page("令和８年度当初予算の概要", table).entries]
    assert told == [
        ("人件費", "measure", None),
        ("物件費", "measure", None),
        ("小計", "total", None),
        ("投資的経費", "measure", None),
        ("普通建設", "breakdown", "投資的経費"),
        ("補助", "breakdown", "普通建設"),
        ("単独", "breakdown", "普通建設"),
        ("県営", "breakdown", "普通建設"),
        ("災害復旧", "breakdown", "投資的経費"),
        ("歳出合計", "total", None),
    ]


def test_a_letter_that_no_formula_has_is_part_of_the_name() -> None:
    table = """
        区分（単位：千円）| 令和８年度当初予算 | 令和７年度当初予算
        基礎の研究(A) | 500 | 450
        基礎の研究(B) | 30 | 35
    """
    assert [entry.name for entry in page("令和８年度当初予算の概要", table).entries] == ["基礎の研究(A)", "基礎の研究(B)"]


def test_the_rows_that_a_row_above_sums_are_its_breakdown() -> None:
    table = """
        事業（単位：百万円）| 令和７年度予算額 | 令和８年度要求額
        道の管理 | 30 | 33
        橋の点検 | 10 | 12
        道の清掃 | 20 | 21
        港の管理 | 5 | 9
    """
    told = [(entry.name, entry.level.value, entry.parent) for entry in page(TITLE, table).entries]
    assert told == [
        ("道の管理", "measure", None),
        ("橋の点検", "breakdown", "道の管理"),
        ("道の清掃", "breakdown", "道の管理"),
        ("港の管理", "measure", None),
    ]


def test_the_accounts_above_measures_are_their_sums_and_their_section() -> None:
    parsed = page(
        "令和８年度当初予算（単位：千円）",
        """
        款 | 項 | 目 | 款・項・目／事業名 | 前年度予算額 | 本年度予算額 | 増減額 | 担当課
        3 | | | 民生費 | 900 | 1,000 | 100 |
        | 1 | | 社会福祉費 | 900 | 1,000 | 100 |
        | | 2 | 老人福祉費 | 700 | 790 | 90 |
        | | | 見守り推進費 | 300 | 350 | 50 | 福祉課
        | | | うち委託料 | | 120 | |
        | | | 施設整備費補助 | 400 | 440 | 40 | 福祉課
        | | 3 | 児童福祉費 | 200 | 210 | 10 |
        | | | 保育士確保費 | 200 | 210 | 10 | 保育課
        | | | 合計 | 900 | 1,000 | 100 |
        """,
    )
    assert levels(parsed.entries) == [
        ("民生費", "total", None),
        ("社会福祉費", "total", None),
        ("老人福祉費", "total", None),
        ("見守り推進費", "measure", None),
        ("委託料", "breakdown", "見守り推進費"),
        ("施設整備費補助", "measure", None),
        ("児童福祉費", "total", None),
        ("保育士確保費", "measure", None),
        ("合計", "total", None),
    ]
    assert parsed.entries[7].section[-3:] == ("民生費", "社会福祉費", "児童福祉費")


def test_accounts_without_measures_below_them_are_what_the_table_states() -> None:
    parsed = page(
        "令和８年度当初予算（単位：千円）",
        """
        科目 | 本年度予算額 | 前年度予算額 | 比較
        １款 市税 | 500 | 450 | 50
        ２款 譲与税 | 60 | 70 | △10
        歳入合計 | 560 | 520 | 40
        """,
    )
    assert [entry.level.value for entry in parsed.entries] == ["measure", "measure", "total"]


def test_offices_and_accounts_that_are_rows_are_sums_and_their_parts_are_measures() -> None:
    parsed = page(
        "令和８年度見本省概算要求（単位：百万円）",
        """
        区分 | 令和７年度予算額 | 令和８年度要求額 | 増△減額
        Ⅰ　地域くらし局　計 | 300 | 330 | 30
        灯台の整備 | 100 | 120 | 20
        港の点検 | 200 | 210 | 10
        Ⅱ　海上局　計 | 70 | 90 | 20
        航路の標識 | 30 | 40 | 10
        海図の作成 | 40 | 50 | 10
        一般会計 | 370 | 420 | 50
        港湾整備特別会計 | 10 | 20 | 10
        """,
    )
    assert [(name, level) for name, level, _ in levels(parsed.entries)] == [
        ("地域くらし局計", "total"),
        ("灯台の整備", "measure"),
        ("港の点検", "measure"),
        ("海上局計", "total"),
        ("航路の標識", "measure"),
        ("海図の作成", "measure"),
        ("一般会計", "total"),
        ("港湾整備特別会計", "total"),
    ]
    assert [entry.bureau for entry in parsed.entries if entry.level.value == "measure"] == ["地域くらし局"] * 2 + ["海上局"] * 2


def told(title: str, table: str) -> list[tuple[str, str, str | None]]:
    """Name, level and bureau."""
    return [(entry.name, entry.level.value, entry.bureau) for entry in page(title, table).entries]


def test_measures_that_are_named_as_offices_or_accounts_are_is_measures() -> None:
    assert told(
        "令和８年度当初予算（単位：千円）",
        """
        事業名 | 前年度予算額 | 本年度予算額 | 増減
        救急医療体制 | 300 | 320 | 20
        休日夜間薬局 | 100 | 120 | 20
        教育委員会 | 40 | 50 | 10
        消防本部 | 70 | 75 | 5
        国民健康保険特別会計 | 900 | 910 | 10
        健診の推進 | 10 | 15 | 5
        道の清掃 | 10 | 12 | 2
        海の清掃 | 5 | 9 | 4
        """,
    ) == [
        (name, "measure", None)
        for name in (
            "救急医療体制",
            "休日夜間薬局",
            "教育委員会",
            "消防本部",
            "国民健康保険特別会計",
            "健診の推進",
            "道の清掃",
            "海の清掃",
        )
    ]


@pytest.mark.parametrize(
    "rows",
    [
        "保健部 | 500 | 560\n検診 | 300 | 330\n夜間薬局 | 100 | 120\n接種 | 100 | 110\n消防本部 | 70 | 75\n車 | 70 | 75",
        "検診 | 300 | 330\n夜間薬局 | 100 | 120\n接種 | 100 | 110\n保健部 | 500 | 560\n車 | 70 | 75\n消防本部 | 70 | 75",
        "保健部 | － | 560\n検診 | － | 330\n夜間薬局 | － | 120\n接種 | － | 110\n消防本部 | － | 75\n梯 | － | 33\n車 | － | 42",
        "保健部 | 5.1 | 5.6\n検診 | 3.0 | 3.3\n夜間薬局 | 1.0 | 1.2\n接種 | 1.2 | 1.1\n消防本部 | 0.7 | 0.8\n車 | 0.7 | 0.8",
    ],
    ids=["above", "below", "one column", "rounded"],
)
def test_an_office_whose_rows_make_up_its_money_is_their_sum(rows: str) -> None:
    entries = told("令和８年度当初予算（単位：億円）", f"区分 | 前年度予算額 | 本年度予算額\n{rows}")
    levels_ = {name: level for name, level, _ in entries}
    assert [name for name, level in levels_.items() if level == "total"] == ["保健部", "消防本部"]
    assert {bureau for name, _, bureau in entries if name in ("検診", "夜間薬局", "接種")} == {"保健部"}
    assert {bureau for name, _, bureau in entries if name in ("車", "梯")} == {"消防本部"}


@pytest.mark.parametrize(
    "rows",
    [
        "総務部 | 50 | 60\n教育委員会 | 70 | 90\n消防本部 | 8 | 9\n議会事務局 | 3 | 4\n予備費 | 1 | 1\n合計 | 132 | 164",
        "一般会計 | 500 | 510\n予備費 | 2 | 3\n道路の管理 | 3 | 4\n介護保険特別会計 | 70 | 90",
        "介護保険特別会計 | 70 | 90\n水道事業会計 | 8 | 9\n合計 | 78 | 99",
    ],
    ids=["offices", "the general account among them", "accounts"],
)
def test_the_rows_of_a_list_of_offices_or_accounts_are_sums(rows: str) -> None:
    entries = told("令和８年度当初予算（単位：億円）", f"区分 | 前年度予算額 | 本年度予算額\n{rows}")
    assert {name for name, level, _ in entries if level == "measure"} <= {"予備費", "道路の管理"}


def test_a_measure_named_as_an_office_is_not_in_charge_of_its_parts() -> None:
    entries = told(
        "令和８年度当初予算（単位：千円）",
        """
        2*区分 | 前年度予算額 | 本年度予算額 | 増減
        休日夜間薬局 | | 100 | 120 | 20
         | 薬剤師の確保 | 60 | 65 | 5
         | 棚の更新 | 30 | 40 | 10
        消防本部 | | 70 | 75 | 5
        道の清掃 | | 70 | 78 | 8
        """,
    )
    assert entries == [
        ("休日夜間薬局", "measure", None),
        ("薬剤師の確保", "breakdown", None),
        ("棚の更新", "breakdown", None),
        ("消防本部", "measure", None),
        ("道の清掃", "measure", None),
    ]


@pytest.mark.parametrize(
    ("head", "sums"),
    [
        ("款,事業名,令和8年度,令和7年度,増減", "合計,,600,500,100"),
        ("款,事業名,補正前の額,補正額,計", "合計,,500,100,600"),
        ("課名,事業名,令和8年度,令和7年度,増減", "総計,,600,500,100"),
    ],
    ids=["an account", "a supplement", "an office"],
)
def test_a_sum_in_the_column_left_of_the_names_is_a_row_of_its_own(head: str, sums: str) -> None:
    rows = "港湾課,灯台整備事業,400,300,100\n福祉課,見守り事業,200,200,0"
    if "補正" in head:
        rows = "港湾費,灯台整備事業,300,100,400\n福祉費,見守り事業,200,0,200"
    entries = csv(f"令和8年度当初予算案（単位：百万円）,,,,\n{head}\n{rows}\n{sums}").entries
    told = [(name, level) for name, level, _ in levels(entries)]
    assert told == [("灯台整備事業", "measure"), ("見守り事業", "measure"), (sums.split(",")[0], "total")]
    assert money(entries)[1][1:] == ((0, None) if "補正" in head else (200, 200))
    assert all(entry.of_which == () for entry in entries)


def test_sums_of_groups_between_the_rows_leave_the_measures_above_them_as_they_are() -> None:
    entries = csv("""
令和8年度当初予算（単位：百万円）,,,,
分野,事業名,令和8年度,令和7年度,増減
子育て,灯台整備事業,300,200,100
子育て,予防接種事業,200,250,△50
計,,500,450,50
教育,給食費補助事業,450,400,50
教育,図書館事業,150,100,50
計,,600,500,100
""").entries
    assert money(entries) == [
        ("灯台整備事業", 300, 200),
        ("予防接種事業", 200, 250),
        ("計", 500, 450),
        ("給食費補助事業", 450, 400),
        ("図書館事業", 150, 100),
        ("計", 600, 500),
    ]


def test_a_long_table_of_names_like_offices_takes_time_by_its_length_alone() -> None:
    """Twice as long takes about twice as long: every third name may be an office's, so that every run may end at it."""

    def seconds(count: int) -> float:
        names = (f"{chr(0x4E00 + place)}{'の休日薬局' if place % 3 == 0 else 'の灯台費'}" for place in range(count))
        rows = "\n".join(f"{name},{100 + place * 7 % 991},{90 + place * 11 % 983}" for place, name in enumerate(names))
        start = process_time()
        assert len(csv(f"令和8年度当初予算（単位：千円）\n事業名,令和8年度,令和7年度\n{rows}").entries) == count
        return process_time() - start

    assert seconds(3000) < 5 * max(seconds(1000), 0.1)


@pytest.mark.parametrize(
    "rows",
    [
        "灯台整備事業,500,500\n港点検事業,1000,1000\n交通安全事業,1500,1500",
        "灯台整備事業,500,0\n港点検事業,1000,0\n交通安全事業,1500,0",
    ],
    ids=["as the year before", "all new"],
)
def test_two_rows_that_add_up_to_a_third_in_what_is_one_column_are_chance(rows: str) -> None:
    entries = csv(f"令和8年度当初予算（単位：千円）\n事業名,令和8年度,令和7年度\n{rows}\n予備費,7,9").entries
    assert {entry.level.value for entry in entries} == {"measure"}


def test_three_rows_that_add_up_to_another_are_no_chance_in_one_column() -> None:
    rows = "灯台の整備,500,500\n港の点検,1000,1000\n橋の点検,70,70\n安全に係る経費,1570,1570\n予備費,7,9"
    entries = csv(f"令和8年度当初予算（単位：千円）\n事項,令和8年度,令和7年度\n{rows}").entries
    assert [entry.name for entry in entries if entry.level.value == "total"] == ["安全に係る経費"]
