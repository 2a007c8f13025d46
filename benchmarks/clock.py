"""Timing, and the table that shows it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured: seconds a run (the best of several), and the work one run does in the units given."""

    subject: str
    seconds: float
    work: tuple[tuple[str, float], ...]
    peer: str | None = None
    """The subject it is compared with; None for a peer itself."""

    @property
    def rates(self) -> str:
        """Units of work a second: 812 pages/s, 3.1 MB/s."""
        return "  ".join(f"{_short(amount / self.seconds):>6} {unit}/s" for unit, amount in self.work)


def best_of(rounds: int, work: Callable[[], object]) -> float:
    """Seconds of the fastest of several runs, after one that is not counted (caches, imports)."""
    return best_of_each(rounds, work)[0]


def best_of_each(rounds: int, *works: Callable[[], object]) -> list[float]:
    """Seconds of the fastest run of each, run in turns: what else the machine does then meets all of them alike."""
    for work in works:
        work()
    return [min(times) for times in zip(*([_once(work) for work in works] for _ in range(rounds)), strict=True)]


def table(figures: Sequence[Figure]) -> list[str]:
    """The figures as rows of text, each with its time in times its peer's, and its speed in parts of its peer's."""
    by_subject = {figure.subject: figure for figure in figures}
    width = max(len(figure.subject) for figure in figures)
    rows = [f"{'':{width}}  {'ms':>9}  {'x peer':>7}  {'speed':>6}  rate"]
    for figure in figures:
        ratio = figure.seconds / by_subject[figure.peer].seconds if figure.peer else 1.0
        beside = f"{ratio:7.1f}  {1 / ratio:6.2f}" if figure.peer else f"{'peer':>7}  {'':6}"
        rows.append(f"{figure.subject:{width}}  {figure.seconds * 1000:9.1f}  {beside}  {figure.rates}")
    return rows


def _once(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.3f}"
