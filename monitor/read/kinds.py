"""What a capture is, told by its first bytes and never by its name."""

from __future__ import annotations

import re

from monitor.read.delimited import SNIFFED as RECORDS_WITHIN
from monitor.read.delimited import is_delimited
from monitor.read.document import ReadError, UnreadableKindError
from monitor.read.package import Package

UNREADABLE = (
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"PK\x07\x08", "a spanned ZIP archive"),
    (b"\x1f\x8b", "a gzip file"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\x00", "an xz file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"%!PS", "a PostScript file"),
)
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PACKAGES = (
    ("word/", "docx", ""),
    ("xl/workbook.bin", "", "a binary Excel workbook (.xlsb)"),
    ("xl/", "xlsx", ""),
    ("ppt/", "", "a PowerPoint file"),
)
"""What an Office package holds, which reader reads it, and what it is where none does."""
COMPOUNDS = (
    ("EncryptedPackage", "", "an Office file that is encrypted: a password is needed"),
    ("WordDocument", "", "an old Word file (.doc)"),
    ("PowerPoint Document", "", "an old PowerPoint file (.ppt)"),
    ("Workbook", "xls", ""),
    ("Book", "xls", ""),
)
"""The streams of an OLE file, in the order in which they tell what it is."""
HEADER_WITHIN = 1024  # bytes; Acrobat accepts junk before %PDF- up to here, and some servers send some
END_WITHIN = 2048  # bytes
SNIFFED = 4096  # bytes
HTML_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|link|script|div|table|main|article|section|h[1-6]|p)\b", re.I
)
XML_ROOT = re.compile(rb"<(?:\?xml|rss|feed|rdf:rdf|urlset)\b", re.I)


def kind_of(data: bytes) -> str:
    """The reader for these bytes: pdf, html, xlsx, xls, docx, delimited or text; archive is a ZIP of such files.

    Raises UnreadableKindError, without a file name, for what no reader reads, and ReadError for what is broken.
    """
    if not data or data.isspace():
        raise ReadError("is empty: nothing but white space" if data else "is empty")
    for signature, what in UNREADABLE:
        if data.startswith(signature):
            raise UnreadableKindError(f"is {what}, which this version does not read")
    if data.startswith(ZIP):
        return _package_kind(Package(data))
    if data.startswith(OLE):
        return _compound_kind(data)
    if _is_pdf(data):
        return "pdf"
    head = _without_bom(data[:SNIFFED])
    if head.startswith(b"<"):
        if HTML_TAG.search(head):
            return "html"
        if XML_ROOT.match(head):
            raise UnreadableKindError("is XML (a feed or a site map?), which this version does not read as a release")
    return "delimited" if is_delimited(data[:RECORDS_WITHIN]) else "text"


def _package_kind(package: Package) -> str:
    """The reader for a ZIP: what an Office package holds tells which it is; any other ZIP is an archive of files."""
    names = {member.name for member in package.members}
    if "[Content_Types].xml" in names:
        for part, kind, what in PACKAGES:
            if any(name.startswith(part) for name in names):
                return _known(kind, what)
        raise UnreadableKindError("is an Office package of an unknown kind")
    if "mimetype" in names and "content.xml" in names:
        raise UnreadableKindError("is an OpenDocument file, which this version does not read")
    return "archive"


def _compound_kind(data: bytes) -> str:
    """The reader for an OLE file, told by the names of its streams."""
    for stream, kind, what in COMPOUNDS:
        if stream.encode("utf-16-le") + b"\x00\x00" in data:
            return _known(kind, what)
    raise UnreadableKindError("is an old Office file of an unknown kind")


def _known(kind: str, what: str) -> str:
    """The kind. Raises UnreadableKindError where no reader reads it."""
    if not kind:
        raise UnreadableKindError(f"is {what}" if ":" in what else f"is {what}, which this version does not read")
    return kind


def _is_pdf(data: bytes) -> bool:
    start = data.find(b"%PDF-", 0, HEADER_WITHIN)
    if start < 0:
        return False
    ends = b"%%EOF" in data[-END_WITHIN:]
    if not ends and _without_bom(data[:start]):
        return False  # a text that mentions %PDF-
    if not ends:
        raise ReadError("is a PDF that is cut off: it has no end mark (%%EOF)")
    return True


def _without_bom(head: bytes) -> bytes:
    """The start of a file without byte order mark and white space; UTF-16 thinned out to its ASCII letters."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[2:].replace(b"\x00", b"")
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()
