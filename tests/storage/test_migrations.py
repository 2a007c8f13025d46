"""The schema: what the migrations make is what the code expects, and a crash leaves the old or the new."""

from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path

import pytest
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from storage import StorageError, migrate, open_database
from storage.schema import current_revision
from storage.tables import Base


def test_the_migrations_make_exactly_what_the_code_expects(database_url: str) -> None:
    database = open_database(database_url)
    assert migrate(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []
    database.close()


def test_migrating_again_does_nothing(database_url: str) -> None:
    database = open_database(database_url)
    assert migrate(database)
    assert not migrate(database)
    database.close()


def test_a_newer_schema_is_refused(database_url: str) -> None:
    database = open_database(database_url)
    migrate(database)
    with database.session() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match="9999, which is newer"):
        migrate(database)
    database.close()


def migrate_here(url: str) -> None:
    database = open_database(url)
    migrate(database)
    database.close()


def test_processes_that_start_together_migrate_once(database_url: str) -> None:
    fork = multiprocessing.get_context("spawn")
    processes = [fork.Process(target=migrate_here, args=(database_url,)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 4


def die_while_migrating(url: str, tables: int) -> None:
    database = open_database(url)
    real, made = op.create_table, []

    def create_table(*args: object, **kwargs: object) -> object:
        if len(made) == tables:
            os.kill(os.getpid(), signal.SIGKILL)
        made.append(args)
        return real(*args, **kwargs)  # type: ignore[arg-type]

    op.create_table = create_table  # type: ignore[assignment]
    migrate(database)


@pytest.mark.parametrize("tables", [0, 7, 14])
def test_a_kill_in_the_middle_of_a_migration_leaves_the_old_schema(database_url: str, tables: int) -> None:
    process = multiprocessing.get_context("spawn").Process(target=die_while_migrating, args=(database_url, tables))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    database = open_database(database_url)
    assert current_revision(database) is None
    assert [name for name in inspect(database.engine).get_table_names() if name != "alembic_version"] == []
    assert migrate(database)
    database.close()


def test_foreign_keys_are_enforced_again_after_a_migration(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'yosan.db'}")
    migrate(database)
    with database.session() as session:
        assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
