"""What labels below a measure state is read in one way, whatever list the measure stands in."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest

from monitor.budget import FLAT, Stage
from monitor.parse import parse
from monitor.parse.labelled import Labelled, labelled_in
from monitor.parse.layouts.slide.shares import read_labelled_rates
from monitor.read.document import Document, Line
from tests.parse.documents import document


def read(*rows: str) -> list[Labelled]:
    return labelled_in([Line(number, row) for number, row in enumerate(rows, start=1)])


def test_several_labels_on_one_row_state_each_their_own() -> None:
    (told,) = read("補助率：1/2、補助上限額：１か所当たり3,000万円 / 実施主体：都道府県")
    assert [rate.shares for rate in told.rates] == [(("国", Fraction(1, 2)),)]
    assert [(unit.label, unit.yen, unit.per) for unit in told.unit_amounts] == [("補助上限額", 30_000_000, "1か所")]
    assert told.implementers == ("都道府県",)


@pytest.mark.parametrize(
    ("row", "shares"),
    [
        ("【補助率】国1/2、都道府県1/2　【実施主体】都道府県", {"国": Fraction(1, 2), "都道府県": Fraction(1, 2)}),
        ("（補助率：定額（10/10相当）、補助基準額：Ａ型 1,200千円）", {"国": FLAT}),
        (
            "負担割合：国 50％、都道府県 25％、市町村 25％",
            {"国": Fraction(1, 2), "都道府県": Fraction(1, 4), "市町村": Fraction(1, 4)},
        ),
        ("学校の改修を支援する。補助率：国2/3、補助対象：公立学校", {"国": Fraction(2, 3)}),
        ("補助率\t８割", {"国": Fraction(4, 5)}),
    ],
)
def test_a_label_states_shares(row: str, shares: dict[str, object]) -> None:
    (told,) = read(row)
    assert [(rate.scope, dict(rate.shares)) for rate in told.rates] == [(None, shares)]


@pytest.mark.parametrize(
    ("row", "names"),
    [
        ("【実施主体】都道府県、指定都市（民間への委託可）", ("都道府県", "指定都市")),
        ("・実施主体：市町村（特別区を含む。）", ("市町村(特別区を含む。)",)),
        ("実施主体：都道府県　補助率：1/2", ("都道府県",)),
    ],
)
def test_a_label_names_implementers(row: str, names: tuple[str, ...]) -> None:
    (told,) = read(row)
    assert told.implementers == names


def test_a_label_alone_on_its_row_is_of_the_row_below() -> None:
    (told,) = read("【補助率】", "国1/2、市町村1/2")
    assert dict(told.rates[0].shares) == {"国": Fraction(1, 2), "市町村": Fraction(1, 2)}


@pytest.mark.parametrize(
    "row",
    [
        "補助率を1/2から2/3に引き上げる。",
        "補助率：1/2から2/3への引上げ",
        "実施主体となる市町村の負担を軽くする。",
        "利用者の自己負担割合：1/10",
        "改定率：0.5％",
        "補助基準額の見直しにより 3億円を確保する。",
        "対象者の割合：1/2",
        "概算要求額：12億円",
    ],
)
def test_prose_and_other_labels_state_nothing(row: str) -> None:
    assert read(row) == []


BULLETED = """\
令和８年度予算案の主な事項
※（）内は前年度予算額
○ 救急の体制の整備 12億円（10億円）
{}
○ 地域の見守りの推進 8億円（7億円）
○ 遠隔の診療の支援 5億円（4億円）
"""
NUMBERED = """\
令和８年度予算概算要求の概要
第１ 地域の医療
１　救急の体制の整備　　　 12億円（10億円）
{}
２　地域の見守りの推進　　　 8億円（7億円）
３　遠隔の診療の支援　　　 5億円（4億円）
"""
BARE = """\
令和８年度予算案の概要（参考資料）
※（）内は前年度予算額
救急の体制の整備　　12億円（10億円）
{}
地域の見守りの推進　　8億円（7億円）
遠隔の診療の支援　　5億円（4億円）
在宅の療養の支援　　3億円（2億円）
"""


@pytest.mark.parametrize(("layout", "form"), [("bulleted", BULLETED), ("overview", NUMBERED), ("reference", BARE)])
def test_every_list_reads_what_is_stated_below_a_measure(layout: str, form: str) -> None:
    text = form.format("　補助率：1/2、補助上限額：１か所当たり3,000万円 / 実施主体：都道府県")
    lines = tuple(Line(number, line) for number, line in enumerate(text.split("\n"), start=1))
    parsed = parse(Document(name="a", kind="text", lines=lines, pages=1))
    assert parsed.layouts == (layout,)
    first, *others = parsed.entries
    assert [dict(rate.shares) for rate in first.rates] == [{"国": Fraction(1, 2)}]
    assert [(unit.yen, unit.per) for unit in first.unit_amounts] == [(30_000_000, "1か所")]
    assert first.implementers == ("都道府県",)
    assert not any(entry.rates or entry.unit_amounts or entry.implementers for entry in others)


def test_two_measures_of_one_name_do_not_share_what_is_stated_below_the_second() -> None:
    text = """令和８年度予算案の概要
１　灯台の整備　　１０億円（９億円）
（１）建設　　４億円（４億円）
（２）その他　　２億円（１億円）
２　港の整備　　１２億円（９億円）
（１）その他　　３億円（１億円）
（２）その他　　４億円（１億円）〔令和７年度補正予算　５億円〕
　補助率：国１／２
"""
    others = [entry for entry in parse(document(text)).entries if entry.name == "その他"]
    assert [(entry.stage, bool(entry.rates)) for entry in others] == [
        (Stage.DRAFT, False),
        (Stage.DRAFT, False),
        (Stage.DRAFT, True),
        (Stage.SUPPLEMENTARY, True),
    ]


def test_many_measures_of_one_name_cost_no_time() -> None:
    row = "○ 灯台の整備　１０億円（９億円）〔令和７年度補正予算　１億円〕\n・ 北　４億円\n・ 南　６億円\n　補助率：１／２\n"
    begun = time.process_time()
    parse(document("令和８年度予算案の概要\n国土交通省港湾局\n※（ ）内は前年度当初予算額\n" + row * 800))
    assert time.process_time() - begun < 4


@pytest.mark.parametrize(
    ("row", "shares"),
    [("国 → 民間団体（補助率：50％）", [Fraction(1, 2)]), ("補助率：８割", [Fraction(4, 5)]), ("補助率を10％引き上げる", [])],
)
def test_a_slides_label_outside_its_fields_states_percentages_too(row: str, shares: list[Fraction]) -> None:
    assert [rate.shares for rate in read_labelled_rates([Line(1, row)])] == [(("国", share),) for share in shares]


@pytest.mark.parametrize("row", ["補助率：" * 10_000, "【" * 20_000 + "補助率", "実施主体：" + "（" * 20_000])
def test_hostile_rows_cost_no_time(row: str) -> None:
    begun = time.process_time()
    read(row)
    assert time.process_time() - begun < 4
