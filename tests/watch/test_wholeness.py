"""Pages and feeds that were cut off while nothing told of their length, and real ones, which are whole in their own ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.watch.fetch import Trouble
from monitor.watch.wholeness import missing_end
from tests.conftest import ROOT
from tests.e2e.ministry import HTML, INDEX, PDF, Exchange, Ministry
from tests.watch.asking import Asking

DATA = ROOT.parent / "shared" / "data"
PAGES, FEEDS = sorted((DATA / "pages").glob("*.html")), sorted((DATA / "feeds").glob("*.xml"))
CUTS = 40
real_data = pytest.mark.skipif(not (PAGES and FEEDS), reason="the real pages are not here")


def noticed(body: bytes, *, is_framed: bool) -> int:
    """At how many of so many places a cut shows."""
    return sum(missing_end(body[: len(body) * n // (CUTS + 1)], is_framed=is_framed) is not None for n in range(1, CUTS + 1))


def without_end_marks(page: bytes) -> bytes:
    return page.replace(b"</body>", b"").replace(b"</html>", b"")


@real_data
@pytest.mark.parametrize("path", [*PAGES, *FEEDS], ids=lambda path: path.name)
def test_a_real_page_is_whole_however_it_was_sent(path: Path) -> None:
    for behind in (b"", b"\n\n<!-- 0.12 s -->\n", b"<script>count();</script>\r\n\0"):
        assert missing_end(path.read_bytes() + behind, is_framed=False) is None
        assert missing_end(path.read_bytes() + behind, is_framed=True) is None


@real_data
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_that_leaves_its_end_marks_out_is_whole(path: Path) -> None:
    """HTML allows it, and nobody is to be told every day that such a page is cut off."""
    assert missing_end(without_end_marks(path.read_bytes()), is_framed=False) is None


@real_data
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_cut_page_shows_it(path: Path) -> None:
    """Everywhere, where nothing told of its length; where a wrong length did, wherever the cut went through markup."""
    assert noticed(path.read_bytes(), is_framed=False) == CUTS
    assert noticed(path.read_bytes(), is_framed=True) >= CUTS / 2


@real_data
@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.name)
def test_a_cut_feed_shows_it_everywhere(path: Path) -> None:
    assert noticed(path.read_bytes(), is_framed=True) == CUTS


@pytest.mark.parametrize(
    "body",
    [
        "",
        "予算の資料は 1 < 2 & 3",
        "<p>予算",
        "<!doctype html><html><body><p>予算<ul><li>一<li>二</ul>",
        "<html><body><div>予算</div></HTML >\n<!-- behind",
        "<html><head></head><div>予算</div>",
        "<html><div title='x>y'>a < b<3</div>",
        '<html><body><a href="x>予算</a>',
        "<html><body><script>if (a < b) '<div>'</script><style>a>b{}</style>&amp;",
        "<html><body><!-- <div> --></ div><3",
        '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><body><br/>',
        '<?xml version="1.0"?>\n<!-- made -->\n<?style?><!DOCTYPE rss [<!ENTITY a "b">]><rss><channel/></rss >\n<!-- behind -->',
        "<rss/>",
        "\ufeff<feed xmlns='http://www.w3.org/2005/Atom'></feed>",
    ],
)
def test_what_no_writer_would_call_cut_off_is_whole(body: str) -> None:
    assert missing_end(body.encode(), is_framed=False) is None


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("<html><body><a hre", "it ends within a tag"),
        ('<html><body><a title="a b', "it ends within a tag"),
        ("<p>予算<", "it ends within a tag"),
        ("<p>予算</", "it ends within a tag"),
        ("<p>予算<!-- から", "it ends within a comment"),
        ("<!doctype", "it ends within a declaration"),
        ("<p>予算<SCRIPT>a('</p>')", "it ends within <script>"),
        ("<html><head><title>予算", "it ends within <title>"),
        ("<p>予算&am", "it ends within an entity"),
        ("<p>予算&#x4", "it ends within an entity"),
        ("<rss><channel><item>", "<rss> is never closed"),
        ('<?xml version="1.0"?><list><a/>', "<list> is never closed"),
    ],
)
def test_where_markup_breaks_off_it_says_so_whatever_length_was_told(body: str, complaint: str) -> None:
    assert missing_end(body.encode(), is_framed=True) == complaint


@pytest.mark.parametrize("body", ["<html><body><div>予算", "<html><head>", "<html><head></head>\n"])
def test_an_open_page_is_whole_only_where_its_length_was_told(body: str) -> None:
    assert missing_end(body.encode(), is_framed=False) is not None
    assert missing_end(body.encode(), is_framed=True) is None


@pytest.mark.parametrize("unit", [b'<a x=">" ', b"<", b"</", b"<!-- ", b"<a href='x>", b"<script>", b"<?x ?>", b"<![", b"&am"])
def test_the_time_it_takes_grows_with_the_page_only(unit: bytes) -> None:
    for begins in (b"<html>", b"<?xml version='1.0'?>"):
        missing_end(begins + unit * (1_000_000 // len(unit)), is_framed=False)


def test_a_page_that_is_cut_off_without_a_length_is_no_page(asking: Asking, site: Ministry) -> None:
    site.publish("/r8.pdf", b"%PDF-1.7 %%EOF", "令和8年度 概算要求の概要")
    whole = asking.page(INDEX).body

    def halved(exchange: Exchange) -> None:
        exchange.head(200, {"Content-Type": HTML, "Connection": "close"})
        exchange.stream.sendall(whole[: whole.index(b"/r8.pdf") - 40])
        exchange.drop()

    site.moods[INDEX] = halved
    refusal = asking.refusal(INDEX)
    assert (refusal.trouble, refusal.status) == (Trouble.TRUNCATED, 200)
    site.put("/r8.html", whole)
    site.moods["/r8.html"] = halved
    assert asking.refusal("/r8.html", file=True).trouble is Trouble.TRUNCATED


def test_a_page_without_a_length_that_is_whole_is_one(asking: Asking, site: Ministry) -> None:
    whole = asking.page(INDEX).body

    def unframed(exchange: Exchange) -> None:
        exchange.head(200, {"Content-Type": HTML, "Connection": "close"})
        exchange.stream.sendall(without_end_marks(whole))
        exchange.drop()

    site.moods[INDEX] = unframed
    assert asking.page(INDEX).body == without_end_marks(whole)
    site.put("/r8.pdf", b"%PDF-1.7 <html><div> %%EOF", PDF)
    assert asking.file("/r8.pdf").kept is not None
