"""The polite client, against a real server that is not always well."""

from __future__ import annotations

import asyncio
import time

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from monitor.watch.fetch import Fetched, Fetcher, FetchError, file_name


def get(server: HTTPServer, path: str, *, gap: float = 0.0, times: int = 1, **headers: str) -> Fetched:
    """Fetch a path, `times` times over one client, and return the last answer."""

    async def run() -> Fetched:
        async with Fetcher(
            hosts=frozenset({server.host}), contact="ops@example.jp", gap_seconds=gap, allow_private=True
        ) as fetcher:
            for _ in range(times):
                answer = await fetcher.get(server.url_for(path), **headers)
            return answer

    return asyncio.run(run())


@pytest.fixture
def server(httpserver: HTTPServer) -> HTTPServer:
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /closed/\n")
    return httpserver


def test_robots_is_asked_first_and_once_and_obeyed(server: HTTPServer) -> None:
    server.expect_request("/open").respond_with_data("body", content_type="text/plain")
    assert get(server, "/open", times=2).body == b"body"
    assert [request.path for request, _ in server.log] == ["/robots.txt", "/open", "/open"]
    with pytest.raises(FetchError, match=r"robots\.txt forbids it"):
        get(server, "/closed/a.pdf")


def test_a_host_without_robots_allows_and_one_that_cannot_say_does_not(httpserver: HTTPServer) -> None:
    httpserver.expect_ordered_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_ordered_request("/a").respond_with_data("a")
    assert get(httpserver, "/a").body == b"a"
    httpserver.clear()
    httpserver.expect_request("/robots.txt").respond_with_data("", status=503)
    with pytest.raises(FetchError, match="nothing is fetched there"):
        get(httpserver, "/a")


def test_the_user_agent_says_who_asks(server: HTTPServer) -> None:
    server.expect_request("/a").respond_with_data("a")
    get(server, "/a")
    agent = server.log[-1][0].headers["User-Agent"]
    assert agent.startswith("yosan-watch/")
    assert "ops@example.jp" in agent


def test_a_request_is_conditional_and_304_is_not_modified(server: HTTPServer) -> None:
    def answer(request: Request) -> Response:
        return Response(status=304) if request.headers.get("If-None-Match") == '"x"' else Response("new", headers={"ETag": '"x"'})

    server.expect_request("/a").respond_with_handler(answer)
    first = get(server, "/a")
    assert (first.etag, first.not_modified) == ('"x"', False)
    assert get(server, "/a", etag="x").not_modified is False
    assert get(server, "/a", etag='"x"').not_modified is True


def test_requests_to_a_host_are_spaced(server: HTTPServer) -> None:
    server.expect_request("/a").respond_with_data("a")
    started = time.monotonic()
    get(server, "/a", gap=0.2, times=3)
    assert time.monotonic() - started >= 0.6


def test_a_redirect_to_another_host_is_not_followed(server: HTTPServer) -> None:
    server.expect_request("/a").respond_with_data("", status=302, headers={"Location": "http://169.254.169.254/latest/"})
    with pytest.raises(FetchError, match="not a host of the source"):
        get(server, "/a")


def test_a_redirect_loop_ends(server: HTTPServer) -> None:
    server.expect_request("/a").respond_with_data("", status=302, headers={"Location": "/a"})
    with pytest.raises(FetchError, match="redirects"):
        get(server, "/a")


@pytest.mark.parametrize("status", [403, 404, 410, 500])
def test_an_error_status_is_an_error(server: HTTPServer, status: int) -> None:
    server.expect_request("/a").respond_with_data("sorry", status=status)
    with pytest.raises(FetchError) as caught:
        get(server, "/a")
    assert caught.value.status == status


def test_retry_after_is_told(server: HTTPServer) -> None:
    server.expect_request("/a").respond_with_data("", status=429, headers={"Retry-After": "3600"})
    with pytest.raises(FetchError) as caught:
        get(server, "/a")
    assert caught.value.retry_after == 3600


@pytest.mark.parametrize(
    ("url", "media_type", "name"),
    [
        ("https://a.example/x/r8_gaiyou.pdf?v=2", None, "r8_gaiyou.pdf"),
        ("https://a.example/%E6%A6%82%E8%A6%81", "application/pdf", "概要.pdf"),
        ("https://a.example/", "text/html; charset=utf-8", "a.example"),
        ("https://a.example/b/..%2f..%2fetc", None, "....etc"),
    ],
)
def test_a_capture_is_named_by_its_url(url: str, media_type: str | None, name: str) -> None:
    assert file_name(url, media_type) == name
