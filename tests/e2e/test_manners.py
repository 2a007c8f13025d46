"""What a ministry's web master sees in the log: who asks, robots.txt first, one connection, spaced, conditional, and no burst."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from monitor import __version__
from tests.e2e.ministry import INDEX, ROBOTS, Ministry, Seen, http_date
from tests.e2e.watching import R8, Watch, source
from tests.overviews import overview

GAP = 0.3
BUREAUS = ("医政局", "健康局", "老健局", "保険局", "年金局")
PATHS = [f"/yosan/r8/{n}.txt" for n in range(len(BUREAUS))]
OTHER_INDEX = "/hosei/index.html"
CONDITIONS = {"if-none-match", "if-modified-since"}


def publish(ministry: Ministry, *, on: str = INDEX, folder: str = "/yosan/r8") -> None:
    """A release of each bureau."""
    for n, bureau in enumerate(BUREAUS):
        text = overview(2026, R8, bureau=bureau)
        ministry.publish(f"{folder}/{n}.txt", text.encode(), f"令和8年度 概算要求の概要 {bureau}", on=on, media_type="text/plain")


def assert_spaced(seen: list[Seen], gap: float) -> None:
    """Each request began that long after the one before it was answered: no two at once."""
    assert len(seen) > 2
    pauses = [later.began - (earlier.ended or float("inf")) for earlier, later in pairwise(sorted(seen, key=lambda one: one.began))]
    assert min(pauses) >= gap


def assert_one_connection_at_a_time(ministry: Ministry) -> None:
    spans = sorted((opened, closed) for host, opened, closed in ministry.log.connections if host == ministry.address)
    assert all(closed is not None and closed <= opened for (_, closed), (opened, _) in pairwise(spans))


@pytest.fixture
def other() -> Iterator[Ministry]:
    with Ministry("127.0.0.5").open() as site:
        yield site


def test_every_request_says_who_asks_and_whom_to_write_to(ministry: Ministry, watch: Watch) -> None:
    publish(ministry)
    watch(source(ministry)).round()
    agents = {seen.headers.get("user-agent") for seen in ministry.log.requests}
    assert agents == {f"yosan-watch/{__version__} (+ops@yosan-watch.example)"}


def test_robots_txt_is_asked_first_on_each_host_and_once_a_day(ministry: Ministry, other: Ministry, watch: Watch) -> None:
    watching = watch(source(ministry), source(other, "other"), source(ministry, "further", OTHER_INDEX))
    publish(other)
    publish(ministry)
    publish(ministry, on=OTHER_INDEX, folder="/hosei")
    for site in (ministry, other):
        site.clock = watching.clock
    for _ in range(13):
        watching.round()
        watching.clock.forward(hours=6)
    for site in (ministry, other):
        assert site.log.paths()[0] == ROBOTS
        asked = [seen.at for seen in site.log.of(ROBOTS)]
        assert [later - earlier for earlier, later in pairwise(asked)] == [timedelta(days=1)] * 3


def test_requests_to_a_host_are_spaced_on_one_connection_though_two_sources_share_it(
    ministry: Ministry, other: Ministry, watch: Watch
) -> None:
    publish(ministry)
    publish(ministry, on=OTHER_INDEX, folder="/hosei")
    publish(other)
    watching = watch(source(ministry), source(ministry, "further", OTHER_INDEX), source(other, "other"), gap=GAP)
    assert len(watching.round()) == 10
    assert len(ministry.log.requests) == 13
    assert_spaced(ministry.log.requests, GAP)
    assert_spaced(other.log.requests, GAP)
    assert_one_connection_at_a_time(ministry)
    assert other.log.requests[-1].began < ministry.log.requests[-1].began, "another host need not wait"


def test_the_gap_holds_from_one_round_to_the_next(ministry: Ministry, watch: Watch) -> None:
    publish(ministry)
    watching = watch(source(ministry), gap=GAP)
    watching.round()
    watching.round()
    assert_spaced(ministry.log.requests, GAP)


def test_a_crawl_delay_that_is_longer_than_the_gap_is_kept(ministry: Ministry, watch: Watch) -> None:
    ministry.robots("User-agent: *\nCrawl-delay: 1\n")
    ministry.publish(PATHS[0], overview(2026, R8).encode(), "令和8年度 概算要求の概要", media_type="text/plain")
    watch(source(ministry), gap=0.1).round()
    assert_spaced(ministry.log.requests, 1.0)


def test_two_processes_never_ask_a_host_at_once(ministry: Ministry, environment: dict[str, str], tmp_path: Path) -> None:
    publish(ministry)
    publish(ministry, on=OTHER_INDEX, folder="/hosei")
    catalogue = tmp_path / "sources.toml"
    catalogue.write_text(
        "".join(
            f'[[source]]\nid = "{ident}"\nurl = "{ministry.url(path)}"\nallow_private = true\n'
            for ident, path in (("a", INDEX), ("b", OTHER_INDEX))
        ),
        encoding="utf-8",
    )
    told = environment | {"YOSAN_GAP_SECONDS": str(GAP), "YOSAN_LEASE_SECONDS": "2"}
    command = [sys.executable, "-m", "monitor"]
    subprocess.run([*command, "migrate"], env=told, cwd=tmp_path, check=True, capture_output=True)

    def polling(ident: str) -> subprocess.Popen[bytes]:
        """A round over one source; where the other process has the host, it is told that it is busy, and asks nothing."""
        asked = [*command, "poll", "--now", "--source", ident, "--sources", str(catalogue)]
        return subprocess.Popen(asked, env=told, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    for together in (("a", "b"), ("a",), ("b",)):
        for process in [polling(ident) for ident in together]:
            assert b"Traceback" not in process.communicate()[1]
    assert_spaced(ministry.log.requests, GAP)
    assert_one_connection_at_a_time(ministry)
    assert len(ministry.log.of(ROBOTS)) == 1
    assert ministry.log.of(INDEX)
    assert ministry.log.of(OTHER_INDEX)


def test_after_days_of_downtime_there_is_no_burst(ministry: Ministry, watch: Watch) -> None:
    publish(ministry)
    watching = watch(source(ministry), source(ministry, "further", OTHER_INDEX), gap=GAP)
    watching.round()
    ministry.log.clear()
    watching.clock.forward(days=3)
    watching.round(now_all=False)
    assert sorted(ministry.log.paths()) == sorted([ROBOTS, INDEX, OTHER_INDEX, *PATHS])
    assert_spaced(ministry.log.requests, GAP)
    ministry.log.clear()
    for _ in range(3):
        watching.round(now_all=False)
    assert ministry.log.requests == []


def test_where_validators_are_given_every_look_is_a_304_and_after_a_week_a_whole_answer(ministry: Ministry, watch: Watch) -> None:
    publish(ministry)
    watching = watch(source(ministry))
    watching.round()
    pages = [INDEX, *PATHS]
    for _ in range(6):
        ministry.log.clear()
        watching.round(24)
        asked = [seen for seen in ministry.log.requests if seen.path != ROBOTS]
        assert sorted(seen.path for seen in asked) == sorted(pages)
        assert {seen.status for seen in asked} == {304}
        assert all(seen.headers.keys() & CONDITIONS for seen in asked)
    ministry.log.clear()
    watching.round(24)
    asked = [seen for seen in ministry.log.requests if seen.path != ROBOTS]
    assert {seen.status for seen in asked} == {200}
    assert not any(seen.headers.keys() & CONDITIONS for seen in asked)
    assert watching.told() == (0, 0)


def test_where_no_validators_are_given_the_bytes_decide(watch: Watch) -> None:
    with Ministry("127.0.0.6", validators=False).open() as ministry:
        publish(ministry)
        watching = watch(source(ministry))
        watching.round()
        assert watching.round(24) == dict.fromkeys(PATHS, "unchanged")
        assert not any(seen.headers.keys() & CONDITIONS for seen in ministry.log.requests)
        assert {seen.status for seen in ministry.log.requests} == {200}


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_obeyed_by_every_source_of_the_host(ministry: Ministry, watch: Watch, form: str) -> None:
    publish(ministry)
    publish(ministry, on=OTHER_INDEX, folder="/hosei")
    watching = watch(source(ministry), source(ministry, "further", OTHER_INDEX))
    watching.round()
    ministry.clock = watching.clock
    watching.clock.forward(hours=6)
    seconds = 7200
    # A date is by the server's own clock, which its Date header tells.
    ministry.throttle(retry_after=seconds if form == "seconds" else http_date(datetime.now(UTC) + timedelta(seconds=seconds)))
    ministry.log.clear()
    watching.round()
    assert len(ministry.log.requests) == 1
    ministry.well()
    for _ in range(3):
        watching.clock.forward(minutes=35)
        watching.round()
    assert len(ministry.log.requests) == 1
    watching.clock.forward(minutes=20)
    assert len(watching.round()) == 10


def test_a_page_that_says_how_long_it_holds_is_left_alone_for_up_to_six_hours(ministry: Ministry, watch: Watch) -> None:
    publish(ministry)
    ministry.fresh_for(24 * 3600)
    watching = watch(source(ministry, every_seconds=3600))
    watching.round()
    ministry.log.clear()
    for _ in range(5):
        watching.round(1, now_all=False)
    assert ministry.log.requests == []
    watching.round(1, now_all=False)
    assert INDEX in ministry.log.paths()


def test_a_site_that_turns_robots_away_is_asked_less_and_less_but_never_given_up(ministry: Ministry, watch: Watch) -> None:
    publish(ministry)
    watching = watch(source(ministry))
    watching.round()
    ministry.clock = watching.clock
    ministry.challenge(status=403)
    ministry.log.clear()
    began = watching.clock.now
    for _ in range(24 * 10):
        watching.round(1, now_all=False)
    asked = [seen.at for seen in ministry.log.of(INDEX)]
    by_day = [sum(timedelta(days=n) <= at - began < timedelta(days=n + 1) for at in asked) for n in range(10)]
    assert sum(by_day) <= 40
    assert all(1 <= one <= 2 for one in by_day[-5:]), by_day
    assert set(ministry.log.paths()) == {INDEX, ROBOTS}


def test_nothing_is_asked_that_the_page_does_not_link(ministry: Ministry, watch: Watch) -> None:
    publish(ministry)
    watch(source(ministry)).round()
    assert sorted(ministry.log.paths()) == sorted([ROBOTS, INDEX, *PATHS])


def test_a_challenge_is_not_answered(ministry: Ministry, watch: Watch) -> None:
    publish(ministry)
    watching = watch(source(ministry))
    watching.round()
    ministry.log.clear()
    ministry.firewall()
    watching.round(6)
    assert [(seen.path, "cookie" in seen.headers) for seen in ministry.log.requests] == [(INDEX, False)]
