"""One round over the sources, against a real server: what is new, what was replaced, what is left alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from monitor.parse.header import Header
from monitor.pipeline import Limits, intake, releases, rounds
from monitor.pipeline.releases import Arrival
from storage import CaptureError, CaptureStore
from storage.captures import Incoming
from storage.tables import Check, Release, Source, StoredChange
from tests.glyph_numbers import Font, set_in_numbers
from tests.watch.conftest import Watch


def outcomes(watch: Watch, **how: bool) -> dict[str, str]:
    report = watch.round(**how)
    return {target.url.partition("/yosan/")[2]: target.outcome for target in report.targets}


def changes(watch: Watch) -> list[StoredChange]:
    with watch.home.database.reading() as session:
        return list(session.scalars(select(StoredChange)))


def test_the_first_round_is_the_baseline_and_makes_no_news(watch: Watch) -> None:
    assert outcomes(watch) == {"r8/gaiyou.pdf": "new", "r8/jigyou.html": "new"}
    assert changes(watch) == []


def test_a_source_that_is_not_due_is_left_alone(watch: Watch) -> None:
    watch.round()
    watch.clock.forward(minutes=59)
    assert outcomes(watch) == {}
    watch.clock.forward(minutes=2)
    assert outcomes(watch) == {"r8/gaiyou.pdf": "unchanged", "r8/jigyou.html": "unchanged"}


def test_next_years_releases_bring_changes_against_the_year_before(watch: Watch) -> None:
    watch.round()
    watch.ministry.publish_next_year()
    watch.clock.forward(hours=2)
    found = outcomes(watch)
    assert found["r9/gaiyou.pdf"] == found["r9/jigyou.html"] == "new"
    kinds = {change.kind for change in changes(watch)}
    assert {"appeared", "disappeared", "amount", "rate", "renamed"} <= kinds
    assert {change.basis for change in changes(watch)} == {"year"}


def test_a_pdf_replaced_in_silence_is_noticed_though_no_page_changed(watch: Watch) -> None:
    watch.ministry.publish_next_year()
    watch.round()
    watch.ministry.replace_in_silence()
    watch.clock.forward(hours=2)
    assert outcomes(watch)["r9/gaiyou.pdf"] == "replaced"
    (change,) = [c for c in changes(watch) if c.basis == "revision" and c.level == "measure"]
    assert (change.before_yen, change.after_yen) == (480_000_000, 408_000_000)
    assert change.evidence["before"]["sha256"] != change.evidence["after"]["sha256"]
    assert change.evidence["after"]["page"] == 1


def test_a_round_without_news_changes_nothing(watch: Watch) -> None:
    watch.ministry.publish_next_year()
    watch.round()
    before = changes(watch)
    for _ in range(3):
        watch.clock.forward(hours=2)
        assert set(outcomes(watch).values()) == {"unchanged"}
    assert len(changes(watch)) == len(before)


def test_a_maintenance_page_in_place_of_a_release_ends_nothing(watch: Watch) -> None:
    watch.round()
    page = "<html><title>メンテナンス</title><body><h1>ただいまメンテナンス中です</h1></body></html>".encode()
    for path in ("/yosan/r8/gaiyou.pdf", "/yosan/r8/jigyou.html"):
        watch.ministry.files[path] = ("text/html", page)
    watch.clock.forward(hours=2)
    assert outcomes(watch) == {"r8/gaiyou.pdf": "failed", "r8/jigyou.html": "not_a_budget"}
    assert changes(watch) == []


def test_a_release_that_is_gone_for_a_while_is_missing_and_ends_nothing(watch: Watch) -> None:
    watch.round()
    kept = watch.ministry.files.pop("/yosan/r8/gaiyou.pdf")
    watch.clock.forward(hours=2)
    assert outcomes(watch)["r8/gaiyou.pdf"] == "missing"
    watch.ministry.files["/yosan/r8/gaiyou.pdf"] = kept
    watch.clock.forward(hours=2)
    assert outcomes(watch)["r8/gaiyou.pdf"] == "unchanged"
    assert changes(watch) == []


def test_a_new_release_that_failed_is_tried_again_though_its_page_did_not_change(watch: Watch) -> None:
    kept = watch.ministry.files.pop("/yosan/r8/jigyou.html")
    assert outcomes(watch)["r8/jigyou.html"] == "failed"
    watch.ministry.files["/yosan/r8/jigyou.html"] = kept
    watch.clock.forward(hours=2)
    assert outcomes(watch)["r8/jigyou.html"] == "new"


def test_a_release_that_comes_after_an_empty_first_look_is_news(watch: Watch) -> None:
    full = watch.ministry.files["/yosan/index.html"]
    watch.ministry.files["/yosan/index.html"] = ("text/html", "<h1>採用情報</h1>".encode())
    assert outcomes(watch) == {}
    watch.ministry.files["/yosan/index.html"] = full
    watch.clock.forward(hours=2)
    assert set(outcomes(watch).values()) == {"new"}
    watch.ministry.publish_next_year()
    watch.clock.forward(hours=2)
    outcomes(watch)
    assert {change.origin for change in changes(watch)} == {"live"}


def test_a_release_that_could_not_be_had_at_first_is_still_no_news_when_it_comes(watch: Watch) -> None:
    watch.ministry.publish_next_year()
    media_type, body = watch.ministry.files["/yosan/r9/gaiyou.pdf"]
    for cut, outcome in ((body[:3000], "truncated"), (body[:3000] + b"\n%%EOF\n", "quarantined")):
        watch.ministry.files["/yosan/r9/gaiyou.pdf"] = (media_type, cut)
        assert outcomes(watch)["r9/gaiyou.pdf"] == outcome
        watch.clock.forward(hours=2)
    watch.ministry.files["/yosan/r9/gaiyou.pdf"] = (media_type, body)
    assert outcomes(watch)["r9/gaiyou.pdf"] == "new"
    assert {change.origin for change in changes(watch)} == {"baseline"}


def test_a_release_that_is_linked_before_it_is_there_is_news_when_it_comes(watch: Watch) -> None:
    watch.ministry.publish_next_year()
    late = watch.ministry.files.pop("/yosan/r9/gaiyou.pdf")
    assert outcomes(watch)["r9/gaiyou.pdf"] == "failed"
    watch.ministry.files["/yosan/r9/gaiyou.pdf"] = late
    watch.clock.forward(hours=2)
    assert outcomes(watch)["r9/gaiyou.pdf"] == "new"
    assert {change.origin for change in changes(watch)} == {"live", "baseline"}


def test_a_replacement_that_could_not_be_stored_is_taken_in_when_there_is_room(watch: Watch) -> None:
    watch.ministry.publish_next_year()
    watch.round()
    watch.ministry.replace_in_silence()
    watch.clock.forward(hours=2)
    room = watch.home.captures
    watch.home = replace(watch.home, captures=FullDisk(room.folder))
    assert outcomes(watch)["r9/gaiyou.pdf"] == "failed"
    watch.home = replace(watch.home, captures=room)
    watch.clock.forward(hours=2)
    assert outcomes(watch)["r9/gaiyou.pdf"] == "replaced"
    assert [c.after_yen for c in changes(watch) if c.basis == "revision"] == [408_000_000]


class FullDisk(CaptureStore):
    """A capture store on a disk without room."""

    @contextmanager
    def receive(self) -> Iterator[Incoming]:
        raise CaptureError("no room for a capture")
        yield


def test_what_could_not_be_read_is_asked_for_whole_again(watch: Watch) -> None:
    watch.round()
    good = watch.ministry.files["/yosan/r8/gaiyou.pdf"]
    for cut, outcome in ((b"", "truncated"), (b"\n%%EOF\n", "quarantined")):
        watch.ministry.files["/yosan/r8/gaiyou.pdf"] = ("application/pdf", good[1][:3000] + cut)
        for _ in range(2):
            watch.clock.forward(hours=2)
            assert outcomes(watch)["r8/gaiyou.pdf"] == outcome
    watch.ministry.files["/yosan/r8/gaiyou.pdf"] = good
    watch.clock.forward(hours=2)
    assert outcomes(watch)["r8/gaiyou.pdf"] in ("unchanged", "resaved")
    assert changes(watch) == []


def test_each_look_leads_to_the_bytes_it_fetched(watch: Watch) -> None:
    watch.round()
    with watch.home.database.reading() as session:
        kept = session.scalars(select(Check.capture_sha256).where(Check.release_id.is_not(None))).all()
    assert len(kept) == 2
    assert all(sha256 and watch.home.captures.get(sha256) for sha256 in kept)


def test_a_source_that_is_down_backs_off_and_comes_back(watch: Watch) -> None:
    page = watch.ministry.files.pop("/yosan/index.html")
    report = watch.round()
    assert report.failed
    with watch.home.database.reading() as session:
        source = session.get_one(Source, "mihon")
        assert source.failures == 1
        assert timedelta(seconds=50) <= source.next_check_at - watch.clock.now <= timedelta(minutes=1)
        assert "404" in (source.last_error or "")
        checks = session.scalars(select(Check)).all()
        assert [(check.status, check.outcome) for check in checks] == [(404, "gone")]
    watch.ministry.files["/yosan/index.html"] = page
    watch.clock.forward(minutes=2)
    assert not watch.round().failed


def test_a_source_claimed_by_another_process_is_left_to_it(watch: Watch) -> None:
    with watch.home.database.session() as session:
        session.execute(update(Source).values(claimed_until=watch.clock.now + timedelta(minutes=5)))
    assert watch.round().sources == ()
    watch.clock.forward(minutes=6)
    assert len(watch.round().sources) == 1


def test_a_claim_is_renewed_while_the_round_lasts_and_given_back_after(watch: Watch) -> None:
    lease = timedelta(seconds=1)
    watch.home = replace(watch.home, settings=watch.home.settings.model_copy(update={"lease_seconds": lease.total_seconds()}))
    go_on = watch.ministry.hold_back("/yosan/r8/jigyou.html")
    round_ = Thread(target=watch.round)
    round_.start()
    watch.clock.forward(hours=1)
    until = time.monotonic() + 20
    while claimed_until(watch) != watch.clock.now + lease:
        assert time.monotonic() < until, "the claim was not renewed"
        time.sleep(0.05)
    go_on.set()
    round_.join()
    assert claimed_until(watch) is None


def claimed_until(watch: Watch) -> datetime | None:
    with watch.home.database.reading() as session:
        return session.get_one(Source, "mihon").claimed_until


def test_a_release_keeps_the_title_and_date_of_its_link(watch: Watch) -> None:
    watch.round()
    with watch.home.database.reading() as session:
        releases = {release.url.rpartition("/")[2]: release for release in session.scalars(select(Release))}
    assert releases["gaiyou.pdf"].published_on == "2025-08-29"
    assert releases["gaiyou.pdf"].source_id == "mihon"
    assert releases["gaiyou.pdf"].fiscal_year == 2026


def test_a_fault_of_ours_with_one_release_stops_no_other(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    real = rounds.record_reading

    def broken(session: Session, reading: rounds.Reading, limits: Limits | None) -> object:
        if reading.arrival.name == "gaiyou.pdf":
            raise OverflowError("a figure that no column holds")
        return real(session, reading, limits)

    monkeypatch.setattr(rounds, "record_reading", broken)
    assert outcomes(watch) == {"r8/gaiyou.pdf": "failed", "r8/jigyou.html": "new"}
    with watch.home.database.reading() as session:
        details = session.scalars(select(Check.detail).where(Check.outcome == "failed")).all()
        assert details == ["OverflowError: a figure that no column holds"]
        assert session.get_one(Source, "mihon").claimed_until is None


def test_what_was_noticed_about_a_text_is_logged(watch: Watch) -> None:
    page = Font("ABCDEF+MS-PGothic", is_proportional=True), "令和８年度 予算の概要\n灯台の整備 １０億円"
    watch.ministry.files["/yosan/r8/gaiyou.pdf"] = ("application/pdf", set_in_numbers([page]))
    with capture_logs() as logs:
        watch.round()
    (told,) = [entry for entry in logs if entry["event"] == "text of a release is damaged"]
    assert told["url"].endswith("/yosan/r8/gaiyou.pdf")
    assert told["remark"].startswith("gaiyou.pdf: page 1: ")
    assert "glyph numbers" in told["remark"]


def test_what_was_no_budget_at_first_is_no_news_when_a_better_parser_reads_it(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch.ministry.publish_next_year()
    real = rounds.understand

    def poor(arrival: Arrival, data: Path) -> intake.Understood:
        if "r9/gaiyou" in arrival.url:
            return intake.Understood(intake.SetAside(intake.Outcome.NOT_A_BUDGET, "no layout", Header(ministry=arrival.ministry)))
        return real(arrival, data)

    with monkeypatch.context() as former:
        former.setattr(rounds, "understand", poor)
        assert outcomes(watch)["r9/gaiyou.pdf"] == "not_a_budget"
        watch.clock.forward(hours=2)
        assert outcomes(watch)["r9/gaiyou.pdf"] == "unchanged"
    for module in (intake, releases):
        monkeypatch.setattr(module, "PARSER_VERSION", "a better one")
    watch.clock.forward(days=8)
    assert outcomes(watch)["r9/gaiyou.pdf"] == "new"
    assert {change.origin for change in changes(watch)} == {"baseline"}
