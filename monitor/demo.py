"""The whole loop on a bundled pretend ministry: its site on loopback, watched, read, matched, compared, told.

見本省 is invented, and so is every figure. Act one is this year's releases; in act two next year's appear; in act three one of
them is replaced in place without a word.
"""

from __future__ import annotations

import email
import email.policy
import hashlib
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from aiosmtpd.smtp import Envelope as Received
from aiosmtpd.smtp import Session as SmtpSession
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from monitor.budget import YosanError
from monitor.settings import Settings
from monitor.typeset import typeset
from monitor.watch.catalogue import SourceSpec
from monitor.watch.poll import poll, register
from monitor.watch.report import PollReport
from storage import CaptureStore, Database

SITE = Path(__file__).parent / "demo_site"
MINISTRY = "見本省"
READER = "reader@example.jp"
INDEX = "/yosan/index.html"
OVERVIEW_TITLE = "概算要求の概要（見本省地域くらし局）"

Clock = Callable[[], datetime]


class DemoError(YosanError):
    """The demonstration did not show what it should; the message says what is missing."""


@dataclass
class PretendMinistry:
    """A ministry's web site on loopback. It publishes, and it replaces in silence.

    files: path → (media type, bytes). Answers conditional requests by ETag.
    """

    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    port: int = 0

    def __post_init__(self) -> None:
        self.files["/robots.txt"] = ("text/plain", b"User-agent: *\nDisallow: /saiyou.html\n")
        self._publish(8, next_year=False)

    @property
    def url(self) -> str:
        """The address of the index page."""
        return f"http://127.0.0.1:{self.port}{INDEX}"

    def publish_next_year(self) -> None:
        """Put the releases of 令和9年度 on the index page."""
        self._publish(9, next_year=True)

    def replace_in_silence(self) -> None:
        """Put another PDF behind the address of next year's overview; the index page stays as it is."""
        self._put_overview("/yosan/r9/gaiyou.pdf", "r9_gaiyou_replaced.txt")

    def _publish(self, year: int, *, next_year: bool) -> None:
        self._put_overview(f"/yosan/r{year}/gaiyou.pdf", f"r{year}_gaiyou.txt")
        self.files[f"/yosan/r{year}/jigyou.html"] = ("text/html", (SITE / f"r{year}_jigyou.html").read_bytes())
        pages = Environment(loader=FileSystemLoader(SITE), autoescape=True, undefined=StrictUndefined)
        self.files[INDEX] = ("text/html", pages.get_template("index.html").render(next_year=next_year).encode())

    def _put_overview(self, path: str, name: str) -> None:
        text = (SITE / name).read_text(encoding="utf-8")
        self.files[path] = ("application/pdf", typeset(text, title=OVERVIEW_TITLE))

    @contextmanager
    def open(self) -> Iterator[PretendMinistry]:
        """Serve until the block ends."""
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.answer(self)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing: the demonstration tells what happens."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            self.port = server.server_address[1]
            thread = Thread(target=server.serve_forever, daemon=True)
            thread.start()
            try:
                yield self
            finally:
                server.shutdown()
                thread.join()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one GET."""
        media_type, body = self.files.get(request.path, ("text/plain", b""))
        if request.path not in self.files:
            request.send_error(HTTPStatus.NOT_FOUND)
            return
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == etag:
            request.send_response(HTTPStatus.NOT_MODIFIED)
            request.send_header("ETag", etag)
            request.end_headers()
            return
        request.send_response(HTTPStatus.OK)
        charset = "; charset=utf-8" if media_type.startswith("text/") else ""
        request.send_header("Content-Type", media_type + charset)
        request.send_header("Content-Length", str(len(body)))
        request.send_header("ETag", etag)
        request.end_headers()
        request.wfile.write(body)


def source_of(ministry: PretendMinistry) -> SourceSpec:
    """The pretend ministry's index page as a source."""
    return SourceSpec("mihon", ministry.url, ministry=MINISTRY, every_seconds=3600, allow_private=True)


def watch_three_acts(
    database: Database, captures: CaptureStore, settings: Settings, ministry: PretendMinistry, clock: Clock
) -> None:
    """Watch this year's releases, next year's, and the silent replacement, one round each. Raises DemoError when a round fails."""
    register(database, [source_of(ministry)], clock())
    for act in (None, ministry.publish_next_year, ministry.replace_in_silence):
        if act is not None:
            act()
        look(database, captures, settings, clock)


def look(database: Database, captures: CaptureStore, settings: Settings, clock: Clock) -> PollReport:
    """One round over the pretend ministry. Raises DemoError when something could not be fetched or read."""
    report = poll(database, captures, settings, clock, now_all=True)
    troubles = [source.error for source in report.sources if source.error]
    troubles += [f"{target.url}: {target.reason}" for target in report.targets if target.reason]
    if troubles:
        raise DemoError(f"the pretend ministry could not be watched: {troubles[0]}")
    return report


@dataclass
class MailSink:
    """A real SMTP server on loopback that keeps what it is given."""

    messages: list[bytes] = field(default_factory=list)
    port: int = 0

    async def handle_DATA(self, server: SMTP, session: SmtpSession, envelope: Received) -> str:
        """Keep a message, then say so."""
        self.messages.append(envelope.original_content or b"")
        return "250 OK"

    @contextmanager
    def open(self) -> Iterator[MailSink]:
        """Accept mail until the block ends."""
        self.port = free_port()
        controller = Controller(self, hostname="127.0.0.1", port=self.port)
        controller.start()
        try:
            yield self
        finally:
            controller.stop()

    def texts(self) -> list[str]:
        """Subject and text part of every message. Raises DemoError for a message without a text part."""
        return [_text_of(message) for message in self.messages]

    def text(self) -> str:
        """Subject and text part of the newest message. Raises DemoError when there is none."""
        if not self.messages:
            raise DemoError("no digest reached the mail sink")
        return _text_of(self.messages[-1])


def _text_of(raw: bytes) -> str:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    part = message.get_body(("plain",))
    if part is None:
        raise DemoError("the digest has no text part")
    return f"{message['subject']}\n\n{part.get_content()}"


def free_port() -> int:
    """A port of loopback that nobody has at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
