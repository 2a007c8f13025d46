"""Badges, implementers and prose on a sheet."""

import pytest

from monitor.parse.layouts.sheet.implementers import implementers_in
from monitor.parse.layouts.sheet.terms import flags_in, overview_in
from monitor.parse.names import MarkerKind, read_marker
from monitor.read.document import Line


def body(text: str) -> list[Line]:
    return [Line(number, line) for number, line in enumerate(text.split("\n"), start=1)]


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("➂地域の体制づくり （拡充）", ("expanded_part",)),
        ("（２）巡回相談員の増員（15人）  ※新規", ("new_part",)),
        ("・ 【拡充】校庭の緑化（苗木の費用も対象に加える。）", ("expanded_part",)),
        ("・ 校庭の緑化を【拡充】と呼び、苗木の費用も対象に加える。", ()),
        ("【新規】", ("new",)),
        ("（新規の参入を促す。）", ()),
        ("・新規の取組を始める者を対象とする", ()),
    ],
)
def test_a_badge_behind_an_item_holds_for_a_part_and_one_alone_for_the_whole(text: str, flags: tuple[str, ...]) -> None:
    assert flags_in(body(text), ()) == flags


def test_the_badges_of_the_title_stay() -> None:
    assert flags_in([], ("expanded",)) == ("expanded",)


def test_a_sans_serif_circled_number_is_a_list_marker() -> None:
    marker, rest = read_marker("➂地域の体制づくり")
    assert marker is not None
    assert (marker.kind, marker.ordinal, rest) == (MarkerKind.CIRCLED, 3, "地域の体制づくり")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("実施主体：都道府県 補助先：病院、診療所", ("都道府県",)),
        ("○実施主体：都道府県・市区町村（社会福祉協議会等への委託可能）", ("都道府県", "市区町村")),
        ("（１）実施主体\n都道府県\n\n（２）補助上限額", ("都道府県",)),
        ("【実施主体】\n・民間事業者\n（シンクタンク等）\n\n・都道府県\n\n国", ("民間事業者(シンクタンク等)", "都道府県")),
        ("【実施主体】都道府県 又は 都道府県が適当と認める団体", ("都道府県", "都道府県が適当と認める団体")),
        ("国（民間法人へ委託予定）\n\n実施主体\n\n（１）拠点への支援", ("国(民間法人へ委託予定)",)),
        ("実施主体：社会保険診療報酬 支払 基金", ("社会保険診療報酬支払基金",)),
        ("実施主体となる支払基金の体制を整備", ()),
        ("【実施主体等】\n\n⑤ 成果イメージ", ()),
    ],
)
def test_the_implementer_is_read_beside_below_or_above_its_label(text: str, names: tuple[str, ...]) -> None:
    assert implementers_in(body(text)) == names


def test_the_prose_is_whole_again_and_the_labels_of_a_diagram_are_left_out() -> None:
    text = "• 森で学ぶ機会を広げるため、学校と森林所有者を結ぶ\n取組を支援する。\n\n国\n\n都道府県\n\n補助"
    assert overview_in(body(text)) == "• 森で学ぶ機会を広げるため、学校と森林所有者を結ぶ取組を支援する。"


def test_a_sheet_without_prose_has_no_overview() -> None:
    assert overview_in(body("国\n\n都道府県")) is None


def test_a_heading_of_several_labels_names_no_implementer() -> None:
    assert implementers_in(body("３．実施主体・補助率\n\n実施主体：都道府県")) == ("都道府県",)


@pytest.mark.parametrize("label", ["【実施主体】", "［実施主体］", "＜実施主体＞", "■実施主体：", "◆事業実施主体："])
def test_an_implementer_is_read_in_any_bracket(label: str) -> None:
    assert implementers_in(body(f"{label}都道府県、市町村")) == ("都道府県", "市町村")


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_the_values_of_labels_above_each_other_stand_below_in_their_order(gap: str) -> None:
    text = gap.join(["補助率", "実施主体", "国２／３、都道府県１／３", "都道府県、中核市"])
    assert implementers_in(body(text)) == ("都道府県", "中核市")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("補助率\n実施主体\n国１／２\n対象経費\n旅費", ()),
        ("補助率\n実施主体\n対象経費\n国２／３\n都道府県\n旅費", ("都道府県",)),
        ("対象経費\n\n実施主体\n\n国", ("国",)),
        ("実施主体\n\n補助率\n\n国１／２", ()),
        ("【実施主体】\n補助対象\n都道府県", ()),
        ("区分　実施主体　補助率\nア　都道府県　1/2", ()),
    ],
)
def test_a_label_and_what_is_of_another_label_name_no_implementer(text: str, names: tuple[str, ...]) -> None:
    assert implementers_in(body(text)) == names


def test_a_box_above_a_label_that_closes_it_is_no_label() -> None:
    assert implementers_in(body("事業者\n\n実施主体\n\n国")) == ("事業者",)


def test_whom_an_implementer_pays_is_no_part_of_it() -> None:
    assert implementers_in(body("事業主体：都道府県（間接補助先：診療所の開設者）")) == ("都道府県",)


@pytest.mark.parametrize("text", ["・井戸の改修費を補助する。（新規）", "相談員の確保を行う。（一部新規）", "設備を置く。【新規】"])
def test_a_badge_behind_a_sentence_holds_for_what_the_sentence_tells(text: str) -> None:
    assert flags_in(body(text), ()) == ("new_part",)
    assert flags_in(body("新規に採用する。（令和８年度まで）"), ()) == ()
