"""Fan-out: who is owed which change, once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from storage import Database, migrate, open_database
from storage.fanout import owe_deliveries
from storage.tables import Delivery, Release, StoredChange, StoredMeasure, Subscriber, Subscription

NOW = datetime(2026, 8, 31, 1, 0, tzinfo=UTC)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    migrate(opened)
    with opened.session() as session:
        session.add(Release(url="https://www.mhlw.go.jp/r.pdf", first_seen_at=NOW))
        session.add(StoredMeasure(id="mhlw-2026-0001", name="救急医療体制整備事業", level="measure", created_at=NOW))
        session.flush()
        session.add(
            StoredMeasure(
                id="mhlw-2026-0002",
                name="市町村分",
                level="breakdown",
                parent_id="mhlw-2026-0001",
                parent_name="救急医療体制整備事業",
                created_at=NOW,
            )
        )
    yield opened
    opened.close()


def change(number: int = 1, **fields: Any) -> StoredChange:
    row = {
        "id": f"{number:032x}",
        "noticed_at": NOW,
        "measure_id": "mhlw-2026-0001",
        "name": "救急医療体制整備事業",
        "old_name": None,
        "level": "measure",
        "ministry": "厚生労働省",
        "kind": "amount",
        "basis": "year",
        "field": "amount",
        "before": "1億円",
        "after": "2億円",
        "before_yen": 10**8,
        "after_yen": 2 * 10**8,
        "confidence": 1.0,
        "origin": "live",
        "release_id": 1,
        "evidence": {},
    }
    return StoredChange(**(row | fields))


def subscriber(database: Database, address: str, *wishes: dict[str, Any], status: str = "active") -> int:
    with database.session() as session:
        row = Subscriber(channel="email", address=address, status=status, created_at=NOW)
        session.add(row)
        session.flush()
        for wish in wishes:
            session.add(Subscription(subscriber_id=row.id, created_at=NOW, **wish))
        return row.id


def owed(database: Database, *changes: StoredChange) -> list[int]:
    """The subscribers that are owed something for the changes, each as often as there are rows."""
    with database.session() as session:
        session.add_all(changes)
        owe_deliveries(session, changes, NOW)
        return sorted(session.scalars(select(Delivery.subscriber_id)))


@pytest.mark.parametrize(
    ("wish", "wanted"),
    [
        ({}, True),
        ({"ministry": "厚生労働省"}, True),
        ({"ministry": "文部科学省"}, False),
        ({"measure_id": "mhlw-2026-0001"}, True),
        ({"measure_id": "mhlw-2026-0002"}, False),
        ({"keyword": "救急"}, True),
        ({"keyword": "小児"}, False),
        ({"kinds": ["amount", "rate"]}, True),
        ({"kinds": ["rate"]}, False),
        ({"ministry": "厚生労働省", "keyword": "小児"}, False),
        ({"ended_at": NOW}, False),
    ],
)
def test_every_stated_condition_must_hold(database: Database, wish: dict[str, Any], wanted: bool) -> None:
    who = subscriber(database, "a@example.jp", wish)
    assert owed(database, change()) == ([who] if wanted else [])


def test_a_keyword_ignores_width_and_case_and_finds_the_old_name(database: Database) -> None:
    wide = subscriber(database, "a@example.jp", {"keyword": "ＤＭＡＴ"})
    old = subscriber(database, "b@example.jp", {"keyword": "旧称"})
    assert owed(database, change(name="dmat体制整備事業", old_name="旧称 の 事業")) == sorted([wide, old])


@pytest.mark.parametrize("status", ["pending", "unsubscribed"])
def test_only_active_subscribers_are_owed_anything(database: Database, status: str) -> None:
    subscriber(database, "a@example.jp", {}, status=status)
    assert owed(database, change()) == []


@pytest.mark.parametrize(("origin", "rows"), [("live", 1), ("correction", 1), ("baseline", 0)])
def test_what_is_found_while_filling_in_the_past_is_not_sent(database: Database, origin: str, rows: int) -> None:
    subscriber(database, "a@example.jp", {})
    assert len(owed(database, change(origin=origin))) == rows


def test_a_follower_of_a_measure_hears_of_its_breakdown_lines(database: Database) -> None:
    who = subscriber(database, "a@example.jp", {"measure_id": "mhlw-2026-0001"})
    assert owed(database, change(measure_id="mhlw-2026-0002", level="breakdown", name="市町村分")) == [who]


def test_several_matching_subscriptions_give_one_row_that_names_the_oldest(database: Database) -> None:
    who = subscriber(database, "a@example.jp", {"keyword": "小児"}, {"keyword": "救急"}, {})
    assert owed(database, change()) == [who]
    with database.reading() as session:
        assert session.scalars(select(Subscription.keyword).join(Delivery)).all() == ["救急"]


def test_matching_twice_leaves_one_row(database: Database) -> None:
    subscriber(database, "a@example.jp", {})
    with database.session() as session:
        row = change()
        session.add(row)
        assert [owe_deliveries(session, [row], NOW), owe_deliveries(session, [row], NOW)] == [1, 0]
    with database.session() as session:
        assert owe_deliveries(session, [session.get_one(StoredChange, row.id)], NOW) == 0


def test_matching_concurrently_leaves_one_row(database: Database) -> None:
    subscriber(database, "a@example.jp", {})
    with database.session() as session:
        session.add(change())
    start = threading.Barrier(6)

    def fan_out() -> None:
        start.wait()
        with database.session() as session:
            owe_deliveries(session, session.scalars(select(StoredChange)).all(), NOW)

    threads = [threading.Thread(target=fan_out) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Delivery)) == 1


def test_a_change_and_what_is_owed_for_it_commit_together_or_not_at_all(database: Database) -> None:
    subscriber(database, "a@example.jp", {})

    def stop_after_the_fan_out() -> None:
        with database.session() as session:
            row = change()
            session.add(row)
            owe_deliveries(session, [row], NOW)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop_after_the_fan_out()
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(StoredChange)) == 0
        assert session.scalar(select(func.count()).select_from(Delivery)) == 0


def test_many_changes_for_many_subscribers_are_all_owed(database: Database) -> None:
    for n in range(7):
        subscriber(database, f"{n}@example.jp", {})
    assert len(owed(database, *(change(n) for n in range(200)))) == 1400
