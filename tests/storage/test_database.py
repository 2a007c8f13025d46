"""The database: its settings, its transactions, and who waits for whom."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, insert, select, text

import storage.database
from storage import StorageError, migrate, no_transaction, open_database
from storage.tables import Serial, Source


def test_a_sqlite_ledger_reads_its_settings_back(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'new' / 'folder' / 'yosan.db'}")
    with database.session() as session:
        found = {
            name: str(session.execute(text(f"PRAGMA {name}")).scalar()) for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert found == {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}


def test_a_setting_that_does_not_hold_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weaker = [
        (name, "NORMAL" if name == "synchronous" else value, wanted) for name, value, wanted in storage.database.SQLITE_SETTINGS
    ]
    monkeypatch.setattr(storage.database, "SQLITE_SETTINGS", tuple(weaker))
    with pytest.raises(StorageError, match="synchronous reads back as 1, not 2"):
        open_database(f"sqlite:///{tmp_path / 'yosan.db'}")


@pytest.mark.parametrize("url", ["mysql://root@localhost/x", "not a url", "sqlite://", "sqlite:///:memory:"])
def test_what_is_no_ledger_is_refused_in_one_line(url: str) -> None:
    with pytest.raises(StorageError) as caught:
        open_database(url)
    assert "\n" not in str(caught.value)


def test_a_server_that_does_not_answer_is_told_without_its_password() -> None:
    with pytest.raises(StorageError, match="cannot open the database") as caught:
        open_database("postgresql://someone:secret@127.0.0.1:1/yosan")
    assert "secret" not in str(caught.value)


def test_postgresql_is_reached_by_either_spelling(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        return
    for spelling in ("postgresql://", "postgresql+psycopg://"):
        database = open_database(database_url.replace("postgresql+psycopg://", spelling))
        assert database.engine.dialect.driver == "psycopg"
        database.close()


def test_postgresql_that_may_lose_commits_is_refused(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        return
    name = database_url.rpartition("/")[2]
    engine = create_engine(database_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
    engine.dispose()
    with pytest.raises(StorageError, match="synchronous_commit=off"):
        open_database(database_url)


def test_a_transaction_commits_whole_or_not_at_all(database_url: str) -> None:
    database = open_database(database_url)
    migrate(database)
    with database.session() as session:
        session.add(Serial(prefix="mhlw-2025", last=1))

    def stop_half_way() -> None:
        with database.session() as session:
            session.add(Serial(prefix="mhlw-2026", last=1))
            session.flush()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop_half_way()
    with database.reading() as session:
        assert session.scalars(select(Serial.prefix)).all() == ["mhlw-2025"]
    database.close()


def test_a_write_transaction_holds_the_lock_from_its_first_moment(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'yosan.db'}")
    migrate(database)
    said: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda c, cur, statement, *rest: said.append(statement))
    with database.session() as session:
        session.execute(text("SELECT 1"))
        other = sqlite3.connect(tmp_path / "yosan.db", timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()
    assert "BEGIN IMMEDIATE" in said


def test_opening_an_up_to_date_ledger_waits_for_no_writer(database_url: str) -> None:
    database = open_database(database_url)
    migrate(database)
    opened: list[bool] = []

    def open_another() -> None:
        another = open_database(database_url)
        opened.append(migrate(another))
        another.close()

    with database.session() as session:
        session.add(Serial(prefix="x", last=1))
        session.flush()
        thread = threading.Thread(target=open_another)
        thread.start()
        thread.join(timeout=20)
        assert opened == [False]
    database.close()


def test_writers_wait_for_each_other(database_url: str) -> None:
    database = open_database(database_url)
    migrate(database)
    with database.session() as session:
        session.add(Serial(prefix="count", last=0))

    def count() -> None:
        for _ in range(10):
            with database.session() as session:
                row = session.get_one(Serial, "count", with_for_update=True)
                row.last += 1

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert session.get_one(Serial, "count").last == 80
    database.close()


def test_a_reader_neither_waits_for_a_writer_nor_sees_half_of_its_work(database_url: str) -> None:
    database = open_database(database_url)
    migrate(database)
    with database.session() as session:
        session.add(Serial(prefix="half", last=1))
        session.flush()
        seen: list[Serial] = []

        def look() -> None:
            with database.reading() as other:
                seen.extend(other.scalars(select(Serial)))

        thread = threading.Thread(target=look)
        thread.start()
        thread.join(timeout=10)
        assert not thread.is_alive()
        assert seen == []
    database.close()


def test_a_reading_transaction_cannot_write(database_url: str) -> None:
    database = open_database(database_url)
    migrate(database)
    with pytest.raises(Exception, match=r"(?i)read-?only"), database.reading() as session:
        session.execute(insert(Serial).values(prefix="x", last=1))
    with database.session() as session:
        session.add(Serial(prefix="x", last=1))
    database.close()


def test_the_network_is_refused_inside_a_transaction(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'yosan.db'}")
    no_transaction()
    with database.session(), pytest.raises(StorageError, match="network"):
        no_transaction()
    with database.reading(), pytest.raises(StorageError, match="network"):
        no_transaction()
    no_transaction()


def test_times_come_back_aware_and_in_utc(database_url: str) -> None:
    database = open_database(database_url)
    migrate(database)
    moment = datetime(2026, 8, 31, 23, 59, 59, 999999, tzinfo=UTC)
    with database.session() as session:
        session.add(Source(id="s", url="https://www.mhlw.go.jp/", kind="index", created_at=moment, next_check_at=moment))
    with database.reading() as session:
        row = session.get_one(Source, "s")
        assert row.created_at == moment
        assert row.created_at.tzinfo is UTC
    with pytest.raises(Exception, match="naive"), database.session() as session:
        session.add(Source(id="t", url="https://x/", kind="index", created_at=moment.replace(tzinfo=None), next_check_at=moment))
    database.close()


def test_a_folder_that_cannot_be_made_is_one_plain_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="folder cannot be made"):
        open_database(f"sqlite:///{tmp_path / 'file' / 'yosan.db'}")
