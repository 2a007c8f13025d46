"""A release that is there no more was withdrawn, which is news of what it alone stated, or it has moved, which is none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from monitor.budget import Origin
from monitor.pipeline import Gone, Limits, Outcome, dismiss_hold, put_back, release_hold, withdraw
from storage.tables import Delivery, Hold, Release, StoredChange
from tests.pipeline.conftest import Ledger

R7, R8 = "https://www.mhlw.go.jp/r7.txt", "https://www.mhlw.go.jp/r8.txt"
MOVED = "https://www.mhlw.go.jp/archive/r7.txt"
WHY = "404 in 3 rounds since 2026-08-30"


def remove(ledger: Ledger, *urls: str, limits: Limits | None = None) -> list[Gone]:
    """The addresses of these releases say that they are gone, an hour after what was before."""
    ledger.clock += timedelta(hours=1)
    ids = dict(ledger.rows(Release, "url", "id"))
    with ledger.database.session() as session:
        for url in urls:
            release = session.get_one(Release, ids[url])
            release.missing_since = release.missing_since or ledger.clock
    return withdraw(ledger.database, [(ids[url], WHY) for url in urls], limits=limits or Limits(), now=ledger.clock)


def bring_back(ledger: Ledger, url: str) -> None:
    ledger.clock += timedelta(hours=1)
    put_back(ledger.database, dict(ledger.rows(Release, "url", "id"))[url], ledger.clock)


@pytest.fixture
def told(ledger: Ledger, press: Any) -> Ledger:
    """A ledger with a reader and this year's release; the fiscal year of the clock is 2026."""
    ledger.subscribe()
    ledger.take(press.overview(2027, press.next_year()), R8)
    return ledger


def test_what_a_withdrawn_release_alone_stated_is_told_as_withdrawn(told: Ledger, press: Any) -> None:
    [gone] = remove(told, R8)
    assert (gone.outcome, gone.changes) == (Outcome.WITHDRAWN, len(press.rows))
    assert told.count(Delivery, state="pending") == len(press.rows)
    row = next(row for row in told.rows(StoredChange) if row.name == "看護職員研修事業")
    assert (row.kind, row.basis, row.origin, row.field) == ("withdrawn", "revision", "live", "measure")
    assert (row.before, row.after, row.before_yen, row.after_yen) == ("80百万円", None, 80_000_000, None)
    [release] = told.rows(Release)
    assert (release.withdrawn_at, release.withdrawn_why) == (told.clock, WHY)


def test_the_evidence_is_the_last_printed_place_and_since_when_there_is_nothing(told: Ledger) -> None:
    with told.database.session() as session:
        session.get_one(Release, 1).missing_since = told.clock
    missing = told.clock
    remove(told, R8)
    row = next(row for row in told.rows(StoredChange) if row.name == "看護職員研修事業")
    before, after = row.evidence["before"], row.evidence["after"]
    lines = told.captures.get(before["sha256"]).decode().split("\n")
    assert (before["url"], lines[before["line"] - 1]) == (R8, "看護職員研修事業")
    assert (after["url"], after["sha256"], after["missing_since"]) == (R8, None, missing.isoformat())


def test_a_release_is_withdrawn_once(told: Ledger, press: Any) -> None:
    remove(told, R8)
    [again] = remove(told, R8)
    assert (again.outcome, again.reason) == (Outcome.UNCHANGED, "it was gone already")
    assert told.count(Delivery) == len(press.rows)


def test_what_another_release_states_for_the_same_budget_is_not_withdrawn(told: Ledger, press: Any) -> None:
    told.take(press.overview(2027, press.next_year()[:4]), "https://www.mhlw.go.jp/part.txt")
    [gone] = remove(told, R8)
    assert (gone.outcome, gone.changes) == (Outcome.WITHDRAWN, 2)
    assert {name for _, name, _, _ in told.changes(kind="withdrawn")} == {row[0] for row in press.rows[4:]}


def test_a_request_that_is_taken_down_after_the_draft_came_out_is_no_news(told: Ledger, press: Any) -> None:
    told.take(press.overview(2027, press.next_year(), stage="予算案"), "https://www.mhlw.go.jp/draft.txt")
    [gone] = remove(told, R8)
    assert (gone.outcome, gone.changes) == (Outcome.WITHDRAWN, 0)


def test_what_two_withdrawn_releases_state_is_told_once(told: Ledger, press: Any) -> None:
    told.take(press.overview(2027, press.next_year()[:4]), "https://www.mhlw.go.jp/part.txt")
    remove(told, R8, "https://www.mhlw.go.jp/part.txt")
    assert len(told.changes(kind="withdrawn")) == len(press.rows)


def test_what_is_taken_down_of_years_that_are_over_is_told_to_nobody(ledger: Ledger, press: Any) -> None:
    ledger.subscribe()
    ledger.take(press.overview(2025), R7)
    [gone] = remove(ledger, R7)
    assert (gone.outcome, gone.changes, ledger.count(Delivery)) == (Outcome.WITHDRAWN, len(press.rows), 0)
    assert {row.origin for row in ledger.rows(StoredChange)} == {"baseline"}


@pytest.mark.parametrize("tail", [b"", b"\n\n"])
def test_the_same_content_at_another_address_has_moved(told: Ledger, press: Any, tail: bytes) -> None:
    told.take(press.overview(2027, press.next_year()) + tail, MOVED)
    [gone] = remove(told, R8)
    assert (gone.outcome, gone.changes, gone.reason) == (Outcome.MOVED, 0, f"its content is at {MOVED}")
    assert [(row.moved_to, row.withdrawn_at) for row in told.rows(Release)] == [(2, None), (None, None)]
    assert (told.count(StoredChange), told.count(Delivery)) == (0, 0)


def test_what_was_owed_of_a_release_that_moves_is_owed_still(told: Ledger, press: Any) -> None:
    corrected = press.overview(2027, press.edited(press.next_year(), 看護職員研修事業=95))
    told.take(corrected, R8)
    told.take(corrected, MOVED)
    remove(told, R8)
    assert told.rows(Delivery, "state") == [("pending",)]
    assert [row.superseded_at for row in told.rows(StoredChange)] == [None]


def test_a_release_that_moved_is_replaced_at_its_new_address(told: Ledger, press: Any) -> None:
    told.take(press.overview(2027, press.next_year()), MOVED)
    remove(told, R8)
    told.take(press.overview(2027, press.edited(press.next_year(), 看護職員研修事業=95)), MOVED)
    assert told.changes() == [("amount", "看護職員研修事業", "80百万円", "95百万円")]
    told.take(
        press.overview(2028, press.next_year(press.edited(press.rows, 看護職員研修事業=95))), "https://www.mhlw.go.jp/r10.txt"
    )
    assert len(told.changes()) == 1, "the year after is compared with what the new address says, not with what the old one said"


def test_what_moved_and_comes_back_is_there_again(told: Ledger, press: Any) -> None:
    told.take(press.overview(2027, press.next_year()), MOVED)
    remove(told, R8)
    told.take(press.overview(2027, press.next_year()), R8)
    assert [row.moved_to for row in told.rows(Release)] == [None, None]
    assert [gone.outcome for gone in remove(told, MOVED)] == [Outcome.MOVED]


def test_what_is_put_back_was_not_withdrawn_and_who_was_not_told_yet_is_not_told(told: Ledger, press: Any) -> None:
    remove(told, R8)
    bring_back(told, R8)
    assert {row.superseded_at for row in told.rows(StoredChange)} == {told.clock}
    assert {state for (state,) in told.rows(Delivery, "state")} == {"suppressed"}
    assert [row.withdrawn_at for row in told.rows(Release)] == [None]


@pytest.mark.parametrize("bytes_again", [True, False])
def test_a_release_that_answers_is_put_back_by_that(told: Ledger, press: Any, bytes_again: bool) -> None:
    remove(told, R8)
    amount = 80 if bytes_again else 95
    told.take(press.overview(2027, press.edited(press.next_year(), 看護職員研修事業=amount)), R8)
    assert [row.withdrawn_at for row in told.rows(Release)] == [None]
    assert len([row for row in told.rows(StoredChange, kind="withdrawn") if row.superseded_at is None]) == 0
    assert len(told.changes(kind="amount")) == (0 if bytes_again else 1)


def test_what_nothing_lists_any_more_stays_withdrawn_while_its_address_goes_on_giving_it(told: Ledger, press: Any) -> None:
    withdraw(told.database, [(1, "no index page lists it any more")], now=told.clock)
    before = (told.count(StoredChange), told.count(Delivery))
    for _ in range(2):
        told.take(press.overview(2027, press.next_year()), R8)
        withdraw(told.database, [(1, "no index page lists it any more")], now=told.clock)
    assert (told.count(StoredChange), told.count(Delivery)) == before
    assert {row.superseded_at for row in told.rows(StoredChange)} == {None}


def test_what_is_withdrawn_again_is_news_again(told: Ledger, press: Any) -> None:
    for _ in range(2):
        remove(told, R8)
        bring_back(told, R8)
    remove(told, R8)
    holding = [row for row in told.rows(StoredChange) if row.superseded_at is None]
    assert (told.count(StoredChange), len(holding)) == (3 * len(press.rows), len(press.rows))


def test_the_year_after_is_compared_with_what_a_withdrawn_release_stated(told: Ledger, press: Any) -> None:
    remove(told, R8)
    nxt = press.overview(2028, press.edited(press.next_year(press.next_year()), 看護職員研修事業=95))
    told.take(nxt, "https://www.mhlw.go.jp/r10.txt")
    assert told.changes(basis="year") == [("amount", "看護職員研修事業", "80百万円", "95百万円")]


def test_a_new_release_that_states_what_was_withdrawn_takes_the_withdrawal_back(told: Ledger, press: Any) -> None:
    remove(told, R8)
    told.take(press.overview(2027, press.next_year()[:5], bureau="健康局"), "https://www.mhlw.go.jp/new.txt")
    holding = [row.name for row in told.rows(StoredChange, kind="withdrawn") if row.superseded_at is None]
    assert holding == [press.rows[5][0]]


@pytest.fixture
def site(ledger: Ledger, press: Any) -> list[str]:
    """Six releases of one ministry, of which nobody is told yet."""
    ledger.subscribe()
    urls = [f"https://www.mhlw.go.jp/{n}.txt" for n in range(6)]
    for n, url in enumerate(urls):
        rows = [(f"{'甲乙丙丁戊己'[n]}{name}", amount, amount) for name, amount, _ in press.rows]
        ledger.take(press.overview(2027, rows, bureau=f"{'甲乙丙丁戊己'[n]}政局"), url, origin=Origin.BASELINE)
    return urls


def test_a_site_that_loses_much_at_once_is_held(ledger: Ledger, site: list[str]) -> None:
    gone = remove(ledger, *site[:3])
    assert [(one.outcome, one.reason) for one in gone] == [(Outcome.HELD, "it lost 3 of the 6 that were there before")] * 3
    assert (ledger.count(StoredChange), ledger.count(Delivery)) == (0, 0)
    assert {row.withdrawn_at for row in ledger.rows(Release)} == {None}
    assert [one.hold_id for one in remove(ledger, *site[:3])] == [one.hold_id for one in gone], "the same is not held twice"


def test_two_that_go_are_told(ledger: Ledger, site: list[str]) -> None:
    assert [one.outcome for one in remove(ledger, *site[:2])] == [Outcome.WITHDRAWN] * 2


def test_withdrawals_that_are_released_are_told(ledger: Ledger, site: list[str], press: Any) -> None:
    gone = remove(ledger, *site[:3])
    done = release_hold(ledger.database, ledger.captures, gone[1].hold_id or 0, "佐藤", ledger.clock)
    assert (done.holds, [one.outcome for one in done.done]) == ((1, 2, 3), [Outcome.WITHDRAWN] * 3)
    assert ledger.count(Delivery) == 3 * len(press.rows)


def test_a_withdrawal_that_is_dismissed_is_not_asked_again_before_the_release_was_there_again(
    ledger: Ledger, site: list[str]
) -> None:
    gone = remove(ledger, *site[:3])
    for one in gone:
        dismiss_hold(ledger.database, one.hold_id or 0, "佐藤", ledger.clock)
    assert [one.outcome for one in remove(ledger, *site[:3])] == [Outcome.UNCHANGED] * 3
    bring_back(ledger, site[0])
    assert [one.outcome for one in remove(ledger, site[0])] == [Outcome.WITHDRAWN]


def test_what_answers_again_overtakes_its_held_withdrawal(ledger: Ledger, site: list[str]) -> None:
    remove(ledger, *site[:3])
    bring_back(ledger, site[0])
    assert ledger.rows(Hold, "decision") == [("overtaken",), (None,), (None,)]
