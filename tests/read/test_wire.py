"""The wire: what a child hands back arrives whole, and what no reader writes is refused."""

from __future__ import annotations

import json

import pytest

from monitor.budget import Box
from monitor.read import wire
from monitor.read.document import Cell, Document, Line, ReadError, Remark, Table, TableRow

BOX = Box(1.0, 2.0, 30.5, 12.0)
DOCUMENT = Document(
    name="予算.pdf",
    kind="pdf",
    lines=(
        Line(1, "令和8年度予算", 1, BOX),
        Line(2, "事業名\t予算額", 1, BOX),
        Line(3, "\t令和8年度", 1),
        Line(4, "研修", 1),
    ),
    pages=1,
    title="予算",
    tables=(
        Table(
            (
                TableRow(2, (Cell("事業名", box=BOX), Cell("予算額", columns=2))),
                TableRow(3, (Cell(""), Cell("令和8年度"), Cell(""))),
                TableRow(4, (Cell("研修"), Cell(""), Cell("", box=BOX))),
            ),
            page=1,
            title="一般会計",
        ),
    ),
    remarks=(Remark("文字が字形番号だった", 1), Remark("全体の注意", is_loss=True)),
)


def answer(*rows: object) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def head(**counts: object) -> dict[str, object]:
    return {"kind": "pdf", "pages": 1, "title": None, "lines": 1, "tables": 0, "remarks": 0} | counts


def test_a_document_arrives_with_its_tables_and_remarks() -> None:
    assert wire.unpack(b"".join(wire.pack(DOCUMENT)), "予算.pdf", 10) == DOCUMENT


def test_a_row_that_its_line_does_not_carry_is_a_reader_s_mistake() -> None:
    wrong = Document("a", "html", (Line(1, "甲 乙"),), tables=(Table((TableRow(1, (Cell("甲"), Cell("乙"))),)),))
    with pytest.raises(ValueError, match="line 1 is not the row"):
        b"".join(wire.pack(wrong))


LINE = ["甲\t乙", 1, None]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([[]], "has no head"),
        ([head(lines=True)], "has no head"),
        ([head(tables=-1)], "has no head"),
        ([head(remarks="3")], "has no head"),
        ([head(lines=11)], "has 11 lines; 10 are allowed"),
        ([head(tables=2)], "an impossible head"),
        ([head(remarks=1_000_000)], "an impossible head"),
        ([head(lines=2), LINE], "ends after 1 of 2 lines"),
        ([head(), ["甲", 1]], "line 1 of the reader's answer is not a line"),
        ([head(), ["甲", -1, None]], "an impossible page number"),
        ([head(), ["甲", 1, [0, 0, 1]]], "an impossible box"),
        ([head(), ["甲", 1, [0, 0, 1, "1"]]], "an impossible box"),
        ([head(tables=1), LINE], "is not JSON"),
        ([head(tables=1), LINE, {}], "table 1 of the reader's answer is not a table"),
        ([head(tables=1), LINE, [1, None, [3]]], "an impossible row"),
        ([head(tables=1), LINE, [1, None, [[0, 2, None]]]], "a row on an impossible line"),
        ([head(tables=1), LINE, [1, None, [[2, 2, None]]]], "a row on an impossible line"),
        ([head(tables=1), LINE, [1, None, [[1, 2, None], [1, 2, None]]]], "a row on an impossible line"),
        ([head(tables=1), LINE, [1, None, [[1, 99_999, None]]]], "a row of impossible columns"),
        ([head(tables=1), LINE, [1, None, [[1, "2", None]]]], "a row of impossible columns"),
        ([head(tables=1), LINE, [1, None, [[1, [1, 0], None]]]], "a row of impossible columns"),
        ([head(tables=1), LINE, [1, None, [[1, 1, None]]]], "a row that does not fit its line"),
        ([head(tables=1), LINE, [1, None, [[1, 2, [None]]]]], "a row that does not fit its line"),
        ([head(tables=1), LINE, [1, None, [[1, 2, [None, "x"]]]]], "an impossible box"),
        ([head(remarks=1), LINE, ["", None, False]], "remark 1 of the reader's answer is not a remark"),
        ([head(remarks=1), LINE, [3, None, False]], "remark 1 of the reader's answer is not a remark"),
        ([head(remarks=1), LINE, ["注意", None, 1]], "remark 1 of the reader's answer is not a remark"),
    ],
)
def test_what_no_reader_writes_is_refused(rows: list[object], reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        wire.unpack(answer(*rows), "a", 10)


def test_more_cells_than_a_parent_should_hold_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MOST_CELLS", 7)
    with pytest.raises(ReadError, match="has tables of more than the 7 cells allowed"):
        wire.unpack(b"".join(wire.pack(DOCUMENT)), "a", 10)
