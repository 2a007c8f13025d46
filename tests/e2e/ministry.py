"""A pretend ministry that can misbehave in every way that real ones were seen to (SOURCES.md, 3), over real HTTP on loopback.

One `Ministry` is one host, at an address 127.x.y.z of its own; several may share a log. One port speaks HTTP and, where a
certificate is given, HTTPS too, as the twins of a real address do. What it publishes is kept as pages; what it does wrong is a
mood, laid over a path or over the whole site until `well` takes it away. Every request is logged.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import io
import shutil
import socket
import socketserver
import ssl
import subprocess
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime, formatdate
from http import HTTPStatus
from pathlib import Path
from threading import Event, Lock, Thread
from urllib.parse import urlsplit

import pypdfium2 as pdfium

from monitor.typeset import typeset

INDEX = "/yosan/index.html"
ROBOTS = "/robots.txt"
PDF, HTML, TEXT = "application/pdf", "text/html; charset=utf-8", "text/plain; charset=utf-8"
TLS_HANDSHAKE = b"\x16"
"""The first byte of a TLS client's greeting; no HTTP request begins with it."""

MAINTENANCE = """<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>メンテナンスのお知らせ</title></head><body>
<h1>ただいまメンテナンス中です</h1><p>令和8年度概算要求等の情報は、作業の終了後にご覧いただけます。</p></body></html>"""
WAF = """<!doctype html><html lang="ja"><head><title>Human Verification</title><meta name="ROBOTS" content="NOINDEX, NOFOLLOW">
<script src="https://token.awswaf.com/challenge.js"></script></head><body><div id="challenge-container"></div>
<noscript><h1>JavaScript is disabled</h1>In order to continue, we need to verify that you're not a robot.</noscript></body>
</html>"""
LOGIN = """<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>ログイン</title></head><body><h1>ログイン</h1>
<form method="post" action="/login"><label>利用者ID<input name="user"></label>
<label>パスワード<input type="password" name="password"></label><button>ログイン</button></form></body></html>"""


@dataclass(frozen=True)
class Page:
    """What stands at a path: its bytes, as what, and the validators it is sent with."""

    body: bytes
    media_type: str = HTML
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class Item:
    """One line of an index page or a feed. href: as written in the page; day: as printed beside it; None: no day stands there."""

    href: str
    text: str
    day: str | None = None
    heading: str = "令和8年度予算"


@dataclass
class Seen:
    """One request: when it came and was answered (seconds, monotonic), on which connection (the client's port), and the answer."""

    began: float
    host: str
    path: str
    headers: dict[str, str]
    connection: int
    at: datetime
    status: int | None = None
    ended: float | None = None


@dataclass
class Log:
    """What the servers saw, in order of arrival, and when each connection was open: (host, opened, closed or None)."""

    requests: list[Seen] = field(default_factory=list)
    connections: list[list[object]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def paths(self, host: str | None = None) -> list[str]:
        """The paths that were asked for, of one host or of all."""
        return [seen.path for seen in self.requests if host in (None, seen.host)]

    def of(self, path: str) -> list[Seen]:
        """The requests for one path."""
        return [seen for seen in self.requests if seen.path == path]

    def clear(self) -> None:
        """Forget it all."""
        with self.lock:
            self.requests.clear()
            self.connections.clear()


@dataclass
class Exchange:
    """One request under way, and the ways to answer it."""

    ministry: Ministry
    seen: Seen
    stream: socket.socket
    keep_alive: bool = True

    def send(self, status: int, body: bytes = b"", media_type: str = HTML, **headers: str) -> None:
        """A whole answer. headers: with _ for -."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        self.head(status, {"Content-Type": media_type, "Content-Length": str(len(body)), **told})
        self.stream.sendall(body if status not in (204, 304) else b"")

    def head(self, status: int, headers: dict[str, str]) -> None:
        """A status line and headers."""
        self.seen.status = status
        reason = HTTPStatus(status).phrase if status in {known.value for known in HTTPStatus} else "Unknown"
        lines = [f"HTTP/1.1 {status} {reason}", f"Date: {formatdate(usegmt=True)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self.stream.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))

    def drop(self) -> None:
        """Close the connection after this answer."""
        self.keep_alive = False

    def wait(self, seconds: float) -> None:
        """Let time pass; ends at once when the server closes."""
        self.ministry.closing.wait(seconds)


Mood = Callable[[Exchange], None]


class Ministry:
    """One host of a ministry. `open` serves it; `url` gives its addresses; the methods below publish, and misbehave.

    address: of loopback. log: shared with other hosts. certificate: what `certificate` made, for HTTPS at the same port.
    validators: whether it sends ETags and answers conditional requests.
    """

    def __init__(
        self, address: str = "127.0.0.1", *, log: Log | None = None, certificate: Path | None = None, validators: bool = True
    ) -> None:
        self.address, self.log, self.certificate, self.validators = address, log or Log(), certificate, validators
        self.port = 0
        self.pages: dict[str, Page] = {ROBOTS: Page(b"User-agent: *\nDisallow: /himitsu/\n", TEXT)}
        self.lists: dict[str, list[Item]] = {INDEX: []}
        self.feeds: dict[str, Feed] = {}
        self.per_page: int | None = None
        self.moods: dict[str | None, Mood] = {}
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.closing = Event()

    # where it is

    def url(self, path: str = INDEX, scheme: str = "http") -> str:
        """The address of a path; of the index page when none is given."""
        return f"{scheme}://{self.address}:{self.port}{path}"

    @contextmanager
    def open(self) -> Iterator[Ministry]:
        """Serve until the block ends."""
        with _Server((self.address, self.port), _Connection) as server:
            server.ministry, self.port = self, server.server_address[1]
            server.context = _context(self.certificate) if self.certificate else None
            thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
            thread.start()
            try:
                yield self
            finally:
                self.closing.set()
                server.shutdown()
                server.close_connections()
                thread.join()

    # what it publishes

    def put(self, path: str, body: bytes | str, media_type: str = PDF) -> None:
        """Bytes, a text set as a PDF, or a page of HTML at a path, linked from nowhere."""
        if isinstance(body, str):
            body = typeset(body) if media_type == PDF else body.encode()
        self.pages[path] = Page(body, media_type)

    def publish(
        self, path: str, body: bytes | str, text: str, day: str | None = None, *, on: str = INDEX, media_type: str = PDF
    ) -> str:
        """A release, with a link on an index page; gives its address."""
        self.put(path, body, media_type)
        self.link(path, text, day, on=on)
        return self.url(path)

    def link(self, href: str, text: str, day: str | None = None, *, on: str = INDEX, heading: str = "令和8年度予算") -> None:
        """A further line of an index page, with the href as it is: relative, absolute, with a query string, of another host."""
        self.lists.setdefault(on, []).append(Item(href, text, day, heading))

    def feed(
        self, path: str, items: list[Item], *, form: str = "rss1", encoding: str = "utf-8", channel_date: str | None = None
    ) -> str:
        """A feed of the items; form: rss1, rss2 or atom. channel_date: as the channel claims it, stale as it may be."""
        self.feeds[path] = Feed(items, form, encoding, channel_date)
        return self.url(path)

    def paginate(self, per_page: int | None) -> None:
        """Show index pages in parts: index.html, index.html?page=2 and so on, each linking the others and rel=next."""
        self.per_page = per_page

    # what it does to a release

    def replace(self, path: str, body: bytes | str) -> None:
        """Put other content behind the same address, and say nothing."""
        self.put(path, body, self.pages[path].media_type)

    def resave(self, path: str) -> None:
        """The same content in other bytes, as an authoring program leaves it when it saves again."""
        page = self.pages[path]
        if page.media_type == PDF:
            saved = io.BytesIO()
            with pdfium.PdfDocument(page.body) as document:
                document.save(saved)
            self.pages[path] = replace(page, body=saved.getvalue())
        else:
            self.pages[path] = replace(page, body=page.body + b"\n<!-- " + str(len(page.body)).encode() + b" -->\n")

    def move(self, path: str, to: str, *, leave_redirect: bool = False) -> None:
        """The release is at another address from now on, and the index pages link it there."""
        self.pages[to] = self.pages.pop(path)
        for lines in self.lists.values():
            lines[:] = [replace(line, href=to) if line.href == path else line for line in lines]
        if leave_redirect:
            self.redirect(path, to)

    def withdraw(self, path: str, *, status: int = 404, keep_link: bool = False) -> None:
        """Take a release away: its address answers 404 or 410, and its link goes."""
        del self.pages[path]
        if status != HTTPStatus.NOT_FOUND:
            self.answer(path, status)
        if not keep_link:
            self.unlink(path)

    def unlink(self, href: str) -> None:
        """Take a link from the index pages; what it leads to stays."""
        for lines in self.lists.values():
            lines[:] = [line for line in lines if line.href != href]

    # how it misbehaves: `path` None is the whole site but robots.txt

    def well(self, path: str | None = None) -> None:
        """End what is wrong with a path, or with the whole site."""
        self.moods.pop(path, None)

    def answer(self, path: str | None, status: int, body: str = "", **headers: str) -> None:
        """A status, and nothing of use."""
        self.moods[path] = lambda exchange: exchange.send(status, body.encode(), **headers)

    def maintenance(self, path: str | None = None, status: int = 200) -> None:
        """A page that says that work is going on, with status 200 as a rule."""
        self.answer(path, status, MAINTENANCE)

    def firewall(self, path: str | None = None, status: int = 200) -> None:
        """A firewall's page, which asks whether a person is there."""
        self.answer(path, status, WAF, Server="CloudFront")

    def login(self, path: str | None = None) -> None:
        """A form that asks for a password."""
        self.answer(path, 200, LOGIN)

    def challenge(self, path: str | None = None, status: int = 202) -> None:
        """The answer of 経済産業省 to robots: 202 with a challenge and no body, 403, or 405."""
        headers = {"x_amzn_waf_action": "challenge"} if status == HTTPStatus.ACCEPTED else {}
        self.answer(path, status, "" if status == HTTPStatus.ACCEPTED else WAF, **headers)

    def throttle(self, path: str | None = None, status: int = 429, retry_after: int | str | None = None) -> None:
        """Too many requests, it says; Retry-After in seconds, or as a date."""
        headers = {} if retry_after is None else {"Retry_After": str(retry_after)}
        self.answer(path, status, "", **headers)

    def throttle_by_404(self) -> None:
        """Answer everything with 404, the index page too, as 財務省's database does when it is asked too often."""
        self.answer(None, 404, "<h1>404 Not Found</h1>")

    def truncate(self, path: str, share: float = 0.5, *, declared: bool = True) -> None:
        """Send a part of the body. declared: Content-Length tells of the whole; else nothing tells that something is missing."""

        def cut(exchange: Exchange) -> None:
            page = self.pages[path]
            body = page.body[: int(len(page.body) * share)]
            length = len(page.body) if declared else len(body)
            exchange.head(200, {"Content-Type": page.media_type, "Content-Length": str(length)})
            exchange.stream.sendall(body)
            exchange.drop()

        self.moods[path] = cut

    def slow_headers(self, path: str | None = None, seconds: float = 600) -> None:
        """A header line now and then, and never the last one."""

        def drip(exchange: Exchange) -> None:
            exchange.stream.sendall(b"HTTP/1.1 200 OK\r\n")
            _drip(exchange, lambda n: f"X-Wait-{n}: yes\r\n".encode(), seconds)

        self.moods[path] = drip

    def slow_body(self, path: str | None = None, seconds: float = 600) -> None:
        """A byte of the body now and then."""

        def drip(exchange: Exchange) -> None:
            exchange.head(200, {"Content-Type": PDF, "Content-Length": "1000000"})
            _drip(exchange, lambda n: b"%", seconds)

        self.moods[path] = drip

    def silent(self, path: str | None = None, seconds: float = 600) -> None:
        """Take the request and say nothing."""
        self.moods[path] = lambda exchange: (exchange.wait(seconds), exchange.drop())[1]

    def endless(self, path: str | None = None, media_type: str = PDF) -> None:
        """A body without an end."""

        def pour(exchange: Exchange) -> None:
            exchange.head(200, {"Content-Type": media_type, "Connection": "close"})
            exchange.drop()
            with suppress(OSError):
                while not self.closing.is_set():
                    exchange.stream.sendall(b"0" * 65536)

        self.moods[path] = pour

    def gzip_bomb(self, path: str | None = None, megabytes: int = 400) -> None:
        """A small body that inflates to a large one."""
        bomb = _bomb(megabytes)
        self.moods[path] = lambda exchange: exchange.send(200, bomb, PDF, Content_Encoding="gzip")

    def zipped(self, path: str) -> None:
        """The page itself, compressed on the way, as it should be where the client accepts it."""
        self.moods[path] = lambda exchange: exchange.send(
            200, gzip.compress(self.pages[path].body), self.pages[path].media_type, Content_Encoding="gzip"
        )

    def redirect(self, path: str | None, to: str, status: int = 302) -> None:
        """To another address: a path, another host, http://169.254.169.254/."""
        self.answer(path, status, "", Location=to)

    def to_https(self) -> None:
        """Send every http request to its https twin."""

        def twin(exchange: Exchange) -> None:
            if isinstance(exchange.stream, ssl.SSLSocket):
                self.show(exchange)
            else:
                exchange.send(301, Location=self.url(exchange.seen.path, "https"))

        self.moods[None] = twin

    def server_error(self, path: str | None = None, status: int = 500) -> None:
        """It broke."""
        self.answer(path, status, "<h1>Internal Server Error</h1>")

    def hang_up(self, path: str | None = None) -> None:
        """Close the connection without an answer."""
        self.moods[path] = Exchange.drop

    def garbage(self, path: str | None = None) -> None:
        """An answer that is no HTTP."""

        def babble(exchange: Exchange) -> None:
            exchange.stream.sendall(b"\x00\xff<html>????\r\n\r\n")
            exchange.drop()

        self.moods[path] = babble

    def lie_304(self, path: str | None = None) -> None:
        """ "Not modified" to every conditional request, whatever became of the page."""

        def lie(exchange: Exchange) -> None:
            asked = exchange.seen.headers.keys() & {"if-none-match", "if-modified-since"}
            self.show(exchange) if not asked else exchange.send(304, ETag=exchange.seen.headers.get("if-none-match", '"x"'))

        self.moods[path] = lie

    def etag_of_each_node(self, path: str) -> None:
        """The same page from nodes that each have an ETag of their own, so that no conditional request ever hits."""

        def node(exchange: Exchange) -> None:
            page = self.pages[path]
            exchange.send(200, page.body, page.media_type, ETag=f'"node-{len(self.log.requests)}"')

        self.moods[path] = node

    def empty_list(self, path: str = INDEX) -> None:
        """An index page without a single link, with status 200."""
        self.answer(path, 200, "<!doctype html><html><head><title>予算</title></head><body><h1>予算</h1></body></html>")

    def fresh_for(self, seconds: int, path: str = INDEX) -> None:
        """Cache-Control: come back later than that."""

        def cached(exchange: Exchange) -> None:
            self.show(exchange, Cache_Control=f"max-age={seconds}")

        self.moods[path] = cached

    def robots(self, rules: str = "", *, status: int = 200) -> None:
        """Other rules, or a status in their place."""
        self.pages[ROBOTS] = Page(rules.encode(), TEXT)
        self.moods.pop(ROBOTS, None)
        if status != HTTPStatus.OK:
            self.answer(ROBOTS, status, rules)

    # how it answers

    def reply(self, exchange: Exchange) -> None:
        """Answer one request, in the mood of its path, else of the site."""
        path = exchange.seen.path
        plain = urlsplit(path).path
        mood = self.moods.get(path) or self.moods.get(plain) or (self.moods.get(None) if path != ROBOTS else None)
        (mood or self.show)(exchange)

    def show(self, exchange: Exchange, **headers: str) -> None:
        """The page at the path, or 304 to who has it already."""
        page = self._page(exchange.seen.path)
        if page is None:
            exchange.send(404, b"<h1>404 Not Found</h1>")
            return
        if self.validators:
            tag = page.etag or f'"{hashlib.sha256(page.body).hexdigest()[:16]}"'
            headers |= {"ETag": tag} | ({"Last_Modified": page.last_modified} if page.last_modified else {})
            if exchange.seen.headers.get("if-none-match") == tag:
                exchange.send(304, **headers)
                return
        exchange.send(200, page.body, page.media_type, **headers)

    def _page(self, path: str) -> Page | None:
        plain, _, query = path.partition("?")
        if path in self.pages:
            return self.pages[path]
        if path in self.feeds:
            return self.feeds[path].page(self.url(path))
        if plain not in self.lists:
            return None
        number = int(query.removeprefix("page=")) if query.startswith("page=") else 1
        return Page(_list_page(plain, self.lists[plain], number, self.per_page).encode())


@dataclass(frozen=True)
class Feed:
    """A feed: its items, RSS 1.0, RSS 2.0 or Atom, its encoding, and the day that its channel claims to be of."""

    items: list[Item]
    form: str
    encoding: str
    channel_date: str | None

    def page(self, url: str) -> Page:
        """The feed as it is sent."""
        text = {"rss1": self._rss1, "rss2": self._rss2, "atom": self._atom}[self.form](url)
        declared = {"cp932": "Shift_JIS"}.get(self.encoding, self.encoding)
        return Page(f'<?xml version="1.0" encoding="{declared}"?>\n{text}'.encode(self.encoding), "application/xml")

    def _rss1(self, url: str) -> str:
        items = "".join(
            f'<item rdf:about="{html.escape(i.href)}"><title>{html.escape(i.text)}</title><link>{html.escape(i.href)}</link>'
            + (f"<dc:date>{i.day}</dc:date>" if i.day else "")
            + "</item>\n"
            for i in self.items
        )
        date = f"<dc:date>{self.channel_date}</dc:date>" if self.channel_date else ""
        return (
            '<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/" xml:lang="ja"><channel rdf:about="{url}"><title>新着情報</title>'
            f"<link>{url}</link><description>新着</description><copyright>見本省</copyright>{date}</channel>\n{items}</rdf:RDF>"
        )

    def _rss2(self, url: str) -> str:
        items = "".join(
            f"<item><title>{html.escape(i.text)}</title><link>{html.escape(i.href)}</link>"
            + (f"<pubDate>{i.day}</pubDate>" if i.day else "")
            + "</item>\n"
            for i in self.items
        )
        date = f"<pubDate>{self.channel_date}</pubDate>" if self.channel_date else ""
        return f'<rss version="2.0"><channel><title>新着</title><link>{url}</link>{date}\n{items}</channel></rss>'

    def _atom(self, url: str) -> str:
        items = "".join(
            f'<entry><id>{html.escape(i.href)}</id><title>{html.escape(i.text)}</title><link href="{html.escape(i.href)}"/>'
            + (f"<updated>{i.day}</updated>" if i.day else "")
            + "</entry>\n"
            for i in self.items
        )
        date = f"<updated>{self.channel_date}</updated>" if self.channel_date else ""
        return f'<feed xmlns="http://www.w3.org/2005/Atom"><id>{url}</id><title>新着</title>{date}\n{items}</feed>'


def _list_page(path: str, items: list[Item], number: int, per_page: int | None) -> str:
    """An index page as ministries write them: a menu that speaks of budgets too, headings, a list of links with days."""
    shown = items if per_page is None else items[(number - 1) * per_page : number * per_page]
    rows, heading = [], ""
    for item in shown:
        if item.heading != heading:
            heading = item.heading
            rows.append(f"</ul><h2>{html.escape(heading)}</h2><ul>")
        rows.append(f'<li>{html.escape(item.day or "")} <a href="{html.escape(item.href)}">{html.escape(item.text)}</a></li>')
    pages = range(1, -(-len(items) // per_page) + 1) if per_page else ()
    pager = " ".join(f'<a href="{path}?page={n}">{n}</a>' for n in pages)
    following = f'<link rel="next" href="{path}?page={number + 1}">' if number < len(pages) else ""
    return (
        f'<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>見本省の予算</title>{following}</head><body>'
        '<header><nav><a href="/">トップ</a> <a href="/saiyou.html">採用情報</a> <a href="/kessan/">予算・決算</a></nav></header>'
        f'<main><h1>見本省の予算</h1><ul>{"".join(rows)}</ul><div class="pager">{pager}</div></main>'
        '<footer><a href="/privacy.html">プライバシーポリシー</a></footer></body></html>'
    )


def _drip(exchange: Exchange, piece: Callable[[int], bytes], seconds: float) -> None:
    exchange.drop()
    until = time.monotonic() + seconds
    with suppress(OSError):
        for n in range(10**6):
            if time.monotonic() > until or exchange.ministry.closing.is_set():
                return
            exchange.stream.sendall(piece(n))
            exchange.wait(0.2)


def _bomb(megabytes: int) -> bytes:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = bytes(1024 * 1024)
    return b"".join(squeeze.compress(zeros) for _ in range(megabytes)) + squeeze.flush()


def http_date(moment: datetime) -> str:
    """A moment as HTTP headers tell it."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def certificate(folder: Path, *addresses: str, days: int = 30) -> Path:
    """A self-signed certificate and its key in one file, made by openssl. days below 0: it has expired already.

    Raises FileNotFoundError where there is no openssl.
    """
    if shutil.which("openssl") is None:
        raise FileNotFoundError("no openssl to make a certificate with")
    key, made, both = folder / "key.pem", folder / "certificate.pem", folder / f"ministry{days}.pem"
    names = ",".join(f"IP:{address}" for address in addresses)
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-days", str(days), "-subj", "/CN=ministry.example", "-addext", f"subjectAltName={names}"]
    subprocess.run([*command, "-keyout", key, "-out", made], check=True, capture_output=True)
    both.write_bytes(key.read_bytes() + made.read_bytes())
    return both


def _context(pem: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128
    ministry: Ministry
    context: ssl.SSLContext | None = None

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.streams: set[socket.socket] = set()

    def close_connections(self) -> None:
        """Cut what is still open, so that no thread waits for a client that keeps its connection."""
        for stream in list(self.streams):
            with suppress(OSError):
                stream.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is no error of the test's."""


class _Connection(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        stream: socket.socket = self.request
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        log, ministry = self.server.ministry.log, self.server.ministry
        record: list[object] = [ministry.address, time.monotonic(), None]
        self.server.streams.add(stream)
        with log.lock:
            log.connections.append(record)
        with suppress(OSError):
            if self.server.context is not None and stream.recv(1, socket.MSG_PEEK) == TLS_HANDSHAKE:
                stream = self.server.context.wrap_socket(stream, server_side=True)
            self._serve(stream, ministry)
        record[2] = time.monotonic()
        self.server.streams.discard(self.request)
        with suppress(OSError):
            stream.close()

    def _serve(self, stream: socket.socket, ministry: Ministry) -> None:
        rest = b""
        while True:
            while b"\r\n\r\n" not in rest:
                more = stream.recv(65536)
                if not more:
                    return
                rest += more
            head, _, rest = rest.partition(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").split("\r\n")
            headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            now, port = time.monotonic(), self.client_address[1]
            seen = Seen(now, ministry.address, first.split()[1], headers, port, ministry.clock())
            with ministry.log.lock:
                ministry.log.requests.append(seen)
            exchange = Exchange(ministry, seen, stream)
            try:
                ministry.reply(exchange)
            finally:
                seen.ended = time.monotonic()
            if not exchange.keep_alive:
                return
