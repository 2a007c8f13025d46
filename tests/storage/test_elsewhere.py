"""What is looked up of other ministries, and that looking it up costs no more in a ledger that holds more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event

from monitor.budget import Amount, Entry, FiscalYear, Level, Stage
from storage import Database, migrate, open_database
from storage.editions import keep_capture, keep_entries, name_key, statements_of
from storage.elsewhere import statements_elsewhere
from storage.measures import Newcomer, new_measures
from storage.tables import Edition, Release

NOW = datetime(2026, 8, 31, tzinfo=UTC)
MHLW, CFA = "厚生労働省", "こども家庭庁"


class Book:
    """A ledger in which a test writes editions by hand."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.measures: dict[str, str] = {}
        with database.session() as session:
            keep_capture(session, "0" * 64, 1, "r.pdf", NOW)

    def state(self, ministry: str | None, year: int, *names: str, status: str = "read", level: Level = Level.MEASURE) -> int:
        """An edition that states measures, each called by its name and, for a second one of it, a mark: 甲事業#2. Gives its id."""
        with self.database.session() as session:
            release = Release(url=f"https://a.example/{NOW}{ministry}{year}{names}", first_seen_at=NOW, status="read")
            session.add(release)
            session.flush()
            edition = Edition(
                release_id=release.id,
                number=1,
                url=release.url,
                capture_sha256="0" * 64,
                parser_version="1",
                status=status,
                read_at=NOW,
                ministry=ministry,
                fiscal_year=year,
                stage="initial",
            )
            session.add(edition)
            session.flush()
            entries = [
                Entry("l", name.partition("#")[0], FiscalYear(year), Stage.INITIAL, level=level, amount=Amount(10**8, step=10**6))
                for name in names
            ]
            for name, entry, row in zip(names, entries, keep_entries(session, edition, entries), strict=True):
                if name not in self.measures:
                    [self.measures[name]] = new_measures(session, [Newcomer(replace(entry, ministry=ministry), year)], NOW)
                row.measure_id = self.measures[name]
            return edition.id

    def found(
        self, edition_id: int, near: tuple[int, ...] = (), names: tuple[str, ...] = ()
    ) -> list[tuple[str | None, int | None, str]]:
        """Ministry, year and name of what is found elsewhere."""
        with self.database.reading() as session:
            edition = session.get_one(Edition, edition_id)
            known = statements_of(session, [session.get_one(Edition, one) for one in near])
            found = statements_elsewhere(session, edition, known, names)
            return [(one.edition.ministry, one.edition.fiscal_year, one.entry.name) for one in found]


@pytest.fixture
def book(database_url: str) -> Iterator[Book]:
    database = open_database(database_url)
    migrate(database)
    yield Book(database)
    database.close()


def test_a_name_that_another_ministry_stated_the_year_before_or_after_may_have_moved(book: Book) -> None:
    for year in (2021, 2022, 2023, 2024, 2025):
        book.state(MHLW, year, f"甲事業#{year}", "丁事業")
    edition = book.state(CFA, 2023, "甲事業", "乙事業")
    assert book.found(edition, names=("甲事業", "乙事業")) == [(MHLW, 2022, "甲事業"), (MHLW, 2024, "甲事業")]


@pytest.mark.parametrize("printed", ["甲 事業（相談）", "甲事業(相談)", "甲事業［相談］"])
def test_print_makes_no_other_name(book: Book, printed: str) -> None:
    assert name_key(printed) == name_key("甲事業(相談)")
    book.state(MHLW, 2022, "甲事業（相談）")
    assert len(book.found(book.state(CFA, 2023, printed + "#2"), names=(printed,))) == 1


def test_what_the_other_ministry_states_this_year_too_did_not_move(book: Book) -> None:
    book.state(MHLW, 2022, "甲事業")
    book.state(MHLW, 2023, "甲事業")
    assert book.found(book.state(CFA, 2023, "甲事業#2"), names=("甲事業",)) == []


def test_what_this_ministry_has_already_under_the_name_did_not_move_here(book: Book) -> None:
    book.state(MHLW, 2022, "甲事業")
    own = book.state(CFA, 2021, "甲事業#2")
    assert book.found(book.state(CFA, 2023), near=(own,), names=("甲事業",)) == []


def test_all_that_others_state_of_this_ministrys_measures_is_found(book: Book) -> None:
    own = book.state(MHLW, 2022, "甲事業", "乙事業")
    book.state(CFA, 2023, "甲事業", "丙事業")
    book.state(None, 2024, "甲事業")
    assert book.found(book.state(MHLW, 2023), near=(own,)) == [(CFA, 2023, "甲事業"), (None, 2024, "甲事業")]


def test_lines_of_other_measures_and_documents_that_were_set_aside_do_not_count(book: Book) -> None:
    book.state(MHLW, 2022, "事務費", level=Level.BREAKDOWN)
    book.state(MHLW, 2022, "甲事業", status="quarantined")
    assert book.found(book.state(CFA, 2023), names=("事務費", "甲事業")) == []


def queries(book: Book, edition: int, names: tuple[str, ...]) -> list[tuple[str, Any]]:
    """The statements that looking up sends, with their parameters."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        sent.append((statement, parameters))

    event.listen(book.database.engine, "before_cursor_execute", note)
    try:
        book.found(edition, names=names)
    finally:
        event.remove(book.database.engine, "before_cursor_execute", note)
    return [(statement, parameters) for statement, parameters in sent if statement.startswith("SELECT entries")]


def test_names_are_looked_up_in_an_index(tmp_path: Any) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'yosan.db'}")
    migrate(database)
    book = Book(database)
    for year in (2021, 2022, 2023):
        book.state("環境省", year, *(f"環境事業{n}#{year}" for n in range(200)))
    book.state(MHLW, 2022, "甲事業")
    sent = queries(book, book.state(CFA, 2023), ("甲事業",))
    with database.engine.connect() as connection:
        plans = [
            " ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", tuple(parameters)))
            for statement, parameters in sent
        ]
    assert len(plans) == 2
    assert "entries USING INDEX entries_named" in plans[0]
    assert "entries USING INDEX ix_entries_measure_id" in plans[1]
    database.close()
