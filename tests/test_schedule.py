"""The schedule: it wakes work up; what is due is the database's to say."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event, Lock

import pytest
import time_machine

from monitor.budget import YosanError
from monitor.schedule import TELL, WATCH, Pulse, Schedule, Work


@contextmanager
def running(watch: Work, tell: Work, **how: float) -> Iterator[Schedule]:
    schedule = Schedule(watch, tell, **({"tick_seconds": 0.2} | how))  # type: ignore[arg-type]
    schedule.start()
    try:
        yield schedule
    finally:
        schedule.stop(5)


def nothing() -> None:
    pass


def wait_for(condition: Callable[[], object], seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_work_is_done_at_once_and_then_every_tick() -> None:
    ran: list[float] = []
    started = time.monotonic()
    with running(lambda: ran.append(time.monotonic()), nothing, tick_seconds=0.5):
        wait_for(lambda: len(ran) >= 2)
    assert ran[0] - started < 0.45
    assert ran[1] - ran[0] > 0.3


def test_work_that_fails_keeps_no_other_from_being_done_and_is_done_again() -> None:
    told: list[int] = []
    tried: list[int] = []

    def broken() -> None:
        tried.append(1)
        raise YosanError("the disk is full")

    with running(broken, lambda: told.append(1)) as schedule:
        wait_for(lambda: len(told) > 2 and len(tried) > 2)
    assert schedule.pulse.failures[WATCH] == len(tried)
    assert schedule.pulse.failures[TELL] == 0


def test_a_round_that_takes_longer_than_a_tick_is_not_doubled() -> None:
    most = now = count = 0
    lock = Lock()

    def slow() -> None:
        nonlocal most, now, count
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.35)
        with lock:
            now -= 1
            count += 1

    with running(slow, nothing, tick_seconds=0.1):
        wait_for(lambda: count >= 3)
    assert most == 1


def test_what_a_round_finds_is_told_once_it_has_ended_and_at_once_then() -> None:
    found: list[str] = []
    told: list[tuple[float, list[str]]] = []
    ended: list[float] = []

    def watch() -> None:
        if ended:
            return
        for name in ("a", "b", "c"):
            found.append(name)
            time.sleep(0.3)
        ended.append(time.monotonic())

    with running(watch, lambda: told.append((time.monotonic(), list(found))), tick_seconds=0.2):
        wait_for(lambda: told)
    assert told[0][1] == ["a", "b", "c"]
    assert told[0][0] - ended[0] < 0.5


def test_a_round_that_takes_very_long_does_not_keep_others_from_being_told() -> None:
    told: list[float] = []
    leave = Event()
    with running(lambda: leave.wait(10), lambda: told.append(time.monotonic()), patience_seconds=0.5):
        wait_for(lambda: len(told) >= 2)
        leave.set()


@pytest.mark.parametrize("jump", [timedelta(hours=-3), timedelta(hours=3), timedelta(days=3), timedelta(days=20000)])
def test_a_clock_that_jumps_neither_silences_the_ticks_nor_makes_up_for_them(jump: timedelta) -> None:
    ran: list[float] = []
    with running(lambda: ran.append(time.monotonic()), nothing):
        wait_for(lambda: len(ran) >= 2)
        with time_machine.travel(datetime.now(UTC) + jump, tick=True):
            before = len(ran)
            time.sleep(1.5)
            after = len(ran)
    assert 3 <= after - before <= 11


def test_the_pulse_tells_that_the_schedule_lives_though_a_round_takes_long() -> None:
    pulse, leave = Pulse(), Event()
    assert pulse.seconds_since_tick() is None
    schedule = Schedule(lambda: leave.wait(10), nothing, tick_seconds=0.2, pulse=pulse)
    schedule.start()
    time.sleep(1)
    assert (pulse.seconds_since_tick() or 9) < 0.5
    assert (pulse.seconds_under_way(WATCH) or 0) > 0.5
    leave.set()
    assert schedule.stop(5) == ()


def test_work_that_does_not_end_is_not_waited_for_for_ever() -> None:
    leave = Event()
    schedule = Schedule(lambda: leave.wait(20), nothing, tick_seconds=0.2)
    schedule.start()
    wait_for(lambda: schedule.pulse.seconds_under_way(WATCH))
    begun = time.monotonic()
    assert schedule.stop(0.3) == (WATCH,)
    assert time.monotonic() - begun < 2
    leave.set()
