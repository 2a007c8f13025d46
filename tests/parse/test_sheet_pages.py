"""Where one sheet of a collection ends and the next begins."""

import time

import pytest

from monitor.parse.layouts.sheet.pages import headings_in, may_have_sheets, sheets_in
from monitor.read.document import Line


def lines_of(text: str) -> list[Line]:
    return [Line(number, line) for number, line in enumerate(text.split("\n"), start=1)]


def first_lines(text: str) -> list[int]:
    return [sheet.first for sheet in sheets_in(lines_of(text))]


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("① 施策の目的", ("purpose",)),
        (" ③ 施策の概要", ("overview",)),
        ("② 対策の柱との関係① 施策の目的", ("pillar", "purpose")),
        ("② 総合経済対策との関係", ("pillar",)),
        ("③④ 施策の概要、施策のスキーム図、実施要件（対象、補助率等）等", ("overview",)),
        ("④ 施策のスキーム図、実施要件（対象、補助率等）等 (民間団体等へ委託)", ("scheme",)),
        ("⑥ 施策の対象・成果イメージ（経済効果、雇用の下支え・創出効果、波及プロセスを含む）", ("outcome",)),
        ("＜事業の内容＞", ("overview",)),
        ("事業スキーム（対象者、対象行為、補助率等）", ("scheme",)),
        ("２．施策の概要", ("overview",)),
        ("(1) 施策の目的", ("purpose",)),
        ("Ⅳ 施策のスキーム図、実施要件（対象、補助率等）等", ("scheme",)),
        ("■ 成果イメージ（経済効果、雇用の下支え・創出効果、波及プロセスを含む）", ("outcome",)),
        ("施策のスキーム図、実施要件（対象、補助率等）等", ("scheme",)),
        ("施策の概要を見直し、", ()),
        ("①経営改善支援事業", ()),
        ("② 交付決定", ()),
        ("事業の目的を達成するため、次の取組を行う。", ()),
    ],
)
def test_a_heading_is_known_by_what_it_is_about_and_not_by_its_number(line: str, kinds: tuple[str, ...]) -> None:
    assert headings_in(line) == kinds


def test_a_space_right_below_text_is_what_is_left_of_a_form_feed() -> None:
    text = "施策名：森の学校事業\n\n① 施策の目的\n\n国\n 施策名：川の学校事業\n\n① 施策の目的"
    assert first_lines(text) == [1, 6]


def test_a_real_form_feed_begins_a_page_even_below_a_blank_line() -> None:
    text = "施策名：森の学校事業\n\n① 施策の目的\n\n\f施策名：川の学校事業\n\n① 施策の目的"
    assert first_lines(text) == [1, 5]


def test_blank_lines_in_a_row_below_a_page_number_begin_a_page() -> None:
    text = "施策名：森の学校事業\n\n① 施策の目的\n\n28\n\n\n\n施策名：川の学校事業\n\n① 施策の目的"
    assert first_lines(text) == [1, 9]


def test_a_text_line_that_begins_with_a_space_cuts_no_sheet_in_two() -> None:
    text = (
        "施策名：森の学校事業\n\n① 施策の目的\n\n③ 施策の概要\n\n次の者を対象とする\n （見込みを含む）。\n\n"
        "④ 施策のスキーム図\n\n国\n 施策名：川の学校事業\n\n① 施策の目的"
    )
    assert first_lines(text) == [1, 13]


def test_a_sheet_whose_name_stands_at_its_end_keeps_it() -> None:
    middle = " ③ 施策の概要\n\n① 施策の目的\n\n施策名：川の学校事業"
    text = f"施策名：森の学校事業\n\n① 施策の目的\n{middle}\n 施策名：海の学校事業\n\n① 施策の目的"
    assert first_lines(text) == [1, 4, 9]


def test_pages_of_a_pdf_are_the_sheets_whatever_their_lines_begin_with() -> None:
    lines = [
        Line(1, "施策名：森の学校事業", 1),
        Line(2, "① 施策の目的", 1),
        Line(3, " ○", 1),
        Line(4, "① 施策の目的", 2),
        Line(5, "施策名：川の学校事業", 2),
    ]
    assert [sheet.first for sheet in sheets_in(lines)] == [1, 4]


def test_a_page_with_nothing_of_a_sheet_stays_a_page_of_its_own() -> None:
    lines = [
        Line(1, "施策名：森の学校事業", 1),
        Line(2, "① 施策の目的", 1),
        Line(3, "第２章", 2),
        Line(4, "施策名：川の学校事業", 3),
    ]
    assert [sheet.first for sheet in sheets_in(lines)] == [1, 3, 4]


def test_two_sheets_on_one_page_are_told_apart_by_their_titles() -> None:
    text = "施策名：森の学校事業\n\n① 施策の目的\n\n国\n\n施策名：川の学校事業\n\n① 施策の目的"
    assert first_lines(text) == [1, 7]


REST = "① 施策の目的\n\n③ 施策の概要\n\n国"


@pytest.mark.parametrize(
    ("office", "heads"),
    [
        ("", ("令和７年度補正予算案　25億円", "令和７年度補正予算案　25億円\n令和６年度補正予算額　50億円")),
        ("", ("令和７年度補正予算案　25億円\n令和６年度補正予算額　50億円", "令和７年度補正予算案　25億円")),
        ("\n森林局計画課", ("令和７年度補正予算案　25億円", "令和７年度補正予算案　25億円\n令和６年度補正予算額　50億円")),
    ],
)
def test_the_money_above_a_title_is_its_sheets_however_many_budgets_it_tells(office: str, heads: tuple[str, str]) -> None:
    sheets = [
        f"{head}{office}\n施策名：{name}の学校事業\n\n{REST}" for head, name in zip((heads[0], *heads), "森川海", strict=True)
    ]
    text = "\n".join(sheets)
    assert [[line.text for line in sheet.lines] for sheet in sheets_in(lines_of(text))] == [one.split("\n") for one in sheets]


def test_many_sheets_without_form_feeds_are_told_apart_in_time_that_grows_as_they_do() -> None:
    for above in ("令和７年度補正予算案　{}億円\n", "森の学校{}\n"):
        text = "\n".join(f"{above.format(i)}施策名：森の学校{i}事業\n① 施策の目的\n　目的。" for i in range(5000))
        lines = lines_of(text)
        begun = time.process_time()
        assert len(sheets_in(lines)) == 5000
        assert time.process_time() - begun < 3


def test_no_lines_are_no_sheets() -> None:
    assert sheets_in([]) == ()


def test_a_converter_that_sets_paragraphs_far_apart_begins_no_page_with_each() -> None:
    first = "施策名：森の学校事業\n\n① 施策の目的\n\n木を植える。\n\n都道府県\n\n森林局計画課\n\n（内線12）"
    near = f"{first}\n 施策名：川の学校事業\n\n① 施策の目的"
    far = near.replace("\n\n", "\n\n\n\n")
    assert len(sheets_in(lines_of(far))) == 2
    assert [[line.text for line in sheet.lines] for sheet in sheets_in(lines_of(far))] == [
        [line.text for line in sheet.lines] for sheet in sheets_in(lines_of(near))
    ]


def test_headings_side_by_side_may_have_any_number() -> None:
    assert headings_in("１．施策の目的　２．対策の柱との関係") == ("purpose", "pillar")
    assert headings_in("Ⅰ 施策の目的 Ⅱ 施策の概要") == ("purpose", "overview")


def test_a_text_without_a_sheets_signs_is_not_cut_into_pages() -> None:
    council = "医療保険部会 資料３\n\n令和８年度概算要求の概要\n\n○ 高齢者医療の確保 4,000億円（3,900億円）"
    assert not may_have_sheets(lines_of(council))


@pytest.mark.parametrize(
    "text",
    [
        "施策名：森の学校事業\n\n① 施策の目的\n\n③ 施策の概要",
        "施策名：森の学校事業\n\n令和７年度補正予算案 5億円",
        "① 施策の目的\n\n③ 施策の概要\n\n令和７年度補正予算案 5億円",
    ],
)
def test_two_of_title_bar_headings_and_supplementary_money_can_make_a_sheet(text: str) -> None:
    assert may_have_sheets(lines_of(text))


def test_a_title_bar_alone_makes_no_sheet() -> None:
    assert not may_have_sheets(lines_of("施策名：森の学校事業\n\n令和８年度 5億円"))


def test_a_title_bar_may_set_its_label_apart_without_a_sign() -> None:
    text = "施策名　森の学校事業\n\n① 施策の目的\n\n③ 施策の概要\n\n\f施策名　川の学校事業\n\n① 施策の目的\n\n③ 施策の概要"
    assert first_lines(text) == [1, 7]
    assert all(sheet.has_title_bar for sheet in sheets_in(lines_of(text)))
    assert sheets_in(lines_of("施策名　森の学校 推進事業\n\n① 施策の目的"))[0].has_title_bar


@pytest.mark.parametrize(
    "row",
    ["事業名　補助率　上限額", "事業名　実施主体　所管", "事業名 令和７年度予算額", "対象とする事業名 森の学校事業", "施策名"],
)
def test_the_head_of_a_table_is_no_title_bar(row: str) -> None:
    assert not sheets_in(lines_of(row))[0].has_title_bar


def test_a_page_of_reference_is_no_part_of_the_sheet_before_it() -> None:
    for begin in ("（参考）取組の状況", "参考資料 利用者数の推移", "【参考】指標"):
        text = f"施策名：森の学校事業\n\n① 施策の目的\n\n国\n {begin}\n\n補助率 １／３\n 施策名：川の学校事業\n\n① 施策の目的"
        assert first_lines(text) == [1, 6, 9]
    assert first_lines("施策名：森の学校事業\n\n① 施策の目的\n\n国\n （参考となる取組）\n\n③ 施策の概要") == [1]
