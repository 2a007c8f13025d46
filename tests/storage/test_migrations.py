"""The schema: what the migrations make is what the code expects, and a crash leaves the old or the new."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
from pathlib import Path

import pytest
from alembic import command, op
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, select, text

from storage import StorageError, migrate, open_database
from storage.editions import name_key
from storage.schema import MIGRATIONS, current_revision
from storage.tables import Base, Edition, Source, StoredEntry


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


def at_revision(url: str, revision: str) -> None:
    """Bring an empty database to an older schema."""
    database = open_database(url)
    with database.engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    database.close()


def test_a_ledger_of_the_first_schema_keeps_its_editions(database_url: str) -> None:
    at_revision(database_url, "0001")
    database = open_database(database_url)
    at = "'2026-09-01 00:00:00+00:00'"
    url = "'https://a.example/'"
    edition = "id, release_id, number, url, capture_sha256, parser_version, status, layouts, unread_money_lines, read_at"
    with database.engine.begin() as connection:
        for statement in (
            f"INSERT INTO captures (sha256, size, name, created_at) VALUES ('ab', 1, 'a.txt', {at})",
            f"INSERT INTO releases (id, url, status, first_seen_at) VALUES (1, {url}, 'read', {at})",
            f"INSERT INTO editions ({edition}) VALUES (1, 1, 1, {url}, 'ab', '1', 'read', '[]', 0, {at})",
        ):
            connection.execute(text(statement))
    assert migrate(database)
    with database.reading() as session:
        assert session.scalars(select(Edition.is_whole)).all() == [True]
    database.close()


def test_a_ledger_of_before_decisions_keeps_by_way_of_what_its_measures_were_known(database_url: str) -> None:
    at_revision(database_url, "0002")
    database = open_database(database_url)
    at = "'2026-09-01 00:00:00+00:00'"
    edition = "id, release_id, number, url, capture_sha256, parser_version, status, layouts, unread_money_lines, read_at"
    entry = "id, edition_id, ordinal, measure_id, level, name, amount_kind, confidence, body"
    link = "id, measure_id, prev_entry_id, next_entry_id, kind, score, evidence, status, decided_by, decided_at"
    statements = [
        f"INSERT INTO captures (sha256, size, name, created_at) VALUES ('ab', 1, 'a.txt', {at})",
        f"INSERT INTO releases (id, url, status, first_seen_at) VALUES (1, 'https://a.example/', 'read', {at})",
        *(
            f"INSERT INTO editions ({edition}) VALUES ({n}, 1, {n}, 'https://a.example/', 'ab', '1', 'read', '[]', 0, {at})"
            for n in (1, 2, 3)
        ),
        *(f"INSERT INTO measures (id, name, level, created_at) VALUES ('{m}', 'x', 'measure', {at})" for m in ("m1", "m2")),
        *(
            f"INSERT INTO entries ({entry}) VALUES ({n}, {e}, {n}, {m}, 'measure', 'x', 'none', 1.0, '{{}}')"
            for n, e, m in ((1, 1, "'m1'"), (2, 1, "'m1'"), (3, 2, "'m1'"), (4, 2, "'m2'"), (5, 2, "NULL"), (6, 3, "'m2'"))
        ),
        f"INSERT INTO links ({link}) VALUES (1, 'm1', 1, 3, 'same', 0.9, '{{}}', 'accepted', 'matcher', {at})",
        f"INSERT INTO links ({link}) VALUES (2, 'm1', 2, 4, 'renamed', 0.5, '{{}}', 'review', 'matcher', {at})",
        f"INSERT INTO links ({link}) VALUES (3, 'm2', 6, 4, 'renamed', 0.9, '{{}}', 'accepted', 'matcher', {at})",
    ]
    with database.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    assert migrate(database)
    with database.reading() as session:
        query = select(StoredEntry.id, StoredEntry.by_way_of, StoredEntry.given_id).order_by(StoredEntry.id)
        assert [tuple(row) for row in session.execute(query)] == [
            (1, None, "m1"),
            (2, 1, None),
            (3, 1, None),
            (4, None, "m2"),
            (5, None, None),
            (6, 4, None),
        ]
    database.close()


@pytest.mark.parametrize("statement", ["BY_OLDER", "BY_NEWER", "BY_TWIN"])
def test_what_entries_were_known_by_is_looked_up_and_not_searched_for(tmp_path: Path, statement: str) -> None:
    """4,000 links cost 2.7 s, and 8,000 four times that, while each entry was looked for among all links."""
    migration = importlib.import_module("storage.migrations.versions.0003_what_a_person_decides")
    database = open_database(f"sqlite:///{tmp_path / 'yosan.db'}")
    migrate(database)
    with database.engine.connect() as connection:
        plan = [row[3] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {getattr(migration, statement)}"))]
    assert {step for step in plan if step.startswith("SCAN")} <= {"SCAN entries"}, plan
    database.close()


def test_the_entries_of_a_ledger_of_before_are_found_by_their_names(database_url: str) -> None:
    at_revision(database_url, "0003")
    database = open_database(database_url)
    at = "'2026-09-01 00:00:00+00:00'"
    edition = "id, release_id, number, url, capture_sha256, parser_version, status, layouts, unread_money_lines, read_at"
    entry = "id, edition_id, ordinal, level, name, amount_kind, confidence, body"
    names = [f"第{n}号 保育体制（強化）事業" for n in range(1, 1203)]
    with database.engine.begin() as connection:
        for statement in (
            f"INSERT INTO captures (sha256, size, name, created_at) VALUES ('ab', 1, 'a.txt', {at})",
            f"INSERT INTO releases (id, url, status, first_seen_at) VALUES (1, 'https://a.example/', 'read', {at})",
            f"INSERT INTO editions ({edition}) VALUES (1, 1, 1, 'https://a.example/', 'ab', '1', 'read', '[]', 0, {at})",
        ):
            connection.execute(text(statement))
        made = text(f"INSERT INTO entries ({entry}) VALUES (:id, 1, :id, 'measure', :name, 'none', 1.0, '{{}}')")
        connection.execute(made, [{"id": n, "name": name} for n, name in enumerate(names, start=1)])
    assert migrate(database)
    with database.reading() as session:
        keys = session.scalars(select(StoredEntry.name_key).order_by(StoredEntry.id)).all()
    assert keys == [name_key(name) for name in names]
    database.close()


def test_a_source_of_before_pages_were_remembered_begins_its_baseline_anew(database_url: str) -> None:
    at_revision(database_url, "0004")
    database = open_database(database_url)
    at = "'2026-09-01 00:00:00+00:00'"
    source = (
        "id, url, kind, every_seconds, allow_private, enabled, created_at, next_check_at, failures, baseline_done, baseline_pending"
    )
    with database.engine.begin() as connection:
        values = f"'a', 'https://a.example/', 'index', 3600, false, true, {at}, {at}, 0, true, '[]'"
        connection.execute(text(f"INSERT INTO sources ({source}) VALUES ({values})"))
    assert migrate(database)
    with database.reading() as session:
        found = session.get_one(Source, "a")
        assert (found.baseline_done, found.depth, found.manual, found.claimed_by) == (False, 0, False, None)
    database.close()
