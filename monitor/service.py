"""The long-lived service: the schedule, the deliveries and the pages in one process, put together here."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from threading import Event, Thread
from types import FrameType

import structlog
import uvicorn
from fastapi import FastAPI

from monitor.budget import YosanError
from monitor.schedule import Schedule
from monitor.settings import Settings
from monitor.watch.catalogue import SourceSpec
from monitor.watch.poll import poll, register
from monitor.watch.report import PollReport
from monitor.web.app import create_app
from notifiers.deliver import DeliveryReport, Outlet, deliver_due, worker_name
from notifiers.outlets import open_outlets
from storage import CaptureStore, Database
from storage.health import clock_behind, mend_plans

Clock = Callable[[], datetime]

LAST_ANSWERS_SECONDS = 2
"""How long requests that are being answered may take when the service is told to end."""

LAST_WORK_SECONDS = 6.0
"""How long a round or a delivery may take then; together with the answers less than ten seconds (RELIABILITY.md, 115)."""

log = structlog.get_logger("service")


class ServiceError(YosanError):
    """The service cannot start; the message says why."""


def configure_logs() -> None:
    """One JSON object a line on stderr, lines for people when it is a terminal.

    What is bound with structlog's contextvars (the round, and in it source, release and capture) stands in every line of that
    work. A traceback bears no values: they may be a subscriber's address.
    """
    people_lines = [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    json_lines = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *(people_lines if sys.stderr.isatty() else json_lines),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises ServiceError when the address is taken or not ours."""
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, proto)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()
    except OSError as error:
        raise ServiceError(f"cannot listen on {host} port {port}: {error.strerror or error}") from error
    return listener


def serve(
    database: Database,
    captures: CaptureStore,
    settings: Settings,
    listener: socket.socket,
    specs: Iterable[SourceSpec],
    clock: Clock,
) -> None:
    """Run until SIGTERM or Ctrl-C: every tick what is due is watched and delivered; pages and feeds are served meanwhile.

    What is due stands in the database, so a process that is killed loses nothing and another one may run beside it.
    """
    register(database, specs, clock(), whole=True)
    worker, outlets = worker_name(), open_outlets(settings)
    schedule = Schedule(
        lambda: watch_round(database, captures, settings, clock, schedule.stopping),
        lambda: tell_round(database, outlets, clock, worker),
        tick_seconds=settings.tick_seconds,
    )
    app = create_app(database, captures, settings, schedule.pulse)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=LAST_ANSWERS_SECONDS))
    signal.signal(signal.SIGTERM, _leave)
    schedule.start()
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        log.info("stopped from the keyboard")
    finally:
        _end(schedule, database)


def watch_round(
    database: Database, captures: CaptureStore, settings: Settings, clock: Clock, stop: Event | None = None
) -> PollReport:
    """One round over what is due, with one line in the log when there was anything; every line of it bears the round's id.

    stop: ends the round early when it is set, its claims handed back.
    """
    with structlog.contextvars.bound_contextvars(round=uuid.uuid4().hex[:8]):
        with database.session() as session:
            for source in mend_plans(session, clock()):
                log.warning("the next look was planned by a wrong clock; it is due now", source=source)
        begun = time.monotonic()
        report = poll(database, captures, settings, clock, stop=stop)
        if report.sources:
            log.info("round", told=report.line(), seconds=round(time.monotonic() - begun, 1), **_counts(report))
        return report


def tell_round(database: Database, outlets: Mapping[str, Outlet], clock: Clock, worker: str) -> DeliveryReport | None:
    """Deliver what is due, with one line in the log when anything was; nothing while the clock lies behind what is stored.

    A mail would bear a wrong date, and a retry would come too early or too late (RELIABILITY.md, 109).
    """
    with database.reading() as session:
        behind = clock_behind(session, clock())
    if behind is not None:
        log.error("nothing is delivered while the clock is behind", seconds=round(behind.total_seconds()))
        return None
    report = deliver_due(database, outlets, clock(), worker)
    counts = {name: number for name, number in asdict(report).items() if number and name != "held"}
    if counts:
        log.info("deliveries", **counts)
    return report


def _counts(report: PollReport) -> dict[str, int]:
    return {
        "sources": len(report.sources),
        "failed": sum(1 for source in report.sources if source.error),
        "releases": len(report.targets),
        "changes": sum(target.changes for target in report.targets),
    }


def _end(schedule: Schedule, database: Database) -> None:
    """End the process's work in time: what does not end now is broken off, as a kill would, and taken up when its lease has run
    out."""
    left = schedule.stop(LAST_WORK_SECONDS)
    if not left:
        database.close()
        return
    log.warning("left while work was under way; it is taken up when its lease has run out", work=list(left))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # its thread would be waited for otherwise; readers die with it


@contextmanager
def serving(app: FastAPI, listener: socket.socket) -> Iterator[None]:
    """Serve an application in a thread of its own while the block runs."""
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def _leave(_number: int, _frame: FrameType | None) -> None:
    """Leave in good order: the server hands the signal on once it has stopped, and the default would end the process at once."""
    raise SystemExit(0)
