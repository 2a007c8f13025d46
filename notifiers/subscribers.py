"""Who is told of what: subscribers that an operator adds, already confirmed, and the end of a subscription."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from notifiers.ledger import changed
from notifiers.port import NotifyError
from notifiers.tokens import equip, new_secret, token_hash
from notifiers.webhook.target import vet_url
from storage import Database
from storage.tables import StoredMeasure, Subscriber, Subscription

MAIL_ADDRESS = re.compile(r"(?P<local>[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64})@(?P<domain>[^@\s]{1,190})")
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a subscriber wants to hear of. A condition that is None or empty holds for everything; all that are given must hold."""

    ministry: str | None = None
    measure_id: str | None = None
    keyword: str | None = None
    kinds: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The conditions in one line for an operator."""
        parts = [
            f"ministry {self.ministry}" if self.ministry else "",
            f"measure {self.measure_id}" if self.measure_id else "",
            f"keyword {self.keyword}" if self.keyword else "",
            f"kinds {', '.join(self.kinds)}" if self.kinds else "",
        ]
        return "; ".join(part for part in parts if part) or "every change"


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A subscription that stands. secret: of a webhook, given only when it was just made. fresh: it was not there before."""

    subscription_id: int
    subscriber_id: int
    channel: str
    address: str
    secret: str | None
    fresh: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """One subscription as the operator sees it."""

    id: int
    subscriber_id: int
    channel: str
    address: str
    language: str
    wish: Wish
    created_at: datetime
    ended_at: datetime | None


def channel_of(address: str, *, allow_private: bool = False) -> tuple[str, str]:
    """Channel and plain form of an address: a mail address in lower case with an ASCII domain, or a vetted URL.

    Raises NotifyError for what is neither.
    """
    if "://" in address:
        return "webhook", vet_url(address, allow_private=allow_private)
    found = MAIL_ADDRESS.fullmatch(address.strip())
    if not found:
        raise NotifyError(f"neither a mail address nor a URL: {address!r}")
    try:
        domain = found["domain"].encode("idna").decode().lower()
    except UnicodeError as error:
        raise NotifyError(f"not the domain of a mail address: {found['domain']!r}") from error
    if not DOMAIN.fullmatch(domain):
        raise NotifyError(f"not the domain of a mail address: {found['domain']!r}")
    return "email", f"{found['local'].lower()}@{domain}"


def subscribe(
    database: Database, address: str, wish: Wish, *, now: datetime, language: str | None = None, allow_private: bool = False
) -> Subscribed:
    """Add a confirmed subscription; asked for again, the one that is there. A subscriber who had ended begins anew.

    language: ja or en; when not given, the one spoken so far, at first Japanese. Raises NotifyError for an address that cannot be
    served and a measure that is not known.
    """
    channel, plain = channel_of(address, allow_private=allow_private)
    with database.session() as session:
        if wish.measure_id and session.get(StoredMeasure, wish.measure_id) is None:
            raise NotifyError(f"no measure has the id {wish.measure_id}")
        subscriber = session.scalar(select(Subscriber).where(Subscriber.channel == channel, Subscriber.address == plain))
        if subscriber is None:
            subscriber = Subscriber(channel=channel, address=plain, created_at=now, status="pending", language="ja")
            session.add(subscriber)
        began = subscriber.status != "active"
        if began:
            _begin(session, subscriber, now)
        subscriber.language = language or subscriber.language
        session.flush()
        known = _same_wish(session, subscriber.id, wish)
        subscription = known or _subscription(session, subscriber.id, wish, now)
        secret = subscriber.secret if began and channel == "webhook" else None
        return Subscribed(subscription.id, subscriber.id, channel, plain, secret, known is None)


def _begin(session: Session, subscriber: Subscriber, now: datetime) -> None:
    """Active from now on. What was subscribed to before an end is not taken up again, and an old secret is not used again."""
    if subscriber.id is not None:
        earlier = update(Subscription).where(Subscription.subscriber_id == subscriber.id, Subscription.ended_at.is_(None))
        changed(session, earlier.values(ended_at=now))
    if subscriber.channel == "webhook":
        subscriber.secret = new_secret()
    equip(subscriber)
    subscriber.status, subscriber.confirmed_at, subscriber.ended_at = "active", now, None


def _same_wish(session: Session, subscriber_id: int, wish: Wish) -> Subscription | None:
    open_ones = session.scalars(
        select(Subscription).where(Subscription.subscriber_id == subscriber_id, Subscription.ended_at.is_(None))
    )
    return next((subscription for subscription in open_ones if _wish_of(subscription) == wish), None)


def _subscription(session: Session, subscriber_id: int, wish: Wish, now: datetime) -> Subscription:
    made = Subscription(
        subscriber_id=subscriber_id,
        ministry=wish.ministry,
        measure_id=wish.measure_id,
        keyword=wish.keyword,
        kinds=list(wish.kinds),
        created_at=now,
    )
    session.add(made)
    session.flush()
    return made


def _wish_of(subscription: Subscription) -> Wish:
    return Wish(subscription.ministry, subscription.measure_id, subscription.keyword, tuple(subscription.kinds or ()))


def end_subscription(database: Database, subscription_id: int, now: datetime) -> bool:
    """End one subscription; with its last one the subscriber ends too. False when it had ended before.

    Raises NotifyError when there is none with this id.
    """
    with database.session() as session:
        subscription = session.get(Subscription, subscription_id)
        if subscription is None:
            raise NotifyError(f"no subscription has the id {subscription_id}")
        if subscription.ended_at is not None:
            return False
        subscription.ended_at = now
        session.flush()
        others = select(Subscription.id).where(
            Subscription.subscriber_id == subscription.subscriber_id, Subscription.ended_at.is_(None)
        )
        if session.scalar(others.limit(1)) is None:
            end_subscriber(session, session.get_one(Subscriber, subscription.subscriber_id), now)
        return True


def end_subscriber(session: Session, subscriber: Subscriber, now: datetime) -> None:
    """Nothing more is owed to this subscriber; what is still pending is suppressed when it comes up."""
    subscriber.status = "unsubscribed"
    subscriber.ended_at = subscriber.ended_at or now
    ending = update(Subscription).where(Subscription.subscriber_id == subscriber.id, Subscription.ended_at.is_(None))
    changed(session, ending.values(ended_at=now))


def holder_of_token(session: Session, presented: str) -> Subscriber | None:
    """The subscriber whose mails carry this unsubscribe token, ended or not; None when it is nobody's."""
    return session.scalar(select(Subscriber).where(Subscriber.token_hash == token_hash(presented)))


def list_subscriptions(database: Database, *, ended: bool = False) -> Sequence[Listed]:
    """Every subscription by id; those that have ended only when asked for."""
    query = select(Subscription, Subscriber).join(Subscriber, Subscriber.id == Subscription.subscriber_id)
    if not ended:
        query = query.where(Subscription.ended_at.is_(None), Subscriber.status == "active")
    with database.reading() as session:
        return [
            Listed(
                subscription.id,
                subscriber.id,
                subscriber.channel,
                subscriber.address,
                subscriber.language,
                _wish_of(subscription),
                subscription.created_at,
                subscription.ended_at or subscriber.ended_at,
            )
            for subscription, subscriber in session.execute(query.order_by(Subscription.id))
        ]
