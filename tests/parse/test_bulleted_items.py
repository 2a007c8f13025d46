"""The items of a bulleted list: lines that are a marker, a name and an amount and nothing else."""

import pytest

from monitor.budget import AmountKind, Part
from monitor.parse import parse
from monitor.parse.layouts.bulleted.items import items_in
from monitor.parse.lines import as_written
from monitor.read.document import Line
from tests.parse.documents import document, lines_of
from tests.parse.papers import HEADING, ITEMS, count, entries


def test_a_name_without_a_marker_is_an_item_only_among_items() -> None:
    unmarked = ["", "灯台の点検 **新推**", "", "463百万円 (0百万円)", "", "必要な経費を新たに計上する。", ""]
    entry = entries("\n".join([HEADING, *ITEMS, *unmarked, "○ 道の整備 １億円（１億円）"]))["灯台の点検"]
    assert (entry.amount.yen, entry.prior.yen, entry.flags) == (463_000_000, 0, ("new", "priority"))
    assert count(HEADING, *unmarked * 4) == 0


@pytest.mark.parametrize(
    ("rows", "name", "prior"),
    [
        (["○ 灯台の点検 １億円（新規）"], "灯台の点検", 0),
        (["○ 灯台の点検【新規】 １億円（－）"], "灯台の点検", 0),
        (["○ 灯台の点検・・・・・・ １億円（２億円）"], "灯台の点検", 2 * 10**8),
        (["○ 灯台の点検【１億円（２億円）】"], "灯台の点検", 2 * 10**8),
        (["○ 灯台の点検", "１億円（２億円）"], "灯台の点検", 2 * 10**8),
        (
            ["○ 灯台の点検と港の見回りと橋の", "補修への支援 １億円（２億円）"],
            "灯台の点検と港の見回りと橋の補修への支援",
            2 * 10**8,
        ),
        (["（１）灯台の点検 １億円（R5：２億円）"], "灯台の点検", 2 * 10**8),
        (["・灯台の点検 １億円（２億円）"], "灯台の点検", 2 * 10**8),
        (["○ 灯台の点検 １億円（２億円）※"], "灯台の点検", 2 * 10**8),
        (["○ 灯台の点検 １億円（２億円）〈▲１億円〉"], "灯台の点検", 2 * 10**8),
        (["○ 灯台の点検 １億円（２億円）（デジタル庁計上分を含む）"], "灯台の点検", 2 * 10**8),
        (["○ 灯台の点検 １億円（２億円）〈Ｒ５補正〉"], "灯台の点検", 2 * 10**8),
        (["", "ア灯台の点検 １億円（２億円）"], "灯台の点検", 2 * 10**8),
        (["○ 灯台ネットワー", "ク構築事業 １億円（２億円）"], "灯台ネットワーク構築事業", 2 * 10**8),
        (["・灯台の点検と港の見回りのための", "体制の強化(P2)", "１億円(新規)"], "灯台の点検と港の見回りのための体制の強化", 0),
        (["○ 灯台の点検、", "港の見回り、", "橋の補修 ➔ １億円〔２億円〕"], "灯台の点検、港の見回り、橋の補修", 2 * 10**8),
    ],
)
def test_an_item_is_told_by_its_form(rows: list[str], name: str, prior: int) -> None:
    entry = entries("\n".join([HEADING, *ITEMS, *rows]))[name]
    assert (entry.amount.yen, entry.prior.yen, entry.prior.kind) == (10**8, prior, AmountKind.EXACT)


@pytest.mark.parametrize(
    "rows",
    [
        ["・灯台の点検", "体制の強化", "１億円（２億円）"],
        ["・灯台の点検のための", "体制の強化", "１億円"],
        ["・灯台の点検のための", "・体制の強化の", "１億円（２億円）"],
    ],
    ids=["a whole name above", "one year", "another item"],
)
def test_rows_that_do_not_go_on_are_no_name(rows: list[str]) -> None:
    assert not any("点検" in name for name in entries("\n".join([HEADING, *ITEMS, *rows])))


def test_badges_and_parts_of_an_item_are_read() -> None:
    entry = entries("\n".join([HEADING, *ITEMS, "○ 灯台の点検【拡充】 20百万円 うち、推5百万円（10百万円）"]))["灯台の点検"]
    assert set(entry.flags) == {"expanded", "priority_part"}
    assert entry.of_which == (Part("推", 5_000_000),)


@pytest.mark.parametrize(
    "row",
    [
        "○ 灯台の点検に１億円（２億円）を計上する。",
        "灯台の点検 １億円（２億円）",
        "○ １億円（２億円）",
        "・灯台の点検 1箇所当たり 7,301千円（7,000千円）",
        "○ 灯台の入場料 400円（300円）",
        "○ 灯台の点検を行う。 １億円（２億円）",
        "○ 灯台の点検 １億円程度",
    ],
)
def test_what_only_looks_like_an_item_is_none(row: str) -> None:
    assert count(HEADING, *ITEMS, row) == 3


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("○ 灯台の保存 10億円（9億円）", [(0, 0)]),
        ("○ 灯台の保存\n\n10億円（9億円）", [(0, 2)]),
        ("○ 灯台を地域の宝として守り活かす\n取組の推進 10億円（9億円）", [(0, 1)]),
        ("○ 灯台の保存　　地域支援事業の内数（地域支援事業の内数）", [(0, 0)]),
        ("○ 灯台の保存　事項要求", [(0, 0)]),
        ("○ 灯台の保存\n\n\n10億円（9億円）", []),
        ("○ 灯台の保存\n令和８年度の予定", []),
    ],
)
def test_an_item_has_money_on_its_line_or_right_below(text: str, places: list[tuple[int, int]]) -> None:
    lines = [Line(number, line) for number, line in enumerate(text.split("\n"), start=1)]
    assert [(item.index, item.last) for item in items_in(lines)] == places


def test_both_years_may_be_told_by_name() -> None:
    entry = entries("\n".join([HEADING, *ITEMS, "○ 灯台の点検　R6予算案：１億円（R5予算：２億円）"]))["灯台の点検"]
    assert (entry.amount.yen, entry.prior.yen, entry.of_which) == (10**8, 2 * 10**8, ())


@pytest.mark.parametrize(
    ("behind", "below", "account"),
    [
        ("（灯台特別会計）", "", "灯台特別会計"),
        ("〔灯台特会〕", "", "灯台特会"),
        ("〔灯台特会〕", "〔灯台特会〕は全国灯台特別会計に計上する事項である。", "全国灯台特別会計"),
        ("（灯台会議）", "灯台会議は全国灯台特別会計で開く。", None),
    ],
)
def test_the_account_behind_the_money_is_told_whole_where_the_list_says_it_whole(
    behind: str, below: str, account: str | None
) -> None:
    found = entries("\n".join([HEADING, *ITEMS[1:], f"○ 灯台の整備 １０億円（９億円）{behind}", "", below]))
    assert [entry.account for entry in found.values()] == [None, None, account]


def test_a_part_of_the_money_may_have_its_own_year_before() -> None:
    rows = [
        "○ 灯台の点検 ９億円（８億円）〔うち夜間 ２億円（１億円）〕",
        "○ 海図の点検 ９億円（８億円）〔うち夜間 ２億円（１億円）を見直す〕",
    ]
    found = entries("\n".join([HEADING, *ITEMS, *rows]))
    told = found["灯台の点検"]
    assert (told.amount.yen, told.prior.yen, told.of_which) == (9 * 10**8, 8 * 10**8, (Part("夜間", 2 * 10**8),))
    assert "海図の点検" not in found


@pytest.mark.parametrize(
    ("money", "kinds", "yen"),
    [
        ("３億円（２億円）の内数", (AmountKind.WITHIN, AmountKind.WITHIN), (3, 2)),
        ("３億円の内数（２億円の内数）", (AmountKind.WITHIN, AmountKind.WITHIN), (3, 2)),
        ("３億円（２億円）", (AmountKind.EXACT, AmountKind.EXACT), (3, 2)),
        ("20億円（一般会計15億円（12億円）、特別会計5億円（4億円））", (AmountKind.EXACT, AmountKind.EXACT), (20, 16)),
        ("20億円（一般会計15億円（12億円）、特別会計5億円）", (AmountKind.EXACT, AmountKind.NONE), (20, None)),
    ],
)
def test_what_stands_behind_or_in_the_bracket_is_said_of_both_years(
    money: str, kinds: tuple[AmountKind, ...], yen: tuple[int | None, ...]
) -> None:
    entry = entries("\n".join([HEADING, *ITEMS, f"○ 海図の点検　{money}", ITEMS[0].replace("灯台", "岬")]))["海図の点検"]
    assert (entry.amount.kind, entry.prior.kind) == kinds
    assert (entry.amount.yen, entry.prior.yen) == tuple(one and one * 10**8 for one in yen)


TORN = ["○ 浮標の点検のための", "　旅費", "○ 桟橋の改修"]


@pytest.mark.parametrize(
    ("money", "amounts"),
    [
        (["　６億円（５億円）", "", "　４億円（３億円）"], {"浮標の点検のための旅費": 600_000_000, "桟橋の改修": 400_000_000}),
        (["　６億円（５億円）", "　４億円（３億円）", "　１億円（１億円）"], {}),
    ],
)
def test_names_one_below_the_other_have_the_money_below_all_of_them_in_turn(money: list[str], amounts: dict[str, int]) -> None:
    found = entries("\n".join([HEADING, *ITEMS, *TORN, *money, "○ 航路の保全 ２億円（１億円）"]))
    own = {name: entry.amount.yen for name, entry in found.items()}
    assert {name: yen for name, yen in own.items() if name in ("浮標の点検のための旅費", "桟橋の改修", "旅費")} == amounts
    assert own["航路の保全"] == 200_000_000


def test_a_part_booked_at_the_digital_agency_flags_the_item() -> None:
    entry = entries("\n".join([HEADING, *ITEMS, "○ 灯台の点検 4.6億円（3.8億円）（うちデジタル庁計上1.1億円）"]))["灯台の点検"]
    assert entry.flags == ("digital_part",)


@pytest.mark.parametrize(("bracket", "flags"), [("（新　規）", ("new",)), ("（　新 規　）", ("new",)), ("（10百万円）", ())])
def test_new_may_be_spread_over_its_bracket(bracket: str, flags: tuple[str, ...]) -> None:
    entry = parse(document("\n".join([HEADING, *ITEMS, f"○ 灯台の点検 20百万円{bracket}"]))).entries[-1]
    assert entry.flags == flags


def test_words_that_begin_anew_are_no_badge_spread() -> None:
    assert as_written(lines_of("（新 規則）（改新　規）"))[0].text == "（新 規則）（改新　規）"
