"""Which addresses may be reached (RELIABILITY.md, 70)."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from pytest_httpserver import HTTPServer

from monitor.net import GuardedTransport, NetworkRefusal, is_public

PRIVATE = [
    "127.0.0.1", "10.1.2.3", "169.254.169.254", "172.31.0.1", "192.168.1.1", "100.64.0.1", "0.0.0.0", "192.88.99.1",
    "224.0.0.1", "255.255.255.255", "::1", "::", "::127.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1",
    "2002:7f00:1::", "ff02::1", "fec0::1", "fe80::1", "fc00::1", "3fff::1", "5f00::1", "2001:db8::1", "2001::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_the_public_internets_is_private(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "210.149.141.1", "2400:4000::1", "2606:4700::1111"])
def test_a_public_address_is_public(address: str) -> None:
    assert is_public(address)


async def _status(url: str, allow_private: bool) -> int:
    async with httpx.AsyncClient(transport=GuardedTransport(allow_private=allow_private), trust_env=False) as client:
        return (await client.get(url)).status_code


def test_the_transport_refuses_a_private_address_whatever_it_is_called(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data("secret")
    for host in ("127.0.0.1", "localhost", "2130706433", "0x7f000001"):
        with pytest.raises(NetworkRefusal, match="not at a public address"):
            asyncio.run(_status(f"http://{host}:{httpserver.port}/", allow_private=False))
    assert len(httpserver.log) == 0


def test_the_transport_reaches_a_private_address_that_is_allowed(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_data("open")
    assert asyncio.run(_status(httpserver.url_for("/"), allow_private=True)) == 200


def test_a_name_that_does_not_resolve_is_an_error_of_the_connection() -> None:
    with pytest.raises(httpx.ConnectError, match="does not resolve"):
        asyncio.run(_status("http://no-such-host.invalid/", allow_private=True))


def test_the_next_address_of_a_host_is_tried_when_the_first_does_not_answer(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ministry's name has an IPv6 address that this network cannot reach, and an IPv4 one that it can."""
    httpserver.expect_request("/").respond_with_data("open")

    async def both(self: asyncio.AbstractEventLoop, host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(0, 0, 0, "", (address, port)) for address in ("127.9.9.9", "127.0.0.1")]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", both)
    assert asyncio.run(_status(httpserver.url_for("/"), allow_private=True)) == 200
