"""How well the sources are seen: which have not been checked for a while, and whether the clock can be right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from storage.tables import Source

MISSED_PERIODS = 2
"""A source is named when it has missed so many of its own looks (RELIABILITY.md, 87)."""

CLOCK_SLACK = timedelta(minutes=5)
"""By how much the clock may lie behind what is stored (RELIABILITY.md, 109): machines differ by seconds, not by minutes."""

LONGEST_PLAN = timedelta(days=1)
"""No look is planned further ahead than this or the source's own period (monitor.watch.seasons.next_check)."""


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A source that has missed its looks. since: when it was last seen well; None when it never was."""

    source_id: str
    ministry: str | None
    since: datetime | None


def missed_at(source: Source, at_least: timedelta = timedelta(0)) -> datetime:
    """From when on a source counts as not checked: two of its periods, at least so long, after it was last seen well.

    The period is the one in force when it was last seen well, so that the first day of a season makes nobody late. A source that
    was never seen well counts from when it was declared.
    """
    period = timedelta(seconds=source.period_seconds or source.every_seconds)
    return (source.last_success_at or source.created_at) + max(MISSED_PERIODS * period, at_least)


def unchecked(sources: Iterable[Source], now: datetime, at_least: timedelta = timedelta(0)) -> tuple[Unchecked, ...]:
    """Of some sources those that are watched by machine and not checked at `now`, the one that was seen least lately first."""
    late = [source for source in sources if source.enabled and not source.manual and now >= missed_at(source, at_least)]
    late.sort(key=lambda source: (source.last_success_at or source.created_at, source.id))
    return tuple(Unchecked(source.id, source.ministry, source.last_success_at) for source in late)


def unchecked_sources(session: Session, now: datetime, at_least: timedelta = timedelta(0)) -> tuple[Unchecked, ...]:
    """The same of all sources."""
    return unchecked(session.scalars(select(Source)), now, at_least)


def clock_behind(session: Session, now: datetime) -> timedelta | None:
    """By how much the clock lies behind the newest look at a watched source; None when that is no more than clocks differ."""
    newest = session.scalars(select(func.max(Source.last_checked_at)).where(Source.enabled)).one()
    behind: timedelta = newest - now if newest else timedelta(0)
    return behind if behind > CLOCK_SLACK else None


def mend_plans(session: Session, now: datetime) -> list[str]:
    """Make due what is planned further ahead than any rule plans: a clock that was wrong for a while must not rest a source for
    years.

    Gives the ids of those sources.
    """
    far = select(Source).where(Source.enabled, Source.next_check_at > now + LONGEST_PLAN)
    mended = [
        row.id for row in session.scalars(far) if row.next_check_at > now + max(LONGEST_PLAN, timedelta(seconds=row.every_seconds))
    ]
    if mended:
        session.execute(update(Source).where(Source.id.in_(mended)).values(next_check_at=now))
    return mended
