"""What a sheet's measure is called: behind its label or by its place, over several lines, without what only stands beside it."""

import pytest

from monitor.parse.names import clean_name
from tests.parse.sheets import OKU, a_sheet, read


@pytest.mark.parametrize(
    ("bar", "name"),
    [
        ("施策名：ア 森の学校推進事業", "森の学校推進事業"),
        ("施策名： 森の学校推進事業 ", "森の学校推進事業"),
        ("（内線2550）施策名：イ 森の学校推進事業", "森の学校推進事業"),
        ("施策名：森の学校推進事業\n（都道府県実施分） ※自然再生パッケージ", "森の学校推進事業(都道府県実施分)"),
        ("施策名：森の学校推進事業\n\n人材育成事業（指導者の養成）", "森の学校推進事業人材育成事業(指導者の養成)"),
        ("施策名：森の学校推進事業（初任者の養成に\n\n係るもの）", "森の学校推進事業(初任者の養成に係るもの)"),
        ("施策名：森の学校推進事業 農産局園芸作物課（内線4142）", "森の学校推進事業"),
        ("事業名：森の学校推進事業", "森の学校推進事業"),
        ("施策名：森の学校推進事業\n\n学校と地域を結ぶ仕組みの実証", "森の学校推進事業学校と地域を結ぶ仕組みの実証"),
        ("施策名：森の学校推進事業\n\n審査・交付決定", "森の学校推進事業"),
        ("施策名：森の学校推進事業\n\n国 民間事業者 委託", "森の学校推進事業"),
        ("施策名：森の学校推進事業\n\n原則２か月以上６か月以下（最長１年）", "森の学校推進事業"),
        ("施策名：森の学校推進事業\n\nイ 校舎等の整備事業", "森の学校推進事業"),
        ("施策名：森の学校推進事業\n\n② 校舎の整備に対する支援", "森の学校推進事業"),
    ],
)
def test_the_name_is_what_the_title_bar_says_over_all_its_lines(bar: str, name: str) -> None:
    (entry,) = read(a_sheet(bar))
    assert entry.name == name


def test_badges_of_the_title_are_flags_and_no_part_of_the_name() -> None:
    (entry,) = read(a_sheet("施策名：森の学校推進事業【新規】"))
    assert (entry.name, entry.flags) == ("森の学校推進事業", ("new",))


@pytest.mark.parametrize(("remark", "flags"), [("一部新規", ("new_part",)), ("拡充", ("expanded",)), ("新規の採択は行わない", ())])
def test_a_remark_on_the_title_that_is_a_badge_is_a_flag(remark: str, flags: tuple[str, ...]) -> None:
    (entry,) = read(a_sheet(f"施策名：森の学校推進事業 ※{remark}"))
    assert (entry.name, entry.flags) == ("森の学校推進事業", flags)


def test_a_title_bar_without_its_label_is_known_by_its_place() -> None:
    (entry,) = read(a_sheet("森の学校推進事業"))
    assert entry.name == "森の学校推進事業"


def test_a_bracket_behind_a_title_is_no_part_of_the_name_where_it_tells_nothing_apart() -> None:
    names = ["森の学校事業【国土強靱化】", "川の学校事業【国実施分】", "川の学校事業【自治体分】"]
    entries = read(*(a_sheet(f"施策名：{name}") for name in names))
    assert [entry.name for entry in entries] == ["森の学校事業", "川の学校事業【国実施分】", "川の学校事業【自治体分】"]


def test_a_page_number_below_a_title_is_no_part_of_it() -> None:
    untitled = a_sheet("", rest="川を学ぶ。").strip()
    pages = [a_sheet(rest="木を植える。"), f"{untitled}\n\n施策名：川の学校\n推進事業\n- 12 -"]
    assert [entry.name for entry in read(*pages)] == ["森の学校推進事業", "川の学校推進事業"]


def test_a_page_number_behind_the_last_words_of_a_sheet_is_no_part_of_its_name() -> None:
    untitled = a_sheet("", rest="川を学ぶ。").strip()
    pages = [a_sheet(rest="木を植える。"), f"{untitled}\n\n施策名：川の学校\n推進事業 13\n"]
    assert [entry.name for entry in read(*pages)] == ["森の学校推進事業", "川の学校推進事業"]


def test_what_the_sheets_of_a_volume_have_in_common_is_no_part_of_a_title() -> None:
    volume = [a_sheet(f"施策名：{name}の学校推進事業\n② 新しい未来計画との関係\n第１の柱 第２の柱") for name in "森川海"]
    assert [entry.name for entry in read(*volume)] == ["森の学校推進事業", "川の学校推進事業", "海の学校推進事業"]


@pytest.mark.parametrize(
    ("bar", "name"),
    [
        ("施策名　森の学校 推進事業", "森の学校推進事業"),
        ("事業名　森の 学校 整備支援", "森の学校整備支援"),
        ("施策名　森の学校 体験プログラム", "森の学校体験プログラム"),
        ("施策名\n森の学校推進事業", "森の学校推進事業"),
        ("（施策名）森の学校推進事業", "森の学校推進事業"),
        ("施策名簿の 整備事業", "施策名簿の整備事業"),
    ],
)
def test_a_label_without_a_sign_is_no_part_of_a_name_with_blanks(bar: str, name: str) -> None:
    (entry,) = read(a_sheet(bar))
    assert entry.name == name


def names(*bars: str) -> list[str]:
    return [entry.name for entry in read(*(a_sheet(bar) for bar in bars))]


def test_the_end_of_a_long_name_stays_its_end_where_several_names_end_alike() -> None:
    long = [f"施策名：{place}で学ぶ子どもたちのための\n整備事業" for place in ("森", "川", "海")]
    assert names(*long) == [f"{place}で学ぶ子どもたちのための整備事業" for place in ("森", "川", "海")]
    assert names(*long, "施策名：空の学校推進事業")[:3] == names(*long)
    complete = [f"施策名：{place}の学校の耐震化促進\n整備事業" for place in ("森", "川", "海")]
    assert names(*complete)[0] == "森の学校の耐震化促進整備事業"
    opened = [f"施策名：{place}の学校推進事業（先生の\n育成に係るもの）" for place in ("森", "川", "海")]
    assert names(*opened)[0] == "森の学校推進事業(先生の育成に係るもの)"
    apart = [f"施策名：{place}の学校推進事業（先生の\n\n育成に係るもの）" for place in ("森", "川", "海")]
    assert names(*apart) == names(*opened)


@pytest.mark.parametrize("shared", ["第１の柱　第２の柱", "新しい未来に向けた総合対策", "（新しい未来計画）", "② 未来に向けた支援"])
def test_a_line_that_most_sheets_have_below_a_whole_name_is_no_part_of_it(shared: str) -> None:
    bars = [f"施策名：{place}の学校推進事業\n{shared}" for place in ("森", "川", "海")]
    assert names(*bars) == ["森の学校推進事業", "川の学校推進事業", "海の学校推進事業"]
    assert names(*bars[:1], "施策名：川の学校推進事業", "施策名：海の学校推進事業")[0] != "森の学校推進事業"


def test_a_title_without_a_label_that_stands_alike_on_each_page_is_still_the_title() -> None:
    money = "令和{}年度補正予算案 {}億円"
    pages = [a_sheet("森の学校推進事業", money.format(year, yen)) for year, yen in ((5, 3), (6, 4), (7, 5))]
    assert [(entry.name, entry.amount.yen) for entry in read(*pages)] == [("森の学校推進事業", yen * OKU) for yen in (3, 4, 5)]


def test_a_line_above_every_title_without_a_label_is_none_of_them() -> None:
    for head in ("令和７年度補正予算案の主な施策", "新しい未来に向けた総合対策"):
        pages = [a_sheet(f"{head}\n\n{place}の学校推進事業") for place in ("森", "川", "海")]
        assert [entry.name for entry in read(*pages)] == ["森の学校推進事業", "川の学校推進事業", "海の学校推進事業"]


NO_NAMES = "実施主体　市町村\n\n補 助 率　国１／２\n\n学校の庭の整備 １校あたり 80万円"


@pytest.mark.parametrize(
    ("page", "name"),
    [
        (a_sheet("森の学校パッケージ", rest="\n校庭の整備\n"), "森の学校パッケージ"),
        (a_sheet("（イ） 森の学校における\n　　道具の整備"), "森の学校における道具の整備"),
        (
            a_sheet("", rest="実施主体　市町村\n\n補 助 率　国１／２\n\n学校の庭の整備 １校あたり 80万円\n\n森の学校パッケージ"),
            "森の学校パッケージ",
        ),
        (a_sheet("別表", rest="\n学校の庭の整備\n"), "学校の庭の整備"),
        (a_sheet("学校が足りない。\n　　道具の整備"), "道具の整備"),
    ],
)
def test_a_title_without_a_label_stands_alone_above_the_headings_else_where_a_name_ends(page: str, name: str) -> None:
    (entry,) = read(page)
    assert entry.name == name


@pytest.mark.parametrize(
    ("title", "name", "account"),
    [
        ("森の学校システム改修（森林特別会計）", "森の学校システム改修", "森林特別会計"),
        ("森の学校システム改修（国実施分）", "森の学校システム改修（国実施分）", None),
        ("（森林特別会計）の見直し", "（森林特別会計）の見直し", None),
    ],
)
def test_a_special_account_in_a_bracket_behind_a_title_is_no_part_of_the_name(title: str, name: str, account: str | None) -> None:
    (entry,) = read(a_sheet(f"施策名：{title}"))
    assert (entry.name, entry.account) == (clean_name(name), account)
