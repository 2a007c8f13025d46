"""Readers started ahead: a task in a child process need not wait for an interpreter and its imports."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import BoundedSemaphore, Condition, Thread

from monitor.read.limits import Limits
from monitor.read.sandbox import Reader, ReaderGoneError

MOST_AHEAD = 8
"""Readers at most, whatever the machine: each that waits holds some 50 MB."""
PAUSE_SECONDS = 1.0
"""After the machine gave no process, how long until it is asked for one again."""


def work_apart(task: str, data: bytes, order: Mapping[str, object], limits: Limits) -> bytes:
    """Do a task about hostile bytes in a child process with limits, and give what it answers.

    task: "package.module:function", a function of (data, order) that gives its answer in pieces of bytes (monitor.read.child).
    order: anything that JSON can carry. limits: of this one task, its times from the moment it is asked for. A reader that
    readers_ahead() keeps does it where there is one, a fresh one where there is none; either does only this.

    The answer is to be checked value by value: it comes from a process that has touched a hostile file. Raises ReadError with the
    task's own reason (the words of any YosanError that it raises) or with the limit that ended it.
    """
    pool = _open[-1] if _open else None
    return pool.work(task, data, order, limits) if pool else Reader().work(task, data, order, limits)


@contextmanager
def readers_ahead(modules: Sequence[str], count: int | None = None) -> Iterator[None]:
    """While the block runs, keep readers that have imported these modules waiting, and let at most so many work at once.

    count: by default one a core. At the end the readers that wait are ended, and those that work are waited for.
    """
    pool = _Pool(modules, min(count or os.cpu_count() or 1, MOST_AHEAD))
    _open.append(pool)
    try:
        yield
    finally:
        _open.remove(pool)
        pool.close()


class _Pool:
    """Readers that wait, and a thread that starts a new one for each that is taken.

    One thread of the pool's own starts them all, since a reader dies with the thread that started it; it ends when the last one
    that works has ended.
    """

    def __init__(self, modules: Sequence[str], count: int) -> None:
        self._modules, self._count = tuple(modules), count
        self._slots = BoundedSemaphore(count)
        self._waiting: deque[Reader] = deque()
        self._working = 0
        self._closed = False
        self._changed = Condition()
        self._keeper = Thread(target=self._keep, name="readers", daemon=True)
        self._keeper.start()

    def work(self, task: str, data: bytes, order: Mapping[str, object], limits: Limits) -> bytes:
        """See work_apart()."""
        with self._slots, self._at_work():
            while True:
                try:
                    return self._take().work(task, data, order, limits)
                except ReaderGoneError:
                    continue

    def close(self) -> None:
        """End the readers that wait, wait for those that work, and start no more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._keeper.join()

    def _take(self) -> Reader:
        """A reader that waits; a fresh one where none does, so that nobody waits for the keeper."""
        with self._changed:
            while self._waiting:
                reader = self._waiting.popleft()
                self._changed.notify_all()
                if reader.is_alive:
                    return reader
                reader.end()
        return Reader()

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        with self._changed:
            self._working += 1
        try:
            yield
        finally:
            with self._changed:
                self._working -= 1
                self._changed.notify_all()

    def _keep(self) -> None:
        while self._wait_for_room():
            try:
                reader = Reader(self._modules)
            except OSError:
                with self._changed:
                    self._changed.wait_for(lambda: self._closed, PAUSE_SECONDS)
                continue
            with self._changed:
                self._waiting.append(reader)
        with self._changed:
            for reader in self._waiting:
                reader.end()
            self._waiting.clear()
            self._changed.wait_for(lambda: not self._working)

    def _wait_for_room(self) -> bool:
        """Whether one more reader is wanted, as soon as one is; False when the pool closes."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or len(self._waiting) < self._count)
            return not self._closed


_open: list[_Pool] = []
"""The pools of this process; the newest is used."""
