"""Badges in rings that stand apart from their signs, signs in the margin, numbers between the two lines of a name."""

from __future__ import annotations

import pytest

from monitor.budget import FiscalYear, Stage
from monitor.parse.header import Header
from monitor.parse.layouts import overview
from tests.parse.documents import lines_of

HEADER = Header(bureau="星雲局", fiscal_year=FiscalYear(2027), stage=Stage.DRAFT)
FIRST = "1\n灯台の運営\n14億円(15億円)\n灯台を運営する。\n"
LONG = "遠い離島の灯台で一人きりで働く灯台守を夜のあいだに手伝う人を送り出す派遣元"


def told(text: str) -> list[tuple[str, int | None, int | None, tuple[str, ...]]]:
    found = overview.read(lines_of(text), HEADER)
    return [(entry.name, entry.amount.yen, entry.prior.yen, entry.flags) for entry in found]


@pytest.mark.parametrize(
    ("rows", "flags"),
    [
        ("灯台船の建造 ○\n新\n456百万円(0百万円)", ("new",)),
        ("灯台船の建造 ○\n新 一部\n456百万円(0百万円)", ("new_part",)),
        ("灯台船の建造 ○\n新 一部○\n推 一部○\nデ 一部\n456百万円(0百万円)", ("new_part", "priority_part", "digital_part")),
        ("灯台船の建造\n新\n○\n456百万円(0百万円)", ("new",)),
        ("灯台船の建造 新\n○\n456百万円(0百万円)", ("new",)),
        ("灯台船の建造 ○新\n456百万円(0百万円)", ("new",)),
        ("灯台船の建造 ○新一部○推一部\n456百万円(0百万円)", ("new_part", "priority_part")),
        ("灯台船の建造 ○\n改\n456百万円(0百万円)", ("unknown_badge",)),
        ("灯台船の建造 ○\n推\n456百万円 うち、○\n推 400百万円(0百万円)", ("priority",)),
    ],
)
def test_a_sign_and_its_ring_are_one_badge_wherever_the_ring_stands(rows: str, flags: tuple[str, ...]) -> None:
    assert told(f"{FIRST}2\n{rows}\n船を造る。\n")[1] == ("灯台船の建造", 456_000_000, 0, flags)


@pytest.mark.parametrize("bullets", ["○新しい灯台\n2億円\n○新船\n1億円\n", "・新しい灯台\n2億円\n○\n・新船\n1億円\n"])
def test_a_circle_before_a_name_is_its_bullet(bullets: str) -> None:
    assert [name for name, *_ in told(f"{FIRST}{bullets}")][1:] == ["新しい灯台", "新船"]


@pytest.mark.parametrize(
    ("rows", "flags"),
    [
        ("新 ・灯台の検査\n\n4億円\n", ("new",)),
        ("改 ・灯台の検査\n○\n4億円\n", ("unknown_badge",)),
        ("新 推 ・灯台の検査\n4億円\n", ("new", "priority")),
        ("改・灯台の検査\n4億円\n", ("unknown_badge",)),
        ("新・灯台の検査\n4億円\n改・灯台の点検\n1億円\n", ("new",)),
        ("・灯台の検査\n4億円\n", ()),
    ],
)
def test_a_sign_in_the_margin_is_the_badge_of_the_bulleted_name_behind_it(rows: str, flags: tuple[str, ...]) -> None:
    assert told(f"{FIRST}(主な事業)\n{rows}検査する。\n")[1] == ("灯台の検査", 400_000_000, None, flags)


def test_a_name_may_begin_with_a_letter_that_is_a_sign_elsewhere() -> None:
    assert told(f"{FIRST}(2)新・港湾計画の推進\n4億円(3億円)\n推進する。\n新・港湾計画を見直す。\n")[1][0] == "新・港湾計画の推進"


@pytest.mark.parametrize("badge", ["", "新\n○\n", "○\n新\n"])
def test_a_number_between_the_two_lines_of_a_name_stands_before_both(badge: str) -> None:
    rows = f"{FIRST}{LONG}\n2\n支援事業\n{badge}456百万円(0百万円)\n送り出す。\n3\n港の整備\n2億円(1億円)\n"
    assert [name for name, *_ in told(rows)] == ["灯台の運営", f"{LONG}支援事業", "港の整備"]


@pytest.mark.parametrize(
    "above",
    [f"{LONG}を助ける。", "主な事業", f"【{LONG}】", f"{LONG}\n", f"a. {LONG}", f"ア　{LONG}"],
    ids=["prose", "short", "boxed", "a gap", "a heading", "a heading in kana"],
)
def test_what_stands_above_a_number_and_is_no_full_line_of_a_name_is_none(above: str) -> None:
    rows = f"{FIRST}{above}\n2\n灯台守の支援事業\n456百万円(0百万円)\n送り出す。\n"
    assert [name for name, *_ in told(rows)] == ["灯台の運営", "灯台守の支援事業"]


@pytest.mark.parametrize(
    ("note", "flags"),
    [("※デジタル庁において計上", ("digital",)), ("※デジタル庁一括計上", ("digital",)), ("※一部はデジタル庁において計上", ())],
)
def test_a_note_that_all_is_booked_at_the_digital_agency_is_a_flag(note: str, flags: tuple[str, ...]) -> None:
    assert told(f"{FIRST}2\n灯台の台帳の電子化\n837百万円( 0百万円)\n{note}\n進める。\n")[1][3] == flags
