"""What a round tells: of each release, of each source, and of the whole in one line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

FAILURES = frozenset({"failed", "blocked", "truncated"})
"""Outcomes of a release that could not be had."""


@dataclass(frozen=True, slots=True)
class TargetReport:
    """What came of one release: its URL, an outcome, how many changes, and the reason of a failure.

    outcome: one of the pipeline's (new, unchanged, resaved, replaced, quarantined, not_a_budget, held), or of the watch's: missing
    (its address says that it is gone), withdrawn (it has said so for long), moved, put_back, blocked, truncated, failed.
    unsure: how many entries the reader is not sure of, so that they wait for a person.
    """

    url: str
    outcome: str
    changes: int = 0
    reason: str | None = None
    unsure: int = 0

    @property
    def is_failure(self) -> bool:
        """Whether the release could not be had this time."""
        return self.outcome in FAILURES


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What came of one source: its own error, if it could not be looked at, and its releases."""

    source_id: str
    error: str | None = None
    targets: tuple[TargetReport, ...] = ()


@dataclass(frozen=True, slots=True)
class PollReport:
    """What came of one round. stopped: it was ended before all sources were looked at."""

    sources: tuple[SourceReport, ...]
    stopped: bool = False

    @property
    def failed(self) -> bool:
        """Whether any source could not be looked at."""
        return any(source.error for source in self.sources)

    def line(self) -> str:
        """The round in one line: 2 sources, 3 releases: 1 new, 2 unchanged; 1 change."""
        outcomes = Counter(str(target.outcome) for target in self.targets)
        told = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in sorted(outcomes.items())) or "none"
        changes = sum(target.changes for target in self.targets)
        errors = sum(1 for source in self.sources if source.error)
        unsure = sum(target.unsure for target in self.targets)
        waiting = outcomes["held"]
        tail = f"; not read surely, and waiting for a person: {_counted(unsure, 'entry', 'entries')}" if unsure else ""
        tail += f"; held for an operator: {_counted(waiting, 'release')} (yosan-watch holds list)" if waiting else ""
        tail += f"; not to be looked at: {_counted(errors, 'source')}" if errors else ""
        tail += "; stopped before the end" if self.stopped else ""
        counts = [_counted(len(self.sources), "source"), _counted(len(self.targets), "release")]
        return f"{', '.join(counts)}: {told}; {_counted(changes, 'change')}{tail}"

    @property
    def targets(self) -> tuple[TargetReport, ...]:
        """The releases of all sources."""
        return tuple(target for source in self.sources for target in source.targets)


def _counted(number: int, one: str, more: str | None = None) -> str:
    return f"{number} {one if number == 1 else more or one + 's'}"
