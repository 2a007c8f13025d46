"""What a capture is, told by its bytes; everything else is refused in one clear line."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from monitor.read import Limits, ReadError, read
from monitor.read.kinds import kind_of
from monitor.read.package import Package
from monitor.typeset import typeset


def zipped(size: int) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr("予算.txt", b"\0" * size)
    return archive.getvalue()


def package(part: str) -> bytes:
    """An Office package that holds a part of this name."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as files:
        for name in (part, "[Content_Types].xml"):
            files.writestr(name, b"<x/>")
    return archive.getvalue()


def test_a_file_without_a_name_in_a_package_is_passed_over() -> None:
    data = package("AAAA").replace(b"AAAA", b"\0AAA")
    assert [member.name for member in Package(data).members] == ["[Content_Types].xml"]


def compound(stream: str = "") -> bytes:
    """What an OLE file with a stream of this name looks like from outside."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(512)


def named(value: str | bytes) -> str:
    """A case's name: archives hold the time they were made at, so that their bytes name no case."""
    return value if isinstance(value, str) else "data"


PDF = typeset("予算")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, "pdf"),
        (b"HTTP junk\r\n" + PDF, "pdf"),
        (b"\xef\xbb\xbf" + PDF, "pdf"),
        ("<!DOCTYPE html><p>予算".encode(), "html"),
        ("\ufeff\n<!-- 注 --><HTML><body>予算".encode(), "html"),
        ('<?xml version="1.0"?><html xmlns="x"><body>予算'.encode(), "html"),
        ("<html><body>予算".encode("utf-16"), "html"),
        ("<参考> 予算 5 < 6".encode(), "text"),
        ("形式は %PDF-1.7 という".encode(), "text"),
        ("予算".encode("cp932"), "text"),
        ("事業,局,金額\n相談,地域局,75\n見守り,,10\n".encode("cp932"), "delimited"),
        (package("xl/workbook.xml"), "xlsx"),
        (package("word/document.xml"), "docx"),
        (zipped(10), "archive"),
        (compound("Workbook"), "xls"),
    ],
    ids=named,
)
def test_the_bytes_tell_what_a_capture_is(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b" \n\r\n", "is empty: nothing but white space"),
        (zipped(50_000_000), "holds 予算.txt, which inflates more than 200 times"),
        (zipped(10)[:-30], "is a ZIP archive that is cut off: it has no list of its files"),
        (package("ppt/presentation.xml"), "is a PowerPoint file, which this version does not read"),
        (package("xl/workbook.bin"), "is a binary Excel workbook (.xlsb), which this version does not read"),
        (package("visio/document.xml"), "is an Office package of an unknown kind"),
        (gzip.compress(b"\0" * 50_000_000), "is a gzip file, which this version does not read"),
        (compound(), "is an old Office file of an unknown kind"),
        (compound("WordDocument"), "is an old Word file (.doc), which this version does not read"),
        (compound("EncryptedPackage"), "is an Office file that is encrypted: a password is needed"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "is a PNG picture, which this version does not read"),
        (b"\x7fELF" + bytes(64), "is a binary file of an unknown kind (it has NUL bytes)"),
        (
            b"<?xml version='1.0'?><rss><channel/></rss>",
            "is XML (a feed or a site map?), which this version does not read as a release",
        ),
        (PDF[: len(PDF) // 2], "is a PDF that is cut off: it has no end mark (%%EOF)"),
    ],
    ids=named,
)
def test_what_cannot_be_read_is_refused_in_one_line_that_names_the_file(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError) as refusal:
        read(data, "案\n1.pdf")
    assert str(refusal.value) == f"案 1.pdf: {reason}"


def test_a_capture_beyond_the_size_limit_is_not_even_looked_at() -> None:
    with pytest.raises(ReadError, match=r"a\.txt: has 2\.0 MB; 1 MB are allowed"):
        read(b"a" * 2_000_000, "a.txt", limits=Limits(input_bytes=1_000_000))
