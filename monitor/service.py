"""The long-lived service: the schedule, the deliveries and the pages in one process, put together here."""

from __future__ import annotations

import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Thread
from types import FrameType

import structlog
import uvicorn
from fastapi import FastAPI

from monitor.budget import YosanError
from monitor.schedule import make_scheduler
from monitor.settings import Settings
from monitor.watch.catalogue import SourceSpec
from monitor.watch.poll import poll, register
from monitor.web.app import create_app
from notifiers.deliver import deliver_due, worker_name
from notifiers.outlets import open_outlets
from storage import CaptureStore, Database

Clock = Callable[[], datetime]


class ServiceError(YosanError):
    """The service cannot start; the message says why."""


def configure_logs() -> None:
    """One JSON object a line on stderr, lines for people when it is a terminal."""
    people = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer() if people else structlog.processors.JSONRenderer(ensure_ascii=False),
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
    scheduler = make_scheduler(
        {
            "poll": lambda: poll(database, captures, settings, clock),
            "deliver": lambda: deliver_due(database, outlets, clock(), worker),
        },
        tick_seconds=settings.tick_seconds,
    )
    server = uvicorn.Server(uvicorn.Config(create_app(database, captures, settings), log_config=None, access_log=False))
    signal.signal(signal.SIGTERM, _leave)
    scheduler.start()
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        structlog.get_logger("service").info("stopped from the keyboard")
    finally:
        scheduler.shutdown(wait=True)
        database.close()


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
