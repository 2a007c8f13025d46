"""One request and its answer: what is asked for, what came, and what came in its place."""

from __future__ import annotations

import ssl
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx

from monitor.watch import answers
from monitor.watch.answers import FetchError, Trouble
from monitor.watch.bodies import Disk, Sink, decoder
from monitor.watch.pace import Pace
from monitor.watch.places import Place, place_of
from monitor.watch.wholeness import missing_end

REDIRECTS = frozenset({301, 302, 303, 307, 308})
REMAINDER = 65_536
"""Bytes of an answer that nobody wants that are still read, so that the connection can be used again."""


@dataclass(frozen=True, slots=True)
class Errand:
    """What is asked for, through all its redirects.

    allowed: names of hosts that may be reached. headers: to ask with. limit, inflated: bytes of the body as sent, and inflated;
    is_cut: what goes beyond is left, and no error. is_conditional: whether 304 is an answer.
    """

    url: str
    allowed: Collection[str]
    allow_private: bool
    headers: tuple[tuple[bytes, bytes], ...]
    limit: int
    is_conditional: bool
    pace: Pace
    inflated: int
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of an answer, and of one that is no 200 the start of its body. names of headers are in lower case."""

    place: Place
    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def onward(self) -> str | None:
        """Where it leads, for a redirect."""
        location = self.headers.get("location") if self.status in REDIRECTS else None
        return urljoin(self.place.url, location) if location else None


def vetted(url: str, errand: Errand, came_from: Place | None) -> Place:
    """The place of an address that may be asked. Raises FetchError (refused) for any other, also when a redirect leads there."""
    place = place_of(url)
    if not place.is_allowed(errand.allowed):
        raise FetchError(
            f"{errand.url}: leads to {place.host}, which is not a host of the source (its `hosts` name further ones)",
            Trouble.REFUSED,
        )
    if came_from is not None:
        if (came_from.scheme, place.scheme) == ("https", "http"):
            raise FetchError(f"{errand.url}: leads from https to http ({place.url}), which is not followed", Trouble.REFUSED)
        if place.name != place.shown and place.port != came_from.port and not errand.allow_private:
            raise FetchError(f"{errand.url}: leads to port {place.port} of {place.host}, which is not followed", Trouble.REFUSED)
    return place


async def received(response: httpx.Response, place: Place, errand: Errand, sink: Sink) -> tuple[Answer, bool]:
    """The answer, its body in the sink when its status is 200, and whether its connection can be used again."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers.raw}
    if response.status_code != 200:
        body, is_whole = await _start_of(response, headers, place, errand.pace)
        return Answer(place, response.status_code, headers, body), is_whole
    answer = Answer(place, 200, headers)
    if _declared(headers) > errand.limit and not errand.is_cut:
        raise _too_large(place, errand.limit)
    decode, size, inflated = decoder(headers.get("content-encoding", ""), place.url), 0, 0
    try:
        async for chunk in response.aiter_raw():
            size += len(chunk)
            errand.pace.count(len(chunk))
            if size > errand.limit and not errand.is_cut:
                raise _too_large(place, errand.limit)
            for piece in decode.of(chunk):
                inflated += len(piece)
                if inflated > errand.inflated:
                    if errand.is_cut:
                        return answer, False
                    raise _too_large(place, errand.inflated, "inflates to")
                sink.write(piece)
            if size > errand.limit:
                return answer, False
    except httpx.TransportError as error:
        raise FetchError(f"{place.url}: cut off at {_of(size, headers)} bytes", Trouble.TRUNCATED, 200) from error
    except zlib.error as error:
        raise FetchError(f"{place.url}: its gzip is broken: {error}", Trouble.TRUNCATED, 200) from error
    if not decode.is_whole():
        raise FetchError(f"{place.url}: its gzip is cut off", Trouble.TRUNCATED, 200)
    if not inflated and not errand.is_cut:
        raise FetchError(f"{place.url}: the server answered 200 with nothing in it", Trouble.TRUNCATED, 200)
    return answer, True


async def _start_of(response: httpx.Response, headers: Mapping[str, str], place: Place, pace: Pace) -> tuple[bytes, bool]:
    """The start of a body that only tells why there is none, and whether that was all of it. Broken ones tell less."""
    start, size = bytearray(), 0
    try:
        decode = decoder(headers.get("content-encoding", ""), place.url)
        async for chunk in response.aiter_raw():
            size += len(chunk)
            pace.count(len(chunk))
            for piece in decode.of(chunk):
                start += piece[: REMAINDER - len(start)]
                if len(start) >= REMAINDER:
                    return bytes(start), False
            if size > REMAINDER:
                return bytes(start), False
    except (httpx.TransportError, zlib.error, FetchError):
        return bytes(start), False
    return bytes(start), True


def judge_page(answer: Answer, body: bytes | bytearray) -> None:
    """Raise FetchError for what stands in place of a page: a firewall's challenge, a form that asks for a password."""
    url = answer.place.url
    if not body.strip():
        raise FetchError(f"{url}: the server answered 200 with nothing in it", Trouble.TRUNCATED, 200)
    if answers.is_challenge(answer.headers, body):
        raise FetchError(f"{url}: a firewall's page came in its place, which is not passed by a machine", Trouble.BLOCKED, 200)
    if answers.is_login(body):
        raise FetchError(f"{url}: a form that asks for a password came in its place", Trouble.NOT_THE_FILE, 200)


def judge_whole(answer: Answer, body: bytes | bytearray) -> None:
    """Raise FetchError for a page or feed of which the end is missing, which a connection that is closed early does not tell."""
    headers = answer.headers
    is_framed = "content-length" in headers or "transfer-encoding" in headers or "gzip" in headers.get("content-encoding", "")
    if complaint := missing_end(body, is_framed=is_framed):
        raise FetchError(f"{answer.place.url}: cut off after {len(body)} bytes: {complaint}", Trouble.TRUNCATED, 200)


def judge_file(answer: Answer, sink: Disk, expects: str | None) -> None:
    """Raise FetchError for what stands in place of a file, and for a file that says itself that its end is missing."""
    url, media_type = answer.place.url, answer.headers.get("content-type")
    if answers.is_html(sink.head, media_type):
        judge_page(answer, sink.head)
    if answers.is_page_in_place(urlsplit(url).path, sink.head, media_type, expects):
        raise FetchError(f"{url}: a web page came in place of the file", Trouble.NOT_THE_FILE, 200)
    if answers.is_cut_off(sink.head, sink.tail):
        raise FetchError(f"{url}: cut off: the file's own end is missing after {sink.size} bytes", Trouble.TRUNCATED, 200)
    if sink.size == len(sink.head) and answers.is_html(sink.head, media_type):
        judge_whole(answer, sink.head)


def network_complaint(error: Exception) -> str:
    """What went wrong with a connection, in words an operator can act on."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not valid: {cause.verify_message}"
        cause = cause.__cause__ or cause.__context__
    return f"{type(error).__name__}: {error}".rstrip(": ")


def _declared(headers: Mapping[str, str]) -> int:
    """The length that the server announces, -1 where it announces none."""
    text = headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() else -1


def _of(size: int, headers: Mapping[str, str]) -> str:
    declared = _declared(headers)
    return f"{size} of {declared}" if declared >= 0 else str(size)


def _too_large(place: Place, limit: int, what: str = "is larger than") -> FetchError:
    more = "more than " if what == "inflates to" else ""
    return FetchError(f"{place.url}: {what} {more}{limit / 1_000_000:g} MB", Trouble.TOO_LARGE, 200)
