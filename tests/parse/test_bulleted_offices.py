"""Who is in charge of the items of a council paper's list."""

from __future__ import annotations

import pytest

from monitor.parse import parse
from monitor.parse.layouts.bulleted.offices import office_on
from tests.parse.documents import document
from tests.parse.papers import HEADING, ITEMS, NOTE, entries

NAMES = ["灯台の整備", "港の整備", "橋の整備"]
Charge = tuple[str | None, str | None, str | None]


def in_charge(*rows: str) -> list[Charge]:
    found = entries("\n".join([HEADING, NOTE, *rows]))
    assert [name for name in found if not name.startswith("浮標")] == NAMES
    return [(entry.bureau, entry.division, entry.phone_ext) for entry in found.values()]


@pytest.mark.parametrize(
    ("line", "office"),
    [
        ("（港湾課）", (None, "港湾課", None)),
        ("【医政局 地域医療計画課】", ("医政局", "地域医療計画課", None)),
        ("医政局地域医療計画課（内線 2557）", ("医政局", "地域医療計画課", "2557")),
        ("　　　　担当：海事局灯台課　内線1234", ("海事局", "灯台課", "1234")),
        ("（担当課室：地域・いきいき課、港湾課）", (None, "地域・いきいき課 / 港湾課", None)),
        ("〔参事官（灯台担当）〕", None),
        ("灯台課", None),
        ("（灯台課長）", None),
        ("（灯台の課題）", None),
        ("灯台を見回る係の配置について、港湾課", None),
    ],
)
def test_an_office_stands_alone_on_its_line(line: str, office: Charge | None) -> None:
    told = office_on(line)
    assert (told and (told.bureau, told.division, told.phone_ext)) == office


@pytest.mark.parametrize("head", ["海事局灯台課", "（担当：海事局灯台課）", "【海事局 灯台課】"])
def test_an_office_at_the_lists_head_is_in_charge_of_all_of_it(head: str) -> None:
    assert in_charge("", head, "", *ITEMS) == [("海事局", "灯台課", None)] * 3


def test_offices_from_the_lists_head_on_hold_up_to_the_next() -> None:
    rows = ["【灯台課】", *ITEMS[:2], "", "【橋梁課】", ITEMS[2]]
    assert [division for _, division, _ in in_charge(*rows)] == ["灯台課", "灯台課", "橋梁課"]


def test_offices_behind_each_item_are_of_the_item_above() -> None:
    rows = [ITEMS[0], "（灯台課）", "灯を守る。", "", ITEMS[1], "港を直す。", "", ITEMS[2], "橋を直す。", "（橋梁課）"]
    assert [division for _, division, _ in in_charge(*rows)] == ["灯台課", None, "橋梁課"]


def test_an_office_between_items_is_of_the_next() -> None:
    assert [division for _, division, _ in in_charge(ITEMS[0], "", "（港湾課）", "", *ITEMS[1:])] == [None, "港湾課", None]


@pytest.mark.parametrize("place", ["behind the name", "behind the money"])
def test_an_office_stands_behind_a_name_or_its_money(place: str) -> None:
    offices = ["灯台課", "港湾課", "橋梁室"]
    if place == "behind the name":
        rows = [row.replace("整備 ", f"整備（{office}） ") for row, office in zip(ITEMS, offices, strict=True)]
    else:
        rows = [f"{row}【{office}】" for row, office in zip(ITEMS, offices, strict=True)]
    assert [division for _, division, _ in in_charge(*rows)] == offices


def test_a_bracket_of_one_name_is_its_own() -> None:
    found = entries("\n".join([HEADING, *ITEMS, "○ 窓口の整備（総合相談室） １億円（２億円）"]))
    assert list(found)[-1] == "窓口の整備(総合相談室)"
    assert {entry.division for entry in found.values()} == {None}


def test_a_division_behind_one_name_is_in_charge_and_so_are_the_rooms_beside_it() -> None:
    row = "○ 窓口の整備（灯台対策室） １億円（２億円）"
    assert "窓口の整備(灯台対策室)" in entries("\n".join([HEADING, *ITEMS, row]))
    found = entries("\n".join([HEADING, ITEMS[0].replace("整備 ", "整備（灯台・浮標課） "), *ITEMS[1:], row]))
    assert {name: entry.division for name, entry in found.items() if entry.division} == {
        "灯台の整備": "灯台・浮標課",
        "窓口の整備": "灯台対策室",
    }
    assert "灯台の整備(5課題)" in entries("\n".join([HEADING, ITEMS[0].replace("整備 ", "整備（５課題） "), *ITEMS[1:]]))


def test_a_part_is_of_its_measures_office() -> None:
    rows = ["■ 灯台の整備 １０億円（９億円）【灯台課】", "　・浮標の点検 ５億円（４億円）", "　・浮標の塗装 ５億円（５億円）"]
    rows += ["■ 港の整備 ３億円（２億円）", "■ 橋の整備 ２億円（２億円）"]
    assert [division for _, division, _ in in_charge(*rows)] == ["灯台課", "灯台課", "灯台課", None, None]


def test_another_bureau_may_stand_behind_the_money() -> None:
    told = in_charge(f"{ITEMS[0]}（社会・援護局）", f"{ITEMS[1]}（郵便局）", ITEMS[2])
    assert told == [("社会・援護局", None, None), (None, None, None), (None, None, None)]


def test_what_another_bureau_has_is_no_business_of_the_papers_division() -> None:
    rows = [
        "第3回灯台部会 資料２",
        "令和６年度予算案の主な事項",
        "（医政局灯台課）",
        NOTE,
        f"{ITEMS[0]}（社会・援護局）",
        *ITEMS[1:],
    ]
    told = [(entry.bureau, entry.division) for entry in parse(document("\n".join(rows))).entries]
    assert told == [("社会・援護局", None), ("医政局", "灯台課"), ("医政局", "灯台課")]


@pytest.mark.parametrize(
    ("ends", "are_offices"),
    [
        (("給食室", "保健室", "図書室"), False),
        (("給食室", "保健課", "図書室"), True),
        (("灯台企画室", "港湾室", "橋梁室"), True),
    ],
)
def test_rooms_behind_names_are_divisions_only_where_one_is_an_administrations(ends: tuple[str, ...], are_offices: bool) -> None:
    found = entries("\n".join([HEADING, *(f"○ 学校の整備その{n}（{end}） １億円（２億円）" for n, end in enumerate(ends))]))
    assert [entry.division for entry in found.values()] == ([*ends] if are_offices else [None] * 3)
