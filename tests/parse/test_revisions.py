"""改定率: read with their labels wherever a document states them, never from a sentence that only speaks of a percentage."""

from __future__ import annotations

import json
import time
from decimal import Decimal
from pathlib import Path

import pytest

from monitor.budget import Level
from monitor.parse import parse
from monitor.parse.revisions import read_revision_rates, revisions
from monitor.read import read
from monitor.read.document import Line
from tests.parse.documents import lines_of


def told(text: str) -> list[tuple[str, str]]:
    return [(rate.label, str(rate.percent)) for rate in read_revision_rates(text)]


def test_revision_rates_keep_their_labels_and_signs() -> None:
    assert told("・薬価等：▲1.00％（薬価：▲0.97%、材料価格：▲0.02％）") == [
        ("薬価等", "-1.00"),
        ("薬価", "-0.97"),
        ("材料価格", "-0.02"),
    ]
    (rate,) = read_revision_rates("・診療報酬：＋0.88％")
    assert (rate.label, rate.percent) == ("診療報酬", Decimal("0.88"))


def test_a_group_holds_for_every_label_of_its_chain() -> None:
    assert told("うち各科改定率：医科＋０．５２％、 歯科＋０．５７％、 調剤＋０．１６％") == [
        ("各科改定率 医科", "0.52"),
        ("各科改定率 歯科", "0.57"),
        ("各科改定率 調剤", "0.16"),
    ]


def test_a_percentage_that_the_sentence_goes_on_from_is_part_of_the_label() -> None:
    assert told("① 職員について、R6年度にベア＋2.5％、R7年度にベア＋2.0％を実施していくための対応 ＋０．６１％") == [
        ("職員について、R6年度にベア+2.5%、R7年度にベア+2.0%を実施していくための対応", "0.61")
    ]


def test_what_is_said_aside_before_a_rate_and_a_number_of_years_behind_a_note() -> None:
    assert told("② 食費の引上げ（１食当たり30円）の対応（うち、低所得者については10～20円） ＋０．０６％") == [
        ("食費の引上げ(1食当たり30円)の対応", "0.06")
    ]
    assert told("④ ①～③以外の改定分 ＋０．４６％（※40歳未満の職員の措置分（＋0.28％程度）を含む）") == [
        ("①~③以外の改定分", "0.46"),
        ("40歳未満の職員の措置分", "0.28"),
    ]
    assert told("※１ うち、※２～４を除く改定分：＋0.46％") == [("※2~4を除く改定分", "0.46")]


def test_a_heading_above_a_label_is_no_part_of_it() -> None:
    text = """１．星の料金の改定 ＋２．０３％（令和９年６月施行）
① 望遠鏡を扱う者の賃金を上げるための措置のうち、前の年度から引き続き行うものに係る
料金の分 ＋１．９５％
２．部品の料金等
望遠鏡と架台をつなぐ部品に係る料金の対応 ＋０．０２％
鏡 ▲０．８７％（令和９年４月施行）"""
    (revision,) = revisions(lines_of(text))
    assert [rate.label for rate in revision.rates][-2:] == ["望遠鏡と架台をつなぐ部品に係る料金の対応", "鏡"]
    assert revision.rates[1].label.endswith("引き続き行うものに係る料金の分")


@pytest.mark.parametrize(
    "text",
    [
        "対前年度比	112.4%",
        "５％pt以上 20円/件",
        "利用率10～20%",
        "対前年度伸び率 ＋3.2％",
        "改定率は＋２．０３％と決定された。",
        "星の改定は全体で＋２．０３％、うち鏡の分が＋０．０９％",
        "▲20％以上の業務効率化",
    ],
)
def test_another_percentage_is_no_revision_rate(text: str) -> None:
    assert read_revision_rates(text) == ()


def test_rates_without_a_word_of_a_revision_near_them_are_none() -> None:
    lines = [Line(1, "物価の動き"), Line(2, "・灯油：＋4.1％"), Line(3, "・食料：＋3.0％")]
    assert revisions(lines) == []
    (found,) = revisions([Line(1, "１．介護報酬の改定"), *lines[1:]])
    assert (found.line, found.title, len(found.rates)) == (2, "介護報酬の改定", 2)


def test_rates_outside_of_a_list_of_measures_are_no_measures_own() -> None:
    paper = "灯台手当の改定について\n\n・灯台手当：＋1.2％\n\n（注）灯台は国の施設である。\n"
    (entry,) = parse(read(paper.encode(), "paper.txt")).entries
    assert (entry.level, entry.name, entry.line) == (Level.TOTAL, "灯台手当の改定について", 3)
    assert [str(rate.percent) for rate in entry.revision_rates] == ["1.2"]


LIST = """令和６年度予算案（灯台局関係）の主な事項
※（ ）内は前年度当初予算額

○ 灯台の灯を守るための国庫負担 １０億円（９億円）

＊灯台手当の改定
・灯台手当：＋0.88％

○ 港の整備 ２．５億円（２．４億円）
○ 橋の整備 ８０百万円（７０百万円）
"""


def test_rates_below_a_measure_of_a_list_are_stated_with_it() -> None:
    entries = parse(read(LIST.encode(), "paper.txt")).entries
    assert [(entry.name, len(entry.revision_rates)) for entry in entries] == [
        ("灯台の灯を守るための国庫負担", 1),
        ("港の整備", 0),
        ("橋の整備", 0),
    ]


def test_the_council_paper_states_each_rate_in_both_places_and_none_is_invented(shared: Path) -> None:
    name = "mhlw-iryouhoken-bukai-174-part1"
    gold = [json.loads(row) for row in (shared / "data/gold" / f"{name}.revision_rates.jsonl").read_text("utf-8").splitlines()]
    entries = parse(read((shared / "data/releases" / f"{name}.txt").read_bytes(), f"{name}.txt")).entries
    stating = [entry for entry in entries if entry.revision_rates]
    assert [entry.level for entry in stating] == [Level.TOTAL, Level.MEASURE]
    for entry, place in zip(stating, (range(1779, 1795), range(2058, 2066)), strict=True):
        want = sorted((row["label"], row["rate_percent"]) for row in gold if row["line"] in place)
        assert len(want) == 11
        assert sorted((rate.label, float(rate.percent)) for rate in entry.revision_rates) == want
        assert place[0] - 20 < (entry.line or 0) <= place[0]


@pytest.mark.parametrize("text", ["＋0.1％" * 5000, "改定、" * 5000 + "＋1％", "（" * 20_000 + "＋1％", "：" * 20_000 + "▲1％"])
def test_hostile_text_costs_no_time(text: str) -> None:
    begun = time.process_time()
    read_revision_rates(text)
    revisions([Line(1, "改定"), Line(2, text)])
    assert time.process_time() - begun < 4
