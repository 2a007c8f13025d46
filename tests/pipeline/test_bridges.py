"""Two measures that a year between them shows to be one: ids, changes, subscriptions, and a person who says otherwise."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from monitor.pipeline.decisions import Judge, reject_link
from monitor.pipeline.undoing import undo_decision
from storage.decisions import standing_measure
from storage.tables import Delivery, StoredChange, StoredEntry, StoredLink, StoredMeasure

OLD, NEW = "救急医療体制整備事業", "三次救急診療機能強化事業"
NEIGHBOURS = (("看護職員研修事業", 80), ("病院情報基盤整備費", 610), ("小児患者搬送調整事業", 45), ("難病相談窓口設置費", 23))
REST = [(name, amount, amount) for name, amount in NEIGHBOURS]


def take(ledger: Any, press: Any, year: int, name: str, amount: int, prior: int) -> None:
    ledger.take(press.overview(year, [*REST, (name, amount, prior)]), f"https://www.mhlw.go.jp/{year}.txt")


@pytest.fixture
def bridged(ledger: Any, press: Any) -> Any:
    """A measure of 2021, one of another name of 2023, then the year between: the old name, and the money of which 2023 tells."""
    take(ledger, press, 2021, OLD, 1500, 1490)
    take(ledger, press, 2023, NEW, 1600, 1517)
    assert len(measures(ledger)) == 2
    ledger.subscribe(measure_id=of(ledger, NEW))
    take(ledger, press, 2022, OLD, 1517, 1500)
    return ledger


def measures(ledger: Any) -> set[str]:
    """The measures that are stated under either name."""
    return {of(ledger, name) for name in (OLD, NEW)}


def of(ledger: Any, name: str) -> str:
    [measure] = {measure for (measure,) in ledger.rows(StoredEntry, "measure_id", name=name)}
    return str(measure)


def test_both_are_one_and_the_id_that_was_joined_stands_for_it(bridged: Any) -> None:
    [kept] = measures(bridged)
    assert kept == "mhlw-2021-0005"
    with bridged.database.reading() as session:
        standing = standing_measure(session, "mhlw-2023-0001")
        assert standing is not None
        assert (standing.id, standing.name) == (kept, NEW)
    assert bridged.count(StoredMeasure, joined_into=None) == len(REST) + 1


def test_the_years_are_compared_as_if_they_had_come_in_order(bridged: Any) -> None:
    told = {(row.fiscal_year, row.kind, row.before, row.after) for row in bridged.rows(StoredChange, superseded_at=None)}
    assert told == {
        (2022, "amount", "1,500百万円", "1,517百万円"),
        (2023, "amount", "1,517百万円", "1,600百万円"),
        (2023, "renamed", OLD, NEW),
    }
    assert {row.measure_id for row in bridged.rows(StoredChange)} == measures(bridged)


def test_who_followed_the_joined_measure_follows_the_one_it_is(bridged: Any, press: Any) -> None:
    take(bridged, press, 2024, NEW, 1650, 1600)
    told = {change for (change,) in bridged.rows(Delivery, "change_id")}
    assert told == {row.id for row in bridged.rows(StoredChange, fiscal_year=2024)}
    assert len(told) == 1


def test_a_person_can_refuse_the_joining_and_take_that_back(bridged: Any) -> None:
    with bridged.database.reading() as session:
        newer = select(StoredEntry.id).where(StoredEntry.name == NEW)
        link = session.scalars(select(StoredLink).where(StoredLink.next_entry_id.in_(newer), StoredLink.status == "accepted")).one()
    before = measures(bridged)
    decision = reject_link(bridged.database, link.id, Judge("山田", bridged.clock + timedelta(minutes=1)))
    assert measures(bridged) == {"mhlw-2021-0005", "mhlw-2023-0001"}
    undo_decision(bridged.database, decision.id, Judge("山田", bridged.clock + timedelta(minutes=2)))
    assert measures(bridged) == before


def test_what_stands_side_by_side_in_a_year_is_never_joined(embedded: Any, press: Any) -> None:
    both = [*REST, (OLD, 1500, 1490), (NEW, 1600, 1590)]
    embedded.take(press.overview(2020, both), "https://www.mhlw.go.jp/2020.txt")
    take(embedded, press, 2021, OLD, 1517, 1500)
    take(embedded, press, 2023, NEW, 1600, 1530)
    take(embedded, press, 2022, OLD, 1530, 1517)
    assert len(measures(embedded)) == 2
