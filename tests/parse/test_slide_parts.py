"""The parts of one slide's measure: money below its words, items and columns that add up, badges of single items."""

from __future__ import annotations

import pytest

from monitor.budget import AmountKind, Entry, FiscalYear, Level, Stage
from monitor.parse.header import Header
from monitor.parse.layouts import slide
from tests.parse.documents import lines_of

PURPOSE = "\n事業の目的\n\n○ 街路の緑を守り育てる。\n\n事業の概要\n\n"
CARRIER = "\n実施主体等\n\n【実施主体】 市町村\n"


def read(text: str) -> list[Entry]:
    return slide.read(lines_of(text), Header())


def in_outline(rows: str, money: str = "令和8年度概算要求額 31億円（27億円）", title: str = "街路樹見守り支援事業") -> list[Entry]:
    return read(f"{title}\n{money}\n{PURPOSE}{rows}\n{CARRIER}")


def parts_of(entries: list[Entry]) -> list[tuple[str, int | None, int | None]]:
    assert [entry.level for entry in entries] == [Level.MEASURE, *[Level.BREAKDOWN] * (len(entries) - 1)]
    assert {entry.parent for entry in entries[1:]} <= {entries[0].name}
    return [(entry.name, entry.amount.yen, entry.prior.yen) for entry in entries[1:]]


@pytest.mark.parametrize("gap", ["", "\n"])
def test_the_words_of_the_money_may_stand_alone_above_its_parts(gap: str) -> None:
    money = f"令和８年度概算要求額\n{gap}国実施分 1.4億円（0.9億円）\n自治体実施分【新規】 128億円の内数（－億円）"
    measure, *parts = entries = read(f"街路樹見守り支援事業【一部新規】 公園局 緑化課\n\n{money}\n{PURPOSE}{CARRIER}")
    assert (measure.name, measure.amount.kind, measure.flags) == ("街路樹見守り支援事業", AmountKind.NONE, ("new_part",))
    assert parts_of(entries) == [("国実施分", 140_000_000, 90_000_000), ("自治体実施分", 12_800_000_000, 0)]
    assert [(part.fiscal_year, part.stage, part.flags) for part in parts] == [
        (FiscalYear(2026), Stage.REQUEST, ()),
        (FiscalYear(2026), Stage.REQUEST, ("new",)),
    ]
    assert [part.line for part in parts] == [4 + len(gap), 5 + len(gap)]


@pytest.mark.parametrize("below", ["うち国費 1億円（1億円）", "※ 公園分 2億円を含む"], ids=["of which", "remark"])
def test_what_stands_below_the_words_of_the_money_is_not_always_a_part(below: str) -> None:
    entries = read(f"街路樹見守り支援事業\n令和８年度概算要求額 3億円（2億円）\n令和7年度補正予算額\n{below}\n{PURPOSE}{CARRIER}")
    assert [entry.amount.yen for entry in entries][:1] == [300_000_000]
    assert all(entry.level is Level.MEASURE for entry in entries)


@pytest.mark.parametrize(
    "rows",
    [
        "事業名　　　要求額　　（前年度予算額）\n高木の診断　21億円　　（18億円）\n花壇の植替え等　10億円　　（9億円）\n",
        "高木の診断        21億円    18億円\n花壇の植替え等    10億円    9億円\n合計              31億円    27億円\n",
        "| 区分 | 要求額 | 前年度 |\n| 高木の診断 | 21億円 | 18億円 |\n| 花壇の植替え等 | 10億円 | 9億円 |\n",
        "・高木の診断 21億円（18億円）\n診断の手引きを作り直す。\n・花壇の植替え等 10億円（9億円）\n",
        "① 草刈り 1億円（1億円）\n\n（１）高木の診断 21億円（18億円）\n（２）花壇の植替え等 10億円（9億円）\n",
    ],
    ids=["columns and brackets", "columns and a sum", "ruled", "items", "beside another list"],
)
def test_rows_that_add_up_to_the_money_of_both_years_are_its_parts(rows: str) -> None:
    assert parts_of(in_outline(rows)) == [
        ("高木の診断", 2_100_000_000, 1_800_000_000),
        ("花壇の植替え等", 1_000_000_000, 900_000_000),
    ]


def test_where_no_year_before_is_stated_this_years_sum_is_enough() -> None:
    items = "① 高木の診断 １６億円\n② 花壇の植替え【新規】 １５億円\n"
    measure, _, new = entries = in_outline(items, "＜公園費補助金＞ 令和７年度補正予算案 ３１億円")
    assert parts_of(entries) == [("高木の診断", 1_600_000_000, None), ("花壇の植替え", 1_500_000_000, None)]
    assert (measure.flags, new.flags) == (("new_part",), ("new",))


@pytest.mark.parametrize(
    "rows",
    [
        "高木の診断 21億円（18億円）\n花壇の植替え 14億円（9億円）\n",
        "高木の診断 21億円\n花壇の植替え 10億円\n",
        "高木の診断に21億円（18億円）を充てる。\n花壇の植替えに10億円（9億円）を充てる。\n",
        "高木の診断 21億円（18億円） 別に定める\n花壇の植替え 10億円（9億円） 別に定める\n",
    ],
    ids=["another sum", "no year before", "sentences", "more behind"],
)
def test_rows_that_do_not_add_up_or_are_more_than_name_and_money_are_no_parts(rows: str) -> None:
    assert parts_of(in_outline(rows)) == []


def test_a_badge_of_one_item_is_the_measures_in_part_unless_its_title_has_badges() -> None:
    items = "（１）高木の診断\n（２）花壇の植替え【新規】\n"
    assert in_outline(items)[0].flags == ("new_part",)
    assert in_outline(items, title="街路樹見守り支援事業【拡充】")[0].flags == ("expanded",)
    assert in_outline("【実施主体】 市町村\n【推進体制】 公園課と連携\n")[0].flags == ()


def test_a_room_with_its_telephone_is_a_part_of_the_division_above() -> None:
    head = "街路樹見守り支援事業\n\n公園局緑化課\n樹木診断推進室（内線2233）\n\n令和8年度概算要求額 3億円（2億円）\n"
    (entry,) = read(head + PURPOSE + CARRIER)
    assert (entry.bureau, entry.division, entry.phone_ext) == ("公園局", "緑化課樹木診断推進室", "2233")


def test_a_second_name_in_brackets_may_have_the_division_behind_it() -> None:
    (entry,) = read(f"街路樹見守り支援事業\n（都市計画分） 公園局 緑化課\n\n令和8年度概算要求額 3億円（2億円）\n{PURPOSE}{CARRIER}")
    assert (entry.name, entry.division) == ("街路樹見守り支援事業 (都市計画分)", "緑化課")


@pytest.mark.parametrize(
    ("field", "yen"),
    [
        ("【貸付額】① 苗木費 月額５万円、用具費 ２０万円、資材費 ３０万円", [50_000, 200_000, 300_000]),
        ("【補助単価】高木 １本当たり 3千円、合計 900千円", [3_000]),
        ("【補助単価】高木 １本当たり 3千円（2本目以降、うち国費 1千円）", [3_000]),
    ],
    ids=["one of them by month", "a sum", "a remark"],
)
def test_amounts_of_one_list_are_all_read_though_one_alone_says_what_it_is_for(field: str, yen: list[int]) -> None:
    (entry,) = read(f"街路樹見守り支援事業\n令和8年度概算要求額 3億円（2億円）\n{PURPOSE}{CARRIER}{field}\n")
    assert [unit.yen for unit in entry.unit_amounts] == yen


@pytest.mark.parametrize(
    ("carrier", "bodies"),
    [
        ("市町村（特別区を含む。）", ("市町村",)),
        ("都道府県（令和７年度：11か所 → 令和８年度：15か所）", ("都道府県",)),
        ("① 都道府県、指定都市 ② 市町村", ("都道府県", "指定都市", "市町村")),
        ("民間団体（公募により決定）", ("民間団体(公募により決定)",)),
        ("市町村（社会福祉協議会への委託可）", ("市町村",)),
    ],
)
def test_carriers_without_what_is_said_of_them(carrier: str, bodies: tuple[str, ...]) -> None:
    (entry,) = read(f"街路樹見守り支援事業\n令和8年度概算要求額 3億円（2億円）\n{PURPOSE}\n実施主体等\n◆ 実施主体 ： {carrier}\n")
    assert entry.implementers == bodies
