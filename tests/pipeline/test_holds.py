"""A round that would change too much at once waits for an operator: nothing of it is taken in, and nobody is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.budget import Origin
from monitor.compare.hold import Limits, reason_to_hold
from monitor.pipeline import Outcome, dismiss_hold, release_hold
from storage.holds import HoldError
from storage.tables import Capture, Delivery, Edition, Hold, Release, StoredChange, StoredMeasure
from tests.pipeline.conftest import Ledger, Row

R7, R8 = "https://www.mhlw.go.jp/r7.txt", "https://www.mhlw.go.jp/r8.txt"
OTHER = "https://www.mhlw.go.jp/kenko7.txt"
LIMITS = Limits()


def many(count: int = 60, kind: str = "地域医療") -> list[Row]:
    """A list of as many measures, each with another name."""
    return [
        (f"{'甲乙丙丁戊己庚辛壬癸'[n % 10]}{'一二三四五六七八九'[n // 10]}{kind}整備事業", 100 + n, 100 + n) for n in range(count)
    ]


def shifted(rows: Sequence[Row], by: int = 7) -> list[Row]:
    """What a shifted column looks like: each measure with other money."""
    return [(name, amount + by, prior) for name, amount, prior in rows]


@pytest.fixture
def storm(ledger: Ledger, press: Any) -> bytes:
    """The replacement of a list that changes every measure, behind a ledger that has the list and someone to tell."""
    ledger.subscribe()
    ledger.round(ledger.parcel(press.overview(rows=many()), R7))
    data: bytes = press.overview(rows=shifted(many()))
    return data


def tables(ledger: Ledger) -> list[int]:
    return [ledger.count(table) for table in (Edition, StoredChange, Delivery, StoredMeasure)]


def test_a_storm_is_held_and_nobody_is_told(ledger: Ledger, storm: bytes) -> None:
    before = tables(ledger)
    [done] = ledger.round(ledger.parcel(storm, R7))
    assert (done.outcome, done.reason, done.kinds) == (Outcome.HELD, "it would change 60 of 60 measures at once", {"amount": 60})
    assert tables(ledger) == before
    [hold] = ledger.rows(Hold)
    assert (hold.id, hold.release_id, hold.capture_sha256) == (done.hold_id, done.release_id, done.sha256)
    assert ledger.captures.get(hold.capture_sha256) == storm
    assert ledger.count(Capture) == 2


def test_what_is_released_is_told_to_all_once(ledger: Ledger, storm: bytes) -> None:
    [held] = ledger.round(ledger.parcel(storm, R7))
    done = release_hold(ledger.database, ledger.captures, held.hold_id or 0, "佐藤", ledger.clock, "電話で確認")
    assert [(one.outcome, one.changes) for one in done.done] == [(Outcome.REPLACED, 60)]
    assert (ledger.count(StoredChange, origin="live"), ledger.count(Delivery, state="pending")) == (60, 60)
    [hold] = ledger.rows(Hold)
    assert (hold.decision, hold.decided_by, hold.note, hold.decided_at) == ("released", "佐藤", "電話で確認", ledger.clock)
    assert ledger.round(ledger.parcel(storm, R7))[0].outcome is Outcome.UNCHANGED
    assert (ledger.count(StoredChange), ledger.count(Delivery), ledger.count(Hold)) == (60, 60, 1)


def test_what_is_dismissed_stays_as_it_was_and_is_not_held_again(ledger: Ledger, storm: bytes, press: Any) -> None:
    [held] = ledger.round(ledger.parcel(storm, R7))
    dismiss_hold(ledger.database, held.hold_id or 0, "佐藤", ledger.clock)
    [again] = ledger.round(ledger.parcel(storm, R7))
    assert (again.outcome, again.reason) == (Outcome.UNCHANGED, "as it was when hold 1 was dismissed")
    assert ledger.rows(Hold, "decision") == [("dismissed",)]
    corrected = press.overview(rows=press.edited(many(), **{many()[0][0]: 7}))
    assert ledger.round(ledger.parcel(corrected, R7))[0].changes == 1
    assert ledger.round(ledger.parcel(storm, R7))[0].outcome is Outcome.HELD, "after other content it is judged anew"


def test_the_same_bytes_do_not_hold_twice(ledger: Ledger, storm: bytes) -> None:
    [first] = ledger.round(ledger.parcel(storm, R7))
    [again] = ledger.round(ledger.parcel(storm, R7))
    assert (again.outcome, again.hold_id) == (Outcome.HELD, first.hold_id)
    assert ledger.count(Hold) == 1


def test_other_bytes_overtake_what_is_held(ledger: Ledger, storm: bytes, press: Any) -> None:
    ledger.round(ledger.parcel(storm, R7))
    name = many()[0][0]
    [done] = ledger.round(ledger.parcel(press.overview(rows=press.edited(many(), **{name: 7})), R7))
    assert (done.outcome, done.changes) == (Outcome.REPLACED, 1)
    [hold] = ledger.rows(Hold)
    assert (hold.decision, hold.decided_at) == ("overtaken", ledger.clock)
    with pytest.raises(HoldError, match="hold 1 was overtaken already"):
        release_hold(ledger.database, ledger.captures, 1, "佐藤", ledger.clock)


def test_other_bytes_that_would_change_too_much_as_well_are_held_in_its_place(ledger: Ledger, storm: bytes, press: Any) -> None:
    ledger.round(ledger.parcel(storm, R7))
    ledger.round(ledger.parcel(press.overview(rows=shifted(many(), 11)), R7))
    assert ledger.rows(Hold, "id", "decision") == [(1, "overtaken"), (2, None)]


def test_what_goes_back_to_the_good_content_overtakes_what_is_held(ledger: Ledger, storm: bytes, press: Any) -> None:
    ledger.round(ledger.parcel(storm, R7))
    assert ledger.round(ledger.parcel(press.overview(rows=many()), R7))[0].outcome is Outcome.UNCHANGED
    assert ledger.rows(Hold, "decision") == [("overtaken",)]
    assert ledger.count(StoredChange) == 0


def test_a_maintenance_page_overtakes_nothing(ledger: Ledger, storm: bytes) -> None:
    [held] = ledger.round(ledger.parcel(storm, R7))
    page = "<!doctype html><html><body><h1>メンテナンス中</h1><p>しばらくお待ちください。</p></body></html>".encode()
    assert ledger.round(ledger.parcel(page, R7))[0].outcome is Outcome.NOT_A_BUDGET
    assert ledger.rows(Hold, "decision") == [(None,)]
    assert ledger.round(ledger.parcel(storm, R7))[0].hold_id == held.hold_id


def test_revisions_of_one_round_are_measured_together(ledger: Ledger, press: Any) -> None:
    """Thirty measures here and thirty there: neither alone is more than fifty, both together are."""
    lists = [(f"https://www.mhlw.go.jp/{n}.txt", many(30, kind), bureau) for n, (kind, bureau) in enumerate(BUREAUS)]
    ledger.round(*(ledger.parcel(press.overview(rows=rows, bureau=bureau), url) for url, rows, bureau in lists))
    before = tables(ledger)
    done = ledger.round(*(ledger.parcel(press.overview(rows=shifted(rows), bureau=bureau), url) for url, rows, bureau in lists))
    assert [(one.outcome, one.reason) for one in done] == [(Outcome.HELD, "it would change 60 of 60 measures at once")] * 2
    assert tables(ledger) == before
    released = release_hold(ledger.database, ledger.captures, done[1].hold_id or 0, "佐藤", ledger.clock)
    assert (released.holds, [one.changes for one in released.done]) == ((1, 2), [30, 30])


BUREAUS = (("地域医療", "医政局"), ("健康増進", "健康局"))


def test_what_is_dismissed_of_a_round_does_not_come_with_the_rest(ledger: Ledger, press: Any) -> None:
    lists = [(f"https://www.mhlw.go.jp/{n}.txt", many(30, kind), bureau) for n, (kind, bureau) in enumerate(BUREAUS)]
    ledger.round(*(ledger.parcel(press.overview(rows=rows, bureau=bureau), url) for url, rows, bureau in lists))
    ledger.round(*(ledger.parcel(press.overview(rows=shifted(rows), bureau=bureau), url) for url, rows, bureau in lists))
    dismiss_hold(ledger.database, 1, "佐藤", ledger.clock)
    assert release_hold(ledger.database, ledger.captures, 2, "佐藤", ledger.clock).holds == (2,)
    assert {row.name for row in ledger.rows(StoredChange)} == {name for name, _, _ in many(30, "健康増進")}


def test_a_storm_of_one_release_does_not_keep_the_others_waiting(ledger: Ledger, storm: bytes, press: Any) -> None:
    ledger.round(ledger.parcel(press.overview(rows=press.rows, bureau="健康局"), OTHER))
    corrected = press.overview(rows=press.edited(press.rows, 看護職員研修事業=95), bureau="健康局")
    held, taken = ledger.round(ledger.parcel(storm, R7), ledger.parcel(corrected, OTHER))
    assert (held.outcome, taken.outcome, taken.changes) == (Outcome.HELD, Outcome.REPLACED, 1)


def test_a_new_year_that_changes_nearly_everything_is_held_out_of_season_and_not_in_it(ledger: Ledger, press: Any) -> None:
    ledger.subscribe()
    ledger.round(ledger.parcel(press.overview(rows=many()), R7))
    nxt = press.overview(2026, shifted(many()))
    [held] = ledger.round(ledger.parcel(nxt, R8))
    assert (held.outcome, held.kinds) == (Outcome.HELD, {"amount": 60})
    assert ledger.rows(Release, "url", "status") == [(R7, "read"), (R8, "held")]
    assert (ledger.count(StoredChange), ledger.count(Delivery), ledger.count(StoredMeasure)) == (0, 0, 60)
    other = press.overview(2026, shifted(many(), 8))
    [done] = ledger.round(ledger.parcel(other, R8), limits=Limits(new_share=None))
    assert (done.outcome, done.changes, ledger.count(Delivery)) == (Outcome.NEW, 60, 60)
    assert ledger.rows(Release, "status") == [("read",), ("read",)]


def test_in_season_a_replacement_is_held_all_the_same(ledger: Ledger, storm: bytes) -> None:
    assert ledger.round(ledger.parcel(storm, R7), limits=Limits(new_share=None))[0].outcome is Outcome.HELD


def test_what_is_baseline_is_never_held_and_tells_nobody(ledger: Ledger, storm: bytes, press: Any) -> None:
    older = ledger.parcel(press.overview(2024, shifted(many(), -9)), "https://www.mhlw.go.jp/r6.txt", Origin.BASELINE)
    held, done = ledger.round(ledger.parcel(storm, R7), older)
    assert (held.outcome, done.outcome) == (Outcome.HELD, Outcome.NEW)
    assert ledger.count(Delivery) == 0
    assert {row.origin for row in ledger.rows(StoredChange)} == {"baseline"}


def test_ten_back_filled_years_tell_nobody(embedded: Ledger, press: Any) -> None:
    embedded.subscribe()
    years = [embedded.parcel(press.overview(year, shifted(many(), year)), f"https://www.mhlw.go.jp/{year}.txt") for year in (2026,)]
    embedded.round(*years)
    for year in range(2025, 2015, -1):
        parcel = embedded.parcel(press.overview(year, shifted(many(), year)), f"https://www.mhlw.go.jp/{year}.txt", Origin.BASELINE)
        assert embedded.round(parcel)[0].outcome is Outcome.NEW
    assert embedded.count(Delivery) == 0
    assert {row.origin for row in embedded.rows(StoredChange)} == {"baseline"}


def test_one_that_breaks_fails_alone(ledger: Ledger, press: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from monitor.pipeline import intake

    real = intake.describe

    def breaks(release: Release, *more: Any) -> None:
        if release.url == OTHER and release.id is not None:
            raise ArithmeticError("planted")
        real(release, *more)

    monkeypatch.setattr(intake, "describe", breaks)
    good, bad = ledger.round(ledger.parcel(press.overview(), R7), ledger.parcel(press.overview(2026), OTHER))
    assert (good.outcome, bad.outcome, bad.reason) == (Outcome.NEW, Outcome.FAILED, "ArithmeticError: planted")
    assert ledger.rows(Release, "url") == [(R7,)]


def test_a_crash_while_releasing_leaves_nothing_or_all(ledger: Ledger, storm: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    [held] = ledger.round(ledger.parcel(storm, R7))
    before = tables(ledger)

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("monitor.pipeline.verdicts.decide", crash)
        with pytest.raises(KeyboardInterrupt):
            release_hold(ledger.database, ledger.captures, held.hold_id or 0, "佐藤", ledger.clock)
    assert tables(ledger) == before
    assert ledger.rows(Hold, "decision") == [(None,)]
    release_hold(ledger.database, ledger.captures, held.hold_id or 0, "佐藤", ledger.clock)
    assert ledger.count(Delivery) == 60


def test_a_hold_is_decided_once(ledger: Ledger, storm: bytes) -> None:
    ledger.round(ledger.parcel(storm, R7))
    dismiss_hold(ledger.database, 1, "佐藤", ledger.clock)
    for decide in (
        lambda: dismiss_hold(ledger.database, 1, "鈴木", ledger.clock),
        lambda: dismiss_hold(ledger.database, 9, "鈴木", ledger.clock),
    ):
        with pytest.raises(HoldError):
            decide()
    assert ledger.rows(Hold, "decided_by") == [("佐藤",)]


@pytest.mark.parametrize(
    ("changed", "measures", "lost", "rows", "held"),
    [
        (50, 60, 0, 0, False),
        (51, 60, 0, 0, True),
        (60, 300, 0, 0, False),
        (61, 300, 0, 0, True),
        (0, 0, 2, 4, False),
        (0, 0, 3, 10, True),
    ],
)
def test_the_limits_are_a_share_and_a_number(changed: int, measures: int, lost: int, rows: int, held: bool) -> None:
    assert (reason_to_hold(changed, measures, lost, rows, LIMITS) is not None) is held


def test_revisions_and_new_editions_are_held_together_out_of_season() -> None:
    assert reason_to_hold(30, 100, 0, 0, LIMITS, new=30) is not None
    assert reason_to_hold(30, 100, 0, 0, Limits(new_share=None), new=300) is None
    assert reason_to_hold(30, 100, 0, 0, Limits(new_share=0.5), new=19) is None


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_who_changes_more_is_not_let_through_where_less_is_held(changed: int, new: int, measures: int, lost: int) -> None:
    if reason_to_hold(changed, measures, lost, 500, LIMITS, new=new) is not None:
        assert reason_to_hold(changed + 1, measures, lost, 500, LIMITS, new=new + 1) is not None
