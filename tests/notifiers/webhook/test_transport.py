"""An event is posted once, signed, within its deadline, to a public address only; receivers here are real HTTP servers."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from pytest_httpserver import HTTPServer
from standardwebhooks import Webhook
from werkzeug import Request, Response

from notifiers.port import Envelope, TransportError
from notifiers.tokens import new_secret
from notifiers.webhook.transport import WebhookTransport, retry_after, signed_headers
from tests.notifiers.samples import free_port

SECRET = new_secret()
BODY = json.dumps({"type": "changes.v1", "data": {"changes": [{"name": "医師偏在対策"}]}}, ensure_ascii=False).encode()
TRANSPORT = WebhookTransport(allow_private=True, seconds=3)


def event(url: str) -> Envelope:
    return Envelope("msg_0123", "webhook", url, BODY, SECRET)


def failure(transport: WebhookTransport, url: str) -> TransportError:
    with pytest.raises(TransportError) as raised:
        transport.notify(event(url))
    return raised.value


def test_a_receiver_verifies_the_event_with_the_reference_library(httpserver: HTTPServer) -> None:
    received: list[Request] = []
    verified: list[object] = []

    def receive(request: Request) -> Response:
        received.append(request)
        verified.append(Webhook(SECRET).verify(request.get_data(), dict(request.headers)))
        return Response(status=204)

    httpserver.expect_request("/in", method="POST").respond_with_handler(receive)
    TRANSPORT.notify(event(httpserver.url_for("/in")))
    assert verified == [json.loads(BODY)]
    assert received[0].headers["webhook-id"] == "msg_0123"
    assert received[0].get_data() == BODY
    assert received[0].headers["content-type"].startswith("application/json")
    assert received[0].headers["host"] == f"localhost:{httpserver.port}"


@pytest.mark.parametrize("zone", [UTC, ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York"), timezone(timedelta(hours=-11))])
def test_the_signature_holds_for_any_time_zone(zone: timezone) -> None:
    headers = signed_headers(event("https://hooks.example.jp/"), datetime.now(zone))
    assert Webhook(SECRET).verify(BODY, headers) == json.loads(BODY)


def test_an_event_without_a_usable_secret_is_not_sent() -> None:
    for secret in (None, "", "whsec_", "whsec_a"):
        with pytest.raises(TransportError, match="secret") as raised:
            signed_headers(Envelope("msg", "webhook", "https://a.jp", BODY, secret), datetime.now(UTC))
        assert raised.value.permanent


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_every_2xx_is_a_success(httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request("/in").respond_with_data("", status=status)
    TRANSPORT.notify(event(httpserver.url_for("/in")))
    assert [response.status_code for _, response in httpserver.log] == [status]


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
def test_every_other_answer_is_tried_again(httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request("/in").respond_with_data("what the host says", status=status)
    error = failure(TRANSPORT, httpserver.url_for("/in"))
    assert (error.permanent, error.ambiguous, error.gone) == (False, False, False)
    assert str(status) in str(error)
    assert "what the host says" not in str(error)


def test_410_means_the_endpoint_is_gone(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/in").respond_with_data("", status=410)
    error = failure(TRANSPORT, httpserver.url_for("/in"))
    assert (error.permanent, error.gone) == (True, True)


def test_a_redirect_is_a_failure_and_not_followed(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/in").respond_with_data("", status=307, headers={"Location": "/elsewhere"})
    assert "redirect" in str(failure(TRANSPORT, httpserver.url_for("/in")))
    assert [request.path for request, _ in httpserver.log] == ["/in"]


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_retry_after_is_obeyed(httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request("/in").respond_with_data("", status=status, headers={"Retry-After": "3600"})
    assert failure(TRANSPORT, httpserver.url_for("/in")).retry_after == timedelta(hours=1)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("0", timedelta(0)),
        ("99999999999999999999", timedelta(hours=24)),
        ("Sat, 21 Nov 2026 23:30:00 GMT", timedelta(hours=1)),
        ("Sat, 21 Nov 2026 20:30:00 GMT", timedelta(0)),
        ("Sat, 21 Nov 2036 20:30:00 GMT", timedelta(hours=24)),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_at_most_a_day(header: str | None, wait: timedelta | None) -> None:
    assert retry_after(header, datetime(2026, 11, 21, 22, 30, tzinfo=UTC)) == wait


def test_an_endpoint_that_is_away_is_no_lost_answer() -> None:
    error = failure(TRANSPORT, f"http://127.0.0.1:{free_port()}/in")
    assert (error.permanent, error.ambiguous) == (False, False)


@contextmanager
def raw_server(behave: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that reads the request and then does what it likes with the connection."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                try:
                    behave(connection)
                except OSError:
                    return  # the client hung up, as it should

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/in"
        thread.join(timeout=10)
        assert not thread.is_alive()


def drip(start: bytes, piece: bytes) -> Callable[[socket.socket], None]:
    def behave(connection: socket.socket) -> None:
        connection.sendall(start)
        for _ in range(200):
            connection.sendall(piece)
            time.sleep(0.05)

    return behave


@pytest.mark.parametrize(
    "behave",
    [
        drip(b"HTTP/1.1 200 OK\r\n", b"X-Slow: 1\r\n"),
        drip(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x"),
        lambda connection: time.sleep(1.5),
    ],
    ids=["headers that drip", "a body that drips", "silence"],
)
def test_a_slow_answer_costs_the_deadline_and_no_more(behave: Callable[[socket.socket], None]) -> None:
    begun = time.monotonic()
    with raw_server(behave) as url:
        error = failure(WebhookTransport(allow_private=True, seconds=1), url)
        assert time.monotonic() - begun < 2
    assert error.ambiguous


def test_a_connection_cut_before_the_answer_is_ambiguous() -> None:
    with raw_server(lambda connection: None) as url:
        assert failure(TRANSPORT, url).ambiguous


def test_an_endless_answer_is_read_no_further_than_16_kilobytes() -> None:
    written: list[int] = []

    def behave(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            connection.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")
            written.append(65536)

    begun = time.monotonic()
    with raw_server(behave) as url:
        TRANSPORT.notify(event(url))
    assert time.monotonic() - begun < 2
    assert sum(written) < 20_000_000  # what the sockets' buffers took, not what it had to give


def test_a_compressed_answer_is_not_inflated(httpserver: HTTPServer) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    httpserver.expect_request("/in").respond_with_data(bomb, headers={"Content-Encoding": "gzip"})
    begun = time.monotonic()
    TRANSPORT.notify(event(httpserver.url_for("/in")))
    assert time.monotonic() - begun < 1
    assert httpserver.log[0][0].headers["accept-encoding"] == "identity"


def test_a_private_address_is_refused_by_spelling_before_any_connection(httpserver: HTTPServer) -> None:
    guarded = WebhookTransport(seconds=3)
    for url in (httpserver.url_for("/in"), f"https://127.0.0.1:{httpserver.port}/in", "https://localhost/in"):
        assert failure(guarded, url).permanent
    assert not httpserver.log


def answers(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Let every name resolve to these addresses. Gives the names that were asked for."""
    asked: list[str] = []

    def resolve(host: str, port: int, *_: object, **__: object) -> list[object]:
        asked.append(host)
        return [(socket.AF_INET6 if ":" in a else socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return asked


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1", "192.0.0.8", "192.88.99.1", "198.18.0.1", "224.0.0.1"),
        *("0.0.0.0", "240.0.0.1", "255.255.255.255", "192.168.1.1", "172.16.0.1", "::1", "::", "::ffff:127.0.0.1"),
        *("64:ff9b::a9fe:a9fe", "2002:7f00:1::", "::127.0.0.1", "ff02::1", "fec0::1", "fe80::1", "fc00::1", "3fff::1"),
        *("5f00::1", "64:ff9b:1::1", "2001:db8::1", "2001::1"),
    ],
)
def test_a_name_at_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    asked = answers(monkeypatch, address)
    error = failure(WebhookTransport(seconds=3), "https://hooks.example.jp/in")
    assert str(error) == "the endpoint's host is not at a public address"
    assert not error.permanent
    assert asked == ["hooks.example.jp"]


def test_one_private_answer_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, "203.0.114.5", "127.0.0.1")
    assert "public" in str(failure(WebhookTransport(seconds=3), "https://hooks.example.jp/in"))


def test_a_name_is_resolved_once_and_keeps_its_host_header(monkeypatch: pytest.MonkeyPatch, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/in").respond_with_data("")
    asked = answers(monkeypatch, "127.0.0.1")
    TRANSPORT.notify(event(f"http://hooks.example.jp:{httpserver.port}/in"))
    assert asked == ["hooks.example.jp"]
    assert httpserver.log[0][0].headers["host"] == f"hooks.example.jp:{httpserver.port}"


def test_a_resolver_that_hangs_costs_no_more_than_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(*_: object, **__: object) -> list[object]:
        time.sleep(2.5)
        raise socket.gaierror("no such host")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    begun = time.monotonic()
    failure(WebhookTransport(seconds=0.5), "https://hooks.example.jp/in")
    assert time.monotonic() - begun < 1.5


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/in").respond_with_data("")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("NO_PROXY", "")
    TRANSPORT.notify(event(httpserver.url_for("/in")))
    assert len(httpserver.log) == 1
