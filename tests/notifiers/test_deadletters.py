"""Dead letters are listed with their reason and can be brought back, one or many."""

from __future__ import annotations

from datetime import timedelta

import pytest

from notifiers.deadletters import list_deliveries, replay
from notifiers.deliver import Outlet, deliver_due
from notifiers.email.compose import MailComposer
from notifiers.email.transport import MailTransport
from notifiers.outlets import MAIL_RULES
from notifiers.parcel import Draft, Parcel
from notifiers.port import NotifyError
from tests.notifiers.samples import NOW, Ledger, MailServer, a_change

COMPOSE = MailComposer("https://yosan.example.jp", "watch@yosan.example.jp")


def outlet(server: MailServer) -> dict[str, Outlet]:
    return {"email": Outlet(COMPOSE, MailTransport("127.0.0.1", server.port, "watch@yosan.example.jp"), MAIL_RULES)}


def test_a_dead_letter_says_what_it_told_and_why_it_died(ledger: Ledger, mail_server: MailServer) -> None:
    ledger.subscribe("kaikei@city.example.jp")
    ledger.record(a_change(1))
    mail_server.answer = "554 never"
    deliver_due(ledger.database, outlet(mail_server), NOW)
    (dead,) = list_deliveries(ledger.database, dead=True)
    assert (dead.state, dead.attempts, dead.channel, dead.measure_id) == ("dead", 1, "email", "mhlw-2025-0001")
    assert "554" in (dead.reason or "")
    assert dead.finished_at is not None


def test_a_replayed_mail_has_the_same_bytes_and_takes_its_whole_envelope_along(ledger: Ledger, mail_server: MailServer) -> None:
    ledger.subscribe("kaikei@city.example.jp")
    ledger.record(a_change(1), a_change(2))
    mail_server.answer = None
    deliver_due(ledger.database, outlet(mail_server), NOW)
    deliver_due(ledger.database, outlet(mail_server), NOW + timedelta(minutes=11))
    mail_server.answer = "250 taken"
    dead = list_deliveries(ledger.database, dead=True)
    assert len(dead) == 2
    assert replay(ledger.database, [dead[0].id], NOW + timedelta(days=1)) == 2
    assert deliver_due(ledger.database, outlet(mail_server), NOW + timedelta(days=1)).done == 2
    assert len(set(mail_server.taken)) == 1
    assert list_deliveries(ledger.database, dead=True) == []
    assert [view.state for view in list_deliveries(ledger.database)] == ["done", "done"]


def test_what_could_not_be_composed_is_composed_anew(ledger: Ledger, mail_server: MailServer) -> None:
    def refuse(parcel: Parcel) -> list[Draft]:
        raise NotifyError("no words for this")

    ledger.subscribe("kaikei@city.example.jp")
    ledger.record(a_change(1))
    transport = MailTransport("127.0.0.1", mail_server.port, "watch@yosan.example.jp")
    assert deliver_due(ledger.database, {"email": Outlet(refuse, transport, MAIL_RULES)}, NOW).dead == 1
    (dead,) = list_deliveries(ledger.database, dead=True)
    assert replay(ledger.database, [dead.id], NOW) == 1
    assert deliver_due(ledger.database, outlet(mail_server), NOW).done == 1


def test_only_dead_letters_are_replayed_and_one_wrong_id_replays_nothing(ledger: Ledger, mail_server: MailServer) -> None:
    ledger.subscribe("a@city.example.jp")
    ledger.record(a_change(1))
    mail_server.answer = "554 never"
    deliver_due(ledger.database, outlet(mail_server), NOW)
    mail_server.answer = "250 taken"
    ledger.record(a_change(2))
    deliver_due(ledger.database, outlet(mail_server), NOW)
    dead, done = list_deliveries(ledger.database)
    with pytest.raises(NotifyError, match="is done"):
        replay(ledger.database, [dead.id, done.id], NOW)
    with pytest.raises(NotifyError, match="no delivery has the id 99"):
        replay(ledger.database, [dead.id, 99], NOW)
    assert len(list_deliveries(ledger.database, dead=True)) == 1
