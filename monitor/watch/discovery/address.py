"""Addresses: what a link leads to, and what tells one release from another."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, urldefrag, urljoin, urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
KEPT_IN_PATH, KEPT_IN_QUERY = "%/:@!$&'()*+,;=", "%/:@!$&'()*+,;=?"
BLANKS = re.compile(r"[\t\r\n]|^[\x00-\x20]+|[\x00-\x20]+$")
LONGEST = 2000
"""Characters of a URL; longer ones are no ministry's, and some are pictures (data:)."""


def absolute(href: str | None, root: str) -> str | None:
    """The http or https URL that a link leads to, without fragment; None for what cannot be fetched (mailto:, javascript:, data:).

    Also None for one with a user name, which only serves to look like another host, and for one that is no URL.
    """
    if not href or len(href) > LONGEST:
        return None
    try:
        url = urldefrag(urljoin(root, BLANKS.sub("", href))).url
        parts = urlsplit(url)
        usable = parts.scheme in DEFAULT_PORTS and parts.hostname and (parts.port or 1) and "@" not in parts.netloc
    except ValueError:
        return None  # a bracket or a port that no URL has
    return url if usable and len(url) <= LONGEST else None


@lru_cache(maxsize=1024)
def address_of(url: str) -> str:
    """What tells one release from another: //host[:port]/path[?query].

    Equal for http and https, the scheme's own port, fragments, dot segments, and spellings of one character (%7E and ~, %e3 and
    %E3, 概要 and its percent-encoding). The query is kept in its order. Gives what is no http URL back as it is; raises nothing.
    """
    try:
        parts = urlsplit(urldefrag(url).url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return url
    if parts.scheme not in ("http", "https", "") or not host:
        return url
    beside = f":{port}" if port is not None and port != DEFAULT_PORTS.get(parts.scheme) else ""
    query = f"?{_spelled(parts.query, KEPT_IN_QUERY)}" if parts.query else ""
    return f"//{_host(host)}{beside}{_path(parts)}{query}"


def _host(host: str) -> str:
    bare = host.lower().rstrip(".") or host
    return f"[{bare}]" if ":" in bare else bare


def _path(parts: SplitResult) -> str:
    path = _spelled(parts.path, KEPT_IN_PATH)
    if not path.startswith("/"):
        path = f"/{path}"
    tail = "/" if path.endswith(("/", "/.", "/..")) else ""
    path = "/" + posixpath.normpath(path).strip("/") if "/." in path else path
    return path if path.endswith("/") or not tail else path + tail


def _spelled(text: str, kept: str) -> str:
    """One spelling: unreserved characters as they are, every other escape in capitals, what must be escaped escaped as UTF-8."""
    whole = ESCAPE.sub(_unescaped, text)
    whole = re.sub(r"%(?![0-9A-F]{2})", "%25", whole)
    return quote(whole, safe=kept, errors="replace")


def _unescaped(escape: re.Match[str]) -> str:
    letter = chr(int(escape[1], 16))
    return letter if letter in UNRESERVED else escape[0].upper()


def is_above(url: str, base_url: str) -> bool:
    """Whether the URL is the index of a folder that the base lies in: a way up, as in a breadcrumb trail."""
    folder = _folder(address_of(url))
    return folder is not None and address_of(base_url).startswith(folder)


def is_same_page(url: str, base_url: str) -> bool:
    """Whether both lead to one page: equal addresses, or index.html and its folder."""
    one, other = address_of(url), address_of(base_url)
    return one == other or (_folder(one) is not None and _folder(one) == _folder(other))


def _folder(address: str) -> str | None:
    """The folder of an index page: //a/b/ of //a/b/ and //a/b/index.html; None of any other page."""
    stem, slash, name = address.rpartition("/")
    return f"{stem}/" if slash and re.fullmatch(r"(?:index\.html?)?", name) else None
