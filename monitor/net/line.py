"""One connection to one host: opened when it is needed, used again while the server keeps it, never a second beside it."""

from __future__ import annotations

import ssl

import httpcore

from monitor.net.transport import VettedBackend

STALE = (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError)
"""How it shows that a server closed a connection while it was idle."""


class Line:
    """The connection to an origin (scheme, host, port). One request at a time; TLS is verified, always."""

    def __init__(self, origin: httpcore.Origin, backend: VettedBackend, certificates: ssl.SSLContext | None) -> None:
        self.origin, self.backend = origin, backend
        self._certificates = certificates
        self._connection: httpcore.AsyncHTTPConnection | None = None

    async def send(self, request: httpcore.Request) -> httpcore.Response:
        """Send a request and give the answer's head. A connection that the server closed meanwhile is opened anew, once.

        Raises httpcore's errors, and NetworkRefusal for a private address.
        """
        connection = self._connection
        if connection is not None and connection.is_available() and not connection.has_expired():
            try:
                return await connection.handle_async_request(request)
            except STALE:
                pass
        await self.close()
        self._connection = httpcore.AsyncHTTPConnection(self.origin, ssl_context=self._certificates, network_backend=self.backend)
        return await self._connection.handle_async_request(request)

    async def close(self) -> None:
        """Close the connection, if there is one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.aclose()
