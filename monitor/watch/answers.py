"""What an answer of a server means: the page or file that was asked for, or one of the troubles that a watcher must tell apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from itertools import islice

from monitor.budget import YosanError
from storage import Kept

LONGEST_RETRY = 86400.0
"""Seconds; whoever asks for more is asked again after a day."""
LONGEST_FRESH = 366 * 86400.0
HEAD_BYTES = 256 * 1024
"""So much of the start of an answer is judged."""
TAIL_BYTES = 65_536 + 22
"""So much of its end: a ZIP's list of files is announced there, behind a comment of up to 64 KiB."""
PDF_END_WITHIN = 2048
PDF_START_WITHIN = 1024
FEW_LINKS = 5
"""A page of a ministry links more than this; a page in place of it does not."""


class Trouble(StrEnum):
    """Why there is nothing to keep. Each asks for another reaction."""

    GONE = "gone"  # 404, 410
    FORBIDDEN_BY_ROBOTS = "forbidden_by_robots"
    BLOCKED = "blocked"  # a challenge, a firewall's page, 401, 403, 405: no machine is wanted
    THROTTLED = "throttled"  # the host, not this address: 429, Retry-After, 404 or 503 everywhere, or the time that it asked for
    TRUNCATED = "truncated"  # less came than was announced, or than the file itself says
    TOO_LARGE = "too_large"
    NOT_THE_FILE = "not_the_file"  # a page (maintenance, login) in place of what was asked for
    UNREACHABLE = "unreachable"  # network, certificate, too slow
    REFUSED = "refused"  # by us: a host that is not the source's, a private address
    SERVER_ERROR = "server_error"  # of this address, as far as is known: 5xx, 503 without Retry-After too
    BUSY = "busy"  # another process asks this host now


class FetchError(YosanError):
    """A request that gave nothing to keep.

    trouble: of which kind. status: the HTTP status, where there was one. retry_after: seconds until the host may be asked again,
    where that is known.
    """

    def __init__(self, message: str, trouble: Trouble, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.trouble = trouble
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer. url: after redirects. body: of a page, empty for a file; kept: the capture of a file, None for a page.

    not_modified: the server says that nothing changed (304), and there is neither body nor capture; etag and last_modified are then
    those to ask with next. fresh_seconds: for how long it says that the answer will hold; None where it does not say.
    """

    url: str
    status: int
    body: bytes
    kept: Kept | None
    media_type: str | None
    etag: str | None
    last_modified: str | None
    not_modified: bool = False
    fresh_seconds: float | None = None


CHALLENGE_HEADERS = {"x-amzn-waf-action": None, "cf-mitigated": "challenge"}
"""Set by firewalls that ask for a browser; where a value is given, only that one says so."""

CHALLENGE_MARKS = re.compile(
    rb"""
    awswaf\.com | /cdn-cgi/challenge-platform/ | _Incapsula_Resource | captcha-delivery\.com
    | errors\.edgesuite\.net | /_sec/cp_challenge/ | [gh]re?captcha | hcaptcha\.com | perimeterx
    """,
    re.X | re.I,
)
"""Scripts and addresses of the services that put such a page in place of the one asked for."""

CHALLENGE_TITLE = re.compile(
    rb"""
    <title[^>]*> \s*
    (?: human \s verification | access \s denied | request \s rejected | just \s a \s moment | attention \s required
      | are \s you \s (?:a \s)? (?:human|robot) | bot \s (?:check|verification) | security \s check )
    """,
    re.X | re.I,
)
HTML_START = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta|script)\b", re.I)
LINK = re.compile(rb"<a\s[^>]*?href", re.I)
PASSWORD = re.compile(rb"<input\s[^>]*?type\s*=\s*[\"']?password", re.I)

PAGES = frozenset({"", "html", "htm", "xhtml", "shtml", "php", "asp", "aspx", "jsp", "do", "cgi"})
"""Endings of addresses at which a page is what one expects."""
TABLES_AS_HTML = frozenset({"application/vnd.ms-excel", "application/msword"})
"""Some systems send an HTML table under the name and type of a workbook: then it is the file."""


def is_challenge(headers: Mapping[str, str], body: bytes | bytearray) -> bool:
    """Whether a firewall answered in place of the site. Told by its own headers, or by its scripts on a page without links.

    A page of the ministry that has a captcha in a form is none: it links other pages.
    """
    for name, value in CHALLENGE_HEADERS.items():
        if name in headers and value in (None, headers[name].lower()):
            return True
    head = body[:HEAD_BYTES]
    return _has_few_links(head) and bool(CHALLENGE_MARKS.search(head) or CHALLENGE_TITLE.search(head))


def is_login(body: bytes | bytearray) -> bool:
    """Whether this is a form that asks for a password, and not a page that has one beside its content."""
    head = body[:HEAD_BYTES]
    return _has_few_links(head) and PASSWORD.search(head) is not None


def _has_few_links(head: bytes | bytearray) -> bool:
    return sum(1 for _ in islice(LINK.finditer(head), FEW_LINKS)) < FEW_LINKS


def is_html(head: bytes | bytearray, media_type: str | None) -> bool:
    """Whether these are the first bytes of a web page, by what they are before what they are called."""
    start = head[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] == b"<":
        return HTML_START.search(start) is not None or essence(media_type) == "text/html"
    return False


def is_page_in_place(url_path: str, head: bytes | bytearray, media_type: str | None, expects: str | None) -> bool:
    """Whether a page came where a file was asked for: by the ending of the address, by the declared type, or by what it was before.

    expects: the media type that this address had before, where that is known.
    """
    if not is_html(head, media_type):
        return False
    declared = essence(media_type)
    if expects is not None and essence(expects) not in ("", "text/html", "application/xhtml+xml"):
        return declared not in TABLES_AS_HTML
    name = url_path.rpartition("/")[2]
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending in PAGES or not ending.isalnum() or len(ending) > 5:
        return declared == "application/pdf"
    return declared not in TABLES_AS_HTML


def is_cut_off(head: bytes | bytearray, tail: bytes) -> bool:
    """Whether a file says itself that its end is missing: a PDF without end mark, a ZIP or workbook without list of files."""
    start = head[:PDF_START_WITHIN]
    if head.startswith(b"PK\x03\x04"):
        return b"PK\x05\x06" not in tail
    at = start.find(b"%PDF-")
    return at >= 0 and not start[:at].removeprefix(b"\xef\xbb\xbf").strip() and b"%%EOF" not in tail[-PDF_END_WITHIN:]


def trouble_of(status: int, headers: Mapping[str, str], body: bytes | bytearray, now: datetime) -> tuple[Trouble, str]:
    """What a status other than 200, 304 and a redirect means, and how to say it.

    A 503 asks for patience with the whole host only where it says for how long: one page that is broken says 503 as well.
    """
    if is_challenge(headers, body):
        return Trouble.BLOCKED, f"a firewall answered with a challenge ({status}), which is not passed by a machine"
    told = f"the server answered {status}"
    if status in (404, 410):
        return Trouble.GONE, told
    if status in (401, 403, 405, 407, 451):
        return Trouble.BLOCKED, told
    if status == 429 or (status == 503 and retry_after(headers, now)):
        return Trouble.THROTTLED, told
    return Trouble.SERVER_ERROR, told


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """How many seconds the server asks to be left alone: a number, or an HTTP date by its own clock. At most a day."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:10]), LONGEST_RETRY)
    moment = http_date(text)
    if moment is None:
        return None
    there = http_date(headers.get("date", "")) or now
    return min(max((moment - there).total_seconds(), 0.0), LONGEST_RETRY)


def fresh_seconds(headers: Mapping[str, str], now: datetime) -> float | None:
    """For how long the server says that its answer holds: Cache-Control before Expires (RFC 9111, 4.2.1), less its Age."""
    directives = [part.strip().lower() for part in headers.get("cache-control", "").split(",")]
    if "no-cache" in directives or "no-store" in directives:
        return 0.0
    for directive in directives:
        name, _, value = directive.partition("=")
        value = value.strip('"')
        if name == "max-age" and value.isascii() and value.isdigit():
            age = headers.get("age", "0").strip()
            spent = float(age[:10]) if age.isascii() and age.isdigit() else 0.0
            return min(max(float(value[:10]) - spent, 0.0), LONGEST_FRESH)
    if "expires" not in headers:
        return None
    expires = http_date(headers["expires"])
    there = http_date(headers.get("date", "")) or now
    return min(max((expires - there).total_seconds(), 0.0), LONGEST_FRESH) if expires else 0.0


def http_date(text: str) -> datetime | None:
    """A date of an HTTP header, in UTC; None where it is none."""
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def essence(media_type: str | None) -> str:
    """A media type without its parameters, in lower case; empty where there is none."""
    return (media_type or "").partition(";")[0].strip().lower()
