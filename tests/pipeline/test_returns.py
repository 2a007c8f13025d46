"""Who was told that something was withdrawn is told when it is there again, once; nobody else hears of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from monitor.pipeline import put_back, release_hold, withdraw
from monitor.pipeline.releases import reading_version
from storage.tables import Delivery, Edition, Release, StoredChange
from tests.pipeline.conftest import Ledger

R8 = "https://www.mhlw.go.jp/r8.txt"
WHY = "404 in 3 rounds since 2026-08-30"


def remove(ledger: Ledger) -> None:
    ledger.clock += timedelta(hours=1)
    with ledger.database.session() as session:
        session.get_one(Release, 1).missing_since = ledger.clock
    withdraw(ledger.database, [(1, WHY)], now=ledger.clock)


def bring_back(ledger: Ledger) -> None:
    ledger.clock += timedelta(hours=1)
    put_back(ledger.database, 1, ledger.clock)


def mail(ledger: Ledger) -> list[tuple[str, str]]:
    """What is owed is sent: kinds and names of what the reader is told by it."""
    with ledger.database.session() as session:
        owed = session.execute(
            select(StoredChange.kind, StoredChange.name, StoredChange.superseded_at)
            .join(Delivery, Delivery.change_id == StoredChange.id)
            .where(Delivery.state == "pending")
        ).all()
        session.execute(update(Delivery).where(Delivery.state == "pending").values(state="done"))
    return sorted((row.kind, row.name) for row in owed if row.superseded_at is None)


@pytest.fixture
def told(ledger: Ledger, press: Any) -> Ledger:
    ledger.subscribe()
    ledger.take(press.overview(2027, press.next_year()), R8)
    return ledger


def everything(press: Any, kind: str) -> list[tuple[str, str]]:
    return sorted((kind, row[0]) for row in press.rows)


def test_who_was_told_that_it_was_withdrawn_is_told_once_that_it_is_there_again(told: Ledger, press: Any) -> None:
    remove(told)
    assert mail(told) == everything(press, "withdrawn")
    bring_back(told)
    assert mail(told) == everything(press, "appeared")
    bring_back(told)
    assert mail(told) == []


def test_what_is_there_again_is_a_correction_that_says_since_when_it_was_gone(told: Ledger) -> None:
    remove(told)
    missing = told.clock
    mail(told)
    bring_back(told)
    row = next(row for row in told.rows(StoredChange, kind="appeared") if row.name == "看護職員研修事業")
    assert (row.basis, row.origin, row.field) == ("revision", "correction", "measure")
    assert (row.before, row.after, row.before_yen, row.after_yen) == (None, "80百万円", None, 80_000_000)
    before, after = row.evidence["before"], row.evidence["after"]
    assert (before["url"], before["sha256"], before["missing_since"]) == (R8, None, missing.isoformat())
    assert told.captures.get(after["sha256"]).decode().split("\n")[after["line"] - 1] == "看護職員研修事業"


def test_a_reader_who_came_since_is_not_told(told: Ledger, press: Any) -> None:
    remove(told)
    mail(told)
    with told.database.session() as session:
        session.execute(update(Delivery).values(state="suppressed", reason="the subscription had ended"))
    bring_back(told)
    assert (mail(told), told.count(StoredChange, kind="appeared")) == ([], 0)


def test_every_cycle_is_told_once(told: Ledger, press: Any) -> None:
    for _ in range(3):
        remove(told)
        assert mail(told) == everything(press, "withdrawn")
        bring_back(told)
        assert mail(told) == everything(press, "appeared")
    assert told.count(StoredChange) == 6 * len(press.rows)
    assert told.count(Delivery) == 6 * len(press.rows)


def test_what_is_withdrawn_again_before_the_return_was_sent_tells_nothing_twice(told: Ledger, press: Any) -> None:
    remove(told)
    mail(told)
    bring_back(told)
    remove(told)
    assert mail(told) == [], "the reader believes that it is gone, and it is"
    bring_back(told)
    assert mail(told) == everything(press, "appeared")


def test_a_withdrawal_that_was_never_sent_needs_no_correction(told: Ledger, press: Any) -> None:
    remove(told)
    bring_back(told)
    assert (mail(told), told.count(StoredChange, kind="appeared")) == ([], 0)


def test_what_comes_back_with_other_content_is_told_as_it_is_now(told: Ledger, press: Any) -> None:
    remove(told)
    mail(told)
    told.take(press.overview(2027, press.edited(press.next_year(), 看護職員研修事業=95)[:5]), R8)
    assert {name for _, name, _, _ in told.changes(origin="correction")} == {row[0] for row in press.rows[:5]}
    assert ("appeared", "看護職員研修事業", None, "95百万円") in told.changes(origin="correction")
    assert ("amount", "看護職員研修事業", "80百万円", "95百万円") in told.changes(origin="live")
    assert ("disappeared", press.rows[5][0]) in mail(told)


def test_what_another_release_states_now_is_told_as_there_again(told: Ledger, press: Any) -> None:
    remove(told)
    mail(told)
    told.take(press.overview(2027, press.next_year()[:4], bureau="健康局"), "https://www.mhlw.go.jp/new.txt")
    assert mail(told) == sorted(("appeared", row[0]) for row in press.rows[:4])


def test_a_better_parser_puts_nothing_back(told: Ledger, press: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    remove(told)
    mail(told)
    newer = reading_version() + "+1"
    for module in ("intake", "releases"):
        monkeypatch.setattr(f"monitor.pipeline.{module}.PARSER_VERSION", newer)
    told.take(press.overview(2028, press.next_year(press.next_year())), "https://www.mhlw.go.jp/r9.txt")
    assert told.count(Edition, release_id=1, parser_version=newer) == 1, "it was read again"
    assert [row.withdrawn_at is None for row in told.rows(Release)] == [False, True]
    assert {row.superseded_at for row in told.rows(StoredChange, kind="withdrawn")} == {None}


def test_a_hold_that_is_released_puts_nothing_back(told: Ledger, press: Any) -> None:
    """What was held came from the address once; whether anything is there now, only the address can say."""
    held = told.take(press.overview(2027, [*press.next_year()[:3]]), R8)
    remove(told)
    release_hold(told.database, told.captures, held.hold_id or 0, "佐藤", told.clock)
    assert [row.withdrawn_at is None for row in told.rows(Release)] == [False]
    assert {row.superseded_at for row in told.rows(StoredChange, kind="withdrawn")} == {None}
