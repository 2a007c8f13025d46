"""The seasons of the budget year and what they do to the schedule; pure, so every day of it can be tried."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.compare.hold import Limits
from monitor.watch.seasons import (
    NAMES,
    Rhythm,
    SeasonError,
    back_off,
    interval,
    limits,
    next_check,
    read_declared,
    seasons_of,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
JULY = datetime(2026, 7, 10, 3, 0, tzinfo=UTC)


def names(day: str) -> list[str]:
    return [season.name for season in seasons_of(date.fromisoformat(day))]


@pytest.mark.parametrize(
    ("day", "seasons"),
    [
        ("2026-07-31", []),
        ("2025-08-26", ["request"]),  # 厚生労働省, FY2026
        ("2023-09-14", ["request"]),  # デジタル庁, FY2024
        ("2025-11-28", ["supplementary"]),  # 令和7年度補正, cabinet
        ("2025-12-26", ["supplementary", "draft"]),  # FY2026
        ("2026-01-15", ["draft"]),
        ("2026-02-10", []),
        ("2026-04-07", ["initial"]),  # a budget that the Diet passed late
        ("2026-05-01", []),
    ],
)
def test_the_days_on_which_ministries_published_are_in_season(day: str, seasons: list[str]) -> None:
    assert names(day) == seasons


def test_in_season_a_source_is_looked_at_more_often() -> None:
    assert interval(86400, None, None, date(2026, 7, 1)) == DAY
    assert interval(86400, None, None, date(2026, 8, 28)) == 3 * HOUR
    assert interval(86400, 1800, None, date(2026, 8, 28)) == HOUR / 2
    assert interval(600, None, None, date(2026, 8, 28)) == timedelta(minutes=10)


def test_a_source_has_the_seasons_that_it_names_alone() -> None:
    assert interval(86400, None, ["draft"], date(2026, 8, 28)) == DAY
    assert interval(86400, None, [], date(2026, 8, 28)) == DAY
    assert interval(86400, None, ["draft"], date(2026, 12, 20)) == 3 * HOUR


def test_a_declared_season_holds_on_its_days_alone() -> None:
    declared = read_declared("supplementary=2026-05-10..2026-06-20, request=2026-08-01..2026-08-19")
    assert interval(86400, None, None, date(2026, 5, 9), declared) == DAY
    assert interval(86400, None, None, date(2026, 5, 10), declared) == 3 * HOUR
    assert interval(86400, None, None, date(2026, 6, 20), declared) == 3 * HOUR
    assert interval(86400, None, None, date(2027, 5, 10), declared) == DAY
    assert interval(86400, None, ["draft"], date(2026, 5, 10), declared) == DAY


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("supplementary", "is no season"),
        ("supplementary=2026-05-10", "is no season"),
        ("autumn=2026-05-10..2026-06-20", "known are request, supplementary, draft, initial"),
        ("draft=2026-02-30..2026-03-01", "day is out of range"),
        ("draft=2026-06-20..2026-05-10", "must follow"),
        ("draft=2026-06-20..2028-05-10", "within a year"),
    ],
)
def test_a_season_declared_wrongly_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(SeasonError, match=reason):
        read_declared(text)


def test_what_lies_on_the_other_side_of_a_seasons_first_day_is_not_waited_for() -> None:
    weekly = Rhythm("source", 7 * 86400)
    evening = datetime(2026, 8, 18, 11, 0, tzinfo=UTC)  # 20:00 in Japan
    first_day = datetime(2026, 8, 19, 15, 0, tzinfo=UTC)  # 20 August, 0:00 in Japan
    assert evening + weekly.period(evening) == first_day + 3 * HOUR
    assert weekly.period(datetime(2026, 9, 20, 11, 0, tzinfo=UTC)) == 3 * HOUR
    assert weekly.period(datetime(2026, 9, 21, 11, 0, tzinfo=UTC)) == 7 * DAY


def test_forty_sources_that_were_looked_at_together_drift_apart() -> None:
    looks = {next_check(Rhythm(f"source-{n}", 86400), JULY) for n in range(40)}
    assert len({look.replace(microsecond=0) for look in looks}) > 35
    assert all(JULY + 0.98 * DAY < look <= JULY + DAY for look in looks)
    assert next_check(Rhythm("source-1", 86400), JULY) in looks


def test_a_server_that_says_how_long_its_page_stays_as_it_is_is_believed_for_six_hours() -> None:
    hourly = Rhythm("source", 3600)
    assert next_check(hourly, JULY, fresh_seconds=7200) == JULY + 2 * HOUR
    assert next_check(hourly, JULY, fresh_seconds=31536000) == JULY + 6 * HOUR
    assert next_check(hourly, JULY, fresh_seconds=60) > JULY + 0.98 * HOUR
    assert next_check(hourly, JULY, fresh_seconds=float("-inf")) > JULY + 0.98 * HOUR


def test_a_failing_source_is_left_alone_ever_longer_and_never_given_up() -> None:
    waits = [back_off(n, 86400, source_id="source") for n in range(1, 3000)]
    assert timedelta(seconds=54) <= waits[0] <= timedelta(minutes=1)
    assert all(later > earlier for earlier, later in pairwise(waits[:11]))
    assert all(0.9 * DAY <= wait <= DAY for wait in waits[11:])


def test_in_season_a_failing_source_is_not_left_alone_for_a_day() -> None:
    august = datetime(2026, 8, 28, tzinfo=UTC)
    assert next_check(Rhythm("source", 86400), august, failures=50) <= august + 12 * HOUR


def test_a_server_is_not_asked_before_it_wanted_and_not_left_for_ever() -> None:
    assert back_off(1, 3600, retry_after=900) == timedelta(minutes=15)
    assert back_off(1, 3600, retry_after=10**9) == DAY
    assert next_check(Rhythm("source", 3600), JULY, failures=1, retry_after=7200) == JULY + 2 * HOUR


@given(
    every=st.integers(1, 30 * 86400),
    failures=st.integers(0, 10**6),
    asked=st.one_of(st.none(), st.floats(0, 10**12)),
    days=st.integers(0, 20 * 365),
)
def test_the_next_look_always_lies_ahead_and_within_reach(every: int, failures: int, asked: float | None, days: int) -> None:
    now = JULY + days * DAY
    planned = next_check(Rhythm("source", every), now, failures, asked, asked)
    assert now < planned <= now + max(DAY, timedelta(seconds=every))


def test_a_season_in_which_much_is_published_raises_the_limits_of_the_hold() -> None:
    raised = limits(date(2026, 8, 28), Limits())
    assert (round(raised.share, 3), raised.fewest, round(raised.lost_share, 3)) == (0.4, 50, 0.45)
    assert raised.new_share is None
    assert limits(date(2026, 7, 1), Limits()) == Limits()
    assert limits(date(2026, 4, 7), Limits()) == Limits()
    declared = read_declared("supplementary=2026-05-10..2026-06-20")
    assert limits(date(2026, 5, 11), Limits(), declared) == raised


def test_every_season_can_be_declared() -> None:
    assert [season.name for name in NAMES for season in read_declared(f"{name}=2026-05-10..2026-05-11")] == list(NAMES)
