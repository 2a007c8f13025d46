"""Sheets that share a page, and sheets that go over two."""

from monitor.parse.header import Header
from monitor.parse.layouts import sheet
from monitor.read.document import Line
from tests.parse.sheets import HYAKUMAN, OKU, a_sheet, read


def test_a_second_page_of_a_measure_adds_to_it() -> None:
    second = "施策名：森の学校推進事業 【交付額】\n\n１施設\nあたり\n\n校舎 15.0万円\n\n【○森と人とのつながりの回復】"
    (entry,) = read(a_sheet(), second)
    assert [unit.yen for unit in entry.unit_amounts] == [150_000]


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


def test_money_above_each_title_of_a_page_is_that_titles() -> None:
    whole = "令和７年度補正予算案 {}億円\n{}施策名：{}の学校推進事業\n\n① 施策の目的\n\n③ 施策の概要\n\n学ぶ機会を広げる。\n\n"
    for gap in ("", "\n"):
        first, second = read(whole.format(12, gap, "森") + whole.format(3, gap, "川"))
        assert (first.name, first.amount.yen) == ("森の学校推進事業", 12 * OKU)
        assert (second.name, second.amount.yen) == ("川の学校推進事業", 3 * OKU)


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


def test_a_division_alone_is_of_the_bureau_that_another_sheet_gives_it_with_the_same_number() -> None:
    alone = a_sheet("施策名：川の学校整備事業").replace("自然局森林利用課", "河川課")
    assert [entry.bureau for entry in read(a_sheet(), alone)] == ["自然局", None]
    alone = a_sheet("施策名：川の学校整備事業").replace("自然局森林利用課", "森林利用課")
    assert [entry.bureau for entry in read(a_sheet(), alone)] == ["自然局", "自然局"]
    assert [entry.bureau for entry in read(a_sheet(), alone.replace("4100", "4200"))] == ["自然局", None]


RUNNING = (
    "令和７年度補正予算案の施策集\n施策名：森の学校推進事業\n令和７年度補正予算案 12億円\n① 施策の目的\n③ 施策の概要\n木を植える。"
    "\n{head}\n自然局河川課\n（内線4200）\n施策名：川の学校整備事業\n{own}① 施策の目的\n③ 施策の概要\n舟を直す。"
)


def test_where_no_page_ends_a_budgets_second_money_and_office_above_a_title_are_that_titles() -> None:
    first, second = read(RUNNING.format(head="令和７年度補正予算案 3.3億円", own=""))
    assert (first.name, first.amount.yen, first.division) == ("森の学校推進事業", 12 * OKU, None)
    assert (second.name, second.amount.yen, second.division) == ("川の学校整備事業", 330 * HYAKUMAN, "河川課")


def test_money_above_a_title_that_is_another_budgets_or_has_its_own_below_is_not_that_titles() -> None:
    first, _, second = read(RUNNING.format(head="令和６年度補正予算 3.3億円", own=""))
    assert (first.division, second.amount.yen, second.name) == ("河川課", None, "川の学校整備事業")
    entries = read(RUNNING.format(head="令和７年度補正予算案 3.3億円", own="令和７年度補正予算案 2億円\n"))
    assert (entries[-1].name, entries[-1].amount.yen) == ("川の学校整備事業", 2 * OKU)
