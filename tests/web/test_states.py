"""The pages of sources and releases in every state that watching leads to, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import time_machine
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select

from monitor.commands.opening import open_home, utc_now
from monitor.demo import PretendMinistry, watch_three_acts
from monitor.service import listen, serving
from monitor.settings import Settings
from monitor.watch.answers import Trouble
from monitor.web.app import create_app
from storage import Database
from storage.tables import Hold, Release, Source
from templates import environment

NOW = datetime(2026, 8, 28, 3, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def fill(database: Database, now: datetime = NOW) -> None:
    """Sources and releases in every state beside those of the demonstration, which is read."""
    seen = {"url": "https://www.example.go.jp/yosan/", "kind": "index", "created_at": now - 90 * DAY}
    health = {
        "kourou-budget": {"ministry": "厚生労働省", "last_success_at": now - HOUR, "next_check_at": now + 2 * HOUR}
        | {"last_error": "1 of its pages and releases could not be had: a.pdf: the server answered 500"},
        "soumu-news": {
            "ministry": "総務省",
            "last_success_at": now - 3 * DAY,
            "next_check_at": now + 5 * HOUR,
            "failures": 9,
            "last_error": "https://www.example.go.jp/yosan/: the server answered 503 (Service Unavailable)",
            "last_trouble": "throttled",
            "period_seconds": 10800,
        },
        "keisan-budget": {
            "ministry": "経済産業省",
            "next_check_at": now,
            "manual": True,
            "enabled": False,
            "note": "AWS WAF answers robots with a challenge",
        },
        "new-one": {"ministry": "環境省", "next_check_at": now - HOUR, "created_at": now - 5 * DAY, "every_seconds": 3600},
    }
    with database.session() as session:
        session.add_all(Source(id=ident, **(seen | values)) for ident, values in health.items())
        session.flush()
        read = list(session.scalars(select(Release).order_by(Release.id)))
        read[0].withdrawn_at, read[0].withdrawn_why = now - 2 * DAY, "404 in 3 looks over 26 hours"
        read[1].moved_to = read[2].id
        read[3].missing_since = now - HOUR
        base = {"arrival": {}, "created_at": now - HOUR, "source_id": "kourou-budget", "url": read[2].url}
        reason = "it would change 120 of 300 measures at once"
        session.add(Hold(kind="content", release_id=read[2].id, reason=reason, **base))
        session.add(Hold(kind="withdrawal", release_id=None, reason="decided", decided_at=now, decision="dismissed", **base))


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    home = open_home(Settings(home=tmp_path_factory.mktemp("busy"), database_url=None, gap_seconds=0))
    with PretendMinistry().open() as ministry:
        watch_three_acts(home.database, home.captures, home.settings, ministry, utc_now)
    fill(home.database)
    listener = listen("127.0.0.1", 0)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with (
        serving(create_app(home.database, home.captures, home.settings), listener),
        httpx.Client(base_url=address, trust_env=False) as client,
        time_machine.travel(NOW, tick=True),
    ):
        yield client
    home.database.close()


def tree(site: httpx.Client, path: str) -> LexborHTMLParser:
    response = site.get(path)
    assert response.status_code == 200
    return LexborHTMLParser(response.content)


def words(site: httpx.Client, path: str, where: str = "main") -> str:
    node = tree(site, path).css_first(where)
    assert node is not None, where
    return " ".join(node.text(separator=" ").split())


def test_a_source_tells_when_it_was_seen_when_it_is_looked_at_next_and_how_often(busy: httpx.Client) -> None:
    told = words(busy, "/sources", "#kourou-budget")
    assert "2026年8月28日 11:00" in told
    assert "2026年8月28日 14:00 3時間ごと" in told
    assert "every 3 hours" in words(busy, "/sources?lang=en", "#kourou-budget")
    assert "概算要求" in words(busy, "/sources")


def test_a_source_that_was_not_checked_says_since_when_and_why(busy: httpx.Client) -> None:
    told = words(busy, "/sources", "#soumu-news")
    assert "これ以降、確認できていません" in told
    assert "9回続けて失敗：しばらく控えるよう求められています" in told
    assert "503" in told
    assert "一度も確認できていません" in words(busy, "/sources", "#new-one")
    assert "not checked since then" in words(busy, "/sources?lang=en", "#soumu-news")
    assert "確認できていません" not in words(busy, "/sources", "#kourou-budget")
    assert "9 failures in a row: it asked to be left alone for a while" in words(busy, "/sources?lang=en", "#soumu-news")


def test_a_source_of_which_something_could_not_be_had_says_so(busy: httpx.Client) -> None:
    told = words(busy, "/sources", "#kourou-budget")
    assert "一部を取得できませんでした 1 of its pages" in told
    assert "失敗" not in told


@pytest.mark.parametrize("trouble", sorted(set(Trouble) - {Trouble.BUSY}))
def test_every_trouble_has_words_in_both_languages(trouble: Trouble) -> None:
    parts = environment().get_template("pages/parts.html")
    ja, en = (str(parts.make_module({"t": lambda ja, en, i=i: (ja, en)[i]}).trouble(trouble)) for i in range(2))
    assert ja
    assert en
    assert ja != en


def test_the_front_page_names_what_was_not_checked(busy: httpx.Client) -> None:
    told = words(busy, "/", ".notice")
    assert "総務省 soumu-news（2026年8月25日 12:00から）" in told
    assert "環境省 new-one（まだ一度も）" in told
    assert "kourou-budget" not in told
    assert "soumu-news (since 25 Aug 2026, 12:00 JST)" in words(busy, "/?lang=en", ".notice")


def test_a_source_that_turns_machines_away_says_why_and_how_to_take_a_file_in(busy: httpx.Client) -> None:
    told = words(busy, "/sources", "#keisan-budget")
    assert "AWS WAF" in told
    assert "yosan-watch ingest ファイル --url URL --ministry 経済産業省 --published 公表日" in told
    assert "失敗" not in told


def test_what_is_held_is_counted_at_its_source_and_shown_with_the_way_out(busy: httpx.Client) -> None:
    assert "保留 1件" in words(busy, "/sources", "#kourou-budget")
    held = words(busy, "/releases", "#held")
    assert "it would change 120 of 300 measures at once" in held
    assert "yosan-watch holds release 1" in held
    assert "decided" not in held


def test_a_release_tells_that_it_was_withdrawn_moved_missing_or_held(busy: httpx.Client) -> None:
    withdrawn, moved = words(busy, "/releases/1"), words(busy, "/releases/2")
    assert "取り下げられました（2026年8月26日 12:00 から）" in withdrawn
    assert "404 in 3 looks over 26 hours" in withdrawn
    assert "掲載場所は変わりました" in moved
    assert tree(busy, "/releases/2").css_first(".notice a").attributes["href"] == "/releases/3"  # type: ignore[union-attr]
    assert "yosan-watch holds release 1" in words(busy, "/releases/3")
    assert "掲載場所に見当たりません" in words(busy, "/releases/4")
    assert "This release was withdrawn" in words(busy, "/releases/1?lang=en")


def test_the_list_of_releases_tells_their_states(busy: httpx.Client) -> None:
    told = words(busy, "/releases")
    assert all(state in told for state in ("保留あり", "取下げ", "移動", "読み取り済み", "掲載場所に見当たりません"))
