"""Posting one event to an endpoint: signed, once, within 20 seconds, and to a public address only."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from monitor import __version__
from monitor.net import GuardedTransport, NetworkRefusal
from notifiers.deadline import converse
from notifiers.port import Envelope, NotifyError, TransportError
from notifiers.webhook.target import vet_url

DEADLINE = 20.0
CONNECT = 5.0
MOST_ANSWER = 16 * 1024
"""RELIABILITY.md 58: seconds for the whole exchange and for connecting, and bytes of the answer that are read."""

LONGEST_WAIT = timedelta(hours=24)
"""The longest Retry-After that is obeyed."""

ASK_TO_WAIT = frozenset({429, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class WebhookTransport:
    """The way to every endpoint. allow_private: private addresses, plain http and other ports (tests, intranets)."""

    allow_private: bool = False
    seconds: float = DEADLINE

    def notify(self, envelope: Envelope) -> None:
        """Post the event and return on a 2xx answer.

        Raises TransportError: permanent for a URL that may not be posted to, gone on 410, ambiguous when the answer is lost after
        the event was sent. Redirects are failures and not followed. The message carries a class of failure, never what the host
        said.
        """
        try:
            vet_url(envelope.address, allow_private=self.allow_private)
        except NotifyError as error:
            raise TransportError(str(error), permanent=True) from error
        converse(self._post(envelope))

    async def _post(self, envelope: Envelope) -> None:
        headers = signed_headers(envelope, datetime.now(UTC))
        client = httpx.AsyncClient(
            transport=GuardedTransport(allow_private=self.allow_private),
            timeout=httpx.Timeout(self.seconds, connect=min(CONNECT, self.seconds)),
            follow_redirects=False,
            trust_env=False,
        )
        try:
            async with asyncio.timeout(self.seconds), client:
                status, wait = await _exchange(client, envelope, headers)
        except NetworkRefusal as error:
            raise TransportError("the endpoint's host is not at a public address") from error
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise TransportError("no connection to the endpoint") from error
        except (TimeoutError, httpx.HTTPError) as error:
            raise TransportError("the endpoint's answer did not come in time or was cut", ambiguous=True) from error
        _judge(status, wait)


async def _exchange(client: httpx.AsyncClient, envelope: Envelope, headers: dict[str, str]) -> tuple[int, timedelta | None]:
    """Status and Retry-After of the answer; of its body at most 16 KiB are read, never inflated."""
    async with client.stream("POST", envelope.address, content=envelope.body, headers=headers) as response:
        read = 0
        async for chunk in response.aiter_raw():
            read += len(chunk)
            if read >= MOST_ANSWER:
                break
        return response.status_code, retry_after(response.headers.get("Retry-After"), datetime.now(UTC))


def _judge(status: int, wait: timedelta | None) -> None:
    if 200 <= status < 300:
        return
    if status == 410:
        raise TransportError("the endpoint answered 410: it is no more", permanent=True, gone=True)
    if 300 <= status < 400:
        raise TransportError(f"the endpoint answered {status}; redirects are not followed")
    raise TransportError(f"the endpoint answered {status}", retry_after=wait if status in ASK_TO_WAIT else None)


def signed_headers(envelope: Envelope, now: datetime) -> dict[str, str]:
    """The headers of Standard Webhooks over the exact bytes, at a moment that is turned into UTC first.

    (The library signs the wall clock of any other zone: standard-webhooks #251.) Raises TransportError without a usable secret.
    """
    moment = now.astimezone(UTC)
    try:
        signature = Webhook(envelope.secret or "").sign(envelope.id, moment, envelope.body.decode())
    except (ValueError, EmptyWebhookSecretError) as error:
        raise TransportError("the endpoint has no usable secret to sign with", permanent=True) from error
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": f"yosan-watch/{__version__}",
        "Accept-Encoding": "identity",
        "webhook-id": envelope.id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": signature,
    }


def retry_after(header: str | None, now: datetime) -> timedelta | None:
    """How long the other side asks us to wait, in seconds or by a date (RFC 9110, 10.2.3): at most 24 hours, None when unsaid."""
    if not header:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        wait = timedelta(seconds=min(int(text[:9]), LONGEST_WAIT.total_seconds()))
    else:
        try:
            until = parsedate_to_datetime(text)
        except ValueError:
            return None
        wait = (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
    return min(max(wait, timedelta(0)), LONGEST_WAIT)
