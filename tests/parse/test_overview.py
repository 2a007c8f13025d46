"""The numbered overview: what a measure is, what its parts are, and what is neither."""

from __future__ import annotations

import pytest

from monitor.budget import AmountKind, Entry, FiscalYear, Level, Stage
from monitor.parse import parse
from monitor.parse.header import Header
from monitor.parse.layouts import overview
from monitor.read.document import Line
from tests.parse.documents import document, lines_of

HEADER = Header(bureau="星雲局", fiscal_year=FiscalYear(2027), stage=Stage.REQUEST)

MILLION = 10**6


def read(text: str) -> list[Entry]:
    return overview.read(lines_of(text), HEADER)


def only(text: str) -> Entry:
    entries = read(text)
    assert len(entries) == 1, entries
    return entries[0]


def test_a_measure_is_a_number_a_name_and_its_money_on_rows_of_their_own() -> None:
    entry = only("1\n\n観測所整備事業 **新****推**\n\n240百万円(0百万円)\n\n観測所を整備する。")
    assert (entry.name, entry.line, entry.level) == ("観測所整備事業", 3, Level.MEASURE)
    assert (entry.amount.yen, entry.prior.yen, entry.prior.kind) == (240 * MILLION, 0, AmountKind.EXACT)
    assert entry.flags == ("new", "priority")
    assert entry.overview == "観測所を整備する。"


@pytest.mark.parametrize(
    "text",
    [
        "2\n観測所整備事業 推\n12百万円(10百万円)",
        "2 観測所整備事業 推\n12百万円(10百万円)",
        "2　観測所整備事業　推　12百万円（10百万円）",
        "2\t観測所整備事業 推\n\t12百万円(10百万円)",
        "2\t観測所整備事業 推 12百万円 (10百万円)\n---\t---",
        "2\n\n観測所整備事業\n\n(推)\n\n12百万円 (10百万円)",
        "2\n\n観測所整備事業推\n12百万円 (10百万円)",
        "| 2 | 観測所整備事業 推 | 12百万円(10百万円) |",
        "2\n\n観測所整備事業 推\n\n12百万円\n(10百万円)",
        "2\n\n観測所整備事業 推\n\n(R8予算)10百万円\n\n→(R9要求)12百万円",
    ],
)
def test_the_rows_of_a_measure_may_be_joined_or_parted(text: str) -> None:
    entry = only(text)
    assert (entry.name, entry.amount.yen, entry.prior.yen) == ("観測所整備事業", 12 * MILLION, 10 * MILLION)
    assert entry.flags == ("priority",)


def test_a_name_that_is_broken_by_the_page_is_one_name() -> None:
    entry = only("3\n彗星と小惑星の接近に備えた観測体制の\n整備事業 新\n12百万円(0百万円)")
    assert entry.name == "彗星と小惑星の接近に備えた観測体制の整備事業"


def test_a_number_pushed_against_its_name_is_a_number_only_where_it_is_due() -> None:
    assert read("1\n惑星調査\n5百万円(4百万円)\n2恒星調査\n6百万円(5百万円)")[1].name == "恒星調査"
    assert only("2\n4次元宇宙地図の作成\n5百万円(4百万円)").name == "4次元宇宙地図の作成"


def test_a_page_number_between_name_and_money_is_no_measures_number() -> None:
    entry = only("7\n観測所整備事業\n31\n12百万円(10百万円)")
    assert (entry.name, entry.amount.yen) == ("観測所整備事業", 12 * MILLION)


@pytest.mark.parametrize("foot", ["- {page} -", "{page}", "星雲局 {page}/3"])
def test_lines_that_run_along_all_pages_are_left_out(foot: str) -> None:
    pages = [["1", "惑星調査", "5百万円(4百万円)"], ["2", "月面調査", "6百万円(5百万円)"], ["3", "恒星調査", "7百万円(6百万円)"]]
    lines: list[Line] = []
    for page, texts in enumerate(pages, 1):
        for text in ["星雲局 概要", *texts, foot.format(page=page)]:
            lines.append(Line(len(lines) + 1, text, page))
    assert [(entry.name, entry.page) for entry in overview.read(lines, HEADER)] == [
        ("惑星調査", 1),
        ("月面調査", 2),
        ("恒星調査", 3),
    ]


def test_lines_that_a_page_breaks_are_joined() -> None:
    filler = [Line(number, "あ" * 30 + "。") for number in range(1, 31)]
    wrapped = [
        Line(31, ""),
        Line(32, "1"),
        Line(33, ""),
        Line(34, "彗星の尾の成分を調べるための観測衛星の設計と試作の事業推進"),
        Line(35, "支援事業 推一部212百万円 うち、推12百万"),
        Line(36, "円(200百万円)"),
    ]
    lines = [*filler, *(Line(line.number, line.text.rjust(31, "の") if line.number == 34 else line.text) for line in wrapped)]
    entry = overview.read(lines, HEADER)[-1]
    assert entry.name.endswith("事業推進支援事業")
    assert (entry.amount.yen, entry.prior.yen) == (212 * MILLION, 200 * MILLION)


def test_headings_nest_in_the_order_they_open() -> None:
    text = """1. 宇宙の観測

(1) 太陽系の観測

a. 内側

1
水星調査
5百万円(4百万円)

b. 外側

1
木星調査
6百万円(5百万円)

(2) 恒星の観測

1
恒星調査
7百万円(6百万円)"""
    assert [entry.section for entry in read(text)] == [
        ("1. 宇宙の観測", "(1) 太陽系の観測", "a. 内側"),
        ("1. 宇宙の観測", "(1) 太陽系の観測", "b. 外側"),
        ("1. 宇宙の観測", "(2) 恒星の観測"),
    ]


def test_a_numbered_list_inside_a_measures_prose_opens_no_heading() -> None:
    text = "1. 観測\n1\n水星調査\n5百万円(4百万円)\n次を行う。\nア 設計\nイ 試作\n2\n金星調査\n6百万円(5百万円)"
    assert [(entry.name, entry.section) for entry in read(text)] == [("水星調査", ("1. 観測",)), ("金星調査", ("1. 観測",))]


def test_a_section_that_states_money_is_a_total_above_its_measures() -> None:
    text = "1 観測\n(1) 水星調査 5百万円(4百万円)\n2 探査 30百万円(20百万円)\n(1) 月面探査 30百万円(20百万円)"
    entries = read(text)
    assert [(entry.name, entry.level) for entry in entries] == [
        ("水星調査", Level.MEASURE),
        ("探査", Level.TOTAL),
        ("月面探査", Level.MEASURE),
    ]
    assert entries[2].section == ("2 探査",)


def test_a_first_number_whose_money_alone_is_named_as_a_budgets_is_the_whole_sum() -> None:
    whole = "１．全体額\n　令和９年度概算要求額　１２，３４５百万円（前年度予算額　１１，０００百万円）"
    rest = "２．主要事項\n（１）観測　８億円（７億円）\n（２）探査　５億円（４億円）\n（３）研修　２億円（１億円）"
    entries = read(f"{whole}\n{rest}")
    assert [(entry.name, entry.level, entry.prior.yen) for entry in entries[:2]] == [
        ("令和9年度概算要求額", Level.TOTAL, 11_000 * MILLION),
        ("観測", Level.MEASURE, 700 * MILLION),
    ]
    labelled = "１．観測\n令和９年度概算要求額　８億円（７億円）\n２．探査\n令和９年度概算要求額　５億円（４億円）"
    assert [entry.name for entry in read(labelled)] == ["観測", "探査"]


SUMMED = """第１　観測と探査の推進　　　３０億円（２０億円）

１　観測の推進　　　２５億円（１６億円）
○　望遠鏡整備事業　　　１０億円（８億円）
　　望遠鏡を整備する。
　　〈主な内訳〉
　　・鏡の研磨費　　　６００百万円
　　・架台の整備費　　　４００百万円
○　観測員研修事業　　　１０億円（８億円）
　　観測員の研修を行う。

２　探査の推進　　　５億円（４億円）
　探査を進める。
（１）近い星
○　月面探査　　　３億円（３億円）
　　月面を調べる。
（２）遠い星
○　木星探査【新規】　　　２億円（０億円）
　　木星を調べる。"""


def test_a_number_over_bulleted_measures_that_are_explained_is_their_sections_sum() -> None:
    entries = read(SUMMED)
    assert [(entry.name, entry.level, entry.section) for entry in entries] == [
        ("観測と探査の推進", Level.TOTAL, ()),
        ("観測の推進", Level.TOTAL, ("第1 観測と探査の推進",)),
        ("望遠鏡整備事業", Level.MEASURE, ("第1 観測と探査の推進", "1 観測の推進")),
        ("鏡の研磨費", Level.BREAKDOWN, ("第1 観測と探査の推進", "1 観測の推進")),
        ("架台の整備費", Level.BREAKDOWN, ("第1 観測と探査の推進", "1 観測の推進")),
        ("観測員研修事業", Level.MEASURE, ("第1 観測と探査の推進", "1 観測の推進")),
        ("探査の推進", Level.TOTAL, ("第1 観測と探査の推進",)),
        ("月面探査", Level.MEASURE, ("第1 観測と探査の推進", "2 探査の推進", "(1) 近い星")),
        ("木星探査", Level.MEASURE, ("第1 観測と探査の推進", "2 探査の推進", "(2) 遠い星")),
    ]
    assert [entry.parent for entry in entries if entry.level is Level.BREAKDOWN] == ["望遠鏡整備事業"] * 2


def test_bulleted_parts_that_nothing_explains_stay_parts_of_the_number_above() -> None:
    parts = "・鏡の研磨 20億円(12億円)\n・架台 5億円(4億円)\n・研修 5億円(4億円)"
    entries = read(f"1 観測の推進 30億円(20億円)\n観測を進める。\n{parts}")
    assert [(entry.level, entry.parent) for entry in entries] == [(Level.MEASURE, None), *[(Level.BREAKDOWN, "観測の推進")] * 3]


def test_sums_of_bulleted_measures_make_an_overview_as_numbered_measures_do() -> None:
    text = f"令和９年度予算案の概要\n星雲局\n\n{SUMMED}"
    assert overview.find(document(text), HEADER)


LISTED = """1

観測体制の推進

100百万円(90百万円)

体制を整える。

【観測体制関係の主な予算の内訳】

・望遠鏡整備事業	1, 060 百万円
・観測員研修事業※	30 百万円
・星図基金※

※星図基金は別に措置する。"""


def test_a_list_of_parts_belongs_to_the_measure_above() -> None:
    entries = read(LISTED.replace("1, 060", "60"))
    assert [(e.name, e.level, e.parent, e.amount.yen) for e in entries[1:]] == [
        ("望遠鏡整備事業", Level.BREAKDOWN, "観測体制の推進", 60 * MILLION),
        ("観測員研修事業", Level.BREAKDOWN, "観測体制の推進", 30 * MILLION),
        ("星図基金", Level.BREAKDOWN, "観測体制の推進", None),
    ]


def test_a_list_goes_on_over_a_page_break_and_in_a_drawn_table() -> None:
    text = LISTED.replace("1, 060", "60").split("\n\n※")[0]
    more = f"{text}\n\n- ・暗室整備事業 5 百万円\n\n- | | |\n|---|---|\n| ・写真乾板購入費 | 3百万円 |"
    assert [entry.name for entry in read(more)][-2:] == ["暗室整備事業", "写真乾板購入費"]
    assert {entry.parent for entry in read(more)[1:]} == {"観測体制の推進"}


def test_parts_of_another_topic_that_exceed_the_measure_above_are_a_lost_measures() -> None:
    text = LISTED + "\n\n隕石の落下に備える。\n\n【隕石対策関係の予算の内訳】\n\n・隕石回収事業 900百万円\n・隕石倉庫事業 50百万円"
    entries = {entry.name: entry for entry in read(f"{text}\n\n3\n\n恒星調査\n\n7百万円(6百万円)")}
    assert entries["隕石回収事業"].parent is None
    assert entries["隕石回収事業"].level is Level.BREAKDOWN
    assert entries["望遠鏡整備事業"].parent == "観測体制の推進"
    assert entries["観測体制の推進"].overview == "体制を整える。"


def test_parts_stay_where_they_stand_when_their_heading_was_copied_from_elsewhere() -> None:
    text = "1\n恒星調査\n100百万円(90百万円)\n【隕石対策関係の予算の内訳】\n・分光器整備費 60百万円\n・暗室整備費 40百万円"
    assert {entry.parent for entry in read(text)[1:]} == {"恒星調査"}


def test_numbered_parts_that_exceed_the_measure_above_stand_for_themselves() -> None:
    text = "1\n恒星調査\n10百万円(9百万円)\n調査を行う。\n① 観測員支援センター 161百万円\n支援する。\n② 観測員研修 52百万円\n"
    entries = read(text)
    assert [(entry.name, entry.level, entry.parent) for entry in entries[1:]] == [
        ("観測員支援センター", Level.MEASURE, None),
        ("観測員研修", Level.MEASURE, None),
    ]
    assert entries[1].overview == "支援する。"


def test_numbered_parts_may_tell_national_and_local_shares_each() -> None:
    text = """1

星図基金

公費 120百万円

（国 80百万円、地方 40百万円）

基金による支援を行う。

(参考) 星図基金の対象事業

①星図の作成に関する事業(区分Ⅰ)

公費60百万円(国40百万円、地方20百万円)

作成する事業。

②星図の保存に関する事業(区分Ⅱ)

公費60百万円(国40百万円、地方20百万円)の内数

保存する事業。"""
    fund, first, second = read(text)
    assert [(part.label, part.yen) for part in fund.of_which] == [("国", 80 * MILLION), ("地方", 40 * MILLION)]
    assert (first.name, first.parent, first.level) == ("星図の作成に関する事業(区分I)", "星図基金", Level.BREAKDOWN)
    assert (second.amount.kind, second.amount.yen, second.parent) == (AmountKind.WITHIN, 60 * MILLION, "星図基金")


def test_a_part_may_be_told_in_a_sentence_below_the_list() -> None:
    entries = read(LISTED.replace("1, 060", "60") + "\n\n上記以外に彗星観測事業 8 百万円を計上、宇宙振興補助金 27,063 百万円を活用")
    assert [(entry.name, entry.amount.yen) for entry in entries[4:]] == [("彗星観測事業", 8 * MILLION)]
    assert entries[4].parent == "観測体制の推進"


def test_parts_of_the_money_are_told_apart_on_one_row_or_on_the_next() -> None:
    text = "1\n恒星調査 推一部 テ一部\n50百万円 うち、(推)12百万円(30百万円)\n\nうち、デジタル庁計上予算9百万円"
    entry = only(text)
    assert (entry.amount.yen, entry.prior.yen) == (50 * MILLION, 30 * MILLION)
    assert [(part.label, part.yen) for part in entry.of_which] == [("推", 12 * MILLION), ("デジタル庁", 9 * MILLION)]
    assert entry.flags == ("priority_part", "digital_part")


def test_a_garbled_badge_is_told_by_the_part_with_the_same_sign() -> None:
    entry = only("1\n恒星調査 ⑨\n50百万円 うち、⑨ 12百万円(30百万円)")
    assert entry.of_which[0].label == "推"
    assert entry.flags == ("priority_part",)
    assert only("1\n恒星調査 ⑨\n50百万円(30百万円)").flags == ("unknown_badge",)


def test_a_reprise_is_flagged_and_keeps_its_kind_of_amount() -> None:
    entry = only("6\n\n星図基金(再掲・1ページ)\n\n73,299百万円の内数\n\n支援する。")
    assert (entry.name, entry.flags, entry.amount.kind) == ("星図基金", ("reprise",), AmountKind.WITHIN)


def test_a_reference_between_name_and_money_is_neither() -> None:
    entry = only("3\n\n恒星調査 **推**一部※2. (1)5に含まれる3, 063百万円 うち、**推**276百万円(2, 817百万円)")
    assert (entry.name, entry.amount.yen, entry.prior.yen) == ("恒星調査", 3063 * MILLION, 2817 * MILLION)


def test_the_account_is_told_by_a_footnote() -> None:
    assert only("6\n恒星調査\n35百万円（21百万円）\n※宇宙復興特別会計に計上\n支援する。").account == "宇宙復興特別会計"
    assert only("6\n恒星調査\n35百万円（21百万円）\n※うち、宇宙特別会計 3百万円").account is None


def test_rates_are_read_from_the_prose() -> None:
    entry = only("1\n恒星調査\n5百万円(4百万円)\n観測所を支援する。補助率：国1/2、都道府県1/2")
    assert [party for party, _ in entry.rates[0].shares] == ["国", "都道府県"]


SUMMARY = """令和9年度 概算要求額	2,027億31百万円
〔うち、宇宙枠	267億68百万円〕
令和8年度 予算額	1,803億35百万円
差引増減額	223億97百万円

(注) デジタル庁計上予算として令和8年度当初予算に16億24百万円が、令和9年度概算要求額に80億70百万円が含まれている。

「宇宙枠」主な要望施策

1. 宇宙の観測

- ・太陽系の観測 742億円

2. 宇宙の探査

64億円

主要施策

1. 宇宙の観測

(1) 太陽系の観測

1

水星調査

5百万円(4百万円)

2. 宇宙の探査

1

月面探査

6百万円(5百万円)"""


def test_the_sums_at_the_top_are_totals_of_their_years() -> None:
    this, before = read(SUMMARY)[:2]
    assert (this.level, this.amount.yen, this.prior.yen) == (Level.TOTAL, 202_731 * MILLION, 180_335 * MILLION)
    assert [(part.label, part.yen) for part in this.of_which] == [("宇宙枠", 26_768 * MILLION), ("デジタル庁", 8_070 * MILLION)]
    assert (before.fiscal_year, before.stage) == (FiscalYear(2026), Stage.INITIAL)
    assert [(part.label, part.yen) for part in before.of_which] == [("デジタル庁", 1_624 * MILLION)]


def test_a_list_that_names_the_sections_before_they_begin_is_of_totals() -> None:
    summary, headed = read(SUMMARY)[2:4]
    assert (summary.name, summary.level, summary.section) == (
        "太陽系の観測",
        Level.TOTAL,
        ("「宇宙枠」主な要望施策", "1. 宇宙の観測"),
    )
    assert (headed.name, headed.level, headed.section) == ("宇宙の探査", Level.TOTAL, ("「宇宙枠」主な要望施策",))
    assert [(e.name, e.level, e.section) for e in read(SUMMARY)[4:]] == [
        ("水星調査", Level.MEASURE, ("1. 宇宙の観測", "(1) 太陽系の観測")),
        ("月面探査", Level.MEASURE, ("2. 宇宙の探査",)),
    ]


def test_a_table_of_contents_above_the_summary_is_of_it() -> None:
    contents = "1. 宇宙の観測\n2. 宇宙の探査\n\n「宇宙枠」主な要望施策"
    entries = read(SUMMARY.replace("「宇宙枠」主な要望施策", contents, 1))[2:]
    assert [entry.level for entry in entries] == [Level.TOTAL, Level.TOTAL, Level.MEASURE, Level.MEASURE]


def test_an_appendix_that_prints_the_headings_again_makes_no_summary_of_what_stands_above() -> None:
    body = SUMMARY.split("主要施策")[1]
    entries = read(f"{body}\n\n参考資料\n\n{body}")
    assert [entry.level for entry in entries] == [Level.MEASURE] * 4


def test_a_measure_whose_money_is_lost_is_told_of_where_it_has_parts() -> None:
    text = "1\n恒星調査\n5百万円(4百万円)\n2\n観測体制の推進\n\n体制を整える。\n\n【観測体制の内訳】\n・望遠鏡 60百万円"
    _, lost, part = read(text)
    assert (lost.name, lost.amount.kind, lost.overview) == ("観測体制の推進", AmountKind.NONE, "体制を整える。")
    assert lost.confidence < 0.6
    assert part.parent == "観測体制の推進"


def test_parts_below_money_without_a_name_are_not_the_measures_above() -> None:
    text = "1\n恒星調査\n500百万円(4百万円)\n2\n\n70百万円(60百万円)\n【観測体制関係の予算の内訳】\n・望遠鏡整備事業 60百万円"
    star, part = read(text)
    assert (star.name, part.name, part.parent) == ("恒星調査", "望遠鏡整備事業", None)


def test_a_converters_marks_mean_nothing() -> None:
    text = "## **1\\. 宇宙の観測**\n\n1\n\n**恒星調査** 推<sup>一部</sup>\n\n50百万円(30百万円)"
    entry = only(text)
    assert (entry.name, entry.section, entry.flags) == ("恒星調査", ("1. 宇宙の観測",), ("priority_part",))


def test_a_list_set_in_two_columns_is_read_row_by_row() -> None:
    entries = read("1\n恒星調査\n50百万円(30百万円)\n【恒星調査の内訳】\n・望遠鏡 30百万円　・暗室 5百万円\n・星図 15百万円")
    assert [(entry.name, entry.amount.yen) for entry in entries[1:]] == [
        ("望遠鏡", 30 * MILLION),
        ("暗室", 5 * MILLION),
        ("星図", 15 * MILLION),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "令和8年度補正予算で35百万円を措置した。",
        "※調査費補助金は宇宙振興補助金\n27,063 百万円の内数",
        "観測所の運営に要する経費として\n201百万円",
        "① 設計、② 試作、③ 打上げを行う。",
        "《令和8年度補正予算\n105億円》",
        "12\nに携わる観測員が",
    ],
)
def test_money_in_prose_and_notes_is_no_measure(text: str) -> None:
    entries = read(f"1\n恒星調査\n5百万円(4百万円)\n{text}\n2\n惑星調査\n6百万円(5百万円)")
    assert [entry.name for entry in entries] == ["恒星調査", "惑星調査"]


def test_a_measure_may_be_requested_without_an_amount() -> None:
    entry = only("2\n恒星調査 事項要求")
    assert (entry.name, entry.amount.kind) == ("恒星調査", AmountKind.NONE)


def test_dots_and_footnote_signs_are_no_part_of_name_and_money() -> None:
    entry = only("2 恒星調査 …………… ８２７億円※（７６２億円※）")
    assert (entry.name, entry.amount.yen, entry.prior.yen) == ("恒星調査", 82_700 * MILLION, 76_200 * MILLION)


def test_names_that_begin_with_hiragana_are_names() -> None:
    names = ["がん対策の推進", "へき地の観測", "と畜検査体制の整備", "かかりつけ医の支援"]
    text = "\n".join(f"{number}\n{name}\n5百万円(4百万円)" for number, name in enumerate(names, 1))
    assert [entry.name for entry in read(text)] == names


def numbered(count: int) -> str:
    return "\n".join(f"{number}\n\n第{number}惑星調査\n\n{number}百万円(4百万円)\n\n調査する。\n" for number in range(1, count + 1))


def test_numbered_measures_of_two_years_are_claimed_with_the_title_above() -> None:
    text = f"令和9年度 概算要求の概要\n\n1. 観測\n\n{numbered(6)}"
    (span,) = overview.find(document(text), HEADER)
    assert (span.first, span.last) == (1, len(text.rstrip().split("\n")))
    assert span.score > 0.8


ONE_PAGE = """3.星の図の整備
(R8予算)12億円

→(R9概算要求)15億円

星の図を新しくし、誰でも使えるようにする。

【古い図の保存】

古い図の撮影
30 百万円 → 45 百万円

図書館にある図を撮影する。
"""


def test_one_page_is_claimed_where_a_measures_money_names_both_budgets() -> None:
    assert overview.find(document(ONE_PAGE), HEADER)
    assert not overview.find(document(ONE_PAGE.replace("R9概算要求", "今回").replace("R8予算", "前回")), HEADER)
    assert not overview.find(document(ONE_PAGE.replace("R8予算", "R5予算")), HEADER)
    assert not overview.find(document(ONE_PAGE + "会議の記録である。\n" * 60), HEADER)


def test_a_text_with_few_such_measures_or_far_between_is_not_claimed() -> None:
    assert overview.find(document(numbered(2)), HEADER) == []
    apart = f"{numbered(1)}\n" + "議事を行った。\n" * 90
    assert overview.find(document(apart * 4), HEADER) == []
    assert overview.find(document(""), HEADER) == []


def test_a_text_that_names_no_budget_needs_more_of_them() -> None:
    assert overview.find(document(numbered(4)), HEADER) == []
    assert overview.find(document(numbered(12)), HEADER) != []


def test_what_follows_an_overview_at_a_distance_is_left_alone() -> None:
    (span,) = overview.find(document(f"令和9年度 概算要求の概要\n{numbered(6)}\n" + "議事を行った。\n" * 500), HEADER)
    assert span.last < 150


def test_a_supplementary_budget_has_no_year_before_and_is_read_all_the_same() -> None:
    text = "令和8年度 補正予算案の概要\n\n（医政局）\n\n" + "".join(
        f"{number}\n\n{name}\n\n{100 * number}百万円\n\n必要な経費を補助する。\n\n"
        for number, name in enumerate(("夜間診療車の配備事業", "離島の薬局支援事業", "病院の蓄電池整備事業", "助産所の改修事業"), 1)
    )
    parsed = parse(document(text))
    assert parsed.layouts == ("overview",)
    assert [(e.name, e.amount.yen, e.prior.yen) for e in parsed.entries if e.level is Level.MEASURE] == [
        ("夜間診療車の配備事業", 100_000_000, None),
        ("離島の薬局支援事業", 200_000_000, None),
        ("病院の蓄電池整備事業", 300_000_000, None),
        ("助産所の改修事業", 400_000_000, None),
    ]


def test_however_many_measures_are_numbered_slides_with_all_their_signs_are_surer() -> None:
    numbered = "\n\n".join(f"{number} 観測所整備事業{number}\n{number}百万円(10百万円)" for number in range(1, 90))
    assert [span.score for span in overview.find(document(f"星雲局予算概算要求の概要\n\n{numbered}"), HEADER)] == [
        overview.layout.SUREST
    ]


def test_a_fee_behind_a_bullet_is_no_part_of_a_measure() -> None:
    text = f"令和9年度 概算要求の概要\n{numbered(4)}\n・検診の費用の自己負担　1,300円（前年度1,200円）\n"
    parsed = parse(document(text))
    assert parsed.layouts == ("overview",)
    assert "検診の費用の自己負担" not in [entry.name for entry in parsed.entries]


def test_a_release_that_prints_no_year_before_is_read_under_a_title_on_two_lines() -> None:
    rows = "\n".join(f"（{n}）{name}の備え　　{n}億円（1.1{n}）\n" for n, name in enumerate(("川", "海", "山", "里"), 1))
    parsed = parse(document(f"令和８年度\n灯台局関係予算概算要求概要\n\n１．備え\n{rows}"))
    assert [(e.name, e.amount.yen, e.prior.yen) for e in parsed.entries] == [
        (f"{name}の備え", n * 10**8, None) for n, name in enumerate(("川", "海", "山", "里"), 1)
    ]


def test_parts_under_titles_in_brackets_belong_to_the_numbered_measure_that_is_explained() -> None:
    text = """令和８年度予算案の概要

１．灯台の運営
10億円（9億円）

灯台の灯を守る。

【離島の灯台】

離島の灯台の点検
2億円（1億円）

離島の灯台の塗装
1億円（1億円）

２．港の運営
5億円（5億円）

港を開いておく。

３．海の見守り
4億円（4億円）

海を見守る。
"""
    found = {entry.name: entry for entry in parse(document(text)).entries}
    assert [(name, entry.parent) for name, entry in found.items()] == [
        ("灯台の運営", None),
        ("離島の灯台の点検", "灯台の運営"),
        ("離島の灯台の塗装", "灯台の運営"),
        ("港の運営", None),
        ("海の見守り", None),
    ]


PARTED = """１　見回りの強化　８０億円（８０億円）
①　見回りの委託　　５０億円（４９億円）
{first}②　見回り船の修理　３０億円（３１億円）
{last}
２　灯台守の研修事業　６億円（５億円）
　研修を行う。
"""


def test_where_most_numbers_have_such_a_list_they_are_their_sections_sums() -> None:
    text = PARTED.format(first="", last="").partition("２　灯台守")[0]
    assert [entry.level.value for entry in read(text)] == ["total", "measure", "measure"]


@pytest.mark.parametrize(
    ("first", "last", "levels"),
    [
        ("", "", ["measure", "breakdown", "breakdown", "measure"]),
        ("", "　見回りを行う。\n", ["measure", "breakdown", "breakdown", "measure"]),
        ("　見回りを頼む。\n", "　船を修理する。\n", ["total", "measure", "measure", "measure"]),
    ],
    ids=["a bare list", "explained as a whole", "explained one by one"],
)
def test_circled_figures_right_below_a_measure_are_its_parts_unless_they_are_explained(
    first: str, last: str, levels: list[str]
) -> None:
    assert [entry.level.value for entry in read(PARTED.format(first=first, last=last))] == levels
