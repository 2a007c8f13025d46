"""The pages, as a reader meets them."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime

import feedparser
import httpx
import pytest
from lxml import etree
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select

from notifiers.tokens import equip, token
from storage import Database
from storage.tables import Base, StoredChange, StoredMeasure, Subscriber

PATHS = ("/", "/measures", "/releases", "/sources")


def page(site: httpx.Client, path: str) -> LexborHTMLParser:
    response = site.get(path)
    assert response.status_code == 200, path
    return LexborHTMLParser(response.content)


def text(site: httpx.Client, path: str) -> str:
    main = page(site, path).css_first("main")
    assert main is not None
    return " ".join(main.text(separator=" ").split())


def database(site: httpx.Client) -> Database:
    return site.database  # type: ignore[attr-defined,no-any-return]


def measure_id(site: httpx.Client, name: str) -> str:
    with database(site).reading() as session:
        return session.scalars(select(StoredMeasure.id).where(StoredMeasure.name == name)).one()


def test_the_front_page_tells_what_changed_from_what_to_what(site: httpx.Client) -> None:
    told = text(site, "/")
    assert "山間地域巡回バス運行支援事業" in told
    assert "12億50百万円 → 9億30百万円" in told
    assert "▲3億20百万円（▲25.6％）" in told
    assert "国1/2" in told.replace(" ", "")
    assert "公表資料の差し替え" in told


def test_every_change_leads_to_its_printed_page_and_to_our_copy(site: httpx.Client) -> None:
    articles = page(site, "/").css("article.change")
    assert len(articles) == 10
    for article in articles:
        links = [a.attributes.get("href") or "" for a in article.css("a")]
        assert any(re.search(r"/yosan/r[89]/(gaiyou\.pdf#page=\d|jigyou\.html)", link) for link in links)
        copy = next(link for link in links if link.startswith("/captures/"))
        body = site.get(copy).content
        assert hashlib.sha256(body).hexdigest() == copy.removeprefix("/captures/")


def test_a_measures_page_tells_its_whole_history(site: httpx.Client) -> None:
    told = text(site, f"/measures/{measure_id(site, '自動運転送迎車両導入実証事業')}")
    assert "令和8年度" in told
    assert "令和9年度" in told
    assert "3億20百万円" in told
    assert "差し替え前" in told
    assert "4億80百万円 → 4億8百万円" in told


def test_an_uncertain_reading_stands_on_its_measures_page_alone_and_says_so(site: httpx.Client) -> None:
    name = "山間地域巡回バス運行支援事業"
    measure = measure_id(site, name)
    feed = f"/feeds/measures/{measure}.atom"
    with database(site).session() as session:
        rows = session.scalars(select(StoredChange).where(StoredChange.measure_id == measure)).all()
        kept = {row.id: row.confidence for row in rows}
        for row in rows:
            row.confidence = 0.4
    try:
        assert name not in text(site, "/")
        assert all(one not in site.get("/feeds/changes.atom").text + site.get(feed).text for one in kept)
        assert "読み取りが不確か" in text(site, f"/measures/{measure}")
        assert "The reading is uncertain" in text(site, f"/measures/{measure}?lang=en")
    finally:
        with database(site).session() as session:
            for row in session.scalars(select(StoredChange).where(StoredChange.id.in_(kept))):
                row.confidence = kept[row.id]
    assert all(one in site.get(feed).text for one in kept)


def test_a_comparison_that_a_replacement_made_another_one_says_so(site: httpx.Client) -> None:
    articles = page(site, f"/measures/{measure_id(site, '自動運転送迎車両導入実証事業')}").css("article.change")
    told = {" ".join(article.css_first(".figures").text().split()): article.text() for article in articles}  # type: ignore[union-attr]
    assert "改められました" in told["3億20百万円 → 4億80百万円"]
    assert "改められました" not in told["3億20百万円 → 4億8百万円"]
    assert "改められました" not in told["4億80百万円 → 4億8百万円"]


def test_a_renamed_measure_is_found_by_its_old_name(site: httpx.Client) -> None:
    assert "移動販売車導入・改造費補助事業" in text(site, "/measures?q=移動販売車整備費")


def test_a_rate_is_shown_with_who_pays(site: httpx.Client) -> None:
    told = text(site, f"/measures/{measure_id(site, '見守り機器貸与事業')}")
    assert "国 1/3、市町村 2/3" in told
    assert "国 1/2、市町村 1/2" in told


def test_a_releases_page_lists_its_entries_and_editions(site: httpx.Client) -> None:
    listed = page(site, "/releases")
    links = [a.attributes["href"] for a in listed.css("td.name a")]
    told = " ".join(text(site, link) for link in links if link)
    assert "木造住宅耐震診断促進事業" in told
    assert "災害時の個別避難計画作成促進事業" in told
    assert len(links) == 4


def test_filters_narrow_the_changes(site: httpx.Client) -> None:
    assert {a.text(strip=True) for a in page(site, "/?kind=rate").css("article h3")} == {"見守り機器貸与事業"}
    assert page(site, "/?basis=revision").css("article")
    assert not page(site, "/?ministry=無い省").css("article")


@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_whole_in_english_too(site: httpx.Client, path: str) -> None:
    japanese, english = site.get(path), site.get(path, params={"lang": "en"})
    assert LexborHTMLParser(japanese.content).css_first("html").attributes["lang"] == "ja"  # type: ignore[union-attr]
    tree = LexborHTMLParser(english.content)
    assert tree.css_first("html").attributes["lang"] == "en"  # type: ignore[union-attr]
    own_words = " ".join(node.text() for node in tree.css("h1, h2, nav, form label, button, footer, th, p.lead"))
    own_words = re.sub(r"日本語|見本省|地域くらし局", "", own_words)
    assert not re.search(r"[ぁ-んァ-ヶ一-龠]", own_words), own_words


def test_links_inside_the_site_all_work(site: httpx.Client) -> None:
    seen: set[str] = set()
    queue = list(PATHS) + [f"{path}?lang=en" for path in PATHS]
    while queue and len(seen) < 200:
        path = queue.pop()
        if path in seen:
            continue
        seen.add(path)
        response = site.get(path)
        assert response.status_code == 200, path
        if "html" in response.headers["content-type"]:
            tree = LexborHTMLParser(response.content)
            hrefs = [node.attributes.get("href") or "" for node in tree.css("a, link")]
            queue += [href for href in hrefs if href.startswith("/")]
    assert len(seen) > 40


def test_a_page_that_is_not_there_says_so(site: httpx.Client) -> None:
    for path in (
        "/measures/mhlw-1999-0001",
        "/releases/999",
        f"/captures/{'0' * 64}",
        "/nothing",
        f"/feeds/measures/{'x' * 9}.atom",
    ):
        response = site.get(path)
        assert response.status_code == 404, path
        assert "ページが見つかりません" in response.text


def test_nonsense_is_refused_and_harms_nothing(site: httpx.Client) -> None:
    for path in ("/?page=0", "/?page=x", "/releases/0", "/captures/..%2f..%2fetc%2fpasswd", "/measures?q=" + "x" * 300):
        assert site.get(path).status_code in (404, 422), path
    told = site.get("/measures", params={"q": "<script>alert(1)</script>%'\""})
    assert told.status_code == 200
    assert "<script>" not in told.text


def test_pages_run_no_script_and_load_nothing_from_elsewhere(site: httpx.Client) -> None:
    response = site.get("/")
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "<script" not in response.text


def test_a_capture_is_a_download_that_no_browser_runs(site: httpx.Client) -> None:
    with database(site).reading() as session:
        sha256 = session.scalars(select(StoredChange.evidence)).first()["after"]["sha256"]  # type: ignore[index]
    response = site.get(f"/captures/{sha256}")
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-disposition"].startswith("attachment")


def test_the_feeds_are_valid_and_conditional(site: httpx.Client) -> None:
    for path in ("/feeds/changes.atom", f"/feeds/measures/{measure_id(site, '見守り機器貸与事業')}.atom"):
        response = site.get(path)
        assert response.headers["content-type"].startswith("application/atom+xml")
        assert etree.fromstring(response.content).tag == "{http://www.w3.org/2005/Atom}feed"
        parsed = feedparser.parse(response.content)
        assert not parsed.bozo
        assert parsed.entries
        again = site.get(path, headers={"If-None-Match": response.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def state(site: httpx.Client) -> str:
    with database(site).reading() as session:
        rows = [repr(session.execute(select(table).order_by(*table.primary_key)).all()) for table in Base.metadata.sorted_tables]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def test_a_subscription_ends_by_post_and_never_by_a_look(site: httpx.Client) -> None:
    with database(site).session() as session:
        reader = Subscriber(
            channel="email",
            address="reader@example.jp",
            language="ja",
            status="active",
            created_at=datetime(2026, 8, 1, tzinfo=UTC),
        )
        equip(reader)
        session.add(reader)
        link = f"/u/{token(reader.secret or '', 'unsubscribe')}"
    before = state(site)
    for method in ("GET", "HEAD"):
        assert site.request(method, link).status_code == 200
    assert state(site) == before
    for _ in range(2):
        answer = site.post(link, data={"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.cookies) == (200, httpx.Cookies())
        assert "停止しました" in answer.text
    with database(site).reading() as session:
        assert session.scalars(select(Subscriber.status)).one() == "unsubscribed"
    assert site.post("/u/" + "x" * 43).status_code == 404


def test_no_get_changes_anything(site: httpx.Client) -> None:
    before = state(site)
    for path in (*PATHS, "/feeds/changes.atom", "/healthz", "/readyz", "/releases/1", "/style.css"):
        for method in ("GET", "HEAD"):
            assert site.request(method, path).status_code == 200
    assert state(site) == before


def test_health_and_readiness_answer(site: httpx.Client) -> None:
    assert site.get("/healthz").text == "ok\n"
    assert site.get("/readyz").text == "ok\n"
