"""The schedule: it wakes work up; what is due is the database's to say."""

from __future__ import annotations

import threading
import time

from monitor.budget import YosanError
from monitor.schedule import do_in_order, make_scheduler


def test_work_runs_at_once_and_then_every_tick() -> None:
    ran: list[float] = []
    twice = threading.Event()

    def work() -> None:
        ran.append(time.monotonic())
        if len(ran) == 2:
            twice.set()

    started = time.monotonic()
    scheduler = make_scheduler({"work": work}, tick_seconds=0.5)
    scheduler.start()
    assert twice.wait(10)
    scheduler.shutdown(wait=True)
    assert ran[0] - started < 0.45
    assert ran[1] - ran[0] > 0.3


def test_work_that_fails_keeps_no_other_from_running() -> None:
    ran: list[str] = []

    def broken() -> None:
        ran.append("broken")
        raise YosanError("the disk is full")

    do_in_order({"poll": broken, "deliver": lambda: ran.append("deliver")})
    assert ran == ["broken", "deliver"]


def test_a_round_that_takes_longer_than_a_tick_is_not_doubled() -> None:
    running, most = 0, 0
    lock = threading.Lock()
    ended = threading.Event()
    count = 0

    def slow() -> None:
        nonlocal running, most, count
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.35)
        with lock:
            running -= 1
            count += 1
            if count == 3:
                ended.set()

    scheduler = make_scheduler({"slow": slow}, tick_seconds=0.1)
    scheduler.start()
    assert ended.wait(10)
    scheduler.shutdown(wait=True)
    assert most == 1
