"""Ways to damage a capture, by its format. Everything is drawn from the chance that is given: the same chance, the same damage."""

from __future__ import annotations

import base64
import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping

Damage = Callable[[bytes, random.Random], bytes]

HOSTILE = (
    *("\x00", "\x1b[31m", "\x07", "\ufeff", "\u202e", "\u2066", "\u200b", "\ufffd", "\uffff", "\u2028", "\x85", "\u3000" * 40),
    *(
        "\t" * 9,
        "が\u3099",
        "𠮟",
        "(" * 30,
        "）" * 30,
        "【",
        "】",
        "〔",
        "《",
        "うち",
        "①",
        "㉑",
        "Ⅻ",
        "（新規）",
        "【拡充】",
        "－",
    ),
    *("億円", "百万円", "千円", "0円", "1/0", "１／０", "10/0", "3/2", "国1/2", "定額", "９" * 20 + "億円", "1,,,2", "1.2.3億円"),
    *("令和0年度", "令和99年度", "平成32年度", "2100年度", "令和元年度", "の内数", "事項要求", "＋0.88％", "+99999999%", "円円円"),
    *("1e9億円", "-1億円", "▲", "△", "※"),
)
"""Marks that a text may hold and no official writes so."""
TOKENS = (
    *(
        b"\x00",
        b"\xff\xff\xff\xff",
        b"\x80\x00\x00\x00",
        b"%PDF-1.7",
        b"%%EOF",
        b"endstream",
        b"endobj",
        b"xref",
        b"trailer",
        b"obj",
    ),
    *(
        b"<<",
        b">>",
        b"[",
        b"]",
        b"/Kids",
        b"/Count 99999",
        b"/Length 1",
        b"/Type/Page",
        b"1 0 R",
        b"BT",
        b"ET",
        b"Tj",
        b"Tf",
        b"cm",
    ),
    *(b"-1", b"1e38", b"9" * 20, b"<table>", b"</table>", b"<td rowspan=9999 colspan=999>", b"<tr>", b"<!--", b"]]>", b"<![CDATA["),
    *(b"&#0;", b"&#xD800;", b"<!DOCTYPE a>", b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b'"', b",", b"\r\n", b"\n" * 50),
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"\x1b$B", b"\x81", b"\xe3\x81"),
)
"""Bytes that mean something to one reader or another."""
CHARSETS = ("utf-8", "utf-8-sig", "cp932", "euc_jp", "utf-16", "iso2022_jp")
MOST_DAMAGES = 6
FIGURE = re.compile(r"[0-9０-９]+")
STREAM = re.compile(rb"(?P<head><<[^<>]*(?:<<[^<>]*>>[^<>]*)*>>)\s*stream\r?\n(?P<data>.*?)endstream", re.S)
"""A stream of a PDF whose dictionary holds no deeper ones than one: what our typesetter and most programs write."""
TEXTS = ("txt", "html", "csv")
PACKAGES = ("xlsx", "docx", "zip")
LARGEST = 2_000_000  # bytes, of a damaged capture


def changed(name: str, data: bytes, seeds: Mapping[str, bytes], chance: random.Random) -> bytes:
    """The capture with a few damages of the kinds that its format knows. name: its ending tells the format."""
    ending = name.rpartition(".")[2]
    for _ in range(chance.randint(1, MOST_DAMAGES)):
        ways: tuple[Damage, ...] = (_in_bytes,)
        if ending in TEXTS:
            ways = (*[_in_lines] * 5, _recoded, _in_bytes)
        elif ending in PACKAGES:
            ways = (*[_in_a_member] * 5, _in_bytes)
        elif ending == "pdf":
            ways = (*[_in_a_stream] * 4, *[_in_bytes] * 2)
        if chance.random() < 0.05:
            data = _spliced(data, seeds[chance.choice(sorted(seeds))], chance)
        else:
            data = chance.choice(ways)(data, chance)
        data = data[:LARGEST]
    return data


def _in_bytes(data: bytes, chance: random.Random) -> bytes:
    """One damage that knows nothing of the format."""
    start = chance.randrange(len(data) + 1)
    end = min(len(data), start + min(chance.choice((1, 2, 8, 64, 1000)), len(data) // 2 + 1))
    way = chance.randrange(7)
    if way == 0 and start < len(data):
        return data[:start] + bytes([data[start] ^ (1 << chance.randrange(8))]) + data[start + 1 :]
    if way == 1:
        return data[:start] + chance.randbytes(end - start) + data[end:]
    if way == 2:
        return data[:start] + data[end:]
    if way == 3:
        return data[:end] + data[start:end] * chance.choice((1, 1, 3, 50)) + data[end:]
    if way == 4:
        return data[:start] + chance.choice(TOKENS) + data[start:]
    if way == 5:
        return re.sub(rb"[0-9]", lambda m: b"%d" % chance.randrange(10) if chance.random() < 0.05 else m[0], data)
    return data[:start] if chance.random() < 0.2 else data[:start] + bytes(end - start) + data[end:]


def _spliced(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """The beginning of one capture and the end of another."""
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]


def _in_lines(data: bytes, chance: random.Random) -> bytes:
    """One damage to the lines of a text; what is not UTF-8 any more is damaged as bytes."""
    try:
        lines = data.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        return _in_bytes(data, chance)
    start = chance.randrange(len(lines))
    end = min(len(lines), start + chance.choice((1, 1, 2, 5, 30)))
    some = lines[start:end]
    way = chance.randrange(10)
    if way == 0:
        some = some * chance.choice((2, 2, 3, 40))
    elif way == 1:
        chance.shuffle(some)
    elif way == 2:
        some = []
    elif way == 3:
        some = ["".join(some)]
    elif way == 4:
        some = [line[chance.randrange(len(line) + 1) :] for line in some]
    elif way == 5:
        some = [part for line in some for part in _halves(line, chance)]
    elif way in (6, 7):
        some = [FIGURE.sub(lambda m: _other_figure(m[0], chance), line) for line in some]
    elif way == 8:
        some = [_with_mark(line, chance) for line in some]
    else:
        some = [line[: (at := chance.randrange(len(line) + 1))] + line[at + 1 :] for line in some]
    return "\n".join(lines[:start] + some + lines[end:]).encode("utf-8", "surrogatepass")


def _halves(line: str, chance: random.Random) -> tuple[str, str]:
    at = chance.randrange(len(line) + 1)
    return line[:at], line[at:]


def _with_mark(line: str, chance: random.Random) -> str:
    one, two = _halves(line, chance)
    return one + chance.choice(HOSTILE) + two


def _other_figure(figure: str, chance: random.Random) -> str:
    way = chance.randrange(6)
    if way == 0:
        return ""
    if way == 1:
        return figure * chance.choice((2, 3, 30))
    if way == 2:
        return "0"
    return "".join(chance.choice("0123456789０９,，.") for _ in figure) if way == 3 else str(chance.randrange(10 ** len(figure)))


def _recoded(data: bytes, chance: random.Random) -> bytes:
    """The text in another charset of Japan."""
    return data.decode("utf-8", "replace").encode(chance.choice(CHARSETS), "replace")


def _in_a_member(data: bytes, chance: random.Random) -> bytes:
    """One damage to a file of a package, packed again; a package that is broken already is damaged as bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = {info.filename: package.read(info) for info in package.infolist()}
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, OSError, EOFError, RuntimeError, KeyError):
        return _in_bytes(data, chance)
    if not members:
        return _in_bytes(data, chance)
    name = chance.choice(sorted(members))
    inner = name.rpartition(".")[2]
    damage = _in_lines if inner in TEXTS else _in_a_stream if inner == "pdf" else _in_markup if inner == "xml" else _in_bytes
    members[name] = damage(members[name], chance)
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as package:
        for member, content in members.items():
            package.writestr(zipfile.ZipInfo(member), content, zipfile.ZIP_DEFLATED)
    return sink.getvalue()


ANY_FIGURE = re.compile(rb"[0-9]+")
MARKUP = re.compile(rb"<[^<>]*>")


def _in_markup(data: bytes, chance: random.Random) -> bytes:
    """One damage to the tags or the figures of XML, most of which leave it well formed."""
    tags = list(MARKUP.finditer(data))
    if not tags or chance.random() < 0.2:
        return _in_bytes(data, chance)
    one, other = sorted((chance.choice(tags), chance.choice(tags)), key=lambda tag: tag.start())
    way = chance.randrange(4)
    if way == 0:  # an element twice, or what stands between two tags
        return data[: other.end()] + data[one.start() : other.end()] * chance.choice((1, 5)) + data[other.end() :]
    if way == 1:
        return data[: one.start()] + data[other.end() :]
    if way == 2:
        return data[: one.end()] + chance.choice(HOSTILE).encode("utf-8", "replace") + data[one.end() :]
    return ANY_FIGURE.sub(lambda m: _other_bytes(m[0], chance), data)


def _other_bytes(figure: bytes, chance: random.Random) -> bytes:
    """Now and then another figure, small or large."""
    return b"%d" % chance.randrange(10 ** chance.choice((1, 3, 12))) if chance.random() < 0.1 else figure


def _in_a_stream(data: bytes, chance: random.Random) -> bytes:
    """One damage to what a stream of a PDF inflates to, written as it is: pdfium finds the objects again without their table."""
    streams = list(STREAM.finditer(data))
    if not streams:
        return _in_bytes(data, chance)
    one = chance.choice(streams)
    plain = _inflated(one["data"])
    if plain is None:
        return _in_bytes(data, chance)
    worse = _in_bytes(plain, chance)
    head = re.sub(rb"/Filter\s*(\[[^\]]*\]|/\w+)|/Length\s+\d+", b"", one["head"])[:-2] + b"/Length %d>>" % len(worse)
    return data[: one.start()] + head + b"stream\n" + worse + b"\nendstream" + data[one.end() :]


def _inflated(data: bytes) -> bytes | None:
    """What a stream holds, whether deflated, written in ASCII 85 and deflated, or plain text; None for anything else."""
    packed = data.strip()
    if packed.endswith(b"~>"):
        try:
            packed = base64.a85decode(packed.removesuffix(b"~>"))
        except ValueError:
            return None
    try:
        return zlib.decompressobj().decompress(packed, LARGEST)
    except zlib.error:
        return data if data.isascii() else None
