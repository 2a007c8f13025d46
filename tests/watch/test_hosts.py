"""The book of hosts: one owner at a time, nothing forgotten, few writes. The same for the ledger and for one process's memory."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from monitor.watch.claims import Claims
from monitor.watch.fetch import FetchError, Trouble
from monitor.watch.hosts import HostBook, HostState, LedgerHosts, MemoryHosts
from storage import StorageError, migrate, open_database
from storage.database import Database

NOW = datetime(2026, 8, 28, 5, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ledger(database_url: str) -> Iterator[Database]:
    database = open_database(database_url)
    migrate(database)
    yield database
    database.close()


@pytest.fixture
def book(ledger: Database) -> HostBook:
    return LedgerHosts(ledger)


def test_a_host_has_one_owner_at_a_time(book: HostBook) -> None:
    assert book.claim(["a", "b"], "one", NOW, NOW + MINUTE) == {"a": HostState(), "b": HostState()}
    assert book.claim(["b", "c"], "two", NOW, NOW + MINUTE).keys() == {"c"}
    assert book.put("one", {"b": HostState()}, None) == {"b"}
    assert book.claim(["a", "b", "c"], "two", NOW, NOW + MINUTE).keys() == {"b", "c"}


def test_what_became_known_is_there_for_the_next_owner(book: HostBook) -> None:
    book.claim(["a"], "one", NOW, NOW + MINUTE)
    state = HostState(NOW, NOW + timedelta(hours=3), "User-agent: *\nDisallow: /x\n", 200, NOW)
    book.put("one", {"a": state}, None)
    assert book.claim(["a"], "two", NOW, NOW + MINUTE) == {"a": state}


def test_a_claim_that_is_renewed_does_not_run_out(book: HostBook) -> None:
    book.claim(["a"], "one", NOW, NOW + MINUTE)
    assert book.put("one", {"a": HostState(NOW)}, NOW + 5 * MINUTE) == {"a"}
    assert book.claim(["a"], "two", NOW + 3 * MINUTE, NOW + 4 * MINUTE) == {}


def test_a_claim_that_ran_out_is_anybodys_and_may_have_asked_until_then(book: HostBook) -> None:
    book.claim(["a"], "one", NOW, NOW + MINUTE)
    later = NOW + 3 * MINUTE
    assert book.claim(["a"], "two", later, later + MINUTE) == {"a": HostState(last_request_at=NOW + MINUTE)}


def test_who_lost_a_host_writes_nothing_of_it(book: HostBook) -> None:
    book.claim(["a", "b"], "one", NOW, NOW + MINUTE)
    later = NOW + 3 * MINUTE
    book.claim(["a"], "two", later, later + MINUTE)
    assert book.put("one", {"a": HostState(robots="old"), "b": HostState(robots="known")}, None) == {"b"}
    book.put("two", {"a": HostState()}, None)
    assert book.claim(["a", "b"], "three", later, later + MINUTE) == {"a": HostState(), "b": HostState(robots="known")}


@pytest.mark.parametrize(
    "promise",
    [
        test_a_host_has_one_owner_at_a_time,
        test_what_became_known_is_there_for_the_next_owner,
        test_a_claim_that_is_renewed_does_not_run_out,
        test_a_claim_that_ran_out_is_anybodys_and_may_have_asked_until_then,
        test_who_lost_a_host_writes_nothing_of_it,
    ],
)
def test_the_book_in_memory_promises_the_same(promise: Callable[[HostBook], None]) -> None:
    promise(MemoryHosts())


def test_a_claim_from_before_the_clock_was_set_back_ends(ledger: Database) -> None:
    book = LedgerHosts(ledger)
    future = NOW + timedelta(days=400)
    book.claim(["a"], "one", future, future + MINUTE)
    assert book.claim(["a"], "two", NOW, NOW + MINUTE).keys() == {"a"}


@contextmanager
def commits(database: Database) -> Iterator[list[None]]:
    """One entry for each commit of a write."""
    counted: list[None] = []

    def count(_connection: object) -> None:
        counted.append(None)

    event.listen(database.engine, "commit", count)
    yield counted
    event.remove(database.engine, "commit", count)


def test_a_thousand_hosts_that_are_wanted_at_once_cost_a_handful_of_commits(ledger: Database) -> None:
    names = [f"127.1.{n // 250}.{n % 250}" for n in range(1000)]

    async def visit(claims: Claims, name: str) -> None:
        async with claims.visit(name):
            pass

    async def run() -> None:
        async with Claims(LedgerHosts(ledger), lambda: NOW, 60) as claims:
            await asyncio.gather(*(visit(claims, name) for name in names))

    with commits(ledger) as counted:
        started = time.monotonic()
        asyncio.run(run())
    assert len(counted) <= 4
    assert time.monotonic() - started < 10
    assert len(LedgerHosts(ledger).claim(names, "next", NOW, NOW + MINUTE)) == 1000


def test_hosts_that_are_reserved_are_claimed_in_one_commit(ledger: Database) -> None:
    async def run() -> None:
        async with Claims(LedgerHosts(ledger), lambda: NOW, 60) as claims:
            with commits(ledger) as counted:
                await claims.reserve({f"host-{n}" for n in range(50)})
                async with claims.visit("host-1"):
                    pass
            assert len(counted) == 1

    asyncio.run(run())


def test_an_idle_host_is_given_back_while_others_are_kept(ledger: Database) -> None:
    book = LedgerHosts(ledger)

    async def run() -> None:
        async with Claims(book, lambda: datetime.now(UTC), 0.3) as claims:
            async with claims.visit("idle"):
                pass
            async with claims.visit("busy"):
                await asyncio.sleep(0.6)
                now = datetime.now(UTC)
                assert book.claim(["idle", "busy"], "other", now, now + MINUTE).keys() == {"idle"}
            with pytest.raises(FetchError) as refusal:
                async with claims.visit("idle"):
                    pass
            assert refusal.value.trouble is Trouble.BUSY

    asyncio.run(run())


def test_a_host_that_another_process_took_after_a_long_pause_is_not_asked_on(ledger: Database) -> None:
    book = LedgerHosts(ledger)

    async def run() -> None:
        async with Claims(book, lambda: datetime.now(UTC), 0.3) as claims:
            async with claims.visit("a"):
                later = datetime.now(UTC) + MINUTE  # this process was asleep so long, it does not know it yet
                assert book.claim(["a"], "other", later, later + MINUTE).keys() == {"a"}
                await asyncio.sleep(0.3)
            with pytest.raises(FetchError) as refusal:
                async with claims.visit("a"):
                    pass
            assert refusal.value.trouble is Trouble.BUSY

    asyncio.run(run())


def test_a_lease_is_renewed_while_every_other_thread_is_at_work(ledger: Database) -> None:
    book = LedgerHosts(ledger)

    async def run() -> None:
        async with Claims(book, lambda: datetime.now(UTC), 0.6) as claims, claims.visit("a"):
            at_work = [asyncio.create_task(asyncio.to_thread(time.sleep, 1.2)) for _ in range(40)]
            await asyncio.sleep(1.0)
            now = datetime.now(UTC)
            assert book.claim(["a"], "other", now, now + MINUTE) == {}
            for task in at_work:
                task.cancel()

    asyncio.run(run())


def test_a_ledger_that_cannot_be_reached_is_told_to_everybody_who_waits(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'yosan.db'}")  # without any table

    async def run() -> None:
        async with Claims(LedgerHosts(database), lambda: NOW, 60) as claims:
            for name in ("a", "b"):
                with pytest.raises(StorageError):
                    async with claims.visit(name):
                        pass

    asyncio.run(run())
    database.close()
