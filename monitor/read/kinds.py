"""What a capture is, told by its first bytes and never by its name."""

from __future__ import annotations

import re

from monitor.read.document import ReadError

UNREADABLE = (
    (b"PK\x03\x04", "a ZIP archive (or an Office file, which is one)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"PK\x07\x08", "a spanned ZIP archive"),
    (b"\x1f\x8b", "a gzip file"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\x00", "an xz file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"%!PS", "a PostScript file"),
)
HEADER_WITHIN = 1024  # bytes; Acrobat accepts junk before %PDF- up to here, and some servers send some
END_WITHIN = 2048  # bytes
SNIFFED = 4096  # bytes
HTML_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|link|script|div|table|main|article|section|h[1-6]|p)\b", re.I
)
XML_ROOT = re.compile(rb"<(?:\?xml|rss|feed|rdf:rdf|urlset)\b", re.I)


def kind_of(data: bytes) -> str:
    """The reader for these bytes: pdf, html or text. Raises ReadError, without a file name, for what no reader reads."""
    if not data or data.isspace():
        raise ReadError("is empty: nothing but white space" if data else "is empty")
    for signature, what in UNREADABLE:
        if data.startswith(signature):
            raise ReadError(f"is {what}, which this version does not read")
    if _is_pdf(data):
        return "pdf"
    head = _without_bom(data[:SNIFFED])
    if head.startswith(b"<"):
        if HTML_TAG.search(head):
            return "html"
        if XML_ROOT.match(head):
            raise ReadError("is XML (a feed or a site map?), which this version does not read as a release")
    return "text"


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
