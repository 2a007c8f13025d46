"""One connection to one host: opened when it is needed, used again while the server keeps it, never a second beside it."""

from __future__ import annotations

import ssl

import httpcore
import httpx

from monitor.net.transport import VettedBackend, as_received, as_sent, as_transport_errors

STALE = (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError)
"""How it shows that a server closed a connection while it was idle."""


class Line(httpx.AsyncBaseTransport):
    """The connection to an origin (scheme, host, port). One request at a time; TLS is verified, always.

    A transport of httpx that never opens a second connection, where a pool would, and that looks at no other host's connections.
    """

    def __init__(self, url: httpx.URL, backend: VettedBackend, certificates: ssl.SSLContext | None) -> None:
        """For the origin of an address. certificates: whom to trust, for https."""
        self.origin, self.backend = origin_of(url), backend
        self._certificates = certificates
        self._connection: httpcore.AsyncHTTPConnection | None = None
        self._client = httpx.AsyncClient(transport=self, trust_env=False, follow_redirects=False)

    async def send(self, request: httpx.Request) -> httpx.Response:
        """Send a request as it is, without cookies or headers of the client's own, and give the answer's head.

        Raises httpx's transport errors, and NetworkRefusal for a private address.
        """
        return await self._client.send(request, stream=True)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """See httpx. A connection that the server closed meanwhile is opened anew, once."""
        sent, connection = as_sent(request), self._connection
        if connection is not None and connection.is_available() and not connection.has_expired():
            try:
                return as_received(await connection.handle_async_request(sent), request)
            except STALE:
                pass
        await self.close()
        origin = httpcore.Origin(*self.origin)
        self._connection = httpcore.AsyncHTTPConnection(origin, ssl_context=self._certificates, network_backend=self.backend)
        with as_transport_errors(request):
            return as_received(await self._connection.handle_async_request(sent), request)

    async def close(self) -> None:
        """Close the connection, if there is one; the next request opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.aclose()


def origin_of(url: httpx.URL) -> tuple[bytes, bytes, int]:
    """Scheme, host and port of an address."""
    return url.raw_scheme, url.raw_host, url.port or (443 if url.scheme == "https" else 80)
