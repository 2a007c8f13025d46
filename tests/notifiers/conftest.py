"""Fixtures of the notification tests: a migrated ledger on both databases, and a real mail server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller

from storage import migrate, open_database
from tests.notifiers.samples import Ledger, MailServer, free_port


@pytest.fixture
def ledger(database_url: str) -> Iterator[Ledger]:
    """An empty ledger, on SQLite and on PostgreSQL."""
    database = open_database(database_url)
    migrate(database)
    yield Ledger(database)
    database.close()


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """A mail server on loopback."""
    handler = MailServer()
    handler.port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()
