"""Progress of long work for a person at a terminal; nothing at all where stderr is none, and never a byte on stdout."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

Thing = TypeVar("Thing")


class Bar:
    """How far a piece of work is. It is the port that a round tells (monitor.watch.poll), and does nothing without a terminal."""

    def __init__(self, drawn: Progress | None, task: TaskID | None) -> None:
        self._drawn, self._task = drawn, task

    def more(self, number: int) -> None:
        """There is so much more to do."""
        if self._drawn is not None and self._task is not None:
            self._drawn.update(self._task, total=(self._drawn.tasks[0].total or 0) + number)

    def done(self, what: object = None) -> None:
        """One more is done."""
        if self._drawn is not None and self._task is not None:
            self._drawn.advance(self._task)


@contextmanager
def progress(total: int | None, label: str) -> Iterator[Bar]:
    """A bar on stderr while the block runs, gone afterwards. total: None while it is not known."""
    if not sys.stderr.isatty():
        yield Bar(None, None)
        return
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    # What is printed meanwhile goes above the bar where it goes to the same terminal; a pipe on stdout keeps its bytes.
    drawn = Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=sys.stdout.isatty())
    with drawn:
        yield Bar(drawn, drawn.add_task(label, total=total))


def each(things: Iterable[Thing], total: int, label: str) -> Iterator[Thing]:
    """The things one by one, with a bar where there are several."""
    if total < 2:
        yield from things
        return
    with progress(total, label) as bar:
        for thing in things:
            yield thing
            bar.done()
