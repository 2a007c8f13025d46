"""What a round makes of pages and releases that come, go, move and are put back, against a real server."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.demo import source_of
from monitor.watch import index as index_module
from monitor.watch import poll as poll_module
from monitor.watch.catalogue import SourceSpec
from monitor.watch.discovery import Link
from monitor.watch.poll import poll, register
from monitor.watch.report import PollReport
from storage import CaptureError, CaptureStore, StorageError
from storage.tables import Check, Listing, Release, Source, StoredChange
from storage.watching import Noted
from tests.watch.conftest import Watch

INDEX = "/yosan/index.html"


def outcomes(watch: Watch, **how: bool) -> dict[str, str]:
    report = watch.round(**how)
    return {target.url.partition("/yosan/")[2]: target.outcome for target in report.targets}


def page(*links: tuple[str, str], heading: str = "概算要求") -> tuple[str, bytes]:
    items = "".join(f'<li><a href="{href}">{text}</a></li>' for href, text in links)
    return "text/html", f"<html><body><main><h1>{heading}</h1><ul>{items}</ul></main></body></html>".encode()


def declare(watch: Watch, **fields: object) -> SourceSpec:
    spec = replace(source_of(watch.ministry), **fields)  # type: ignore[arg-type]
    register(watch.home.database, [spec], watch.clock())
    return spec


def changes(watch: Watch) -> list[StoredChange]:
    with watch.home.database.reading() as session:
        return list(session.scalars(select(StoredChange).where(StoredChange.superseded_at.is_(None))))


def release(watch: Watch, name: str) -> Release:
    with watch.home.database.reading() as session:
        return session.scalars(select(Release).where(Release.url.endswith(name))).one()


R8, R9 = ("r8/gaiyou.pdf", "令和８年度概算要求の概要（PDF）"), ("r9/gaiyou.pdf", "令和９年度概算要求の概要（PDF）")


def test_a_release_is_found_on_a_page_that_the_index_links(watch: Watch) -> None:
    watch.ministry.files[INDEX] = page(("r8/", "令和８年度概算要求"), ("/saiyou/", "採用情報"))
    watch.ministry.files["/yosan/r8/"] = page(("gaiyou.pdf", "概要（PDF）"))
    declare(watch, depth=0)
    assert outcomes(watch).keys().isdisjoint({"r8/gaiyou.pdf"})
    declare(watch, depth=1, follow="/r[0-9]+/$")
    watch.clock.forward(hours=2)
    assert outcomes(watch)["r8/gaiyou.pdf"] == "new"


def test_a_page_below_the_index_that_is_down_loses_nothing_and_is_told(watch: Watch) -> None:
    watch.ministry.files[INDEX] = page(("r8/", "令和８年度概算要求"))
    watch.ministry.files["/yosan/r8/"] = page(("gaiyou.pdf", "概要（PDF）"))
    declare(watch, depth=1, follow="/r[0-9]+/$")
    assert outcomes(watch) == {"r8/gaiyou.pdf": "new"}
    del watch.ministry.files["/yosan/r8/"]
    for _ in range(4):
        watch.clock.forward(hours=12)
        assert outcomes(watch) == {"r8/gaiyou.pdf": "unchanged"}
    with watch.home.database.reading() as session:
        assert "/yosan/r8/" in (session.get_one(Source, "mihon").last_error or "")
    assert release(watch, "gaiyou.pdf").withdrawn_at is None


def test_another_declaration_has_unchanged_pages_judged_anew(watch: Watch) -> None:
    declare(watch, pattern="jigyou")
    assert outcomes(watch) == {"r8/jigyou.html": "new"}
    declare(watch, pattern="gaiyou")
    watch.clock.forward(hours=2)
    assert outcomes(watch)["r8/gaiyou.pdf"] == "new"


def test_what_another_declaration_finds_first_was_there_before_and_is_no_news(watch: Watch) -> None:
    watch.ministry.publish_next_year()
    declare(watch, pattern="r8/gaiyou|r9/jigyou")
    watch.round()
    before = {change.id for change in changes(watch)}
    declare(watch, pattern="gaiyou|jigyou")
    for _ in range(5):
        watch.clock.forward(hours=12)
        watch.round()
    late = [change for change in changes(watch) if change.id not in before]
    assert {change.origin for change in late} == {"baseline"}
    assert {one.rpartition("yosan/")[2] for one in urls(watch)} >= {"r8/gaiyou.pdf", "r9/gaiyou.pdf"}


def test_what_a_narrower_declaration_leaves_out_has_not_gone(watch: Watch) -> None:
    watch.round()
    declare(watch, pattern="jigyou")
    for _ in range(5):
        watch.clock.forward(hours=12)
        watch.round()
    assert release(watch, "gaiyou.pdf").withdrawn_at is None
    assert changes(watch) == []


def test_a_page_is_kept_as_evidence_when_it_lists_something_else(watch: Watch) -> None:
    watch.round()
    first = kept_pages(watch)
    body = watch.ministry.files[INDEX][1]
    watch.ministry.files[INDEX] = ("text/html", body + b"<!-- 1,234 visitors -->")
    watch.clock.forward(hours=2)
    watch.round()
    assert kept_pages(watch) == first == [body]
    watch.ministry.publish_next_year()
    watch.clock.forward(hours=2)
    watch.round()
    assert kept_pages(watch) == [body, watch.ministry.files[INDEX][1]]


def kept_pages(watch: Watch) -> list[bytes]:
    with watch.home.database.reading() as session:
        query = select(Check.capture_sha256).where(Check.url == watch.ministry.url, Check.capture_sha256.is_not(None))
        return [watch.home.captures.get(sha256 or "") for sha256 in session.scalars(query.order_by(Check.id))]


def urls(watch: Watch) -> list[str]:
    with watch.home.database.reading() as session:
        return list(session.scalars(select(Release.url)))


def test_what_is_gone_for_a_day_and_three_rounds_is_withdrawn_and_told_once(watch: Watch) -> None:
    watch.round()
    kept = watch.ministry.files.pop("/yosan/r8/gaiyou.pdf")
    for _ in range(3):
        watch.clock.forward(hours=2)
        assert outcomes(watch)["r8/gaiyou.pdf"] == "missing"
    assert changes(watch) == []
    watch.clock.forward(hours=24)
    assert outcomes(watch)["r8/gaiyou.pdf"] == "withdrawn"
    told = changes(watch)
    assert {change.kind for change in told} == {"withdrawn"}
    assert {(change.basis, change.origin) for change in told} == {("revision", "live")}
    watch.clock.forward(hours=24)
    outcomes(watch)
    assert len(changes(watch)) == len(told)
    watch.ministry.files["/yosan/r8/gaiyou.pdf"] = kept
    watch.clock.forward(hours=2)
    assert outcomes(watch)["r8/gaiyou.pdf"] == "put_back"
    assert release(watch, "gaiyou.pdf").withdrawn_at is None
    assert changes(watch) == []


def test_what_no_page_lists_any_more_is_withdrawn_after_a_day_and_three_rounds(watch: Watch) -> None:
    watch.round()
    watch.ministry.files[INDEX] = page(("r8/jigyou.html", "令和８年度予算の概算要求　事業一覧"))
    seen = []
    for _ in range(5):
        watch.clock.forward(hours=8)
        seen.append(outcomes(watch)["r8/gaiyou.pdf"])
    assert seen == ["unchanged", "unchanged", "unchanged", "withdrawn", "unchanged"]
    assert {change.kind for change in changes(watch)} == {"withdrawn"}


def test_an_index_that_lists_nothing_of_what_it_listed_is_taken_for_another_page(watch: Watch) -> None:
    watch.round()
    watch.ministry.files[INDEX] = page(("/saiyou/", "採用情報"), heading="ただいまメンテナンス中です")
    for _ in range(6):
        watch.clock.forward(hours=12)
        (report,) = watch.round(all_sources=True).sources
        assert "lists none of the 2 links" in (report.error or "")
    assert release(watch, "gaiyou.pdf").withdrawn_at is None
    assert changes(watch) == []


def test_the_items_that_leave_a_feed_are_still_there(watch: Watch) -> None:
    def feed(*items: tuple[str, str]) -> tuple[str, bytes]:
        told = "".join(f"<item><title>{title}</title><link>{link}</link></item>" for link, title in items)
        return "application/rss+xml", f'<?xml version="1.0"?><rss version="2.0"><channel>{told}</channel></rss>'.encode()

    base = watch.ministry.url.removesuffix("index.html")
    watch.ministry.files["/news.xml"] = feed((base + R8[0], R8[1]))
    declare(watch, kind="feed", url=watch.ministry.url.removesuffix(INDEX) + "/news.xml")
    assert outcomes(watch) == {"r8/gaiyou.pdf": "new"}
    watch.ministry.files["/news.xml"] = feed((base + "../saiyou.html", "採用"))
    for _ in range(5):
        watch.clock.forward(hours=12)
        assert outcomes(watch) == {"r8/gaiyou.pdf": "unchanged"}


def test_a_release_that_moved_is_no_news(watch: Watch) -> None:
    watch.round()
    watch.ministry.files["/yosan/2026/gaiyou.pdf"] = watch.ministry.files.pop("/yosan/r8/gaiyou.pdf")
    watch.ministry.files[INDEX] = page(("2026/gaiyou.pdf", R8[1]), ("r8/jigyou.html", "令和８年度概算要求 事業一覧"))
    watch.clock.forward(hours=2)
    found = outcomes(watch)
    assert (found["r8/gaiyou.pdf"], found["2026/gaiyou.pdf"]) == ("moved", "resaved")
    assert release(watch, "r8/gaiyou.pdf").moved_to == release(watch, "2026/gaiyou.pdf").id
    for _ in range(4):
        watch.clock.forward(hours=12)
        assert set(outcomes(watch).values()) == {"unchanged"}
    assert changes(watch) == []


def test_a_release_that_two_sources_list_is_asked_for_by_one_of_them(watch: Watch) -> None:
    watch.ministry.files["/yosan/other.html"] = watch.ministry.files[INDEX]
    mihon = source_of(watch.ministry)
    register(watch.home.database, [mihon, replace(mihon, id="other", url=mihon.url.replace("index", "other"))], watch.clock())
    watch.round()
    watch.clock.forward(hours=2)
    report = watch.round()
    assert len(report.sources) == 2
    assert sorted(target.outcome for target in report.targets) == ["unchanged", "unchanged"]


def test_the_past_is_filled_in_from_deeper_pages_and_is_no_news(watch: Watch) -> None:
    watch.ministry.publish_next_year()
    r8 = watch.ministry.files["/yosan/r8/gaiyou.pdf"]
    watch.ministry.files[INDEX] = page(R9, ("kako.html", "過去の予算・概算要求"))
    watch.ministry.files["/yosan/kako.html"] = page(("r8.html", "令和８年度予算　概算要求"), heading="過去の予算")
    watch.ministry.files["/yosan/r8.html"] = page(R8, ("r1/gaiyou.pdf", "令和元年度概算要求の概要（PDF）"))
    watch.ministry.files["/yosan/r1/gaiyou.pdf"] = r8
    declare(watch, pattern=r"gaiyou\.pdf$", follow=r"/kako\.html$|/r[0-9]+\.html$")
    assert outcomes(watch) == {"r9/gaiyou.pdf": "new"}
    watch.clock.forward(hours=2)
    report = poll(watch.home.database, watch.home.captures, watch.home.settings, watch.clock, now_all=True, back_to=2026)
    assert {target.url.partition("/yosan/")[2]: target.outcome for target in report.targets} == {"r8/gaiyou.pdf": "new"}
    assert changes(watch)
    assert {change.origin for change in changes(watch)} == {"baseline"}
    for _ in range(5):
        watch.clock.forward(hours=12)
        assert set(outcomes(watch).values()) == {"unchanged"}
    assert release(watch, "r8/gaiyou.pdf").withdrawn_at is None


def test_a_new_source_is_read_from_the_year_before_on_and_the_rest_is_left_to_a_backfill(watch: Watch) -> None:
    watch.ministry.files["/yosan/r1/gaiyou.pdf"] = watch.ministry.files["/yosan/r8/gaiyou.pdf"]
    watch.ministry.files[INDEX] = page(R8, ("r1/gaiyou.pdf", "令和元年度概算要求の概要（PDF）"), ("r1.html", "令和元年度概算要求"))
    watch.ministry.files["/yosan/r1.html"] = page(("r1/jigyou.pdf", "事業一覧（PDF）"), heading="令和元年度概算要求")
    declare(watch, depth=1)
    for _ in range(3):  # also when the page is not judged anew
        assert set(outcomes(watch)) == {"r8/gaiyou.pdf"}
        watch.clock.forward(hours=2)


def test_what_becomes_due_while_a_long_visit_lasts_does_not_wait_for_it(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poll_module, "LOOK_AGAIN", 0.2)
    watch.ministry.files["/yosan/other.html"] = page(("r8/jigyou.html", "令和８年度概算要求 事業一覧"))
    mihon = source_of(watch.ministry)
    elsewhere = replace(mihon, id="other", url=mihon.url.replace("127.0.0.1", "localhost").replace("index", "other"))
    go_on = watch.ministry.hold_back("/yosan/r8/gaiyou.pdf")
    reports: list[PollReport] = []
    round_ = Thread(target=lambda: reports.append(watch.round()))
    round_.start()
    assert watch.ministry.asked("/yosan/r8/gaiyou.pdf")
    register(watch.home.database, [elsewhere], watch.clock())
    until = time.monotonic() + 30
    while last_success(watch, "other") is None:
        assert time.monotonic() < until, "it waited for the other source"
        time.sleep(0.05)
    assert last_success(watch, "mihon") is None
    go_on.set()
    round_.join()
    assert [source.source_id for source in reports[0].sources] == ["mihon", "other"]


def last_success(watch: Watch, ident: str) -> datetime | None:
    with watch.home.database.reading() as session:
        return session.get_one(Source, ident).last_success_at


def test_a_round_that_is_to_stop_gives_its_sources_back(watch: Watch) -> None:
    stop = Event()
    stop.set()
    report = poll(watch.home.database, watch.home.captures, watch.home.settings, watch.clock, stop=stop)
    assert report.stopped
    with watch.home.database.reading() as session:
        source = session.get_one(Source, "mihon")
        assert (source.claimed_until, source.last_checked_at) == (None, None)
    assert outcomes(watch) == {"r8/gaiyou.pdf": "new", "r8/jigyou.html": "new"}


def test_what_a_page_lists_is_on_record_with_when_it_was_seen(watch: Watch) -> None:
    watch.round()
    with watch.home.database.reading() as session:
        listed = session.scalars(select(Listing).where(Listing.leads_to == "release")).all()
    assert {one.url.rpartition("/")[2] for one in listed} == {"gaiyou.pdf", "jigyou.html"}
    assert {one.first_seen_at for one in listed} == {watch.clock.now}


def test_a_ledger_that_cannot_be_written_ends_the_round_with_its_error(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(session: Session, visits: Sequence[Noted], owner: str) -> None:
        raise StorageError("the database failed: database or disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(poll_module, "note_visits", full)
        broken.setattr(poll_module, "NOTED_WITHIN", 0.01)
        with pytest.raises(StorageError, match="disk is full"):
            watch.round()
    assert set(outcomes(watch)) == {"r8/gaiyou.pdf", "r8/jigyou.html"}
    with watch.home.database.reading() as session:
        assert session.get_one(Source, "mihon").claimed_until is None


def test_a_site_that_was_down_in_between_has_to_miss_a_release_anew(watch: Watch) -> None:
    watch.round()
    kept = dict(watch.ministry.files)
    without = {path: file for path, file in kept.items() if path != "/yosan/r8/gaiyou.pdf"}
    without[INDEX] = page(("r8/jigyou.html", "令和８年度予算の概算要求　事業一覧"))
    seen = []
    for hours, files in ((2, without), (12, {}), (12, {}), (24, without), (2, without), (2, without)):
        watch.clock.forward(hours=hours)
        watch.ministry.files = files
        seen.append(outcomes(watch, all_sources=True).get("r8/gaiyou.pdf"))
    assert seen == ["missing", None, None, "missing", "missing", "missing"]
    assert changes(watch) == []


def test_a_list_that_moves_on_withdraws_nothing(watch: Watch) -> None:
    def press(*items: tuple[str, str, str]) -> tuple[str, bytes]:
        rows = "".join(f'<dt>{day}</dt><dd><a href="{href}">{text}</a></dd>' for day, href, text in items)
        return "text/html", f"<html><body><main><h1>報道発表</h1><dl>{rows}</dl></main></body></html>".encode()

    first = ("2026年8月26日", "r8/gaiyou.pdf", "令和９年度概算要求の概要")
    later = [(f"2026年8月{day}日", f"p/{day}.pdf", f"令和９年度概算要求（第{day}回）") for day in (27, 28)]
    for _, href, _ in later:
        watch.ministry.files[f"/yosan/{href}"] = watch.ministry.files["/yosan/r8/gaiyou.pdf"]
    watch.ministry.files[INDEX] = press(later[0], first)
    watch.round()
    watch.ministry.files[INDEX] = press(*reversed(later))
    for _ in range(5):
        watch.clock.forward(hours=12)
        watch.round()
    assert release(watch, "r8/gaiyou.pdf").withdrawn_at is None


def test_an_index_that_turns_to_the_new_year_withdraws_nothing(watch: Watch) -> None:
    watch.ministry.publish_next_year()
    watch.ministry.files[INDEX] = page(R8, ("r8/jigyou.html", "令和８年度概算要求 事業一覧"))
    watch.round()
    watch.ministry.files[INDEX] = page(R9)
    for _ in range(5):
        watch.clock.forward(hours=12)
        watch.round()
    assert release(watch, "r8/gaiyou.pdf").withdrawn_at is None


def test_a_release_that_another_source_lists_is_not_withdrawn(watch: Watch) -> None:
    watch.ministry.files["/yosan/other.html"] = watch.ministry.files[INDEX]
    mihon = source_of(watch.ministry)
    register(watch.home.database, [mihon, replace(mihon, id="other", url=mihon.url.replace("index", "other"))], watch.clock())
    watch.round()
    watch.ministry.files[INDEX] = page(("r8/jigyou.html", "令和８年度予算の概算要求　事業一覧"))
    for _ in range(5):
        watch.clock.forward(hours=12)
        watch.round()
    assert release(watch, "r8/gaiyou.pdf").withdrawn_at is None


def test_a_list_without_an_end_is_looked_at_as_far_as_is_sensible(watch: Watch) -> None:
    for number in range(40):
        further = f'<a rel="next" href="index.html?page={number + 1}">次へ</a>'.encode()
        body = page((f"r8/{number}.pdf", f"令和８年度概算要求の概要（その{number}）"))[1].replace(b"</main>", further + b"</main>")
        watch.ministry.files[f"{INDEX}?page={number}" if number else INDEX] = ("text/html", body)
    assert len(outcomes(watch)) == 10


def test_a_claim_by_a_clock_that_was_ahead_holds_nobody_up(watch: Watch) -> None:
    with watch.home.database.session() as session:
        source = session.get_one(Source, "mihon")
        source.claimed_by, source.claimed_until = "a process of another decade", watch.clock.now + timedelta(days=3650)
    assert outcomes(watch) == {"r8/gaiyou.pdf": "new", "r8/jigyou.html": "new"}


def test_what_another_process_took_meanwhile_is_that_ones_to_write(watch: Watch) -> None:
    go_on = watch.ministry.hold_back("/yosan/r8/jigyou.html")
    round_ = Thread(target=watch.round)
    round_.start()
    assert watch.ministry.asked("/yosan/r8/jigyou.html")
    with watch.home.database.session() as session:
        session.get_one(Source, "mihon").claimed_by = "another"
    go_on.set()
    round_.join()
    with watch.home.database.reading() as session:
        source = session.get_one(Source, "mihon")
        assert (source.claimed_by, source.last_success_at) == ("another", None)
        assert session.scalars(select(Listing)).all() == []


def test_a_round_tells_how_far_it_is_in_sources_and_releases(watch: Watch) -> None:
    told: list[tuple[str, object]] = []

    class Teller:
        def more(self, number: int) -> None:
            told.append(("more", number))

        def done(self, what: object = None) -> None:
            told.append(("done", what))

    poll(watch.home.database, watch.home.captures, watch.home.settings, watch.clock, progress=Teller())
    assert [what for what, _ in told] == ["more", "more", "done", "done", "done"]
    assert sum(number for what, number in told if what == "more" and isinstance(number, int)) == 3


def test_a_fault_of_ours_with_one_source_costs_no_other_its_look(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    watch.ministry.files["/yosan/other.html"] = page(("r8/jigyou.html", "令和８年度概算要求 事業一覧"))
    mihon = source_of(watch.ministry)
    register(watch.home.database, [replace(mihon, id="other", url=mihon.url.replace("index", "other"))], watch.clock())
    real = index_module.discover

    def broken(body: bytes, base_url: str, *rest: Any) -> list[Link]:
        if base_url.endswith("/index.html"):
            raise RecursionError("a page that nobody thought of")
        return real(body, base_url, *rest)

    with monkeypatch.context() as fault:
        fault.setattr(index_module, "discover", broken)
        reports = {report.source_id: report for report in watch.round().sources}
    assert "RecursionError: a page that nobody thought of" in (reports["mihon"].error or "")
    assert [target.outcome for target in reports["other"].targets] == ["new"]
    with watch.home.database.reading() as session:
        source = session.get_one(Source, "mihon")
        assert (source.failures, source.claimed_until) == (1, None)
        assert source.next_check_at > watch.clock.now
    watch.clock.forward(hours=2)
    assert outcomes(watch)["r8/gaiyou.pdf"] == "new"


def several_rounds(watch: Watch) -> list[dict[str, str]]:
    seen = []
    for _ in range(5):
        watch.clock.forward(hours=12)
        seen.append(outcomes(watch))
    return seen


def test_an_old_year_that_moves_to_an_archive_after_the_new_one_came_is_not_withdrawn(watch: Watch) -> None:
    watch.ministry.publish_next_year()
    r8, r9 = [R8, ("r8/jigyou.html", "令和８年度概算要求 事業一覧")], [R9, ("r9/jigyou.html", "令和９年度概算要求 事業一覧")]
    for links in (r8, [*r9, *r8], r9):
        watch.ministry.files[INDEX] = page(*links)
        watch.clock.forward(hours=12)
        watch.round()
    several_rounds(watch)
    assert release(watch, "r8/gaiyou.pdf").withdrawn_at is None
    assert "withdrawn" not in {change.kind for change in changes(watch)}


def test_a_list_of_the_latest_without_days_that_makes_room_withdraws_nothing(watch: Watch) -> None:
    names = [(f"r8/{n}.pdf", f"令和８年度概算要求の概要（その{n}）") for n in range(4)]
    for href, _ in names:
        watch.ministry.files[f"/yosan/{href}"] = watch.ministry.files["/yosan/r8/gaiyou.pdf"]
    watch.ministry.files[INDEX] = page(*names[:3])
    watch.round()
    watch.ministry.files[INDEX] = page(*names[1:])
    several_rounds(watch)
    assert release(watch, "r8/0.pdf").withdrawn_at is None


def test_a_page_that_was_down_at_first_makes_no_news_though_its_release_fails_too(watch: Watch) -> None:
    watch.ministry.publish_next_year()
    media_type, body = watch.ministry.files["/yosan/r9/gaiyou.pdf"]
    watch.ministry.files[INDEX] = page(R8, ("r9/", "令和９年度概算要求"))
    declare(watch, depth=1, follow="/r9/$")
    assert outcomes(watch) == {"r8/gaiyou.pdf": "new"}
    watch.ministry.files["/yosan/r9/"] = page(("gaiyou.pdf", "概要（PDF）"), heading="令和９年度概算要求")
    watch.ministry.files["/yosan/r9/gaiyou.pdf"] = (media_type, body[:3000])
    watch.clock.forward(hours=2)
    assert outcomes(watch)["r9/gaiyou.pdf"] == "truncated"
    watch.ministry.files["/yosan/r9/gaiyou.pdf"] = (media_type, body)
    watch.clock.forward(hours=2)
    assert outcomes(watch)["r9/gaiyou.pdf"] == "new"
    assert {change.origin for change in changes(watch)} == {"baseline"}


def test_a_page_that_cannot_be_kept_as_evidence_is_looked_at_all_the_same(watch: Watch) -> None:
    class NoRoom(CaptureStore):
        def put(self, data: bytes) -> str:
            raise CaptureError("no room for a capture")

    watch.home = replace(watch.home, captures=NoRoom(watch.home.captures.folder))
    assert outcomes(watch) == {"r8/gaiyou.pdf": "new", "r8/jigyou.html": "new"}
