"""Secrets and tokens of subscribers: what signs a webhook, and what proves in a link that its holder reads the mail."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from storage.tables import Subscriber

SECRET_BYTES = 32

TOKEN_BYTES = 20
TOKEN_CHARACTERS = 27
"""Length of every token."""


def new_secret() -> str:
    """A fresh signing secret in the form of Standard Webhooks: whsec_ and 32 random bytes in base64."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def token(secret: str, purpose: str) -> str:
    """The token of a subscriber for one purpose (unsubscribe): 27 URL-safe characters, 160 bits.

    It is derived, not stored, so a link in an old mail works as long as the subscriber is known; another purpose has another token.
    """
    digest = hmac.digest(secret.encode(), purpose.encode(), "sha256")[:TOKEN_BYTES]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def token_hash(presented: str) -> str:
    """What the ledger keeps of a token (subscribers.token_hash): its SHA-256 in hex."""
    return hashlib.sha256(presented.encode()).hexdigest()


def equip(subscriber: Subscriber) -> None:
    """Give a subscriber a secret, and the hash of its unsubscribe token, where it has none yet."""
    if not subscriber.secret:
        subscriber.secret = new_secret()
    subscriber.token_hash = token_hash(token(subscriber.secret, "unsubscribe"))
