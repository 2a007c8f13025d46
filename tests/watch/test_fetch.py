"""The polite client, against a real server that is not always well: what it asks for, and what it makes of the answers."""

from __future__ import annotations

import pytest

from monitor.watch.fetch import FetchError, Trouble, file_name
from tests.e2e.ministry import HTML, INDEX, PDF, Ministry
from tests.watch.asking import Asking


def test_a_page_comes_with_what_the_server_tells_of_it(asking: Asking, site: Ministry) -> None:
    page = asking.page(INDEX)
    assert page.status == 200
    assert page.url == site.url()
    assert page.body.startswith(b"<!doctype html>")
    assert page.media_type == HTML
    assert page.etag is not None
    assert (page.kept, page.not_modified, page.fresh_seconds) == (None, False, None)


def test_the_user_agent_says_who_asks_and_whom_to_write_to(asking: Asking, site: Ministry) -> None:
    asking.page(INDEX)
    for seen in site.log.requests:
        assert seen.headers["user-agent"].startswith("yosan-watch/")
        assert "(+ops@example.jp)" in seen.headers["user-agent"]


# conditional requests


def test_a_request_is_conditional_when_validators_are_given_and_only_then(asking: Asking, site: Ministry) -> None:
    first = asking.page(INDEX)
    assert not {"if-none-match", "if-modified-since"} & site.log.requests[-1].headers.keys()
    again = asking.page(INDEX, etag=first.etag, last_modified="Fri, 28 Aug 2026 05:00:00 GMT")
    assert (again.status, again.not_modified, again.body) == (304, True, b"")
    assert site.log.requests[-1].headers["if-none-match"] == first.etag
    assert site.log.requests[-1].headers["if-modified-since"] == "Fri, 28 Aug 2026 05:00:00 GMT"


@pytest.mark.parametrize("etag", ['W/"weak-1"', '"strong-1"', '"gzip-variant--gzip"'])
def test_validators_are_sent_back_as_they_were_given(asking: Asking, site: Ministry, etag: str) -> None:
    site.lie_304(INDEX)
    assert asking.page(INDEX, etag=etag).not_modified
    assert site.log.requests[-1].headers["if-none-match"] == etag


def test_a_304_refreshes_the_validators_it_names_and_leaves_the_others(asking: Asking, site: Ministry) -> None:
    site.answer(INDEX, 304, ETag='"new"')
    answer = asking.page(INDEX, etag='"old"', last_modified="Fri, 28 Aug 2026 05:00:00 GMT")
    assert (answer.etag, answer.last_modified) == ('"new"', "Fri, 28 Aug 2026 05:00:00 GMT")


def test_a_304_to_a_request_without_conditions_is_an_error(asking: Asking, site: Ministry) -> None:
    site.answer(INDEX, 304)
    refusal = asking.refusal(INDEX)
    assert (refusal.trouble, refusal.status) == (Trouble.SERVER_ERROR, 304)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Cache_Control": "public, max-age=3600"}, 3600),
        ({"Cache_Control": "max-age=3600", "Age": "600"}, 3000),
        ({"Cache_Control": "no-cache, max-age=3600"}, 0),
        ({"Cache_Control": "max-age=60", "Expires": "Thu, 01 Jan 2099 00:00:00 GMT"}, 60),
        ({"Expires": "0"}, 0),
        ({"Expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        ({"Cache_Control": "max-age=99999999999999999999"}, 366 * 86400),
        ({"Cache_Control": "public"}, None),
    ],
)
def test_for_how_long_an_answer_holds_is_told(
    asking: Asking, site: Ministry, headers: dict[str, str], seconds: float | None
) -> None:
    site.answer(INDEX, 200, "<p>予算</p>", **headers)
    assert asking.page(INDEX).fresh_seconds == seconds


# what an answer means


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (400, Trouble.SERVER_ERROR),
        (401, Trouble.BLOCKED),
        (403, Trouble.BLOCKED),
        (404, Trouble.GONE),
        (405, Trouble.BLOCKED),
        (410, Trouble.GONE),
        (500, Trouble.SERVER_ERROR),
        (502, Trouble.SERVER_ERROR),
        (503, Trouble.SERVER_ERROR),
        (206, Trouble.SERVER_ERROR),
        (204, Trouble.SERVER_ERROR),
    ],
)
def test_every_status_has_its_meaning(asking: Asking, site: Ministry, status: int, trouble: Trouble) -> None:
    site.answer(INDEX, status, "sorry")
    refusal = asking.refusal(INDEX)
    assert (refusal.trouble, refusal.status) == (trouble, status)
    assert site.url() in str(refusal)
    assert str(status) in str(refusal)


@pytest.mark.parametrize("status", [200, 202, 403, 405, 503])
def test_a_firewalls_challenge_is_blocked_and_asked_once(asking: Asking, site: Ministry, status: int) -> None:
    site.challenge(INDEX, status) if status == 202 else site.firewall(INDEX, status)
    assert asking.refusal(INDEX).trouble is Trouble.BLOCKED
    assert len(site.log.of(INDEX)) == 1


AKAMAI = (
    "<HTML><HEAD>\n<TITLE>Access Denied</TITLE>\n</HEAD><BODY>\n<H1>Access Denied</H1>\n"
    "You don't have permission to access this page on this server.<P>\nReference&#32;&#35;18&#46;2d "
    "<P>https&#58;&#47;&#47;errors.edgesuite.net&#47;18.2d</P>\n</BODY>\n</HTML>"
)
CLOUDFLARE = (
    '<html><head><title>Just a moment...</title><script src="/cdn-cgi/challenge-platform/h/b/orchestrate"></script></head></html>'
)


@pytest.mark.parametrize("text", [AKAMAI, CLOUDFLARE])
def test_a_firewalls_page_with_status_200_is_none_of_the_ministry(asking: Asking, site: Ministry, text: str) -> None:
    site.answer(INDEX, 200, text)
    assert asking.refusal(INDEX).trouble is Trouble.BLOCKED


def test_a_page_with_a_captcha_in_a_form_beside_its_links_is_a_page(asking: Asking, site: Ministry) -> None:
    links = "".join(f'<a href="/{n}.pdf">資料{n}</a>' for n in range(9))
    form = '<script src="https://www.google.com/recaptcha/api.js"></script><input type="password" name="p">'
    site.answer(INDEX, 200, f"<html><head><title>予算</title></head><body>{links}{form}</body></html>")
    assert asking.page(INDEX).status == 200


def test_a_login_form_in_place_of_a_page_is_not_the_page(asking: Asking, site: Ministry) -> None:
    site.login(INDEX)
    assert asking.refusal(INDEX).trouble is Trouble.NOT_THE_FILE


@pytest.mark.parametrize("misbehave", [Ministry.maintenance, Ministry.login])
def test_a_page_in_place_of_a_file_is_not_the_file(asking: Asking, site: Ministry, misbehave: object) -> None:
    site.put("/r8.pdf", "令和8年度予算")
    misbehave(site, "/r8.pdf")  # type: ignore[operator]
    assert asking.refusal("/r8.pdf", file=True).trouble is Trouble.NOT_THE_FILE
    assert list(asking.captures.folder.rglob("*.part")) == []


@pytest.mark.parametrize(
    ("path", "declared", "expects", "trouble"),
    [
        ("/r8.pdf", "text/html", None, Trouble.NOT_THE_FILE),
        ("/r8.pdf", "application/pdf", None, Trouble.NOT_THE_FILE),
        ("/r8.xlsx", "text/html; charset=utf-8", None, Trouble.NOT_THE_FILE),
        ("/r8.xls", "application/vnd.ms-excel", None, None),  # a table in HTML under the name and the type of a workbook
        ("/download?id=5", "text/html", None, None),
        ("/download?id=5", "text/html", "application/pdf", Trouble.NOT_THE_FILE),
        ("/download?id=5", "text/html", "text/html", None),
        ("/download?id=5", "application/pdf", None, Trouble.NOT_THE_FILE),
        ("/r8.html", "text/html", None, None),
        ("/令和8年度", "text/html", None, None),
    ],
)
def test_whether_a_page_is_the_file_is_told_by_address_type_and_what_was_there(
    asking: Asking, site: Ministry, path: str, declared: str, expects: str | None, trouble: Trouble | None
) -> None:
    site.moods[None] = lambda exchange: exchange.send(200, "<!doctype html><p>令和8年度予算".encode(), declared)
    if trouble is None:
        assert asking.file(path, expects=expects).kept is not None
    else:
        assert asking.refusal(path, file=True, expects=expects).trouble is trouble


def test_an_empty_answer_is_no_answer(asking: Asking, site: Ministry) -> None:
    site.answer(INDEX, 200, "")
    assert asking.refusal(INDEX).trouble is Trouble.TRUNCATED
    assert asking.refusal(INDEX, file=True).trouble is Trouble.TRUNCATED


# where it goes, and where not


def test_a_redirect_on_the_host_is_followed_and_its_end_named(asking: Asking, site: Ministry) -> None:
    site.put("/r8.pdf", "令和8年度予算")
    site.redirect("/old.pdf", "r8.pdf")
    answer = asking.file("/old.pdf")
    assert answer.url == site.url("/r8.pdf")
    assert answer.media_type == PDF


@pytest.mark.parametrize(
    "to",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost:1/",
        "//elsewhere.example/x",
        "ftp://127.0.0.1/x",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_to_another_host_is_not_followed(asking: Asking, site: Ministry, to: str) -> None:
    site.redirect(INDEX, to)
    assert asking.refusal(INDEX).trouble is Trouble.REFUSED


def test_a_redirect_to_a_further_host_of_the_source_is_followed(asking: Asking, site: Ministry) -> None:
    with Ministry("127.0.0.2").open() as other:
        other.put("/r8.pdf", "令和8年度予算")
        site.redirect("/r8.pdf", other.url("/r8.pdf"))
        asking.allowed = {site.address, other.address}
        assert asking.file("/r8.pdf").url == other.url("/r8.pdf")
        assert other.log.paths() == ["/robots.txt", "/r8.pdf"]
        other.redirect("/r8.pdf", "http://10.0.0.1/r8.pdf")
        assert asking.refusal("/r8.pdf").trouble is Trouble.REFUSED


def test_a_redirect_loop_ends(asking: Asking, site: Ministry) -> None:
    site.redirect(INDEX, INDEX)
    assert "more than 5 redirects" in str(asking.refusal(INDEX))
    assert len(site.log.of(INDEX)) == 6


def test_a_private_address_is_reached_only_where_the_source_says_so(asking: Asking, site: Ministry) -> None:
    asking.allow_private = False
    refusal = asking.refusal(INDEX)
    assert refusal.trouble is Trouble.REFUSED
    assert "not at a public address" in str(refusal)
    assert site.log.requests == []


@pytest.mark.parametrize(
    "url",
    [
        "http://user:secret@127.0.0.1/",
        "http://user@127.0.0.1/",
        "gopher://127.0.0.1/",
        "http:///x",
        "http://127.0.0.1:99999/",
        "budget",
    ],
)
def test_what_is_no_plain_web_address_is_refused_before_anything_is_asked(asking: Asking, url: str) -> None:
    with pytest.raises(FetchError) as caught:
        asking.page(url if "://" in url else f"x://{url}")
    assert caught.value.trouble is Trouble.REFUSED
    assert "secret" not in str(caught.value)


def test_an_address_with_letters_that_addresses_do_not_have_is_encoded(asking: Asking, site: Ministry) -> None:
    site.moods[None] = lambda exchange: exchange.send(200, "予算".encode())
    asking.page("/概要 案.html?年=令和8#一")
    assert site.log.paths()[-1] == "/%E6%A6%82%E8%A6%81%20%E6%A1%88.html?%E5%B9%B4=%E4%BB%A4%E5%92%8C8"


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
