"""Whether a page or feed is all there. Where no length was told, its markup alone says that its end is missing.

Many pages of ministries were never valid, and one that was always so must not be taken for a broken one. So only what no writer
leaves behind counts: an end in the middle of a tag, a comment, a script or an entity, and, where nothing tells of the length, an
`<html>` that never ends around elements that never end either. HTML lets `</html>` be left out, but not `</div>`.
"""

from __future__ import annotations

import re
from collections import Counter

END_WITHIN = 65_536
"""Behind the end of a page there are comments of its server, counters and blanks, and hardly more than this."""
HTML_BEGINS = re.compile(rb"<html[\s>]", re.I)
HEAD_BEGINS = re.compile(rb"<head[\s>]", re.I)
BODY_BEGINS = re.compile(rb"<(?:body|frameset)[\s>]|</head\s*>\s*+[^\s]", re.I)
HTML_ENDS = re.compile(rb"</(?:html|body)\s*>", re.I)
STARTS = re.compile(rb"(?:\xef\xbb\xbf)?\s*+<")
XML_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[\s?]|<(?:rss|feed|rdf:RDF)[\s>])")
XML_ROOT = re.compile(
    rb"""
    (?:\xef\xbb\xbf)? \s*+
    (?: (?: <\? .*? \?> | <!-- .*? --> | <![^\[>]*+ (?: \[ .*? \] \s* )? > ) \s*+ )*+
    < ([A-Za-z_][\w.:-]*+)
    """,
    re.X | re.S,
)
"""The first element behind declarations, comments and a document type."""
TAG = re.compile(rb"""</?+([A-Za-z][^\s/>]*+) (?: [^>"'=]++ | =\s*+ (?: "[^"]*+" | '[^']*+' )? | ["'] )*+ >""", re.X)
"""A whole tag. A `>` within quotes does not end it; a quote that is never closed is a slip of the writer, and no quote."""
ENTITY_BEGUN = re.compile(rb"& (?: [A-Za-z]{1,10} | \#[0-9]{0,7} | \#[xX][0-9A-Fa-f]{0,6} ) \Z", re.X)
OF_TEXT = {name: re.compile(rb"</" + name + rb"\b", re.I) for name in (b"script", b"style", b"title", b"textarea")}
"""What is in these is no markup; only their end is looked for."""
CLOSED_ALWAYS = frozenset(
    (b"div", b"ul", b"ol", b"dl", b"table", b"main", b"article", b"section", b"header", b"footer", b"nav", b"aside", b"select")
)
"""Elements whose end may not be left out (HTML, 13.1.2.4), and is not by habit either, as that of a link or a form is."""


def missing_end(body: bytes | bytearray, *, is_framed: bool) -> str | None:
    """How a page or feed shows that its end is missing; None where it does not.

    is_framed: its length was told by the transfer (Content-Length, chunks, gzip), and came whole.
    """
    if root := _root_of_xml(body):
        end = rb"</%b\s*>|<%b(?:\s[^<>]*)?/>" % (re.escape(root), re.escape(root))
        is_closed = re.search(end, body[-END_WITHIN:])
        return None if is_closed else f"<{root.decode('ascii', 'replace')}> is never closed"
    if not STARTS.match(body) or HTML_ENDS.search(body, max(len(body) - END_WITHIN, 0)):
        return None
    cut, still_open = _walked(bytes(body))
    if cut is not None:
        return f"it ends within {cut}"
    if still_open is None and HEAD_BEGINS.search(body) and not BODY_BEGINS.search(body):
        still_open = "head"
    is_open = still_open is not None and HTML_BEGINS.search(body)
    return f"<{still_open}> and <html> are never closed" if is_open and not is_framed else None


def _root_of_xml(body: bytes | bytearray) -> bytes | None:
    """The name of the element that holds a document of XML; None for a page, which often is XHTML by name only."""
    if not XML_BEGINS.match(body):
        return None
    root = XML_ROOT.match(body)
    return None if root is None or root[1].lower() == b"html" else root[1]


def _walked(body: bytes) -> tuple[str | None, str | None]:
    """In what the markup breaks off, and an element that is still open at its end; None each where there is none."""
    depths: Counter[bytes] = Counter()
    at = 0
    while (begins := body.find(b"<", at)) >= 0:
        what, at = _passed(body, begins, depths)
        if at < 0:
            return what, None
    if ENTITY_BEGUN.search(body, max(at, len(body) - 12)):
        return "an entity", None
    still_open = next((name for name, depth in depths.items() if depth > 0), None)
    return None, still_open.decode("ascii") if still_open else None


def _passed(body: bytes, begins: int, depths: Counter[bytes]) -> tuple[str, int]:
    """What begins with this `<`, and where it ends, -1 where that is missing. depths: counts the elements that must be closed."""
    following = body[begins + 1 : begins + 2]
    if body.startswith(b"<!--", begins):
        return "a comment", _behind(body, b"-->", begins + 2)
    if following in (b"!", b"?"):
        return "a declaration", _behind(body, b">", begins)
    is_end = following == b"/"
    first = body[begins + 2 : begins + 3] if is_end else following
    if first and not first.isalpha():
        return "a sign", begins + 1
    tag = TAG.match(body, begins)
    if tag is None:
        return "a tag", -1
    name = tag[1].lower()
    if name in CLOSED_ALWAYS:
        depths[name] += -1 if is_end else 1
    if name in OF_TEXT and not is_end:
        closing = OF_TEXT[name].search(body, tag.end())
        return f"<{name.decode('ascii')}>", closing.start() if closing else -1
    return "a tag", tag.end()


def _behind(body: bytes, mark: bytes, at: int) -> int:
    found = body.find(mark, at)
    return found + len(mark) if found >= 0 else -1
