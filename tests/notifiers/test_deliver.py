"""Every delivery is accounted for, whatever fails and whoever dies (RELIABILITY.md, B and D)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select, text, update

from notifiers.deliver import DeliveryReport, Outlet, deliver_due
from notifiers.email.compose import MailComposer
from notifiers.email.transport import MailTransport
from notifiers.outlets import MAIL_RULES, WEBHOOK_RULES
from notifiers.parcel import Draft, Parcel
from notifiers.port import Envelope, NotifyError, TransportError
from notifiers.schedule import MAIL, WEBHOOK, wait
from notifiers.webhook.compose import WebhookComposer
from storage import Database
from storage.tables import Attempt, Delivery, Source, StoredChange, Subscriber, Subscription
from storage.tables import Envelope as Row
from tests.notifiers.samples import NOW, Ledger, MailServer, a_change

SENDER = "予算ウォッチ <watch@yosan.example.jp>"
COMPOSE = MailComposer("https://yosan.example.jp", SENDER)


@dataclass
class Recorder:
    """A way out that keeps what it is given and fails as it is told, one failure after another."""

    failures: list[TransportError] = field(default_factory=list)
    sent: list[Envelope] = field(default_factory=list)
    seconds: float = 20.0

    def notify(self, envelope: Envelope) -> None:
        self.sent.append(envelope)
        if self.failures:
            raise self.failures.pop(0)


def mailed_by(transport: Recorder | MailTransport) -> dict[str, Outlet]:
    return {"email": Outlet(COMPOSE, transport, MAIL_RULES)}


def through(server: MailServer) -> dict[str, Outlet]:
    return mailed_by(MailTransport("127.0.0.1", server.port, SENDER, seconds=5))


def envelope_row(ledger: Ledger) -> Row:
    with ledger.database.reading() as session:
        return session.scalars(select(Row)).one()


def outcomes(ledger: Ledger) -> list[str | None]:
    with ledger.database.reading() as session:
        return list(session.scalars(select(Attempt.outcome).order_by(Attempt.number)))


def test_what_one_subscriber_is_owed_goes_out_as_one_mail(ledger: Ledger, mail_server: MailServer) -> None:
    ledger.subscribe("kaikei@city.example.jp")
    ledger.record(a_change(1), a_change(2), a_change(3))
    report = deliver_due(ledger.database, through(mail_server), NOW)
    assert report == DeliveryReport(envelopes=1, done=3)
    assert report.line == "1 envelopes, 3 done"
    (mail,) = mail_server.mails
    assert "減額 3件" in mail["subject"]
    assert ledger.states() == {"done": 3}
    assert outcomes(ledger) == ["ok"]


def test_a_mail_names_what_was_not_checked_for_a_day_and_two_periods(ledger: Ledger, mail_server: MailServer) -> None:
    ledger.subscribe("kaikei@city.example.jp")
    ledger.record(a_change(1))
    seen = {"hourly": 30, "hourly-late-for-hours": 20, "daily": 30, "daily-late": 50}
    with ledger.database.session() as session:
        for ident, hours in seen.items():
            when = NOW - timedelta(hours=hours)
            every = 3600 if ident.startswith("hourly") else 86400
            values = {"every_seconds": every, "last_success_at": when, "created_at": when, "next_check_at": NOW}
            session.add(Source(id=ident, url="https://a.example/", kind="index", **values))
    deliver_due(ledger.database, through(mail_server), NOW)
    (mail,) = mail_server.mails
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    named = [line.strip().partition("：")[0] for line in text.partition("しばらく")[2].splitlines() if line.endswith(" から")]
    assert named == ["daily-late", "hourly"]


def test_a_second_round_has_nothing_to_do(ledger: Ledger, mail_server: MailServer) -> None:
    ledger.subscribe("kaikei@city.example.jp")
    ledger.record(a_change(1))
    deliver_due(ledger.database, through(mail_server), NOW)
    assert deliver_due(ledger.database, through(mail_server), NOW + timedelta(days=1)) == DeliveryReport()
    assert len(mail_server.taken) == 1


def test_nothing_owed_is_nothing_sent(ledger: Ledger, mail_server: MailServer) -> None:
    ledger.subscribe("kaikei@city.example.jp")
    assert deliver_due(ledger.database, through(mail_server), NOW).line == "nothing was due"
    assert not mail_server.taken


def test_a_change_that_comes_late_is_in_the_next_mail(ledger: Ledger, mail_server: MailServer) -> None:
    ledger.subscribe("kaikei@city.example.jp")
    ledger.record(a_change(1))
    deliver_due(ledger.database, through(mail_server), NOW)
    ledger.record(a_change(2, noticed_at=NOW - timedelta(days=2)))
    deliver_due(ledger.database, through(mail_server), NOW)
    assert len(mail_server.taken) == 2
    assert ledger.states() == {"done": 2}


def test_without_a_mail_server_nothing_is_mailed_and_nothing_is_lost(ledger: Ledger, mail_server: MailServer) -> None:
    ledger.subscribe("kaikei@city.example.jp")
    ledger.record(a_change(1))
    assert deliver_due(ledger.database, {}, NOW) == DeliveryReport(held=1)
    assert ledger.states() == {"pending": 1}
    assert deliver_due(ledger.database, through(mail_server), NOW).done == 1


def test_a_refused_mail_is_tried_again_on_schedule_and_then_given_up(ledger: Ledger) -> None:
    ledger.subscribe("kaikei@city.example.jp")
    ledger.record(a_change(1))
    out = Recorder(failures=[TransportError("the mail server answered 451") for _ in range(20)])
    now, waits = NOW, []
    for _ in range(len(MAIL)):
        assert deliver_due(ledger.database, mailed_by(out), now).retry == 1
        due = envelope_row(ledger).next_attempt_at
        assert deliver_due(ledger.database, mailed_by(out), due - timedelta(seconds=2)) == DeliveryReport()
        waits.append(due - now)
        now = due
    for planned, taken in zip(MAIL, waits, strict=True):
        assert planned * 0.8 - timedelta(seconds=5) <= taken <= planned * 1.2 + timedelta(seconds=5)
    assert deliver_due(ledger.database, mailed_by(out), now).dead == 1
    assert len(out.sent) == len(MAIL) + 1
    assert ledger.states() == {"dead": 1}
    assert len({envelope.body for envelope in out.sent}) == 1


def test_the_waits_are_those_of_the_promise() -> None:
    assert [int(step.total_seconds()) for step in MAIL] == [60, 300, 900, 3600, 10800, 21600, 43200, 86400, 86400]
    assert [int(step.total_seconds()) for step in WEBHOOK] == [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]
    shortest = sum((step * 0.8 for step in WEBHOOK), timedelta())
    assert shortest >= timedelta(hours=60)
    waits = {wait(MAIL, 1, f"msg_{n}") for n in range(200)}
    assert len(waits) == 200
    assert all(timedelta(seconds=48) <= found <= timedelta(seconds=72) for found in waits if found)
    assert wait(MAIL, len(MAIL) + 1, "msg") is None


def test_a_permanent_refusal_is_a_dead_letter_at_once(ledger: Ledger, mail_server: MailServer) -> None:
    ledger.subscribe("kaikei@city.example.jp")
    ledger.record(a_change(1))
    mail_server.answer = "554 never"
    assert deliver_due(ledger.database, through(mail_server), NOW).dead == 1
    with ledger.database.reading() as session:
        delivery = session.scalars(select(Delivery)).one()
    assert delivery.state == "dead"
    assert "554" in (delivery.reason or "")
    assert deliver_due(ledger.database, through(mail_server), NOW + timedelta(days=3)) == DeliveryReport()


def test_a_lost_answer_rests_ten_minutes_and_is_sent_again_once_with_the_same_message_id(
    ledger: Ledger, mail_server: MailServer
) -> None:
    ledger.subscribe("kaikei@city.example.jp")
    ledger.record(a_change(1))
    mail_server.answer = None
    assert deliver_due(ledger.database, through(mail_server), NOW).ambiguous == 1
    assert ledger.states() == {"ambiguous": 1}
    assert deliver_due(ledger.database, through(mail_server), NOW + timedelta(minutes=9)) == DeliveryReport()
    mail_server.answer = "250 taken"
    assert deliver_due(ledger.database, through(mail_server), NOW + timedelta(minutes=11)).done == 1
    first, second = mail_server.taken
    assert first == second
    assert outcomes(ledger) == ["ambiguous", "ok"]


def test_an_answer_lost_twice_is_a_dead_letter_for_a_person_to_judge(ledger: Ledger, mail_server: MailServer) -> None:
    ledger.subscribe("kaikei@city.example.jp")
    ledger.record(a_change(1))
    mail_server.answer = None
    deliver_due(ledger.database, through(mail_server), NOW)
    assert deliver_due(ledger.database, through(mail_server), NOW + timedelta(minutes=11)).dead == 1
    assert deliver_due(ledger.database, through(mail_server), NOW + timedelta(days=9)) == DeliveryReport()
    assert len(mail_server.taken) == 2


WORKER = """
import sys
from datetime import datetime
from notifiers.deliver import Outlet, deliver_due
from notifiers.email.compose import MailComposer
from notifiers.email.transport import MailTransport
from notifiers.outlets import MAIL_RULES
from storage import open_database
url, port, now = sys.argv[1:]
sender = "watch@yosan.example.jp"
outlet = Outlet(MailComposer("https://yosan.example.jp", sender), MailTransport("127.0.0.1", int(port), sender), MAIL_RULES)
deliver_due(open_database(url), {"email": outlet}, datetime.fromisoformat(now))
"""


def start_worker(ledger: Ledger, server: MailServer, now: datetime) -> subprocess.Popen[bytes]:
    url = ledger.database.engine.url.render_as_string(hide_password=False)
    return subprocess.Popen([sys.executable, "-c", WORKER, url, str(server.port), now.isoformat()])


def test_a_worker_killed_between_acceptance_and_acknowledgement_causes_one_resend_with_the_same_id(
    ledger: Ledger, mail_server: MailServer
) -> None:
    ledger.subscribe("kaikei@city.example.jp")
    ledger.record(a_change(1), a_change(2))
    workers: list[subprocess.Popen[bytes]] = []
    mail_server.meanwhile = lambda: os.kill(workers[0].pid, signal.SIGKILL)
    workers.append(start_worker(ledger, mail_server, NOW))
    assert workers[0].wait(timeout=60) == -signal.SIGKILL
    assert outcomes(ledger) == [None]
    assert ledger.states() == {"claimed": 2}

    mail_server.meanwhile = lambda: None
    assert deliver_due(ledger.database, through(mail_server), NOW + timedelta(seconds=30)) == DeliveryReport()
    assert deliver_due(ledger.database, through(mail_server), NOW + timedelta(minutes=2)).ambiguous == 2
    assert deliver_due(ledger.database, through(mail_server), NOW + timedelta(minutes=11)).done == 2
    assert outcomes(ledger) == ["ambiguous", "ok"]
    assert len(mail_server.taken) == 2
    assert len({mail["message-id"] for mail in mail_server.mails}) == 1
    assert mail_server.taken[0] == mail_server.taken[1]


def test_two_workers_never_send_the_same_delivery_twice(ledger: Ledger, mail_server: MailServer) -> None:
    for number in range(12):
        ledger.subscribe(f"kaikei{number}@city.example.jp")
    ledger.record(*(a_change(number) for number in range(1, 6)))
    workers = [start_worker(ledger, mail_server, NOW) for _ in range(3)]
    assert [worker.wait(timeout=120) for worker in workers] == [0, 0, 0]
    deliver_due(ledger.database, through(mail_server), NOW + timedelta(seconds=1))
    assert ledger.states() == {"done": 60}
    told = sorted((mail["to"], mail["message-id"]) for mail in mail_server.mails)
    assert len(told) == len(set(told))
    with ledger.database.reading() as session:
        assert len(session.scalars(select(Attempt)).all()) == len(session.scalars(select(Row)).all()) == len(told)


def test_a_worker_killed_while_composing_leaves_its_claim_to_the_next(ledger: Ledger, mail_server: MailServer) -> None:
    ledger.subscribe("kaikei@city.example.jp")
    ledger.record(a_change(1))
    with ledger.database.session() as session:
        session.execute(update(Delivery).values(state="claimed", claimed_by="dead:1", lease_until=NOW + timedelta(seconds=45)))
    assert deliver_due(ledger.database, through(mail_server), NOW) == DeliveryReport()
    assert deliver_due(ledger.database, through(mail_server), NOW + timedelta(minutes=1)).done == 1


def test_the_network_is_never_used_inside_a_transaction(ledger: Ledger) -> None:
    ledger.subscribe("kaikei@city.example.jp")
    ledger.record(a_change(1))
    checked = []

    class Watching(Recorder):
        def notify(self, envelope: Envelope) -> None:
            pool = ledger.database.engine.pool
            assert pool.checkedout() == 0  # type: ignore[attr-defined]
            begun = time.monotonic()
            with ledger.database.session() as session:  # another writer gets its turn at once
                session.execute(text("UPDATE subscribers SET language = 'ja'"))
            checked.append(time.monotonic() - begun)
            with ledger.database.reading() as session:  # and the attempt is on record already
                assert session.scalars(select(Attempt)).one().finished_at is None

    assert deliver_due(ledger.database, mailed_by(Watching()), NOW).done == 1
    assert len(checked) == 1
    assert checked[0] < 0.5


def test_an_envelope_is_frozen_before_the_first_attempt_and_never_rendered_again(ledger: Ledger) -> None:
    ledger.subscribe("kaikei@city.example.jp")
    ledger.record(a_change(1))
    out = Recorder(failures=[TransportError("later")])
    deliver_due(ledger.database, mailed_by(out), NOW)
    with ledger.database.session() as session:  # what it was made from changes, as a template or a name may
        session.execute(update(StoredChange).values(name="別の名前"))
    deliver_due(ledger.database, mailed_by(out), NOW + timedelta(minutes=3))
    assert [envelope.body for envelope in out.sent] == [envelope_row(ledger).body] * 2


def test_who_unsubscribes_before_sending_gets_nothing_more(ledger: Ledger) -> None:
    subscriber = ledger.subscribe("kaikei@city.example.jp")
    ledger.record(a_change(1))
    out = Recorder(failures=[TransportError("later")])
    deliver_due(ledger.database, mailed_by(out), NOW)
    ledger.record(a_change(2))
    with ledger.database.session() as session:
        session.get_one(Subscriber, subscriber).status = "unsubscribed"
    assert deliver_due(ledger.database, mailed_by(out), NOW + timedelta(hours=1)).suppressed == 2
    assert len(out.sent) == 1
    with ledger.database.reading() as session:
        assert set(session.scalars(select(Delivery.reason))) == {"the subscriber had ended"}


def test_who_ends_one_subscription_is_not_told_of_it(ledger: Ledger) -> None:
    ledger.subscribe("kaikei@city.example.jp")
    ledger.record(a_change(1))
    with ledger.database.session() as session:
        session.execute(update(Subscription).values(ended_at=NOW))
    assert deliver_due(ledger.database, mailed_by(Recorder()), NOW) == DeliveryReport(suppressed=1)


UNDONE = [
    ("appeared", "measure"),
    ("disappeared", "measure"),
    ("split", "split_into"),
    ("merged", "merged_into"),
    ("moved", "ministry"),
]


@pytest.mark.parametrize(("kind", "field"), UNDONE)
def test_an_end_that_a_later_document_disproved_is_not_told(ledger: Ledger, kind: str, field: str) -> None:
    ledger.subscribe("kaikei@city.example.jp")
    ledger.record(a_change(1), a_change(2))
    with ledger.database.session() as session:
        first = select(Delivery.change_id).order_by(Delivery.id).limit(1).scalar_subquery()
        session.execute(update(StoredChange).where(StoredChange.id == first).values(kind=kind, field=field, superseded_at=NOW))
    out = Recorder()
    assert deliver_due(ledger.database, mailed_by(out), NOW) == DeliveryReport(envelopes=1, done=1, suppressed=1)
    assert len(out.sent) == 1


def test_a_figures_step_is_told_although_the_next_one_leads_on_from_it(ledger: Ledger) -> None:
    ledger.subscribe("kaikei@city.example.jp")
    ledger.record(a_change(1))
    with ledger.database.session() as session:
        session.execute(update(StoredChange).values(superseded_at=NOW))
    assert deliver_due(ledger.database, mailed_by(Recorder()), NOW) == DeliveryReport(envelopes=1, done=1)


def test_one_debt_that_cannot_be_composed_stops_nobody_else(ledger: Ledger, mail_server: MailServer) -> None:
    ledger.subscribe("poison@city.example.jp")
    ledger.subscribe("kaikei@city.example.jp")
    ledger.record(a_change(1))

    def compose(parcel: Parcel) -> list[Draft]:
        if parcel.recipient.address.startswith("poison"):
            raise NotifyError("no way to say this")
        return COMPOSE(parcel)

    outlet = Outlet(compose, MailTransport("127.0.0.1", mail_server.port, SENDER), MAIL_RULES)
    assert deliver_due(ledger.database, {"email": outlet}, NOW) == DeliveryReport(envelopes=1, done=1, dead=1)
    with ledger.database.reading() as session:
        assert "no way to say this" in (session.scalars(select(Delivery.reason).where(Delivery.state == "dead")).one() or "")


def test_one_slow_receiver_does_not_hold_up_the_others(ledger: Ledger) -> None:
    for number in range(6):
        ledger.subscribe(f"kaikei{number}@city.example.jp")
    ledger.record(a_change(1))
    others_done = threading.Event()
    sent = count(1)

    class Slow(Recorder):
        def notify(self, envelope: Envelope) -> None:
            if envelope.address.startswith("kaikei0"):
                assert others_done.wait(timeout=20)
            elif next(sent) == 5:
                others_done.set()

    assert deliver_due(ledger.database, mailed_by(Slow()), NOW).done == 6


def test_a_round_ends_in_time_and_leaves_the_rest_due(ledger: Ledger) -> None:
    for number in range(20):
        ledger.subscribe(f"kaikei{number}@city.example.jp")
    ledger.record(a_change(1))

    class Slow(Recorder):
        def notify(self, envelope: Envelope) -> None:
            time.sleep(0.3)

    first = deliver_due(ledger.database, mailed_by(Slow()), NOW, longest=timedelta(seconds=0.05))
    assert first.done < 20
    assert deliver_due(ledger.database, mailed_by(Recorder()), NOW + timedelta(minutes=1)).done == 20 - first.done


def hooked(ledger: Ledger, out: Recorder) -> dict[str, Outlet]:
    return {"webhook": Outlet(WebhookComposer("https://yosan.example.jp"), out, WEBHOOK_RULES)}


def test_an_endpoint_that_is_gone_is_ended_with_all_that_waits_for_it(ledger: Ledger) -> None:
    subscriber = ledger.subscribe("https://hooks.example.jp/in", "webhook")
    long = "説明" * 400
    ledger.record(*(a_change(n, kind="text", before=long, after=long + str(n)) for n in range(1, 9)))
    out = Recorder(failures=[TransportError("410", permanent=True, gone=True)])
    report = deliver_due(ledger.database, hooked(ledger, out), NOW)
    assert report.envelopes > 1
    assert len(out.sent) == 1
    assert report.dead + report.suppressed == 8
    with ledger.database.reading() as session:
        ended = session.get_one(Subscriber, subscriber)
    assert (ended.status, ended.ended_at is not None) == ("unsubscribed", True)
    assert ledger.record(a_change(9)) == 0


def test_an_endpoint_that_asks_to_wait_is_left_alone_for_that_long(ledger: Ledger) -> None:
    ledger.subscribe("https://hooks.example.jp/in", "webhook")
    ledger.record(a_change(1))
    out = Recorder(failures=[TransportError("503", retry_after=timedelta(hours=2))])
    assert deliver_due(ledger.database, hooked(ledger, out), NOW).retry == 1
    assert deliver_due(ledger.database, hooked(ledger, out), NOW + timedelta(minutes=119)) == DeliveryReport()
    assert deliver_due(ledger.database, hooked(ledger, out), NOW + timedelta(minutes=121)).done == 1


def test_a_webhook_whose_answer_is_lost_comes_again_with_the_same_id(ledger: Ledger) -> None:
    ledger.subscribe("https://hooks.example.jp/in", "webhook")
    ledger.record(a_change(1))
    out = Recorder(failures=[TransportError("cut", ambiguous=True) for _ in range(3)])
    now = NOW
    for _ in range(3):
        assert deliver_due(ledger.database, hooked(ledger, out), now).ambiguous == 1
        assert deliver_due(ledger.database, hooked(ledger, out), now + timedelta(minutes=9)) == DeliveryReport()
        now += timedelta(minutes=11)
    assert deliver_due(ledger.database, hooked(ledger, out), now).done == 1
    assert len({(envelope.id, envelope.body) for envelope in out.sent}) == 1


def test_a_late_success_is_the_truth_even_when_the_lease_ran_out(ledger: Ledger) -> None:
    ledger.subscribe("kaikei@city.example.jp")
    ledger.record(a_change(1))
    database: Database = ledger.database

    class Sleepy(Recorder):
        def notify(self, envelope: Envelope) -> None:
            later = deliver_due(database, mailed_by(Recorder()), NOW + timedelta(minutes=3))
            assert later == DeliveryReport(ambiguous=1)

    assert deliver_due(ledger.database, mailed_by(Sleepy()), NOW).done == 1
    assert ledger.states() == {"done": 1}
    assert outcomes(ledger) == ["ok"]


@pytest.mark.parametrize("addresses", [100])
def test_a_round_over_many_subscribers_is_quick(ledger: Ledger, addresses: int) -> None:
    for number in range(addresses):
        ledger.subscribe(f"kaikei{number}@city.example.jp")
    ledger.record(*(a_change(number) for number in range(1, 4)))
    begun = time.monotonic()
    assert deliver_due(ledger.database, mailed_by(Recorder()), NOW).done == addresses * 3
    assert time.monotonic() - begun < 60
