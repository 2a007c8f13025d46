"""Archives: each file is read on its own, whatever its name, and a bomb is refused before it is inflated."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

import pytest

from monitor.parse.contents import read_contents
from monitor.read import Limits, ReadError, read
from monitor.read.archive import parts
from monitor.typeset import typeset
from tests.conftest import Plant

LIST = "事業名,局,令和8年度\n見守り推進事業,地域局,75\n".encode()


def archive(files: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", compression) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return sink.getvalue()


def named_in(raw: bytes) -> bytes:
    """An archive of a text whose name is these bytes, in a charset that nothing tells."""
    packed = archive({"x" * len(raw): "予算".encode()})
    return packed.replace(b"x" * len(raw), raw)


def names(data: bytes) -> list[str]:
    return [part.name for part in parts(data, "a.zip", Limits())]


def test_the_files_of_an_archive_are_parts_in_its_order() -> None:
    assert names(archive({"2.txt": b"a", "下/1.pdf": typeset("予算")})) == ["a.zip/2.txt", "a.zip/下/1.pdf"]


def test_any_other_capture_is_one_part() -> None:
    for data in (b"text", typeset("予算"), archive({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})):
        assert [(part.name, part.member) for part in parts(data, "a.pdf", Limits())] == [("a.pdf", None)]


@pytest.mark.parametrize("charset", ["cp932", "utf-8"])
def test_names_without_a_charset_are_read_as_they_were_written(charset: str) -> None:
    assert names(named_in("概算要求.txt".encode(charset))) == ["a.zip/概算要求.txt"]


def test_a_name_is_never_a_path() -> None:
    data = archive({"../../etc/passwd": LIST, "C:\\x\\y.txt": LIST})
    assert names(data) == ["a.zip/../../etc/passwd", "a.zip/C:/x/y.txt"]
    assert [reading.document.name for reading in read_contents(data, "a.zip").readings] == names(data)


def test_a_name_orders_no_terminal_about() -> None:
    assert names(archive({"a\x1b[2J\u202e概要.txt": LIST})) == ["a.zip/a\ufffd[2J\ufffd概要.txt"]


def test_what_systems_put_beside_is_left_out() -> None:
    assert names(archive({"a.txt": b"a", "__MACOSX/._a.txt": b"b", "下/.DS_Store": b"c", "Thumbs.db": b"d", "下/": b""})) == [
        "a.zip/a.txt"
    ]


def test_a_bad_file_costs_one_line_and_the_others_are_read() -> None:
    inner = archive({"x.txt": b"x"})
    files = {"a.txt": "予算".encode(), "b.pdf": typeset("予算")[:500], "c.png": b"\x89PNG\r\n\x1a\n", "d.zip": inner, "e.csv": LIST}
    contents = read_contents(archive(files), "a.zip")
    assert [reading.document.name for reading in contents.readings] == ["a.zip/a.txt", "a.zip/e.csv"]
    assert contents.broken == (
        "a.zip/b.pdf: is a PDF that is cut off: it has no end mark (%%EOF)",
        "a.zip/d.zip: is a ZIP archive inside a ZIP archive, which is not opened",
    )
    assert contents.foreign == ("a.zip/c.png: is a PNG picture, which this version does not read",)


def test_an_encrypted_file_is_named() -> None:
    packed = bytearray(archive({"a.txt": "予算".encode(), "b.txt": "要求".encode()}))
    for record, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        packed[packed.rindex(record) + flags] |= 1
    assert read_contents(bytes(packed), "a.zip").broken == ("a.zip/b.txt: is encrypted: a password is needed",)


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_compression_that_cannot_be_counted_is_refused(compression: int) -> None:
    with pytest.raises(ReadError, match=r"a\.zip: none of its 1 files can be read; a\.txt: is compressed in a way"):
        read_contents(archive({"a.txt": b"a" * 100}, compression), "a.zip")


def bomb(megabytes: int) -> bytes:
    return archive({"a.txt": b"0" * megabytes * 1_000_000})


def many(count: int) -> bytes:
    return archive({f"{number}.txt": b"" for number in range(count)}, zipfile.ZIP_STORED)


def lying() -> bytes:
    """An archive that declares 10 bytes where 50 MB come out."""
    packed = bytearray(bomb(50))
    for record, size in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        struct.pack_into("<I", packed, packed.rindex(record) + size, 10)
    return bytes(packed)


def overlapping() -> bytes:
    """An archive whose list names the same 1 MB three hundred times."""
    packed = archive({"a.txt": b"0123456789abcdef" * 62_500}, zipfile.ZIP_STORED)
    start = packed.index(b"PK\x01\x02")
    end = packed.index(b"PK\x05\x06")
    record = bytearray(packed[end:])
    struct.pack_into("<HHI", record, 8, 300, 300, 300 * (end - start))
    return packed[:start] + packed[start:end] * 300 + bytes(record)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (bomb(50), "holds a.txt, which inflates more than 200 times"),
        (lying(), "none of its 1 files can be read; a.txt: is damaged inside its ZIP archive"),
        (overlapping(), "inflates to 300 MB; 200 MB are allowed"),
        (many(2_001), "is a ZIP archive of 2001 files; 2000 are allowed"),
        (many(0) + b"", "is an empty ZIP archive"),
        (archive({"a/": b""}), "is a ZIP archive without any file"),
        (archive({"a.txt": b"a"})[:-10], "is a ZIP archive that is cut off"),
    ],
    ids=["bomb", "lying", "overlapping", "many", "empty", "folders", "cut off"],
)
def test_a_bomb_is_one_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError) as refusal:
        read_contents(data, "a.zip")
    assert str(refusal.value).startswith("a.zip: ")
    assert reason in str(refusal.value)


def test_an_archive_is_no_single_document() -> None:
    with pytest.raises(ReadError, match=r"a\.zip: is a ZIP archive of files that are read one by one"):
        read(archive({"a.txt": b"a"}), "a.zip")


SLOWLY = """import time
at_once = read


def read(data, name):
    time.sleep(1)
    return at_once(data, name)"""


def test_an_archive_of_slow_files_is_left_when_its_time_is_up(plant: Plant) -> None:
    """Each may take a minute, and there may be two thousand."""
    plant("monitor/read/text.py", SLOWLY, append=True)
    data = archive({f"{n}.txt": "予算".encode() for n in range(9)})
    contents = read_contents(data, "a.zip", limits=Limits(archive_seconds=0.5))
    assert len(contents.readings) == 1
    assert contents.broken == ("a.zip/1.txt: not read: its archive takes longer than the 0.5 s allowed",)
