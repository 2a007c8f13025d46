"""Pages whose digits vanished are told apart from whole ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.read import Document, Line
from monitor.read.damage import BARE_UNIT, DIGITS_MISSING, FIGURE, digits_are_missing, pages_without_digits, with_damage_told
from monitor.read.pdf import read as read_pdf

SLIDE = """灯台の光を守る事業
令和８年度概算要求額

億円の内数

港湾関係予算

億円の内数)※()内は前年度当初予算額
航路局灯台課
(内線)
1 事業の目的
令和7年4月施行の法律を踏まえ、灯台を守る。"""


def test_a_page_whose_digits_vanished_is_noticed() -> None:
    assert digits_are_missing(SLIDE)


@pytest.mark.parametrize(
    "page",
    [
        "（単位：億円）\n区分 前年度予算額 概算要求額\n灯台 12 15",
        "前年度予算額 千円\n要求額 千円\n灯台の整備 12,345 15,678 3,333",
        "区分\t予算額 千円\t要求額 千円\n灯台の整備\t12345\t15678",
        "令和8年度概算要求額 12億円の内数\n航路局灯台課 (内線2345)\n※億円の内数とは",
        "億円未満を四捨五入しているため、合計が一致しないことがある。",
        "",
    ],
)
def test_a_page_with_its_digits_is_whole(page: str) -> None:
    assert not digits_are_missing(page)


@pytest.mark.parametrize(
    "place",
    [
        "令和8年度概算要求額\n\n億円の内数",
        "億円の内数)※()内は前年度当初予算額",
        "(内線)",
        "（内線　）",
        "予算額　百万円",
        "億円（億円）※",
    ],
)
def test_a_place_where_a_figure_must_stand(place: str) -> None:
    assert BARE_UNIT.search(place)
    assert not FIGURE.search(place)


@pytest.mark.parametrize(
    "figure", ["要求額 1.8億円(1.8億円)", "１５，２０４千円", "予算額 12億円", "12億円の内数", "(内線 2345)", "▲ 3"]
)
def test_a_figure_that_stands_where_it_must(figure: str) -> None:
    assert FIGURE.search(figure)
    assert not BARE_UNIT.search(figure)


def test_the_remark_names_the_page() -> None:
    texts = {1: "令和８年度 灯台の整備 12億円", 2: SLIDE}
    lines = [Line(number, text, page) for number, (page, text) in enumerate(texts.items(), 1)]
    document = with_damage_told(Document("plan.pdf", "pdf", tuple(lines), 2))
    assert [(remark.page, remark.text) for remark in document.remarks] == [(2, DIGITS_MISSING)]
    assert pages_without_digits(document) == {2}


def test_real_page_texts_are_told_apart(shared: Path) -> None:
    rows = map(json.loads, (shared / "data/ministry_page_texts.jsonl").read_text("utf-8").splitlines())
    told = {row["quality"] for row in rows if digits_are_missing(row["text"])}
    assert told == {"partial_digits_missing"}


def test_no_real_release_is_told_to_miss_digits(shared: Path) -> None:
    """Neither whole nor in any stretch as long as a page."""
    for path in sorted((shared / "data/releases").glob("*.txt")):
        lines = path.read_text("utf-8").splitlines()
        stretches = ["\n".join(lines[start : start + 30]) for start in range(0, len(lines), 10)]
        assert not any(map(digits_are_missing, stretches)), path.name


def test_no_real_pdf_is_told_to_miss_digits(shared: Path) -> None:
    paths = sorted((shared / "data/pdf").glob("*.pdf"))
    assert len(paths) >= 6
    for path in paths:
        assert not pages_without_digits(with_damage_told(read_pdf(path.read_bytes(), path.name))), path.name
