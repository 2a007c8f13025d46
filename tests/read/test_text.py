"""Plain text: the lines as they stand in the file, in any charset of Japan."""

from __future__ import annotations

import pytest

from monitor.read import Document, ReadError, read

TEXT = "令和8年度 概算要求の概要\n\n1. 地域医療の整備　1,931百万円\n・研修ｼｽﾃﾑの事業\t75 百万円\n"


def texts(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def test_line_n_of_the_file_is_line_n_of_the_document() -> None:
    document = read(TEXT.encode(), "概要.txt")
    assert texts(document) == TEXT.split("\n")[:-1]
    assert [line.number for line in document.lines] == [1, 2, 3, 4]
    assert (document.name, document.kind, document.pages) == ("概要.txt", "text", None)


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jp", "iso2022_jp_ext"])
def test_every_charset_of_japan_gives_the_same_text(charset: str) -> None:
    assert texts(read(TEXT.encode(charset), "a.txt")) == TEXT.split("\n")[:-1]


@pytest.mark.parametrize("charset", ["cp932", "euc_jp"])
@pytest.mark.parametrize("short", ["予算案", "お知らせ", "令和８年度予算", "①事業 ㈱", "ドクターヘリ"])
def test_a_short_text_is_not_taken_for_another_charset(short: str, charset: str) -> None:
    assert texts(read(short.encode("cp932" if "㈱" in short else charset), "a.txt")) == [short]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_other_line_ends_are_line_ends(end: str) -> None:
    assert texts(read(TEXT.replace("\n", end).encode(), "a.txt")) == TEXT.split("\n")[:-1]


def test_form_feeds_are_page_breaks() -> None:
    document = read("一\n二\n\f三\n四\f五\n六\n\f".encode(), "a.txt")
    assert [(line.text, line.page) for line in document.lines] == [
        ("一", 1),
        ("二", 1),
        ("\f三", 2),
        ("四\f五", 2),
        ("六", 3),
        ("\f", 4),
    ]
    assert document.pages == 3


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("Crédit budgétaire révisé".encode("latin-1"), "is not text in UTF-8"),
        ("预算报告增加了很多内容，这是简体中文".encode("gb18030"), "is not text in UTF-8"),
        (b"abc\x00def", "is a binary file of an unknown kind"),
        (bytes(range(1, 32)) * 20, "is a binary file of an unknown kind"),
        (b"\xff\xfea", "says by its byte order mark that it is utf-16-le and is not"),
        (b"\xef\xbb\xbf\x83\x65", "says by its byte order mark that it is utf-8 and is not"),
    ],
)
def test_what_is_no_japanese_text_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason) as refusal:
        read(data, "a.txt")
    assert str(refusal.value).startswith("a.txt: ")


def test_the_real_releases_come_back_line_by_line(shared) -> None:
    for release in (shared / "data" / "releases").glob("*.txt"):
        data = release.read_bytes()
        assert "\n".join(texts(read(data, release.name))) == data.decode().removesuffix("\n")
