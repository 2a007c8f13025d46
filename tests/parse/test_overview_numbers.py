"""Numbers of two parts before measures, signs that a release explains itself, parts behind another bullet."""

from __future__ import annotations

import pytest

from monitor.budget import Entry, FiscalYear, Stage
from monitor.parse.header import Header
from monitor.parse.layouts import overview
from monitor.parse.names import MarkerKind, clean_name, read_marker
from tests.parse.documents import lines_of

HEADER = Header(bureau="星雲局", fiscal_year=FiscalYear(2026), stage=Stage.SUPPLEMENTARY_DRAFT)
LEGEND = "※ 名の右は所管課室。☆は新規、★は前からある事業の拡充、◇はデジタル庁一括計上を示す。\n"


def read(text: str) -> list[Entry]:
    return overview.read(lines_of(text), HEADER)


@pytest.mark.parametrize(
    ("text", "ordinal", "name"),
    [("1-2　灯台の点検", 2, "灯台の点検"), ("6.1　灯台の点検", 1, "灯台の点検"), ("12-10 ☆灯台の点検", 10, "☆灯台の点検")],
)
def test_a_number_of_two_parts_is_a_marker(text: str, ordinal: int, name: str) -> None:
    marker, rest = read_marker(text)
    assert marker is not None
    assert (marker.kind, marker.ordinal, rest) == (MarkerKind.SUB_NUMBER, ordinal, name)


@pytest.mark.parametrize("text", ["1-2月の点検", "1.5 億円", "2-3 年の点検", "10-12", "3.5倍の灯台", "1-2歳の子"])
def test_two_numbers_before_a_unit_are_none(text: str) -> None:
    assert read_marker(text)[0] is None
    assert clean_name("1-2　灯台の点検") == "灯台の点検"


def test_measures_that_are_numbered_so_stand_under_their_chapter() -> None:
    rows = "第１　灯台\n1-1　灯台の点検　　64億円　　［灯台課］\n1-2　灯台の建造\n　　28億円　　［灯台課、建造課］\n"
    rows += "第２　港\n2-1　港の整備　9億円\n"
    assert [(e.name, e.level.value, e.amount.yen, e.division, e.section) for e in read(rows)] == [
        ("灯台の点検", "measure", 6_400_000_000, "灯台課", ("第1 灯台",)),
        ("灯台の建造", "measure", 2_800_000_000, "灯台課、建造課", ("第1 灯台",)),
        ("港の整備", "measure", 900_000_000, None, ("第2 港",)),
    ]


def test_signs_are_the_badges_that_the_release_says_they_are() -> None:
    rows = "1　☆灯台の点検　6億円\n2　★灯台の建造　2億円\n3　港の整備　◇\n　　9億円\n4　港の点検　20百万円　◇　　［港課］\n"
    assert [(e.name, e.flags) for e in read(LEGEND + rows)] == [
        ("灯台の点検", ("new",)),
        ("灯台の建造", ("expanded",)),
        ("港の整備", ("digital",)),
        ("港の点検", ("digital",)),
    ]


def test_signs_that_nobody_explains_are_no_badges() -> None:
    assert [
        e.flags for e in read("※ ☆は灯台課の所管を示す。\n1　☆灯台の点検　6億円\n2　★灯台の建造　2億円\n3　港の整備　9億円\n")
    ] == [(), (), ()]


def test_figures_of_one_year_behind_another_bullet_are_parts_as_far_as_the_measure_has_so_much() -> None:
    rows = "第１　灯台\n■ 灯台の点検 310百万円\n■ 灯台の建造 1,265百万円\n"
    rows += "　・設計の経費 980百万円\n　・検証の経費 195百万円\n■ 灯台守 5百万円\n"
    assert [e.parent for e in read(rows)] == [None, None, "灯台の建造", "灯台の建造", None]
    assert [e.parent for e in read(rows.replace("195百万円", "995百万円"))] == [None] * 5


LOST = "灯台の点検 ○\n\n136百万円 (30百万円)\n点検する。\n\n\n\n灯台船の建造\n\n236百万円 (130百万円)\n船を造る。\n\n\n\n"


def test_a_heading_above_a_name_whose_number_was_lost_is_no_part_of_the_name() -> None:
    rows = f"1.灯台の備え\n(1)点検の推進\n※別に検討する。\n\n\n\n{LOST}港の見回り\n\n9百万円 (8百万円)\n見回る。\n\n"
    found = overview.read(lines_of(f"{rows}(2)研究の推進\n\n\n\n光の研究 ○\n推\n336百万円 (130百万円)\n究める。\n"), Header())
    assert [(entry.name, entry.section[-1]) for entry in found[-2:]] == [
        ("港の見回り", "(1) 点検の推進"),
        ("光の研究", "(2) 研究の推進"),
    ]


def test_a_name_over_a_wide_gap_is_whole_where_no_number_was_lost() -> None:
    rows = "(1)灯台の点検\n\n136百万円 (30百万円)\n(2)灯台船の建造と港の見回りと\n\n\n\n橋の補修\n236百万円 (130百万円)\n"
    assert overview.read(lines_of(rows), Header())[-1].name == "灯台船の建造と港の見回りと橋の補修"
