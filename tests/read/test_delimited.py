"""CSV and TSV: told from prose by their structure, their records rows of one table."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.read import ReadError, read
from monitor.read.delimited import is_delimited

LIST = '事業名,局,"予算額, 千円"\r\n"見守り\r\n推進事業",地域局,"1,056"\r\n"「相談」""窓口""事業",,75\r\n'


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "utf-16"])
def test_a_record_is_a_row_and_a_line_in_every_charset(charset: str) -> None:
    document = read(LIST.encode(charset), "list.txt")
    assert document.kind == "delimited"
    assert [line.text for line in document.lines] == [
        "事業名\t局\t予算額, 千円",
        "見守り推進事業\t地域局\t1,056",
        '「相談」"窓口"事業\t\t75',
    ]
    (table,) = document.tables
    assert [len(row.cells) for row in table.rows] == [3, 3, 3]
    assert [row.line for row in table.rows] == [1, 2, 3]


def test_tabs_separate_too() -> None:
    tabbed = "事業名\t局\t予算額\n見守り, 推進事業\t地域局\t1,056\n相談\t\t75\n"
    assert [line.text for line in read(tabbed.encode(), "a.txt").lines] == tabbed.splitlines()


def test_a_title_may_stand_above_the_table() -> None:
    assert is_delimited(("令和8年度概算要求\n\n" + "事業,局,金額\n" * 6).encode())


def test_a_title_and_a_unit_may_stand_above_a_short_table_and_notes_below_it() -> None:
    assert is_delimited("令和8年度概算要求\n単位：千円\n事業,局,金額\n灯台,港湾局,5\n航路,港湾局,7\n※端数は四捨五入した\n".encode())
    assert not is_delimited("令和8年度概算要求\n単位：千円\n事業,局,金額\n灯台,港湾局,5\n※端数は四捨五入した\n".encode())
    assert not is_delimited("一\n二\n三\n四\n五\n事業,局,金額\n灯台,港湾局,5\n航路,港湾局,7\n".encode())


def test_a_quote_that_is_never_closed_quotes_nothing() -> None:
    records = ["事業名,局,予算額", '"見守り事業,地域局,5', "相談事業,地域局,7", "研修事業,人事局,8"]
    assert [line.text for line in read("\n".join(records).encode(), "a.csv").lines] == [one.replace(",", "\t") for one in records]


@pytest.mark.parametrize(
    "prose",
    [
        "救急医療体制の推進 2,026百万円(1,931百万円)\n" * 20,
        "1,234,567\n2,345,678\n3,456,789\n",
        "Dear Sir, we write, as asked,\nabout the budget,\nand about, well, other, things\nthat matter, too\n",
        "一, 二\n三\n四, 五, 六\n",
        "事業, 局\n",
    ],
)
def test_prose_with_commas_stays_text(prose: str) -> None:
    assert read(prose.encode(), "a.csv").kind == "text"


def test_the_releases_of_ministries_are_no_tables(shared: Path) -> None:
    for path in (shared / "data" / "releases").glob("*.txt"):
        assert not is_delimited(path.read_bytes()[:64_000]), path.name
    for path in (shared / "data" / "mof").glob("*.csv"):
        assert is_delimited(path.read_bytes()[:64_000]), path.name


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"a,b,c\n" * 20_000 + b'"' + b"x" * 30_000_000, "is CSV that cannot be read at line 20001: field larger than field limit"),
        (b"a,b,c\n" * 20_000 + b"," * 1_000_000 + b"\n", "has a record of 1000001 fields at line 20001; 16384 are allowed"),
        (b"a,b,c\n" * 20_000 + b"\x00", "is a binary file of an unknown kind (it has NUL bytes)"),
    ],
)
def test_a_record_beyond_any_table_is_one_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError) as refusal:
        read(data, "list.csv")
    assert str(refusal.value).startswith(f"list.csv: {reason}")
