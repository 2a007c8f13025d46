"""How the tests of fetching ask a pretend ministry: one fetcher, one or several addresses, on a clock that stands still."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Iterable
from pathlib import Path

from monitor.watch.fetch import Fetched, Fetcher, FetchError, Patience
from monitor.watch.hosts import HostBook, MemoryHosts
from storage import CaptureStore
from tests.e2e.ministry import Ministry
from tests.watch.clock import FakeClock

QUICK = Patience(deadline=1.5, window=0.4, floor_rate=1000.0)
"""Limits that a test can wait for."""
CALM = Patience(deadline=30.0, window=15.0)
"""Limits that a busy machine keeps."""


class Asking:
    """A fetcher of each call's own over one book of hosts, as rounds of one process after the other are."""

    def __init__(self, site: Ministry, captures: Path, book: HostBook | None = None) -> None:
        self.site, self.captures = site, CaptureStore(captures)
        self.book = book or MemoryHosts()
        self.clock = FakeClock()
        self.gap, self.patience = 0.0, CALM
        self.allowed: Iterable[str] = {site.address}
        self.allow_private = True
        self.certificates: ssl.SSLContext | None = None

    def fetcher(self) -> Fetcher:
        return Fetcher(
            self.book,
            contact="ops@example.jp",
            gap_seconds=self.gap,
            patience=self.patience,
            clock=self.clock,
            certificates=self.certificates,
        )

    def page(self, *paths: str, **options: str | None) -> Fetched:
        """The last of these pages, asked one after the other by one fetcher."""
        return self._each(
            paths, lambda fetcher, url: fetcher.page(url, allowed=set(self.allowed), allow_private=self.allow_private, **options)
        )

    def file(self, *paths: str, **options: str | None) -> Fetched:
        """The last of these files, likewise."""
        return self._each(
            paths,
            lambda fetcher, url: fetcher.file(
                url, self.captures, allowed=set(self.allowed), allow_private=self.allow_private, **options
            ),
        )

    def refusal(self, path: str, *, file: bool = False, **options: str | None) -> FetchError:
        """The error that asking for this ends with."""
        try:
            (self.file if file else self.page)(path, **options)
        except FetchError as error:
            return error
        raise AssertionError(f"{path} was given")

    def _each(self, paths: Iterable[str], ask: Callable[..., object]) -> Fetched:
        async def run() -> Fetched:
            async with self.fetcher() as fetcher:
                for path in paths:
                    answer = await ask(fetcher, path if "://" in path else self.site.url(path))  # type: ignore[misc]
                return answer

        return asyncio.run(run())
