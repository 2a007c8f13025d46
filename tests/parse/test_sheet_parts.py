"""The parts of a package, each with its own money, as its sheet lists or scatters them."""

import pytest

from monitor.budget import Level
from tests.parse.sheets import HYAKUMAN, OKU, a_sheet, read


def test_a_list_with_money_behind_each_name_is_the_breakdown() -> None:
    parts = "ア 校舎の整備に対する支援 【5億円（木造3億円・改修2億円）】\n\nイ 指導者の養成に対する支援\n【7億円（旅費を含む）】"
    measure, first, second = read(a_sheet(rest=parts))
    assert (first.name, first.amount.yen, first.parent) == ("校舎の整備に対する支援", 5 * OKU, measure.name)
    assert [(part.label, part.yen) for part in first.of_which] == [("木造", 3 * OKU), ("改修", 2 * OKU)]
    assert (second.name, second.amount.yen, second.level) == ("指導者の養成に対する支援", 7 * OKU, Level.BREAKDOWN)


def test_figures_beside_boxes_go_to_the_names_whose_own_sheets_state_them() -> None:
    names = "ウ 川 の 学 校 の\nサ ポ ー ト 事 業\n\n・川で学ぶ\n\nイ 海の学校の\n整備事業\n\nア 森の学校の推進事業"
    boxes = f"{names}\n\n6.0億円\n\n2.5億円\n\n3.5億円"
    entries = read(
        a_sheet("施策名：自然の学校パッケージ", rest=boxes),
        a_sheet("施策名：ア 森の学校の推進事業", "令和７年度補正予算案 6.0億円"),
        a_sheet("施策名：イ 海の学校の整備事業", "令和７年度補正予算案 3.5億円"),
        a_sheet("施策名：ウ 川の学校のサポート事業", "令和７年度補正予算案 2.5億円"),
    )
    parts = {entry.name: entry.amount.yen for entry in entries if entry.level is Level.BREAKDOWN}
    assert parts == {
        "川の学校のサポート事業": 250 * HYAKUMAN,
        "海の学校の整備事業": 350 * HYAKUMAN,
        "森の学校の推進事業": 600 * HYAKUMAN,
    }


def test_a_changed_figure_on_an_own_sheet_does_not_lose_the_part_of_the_package() -> None:
    columns = "森の学校の\n推進事業\n\n海の学校の整備\n\n別の冊子に掲載 58百万円 96百万円"
    entries = read(
        a_sheet("施策名：自然の学校総合対策", "令和７年度補正予算案 16億円", rest=columns),
        a_sheet("施策名：森の学校の推進事業", "令和７年度補正予算案 58百万円（16億円の内数）"),
        a_sheet("施策名：海の学校の整備事業", "令和７年度補正予算案 103百万円（16億円の内数）"),
    )
    parts = {entry.name: entry.amount.yen for entry in entries if entry.level is Level.BREAKDOWN}
    assert parts == {"森の学校の推進事業": 58 * HYAKUMAN, "海の学校の整備": 96 * HYAKUMAN}


def test_parts_larger_than_the_whole_are_no_parts() -> None:
    text = "ア 校舎の整備に対する支援（50億円）\nイ 指導者の養成に対する支援（70億円）"
    assert len(read(a_sheet(rest=text))) == 1


def parts(rest: str, money: str = "令和７年度補正予算案 12億円") -> list[tuple[str, int | None]]:
    entries = read(a_sheet("施策名：自然の学校パッケージ", money, rest))
    return [(entry.name, entry.amount.yen) for entry in entries if entry.level is Level.BREAKDOWN]


SIDE_BY_SIDE = [("学校林の整備補助金", 7 * OKU), ("川の学校の推進事業", 5 * OKU)]


@pytest.mark.parametrize(
    "rest",
    [
        "①学校林の整備補助金（７億円） ②川の学校の推進事業\n\n木を植える。\n\n５億円",
        "ア．学校林の整備補助金 イ．川の学校の推進事業\n\nア：国１０／１０\n\nア ７億円 イ ５億円",
        "（１）学校林の整備補助金\n（２）川の学校の推進事業\n\n（１） ７億円\n（２） ５億円",
    ],
)
def test_the_money_of_numbered_parts_can_stand_apart_from_their_names(rest: str) -> None:
    assert parts(rest) == SIDE_BY_SIDE
    assert parts(rest, "令和７年度補正予算案 15億円") == []


def test_a_number_in_the_words_of_a_part_begins_no_other() -> None:
    assert parts("①学校林の整備補助金（③の分を除く） ②川の学校の推進事業\n\n５億円") == []


def test_the_name_of_a_part_can_go_on_below_it_to_its_money() -> None:
    rest = "ア 学校林の整備に係る補助 【７億円】\n\nイ 川の学校で働く指導者等の\n  養成に係る事業 【５億円】"
    assert parts(rest) == [("学校林の整備に係る補助", 7 * OKU), ("川の学校で働く指導者等の養成に係る事業", 5 * OKU)]
    apart = "ア 学校林の整備に係る補助 【７億円】\n\nイ 川の学校で働く指導者等\n都道府県の設備【５億円】"
    assert ("川の学校で働く指導者等都道府県の設備", 5 * OKU) not in parts(apart)


def test_a_remark_below_a_part_is_of_that_part() -> None:
    rest = "（１）学校林の整備事業 ７億円\n    ※ 指導者１人当たり ５．４万円\n（２）川の学校の推進事業 ５億円\n※ １校当たり ３万円"
    measure, first, second = read(a_sheet(rest=rest))
    assert [unit.yen for unit in first.unit_amounts] == [54_000]
    assert [unit.yen for unit in measure.unit_amounts] == [30_000]
    assert second.unit_amounts == ()


def test_shares_behind_the_numbers_of_parts_are_no_names_of_theirs() -> None:
    rest = "ア：国１０／１０\nイ：国１／２、都道府県１／４、設置者１／４\n\nア ７億円 イ ５億円"
    assert parts(rest) == []
    assert parts(f"{rest}\n\nア．学校林の整備補助金 イ．川の学校の推進事業") == SIDE_BY_SIDE


@pytest.mark.parametrize("remark", ["※いずれも補助率１／２", "※（１）（２）とも補助率：１／２", "※ 共通：補助率１／２"])
def test_a_remark_about_all_parts_is_of_the_whole(remark: str) -> None:
    measure, first, _ = read(a_sheet(rest=f"（１）学校林の整備事業 ７億円\n    {remark}\n（２）川の学校の推進事業 ５億円"))
    assert (len(measure.rates), first.rates) == (1, ())


def test_a_remark_further_left_than_a_part_is_of_the_whole() -> None:
    rest = "  （１）学校林の整備事業 ７億円\n{}※ 補助率１／２\n  （２）川の学校の推進事業 ５億円"
    measure, first, _ = read(a_sheet(rest=rest.format("")))
    assert (len(measure.rates), first.rates) == (1, ())
    measure, first, _ = read(a_sheet(rest=rest.format("  ")))
    assert (measure.rates, len(first.rates)) == ((), 1)


def test_lines_of_names_and_money_that_add_up_are_parts_without_any_number() -> None:
    rest = "学校林の整備事業 ７億円\n川の学校の推進事業 ５億円"
    assert parts(rest) == [("学校林の整備事業", 7 * OKU), ("川の学校の推進事業", 5 * OKU)]
    assert parts(rest, "令和７年度補正予算案 15億円") == []
    assert parts("労働保険特別会計 ７億円\n食料安定供給特別会計 ５億円") == []


def test_the_year_before_behind_a_part_is_not_its_money() -> None:
    entries = read(a_sheet(rest="（１）学校林の整備事業　７億円（６億円）\n（２）川の学校の推進事業　５億円（４億円）"))
    assert [(entry.amount.yen, entry.prior.yen) for entry in entries[1:]] == [(7 * OKU, 6 * OKU), (5 * OKU, 4 * OKU)]


def test_the_last_of_a_list_of_parts_has_the_line_set_in_below_it_as_the_others_have() -> None:
    rest = (
        "（１）森の道の整備 （７億円）\n　　（補助率）国1/2、市1/2\n\n"
        "（２）川の道の整備 （５億円）\n　　（補助率）国1/3、市2/3\n{}（補助率）国2/3、市1/3"
    )
    for gap, of_measure in (("\n", 1), ("", 1)):
        measure, first, second = read(a_sheet(rest=rest.format(gap)))
        assert [len(entry.rates) for entry in (measure, first, second)] == [of_measure, 1, 1]
        assert dict(second.rates[0].shares) != dict(first.rates[0].shares)
