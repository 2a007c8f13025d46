"""The schema's version: bringing a database up to the code, whole or not at all, and refusing one that is ahead of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from storage.database import READ_ONLY, Database, StorageError, first_line

MIGRATIONS = Path(__file__).parent / "migrations"

MIGRATION_LOCK = 7_209_001
"""The PostgreSQL advisory lock that lets one process migrate at a time."""


def migrate(database: Database) -> bool:
    """Bring the schema up to this program's; tells whether anything had to be done.

    Every step runs in one transaction on both databases: a crash leaves the old schema or the new one. Raises StorageError when the
    database was made by a newer program, or when the rows do not fit together afterwards.
    """
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    if current_revision(database) == head:
        return False
    with _only_one(database) as connection:
        found = MigrationContext.configure(connection).get_current_revision()
        if found == head:
            return False
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        _refuse_newer(found)
        command.upgrade(config, "head")
        if database.is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
            raise StorageError(f"migrating would leave {len(broken)} rows that point nowhere; nothing was changed")
    return True


def current_revision(database: Database) -> str | None:
    """The schema's version, None for an empty database. Raises StorageError when it is newer than the code."""
    try:
        with database.engine.execution_options(**{READ_ONLY: True}).connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
    except OperationalError as error:
        raise StorageError(f"the database failed: {first_line(error)}") from error
    _refuse_newer(found)
    return found


def _refuse_newer(revision: str | None) -> None:
    known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if revision is not None and revision not in known:
        raise StorageError(f"the database has schema {revision}, which is newer than this program: upgrade yosan-watch")


@contextmanager
def _only_one(database: Database) -> Iterator[Connection]:
    """One transaction that no other migration shares.

    Foreign keys are not enforced in it on SQLite: batch mode drops and renames tables, and a dropped parent would take its children
    along (RELIABILITY.md, 104). They are checked as a whole at the end instead.
    """
    with database.engine.connect() as connection:
        if database.is_sqlite:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                if not database.is_sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
                yield connection
        except OperationalError as error:
            raise StorageError(f"the schema could not be migrated: {first_line(error)}") from error
        finally:
            if database.is_sqlite:
                connection.invalidate()
