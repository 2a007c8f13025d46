"""Editions and what they state: what is the same content, and what a database can hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from monitor.budget import Amount, Box, Entry, FiscalYear, Stage
from storage import Database, migrate, open_database
from storage.editions import (
    content_hash,
    current_editions,
    find_release,
    keep_capture,
    keep_entries,
    same_content,
    statements_of,
    storable,
)
from storage.measures import Newcomer, new_measures
from storage.tables import Edition, Release, StoredMeasure

NOW = datetime(2026, 8, 31, tzinfo=UTC)
ENTRY = Entry(
    id="l7",
    name="救急医療体制整備事業",
    fiscal_year=FiscalYear(2026),
    stage=Stage.REQUEST,
    ministry="厚生労働省",
    page=2,
    line=7,
    amount=Amount(1_500_000_000, step=10**6),
)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    migrate(opened)
    yield opened
    opened.close()


def edition(number: int, status: str = "read", **fields: object) -> Edition:
    row = {"url": "https://www.mhlw.go.jp/r.pdf", "capture_sha256": "0" * 64, "parser_version": "1", "read_at": NOW} | fields
    return Edition(release_id=1, number=number, status=status, **row)


def with_release(database: Database, *editions: Edition) -> None:
    with database.session() as session:
        keep_capture(session, "0" * 64, 1, "r.pdf", NOW)
        session.add(Release(url="https://www.mhlw.go.jp/r.pdf", first_seen_at=NOW))
        session.flush()
        session.add_all(editions)


def test_content_is_the_same_wherever_it_stands() -> None:
    moved = replace(ENTRY, id="l9", doc="other.pdf", page=3, line=9, box=Box(0, 0, 1, 1), confidence=0.5)
    assert content_hash([ENTRY]) == content_hash([moved])


@pytest.mark.parametrize(
    "other",
    [
        replace(ENTRY, name="救急医療体制事業"),
        replace(ENTRY, amount=Amount(1)),
        replace(ENTRY, overview="本文"),
        replace(ENTRY, flags=("new",)),
    ],
)
def test_content_differs_when_anything_stated_does(other: Entry) -> None:
    assert content_hash([ENTRY]) != content_hash([other])


def test_an_entry_comes_back_as_it_was_stored(database: Database) -> None:
    with_release(database, edition(1))
    with database.session() as session:
        keep_entries(session, session.get_one(Edition, 1), [ENTRY])
    with database.reading() as session:
        [statement] = statements_of(session, session.scalars(select(Edition)))
    assert replace(statement.entry, id="l7") == ENTRY
    assert statement.entry.id == str(statement.row)
    assert statement.is_main


def test_dirty_text_is_stored_without_what_no_database_holds(database: Database) -> None:
    dirty = replace(ENTRY, name="救急\x00医療\x1b[31m\ud800事業", overview="本文\x07\n続き")
    with_release(database, edition(1))
    with database.session() as session:
        [row] = keep_entries(session, session.get_one(Edition, 1), [dirty])
    assert row.name == "救急医療[31m事業"
    assert row.body["overview"] == "本文\n続き"
    assert storable({"a": ["\x00b"]}) == {"a": ["b"]}


def test_the_newest_edition_that_could_be_read_holds(database: Database) -> None:
    year = {"fiscal_year": 2026, "stage": "request"}
    with_release(database, edition(1, **year), edition(2, **year), edition(3, "resaved", **year), edition(4, "quarantined"))
    with database.reading() as session:
        assert [one.number for one in current_editions(session)] == [2]


def test_each_budget_that_a_url_published_holds_its_own(database: Database) -> None:
    with_release(database, edition(1, fiscal_year=2025), edition(2, fiscal_year=2026))
    with database.reading() as session:
        assert [one.number for one in current_editions(session)] == [1, 2]


def test_a_release_is_found_by_its_url(database: Database) -> None:
    with_release(database, edition(1))
    with database.reading() as session:
        found = find_release(session, "https://www.mhlw.go.jp/r.pdf")
        assert found is not None
        assert found.id == 1
        assert find_release(session, "https://www.mhlw.go.jp/other.pdf") is None


def test_the_newest_edition_of_what_was_stated_is_found_by_its_content(database: Database) -> None:
    with_release(database, edition(1, content_hash="a"), edition(2, content_hash="b"), edition(3, "resaved", content_hash="b"))
    with database.session() as session:
        other = Release(url="https://www.e-gov.go.jp/copy.pdf", first_seen_at=NOW)
        session.add(other)
        session.flush()
        found = same_content(session, "b", other)
        assert found is not None
        assert found.number == 2
        assert same_content(session, "c", other) is None
        assert same_content(session, "b", session.get_one(Release, 1)) is None


def test_serials_go_on_where_they_stopped_for_each_ministry_and_year(database: Database) -> None:
    other = replace(ENTRY, ministry="こども家庭庁")
    with database.session() as session:
        first = new_measures(session, [Newcomer(ENTRY, 2026), Newcomer(other, 2026), Newcomer(ENTRY, 2025)], NOW)
    with database.session() as session:
        second = new_measures(session, [Newcomer(ENTRY, 2026), Newcomer(replace(ENTRY, ministry=None), 2026)], NOW)
    assert first == ["mhlw-2026-0001", "cfa-2026-0001", "mhlw-2025-0001"]
    assert second == ["mhlw-2026-0002", "gov-2026-0001"]
    with database.reading() as session:
        assert len(session.scalars(select(StoredMeasure.id)).all()) == 5
