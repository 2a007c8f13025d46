"""What a ministry's web master sees in the log: one connection, spaced, and left alone when it asks for that."""

from __future__ import annotations

import asyncio
import itertools
import os
import subprocess
import sys
import time
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from monitor.watch.fetch import Fetched, Fetcher, FetchError, Trouble
from monitor.watch.hosts import LedgerHosts, MemoryHosts
from storage import StorageError, migrate, open_database
from storage.database import Database
from tests.conftest import ROOT
from tests.e2e.ministry import INDEX, ROBOTS, Exchange, Ministry
from tests.watch.asking import Asking


@pytest.fixture
def ledger(database_url: str) -> Database:
    database = open_database(database_url)
    migrate(database)
    return database


def gaps(site: Ministry) -> list[float]:
    """Seconds from the end of each request to the beginning of the next."""
    return [after.began - (before.ended or 0.0) for before, after in itertools.pairwise(site.log.requests)]


# spacing


def test_requests_to_a_host_are_spaced_from_the_end_of_each_robots_included(asking: Asking, site: Ministry) -> None:
    asking.gap = 0.2
    site.moods[INDEX] = lambda exchange: (exchange.wait(0.15), exchange.ministry.show(exchange))[1]
    asking.page(INDEX, INDEX, INDEX)
    assert len(gaps(site)) == 3
    assert all(0.19 <= gap < 0.4 for gap in gaps(site))


def test_the_gap_varies(asking: Asking, site: Ministry) -> None:
    asking.gap = 0.05
    asking.page(*[INDEX] * 8)
    assert max(gaps(site)) - min(gaps(site)) > 0.002


def test_the_gap_is_remembered_over_a_restart(ledger: Database, site: Ministry, tmp_path: Path) -> None:
    asking = Asking(site, tmp_path, LedgerHosts(ledger))
    asking.gap = 0.4
    asking.page(INDEX)
    asking.page(INDEX)
    assert gaps(site)[-1] >= 0.39
    asking.clock.forward(seconds=3)
    started = time.monotonic()
    asking.page(INDEX)
    assert time.monotonic() - started < 0.35
    ledger.close()


def test_a_last_request_in_the_future_of_a_clock_set_back_costs_one_gap_at_most(asking: Asking, site: Ministry) -> None:
    asking.gap = 0.2
    asking.page(INDEX)
    asking.clock.forward(days=-400)
    started = time.monotonic()
    asking.page(INDEX)
    assert time.monotonic() - started < 1.0


def test_all_who_ask_a_host_at_once_share_one_connection_and_take_turns(asking: Asking, site: Ministry) -> None:
    asking.gap = 0.05

    async def run() -> None:
        async with asking.fetcher() as fetcher:
            await asyncio.gather(*(fetcher.page(site.url(), allowed={site.address}, allow_private=True) for _ in range(6)))

    asyncio.run(run())
    assert site.log.paths() == [ROBOTS, *[INDEX] * 6]
    assert len({seen.connection for seen in site.log.requests}) == 1
    assert all(gap > 0 for gap in gaps(site))


def test_different_hosts_are_asked_at_once(tmp_path: Path) -> None:
    def late(exchange: Exchange) -> None:
        exchange.wait(0.3)
        exchange.ministry.show(exchange)

    with Ministry("127.0.0.2").open() as one, Ministry("127.0.0.3").open() as two:
        one.moods[INDEX] = two.moods[INDEX] = late
        asking = Asking(one, tmp_path)

        async def run() -> float:
            async with asking.fetcher() as fetcher:
                started = time.monotonic()
                allowed = {one.address, two.address}
                await asyncio.gather(*(fetcher.page(s.url(), allowed=allowed, allow_private=True) for s in (one, two)))
                return time.monotonic() - started

        assert asyncio.run(run()) < 0.55


def test_a_connection_that_the_server_closed_meanwhile_is_opened_anew(asking: Asking, site: Ministry) -> None:
    def last(exchange: Exchange) -> None:
        exchange.ministry.show(exchange)
        exchange.drop()  # without saying so

    site.moods[INDEX] = last
    assert asking.page(INDEX, INDEX, INDEX).status == 200
    assert len(site.log.of(INDEX)) == 3


# two processes

OTHER = """
import asyncio, sys
from monitor.watch.fetch import Fetcher, FetchError
from monitor.watch.hosts import LedgerHosts
from storage import open_database

async def run(database, url):
    async with Fetcher(LedgerHosts(database), gap_seconds=0) as fetcher:
        try:
            await fetcher.page(url, allowed={"127.0.0.1"}, allow_private=True)
            print("given", flush=True)
        except FetchError as error:
            print(error.trouble, flush=True)
        if "hold" in sys.argv:
            sys.stdin.read()

asyncio.run(run(open_database(sys.argv[1]), sys.argv[2]))
"""


def other_process(ledger: str, url: str, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", OTHER, ledger, url, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_two_processes_never_ask_one_host_at_once(ledger: Database, database_url: str, site: Ministry, tmp_path: Path) -> None:
    asking = Asking(site, tmp_path, LedgerHosts(ledger))
    asking.clock.now = asking.clock.now.now(asking.clock.now.tzinfo)
    with other_process(database_url, site.url(), "hold") as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "given\n"
        refusal = asking.refusal(INDEX)
        assert refusal.trouble is Trouble.BUSY
        assert "another process" in str(refusal)
        other.communicate("")
    assert asking.page(INDEX).status == 200
    assert site.log.paths() == [ROBOTS, INDEX, INDEX]
    ledger.close()


def test_a_process_that_died_has_its_hosts_until_its_lease_runs_out(
    ledger: Database, database_url: str, site: Ministry, tmp_path: Path
) -> None:
    asking = Asking(site, tmp_path, LedgerHosts(ledger))
    asking.clock.now = asking.clock.now.now(asking.clock.now.tzinfo)
    with other_process(database_url, site.url(), "hold") as other:
        assert other.stdout is not None
        other.stdout.readline()
        other.kill()
    assert asking.refusal(INDEX).trouble is Trouble.BUSY
    asking.clock.forward(seconds=70)
    assert asking.page(INDEX).status == 200
    ledger.close()


# being asked to wait


@pytest.mark.parametrize(("asked", "seconds"), [("3600", 3600), ("0", 0), ("999999999999", 86400), ("90000", 86400), ("soon", 600)])
def test_a_host_that_asks_to_be_left_alone_is(asking: Asking, site: Ministry, asked: str, seconds: float) -> None:
    site.throttle(INDEX, retry_after=asked)
    refusal = asking.refusal(INDEX)
    assert (refusal.trouble, refusal.status, refusal.retry_after) == (Trouble.THROTTLED, 429, seconds)
    site.well(INDEX)
    site.log.clear()
    if seconds:
        asking.clock.forward(seconds=seconds - 1)
        refusal = asking.refusal("/another.html")
        assert (refusal.trouble, refusal.retry_after) == (Trouble.THROTTLED, 1)
        assert site.log.requests == []
        asking.clock.forward(seconds=2)
    assert asking.page(INDEX).status == 200


def test_a_date_to_wait_for_is_by_the_servers_own_clock(asking: Asking, site: Ministry) -> None:
    """Its Date header tells what it takes the time to be: the span is what it means."""
    theirs = asking.clock() + timedelta(days=3)

    def wait(exchange: Exchange) -> None:
        exchange.drop()
        lines = ["HTTP/1.1 503 Unavailable", f"Date: {format_datetime(theirs, usegmt=True)}", "Content-Length: 0"]
        lines.append(f"Retry-After: {format_datetime(theirs + timedelta(minutes=10), usegmt=True)}")
        exchange.stream.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())

    site.moods[INDEX] = wait
    assert asking.refusal(INDEX).retry_after == 600


def test_the_wish_to_be_left_alone_outlives_the_process_even_when_it_is_killed(
    ledger: Database, site: Ministry, tmp_path: Path
) -> None:
    """It is written before the error is told: whoever claims the host next finds it."""
    asking = Asking(site, tmp_path, LedgerHosts(ledger))
    site.throttle(INDEX, retry_after=3600)

    async def run() -> None:
        async with asking.fetcher() as fetcher:
            with pytest.raises(FetchError):
                await fetcher.page(site.url(), allowed={site.address}, allow_private=True)
            later = asking.clock() + timedelta(minutes=2)
            state = LedgerHosts(ledger).claim([f"{site.address}:{site.port}"], "next", later, later + timedelta(minutes=1))
            assert [known.not_before for known in state.values()] == [asking.clock() + timedelta(hours=1)]

    asyncio.run(run())
    ledger.close()


def test_robots_that_ask_to_wait_are_waited_for(asking: Asking, site: Ministry) -> None:
    site.throttle(ROBOTS, status=503, retry_after=600)
    assert asking.refusal(INDEX).retry_after == 600
    site.robots("")
    assert asking.refusal(INDEX).trouble is Trouble.THROTTLED
    assert site.log.paths() == [ROBOTS]


# 404 that is none


def test_a_404_where_a_known_address_is_404_too_is_throttling(asking: Asking, site: Ministry) -> None:
    """財務省's database answers too many requests so (SOURCES.md, 3)."""
    site.throttle_by_404()
    refusal = asking.refusal("/r8.pdf", file=True, sentinel=site.url(INDEX))
    assert (refusal.trouble, refusal.status, refusal.retry_after) == (Trouble.THROTTLED, 404, 600)
    assert site.log.paths() == [ROBOTS, "/r8.pdf", INDEX]
    site.well()
    assert asking.refusal(INDEX).trouble is Trouble.THROTTLED
    asking.clock.forward(seconds=601)
    assert asking.page(INDEX).status == 200


def test_a_404_where_a_known_address_answers_is_gone(asking: Asking, site: Ministry) -> None:
    assert asking.refusal("/gone.pdf", file=True, sentinel=site.url(INDEX)).trouble is Trouble.GONE
    assert site.log.paths() == [ROBOTS, "/gone.pdf", INDEX]
    assert asking.page(INDEX).status == 200


def test_a_404_without_a_known_address_is_gone(asking: Asking) -> None:
    assert asking.refusal("/gone.pdf", file=True).trouble is Trouble.GONE
    assert asking.refusal(INDEX.replace("index", "none"), sentinel="http://127.0.0.5/x").trouble is Trouble.GONE


def test_a_404_whose_known_address_cannot_be_asked_says_nothing(asking: Asking, site: Ministry) -> None:
    site.server_error(INDEX)
    assert asking.refusal("/gone.pdf", file=True, sentinel=site.url(INDEX)).trouble is Trouble.SERVER_ERROR


def test_many_404s_cost_one_question_more_and_no_connection(asking: Asking, site: Ministry) -> None:
    gone = [f"/gone{n}.pdf" for n in range(20)]

    async def run() -> None:
        async with asking.fetcher() as fetcher:
            for path in gone:
                with pytest.raises(FetchError) as caught:
                    await ask(fetcher, path)
                assert caught.value.trouble is Trouble.GONE

    async def ask(fetcher: Fetcher, path: str) -> Fetched:
        return await fetcher.file(
            site.url(path), asking.captures, allowed={site.address}, allow_private=True, sentinel=site.url(INDEX)
        )

    asyncio.run(run())
    assert site.log.paths() == [ROBOTS, gone[0], INDEX, *gone[1:]]
    assert len(site.log.connections) == 1


def test_what_a_known_address_said_holds_for_minutes_only(asking: Asking, site: Ministry) -> None:
    """A host that has had enough in the middle of a round is believed to have lost nothing later on."""

    async def run() -> None:
        async with asking.fetcher() as fetcher:
            for path, trouble in (("/a.pdf", Trouble.GONE), ("/b.pdf", Trouble.GONE), ("/c.pdf", Trouble.THROTTLED)):
                with pytest.raises(FetchError) as caught:
                    await fetcher.page(site.url(path), allowed={site.address}, allow_private=True, sentinel=site.url(INDEX))
                assert caught.value.trouble is trouble
                site.throttle_by_404()
                asking.clock.forward(seconds=100)

    asyncio.run(run())
    assert site.log.paths() == [ROBOTS, "/a.pdf", INDEX, "/b.pdf", "/c.pdf", INDEX]


@pytest.mark.parametrize("status", [200, 206, 302, 416])
def test_a_known_address_is_asked_for_one_byte_and_any_sign_of_it_will_do(asking: Asking, site: Ministry, status: int) -> None:
    site.answer(INDEX, status, "<", Content_Range="bytes 0-0/1000", Location="/elsewhere.html")
    assert asking.refusal("/gone.pdf", file=True, sentinel=site.url(INDEX), etag='"0"').trouble is Trouble.GONE
    told = site.log.of(INDEX)[0].headers
    assert (told["range"], "if-none-match" in told) == ("bytes=0-0", False)


def test_a_known_address_that_fails_is_not_asked_for_every_404(asking: Asking, site: Ministry) -> None:
    site.server_error(INDEX)

    async def run() -> None:
        async with asking.fetcher() as fetcher:
            for path in ("/a.pdf", "/b.pdf", "/c.pdf"):
                with pytest.raises(FetchError, match="answered 500"):
                    await fetcher.page(site.url(path), allowed={site.address}, allow_private=True, sentinel=site.url(INDEX))

    asyncio.run(run())
    assert len(site.log.of(INDEX)) == 1


def test_a_known_address_that_asks_for_patience_is_heeded(asking: Asking, site: Ministry) -> None:
    site.throttle(INDEX, retry_after=3600)
    refusal = asking.refusal("/gone.pdf", file=True, sentinel=site.url(INDEX))
    assert (refusal.trouble, refusal.retry_after) == (Trouble.THROTTLED, 3600)
    site.well()
    assert asking.refusal(INDEX).trouble is Trouble.THROTTLED


def test_410_needs_no_second_question(asking: Asking, site: Ministry) -> None:
    site.answer("/gone.pdf", 410)
    assert asking.refusal("/gone.pdf", file=True, sentinel=site.url(INDEX)).trouble is Trouble.GONE
    assert site.log.of(INDEX) == []


# being cancelled


def test_who_is_cancelled_leaves_the_host_to_the_others(asking: Asking, site: Ministry) -> None:
    site.silent("/slow", 5)

    async def run() -> None:
        async with asking.fetcher() as fetcher:
            allowed = {site.address}
            slow = asyncio.create_task(fetcher.page(site.url("/slow"), allowed=allowed, allow_private=True))
            waiting = asyncio.create_task(fetcher.page(site.url(), allowed=allowed, allow_private=True))
            next_one = asyncio.create_task(fetcher.page(site.url(), allowed=allowed, allow_private=True))
            await asyncio.sleep(0.2)
            waiting.cancel()
            slow.cancel()
            assert (await next_one).status == 200

    asyncio.run(run())


def test_a_round_that_is_cancelled_gives_its_hosts_back(ledger: Database, site: Ministry, tmp_path: Path) -> None:
    asking = Asking(site, tmp_path, LedgerHosts(ledger))
    site.silent(INDEX, 5)

    async def run() -> None:
        async with asking.fetcher() as fetcher:
            await fetcher.page(site.url(), allowed={site.address}, allow_private=True)

    async def cancelled() -> None:
        task = asyncio.create_task(run())
        await asyncio.sleep(0.3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    site.well(INDEX)
    assert asking.page(INDEX).status == 200
    ledger.close()


def test_nothing_is_asked_inside_a_transaction(ledger: Database, site: Ministry, tmp_path: Path) -> None:
    asking = Asking(site, tmp_path, MemoryHosts())
    with ledger.session(), pytest.raises(StorageError, match="inside a database transaction"):
        asking.page(INDEX)
    assert site.log.requests == []
    ledger.close()


def test_cookies_are_not_kept(asking: Asking, site: Ministry) -> None:
    site.answer(INDEX, 200, "<p>予算</p>", Set_Cookie="visitor=1; Path=/")
    asking.page(INDEX, INDEX)
    assert all("cookie" not in seen.headers for seen in site.log.requests)


@pytest.mark.parametrize("retry_after", [None, 0])
def test_a_503_that_asks_for_nothing_is_of_its_page_alone(asking: Asking, site: Ministry, retry_after: int | None) -> None:
    site.throttle("/busy.html", status=503, retry_after=retry_after)
    assert asking.refusal("/busy.html").trouble is Trouble.SERVER_ERROR
    assert asking.refusal("/busy.html", sentinel=site.url(INDEX)).trouble is Trouble.SERVER_ERROR
    assert asking.page(INDEX).status == 200


def test_a_503_here_and_where_something_is_known_to_be_is_of_the_host(asking: Asking, site: Ministry) -> None:
    site.throttle(status=503)
    refusal = asking.refusal("/busy.html", sentinel=site.url(INDEX))
    assert (refusal.trouble, refusal.status, refusal.retry_after) == (Trouble.THROTTLED, 503, 600)
    site.log.clear()
    assert asking.refusal(INDEX).trouble is Trouble.THROTTLED
    assert site.log.requests == []


def test_a_429_that_says_nothing_is_ten_minutes(asking: Asking, site: Ministry) -> None:
    site.throttle("/busy.html")
    assert asking.refusal("/busy.html").retry_after == 600
    assert asking.refusal(INDEX).trouble is Trouble.THROTTLED
