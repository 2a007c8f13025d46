"""A meeting's papers: only the paper or chapter that a budget's title heads holds measures. The papers here are written by hand."""

from __future__ import annotations

import pytest

from monitor.parse import parse
from monitor.parse.papers import budgets_in, is_of_meeting
from tests.parse.documents import document, lines_of

STATISTICS = """１．灯台をめぐる状況

（１）灯台の費用の推移

１　灯台の維持費　3兆9,112億円（3兆7,956億円）
２　灯台守の納付金　1兆5,321億円（1兆5,310億円）
３　燃料費の総額　2,398億円（2,410億円）
"""
CHAPTER = """２．令和９年度概算要求の概要（灯台局）

※ （ ）内は令和８年度当初予算額

１　灯台の点検事業　２４億円（２３億円）
　灯台を点検する。
２　航路標識の整備事業　１２億円（－億円）
　標識を整備する。
３　灯台守の研修事業　６２百万円（６０百万円）
　研修を行う。
"""
WAGES = """３．灯台守の賃金の状況

１　全産業平均　38万6千円（37万円）
２　灯台守の手当の総額　31億円（30億円）
３　見張りの手当の総額　30億円（29億円）
"""
AGENDA = """灯台部会（第126回） 令和８年９月８日

議　事
１．灯台をめぐる状況について
２．令和９年度概算要求について（報告）
"""
TITLED = "灯台局　令和９年度概算要求の概要"


def names(text: str) -> list[str]:
    return [entry.name for entry in parse(document(text)).entries]


MEASURES = ["灯台の点検事業", "航路標識の整備事業", "灯台守の研修事業"]


def test_of_a_meetings_chapters_only_the_budgets_is_read() -> None:
    assert names("\n".join([AGENDA, STATISTICS, CHAPTER, WAGES])) == MEASURES


def test_a_paper_begins_below_its_label_and_ends_at_the_next() -> None:
    chapter = CHAPTER.replace("２．", "")
    papers = [AGENDA, " 資料１\n", STATISTICS, " 資料２\n", chapter, " 参考資料１\n", WAGES]
    assert names("\n".join(papers)) == MEASURES


def test_the_label_of_a_paper_that_stands_on_each_of_its_pages_ends_nothing() -> None:
    first, second = CHAPTER.replace("２．", "").split("２　航路")
    papers = [AGENDA, " 資料２\n", first, " 第126回 資料２\n", f"２　航路{second}", " 資料３\n", WAGES]
    assert names("\n".join(papers)) == MEASURES


def test_a_release_of_its_own_is_read_whole_whatever_its_chapters() -> None:
    text = "\n".join([TITLED, STATISTICS, CHAPTER, WAGES])
    assert not is_of_meeting(lines_of(text))
    assert len(budgets_in(document(text))) == 1
    assert set(MEASURES) < set(names(text))


def test_papers_without_a_budgets_title_are_read_whole() -> None:
    text = "\n".join([AGENDA, STATISTICS])
    assert budgets_in(document(text)) == [document(text)]


@pytest.mark.parametrize(
    "line",
    [
        "２．令和９年度概算要求の概要（灯台局）　・・・・・・・　11",
        "２．令和９年度概算要求について（報告）ほか",
        "１．令和９年度予算案（灯台局）の主な事項等について",
        "３．令和９年度予算案では、灯台の点検を行うこととしている。",
    ],
    ids=["contents", "report", "agenda", "sentence"],
)
def test_lines_of_contents_agendas_and_sentences_open_no_part(line: str) -> None:
    text = "\n".join([AGENDA, line, STATISTICS])
    assert budgets_in(document(text)) == [document(text)]


POINTS = "１．令和９年度概算要求のポイント\n\n"
PORTS = "２．港の整備\n\n１　港の浚渫事業　５億円（４億円）\n２　桟橋の修繕事業　３億円（２億円）\n"
WHOLE = f"{POINTS}{CHAPTER.split('額', 1)[1]}\n{PORTS}"


@pytest.mark.parametrize(
    "head",
    [
        "令和９年度概算要求の概要　　資料１\n灯台局\n",
        "第126回灯台部会\n令和９年度概算要求の概要\n灯台局\n",
        "資料１\n灯台局\n令和９年度概算要求の概要\n",
    ],
    ids=["label behind the title", "meeting above the title", "owner between label and title"],
)
def test_a_title_at_a_papers_head_covers_its_chapters_though_one_names_a_budget_too(head: str) -> None:
    assert is_of_meeting(lines_of(head))
    assert names(f"{head}\n{WHOLE}") == [*MEASURES, "港の浚渫事業", "桟橋の修繕事業"]


def test_a_list_of_papers_at_the_head_opens_none_of_them() -> None:
    listed = "灯台部会（第126回）\n資料１　灯台をめぐる状況\n資料２　令和９年度概算要求の概要\n"
    assert names("\n".join([listed, STATISTICS, CHAPTER, WAGES])) == MEASURES


def test_a_supplementary_budget_that_is_counted_is_no_meeting() -> None:
    text = f"令和９年度第２回補正予算案の概要\n灯台局\n\n{WHOLE.replace('概算要求', '補正予算案')}"
    assert not is_of_meeting(lines_of(text))
    assert is_of_meeting(lines_of("第２回　灯台部会\n令和９年度補正予算案について"))


def test_what_the_next_paper_lists_stands_under_no_budgets_heading() -> None:
    items = ["○ 灯台の点検　１２億円（１０億円）", "○ 港の案内　３億円（２億円）", "○ 海図の電子化　５億円（４億円）"]
    costs = ["○ 灯台の維持費　９９億円（９０億円）", "○ 浮標の維持費　８８億円（８０億円）", "○ 標識の維持費　７７億円（７０億円）"]
    paper = ["第12回 灯台部会", "", " 資料２", "令和８年度概算要求の概要", "", *items[:2], " 資料２", items[2]]
    assert names("\n".join([*paper, "", " 資料３", "灯台の維持費の状況", "", *costs])) == ["灯台の点検", "港の案内", "海図の電子化"]
    assert len(names("\n".join([*paper, "", "灯台の維持に要する経費", "", *costs]))) == 6
