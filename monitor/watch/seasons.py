"""When a source is looked at next: the seasons of the budget year, in which ministries publish, and the pauses after a failure.

Pure: a day or a moment is passed in, and the spread that keeps many sources from being asked in one second comes from the
source's id. The seasons are those of SOURCES.md, 2 (typical dates); days are days in Japan, both ends included.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.budget import YosanError
from monitor.pipeline import Limits

JST = ZoneInfo("Asia/Tokyo")
DAY = timedelta(days=1)

SEASON_EVERY_SECONDS = 3 * 3600
"""How often a source that says nothing of its own is looked at in its seasons."""

SPREAD = 0.015
"""Share of a period by which a regular look may come earlier (54 s of an hour, 22 min of a day), so that sources drift apart."""

BACK_OFF_SPREAD = 0.1
FIRST_BACK_OFF_SECONDS = 60
LONGEST_BACK_OFF = DAY
SHORTEST_CAP = timedelta(hours=1)
PERIODS_OF_BACK_OFF = 4
"""A failing source is left alone for at most four of its periods: a day is too long where it is season."""

LONGEST_FRESH = timedelta(hours=6)
"""How far a server's Cache-Control or Expires is believed: some give a year for a page that changes daily."""

LONGEST_RETRY_AFTER = DAY

DECLARED = re.compile(
    r"(?P<name>[a-z][a-z0-9_-]{0,29}) \s* = \s* (?P<first>\d{4}-\d{2}-\d{2}) \s* \.\. \s* (?P<last>\d{4}-\d{2}-\d{2})", re.X
)
LONGEST_DECLARED = timedelta(days=366)


class SeasonError(YosanError):
    """A declared season that cannot be used; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Season:
    """A part of the year in which budgets are published.

    first, last: month and day in Japan, both included; last may lie before first, then it goes over the new year. raises:
    whether so much is published in it that a round may change more than usual before it is held.
    """

    name: str
    japanese: str
    english: str
    first: tuple[int, int]
    last: tuple[int, int]
    raises: bool = True

    def holds(self, day: date) -> bool:
        """Whether the day is in the season."""
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


@dataclass(frozen=True, slots=True)
class Declared:
    """A season that an operator declared for once: `supplementary=2026-05-10..2026-06-20`. Days in Japan, both included."""

    name: str
    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether the day is in the season."""
        return self.first <= day <= self.last


SEASONS = (
    Season("request", "概算要求", "budget requests", (8, 20), (9, 20)),
    Season("supplementary", "補正予算", "supplementary budget", (11, 15), (12, 31)),
    Season("draft", "政府予算案", "government draft", (12, 15), (1, 15)),
    Season("initial", "予算成立", "budget passed", (3, 15), (4, 20), raises=False),
)
"""The budget year. The requests' dates: 2025-08-26 to 2025-09-14; drafts 2024-12-27, 2025-12-26; supplements from 2025-11-28; a
budget that the Diet passed late: 2026-04-07 (SOURCES.md, 2). When a budget passes little changes in it, so that the hold stays
as it is."""

NAMES = tuple(season.name for season in SEASONS)


def read_declared(text: str) -> tuple[Declared, ...]:
    """The seasons of YOSAN_SEASONS: NAME=FIRST..LAST, several parted by commas; names are those of SEASONS.

    Raises SeasonError for what is not of this form, for a name that no season has, for days that are none, or a season that ends
    before it begins or is longer than a year.
    """
    return tuple(_declared(part.strip()) for part in text.split(",") if part.strip())


def _declared(part: str) -> Declared:
    m = DECLARED.fullmatch(part)
    if m is None:
        raise SeasonError(f"{part!r} is no season: write {NAMES[1]}=2026-05-10..2026-06-20, several parted by commas")
    if m["name"] not in NAMES:
        raise SeasonError(f"{part!r}: no season has the name {m['name']!r}; known are {', '.join(NAMES)}")
    try:
        season = Declared(m["name"], date.fromisoformat(m["first"]), date.fromisoformat(m["last"]))
    except ValueError as error:
        raise SeasonError(f"{part!r}: {error}") from error
    if not season.first <= season.last <= season.first + LONGEST_DECLARED:
        raise SeasonError(f"{part!r}: the last day must follow the first within a year")
    return season


def japanese_day(moment: datetime) -> date:
    """The day it is in Japan at an aware moment."""
    return moment.astimezone(JST).date()


def seasons_of(day: date, declared: Iterable[Declared] = ()) -> tuple[Season, ...]:
    """The seasons that a day (in Japan) is in, in the order of SEASONS."""
    extra = {season.name for season in declared if season.holds(day)}
    return tuple(season for season in SEASONS if season.name in extra or season.holds(day))


def interval(
    every_seconds: int,
    season_every_seconds: int | None,
    seasons: Collection[str] | None,
    day: date,
    declared: Iterable[Declared] = (),
) -> timedelta:
    """How long from one look to the next on a day (in Japan). seasons: names of those that count; None counts all, () none."""
    every = timedelta(seconds=every_seconds)
    now = {season.name for season in seasons_of(day, declared)}
    if not now & (set(NAMES) if seasons is None else set(seasons)):
        return every
    return min(every, timedelta(seconds=season_every_seconds or SEASON_EVERY_SECONDS))


def back_off(failures: int, every_seconds: float, retry_after: float | None = None, source_id: str = "") -> timedelta:
    """How long to leave a source alone after its `failures`th failure in a row.

    From a minute (or its own period, if that is shorter) and doubling, up to four periods, at least an hour and never more than
    a day: it never gives up. A tenth of it depends on the source, so that what failed together is not asked again together.
    Never less than the server asked for (retry_after, seconds), up to a day of that.
    """
    longest = min(LONGEST_BACK_OFF, max(SHORTEST_CAP, PERIODS_OF_BACK_OFF * timedelta(seconds=every_seconds)))
    doubled = timedelta(seconds=min(every_seconds, FIRST_BACK_OFF_SECONDS)) * (1 << min(max(failures, 1) - 1, 20))
    wait = min(doubled, longest) * (1 - BACK_OFF_SPREAD * _lot(source_id, str(failures)))
    return max(wait, _asked(retry_after, LONGEST_RETRY_AFTER))


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a source is looked at: the fields of its row (or of its declaration), and the seasons that an operator
    declared."""

    source_id: str
    every_seconds: int
    season_every_seconds: int | None = None
    seasons: Sequence[str] | None = None
    declared: tuple[Declared, ...] = ()

    def period(self, moment: datetime) -> timedelta:
        """How long from a look at this moment to the next one: shorter where a season begins before that."""
        wait = self.interval_on(japanese_day(moment))
        day = japanese_day(moment) + DAY
        while day <= japanese_day(moment + wait):
            begins = datetime.combine(day, time(), JST) - moment
            wait = min(wait, begins + self.interval_on(day))
            day += DAY
        return wait

    def interval_on(self, day: date) -> timedelta:
        """How often it is looked at on a day (in Japan)."""
        return interval(self.every_seconds, self.season_every_seconds, self.seasons, day, self.declared)


def next_check(
    rhythm: Rhythm,
    now: datetime,
    failures: int = 0,
    retry_after: float | None = None,
    fresh_seconds: float | None = None,
) -> datetime:
    """When to look next, in the zone of `now` (aware).

    failures: in a row, this one included; 0 after a look that went well. retry_after, fresh_seconds: how long the server asked
    to be left alone, and how long it says that what it gave stays as it is (believed for six hours); seconds, None where it said
    nothing.
    """
    period = rhythm.period(now)
    if failures:
        return now + back_off(failures, period.total_seconds(), retry_after, rhythm.source_id)
    early = period * (1 - SPREAD * _lot(rhythm.source_id, str(int(now.timestamp()))))
    return now + max(early, _asked(fresh_seconds, LONGEST_FRESH), _asked(retry_after, LONGEST_RETRY_AFTER))


SEASON_SHARE = 2.0
SEASON_LOST_SHARE = 1.5
"""By how much the limits of a hold are raised in season: whole documents are published anew then, but rows are not lost because
of it."""


def limits(day: date, base: Limits, declared: Iterable[Declared] = ()) -> Limits:
    """The limits of a hold on a day (in Japan): `base`, raised in the seasons in which much is published at once
    (RELIABILITY.md, 6). A year's whole budget may be new in its season."""
    if not any(season.raises for season in seasons_of(day, declared)):
        return base
    share, lost_share = min(1.0, base.share * SEASON_SHARE), min(1.0, base.lost_share * SEASON_LOST_SHARE)
    return replace(base, share=share, lost_share=lost_share, new_share=None)


def _asked(seconds: float | None, longest: timedelta) -> timedelta:
    """What a server asked for, believed up to `longest`; nothing for what is no span."""
    return timedelta(seconds=min(max(seconds or 0.0, 0.0), longest.total_seconds()))


def _lot(*seed: str) -> float:
    """A number from 0 to under 1 that depends on the seed alone."""
    return int.from_bytes(hashlib.sha256("\0".join(seed).encode()).digest()[:4], "big") / 2**32
