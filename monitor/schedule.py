"""When what runs: APScheduler wakes the work up, the database says what is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import SQLAlchemyError

from monitor.budget import YosanError

TICK_SECONDS = 30
"""How often the database is asked what is due; a source's own cadence is in its row."""

log = structlog.get_logger("schedule")
Work = Callable[[], object]


def make_scheduler(jobs: dict[str, Work], *, tick_seconds: float = TICK_SECONDS) -> BackgroundScheduler:
    """A scheduler that calls each job every tick, each at most once at a time, and never loses one to a late wake-up.

    A job is a question to the database (`what is due?`), so a missed tick loses nothing and a doubled one repeats nothing.
    """
    scheduler = BackgroundScheduler(timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})
    for name, work in jobs.items():
        scheduler.add_job(_guarded(name, work), "interval", seconds=tick_seconds, id=name)
    return scheduler


def _guarded(name: str, work: Work) -> Work:
    """A job whose failure is logged and tried again at the next tick, so that one bad round does not end the service."""

    def run() -> None:
        try:
            work()
        except (YosanError, OSError, SQLAlchemyError) as error:
            log.error("job failed", job=name, reason=" ".join(str(error).split()))

    return run
