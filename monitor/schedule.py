"""When what runs: APScheduler wakes the work up, the database says what is due.

Two jobs, each at most once at a time in a process. `watch` does a round over the sources that are due. `tell` delivers what is
owed: as soon as a round has ended, so that what was found in one round makes one digest, and at every tick when none is under
way. A round that takes longer than PATIENCE_SECONDS (the first one over a big catalogue may take hours, by the manners towards
each host) is not waited for: what it has found by then is told, and the rest in a later digest.

Each job asks the database what is due, so that a late or missed tick loses nothing and a doubled one repeats nothing. Ticks come
by the monotonic clock: a clock that is set back does not silence them (apscheduler #339), one that is set forward and a machine
that was asleep make one tick, not those that were missed.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Condition, Event, Thread

import structlog
from apscheduler.events import EVENT_JOB_MAX_INSTANCES, EVENT_JOB_SUBMITTED, JobEvent
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from sqlalchemy.exc import SQLAlchemyError

from monitor.budget import YosanError

log = structlog.get_logger("schedule")
Work = Callable[[], object]

EXPECTED = (YosanError, OSError, SQLAlchemyError)
"""What can go wrong though the program is right; anything else is logged with where it happened."""

PATIENCE_SECONDS = 900.0
"""How long deliveries wait for a round to end."""

STEP_SECONDS = 1.0
"""A clock that jumps by more than this was set."""

WATCH, TELL = "watch", "tell"


class Pulse:
    """Signs of life of the schedule, by the monotonic clock: when it last woke, which work is under way, what ended last and
    how."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._began: dict[str, float] = {}
        self._woke: float | None = None
        self.last_end: dict[str, datetime] = {}
        self.failures: dict[str, int] = {}

    def woke(self, _event: JobEvent | None = None) -> None:
        """The scheduler has had a tick, whether or not a job was free to run."""
        self._woke = time.monotonic()

    def begin(self, name: str) -> None:
        """Work of this name is under way."""
        with self._changed:
            self._began[name] = time.monotonic()

    def end(self, name: str, failed: bool) -> None:
        """It is not any more. failed: it broke off."""
        with self._changed:
            self._began.pop(name, None)
            self.last_end[name] = datetime.now(UTC)
            self.failures[name] = self.failures.get(name, 0) + 1 if failed else 0
            self._changed.notify_all()

    def seconds_since_tick(self) -> float | None:
        """Since the scheduler last woke; None when it never did."""
        return None if self._woke is None else time.monotonic() - self._woke

    def seconds_under_way(self, name: str) -> float | None:
        """How long the work of this name has been under way; None when it is not."""
        began = self._began.get(name)
        return None if began is None else time.monotonic() - began

    def wait_for_rest(self, seconds: float) -> tuple[str, ...]:
        """Wait until no work is under way, at most so long; gives what still is."""
        with self._changed:
            self._changed.wait_for(lambda: not self._began, seconds)
            return tuple(self._began)


class Tick(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """Every so many seconds from now on: the interval trigger counts every tick that was missed, one by one (years of a wrong
    clock)."""

    def __init__(self, seconds: float) -> None:
        self._span = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """When the next tick is, whatever became of the one before."""
        return now + self._span


class Schedule:
    """The jobs of a service. watch, tell: see the module; each may raise, and is done again at a later tick.

    stopping: set when the service is to end; work that takes long looks at it and ends early.
    """

    def __init__(
        self,
        watch: Work,
        tell: Work,
        *,
        tick_seconds: float,
        patience_seconds: float = PATIENCE_SECONDS,
        pulse: Pulse | None = None,
    ) -> None:
        self.pulse = pulse or Pulse()
        self._work = {WATCH: watch, TELL: tell}
        self._tick_seconds, self._patience_seconds = tick_seconds, patience_seconds
        self.stopping = Event()
        self._scheduler = _scheduler()
        self._scheduler.add_listener(self.pulse.woke, EVENT_JOB_SUBMITTED | EVENT_JOB_MAX_INSTANCES)
        for name, job in ((WATCH, self._watch), (TELL, self._tell)):
            self._scheduler.add_job(job, Tick(tick_seconds), id=name, next_run_time=datetime.now(UTC))

    def start(self) -> None:
        """The first tick is now."""
        self._scheduler.start()
        Thread(target=self._mind_the_clock, name="clock", daemon=True).start()

    def stop(self, seconds: float) -> tuple[str, ...]:
        """No more ticks; wait so long for what is under way, and give what still is then."""
        self.stopping.set()
        self._scheduler.shutdown(wait=False)
        return self.pulse.wait_for_rest(seconds)

    def _watch(self) -> None:
        self._do(WATCH)
        if not self.stopping.is_set():
            self._scheduler.modify_job(TELL, next_run_time=datetime.now(UTC))

    def _tell(self) -> None:
        watching = self.pulse.seconds_under_way(WATCH)
        if watching is None or watching > self._patience_seconds:
            self._do(TELL)

    def _do(self, name: str) -> None:
        """Do a piece of work; one that fails is logged and due again at the next tick."""
        if self.stopping.is_set():
            return
        self.pulse.begin(name)
        failed = True
        try:
            self._work[name]()
            failed = False
        except Exception as error:
            log.error("work failed", work=name, reason=" ".join(str(error).split()), exc_info=not isinstance(error, EXPECTED))
        finally:
            self.pulse.end(name, failed)

    def _mind_the_clock(self) -> None:
        """Make the next tick come when the clock was set back: the scheduler would wait until it shows the old time again."""
        gap = time.time() - time.monotonic()
        while not self.stopping.wait(min(self._tick_seconds, 10.0)):
            before, gap = gap, time.time() - time.monotonic()
            if gap < before - STEP_SECONDS:
                log.warning("the clock was set back", seconds=round(before - gap, 1))
                for name in self._work:
                    self._scheduler.modify_job(name, next_run_time=datetime.now(UTC))


def _scheduler() -> BackgroundScheduler:
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a round longer than a tick is no news
    return BackgroundScheduler(timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})
