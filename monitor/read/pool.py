"""The readers of this process: started when a capture needs one, kept for the next, as many at once as there are cores."""

from __future__ import annotations

import atexit
import os
from collections.abc import Mapping
from pathlib import Path
from threading import Condition, Thread

from monitor.read.limits import Limits
from monitor.read.sandbox import Reader, ReaderGoneError

MOST_READERS = 8
"""At once, whatever the machine: each may use the memory that its limits allow."""
ATTEMPTS = 3
"""How many readers may turn out to have ended while they waited, before that is a fault of the machine."""
IDLE_SECONDS = 60.0
"""After this long without a capture the readers are ended: the watch often has nothing to read for hours."""


def work_apart(task: str, data: bytes | Path, order: Mapping[str, object], limits: Limits) -> bytes:
    """Do a task about hostile bytes in a child process with limits, and give what it answers.

    data: the bytes, or the path of a file that holds them: then only the child reads it.
    task: "package.module:function", a function of (data, order) that gives its answer in pieces of bytes; what else it may rely on
    and must not do stands in monitor.read.child. order: anything that JSON can carry. limits: of this one task, its times from the
    moment a reader takes it.

    The answer is to be checked value by value: it comes from a process that has touched a hostile file. Any number of threads may
    ask; who finds all readers at work waits. Raises ReadError with the task's own reason (the words of any YosanError that it
    raises) or with the limit that ended it, and OSError when the machine gives no process.
    """
    return _readers.work(task, data, order, limits)


def close_readers() -> None:
    """End the readers that wait; those at work end with their capture. Later captures start readers again."""
    _readers.close()


class Readers:
    """A bounded number of readers. One thread starts and ends them all, since a reader dies with the thread that started it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.forget()

    def work(self, task: str, data: bytes | Path, order: Mapping[str, object], limits: Limits) -> bytes:
        """See work_apart()."""
        complaint = ""
        for _ in range(ATTEMPTS):
            reader = self._take()
            try:
                return reader.work(task, data, order, limits)
            except ReaderGoneError as gone:
                complaint = str(gone)
            finally:
                self._give_back(reader)
        raise OSError(f"readers end as soon as they are started: {complaint}")

    def close(self) -> None:
        """End those that wait; the thread ends when no reader is at work any more."""
        with self._changed:
            self._end_waiting()
            self._closing = True
            self._changed.notify_all()

    def forget(self) -> None:
        """No reader and no thread: at the start, and in a fork of this process, which has neither."""
        self._changed = Condition()
        self._waiting: list[Reader] = []
        self._working = self._wanted = 0
        self._refused: OSError | None = None
        self._keeper: Thread | None = None
        self._closing = False

    def _take(self) -> Reader:
        """A reader that waits, or a new one. Raises OSError when the machine gives none."""
        with self._changed:
            self._wanted += 1
            try:
                self._start_keeper()
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._waiting or self._refused)
                if not self._waiting and self._refused is not None:
                    refused, self._refused = self._refused, None
                    raise refused
                self._working += 1
                return self._waiting.pop()
            finally:
                self._wanted -= 1

    def _give_back(self, reader: Reader) -> None:
        with self._changed:
            self._working -= 1
            if reader.is_alive and not self._closing:
                self._waiting.append(reader)
            else:
                reader.end()
            self._changed.notify_all()

    def _start_keeper(self) -> None:
        if self._keeper is None:
            self._keeper = Thread(target=self._keep, name="readers", daemon=True)
            self._keeper.start()

    def _keep(self) -> None:
        """Start a reader for whoever wants one and finds none, and end them all when nobody has wanted one for a while."""
        with self._changed:
            while not self._is_done():
                if self._is_short():
                    try:
                        self._waiting.append(Reader())
                    except OSError as error:
                        self._refused = error
                    self._changed.notify_all()
                elif not self._changed.wait_for(lambda: self._is_done() or self._is_short(), IDLE_SECONDS):
                    self._end_waiting()
            self._keeper, self._closing = None, False

    def _is_short(self) -> bool:
        room = self._working + len(self._waiting) < self._most
        return room and self._wanted > len(self._waiting) and self._refused is None

    def _is_done(self) -> bool:
        return self._closing and not self._working and not self._wanted

    def _end_waiting(self) -> None:
        while self._waiting:
            self._waiting.pop().end()


_readers = Readers(min(os.cpu_count() or 1, MOST_READERS))
atexit.register(_readers.close)
os.register_at_fork(after_in_child=_readers.forget)
