"""Subscribers: added once, told of what they asked for, and ended for good."""

from __future__ import annotations

import base64

import pytest
from sqlalchemy import select

from notifiers.port import NotifyError
from notifiers.subscribers import Wish, channel_of, end_subscriber, end_subscription, holder_of_token, list_subscriptions, subscribe
from notifiers.tokens import token
from storage.tables import Delivery, Subscriber, Subscription
from tests.notifiers.samples import NOW, Ledger, a_change

HOOK = "https://hooks.example.jp/in"


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("Kaikei@City.Example.JP", "kaikei@city.example.jp"),
        (" a.b+c@example.jp ", "a.b+c@example.jp"),
        ("kaikei@町役場.jp", "kaikei@xn--uor12u33p.jp"),
        ("yosan-watch@localhost", "yosan-watch@localhost"),
    ],
)
def test_a_mail_address_has_one_plain_form(address: str, plain: str) -> None:
    channel, found = channel_of(address)
    assert channel == "email"
    if "xn--" not in plain:
        assert found == plain
    assert found.isascii()


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@b@c.jp", "a b@c.jp", "a@c.jp\r\nBcc: d@e.jp", "<a@c.jp>", "a@-c.jp", "a@c..jp", "あ@c.jp", "a@" + "c" * 250],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(NotifyError):
        channel_of(address)


def test_an_added_subscriber_is_confirmed_and_is_owed_what_changes_from_now_on(ledger: Ledger) -> None:
    ledger.record(a_change(1))
    made = subscribe(ledger.database, "kaikei@city.example.jp", Wish(kinds=("amount",)), now=NOW)
    assert made.fresh
    assert made.secret is None
    assert ledger.record(a_change(2), a_change(3, kind="renamed")) == 1
    with ledger.database.reading() as session:
        subscriber = session.get_one(Subscriber, made.subscriber_id)
        assert session.scalars(select(Delivery.change_id)).all() == [f"{2:032x}"]
    assert (subscriber.status, subscriber.language, subscriber.confirmed_at) == ("active", "ja", NOW)


def test_asking_again_changes_nothing_but_the_language(ledger: Ledger) -> None:
    first = subscribe(ledger.database, "kaikei@city.example.jp", Wish(ministry="厚生労働省"), now=NOW)
    again = subscribe(ledger.database, "KAIKEI@city.example.jp", Wish(ministry="厚生労働省"), now=NOW, language="en")
    other = subscribe(ledger.database, "kaikei@city.example.jp", Wish(keyword="医師"), now=NOW)
    assert (again.subscription_id, again.fresh) == (first.subscription_id, False)
    assert other.subscriber_id == first.subscriber_id
    listed = list_subscriptions(ledger.database)
    assert [entry.wish.words for entry in listed] == ["ministry 厚生労働省", "keyword 医師"]
    assert {entry.language for entry in listed} == {"en"}


def test_a_webhooks_secret_is_random_long_and_shown_once(ledger: Ledger) -> None:
    first = subscribe(ledger.database, HOOK, Wish(), now=NOW)
    assert first.secret is not None
    assert first.secret.startswith("whsec_")
    assert len(base64.b64decode(first.secret.removeprefix("whsec_"))) == 32
    assert subscribe(ledger.database, HOOK, Wish(), now=NOW).secret is None


def test_who_comes_back_begins_anew(ledger: Ledger) -> None:
    first = subscribe(ledger.database, HOOK, Wish(), now=NOW)
    assert end_subscription(ledger.database, first.subscription_id, NOW)
    back = subscribe(ledger.database, HOOK, Wish(keyword="医師"), now=NOW)
    assert back.subscriber_id == first.subscriber_id
    assert back.secret not in (None, first.secret)
    assert [entry.wish.words for entry in list_subscriptions(ledger.database)] == ["keyword 医師"]
    assert [entry.wish.words for entry in list_subscriptions(ledger.database, ended=True)] == ["every change", "keyword 医師"]


def test_unsubscribing_by_the_link_and_coming_back_does_not_revive_old_wishes(ledger: Ledger) -> None:
    made = subscribe(ledger.database, "kaikei@city.example.jp", Wish(), now=NOW)
    with ledger.database.session() as session:
        subscriber = session.get_one(Subscriber, made.subscriber_id)
        link = token(subscriber.secret or "", "unsubscribe")
        end_subscriber(session, subscriber, NOW)
    assert ledger.record(a_change(1)) == 0
    subscribe(ledger.database, "kaikei@city.example.jp", Wish(keyword="医師"), now=NOW)
    assert [entry.wish.words for entry in list_subscriptions(ledger.database)] == ["keyword 医師"]
    with ledger.database.reading() as session:  # the link in an old mail still works
        holder = holder_of_token(session, link)
        assert holder is not None
        assert holder.id == made.subscriber_id
        assert holder_of_token(session, token("whsec_c2VjcmV0", "unsubscribe")) is None


def test_the_last_subscription_takes_the_subscriber_with_it(ledger: Ledger) -> None:
    one = subscribe(ledger.database, "kaikei@city.example.jp", Wish(), now=NOW)
    two = subscribe(ledger.database, "kaikei@city.example.jp", Wish(keyword="医師"), now=NOW)

    def status() -> str:
        with ledger.database.reading() as session:
            return session.get_one(Subscriber, one.subscriber_id).status

    assert end_subscription(ledger.database, one.subscription_id, NOW)
    assert status() == "active"
    assert end_subscription(ledger.database, two.subscription_id, NOW)
    assert status() == "unsubscribed"
    assert not end_subscription(ledger.database, two.subscription_id, NOW)
    with pytest.raises(NotifyError, match="no subscription"):
        end_subscription(ledger.database, 99, NOW)


def test_a_measure_that_is_not_known_cannot_be_followed(ledger: Ledger) -> None:
    with pytest.raises(NotifyError, match="mhlw-2025-0001"):
        subscribe(ledger.database, "kaikei@city.example.jp", Wish(measure_id="mhlw-2025-0001"), now=NOW)
    with ledger.database.reading() as session:
        assert session.scalars(select(Subscriber)).all() == session.scalars(select(Subscription)).all() == []
