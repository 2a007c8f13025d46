"""The label before a sheet's name: told by what it does all over a volume, whatever its word."""

import pytest

from monitor.parse.claims import CERTAIN
from monitor.parse.header import recognise
from monitor.parse.layouts import sheet
from tests.parse.documents import document
from tests.parse.sheets import OKU, a_sheet, read

NAMES = ("森の学校推進事業", "川の学校整備事業", "海の学校の改修", "里山の見守り支援")


@pytest.mark.parametrize("label", ["施策：", "取組事項 ： ", "支援策「", "事業の名称『"])
def test_a_word_that_stands_before_another_name_on_each_sheet_is_a_label(label: str) -> None:
    closing = {"「": "」", "『": "』"}.get(label[-1], "")
    entries = read(*(a_sheet(f"{label}{name}{closing}", rest="実施主体：協議会の事務局支援") for name in NAMES))
    assert [(entry.name, entry.amount.yen) for entry in entries] == [(name, 12 * OKU) for name in NAMES]


@pytest.mark.parametrize(
    ("bar", "name", "flags"),
    [
        ("施策名「森の学校推進事業」", "森の学校推進事業", ()),
        ("施策名『森の学校推進事業』（新規）", "森の学校推進事業", ("new",)),
        ("施策名【拡充】「森の学校推進事業」", "森の学校推進事業", ("expanded",)),
        ("施策名「森の学校と\n川の学校の推進事業」（一部新規）", "森の学校と川の学校の推進事業", ("new_part",)),
        ("施策名③ 森の学校推進事業", "森の学校推進事業", ()),
        ("施策名「ア 森の学校推進事業」", "森の学校推進事業", ()),
        ("施策名：「森の学校」推進事業", "「森の学校」推進事業", ()),
    ],
)
def test_a_name_in_quotes_or_with_a_number_behind_its_label_is_the_bare_name(bar: str, name: str, flags: tuple[str, ...]) -> None:
    (entry,) = read(a_sheet(bar))
    assert (entry.name, entry.flags) == (name, flags)


def test_a_title_above_several_on_one_sheet_has_its_own_money() -> None:
    page = (
        "【施策の目的】\n\n学びの場を広げる。\n\n"
        "施策名① 森の学校推進事業\n\n令和７年度補正予算案：３億円 （自然局森林課（内線：4100））\n　木を植える。\n\n"
        "施策名② 川の学校整備事業\n\n令和７年度補正予算案：0.5億円 （自然局河川課（内線：4200））\n　舟を直す。\n\n"
        "【成果イメージ】\n\n人が育つ。"
    )
    entries = read(page)
    assert [(entry.name, entry.amount.yen, entry.division) for entry in entries] == [
        ("森の学校推進事業", 3 * OKU, "森林課"),
        ("川の学校整備事業", OKU // 2, "河川課"),
    ]


@pytest.mark.parametrize("other", ["実施主体：協議会", "対象：{}の会員", "担当「{}室」"])
def test_a_word_before_the_same_or_before_no_names_is_no_label(other: str) -> None:
    entries = read(*(a_sheet(f"施策名：{name}", rest=other.format(name)) for name in NAMES))
    assert [entry.name for entry in entries] == list(NAMES)


def test_a_sentence_about_a_quoted_measure_is_no_title() -> None:
    (entry,) = read(a_sheet(rest="施策名「川の学校整備事業」については、昨年度に終えた。"))
    assert entry.name == "森の学校推進事業"


def test_subjects_of_a_meeting_without_budgets_are_no_sheets() -> None:
    pages = [f"議題：{name}\n\n１．目的\n\n２．概要\n\n学びの場について意見を伺う。\n\n３．スケジュール\n" for name in NAMES]
    assert read(*pages) == []


def surest(*pages: str) -> float:
    whole = document("令和７年度補正予算案の概要\n\n" + "\n\f".join(pages))
    return max((span.score for span in sheet.find(whole, recognise(whole))), default=0)


UNLABELLED = [a_sheet(f"{name}") for name in (*NAMES, "湖の学校支援事業")]


def test_sheets_without_labels_are_sure_where_nearly_all_have_the_same_parts_and_money() -> None:
    assert surest(*UNLABELLED) > CERTAIN
    assert surest(*UNLABELLED[:3]) < CERTAIN
    assert surest(*(page.replace("令和７年度補正予算案 12億円", "12人") for page in UNLABELLED[:4]), UNLABELLED[4]) < CERTAIN
    assert surest(*(page.replace("② 対策の柱との関係", "") for page in UNLABELLED)) < CERTAIN


OTHER_HEADINGS = {"① 施策の目的": "１．ねらい", "③ 施策の概要": "２．取組の中身", "② 対策の柱との関係": "【方針での位置】"}


def with_other_headings(page: str) -> str:
    for known, other in OTHER_HEADINGS.items():
        page = page.replace(known, other)
    return page


def test_headings_are_told_by_their_being_on_every_sheet() -> None:
    pages = [with_other_headings(page) for page in UNLABELLED]
    assert surest(*pages) > CERTAIN
    entries = read(*pages)
    assert [(entry.name, entry.amount.yen) for entry in entries] == [(page.split("\n")[0], 12 * OKU) for page in UNLABELLED]


@pytest.mark.parametrize(
    ("part", "other"),
    [
        ("令和７年度補正予算案 12億円", "12人"),
        ("２．取組の中身", "２．{}の中身"),
        ("１．ねらい", "ねらいは広い。"),
    ],
)
def test_pages_that_do_not_have_the_same_headings_or_no_budget_are_no_sheets(part: str, other: str) -> None:
    assert surest(*(with_other_headings(page).replace(part, other.format(place)) for place, page in enumerate(UNLABELLED))) == 0


def test_a_paper_whose_sections_have_the_same_headings_is_no_volume_of_sheets() -> None:
    section = "■現状\n学びの場が足りない。\n\n■課題\n人が足りない。\n\n■対応\n令和７年度補正予算で対応する。\n\n"
    assert read(*(f"第{place} {name}\n\n{section}" for place, name in enumerate((*NAMES, "湖"), start=1))) == []
