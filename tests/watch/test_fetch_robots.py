"""robots.txt by RFC 9309: asked first, remembered for a day, obeyed; and what holds while it cannot be had."""

from __future__ import annotations

import asyncio
import itertools
import time
from pathlib import Path

import pytest

from monitor.watch.fetch import Trouble
from monitor.watch.hosts import LedgerHosts
from monitor.watch.robots import rules_of
from storage import migrate, open_database
from tests.e2e.ministry import HTML, INDEX, ROBOTS, Ministry
from tests.watch.asking import Asking

WAF = '<html><head><title>Human Verification</title><script src="https://a.token.awswaf.com/challenge.js"></script></head></html>'


def test_robots_is_asked_first_and_once_and_obeyed(asking: Asking, site: Ministry) -> None:
    asking.page(INDEX, INDEX)
    assert site.log.paths() == [ROBOTS, INDEX, INDEX]
    refusal = asking.refusal("/himitsu/r8.html")
    assert refusal.trouble is Trouble.FORBIDDEN_BY_ROBOTS
    assert "Disallow: /himitsu/" in str(refusal)
    assert site.log.paths() == [ROBOTS, INDEX, INDEX]


def test_rules_hold_for_a_day_over_restarts_and_are_asked_for_again_then(database_url: str, site: Ministry, tmp_path: Path) -> None:
    database = open_database(database_url)
    migrate(database)
    asking = Asking(site, tmp_path, LedgerHosts(database))
    asking.page(INDEX)
    asking.clock.forward(hours=23)
    asking.page(INDEX)
    assert len(site.log.of(ROBOTS)) == 1
    site.robots("User-agent: *\nDisallow: /yosan/\n")
    asking.page(INDEX)
    asking.clock.forward(hours=2)
    assert asking.refusal(INDEX).trouble is Trouble.FORBIDDEN_BY_ROBOTS
    assert len(site.log.of(ROBOTS)) == 2
    database.close()


def test_a_fetcher_that_lives_for_days_asks_for_the_rules_every_day(asking: Asking, site: Ministry) -> None:
    async def run() -> None:
        async with asking.fetcher() as fetcher:
            for _ in range(3):
                await fetcher.page(site.url(), allowed={site.address}, allow_private=True)
                asking.clock.forward(hours=25)

    asyncio.run(run())
    assert site.log.paths() == [ROBOTS, INDEX] * 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_a_host_without_rules_allows_everything(asking: Asking, site: Ministry, status: int) -> None:
    site.robots(status=status)
    site.put("/himitsu/r8.html", b"<p>open</p>", HTML)
    assert asking.page("/himitsu/r8.html").status == 200


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_nothing_is_fetched_while_the_rules_cannot_be_had(asking: Asking, site: Ministry, status: int) -> None:
    site.robots(status=status)
    refusal = asking.refusal(INDEX)
    assert "nothing is fetched there" in str(refusal)
    assert refusal.status == status
    assert site.log.paths() == [ROBOTS]


def test_nothing_is_fetched_while_the_host_hangs_up_on_robots(asking: Asking, site: Ministry) -> None:
    site.hang_up(ROBOTS)
    assert asking.refusal(INDEX).trouble is Trouble.UNREACHABLE
    assert site.log.of(INDEX) == []


def test_rules_that_were_given_before_hold_while_new_ones_cannot_be_had(asking: Asking, site: Ministry) -> None:
    asking.page(INDEX)
    site.robots(status=503)
    for _ in range(3):
        asking.clock.forward(days=20)
        assert asking.page(INDEX).status == 200
        assert asking.refusal("/himitsu/a").trouble is Trouble.FORBIDDEN_BY_ROBOTS
    site.robots("User-agent: *\nDisallow: /yosan/\n")
    assert asking.refusal(INDEX).trouble is Trouble.FORBIDDEN_BY_ROBOTS


def test_a_host_that_never_gave_rules_for_thirty_days_is_taken_to_have_none(asking: Asking, site: Ministry) -> None:
    site.robots(status=500)
    asking.refusal(INDEX)
    asking.clock.forward(days=29)
    asking.refusal(INDEX)
    asking.clock.forward(days=2)
    assert asking.page(INDEX).status == 200


def test_a_redirect_of_robots_is_followed(asking: Asking, site: Ministry) -> None:
    site.redirect(ROBOTS, "/rules.txt")
    site.put("/rules.txt", b"User-agent: *\nDisallow: /yosan/", "text/plain")
    assert asking.refusal(INDEX).trouble is Trouble.FORBIDDEN_BY_ROBOTS


def test_robots_that_lead_in_circles_are_none(asking: Asking, site: Ministry) -> None:
    site.redirect(ROBOTS, ROBOTS)
    assert asking.page(INDEX).status == 200
    assert len(site.log.of(ROBOTS)) == 6


def test_robots_on_a_further_host_of_the_source_are_followed_and_elsewhere_not(asking: Asking, site: Ministry) -> None:
    with Ministry("127.0.0.2").open() as other:
        other.robots("User-agent: *\nDisallow: /yosan/\n")
        site.redirect(ROBOTS, other.url(ROBOTS))
        assert asking.refusal(INDEX).trouble is Trouble.REFUSED
        asking.allowed = {site.address, other.address}
        assert asking.refusal(INDEX).trouble is Trouble.FORBIDDEN_BY_ROBOTS


def test_a_challenge_in_place_of_the_rules_is_not_passed(asking: Asking, site: Ministry) -> None:
    site.robots(WAF)
    assert asking.refusal(INDEX).trouble is Trouble.BLOCKED
    assert site.log.of(INDEX) == []


def test_a_web_page_in_place_of_the_rules_forbids_nothing(asking: Asking, site: Ministry) -> None:
    site.robots("<!doctype html><html><body><p>お探しのページは見つかりません: Disallow: /</p></body></html>")
    assert asking.page(INDEX).status == 200


def test_what_stands_behind_500_kib_of_rules_is_not_read(asking: Asking, site: Ministry) -> None:
    site.robots("# " + "x" * 600_000 + "\nUser-agent: *\nDisallow: /yosan/\n")
    assert asking.page(INDEX).status == 200


def test_endless_rules_are_read_to_500_kib(asking: Asking, site: Ministry) -> None:
    site.endless(ROBOTS, "text/plain")
    assert asking.page(INDEX).status == 200


def test_a_crawl_delay_is_kept_from_the_end_of_a_request_on(asking: Asking, site: Ministry) -> None:
    site.robots("User-agent: *\nCrawl-delay: 0.3\n")
    asking.page(INDEX, INDEX, INDEX)
    requests = site.log.requests
    assert all(after.began - (before.ended or 0) >= 0.29 for before, after in itertools.pairwise(requests))


def test_a_crawl_delay_of_hours_is_capped_at_a_minute() -> None:
    rules = rules_of("User-agent: *\nCrawl-delay: 7200\n")
    assert (rules.delay, rules.asked_delay) == (60, 7200)
    assert rules_of("User-agent: *\nCrawl-delay: -1\n").delay == 0
    assert rules_of("User-agent: *\nCrawl-delay: soon\n").delay == 0


def test_rules_for_this_program_come_before_those_for_everybody() -> None:
    rules = rules_of("User-agent: *\nDisallow: /\n\nUser-agent: Yosan-Watch\nDisallow: /x\n")
    assert rules.allow("https://a.example/yosan")
    assert not rules.allow("https://a.example/x/y")


@pytest.mark.parametrize(
    ("lines", "url", "rule"),
    [
        ("Disallow: /a\nDisallow: /a/b\n", "/a/b/c", "/a/b"),
        ("Disallow: /*.pdf$\n", "/x/r8.pdf", "/*.pdf$"),
        ("Disallow: /*s=\n", "/find?s=1", "/*s="),
        ("Disallow: /予算/\n", "/%E4%BA%88%E7%AE%97/r8", "/予算/"),
        ("Allow: /a/ok\nDisallow: /a\n", "/a/x", "/a"),
    ],
)
def test_the_rule_that_forbids_is_named(lines: str, url: str, rule: str) -> None:
    rules = rules_of(f"User-agent: other\nDisallow: /a/b/c\n\nUser-agent: *\n{lines}")
    assert not rules.allow(f"https://a.example{url}")
    assert rules.against(f"https://a.example{url}") == f"Disallow: {rule}"


def test_an_allowed_path_within_a_forbidden_one_is_allowed() -> None:
    assert rules_of("User-agent: *\nAllow: /a/ok\nDisallow: /a\n").allow("https://a.example/a/ok/r8.pdf")


def test_wildcards_do_not_freeze_the_watch() -> None:
    rules = rules_of("User-agent: *\nDisallow: /" + "*a" * 200 + "b$\n")
    started = time.monotonic()
    assert rules.allow("https://a.example/" + "a" * 5000)
    assert time.monotonic() - started < 0.5


def test_rules_that_cannot_be_had_are_not_asked_for_at_every_request(asking: Asking, site: Ministry) -> None:
    asking.page(INDEX)
    asking.clock.forward(days=2)
    site.robots(status=503)
    site.log.clear()
    asking.page(INDEX, INDEX, INDEX)
    assert site.log.paths() == [ROBOTS, INDEX, INDEX, INDEX]
