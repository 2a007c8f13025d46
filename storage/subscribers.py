"""Subscribers by the token in their mails."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.tables import Subscriber


def holder_of_token(session: Session, token_hash: str) -> Subscriber | None:
    """The subscriber whose unsubscribe token has this SHA-256 (hex), ended or not; None when there is none."""
    return session.scalars(select(Subscriber).where(Subscriber.token_hash == token_hash)).one_or_none()


def end_by_token(session: Session, token_hash: str, now: datetime) -> bool:
    """End the subscription a token belongs to; ending it again changes nothing. False when the token is nobody's."""
    holder = holder_of_token(session, token_hash)
    if holder is None:
        return False
    if holder.status != "unsubscribed":
        holder.status, holder.ended_at = "unsubscribed", now
    return True
