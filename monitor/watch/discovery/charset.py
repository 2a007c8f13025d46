"""The charset of a page or feed: byte order mark, then the server's word, then the page's own, then a strict guess."""

from __future__ import annotations

import re
from email.message import Message

from monitor.read.charset import DECLARED, decode
from monitor.read.document import ReadError

META_WITHIN = 4096  # bytes; the standard says 1024, ministries' templates need more
META_CHARSET = re.compile(rb"""<meta\b[^>]{0,200}?\bcharset\s{0,9}=\s{0,9}["']?\s{0,9}([\w-]{1,40})""", re.I)
XML_ENCODING = re.compile(rb"""^\s{0,9}<\?xml\b[^>]{0,200}?\bencoding\s{0,9}=\s{0,9}["']([\w-]{1,40})""", re.I)
MOST = 10 * 1024 * 1024
"""Bytes that are looked at: a list of releases is not longer, and a larger page is read as far as that."""


def page_text(body: bytes, media_type: str | None) -> str:
    """The text, whatever the bytes are: where no charset fits strictly, by the best name there is, with marks for what is lost.

    Bytes that are valid UTF-8 beyond ASCII are UTF-8, whatever they are called: no Japanese text in another charset is by accident.
    """
    body = body[:MOST]
    names = [name for name in (_of_header(media_type), _of_body(body)) if name in DECLARED]
    for name in (None, *names) if _is_utf8(body) else (*names, None):
        try:
            return decode(body, name).replace("\x00", " ")
        except ReadError:
            continue  # the next name may fit; the last resort stands below
    charset = DECLARED[names[0]] if names else "utf-8"
    return body.decode(charset, "replace").replace("\x00", " ").removeprefix("\ufeff")


def _is_utf8(body: bytes) -> bool:
    try:
        return not body.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False


def _of_header(media_type: str | None) -> str:
    header = Message()
    header["content-type"] = re.sub(r"[\r\n]", " ", media_type or "")
    return (header.get_content_charset() or "").lower()


def _of_body(body: bytes) -> str:
    found = XML_ENCODING.search(body[:META_WITHIN]) or META_CHARSET.search(body[:META_WITHIN])
    return found[1].decode("ascii", "replace").lower() if found else ""
