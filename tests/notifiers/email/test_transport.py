"""A mail is handed over once, and every failure is told as what it is, on a real mail server."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from notifiers.email.transport import MailTransport
from notifiers.port import Envelope, TransportError
from tests.notifiers.samples import MailServer, free_port

MAIL = Envelope("msg_1", "email", "kaikei@city.example.jp", b"Subject: x\r\nMessage-ID: <msg_1@example.jp>\r\n\r\n.dot\r\nbody\r\n")


def server(port: int, seconds: float = 5.0) -> MailTransport:
    return MailTransport("127.0.0.1", port, "予算ウォッチ <watch@yosan.example.jp>", seconds=seconds)


def test_the_bytes_arrive_as_they_were_frozen(mail_server: MailServer) -> None:
    server(mail_server.port).notify(MAIL)
    assert mail_server.taken == [MAIL.body]


@pytest.mark.parametrize(("answer", "permanent"), [("451 later", False), ("452 full", False), ("554 never", True)])
def test_the_answer_to_the_mail_decides_whether_it_is_tried_again(mail_server: MailServer, answer: str, permanent: bool) -> None:
    mail_server.answer = answer
    with pytest.raises(TransportError, match=answer[:3]) as failure:
        server(mail_server.port).notify(MAIL)
    assert (failure.value.permanent, failure.value.ambiguous) == (permanent, False)


@pytest.mark.parametrize(("answer", "permanent"), [("450 busy", False), ("550 5.1.1 <kaikei@city.example.jp> unknown", True)])
def test_a_refused_recipient_is_final_when_the_server_says_so_and_is_not_named(
    mail_server: MailServer, answer: str, permanent: bool
) -> None:
    mail_server.recipient_answer = answer
    with pytest.raises(TransportError) as failure:
        server(mail_server.port).notify(MAIL)
    assert failure.value.permanent is permanent
    assert "kaikei" not in str(failure.value)
    assert not mail_server.taken


def test_a_lost_answer_after_the_final_dot_is_ambiguous(mail_server: MailServer) -> None:
    mail_server.answer = None
    with pytest.raises(TransportError) as failure:
        server(mail_server.port).notify(MAIL)
    assert failure.value.ambiguous
    assert mail_server.taken == [MAIL.body]


def test_a_server_that_hangs_after_the_final_dot_is_ambiguous(mail_server: MailServer) -> None:
    mail_server.meanwhile = lambda: time.sleep(2)
    begun = time.monotonic()
    with pytest.raises(TransportError) as failure:
        server(mail_server.port, seconds=0.7).notify(MAIL)
    assert failure.value.ambiguous
    assert time.monotonic() - begun < 1.8


def test_a_server_that_is_away_is_a_plain_failure() -> None:
    with pytest.raises(TransportError) as failure:
        server(free_port()).notify(MAIL)
    assert (failure.value.permanent, failure.value.ambiguous) == (False, False)


@contextlib.contextmanager
def silent() -> Iterator[int]:
    """Takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_silent_server_costs_no_more_than_the_deadline() -> None:
    begun = time.monotonic()
    with silent() as port, pytest.raises(TransportError) as failure:
        server(port, seconds=0.5).notify(MAIL)
    assert time.monotonic() - begun < 2
    assert not failure.value.ambiguous


def test_a_server_without_the_wanted_encryption_gets_nothing(mail_server: MailServer) -> None:
    transport = MailTransport("127.0.0.1", mail_server.port, "a@example.jp", tls="starttls", seconds=5)
    with pytest.raises(TransportError) as failure:
        transport.notify(MAIL)
    assert not failure.value.permanent
    assert not mail_server.taken


def test_the_transport_works_from_a_thread_beside_a_running_loop(mail_server: MailServer) -> None:
    async def from_a_service() -> None:
        await asyncio.to_thread(server(mail_server.port).notify, MAIL)

    asyncio.run(from_a_service())
    assert len(mail_server.taken) == 1
    assert threading.active_count() < 50
