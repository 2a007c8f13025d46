"""Where a measure comes from and went: on its page in both languages, with links, and in its feed under permanent ids."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import feedparser
import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select

from monitor.commands.opening import open_home, utc_now
from monitor.pipeline import ingest
from monitor.service import listen, serving
from monitor.settings import Settings
from monitor.web.app import create_app
from storage.tables import StoredChange, StoredMeasure
from tests.kin import matcher_that_finds
from tests.overviews import overview

WHOLE, PART, ENDED = "救急医療体制整備事業", "ドクターカー活用促進事業", "小児患者搬送調整事業"
REST = [("医師確保支援事業", 120, 120), ("離島診療支援費", 30, 30), ("看護職員研修", 80, 80)]
YEARS = ((2025, [*REST, (WHOLE, 1500, 1200), (ENDED, 45, 45)]), (2026, [*REST, (WHOLE, 1245, 1500), (PART, 300, 0)]))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The pages over two years in which a part was split off from one measure and another went into it."""
    relate = matcher_that_finds(monkeypatch)
    relate("split", WHOLE, PART)
    relate("merge", ENDED, WHOLE)
    home = open_home(Settings(home=tmp_path / "home", database_url=None, public_url="https://yosan.example"))
    for year, rows in YEARS:
        url = f"https://www.mhlw.go.jp/r{year - 2018}.txt"
        ingest(home.database, home.captures, overview(year, rows).encode(), name="r.txt", url=url, now=utc_now())
    listener = listen("127.0.0.1", 0)
    client: Any = httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", trust_env=False)
    with home.database.reading() as session:
        client.ids = {row.name: row.id for row in session.scalars(select(StoredMeasure))}
        client.changes = {(row.name, row.field): row.id for row in session.scalars(select(StoredChange))}
    with serving(create_app(home.database, home.captures, home.settings), listener), client:
        yield client
    home.database.close()


def relations(site: Any, name: str, language: str = "ja") -> list[tuple[str, str, str | None]]:
    """What each relation is called, with whom it is, and where it links to."""
    page = LexborHTMLParser(site.get(f"/measures/{site.ids[name]}?lang={language}").text)
    found = []
    for item in page.css("ul.lineage li"):
        kind, link = item.css_first(".kind"), item.css_first("a")
        assert kind is not None
        assert link is not None
        found.append((kind.text(), link.text(), link.attributes["href"]))
    return found


def test_a_measures_page_links_to_what_it_came_from_and_went_into(site: Any) -> None:
    assert relations(site, PART) == [("分割元", WHOLE, f"/measures/{site.ids[WHOLE]}")]
    assert relations(site, ENDED) == [("統合先", WHOLE, f"/measures/{site.ids[WHOLE]}")]
    assert relations(site, WHOLE) == [
        ("統合元", ENDED, f"/measures/{site.ids[ENDED]}"),
        ("分割先", PART, f"/measures/{site.ids[PART]}"),
    ]
    assert relations(site, PART, "en") == [("Split off from", WHOLE, f"/measures/{site.ids[WHOLE]}?lang=en")]


def test_a_measure_without_relations_has_no_such_part(site: Any) -> None:
    told = site.get(f"/measures/{site.ids['医師確保支援事業']}").text
    assert "系譜" not in told
    assert "分割・統合の相手" not in told


@pytest.mark.parametrize(
    ("language", "split", "part", "ended"),
    [
        ("ja", "分割", "分割により新設", "統合により終了"),
        ("en", "Split", "Split off", "Merged into another"),
    ],
)
def test_changes_name_the_parts_and_no_money_that_did_not_move(site: Any, language: str, split: str, part: str, ended: str) -> None:
    def articles(name: str) -> dict[str, str]:
        page = LexborHTMLParser(site.get(f"/measures/{site.ids[name]}?lang={language}").text)
        return {a.attributes["id"] or "": " ".join(a.text().split()) for a in page.css("article.change")}

    whole = articles(WHOLE)[site.changes[WHOLE, "split_into"]]
    assert whole.startswith(f"{split} {WHOLE} 1,500百万円 → {WHOLE} 1,245百万円、{PART} 300百万円")
    mine = articles(PART)[site.changes[PART, "split_from"]]
    assert mine.startswith(f"{part} {WHOLE} 1,500百万円 → {PART} 300百万円")
    assert "▲" not in mine
    assert "−" not in mine
    gone = articles(ENDED)[site.changes[ENDED, "merged_into"]]
    assert gone.startswith(f"{ended} {ENDED} 45百万円 → {WHOLE} 1,245百万円")


def test_the_feed_carries_how_the_other_side_was_split_or_merged(site: Any) -> None:
    def ids(name: str) -> set[str]:
        return {entry.id for entry in feedparser.parse(site.get(f"/feeds/measures/{site.ids[name]}.atom").content).entries}

    def change(name: str, field: str) -> str:
        return f"tag:yosan-watch,2026:change:{site.changes[name, field]}"

    assert ids(PART) == {change(PART, "split_from"), change(WHOLE, "split_into")}
    assert ids(ENDED) == {change(ENDED, "merged_into"), change(WHOLE, "merged_from")}
    assert ids(WHOLE) == {
        change(WHOLE, "amount"),
        change(WHOLE, "split_into"),
        change(WHOLE, "merged_from"),
        change(PART, "split_from"),
        change(ENDED, "merged_into"),
    }
    assert ids("医師確保支援事業") == set()
