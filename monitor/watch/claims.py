"""The hosts that one fetcher has: claimed many at once, kept while they are in use, given back when they are not.

Every call of the book is a transaction, so they are few: hosts that are wanted while one is under way share the next one, and one
statement in a third of the lease renews what is in use and gives back what is idle.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import time
import uuid
from collections.abc import AsyncIterator, Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import ParamSpec, TypeVar

import structlog

from monitor.budget import YosanError
from monitor.net import Line
from monitor.watch.answers import FetchError, Trouble
from monitor.watch.hosts import HostBook, HostState
from monitor.watch.robots import Rules

BEATS = 3
"""How often a lease is renewed within its time, so that one late renewal does not lose it."""
GATHERING = 0.002
"""Seconds in which those who want a host at the same time find each other."""

log = structlog.get_logger("watch")
P = ParamSpec("P")
T = TypeVar("T")
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Probe:
    """How an address fared that is known to exist, and when. failure: None where it is still there."""

    at: datetime
    url: str
    failure: FetchError | None


@dataclass(slots=True)
class Claim:
    """A host that this process has for now.

    users: how many wait for it or ask it. turn: one request at a time. ended: when the last request ended, used: when the last user
    went, both by the monotonic clock. rules: its robots.txt as it holds until rules_until; None before it was looked at. line: the
    connection to it. probe: what an address that is known to exist was answered with last.
    """

    name: str
    state: HostState
    ended: float
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    used: float = field(default_factory=time.monotonic)
    rules: Rules | None = None
    rules_until: datetime | None = None
    line: Line | None = None
    probe: Probe | None = None


class Claims:
    """The hosts of one fetcher. An async context manager: all are given back at its end, also when it is cancelled."""

    def __init__(self, book: HostBook, clock: Clock, lease_seconds: float) -> None:
        self._book, self._clock = book, clock
        self._lease = timedelta(seconds=lease_seconds)
        self._beat = lease_seconds / BEATS
        self._owner = f"{socket.gethostname()[:40]}-{os.getpid()}-{uuid.uuid4().hex[:12]}"
        self._held: dict[str, Claim] = {}
        self._leaving: dict[str, Claim] = {}
        self._wanted: dict[str, asyncio.Future[Claim]] = {}
        self._claiming: asyncio.Task[None] | None = None
        self._one_call = asyncio.Lock()
        self._clerk = ThreadPoolExecutor(1, thread_name_prefix="hosts")  # of its own: a lease must not wait behind long work

    async def __aenter__(self) -> Claims:
        """Begin to renew."""
        self._renewing = asyncio.create_task(self._renew_for_ever())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Give every host back, in one transaction that no cancellation parts from what it is about."""
        self._renewing.cancel()
        under_way = [task for task in (self._renewing, self._claiming) if task is not None]
        while not all(task.done() for task in under_way):
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait(under_way)
        states = {name: claim.state for name, claim in (self._leaving | self._held).items()}
        claims = [*self._leaving.values(), *self._held.values()]
        if states:
            self._clerk.submit(self._book.put, self._owner, states, None).result()
        self._clerk.shutdown()
        await _hang_up(claims)

    @contextlib.asynccontextmanager
    async def visit(self, name: str) -> AsyncIterator[Claim]:
        """A host for one request, alone. Raises FetchError (busy) where another process has it."""
        claim = await self._have(name)
        claim.users += 1
        try:
            async with claim.turn:
                yield claim
        finally:
            claim.users -= 1
            claim.used = time.monotonic()

    async def reserve(self, names: Iterable[str]) -> None:
        """Claim many hosts in one transaction. Those that another process has stay out; who visits one is told."""
        asked = [self._want(name) for name in names if name not in self._held]
        await asyncio.gather(*(asyncio.shield(one) for one in asked), return_exceptions=True)

    async def note(self, claim: Claim) -> None:
        """Write at once what became known of a host, for what must not be forgotten when this process dies."""
        async with self._one_call:
            await self._put({claim.name: claim}, self._clock() + self._lease)

    async def _have(self, name: str) -> Claim:
        while (claim := self._held.get(name)) is None:
            await asyncio.shield(self._want(name))
        return claim

    def _want(self, name: str) -> asyncio.Future[Claim]:
        if name not in self._wanted:
            self._wanted[name] = asyncio.get_running_loop().create_future()
            self._wanted[name].add_done_callback(_retrieved)
        if self._claiming is None or self._claiming.done():
            self._claiming = asyncio.create_task(self._claim_wanted())
        return self._wanted[name]

    async def _claim_wanted(self) -> None:
        await asyncio.sleep(GATHERING)
        while self._wanted:
            async with self._one_call:
                wanted, self._wanted = self._wanted, {}
                now = self._clock()
                try:
                    found = await self._call(self._book.claim, list(wanted), self._owner, now, now + self._lease)
                except BaseException as error:
                    for future in wanted.values():
                        future.set_exception(error)
                    if isinstance(error, YosanError):
                        continue  # those who wait are told
                    raise
                for name, future in wanted.items():
                    self._settle(name, future, found.get(name), now)

    def _settle(self, name: str, future: asyncio.Future[Claim], state: HostState | None, now: datetime) -> None:
        if state is None:
            future.set_exception(FetchError(f"{name} is being asked by another process", Trouble.BUSY))
            return
        since = (now - state.last_request_at).total_seconds() if state.last_request_at else float("inf")
        self._held[name] = Claim(name, state, ended=time.monotonic() - max(since, 0.0))
        future.set_result(self._held[name])

    async def _renew_for_ever(self) -> None:
        while True:
            await asyncio.sleep(self._beat)
            try:
                await self._renew()
            except YosanError as error:
                log.warning("hosts could not be kept; the next try may succeed", error=str(error))

    async def _renew(self) -> None:
        """Keep the hosts in use and give the others back. One that was lost meanwhile is claimed anew."""
        async with self._one_call:
            since = time.monotonic() - self._beat
            idle = {name: claim for name, claim in self._held.items() if not claim.users and claim.used < since}
            for name in idle:
                self._leaving[name] = self._held.pop(name)
            await _hang_up(idle.values())
            if idle:
                await self._put(idle, None)
                self._leaving.clear()
            if busy := dict(self._held):
                ours = await self._put(busy, self._clock() + self._lease)
                for name in busy.keys() - ours:
                    self._held.pop(name, None)

    async def _put(self, claims: dict[str, Claim], until: datetime | None) -> frozenset[str]:
        states = {name: claim.state for name, claim in claims.items()}
        return await self._call(self._book.put, self._owner, states, until)

    async def _call(self, ask: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        """Ask the book, which blocks, in its own thread."""
        return await asyncio.get_running_loop().run_in_executor(self._clerk, partial(ask, *arguments, **named))


def touched(claim: Claim, now: datetime) -> None:
    """Remember that a request to the host ended now."""
    claim.ended = time.monotonic()
    claim.state = replace(claim.state, last_request_at=now)


async def _hang_up(claims: Collection[Claim]) -> None:
    for claim in claims:
        if claim.line is not None:
            await claim.line.close()
            claim.line = None


def _retrieved(future: asyncio.Future[Claim]) -> None:
    """Whoever wanted it may be gone: its error is nobody's then."""
    if not future.cancelled():
        future.exception()
