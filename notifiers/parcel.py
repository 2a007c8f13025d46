"""What is owed to one subscriber, read from the ledger, and the drafts that a channel makes of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from notifiers.news import News
from storage.health import Unchecked


@dataclass(frozen=True, slots=True)
class Recipient:
    """A subscriber as a channel needs it. secret: signs a webhook's posts, or makes a mail subscriber's tokens."""

    id: int
    channel: str
    address: str
    language: str
    secret: str | None


@dataclass(frozen=True, slots=True)
class Parcel:
    """One subscriber's pending changes at one moment (UTC).

    unchecked: the sources that were not checked for a while then, so that their changes may be missing; least lately seen first.
    """

    recipient: Recipient
    news: tuple[News, ...]
    now: datetime
    unchecked: tuple[Unchecked, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """One envelope to be: its permanent id, its bytes, and the changes it tells."""

    id: str
    body: bytes
    change_ids: tuple[str, ...]


class Compose(Protocol):
    """How a channel makes envelopes of a parcel: at least one, every change in exactly one of them."""

    def __call__(self, parcel: Parcel) -> list[Draft]:
        """Raises NotifyError when the parcel cannot be told."""


def envelope_id(recipient: Recipient, change_ids: Iterable[str]) -> str:
    """The id of the envelope that tells these changes to this subscriber.

    The same changes always make the same id, so two workers can never freeze two envelopes of one debt.
    """
    text = "\x1f".join((recipient.channel, str(recipient.id), *sorted(change_ids)))
    return f"msg_{hashlib.sha256(text.encode()).hexdigest()[:32]}"
