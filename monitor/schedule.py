"""When what runs: APScheduler wakes the work up, the database says what is due."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import SQLAlchemyError

from monitor.budget import YosanError

log = structlog.get_logger("schedule")
Work = Callable[[], object]

EXPECTED = (YosanError, OSError, SQLAlchemyError)
"""What can go wrong though the program is right; anything else is logged with where it happened."""


def make_scheduler(work: Mapping[str, Work], *, tick_seconds: float) -> BackgroundScheduler:
    """A scheduler that does all the work, in order, at once and then every tick.

    Each piece of work asks the database what is due, so a late or missed tick loses nothing and a doubled one repeats nothing.
    What was found is told after the whole round, so that one round makes one digest.
    """
    scheduler = BackgroundScheduler(timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a round longer than a tick is no news
    scheduler.add_job(lambda: do_in_order(work), "interval", seconds=tick_seconds, id="round", next_run_time=datetime.now(UTC))
    return scheduler


def do_in_order(work: Mapping[str, Work]) -> None:
    """Do each piece of work; one that fails is logged, is due again at the next tick, and keeps none of the others from running."""
    for name, piece in work.items():
        try:
            piece()
        except Exception as error:
            log.error("work failed", work=name, reason=" ".join(str(error).split()), exc_info=not isinstance(error, EXPECTED))
