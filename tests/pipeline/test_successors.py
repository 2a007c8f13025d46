"""A file that is uploaded anew under another address is the next edition of the release that is gone, or the same one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from monitor.budget import Origin
from monitor.pipeline import Limits, Outcome, dismiss_hold, release_hold, withdraw
from storage.tables import Delivery, Hold, Release, Source, StoredChange
from tests.pipeline.conftest import Ledger

OLD, NEW, NEWER = (f"https://www.mhlw.go.jp/content/{n}.txt" for n in (1234, 5678, 9012))
NAME = "看護職員研修事業"


@pytest.fixture
def told(ledger: Ledger, press: Any) -> Ledger:
    """A ledger with a reader and this year's release."""
    ledger.subscribe()
    ledger.take(press.overview(2027, press.next_year()), OLD)
    return ledger


def lose(ledger: Ledger, release_id: int = 1) -> None:
    """A look at the release's address is told that it is gone."""
    with ledger.database.session() as session:
        session.get_one(Release, release_id).missing_since = ledger.clock


def sent(ledger: Ledger) -> None:
    with ledger.database.session() as session:
        session.execute(update(Delivery).where(Delivery.state == "pending").values(state="done"))


def upload(ledger: Ledger, press: Any, url: str, rows: Any = None, *, gone: tuple[int, ...] = (), **more: Any) -> Outcome:
    """The list with 95 in place of 80 million yen, or other rows, arrives at an address in a round."""
    rows = press.edited(press.next_year(), **{NAME: 95}) if rows is None else rows
    origin, limits = more.pop("origin", Origin.LIVE), more.pop("limits", None)
    [done] = ledger.round(ledger.parcel(press.overview(2027, rows, **more), url, origin), gone=gone, limits=limits)
    return done.outcome


@pytest.fixture(params=["missing", "told in this round", "withdrawn"])
def gone(request: pytest.FixtureRequest, told: Ledger) -> tuple[int, ...]:
    """The release is not where it was, in each way in which that is known."""
    if request.param == "missing":
        lose(told)
    elif request.param == "withdrawn":
        lose(told)
        withdraw(told.database, [(1, "404")], now=told.clock)
    return (1,) if request.param == "told in this round" else ()


def test_what_replaces_a_file_under_a_new_address_is_its_next_edition(told: Ledger, press: Any, gone: tuple[int, ...]) -> None:
    assert upload(told, press, NEW, gone=gone) is Outcome.REPLACED
    holding = [row for row in told.rows(StoredChange) if row.superseded_at is None]
    assert [(row.kind, row.basis, row.origin, row.before, row.after) for row in holding] == [
        ("amount", "revision", "live", "80百万円", "95百万円")
    ]
    assert (holding[0].evidence["before"]["url"], holding[0].evidence["after"]["url"]) == (OLD, NEW)
    assert told.rows(Delivery, "state", change_id=holding[0].id) == [("pending",)]
    assert told.count(Delivery, state="pending") == 1
    assert told.rows(Release, "moved_to", "withdrawn_at") == [(2, None), (None, None)]


def test_the_changes_are_those_that_the_old_address_would_have_given(embedded: Ledger, press: Any) -> None:
    """Whatever the new address changes, and however often: the ids are the same."""
    texts = [press.overview(2027, press.next_year()), press.overview(2027, press.edited(press.next_year()[:5], **{NAME: 95}))]
    embedded.subscribe()
    embedded.take(press.overview(2026), "https://www.mhlw.go.jp/r8.txt")
    ids = []
    for urls in ((OLD,) * 4, (OLD, NEW, NEWER, NEWER)):
        own = f"?{len(ids)}"
        last = 0
        for url, text in zip(urls, (*texts, *texts), strict=True):
            known = dict(embedded.rows(Release, "url", "id")).get(url + own)
            embedded.round(embedded.parcel(text, url + own, source_id=None), gone=() if known or not last else (last,))
            last = dict(embedded.rows(Release, "url", "id"))[url + own]
        ids.append(sorted((row.id, row.superseded_at is None) for row in embedded.rows(StoredChange)))
        if len(ids) == 1:
            with embedded.database.session() as session:
                for table in ("deliveries", "changes", "links"):
                    session.connection().exec_driver_sql(f"DELETE FROM {table}")
                session.connection().exec_driver_sql("UPDATE releases SET source_id = NULL, moved_to = NULL")
                session.connection().exec_driver_sql("DELETE FROM entries WHERE edition_id > 1")
                session.connection().exec_driver_sql("DELETE FROM editions WHERE id > 1")
                session.connection().exec_driver_sql("DELETE FROM releases WHERE id > 1")
    assert ids[0] == ids[1]


def test_nothing_is_told_of_the_old_address_afterwards(told: Ledger, press: Any) -> None:
    upload(told, press, NEW, gone=(1,))
    [done] = withdraw(told.database, [(1, "404")], now=told.clock)
    assert (done.outcome, done.changes) == (Outcome.UNCHANGED, 0)
    assert told.count(StoredChange) == 1


def test_the_next_year_is_compared_with_the_new_address_alone(told: Ledger, press: Any) -> None:
    upload(told, press, NEW, gone=(1,))
    after = press.overview(2028, press.next_year(press.edited(press.rows, **{NAME: 95})))
    told.take(after, "https://www.mhlw.go.jp/r10.txt")
    assert told.count(StoredChange) == 1


def test_who_was_told_that_it_was_withdrawn_is_told_that_it_is_there_again(told: Ledger, press: Any) -> None:
    lose(told)
    withdraw(told.database, [(1, "404")], now=told.clock)
    sent(told)
    upload(told, press, NEW)
    back = told.rows(StoredChange, origin="correction")
    assert sorted(row.name for row in back) == sorted(row[0] for row in press.rows)
    assert {row.kind for row in back} == {"appeared"}
    assert {row.evidence["before"]["url"] for row in back} == {OLD}
    assert told.count(Delivery, state="pending") == len(press.rows) + 1


@pytest.mark.parametrize("tail", [b"", b"\n\n"])
def test_a_withdrawn_release_whose_content_arrives_elsewhere_has_moved(told: Ledger, press: Any, tail: bytes) -> None:
    lose(told)
    withdraw(told.database, [(1, "404")], now=told.clock)
    sent(told)
    [done] = told.round(told.parcel(press.overview(2027, press.next_year()) + tail, NEW))
    assert done.outcome is Outcome.RESAVED
    assert told.rows(Release, "moved_to", "withdrawn_at") == [(2, None), (None, None)]
    assert None not in {row.superseded_at for row in told.rows(StoredChange, kind="withdrawn")}
    assert len(told.changes(kind="appeared", origin="correction")) == len(press.rows)
    assert told.count(Delivery, state="pending") == len(press.rows)


def test_a_missing_release_whose_content_arrives_elsewhere_has_moved(told: Ledger, press: Any) -> None:
    assert upload(told, press, NEW, press.next_year(), gone=(1,)) is Outcome.RESAVED
    assert told.rows(Release, "moved_to") == [(2,), (None,)]
    assert told.count(StoredChange) == 0


def test_one_that_is_still_there_is_not_replaced(told: Ledger, press: Any) -> None:
    assert upload(told, press, NEW) is Outcome.NEW
    assert (told.rows(Release, "moved_to"), told.count(StoredChange)) == ([(None,), (None,)], 0)


OTHERS = [(f"別の{name}事業", 70, 70) for name in ("相談体制", "調査研究", "広報啓発", "人材育成")]


@pytest.mark.parametrize(
    "what",
    [
        {"bureau": "健康局"},
        {"stage": "予算案"},
        {"own": 2, "others": 2},
        {"own": 3, "others": 4},
    ],
    ids=["another bureau", "another stage", "a third of the old one", "less than half of the new one"],
)
def test_another_list_does_not_replace_it(told: Ledger, press: Any, what: dict[str, Any]) -> None:
    rows = press.edited(press.next_year(), **{NAME: 95})
    own, others = what.get("own", len(rows)), what.get("others", 0)
    more = {key: value for key, value in what.items() if key in ("bureau", "stage")}
    assert upload(told, press, NEW, [*rows[:own], *OTHERS[:others]], gone=(1,), **more) is Outcome.NEW
    assert told.rows(Release, "moved_to") == [(None,), (None,)]
    assert told.changes(basis="revision") == []


def test_half_of_it_on_both_sides_is_enough(told: Ledger, press: Any) -> None:
    rows = [*press.edited(press.next_year(), **{NAME: 95})[:4], *OTHERS[:3]]
    assert upload(told, press, NEW, rows, gone=(1,), limits=Limits(fewest_lost=9)) is Outcome.REPLACED


def test_another_source_does_not_replace_it(told: Ledger, press: Any) -> None:
    with told.database.session() as session:
        session.add(Source(id="x", url="https://x.example/", kind="index", created_at=told.clock, next_check_at=told.clock))
    data = press.overview(2027, press.edited(press.next_year(), **{NAME: 95}))
    [done] = told.round(told.parcel(data, NEW, source_id="x"), gone=(1,))
    assert (done.outcome, told.count(StoredChange)) == (Outcome.NEW, 0)


def test_what_fills_in_the_past_replaces_nothing(told: Ledger, press: Any) -> None:
    assert upload(told, press, NEW, gone=(1,), origin=Origin.BASELINE) is Outcome.NEW
    assert told.count(StoredChange) == 0


def test_one_list_is_replaced_by_one(told: Ledger, press: Any) -> None:
    upload(told, press, NEW, gone=(1,))
    assert upload(told, press, NEWER, press.edited(press.next_year(), **{NAME: 99}), gone=(1,)) is Outcome.NEW
    assert told.changes(basis="revision") == [("amount", NAME, "80百万円", "95百万円")]


def test_what_loses_too_much_is_held_as_a_revision_is(told: Ledger, press: Any) -> None:
    rows = [*press.next_year()[:3], *OTHERS[:1]]
    assert upload(told, press, NEW, rows, gone=(1,)) is Outcome.HELD
    lose(told)
    [waits] = withdraw(told.database, [(1, "404")], now=told.clock)
    assert (waits.outcome, waits.hold_id) == (Outcome.HELD, 1), "nothing is withdrawn while its next edition waits"
    release_hold(told.database, told.captures, 1, "佐藤", told.clock)
    assert sorted(kind for kind, *_ in told.changes(basis="revision")) == ["appeared", *["disappeared"] * 3]
    assert told.rows(Release, "moved_to", url=OLD) == told.rows(Release, "id", url=NEW)


def test_a_dismissed_next_edition_keeps_nothing_from_being_withdrawn(told: Ledger, press: Any) -> None:
    upload(told, press, NEW, [*press.next_year()[:3], *OTHERS[:1]], gone=(1,))
    dismiss_hold(told.database, 1, "佐藤", told.clock)
    told.clock += timedelta(hours=1)
    lose(told)
    [done] = withdraw(told.database, [(1, "404")], now=told.clock)
    assert (done.outcome, told.rows(Hold, "decision")) == (Outcome.WITHDRAWN, [("dismissed",)])
