"""What a round makes of a ministry that misbehaves: exactly what happened and its changes, and nobody is told of anything else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from monitor.cli import app
from monitor.commands.opening import open_home
from monitor.settings import Settings
from monitor.watch import poll as poll_module
from monitor.watch.catalogue import SourceSpec
from monitor.watch.fetch import Fetcher, Patience
from monitor.watch.poll import register
from storage.tables import Hold
from tests.conftest import missing
from tests.e2e.conftest import Run
from tests.e2e.ministry import INDEX, Item, Ministry, certificate
from tests.e2e.watching import (
    NEWS_OF_R9,
    PATH_R8,
    PATH_R9,
    R8,
    R9,
    Watch,
    Watching,
    publish_other,
    publish_r8,
    publish_r9,
    source,
    with_amounts,
)
from tests.overviews import overview

METADATA = "http://169.254.169.254/latest/meta-data/"
REVISED = with_amounts(R8, 医師確保支援事業=125)
HASTY = Patience(deadline=2.0, window=1.0, file_bytes=3_000_000, inflated_bytes=9_000_000)
"""What a fetcher of the tests puts up with, so that a server that drips is left in a second."""


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fetcher that puts up with little."""
    monkeypatch.setattr(poll_module, "Fetcher", partial(Fetcher, patience=HASTY))


# what happened to a release


def test_a_release_is_new_then_unchanged_and_a_first_round_tells_nobody(ministry: Ministry, watch: Watch) -> None:
    publish_r8(ministry)
    watching = watch(source(ministry))
    assert watching.round() == {PATH_R8: "new"}
    assert watching.round(6) == {PATH_R8: "unchanged"}
    assert watching.told() == (0, 0)


def test_next_years_release_brings_its_changes_once(ministry: Ministry, watch: Watch) -> None:
    publish_r8(ministry)
    watching = watch(source(ministry))
    watching.round()
    publish_r9(ministry)
    assert watching.round(6) == {PATH_R8: "unchanged", PATH_R9: "new"}
    for _ in range(3):
        watching.round(6)
    assert watching.changes() == watching.owed() == NEWS_OF_R9


def test_a_file_saved_again_is_audit_only(ministry: Ministry, watch: Watch) -> None:
    publish_r8(ministry)
    watching = watch(source(ministry))
    watching.round()
    ministry.resave(PATH_R8)
    assert watching.round(6) == {PATH_R8: "resaved"}
    assert watching.round(6) == {PATH_R8: "unchanged"}
    assert watching.told() == (0, 0)


def test_a_file_replaced_in_silence_is_a_revision_told_once(ministry: Ministry, watch: Watch) -> None:
    publish_r8(ministry)
    watching = watch(source(ministry))
    watching.round()
    ministry.replace(PATH_R8, overview(2026, REVISED))
    assert watching.round(6) == {PATH_R8: "replaced"}
    assert watching.round(6) == {PATH_R8: "unchanged"}
    assert watching.changes(basis="revision") == watching.owed() == [("amount", "医師確保支援事業")]


@pytest.mark.parametrize("leave_redirect", [False, True])
def test_a_release_that_moves_is_no_news(ministry: Ministry, watch: Watch, leave_redirect: bool) -> None:
    publish_r8(ministry)
    watching = watch(source(ministry))
    watching.round()
    ministry.move(PATH_R8, "/content/000123456.pdf", leave_redirect=leave_redirect)
    first = watching.round(6)
    assert first["/content/000123456.pdf"] == "resaved"
    assert first[PATH_R8] == ("unchanged" if leave_redirect else "moved")
    for _ in range(8):
        watching.round(6)
    assert watching.releases()[PATH_R8].withdrawn_at is None
    assert watching.told() == (0, 0)


@pytest.mark.parametrize("status", [404, 410])
def test_a_release_is_withdrawn_after_three_rounds_and_a_day_and_told_once(ministry: Ministry, watch: Watch, status: int) -> None:
    publish_r8(ministry)
    publish_other(ministry)
    watching = watch(source(ministry))
    watching.round()
    ministry.withdraw(PATH_R8, status=status)
    outcomes = [watching.round(6)[PATH_R8] for _ in range(4)]
    assert outcomes == ["missing"] * 4
    assert watching.told() == (0, 0)
    assert watching.round(6)[PATH_R8] == "withdrawn"
    for _ in range(3):
        watching.round(6)
    assert {kind for kind, _ in watching.changes()} == {"withdrawn"}
    assert watching.told() == (len(R8), len(R8))


def test_a_release_that_no_page_lists_any_more_is_withdrawn_until_it_is_listed(ministry: Ministry, watch: Watch) -> None:
    publish_r8(ministry)
    publish_other(ministry)
    watching = watch(source(ministry))
    watching.round()
    ministry.unlink(PATH_R8)
    outcomes = [watching.round(6)[PATH_R8] for _ in range(5)]
    assert outcomes == ["unchanged"] * 4 + ["withdrawn"]
    assert len(watching.changes()) == len(R8)
    ministry.link(PATH_R8, "令和8年度 概算要求の概要（医政局）")
    assert watching.round(6)[PATH_R8] == "put_back"
    assert watching.changes() == []
    assert watching.releases()[PATH_R8].withdrawn_at is None


def test_a_release_that_is_gone_for_less_than_a_day_is_not_withdrawn(ministry: Ministry, watch: Watch) -> None:
    publish_r8(ministry)
    watching = watch(source(ministry))
    watching.round()
    kept = ministry.pages.pop(PATH_R8)
    assert [watching.round(5)[PATH_R8] for _ in range(5)] == ["missing"] * 5
    ministry.pages[PATH_R8] = kept
    assert watching.round(5) == {PATH_R8: "unchanged"}
    assert watching.told() == (0, 0)


def test_a_release_at_two_addresses_is_told_once(ministry: Ministry, watch: Watch) -> None:
    publish_r8(ministry)
    watching = watch(source(ministry))
    watching.round()
    publish_r9(ministry)
    ministry.pages["/content/9.pdf"] = ministry.pages[PATH_R9]
    ministry.link("/content/9.pdf", "令和9年度 概算要求の概要（再掲）")
    assert sorted(watching.round(6).values()) == ["new", "resaved", "unchanged"]
    watching.round(6)
    assert watching.changes() == watching.owed() == NEWS_OF_R9


def test_a_round_that_would_change_too_much_is_held_and_told_to_nobody(ministry: Ministry, watch: Watch) -> None:
    many = [(f"地域医療支援第{n}事業", 100 + n, 100 + n) for n in range(1, 81)]
    ministry.publish(PATH_R8, overview(2026, many), "令和8年度 概算要求の概要")
    watching = watch(source(ministry))
    watching.round()
    watching.clock.forward(days=70)
    shifted = [(name, many[n - 1][1], prior) for n, (name, _, prior) in enumerate(many)]
    ministry.replace(PATH_R8, overview(2026, shifted))
    assert watching.round(6) == {PATH_R8: "held"}
    for hours in (6, 24 * 7):
        assert watching.round(hours) == {PATH_R8: "held"}
    ministry.replace(PATH_R8, overview(2026, many))
    assert [watching.round(6), watching.round(6)] == [{PATH_R8: "unchanged"}] * 2
    assert watching.told() == (0, 0)
    with watching.home.database.reading() as session:
        assert [hold.decision for hold in session.scalars(select(Hold))] == ["overtaken"]


# what is no release at all: none of it makes a change

Mood = Callable[[Ministry, str], None]
ON_A_RELEASE: dict[str, tuple[Mood, str]] = {
    "a maintenance page": (Ministry.maintenance, "failed"),
    "a firewall's page": (Ministry.firewall, "blocked"),
    "a login form": (Ministry.login, "failed"),
    "a challenge without a body": (Ministry.challenge, "blocked"),
    "a challenge with 403": (partial(Ministry.challenge, status=403), "blocked"),
    "a challenge with 405": (partial(Ministry.challenge, status=405), "blocked"),
    "404": (partial(Ministry.answer, status=404), "missing"),
    "410": (partial(Ministry.answer, status=410), "missing"),
    "500": (Ministry.server_error, "failed"),
    "502": (partial(Ministry.server_error, status=502), "failed"),
    "a maintenance page with 503": (partial(Ministry.maintenance, status=503), "failed"),
    "429 with Retry-After": (partial(Ministry.throttle, retry_after=3600), "failed"),
    "half a file": (Ministry.truncate, "truncated"),
    "half a file that claims to be whole": (partial(Ministry.truncate, declared=False), "truncated"),
    "no byte of the file": (partial(Ministry.answer, status=200), "truncated"),
    "a head that never ends": (Ministry.slow_headers, "failed"),
    "a body that drips": (Ministry.slow_body, "failed"),
    "silence": (Ministry.silent, "failed"),
    "a body without an end": (Ministry.endless, "failed"),
    "a gzip bomb": (partial(Ministry.gzip_bomb, megabytes=20), "failed"),
    "a redirect to another host": (partial(Ministry.redirect, to="http://127.0.0.3/yosan.pdf"), "failed"),
    "a redirect to the metadata service": (partial(Ministry.redirect, to=METADATA), "failed"),
    "a redirect to itself": (partial(Ministry.redirect, to=PATH_R8), "failed"),
    "a redirect to a file of this machine": (partial(Ministry.redirect, to="file:///etc/passwd"), "failed"),
    "a closed connection": (Ministry.hang_up, "failed"),
    "what is no HTTP": (Ministry.garbage, "failed"),
}
ON_THE_INDEX = {name: mood for name, (mood, _) in ON_A_RELEASE.items() if "file" not in name} | {
    "an empty list": Ministry.empty_list
}


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ministry, Watching]]:
    """One release, known and settled, for all that must leave it as it is."""
    home = open_home(Settings(home=tmp_path_factory.mktemp("settled"), database_url=None, gap_seconds=0))
    with Ministry("127.0.0.4").open() as ministry:
        publish_r8(ministry)
        watching = Watching(home, source(ministry))
        assert watching.round() == {PATH_R8: "new"}
        yield ministry, watching
    home.database.close()


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("wrong", ON_A_RELEASE)
def test_what_comes_in_place_of_a_release_changes_nothing(settled: tuple[Ministry, Watching], wrong: str) -> None:
    ministry, watching = settled
    mood, outcome = ON_A_RELEASE[wrong]
    mood(ministry, PATH_R8)
    assert watching.round(24) == {PATH_R8: outcome}
    ministry.well(PATH_R8)
    assert watching.round(24) == {PATH_R8: "unchanged"}
    assert watching.told() == (0, 0)


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("wrong", ON_THE_INDEX)
def test_what_comes_in_place_of_an_index_page_changes_nothing(settled: tuple[Ministry, Watching], wrong: str) -> None:
    ministry, watching = settled
    ON_THE_INDEX[wrong](ministry, INDEX)
    assert watching.errors(24)["mihon"]
    ministry.well(INDEX)
    assert watching.round(24) == {PATH_R8: "unchanged"}
    assert watching.told() == (0, 0)


@pytest.mark.parametrize("wrong", ["a maintenance page", "a firewall's page", "a login form", "500", "a challenge without a body"])
def test_an_error_that_lasts_for_days_withdraws_nothing(settled: tuple[Ministry, Watching], wrong: str) -> None:
    ministry, watching = settled
    mood, outcome = ON_A_RELEASE[wrong]
    mood(ministry, PATH_R8)
    assert [watching.round(12)[PATH_R8] for _ in range(5)] == [outcome] * 5
    ministry.well(PATH_R8)
    assert watching.round(12) == {PATH_R8: "unchanged"}
    assert watching.told() == (0, 0)


def test_a_whole_site_that_answers_404_is_a_throttle(settled: tuple[Ministry, Watching]) -> None:
    ministry, watching = settled
    ministry.throttle_by_404()
    assert [bool(watching.errors(24)["mihon"]) for _ in range(4)] == [True] * 4
    ministry.well()
    assert watching.round(24) == {PATH_R8: "unchanged"}
    assert watching.told() == (0, 0)


def test_404_for_a_release_and_for_its_index_at_once_is_a_throttle(settled: tuple[Ministry, Watching]) -> None:
    """The index page answered still; then the site had enough, as 財務省's database has after some requests."""
    ministry, watching = settled
    asked = []

    def enough(exchange: object) -> None:
        asked.append(exchange)
        (ministry.show if len(asked) < 2 else lambda one: one.send(404))(exchange)  # type: ignore[arg-type]

    ministry.moods[None] = enough
    assert watching.round(24) == {PATH_R8: "failed"}
    assert "too often" in (watching.source().last_error or "")
    ministry.well()
    assert watching.round(24) == {PATH_R8: "unchanged"}
    assert watching.told() == (0, 0)


def test_404_before_a_host_says_that_it_is_asked_too_often_is_no_absence(ministry: Ministry, watch: Watch) -> None:
    publish_r8(ministry)
    ministry.publish("/yosan/r8/b.pdf", overview(2026, R8, bureau="健康局"), "令和8年度 概算要求の概要（健康局）")
    watching = watch(source(ministry))
    watching.round()
    ministry.answer(PATH_R8, 404)
    ministry.throttle("/yosan/r8/b.pdf")
    for _ in range(5):
        watching.clock.forward(hours=12)
        assert watching.errors(0)["mihon"]
    assert watching.releases()[PATH_R8].missing_rounds == 0
    assert watching.told() == (0, 0)


def test_validators_that_differ_from_node_to_node_are_nothing(settled: tuple[Ministry, Watching]) -> None:
    ministry, watching = settled
    ministry.etag_of_each_node(PATH_R8)
    assert [watching.round(24)[PATH_R8] for _ in range(3)] == ["unchanged"] * 3
    ministry.well(PATH_R8)


def test_a_304_is_believed_for_a_week_at_most(ministry: Ministry, watch: Watch) -> None:
    publish_r8(ministry)
    watching = watch(source(ministry))
    watching.round()
    ministry.lie_304(PATH_R8)
    ministry.replace(PATH_R8, overview(2026, REVISED))
    assert [watching.round(24)[PATH_R8] for _ in range(7)] == ["unchanged"] * 6 + ["replaced"]
    assert watching.owed() == [("amount", "医師確保支援事業")]


def test_a_broken_pdf_is_quarantined_and_taken_in_when_it_is_mended(ministry: Ministry, watch: Watch) -> None:
    publish_r8(ministry)
    watching = watch(source(ministry))
    watching.round()
    good = ministry.pages[PATH_R8].body
    ministry.replace(PATH_R8, good[:200] + b"\0" * (len(good) - 300) + good[-100:])
    assert watching.round(6) == {PATH_R8: "quarantined"}
    ministry.replace(PATH_R8, overview(2026, REVISED))
    assert watching.round(6) == {PATH_R8: "replaced"}
    assert watching.owed() == [("amount", "医師確保支援事業")]


# how releases are found


def test_links_are_relative_absolute_with_a_query_and_named_by_the_heading_above(ministry: Ministry, watch: Watch) -> None:
    bureaus = ("医政局", "健康局", "老健局", "保険局")
    hrefs = ("r8/a.pdf", "/yosan/r8/b.pdf", ministry.url("/dl.php?file=c&v=2"), "../yosan/./r8/d.pdf#page=2")
    paths = ("/yosan/r8/a.pdf", "/yosan/r8/b.pdf", "/dl.php?file=c&v=2", "/yosan/r8/d.pdf")
    for bureau, href, path in zip(bureaus, hrefs, paths, strict=True):
        ministry.put(path, overview(2026, R8, bureau=bureau))
        ministry.link(href, "PDF", heading="令和8年度 概算要求の概要")
    watching = watch(source(ministry))
    assert watching.round() == dict.fromkeys(paths, "new")
    assert {release.title for release in watching.releases().values()} == {"令和8年度 概算要求の概要"}


def test_index_pages_are_followed_to_their_depth_and_page_by_page(ministry: Ministry, watch: Watch) -> None:
    ministry.paginate(2)
    ministry.link("/yosan/r8/index.html", "令和8年度予算")
    ministry.link("/yosan/r8/kyoku/index.html", "令和8年度予算 各局", on="/yosan/r8/index.html")
    ministry.link("/yosan/r8/kyoku/ka/index.html", "令和8年度予算 各課", on="/yosan/r8/kyoku/index.html")
    places = {"医政局": "r8", "健康局": "r8", "老健局": "r8", "保険局": "r8/kyoku", "年金局": "r8/kyoku/ka"}
    for n, (bureau, folder) in enumerate(places.items()):
        words, page = f"令和8年度 概算要求の概要 {bureau}", f"/yosan/{folder}/index.html"
        ministry.publish(f"/dl/{n}.pdf", overview(2026, R8, bureau=bureau), words, on=page)
    watching = watch(source(ministry, depth=2, pattern=r"\.pdf$"))
    assert watching.round() == {f"/dl/{n}.pdf": "new" for n in range(4)}
    assert not ministry.log.of("/yosan/r8/kyoku/ka/index.html")
    assert set(watching.round(6).values()) == {"unchanged"}


def test_a_feed_in_shift_jis_with_a_stale_date_and_an_item_of_2088_is_read(ministry: Ministry, watch: Watch) -> None:
    ministry.put(PATH_R8, overview(2026, R8))
    ministry.put("/yosan/r8/b.pdf", overview(2026, R8, bureau="健康局"))
    items = [
        Item(ministry.url(PATH_R8), "令和８年度概算要求の概要（医政局）", "2026-08-28T14:00:00+09:00"),
        Item(ministry.url("/yosan/r8/b.pdf"), "令和８年度概算要求の概要（健康局）", "2088-04-25T00:00:00+09:00"),
        Item(ministry.url("/saiyou.html"), "職員の採用について", "2026-08-27T10:00:00+09:00"),
    ]
    ministry.feed("/news.rdf", items, encoding="cp932", channel_date="2024-09-30")
    watching = watch(source(ministry, path="/news.rdf", kind="feed"))
    assert watching.round() == {PATH_R8: "new", "/yosan/r8/b.pdf": "new"}
    assert watching.releases()[PATH_R8].published_on == "2026-08-28"
    assert watching.releases()["/yosan/r8/b.pdf"].published_on is None
    ministry.feed("/news.rdf", items[2:], encoding="cp932")
    assert [set(watching.round(24).values()) for _ in range(4)] == [{"unchanged"}] * 4
    assert watching.told() == (0, 0)


def test_a_page_cannot_lead_the_watch_to_another_host(ministry: Ministry, watch: Watch) -> None:
    with Ministry("127.0.0.3", log=ministry.log).open() as other:
        publish_r8(ministry)
        other.put("/yosan.pdf", overview(2026, R8, bureau="他局"))
        ministry.link(other.url("/yosan.pdf"), "令和8年度 概算要求の概要（他府省）")
        ministry.link(METADATA, "令和8年度 概算要求の概要（内部）")
        assert watch(source(ministry)).round() == {PATH_R8: "new"}
        assert ministry.log.paths("127.0.0.3") == []


def test_a_further_host_is_reached_when_the_source_says_so(ministry: Ministry, watch: Watch) -> None:
    with Ministry("127.0.0.3", log=ministry.log).open() as other:
        other.put("/yosan.pdf", overview(2026, R8))
        ministry.link(other.url("/yosan.pdf"), "令和8年度 概算要求の概要")
        assert watch(source(ministry, hosts=("127.0.0.3",))).round() == {"/yosan.pdf": "new"}
        assert ministry.log.paths("127.0.0.3") == ["/robots.txt", "/yosan.pdf"]


@pytest.fixture
def encrypted(tmp_path: Path) -> Iterator[tuple[Ministry, Path]]:
    """A ministry that speaks HTTP and HTTPS at one port, and the certificate to trust."""
    try:
        pem = certificate(tmp_path, "127.0.0.2")
    except FileNotFoundError as error:
        missing(str(error))
    with Ministry("127.0.0.2", certificate=pem).open() as site:
        yield site, pem


def test_a_certificate_that_nobody_vouches_for_is_never_accepted(encrypted: tuple[Ministry, Path], watch: Watch) -> None:
    ministry, _ = encrypted
    publish_r8(ministry)
    spec = SourceSpec("mihon", ministry.url(scheme="https"), allow_private=True)
    watching = watch(spec)
    assert "certificate" in (watching.errors()["mihon"] or "").lower()
    assert ministry.log.requests == []


def test_https_and_http_twins_are_one_release(
    encrypted: tuple[Ministry, Path], watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    ministry, pem = encrypted
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    publish_r8(ministry)
    ministry.link(ministry.url(PATH_R8, "https"), "令和8年度 概算要求の概要（同じもの）")
    watching = watch(source(ministry))
    assert watching.round() == {PATH_R8: "new"}
    ministry.to_https()
    assert watching.round(6) == {PATH_R8: "unchanged"}
    ministry.unlink(PATH_R8)
    assert [watching.round(12) for _ in range(4)] == [{PATH_R8: "unchanged"}] * 4
    assert len(watching.releases()) == 1
    assert watching.told() == (0, 0)


# robots.txt in all states


def test_robots_txt_that_forbids_a_release_is_obeyed(ministry: Ministry, watch: Watch) -> None:
    publish_r8(ministry)
    ministry.robots("User-agent: yosan-watch\nDisallow: /yosan/r8/\n\nUser-agent: *\nDisallow:\n")
    watching = watch(source(ministry))
    assert watching.round() == {PATH_R8: "failed"}
    assert ministry.log.paths() == ["/robots.txt", INDEX]


@pytest.mark.parametrize(("status", "looked"), [(404, True), (403, True), (200, True), (500, False), (503, False)])
def test_a_status_in_place_of_robots_txt(ministry: Ministry, watch: Watch, status: int, looked: bool) -> None:
    """RFC 9309, 2.3.1: none there, and everything may be asked; unavailable, and nothing may. A web page forbids nothing."""
    publish_r8(ministry)
    ministry.answer("/robots.txt", status, "<!doctype html><html><body><h1>お探しのページはありません</h1></body></html>")
    watching = watch(source(ministry))
    assert watching.round() == ({PATH_R8: "new"} if looked else {})
    assert (INDEX in ministry.log.paths()) is looked


def test_rules_that_were_given_hold_while_robots_txt_cannot_be_had(ministry: Ministry, watch: Watch) -> None:
    publish_r8(ministry)
    watching = watch(source(ministry))
    watching.round()
    ministry.server_error("/robots.txt", 503)
    assert watching.round(25) == {PATH_R8: "unchanged"}


# the real command


def test_the_command_tells_what_happened_and_exits_1_when_a_source_could_not_be_looked_at(
    ministry: Ministry, yosan: Run, tmp_path: Path
) -> None:
    publish_r8(ministry)
    catalogue = tmp_path / "sources.toml"
    catalogue.write_text(
        f'[[source]]\nid = "mihon"\nurl = "{ministry.url()}"\nministry = "厚生労働省"\nallow_private = true\n', encoding="utf-8"
    )

    def poll() -> tuple[int, list[str]]:
        done = yosan("poll", "--now", "--sources", catalogue, "--format", "jsonl")
        return done.returncode, [json.loads(line)["outcome"] for line in done.stdout.splitlines()]

    assert poll() == (0, ["new"])
    ministry.replace(PATH_R8, overview(2026, REVISED))
    assert poll() == (0, ["replaced"])
    ministry.firewall(PATH_R8)
    assert poll() == (1, ["blocked"])
    ministry.maintenance(INDEX)
    assert poll() == (1, [None])


# silent replacements of real releases


@pytest.mark.shared
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_silent_replacement_of_a_real_release_brings_exactly_the_known_changes(
    ministry: Ministry, watch: Watch, shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    release, url = "mhlw-fy2025-supplementary-part1", "/yosan/r7hosei.txt"
    text, gold = shared / "data" / "releases" / f"{release}.txt", shared / "data" / "gold" / f"{release}.jsonl"
    mutated, truth, found = tmp_path / "mutated.txt", tmp_path / "truth.jsonl", tmp_path / "found.jsonl"

    def tool(name: str, *arguments: object) -> str:
        command = [sys.executable, str(shared / "eval" / name), *map(str, arguments)]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    monkeypatch.setenv("YOSAN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("YOSAN_DATABASE_URL", raising=False)
    tool("mutate.py", "--release", text, "--gold", gold, "--basis", "revision", "--seed", seed, "--out", mutated, "--truth", truth)
    ministry.publish(url, text.read_bytes(), "令和7年度補正予算案の主要施策集", media_type="text/plain; charset=utf-8")
    watching = watch(source(ministry))
    assert watching.round() == {url: "new"}
    ministry.replace(url, text.read_bytes().replace(b"\n", b"\r\n"))
    assert watching.round(6) == {url: "resaved"}
    assert watching.told() == (0, 0)
    ministry.replace(url, mutated.read_bytes())
    assert watching.round(6) == {url: "replaced"}
    told = CliRunner().invoke(app, ["changes", "--basis", "revision", "--format", "jsonl"])
    found.write_text(told.stdout, encoding="utf-8")
    assert "f1 1.0000" in tool("change_score.py", "--truth", truth, "--gold", gold, found)


# a month

Deed = Callable[[Ministry], object]
COPY = "/content/r9.pdf"
R9_REVISED = with_amounts(R9, 離島診療支援事業=31)
R9_CUT = R9[:3]


@dataclass(frozen=True)
class Day:
    """One day: what the ministry does in the morning, and what comes of it. outcomes: of releases, beside `unchanged`."""

    does: Deed
    outcomes: dict[str, set[str]] = field(default_factory=dict)
    news: list[tuple[str, str]] = field(default_factory=list)
    is_down: bool = False


def mend(ministry: Ministry) -> None:
    ministry.moods.clear()


def nothing(ministry: Ministry) -> None:
    """A day like any other."""


def copy_r9(ministry: Ministry) -> None:
    ministry.pages[COPY] = ministry.pages[PATH_R9]
    ministry.link(COPY, "令和9年度 概算要求の概要（再掲）")


def take_r9_away(ministry: Ministry) -> None:
    ministry.withdraw(PATH_R9)


def break_r8(ministry: Ministry) -> None:
    body = ministry.pages[PATH_R8].body
    ministry.replace(PATH_R8, body[:200] + b"\0" * (len(body) - 300) + body[-100:])


WITHDRAWN = sorted(("withdrawn", name) for name, _, _ in R8)
MONTH = (
    Day(publish_r8, {PATH_R8: {"new"}}),
    Day(nothing),
    Day(Ministry.maintenance, is_down=True),
    Day(mend),
    Day(publish_r9, {PATH_R9: {"new"}}, NEWS_OF_R9),
    Day(lambda m: m.resave(PATH_R9), {PATH_R9: {"resaved"}}),
    Day(lambda m: m.firewall(PATH_R9), {PATH_R9: {"blocked"}}),
    Day(mend),
    Day(lambda m: m.replace(PATH_R9, overview(2027, R9_REVISED)), {PATH_R9: {"replaced"}}, [("amount", "離島診療支援事業")]),
    Day(lambda m: m.etag_of_each_node(PATH_R9)),
    Day(lambda m: m.truncate(PATH_R9), {PATH_R9: {"truncated"}}),
    Day(mend),
    Day(lambda m: m.throttle(retry_after=7200), is_down=True),
    Day(mend),
    Day(copy_r9, {COPY: {"resaved"}}),
    Day(take_r9_away, {PATH_R9: {"moved"}}),
    Day(nothing),
    Day(lambda m: m.answer(INDEX, 404), is_down=True),
    Day(mend),
    Day(lambda m: m.withdraw(PATH_R8), {PATH_R8: {"missing"}}),
    Day(nothing, {PATH_R8: {"withdrawn"}}, WITHDRAWN),
    Day(lambda m: m.replace(COPY, overview(2027, R9_CUT)), {COPY: {"held"}}),
    Day(lambda m: m.replace(COPY, overview(2027, R9_REVISED))),  # which overtakes what was held
    Day(publish_r8, {PATH_R8: {"put_back"}}),
    Day(break_r8, {PATH_R8: {"quarantined"}}),
    Day(lambda m: m.replace(PATH_R8, overview(2026, R8)), {PATH_R8: {"resaved"}}),
    Day(lambda m: m.redirect(PATH_R8, METADATA), {PATH_R8: {"failed"}}),
    Day(mend),
    Day(Ministry.empty_list, is_down=True),
    Day(lambda m: (mend(m), m.robots(status=503))),
)
"""Thirty days from 28 August 2026 on, four looks a day."""


def test_a_month_of_a_ministry(ministry: Ministry, database_url: str, tmp_path: Path) -> None:
    home = open_home(Settings(home=tmp_path / "home", database_url=database_url, gap_seconds=0))
    watching = Watching(home, source(ministry, every_seconds=3600))
    told, expected = [], []
    for number, day in enumerate(MONTH, start=1):
        day.does(ministry)
        before = Counter(watching.owed())
        outcomes, errors = watching.day()
        told.append((number, outcomes, sorted((Counter(watching.owed()) - before).elements()), bool(errors)))
        expected.append((number, day.outcomes, day.news, day.is_down))
    assert told == expected
    assert watching.told()[1] == len(watching.owed())
    home.database.close()


def test_a_plan_of_a_clock_that_was_ahead_is_mended_by_the_command_too(
    ministry: Ministry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_r8(ministry)
    monkeypatch.setenv("YOSAN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("YOSAN_DATABASE_URL", raising=False)
    monkeypatch.setenv("YOSAN_GAP_SECONDS", "0")
    home = open_home()
    register(home.database, [source(ministry)], datetime(2036, 1, 1, tzinfo=UTC))
    home.database.close()
    catalogue = tmp_path / "mine.toml"
    declared = f'id = "mihon"\nurl = "{ministry.url(INDEX)}"\nallow_private = true\nministry = "厚生労働省"'
    catalogue.write_text(f"[[source]]\n{declared}\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["poll", "--sources", str(catalogue)])
    assert done.stdout.splitlines()[-1].startswith("1 source, 1 release: 1 new")
