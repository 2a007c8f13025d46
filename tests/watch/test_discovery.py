"""What links an index page or a feed holds, what names and dates each, and which lead to budget releases."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.watch.discovery import Link, Rules, address_of, discover, rules_at
from monitor.watch.discovery.days import day_of_item
from monitor.watch.discovery.wording import Says, is_bare, says

HOST = "ministry.example"
BASE = f"https://{HOST}/budget/index.html"
OWN = Rules(hosts=frozenset({HOST}))
DEEPER = Rules(hosts=OWN.hosts, depth=1)
PAGE = """<!doctype html><meta charset="utf-8"><nav><a href="/menu.pdf">予算の目次</a></nav>
<main><h2>令和8年度概算要求</h2><ul>
<li>令和7年8月29日 <a href="r8/gaiyou.pdf">概算要求の概要</a></li>
<li><a href="r8/sankou.pdf">[PDF 1,024KB]</a></li>
<li><a href="r8/gaiyou.pdf#page=3">概算要求の概要（3ページ）</a></li></ul>
<h2>採用</h2><p><a href="/saiyo.html">職員の採用</a> <a href="https://elsewhere.example/yosan.pdf">予算（他府省）</a>
<a href="mailto:a@b">mail</a> <a href="javascript:alert(1)">概算要求</a> <a href="http://[bad">予算</a>
<a href="data:text/html,概算要求">概算要求</a></p></main>"""


def found(html: str, rules: Rules = OWN, base: str = BASE) -> dict[str, Link]:
    """The links of a page by the end of their address."""
    links = discover(html.encode(), base, rules, "text/html; charset=utf-8")
    return {link.url.removeprefix(f"https://{HOST}/"): link for link in links}


def test_a_page_yields_each_link_once_with_its_words_and_date() -> None:
    links = found(PAGE)
    first = links["budget/r8/gaiyou.pdf"]
    assert (first.release, first.text, first.published, first.year) == (True, "概算要求の概要", "2025-08-29", 2026)
    assert [url for url in links if "gaiyou" in url] == ["budget/r8/gaiyou.pdf"]
    assert all(link.url.startswith("https://") for link in links.values())
    assert all(link.reason for link in links.values())


def test_menus_other_hosts_and_other_matters_are_no_releases() -> None:
    links = found(PAGE)
    assert links["menu.pdf"].reason == "stands in a menu of the page"
    assert "another host" in links["https://elsewhere.example/yosan.pdf"].reason
    assert [url for url, link in links.items() if link.release] == ["budget/r8/gaiyou.pdf", "budget/r8/sankou.pdf"]


def test_a_pattern_decides_alone_and_also_finds_what_stands_in_a_menu() -> None:
    assert [url for url, link in found(PAGE, Rules(pattern="saiyo|menu", hosts=OWN.hosts)).items() if link.release] == [
        "menu.pdf",
        "saiyo.html",
    ]


NAMED = [
    ("<h2>令和8年度概算要求</h2><p><a href=a.pdf>PDF</a></p>", "令和8年度概算要求"),
    ("<h2>令和8年度概算要求</h2><ul><li>主要事項 <a href=a.pdf>分割版1</a></li></ul>", "主要事項"),
    (
        "<h2>予算</h2><table><tr><td>概算要求の概要</td><td>8/29</td><td><a href=a.pdf>PDF</a></td></tr></table>",
        "概算要求の概要 8/29",
    ),
    ("<p>【令和９年度予算】</p><p><a href=a.pdf>（1.2MB）</a></p>", "【令和9年度予算】"),
    ("<dl><dt>概算要求書</dt><dd><a href=a.pdf>PDF</a></dd></dl>", "概算要求書"),
    ("<table><caption>令和8年度予算案</caption><tr><td><a href=a.pdf>一括版</a></td></tr></table>", "令和8年度予算案"),
    ("<ul><li>令和９年度概算要求<ul><li><a href=a.pdf>全体版</a></li></ul></li></ul>", "令和9年度概算要求"),
    ("<ul><li>令和９年度予算</li><li><a href=a.pdf>PDF</a></li></ul>", "令和9年度予算"),
    ("<p>概算要求の概要 <a href=b.pdf>PDF</a><br>概算要求書 <a href=a.pdf>PDF</a></p>", "概算要求書"),
    ("<h2>令和8年度予算</h2><ul><li><a href=b.html>予算案の概要</a> [<a href=a.pdf>PDF</a>]</li></ul>", "予算案の概要"),
    ("<h3>令和8年度予算</h3><p><a href=a.pdf><img src=pdf.png alt='予算案のポイント'></a></p>", "予算案のポイント"),
]


@pytest.mark.parametrize(("html", "name"), NAMED)
def test_a_link_that_says_only_pdf_is_named_by_what_stands_around_it(html: str, name: str) -> None:
    link = found(f"<main><h1>予算</h1>{html}</main>")["budget/a.pdf"]
    assert (link.text, link.leads_to) == (name, "release")


DATED = [
    ("<p>2026年8月17日</p><a href=a.html>予算</a>", "2026-08-17"),
    ("<dl><dt>令和8年８月２９日（土）</dt><dd><a href=a.html>予算</a></dd></dl>", "2026-08-29"),
    ("<dl><!-- dt>平成38年8月7日</dt --><dd><a href=a.html>予算</a></dd></dl>", "2026-08-07"),
    ("<h2>令和8年8月分</h2><p>8月19日</p><dl><dt>農産</dt><dd><a href=a.html>予算</a></dd></dl>", "2026-08-19"),
    ("<h2>令和8年度</h2><p>1月9日</p><ul><li><a href=a.html>予算</a></li></ul>", "2027-01-09"),
    ("<ul><li><a href=a.html>2026年8月19日 予算</a></li></ul>", "2026-08-19"),
    ("<ul><li><a href=a.html>予算</a> (2026.8.19)</li></ul>", "2026-08-19"),
    ("<table><tr><td>R8.8.19<td><a href=a.html>予算</a></table>", "2026-08-19"),
    ("<li><time datetime='2026-08-19T05:00:00+09:00'></time><a href=a.html>予算</a></li>", "2026-08-19"),
    ("<ul><li>令和8年8月32日 <a href=a.html>予算</a></li></ul>", None),
    ("<ul><li><a href=a.html>令和8年8月5日の会見で述べた予算の話</a></li></ul>", "2026-08-05"),
    ("<ul><li><a href=a.html>第3回（令和8年8月5日）の予算部会の議事録</a></li></ul>", None),
]


@pytest.mark.parametrize(("html", "day"), DATED)
def test_the_day_stands_beside_a_link_or_above_it(html: str, day: str | None) -> None:
    assert found(f"<main><h1>報道発表</h1>{html}</main>")["budget/a.html"].published == day


def test_a_day_ends_with_the_list_that_it_stands_above() -> None:
    page = "<main><div><p>2026年8月19日</p><ul><li><a href=a.html>一</a></ul></div><div><a href=b.html>二</a></div></main>"
    assert {url: link.published for url, link in found(page).items()} == {"budget/a.html": "2026-08-19", "budget/b.html": None}


JUDGED = [
    ("令和9年度予算概算要求の概要について公表しました。", Says.BUDGET),
    ("令和８年度補正予算案が閣議決定されました", Says.BUDGET),
    ("令和9年度歳出概算要求書(PDF:1.2MB)", Says.BUDGET),
    ("【令和９年度予算】", Says.BUDGET),
    ("概算要求・税制改正要望", Says.BUDGET),
    ("令和9年度 予算概算要求 | 厚生労働省", Says.BUDGET),
    ("補正予算(第1号)", Says.BUDGET),
    ("予算・決算", Says.BUDGET),
    ("第4回予算調整部会を開催しました", Says.PART),
    ("予算監視・効率化チーム", Says.OTHER),
    ("令和8年度概算要求の概要〜医政局〜", Says.BUDGET),
    ("令和9年度予算　地域医療の充実に向けて", Says.UNSURE),
    ("令和9年度概算要求について、大臣が説明しました", Says.UNSURE),
    ("予算委員会", Says.OTHER),
    ("令和8年度予算執行状況", Says.OTHER),
    ("令和7年度補正予算「〇〇支援事業」の公募を開始しました", Says.OTHER),
    ("補正予算を活用した支援を行います", Says.PART),
    ("令和7年度「厚生年金保険・国民年金の収支決算の概要」を公表します", Says.OTHER),
    ("予算決算及び会計令", Says.OTHER),
    ("補正予算成立を受けた総理会見", Says.OTHER),
    ("行政事業レビュー", Says.OTHER),
    ("税制改正要望", Says.OTHER),
    ("老健局", Says.NOTHING),
]


@pytest.mark.parametrize(("words", "judgement"), JUDGED)
def test_the_last_noun_says_what_the_thing_is(words: str, judgement: Says) -> None:
    assert says(words) is judgement


def test_a_file_that_says_nothing_of_itself_is_what_the_nearest_heading_that_speaks_says() -> None:
    page = """<main><h1>予算・決算</h1><h2>令和9年度概算要求</h2><a href=a.pdf>老健局</a>
    <h2>令和6年度決算</h2><a href=b.pdf>一般会計</a><h2>令和8年度予算</h2><a href=c.pdf>事業の公募</a>
    <h2>予算の執行に関する情報</h2><a href=d.pdf>委託調査費</a></main>"""
    links = found(page)
    assert {url: link.release for url, link in links.items()} == {
        "budget/a.pdf": True,
        "budget/b.pdf": False,
        "budget/c.pdf": False,
        "budget/d.pdf": False,
    }
    assert "令和6年度決算" in links["budget/b.pdf"].reason


def test_a_file_that_only_speaks_of_a_budget_is_left_to_what_the_document_says_and_a_page_is_not() -> None:
    name = "令和9年度予算　地域医療の充実に向けて"
    html = f'<main><a href="a.pdf">{name}</a><a href="b.html">{name}</a></main>'
    links = discover(html.encode(), "https://www.mhlw.go.jp/x/", Rules(hosts=frozenset({"www.mhlw.go.jp"})))
    assert [link.leads_to for link in links] == ["release", "elsewhere"]


def test_pages_are_followed_as_deep_as_the_source_says() -> None:
    page = """<main><h1>環境省予算</h1><ul><li><a href=r09/>令和9年度</a></li><li><a href=r08.html>令和8年度予算概算要求</a></li>
    <li><a href=saiyo.html>採用情報</a></li><li><a href="/">環境省の予算</a></li>
    <li><a href=iinkai.html>予算委員会</a></li></ul></main>"""
    assert [url for url, link in found(page, DEEPER).items() if link.leads_to == "page"] == ["budget/r09/", "budget/r08.html"]
    assert [url for url, link in found(page).items() if link.release] == ["budget/r08.html"]
    chosen = Rules(hosts=OWN.hosts, follow="r09", pattern=r"\.pdf$", depth=1)
    assert [url for url, link in found(page, chosen).items() if link.leads_to == "page"] == ["budget/r09/"]


def test_a_list_goes_on_at_its_next_and_numbered_pages() -> None:
    page = """<link rel=next href="?page=1"><main><a href=a.html>令和8年度予算案</a><nav>
    <a href="?page=1">2</a> <a href="?page=2">次へ</a>
    <a href="/other?page=2">3</a> <a href="index_2.html">2</a></nav></main>"""
    pages = {url: link.continues for url, link in found(page).items() if link.leads_to == "page"}
    assert pages == {"budget/index.html?page=1": True, "budget/index.html?page=2": True, "budget/index_2.html": True}


def test_a_page_that_only_sends_on_is_followed() -> None:
    page = '<meta http-equiv="refresh" content="0; URL=/policy/fy2027.html">'
    assert found(page)["policy/fy2027.html"].leads_to == "page"


def test_side_menus_are_told_by_their_place_and_not_by_their_names() -> None:
    menu = "<ul><li><a href=/x1>令和7年度予算案</a><li><a href=/x2>令和6年度予算案</a><li><a href=/x3>補正予算案</a></ul>"
    marked = f"<a href='#honbun'>本文へ</a><div>{menu}</div><div id=honbun><h1>予算</h1><a href=a.pdf>令和8年度予算案</a></div>"
    by_files = f"<div>{menu}</div><div><h1>予算</h1><a href=a.pdf>令和8年度予算案</a></div>"
    repeated = f"<h1>予算</h1><div>{menu}</div><p><a href=a.html>令和8年度予算案</a></p><div>{menu}</div>"
    for page in (marked, by_files, repeated):
        assert [link.url.rpartition("/")[2][0] for link in found(page).values() if link.release] == ["a"]


def test_a_page_that_is_all_menu_is_none() -> None:
    assert found("<nav><a href=a.pdf>令和8年度予算案</a></nav>")["budget/a.pdf"].release


def test_twins_and_spellings_of_one_address_are_one_link() -> None:
    page = f"""<main><a href="http://{HOST}/a.pdf">令和8年度予算案</a><a href="//{HOST}:443/x/../a.pdf">PDF</a>
    <a href="/%61.pdf">b</a>
    <a href="/a.pdf?v=2">令和8年度予算案</a></main>"""
    assert [link.url for link in found(page).values()] == [f"http://{HOST}/a.pdf", f"https://{HOST}/a.pdf?v=2"]


def test_a_base_says_where_links_lead_and_steers_nobody_elsewhere() -> None:
    assert "docs/a.pdf" in found("<base href=/docs/><a href=a.pdf>令和8年度予算案</a>")
    for base in ("https://evil.example/", "javascript:x", "http://[", f"https://{HOST}@evil.example/"):
        assert not any(
            link.release and HOST not in link.url for link in found(f"<base href='{base}'><a href=a.pdf>予算案</a>").values()
        )


@pytest.mark.parametrize("charset", ["shift_jis", "euc_jp", "utf-8", "utf-8-sig", "utf-16"])
def test_the_charset_is_told_by_mark_header_page_or_guess(charset: str) -> None:
    body = PAGE.replace('<meta charset="utf-8">', "").replace("〇", "").encode(charset)
    for media_type in (f"text/html; charset={charset.removesuffix('-sig')}", "text/html", None, "text/html; charset=iso-8859-1"):
        assert "概算要求の概要" in [link.text for link in discover(body, BASE, OWN, media_type)]


def test_utf8_under_a_wrong_name_is_utf8() -> None:
    assert "概算要求の概要" in [link.text for link in discover(PAGE.encode(), BASE, OWN, "text/html; charset=Shift_JIS")]


def test_what_a_source_declares_makes_the_rules_of_each_depth() -> None:
    class Declared:
        url, kind, pattern, follow, depth, hosts = f"https://{HOST}/rss", "feed", "p", "f", 1, ("other.example",)

    assert rules_at(Declared()) == Rules("feed", "p", "f", frozenset({HOST, "other.example"}), 1)
    assert rules_at(Declared(), 1) == Rules("index", "p", None, frozenset({HOST, "other.example"}), 0, 1)


FEED = """<?xml version="1.0" encoding="Shift_JIS"?><rss version="2.0"><channel><title>新着</title>
<link>http://ministry.example/</link><pubDate>Mon, 30 Sep 2019 18:48:49 +0900</pubDate>
<item><title>令和８年度概算要求の概要を公表しました</title><link>/r8/</link>
<pubDate>Fri, 29 Aug 2025 05:00:00 +0900</pubDate></item>
<item><title>会見</title><link>http://ministry.example/kaiken/</link></item>
<item><title>先の話</title><link>/2088</link><pubDate>Sun, 25 Apr 2088 15:00:00 GMT</pubDate></item></channel></rss>"""
FEED_RULES = Rules("feed", hosts=OWN.hosts)


def test_a_feed_in_shift_jis_yields_its_items_with_days_in_japan() -> None:
    links = discover(FEED.encode("cp932"), f"https://{HOST}/news.rdf", FEED_RULES, latest=date(2026, 12, 31))
    assert [(link.url, link.published, link.release) for link in links] == [
        (f"https://{HOST}/r8/", "2025-08-29", True),
        (f"http://{HOST}/kaiken/", None, False),
        (f"https://{HOST}/2088", None, False),
    ]


def test_an_atom_feed_is_read_also_behind_a_byte_order_mark() -> None:
    atom = f"""<feed xmlns="http://www.w3.org/2005/Atom"><updated>2020-01-01T00:00:00Z</updated><entry><title>令和9年度予算案</title>
    <link href="https://{HOST}/r9.pdf"/><updated>2026-12-25T16:00:00Z</updated></entry></feed>"""
    (link,) = discover(b"\xef\xbb\xbf" + atom.encode(), f"https://{HOST}/atom.xml", FEED_RULES)
    assert (link.published, link.release) == ("2026-12-26", True)


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("2026-08-19T05:00:00+09:00", "2026-08-19"),
        ("2026-08-18T20:00:00Z", "2026-08-19"),
        ("2026-08-19", "2026-08-19"),
        ("Wed, 19 Aug 2026 05:00:00 JST", "2026-08-19"),
        ("19 Aug 2026 05:00:00 +0900", "2026-08-19"),
        ("Tue, 18 Aug 2026 20:00:00 GMT", "2026-08-19"),
        ("令和8年8月19日", "2026-08-19"),
        ("soon", None),
        ("", None),
    ],
)
def test_the_day_of_an_item_is_a_day_in_japan(told: str, day: str | None) -> None:
    assert day_of_item(told) == day


def test_a_feed_that_is_the_name_of_a_file_opens_no_file(tmp_path: Path) -> None:
    kept = tmp_path / "feed.xml"
    kept.write_bytes(FEED.encode("cp932"))
    assert discover(str(kept).encode(), f"https://{HOST}/news.rdf", FEED_RULES) == []


@pytest.mark.parametrize("text", ["PDF", "[PDF 1,024KB]", "分割版1", "（1.2MB）", "全体版（PDF形式：5.3MB）", "別添1", "こちら"])
def test_a_form_names_nothing(text: str) -> None:
    assert is_bare(text)


HOSTILE = {
    "deep": "<div>" * 1_500_000,
    "deep lists": "<ul><li>x" * 900_000,
    "unclosed": "<a href=x><div>" * 600_000,
    "closing": "<div>" * 900 + "</p>" * 1_000_000,
    "attributes": "<a " + " ".join(f"a{n}=1" for n in range(500_000)) + ">",
    "words": "<p>" + "予算" * 3_000_000,
    "one text": "<a href=a.pdf>" + "p." * 4_000_000,
    "comments": "<!--" + "</x" * 2_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_takes_seconds_at_most(name: str) -> None:
    started = time.monotonic()
    discover(HOSTILE[name].encode(), BASE, DEEPER)
    assert time.monotonic() - started < 30


def test_a_hundred_thousand_links_are_all_found() -> None:
    rows = "".join(f"<li>令和8年8月{n % 28 + 1}日 <a href=/f/{n}.pdf>令和8年度予算案の概要</a></li>" for n in range(100_000))
    started = time.monotonic()
    links = discover(f"<main><ul>{rows}</ul></main>".encode(), BASE, OWN)
    assert sum(1 for link in links if link.release and link.published) == 100_000
    assert time.monotonic() - started < 90


@given(st.binary(max_size=400), st.sampled_from(["index", "feed"]), st.text(max_size=20))
def test_no_bytes_stop_a_round(body: bytes, kind: str, media_type: str) -> None:
    discover(body, BASE, Rules(kind, hosts=OWN.hosts, depth=1), media_type)


PARTS = [
    "<a href=",
    "x.pdf>",
    "</a>",
    "<li>",
    "<ul>",
    "</ul>",
    "<h2>",
    "<p>",
    "</p>",
    "<tr><td>",
    "予算案",
    "8月19日",
    "令和8年度",
    "<!--",
    "-->",
    "<nav>",
    "#",
    "http://[",
    "<base href=",
    "<br>",
]


@given(st.lists(st.sampled_from(PARTS), max_size=60))
def test_no_page_stops_a_round(parts: list[str]) -> None:
    for link in discover("".join(parts).encode(), BASE, DEEPER):
        assert link.leads_to in ("release", "page", "elsewhere")
        assert link.reason


URLS = st.builds(
    "{}://{}{}/{}{}".format,
    st.sampled_from(["http", "https"]),
    st.sampled_from(["a.example", "A.EXAMPLE.", "例え.jp", "[::1]"]),
    st.sampled_from(["", ":80", ":443", ":8080"]),
    st.text(max_size=30),
    st.sampled_from(["", "?b=2&a=1", "#x", "?q=%E4%BA%88#y"]),
)


@given(st.one_of(URLS, st.text(max_size=60)))
def test_the_address_of_an_address_is_itself(url: str) -> None:
    assert address_of(address_of(url)) == address_of(url)


@pytest.mark.parametrize(
    "twin",
    [
        "http://a.example/x/概要.pdf?b=2&a=1",
        "https://A.example:443/x/%E6%A6%82%e8%a6%81.pdf?b=2&a=1#page=2",
        "HTTPS://a.example./x/./y/../概要.pdf?b=2&a=1",
        "http://a.example:80/%78/%E6%A6%82%E8%A6%81%2Epdf?b=2&a=1",
    ],
)
def test_twins_have_one_address(twin: str) -> None:
    assert address_of(twin) == address_of("https://a.example/x/%E6%A6%82%E8%A6%81.pdf?b=2&a=1")


def test_another_query_port_or_slash_is_another_address() -> None:
    urls = ["https://a.example/x", "https://a.example/x/", "https://a.example/x?a=1&b=2", "https://a.example/x?b=2&a=1"]
    urls += ["https://a.example:8443/x", "https://a.example/X", "https://a.example/x%2Fy", "https://a.example/x/y"]
    assert len({address_of(url) for url in urls}) == len(urls)
