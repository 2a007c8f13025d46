"""What a document says of itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.budget import MINISTRY_CODES, FiscalYear, Stage
from monitor.parse.bureaus import BUREAUS, MINISTRIES
from monitor.parse.header import Header, recognise
from monitor.parse.owners import bureaus_in
from monitor.parse.stages import named_years, staged_years
from monitor.read.document import Document, Line
from tests.parse.documents import lines_of


def document(*texts: str, title: str | None = None) -> Document:
    return Document("a.txt", "text", tuple(Line(number, text) for number, text in enumerate(texts, 1)), title=title)


@pytest.mark.parametrize(
    ("text", "year", "stage"),
    [
        ("令和7年度 概算要求の概要", 2025, Stage.REQUEST),
        ("令和8年度厚生労働省予算概算要求の主要事項", 2026, Stage.REQUEST),
        ("令和7年度概算要求における主な事項（障害児支援関係）", 2025, Stage.REQUEST),
        ("令和７年度補正予算案 10,368億円", 2025, Stage.SUPPLEMENTARY_DRAFT),
        ("令和年７度補正予算案 ６．０億円", 2025, Stage.SUPPLEMENTARY_DRAFT),
        ("令和5年度補正予算 42.1億円", 2023, Stage.SUPPLEMENTARY),
        ("令和６年度予算案（保険局関係）の主な事項", 2024, Stage.DRAFT),
        ("令和8年度 政府予算案", 2026, Stage.DRAFT),
        ("令和８年度当初予算案", 2026, Stage.DRAFT),
        ("令和6年度当初予算に16億24百万円", 2024, Stage.INITIAL),
        ("令和７年度予算の概要", 2025, Stage.INITIAL),
        ("平成31年度予算案の概要", 2019, Stage.DRAFT),
        ("令 和 ８ 年 度 予 算 案", 2026, Stage.DRAFT),
        ("令和６年度補正予算（第１号）案の概要", 2024, Stage.SUPPLEMENTARY_DRAFT),
        ("令和６年度補正予算（経済対策関係 第２号）要求", 2024, Stage.SUPPLEMENTARY_REQUEST),
        ("令和６年度補正予算（第１号）の概要", 2024, Stage.SUPPLEMENTARY),
        ("令和６年度補正予算（灯台局関係）案の概要", 2024, Stage.SUPPLEMENTARY),
        ("2025年度概算要求", 2025, Stage.REQUEST),
        ("令和7年度6月補正予算（案）の概要", 2025, Stage.SUPPLEMENTARY_DRAFT),
        ("令和７年度１２月補正予算案", 2025, Stage.SUPPLEMENTARY_DRAFT),
    ],
)
def test_year_and_stage_stand_in_one_phrase(text: str, year: int, stage: Stage) -> None:
    assert [(found[0].year, found[1]) for found in staged_years(text)] == [(year, stage)]


@pytest.mark.parametrize(
    "text", ["令和6年度 予算額", "令和５年度からの新カリキュラム", "予算編成過程で検討する", "※（ ）内は前年度当初予算額", ""]
)
def test_a_line_without_a_stage_names_none(text: str) -> None:
    assert staged_years(text) == ()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("令和6年度補正予算（第1号）の概要", 1),
        ("令和5年度第２次補正予算案", 2),
        ("令和７年度補正予算案", None),
        ("令和２年度第三次補正予算案", 3),
    ],
)
def test_the_round_of_a_supplementary_budget(text: str, number: int | None) -> None:
    assert recognise(document(text)).round == number


def test_an_overview_names_its_bureau_under_the_title() -> None:
    header = recognise(document("", "令和7年度 概算要求の概要", "", "(厚生労働省医政局)", "令和6年度 予算額	1,803億35百万円"))
    assert (header.ministry, header.bureau, header.division) == ("厚生労働省", "医政局", None)
    assert (header.fiscal_year, header.stage) == (FiscalYear(2025), Stage.REQUEST)
    assert header.title == "令和7年度 概算要求の概要"


def test_a_division_names_bureau_and_ministry() -> None:
    header = recognise(document("令和7年度概算要求について (障害児支援関係)", "こども家庭庁支援局障害児支援課"))
    assert (header.ministry, header.bureau, header.division) == ("こども家庭庁", "支援局", "障害児支援課")


def test_a_bureau_that_one_ministry_has_tells_the_ministry() -> None:
    header = recognise(document("令和６年度予算案（保険局関係）の主な事項"))
    assert (header.ministry, header.bureau, header.stage) == ("厚生労働省", "保険局", Stage.DRAFT)


def test_a_bureau_that_several_ministries_have_tells_none() -> None:
    assert recognise(document("令和7年度予算案", "刑事局")).ministry is None
    assert recognise(document("令和7年度予算案", "大臣官房会計課")).ministry is None


def test_sheets_of_many_bureaus_have_a_ministry_and_no_bureau() -> None:
    sheets = [
        "施策名：○○",
        *["令和７年度補正予算案 1億円"] * 9,
        "医政局医療経営支援課",
        "老健局高齢者支援課",
        "社会・援護局福祉基盤課",
        "職業安定局総務課",
    ]
    header = recognise(document(*sheets))
    assert (header.ministry, header.bureau) == ("厚生労働省", None)
    assert (header.fiscal_year, header.stage) == (FiscalYear(2025), Stage.SUPPLEMENTARY_DRAFT)


def test_what_the_title_page_says_weighs_more_than_the_text() -> None:
    lines = ["令和８年度予算案の主要事項", "厚生労働省", *[""] * 3, *["事業"] * 50, *["令和７年度補正予算 1億円"] * 15]
    assert recognise(document(*lines)).stage is Stage.DRAFT


def test_money_in_brackets_beside_the_measures_does_not_outvote_the_title() -> None:
    note = "※（　）内は前年度当初予算額。〔　〕内は、令和７年度補正予算額。"
    aside = ["　○　検査体制の整備　５．２億円（０億円）", "　　　　〔令和７年度補正予算額　１８億円〕"]
    header = recognise(document("令和８年度予算案の概要", note, *aside * 60))
    assert (header.fiscal_year, header.stage) == (FiscalYear(2026), Stage.DRAFT)
    assert recognise(document("検査体制の整備", *aside)).stage is Stage.SUPPLEMENTARY


def test_a_day_of_publication_is_an_iso_day() -> None:
    assert recognise(document("令 和 ６ 年 １ 月 19 日 （ 金 ）", "令和６年度予算案")).published == "2024-01-19"
    assert recognise(document("令和７年８月", "令和８年度概算要求")).published is None


@pytest.mark.parametrize(
    "title",
    [
        "untitled",
        "Untitled-1",
        "(anonymous)",
        "無題ドキュメント",
        "Microsoft Word - 概要.docx",
        "Microsoft Word - 03 概要（確定）",
        "PowerPoint プレゼンテーション",
        "スライド 1",
        "Slide 1 of 12",
        "Book1",
        "01_gaiyou_r7.xdw",
        "- -",
    ],
)
def test_what_a_program_writes_where_nobody_gave_a_title_is_none(title: str) -> None:
    assert recognise(document("令和７年度予算の概要", title=title)).title == "令和7年度予算の概要"


@pytest.mark.parametrize("title", ["予算の概要", "スライドで見る予算", "Document of the budget", "PowerPoint で見る予算案"])
def test_a_title_that_only_begins_like_a_programs_is_one(title: str) -> None:
    assert recognise(document("令和７年度予算", title=title)).title == title


def test_the_files_own_title_is_the_title() -> None:
    assert recognise(document("令和７年度予算", title="令和７年度予算の概要")).title == "令和７年度予算の概要"


def test_a_document_that_says_nothing_has_an_empty_header() -> None:
    assert recognise(document("ただいまメンテナンス中です。")) == Header(title="ただいまメンテナンス中です。")
    assert recognise(document()) == Header()


def test_the_callers_ministry_wins() -> None:
    assert recognise(document("厚生労働省医政局")).with_ministry("こども家庭庁").ministry == "こども家庭庁"
    assert recognise(document("厚生労働省医政局")).with_ministry(None).ministry == "厚生労働省"


def test_an_owner_that_no_list_knows_is_one_where_a_title_line_is_nothing_else() -> None:
    header = recognise(document("令和8年度 概算要求の概要", "（見本省地域くらし局）"))
    assert (header.ministry, header.bureau, header.division) == ("見本省", "地域くらし局", None)
    header = recognise(document("令和8年度概算要求について", "見本省地域くらし局安心推進課"))
    assert (header.ministry, header.bureau, header.division) == ("見本省", "地域くらし局", "安心推進課")
    assert recognise(document("令和8年度概算要求", "見本省は地域くらし局とともに省エネを進める。")).bureau is None


def test_bureaus_are_found_inside_longer_words() -> None:
    assert bureaus_in("医政局医療経営支援課（内線2672）") == (("医政局", "医療経営支援課"),)
    assert bureaus_in("厚生労働省社会・援護局障害保健福祉部障害福祉課")[0][0] == "社会・援護局"
    assert bureaus_in("事務局経費") == ()


def test_every_ministry_with_a_code_is_known() -> None:
    assert set(MINISTRY_CODES) <= set(MINISTRIES)
    assert all(set(owners) <= set(MINISTRIES) for owners in BUREAUS.values())


@given(st.lists(st.text(max_size=40), max_size=12))
def test_any_document_has_a_header(texts: list[str]) -> None:
    assert isinstance(recognise(document(*texts)), Header)


def test_the_name_of_the_first_sheet_is_no_title_of_the_volume() -> None:
    parts = ("① 施策の目的", "○救急医療の提供体制を確保する。", "令和７年度補正予算案 12億円")
    assert recognise(document("施策名：救急医療体制整備事業", *parts)).title is None
    assert recognise(document("救急医療体制整備事業", *parts)).title is None
    assert (
        recognise(document("令和７年度補正予算案の施策集", "施策名：救急医療体制整備事業", *parts)).title
        == "令和7年度補正予算案の施策集"
    )


@pytest.mark.parametrize(
    ("title", "year", "stage"),
    [
        ("令和３年度予算\n概算要求の概要\n（令和２年９月）", 2021, Stage.REQUEST),
        ("令 和 3 年 度 予 算\n\n概 算 要 求 の 概 要", 2021, Stage.REQUEST),
        ("平 成 2 8 年度 予 算 概 算 要 求 の 概 要", 2016, Stage.REQUEST),
        ("令和８年度\n予算（案）の概要", 2026, Stage.DRAFT),
        ("令和８年度\n水管理局関係予算概算要求概要", 2026, Stage.REQUEST),
        ("令和７年度\n補正予算案の概要", 2025, Stage.SUPPLEMENTARY_DRAFT),
        ("平成26年度見本省補正予算（案）の概要", 2014, Stage.SUPPLEMENTARY_DRAFT),
        ("令和８年度医薬局予算要求の概要", 2026, Stage.REQUEST),
        ("令和７年度予算\n主要事項", 2025, Stage.INITIAL),
    ],
)
def test_a_title_on_two_lines_or_set_wide_names_its_stage(title: str, year: int, stage: Stage) -> None:
    lines = tuple(Line(number, text) for number, text in enumerate(title.split("\n"), 1))
    header = recognise(Document("release.txt", "text", lines))
    assert (header.fiscal_year, header.stage) == (FiscalYear(year), stage)


def test_every_year_is_named_with_a_stage_or_without() -> None:
    assert named_years("(R7予算)125億円 →(Ｒ８予算案)125億円、2027年度") == (FiscalYear(2025), FiscalYear(2026), FiscalYear(2027))


def test_the_office_of_a_volumes_first_sheet_is_not_the_documents() -> None:
    sheets = ("施策名：街路樹見守り事業", "① 施策の目的", "令和７年度補正予算案 12億円", "医政局地域医療計画課", "（内線2550）")
    header = recognise(document(*sheets, "医政局医事課"))
    assert (header.bureau, header.division, header.ministry) == (None, None, "厚生労働省")
    for head in ("施策名「街路樹見守り事業」", "施策：街路樹見守り事業", "【施策の目的】", "１．施策の目的"):
        assert recognise(document(head, *sheets[2:], "医政局医事課")).bureau is None
    assert recognise(document("※ 医政局及び老健局の施策を掲げる。", *sheets)).bureau is None
    titled = recognise(document("令和７年度補正予算案（医政局）", *sheets))
    assert (titled.bureau, titled.division) == ("医政局", None)


@pytest.mark.parametrize(
    ("row", "ministry"),
    [
        ("・人事院勧告を踏まえた人件費の改定", None),
        ("0.7億円（デジタル庁一括計上）", None),
        ("こども家庭庁告示第３号による", None),
        ("*障害児支援に必要な経費として5070億円（4871億円）をこども家庭庁で計上", None),
        ("人事院 総務課", "人事院"),
    ],
)
def test_who_recommended_or_books_something_is_not_whose_document_it_is(row: str, ministry: str | None) -> None:
    assert recognise(document("令和8年度予算案の主な事項", "", row)).ministry == ministry


@pytest.mark.parametrize(
    "lines",
    [
        ("令和９年度灯台局概算要求の概要",),
        ("令和９年度概算要求の概要（灯台局関係）",),
        ("灯台局　令和９年度予算案の概要",),
        ("令和９年度概算要求の概要", "（灯台局）"),
        ("　　　　　　　　　　灯台局", "令和９年度概算要求の概要"),
        ("令和９年度概算要求の概要", "（灯台局）", "※保険局計上分を除く。"),
        ("令和９年度概算要求の概要", "（見本省灯台局）"),
    ],
)
def test_a_bureau_that_no_list_knows_is_told_by_its_place_at_the_title(lines: tuple[str, ...]) -> None:
    assert recognise(document(*lines)).bureau == "灯台局"


@pytest.mark.parametrize(
    "lines",
    [
        ("令和９年度予算案の概要", "休日夜間薬局"),
        ("令和９年度事務局予算の概要",),
        ("令和９年度概算要求の概要", "灯台局の予算"),
        ("灯台守", "灯台局"),
    ],
)
def test_what_only_ends_like_a_bureau_is_none(lines: tuple[str, ...]) -> None:
    assert recognise(document(*lines)).bureau is None


ADDED_BEFORE = (
    "令和7年度補正予算額 4,492百万円",
    "【令和7年度補正予算】",
    "(参考)【令和7年度補正予算】",
    "〔令和7年度補正予算",
    "18億円〕",
)


@pytest.mark.parametrize("times", [1, 5])
def test_what_was_added_the_year_before_is_told_beside_measures_and_is_not_the_documents_budget(times: int) -> None:
    rows = ["灯台の保全事業", "14,990百万円(対前年+2,601百万円)", *ADDED_BEFORE] * times
    header = recognise(document("令和8年度予算案の概要", "見本省地域くらし局", *rows))
    assert (header.fiscal_year, header.stage) == (FiscalYear(2026), Stage.DRAFT)


def test_the_title_of_a_supplementary_budget_is_not_outweighed_by_the_next_years_request() -> None:
    rows = ["令和8年度概算要求額 12億円", "令和８年度概算要求でも引き続き要求する"]
    header = recognise(document("令和7年度補正予算案の概要", *rows, "令和7年度補正予算案", "令和7年度補正予算案 3億円"))
    assert (header.fiscal_year, header.stage) == (FiscalYear(2025), Stage.SUPPLEMENTARY_DRAFT)


def test_without_a_title_of_another_budget_a_supplementary_one_is_the_documents() -> None:
    header = recognise(
        document("灯台の保全事業", "令和7年度補正予算額 4,492百万円", "水車の更新事業", "令和7年度補正予算額 12百万円")
    )
    assert (header.fiscal_year, header.stage) == (FiscalYear(2025), Stage.SUPPLEMENTARY)


def test_the_bureau_below_the_title_is_the_documents_however_often_others_are_named() -> None:
    others = ["(1) 給付の準備（年金局） 3億円", "(2) 広報（老健局） 2億円", "(3) 調査（保険局） 1億円", "(4) 研修（老健局） 1億円"]
    assert recognise(document("令和8年度概算要求の概要", "（厚生労働省医政局）", *others)).bureau == "医政局"
    assert recognise(document("令和8年度概算要求の概要", "厚生労働省医政局", "厚生労働省老健局", *others)).bureau is None


BUDGET = "令和８年度予算案の概要\n厚生労働省\n"
LIST = "１　灯台の整備　１０億円（９億円）\n{}\n２　港の整備　１０億円（９億円）\n{}\n３　航路の保全　７億円（６億円）"


@pytest.mark.parametrize(
    "rows",
    [
        "事項\t令和７年度\t令和８年度\t担当\n灯台の整備\t900\t1,000\t\n港の整備\t800\t900\t医政局",
        "事項　　　　令和７年度　　令和８年度　　担当\n灯台の整備　　　900　　　1,000\n港の整備　　　　800　　　　900　　医政局",
        "| 事項 | 令和７年度 | 令和８年度 | 担当 |\n| 灯台の整備 | 900 | 1,000 | 医政局地域医療計画課 |",
        LIST.format("　　　　医政局地域医療計画課", "　　　　老健局総務課"),
    ],
)
def test_who_stands_in_a_row_or_below_an_amount_is_in_charge_of_that_alone(rows: str) -> None:
    assert recognise(document(*f"{BUDGET}{rows}".split("\n"))).bureau is None
    assert recognise(document(*f"{BUDGET}医政局\n{rows}".split("\n"))).bureau == "医政局"


def test_a_bureau_that_all_of_a_list_names_is_the_documents() -> None:
    rows = LIST.format("　　　医政局", "　　　医政局").split("\n")
    assert recognise(document(*BUDGET.split("\n"), *rows)).bureau == "医政局"


def test_the_only_division_below_a_bureau_is_in_charge() -> None:
    cover = "令和９年度概算要求の概要\n厚生労働省老健局\n認知症施策・地域介護推進課\n"
    assert recognise(Document("a.txt", "text", lines_of(cover))).division == "認知症施策・地域介護推進課"
    several = recognise(Document("a.txt", "text", lines_of(f"{cover}老人保健課\n")))
    assert (several.bureau, several.division) == ("老健局", None)


def test_an_office_below_a_sentence_with_money_is_still_the_documents() -> None:
    rows = [
        "灯台連合会ニュース",
        "令和９年度概算要求の概要",
        "　要求額は３億円で、前年度から増えた。",
        "　支援局家庭福祉課の資料による。",
    ]
    assert recognise(document(*rows)).division == "家庭福祉課"
