"""An HTTP transport that resolves a name once, vets every answer, and connects to the address it vetted.

Checking a name first and letting the client resolve it again would leave room for an answer that changes in between
(DNS rebinding).
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpcore
import httpx

from monitor.net.addresses import NetworkRefusal, is_public


class VettedBackend(httpcore.AsyncNetworkBackend):
    """Opens TCP connections to public addresses only, unless private ones are allowed."""

    def __init__(self, *, allow_private: bool) -> None:
        self._inner = httpcore.AnyIOBackend()
        self._allow_private = allow_private

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of the host that answers. Raises NetworkRefusal when any of its addresses is private."""
        *others, last = await self._vetted(host, port)
        for address in others:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
        return await self._inner.connect_tcp(last, port, timeout, local_address, socket_options)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Never: a socket file is not a public address."""
        raise NetworkRefusal("a socket file is not a public address")

    async def sleep(self, seconds: float) -> None:
        """Wait, as the pool asks."""
        await asyncio.sleep(seconds)

    async def _vetted(self, host: str, port: int) -> list[str]:
        try:
            answers = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(f"{host}: the name does not resolve") from error
        addresses = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
        if not self._allow_private and not all(is_public(address.partition("%")[0]) for address in addresses):
            raise NetworkRefusal(f"{host} is not at a public address")
        return addresses


ERRORS: dict[type[Exception], type[httpx.TransportError]] = {
    httpcore.ConnectTimeout: httpx.ConnectTimeout,
    httpcore.ReadTimeout: httpx.ReadTimeout,
    httpcore.WriteTimeout: httpx.WriteTimeout,
    httpcore.PoolTimeout: httpx.PoolTimeout,
    httpcore.ConnectError: httpx.ConnectError,
    httpcore.ReadError: httpx.ReadError,
    httpcore.WriteError: httpx.WriteError,
    httpcore.RemoteProtocolError: httpx.RemoteProtocolError,
    httpcore.LocalProtocolError: httpx.LocalProtocolError,
}


@contextmanager
def as_transport_errors(request: httpx.Request) -> Iterator[None]:
    """Raise httpcore's errors of the block as httpx's."""
    try:
        yield
    except tuple(ERRORS) as error:
        raise ERRORS[type(error)](str(error) or type(error).__name__, request=request) from error


class _Body(httpx.AsyncByteStream):
    def __init__(self, stream: Any, request: httpx.Request) -> None:
        self._stream, self._request = stream, request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with as_transport_errors(self._request):
            async for chunk in self._stream:
                yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


def as_sent(request: httpx.Request) -> httpcore.Request:
    """The request as httpcore sends it."""
    url = request.url
    return httpcore.Request(
        method=request.method,
        url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=request.headers.raw,
        content=request.stream,
        extensions=request.extensions,
    )


def as_received(response: httpcore.Response, request: httpx.Request) -> httpx.Response:
    """The answer as httpx gives it, its body still to come."""
    return httpx.Response(
        status_code=response.status,
        headers=response.headers,
        stream=_Body(response.stream, request),
        extensions=response.extensions,
    )


class GuardedTransport(httpx.AsyncBaseTransport):
    """The transport for `httpx.AsyncClient`: few connections, public addresses only, TLS verified, no proxy."""

    def __init__(self, *, allow_private: bool = False, connections: int = 1) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=connections,
            max_keepalive_connections=connections,
            network_backend=VettedBackend(allow_private=allow_private),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request. Raises httpx's transport errors, and NetworkRefusal for a private address."""
        with as_transport_errors(request):
            return as_received(await self._pool.handle_async_request(as_sent(request)), request)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._pool.aclose()
