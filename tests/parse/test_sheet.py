"""The sheet layout end to end: invented sheets, each for one rule; and the real release as an expert reads it."""

import json
import time
from fractions import Fraction
from pathlib import Path

import pytest

from monitor.budget import Amount, FiscalYear, Level, Stage
from monitor.parse.header import Header, recognise
from monitor.parse.layouts import sheet
from monitor.read.document import Document, Line
from tests.parse.documents import document
from tests.parse.sheets import GRID, HYAKUMAN, OKU, a_sheet, read


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


def test_a_sheet_without_money_is_still_a_measure() -> None:
    (entry,) = read(a_sheet(money=""))
    assert entry.amount == Amount.none()


def test_the_account_is_read_from_the_line_that_repeats_the_amount() -> None:
    (entry,) = read(a_sheet(money="令和７年度補正予算案 52百万円\n※労働特会（雇） 52百万円"))
    assert entry.account == "労働特会(雇)"


@pytest.mark.parametrize(
    "money",
    [
        "令和７年度補正予算案 52百万円\n\n労働保険特別会計",
        "令和７年度補正予算案\n労働保険特別会計\n52百万円",
        "（労働保険特別会計）\n令和７年度補正予算案 52百万円",
    ],
)
def test_the_account_may_stand_alone_right_beside_the_money(money: str) -> None:
    (entry,) = read(a_sheet(money=money, rest="国民健康保険特別会計"))
    assert entry.account == "労働保険特別会計"


def test_a_box_of_a_diagram_is_no_account() -> None:
    assert read(a_sheet(rest="国\n\n国民健康保険特別会計\n\n市町村"))[0].account is None
    assert read(a_sheet(rest="国\n\n※ 労働特会（雇）"))[0].account == "労働特会(雇)"


def test_a_sheet_with_two_budgets_is_a_measure_in_each() -> None:
    first, second = read(a_sheet(money="令和７年度補正予算案 3億円 令和８年度当初予算案 5億円"))
    assert (first.name, first.fiscal_year, first.amount.yen) == (second.name, FiscalYear(2025), 3 * OKU)
    assert (second.fiscal_year, second.stage, second.amount.yen) == (FiscalYear(2026), Stage.DRAFT, 5 * OKU)


def test_pages_without_anything_of_a_sheet_are_left_alone() -> None:
    assert read("目次\n\n第１章 森の学校\n\n第２章 海の学校") == []


def test_a_collection_is_claimed_from_its_first_sheet_to_its_last() -> None:
    text = "\n\f".join(["主要施策集", a_sheet(), a_sheet("施策名：海の学校整備事業")])
    (span,) = sheet.find(document(text), Header())
    assert (span.first, span.last) == (2, text.count("\n") + 1)
    assert span.score > 0.9


def test_lines_that_begin_and_end_alike_are_read_for_what_stands_between() -> None:
    lines = document("\n\f".join([a_sheet(), a_sheet("施策名：海の学校整備事業")])).lines
    sheet.find(Document("release.txt", "text", lines), Header())
    blank = [line.with_text("") if "12億円" in line.text else line for line in lines]
    assert [entry.amount.yen for entry in sheet.read(blank, Header())] == [None, None]
    assert [entry.amount.yen for entry in sheet.read(lines, Header())] == [12 * OKU, 12 * OKU]


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
