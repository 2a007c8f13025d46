"""What stands behind or below a measure's money: parts with names of their own, offices, accounts, badges that a page broke off."""

from __future__ import annotations

import pytest

from monitor.budget import Entry, FiscalYear, Level, Stage
from monitor.parse import parse
from monitor.parse.header import Header
from monitor.parse.layouts import overview
from monitor.parse.layouts.part_rows import part_on
from tests.parse.documents import document, lines_of

HEADER = Header(bureau="星雲局", fiscal_year=FiscalYear(2027), stage=Stage.REQUEST)


def read(text: str) -> list[Entry]:
    return overview.read(lines_of(text), HEADER)


def test_named_parts_below_the_words_of_a_measure_are_its_breakdown() -> None:
    text = """(1)　灯台の点検　　　3,512百万円
　　　　　　　　　　　　　(3,489百万円)

　　灯台の点検に要する費用を補助する。
　　（負担割合）国１／３、都道府県２／３

　　　　うち　離島の灯台の点検　　　　1,204百万円
　　　　うち　灯浮標の塗装と電球の交換　698百万円

(2)　海図の整備　　　　　　503百万円（505百万円）
　　＊うち電子海図の整備　　　46百万円（47百万円）
　　海図を作る。"""
    found = read(text)
    assert [(entry.name, entry.level, entry.parent, entry.prior.yen) for entry in found] == [
        ("灯台の点検", Level.MEASURE, None, 3_489_000_000),
        ("離島の灯台の点検", Level.BREAKDOWN, "灯台の点検", None),
        ("灯浮標の塗装と電球の交換", Level.BREAKDOWN, "灯台の点検", None),
        ("海図の整備", Level.MEASURE, None, 505_000_000),
        ("電子海図の整備", Level.BREAKDOWN, "海図の整備", 47_000_000),
    ]
    assert len(found[0].rates) == 1
    assert not any(entry.rates for entry in found[1:])


def test_a_part_that_says_that_it_is_one_needs_no_room_beside_other_parts() -> None:
    rows = ["１　灯台の点検　10億円（9億円）", "点検する。", "ア　塗装の点検　6億円", "イ　電球の点検　4億円", "全て行う。"]
    found = read("\n".join([*rows, "　うち　離島の灯台の点検　　　3億円"]))
    assert [(entry.name, entry.parent) for entry in found if entry.level is Level.BREAKDOWN] == [
        ("塗装の点検", "灯台の点検"),
        ("電球の点検", "灯台の点検"),
        ("離島の灯台の点検", "灯台の点検"),
    ]


@pytest.mark.parametrize(
    "row",
    [
        "うち　重要政策推進枠　　　3億円",
        "うち、デジタル庁一括計上分　　　3億円",
        "うち　東日本大震災復興特別会計　　　3億円",
        "うち　令和８年度補正予算分　　　3億円",
        "うち　灯台守１人当たり　　　5百万円",
        "うち　離島の灯台の点検　3億円を上限とする。",
        "うち離島の灯台の点検3億円",
        "うち　離島の灯台の点検　　　30億円",
        "うちわ祭りの警備の実施　　　3億円",
    ],
)
def test_what_tells_of_the_money_itself_is_no_measures_name(row: str) -> None:
    assert part_on(row, 10**9, apart=True) is None


def test_a_part_of_a_whole_budget_is_no_measure() -> None:
    rows = ["一般会計　　90億円（80億円）", "　うち　灯台の点検の経費　　　30億円（20億円）"]
    found = read("\n".join(["令和９年度　概算要求の概要", *rows, "１　灯台の点検　30億円（20億円）", "点検する。"]))
    assert [entry.name for entry in found if entry.level is not Level.TOTAL] == ["灯台の点検"]


def test_a_division_behind_a_name_is_in_charge_and_so_are_the_rooms_beside_it() -> None:
    first = "１　灯台の整備（灯台・浮標課）　３億円（２億円）\n２　港の整備（港湾課）　３億円（２億円）\n"
    all_ = read(f"{first}３　窓口の整備（灯台対策室）　１億円（１億円）")
    assert [(entry.name, entry.division) for entry in all_] == [
        ("灯台の整備", "灯台・浮標課"),
        ("港の整備", "港湾課"),
        ("窓口の整備", "灯台対策室"),
    ]
    one = [
        "１　灯台の整備（灯台課）　３億円（２億円）",
        *(f"{n}　窓口の整備（{end}）　１億円（１億円）" for n, end in enumerate(("相談室", "灯台対策室"), 2)),
    ]
    assert [entry.division for entry in read("\n".join(one))] == ["灯台課", None, "灯台対策室"]
    alone = read("１　灯台の整備（離島の課題）　３億円（２億円）\n２　窓口の整備（総合相談室）　１億円（１億円）")
    assert [(entry.name, entry.division) for entry in alone] == [("灯台の整備(離島の課題)", None), ("窓口の整備(総合相談室)", None)]


def test_an_account_behind_the_money_is_the_measures() -> None:
    found = read("①　灯台の再開　１．２億円（１．３億円）（東海灯台特別会計）\n②　海図の会議　３億円（３億円）（公開の会議）")
    assert [(entry.name, entry.account) for entry in found] == [("灯台の再開", "東海灯台特別会計"), ("海図の会議", None)]


def test_an_account_of_a_special_account_behind_a_name_is_the_measures() -> None:
    rows = "①　灯台の再開（灯台保険特別会計雇用勘定）　３億円（３億円）\n②　海図の会議（灯災勘定）　３億円（３億円）"
    found = read(f"{rows}\n③　海図の会議の記録（勘定の記録）　３億円（３億円）")
    assert [(entry.name, entry.account) for entry in found] == [
        ("灯台の再開", "灯台保険特別会計雇用勘定"),
        ("海図の会議", "灯災勘定"),
        ("海図の会議の記録(勘定の記録)", None),
    ]


def test_a_badge_that_a_page_broke_off_is_of_the_measure_above() -> None:
    found = read("①　灯台の点検　１億円（２億円）\n拡充\n②　海図の整備　３億円（０億円）　新規\n\n③　標識の塗装　３億円（１億円）")
    assert [entry.flags for entry in found] == [("expanded",), ("new",), ()]


def test_a_badge_above_a_name_is_not_of_the_measure_before() -> None:
    rows = "灯台の点検　１億円（２億円）\n新規\n海図の整備　３億円（０億円）\n標識の塗装　３億円（１億円）"
    assert "new" not in read(rows)[0].flags


@pytest.mark.parametrize("word", ["うちわ祭りの開催", "うちなー文化の継承", "うちわけ", "うちあわせの旅費"])
def test_a_word_that_begins_like_a_part_is_none(word: str) -> None:
    text = "１　町の祭り　10億円（9億円）\n{}　1億円\n２　灯台の点検　3億円（2億円）\n３　海図の整備　3億円（2億円）"
    assert read(text.format(f"　{word}"))[0].of_which == ()
    assert [part.label for part in read(text.format("　うちこども家庭庁計上分"))[0].of_which] == ["こども家庭庁"]


def test_an_aside_below_the_last_measure_alone_is_told_of_all() -> None:
    aside = "（参考）令和８年度補正予算額　６億円"
    rows = ["１　灯台の点検　10億円（9億円）", "２　海図の整備　3億円（2億円）", "３　港の整備　3億円（1億円）"]
    assert [entry.amount.yen for entry in read("\n".join([*rows, aside]))] == [10**9, 300_000_000, 300_000_000]
    assert [entry.amount.yen for entry in read("\n".join([rows[0], aside, *rows[1:], aside]))][1::3] == [600_000_000] * 2


def test_several_parts_with_names_are_entries_each() -> None:
    rows = [
        "令和８年度概算要求の概要（海事局）",
        "①　空き桟橋活用事業",
        "国費：4,850百万円（前年度4,500百万円）",
        "",
        "　　うち　桟橋の撤去への支援　　4,400百万円",
        "　　うち　相談窓口の整備　　300百万円",
        "　　うち推進枠　　150百万円",
        "②　灯台の点検",
        "国費：10百万円（前年度10百万円）",
        "③　港の点検",
        "国費：10百万円（前年度10百万円）",
    ]
    found = {entry.name: entry for entry in parse(document("\n".join(rows))).entries}
    assert [(name, entry.parent) for name, entry in found.items()] == [
        ("空き桟橋活用事業", None),
        ("桟橋の撤去への支援", "空き桟橋活用事業"),
        ("相談窓口の整備", "空き桟橋活用事業"),
        ("灯台の点検", None),
        ("港の点検", None),
    ]


@pytest.mark.parametrize(("mark", "flags"), [("※", ("digital_part",)), ("", ("digital_part",)), ("※参考：", ())])
def test_a_part_booked_elsewhere_may_stand_behind_a_notes_mark(mark: str, flags: tuple[str, ...]) -> None:
    rows = ["令和８年度概算要求の概要（海事局）", "①　灯台の点検", "国費：330百万円（前年度280百万円）"]
    rows += [
        f"{mark}うちデジタル庁一括計上分85百万円",
        "②　港の点検",
        "国費：10百万円（前年度10百万円）",
        "③　橋の点検　1億円（1億円）",
    ]
    assert parse(document("\n".join(rows))).entries[0].flags == flags
