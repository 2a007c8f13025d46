"""Handing one mail to a mail server (SMTP, aiosmtplib)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from email.utils import parseaddr

import aiosmtplib

from notifiers.deadline import converse
from notifiers.port import Envelope, TransportError
from templates.text import one_line

DEADLINE = 60.0
"""Seconds for the whole conversation."""

LONGEST_ANSWER = 200


@dataclass(frozen=True, slots=True)
class MailTransport:
    """One mail server. tls: none, starttls or tls; sender: the From header, whose address is the envelope's sender as well."""

    host: str
    port: int
    sender: str
    username: str = ""
    password: str = field(default="", repr=False)
    tls: str = "none"
    seconds: float = DEADLINE

    def notify(self, envelope: Envelope) -> None:
        """Send the mail and return once the server has taken it (the 250 after the final dot).

        Raises TransportError: permanent for a 5xx answer about this mail, ambiguous when the answer to the final dot is lost.
        A server that cannot be reached or does not let us in is neither: that is about the server, not about the mail.
        """
        converse(_Conversation(self, envelope).hold())


class _Conversation:
    """One connection and how far it has come."""

    def __init__(self, server: MailTransport, envelope: Envelope) -> None:
        self._server = server
        self._envelope = envelope
        self._step = "connecting"

    async def hold(self) -> None:
        server = self._server
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.tls == "tls",
            start_tls=server.tls == "starttls",
            timeout=server.seconds,
        )
        try:
            async with asyncio.timeout(server.seconds):
                await self._hand_over(client)
        except (aiosmtplib.SMTPException, OSError) as error:  # TimeoutError is an OSError
            raise self._failure(error) from error
        finally:
            client.close()

    async def _hand_over(self, client: aiosmtplib.SMTP) -> None:
        await client.connect()
        if self._server.username:
            self._step = "logging in"
            await client.login(self._server.username, self._server.password)
        self._step = "addressing"
        await client.mail(parseaddr(self._server.sender)[1])
        await client.rcpt(self._envelope.address)
        self._step = "data"
        await client.data(self._envelope.body)
        self._step = "taken"

    def _failure(self, error: aiosmtplib.SMTPException | OSError) -> TransportError:
        if isinstance(error, aiosmtplib.SMTPResponseException):
            about_this_mail = self._step in ("addressing", "data")
            said = one_line(error.message).replace(self._envelope.address, "…")[:LONGEST_ANSWER]
            message = f"the mail server answered {error.code} while {self._step}: {said}"
            return TransportError(message, permanent=about_this_mail and 500 <= error.code < 600)
        if self._step == "data":
            return TransportError(f"the mail server's answer was lost after the mail was sent ({_why(error)})", ambiguous=True)
        return TransportError(f"the mail server could not be used, {self._step} failed: {_why(error)}")


def _why(error: Exception) -> str:
    if isinstance(error, TimeoutError | aiosmtplib.SMTPTimeoutError):
        return "no answer in time"
    if isinstance(error, aiosmtplib.SMTPServerDisconnected):
        return "it hung up"
    return one_line(str(error))[:LONGEST_ANSWER] or type(error).__name__
