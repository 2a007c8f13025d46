"""What a monitoring system is told: the ledger's counts and the schedule's pulse in Prometheus' text format 0.0.4.

docs/operating.md says what each means and what to do about it. No label bears a name, an address or a URL.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from monitor import __version__
from storage.health import clock_behind, unchecked
from storage.tables import Delivery, Hold, Release, Source, StoredChange

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
PREFIX = "yosan_"

OVERDUE = timedelta(minutes=15)
"""A source that is due for longer is looked at by nobody, or a round takes very long."""

Labels = Mapping[str, str]


class Pulse(Protocol):
    """What is asked of the schedule (monitor.schedule.Pulse)."""

    last_end: dict[str, datetime]
    failures: dict[str, int]

    def seconds_since_tick(self) -> float | None: ...
    def seconds_under_way(self, name: str) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric: its name without the prefix, what it means, and a value for each set of labels. kind: gauge or counter."""

    name: str
    meaning: str
    samples: tuple[tuple[Labels, float], ...]
    kind: str = "gauge"


def exposition(metrics: Iterable[Metric]) -> str:
    """The metrics in text format 0.0.4: HELP, TYPE and samples of each; a metric without samples is left out."""
    return "".join(line + "\n" for metric in metrics if metric.samples for line in _lines(metric))


def _lines(metric: Metric) -> Iterator[str]:
    name = PREFIX + metric.name
    yield f"# HELP {name} {_escaped(metric.meaning)}"
    yield f"# TYPE {name} {metric.kind}"
    for labels, value in metric.samples:
        told = ",".join(f'{key}="{_escaped(text, quoted=True)}"' for key, text in labels.items())
        yield f"{name}{{{told}}} {_number(value)}" if told else f"{name} {_number(value)}"


def _escaped(text: str, *, quoted: bool = False) -> str:
    plain = text.replace("\\", "\\\\").replace("\n", "\\n")
    return plain.replace('"', '\\"') if quoted else plain


def _number(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return str(int(value)) if value == int(value) else repr(float(value))


def all_metrics(session: Session, now: datetime, pulse: Pulse | None) -> list[Metric]:
    """Every metric at a moment. pulse: None where no schedule runs beside the pages."""
    return [
        Metric("build_info", "1, labelled with the version that runs.", (({"version": __version__}, 1),)),
        *_of_sources(list(session.scalars(select(Source).order_by(Source.id))), now),
        *_of_the_ledger(session, now),
        *(_of_the_schedule(pulse) if pulse else ()),
    ]


def _of_sources(sources: list[Source], now: datetime) -> Iterator[Metric]:
    watched = [source for source in sources if source.enabled]
    late = {one.source_id for one in unchecked(watched, now)}
    waiting = [now - source.next_check_at for source in watched if source.next_check_at <= now]

    def per_source(name: str, meaning: str, values: Mapping[str, float]) -> Metric:
        return Metric(name, meaning, tuple(({"source": ident}, value) for ident, value in values.items()))

    states = {"watched": len(watched), "manual": sum(1 for s in sources if s.manual)}
    states["resting"] = len(sources) - states["watched"] - sum(1 for s in sources if s.manual and not s.enabled)
    yield _by("sources", "Sources by how they are looked at.", "state", states)
    yield per_source(
        "source_seconds_since_success",
        "Seconds since a watched source was last seen well; none for one that never was.",
        {s.id: (now - s.last_success_at).total_seconds() for s in watched if s.last_success_at},
    )
    yield per_source("source_failures", "Looks at a watched source that failed in a row.", {s.id: s.failures for s in watched})
    missed = {s.id: s.id in late for s in watched}
    yield per_source("source_unchecked", "1 for a watched source that missed two of its looks.", missed)
    yield _one("sources_due", "Watched sources that are due.", len(waiting))
    overdue = sum(wait > OVERDUE for wait in waiting)
    yield _one("sources_overdue", "Watched sources that are due for over a quarter of an hour.", overdue)


def _of_the_ledger(session: Session, now: datetime) -> Iterator[Metric]:
    there = (Release.withdrawn_at.is_(None), Release.moved_to.is_(None))
    releases = _counted(session, Release.status, *there)
    moved = (Release.withdrawn_at.is_(None), Release.moved_to.is_not(None))
    releases["moved"] = session.scalar(select(func.count()).where(*moved)) or 0
    releases["withdrawn"] = session.scalar(select(func.count()).where(Release.withdrawn_at.is_not(None))) or 0
    yield _by("releases", "Releases by what came of them.", "status", releases)
    holds = session.scalar(select(func.count()).select_from(Hold).where(Hold.decided_at.is_(None))) or 0
    yield _one("holds_open", "What would change too much at once and waits for an operator.", holds)
    yield _by("changes", "Changes on record by origin.", "origin", _counted(session, StoredChange.origin))
    yield _by("deliveries", "Changes owed to subscribers by state.", "state", _counted(session, Delivery.state))
    oldest = session.scalar(select(func.min(Delivery.created_at)).where(Delivery.state.in_(("pending", "claimed"))))
    age = (now - oldest).total_seconds() if oldest else 0
    yield _one("delivery_oldest_seconds", "Age of the oldest delivery that is not done; 0 when there is none.", age)
    behind = clock_behind(session, now)
    seconds = behind.total_seconds() if behind else 0
    yield _one("clock_behind_seconds", "By how much the clock lies behind the ledger.", seconds)


def _of_the_schedule(pulse: Pulse) -> Iterator[Metric]:
    woke = pulse.seconds_since_tick()
    if woke is not None:
        yield _one("schedule_seconds_since_tick", "Seconds since the schedule last woke.", woke)
    works = sorted({"watch", "tell"} | pulse.last_end.keys())
    yield _by(
        "work_last_end_timestamp_seconds",
        "When a round (watch) or a delivery (tell) last ended, in Unix time.",
        "work",
        {name: moment.timestamp() for name, moment in sorted(pulse.last_end.items())},
    )
    yield _by("work_failures", "Rounds or deliveries that broke off in a row.", "work", dict(sorted(pulse.failures.items())))
    under_way = {name: pulse.seconds_under_way(name) or 0.0 for name in works}
    yield _by("work_under_way_seconds", "How long a round or a delivery has been under way; 0 when none is.", "work", under_way)


def _one(name: str, meaning: str, value: float) -> Metric:
    return Metric(name, meaning, (({}, value),))


def _by(name: str, meaning: str, label: str, values: Mapping[str, float]) -> Metric:
    return Metric(name, meaning, tuple(({label: key}, value) for key, value in values.items()))


def _counted(session: Session, column: object, *which: object) -> dict[str, float]:
    rows = session.execute(select(column, func.count()).where(*which).group_by(column).order_by(column))  # type: ignore[call-overload]
    return {str(key): number for key, number in rows}
