"""Where a measure comes from and where it went, as the links between entries tell it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from monitor.budget import Amount, Entry, FiscalYear, Stage
from storage import Database, migrate, open_database
from storage.editions import keep_capture, keep_entries
from storage.lineage import lineage
from storage.measures import Newcomer, new_measures
from storage.tables import Edition, Release, StoredEntry, StoredLink

NOW = datetime(2026, 8, 31, tzinfo=UTC)
ENTRY = Entry(id="l7", name="保育体制強化事業", stage=Stage.INITIAL, ministry="厚生労働省", amount=Amount(10**9, step=10**6))


class Book:
    """A ledger in which a test writes budgets by hand: one edition for each entry."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.editions = 0
        self.measures: dict[str, str] = {}
        with database.session() as session:
            keep_capture(session, "0" * 64, 1, "r.pdf", NOW)

    def state(self, measure: str, year: int, name: str, ministry: str = "厚生労働省", stage: Stage = Stage.INITIAL) -> int:
        """An entry of a measure that the test calls as it likes. Gives its row."""
        self.editions += 1
        entry = replace(ENTRY, name=name, fiscal_year=FiscalYear(year), ministry=ministry, stage=stage)
        with self.database.session() as session:
            release = Release(url=f"https://a.example/{self.editions}", first_seen_at=NOW, status="read")
            session.add(release)
            session.flush()
            edition = Edition(
                release_id=release.id,
                number=1,
                url=release.url,
                capture_sha256="0" * 64,
                parser_version="1",
                status="read",
                read_at=NOW,
                ministry=ministry,
                fiscal_year=year,
                stage=stage.value,
            )
            session.add(edition)
            session.flush()
            [row] = keep_entries(session, edition, [entry])
            if measure not in self.measures:
                [self.measures[measure]] = new_measures(session, [Newcomer(entry, year)], NOW)
            row.measure_id = self.measures[measure]
            return row.id

    def link(self, old: int, new: int, kind: str, status: str = "accepted", score: float = 0.9, by: str = "matcher") -> None:
        with self.database.session() as session:
            measure = session.get_one(StoredEntry, old).measure_id or ""
            session.add(
                StoredLink(
                    measure_id=measure,
                    prev_entry_id=old,
                    next_entry_id=new,
                    kind=kind,
                    score=score,
                    evidence={},
                    status=status,
                    decided_by=by,
                    decided_at=NOW,
                )
            )

    def told(self, measure: str) -> list[tuple[str, str, str, int | None]]:
        """Relation, the other measure as the test calls it, name and fiscal year."""
        called = {ident: name for name, ident in self.measures.items()}
        with self.database.reading() as session:
            return [
                (one.relation, called[one.measure_id], one.name, one.fiscal_year)
                for one in lineage(session, self.measures[measure])
            ]


@pytest.fixture
def book(database_url: str) -> Iterator[Book]:
    database = open_database(database_url)
    migrate(database)
    yield Book(database)
    database.close()


def test_a_former_name_is_told_once_in_the_year_that_first_knew_the_new_one(book: Book) -> None:
    old, request, initial, later = (
        book.state("a", year, name, stage=stage)
        for year, name, stage in (
            (2021, "保育補助者雇上強化事業", Stage.INITIAL),
            (2022, "保育体制強化事業", Stage.REQUEST),
            (2022, "保育体制強化事業", Stage.INITIAL),
            (2023, "保育体制強化事業", Stage.REQUEST),
        )
    )
    book.link(old, later, "renamed")
    book.link(old, request, "renamed", score=0.8)
    book.link(request, initial, "same")
    assert book.told("a") == [("renamed_from", "a", "保育補助者雇上強化事業", 2022)]
    with book.database.reading() as session:
        [relation] = lineage(session, book.measures["a"])
    assert relation.to_json() == {
        "relation": "renamed_from",
        "measure_id": book.measures["a"],
        "name": "保育補助者雇上強化事業",
        "ministry": "厚生労働省",
        "fiscal_year": 2022,
        "score": 0.8,
        "decided_by": "matcher",
    }


def test_a_name_that_comes_back_is_a_new_name_again(book: Book) -> None:
    rows = [book.state("a", year, name) for year, name in ((2021, "甲事業"), (2022, "乙事業"), (2023, "甲事業"))]
    for old, new in pairwise(rows):
        book.link(old, new, "renamed")
    assert book.told("a") == [("renamed_from", "a", "甲事業", 2022), ("renamed_from", "a", "乙事業", 2023)]


def test_a_measure_that_went_to_another_ministry_tells_from_where_and_whither(book: Book) -> None:
    old = book.state("a", 2022, "保育体制強化事業")
    new = book.state("a", 2023, "保育体制強化事業", "こども家庭庁")
    book.link(old, new, "same", by="a person")
    with book.database.reading() as session:
        told = [(one.relation, one.ministry, one.fiscal_year, one.decided_by) for one in lineage(session, book.measures["a"])]
    assert told == [("moved_from", "厚生労働省", 2023, "a person"), ("moved_to", "こども家庭庁", 2023, "a person")]


def test_what_its_ministry_still_states_moved_to_nobody(book: Book) -> None:
    old = book.state("a", 2022, "保育体制強化事業")
    book.link(old, book.state("a", 2023, "保育体制強化事業", "こども家庭庁"), "same")
    book.link(old, book.state("a", 2023, "保育体制強化事業"), "same")
    assert book.told("a") == []


def test_both_sides_of_a_split_and_of_a_merge_tell_it(book: Book) -> None:
    whole, ended = book.state("whole", 2022, "甲事業"), book.state("ended", 2022, "乙事業")
    main, part = book.state("whole", 2023, "甲事業"), book.state("part", 2023, "丙事業")
    book.link(whole, main, "same")
    book.link(whole, part, "split")
    book.link(ended, main, "merge")
    assert book.told("whole") == [("merged_from", "ended", "乙事業", 2023), ("split_into", "part", "丙事業", 2023)]
    assert book.told("part") == [("split_from", "whole", "甲事業", 2023)]
    assert book.told("ended") == [("merged_into", "whole", "甲事業", 2023)]


@pytest.mark.parametrize("status", ["review", "rejected"])
def test_what_is_in_doubt_or_refused_is_no_lineage(book: Book, status: str) -> None:
    whole, part = book.state("whole", 2022, "甲事業"), book.state("part", 2023, "丙事業")
    book.link(whole, part, "split", status)
    assert book.told("whole") == book.told("part") == []


def test_a_part_that_was_stated_beside_the_whole_already_was_not_split_off(book: Book) -> None:
    whole, _, part = book.state("whole", 2022, "甲事業"), book.state("part", 2022, "丙事業"), book.state("part", 2023, "丙事業")
    book.link(whole, part, "split")
    assert book.told("part") == []


def test_what_comes_back_years_after_it_was_merged_was_merged(book: Book) -> None:
    ended, whole, _ = book.state("ended", 2022, "乙事業"), book.state("whole", 2023, "甲事業"), book.state("ended", 2025, "乙事業")
    book.link(ended, whole, "merge")
    assert book.told("ended") == [("merged_into", "whole", "甲事業", 2023)]


def test_what_is_stated_beside_what_it_is_said_to_have_gone_into_was_not_merged(book: Book) -> None:
    ended, whole, _ = book.state("ended", 2022, "乙事業"), book.state("whole", 2023, "甲事業"), book.state("ended", 2023, "乙事業")
    book.link(ended, whole, "merge")
    assert book.told("ended") == []
