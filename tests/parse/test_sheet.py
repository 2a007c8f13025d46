"""The sheet layout end to end: invented sheets, each for one rule; and the real release as an expert reads it."""

import json
import time
from fractions import Fraction
from pathlib import Path

import pytest

from monitor.budget import Amount, Entry, FiscalYear, Level, Stage
from monitor.parse.header import Header, recognise
from monitor.parse.layouts import sheet
from monitor.read.document import Document, Line
from tests.parse.documents import document, lines_of

OKU, HYAKUMAN = 10**8, 10**6
GRID = "Ⅰ Ⅱ Ⅲ\n\n1 2 3 1 2 3 4 5 1 2\n\n○"


def read(*pages: str) -> list[Entry]:
    return sheet.read(lines_of("\n\f".join(pages)), Header())


def a_sheet(name: str = "施策名：森の学校推進事業", money: str = "令和７年度補正予算案 12億円", rest: str = "") -> str:
    return (
        f"{name}\n\n① 施策の目的\n\n③ 施策の概要\n\n森で学ぶ機会を広げるため、学校と森林所有者を結ぶ取組を支援する。\n\n"
        f"【○森と人とのつながりの回復】\n{money}\n\n自然局森林利用課\n（内線4100）\n\n② 対策の柱との関係\n\n{GRID}\n\n{rest}"
    )


def test_a_sheet_is_one_measure() -> None:
    (entry,) = read(a_sheet())
    assert entry.name == "森の学校推進事業"
    assert entry.level is Level.MEASURE
    assert entry.amount == Amount(12 * OKU, step=OKU)
    assert (entry.fiscal_year, entry.stage) == (FiscalYear(2025), Stage.SUPPLEMENTARY_DRAFT)
    assert (entry.bureau, entry.division, entry.phone_ext) == ("自然局", "森林利用課", "4100")
    assert entry.section == ("森と人とのつながりの回復",)
    assert entry.overview == "森で学ぶ機会を広げるため、学校と森林所有者を結ぶ取組を支援する。"
    assert entry.line == 1


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


def test_a_title_bar_without_its_label_is_known_by_its_place() -> None:
    (entry,) = read(a_sheet("森の学校推進事業"))
    assert entry.name == "森の学校推進事業"


def test_the_parts_may_stand_in_any_order() -> None:
    page = (
        "③ 施策の概要\n\n学校と森林所有者を結ぶ取組を支援する。\n\n厚生労働省 都道府県\n\n・補助率：１／２\n\n① 施策の目的\n\n"
        f"{GRID}\n\n令和７年度補正予算案 22億円 自然局森林利用課\n（内線2550）施策名：森の学校推進事業\n\n"
        "【○ 森と人とのつながりの回復、\n海の再生】\n\n⑤ 成果イメージ"
    )
    (entry,) = read(page)
    assert (entry.name, entry.amount.yen) == ("森の学校推進事業", 22 * OKU)
    assert (entry.bureau, entry.division, entry.phone_ext) == ("自然局", "森林利用課", "2550")
    assert entry.section == ("森と人とのつながりの回復、海の再生",)
    assert len(entry.rates) == 1


def test_a_second_page_of_a_measure_adds_to_it() -> None:
    second = "施策名：森の学校推進事業 【交付額】\n\n１施設\nあたり\n\n校舎 15.0万円\n\n【○森と人とのつながりの回復】"
    (entry,) = read(a_sheet(), second)
    assert [unit.yen for unit in entry.unit_amounts] == [150_000]


def test_a_sheet_without_money_is_still_a_measure() -> None:
    (entry,) = read(a_sheet(money=""))
    assert entry.amount == Amount.none()


def test_the_account_is_read_from_the_line_that_repeats_the_amount() -> None:
    (entry,) = read(a_sheet(money="令和７年度補正予算案 52百万円\n※労働特会（雇） 52百万円"))
    assert entry.account == "労働特会(雇)"


def test_a_sheet_with_two_budgets_is_a_measure_in_each() -> None:
    first, second = read(a_sheet(money="令和７年度補正予算案 3億円 令和８年度当初予算案 5億円"))
    assert (first.name, first.fiscal_year, first.amount.yen) == (second.name, FiscalYear(2025), 3 * OKU)
    assert (second.fiscal_year, second.stage, second.amount.yen) == (FiscalYear(2026), Stage.DRAFT, 5 * OKU)


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


def test_pages_without_anything_of_a_sheet_are_left_alone() -> None:
    assert read("目次\n\n第１章 森の学校\n\n第２章 海の学校") == []


def test_a_collection_is_claimed_from_its_first_sheet_to_its_last() -> None:
    text = "\n\f".join(["主要施策集", a_sheet(), a_sheet("施策名：海の学校整備事業")])
    (span,) = sheet.find(document(text), Header())
    assert (span.first, span.last) == (2, text.count("\n") + 1)
    assert span.score > 0.9


def test_a_list_of_measures_is_no_collection_of_sheets() -> None:
    text = "令和８年度概算要求の概要\n\n１ 森の学校推進事業 12億円（10億円）\n\n学校と森林所有者を結ぶ取組を支援する。"
    assert sheet.find(document(text), Header()) == []


@pytest.mark.shared
def test_the_real_collection_is_read_as_an_expert_reads_it(shared: Path) -> None:
    text = (shared / "data" / "releases" / "mhlw-fy2025-supplementary-part1.txt").read_text(encoding="utf-8")
    gold = [
        json.loads(line)
        for line in (shared / "data" / "gold" / "mhlw-fy2025-supplementary-part1.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    whole = document(text)
    header = recognise(whole)
    (span,) = sheet.find(whole, header)
    entries = sheet.read([line for line in whole.lines if span.first <= line.number <= span.last], header)
    first_pages = [row for row in gold if not (row.get("note") or "").startswith("continuation")]

    assert [(e.line, e.level.value) for e in sorted(entries, key=lambda e: e.line or 0)] == [
        (row["line"], row["level"]) for row in sorted(first_pages, key=lambda row: row["line"])
    ]
    by_line = {entry.line: entry for entry in entries}
    for row in first_pages:
        entry = by_line[row["line"]]
        assert (entry.name, entry.parent, list(entry.section)) == (row["name"], row["parent"], row["section"])
        assert (entry.amount.yen, entry.prior.yen) == (row["amount_yen"], row["prior_amount_yen"])
        assert (entry.bureau, entry.division, entry.phone_ext) == (row["bureau"], row["division"], row["phone_ext"])
        assert (list(entry.flags), entry.account) == (row["flags"], row["account"])


@pytest.mark.shared
def test_the_other_real_releases_are_left_to_other_layouts(shared: Path) -> None:
    for name in ("cfa-shougaiji-fy2025-request", "mhlw-iryouhoken-bukai-174-part1", "mhlw-iseikyoku-fy2025-request"):
        other = document((shared / "data" / "releases" / f"{name}.txt").read_text(encoding="utf-8"))
        assert sheet.find(other, recognise(other)) == []


LONG = 20_000


@pytest.mark.parametrize(
    "line",
    [
        " " * LONG,
        "（" * LONG,
        "局" * LONG,
        "【○" * LONG,
        "国1/2" * LONG,
        "ア " * LONG,
        "施策名：" * LONG,
        "（内線1234" + "、1" * LONG,
    ],
)
def test_a_hostile_line_costs_no_time(line: str) -> None:
    begun = time.perf_counter()
    read(a_sheet(rest=line), a_sheet(name=f"施策名：{line}"))
    assert time.perf_counter() - begun < 5


A_MINISTRY_OF_INDUSTRY = """ものづくり木材活用促進事業
令和７年度補正予算案額 130億円（令和６年度補正予算額 90億円）
製造産業局 素材産業課

事業の内容

事業目的

木材を使う製品の量産を進める。

事業スキーム（対象者、対象行為、補助率等）

国

補助
（定額）

民間団体等

補助
（1/2, 2/3）

成果目標"""

A_MINISTRY_OF_FORESTS = """１ 森林空間利用緊急対策
【令和７年度補正予算額 1,400百万円】

＜対策のポイント＞
森林空間を使う新しい仕事を増やします。

＜事業の内容＞ ＜事業イメージ＞

１．森林空間利用体制整備事業 1,000百万円
２．森林空間施設整備事業 400百万円

＜事業の流れ＞

国 民間団体等
定額、1/2以内

［お問い合わせ先］ 林野庁森林利用課（03-0000-0048）"""


def test_a_ministry_that_puts_no_label_before_titles_is_read_by_place() -> None:
    (entry,) = read(A_MINISTRY_OF_INDUSTRY)
    assert (entry.name, entry.amount.yen, entry.prior.yen) == ("ものづくり木材活用促進事業", 130 * OKU, 90 * OKU)
    assert (entry.bureau, entry.division) == ("製造産業局", "素材産業課")
    assert [dict(rate.shares) for rate in entry.rates] == [{"国": "定額"}, {"国": Fraction(1, 2)}, {"国": Fraction(2, 3)}]


def test_numbered_lines_that_add_up_to_the_amount_are_its_parts() -> None:
    measure, *parts = read(A_MINISTRY_OF_FORESTS)
    assert (measure.name, measure.bureau, measure.division) == ("森林空間利用緊急対策", "林野庁", "森林利用課")
    assert [(part.name, part.amount.yen) for part in parts] == [
        ("森林空間利用体制整備事業", 1000 * HYAKUMAN),
        ("森林空間施設整備事業", 400 * HYAKUMAN),
    ]


def test_without_title_bars_another_layout_may_be_surer() -> None:
    lines = [Line(n, text, page) for page in (1, 2) for n, text in enumerate(A_MINISTRY_OF_INDUSTRY.split("\n"), start=40 * page)]
    (span,) = sheet.find(Document("sheets.pdf", "pdf", tuple(lines)), Header())
    assert span.score < 0.8


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


def test_a_second_page_that_states_the_same_money_again_is_the_same_measure() -> None:
    first, second = a_sheet(), a_sheet("施策名：森の学校推進事業（その２）", rest="補助単価　１校当たり　500千円")
    (entry,) = read(first, second)
    assert [unit.yen for unit in entry.unit_amounts] == [500_000]
    assert len(read(first, a_sheet(money="令和７年度補正予算案 13億円"))) == 2


def test_a_page_of_details_with_neither_money_nor_headings_goes_on_with_the_measure_before_it() -> None:
    details = "施策名：森の学校推進事業（支給額の詳細）\n\n指導者１人当たり ５４，０００円\n\n【○森と人とのつながりの回復】"
    (entry,) = read(a_sheet(), details)
    assert [unit.yen for unit in entry.unit_amounts] == [54_000]
    other = a_sheet("施策名：森の学校推進事業（国実施分）", money="")
    assert [one.name for one in read(a_sheet(), other)] == ["森の学校推進事業", "森の学校推進事業(国実施分)"]


TWO_OF_A_SHEET = (
    "施策名：森の学校推進事業\n\n① 施策の目的\n\n③ 施策の概要\n\n{first}学校林を開く。（国費：１０／１０）\n\n{second}"
    "施策名：川の学校推進事業\n\n川で学ぶ。\n\n{third}⑤ 成果イメージ\n\n"
    "【○森と人とのつながりの回復】\n\n自然局森林利用課\n（内線4100）"
)
MONEY, OTHER_MONEY = "令和７年度補正予算案 12億円\n\n", "令和７年度補正予算案 3.3億円\n\n"


def test_measures_that_share_a_sheet_have_money_of_their_own_and_the_office_together() -> None:
    first, second = read(TWO_OF_A_SHEET.format(first="", second=MONEY, third=OTHER_MONEY))
    assert (first.name, first.amount.yen) == ("森の学校推進事業", 12 * OKU)
    assert (second.name, second.amount.yen) == ("川の学校推進事業", 330 * HYAKUMAN)
    assert {(one.division, one.section) for one in (first, second)} == {("森林利用課", ("森と人とのつながりの回復",))}
    assert (len(first.rates), len(second.rates)) == (1, 0)


def test_money_of_measures_that_share_a_sheet_can_stand_above_their_names() -> None:
    first, second = read(MONEY + TWO_OF_A_SHEET.format(first="", second=OTHER_MONEY, third=""))
    assert (first.amount.yen, second.amount.yen) == (12 * OKU, 330 * HYAKUMAN)


def test_a_further_name_on_a_sheet_without_money_of_its_own_is_no_measure() -> None:
    assert len(read(TWO_OF_A_SHEET.format(first=MONEY, second="", third=""))) == 1


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


def pages(*texts: str) -> list[Line]:
    """Lines whose pages are known, as those of a PDF are."""
    rows = [(number, row) for number, text in enumerate(texts, start=1) for row in text.split("\n")]
    return [Line(number, row, page) for number, (page, row) in enumerate(rows, start=1)]


HEADED = "施策名：森の学校推進事業\n\n① 施策の目的\n\n③ 施策の概要\n\n森で学ぶ機会を広げる。\n\n"
OFFICE = "自然局森林利用課\n（内線4100）"


def test_a_page_with_what_a_sheet_still_lacks_goes_on_with_it() -> None:
    (entry,) = sheet.read(pages(HEADED, f"令和７年度補正予算案 12億円\n\n{OFFICE}\n\n補助率：１／２"), Header())
    assert (entry.name, entry.amount.yen, entry.division, len(entry.rates)) == ("森の学校推進事業", 12 * OKU, "森林利用課", 1)


def test_a_page_of_reference_or_with_money_of_its_own_is_no_part_of_the_sheet_before_it() -> None:
    whole = f"{HEADED}令和７年度補正予算案 12億円\n\n{OFFICE}"
    reference = "（参考）学校林の現状\n\n補助率：１／２ の県 12県"
    assert [len(entry.rates) for entry in sheet.read(pages(whole, reference), Header())] == [0]
    other = sheet.read(pages(whole, "川の学校推進事業\n\n令和７年度補正予算案 3億円"), Header())
    assert [entry.amount.yen for entry in other] == [12 * OKU, 3 * OKU]


def test_an_office_alone_on_a_page_is_no_measure() -> None:
    whole = f"{HEADED}令和７年度補正予算案 12億円\n\n{OFFICE}"
    assert len(sheet.read(pages(whole, f"国\n\n{OFFICE}\n\n海外の機関"), Header())) == 1


def test_what_the_sheets_of_a_volume_have_in_common_is_no_part_of_a_title() -> None:
    volume = [a_sheet(f"施策名：{name}の学校推進事業\n② 新しい未来計画との関係\n第１の柱 第２の柱") for name in "森川海"]
    assert [entry.name for entry in read(*volume)] == ["森の学校推進事業", "川の学校推進事業", "海の学校推進事業"]


def test_shares_behind_the_numbers_of_parts_are_no_names_of_theirs() -> None:
    rest = "ア：国１０／１０\nイ：国１／２、都道府県１／４、設置者１／４\n\nア ７億円 イ ５億円"
    assert parts(rest) == []
    assert parts(f"{rest}\n\nア．学校林の整備補助金 イ．川の学校の推進事業") == SIDE_BY_SIDE
