"""What the reader is not sure of is kept, counted and sent to nobody. And 再掲, which is no measure of its own."""

from __future__ import annotations

from typing import Any

from monitor.budget import REVIEW_BELOW
from storage.tables import Delivery, StoredChange, StoredEntry, StoredMeasure

ODD = "救急医療体制（整備に要する"
"""A name that was broken off, and money that grew a thousandfold: no reader should believe it."""


def test_what_is_not_read_surely_is_kept_and_counted_and_its_change_is_sent_to_nobody(ledger: Any, press: Any) -> None:
    ledger.subscribe()
    rows = [*press.rows, (ODD, 9_000, 9)]
    first = ledger.take(press.overview(rows=rows))
    [(confidence,)] = ledger.rows(StoredEntry, "confidence", amount_yen=9_000_000_000)
    assert (confidence < REVIEW_BELOW, first.unsure) == (True, 1)
    done = ledger.take(press.overview(rows=[*press.edited(press.rows, 看護職員研修事業=95), (ODD, 8_000, 9)]))
    assert (done.changes, done.unsure) == (2, 1)
    told = {change.id: change.name for change in ledger.rows(StoredChange)}
    assert [told[change_id] for (change_id,) in ledger.rows(Delivery, "change_id")] == ["看護職員研修事業"]


def test_a_sure_reading_leaves_nothing_waiting(ledger: Any, press: Any) -> None:
    assert ledger.take(press.overview()).unsure == 0


def test_a_reprise_is_a_statement_of_its_original_and_no_measure_of_its_own(ledger: Any, press: Any) -> None:
    ledger.take(press.overview(rows=[*press.rows, ("看護職員研修事業（再掲）", 80, 80)]))
    assert ledger.count(StoredMeasure) == len(press.rows)
    rows = [row for row in ledger.rows(StoredEntry) if row.name == "看護職員研修事業"]
    first, again = sorted(rows, key=lambda row: row.ordinal)
    assert (first.measure_id, first.body["reprise_of"]) == (again.measure_id, None)
    assert again.body["reprise_of"] == first.body["id"]
