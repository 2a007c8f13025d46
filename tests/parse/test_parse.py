"""The dispatcher: who reads which lines, and what is filled in."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

import monitor.parse.claims as claims_module
from monitor.budget import Entry, FiscalYear, Stage
from monitor.parse import ParseError, parse, unread_told
from monitor.parse.header import Header
from monitor.parse.layouts import LAYOUTS, RECORDS, TABLE_LAYOUTS
from monitor.parse.layouts.span import Ground, Span
from monitor.parse.lines import printable
from monitor.read.document import Cell, Document, Line, Table, TableRow, row_text
from tests.parse.documents import document

TEXT = """令和７年度概算要求の概要
厚生労働省医政局

※（ ）内は前年度当初予算額
○ 灯台の整備 １０億円（９億円）
○ 港の整備 ２．５億円（２．４億円）
○ 橋の整備 ８０百万円（７０百万円）
"""


@dataclass
class Claimant:
    """A layout that claims what it is told to, and reads one entry a line."""

    NAME: str
    spans: list[Span]
    seen: list[list[int]] = field(default_factory=list)

    def find(self, document: Document, header: Header) -> list[Span]:
        return self.spans

    def read(self, lines: Sequence[Line], header: Header) -> list[Entry]:
        self.seen.append([line.number for line in lines])
        return [Entry("x", line.text, line=line.number) for line in lines if line.text.strip()]


def test_the_header_fills_what_the_entries_leave_open() -> None:
    parsed = parse(document(TEXT))
    assert [entry.name for entry in parsed.entries] == ["灯台の整備", "港の整備", "橋の整備"]
    for entry in parsed.entries:
        assert (entry.doc, entry.ministry, entry.bureau) == ("release.txt", "厚生労働省", "医政局")
        assert (entry.fiscal_year, entry.stage) == (FiscalYear(2025), Stage.REQUEST)


def test_the_callers_ministry_wins() -> None:
    parsed = parse(document(TEXT), "国土交通省")
    assert {entry.ministry for entry in parsed.entries} == {"国土交通省"}


def test_ids_are_unique_and_stable() -> None:
    first, second = parse(document(TEXT)), parse(document(TEXT))
    assert [entry.id for entry in first.entries] == [entry.id for entry in second.entries]
    assert len({entry.id for entry in first.entries}) == len(first.entries)


def test_the_surer_claim_wins_and_what_overlaps_it_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    sure = Claimant("sure", [Span(3, 5, 0.9)])
    less = Claimant("less", [Span(1, 4, 0.6), Span(6, 7, 0.5)])
    monkeypatch.setattr(claims_module, "LAYOUTS", (less, sure))
    parsed = parse(document("\n".join(f"行{n}" for n in range(1, 9))))
    assert (sure.seen, less.seen) == ([[3, 4, 5]], [[6, 7]])
    assert parsed.layouts == ("sure", "less")


def test_of_two_claims_about_as_sure_the_one_that_reads_more_measures_wins() -> None:
    heading = "令和７年度概算要求の概要\n１ 海の安全\n"
    few = "".join(f"({n}) 灯台{n}の整備\t{n}億円(1億円)\n" for n in range(1, 5))
    many = "".join(f"○ 港{n}の整備 {n}億円（1億円）\n" for n in range(1, 10))
    names = {entry.name for entry in parse(document(heading + few + many)).entries}
    assert {f"灯台{n}の整備" for n in range(1, 5)} | {f"港{n}の整備" for n in range(1, 10)} <= names


def test_a_claim_that_is_not_sure_enough_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims_module, "LAYOUTS", (Claimant("guess", [Span(1, 2, 0.1)]),))
    assert parse(document("一\n二")).entries == ()


def test_a_layout_that_breaks_is_an_error_that_names_the_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(Claimant):
        def read(self, lines: Sequence[Line], header: Header) -> list[Entry]:
            return [Entry("x", "")]

    monkeypatch.setattr(claims_module, "LAYOUTS", (Broken("broken", [Span(1, 2, 1.0)]),))
    with pytest.raises(ParseError, match=r"release.txt: lines 1–2 look like the broken layout"):
        parse(document("一\n二"))


def test_two_entries_of_one_line_have_two_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    class Twice(Claimant):
        def read(self, lines: Sequence[Line], header: Header) -> list[Entry]:
            return super().read(lines, header) * 2

    monkeypatch.setattr(claims_module, "LAYOUTS", (Twice("twice", [Span(1, 1, 1.0)]),))
    assert [entry.id for entry in parse(document("一")).entries] == ["l1", "l1.2"]


def test_money_that_no_layout_read_is_counted() -> None:
    parsed = parse(document("白書の概要\n\n施設の費用は3億円である。\n円滑な実施\n令和７年度予算案"))
    assert (parsed.entries, parsed.unread_money_lines, parsed.unread_table_rows, parsed.layouts) == ((), (3,), (), ())


@pytest.mark.parametrize(
    ("lines", "rows", "told"),
    [
        (12, 0, "12 money lines read by no layout"),
        (15, 3, "12 money lines and 3 table rows read by no layout"),
        (1, 1, "1 table row read by no layout"),
        (0, 0, ""),
    ],
)
def test_what_no_layout_read_is_told_as_lines_and_rows(lines: int, rows: int, told: str) -> None:
    assert unread_told(lines, rows) == told


def test_a_maintenance_page_gives_nothing() -> None:
    parsed = parse(document("ただいまメンテナンス中です。\nしばらくお待ちください。"))
    assert (parsed.entries, parsed.header.stage) == ((), None)
    assert parse(Document("empty.txt", "text", ())).entries == ()


def test_there_is_one_layout_a_family() -> None:
    names = [layout.NAME for layout in (*RECORDS, *TABLE_LAYOUTS, *LAYOUTS)]
    assert len(names) == len(set(names))
    assert set(names) == {
        "account", "review_sheet", "ledger", "project", "overview", "sheet", "slide", "bulleted", "reference",
    }  # fmt: skip


@pytest.mark.parametrize(("first", "last", "score"), [(5, 4, 0.5), (1, 2, 1.5), (1, 2, -0.1)])
def test_a_span_that_cannot_be_is_refused(first: int, last: int, score: float) -> None:
    with pytest.raises(ValueError, match=r"span|score"):
        Span(first, last, score)


@given(st.lists(st.text("○①・１２３億百万円（）－令和年度予算案のうち、推 　国1/2補助率【】施策名：\n", max_size=60), max_size=40))
def test_no_document_makes_the_parser_fail(rows: list[str]) -> None:
    parsed = parse(document("\n".join(rows)))
    assert len({entry.id for entry in parsed.entries}) == len(parsed.entries)


def test_two_thousand_lines_are_parsed_in_no_time() -> None:
    rows = ["令和７年度概算要求", "※（ ）内は前年度当初予算額"] + [f"○ 第{n}灯台の整備 {n}億円（{n}億円）" for n in range(1, 2000)]
    begun = time.process_time()
    parse(document("\n".join(rows)))
    assert time.process_time() - begun < 3


def test_a_claim_is_read_once_however_often_it_is_weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    long = Claimant("long", [Span(1, 8, 0.6)])
    short = Claimant("short", [Span(1, 2, 0.6), Span(5, 6, 0.5)])
    monkeypatch.setattr(claims_module, "LAYOUTS", (long, short))
    parse(document("\n".join(f"行{n}" for n in range(1, 9))))
    assert long.seen == [list(range(1, 9))]
    assert sorted(short.seen) == [[1, 2], [5, 6]]


def test_ground_that_is_taken_is_not_free() -> None:
    ground = Ground()
    for span in (Span(10, 20, 0.5), Span(1, 3, 0.5)):
        assert ground.is_free(span)
        ground.take(span)
    assert [ground.is_free(Span(first, last, 0.5)) for first, last in ((3, 4), (4, 9), (9, 10), (20, 30), (21, 30), (1, 30))] == [
        False,
        True,
        False,
        False,
        True,
        False,
    ]
    assert [ground.at(line) for line in (2, 5, 10)] == [Span(1, 3, 0.5), None, Span(10, 20, 0.5)]


def test_slides_that_hold_all_the_money_leave_nothing_to_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Listed(Claimant):
        def find(self, document: Document, header: Header) -> list[Span]:
            asked.append(document.lines[0].text)
            return super().find(document, header)

    whole = Claimant("whole", [Span(2, 3, 0.95)])
    monkeypatch.setattr(claims_module, "LAYOUTS", (Listed("listed", []), whole))
    monkeypatch.setattr(claims_module, "WHOLE", (whole,))
    parse(document("令和８年度の施策\n灯台 3億円\n水車 2億円"))
    parse(document("灯台 3億円\n水車 2億円\n橋 1億円"))
    assert asked == ["灯台 3億円"]


def test_control_characters_of_a_damaged_text_reach_no_entry() -> None:
    rows = ["令和8年度概算要求の概要", "", "主要施策", "", "(1) 灯台の保全 3億円(2億円)", "灯台を\x0f守り\r\x0c見回る。"]
    rows += ["(2) 水車の更新 2億円(1億円)", "(3) 桟橋の点検 1億円(1億円)"]
    entries = parse(Document("a.txt", "text", tuple(Line(n, row) for n, row in enumerate(rows, 1)))).entries
    assert [entry.name for entry in entries] == ["灯台の保全", "水車の更新", "桟橋の点検"]
    assert entries[0].overview == "灯台を 守り  見回る。"


def test_control_characters_reach_no_name_label_or_scope() -> None:
    written = TEXT.replace("灯台の整備", "灯\x02台の\x7f整備").replace("※（ ）", "\x0b※（ ）")
    assert "\x02" in written
    assert parse(document(written)).entries == parse(document(TEXT)).entries


def test_control_characters_of_a_cell_reach_no_name() -> None:
    rows = [("事項", "令和８年度要求額（百万円）"), ("灯台の\x01整備", "10"), ("港の整備", "20"), ("航路の保全", "30")]
    table = Table(tuple(TableRow(number, tuple(map(Cell, row))) for number, row in enumerate(rows, 1)))
    lines = tuple(Line(row.line, row_text(row.cells)) for row in table.rows)
    assert parse(Document("a.html", "html", lines, tables=(table,))).entries[0].name == "灯台の整備"


def test_a_form_feed_before_a_page_stays_and_one_within_a_line_is_blank() -> None:
    lines = printable(document("\f灯台\fの整備\n\f\f港")).lines
    assert [line.text for line in lines] == ["\f灯台 の整備", "\f\f港"]
