"""Servers that never end, end too early, or send too much: each costs bounded time and memory, and keeps nothing."""

from __future__ import annotations

import gzip
import io
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace

import pytest

from monitor.watch.fetch import Patience, Trouble
from tests.e2e.ministry import HTML, INDEX, PDF, Exchange, Ministry
from tests.watch.asking import CALM, QUICK, Asking


def test_the_limits_are_those_that_are_promised() -> None:
    """RELIABILITY.md, 83."""
    promised = Patience()
    assert (promised.deadline, promised.window, promised.floor_rate) == (120, 30, 1000)
    assert (promised.file_bytes, promised.inflated_bytes) == (100_000_000, 300_000_000)


def timed(asking: Asking, path: str, *, file: bool = True) -> tuple[Trouble, str, float]:
    started = time.monotonic()
    refusal = asking.refusal(path, file=file)
    return refusal.trouble, str(refusal), time.monotonic() - started


@pytest.mark.parametrize("misbehave", [Ministry.slow_headers, Ministry.slow_body, Ministry.silent])
def test_a_server_that_drips_is_left(asking: Asking, site: Ministry, misbehave: Callable[..., None]) -> None:
    asking.patience = QUICK
    misbehave(site, "/r8.pdf", 20)
    trouble, _, seconds = timed(asking, "/r8.pdf")
    assert trouble is Trouble.UNREACHABLE
    assert seconds < 2
    assert list(asking.captures.folder.rglob("*.part")) == []


def test_what_was_slow_is_told(asking: Asking, site: Ministry) -> None:
    asking.patience = QUICK
    site.slow_headers("/head", 20)
    site.slow_body("/body", 20)
    assert "no whole head of an answer after 0.4 s" in timed(asking, "/head")[1]
    assert "less than 1000 bytes a second over 0.4 s" in timed(asking, "/body")[1]


def paced(piece: bytes, every: float) -> Callable[[Exchange], None]:
    def pour(exchange: Exchange) -> None:
        exchange.head(200, {"Content-Type": PDF, "Content-Length": "100000000"})
        exchange.drop()
        while not exchange.ministry.closing.is_set():
            try:
                exchange.stream.sendall(piece)
            except OSError:
                return
            exchange.wait(every)

    return pour


def test_a_transfer_that_moves_may_take_the_whole_deadline_and_no_longer(asking: Asking, site: Ministry) -> None:
    asking.patience = QUICK
    site.moods["/r8.pdf"] = paced(bytes(2000), 0.1)
    trouble, told, seconds = timed(asking, "/r8.pdf")
    assert (trouble, told) == (Trouble.UNREACHABLE, f"{site.url('/r8.pdf')}: not whole after 1.5 s")
    assert 1.4 < seconds < 2.5


def test_redirects_share_one_deadline(asking: Asking, site: Ministry) -> None:
    asking.patience = replace(QUICK, deadline=0.8, window=0.6)

    def later(exchange: Exchange) -> None:
        exchange.wait(0.3)
        exchange.send(302, Location="/again")

    site.moods[None] = later
    trouble, _, seconds = timed(asking, "/r8.pdf")
    assert trouble is Trouble.UNREACHABLE
    assert seconds < 1.5


def test_a_body_without_an_end_is_left_at_the_limit(asking: Asking, site: Ministry) -> None:
    asking.patience = replace(CALM, page_bytes=1_000_000, file_bytes=2_000_000)
    site.endless("/r8.pdf")
    assert timed(asking, "/r8.pdf")[:2] == (Trouble.TOO_LARGE, f"{site.url('/r8.pdf')}: is larger than 2 MB")
    assert timed(asking, "/r8.pdf", file=False)[:2] == (Trouble.TOO_LARGE, f"{site.url('/r8.pdf')}: is larger than 1 MB")
    assert list(asking.captures.folder.rglob("*.part")) == []


def test_an_announced_length_beyond_the_limit_is_refused_before_it_comes(asking: Asking, site: Ministry) -> None:
    site.moods["/r8.pdf"] = lambda exchange: (exchange.head(200, {"Content-Length": "200000000"}), exchange.drop())[1]
    assert timed(asking, "/r8.pdf")[0] is Trouble.TOO_LARGE


def test_headers_without_an_end_are_refused(asking: Asking, site: Ministry) -> None:
    def pour(exchange: Exchange) -> None:
        exchange.drop()
        exchange.stream.sendall(b"HTTP/1.1 200 OK\r\n" + b"X-Padding: 0123456789\r\n" * 20_000)

    site.moods["/r8.pdf"] = pour
    trouble, _, seconds = timed(asking, "/r8.pdf")
    assert trouble is Trouble.UNREACHABLE
    assert seconds < 2


def test_what_is_no_http_is_unreachable(asking: Asking, site: Ministry) -> None:
    site.garbage("/r8.pdf")
    assert timed(asking, "/r8.pdf")[0] is Trouble.UNREACHABLE
    site.hang_up("/r8.pdf")
    assert timed(asking, "/r8.pdf")[0] is Trouble.UNREACHABLE


def test_a_gzip_bomb_is_refused_while_it_inflates(asking: Asking, site: Ministry) -> None:
    asking.patience = replace(CALM, inflated_bytes=20_000_000, page_bytes=10_000_000)
    site.gzip_bomb("/r8.pdf", megabytes=100)
    for file in (True, False):
        trouble, told, _ = timed(asking, "/r8.pdf", file=file)
        assert trouble is Trouble.TOO_LARGE
        assert "inflates to more than" in told


def test_what_was_compressed_on_the_way_is_kept_as_it_was_before(asking: Asking, site: Ministry) -> None:
    site.put("/r8.pdf", "令和8年度予算")
    plain = asking.file("/r8.pdf").kept
    site.zipped("/r8.pdf")
    assert asking.file("/r8.pdf").kept == plain
    body = site.pages["/r8.pdf"].body
    halves = gzip.compress(body[:50], mtime=0) + gzip.compress(body[50:]) + bytes(8)
    site.moods["/r8.pdf"] = lambda exchange: exchange.send(200, halves, PDF, Content_Encoding="gzip")
    assert asking.file("/r8.pdf").kept == plain


@pytest.mark.parametrize(
    "body", [gzip.compress(b"x" * 9000, mtime=0)[:-20], zlib.compress(b"x"), b"plain"], ids=["cut", "zlib", "plain"]
)
def test_broken_gzip_is_no_file(asking: Asking, site: Ministry, body: bytes) -> None:
    site.moods["/a.csv"] = lambda exchange: exchange.send(200, body, "text/csv", Content_Encoding="gzip")
    assert asking.refusal("/a.csv", file=True).trouble is Trouble.TRUNCATED


def test_a_compression_that_was_not_asked_for_is_an_error(asking: Asking, site: Ministry) -> None:
    site.moods["/a.csv"] = lambda exchange: exchange.send(200, b"x", "text/csv", Content_Encoding="br")
    assert asking.refusal("/a.csv", file=True).trouble is Trouble.SERVER_ERROR


@pytest.mark.parametrize("declared", [True, False])
def test_half_a_pdf_is_no_version(asking: Asking, site: Ministry, declared: bool) -> None:
    """By Content-Length, or, where that lies too, by its end mark."""
    site.put("/r8.pdf", "令和8年度予算")
    site.truncate("/r8.pdf", declared=declared)
    refusal = asking.refusal("/r8.pdf", file=True)
    assert refusal.trouble is Trouble.TRUNCATED
    assert "cut off" in str(refusal)
    assert [path for path in asking.captures.folder.rglob("*") if path.is_file()] == []


def test_half_a_workbook_is_no_version(asking: Asking, site: Ministry) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "x" * 100_000)
    site.put("/r8.xlsx", file.getvalue()[:50_000], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    assert asking.refusal("/r8.xlsx", file=True).trouble is Trouble.TRUNCATED
    site.put("/r8.xlsx", file.getvalue())
    assert asking.file("/r8.xlsx").kept is not None


def test_half_a_page_is_no_page(asking: Asking, site: Ministry) -> None:
    site.put("/page.html", b"<html>" + b"x" * 1000, HTML)
    site.truncate("/page.html")
    assert asking.refusal("/page.html").trouble is Trouble.TRUNCATED


def test_chunks_without_the_last_one_are_no_page(asking: Asking, site: Ministry) -> None:
    def cut(exchange: Exchange) -> None:
        exchange.head(200, {"Content-Type": HTML, "Transfer-Encoding": "chunked"})
        exchange.stream.sendall(b"6\r\n<html>\r\n")
        exchange.drop()

    site.moods[INDEX] = cut
    assert asking.refusal(INDEX).trouble is Trouble.TRUNCATED


def test_a_text_that_speaks_of_pdfs_is_no_broken_pdf(asking: Asking, site: Ministry) -> None:
    site.put("/readme.txt", "先頭は %PDF-1.7 です".encode(), "text/plain")
    assert asking.file("/readme.txt").kept is not None


def test_the_next_request_goes_well_after_each_of_these(asking: Asking, site: Ministry) -> None:
    """What is left of a bad answer does not reach the next one."""
    site.put("/ok.pdf", "令和8年度予算")
    for misbehave in (Ministry.endless, Ministry.garbage, Ministry.hang_up, Ministry.server_error):
        misbehave(site, "/bad.pdf")
        asking.refusal("/bad.pdf", file=True)
        assert asking.file("/ok.pdf").kept is not None
