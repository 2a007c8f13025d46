"""Files made to break a reader: what each would cost one that believes it, and nothing that anybody published."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Sequence
from itertools import pairwise

MB = 1_000_000
MEASURES = "令和8年度 概算要求の概要\n" + "".join(f"({n}) 救急医療の事業 {n}億円({n}億円)\n" for n in range(1, 9))


def pdf_file(parts: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalogue."""
    file = bytearray(b"%PDF-1.7\n")
    places = []
    for number, part in enumerate(parts, 1):
        places.append(len(file))
        file += b"%d 0 obj\n" % number + part + b"\nendobj\n"
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    file += b"trailer<</Size %d/Root 1 0 R%s>>\n" % (len(parts) + 1, trailer)
    return bytes(file + b"startxref\n%d\n%%%%EOF\n" % start)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n" % (len(data), entries) + data + b"\nendstream"


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
WORDS = b"BT /F 12 Tf 72 700 Td (Budget 2026) Tj ET "


def page(resources: bytes = b"/Font<</F 5 0 R>>", box: bytes = b"0 0 595 842", more: bytes = b"") -> bytes:
    return b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<<%s>>%s>>" % (box, resources, more)


def one_page(content: bytes = WORDS, *others: bytes, filters: bytes = b"", **of_page: bytes) -> bytes:
    """A PDF of one page with this content stream; further objects are numbered from 6."""
    return pdf_file([CATALOGUE, PAGES, page(**of_page), stream(content, filters), FONT, *others])


def flate(megabytes: int) -> bytes:
    """So many megabytes of spaces, deflated: one of them is, and stands there as often."""
    block = b" " * MB
    packer = zlib.compressobj(9)
    first, other = (packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    checksum = 1
    for _ in range(megabytes):
        checksum = zlib.adler32(block, checksum)
    return first + other * (megabytes - 1) + b"\x03\x00" + checksum.to_bytes(4, "big")


def deep_page_tree(depth: int) -> bytes:
    nodes = [b"<</Type/Pages/Kids[%d 0 R]/Count 1/Parent %d 0 R>>" % (n + 1, n - 1) for n in range(2, depth)]
    return pdf_file([CATALOGUE, *nodes, b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 9 9]>>" % (depth - 1)])


def many_objects(count: int) -> bytes:
    return pdf_file([CATALOGUE, PAGES, page(), stream(WORDS), FONT, *[b"null"] * count])


def forms_in_forms(depth: int) -> bytes:
    """Each form draws the next one twice: 2 to the power of the depth drawings."""
    forms = [
        stream(b"/X Do /X Do " + WORDS, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (n + 1))
        for n in range(6, 6 + depth)
    ]
    leaf = stream(WORDS, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F 5 0 R>>>>")
    return one_page(b"/X Do", *forms, leaf, resources=b"/XObject<</X 6 0 R>>")


def picture(filter_name: bytes) -> bytes:
    """A page with a picture of junk in a format whose decoders have been broken before."""
    entries = b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/" + filter_name
    junk = bytes(n * 197 % 256 for n in range(50_000))
    return one_page(
        WORDS + b"q 100 0 0 100 0 0 cm /I Do Q", stream(junk, entries), resources=b"/Font<</F 5 0 R>>/XObject<</I 6 0 R>>"
    )


def wide_map() -> bytes:
    """A font whose map to Unicode has two hundred thousand ranges over all codes."""
    ranges = b"100 beginbfrange\n" + b"<0000> <FFFF> <4E00>\n" * 100 + b"endbfrange\n"
    cmap = (
        b"/CIDInit /ProcSet findresource begin begincmap\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n" + ranges * 2000
    )
    font = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[8 0 R]/ToUnicode 7 0 R>>"
    below = b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>"
    return one_page(b"BT /F 12 Tf 72 700 Td <00410042> Tj ET", font, stream(cmap), below, resources=b"/Font<</F 6 0 R>>")


def package(parts: dict[str, str | bytes], level: int = 9) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return sink.getvalue()


LEVELS = "abcdefghijklm"
LAUGHS = (
    f"""<!DOCTYPE x [<!ENTITY a "ha">{"".join(f'<!ENTITY {upper} "{f"&{lower};" * 10}">' for lower, upper in pairwise(LEVELS))}]>"""
)
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(strings: str = "", rows: str = "") -> bytes:
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kinds = "".join(
        f'<Relationship Id="{name}" Type="{relations}/{kind}" Target="{target}"/>'
        for name, kind, target in (("s", "worksheet", "worksheets/sheet1.xml"), ("t", "sharedStrings", "sharedStrings.xml"))
    )
    sheets = '<sheets><sheet name="一" sheetId="1" r:id="s"/></sheets>'
    in_package = relations.replace("officeDocument", "package")
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{relations}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{in_package}">{kinds}</Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
        "xl/sharedStrings.xml": strings or f'<sst xmlns="{MAIN}"/>',
    }
    return package(parts)


def nested_archive(depth: int) -> bytes:
    data: bytes = MEASURES.encode()
    for n in range(depth):
        data = package({f"{n}.{'zip' if n else 'txt'}": data}, level=1)
    return data


def cells(count: int) -> str:
    row = "".join('<c t="n"><v>1</v></c>' for _ in range(1000))
    return "".join(f'<row r="{n}">{row}</row>' for n in range(1, count // 1000 + 1))


BOMBS: dict[str, Callable[[], bytes]] = {
    # PDF
    "PDF: 1.5 MB that inflate to 1.5 GB": lambda: one_page(flate(1500), filters=b"/Filter/FlateDecode"),
    "PDF: 3 kB that inflate twice to 1.5 GB": lambda: one_page(
        zlib.compress(flate(1500), 9), filters=b"/Filter[/FlateDecode/FlateDecode]"
    ),
    "PDF: a thousand filters one behind the other": lambda: one_page(WORDS, filters=b"/Filter[" + b"/ASCIIHexDecode" * 1000 + b"]"),
    "PDF: 60 MB of saved and restored states": lambda: one_page(b"q Q " * (15 * MB)),
    "PDF: 15 million states never restored": lambda: one_page(b"q " * (15 * MB)),
    "PDF: an array 5 million deep": lambda: one_page(b"[" * (5 * MB)),
    "PDF: a dictionary 2 million deep": lambda: (
        b"%PDF-1.4\n1 0 obj\n" + b"<</A" * (2 * MB) + b"\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    ),
    "PDF: a page tree 100,000 deep": lambda: deep_page_tree(100_000),
    "PDF: pages that are their own children": lambda: pdf_file([CATALOGUE, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"]),
    "PDF: pages that are each other's children": lambda: pdf_file(
        [CATALOGUE, b"<</Type/Pages/Kids[3 0 R]/Count 9>>", b"<</Type/Pages/Kids[2 0 R]/Count 9>>"]
    ),
    "PDF: two thousand million pages declared": lambda: pdf_file(
        [CATALOGUE, b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>", page()]
    ),
    "PDF: the same page a million times": lambda: pdf_file(
        [CATALOGUE, b"<</Type/Pages/Count 1000000/Kids[" + b"3 0 R " * MB + b"]>>", page(), stream(WORDS), FONT]
    ),
    "PDF: a page that is its own parent": lambda: pdf_file(
        [CATALOGUE, PAGES, b"<</Type/Page/Parent 3 0 R/Contents 4 0 R>>", stream(WORDS)]
    ),
    "PDF: contents that contain themselves": lambda: pdf_file([CATALOGUE, PAGES, page(), b"[4 0 R 4 0 R]"]),
    "PDF: a stream whose length is itself": lambda: pdf_file(
        [CATALOGUE, PAGES, page(), b"<</Length 4 0 R>>stream\n" + WORDS + b"\nendstream", FONT]
    ),
    "PDF: an object that is a reference to itself": lambda: pdf_file([b"1 0 R"]),
    "PDF: cross references that go round in circles": lambda: one_page().replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev 460"),
    "PDF: an object stream inside itself": lambda: pdf_file(
        [CATALOGUE, PAGES, page(), stream(b"4 0 5 3 1 2", b"/Type/ObjStm/N 2/First 8/Extends 4 0 R"), FONT]
    ),
    "PDF: a page of 10 to the power of 30 points": lambda: one_page(box=b"0 0 1" + b"0" * 30 + b" 1" + b"0" * 30),
    "PDF: a page of less than nothing": lambda: one_page(box=b"595 842 0 0", more=b"/Rotate 45/UserUnit 1000000"),
    "PDF: a million objects": lambda: many_objects(MB),
    "PDF: forms that draw each other 2^40 times": lambda: forms_in_forms(40),
    "PDF: a form that draws itself": lambda: one_page(
        b"/X Do",
        stream(b"/X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"),
        resources=b"/XObject<</X 6 0 R>>",
    ),
    "PDF: a glyph that draws itself": lambda: one_page(
        b"BT /F 9 Tf (aa) Tj ET",
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/FirstChar 97/LastChar 97/Widths[9]"
        b"/Encoding<</Differences[97/a]>>/CharProcs<</a 7 0 R>>/Resources<</Font<</F 6 0 R>>>>>>",
        stream(b"9 0 d0 BT /F 9 Tf (aa) Tj ET"),
        resources=b"/Font<</F 6 0 R>>",
    ),
    "PDF: half a million letters on one spot": lambda: one_page(b"BT /F 12 Tf 72 700 Td " + b"(1,000) Tj 0 0 Td " * 80_000 + b"ET"),
    "PDF: a row of half a million letters": lambda: one_page(b"BT /F .001 Tf 9 700 Td (" + b"12,345 " * 70_000 + b") Tj ET"),
    "PDF: letters of no size and of any": lambda: one_page(
        b"BT /F 0 Tf (a) Tj /F 1e38 Tf (a) Tj 1e38 0 0 1e38 1e38 -1e38 Tm (aa) Tj /F -12 Tf (b) Tj ET"
    ),
    "PDF: a map of two hundred thousand ranges": wide_map,
    "PDF: a picture of JBIG2 junk": lambda: picture(b"JBIG2Decode"),
    "PDF: a picture of JPEG 2000 junk": lambda: picture(b"JPXDecode"),
    "PDF: a picture of fax junk": lambda: picture(b"CCITTFaxDecode"),
    # HTML
    "HTML: 25 MB of nested blocks": lambda: b"<html>" + b"<div>" * (5 * MB),
    "HTML: 100,000 tables in tables": lambda: b"<html>" + b"<table><tr><td>" * 100_000,
    "HTML: 100,000 bold paragraphs never closed": lambda: b"<html>" + b"<p><b><i><u>x" * 100_000,
    "HTML: cells that cover 65,534 rows and 1,000 columns": lambda: (
        b"<html><table>" + b"<tr><td rowspan=65534 colspan=1000>1" * 20_000
    ),
    "HTML: an element with a million attributes": lambda: b"<html><p " + b"".join(b"a%d=1 " % n for n in range(MB)) + b">x",
    "HTML: an attribute of 90 MB": lambda: b"<html><p title='" + b"a" * (90 * MB) + b"'>x",
    "HTML: a comment of 90 MB that never ends": lambda: b"<html>x<!--" + b"-" * (90 * MB),
    "HTML: a title of 20 MB": lambda: b"<html><title>" + b"a" * (20 * MB) + b"</title>x",
    "HTML: characters that are none": lambda: "<html><p>&#xD800;&#0;&#x1F;&#xFFFF;&#x110000;&#x202E;円<p>\x00\x1b[31m".encode(),
    # text
    "text: 20 million empty lines": lambda: b"\n" * (20 * MB) + b"x",
    "text: a line of 60 MB": lambda: b"a" * (60 * MB),
    "text: a line of 9 MB of money": lambda: "令和8年度 概算要求 ".encode() + "1億円(2億円)、".encode() * (9 * MB // 23),
    "text: 100,000 lines of measures": lambda: "".join(
        f"({n % 20}) 事業 {n}億円({n}億円)（うち{n}億円）\n" for n in range(100_000)
    ).encode(),
    "text: money of a million digits": lambda: (MEASURES + "(9) 事業 " + "9" * MB + "億円\n(10) 事業 1" + "," * MB + "円").encode(),
    "text: halves of characters": lambda: b"\xff\xfe" + (MEASURES + "\ud800 \udfff").encode("utf-16-le", "surrogatepass"),
    "text: halves of characters in UTF-8": lambda: (MEASURES + "\ud800").encode("utf-8", "surrogatepass"),
    "text: NUL behind every letter": lambda: "\x00".join(MEASURES).encode(),
    "text: written to the right and to the left": lambda: MEASURES.replace("事業", "\u202e業事\u202c\u2066\u200f").encode(),
    "text: orders to a terminal": lambda: MEASURES.replace("事業", "\x1b[2J\x07\x08事業\x9b\x7f").encode(),
    "text: every line end that there is": lambda: "\u2028\u2029\x85\x0b\x0c\x1c\x1d\x1e\r".join(MEASURES.split("\n")).encode(),
    **{
        f"text: a line of 100,000 {name}": lambda token=token: (MEASURES + token * 100_000 + MEASURES).encode()  # type: ignore[misc]
        for name, token in {
            "brackets": "(",
            "closing brackets": "）",
            "corner brackets": "【",
            "digits": "1",
            "thousands": "1,000",
            "spaces": " ",
            "wide spaces": "\u3000",
            "tabs": "\t",
            "bullets": "・",
            "circled numbers": "①",
            "kanji": "一",
            "shares": "国１／２、",
            "parts of money": "うち1億円",
            "years": "令和7年度",
            "amounts in brackets": "(1億円)",
            "form feeds": "\f",
            "combining marks": "が\u3099",
            "arrows": "1億円→",
            "percentages": "＋0.88％",
            "dots": "．",
        }.items()
    },
    # Office and archives
    "XLSX: a thousand million laughs": lambda: workbook(
        LAUGHS + f'<sst xmlns="{MAIN}"><si><t>&m;</t></si></sst>', '<row r="1"><c t="s"><v>0</v></c></row>'
    ),
    "XLSX: 2 million cells": lambda: workbook(rows=cells(2 * MB)),
    "XLSX: a cell at the end of the world": lambda: workbook(rows='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "XLSX: a cell beyond the end of the world": lambda: workbook(
        rows='<row r="999999999"><c r="ZZZZZZZ999999999"><v>1</v></c></row><row r="-1"><c r="A0"><v>1e999</v></c></row>'
    ),
    "XLSX: a text of 190 MB": lambda: workbook(rows=f'<row r="1"><c t="inlineStr"><is><t>{"a" * (190 * MB)}</t></is></c></row>'),
    "XLSX: a text that is not there": lambda: workbook(rows='<row r="1"><c t="s"><v>99999999999999999999</v></c></row>'),
    "DOCX: a thousand million laughs": lambda: package(
        {"[Content_Types].xml": TYPES, "word/document.xml": LAUGHS + "<document><body><p><r><t>&m;</t></r></p></body></document>"}
    ),
    "ZIP: 50 MB that inflate to 1 GB": lambda: package({f"{n}.txt": b"0" * (50 * MB) for n in range(4)}, level=1),
    "ZIP: archives in archives": lambda: nested_archive(30),
    "ZIP: 60,000 files": lambda: package({f"{n}.txt": "予算" for n in range(60_000)}, level=1),
    "ZIP: files that want to stand elsewhere": lambda: package(
        {"../../etc/cron.d/x.txt": MEASURES, "/root/x.txt": MEASURES, "C:\\x.txt": MEASURES, "a\x00b.txt": MEASURES}
    ),
    "ZIP: a size that is a lie": lambda: package({"a.txt": MEASURES * 100}).replace(
        (len((MEASURES * 100).encode())).to_bytes(4, "little"), (1).to_bytes(4, "little")
    ),
    "CSV: a quotation that never ends": lambda: ("事業名,予算額\n" * 9 + '"').encode() + "甲,乙\n".encode() * MB,
    "CSV: 20 million commas": lambda: ("事業名,予算額\n" * 9).encode() + b"," * (20 * MB),
}
"""By what they are; each as a function, since some are large."""
