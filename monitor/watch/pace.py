"""How long and how slow a transfer may be: httpx and its kin bound each read, and a server that drips is never done."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """What a fetcher puts up with. Times in seconds, sizes in bytes.

    deadline: of the whole transfer, redirects included, waiting for one's turn not. window, floor_rate: whoever sends fewer bytes a
    second over such a window is left, and the head of an answer must be there within one. page_bytes: of a page as it is sent and
    inflated. file_bytes: of a file as it is sent; inflated_bytes: inflated. rest: how long a host that shows that it is asked too
    much is left alone, where it does not say for how long. keep_open: idle connections to different hosts.
    """

    deadline: float = 120.0
    window: float = 30.0
    floor_rate: float = 1000.0
    page_bytes: int = 10_000_000
    file_bytes: int = 100_000_000
    inflated_bytes: int = 300_000_000
    rest: float = 600.0
    keep_open: int = 64


class Pace:
    """The time left for a transfer, and whether it moves: an async context manager around one request.

    Raises TimeoutError when the time is up; `complaint` then says which.
    """

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._left = patience.deadline
        self._timeout: asyncio.Timeout | None = None
        self.complaint = ""

    async def __aenter__(self) -> Pace:
        """Start to count; the time of earlier requests of the same transfer is gone."""
        self._started = asyncio.get_running_loop().time()
        self._ends = self._started + self._left
        self._timeout = asyncio.timeout_at(None)
        await self._timeout.__aenter__()
        self._moved = 0
        self._open_window("no whole head of an answer", self._started)
        return self

    async def __aexit__(self, *raised: object) -> None:
        """Stop to count."""
        self._left -= asyncio.get_running_loop().time() - self._started
        assert self._timeout is not None
        await self._timeout.__aexit__(*raised)  # type: ignore[arg-type]

    def begin_body(self) -> None:
        """The head is there: from now on bytes are counted."""
        self._open_window("", asyncio.get_running_loop().time())

    def count(self, size: int) -> None:
        """More bytes came. A window that moved enough is followed by the next one."""
        self._moved += size
        if self._moved >= self._patience.floor_rate * self._patience.window:
            self._open_window("", asyncio.get_running_loop().time())

    def _open_window(self, complaint: str, now: float) -> None:
        assert self._timeout is not None
        patience, self._moved = self._patience, 0
        slow = f"less than {patience.floor_rate:g} bytes a second over {patience.window:g} s"
        last = now + patience.window >= self._ends
        self.complaint = (
            f"not whole after {patience.deadline:g} s"
            if last
            else ((complaint and f"{complaint} after {patience.window:g} s") or slow)
        )
        self._timeout.reschedule(min(now + patience.window, self._ends))
