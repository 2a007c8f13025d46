"""A polite HTTP client: robots.txt first, one connection a host, spaced, conditional, with a deadline on the whole."""

from __future__ import annotations

import asyncio
import random
import time
import zlib
from dataclasses import dataclass, field
from email.message import Message
from types import TracebackType
from urllib.parse import unquote, urljoin, urlsplit

import httpx
from protego import Protego

from monitor import __version__
from monitor.budget import YosanError
from monitor.net import GuardedTransport, NetworkRefusal
from storage import no_transaction

MAX_BYTES = 100 * 1024 * 1024
MAX_INFLATED = 300 * 1024 * 1024
ROBOTS_BYTES = 500 * 1024
DEADLINE_SECONDS = 120.0
MAX_REDIRECTS = 5
ROBOTS_UNAVAILABLE = 500
PRODUCT = "yosan-watch"


class FetchError(YosanError):
    """A request that gave nothing to keep.

    status: the HTTP status, where there was one. retry_after: seconds to wait, where the server asked for it.
    """

    def __init__(self, message: str, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer. not_modified: the server says that nothing changed, and body is empty. url: after redirects."""

    url: str
    status: int
    body: bytes
    media_type: str | None
    etag: str | None
    last_modified: str | None
    not_modified: bool = False


@dataclass
class Fetcher:
    """Fetches from the hosts it is given and from no other, also after a redirect (RELIABILITY.md, 71, 81–83).

    hosts: names that may be reached. gap_seconds: least time between two requests to a host, with up to a quarter more at random.
    contact: address or page put in the User-Agent. Use as an async context manager.
    """

    hosts: frozenset[str]
    contact: str = ""
    gap_seconds: float = 5.0
    allow_private: bool = False
    _last: dict[str, float] = field(default_factory=dict)
    _robots: dict[str, Protego] = field(default_factory=dict)

    async def __aenter__(self) -> Fetcher:
        """Open the connections' pool."""
        transport = GuardedTransport(allow_private=self.allow_private)
        self._client = httpx.AsyncClient(
            transport=transport,
            headers={"User-Agent": self.user_agent, "Accept-Encoding": "gzip, identity"},
            timeout=httpx.Timeout(20.0),
            follow_redirects=False,
            trust_env=False,
        )
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close every connection."""
        await self._client.aclose()

    @property
    def user_agent(self) -> str:
        """The product, its version, and whom to write to."""
        return f"{PRODUCT}/{__version__}" + (f" (+{self.contact})" if self.contact else "")

    async def get(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched:
        """Fetch one address. Raises FetchError for everything that is neither 200 nor 304, and for what robots.txt forbids."""
        no_transaction()
        if not await self._allowed(url):
            raise FetchError(f"{url}: robots.txt does not allow it")
        headers = {}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        answer = await self._request(url, headers, MAX_BYTES)
        if answer.not_modified or answer.status == 200:
            return answer
        raise FetchError(f"{url}: the server answered {answer.status}", answer.status)

    async def _allowed(self, url: str) -> bool:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            self._robots[origin] = Protego.parse(await self._robots_of(origin))
        return bool(self._robots[origin].can_fetch(url, self.user_agent))

    async def _robots_of(self, origin: str) -> str:
        """The rules of a host: none where it has none (4xx); FetchError where it cannot say (RFC 9309, 2.3.1)."""
        try:
            answer = await self._request(f"{origin}/robots.txt", {}, ROBOTS_BYTES)
        except FetchError as error:
            if error.status is not None and error.status < ROBOTS_UNAVAILABLE:
                return ""
            raise FetchError(f"{origin}/robots.txt cannot be had, so nothing is fetched there: {error}", error.status) from error
        return answer.body.decode("utf-8", "replace") if answer.status == 200 else ""

    async def _request(self, url: str, headers: dict[str, str], limit: int) -> Fetched:
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                for _ in range(MAX_REDIRECTS + 1):
                    answer, onward = await self._once(url, headers, limit)
                    if answer is not None:
                        return answer
                    url = onward
        except TimeoutError as error:
            raise FetchError(f"{url}: not whole after {DEADLINE_SECONDS:.0f} s") from error
        except NetworkRefusal as error:
            raise FetchError(f"{url}: {error}") from error
        except httpx.HTTPError as error:
            raise FetchError(f"{url}: {type(error).__name__}: {error}".rstrip(": ")) from error
        raise FetchError(f"{url}: more than {MAX_REDIRECTS} redirects")

    async def _once(self, url: str, headers: dict[str, str], limit: int) -> tuple[Fetched | None, str]:
        await self._wait_for(url)
        async with self._client.stream("GET", url, headers=headers) as response:
            if response.has_redirect_location:
                return None, urljoin(url, response.headers["location"])
            if response.status_code in (429, 503):
                raise FetchError(f"{url}: the server answered {response.status_code}", response.status_code, _retry_after(response))
            if response.status_code >= 400:
                raise FetchError(f"{url}: the server answered {response.status_code}", response.status_code)
            body = b"" if response.status_code == 304 else await _body(response, url, limit)
            return (
                Fetched(
                    url=url,
                    status=response.status_code,
                    body=body,
                    media_type=response.headers.get("content-type"),
                    etag=response.headers.get("etag"),
                    last_modified=response.headers.get("last-modified"),
                    not_modified=response.status_code == 304,
                ),
                url,
            )

    async def _wait_for(self, url: str) -> None:
        host = urlsplit(url).hostname or ""
        if host not in self.hosts:
            raise FetchError(f"{url}: leads to {host or 'no host'}, which is not a host of the source")
        if host in self._last:
            gap = self.gap_seconds * random.uniform(1.0, 1.25)  # noqa: S311 - manners, not secrets
            await asyncio.sleep(max(0.0, self._last[host] + gap - time.monotonic()))
        self._last[host] = time.monotonic()


async def _body(response: httpx.Response, url: str, limit: int) -> bytes:
    """The whole body, counted as it comes, compressed and not (a small answer can inflate to gigabytes)."""
    encoding = response.headers.get("content-encoding", "identity").lower()
    if encoding not in ("identity", "gzip", ""):
        raise FetchError(f"{url}: content encoding {encoding} was not asked for")
    chunks, size = [], 0
    async for chunk in response.aiter_raw(65536):
        size += len(chunk)
        if size > limit:
            raise FetchError(f"{url}: larger than {limit // 1024} KiB")
        chunks.append(chunk)
    raw = b"".join(chunks)
    declared = response.headers.get("content-length")
    if declared is not None and declared.isdigit() and int(declared) != size:
        raise FetchError(f"{url}: cut off at {size} of {declared} bytes")
    return _inflated(raw, url) if encoding == "gzip" else raw


def _inflated(raw: bytes, url: str) -> bytes:
    inflate = zlib.decompressobj(wbits=31)
    try:
        body = inflate.decompress(raw, MAX_INFLATED + 1)
    except zlib.error as error:
        raise FetchError(f"{url}: its gzip is broken: {error}") from error
    if len(body) > MAX_INFLATED:
        raise FetchError(f"{url}: inflates to more than {MAX_INFLATED // 1024 // 1024} MiB")
    if not inflate.eof:
        raise FetchError(f"{url}: its gzip is cut off")
    return body


def _retry_after(response: httpx.Response) -> float | None:
    text = response.headers.get("retry-after", "")
    return float(text) if text.isdigit() else None


def file_name(url: str, media_type: str | None) -> str:
    """A name for the capture of a URL: the last part of its path, else its host, with an ending that says what it is."""
    parts = urlsplit(url)
    name = unquote(parts.path.rstrip("/").rpartition("/")[2]) or parts.hostname or "release"
    name = "".join(c for c in name if c.isprintable() and c not in "/\\")[:120]
    if "." in name[1:]:
        return name
    header = Message()
    header["content-type"] = media_type or "application/octet-stream"
    endings = {"text/html": ".html", "application/pdf": ".pdf", "text/plain": ".txt"}
    return name + endings.get(header.get_content_type(), "")
