"""What the tests of notifications are made of: changes, a ledger that they are recorded in, and a mail server that misbehaves."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from notifiers.news import News, news_of
from notifiers.tokens import equip
from storage import Database
from storage.fanout import owe_deliveries
from storage.tables import Delivery, Release, StoredChange, StoredMeasure, Subscriber, Subscription

NOW = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)

OKU = 10**8


def a_change(number: int = 1, **given: Any) -> StoredChange:
    """A recorded change: by default the cut of one measure of 厚生労働省 from 102億円 to 86億円."""
    fields: dict[str, Any] = {
        "id": f"{number:032x}",
        "noticed_at": NOW - timedelta(hours=1) + timedelta(seconds=number),
        "measure_id": f"mhlw-2025-{number:04}",
        "name": f"地域医療確保推進事業その{number}",
        "old_name": None,
        "level": "measure",
        "ministry": "厚生労働省",
        "bureau": "医政局",
        "kind": "amount",
        "basis": "year",
        "field": "amount",
        "before": "102億円",
        "after": "86億円",
        "before_yen": 102 * OKU,
        "after_yen": 86 * OKU,
        "fiscal_year": 2026,
        "stage": "request",
        "confidence": 0.97,
        "origin": "live",
        "evidence": {
            "before": {"url": "https://www.example.go.jp/r7.pdf", "sha256": "b" * 64, "page": 11, "line": 4, "box": None},
            "after": {"url": "https://www.example.go.jp/r8.pdf", "sha256": "a" * 64, "page": 12, "line": 9, "box": None},
        },
    }
    return StoredChange(**fields | given)


@dataclass
class Ledger:
    """A database with a release in it, to which changes and subscribers are added."""

    database: Database

    def subscribe(self, address: str, channel: str = "email", language: str = "ja", secret: str | None = None) -> int:
        """An active subscriber to everything. Gives its id."""
        with self.database.session() as session:
            subscriber = Subscriber(
                channel=channel, address=address, language=language, secret=secret, status="active", created_at=NOW
            )
            equip(subscriber)
            session.add(subscriber)
            session.flush()
            session.add(Subscription(subscriber_id=subscriber.id, kinds=[], created_at=NOW))
            return subscriber.id

    def record(self, *changes: StoredChange) -> int:
        """Record changes and what is owed for them in one transaction. Gives how many deliveries that makes."""
        with self.database.session() as session:
            release = session.query(Release).first()
            if release is None:
                release = Release(url="https://www.example.go.jp/r8.pdf", first_seen_at=NOW, status="read")
                session.add(release)
                session.flush()
            for change in changes:
                if session.get(StoredMeasure, change.measure_id) is None:
                    session.add(StoredMeasure(id=change.measure_id, name=change.name, level="measure", created_at=NOW))
                    session.flush()
                change.release_id = release.id
                session.add(change)
            return owe_deliveries(session, changes, NOW)

    def states(self) -> dict[str, int]:
        """Deliveries by state."""
        with self.database.reading() as session:
            found: dict[str, int] = {}
            for delivery in session.query(Delivery):
                found[delivery.state] = found.get(delivery.state, 0) + 1
            return found


@dataclass
class MailServer:
    """A real SMTP server that answers as it is told and keeps what it took.

    answer: what follows the final dot (250…, 4xx…, 5xx…); None: hangs up without a word, after it has taken the mail.
    """

    answer: str | None = "250 taken"
    recipient_answer: str = "250 ok"
    taken: list[bytes] = field(default_factory=list)
    meanwhile: Callable[[], None] = lambda: None
    port: int = 0

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if self.recipient_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        if self.answer is None or self.answer.startswith("250"):
            self.taken.append(content)
        self.meanwhile()
        if self.answer is None:
            assert server.transport is not None
            server.transport.abort()
            return "421 gone"
        return self.answer

    @property
    def mails(self) -> list[EmailMessage]:
        """What was taken, parsed."""
        return [message_from_bytes(raw, policy=default) for raw in self.taken]  # type: ignore[misc]


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def some_news(number: int = 1, *, measure_yen: int | None = None, **given: Any) -> News:
    """A change as plain data."""
    return news_of(a_change(number, **given), measure_yen)
