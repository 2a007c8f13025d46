"""Reading and parsing in one trip to a child: the same as here, every value checked, and a hostile text costs what is allowed."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from decimal import Decimal
from fractions import Fraction

import pytest

from monitor.budget import FLAT, Amount, AmountKind, Box, Entry, FiscalYear, Part, Rate, RevisionRate, Stage, UnitAmount
from monitor.parse import Parsed, ParseError, parse, wire
from monitor.parse.apart import read_and_parse
from monitor.parse.header import Header
from monitor.read import Document, Limits, Line, ReadError, read
from tests.conftest import Plant
from tests.overviews import overview

DOCUMENT = Document("案.pdf", "pdf", (Line(1, "研修の事業", 1), Line(2, "5億円", 1)), pages=1)
ENTRY = Entry(
    "l1",
    "研修の事業",
    FiscalYear(2026),
    Stage.REQUEST,
    doc="案.pdf",
    page=1,
    line=1,
    box=Box(1.5, 2.0, 3.0, 4.25),
    section=("第1", "(1)"),
    amount=Amount(5 * 10**8, AmountKind.WITHIN, 10**8),
    of_which=(Part("国", 10**8),),
    flags=("new",),
    rates=(Rate("①", (("国", Fraction(2, 3)), ("事業者", FLAT), ("国", Fraction(1, 3))), "国2/3"),),
    revision_rates=(RevisionRate("薬価", Decimal("-0.97")),),
    unit_amounts=(UnitAmount("補助基準額", None, "1か所", "定額"),),
    implementers=("市町村",),
    confidence=0.123456789,
)
PARSED = Parsed(Header(ministry="見本省", fiscal_year=FiscalYear(2026), stage=Stage.REQUEST), (ENTRY,), ("overview",), (2,))

NAMES = [f"{what}{verb}事業" for what in ("医師確保", "看護職員研修", "救急医療", "在宅医療") for verb in ("推進", "支援")]
OVERVIEW = overview(2026, [(name, 500 + n, 400) for n, name in enumerate(NAMES)]).encode()


def rows_of(parsed: Parsed) -> list[object]:
    return [json.loads(row) for row in wire.pack(parsed)]


def unpacked(rows: list[object], document: Document = DOCUMENT) -> Parsed:
    return wire.unpack_rows((json.dumps(row).encode() for row in rows), document)


def test_the_trip_gives_what_reading_and_parsing_here_give() -> None:
    reading = read_and_parse(OVERVIEW, "概要.txt", "見本省")
    assert reading.document == read(OVERVIEW, "概要.txt")
    assert reading.parsed == parse(reading.document, "見本省")
    assert [entry.name for entry in reading.parsed.entries] == NAMES


def test_the_same_bytes_give_the_same_entries_in_every_child() -> None:
    """Each child has hash seeds of its own (RELIABILITY.md, 92)."""
    first, second, third = (read_and_parse(OVERVIEW, "概要.txt") for _ in range(3))
    assert first == second == third


def test_every_value_arrives_as_it_was() -> None:
    assert unpacked(rows_of(PARSED)) == PARSED


@pytest.mark.parametrize("field", [field.name for field in fields(Entry)])
@pytest.mark.parametrize("wrong", [{}, [[]], "\ud800", 1e400, 2**63, True, ["x", {}], [1, 2, 3], "x" * 50])
def test_a_value_of_another_type_than_declared_is_refused(field: str, wrong: object) -> None:
    rows = rows_of(PARSED)
    entry = rows[1]
    assert isinstance(entry, list)
    entry[[one.name for one in fields(Entry)].index(field)] = wrong
    try:
        (arrived,) = unpacked(rows).entries
    except ReadError:
        return
    text_fields = {"id", "name", "parent", "ministry", "bureau", "division", "phone_ext", "account", "overview", "reprise_of"}
    assert (field, type(wrong)) in {(name, str) for name in text_fields}
    assert getattr(arrived, field) == wrong


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (replace(ENTRY, line=3), "line 3 of 2"),
        (replace(ENTRY, line=0), "line 0 of 2"),
        (replace(ENTRY, page=2), "page 2 of 1"),
        (replace(ENTRY, doc="他.pdf"), "about another document"),
    ],
)
def test_an_entry_that_is_nowhere_in_the_document_is_refused(entry: Entry, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        unpacked(rows_of(replace(PARSED, entries=(entry,))))


def test_lines_of_money_that_are_not_there_are_refused() -> None:
    with pytest.raises(ReadError, match="lines that are not there"):
        unpacked(rows_of(replace(PARSED, unread_money_lines=(3,))))
    with pytest.raises(ReadError, match="lines that are not there"):
        unpacked(rows_of(replace(PARSED, unread_table_rows=(3,))))


@pytest.mark.parametrize(
    "rows",
    [[], [{}], [[]], [[1]], [[2, *rows_of(PARSED)[0][1:]]], [[-1]], [[10**9]], [[None]]],  # type: ignore[index]
)
def test_an_answer_that_is_cut_or_miscounted_is_refused(rows: list[object]) -> None:
    with pytest.raises(ReadError, match="the parser's answer cannot be"):
        unpacked(rows)


@pytest.mark.parametrize("words", ["1e999999999", "9" * 50, "1/0", "nan", "三分の一"])
def test_a_share_is_no_endless_number(words: str) -> None:
    rows = json.dumps(rows_of(PARSED)).replace('"2/3"', json.dumps(words))
    with pytest.raises(ReadError):
        unpacked(json.loads(rows))


def test_a_text_made_to_keep_the_parser_busy_is_quarantined_when_its_time_is_up() -> None:
    hostile = "令和8年度 概算要求\n" + "".join(f"({n % 20}) 事業 {n}億円({n}億円)（うち{n}億円）\n" for n in range(100_000))
    with pytest.raises(ReadError, match=r"^悪.txt: takes longer to read than the 1 s of processor time allowed$"):
        read_and_parse(hostile.encode(), "悪.txt", limits=Limits(cpu_seconds=1))


def test_a_layout_that_breaks_is_told_in_one_line_by_the_child_as_here(plant: Plant) -> None:
    plant("monitor/parse/layouts/overview/layout.py", "def read(lines, header):\n    raise KeyError('円')", append=True)
    with pytest.raises(ParseError, match=r"^概要\.txt: lines \d+–\d+ look like the overview layout but cannot be read as such"):
        read_and_parse(OVERVIEW, "概要.txt")


def test_a_parser_that_fails_elsewhere_is_told_in_one_line(plant: Plant) -> None:
    plant("monitor/parse/header.py", "def recognise(document):\n    raise KeyError('円')", append=True)
    with pytest.raises(ParseError, match=r"^概要\.txt: the parser failed \(KeyError\('円'\)\)$"):
        read_and_parse(OVERVIEW, "概要.txt")
