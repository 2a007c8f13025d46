"""Taking in captures: what is recorded, what is a change, and what is neither."""

from __future__ import annotations

import multiprocessing
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

import monitor.parse.contents
import monitor.pipeline.intake
import monitor.pipeline.releases
import storage.database
from monitor.budget import Origin
from monitor.parse import PARSER_VERSION
from monitor.pipeline import Outcome, ingest
from storage import CaptureStore, StorageError, migrate, open_database
from storage.tables import (
    Capture,
    Delivery,
    Edition,
    Release,
    StoredChange,
    StoredEntry,
    StoredLink,
    StoredMeasure,
)

URL = "https://www.mhlw.go.jp/r7.txt"
NEXT = "https://www.mhlw.go.jp/r8.txt"
COPY = "https://www.e-gov.go.jp/copy.txt"
AT = datetime(2026, 9, 1, tzinfo=UTC)


def test_a_first_edition_gives_measures_with_permanent_ids_and_no_change(ledger: Any, press: Any) -> None:
    done = ledger.take(press.overview())
    assert (done.outcome, done.entries, done.changes) == (Outcome.NEW, len(press.rows), 0)
    assert sorted(ledger.rows(StoredMeasure, "id")) == [(f"mhlw-2025-{n:04d}",) for n in range(1, len(press.rows) + 1)]
    [release] = ledger.rows(Release)
    assert (release.ministry, release.bureau, release.fiscal_year, release.stage) == ("厚生労働省", "医政局", 2025, "request")
    assert release.status == "read"


def test_the_same_bytes_again_change_nothing(ledger: Any, press: Any) -> None:
    first = ledger.take(press.overview())
    again = ledger.take(press.overview())
    assert again.outcome is Outcome.UNCHANGED
    assert (again.release_id, again.edition_id) == (first.release_id, first.edition_id)
    assert [ledger.count(table) for table in (Capture, Release, Edition, StoredChange)] == [1, 1, 1, 0]
    assert ledger.rows(Release)[0].last_checked_at == ledger.clock


def test_a_file_that_was_only_saved_again_is_no_change(ledger: Any, press: Any) -> None:
    ledger.take(press.overview())
    done = ledger.take(press.overview() + b"\n\n\n")
    assert done.outcome is Outcome.RESAVED
    assert ledger.rows(Edition, "number", "status") == [(1, "read"), (2, "resaved")]
    assert ledger.count(StoredChange) == 0
    assert ledger.count(StoredEntry) == len(press.rows)


def test_a_silent_replacement_with_one_other_figure_is_one_change(ledger: Any, press: Any) -> None:
    ledger.take(press.overview())
    done = ledger.take(press.overview(rows=press.edited(press.rows, 看護職員研修事業=95)))
    assert (done.outcome, done.changes, done.kinds) == (Outcome.REPLACED, 1, {"amount": 1})
    assert ledger.changes(basis="revision") == [("amount", "看護職員研修事業", "80百万円", "95百万円")]
    [change] = ledger.rows(StoredChange)
    assert (change.before_yen, change.after_yen, change.fiscal_year, change.stage) == (80_000_000, 95_000_000, 2025, "request")


def test_a_change_points_at_the_line_in_both_captures(ledger: Any, press: Any) -> None:
    ledger.take(press.overview())
    ledger.take(press.overview(rows=press.edited(press.rows, 看護職員研修事業=95)))
    [change] = ledger.rows(StoredChange)
    for side, figure in (("before", "80百万円"), ("after", "95百万円")):
        place = change.evidence[side]
        assert place["url"] == "https://www.mhlw.go.jp/r7.txt"
        lines = ledger.captures.get(place["sha256"]).decode().split("\n")
        assert lines[place["line"] - 1] == "看護職員研修事業"
        assert figure in lines[place["line"] + 1]
    with ledger.database.reading() as session:
        assert session.get_one(StoredEntry, change.before_entry_id).amount_yen == 80_000_000
        assert session.get_one(StoredEntry, change.after_entry_id).amount_yen == 95_000_000


def test_a_revision_can_take_a_measure_away_and_bring_one(ledger: Any, press: Any) -> None:
    ledger.take(press.overview())
    ledger.take(press.overview(rows=[*press.rows[1:], ("遠隔画像診断普及調査", 12, 0)]))
    assert ledger.changes() == [
        ("appeared", "遠隔画像診断普及調査", None, "12百万円"),
        ("disappeared", "医師確保支援事業", "120百万円", None),
    ]


def test_every_replacement_is_told_however_often_it_is_put_back(ledger: Any, press: Any) -> None:
    ledger.subscribe()
    other = press.overview(rows=press.edited(press.rows, 看護職員研修事業=95))
    for times, data in enumerate([press.overview(), other, press.overview(), other, press.overview()]):
        ledger.take(data)
        assert (ledger.count(StoredChange), ledger.count(Delivery)) == (times, times)
        ledger.take(data)
        assert (ledger.count(StoredChange), ledger.count(Delivery)) == (times, times)


def test_a_copy_that_goes_through_the_same_replacements_tells_none_of_them_again(embedded: Any, press: Any) -> None:
    other = press.overview(rows=press.edited(press.rows, 看護職員研修事業=95))
    for url in (URL, COPY):
        for data in (press.overview(), other, press.overview(), other):
            embedded.take(data, url)
        assert embedded.count(StoredChange) == 3


def comparisons(ledger: Any) -> list[tuple[str | None, str | None, str, bool]]:
    """Before, after, origin and whether it holds of the recorded comparisons with the year before."""
    rows = ledger.rows(StoredChange, "noticed_at", "before", "after", "origin", "superseded_at", basis="year")
    return [
        (before, after, origin, superseded is None) for _, before, after, origin, superseded in sorted(rows, key=lambda row: row[0])
    ]


def test_a_revision_corrects_the_comparison_with_the_year_before_and_is_told_once(ledger: Any, press: Any) -> None:
    ledger.subscribe()
    ledger.take(press.overview())
    for amount in (95, 90):
        ledger.take(press.overview(2026, press.edited(press.next_year(), 看護職員研修事業=amount)), NEXT)
    assert comparisons(ledger) == [("80百万円", "95百万円", "live", False), ("80百万円", "90百万円", "correction", True)]
    told = {change for (change,) in ledger.rows(Delivery, "change_id")}
    assert sorted(row.basis for row in ledger.rows(StoredChange) if row.id in told) == ["revision", "year"]
    assert len(told) == 2


def test_a_comparison_that_a_revision_undoes_holds_no_more_until_it_is_put_back(embedded: Any, press: Any) -> None:
    embedded.take(press.overview())
    raised = press.overview(2026, press.edited(press.next_year(), 看護職員研修事業=95))
    for data, holds in ((raised, True), (press.overview(2026, press.next_year()), False), (raised, True)):
        embedded.take(data, NEXT)
        assert comparisons(embedded) == [("80百万円", "95百万円", "live", holds)]


def test_a_revision_inside_the_rounding_of_its_edition_can_leave_that_of_the_year_before(ledger: Any, press: Any) -> None:
    ledger.subscribe()
    rows = [("医師確保支援事業", 154, 100), *press.rows[1:]]
    nxt = press.overview(2026, press.next_year(rows))
    ledger.take(press.overview(rows=rows))
    ledger.take(nxt.replace("154百万円(154".encode(), "1.5億円(154".encode()), NEXT)
    assert ledger.count(StoredChange) == 0
    ledger.take(nxt.replace("154百万円(154".encode(), "146百万円(154".encode()), NEXT)
    assert comparisons(ledger) == [("154百万円", "146百万円", "correction", True)]
    assert ledger.count(Delivery) == 1


def test_a_revision_of_the_year_before_corrects_the_comparison_of_this_year(embedded: Any, press: Any) -> None:
    embedded.take(press.overview())
    embedded.take(press.overview(2026, press.next_year()), NEXT)
    embedded.take(press.overview(rows=press.edited(press.rows, 看護職員研修事業=79)))
    assert embedded.changes(basis="revision") == [("amount", "看護職員研修事業", "80百万円", "79百万円")]
    assert comparisons(embedded) == [("79百万円", "80百万円", "correction", True)]


def test_a_comparison_holds_while_another_address_states_it(embedded: Any, press: Any) -> None:
    embedded.take(press.overview())
    raised = press.overview(2026, press.edited(press.next_year(), 看護職員研修事業=95))
    embedded.take(raised, NEXT)
    embedded.take(raised, COPY)
    embedded.take(press.overview(2026, press.next_year()), COPY)
    assert comparisons(embedded) == [("80百万円", "95百万円", "live", True)]


def test_the_next_year_is_compared_with_the_year_before(ledger: Any, press: Any) -> None:
    ledger.take(press.overview())
    rows = press.edited(press.next_year(), 医師確保支援事業=150)[:-1]
    rows[2] = ("救急医療体制整備推進事業", 1500, 1500)
    done = ledger.take(press.overview(2026, [*rows, ("遠隔画像診断普及調査", 12, 0)]), NEXT)
    assert done.outcome is Outcome.NEW
    assert ledger.changes(basis="year") == [
        ("amount", "医師確保支援事業", "120百万円", "150百万円"),
        ("appeared", "遠隔画像診断普及調査", None, "12百万円"),
        ("disappeared", "小児患者搬送調整事業", "45百万円", None),
        ("renamed", "救急医療体制整備推進事業", "救急医療体制整備事業", "救急医療体制整備推進事業"),
    ]
    assert ledger.count(StoredMeasure) == len(press.rows) + 1
    assert ("mhlw-2026-0001",) in ledger.rows(StoredMeasure, "id")
    [renamed] = ledger.rows(StoredChange, kind="renamed")
    assert (renamed.old_name, renamed.name) == ("救急医療体制整備事業", "救急医療体制整備推進事業")
    assert ledger.rows(StoredMeasure, "name", id=renamed.measure_id) == [("救急医療体制整備推進事業",)]


def test_links_keep_their_score_and_evidence(ledger: Any, press: Any) -> None:
    ledger.take(press.overview())
    ledger.take(press.overview(2026, press.next_year()), NEXT)
    links = ledger.rows(StoredLink)
    assert len(links) == len(press.rows)
    assert all(link.status == "accepted" and link.score >= 0.7 and link.evidence for link in links)


def test_the_same_budget_moving_on_is_compared_with_the_stage_before(ledger: Any, press: Any) -> None:
    ledger.take(press.overview())
    ledger.take(press.overview(rows=press.edited(press.rows, 医師確保支援事業=110)[:-1], stage="予算案"), NEXT)
    assert ledger.changes() == [
        ("amount", "医師確保支援事業", "120百万円", "110百万円"),
        ("disappeared", "小児患者搬送調整事業", "45百万円", None),
    ]
    assert {row.basis for row in ledger.rows(StoredChange)} == {"stage"}


def test_the_year_before_is_its_furthest_budget(ledger: Any, press: Any) -> None:
    ledger.take(press.overview(), "https://www.mhlw.go.jp/request.txt")
    ledger.take(
        press.overview(rows=press.edited(press.rows, 医師確保支援事業=110), stage="予算案"), "https://www.mhlw.go.jp/draft.txt"
    )
    rows = press.edited(press.next_year(press.edited(press.rows, 医師確保支援事業=110)), 医師確保支援事業=130)
    ledger.take(press.overview(2026, rows), NEXT)
    assert ledger.changes(basis="year") == [("amount", "医師確保支援事業", "110百万円", "130百万円")]


def test_what_the_request_told_is_not_told_again_by_the_draft(ledger: Any, press: Any) -> None:
    ledger.take(press.overview())
    rows = press.edited(press.next_year(), 医師確保支援事業=150)[:-1]
    ledger.take(press.overview(2026, rows), NEXT)
    done = ledger.take(press.overview(2026, rows, stage="予算案"), "https://www.mhlw.go.jp/draft.txt")
    assert done.changes == 0
    assert len(ledger.changes()) == 2


def test_a_year_that_is_filled_in_later_is_no_news(ledger: Any, press: Any) -> None:
    ledger.take(press.overview(2026, press.edited(press.next_year(), 医師確保支援事業=150)), NEXT)
    ledger.subscribe()
    ledger.take(press.overview())
    assert ledger.changes(basis="year", origin="baseline") == [("amount", "医師確保支援事業", "120百万円", "150百万円")]
    assert ledger.changes(origin="live") == []
    assert ledger.count(Delivery) == 0
    assert ledger.count(StoredMeasure) == len(press.rows)


def test_an_older_year_does_not_bring_an_old_name_back(ledger: Any, press: Any) -> None:
    rows = press.next_year()
    rows[2] = ("救急医療体制整備推進事業", 1500, 1500)
    ledger.take(press.overview(2026, rows), NEXT)
    ledger.take(press.overview())
    names = {name for (name,) in ledger.rows(StoredMeasure, "name")}
    assert "救急医療体制整備推進事業" in names
    assert "救急医療体制整備事業" not in names


def test_a_measure_is_recognised_across_a_gap_of_years(ledger: Any, press: Any) -> None:
    ledger.take(press.overview(2023, press.rows), "https://www.mhlw.go.jp/r5.txt")
    ledger.take(press.overview(2025, press.next_year()))
    assert ledger.count(StoredMeasure) == len(press.rows)
    assert ledger.changes() == []


def test_one_measure_in_two_releases_of_a_year_is_one_measure(ledger: Any, press: Any) -> None:
    ledger.take(press.overview())
    other = [("救急医療体制整備事業", 1500, 1200), ("周産期医療機能強化事業", 77, 70), ("在宅医療推進事業", 19, 18)]
    done = ledger.take(press.overview(rows=other), NEXT)
    assert done.release_id != 1
    assert ledger.count(StoredMeasure) == len(press.rows) + 2
    assert ledger.changes() == []


def test_a_measure_that_moves_to_another_ministry_stays_the_measure(ledger: Any, press: Any) -> None:
    ledger.take(press.overview())
    moved = [*press.next_year()[4:], ("遠隔画像診断普及調査", 12, 0), ("保育体制整備事業", 70, 60), ("里親支援推進事業", 9, 8)]
    cfa = press.overview(2026, moved).replace("厚生労働省医政局".encode(), "こども家庭庁支援局".encode())
    ledger.take(cfa, "https://www.cfa.go.jp/r8.txt")
    assert {kind for kind, *_ in ledger.changes()} == {"moved"}
    assert {name for _, name, *_ in ledger.changes()} == {"病院情報基盤整備事業", "小児患者搬送調整事業"}
    ledger.take(press.overview(2026, press.next_year()[:4]), NEXT)
    assert ledger.changes(kind="disappeared") == []
    assert ledger.count(StoredMeasure) == len(press.rows) + 3


@pytest.mark.parametrize(
    ("name", "amount", "prior"),
    [
        pytest.param("介護職員研修事業", 80, 75, id="a name that is only alike"),
        pytest.param("看護職員研修事業", 7, 6, id="the same name with other money"),
    ],
)
def test_measures_of_two_bureaus_are_two_measures(embedded: Any, press: Any, name: str, amount: int, prior: int) -> None:
    others = [("介護人材確保等事業", 10, 10), (name, amount, prior), ("地域包括ケア構築費", 33, 33)]
    embedded.take(press.overview(), "https://www.mhlw.go.jp/isei7.txt")
    embedded.take(press.overview(rows=others, bureau="老健局"), "https://www.mhlw.go.jp/rouken7.txt")
    assert embedded.count(StoredMeasure) == len(press.rows) + len(others)
    embedded.take(press.overview(2026, press.next_year()), "https://www.mhlw.go.jp/isei8.txt")
    raised = [(name, amount + 15, amount) if row[0] == name else row for row in press.next_year(others)]
    embedded.take(press.overview(2026, raised, bureau="老健局"), "https://www.mhlw.go.jp/rouken8.txt")
    assert embedded.changes() == [("amount", name, f"{amount}百万円", f"{amount + 15}百万円")]


def test_a_measure_that_two_bureaus_state_with_the_same_money_is_one(embedded: Any, press: Any) -> None:
    shared = [("介護人材確保等事業", 10, 10), press.rows[1], ("地域包括ケア構築費", 33, 33)]
    embedded.take(press.overview(), "https://www.mhlw.go.jp/isei7.txt")
    embedded.take(press.overview(rows=shared, bureau="老健局"), "https://www.mhlw.go.jp/rouken7.txt")
    assert embedded.count(StoredMeasure) == len(press.rows) + len(shared) - 1
    embedded.take(press.overview(2026, press.next_year()), "https://www.mhlw.go.jp/isei8.txt")
    embedded.take(press.overview(2026, press.next_year(shared), bureau="老健局"), "https://www.mhlw.go.jp/rouken8.txt")
    assert embedded.changes() == []


@pytest.mark.parametrize("tail", [b"", b"\n\n"], ids=["the same bytes", "the same content"])
def test_a_copy_at_another_url_is_a_release_of_its_own_that_says_nothing_new(ledger: Any, press: Any, tail: bytes) -> None:
    first = ledger.take(press.overview())
    copy = ledger.take(press.overview() + tail, COPY)
    assert (copy.outcome, copy.entries, copy.changes) == (Outcome.RESAVED, len(press.rows), 0)
    assert ledger.take(press.overview() + tail, COPY).outcome is Outcome.UNCHANGED
    assert dict(ledger.rows(Release, "id", "copy_of")) == {first.release_id: None, copy.release_id: first.release_id}
    assert ledger.count(StoredMeasure) == len(press.rows)


def test_what_both_addresses_of_a_release_show_is_recorded_once(ledger: Any, press: Any) -> None:
    changed = press.overview(rows=press.edited(press.rows, 看護職員研修事業=95))
    ledger.take(press.overview())
    ledger.take(press.overview(), COPY)
    assert (ledger.take(changed, COPY).outcome, len(ledger.changes())) == (Outcome.REPLACED, 1)
    assert (ledger.take(changed).outcome, len(ledger.changes())) == (Outcome.REPLACED, 1)
    assert ledger.changes(basis="revision") == [("amount", "看護職員研修事業", "80百万円", "95百万円")]


def test_an_excerpt_at_another_url_takes_no_measure_away(ledger: Any, press: Any) -> None:
    ledger.take(press.overview())
    excerpt = ledger.take(press.overview(rows=press.rows[:4]), "https://www.mhlw.go.jp/excerpt.txt")
    assert (excerpt.outcome, excerpt.changes, ledger.count(Release)) == (Outcome.NEW, 0, 2)
    ledger.take(press.overview(2026, press.next_year()), NEXT)
    assert ledger.changes() == []


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (1, 0, 3, 2), (2, 3, 0, 1), (3, 1, 2, 0)])
def test_a_list_in_two_volumes_loses_nothing_of_the_other_volume(embedded: Any, press: Any, order: tuple[int, ...]) -> None:
    second = [(f"{what}費", amount, amount) for what, amount in (("薬剤耐性対策", 11), ("臓器移植普及", 22), ("血液確保等", 33))]
    volumes = [press.overview(year, rows) for year in (2025, 2026) for rows in (press.next_year(), second)]
    for n in order:
        embedded.take(volumes[n], f"https://www.mhlw.go.jp/{n}.txt")
    assert embedded.changes() == []


def test_an_excerpt_is_not_compared_with_a_whole_list_nor_a_list_with_an_excerpt(embedded: Any, press: Any) -> None:
    def excerpt(year: int, rows: Any) -> bytes:
        data: bytes = press.overview(year, rows).replace("の概要".encode(), "の主要事項".encode(), 1)
        return data

    rows = press.next_year()
    embedded.take(press.overview(2025, rows), "https://www.mhlw.go.jp/whole7.txt")
    embedded.take(excerpt(2025, rows[:5]), "https://www.mhlw.go.jp/part7.txt")
    embedded.take(excerpt(2026, rows[:4]), "https://www.mhlw.go.jp/part8.txt")
    assert embedded.changes() == []
    embedded.take(press.overview(2026, rows[:-1]), "https://www.mhlw.go.jp/whole8.txt")
    assert [(kind, name) for kind, name, _, _ in embedded.changes()] == [("disappeared", rows[-1][0])]


def test_a_url_that_turns_to_the_next_year_is_no_revision(ledger: Any, press: Any) -> None:
    ledger.take(press.overview(), "https://www.mhlw.go.jp/latest.txt")
    ledger.take(press.overview(2026, press.edited(press.next_year(), 医師確保支援事業=150)), "https://www.mhlw.go.jp/latest.txt")
    assert {row.basis for row in ledger.rows(StoredChange)} == {"year"}
    assert ledger.changes() == [("amount", "医師確保支援事業", "120百万円", "150百万円")]


def test_a_reprise_is_no_second_measure(ledger: Any, press: Any) -> None:
    twice = [*press.rows, ("看護職員研修事業（再掲）", 80, 80)]
    done = ledger.take(press.overview(rows=twice))
    assert done.entries == len(press.rows) + 1
    assert ledger.count(StoredMeasure) == len(press.rows)
    ledger.take(press.overview(rows=[(name, 95 if "看護" in name else amount, prior) for name, amount, prior in twice]))
    assert len(ledger.changes()) == 1


@pytest.mark.parametrize("place", [0, -1])
def test_a_line_that_stands_twice_and_changes_in_one_place_is_one_change(embedded: Any, press: Any, place: int) -> None:
    twice = [press.rows[1], *press.rows[2:], press.rows[1]]
    embedded.take(press.overview(rows=twice))
    assert embedded.count(StoredMeasure) == len(twice) - 1
    name, amount, prior = twice[place]
    twice[place] = (name, amount + 15, prior)
    embedded.take(press.overview(rows=twice))
    assert embedded.changes() == [("amount", "看護職員研修事業", "80百万円", "95百万円")]
    assert embedded.count(StoredMeasure) == len(twice) - 1


MAINTENANCE = "<!doctype html><html><body><h1>メンテナンス中</h1><p>ただいまサービスを停止しています。</p></body></html>".encode()


def test_a_maintenance_page_makes_nothing_disappear(ledger: Any, press: Any) -> None:
    ledger.take(press.overview())
    done = ledger.take(MAINTENANCE)
    assert done.outcome is Outcome.NOT_A_BUDGET
    assert done.reason
    assert ledger.count(StoredChange) == 0
    assert ledger.rows(Release)[0].status == "read"
    assert ledger.take(press.overview(rows=press.edited(press.rows, 看護職員研修事業=95))).changes == 1


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02\x03" * 50, b"%PDF-1.7\nnothing more"])
def test_what_cannot_be_read_is_kept_and_quarantined_with_the_reason(ledger: Any, press: Any, data: bytes) -> None:
    ledger.take(press.overview())
    done = ledger.take(data)
    assert done.outcome is Outcome.QUARANTINED
    assert done.reason
    assert "\n" not in done.reason
    [edition] = ledger.rows(Edition, status="quarantined")
    assert edition.reason == done.reason
    assert ledger.captures.get(edition.capture_sha256) == data
    assert ledger.count(StoredChange) == 0
    assert ledger.rows(Release)[0].status == "read"
    assert ledger.take(data).outcome is Outcome.QUARANTINED
    assert ledger.count(Edition) == 2


def test_a_release_that_never_could_be_read_is_quarantined_until_it_can(ledger: Any, press: Any) -> None:
    ledger.take(b"")
    assert ledger.rows(Release, "status") == [("quarantined",)]
    assert ledger.take(press.overview()).outcome is Outcome.NEW
    assert ledger.rows(Release, "status") == [("read",)]


def test_an_edition_that_lost_many_rows_is_held(ledger: Any, press: Any) -> None:
    ledger.take(press.overview())
    done = ledger.take(press.overview(rows=press.rows[:3]))
    assert (done.outcome, done.reason) == (Outcome.HELD, "it lost 3 of the 6 that were there before")
    assert ledger.count(StoredChange) == 0
    assert ledger.take(press.overview(rows=press.edited(press.rows, 看護職員研修事業=95))).changes == 1


def test_a_revision_that_changes_nearly_everything_is_held(ledger: Any, press: Any) -> None:
    """What a shifted column looks like: sixty measures, each with the money of another."""
    rows = [(f"{prefecture}地域医療体制整備事業", 100 + n, 90 + n) for n, prefecture in enumerate("甲乙丙丁戊己庚辛壬癸" * 6)]
    rows = [(f"{name[0]}{'一二三四五六'[n // 10]}{name[1:]}", amount, prior) for n, (name, amount, prior) in enumerate(rows)]
    ledger.take(press.overview(rows=rows))
    done = ledger.take(press.overview(rows=[(name, amount + 7, prior) for name, amount, prior in rows]))
    assert (done.outcome, done.reason) == (Outcome.HELD, "it would change 60 of 60 measures at once")
    assert ledger.count(StoredChange) == 0
    assert ledger.count(StoredEntry) == 60


@pytest.fixture
def upgraded_parser(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """A parser that calls everything otherwise than the one before."""
    real = monitor.parse.contents.read_and_parse

    def renames_everything(*args: Any, **options: Any) -> Any:
        reading = real(*args, **options)
        renamed = tuple(replace(entry, name=f"{entry.name}（新しい読み）") for entry in reading.parsed.entries)
        return replace(reading, parsed=replace(reading.parsed, entries=renamed))

    def upgrade() -> None:
        for module in (monitor.pipeline.intake, monitor.pipeline.releases):
            monkeypatch.setattr(module, "PARSER_VERSION", "next")
        monkeypatch.setattr(monitor.parse.contents, "read_and_parse", renames_everything)

    return upgrade


def test_an_upgraded_parser_reads_again_without_making_news(ledger: Any, press: Any, upgraded_parser: Callable[[], None]) -> None:
    ledger.take(press.overview())
    upgraded_parser()
    assert ledger.take(press.overview()).outcome is Outcome.RESAVED
    assert ledger.count(StoredChange) == 0
    assert ledger.count(StoredMeasure) == len(press.rows)
    assert ledger.rows(Edition, "number", "parser_version", "status") == [(1, PARSER_VERSION, "read"), (2, "next", "read")]


def test_a_replacement_is_compared_under_one_parser(ledger: Any, press: Any, upgraded_parser: Callable[[], None]) -> None:
    ledger.take(press.overview())
    upgraded_parser()
    done = ledger.take(press.overview(rows=press.edited(press.rows, 看護職員研修事業=95)))
    assert done.kinds == {"amount": 1}
    assert ledger.count(StoredMeasure) == len(press.rows)


def test_the_year_before_is_read_again_by_an_upgraded_parser(ledger: Any, press: Any, upgraded_parser: Callable[[], None]) -> None:
    ledger.take(press.overview())
    upgraded_parser()
    done = ledger.take(press.overview(2026, press.edited(press.next_year(), 医師確保支援事業=150)), NEXT)
    assert done.kinds == {"amount": 1}
    assert ledger.count(StoredMeasure) == len(press.rows)


def test_what_a_baseline_finds_is_recorded_as_baseline(ledger: Any, press: Any) -> None:
    ledger.take(press.overview(), origin=Origin.BASELINE)
    ledger.take(press.overview(2026, press.edited(press.next_year(), 医師確保支援事業=150)), NEXT, origin=Origin.BASELINE)
    assert {row.origin for row in ledger.rows(StoredChange)} == {"baseline"}


def test_a_change_is_owed_in_the_transaction_that_records_it(ledger: Any, press: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.subscribe(keyword="看護")
    ledger.take(press.overview())
    replaced = press.overview(rows=press.edited(press.rows, 看護職員研修事業=95, 医師確保支援事業=1))

    def stop(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("storage.changes.owe_deliveries", stop)
        with pytest.raises(KeyboardInterrupt):
            ledger.take(replaced)
    assert [ledger.count(table) for table in (Edition, StoredChange, Delivery)] == [1, 0, 0]
    assert ledger.take(replaced).changes == 2
    assert ledger.rows(Delivery, "state") == [("pending",)]


def test_a_full_disk_is_one_clear_error_and_work_goes_on_when_there_is_room(
    press: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A limit on the pages of the database file stands for the full disk."""
    url = f"sqlite:///{tmp_path / 'small.db'}"
    database = open_database(url)
    migrate(database)
    database.close()
    arguments: Any = {"name": "r7.txt", "url": "https://www.mhlw.go.jp/r7.txt", "now": AT}
    captures = CaptureStore(tmp_path / "captures")
    with sqlite3.connect(tmp_path / "small.db") as raw:
        pages = raw.execute("PRAGMA page_count").fetchone()[0]
    with monkeypatch.context() as patch:
        settings = (*storage.database.SQLITE_SETTINGS, ("max_page_count", str(pages + 1), str(pages + 1)))
        patch.setattr(storage.database, "SQLITE_SETTINGS", settings)
        full = open_database(url)
        with pytest.raises(StorageError, match="full"):
            ingest(full, captures, press.overview(), **arguments)
        full.close()
    roomy = open_database(url)
    with roomy.reading() as session:
        assert session.scalars(select(Release)).all() == []
    assert ingest(roomy, captures, press.overview(), **arguments).outcome is Outcome.NEW
    roomy.close()


def ingest_apart(url: str, folder: str, data: bytes) -> None:
    database = open_database(url)
    ingest(database, CaptureStore(Path(folder)), data, name="r.txt", url="https://www.mhlw.go.jp/r7.txt", now=AT)
    database.close()


def test_eight_processes_that_find_the_same_change_record_it_once(
    ledger: Any, press: Any, database_url: str, tmp_path: Path
) -> None:
    ledger.take(press.overview())
    replaced = press.overview(rows=press.edited(press.rows, 看護職員研修事業=95))
    spawn = multiprocessing.get_context("spawn")
    arguments = (database_url, str(tmp_path / "captures"), replaced)
    processes = [spawn.Process(target=ingest_apart, args=arguments) for _ in range(8)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 8
    assert [ledger.count(table) for table in (Release, Edition, StoredChange, StoredMeasure)] == [1, 2, 1, len(press.rows)]


def test_no_measure_id_is_ever_given_twice(ledger: Any, press: Any) -> None:
    ledger.take(press.overview())
    others = [(f"{what}医療推進事業", amount, 10) for what, amount in (("周産期", 77), ("在宅", 19), ("難病", 23), ("終末期", 31))]
    assert ledger.take(press.overview(rows=others), NEXT).entries == 4
    with ledger.database.reading() as session:
        ids = session.scalars(select(StoredMeasure.id)).all()
        assert session.scalar(select(func.count()).select_from(StoredMeasure)) == len(set(ids)) == len(press.rows) + 4


def test_an_ingest_names_its_capture_which_keeps_its_media_type(embedded: Any, press: Any) -> None:
    done = embedded.take(press.overview(), media_type="text/plain")
    again = embedded.take(press.overview(), media_type="text/plain")
    unread = embedded.take(b"%PDF-1.7 cut off", "https://www.mhlw.go.jp/cut.pdf", media_type="application/pdf")
    assert done.sha256 == again.sha256 != unread.sha256
    assert dict(embedded.rows(Capture, "sha256", "media_type")) == {done.sha256: "text/plain", unread.sha256: "application/pdf"}


def test_a_measure_that_a_later_volume_states_after_all_did_not_disappear(ledger: Any, press: Any) -> None:
    ledger.subscribe()
    ledger.take(press.overview(2025))
    ledger.take(press.overview(2026, rows=press.rows[:-3]), "https://www.mhlw.go.jp/r8-1.txt")
    gone = {row[1] for row in ledger.changes(kind="disappeared")}
    ledger.take(press.overview(2026, rows=press.rows[-3:]), "https://www.mhlw.go.jp/r8-2.txt")
    assert gone == {row[0] for row in press.rows[-3:]}
    assert all(moment is not None for (moment,) in ledger.rows(StoredChange, "superseded_at", kind="disappeared"))


GLYPH_NUMBERS = "".join(map(chr, range(0x0B20, 0x0B60)))
"""What a page comes out as whose font has no character map: nobody can tell what is printed there."""


def test_what_may_stand_on_a_page_that_cannot_be_read_did_not_disappear(ledger: Any, press: Any) -> None:
    ledger.take(press.overview())
    damaged = press.overview(rows=press.edited(press.rows[1:], 看護職員研修事業=95)) + f"\f{GLYPH_NUMBERS}\n".encode()
    done = ledger.take(damaged)
    assert ledger.changes() == [("amount", "看護職員研修事業", "80百万円", "95百万円")]
    assert ledger.rows(Edition, "is_whole") == [(True,), (False,)]
    assert len(done.remarks) == 1
    whole = press.overview(2026, rows=press.next_year(press.rows[2:]))
    ledger.take(whole, url=NEXT)
    assert ledger.changes(basis="year") == []


def test_a_page_that_becomes_readable_brings_no_new_measure(ledger: Any, press: Any) -> None:
    ledger.take(press.overview(rows=press.rows[1:]) + f"\f{GLYPH_NUMBERS}\n".encode())
    ledger.take(press.overview())
    assert ledger.changes() == []


R8 = "https://www.mhlw.go.jp/r8.txt"


@pytest.fixture
def two_years(ledger: Any, press: Any) -> Any:
    """80 million yen, and 95 a year later."""
    ledger.take(press.overview(2025))
    ledger.take(press.overview(2026, press.edited(press.next_year(), 看護職員研修事業=95)), R8)
    return ledger


def holding(ledger: Any) -> list[tuple[str, str | None, str | None]]:
    return sorted((row.basis, row.before, row.after) for row in ledger.rows(StoredChange) if row.superseded_at is None)


def test_a_figure_that_is_revised_is_what_the_year_after_is_compared_with(two_years: Any, press: Any) -> None:
    two_years.take(press.overview(2025, press.edited(press.rows, 看護職員研修事業=90)))
    assert holding(two_years) == [("revision", "80百万円", "90百万円"), ("year", "90百万円", "95百万円")]
    two_years.take(press.overview(2025, press.edited(press.rows, 看護職員研修事業=95)))
    assert [one for one in holding(two_years) if one[0] == "year"] == []


def test_what_another_release_states_still_of_the_older_year_holds(two_years: Any, press: Any) -> None:
    two_years.take(press.overview(2025, press.rows[:5]), "https://www.mhlw.go.jp/part.txt")
    two_years.take(press.overview(2025, press.edited(press.rows, 看護職員研修事業=90)))
    assert ("year", "80百万円", "95百万円") in holding(two_years)
