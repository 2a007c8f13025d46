"""An address, taken apart once: which host it is asked of, under which name that host is remembered, and what is sent there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urlsplit

import httpx

from monitor.watch.answers import FetchError, Trouble

PORTS = {"http": 80, "https": 443}
LITERAL = "%/:=&?~+!$,;'@()*[]"
"""What stays as it is in an address; everything else that is not a plain letter is percent-encoded."""
LONGEST_URL = 8000


@dataclass(frozen=True, slots=True)
class Place:
    """A vetted address. name: of its host in the book, with the port where it is not the scheme's own; shown: its
    host alone, as it stands in an address; path: with its query.
    """

    url: str
    scheme: str
    host: str
    port: int
    name: str
    shown: str
    path: str
    raw: httpx.URL
    header: bytes

    @property
    def robots(self) -> str:
        """Where the rules of this host are."""
        return f"{self.scheme}://{self.header.decode('ascii')}/robots.txt"

    def is_allowed(self, allowed: Collection[str]) -> bool:
        """Whether its host is among these names: of a host with any port, or with its port."""
        return self.host in allowed or self.name in allowed or f"{self.host}:{self.port}" in allowed


@lru_cache(maxsize=8192)
def place_of(url: str) -> Place:
    """An address taken apart. Raises FetchError (refused) for what is no web address, or holds a name and password."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or ""), parts.port
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError) as error:
        raise FetchError(f"{url[:200]}: is no web address ({error})", Trouble.REFUSED) from error
    if parts.scheme not in PORTS or not host or len(url) > LONGEST_URL:
        raise FetchError(f"{url[:200]}: is no web address", Trouble.REFUSED)
    if parts.username is not None or parts.password is not None:
        raise FetchError(f"{parts.scheme}://…@{host}: holds a name and password, which are sent nowhere", Trouble.REFUSED)
    own = PORTS[parts.scheme]
    shown = f"[{host}]" if ":" in host else host
    name = shown if port in (None, own) else f"{shown}:{port}"
    path = quote(parts.path or "/", safe=LITERAL) + (f"?{quote(parts.query, safe=LITERAL)}" if parts.query else "")
    address = f"{parts.scheme}://{name}{path}"
    try:
        raw = httpx.URL(address)
    except httpx.InvalidURL as error:
        raise FetchError(f"{url[:200]}: is no web address ({error})", Trouble.REFUSED) from error
    return Place(address, parts.scheme, host, port or own, name, shown, path, raw, name.encode("ascii"))
