"""The database: opened with the settings that the ledger's promises rest on, and one way to have a transaction.

SQLite and PostgreSQL 15 or newer. On SQLite every write transaction takes the write lock when it begins (BEGIN IMMEDIATE), so two
writers wait for each other instead of failing half-way (RELIABILITY.md, L).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from monitor.budget import YosanError

BUSY_SECONDS = 60
"""How long a writer waits for another one before it gives up."""

WAL_BYTES = 64 * 1024 * 1024
"""The write-ahead log is cut back to this size at a checkpoint."""

SQLITE_SETTINGS: tuple[tuple[str, str, str], ...] = (
    ("busy_timeout", str(BUSY_SECONDS * 1000), str(BUSY_SECONDS * 1000)),
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", "2"),
    ("foreign_keys", "ON", "1"),
    ("journal_size_limit", str(WAL_BYTES), str(WAL_BYTES)),
)
"""Pragma, what it is set to, what it must read back as."""

READ_ONLY = "yosan_read_only"
"""The execution option of a transaction that only reads."""

_inside: ContextVar[int] = ContextVar("transactions of this thread or task", default=0)


class StorageError(YosanError):
    """The database or the capture store is not as it must be; the message says what an operator can do."""


@dataclass(frozen=True)
class Database:
    """An open database."""

    engine: Engine

    @property
    def is_sqlite(self) -> bool:
        """Whether it is the embedded one."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One write transaction: commits at the end of the block, rolls back when an exception leaves it.

        Rows stay readable afterwards. Raises StorageError when the database cannot be reached, is full or stays locked.
        """
        with self._transaction(self.engine) as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One transaction that reads a single state and may not write; it never waits for a writer."""
        option = {READ_ONLY: True} if self.is_sqlite else {READ_ONLY: True, "postgresql_readonly": True}
        with self._transaction(self.engine.execution_options(**option)) as session:
            yield session

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Session]:
        mark = _inside.set(_inside.get() + 1)
        try:
            with Session(engine, expire_on_commit=False) as session, session.begin():
                yield session
        except OperationalError as error:
            raise StorageError(f"the database failed: {first_line(error)}") from error
        finally:
            _inside.reset(mark)

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def no_transaction() -> None:
    """Raise StorageError when this thread or task is inside a transaction: the network must not be touched there."""
    if _inside.get():
        raise StorageError("the network was about to be used inside a database transaction")


def open_database(url: str) -> Database:
    """The database of a URL: sqlite:///FILE, postgresql:// or postgresql+psycopg://.

    Makes the folder of a SQLite file. Raises StorageError for another kind of URL, for a database that does not answer, and for one
    whose settings do not read back as they must.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StorageError("YOSAN_DATABASE_URL is not a database URL (postgresql+psycopg://USER@HOST/NAME)") from error
    if parsed.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        engine = _postgresql(parsed.set(drivername="postgresql+psycopg"))
    elif parsed.drivername in ("sqlite", "sqlite+pysqlite"):
        engine = _sqlite(parsed)
    else:
        raise StorageError(f"{parsed.drivername} databases are not supported: use sqlite:/// or postgresql+psycopg://")
    database = Database(engine)
    try:
        with engine.execution_options(**{READ_ONLY: True}).connect() as connection:
            _verify(connection)
    except OperationalError as error:
        engine.dispose()
        raise StorageError(
            f"cannot open the database {parsed.render_as_string(hide_password=True)}: {first_line(error)}"
        ) from error
    except StorageError:
        engine.dispose()
        raise
    return database


def first_line(error: OperationalError) -> str:
    """What the driver said, without the statement."""
    return re.sub(r"\s+", " ", str(error.orig)).strip()


def _sqlite(url: URL) -> Engine:
    if not url.database or url.database == ":memory:":
        raise StorageError("the embedded database needs a file: sqlite:////path/to/yosan.db")
    try:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"the database's folder cannot be made: {error}") from error
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_pragmas(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    cursor = connection.cursor()
    for name, value, _ in SQLITE_SETTINGS:
        cursor.execute(f"PRAGMA {name}={value}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get(READ_ONLY):
        connection.exec_driver_sql("PRAGMA query_only=ON")
        connection.exec_driver_sql("BEGIN")
    else:
        connection.exec_driver_sql("PRAGMA query_only=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _postgresql(url: URL) -> Engine:
    return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10})


def _verify(connection: Connection) -> None:
    """Read every setting back: a pragma that SQLite does not know, or a file system without WAL, fails silently."""
    if connection.dialect.name == "sqlite":
        for name, _, wanted in SQLITE_SETTINGS:
            found = str(connection.exec_driver_sql(f"PRAGMA {name}").scalar())
            if found.lower() != wanted:
                raise StorageError(f"the database's {name} reads back as {found}, not {wanted}: committed changes could be lost")
        return
    version = int(str(connection.execute(text("SHOW server_version_num")).scalar()))
    if version < 150000:
        raise StorageError(f"PostgreSQL 15 or newer is needed, this server is {version // 10000}")
    if connection.execute(text("SHOW synchronous_commit")).scalar() == "off":
        raise StorageError("PostgreSQL runs with synchronous_commit=off; committed changes could be lost: set it to on")
