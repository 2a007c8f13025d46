"""What a decision makes untrue is told to nobody who has not heard of it."""

from __future__ import annotations

from datetime import timedelta

from monitor.pipeline.decisions import reject_link
from monitor.pipeline.undoing import undo_decision
from notifiers import ledger as deliveries
from storage.fanout import OVERRULED
from storage.tables import Delivery
from tests.pipeline.conftest import Ledger, next_year, overview
from tests.pipeline.test_decisions import LIKELY, OLD, R7, R8, called, judge, link_to

MINUTES = timedelta(minutes=5)


def told(ledger: Ledger, worker: str = "w") -> set[tuple[str, str]]:
    """Kind and name of what the one subscriber is about to be told."""
    claimed = deliveries.claim(ledger.database, 1, "email", now=ledger.clock, worker=worker, lease=MINUTES)
    return {(one.kind, one.name) for one in claimed.parcel.news} if claimed and claimed.parcel else set()


def test_what_a_rejected_link_had_found_is_not_told_any_more(ledger: Ledger) -> None:
    ledger.take(overview(), R7)
    ledger.subscribe()
    ledger.take(overview(2026, called(LIKELY)), R8)
    assert ledger.count(Delivery, state="pending") == 2
    reject_link(ledger.database, link_to(ledger, LIKELY, "accepted"), judge(ledger))
    assert set(ledger.rows(Delivery, "reason", state="suppressed")) == {(OVERRULED,)}
    assert told(ledger) == {("appeared", LIKELY), ("disappeared", OLD)}


def test_what_was_about_to_be_composed_is_not_told_either(ledger: Ledger) -> None:
    ledger.take(overview(), R7)
    ledger.subscribe()
    ledger.take(overview(2026, called(LIKELY)), R8)
    assert told(ledger, "slow") == {("amount", LIKELY), ("renamed", LIKELY)}
    reject_link(ledger.database, link_to(ledger, LIKELY, "accepted"), judge(ledger))
    deliveries.hand_back_expired(ledger.database, ledger.clock + 2 * MINUTES)
    assert told(ledger) == {("appeared", LIKELY), ("disappeared", OLD)}


def test_it_is_told_after_all_once_the_decision_is_taken_back(ledger: Ledger) -> None:
    ledger.take(overview(), R7)
    ledger.subscribe()
    ledger.take(overview(2026, called(LIKELY)), R8)
    decision = reject_link(ledger.database, link_to(ledger, LIKELY, "accepted"), judge(ledger))
    undo_decision(ledger.database, decision.id, judge(ledger))
    assert told(ledger) == {("amount", LIKELY), ("renamed", LIKELY)}


def test_a_split_that_a_later_list_disproved_is_not_told(ledger: Ledger) -> None:
    ledger.take(overview(), R7)
    ledger.subscribe()
    parts = [("救急医療体制整備事業", 700, 700), ("救急医療体制搬送整備", 800, 800)]
    ledger.take(overview(2026, [row for row in next_year() if row[0] != OLD] + parts), R8)
    rest = [("血液製剤確保", 5, 5), ("献血推進", 6, 6)]
    ledger.take(overview(2025, [("救急医療体制搬送整備", 800, 790), *rest]), "https://www.mhlw.go.jp/r7b.txt")
    assert "split" not in {kind for kind, _ in told(ledger)}
