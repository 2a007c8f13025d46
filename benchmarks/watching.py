"""Rounds over many sources of which none changed, beside a bare httpx.AsyncClient that asks for the same at the same concurrency.

Also whether memory stays flat from round to round, and what a large response that is kept takes of it. The sources are hosts of
loopback, served by a process of its own; the watch runs in another one, so that its memory is its own.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import structlog

from benchmarks.clock import Figure
from monitor.settings import Settings
from monitor.watch.catalogue import SourceSpec
from monitor.watch.poll import SOURCES_AT_ONCE, poll, register
from monitor.watch.report import PollReport
from storage import CaptureStore, Database, migrate, open_database

MB = 1_000_000
SETTLED, LAST = 2, 10
"""The rounds after which memory is compared."""
COMPARED = 3
"""So many rounds, and so many of the peer's, run in turns; the fastest counts."""
BARE = "watch: bare httpx, the same requests"
INDEX, RELEASE, BIG_INDEX, BIG = "/index.html", "/r8.txt", "/big.html", "/big.pdf"
ETAG = '"0"'
PAGES = {
    "/robots.txt": ("text/plain", b"User-agent: *\nDisallow: /himitsu/\n"),
    INDEX: ("text/html", f'<main><a href="{RELEASE}">令和8年度 概算要求の概要</a></main>'.encode()),
    RELEASE: ("text/plain", "令和8年度 概算要求の概要は、近日中に掲載します。\n".encode()),
    BIG_INDEX: ("text/html", f'<main><a href="{BIG}">令和8年度 概算要求書</a></main>'.encode()),
}
SPAWN = multiprocessing.get_context("spawn")


class UnwatchedError(AssertionError):
    """A round did not find what it should; a time for that would be worth nothing."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What was measured. seconds: of the fastest round, and of the peer's; megabytes: after the settled round, after the last."""

    seconds: float
    bare_seconds: float
    settled_mb: float
    last_mb: float
    kept_mb: float
    """How far memory grew beyond what it was while a large response was fetched and kept."""


def watching_figures(measured: Watched, sources: int) -> list[Figure]:
    """A round over all sources beside the bare client."""
    work = (("sources", float(sources)), ("requests", 2.0 * sources))
    return [
        Figure(BARE, measured.bare_seconds, work),
        Figure(f"watch: {sources:,} sources, none changed", measured.seconds, work, BARE),
    ]


def watching_memory(measured: Watched, megabytes: int) -> list[str]:
    """What memory did."""
    grown = measured.last_mb / measured.settled_mb
    return [
        f"watch: memory after round {LAST} is {grown:.2f} times that after round {SETTLED} ({measured.settled_mb:.0f} MB)",
        f"watch: a response of {megabytes} MB is kept in {measured.kept_mb:.0f} MB of memory",
    ]


def watch_unchanged(sources: int, megabytes: int) -> Watched:
    """Watch so many sources of loopback. megabytes: of the large response. Raises UnwatchedError."""
    with _serving(megabytes * MB) as port:
        ours, theirs = SPAWN.Pipe(duplex=False)
        watcher = SPAWN.Process(target=_watch, args=(theirs, port, sources))
        watcher.start()
        theirs.close()
        try:
            return _told(ours)
        finally:
            watcher.join()


def _told(pipe: Connection) -> Watched:
    try:
        told = pipe.recv()
    except EOFError as error:
        raise UnwatchedError("the process that watches ended without a word") from error
    if isinstance(told, Watched):
        return told
    raise UnwatchedError(told)


# the watch


def _watch(pipe: Connection, port: int, sources: int) -> None:
    """Measure, and tell the parent; runs in a process of its own."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    try:
        with TemporaryDirectory(prefix="yosan-bench-") as folder:
            pipe.send(_measured(Path(folder), port, sources))
    except UnwatchedError as error:
        pipe.send(str(error))


def _measured(folder: Path, port: int, sources: int) -> Watched:
    database = open_database(f"sqlite:///{folder / 'yosan.db'}")
    migrate(database)
    clock = _Clock()
    hosts = [f"127.1.{n // 250}.{n % 250 + 1}:{port}" for n in range(sources)]
    specs = [SourceSpec(f"s{n}", f"http://{host}{INDEX}", allow_private=True) for n, host in enumerate(hosts)]
    register(database, specs, clock())
    look = partial(_round, database, CaptureStore(folder / "captures"), clock)
    _expect(look(), {"not_a_budget": sources})
    ours, bare, megabytes = [], [], []
    for number in range(LAST):
        began = time.perf_counter()
        report = look()
        ours.append(time.perf_counter() - began)
        megabytes.append(_resident())
        _expect(report, {"unchanged": sources})
        if number < COMPARED:
            bare.append(asyncio.run(_ask_bare(hosts)))
    settled, last = megabytes[SETTLED - 1], megabytes[-1]
    register(database, [SourceSpec("big", f"http://127.2.0.1:{port}{BIG_INDEX}", allow_private=True)], clock(), whole=True)
    before = _resident()
    _forget_peak()
    _expect(look(), {"quarantined": 1})
    kept = _resident("VmHWM") - before
    database.close()
    return Watched(min(ours[:COMPARED]), min(bare), settled, last, kept)


def _round(database: Database, captures: CaptureStore, clock: _Clock) -> PollReport:
    clock.now += timedelta(hours=1)
    return poll(database, captures, Settings(gap_seconds=0), clock, now_all=True)


def _expect(report: PollReport, outcomes: dict[str, int]) -> None:
    found: dict[str, int] = {}
    for target in report.targets:
        found[str(target.outcome)] = found.get(str(target.outcome), 0) + 1
    if found != outcomes or report.failed:
        raise UnwatchedError(f"a round found {found}, not {outcomes}: {report.line()}")


@dataclass
class _Clock:
    """Moves an hour a round, so that all of them lie within the day for which robots.txt is known."""

    now: datetime = datetime(2026, 8, 28, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def _resident(line: str = "VmRSS") -> float:
    """Megabytes of memory that this process has; VmHWM: that it had at most."""
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return float(next(row.split()[1] for row in status if row.startswith(line))) * 1024 / MB


def _forget_peak() -> None:
    """Let the kernel count the peak of this process anew (proc(5), clear_refs)."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


# its peer


async def _ask_bare(hosts: Sequence[str]) -> float:
    """Seconds in which a bare client asks every host for both pages, as many hosts at once as the watch does."""
    waiting = iter(hosts)
    limits = httpx.Limits(max_connections=SOURCES_AT_ONCE, max_keepalive_connections=SOURCES_AT_ONCE)
    began = time.perf_counter()
    async with httpx.AsyncClient(limits=limits, trust_env=False) as client:

        async def work() -> None:
            for host in waiting:
                for path in (INDEX, RELEASE):
                    answer = await client.get(f"http://{host}{path}", headers={"If-None-Match": ETAG})
                    if answer.status_code != 304:
                        raise UnwatchedError(f"the bare client was answered {answer.status_code}")

        await asyncio.gather(*(work() for _ in range(SOURCES_AT_ONCE)))
    return time.perf_counter() - began


# the sources


@contextmanager
def _serving(big: int) -> Iterator[int]:
    """A server of every address of loopback, in a process of its own; gives its port."""
    ours, theirs = SPAWN.Pipe(duplex=False)
    server = SPAWN.Process(target=_serve, args=(theirs, big), daemon=True)
    server.start()
    theirs.close()  # else a server that dies at its start is waited for
    try:
        yield int(ours.recv())
    finally:
        server.terminate()
        server.join()


def _serve(pipe: Connection, big: int) -> None:
    asyncio.run(_serve_for_ever(pipe, big))


async def _serve_for_ever(pipe: Connection, big: int) -> None:
    loop = asyncio.get_running_loop()
    with socket.socket() as listener:
        listener.bind(("0.0.0.0", 0))  # the only way to have all of 127.0.0.0/8; who comes from elsewhere is sent away
        server = await loop.create_server(lambda: _Pages(big), sock=listener, backlog=1024)
        pipe.send(listener.getsockname()[1])
        await server.serve_forever()


class _Pages(asyncio.Protocol):
    """Answers 304 to what is asked for conditionally, the page itself else."""

    def __init__(self, big: int) -> None:
        self._big, self._waiting = big, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Only this machine is answered."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        if not str(transport.get_extra_info("peername")[0]).startswith("127."):
            transport.abort()

    def data_received(self, data: bytes) -> None:
        """Answer every request that is there whole."""
        *heads, self._waiting = (self._waiting + data).split(b"\r\n\r\n")
        for head in heads:
            self._answer(head)

    def _answer(self, head: bytes) -> None:
        path = head.split(b" ", 2)[1].decode("ascii")
        if b"if-none-match" in head.lower():
            self._transport.write(f"HTTP/1.1 304 Not Modified\r\nETag: {ETAG}\r\n\r\n".encode())
        elif path == BIG:
            body = b"%PDF-1.7\n" + b"0" * (self._big - 15) + b"%%EOF\n"
            self._send("application/pdf", body)
        else:
            self._send(*PAGES[path])

    def _send(self, media_type: str, body: bytes) -> None:
        told = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\nETag: {ETAG}\r\n\r\n"
        self._transport.write(told.encode() + body)
