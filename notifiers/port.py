"""The port: what a channel is given, the one method it has, and the one error it raises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from monitor.budget import YosanError


class NotifyError(YosanError):
    """A notification that cannot be composed or a subscriber that cannot be served, told in words an operator can act on."""


class TransportError(NotifyError):
    """An envelope was not, or perhaps was, handed over.

    permanent: trying again cannot help. ambiguous: the other side may have taken it. retry_after: how long the other side asks
    us to wait. gone: the endpoint says that it is no more (410).
    """

    def __init__(
        self,
        message: str,
        permanent: bool = False,
        ambiguous: bool = False,
        *,
        retry_after: timedelta | None = None,
        gone: bool = False,
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.ambiguous = ambiguous
        self.retry_after = retry_after
        self.gone = gone


@dataclass(frozen=True, slots=True)
class Envelope:
    """One mail or POST, rendered. The id and the body are the same at every attempt.

    address: the mail address or URL it goes to. secret: what a webhook is signed with (whsec_…).
    """

    id: str
    channel: str
    address: str
    body: bytes
    secret: str | None = None


class Transport(Protocol):
    """One channel's way out."""

    @property
    def seconds(self) -> float:
        """The longest that `notify` takes before it gives up."""

    def notify(self, envelope: Envelope) -> None:
        """Hand the envelope over, once. Returns when the other side has taken it; raises TransportError otherwise."""
